import { readBattery } from "../../battery.ts";
import { cannotTell, defineCheck, fail, pass } from "../../check.ts";

/** The cells may fail at the next turn of the bolt: "replace now", or at and below the household's critical level. */
export const batteryCritical = defineCheck({
  id: "battery_critical",
  family: "power",
  severity: "critical",
  any: ["battery_level", "battery_now_flag"],
  uses: ["battery_before", "battery_low_flag", "battery_type"],
  remedies: ["replace_cells", "ask_administrator"],
  evaluate(facts, { settings, at }) {
    const reading = readBattery(facts);
    if (reading.kind === "untrusted") return cannotTell("untrusted", ["battery_level"]);
    if (reading.kind === "level" && reading.percent <= settings.batteryCritical)
      return fail(["battery_level", "battery_now_flag", "battery_low_flag", "battery_type"], {
        measures: { percent: reading.percent },
      });
    if (facts.battery_now_flag)
      return fail(["battery_now_flag", "battery_level", "battery_type"], { variant: "flag", since: at("battery_now_flag") });
    return pass;
  },
});
