import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("cloud_unreachable", [
  ["whether it is a cloud is not known", { hub_state: "retrying" }, "not_applicable"],
  ["it is none", { cloud: false, hub_state: "retrying" }, "not_applicable"],
  ["loaded", { cloud: true, hub_state: "loaded" }, "pass"],
  ["retrying", { cloud: true, hub_state: ago("retrying", HOUR) }, "fail retrying error", { since: NOW - HOUR }],
  ["failed", { cloud: true, hub_state: "failed" }, "fail failed error"],
  ["stopped", { cloud: true, hub_state: "stopped" }, "fail stopped error"],
  ["disabled", { cloud: true, hub_state: "disabled" }, "fail disabled error"],
  ["starting is not away", { cloud: true, hub_state: "starting", hub_peers: { gone: 2, total: 2 } }, "unknown starting"],
  ["all of its locks at once", { cloud: true, hub_state: "loaded", hub_peers: { gone: 2, total: 2 } }, "fail peers error"],
  ["all but one", { cloud: true, hub_state: "loaded", hub_peers: { gone: 2, total: 3 } }, "pass"],
  ["its only lock", { cloud: true, hub_state: "loaded", hub_peers: { gone: 1, total: 1 } }, "pass"],
  ["state not known", { cloud: true, hub_state: unavailable("pending") }, "unknown unavailable"],
  ["neither is offered", { cloud: true }, "not_applicable"],
]);
