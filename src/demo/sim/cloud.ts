import { SimHub } from "./hub.ts";
import { SimLock } from "./lock.ts";
import type { Situation, Steering } from "./lock.ts";
import { failed } from "./store.ts";
import type { Store } from "./store.ts";

/** A maker's cloud account: the integration `schlage` with its Wi-Fi locks. */
export class CloudHub extends SimHub {
  private signedOut = false;

  constructor(store: Store) {
    super(store, "schlage", "Schlage", {
      entryId: "01M5SCHLAGE000000000000001",
      domain: "schlage",
      title: "household@example.org",
    });
  }

  get isSignedOut(): boolean {
    return this.signedOut;
  }

  protected override ready(): boolean {
    return !this.stopped && !this.signedOut;
  }

  protected override failure() {
    return this.signedOut
      ? { state: "setup_error", reason: null }
      : { state: "setup_retry", reason: "Failed to refresh Schlage data" };
  }

  /** The password was changed elsewhere: the integration gives up, and waits for somebody to sign in. */
  expireSignIn(on: boolean): void {
    this.signedOut = on;
    const { domain, entryId, title } = this.spec;
    const id = `config_entry_reauth_${domain}_${entryId}`;
    this.store.setIssue(
      id,
      on
        ? {
            breaks_in_ha_version: null,
            created: new Date(this.store.clock.now()).toISOString().replace("Z", "+00:00"),
            dismissed_version: null,
            ignored: false,
            domain: "homeassistant",
            is_fixable: false,
            issue_domain: domain,
            issue_id: id,
            learn_more_url: null,
            severity: "error",
            translation_key: "config_entry_reauth",
            translation_placeholders: { name: title },
          }
        : undefined,
    );
    this.unload("setup_in_progress");
    this.load();
  }

  addLock(options: { readonly name: string; readonly battery: number; readonly area?: string }): CloudLock {
    return this.add(new CloudLock(this, options));
  }
}

export class CloudLock extends SimLock {
  readonly entityId: string;
  readonly hubId = "schlage";
  readonly can: readonly Steering[] = ["silence", "drain", "jam", "wrongCodes", "turnByHand", "useKeypad"];
  private silent = false;
  private jammed = false;
  private locked = true;
  private keypadDisabled = false;
  private battery: number;

  constructor(
    hub: CloudHub,
    { name, battery, area }: { readonly name: string; readonly battery: number; readonly area?: string },
  ) {
    const serial = "0f3b21c4-9a57-4d10-8e66-2d1f7a90c7b5";
    super(hub.store, "schlage", hub.entryId, {
      id: hub.store.newId(),
      name,
      manufacturer: "Schlage",
      model: "BE489WB Encode",
      swVersion: "004.031.000",
      identifiers: [["schlage", serial]],
      ...(area === undefined ? {} : { area }),
    });
    this.battery = battery;
    const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
    this.entityId = `lock.${slug}`;
    this.register([
      {
        id: this.entityId,
        uid: serial,
        name: null,
        fixed: { supported_features: 0 },
        read: () => (this.jammed ? "jammed" : this.locked ? "locked" : "unlocked"),
        more: () => ({ changed_by: "keypad - Lena" }),
      },
      {
        id: `binary_sensor.${slug}_keypad_disabled`,
        uid: `${serial}_keypad_disabled`,
        name: "Keypad disabled",
        translationKey: "keypad_disabled",
        deviceClass: "problem",
        category: "diagnostic",
        read: () => (this.keypadDisabled ? "on" : "off"),
      },
      {
        id: `sensor.${slug}_battery`,
        uid: `${serial}_battery_level`,
        name: "Battery",
        deviceClass: "battery",
        category: "diagnostic",
        fixed: { state_class: "measurement", unit_of_measurement: "%" },
        read: () => String(this.battery),
      },
      {
        id: `select.${slug}_auto_lock_time`,
        uid: `${serial}_auto_lock_time`,
        name: "Auto-lock time",
        translationKey: "auto_lock_time",
        category: "config",
        fixed: { options: ["0", "5", "15", "30", "60", "120", "240", "300"] },
        read: () => "60",
      },
      {
        id: `switch.${slug}_keypress_beep`,
        uid: `${serial}_beeper`,
        name: "Keypress Beep",
        translationKey: "beeper",
        category: "config",
        read: () => "on",
      },
    ]);
  }

  override situation(): Situation {
    const { silent, locked, jammed, battery } = this;
    return { silent, locked, jammed, battery };
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

  override wrongCodes({ lockout = false }: { readonly lockout?: boolean } = {}): void {
    if (lockout) this.change(() => void (this.keypadDisabled = true));
  }

  override turnByHand(locked: boolean): void {
    if (!this.jammed) this.change(() => void (this.locked = locked));
  }

  override useKeypad(): void {
    this.change(() => {
      this.keypadDisabled = false;
      if (!this.jammed) this.locked = false;
    });
  }

  private change(change: () => void): void {
    change();
    this.publish();
  }

  override handle(action: string): Promise<void> | "done" | undefined {
    if (action === "homeassistant.update_entity") return this.later(900).then(() => this.publish());
    if (action !== "lock.lock" && action !== "lock.unlock") return undefined;
    return this.later(1800).then(() => {
      if (this.jammed) throw failed("The lock is jammed");
      this.change(() => void (this.locked = action === "lock.lock"));
    });
  }
}
