import { known } from "../core/fact.ts";
import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { askAnew, atLock, attribute, cloudFacts } from "./shared/cloud.ts";
import { availability, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function read(view: LockView): FactSet {
  const facts = cloudFacts(view);
  const low = attribute(view, "battery_low");
  return {
    ...facts,
    ...factSet({
      // Available means that the way to the servers stands. Of a lock that has fallen silent only this field tells.
      lock_available: attribute(view, "no_response") === true ? known(false, atLock(view)) : availability(view),
      battery_low_flag: facts.battery_low_flag ?? (typeof low === "boolean" ? known(low, atLock(view)) : undefined),
    }),
  };
}

/** Locks of an Abode alarm, through its servers. They tell of no jam, and of their cells by a low flag alone. */
export const abode: Adapter = {
  id: "abode",
  recognises: ({ platform }) => platform === "abode",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew },
};
