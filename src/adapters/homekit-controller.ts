import { known } from "../core/fact.ts";
import type { FactSet, Radio } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { ownEntry } from "./shared/bluetooth.ts";
import { askAnew } from "./shared/cloud.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { levelAttribute } from "./shared/more-facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** By the sensors that the accessory has: only Bluetooth ones have a signal, only Thread ones a status there. */
function radio(view: LockView): Radio | undefined {
  if (view.find({ domain: "sensor", deviceClass: "signal_strength" })) return "bluetooth";
  return view.find({ domain: "sensor", translationKey: "thread_status" }) ? "thread" : undefined;
}

function read(view: LockView): FactSet {
  const common = commonFacts(view);
  const by = radio(view);
  return {
    ...levelAttribute(view, "battery_level"),
    // An accessory behind another one, which is its hub, shares the entry with it.
    ...(view.ref.device?.via_device_id ? common : ownEntry(common)),
    ...boltFacts(view),
    ...factSet({
      lock_available: availability(view),
      radio: by && known(by),
      signal: view.measure({ deviceClass: "signal_strength" }),
    }),
  };
}

/** Locks that speak HomeKit, over Wi-Fi, Thread, Bluetooth or a hub. Asking reads all that the accessory lets be read. */
export const homekitController: Adapter = {
  id: "homekit_controller",
  recognises: ({ platform }) => platform === "homekit_controller",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew, reread_notification: askAnew, reread_value: askAnew },
};
