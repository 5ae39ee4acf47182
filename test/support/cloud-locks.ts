import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Adapter } from "../../src/adapters/adapter.ts";
import { collect, countPeers, createReaders } from "../../src/adapters/collect.ts";
import { soundHome } from "../../src/adapters/home.ts";
import type { EntityState } from "../../src/adapters/home.ts";
import { LockView } from "../../src/adapters/lock-view.ts";
import { describeLock, lockEntities } from "../../src/adapters/locks.ts";
import type { Overrides } from "../../src/adapters/locks.ts";
import { severityOf } from "../../src/core/diagnose.ts";
import { diagnose } from "../../src/core/everything.ts";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import type { MockEntity } from "./home.ts";
import { MockHome, mockDevice } from "./home.ts";

/**
 * Locks of integrations that talk to somebody else's servers or hub, written from the sources of Home Assistant 2026.11 and of
 * the libraries it asks for: unique ids, translation keys, device classes, categories, fields of the states. None is recorded.
 */

type Rest = Partial<Pick<MockEntity, "key" | "category" | "name" | "attributes">>;

/** Adds entities to one device of one integration. */
type Add = (id: string, uniqueId: string, state: string, rest?: Rest) => unknown;

const PERCENT = { state_class: "measurement", unit_of_measurement: "%", device_class: "battery" };
const LOCK = { supported_features: 0 };

const slugOf = (name: string) => name.toLowerCase().replaceAll(" ", "_");

export const entryId = (platform: string) => `01${platform.toUpperCase()}`;

function integration(home: MockHome, platform: string, iotClass: string): void {
  home.entry({ entry_id: entryId(platform), domain: platform, title: platform });
  home.answer({ type: "manifest/get", integration: platform }, { domain: platform, iot_class: iotClass });
}

function device(home: MockHome, platform: string, id: string, name: string, more: Parameters<typeof mockDevice>[1] = {}): Add {
  const deviceId = `${platform}_${id}`;
  home.device(mockDevice(deviceId, { name, identifiers: [[platform, id]], config_entry_id: entryId(platform), ...more }));
  return (entityId, uniqueId, state, rest = {}) =>
    home.entity({ id: entityId, device: deviceId, platform, uniqueId, state, ...rest });
}

export interface Named {
  readonly name?: string;
}

/** August or Yale: a lock with DoorSense and Wi-Fi bridge. Its keypad and a doorbell are devices of their own. */
export function addAugustLock(home: MockHome, { name = "Front Door", platform = "august" } = {}): string {
  const slug = slugOf(name);
  const [id, keypad, bell] = ["0000000000000000000000000000000A", "00000000000000000000000b", "00000000000c"];
  integration(home, platform, "cloud_push");
  const lock = device(home, platform, id, name, {
    manufacturer: platform === "yale" ? "Yale Home Inc." : "August Home Inc.",
    model: "ASL-03",
    sw_version: "3.0.44",
    connections: [["bluetooth", "00:00:00:00:00:0a"]],
  });
  lock(`lock.${slug}`, `${id}_lock`, "locked", {
    attributes: { ...LOCK, changed_by: "Somebody", battery_level: 88, keypad_battery_level: "Full" },
  });
  lock(`sensor.${slug}_operator`, `${id}_lock_operator`, "Somebody", {
    key: "operator",
    name: "Operator",
    attributes: { keypad: true, method: "keypad" },
  });
  lock(`sensor.${slug}_battery`, `${id}_device_battery`, "88", { category: "diagnostic", name: "Battery", attributes: PERCENT });
  lock(`binary_sensor.${slug}_door`, `${id}_open`, "off", { name: "Door", attributes: { device_class: "door" } });
  lock(`button.${slug}_wake`, `${id}_wake`, "unknown", { key: "wake", name: "Wake" });
  device(home, platform, keypad, `${name} Keypad`)(`sensor.${slug}_keypad_battery`, `${keypad}_linked_keypad_battery`, "100", {
    category: "diagnostic",
    name: "Battery",
    attributes: PERCENT,
  });
  device(home, platform, bell, "Doorbell")("sensor.doorbell_battery", `${bell}_device_battery`, "61", {
    category: "diagnostic",
    name: "Battery",
    attributes: PERCENT,
  });
  return `lock.${slug}`;
}

