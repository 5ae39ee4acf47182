import { defineCheck, fail, notApplicable, pass } from "../../check.ts";

/** For as long as a change is news: what Home Assistant's recorder keeps unless told otherwise (purge_keep_days, 10 days). */
const NEWS = 10 * 24 * 3_600_000;

/**
 * The lock used to lock by itself after a while and no longer does: switched off by somebody, by a reset or by an update. Quiet where
 * the household does not want to hear it, and where it was never seen on.
 */
export const relockOff = defineCheck({
  id: "relock_off",
  family: "access",
  severity: "warning",
  needs: ["auto_relock"],
  uses: ["auto_relock_was"],
  remedies: ["guide_relock"],
  evaluate({ auto_relock: on, auto_relock_was: was }, { takenAt, settings }) {
    if (on || settings.watchRelock === false) return pass;
    if (was === undefined) return notApplicable;
    return takenAt - was < NEWS ? fail(["auto_relock", "auto_relock_was"], { since: was }) : pass;
  },
});
