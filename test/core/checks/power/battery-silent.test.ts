import { known, unavailable } from "../../../../src/core/fact.ts";
import type { Loss } from "../../../../src/core/fact.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/snapshot.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, ago } from "../../../support/snapshot.ts";

const YEAR = 365.25 * DAY;
const usual = (usualPerWeek: number): Loss => ({ perWeek: 0, usualPerWeek, ratio: 0, significant: false });

checkRows("battery_silent", [
  ["no battery", { last_seen: NOW }, "not_applicable"],
  ["no sign of life that would say more", { battery_level: ago(50, YEAR) }, "not_applicable"],
  ["read just now", { battery_level: 50, last_seen: NOW }, "pass"],
  ["full for 11 months: a level may stand still", { battery_level: ago(100, 335 * DAY), last_seen: NOW }, "pass"],
  ["half full, within the time in which it would be empty", { battery_level: ago(50, YEAR / 2 - HOUR), last_seen: NOW }, "pass"],
  [
    "half full, for longer than such cells last",
    { battery_level: ago(50, YEAR / 2 + MINUTE), last_seen: NOW },
    "fail - warning",
    { measures: { percent: 50 }, since: NOW - YEAR / 2 - MINUTE },
  ],
  ["the same by its bolt", { battery_level: ago(50, YEAR), bolt_moved: NOW - HOUR }, "fail - warning"],
  ["the same, but not heard of since", { battery_level: ago(50, YEAR), last_seen: NOW - YEAR, bolt_moved: NOW - YEAR }, "pass"],
  ["1 % for 30 days in use", { battery_level: ago(1, 30 * DAY), bolt_moved: NOW }, "pass"],
  [
    "1 % for a minute more (ethayer/lock-manager#41)",
    { battery_level: ago(1, 30 * DAY + MINUTE), bolt_moved: NOW },
    "fail - warning",
  ],
  ["0 % for long in use", { battery_level: ago(0, 31 * DAY), bolt_moved: NOW }, "fail - warning"],
  [
    "cells that last two years here",
    { battery_level: ago(50, 0.9 * YEAR), last_seen: NOW },
    "pass",
    { settings: { ...DEFAULT_SETTINGS, batteryMonths: 24 } },
  ],
  ["its own past: 30 points not yet due", { battery_level: ago(90, 70 * DAY), last_seen: NOW, battery_loss: usual(3) }, "pass"],
  [
    "its own past: 30 points are due",
    { battery_level: ago(90, 70 * DAY + MINUTE), last_seen: NOW, battery_loss: usual(3) },
    "fail - warning",
  ],
  ["its own past: loses next to nothing", { battery_level: ago(40, YEAR), last_seen: NOW, battery_loss: usual(0.1) }, "pass"],
  [
    "its own past: fast, but for 30 days only",
    { battery_level: ago(90, 30 * DAY), last_seen: NOW, battery_loss: usual(20) },
    "pass",
  ],
  ["a past without loss says nothing", { battery_level: ago(50, 0.4 * YEAR), last_seen: NOW, battery_loss: usual(0) }, "pass"],
  ["a past that is absurd says nothing", { battery_level: ago(50, 0.4 * YEAR), last_seen: NOW, battery_loss: usual(-5) }, "pass"],
  ["nor one of no number", { battery_level: ago(50, 0.6 * YEAR), last_seen: NOW, battery_loss: usual(NaN) }, "fail - warning"],
  [
    "its own past: nearly empty, and yet in use",
    { battery_level: ago(10, 71 * DAY), last_seen: NOW, battery_loss: usual(1) },
    "fail - warning",
  ],
  [
    "its own past: nearly empty, within its time",
    { battery_level: ago(10, 69 * DAY), last_seen: NOW, battery_loss: usual(1) },
    "pass",
  ],
  [
    "a past without measure says nothing",
    { battery_level: ago(50, 0.4 * YEAR), last_seen: NOW, battery_loss: usual(Infinity) },
    "pass",
  ],
  ["lithium stands still", { battery_level: ago(40, YEAR), last_seen: NOW, battery_chemistry: "lithium" }, "pass"],
  ["rechargeable cells too, just above low", { battery_level: ago(21, YEAR), last_seen: NOW, battery_chemistry: "nimh" }, "pass"],
  [
    "lithium, low for far too long",
    { battery_level: ago(20, YEAR), last_seen: NOW, battery_chemistry: "lithium" },
    "fail - warning",
  ],
  ["alkaline does not", { battery_level: ago(40, YEAR), last_seen: NOW, battery_chemistry: "alkaline" }, "fail - warning"],
  [
    "frozen by its history",
    { battery_level: ago(60, DAY), battery_mistrust: "frozen" },
    "fail frozen warning",
    { measures: { percent: 60 }, since: NOW - DAY },
  ],
  ["not believed for something else", { battery_level: 60, last_seen: NOW, battery_mistrust: "restored" }, "unknown untrusted"],
  ["no percentage at all", { battery_level: ago(126, YEAR), last_seen: NOW }, "unknown untrusted"],
  ["zero after a healthy level", { battery_level: ago(0, YEAR), battery_before: 80, last_seen: NOW }, "unknown untrusted"],
  ["nobody knows when it was read", { battery_level: known(50), last_seen: NOW }, "unknown unavailable"],
  ["heard in the future, a little", { battery_level: ago(50, YEAR / 2 - MINUTE), last_seen: NOW + HOUR }, "pass"],
  ["level unavailable", { battery_level: unavailable("unavailable"), last_seen: NOW }, "unknown unavailable"],
  ["signs of life unavailable", { battery_level: 50, last_seen: unavailable("unknown") }, "unknown unavailable"],
  ["a text in its place", wild({ battery_level: "50", last_seen: NOW }), "unknown unavailable"],
]);