/** A lock behind a Yale Smart Alarm, and the panel's own problems. */
export function addYaleAlarmLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const platform = "yale_smart_alarm";
  const slug = slugOf(name);
  const entry = entryId(platform);
  integration(home, platform, "cloud_polling");
  const panel = device(home, platform, "account", "Alarm", { manufacturer: "Yale", model: "main" });
  panel("alarm_control_panel.alarm", entry, "disarmed");
  for (const [key, translation] of [
    ["acfail", "power_loss"],
    ["battery", "battery"],
    ["tamper", "tamper"],
    ["jam", "jam"],
  ] as const)
    panel(`binary_sensor.alarm_${translation}`, `${entry}-${key}`, "off", {
      key: translation,
      category: "diagnostic",
      attributes: { device_class: "problem" },
    });
  panel("button.alarm_panic", `${entry}-panic`, "unknown", { key: "panic" });
  const lock = device(home, platform, "RF000001", name, {
    manufacturer: "Yale",
    model: "main",
    via_device_id: `${platform}_account`,
  });
  lock(`lock.${slug}`, "RF000001", "locked", { attributes: { ...LOCK, code_format: "^\\d{4}$" } });
  lock(`switch.${slug}_autolock`, "RF000001-autolock", "on", { key: "autolock", name: "Autolock" });
  lock(`select.${slug}_volume`, "RF000001-volume", "low", { key: "volume", name: "Volume" });
  return `lock.${slug}`;
}

/** A Schlage Encode. */
export function addSchlageLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const slug = slugOf(name);
  const id = "00000000-000a";
  integration(home, "schlage", "cloud_polling");
  const lock = device(home, "schlage", id, name, { manufacturer: "Schlage", model: "BE489WB2", sw_version: "10.00.00" });
  lock(`lock.${slug}`, id, "locked", { attributes: { ...LOCK, changed_by: "thumbturn" } });
  lock(`sensor.${slug}_battery`, `${id}_battery_level`, "95", { category: "diagnostic", name: "Battery", attributes: PERCENT });
  lock(`binary_sensor.${slug}_keypad_disabled`, `${id}_keypad_disabled`, "off", {
    key: "keypad_disabled",
    category: "diagnostic",
    name: "Keypad disabled",
    attributes: { device_class: "problem" },
  });
  lock(`select.${slug}_auto_lock_time`, `${id}_auto_lock_time`, "240", {
    key: "auto_lock_time",
    category: "config",
    name: "Auto-lock time",
  });
  for (const [key, uniqueKey, called] of [
    ["beeper", "beeper", "Keypress Beep"],
    ["lock_and_leave", "lock_and_leve", "1-Touch Locking"],
  ] as const)
    lock(`switch.${slug}_${key}`, `${id}_${uniqueKey}`, "on", {
      key,
      category: "config",
      name: called,
      attributes: { device_class: "switch" },
    });
  return `lock.${slug}`;
}

/** A SwitchBot Lock Pro, or with `ultra` a Lock Ultra, which tells its state as a sensor too. */
export function addSwitchbotCloudLock(home: MockHome, { name = "Front Door", ultra = false } = {}): string {
  const platform = "switchbot_cloud";
  const slug = slugOf(name);
  const id = "00000000000A";
  integration(home, platform, "cloud_polling");
  const lock = device(home, platform, id, name, {
    manufacturer: "SwitchBot",
    model: ultra ? "Smart Lock Ultra" : "Smart Lock Pro",
  });
  lock(`lock.${slug}`, id, "locked", { attributes: { supported_features: 1 } });
  lock(`sensor.${slug}_battery`, `${id}_battery`, "79", { name: "Battery", attributes: PERCENT });
  lock(`binary_sensor.${slug}_calibration`, `${id}_calibrate`, "off", {
    key: "calibration",
    category: "diagnostic",
    name: "Calibration",
    attributes: { device_class: "problem" },
  });
  lock(`binary_sensor.${slug}_door`, `${id}_doorState`, "off", { name: "Door", attributes: { device_class: "door" } });
  if (ultra)
    lock(`sensor.${slug}_lock_state`, `${id}_lockState`, "locked", {
      key: "lock_state",
      name: "Lock state",
      attributes: { device_class: "enum" },
    });
  return `lock.${slug}`;
}

