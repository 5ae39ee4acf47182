import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";

const time = (now: number, usual: number, countNow = 40, countUsual = 200) => ({
  turn_time: { now, usual, countNow, countUsual },
});
const again = { failedBefore: true };

checkRows("bolt_slow", [
  ["nobody times it", {}, "not_applicable"],
  ["as usual", time(3_000, 3_000), "pass"],
  ["faster", time(1_000, 3_000), "pass"],
  ["nearly half as long again", time(4_490, 3_000), "pass"],
  ["half as long again", time(4_500, 3_000), "fail - warning", { measures: { seconds: 4.5, usual: 3 } }],
  ["twice as long, and not a second more: that may be the radio", time(1_900, 950), "pass"],
  ["twice as long, by a second", time(2_000, 1_000), "fail - warning"],
  ["a slow lock by nature", time(12_000, 12_000), "pass"],

  ["six readings tell nothing", time(9_000, 3_000, 6), "unknown unavailable"],
  ["13 readings are no usual", time(9_000, 3_000, 40, 13), "unknown unavailable"],
  ["seven against 14 must be clearer: not enough", time(5_600, 3_000, 7, 14), "pass"],
  ["seven against 14, clear", time(5_610, 3_000, 7, 14), "fail - warning"],
  ["ten against thirty, not enough", time(5_050, 3_000, 10, 30), "pass"],
  ["ten against thirty, enough", time(5_060, 3_000, 10, 30), "fail - warning"],

  ["slow before, and not yet well", time(4_000, 3_000), "fail - warning", again],
  ["slow before, and well again", time(3_990, 3_000), "pass", again],
  ["not slow before, between the two", time(4_000, 3_000), "pass"],

  ["unavailable", { turn_time: unavailable("pending") }, "unknown unavailable"],
  ["a usual of nothing", time(3_000, 0), "unknown unavailable"],
  ["less than nothing", time(-1, 3_000), "unknown unavailable"],
  ["not a number", time(NaN, 3_000), "unknown unavailable"],
  ["without end", time(Infinity, 3_000), "unknown unavailable"],
  ["counts that are none", time(9_000, 3_000, NaN), "unknown unavailable"],
  ["a shape that is none", wild({ turn_time: { now: 3 } }), "unknown unavailable"],
]);
