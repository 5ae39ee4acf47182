import { defineCheck, fail, pass } from "../../check.ts";

/** An update over a lock's radio that shows nothing new for this long does not move (design table: 15 min). */
const STUCK = 15 * 60_000;

/** A firmware update is under way and does not move. */
export const updateStuck = defineCheck({
  id: "update_stuck",
  family: "software",
  severity: "error",
  needs: ["firmware", "firmware_moved"],
  remedies: ["guide_update_stuck", "open_device", "ask_administrator"],
  evaluate({ firmware: { inProgress, percent }, firmware_moved: moved }, { takenAt }) {
    if (!inProgress || takenAt - moved <= STUCK) return pass;
    return fail(["firmware", "firmware_moved"], { since: moved, measures: percent === undefined ? {} : { percent } });
  },
});