/** A lock with its PIN pad, and the base station. */
export function addSimplisafeLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const platform = "simplisafe";
  const slug = slugOf(name);
  const fields = { last_event_info: null, last_event_sensor_name: null, last_event_sensor_type: "unknown", system_id: 12345 };
  integration(home, platform, "cloud_polling");
  const base = device(home, platform, "12345", "Base", { manufacturer: "SimpliSafe" });
  base("alarm_control_panel.base", "base_serial", "disarmed", { attributes: fields });
  base("button.base_clear_notifications", "base_serial", "unknown", { key: "clear_notifications", category: "config" });
  const lock = device(home, platform, "987", name, {
    manufacturer: "SimpliSafe",
    model: "Lock",
    via_device_id: `${platform}_12345`,
  });
  lock(`lock.${slug}`, "987", "locked", {
    attributes: { ...LOCK, ...fields, lock_low_battery: false, pin_pad_low_battery: false },
  });
  lock(`binary_sensor.${slug}_battery`, "987-battery", "off", {
    category: "diagnostic",
    name: "Battery",
    attributes: { ...fields, device_class: "battery" },
  });
  return `lock.${slug}`;
}

/** A Zigbee lock on a SmartThings hub. Its state has fields about the code that was used. */
export function addSmartthingsLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const platform = "smartthings";
  const slug = slugOf(name);
  const id = "00000000-0000-0000-0000-00000000000a";
  const main = (capability: string, field: string) => `${id}_main_${capability}_${field}_${field}`;
  integration(home, platform, "cloud_push");
  const lock = device(home, platform, id, name, { manufacturer: "Yale", model: "YRD226" });
  lock(`lock.${slug}`, `${id}_main`, "locked", {
    attributes: { ...LOCK, lock_state: "locked", method: "manual", code_id: "3", code_name: "Somebody" },
  });
  lock(`sensor.${slug}_battery`, main("battery", "battery"), "86", {
    category: "diagnostic",
    name: "Battery",
    attributes: { device_class: "battery", unit_of_measurement: "%" },
  });
  lock(`sensor.${slug}_link_quality`, main("signalStrength", "lqi"), "176", {
    key: "link_quality",
    category: "diagnostic",
    name: "Link quality",
    attributes: { state_class: "measurement" },
  });
  lock(`sensor.${slug}_signal_strength`, main("signalStrength", "rssi"), "-61", {
    category: "diagnostic",
    name: "Signal strength",
    attributes: { state_class: "measurement", device_class: "signal_strength" },
  });
  lock(`binary_sensor.${slug}_tamper`, main("tamperAlert", "tamper"), "off", {
    category: "diagnostic",
    name: "Tamper",
    attributes: { device_class: "tamper" },
  });
  lock(`update.${slug}_firmware`, `${id}_main`, "off", {
    name: "Firmware",
    attributes: {
      device_class: "firmware",
      installed_version: "00000104",
      latest_version: "00000104",
      in_progress: false,
      skipped_version: null,
      supported_features: 5,
    },
  });
  return `lock.${slug}`;
}

/** An Ultraloq: the lock entity is all there is. */
export function addXthingsLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const slug = slugOf(name);
  integration(home, "xthings_cloud", "cloud_push");
  const lock = device(home, "xthings_cloud", "000a", name, { manufacturer: "Xthings", model: "U-Bolt-Pro", sw_version: "02.08" });
  lock(`lock.${slug}`, "000a", "locked", { attributes: LOCK });
  return `lock.${slug}`;
}

/** A lock behind igloohome's bridge. Where its bolt is, nobody can ask. */
export function addIgloohomeLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const slug = slugOf(name);
  integration(home, "igloohome", "cloud_polling");
  const lock = device(home, "igloohome", "OE000001", name, { model: "Lock" });
  lock(`lock.${slug}`, "lock_OE000001", "unknown", { attributes: { assumed_state: true, supported_features: 1 } });
  lock(`sensor.${slug}_battery`, "battery_OE000001", "92", {
    name: "Battery",
    attributes: { device_class: "battery", unit_of_measurement: "%" },
  });
  return `lock.${slug}`;
}

