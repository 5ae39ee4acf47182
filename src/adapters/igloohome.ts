import { known } from "../core/fact.ts";
import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { lockState } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function read(view: LockView): FactSet {
  return {
    ...commonFacts(view),
    ...factSet({
      cloud: known(true),
      // There is no way to ask where the bolt is: neither a movement nor the end of a command is ever seen.
      lock_state: lockState(view),
      assumed_state: known(true, { source: view.ref.entityId }),
      // The entity is available whatever happens to lock and bridge, as long as its integration is loaded.
      lock_available: view.lock?.state === "unavailable" ? availability(view) : undefined,
    }),
  };
}

/** igloohome's locks, through its servers and its bridge. Only the cells are told of, once an hour. */
export const igloohome: Adapter = {
  id: "igloohome",
  recognises: ({ platform }) => platform === "igloohome",
  read,
  wants: commonWants,
  // The command goes out, and nothing would ever show what became of it.
  plans: { ...commonPlans, lock_again: () => undefined },
};
