import { readBattery } from "../../battery.ts";
import { defineCheck, fail, pass } from "../../check.ts";

/** The battery reading cannot be right: outside 0–100, zero straight after a healthy level, or against the lock's own low flag. */
export const batteryUntrusted = defineCheck({
  id: "battery_untrusted",
  family: "power",
  severity: "warning",
  needs: ["battery_level"],
  uses: ["battery_before", "battery_low_flag", "battery_now_flag"],
  remedies: ["reread_value", "refresh_entity", "refresh_values", "reinterview", "ask_administrator"],
  evaluate(facts) {
    const reading = readBattery(facts);
    if (reading.kind !== "untrusted") return pass;
    const because = {
      out_of_range: ["battery_level"],
      fell_to_zero: ["battery_level", "battery_before"],
      contradicts_flag: ["battery_level", "battery_low_flag", "battery_now_flag"],
    } as const;
    return fail(because[reading.why], { variant: reading.why, measures: { percent: reading.percent } });
  },
});