/** A lock on a homee hub, with all alarms that a lock may expose. Its node's state is disabled by default. */
export function addHomeeLock(home: MockHome, { name = "Front Door", nodeState = false } = {}): string {
  const platform = "homee";
  const slug = slugOf(name);
  integration(home, platform, "local_push");
  const hub = device(home, platform, "00000000000A", "homee");
  hub("alarm_control_panel.homee_status", "00000000000A--1-1", "armed_home", { key: "homee_mode" });
  const lock = device(home, platform, "00000000000A-7", name, {
    model: "door_lock",
    via_device_id: `${platform}_00000000000A`,
  });
  lock(`lock.${slug}`, "00000000000A-7-1", "locked", { attributes: { supported_features: 1, changed_by: "itself-0" } });
  lock(`sensor.${slug}_battery`, "00000000000A-7-2", "71", {
    key: "battery",
    category: "diagnostic",
    name: "Battery",
    attributes: PERCENT,
  });
  lock(`sensor.${slug}_link_quality`, "00000000000A-7-3", "3", {
    key: "link_quality",
    category: "diagnostic",
    name: "Link quality",
    attributes: { state_class: "measurement" },
  });
  for (const [index, key, deviceClass] of [
    [4, "motor_blocked", "problem"],
    [5, "malfunction", "problem"],
    [6, "tamper", "tamper"],
    [7, "battery", "battery"],
  ] as const)
    lock(`binary_sensor.${slug}_${key}`, `00000000000A-7-${index}`, "off", {
      key,
      category: "diagnostic",
      attributes: { device_class: deviceClass },
    });
  lock(`button.${slug}_briefly_open`, "00000000000A-7-8", "unknown", { key: "briefly_open" });
  if (nodeState)
    lock(`sensor.${slug}_node_state`, "00000000000A-7-state", "available", {
      key: "node_state",
      category: "diagnostic",
      attributes: { device_class: "enum" },
    });
  return `lock.${slug}`;
}

/** A Verisure lock and its VBox. */
export function addVerisureLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const platform = "verisure";
  const slug = slugOf(name);
  integration(home, platform, "cloud_polling");
  const box = device(home, platform, "123456789", "Verisure Alarm", { manufacturer: "Verisure", model: "VBox" });
  box("binary_sensor.verisure_alarm_ethernet_status", "123456789_ethernet", "on", {
    key: "ethernet",
    category: "diagnostic",
    attributes: { device_class: "connectivity" },
  });
  const lock = device(home, platform, "000A 000B", name, {
    manufacturer: "Verisure",
    model: "Lockguard Smartlock",
    via_device_id: `${platform}_123456789`,
  });
  lock(`lock.${slug}`, "000A 000B", "locked", {
    attributes: { ...LOCK, code_format: "^\\d{4}$", changed_by: "Somebody", method: "CODE" },
  });
  return `lock.${slug}`;
}

/** A lock of an Abode alarm: what is known of its health are fields of its state. */
export function addAbodeLock(home: MockHome, { name = "Front Door" }: Named = {}): string {
  const slug = slugOf(name);
  integration(home, "abode", "cloud_push");
  const lock = device(home, "abode", "ZW:00000004", name, { manufacturer: "Abode", model: "Door Lock" });
  lock(`lock.${slug}`, "0000000a", "locked", {
    attributes: { ...LOCK, device_id: "ZW:00000004", battery_low: false, no_response: false, device_type: "Door Lock" },
  });
  return `lock.${slug}`;
}

/** The snapshot that one adapter takes, whatever others there are. */
export function snapshotBy(adapter: Adapter, home: MockHome, entityId: string, overrides: Overrides = {}): LockSnapshot {
  const view = soundHome(home.view());
  const refs = lockEntities(view).map((id) => describeLock(view, id, undefined, overrides));
  const ref = refs.find((each) => each.entityId === entityId);
  assert.ok(ref, entityId);
  return collect(view, ref, { readers: createReaders([adapter]), peers: countPeers(view, refs).get(ref.entryId ?? "") });
}

/** Fact by fact: its value, or why it has none. */
export function factsBy(
  adapter: Adapter,
  home: MockHome,
  entityId: string,
  overrides?: Overrides,
): { readonly [fact: string]: unknown } {
  return Object.fromEntries(
    Object.entries(snapshotBy(adapter, home, entityId, overrides).facts).map(([name, fact]) => [
      name,
      fact.kind === "known" ? fact.value : `(${fact.reason})`,
    ]),
  );
}

/** How bad it is, and each finding as `id/variant`, the first one first. */
export function verdictBy(adapter: Adapter, home: MockHome, entityId: string): readonly string[] {
  const diagnosis = diagnose(snapshotBy(adapter, home, entityId));
  const told = diagnosis.findings.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));
  return [severityOf(diagnosis), ...told];
}

/** The integration is set up, or its config entry is in this state instead. */
export function setUp(home: MockHome, platform: string, state = "loaded"): MockHome {
  return home.entry({ entry_id: entryId(platform), domain: platform, state });
}

/** Ids of all remedies that the adapter has a plan for now, in their order. */
export function plansBy(adapter: Adapter, home: MockHome, entityId: string): readonly RemedyId[] {
  const view = home.lockView(entityId);
  return REMEDY_IDS.filter((id) => adapter.plans[id]?.(view) !== undefined);
}

