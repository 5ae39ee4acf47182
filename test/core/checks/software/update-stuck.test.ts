import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";
import { DAY, MINUTE, NOW, SECOND } from "../../../support/snapshot.ts";

const running = { installed: "1", latest: "2", skipped: false, inProgress: true, percent: 40, installable: true };

checkRows("update_stuck", [
  ["no update entity", {}, "not_applicable"],
  ["moved 15 min ago", { firmware: running, firmware_moved: NOW - 15 * MINUTE }, "pass"],
  [
    "moved a second more ago",
    { firmware: running, firmware_moved: NOW - 15 * MINUTE - SECOND },
    "fail - error",
    { measures: { percent: 40 }, since: NOW - 15 * MINUTE - SECOND },
  ],
  [
    "without a percentage",
    { firmware: { ...running, percent: undefined }, firmware_moved: NOW - DAY },
    "fail - error",
    { measures: {} },
  ],
  ["not under way", { firmware: { ...running, inProgress: false }, firmware_moved: NOW - DAY }, "pass"],
  ["when it moved is not known", { firmware: running, firmware_moved: unavailable("unknown") }, "unknown unavailable"],
  ["it moves in the far future", { firmware: running, firmware_moved: NOW + 2 * DAY }, "unknown unavailable"],
]);
