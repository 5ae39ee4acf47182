import { readBattery } from "../../battery.ts";
import { cannotTell, defineCheck, fail, notApplicable, pass } from "../../check.ts";

const DAY = 24 * 3_600_000;

/** Locks may take a day to report new cells (Nokē's and Bold's support pages: up to 24 h). */
const SETTLES = DAY;
/** Later the level may have fallen again, so that nothing can be told from it: cells that last a year lose 8 points in a month. */
const TELLS = 30 * DAY;
/** Points by which the level must rise, as in the forecast: reports waver by a step or two. */
const RISE = 5;
/** Percent from which on new cells need not show: lithium reads 95 before and 100 after. */
const HIGH = 80;

/** Somebody noted new cells, and a day later the level is no higher: contacts, orientation, used cells, or an old reading. */
export const batterySwapUnconfirmed = defineCheck({
  id: "battery_swap_unconfirmed",
  family: "power",
  severity: "warning",
  needs: ["battery_swapped"],
  any: ["battery_level", "battery_low_flag"],
  uses: ["battery_before_swap", "battery_before", "battery_now_flag", "battery_mistrust"],
  remedies: ["reread_value", "refresh_entity", "refresh_values", "guide_contacts", "reinterview", "ask_administrator"],
  evaluate(facts, { takenAt, settings }) {
    const { battery_swapped: swapped, battery_before_swap: before = NaN, battery_mistrust: mistrust } = facts;
    const age = takenAt - swapped;
    if (age < SETTLES) return pass;
    if (age > TELLS) return notApplicable;
    const reading = readBattery(facts);
    // A frozen level is what an unseen swap looks like.
    if (reading.kind === "untrusted" || (mistrust && mistrust !== "frozen")) return cannotTell("untrusted", ["battery_level"]);
    if (reading.kind === "none")
      return facts.battery_low_flag ? fail(["battery_low_flag", "battery_swapped"], { variant: "flag", since: swapped }) : pass;
    const { percent } = reading;
    const told = ["battery_level", "battery_before_swap", "battery_swapped"] as const;
    if (percent >= HIGH) return pass;
    if (!(before >= 0 && before <= 100))
      return percent <= settings.batteryLow
        ? fail(told, { variant: "low", since: swapped, measures: { percent } })
        : cannotTell("unavailable", ["battery_before_swap"]);
    return before >= HIGH || percent - before >= RISE ? pass : fail(told, { since: swapped, measures: { percent, before } });
  },
});
