import type { SimHub } from "./hub.ts";
import type { Situation, Steering, UpdateOffer } from "./lock.ts";
import { failed } from "./store.ts";
import type { Attributes } from "./types.ts";
import { YALE, zwaveEntities } from "./zwave-entities.ts";
import { NO_ANSWER, ZwaveNode } from "./zwave-node.ts";
import type { ZwaveOptions } from "./zwave-node.ts";

const MINUTE = 60_000;

/** A battery lock that listens once a second, behind the real driver's manners. */
export class ZwaveLock extends ZwaveNode {
  readonly entityId: string;
  readonly can: readonly Steering[] = [
    "silence",
    "drain",
    "batteryNonsense",
    "weakLink",
    "insecureJoin",
    "offerUpdate",
    "stuckUpdate",
    "jam",
    "leaveJamFlag",
    "openDoor",
    "tamper",
    "wrongCodes",
    "turnByHand",
    "useKeypad",
  ];
  private locked = true;
  private door = false;
  private jammed = false;
  private jamFlag = false;
  private cover = false;
  private coverFlag = false;
  private soon = false;
  private now = false;
  private battery: number;
  /** What it last reported: not always what its cells hold. */
  private reported: number;
  private pressed = "unknown";
  private installed: string;
  private latest: string;
  private updateFails = false;
  private progress: { percent: number | null } | undefined;

  constructor(hub: SimHub, controllerId: string, options: ZwaveOptions) {
    super(hub, controllerId, options);
    this.entityId = `lock.${options.model.slug}${options.suffix ?? ""}`;
    this.battery = options.battery;
    this.reported = options.battery;
    this.setFlags();
    this.installed = options.firmware;
    this.latest = options.firmware;
    this.register(zwaveEntities(this.base, options.model, options.suffix ?? "", options.statistics ?? [], this.readings()));
  }

  override situation(): Situation {
    const { silent, locked, jammed, battery, door, cover, secure } = this;
    return { silent, locked, jammed, battery, door, cover, weak: this.isWeak, insecure: !secure };
  }

  private readings() {
    return {
      status: () => this.status,
      pinged: () => this.pressed,
      statistics: this.statistics(),
      door: () => this.door,
      locked: () => this.locked,
      jamFlag: () => this.jamFlag,
      keypadDisabled: () => false,
      cover: () => this.coverFlag,
      replaceSoon: () => this.soon,
      replaceNow: () => this.now,
      battery: () => this.reported,
      update: () => ({
        installed_version: this.installed,
        latest_version: this.latest,
        in_progress: this.progress !== undefined,
        update_percentage: this.progress?.percent ?? null,
      }),
    };
  }

  private setFlags(): void {
    this.soon = this.battery <= 15;
    this.now = this.battery <= 5;
  }

  // ---- steering ------------------------------------------------------------------------------

  override drain(percent: number): void {
    this.report(() => {
      this.battery = percent;
      if (this.silent) return;
      this.reported = percent;
      this.setFlags();
    });
  }

  override batteryNonsense(value: number): void {
    this.report(() => {
      if (!this.silent) this.reported = value;
    });
  }

  override jam(on: boolean): void {
    this.report(() => {
      this.jammed = on;
      if (!this.silent) this.jamFlag = on;
    });
  }

  override leaveJamFlag(): void {
    this.report(() => {
      this.jammed = false;
      this.jamFlag = true;
    });
    // Turned by hand there and back, with no event that would make the driver forget the jam.
    const turn = () => this.report(() => void (this.locked = !this.locked));
    void this.later(600).then(turn);
    void this.later(8600).then(turn);
  }

  override openDoor(on: boolean): void {
    this.report(() => void (this.door = on));
  }

  override tamper(on: boolean): void {
    this.report(() => {
      this.cover = on;
      this.coverFlag = on;
    });
  }

  override wrongCodes({ lockout = false }: { readonly lockout?: boolean } = {}): void {
    if (this.silent) return;
    for (const ago of [9000, 5000, 1000]) this.notice("Home Security", "Tampering, invalid code", ago);
    if (lockout) this.notice("Access Control", "Manually enter user access code exceeds code limit");
    this.report(() => {});
  }

  override offerUpdate({ fails = false }: UpdateOffer = {}): void {
    this.updateFails = fails;
    this.latest = this.newest();
    this.publish();
  }

  private newest(): string {
    const version = this.options.model === YALE ? "113.25" : "10.8";
    return version === this.installed ? `${version}.1` : version;
  }

