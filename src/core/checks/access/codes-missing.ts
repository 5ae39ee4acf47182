import { defineCheck, fail, notApplicable, pass } from "../../check.ts";

/** A lock with a keypad holds no code at all, so that whatever is typed is refused: it looks like a broken lock (keymaster#555). */
export const codesMissing = defineCheck({
  id: "codes_missing",
  family: "access",
  severity: "warning",
  needs: ["has_keypad", "codes_set"],
  remedies: ["guide_code_manager", "ask_administrator"],
  evaluate({ has_keypad: keypad, codes_set: codes }, { at }) {
    if (!keypad) return notApplicable;
    return codes === 0 ? fail(["codes_set", "has_keypad"], { since: at("codes_set") }) : pass;
  },
});
