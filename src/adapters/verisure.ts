import type { Adapter } from "./adapter.ts";
import { askAnew, serversOnly } from "./shared/cloud.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** Verisure's locks, through its servers. Position and who turned it last are all that is told; a command needs a code. */
export const verisure: Adapter = {
  id: "verisure",
  recognises: ({ platform }) => platform === "verisure",
  read: serversOnly,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew },
};
