import { SimHub } from "./hub.ts";
import { SimLock } from "./lock.ts";
import type { Situation, Steering } from "./lock.ts";
import { RefusedCall, failed } from "./store.ts";
import type { Store } from "./store.ts";
import type { Attributes } from "./types.ts";

const FABRIC = "9C41D07EB2A6635F";
/** A subscription's time-out and three renewals: so long does a silent lock stay available. */
const GONE_AFTER = 155_000;
/** It answers again, and the server has noticed. */
const BACK_AFTER = 12_000;
/** Home Assistant shows what was asked for until the lock says otherwise, at most so long. */
const OPTIMISTIC = 30_000;
/** A percentage is reported no more often. */
const BATTERY_REPORT = 10_000;

export interface MatterOptions {
  readonly name: string;
  readonly node: number;
  readonly battery: number;
  readonly area?: string;
}

/** The Matter server. */
export class MatterHub extends SimHub {
  constructor(store: Store) {
    super(store, "matter", "Matter", {
      entryId: "01M5MATTER0000000000000001",
      domain: "matter",
      title: "Matter",
      removable: true,
    });
  }

  protected override failure() {
    return { state: "setup_retry", reason: "Failed to connect to matter server" };
  }

  addLock(options: MatterOptions): MatterLock {
    return this.add(new MatterLock(this, options));
  }
}

export class MatterLock extends SimLock {
  readonly entityId: string;
  readonly hubId = "matter";
  readonly can: readonly Steering[] = ["silence", "drain", "jam", "turnByHand", "useKeypad"];
  private readonly options: MatterOptions;
  private readonly addresses: readonly string[];
  private silent = false;
  private online = true;
  private cancelOffline: (() => void) | undefined;
  private cancelBattery: (() => void) | undefined;
  private cancelOptimistic: (() => void) | undefined;
  /** What the lock itself says: a bolt that is stuck between its ends is "not fully locked". */
  private bolt: "locked" | "unlocked" | "not_fully_locked" = "locked";
  private jammed = false;
  private moving: "locking" | "unlocking" | undefined;
  private battery: number;
  private reported: number;
  private pressed = "unknown";

  constructor(hub: MatterHub, options: MatterOptions) {
    const id = `deviceid_${FABRIC}-${options.node.toString(16).toUpperCase().padStart(16, "0")}-MatterNodeDevice`;
    super(hub.store, "matter", hub.entryId, {
      id: hub.store.newId(),
      name: options.name,
      manufacturer: "Aqara",
      model: "Smart Lock U200",
      modelId: "4096",
      swVersion: "1.3.0",
      hwVersion: "1",
      serialNumber: "demo-0001",
      identifiers: [
        ["matter", "serial_demo-0001"],
        ["matter", id],
      ],
      ...(options.area === undefined ? {} : { area: options.area }),
    });
    this.options = options;
    this.addresses = [`fd42:7c::${options.node}`, `fe80::${options.node}%2`];
    this.battery = options.battery;
    this.reported = options.battery;
    const slug = options.name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
    this.entityId = `lock.${slug}`;
    const uid = (endpoint: number, key: string) => `${id.slice("deviceid_".length)}-${endpoint}-${key}`;
    const diagnostic = { category: "diagnostic" } as const;
    const config = { category: "config" } as const;
    this.register([
      {
        id: `sensor.${slug}_reboot_count`,
        uid: uid(0, "GeneralDiagnosticsRebootCount-51-1"),
        name: "Reboot count",
        translationKey: "reboot_count",
        ...diagnostic,
        off: true,
      },
      {
        id: `sensor.${slug}_uptime`,
        uid: uid(0, "GeneralDiagnosticsUpTime-51-2"),
        name: "Uptime",
        translationKey: "uptime",
        ...diagnostic,
        off: true,
      },
      {
        id: `button.${slug}_identify`,
        uid: uid(1, "IdentifyButton-3-1"),
        name: "Identify",
        deviceClass: "identify",
        ...diagnostic,
        read: () => this.pressed,
      },
      {
        id: `binary_sensor.${slug}_battery`,
        uid: uid(1, "BatteryChargeLevel-47-14"),
        name: "Battery",
        deviceClass: "battery",
        ...diagnostic,
        read: () => (this.battery <= 20 ? "on" : "off"),
      },
      {
        id: `binary_sensor.${slug}_actuator`,
        uid: uid(1, "LockActuatorEnabledSensor-257-2"),
        name: "Actuator",
        translationKey: "actuator",
        ...diagnostic,
        read: () => "on",
      },
      {
        id: this.entityId,
        uid: uid(1, "MatterLock-257-0"),
        name: null,
        translationKey: "lock",
        fixed: { supported_features: 0 },
        read: () => this.moving ?? (this.bolt === "locked" ? "locked" : "unlocked"),
        more: () => ({ changed_by: "Unknown" }),
      },
      {
        id: `number.${slug}_wrong_code_limit`,
        uid: uid(1, "DoorLockWrongCodeEntryLimit-257-48"),
        name: "Wrong code limit",
        translationKey: "wrong_code_entry_limit",
        ...config,
        fixed: { min: 1, max: 255, step: 1, mode: "box" },
        read: () => "5",
      },
      {
        id: `number.${slug}_user_code_temporary_disable_time`,
        uid: uid(1, "DoorLockUserCodeTemporaryDisableTime-257-49"),
        name: "User code temporary disable time",
        translationKey: "user_code_temporary_disable_time",
        ...config,
        fixed: { min: 1, max: 255, step: 1, mode: "box", unit_of_measurement: "s" },
        read: () => "60",
      },
      {
        id: `select.${slug}_operating_mode`,
        uid: uid(1, "DoorLockOperatingMode-257-37"),
        name: "Operating mode",
        translationKey: "door_lock_operating_mode",
        ...config,
        fixed: { options: ["normal", "no_remote_lock_unlock"] },
        read: () => "normal",
      },
      {
        id: `sensor.${slug}_battery`,
        uid: uid(1, "PowerSource-47-12"),
        name: "Battery",
        deviceClass: "battery",
        ...diagnostic,
        fixed: { state_class: "measurement", unit_of_measurement: "%" },
        read: () => String(this.reported),
      },
      {
        id: `sensor.${slug}_battery_type`,
        uid: uid(1, "PowerSourceBatReplacementDescription-47-19"),
        name: "Battery type",
        translationKey: "battery_replacement_description",
        ...diagnostic,
        read: () => "4 x AA",
      },
    ]);
  }

