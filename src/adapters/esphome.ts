import { known } from "../core/fact.ts";
import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { jamFlag } from "./shared/more-facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function read(view: LockView): FactSet {
  const signal = view.measure({ deviceClass: "signal_strength" });
  return {
    ...commonFacts(view),
    ...boltFacts(view),
    ...factSet({
      lock_available: availability(view),
      // The board measures its own Wi-Fi; a board on a cable has no such sensor.
      radio: signal && known("wifi"),
      signal,
      jam_flag: jamFlag(view),
    }),
  };
}

/** Locks that somebody has built with ESPHome: there is what its configuration has, under the names that it gives. */
export const esphome: Adapter = {
  id: "esphome",
  recognises: ({ platform }) => platform === "esphome",
  read,
  wants: commonWants,
  plans: commonPlans,
};
