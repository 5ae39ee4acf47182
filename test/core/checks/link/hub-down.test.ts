import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

const gone = (of: number, total: number) => ({ lock_available: false, hub_peers: { gone: of, total } });

checkRows("hub_down", [
  ["nothing known of a hub", {}, "not_applicable"],
  ["loaded", { hub_state: "loaded" }, "pass"],
  ["retrying", { hub_state: ago("retrying", HOUR) }, "fail retrying error", { since: NOW - HOUR }],
  ["failed", { hub_state: "failed" }, "fail failed error"],
  ["stopped", { hub_state: "stopped" }, "fail stopped error"],
  ["disabled", { hub_state: "disabled" }, "fail disabled error"],
  ["starting is not down", { hub_state: "starting" }, "unknown starting"],
  ["starting, whatever the bridge says", { hub_state: "starting", hub_online: false }, "unknown starting"],
  [
    "says itself that it is offline",
    { hub_state: "loaded", hub_online: ago(false, HOUR) },
    "fail offline error",
    { since: NOW - HOUR },
  ],
  ["says that it works", { hub_state: "loaded", hub_online: true }, "pass"],
  ["this lock and another of three", gone(2, 3), "fail peers error", { measures: { gone: 2, total: 3 } }],
  ["exactly half", gone(2, 4), "pass"],
  ["one more than half", gone(3, 4), "fail peers error"],
  ["a single lock is not a hub", gone(1, 1), "pass"],
  ["both of two", gone(2, 2), "fail peers error"],
  ["most are gone, but this lock is there", { lock_available: true, hub_peers: { gone: 2, total: 3 } }, "pass"],
  ["most are gone, and the hub says that it works", { ...gone(2, 3), hub_online: true }, "pass"],
  ["a cloud is another check's", { cloud: true, hub_state: "retrying" }, "not_applicable"],
  ["not a cloud", { cloud: false, hub_state: "retrying" }, "fail retrying error"],
  ["all unavailable", { hub_state: unavailable("pending"), hub_online: unavailable("unknown") }, "unknown unavailable"],
  ["an unknown word", wild({ hub_state: "exploded" }), "unknown unavailable"],
  ["peers of no number", wild({ hub_peers: { gone: "2", total: 2 }, lock_available: false }), "unknown unavailable"],
  ["absurd peers", wild({ hub_peers: { gone: NaN, total: NaN }, lock_available: false }), "pass"],
]);