  override stuckUpdate(): void {
    this.latest = this.newest();
    this.progress = { percent: 37 };
    this.publish(this.store.clock.now() - 20 * MINUTE);
  }

  override turnByHand(locked: boolean): void {
    if (this.jammed || this.locked === locked) return;
    this.report(() => {
      this.locked = locked;
      this.jamFlag = false;
    });
    if (!this.silent) this.notice("Access Control", locked ? "Manual lock operation" : "Manual unlock operation");
  }

  override useKeypad(): void {
    if (this.jammed) return;
    this.report(() => {
      this.locked = false;
      this.jamFlag = false;
    });
    if (!this.silent) this.notice("Access Control", "Keypad unlock operation");
  }

  // ---- actions -------------------------------------------------------------------------------

  override handle(action: string, entityId: string, data: Attributes): Promise<void> | "done" | undefined {
    switch (action) {
      case "lock.lock":
      case "lock.unlock":
        return this.command(action === "lock.lock");
      case "button.press":
        if (!this.spec(entityId)?.uid.endsWith(".ping")) return "done";
        this.pressed = new Date(this.store.clock.now()).toISOString().replace("Z", "+00:00");
        this.publish();
        // The press is over at once: whether the node answered shows in its status.
        void this.ping();
        return "done";
      case "zwave_js.refresh_value":
        void this.reread(() => {
          this.reported = this.battery;
          this.setFlags();
        });
        return "done";
      case "zwave_js.refresh_notifications":
        return this.rereadNotification(Number(data["notification_type"]));
      case "update.install":
        return this.install();
      case "homeassistant.update_entity":
        return "done";
      default:
        return undefined;
    }
  }

  private async reread(change: () => void): Promise<void> {
    await this.later(this.silent ? NO_ANSWER : 300);
    if (this.silent) return this.lost();
    this.report(change);
  }

  private async rereadNotification(type: number): Promise<void> {
    await this.reread(() => {
      if (type === 6) this.jamFlag = this.jammed;
      if (type === 7) this.coverFlag = this.cover;
      if (type === 8) this.setFlags();
    });
  }

  private async command(locked: boolean): Promise<void> {
    this.counters.tx += 1;
    if (this.silent) {
      await this.later(NO_ANSWER);
      this.lost();
      throw failed(
        `Unable to set value ${this.base.replace(".", "-")}-98-0-targetMode: zwave_error: Z-Wave error 204 - ` +
          "The node did not acknowledge the command (ZW0204)",
      );
    }
    await this.later(150);
    this.heard();
    const was = this.locked;
    void this.later(600).then(() => {
      if (this.silent) return;
      this.locked = locked;
      if (!this.jammed || was === locked) {
        // The driver takes a movement that ended as the end of a jam.
        if (was !== locked) this.jamFlag = false;
        return this.report(() => {});
      }
      // The real lock shows the new state for a moment, raises the flag, and falls back; the action has long succeeded.
      this.report(() => void (this.jamFlag = true));
      void this.later(400).then(() => this.report(() => void (this.locked = was)));
    });
  }

  private async install(): Promise<void> {
    if (this.silent) {
      await this.later(NO_ANSWER);
      this.lost();
      throw failed("zwave_error: Z-Wave error 202 - Failed to start the update: The node did not respond in time! (ZW0202)");
    }
    if (this.battery <= 15) {
      await this.later(400);
      throw failed("zwave_error: Z-Wave error 1503 - Failed to start the update: The battery level is too low! (ZW1503)");
    }
    this.progress = { percent: null };
    this.publish();
    const end = this.updateFails ? 60 : 100;
    for (let percent = 0; percent <= end; percent += 5) {
      await this.later(600);
      this.progress = { percent };
      this.report(() => {});
    }
    await this.later(800);
    this.progress = undefined;
    if (this.updateFails) {
      this.publish();
      throw failed("Error Checksum");
    }
    this.installed = this.latest;
    this.updateDevice({ sw_version: this.installed });
    this.publish();
    // It restarts, and the driver asks it all about itself.
    void this.later(1500).then(() => this.interview());
  }

  protected override rereadAll(): void {
    this.reported = this.battery;
    this.setFlags();
    this.jamFlag = this.jammed;
    this.coverFlag = this.cover;
  }

  /** After a restart of Home Assistant no update is known to be under way any more. */
  override setLoaded(loaded: boolean): void {
    if (!loaded) this.progress = undefined;
    super.setLoaded(loaded);
  }
}
