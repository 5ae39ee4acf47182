import type { DeepAdapter } from "../adapter.ts";
import { bluetoothSlots } from "../shared/bluetooth-slots.ts";

/** August and Yale locks over Bluetooth: whether Home Assistant has a connection left for them. */
export const yalexsBle: DeepAdapter = { id: "yalexs_ble", ...bluetoothSlots, plans: {} };
