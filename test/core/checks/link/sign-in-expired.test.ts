import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("sign_in_expired", [
  ["not known", {}, "not_applicable"],
  ["pending", { sign_in_pending: ago(true, HOUR) }, "fail - error", { since: NOW - HOUR }],
  ["not pending", { sign_in_pending: false }, "pass"],
  ["unavailable", { sign_in_pending: unavailable("refused") }, "unknown unavailable"],
  ["a text in its place", wild({ sign_in_pending: "true" }), "unknown unavailable"],
]);
