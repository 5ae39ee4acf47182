import { cannotTell, defineCheck, fail, notApplicable, pass } from "../../check.ts";

/** Uses without the keypad that are not just somebody's week away: five days of a home where two people leave and come back. */
const MANY = 20;
/**
 * Times the longest row of uses without the keypad before. Where each use is by keypad with the same chance, rows three times
 * as long as the longest of n come about once in n³ rows: by chance hardly ever.
 */
const LONGER = 3;

/**
 * The keypad says that something is wrong with it, or nobody has used it for far longer than ever while the lock itself is in
 * use. The latter is a hint only: who uses it may be away.
 */
export const keypadUnresponsive = defineCheck({
  id: "keypad_unresponsive",
  family: "software",
  severity: "warning",
  any: ["keypad_fault", "keypad_silence"],
  uses: ["keypad_used", "keypad_disabled", "keypad_mode"],
  remedies: ["guide_keypad", "restart_device", "ask_administrator"],
  evaluate(facts, { at }) {
    const { keypad_fault: fault, keypad_silence: silence, keypad_used: used, keypad_mode: mode = "normal" } = facts;
    if (fault) return fail(["keypad_fault", "keypad_used"], { variant: "fault", severity: "error", since: at("keypad_fault") });
    if (!silence) return pass;
    // A keypad that was switched off is silent on purpose.
    if (facts.keypad_disabled || mode !== "normal") return fault === undefined ? notApplicable : pass;
    const { uses, longest } = silence;
    if (!(Number.isFinite(uses) && Number.isFinite(longest))) return cannotTell("untrusted", ["keypad_silence"]);
    return uses >= MANY && uses >= LONGER * longest
      ? fail(["keypad_silence", "keypad_used"], { variant: "silence", since: used, measures: { uses } })
      : pass;
  },
});
