import type { Adapter } from "./adapter.ts";
import { bluetoothFacts } from "./shared/bluetooth.ts";
import { askAnew } from "./shared/cloud.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/**
 * August and Yale locks over Bluetooth. "Jammed" is also shown while the lock calibrates itself or finds out which way it
 * turns (home-assistant/core#142560), so that it is worth asking again. The door reads closed where it is ajar or unknown.
 */
export const yalexsBle: Adapter = {
  id: "yalexs_ble",
  recognises: ({ platform }) => platform === "yalexs_ble",
  read: bluetoothFacts,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew, reread_notification: askAnew },
};