const FORBIDDEN = ["used_code", "code_id", "code_name", "codes", "access_codes", "pin"];
const NONSENSE: readonly unknown[] = [null, undefined, 0, -1, 1e300, NaN, true, "", "x", "unknown", "unavailable", [], {}, [[]]];

/** A lock's state whose fields note who looks at them. */
function watched(state: EntityState, seen: Set<string>): EntityState {
  const attributes = new Proxy(state.attributes, {
    get(fields, name): unknown {
      seen.add(String(name));
      return Reflect.get(fields, name);
    },
  });
  return { ...state, attributes };
}

/** What holds for every adapter of this kind. */
export function everyAdapter(adapter: Adapter, platform: string, build: (home: MockHome) => string): void {
  const made = () => {
    const home = new MockHome();
    return { home, lock: build(home) };
  };

  describe(`${platform}, as every integration`, () => {
    test("is recognised by its platform alone", () => {
      const { home, lock } = made();
      const { ref } = home.lockView(lock);
      assert.equal(adapter.id, platform);
      assert.ok(adapter.recognises(ref));
      for (const other of ["", "x", `${platform}_ble`, "zwave_js", "mqtt", "constructor"])
        assert.ok(!adapter.recognises({ ...ref, platform: other }), other);
    });

    test("reads no code: not from a sensor, not from a field, not by a call", () => {
      const { home, lock } = made();
      const own = home.entities[lock];
      const fields = Object.fromEntries(FORBIDDEN.map((name) => [name, "4711"]));
      home.set(lock, "locked", { attributes: fields });
      home.entity({
        id: "sensor.planted_pin_code",
        device: own?.device_id ?? "",
        platform,
        uniqueId: "planted_pin_code",
        name: "PIN code",
        state: "4711",
        attributes: { device_class: "battery", unit_of_measurement: "%" },
      });
      const seen = new Set<string>();
      const view = home.view();
      const states = { ...view.states, [lock]: watched(view.states[lock]!, seen) };
      const looking = new LockView({ ...view, states }, describeLock({ ...view, states }, lock));
      const plans = REMEDY_IDS.map((id) => adapter.plans[id]?.(looking));
      const told = JSON.stringify([adapter.read(looking), adapter.wants(looking).map(({ request }) => request), plans]);
      assert.doesNotMatch(told, /4711|get_codes|usercode|user_code/);
      assert.deepEqual(
        FORBIDDEN.filter((name) => seen.has(name)),
        [],
      );
      assert.ok(seen.size > 0, "the lock was looked at");
    });

    test("nonsense in each state and field: nothing throws, and nothing but facts comes out", () => {
      const { home, lock } = made();
      const sound = home.states;
      for (const [entityId, state] of Object.entries(sound))
        for (const nonsense of NONSENSE)
          for (const field of ["state", "last_changed", "last_updated", ...Object.keys(state.attributes)]) {
            const changed =
              field in state
                ? { ...state, [field]: nonsense }
                : { ...state, attributes: { ...state.attributes, [field]: nonsense } };
            home.states = { ...sound, [entityId]: changed };
            for (const fact of Object.values(snapshotBy(adapter, home, lock).facts))
              assert.ok(fact.kind === "known" ? fact.value !== undefined : typeof fact.reason === "string");
            plansBy(adapter, home, lock);
          }
    });

    test("without registries, devices and entries: nothing throws", () => {
      const { home, lock } = made();
      for (const name of ["registry", "devices", "entities", "configEntries", "answers"] as const) {
        const { [name]: gone, ...rest } = home.view();
        assert.ok(gone);
        const view = soundHome(rest as Parameters<typeof soundHome>[0]);
        const looking = new LockView(view, describeLock(view, lock));
        adapter.read(looking);
        for (const id of REMEDY_IDS) adapter.plans[id]?.(looking);
      }
    });

    test("gone: no call but to its own button or integration", () => {
      const { home, lock } = made();
      home.lose(/./);
      for (const id of plansBy(adapter, home, lock)) {
        const plan = adapter.plans[id]?.(home.lockView(lock));
        assert.ok(plan?.kind === "link" || id === "reload_entry", id);
      }
    });

    test("the account has to sign in again: that is the first finding", () => {
      const { home, lock } = made();
      home.issues = [{ domain: "homeassistant", issue_id: `config_entry_reauth_${platform}_${entryId(platform)}` }];
      home.lose(/./);
      assert.equal(verdictBy(adapter, home, lock)[1], "sign_in_expired");
    });
  });
}
