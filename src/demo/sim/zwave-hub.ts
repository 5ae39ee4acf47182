import { SimDevice } from "./device.ts";
import { SimHub } from "./hub.ts";
import type { Store } from "./store.ts";
import { ZWAVE_UPDATE_FEATURES, updateAttributes } from "./zwave-entities.ts";
import { ZwaveLock } from "./zwave-lock.ts";
import { HOME_ID } from "./zwave-node.ts";
import type { ZwaveOptions } from "./zwave-node.ts";

/** The Z-Wave stick with its server. */
export class ZwaveHub extends SimHub {
  readonly controllerId: string;
  constructor(store: Store) {
    super(store, "zwave", "Z-Wave JS", {
      entryId: "01M5ZWAVE00000000000000001",
      domain: "zwave_js",
      title: "Z-Wave JS",
      reconfigurable: true,
    });
    this.controllerId = store.newId();
    this.add(new ZwaveController(store, this.entryId, this.controllerId));
  }

  protected override failure() {
    return {
      state: "setup_retry",
      reason: "Failed to connect: Cannot connect to host 127.0.0.1:3000 ssl:default [Connect call failed ('127.0.0.1', 3000)]",
    };
  }

  addLock(options: ZwaveOptions): ZwaveLock {
    return this.add(new ZwaveLock(this, this.controllerId, options));
  }
}

class ZwaveController extends SimDevice {
  constructor(store: Store, entryId: string, id: string) {
    const name = "800 Series Long Range USB Controller";
    super(store, "zwave_js", entryId, {
      id,
      name,
      manufacturer: "Zooz",
      model: "ZST39 LR",
      swVersion: "1.50",
      identifiers: [
        ["zwave_js", `${HOME_ID}-1`],
        ["zwave_js", `${HOME_ID}-1-634:4:1552`],
      ],
    });
    const slug = "800_series_long_range_usb_controller";
    this.register([
      {
        id: `sensor.${slug}_status`,
        uid: `${HOME_ID}.1.controller_status`,
        name: "Status",
        translationKey: "controller_status",
        category: "diagnostic",
        read: () => "ready",
      },
      {
        id: `update.${slug}_firmware`,
        uid: `${HOME_ID}.1.firmware_update`,
        name: "Firmware",
        deviceClass: "firmware",
        category: "config",
        fixed: { ...updateAttributes("zwave_js"), supported_features: ZWAVE_UPDATE_FEATURES },
        read: () => "off",
        more: () => ({ installed_version: "1.50", latest_version: "1.50", in_progress: false, update_percentage: null }),
      },
    ]);
  }
}
