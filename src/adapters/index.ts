import type { Adapter } from "./adapter.ts";
import { generic } from "./generic.ts";
import type { LockRef } from "./lock-view.ts";
import { matter } from "./matter.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";
import { zwaveJs } from "./zwave-js.ts";

/** All adapters, the specific ones first. The last one knows every lock. */
export const adapters: readonly Adapter[] = [zwaveJs, zigbee2mqtt, matter, generic];

/** The adapter for a lock. */
export function adapterFor(ref: LockRef): Adapter {
  return adapters.find((adapter) => adapter.recognises(ref)) ?? generic;
}
