import { SimLock } from "./lock.ts";
import type { Situation, Steering, UpdateOffer } from "./lock.ts";
import { zigbeeEntities } from "./zigbee2mqtt-entities.ts";
import type { ZigbeeHub } from "./zigbee2mqtt-hub.ts";
import { BASE, debugInfo, message } from "./zigbee2mqtt-messages.ts";
import type { Message, ZigbeeOptions } from "./zigbee2mqtt-messages.ts";

const HOUR = 3_600_000;
/** Zigbee2MQTT calls a battery device offline after 25 hours without a word. */
const PASSIVE = 25 * HOUR;
/** Home Assistant keeps the last ten messages of a topic for `mqtt/device/debug_info`. */
const KEPT = 10;
/** Link quality at which commands get lost. */
const WEAK = 35;
const FIRMWARE = 0x01000010;
const NEW_FIRMWARE = 0x01000012;

/** A Zigbee lock as Zigbee2MQTT tells of it. */
export class ZigbeeLock extends SimLock {
  readonly entityId: string;
  readonly hubId = "zigbee2mqtt";
  readonly can: readonly Steering[];
  private readonly hub: ZigbeeHub;
  private readonly options: ZigbeeOptions;
  private readonly messages: Message[] = [];
  private silent = false;
  private online = true;
  private cancelOffline: (() => void) | undefined;
  private locked = true;
  private jammed = false;
  private battery: number;
  private linkQuality: number;
  private lastSeen: number;
  private source = "unknown";
  private person = "unknown";
  private installed = FIRMWARE;
  private latest = FIRMWARE;
  private updateFails = false;
  private progress: number | null | undefined;

  constructor(hub: ZigbeeHub, options: ZigbeeOptions) {
    const { ieee, model, name } = options;
    super(hub.store, "mqtt", hub.entryId, {
      id: hub.store.newId(),
      name,
      manufacturer: model.vendor,
      model: model.description,
      modelId: model.model,
      swVersion: "1.0.16",
      hwVersion: "1",
      identifiers: [["mqtt", `zigbee2mqtt_${ieee}`]],
      via: hub.bridgeId,
      ...(options.area === undefined ? {} : { area: options.area }),
    });
    this.hub = hub;
    this.options = options;
    this.can = [
      "silence",
      "drain",
      "batteryNonsense",
      "weakLink",
      "jam",
      "wrongCodes",
      "turnByHand",
      "useKeypad",
      ...(model.keypad ? [] : (["offerUpdate", "stuckUpdate"] as const)),
    ];
    this.battery = options.battery;
    this.linkQuality = options.linkQuality;
    this.lastSeen = hub.store.clock.now();
    this.entityId = `lock.${this.slug}`;
    this.keep({}, this.lastSeen);
    this.register(zigbeeEntities(options, this.slug, this.readings()));
  }

  private get slug(): string {
    return this.options.name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  }

  override situation(): Situation {
    const { silent, locked, jammed, battery, linkQuality } = this;
    return { silent, locked, jammed, battery, weak: linkQuality <= WEAK };
  }

  private readings() {
    return {
      low: () => this.battery <= 15,
      battery: () => this.battery,
      locked: () => this.locked,
      source: () => this.source,
      person: () => this.person,
      linkQuality: () => this.linkQuality,
      lastSeen: () => this.lastSeen,
      installed: () => this.installed,
      latest: () => this.latest,
      progress: () => this.progress,
    };
  }

  protected override available(): boolean {
    return this.hub.online && this.online;
  }

  // ---- what comes from the lock --------------------------------------------------------------

  /** The lock's state message: the same in every report, with the action that led to it. */
  private keep(action: object, at: number): void {
    const payload = {
      state: this.locked ? "LOCK" : "UNLOCK",
      lock_state: this.jammed ? "not_fully_locked" : this.locked ? "locked" : "unlocked",
      battery: this.battery,
      linkquality: this.linkQuality,
      last_seen: new Date(at).toISOString(),
      ...action,
    };
    this.messages.push(message(this.topic, payload, at));
    if (this.messages.length > KEPT) this.messages.shift();
  }

  private report(change: () => void, action: object = {}): void {
    change();
    if (this.silent || !this.hub.online) return;
    this.online = true;
    this.lastSeen = this.store.clock.now();
    this.keep(action, this.lastSeen);
    this.publish();
  }

