import type { Adapter } from "./adapter.ts";
import { generic } from "./generic.ts";
import { matter } from "./matter.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";
import { zwaveJs } from "./zwave-js.ts";

/** The adapters that come with the card's entry, the specific ones first. The last one knows every lock. */
export const firstAdapters: readonly Adapter[] = [zwaveJs, zigbee2mqtt, matter, generic];
