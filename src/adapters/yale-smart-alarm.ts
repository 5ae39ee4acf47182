import { known } from "../core/fact.ts";
import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { askAnew, atLock, cellsOf, serversOnly } from "./shared/cloud.ts";
import { factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function read(view: LockView): FactSet {
  // All of the panel's four problems are its own: `jam` is radio jamming, `tamper` its own cover, `battery` its reserve.
  const reserve = view.findAtHub({ domain: "binary_sensor", translationKey: "battery" });
  return {
    ...serversOnly(view),
    ...factSet({
      // The lock's state `open` stands for the door: the integration maps "door open" to it.
      door_open: view.lock?.state === "open" ? known(true, atLock(view)) : undefined,
      auto_relock: view.flag(view.find({ domain: "switch", translationKey: "autolock" })),
      accessory_cells: reserve && known([cellsOf(view, "bridge", reserve)]),
    }),
  };
}

/** Locks of a Yale Smart Alarm. They tell neither of a jam nor of their cells, and an unknown position shows as unlocked. */
export const yaleSmartAlarm: Adapter = {
  id: "yale_smart_alarm",
  recognises: ({ platform }) => platform === "yale_smart_alarm",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew },
};
