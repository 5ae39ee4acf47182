import { readBattery } from "../../battery.ts";
import { defineCheck, fail, pass } from "../../check.ts";

/** A wired lock has lost its supply, or a rechargeable one is not charged any more. What is left in it is all there is. */
export const supplyLost = defineCheck({
  id: "supply_lost",
  family: "power",
  severity: "warning",
  needs: ["supply_ok"],
  uses: ["battery_level", "battery_before", "battery_low_flag", "battery_now_flag"],
  remedies: ["guide_supply", "ask_administrator"],
  evaluate(facts, { settings, at }) {
    if (facts.supply_ok) return pass;
    const because = ["supply_ok", "battery_level", "battery_low_flag"] as const;
    const since = at("supply_ok");
    const reading = readBattery(facts);
    if (reading.kind !== "level" || reading.percent > settings.batteryLow) return fail(because, { since });
    return fail(because, { variant: "low", severity: "error", since, measures: { percent: reading.percent } });
  },
});
