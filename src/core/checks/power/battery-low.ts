import { readBattery } from "../../battery.ts";
import { cannotTell, defineCheck, fail, pass } from "../../check.ts";

/** Points by which the level must rise again before low cells are forgotten: reports waver by a step or two. */
const HYSTERESIS = 5;
/** Part of the threshold below which changing cells should not wait any more: with 20 %, below 15 %. */
const SECOND_TIER = 0.75;

/**
 * The cells are at their end of service. Two tiers: `soon` (warning) at and below the household's threshold, `now`
 * (error) at and below three quarters of it. A low flag alone is `soon`.
 */
export const batteryLow = defineCheck({
  id: "battery_low",
  family: "power",
  severity: "warning",
  vital: true,
  any: ["battery_level", "battery_low_flag"],
  uses: ["battery_before", "battery_now_flag", "battery_type"],
  remedies: ["replace_cells", "ask_administrator"],
  evaluate(facts, { settings, failedBefore, at }) {
    const reading = readBattery(facts);
    if (reading.kind === "untrusted") return cannotTell("untrusted", ["battery_level"]);
    if (reading.kind === "level") {
      const { percent } = reading;
      if (percent <= settings.batteryLow * SECOND_TIER)
        return fail(["battery_level", "battery_low_flag", "battery_type"], {
          variant: "now",
          severity: "error",
          measures: { percent },
        });
      if (percent <= settings.batteryLow || (failedBefore && percent < settings.batteryLow + HYSTERESIS))
        return fail(["battery_level", "battery_low_flag", "battery_type"], { variant: "soon", measures: { percent } });
    }
    if (facts.battery_low_flag)
      return fail(["battery_low_flag", "battery_level", "battery_type"], { variant: "flag", since: at("battery_low_flag") });
    return pass;
  },
});
