import { defineCheck, fail } from "../../check.ts";
import type { Facts } from "../../fact.ts";
import type { RemedyId } from "../../remedies/index.ts";

/** Home Assistant has no page for what is on a phone. */
const BY_HAND: { readonly [Part in Facts["outdated_part"]]?: readonly RemedyId[] } = {
  app: ["guide_outdated", "ask_administrator"],
};

/** Something between Home Assistant and the lock is too old for the rest. The variant is the part. */
export const integrationOutdated = defineCheck({
  id: "integration_outdated",
  family: "software",
  severity: "warning",
  needs: ["outdated_part"],
  uses: ["hub_state"],
  remedies: ["open_integration", "guide_outdated", "ask_administrator"],
  evaluate({ outdated_part: part }, { at }) {
    const remedies = BY_HAND[part];
    return fail(["outdated_part", "hub_state"], { variant: part, since: at("outdated_part"), ...(remedies && { remedies }) });
  },
});
