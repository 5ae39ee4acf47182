import type { DeepAdapter } from "../adapter.ts";
import { bluetoothSlots } from "../shared/bluetooth-slots.ts";

/** SwitchBot locks over Bluetooth: whether Home Assistant has a connection left for them. */
export const switchbot: DeepAdapter = { id: "switchbot", ...bluetoothSlots, plans: {} };
