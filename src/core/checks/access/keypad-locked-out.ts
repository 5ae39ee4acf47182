import { defineCheck, fail, pass } from "../../check.ts";
import { last } from "../../last.ts";

/** Longest time for which common locks close their keypad: Yale up to 180 s, Matter up to 255 s; a little more to be sure. */
const LOCKOUT = 5 * 60_000;

/** The keypad takes no code now: too many wrong ones, or vacation or privacy mode. */
export const keypadLockedOut = defineCheck({
  id: "keypad_locked_out",
  family: "access",
  severity: "error",
  any: ["keypad_disabled", "keypad_mode", "keypad_lockout_events"],
  uses: ["keypad_used", "wrong_code_events"],
  remedies: ["guide_lockout", "ask_administrator"],
  evaluate(
    {
      keypad_disabled: disabled,
      keypad_mode: mode = "normal",
      keypad_lockout_events: lockouts = [],
      keypad_used: used = -Infinity,
    },
    { takenAt, at },
  ) {
    if (disabled) return fail(["keypad_disabled", "wrong_code_events"], { variant: "disabled", since: at("keypad_disabled") });
    if (mode !== "normal") return fail(["keypad_mode"], { variant: mode, severity: "warning", since: at("keypad_mode") });
    const since = last(lockouts);
    if (since === undefined || takenAt - since >= LOCKOUT || used > since) return pass;
    return fail(["keypad_lockout_events", "wrong_code_events"], {
      variant: "wrong_codes",
      since,
      measures: { minutes: Math.ceil(Math.min(LOCKOUT, since + LOCKOUT - takenAt) / 60_000) },
    });
  },
});
