import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { isNukiHub } from "./nuki-hub.ts";
import { boltFacts } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { jamFlag, lastReport } from "./shared/more-facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";
import { identifier } from "./zigbee2mqtt.ts";

function read(view: LockView): FactSet {
  const gone = view.lock?.state === "unavailable";
  return {
    ...commonFacts(view),
    ...boltFacts(view),
    ...factSet({
      // Without a topic for it, "available" only means that the broker is there.
      lock_available: gone ? availability(view) : undefined,
      last_seen: lastReport(view),
      signal: view.measure({ deviceClass: "signal_strength" }),
      jam_flag: jamFlag(view),
    }),
  };
}

/** Locks that publish themselves through MQTT, and are none of those that have an adapter of their own. */
export const mqtt: Adapter = {
  id: "mqtt",
  recognises: (ref) => ref.platform === "mqtt" && identifier(ref) === undefined && !isNukiHub(ref),
  read,
  wants: commonWants,
  plans: commonPlans,
};
