import { SimHub } from "./hub.ts";
import { SimLock } from "./lock.ts";
import type { Situation, Steering } from "./lock.ts";
import type { Store } from "./store.ts";

/** A lock of an integration that the card knows nothing special about. */
export class PlainHub extends SimHub {
  constructor(store: Store) {
    super(store, "esphome", "ESPHome", { entryId: "01M5ESPHOME000000000000001", domain: "esphome", title: "Guest house" });
  }

  protected override failure() {
    return { state: "setup_retry", reason: "Error connecting to device" };
  }

  addLock(options: { readonly name: string; readonly battery: number; readonly area?: string }): PlainLock {
    return this.add(new PlainLock(this, options));
  }
}

export class PlainLock extends SimLock {
  readonly entityId: string;
  readonly hubId = "esphome";
  readonly can: readonly Steering[] = ["silence", "drain", "jam", "openDoor", "loseReadings", "turnByHand"];
  private silent = false;
  private mute = false;
  private jammed = false;
  private locked = true;
  private door = false;
  private battery: number;

  constructor(
    hub: PlainHub,
    { name, battery, area }: { readonly name: string; readonly battery: number; readonly area?: string },
  ) {
    const mac = "C8:2E:18:4A:90:7D";
    super(hub.store, "esphome", hub.entryId, {
      id: hub.store.newId(),
      name,
      manufacturer: "Espressif",
      model: "esp32-c6-devkitc-1",
      swVersion: "2026.10.2 (Oct 30 2026, 08:12:45)",
      identifiers: [],
      connections: [["mac", mac.toLowerCase()]],
      ...(area === undefined ? {} : { area }),
    });
    this.battery = battery;
    const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
    this.entityId = `lock.${slug}`;
    const reading = (value: () => string) => () => (this.mute ? "unknown" : value());
    this.register([
      {
        id: this.entityId,
        uid: `${mac}-lock-lock`,
        name: null,
        fixed: { supported_features: 0, assumed_state: false },
        read: () => (this.jammed ? "jammed" : this.locked ? "locked" : "unlocked"),
      },
      {
        id: `sensor.${slug}_battery`,
        uid: `${mac}-sensor-battery`,
        name: "Battery",
        deviceClass: "battery",
        category: "diagnostic",
        fixed: { state_class: "measurement", unit_of_measurement: "%" },
        read: reading(() => String(this.battery)),
      },
      {
        id: `binary_sensor.${slug}_door`,
        uid: `${mac}-binary_sensor-door`,
        name: "Door",
        deviceClass: "door",
        read: reading(() => (this.door ? "on" : "off")),
      },
      { id: `button.${slug}_restart`, uid: `${mac}-button-restart`, name: "Restart", deviceClass: "restart", category: "config" },
    ]);
  }

  override situation(): Situation {
    const { silent, locked, jammed, battery, door, mute } = this;
    return { silent, locked, jammed, battery, door, mute };
  }

  protected override available(): boolean {
    return !this.silent;
  }

  override silence(on: boolean): void {
    this.change(() => void (this.silent = on));
  }

  override drain(percent: number): void {
    this.change(() => void (this.battery = percent));
  }

  override jam(on: boolean): void {
    this.change(() => void (this.jammed = on));
  }

  override openDoor(on: boolean): void {
    this.change(() => void (this.door = on));
  }

  override loseReadings(on: boolean): void {
    this.change(() => void (this.mute = on));
  }

  override turnByHand(locked: boolean): void {
    if (!this.jammed) this.change(() => void (this.locked = locked));
  }

  private change(change: () => void): void {
    change();
    this.publish();
  }

  override handle(action: string, entityId: string): Promise<void> | "done" | undefined {
    switch (action) {
      case "lock.lock":
      case "lock.unlock":
        void this.later(800).then(() => this.turnByHand(action === "lock.lock"));
        return "done";
      case "button.press":
        if (!entityId.endsWith("_restart")) return undefined;
        this.silence(true);
        void this.later(6000).then(() => this.silence(false));
        return "done";
      case "homeassistant.update_entity":
        return "done";
      default:
        return undefined;
    }
  }
}
