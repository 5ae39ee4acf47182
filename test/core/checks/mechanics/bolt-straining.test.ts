import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";

const effort = (now: number, usual: number, countNow = 40, countUsual = 200) => ({
  turn_effort: { now, usual, countNow, countUsual },
});
const again = { failedBefore: true };

checkRows("bolt_straining", [
  ["nothing counts", { turns: 5_000 }, "not_applicable"],
  ["no failed turn", { turns: 5_000, failed_turns: 0 }, "pass"],
  ["just under one in twenty", { turns: 1_001, failed_turns: 50 }, "pass"],
  ["one in twenty", { turns: 1_000, failed_turns: 50 }, "fail share warning", { measures: { percent: 5 } }],
  ["nine of a hundred are few", { turns: 100, failed_turns: 9 }, "pass"],
  ["ten of a hundred", { turns: 100, failed_turns: 10 }, "fail share warning", { measures: { percent: 10 } }],
  ["ten of 99: it is new", { turns: 99, failed_turns: 10 }, "unknown unavailable"],
  ["failed ones, and nobody counts the turns", { failed_turns: 50 }, "unknown unavailable"],
  ["failed ones, and the turns cannot be had", { failed_turns: 50, turns: unavailable("unavailable") }, "unknown unavailable"],
  ["more failed than turned: a count is wrong", { turns: 200, failed_turns: 201 }, "unknown unavailable"],
  ["less than none", { turns: 5_000, failed_turns: -1 }, "unknown unavailable"],
  ["not a number", { turns: NaN, failed_turns: 50 }, "unknown unavailable"],

  ["effort as usual", effort(300, 300), "pass"],
  ["nearly half as much again", effort(449, 300), "pass"],
  ["half as much again", effort(450, 300), "fail rising warning", { measures: { percent: 50 } }],
  ["too few readings", effort(900, 300, 6), "unknown unavailable"],
  ["few readings, not clear enough", effort(560, 300, 7, 14), "pass"],
  ["few readings, clear", effort(561, 300, 7, 14), "fail rising warning"],
  ["risen before, not yet well", effort(400, 300), "fail rising warning", again],
  ["risen before, well again", effort(399, 300), "pass", again],
  ["a usual of nothing", effort(2, 0), "unknown unavailable"],
  ["not a number", effort(300, NaN), "unknown unavailable"],
  ["effort unavailable", { turn_effort: unavailable("pending") }, "unknown unavailable"],

  ["counted as bad, and rising", { turns: 1_000, failed_turns: 50, ...effort(600, 300) }, "fail rising warning"],
  ["counted as bad, and as usual", { turns: 1_000, failed_turns: 50, ...effort(300, 300) }, "fail share warning"],
  ["counted as bad, and nearly mended", { turns: 1_000, failed_turns: 50, ...effort(201, 300) }, "fail share warning"],
  ["counted as bad, and mended since", { turns: 1_000, failed_turns: 50, ...effort(200, 300) }, "pass"],
  ["counted as good, too few readings of effort", { turns: 1_000, failed_turns: 5, ...effort(900, 300, 6) }, "pass"],
]);
