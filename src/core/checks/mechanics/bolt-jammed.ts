import { defineCheck, fail, notApplicable, pass } from "../../check.ts";
import { movedSince } from "../../jam.ts";

/** The bolt is stuck: the lock says so, and has not moved since. */
export const boltJammed = defineCheck({
  id: "bolt_jammed",
  family: "mechanics",
  severity: "error",
  vital: true,
  any: ["jam_flag", "lock_state"],
  uses: ["bolt_moved", "door_open"],
  remedies: ["guide_jam", "reread_notification", "lock_again", "ask_administrator"],
  evaluate({ jam_flag: flag, lock_state: state, bolt_moved: moved }, { at }) {
    if (state === "jammed") return fail(["lock_state", "door_open"], { since: at("lock_state") });
    if (flag && !movedSince(at("jam_flag"), moved))
      return fail(["jam_flag", "lock_state", "door_open"], { since: at("jam_flag") });
    // Without a jam report, an open bolt may be a stuck one: Matter shows "not fully locked" as unlocked.
    return flag !== undefined || state === "locked" ? pass : notApplicable;
  },
});