  /** `mqtt/device/debug_info` */
  debugInfo(): object {
    const availability = message(
      `${this.topic}/availability`,
      { state: this.online ? "online" : "offline" },
      this.lastSeen,
      true,
    );
    return debugInfo(this.options, this.entities, [this.hub.stateMessage(), availability], this.messages);
  }

  private get topic(): string {
    return `${BASE}/${this.options.name}`;
  }

  // ---- steering ------------------------------------------------------------------------------

  /** Only after 25 hours does Zigbee2MQTT call it offline. */
  override silence(on: boolean, forHours = 0): void {
    this.cancelOffline?.();
    this.silent = on;
    if (!on) return this.report(() => {});
    const now = this.store.clock.now();
    this.lastSeen = Math.min(this.lastSeen, now - forHours * HOUR);
    this.publish();
    const left = this.lastSeen + PASSIVE - now;
    const goOffline = () => {
      this.online = false;
      this.publish(Math.min(this.store.clock.now(), this.lastSeen + PASSIVE));
    };
    if (left <= 0) goOffline();
    else this.cancelOffline = this.store.clock.after(left, goOffline);
  }

  override drain(percent: number): void {
    this.report(() => void (this.battery = percent));
  }

  override batteryNonsense(value: number): void {
    this.report(() => void (this.battery = value));
  }

  override weakLink(on: boolean): void {
    this.report(() => void (this.linkQuality = on ? 18 : 132));
  }

  override jam(on: boolean): void {
    this.report(() => void (this.jammed = on), on ? { action: "error_jammed" } : {});
  }

  override wrongCodes(): void {
    this.report(() => {
      this.source = "keypad";
      const action = { action: "unlock_failure_invalid_pin_or_id", action_source_name: "keypad", action_user: null };
      if (!this.silent) for (const ago of [9000, 5000, 1000]) this.keep(action, this.store.clock.now() - ago);
    });
  }

  override offerUpdate({ fails = false }: UpdateOffer = {}): void {
    this.updateFails = fails;
    this.report(() => void (this.latest = this.installed === NEW_FIRMWARE ? NEW_FIRMWARE + 2 : NEW_FIRMWARE));
  }

  override stuckUpdate(): void {
    this.latest = NEW_FIRMWARE;
    this.progress = 37;
    this.publish(this.store.clock.now() - 20 * 60_000);
  }

  override turnByHand(locked: boolean): void {
    if (this.jammed) return;
    this.report(
      () => {
        this.locked = locked;
        this.source = "manual";
      },
      { action: locked ? "manual_lock" : "manual_unlock", action_source_name: "manual" },
    );
  }

  override useKeypad(): void {
    if (this.jammed) return;
    this.report(
      () => {
        this.locked = false;
        this.source = "keypad";
        this.person = "2";
      },
      { action: "unlock", action_source_name: "keypad", action_user: 2 },
    );
  }

  // ---- actions -------------------------------------------------------------------------------

  /** A message to the broker: the action ends as soon as it is sent, whatever becomes of it. */
  override handle(action: string): "done" | undefined {
    switch (action) {
      case "lock.lock":
      case "lock.unlock":
        void this.command(action === "lock.lock");
        return "done";
      case "update.install":
        void this.install();
        return "done";
      case "homeassistant.update_entity":
        return "done";
      default:
        return undefined;
    }
  }

  private async command(locked: boolean): Promise<void> {
    await this.later(1500);
    if (this.silent || (this.jammed && this.locked !== locked)) return;
    this.report(() => void (this.locked = locked), { action: locked ? "lock" : "unlock", action_source_name: "rf" });
  }

  private async install(): Promise<void> {
    if (this.progress !== undefined) return;
    this.progress = 0;
    const end = this.updateFails ? 60 : 100;
    for (let percent = 0; percent <= end && !this.silent; percent += 10) {
      this.report(() => void (this.progress = percent));
      await this.later(1200);
    }
    this.report(() => {
      this.progress = undefined;
      if (!this.updateFails && !this.silent) this.installed = this.latest;
    });
  }

  /** Attributes of a state that was only remembered are written anew once MQTT discovery has come. */
  override setLoaded(loaded: boolean): void {
    if (!loaded) this.progress = undefined;
    super.setLoaded(loaded);
  }
}
