import { defineCheck, fail, pass } from "../../check.ts";
import { last } from "../../last.ts";

/** Refused codes within `WINDOW` that are more than a slip of the finger. */
const BURST = 3;
const WINDOW = 60 * 60_000;
/** A lockout is worth knowing for as long as somebody may ask what happened. */
const LOCKOUT_TOLD = 24 * 3_600_000;

/** A burst of refused codes: a forgotten code, or somebody trying. */
export const wrongCodes = defineCheck({
  id: "wrong_codes",
  family: "access",
  severity: "warning",
  any: ["wrong_code_events", "keypad_lockout_events"],
  remedies: ["guide_codes", "ask_administrator"],
  evaluate({ wrong_code_events: wrong = [], keypad_lockout_events: lockouts = [] }, { takenAt }) {
    const recent = wrong.filter((at) => takenAt - at < WINDOW);
    const lockout = last(lockouts, (at) => takenAt - at < LOCKOUT_TOLD);
    if (recent.length >= BURST)
      return fail(["wrong_code_events"], { variant: "burst", since: recent[0], measures: { count: recent.length } });
    return lockout === undefined ? pass : fail(["keypad_lockout_events"], { variant: "lockout", since: lockout });
  },
});
