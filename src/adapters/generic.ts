import type { FactSet } from "../core/fact.ts";
import { known } from "../core/fact.ts";
import type { Adapter, Planner } from "./adapter.ts";
import { boltFacts } from "./shared/bolt.ts";
import { JAM_WORD, availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans, press } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";
import type { LockView } from "./lock-view.ts";

/** Integrations without an adapter of their own whose `homeassistant.update_entity` really asks the lock; for the others it does nothing and succeeds. */
const POLLED = new Set(["dormakaba_dkey", "overkiz", "yolink"]);

const JAM = { domain: "binary_sensor", deviceClass: "problem" } as const;

const ZIGBEE = new Set(["deconz"]);
const BLUETOOTH = new Set(["dormakaba_dkey", "iseo_argo_ble"]);

function radio({ platform }: { readonly platform: string }): FactSet {
  if (ZIGBEE.has(platform)) return { radio: known("zigbee") };
  if (BLUETOOTH.has(platform)) return { radio: known("bluetooth") };
  return {};
}

function read(view: LockView): FactSet {
  const jam = view.find(
    { ...JAM, translationKey: ["jam", "jammed", "lock_jammed"] },
    { ...JAM, uniqueId: JAM_WORD },
    { ...JAM, name: JAM_WORD },
  );
  return {
    ...commonFacts(view),
    ...boltFacts(view),
    ...radio(view.ref),
    ...factSet({
      lock_available: availability(view),
      signal: view.measure({ deviceClass: "signal_strength" }),
      link_quality: view.measure({ translationKey: "lqi" }),
      jam_flag: view.flag(jam),
      keypad_disabled: view.binary({ translationKey: "keypad_disabled" }),
    }),
  };
}

const refreshEntity: Planner = (view) =>
  POLLED.has(view.ref.platform) && view.isAvailable(view.ref.entityId)
    ? {
        kind: "service",
        domain: "homeassistant",
        service: "update_entity",
        data: { entity_id: view.ref.entityId },
        admin: false,
      }
    : undefined;

/** Any lock, by device classes alone. */
export const generic: Adapter = {
  id: "generic",
  recognises: () => true,
  read,
  wants: commonWants,
  plans: {
    ...commonPlans,
    wake: (view) => press(view, view.find({ domain: "button", translationKey: "wake" })),
    ping: (view) => press(view, view.find({ domain: "button", translationKey: "ping" })),
    refresh_entity: refreshEntity,
  },
};
