import { cannotTell, defineCheck, fail, pass } from "../../check.ts";

/** Lock Code Manager tries three times within five minutes before it gives up (const.py, SYNC_ATTEMPT_WINDOW): until then it is at work. */
const AT_WORK = 5 * 60_000;

/**
 * Codes in the lock are not those they should be, as Lock Code Manager or keymaster says. `suspended`: the manager has given up on
 * some (error: somebody stands before the door). `unsynced`: some have waited for longer than it keeps trying.
 */
export const codesUnsynced = defineCheck({
  id: "codes_unsynced",
  family: "access",
  severity: "warning",
  any: ["codes_unsynced", "codes_suspended"],
  remedies: ["resync_codes", "guide_code_manager", "ask_administrator"],
  evaluate({ codes_unsynced: unsynced, codes_suspended: suspended }, { takenAt, failedBefore, at }) {
    if (suspended !== undefined && suspended > 0)
      return fail(["codes_suspended", "codes_unsynced"], {
        variant: "suspended",
        severity: "error",
        since: at("codes_suspended"),
        measures: { count: suspended },
      });
    if (unsynced !== undefined && unsynced > 0) {
      const since = at("codes_unsynced");
      return !failedBefore && since !== undefined && takenAt - since < AT_WORK
        ? cannotTell("unavailable", ["codes_unsynced"])
        : fail(["codes_unsynced"], { variant: "unsynced", since, measures: { count: unsynced } });
    }
    // What is no number is no pass.
    return [unsynced, suspended].some((count) => count === 0)
      ? pass
      : cannotTell("untrusted", ["codes_unsynced", "codes_suspended"]);
  },
});
