import { unavailable } from "../../../../src/core/fact.ts";
import type { Span } from "../../../../src/core/fact.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/snapshot.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, MINUTE, NOW } from "../../../support/snapshot.ts";

const YEAR = 365.25 * DAY;
const WEEK = 7 * DAY;
const forecast = (early: number, late: number, basis: Span["basis"] = "slope"): Span => ({
  early: NOW + early,
  late: NOW + late,
  basis,
});
const months = (batteryMonths: number) => ({ settings: { ...DEFAULT_SETTINGS, batteryMonths } });

checkRows("battery_due", [
  ["nothing known of their age", { battery_level: 80 }, "not_applicable"],
  ["nearly a year old", { battery_since: NOW - YEAR + MINUTE }, "pass"],
  ["a year old", { battery_since: NOW - YEAR }, "fail age warning", { measures: { months: 12 }, since: NOW - YEAR }],
  ["noted a year ago", { battery_swapped: NOW - YEAR - DAY }, "fail age warning", { measures: { months: 12 } }],
  ["seen long ago, noted since", { battery_since: NOW - 2 * YEAR, battery_swapped: NOW - DAY }, "pass"],
  ["noted long ago, seen since", { battery_since: NOW - DAY, battery_swapped: NOW - 2 * YEAR }, "pass"],
  [
    "both long ago: the newer counts",
    { battery_since: NOW - YEAR, battery_swapped: NOW - 2 * YEAR },
    "fail age warning",
    { since: NOW - YEAR },
  ],
  ["a household's six months, a minute before", { battery_since: NOW - YEAR / 2 + MINUTE }, "pass", months(6)],
  ["a household's six months", { battery_since: NOW - YEAR / 2 }, "fail age warning", { ...months(6), measures: { months: 6 } }],
  ["a household's two years", { battery_since: NOW - 1.9 * YEAR }, "pass", months(24)],
  ["a clock a little ahead", { battery_since: NOW + MINUTE }, "pass"],
  ["forecast, early edge after 14 days", { battery_forecast: forecast(14 * DAY + MINUTE, 60 * DAY) }, "pass"],
  [
    "forecast, early edge in 14 days",
    { battery_forecast: forecast(14 * DAY, 5 * WEEK) },
    "fail forecast warning",
    { measures: { from: 2, to: 5 } },
  ],
  [
    "forecast, its early edge passed",
    { battery_forecast: forecast(-3 * DAY, 10 * DAY, "template") },
    "fail forecast warning",
    { measures: { from: 0, to: 2 } },
  ],
  [
    "forecast, all of it passed",
    { battery_forecast: forecast(-30 * DAY, -3 * DAY, "age") },
    "fail forecast warning",
    { measures: { from: 0, to: 1 } },
  ],
  [
    "old, and empty soon: the nearer is told",
    { battery_since: NOW - 2 * YEAR, battery_forecast: forecast(DAY, WEEK) },
    "fail forecast warning",
  ],
  [
    "old, though the forecast is far",
    { battery_since: NOW - YEAR, battery_forecast: forecast(YEAR, 2 * YEAR) },
    "fail age warning",
  ],
  ["young, the forecast far", { battery_since: NOW - DAY, battery_forecast: forecast(YEAR, 2 * YEAR) }, "pass"],
  ["a forecast of no number", { battery_forecast: forecast(NaN, WEEK) }, "unknown untrusted"],
  ["a forecast without an end", { battery_forecast: forecast(DAY, Infinity) }, "unknown untrusted"],
  ["a forecast of no number, the age known", { battery_forecast: forecast(NaN, NaN), battery_since: NOW - DAY }, "pass"],
  [
    "all unavailable",
    { battery_since: unavailable("unavailable"), battery_forecast: unavailable("pending") },
    "unknown unavailable",
  ],
  ["at the beginning of time", { battery_since: 0 }, "unknown unavailable"],
  ["in the far future", { battery_swapped: NOW + 2 * DAY }, "unknown unavailable"],
  ["a text for a date", wild({ battery_swapped: "2025-01-01" }), "unknown unavailable"],
  ["a forecast of another shape", wild({ battery_forecast: { early: NOW } }), "unknown unavailable"],
]);
