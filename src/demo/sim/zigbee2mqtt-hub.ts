import { SimDevice } from "./device.ts";
import { SimHub } from "./hub.ts";
import type { Store } from "./store.ts";
import { ZigbeeLock } from "./zigbee2mqtt-lock.ts";
import { BASE, BRIDGE_IEEE, message } from "./zigbee2mqtt-messages.ts";
import type { Message, ZigbeeOptions } from "./zigbee2mqtt-messages.ts";

const DIAGNOSTIC = { category: "diagnostic" } as const;
const CONFIG = { category: "config" } as const;

/** Zigbee2MQTT and its bridge device, behind Home Assistant's MQTT entry. */
export class ZigbeeHub extends SimHub {
  readonly bridgeId: string;

  constructor(store: Store) {
    super(store, "zigbee2mqtt", "Zigbee2MQTT", {
      entryId: "01M5MQTT000000000000000001",
      domain: "mqtt",
      title: "127.0.0.1",
      removable: true,
      reconfigurable: true,
      options: true,
    });
    this.bridgeId = store.newId();
    this.add(new ZigbeeBridge(this));
  }

  addLock(options: ZigbeeOptions): ZigbeeLock {
    return this.add(new ZigbeeLock(this, options));
  }

  /** The broker and its entry stay: only what Zigbee2MQTT says of itself tells. */
  override stop(on: boolean): void {
    this.stopped = on;
    for (const device of this.all) device.publish();
  }

  protected override ready(): boolean {
    return true;
  }

  get online(): boolean {
    return !this.stopped;
  }

  stateMessage(): Message {
    return message(`${BASE}/bridge/state`, { state: this.online ? "online" : "offline" }, this.store.clock.now(), true);
  }

  /** Its restart button: away for a moment, and back. */
  restartBridge(): void {
    this.stop(true);
    this.store.clock.after(3000, () => this.stop(false));
  }
}

class ZigbeeBridge extends SimDevice {
  private readonly hub: ZigbeeHub;

  constructor(hub: ZigbeeHub) {
    super(hub.store, "mqtt", hub.entryId, {
      id: hub.bridgeId,
      name: "Zigbee2MQTT Bridge",
      manufacturer: "Zigbee2MQTT",
      model: "Bridge",
      swVersion: "2.14.1",
      hwVersion: "zStack3x0 20240710",
      identifiers: [["mqtt", `zigbee2mqtt_bridge_${BRIDGE_IEEE}`]],
    });
    this.hub = hub;
    const uid = (object: string) => `bridge_${BRIDGE_IEEE}_${object}_${BASE}`;
    const id = (domain: string, object: string) => `${domain}.zigbee2mqtt_bridge_${object}`;
    this.register([
      {
        id: id("binary_sensor", "connection_state"),
        uid: uid("connection_state"),
        name: "Connection state",
        deviceClass: "connectivity",
        ...DIAGNOSTIC,
        always: true,
        read: () => (hub.online ? "on" : "off"),
      },
      {
        id: id("binary_sensor", "restart_required"),
        uid: uid("restart_required"),
        name: "Restart required",
        ...DIAGNOSTIC,
        off: true,
      },
      { id: id("button", "restart"), uid: uid("restart"), name: "Restart", deviceClass: "restart" },
      {
        id: id("select", "log_level"),
        uid: uid("log_level"),
        name: "Log level",
        ...CONFIG,
        fixed: { options: ["error", "warning", "info", "debug"] },
        read: () => "warning",
      },
      {
        id: id("switch", "permit_join"),
        uid: uid("permit_join"),
        name: "Permit join",
        fixed: { icon: "mdi:human-greeting-proximity" },
        read: () => "off",
      },
      {
        id: id("sensor", "version"),
        uid: uid("version"),
        name: "Version",
        ...DIAGNOSTIC,
        fixed: { icon: "mdi:zigbee" },
        read: () => "2.14.1",
      },
    ]);
  }

  protected override available(): boolean {
    return this.hub.online;
  }

  override handle(action: string, entityId: string): "done" | undefined {
    if (action !== "button.press" || !entityId.endsWith("_restart")) return undefined;
    this.hub.restartBridge();
    return "done";
  }
}
