import { defineCheck, fail, pass } from "../../check.ts";

/**
 * The lock does not know where its bolt's ends are. Tedee then takes no commands at all (its entity becomes unavailable, Home Assistant
 * tedee/lock.py), SwitchBot may stop short or report the wrong state. Makers ask for it again after a change of cells or firmware.
 */
export const calibrationMissing = defineCheck({
  id: "calibration_missing",
  family: "mechanics",
  severity: "error",
  needs: ["calibrated"],
  remedies: ["guide_calibrate", "ask_administrator"],
  evaluate({ calibrated }, { at }) {
    return calibrated ? pass : fail(["calibrated"], { since: at("calibrated") });
  },
});
