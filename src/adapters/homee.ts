import { known } from "../core/fact.ts";
import type { Fact, FactSet, NodeStatus } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { time } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { askAnew, isLoaded } from "./shared/cloud.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** The states of a node that say whether it is there; the others are passing or a question of the hub's. */
const NODE: ReadonlyMap<string, NodeStatus> = new Map([
  ["available", "alive"],
  ["unavailable", "dead"],
  ["waiting_for_wakeup", "asleep"],
]);

/** The hub's own entity is its mode, and is unavailable when the hub is. */
function hubOnline(view: LockView): Fact<boolean> | undefined {
  const mode = view.findAtHub({ domain: "alarm_control_panel" });
  const state = mode && view.state(mode.entityId);
  return state && known(state.state !== "unavailable", { at: time(state.last_changed), source: mode.entityId });
}

function read(view: LockView): FactSet {
  const facts = commonFacts(view);
  return {
    ...facts,
    ...boltFacts(view),
    ...factSet({
      lock_available: availability(view),
      hub_online: isLoaded(facts) ? hubOnline(view) : undefined,
      jam_flag: view.lasting({ translationKey: "motor_blocked" }),
      // Disabled by default.
      node_status: view.sensor((word) => NODE.get(word) ?? "unknown", { translationKey: "node_state" }),
    }),
  };
}

/**
 * Locks on a homee hub at home. A bolt that does not arrive stays "locking" without end; only some report a blocked motor. Its
 * link quality has no known scale and is not read.
 */
export const homee: Adapter = {
  id: "homee",
  recognises: ({ platform }) => platform === "homee",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew },
};
