import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, SECOND, ago } from "../../../support/snapshot.ts";

checkRows("bolt_jammed", [
  ["nothing known", {}, "not_applicable"],
  ["state jammed", { lock_state: ago("jammed", HOUR) }, "fail - error", { since: NOW - HOUR }],
  ["flag on", { jam_flag: ago(true, HOUR) }, "fail - error", { since: NOW - HOUR }],
  ["flag on beside a locked state: the bolt fell back there", { jam_flag: true, lock_state: "locked" }, "fail - error"],
  ["flag off", { jam_flag: false, lock_state: "unlocked" }, "pass"],
  ["no flag, locked", { lock_state: "locked" }, "pass"],
  ["no flag, open: it may be a stuck one", { lock_state: "unlocked" }, "not_applicable"],
  ["flag on, moved before it", { jam_flag: ago(true, HOUR), bolt_moved: NOW - 2 * HOUR }, "fail - error"],
  ["flag on, moved in the same attempt", { jam_flag: ago(true, HOUR), bolt_moved: NOW - HOUR + 15 * SECOND }, "fail - error"],
  [
    "flag on, moved later: then it is stuck, not the bolt",
    { jam_flag: ago(true, HOUR), bolt_moved: NOW - HOUR + 16 * SECOND },
    "pass",
  ],
  ["flag on of unknown age, moved", { jam_flag: { kind: "known", value: true }, bolt_moved: NOW - HOUR }, "fail - error"],
  ["state jammed, moved later", { lock_state: ago("jammed", HOUR), bolt_moved: NOW - SECOND }, "fail - error"],
  ["both unavailable", { jam_flag: unavailable("unavailable"), lock_state: unavailable("unavailable") }, "unknown unavailable"],
  ["a number for the flag", wild({ jam_flag: 1 }), "unknown unavailable"],
]);
