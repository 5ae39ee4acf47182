import { known, valueOf } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { LockView } from "../lock-view.ts";
import { boltFacts } from "./bolt.ts";
import { availability, commonFacts, factSet } from "./facts.ts";
import { without } from "./more-facts.ts";

/**
 * Without the state of the config entry while Home Assistant tries to set it up again. For an integration with one entry a
 * lock this means that the lock is not heard: there is no hub to blame.
 */
export function ownEntry(facts: FactSet): FactSet {
  return valueOf(facts.hub_state) === "retrying" ? without(facts, "hub_state") : facts;
}

/** What Bluetooth locks that Home Assistant hears itself have in common. The signal is what its best adapter or proxy hears. */
export function bluetoothFacts(view: LockView): FactSet {
  return {
    ...ownEntry(commonFacts(view)),
    ...boltFacts(view),
    ...factSet({
      lock_available: availability(view),
      radio: known("bluetooth"),
      signal: view.measure({ deviceClass: "signal_strength", except: /wi-?fi/i }),
    }),
  };
}
