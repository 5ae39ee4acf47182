import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import type { Span } from "../../fact.ts";
import type { Settings } from "../../snapshot.ts";

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
const MONTH = (365.25 / 12) * DAY;
/** Months for which makers promise that cells last in a lock (Schlage Encode's manual: about a year). */
const MONTHS = 12;
/** A forecast is told when its early edge is this near: time to buy cells and to be at home (design table: 14 days). */
const SOON = 14 * DAY;

/** How long cells are used in this home, ms. */
export function cellLife({ batteryMonths = MONTHS }: Settings): number {
  return batteryMonths * MONTH;
}

/** The forecast in whole weeks from now: a range, never a day. */
function weeks({ early, late }: Span, takenAt: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor((early - takenAt) / WEEK));
  return { from, to: Math.max(from + 1, Math.ceil((late - takenAt) / WEEK)) };
}

/** New cells are due although the level is not low: by the forecast for these, or by their age alone. */
export const batteryDue = defineCheck({
  id: "battery_due",
  family: "power",
  severity: "warning",
  any: ["battery_since", "battery_swapped", "battery_forecast"],
  uses: ["battery_level", "battery_type"],
  remedies: ["replace_cells", "mark_replaced", "ask_administrator"],
  evaluate({ battery_since: seen, battery_swapped: noted, battery_forecast: forecast }, { takenAt, settings }) {
    const foreseen = forecast && Number.isFinite(forecast.early) && Number.isFinite(forecast.late);
    if (foreseen && forecast.early - takenAt <= SOON)
      return fail(["battery_forecast", "battery_level", "battery_since", "battery_type"], {
        variant: "forecast",
        measures: weeks(forecast, takenAt),
      });
    const since = Math.max(seen ?? -Infinity, noted ?? -Infinity);
    const age = takenAt - since;
    if (age === Infinity) return foreseen ? pass : cannotTell("untrusted", ["battery_forecast"]);
    if (age < cellLife(settings)) return pass;
    return fail(["battery_since", "battery_swapped", "battery_level", "battery_type"], {
      variant: "age",
      since,
      measures: { months: Math.floor(age / MONTH) },
    });
  },
});
