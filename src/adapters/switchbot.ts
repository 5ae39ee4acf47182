import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { bluetoothFacts } from "./shared/bluetooth.ts";
import { askAnew } from "./shared/cloud.ts";
import { factSet } from "./shared/facts.ts";
import { negated } from "./shared/more-facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function read(view: LockView): FactSet {
  return {
    ...bluetoothFacts(view),
    ...factSet({
      // On means calibrated here; with SwitchBot's cloud it is the other way round. The half-way position has its own.
      calibrated: view.binary({ translationKey: "calibration" }, { uniqueId: /-calibration$/ }),
      auto_relock: negated(view.binary({ translationKey: "door_auto_lock_paused" }, { uniqueId: /-auto_lock_paused$/ })),
    }),
  };
}

/**
 * SwitchBot locks over Bluetooth. Locked half-way is a position of its own and reads as locked; "latched" and a state that was
 * never heard read as unlocked. Asking the lock reads state, calibration and cells in one go.
 */
export const switchbot: Adapter = {
  id: "switchbot",
  recognises: ({ platform }) => platform === "switchbot",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew, reread_notification: askAnew, reread_value: askAnew },
};
