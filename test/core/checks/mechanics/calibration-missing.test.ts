import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("calibration_missing", [
  ["a lock that needs none", {}, "not_applicable"],
  ["calibrated", { calibrated: true }, "pass"],
  ["not calibrated", { calibrated: ago(false, HOUR) }, "fail - error", { since: NOW - HOUR }],
  ["unavailable", { calibrated: unavailable("unavailable") }, "unknown unavailable"],
  ["a word in its place", wild({ calibrated: "off" }), "unknown unavailable"],
]);
