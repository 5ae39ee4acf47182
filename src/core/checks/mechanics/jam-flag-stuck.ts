import { defineCheck, fail, pass } from "../../check.ts";
import { movedSince } from "../../jam.ts";

/** The lock still reports a jam although its bolt has moved since (zwave-js#1543). */
export const jamFlagStuck = defineCheck({
  id: "jam_flag_stuck",
  family: "mechanics",
  severity: "warning",
  needs: ["jam_flag"],
  uses: ["bolt_moved", "lock_state"],
  remedies: ["reread_notification", "lock_again"],
  evaluate({ jam_flag: flag, bolt_moved: moved }, { at }) {
    return flag && movedSince(at("jam_flag"), moved)
      ? fail(["jam_flag", "bolt_moved", "lock_state"], { since: at("jam_flag") })
      : pass;
  },
});