  override situation(): Situation {
    const { silent, jammed, battery, bolt } = this;
    return { silent, locked: bolt === "locked", jammed, battery };
  }

  protected override available(): boolean {
    return this.online;
  }

  // ---- steering ------------------------------------------------------------------------------

  override silence(on: boolean): void {
    this.cancelOffline?.();
    this.silent = on;
    const then = on ? GONE_AFTER : BACK_AFTER;
    if (!on && this.online) return this.report();
    this.cancelOffline = this.store.clock.after(then, () => {
      this.online = !on;
      this.moving = undefined;
      this.reported = on ? this.reported : this.battery;
      this.publish();
    });
  }

  /** The low flag is reported at once, the percentage when its turn has come. */
  override drain(percent: number): void {
    this.battery = percent;
    this.report();
    this.cancelBattery?.();
    this.cancelBattery = this.store.clock.after(BATTERY_REPORT, () => {
      if (this.silent) return;
      this.reported = this.battery;
      this.publish();
    });
  }

  /** Its alarm stays in the Matter server: Home Assistant sees a bolt that is not fully locked, and calls it unlocked. */
  override jam(on: boolean): void {
    this.jammed = on;
    if (on) this.bolt = "not_fully_locked";
    else if (this.bolt === "not_fully_locked") this.bolt = "locked";
    this.report();
  }

  override turnByHand(locked: boolean): void {
    if (this.jammed) return;
    this.bolt = locked ? "locked" : "unlocked";
    this.report();
  }

  override useKeypad(): void {
    this.turnByHand(false);
  }

  /** A report of the lock ends what was only hoped for. */
  private report(): void {
    if (this.silent) return;
    this.settle();
    this.publish();
  }

  private settle(): void {
    this.cancelOptimistic?.();
    this.cancelOptimistic = undefined;
    this.moving = undefined;
  }

  // ---- actions -------------------------------------------------------------------------------

  override handle(action: string, entityId: string, _data: Attributes): Promise<void> | "done" | undefined {
    switch (action) {
      case "lock.lock":
      case "lock.unlock":
        return this.command(action === "lock.lock");
      case "button.press":
        this.pressed = new Date(this.store.clock.now()).toISOString().replace("Z", "+00:00");
        this.publish();
        return this.spec(entityId) ? this.later(this.silent ? 45_000 : 60) : undefined;
      case "homeassistant.update_entity":
        return "done";
      default:
        return undefined;
    }
  }

  private async command(lock: boolean): Promise<void> {
    this.settle();
    this.moving = lock ? "locking" : "unlocking";
    this.publish();
    this.cancelOptimistic = this.store.clock.after(OPTIMISTIC, () => {
      this.moving = undefined;
      this.publish();
    });
    if (this.silent) {
      await this.later(45_000);
      throw failed("Timeout while sending the command to the node");
    }
    if (this.jammed) {
      await this.later(500);
      throw failed("InteractionModelError: Failure (0x1)");
    }
    await this.later(700);
    this.bolt = lock ? "locked" : "unlocked";
    this.report();
  }

  // ---- websocket -----------------------------------------------------------------------------

  /** `matter/ping_node` */
  async ping(): Promise<object> {
    await this.later(this.silent ? 10_000 : 15);
    return Object.fromEntries(this.addresses.map((address) => [address, !this.silent]));
  }

  /** `matter/node_diagnostics`: asks the lock, unless the server has given it up. */
  async diagnostics(): Promise<object> {
    if (this.silent && this.online) {
      await this.later(13_000);
      throw new RefusedCall("0", "Timeout while reading attributes of the node");
    }
    return {
      node_id: this.options.node,
      network_type: "thread",
      node_type: "sleepy_end_device",
      network_name: "home",
      ip_adresses: [...this.addresses],
      mac_address: "0e:42:7c:00:00:01",
      available: this.online,
      active_fabrics: [{ fabric_id: 1, vendor_id: 65521, fabric_index: 1, fabric_label: "Home", vendor_name: "Test" }],
      active_fabric_index: 1,
    };
  }

  /** `matter/interview_node` */
  async interview(): Promise<void> {
    await this.later(this.silent ? 45_000 : 100);
    if (this.silent) throw new RefusedCall("2", "Failed to interview the node");
    this.reported = this.battery;
    this.publish();
  }
}
