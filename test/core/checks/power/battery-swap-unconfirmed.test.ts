import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, ago } from "../../../support/snapshot.ts";

/** Noted two days ago. */
const swapped = { battery_swapped: NOW - 2 * DAY };

checkRows("battery_swap_unconfirmed", [
  ["no swap noted", { battery_level: 10 }, "not_applicable"],
  ["noted, but the lock tells nothing of its cells", swapped, "not_applicable"],
  ["level not up, nearly a day", { battery_swapped: NOW - DAY + MINUTE, battery_level: 10, battery_before_swap: 10 }, "pass"],
  [
    "level not up after a day",
    { battery_swapped: NOW - DAY, battery_level: 10, battery_before_swap: 10 },
    "fail - warning",
    { measures: { percent: 10, before: 10 }, since: NOW - DAY },
  ],
  ["the old reading still", { ...swapped, battery_level: ago(12, 9 * DAY), battery_before_swap: 12 }, "fail - warning"],
  ["up by less than five points", { ...swapped, battery_level: 14.9, battery_before_swap: 10 }, "fail - warning"],
  ["up by five points", { ...swapped, battery_level: 15, battery_before_swap: 10 }, "pass"],
  ["lower than before", { ...swapped, battery_level: 30, battery_before_swap: 50 }, "fail - warning"],
  ["changed early: 80 % need not show", { ...swapped, battery_level: 80, battery_before_swap: 79 }, "pass"],
  ["just below it", { ...swapped, battery_level: 79, battery_before_swap: 79 }, "fail - warning"],
  ["changed very early", { ...swapped, battery_level: 79, battery_before_swap: 80 }, "pass"],
  ["after 30 days", { battery_swapped: NOW - 30 * DAY, battery_level: 40, battery_before_swap: 40 }, "fail - warning"],
  [
    "later it may have fallen again",
    { battery_swapped: NOW - 30 * DAY - MINUTE, battery_level: 40, battery_before_swap: 40 },
    "not_applicable",
  ],
  ["noted for tomorrow by a wrong clock", { battery_swapped: NOW + HOUR, battery_level: 10, battery_before_swap: 10 }, "pass"],
  [
    "level before unknown, low now: new cells are not low",
    { ...swapped, battery_level: 20 },
    "fail low warning",
    { measures: { percent: 20 } },
  ],
  ["level before unknown, not low now", { ...swapped, battery_level: 21 }, "unknown unavailable"],
  ["level before unavailable, high now", { ...swapped, battery_level: 95, battery_before_swap: unavailable("unknown") }, "pass"],
  ["level before absurd", { ...swapped, battery_level: 50, battery_before_swap: 126 }, "unknown unavailable"],
  ["level before below zero", { ...swapped, battery_level: 50, battery_before_swap: -1 }, "unknown unavailable"],
  ["low flag alone, still on", { ...swapped, battery_low_flag: true }, "fail flag warning", { since: NOW - 2 * DAY }],
  ["low flag alone, off", { ...swapped, battery_low_flag: false }, "pass"],
  [
    "frozen by its history",
    { ...swapped, battery_level: 10, battery_before_swap: 10, battery_mistrust: "frozen" },
    "fail - warning",
  ],
  ["not believed", { ...swapped, battery_level: 10, battery_before_swap: 10, battery_mistrust: "restored" }, "unknown untrusted"],
  ["over 100", { ...swapped, battery_level: 255, battery_before_swap: 10 }, "unknown untrusted"],
  [
    "zero after a healthy level",
    { ...swapped, battery_level: 0, battery_before: 95, battery_before_swap: 10 },
    "unknown untrusted",
  ],
  [
    "level unavailable",
    { ...swapped, battery_level: unavailable("unavailable"), battery_before_swap: 10 },
    "unknown unavailable",
  ],
  ["date unavailable", { battery_swapped: unavailable("unknown"), battery_level: 10 }, "unknown unavailable"],
  ["a date in the far future", { battery_swapped: NOW + 3 * DAY, battery_level: 10 }, "unknown unavailable"],
  ["a text for a date", wild({ battery_swapped: "yesterday", battery_level: 10 }), "unknown unavailable"],
]);
