import { defineCheck, fail, pass } from "../../check.ts";

/** The integration waits for somebody to sign in again. */
export const signInExpired = defineCheck({
  id: "sign_in_expired",
  family: "link",
  severity: "error",
  needs: ["sign_in_pending"],
  uses: ["hub_state"],
  remedies: ["sign_in", "ask_administrator"],
  evaluate({ sign_in_pending: pending }, { at }) {
    return pending ? fail(["sign_in_pending", "hub_state"], { since: at("sign_in_pending") }) : pass;
  },
});
