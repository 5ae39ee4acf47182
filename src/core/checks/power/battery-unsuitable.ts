import { defineCheck, fail, notApplicable, pass } from "../../check.ts";

/**
 * Cells of a chemistry that the lock's maker does not allow. Allegion allows alkaline alone in Schlage locks: the level of
 * lithium cells says nothing until it drops at the end. The variant is the chemistry that is in it.
 */
export const batteryUnsuitable = defineCheck({
  id: "battery_unsuitable",
  family: "power",
  severity: "warning",
  needs: ["battery_chemistry", "battery_allowed"],
  uses: ["battery_type"],
  remedies: ["guide_cells_kind", "replace_cells", "ask_administrator"],
  evaluate({ battery_chemistry: chemistry, battery_allowed: allowed }) {
    if (allowed.length === 0) return notApplicable;
    return allowed.includes(chemistry)
      ? pass
      : fail(["battery_chemistry", "battery_allowed", "battery_type"], { variant: chemistry });
  },
});
