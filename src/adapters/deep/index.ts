import type { DeepAdapter } from "../adapter.ts";
import { readers } from "../index.ts";
import type { LockRef } from "../lock-view.ts";
import { generic } from "./generic.ts";
import { matter } from "./matter.ts";
import { switchbot } from "./switchbot.ts";
import { yalexsBle } from "./yalexs-ble.ts";
import { zha } from "./zha.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";
import { zwaveJs } from "./zwave-js.ts";

/** What an administrator's session sees and does besides, by integration; last what it sees of any other lock. */
export const deepAdapters: readonly DeepAdapter[] = [zwaveJs, zigbee2mqtt, matter, zha, yalexsBle, switchbot, generic];

/** What there is besides for a lock that the adapter of this id reads; undefined where an administrator sees no more than others. */
export function deepAdapterFor(ref: LockRef, adapterId: string = readers.adapterFor(ref).id): DeepAdapter | undefined {
  return deepAdapters.find(({ id }) => id === adapterId || id === ref.platform);
}
