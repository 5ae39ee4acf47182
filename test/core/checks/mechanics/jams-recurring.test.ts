import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../../../support/snapshot.ts";

const WEEK = 7 * DAY;
/** Jams this long ago, the oldest first. */
const jams = (...ago: readonly number[]) => ({ jam_events: ago.map((ms) => NOW - ms) });
/** So many jams in the last days, three hours and a day apart, so that no day has three. */
const week = (count: number) => Array.from({ length: count }, (_, index) => (count - index) * 13 * HOUR);

checkRows("jams_recurring", [
  ["no jams are told of", {}, "not_applicable"],
  ["none", jams(), "pass"],
  ["two in a day", jams(5 * HOUR, HOUR), "pass"],
  ["three in a day", jams(9 * HOUR, 5 * HOUR, HOUR), "fail day error", { measures: { count: 3 }, since: NOW - 9 * HOUR }],
  ["three, the first of them a day ago", jams(DAY, 5 * HOUR, HOUR), "pass"],
  ["three, the first nearly a day ago", jams(DAY - SECOND, 5 * HOUR, HOUR), "fail day error"],
  ["one that was reported three times: the lock tries by itself", jams(HOUR + 40 * SECOND, HOUR + 20 * SECOND, HOUR), "pass"],
  ["reports just under a minute apart are one jam", jams(HOUR + 118 * SECOND, HOUR + 59 * SECOND, HOUR), "pass"],
  ["reports a minute apart are three", jams(HOUR + 2 * MINUTE, HOUR + MINUTE, HOUR), "fail day error"],
  ["three in a day outweigh a rise", jams(5 * WEEK, ...week(6).slice(0, 4), 3 * HOUR, 2 * HOUR, HOUR), "fail day error"],

  ["six in a week, nothing known of before", jams(...week(6)), "pass"],
  ["one before a single week proves too little", jams(2 * WEEK, ...week(6)), "pass"],
  ["seven against none in the week before", jams(2 * WEEK, ...week(7)), "fail rising warning"],
  ["seven, and less than a week known before", jams(2 * WEEK - SECOND, ...week(7)), "pass"],
  [
    "three against none in four weeks",
    jams(5 * WEEK, ...week(3)),
    "fail rising warning",
    { measures: { count: 3, usual: 0 }, since: NOW - 39 * HOUR },
  ],
  ["three against none in three weeks are chance still", jams(4 * WEEK, ...week(3)), "pass"],
  ["two against none in a year", jams(52 * WEEK, ...week(2)), "pass"],
  ["three against one a week, as ever", jams(5 * WEEK, 4.5 * WEEK, 3.5 * WEEK, 2.5 * WEEK, 1.5 * WEEK, ...week(3)), "pass"],
  [
    "eight against one a week",
    jams(5 * WEEK, 4.5 * WEEK, 3.5 * WEEK, 2.5 * WEEK, 1.5 * WEEK, ...week(8)),
    "fail rising warning",
    { measures: { count: 8, usual: 1 } },
  ],
  ["fewer than before", jams(...Array.from({ length: 20 }, (_, index) => 5 * WEEK - index * DAY), ...week(3)), "pass"],
  [
    "a thousand jams, as many each week",
    jams(...Array.from({ length: 1_000 }, (_, index) => (1_000 - index) * 13 * HOUR)),
    "pass",
  ],

  ["the history is refused", { jam_events: unavailable("refused") }, "unknown unavailable"],
  ["times that are none", wild({ jam_events: [NaN] }), "unknown unavailable"],
  ["a time in the far future", { jam_events: [NOW + 3 * DAY] }, "unknown unavailable"],
]);
