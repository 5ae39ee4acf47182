import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nukiHub } from "../../src/adapters/nuki-hub.ts";
import type { MockHome } from "../support/home.ts";
import { mockDevice } from "../support/home.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import {
  DBM,
  DEVICE,
  ENTRY,
  LOCK,
  PERCENT,
  actions,
  factRows,
  findingRows,
  homeOf,
  ofClass,
  planOf,
  sameForAll,
} from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const UID = "208e214e";
const HUB = "hub";
const HUB_UID = "247134217812316";
const diag = { category: "diagnostic" } as const;
const battery = ofClass("battery");

/** From nuki_hub's `HomeAssistantDiscovery.cpp` (August 2026), as `mqtt` makes entities of it. In the order in which they are published. */
const SHAPE: Shape = {
  platform: "mqtt",
  iotClass: "local_push",
  device: {
    manufacturer: "Nuki",
    model: "SmartLock",
    sw_version: "3.11.3",
    identifiers: [["mqtt", `nuki_${UID}`]],
    via_device_id: HUB,
  },
  lock: { uniqueId: `${UID}_lock`, attributes: { supported_features: 1, assumed_state: false } },
  others: [
    {
      ...diag,
      id: "sensor.shed_firmware_version",
      uniqueId: `${UID}_firmware_version`,
      name: "Firmware version",
      state: "3.11.3",
    },
    {
      ...diag,
      id: "binary_sensor.shed_battery_charging",
      uniqueId: `${UID}_battery_charging`,
      name: "Battery charging",
      state: "off",
      attributes: battery,
    },
    {
      ...diag,
      id: "binary_sensor.shed_battery_low",
      uniqueId: `${UID}_battery_low`,
      name: "Battery low",
      state: "off",
      attributes: battery,
    },
    {
      ...diag,
      id: "sensor.shed_battery_voltage",
      uniqueId: `${UID}_battery_voltage`,
      name: "Battery voltage",
      state: "5.6",
      attributes: ofClass("voltage"),
    },
    { ...diag, id: "sensor.shed_trigger", uniqueId: `${UID}_trigger`, name: "Trigger", state: "system" },
    {
      ...diag,
      id: "button.shed_query_lock_state",
      uniqueId: `${UID}_query_lockstate`,
      name: "Query lock state",
      state: "unknown",
    },
    { ...diag, id: "button.shed_query_battery", uniqueId: `${UID}_query_battery`, name: "Query battery", state: "unknown" },
    { ...diag, id: "button.shed_reboot", uniqueId: `${UID}_reboot_nuki`, name: "Reboot Nuki", state: "unknown" },
    { ...diag, id: "button.shed_recalibrate", uniqueId: `${UID}_recalibrate_nuki`, name: "Recalibrate Nuki", state: "unknown" },
    { id: "button.shed_open", uniqueId: `${UID}_unlatch`, name: "Open", state: "unknown" },
    {
      ...diag,
      id: "sensor.shed_bluetooth_signal_strength",
      uniqueId: `${UID}_bluetooth_signal_strength`,
      name: "Bluetooth signal strength",
      state: "-67",
      attributes: DBM,
    },
    {
      ...diag,
      id: "sensor.shed_battery_level",
      uniqueId: `${UID}_battery_level`,
      name: "Battery level",
      state: "72",
      attributes: PERCENT,
    },
    { category: "config", id: "switch.shed_auto_lock", uniqueId: `${UID}_auto_lock`, name: "Auto lock", state: "on" },
    {
      category: "config",
      id: "switch.shed_nightmode_auto_lock",
      uniqueId: `${UID}_nightmode_auto_lock`,
      name: "Nightmode auto lock",
      state: "off",
    },
    {
      id: "binary_sensor.shed_door_sensor",
      uniqueId: `${UID}_door_sensor`,
      name: "Door sensor",
      state: "off",
      attributes: ofClass("door"),
    },
  ],
};

/** The hub's own device. */
function addHub(home: MockHome): MockHome {
  home.device(
    mockDevice(HUB, { name: "nukihub", manufacturer: "Technyon", model: "Nuki Hub", identifiers: [["mqtt", `nuki_${HUB_UID}`]] }),
  );
  const own = { ...diag, device: HUB, platform: "mqtt" } as const;
  home.entity({
    ...own,
    id: "binary_sensor.nukihub_mqtt",
    uniqueId: `${HUB_UID}_mqtt_connected`,
    name: "MQTT connected",
    state: "on",
  });
  return home.entity({
    ...own,
    id: "switch.nukihub_restart",
    uniqueId: `${HUB_UID}_reset`,
    name: "Restart Nuki Hub",
    state: "off",
  });
}

function addKeypad(home: MockHome, state: string): MockHome {
  return home.entity({
    ...diag,
    id: "binary_sensor.shed_keypad_battery_low",
    device: DEVICE,
    platform: "mqtt",
    uniqueId: `${UID}_keypad_battery_low`,
    name: "Keypad battery low",
    state,
    attributes: battery,
  });
}

/** An entity that a person has made of a topic that Nuki Hub publishes. */
const made = (home: MockHome, id: string, name: string, state: string, attributes = {}) =>
  home.entity({ id, device: DEVICE, platform: "mqtt", uniqueId: `mine_${id}`, name, state, attributes });
const ended = (word: string) => (home: MockHome) => made(home, "sensor.shed_completion", "Completion status", word);
const select = (word: string) => (home: MockHome) =>
  home.entity({
    id: "select.shed_battery_type",
    device: DEVICE,
    platform: "mqtt",
    uniqueId: `${UID}_battery_type`,
    name: "Battery type",
    state: word,
  });

/** Before the registry's full rows have come there are no unique ids, and names hold the device's. */
const withoutRows = (home: MockHome) => (home.registry = {});

const CHARGING = "binary_sensor.shed_battery_charging";
const LOW = "binary_sensor.shed_battery_low";

describe("a Nuki lock behind Nuki Hub", () => {
  sameForAll(nukiHub, SHAPE, ["nuki", "matter", ""]);

  test("by its number in base 16, not by a name; nothing else of MQTT", () => {
    const { ref } = homeOf(SHAPE).lockView(LOCK);
    const called = (id: string) => ({ ...ref, device: { ...ref.device!, identifiers: [["mqtt", id]] } });
    assert.ok(nukiHub.recognises(called("nuki_208E214E")));
    for (const id of ["zigbee2mqtt_0x000d6f0011223301", "nuki_front_door", "nuki_", "208e214e", "my_nuki_208e214e"])
      assert.ok(!nukiHub.recognises(called(id)), id);
    assert.ok(!nukiHub.recognises({ ...ref, device: undefined }));
  });

  factRows(SHAPE, [
    ["low", (home) => home.set(LOW, "on"), "battery_low_flag", true],
    ["charging has the class of a low battery, and is none", (home) => home.set(CHARGING, "on"), "battery_low_flag", false],
    ["the same before the rows have come", (home) => (home.set(CHARGING, "on"), withoutRows(home)), "battery_low_flag", false],
    ["low, before the rows have come", (home) => (home.set(LOW, "on"), withoutRows(home)), "battery_low_flag", true],
    [
      "the keypad's cells are not the lock's",
      (home) => addKeypad(home, "on").remove(LOW).remove(CHARGING),
      "battery_low_flag",
      undefined,
    ],
    [
      "nor before the rows have come",
      (home) => withoutRows(addKeypad(home, "on").remove(LOW).remove(CHARGING)),
      "battery_low_flag",
      undefined,
    ],
    [
      "the keypad's cells",
      (home) => addKeypad(home, "on"),
      "accessory_cells",
      [{ kind: "keypad", low: true, source: "binary_sensor.shed_keypad_battery_low" }],
    ],
    ["the keypad's cells, not known", (home) => addKeypad(home, "unavailable"), "accessory_cells", "(unavailable)"],
    [
      "a door sensor's cells, where a person has made an entity of them",
      (home) => made(home, "binary_sensor.shed_x", "Door sensor battery", "off", battery),
      "accessory_cells",
      [{ kind: "door_sensor", low: false, source: "binary_sensor.shed_x" }],
    ],
    ["no accessory", () => undefined, "accessory_cells", undefined],
    ["a keypad", (home) => addKeypad(home, "off"), "has_keypad", true],
    ["no keypad is known", () => undefined, "has_keypad", undefined],
    ["charging", (home) => home.set(CHARGING, "on"), "supply_ok", true],
    ["not charging", () => undefined, "supply_ok", undefined],
    ["alkaline", select("Alkali"), "battery_chemistry", "alkaline"],
    ["rechargeable", select("Accumulators"), "battery_chemistry", "nimh"],
    ["lithium", select("Lithium"), "battery_chemistry", "lithium"],
    ["warnings switched off", select("No Warnings"), "battery_chemistry", "(invalid)"],
    ["auto-lock", () => undefined, "auto_relock", true],
    ["auto-lock off", (home) => home.set("switch.shed_auto_lock", "off"), "auto_relock", false],
    ["only that of the night", (home) => home.remove("switch.shed_auto_lock"), "auto_relock", undefined],
    ["how the last turn ended: well", ended("success"), "jam_flag", false],
    ["the motor was blocked", ended("motorBlocked"), "jam_flag", true],
    ["the clutch failed", ended("clutchFailure"), "jam_flag", true],
    ["something else", ended("otherError"), "jam_flag", "(invalid)"],
    ["too little voltage is no jam", ended("lowMotorVoltage"), "jam_flag", false],
    ["too little voltage", ended("lowMotorVoltage"), "battery_now_flag", true],
    ["enough voltage", ended("success"), "battery_now_flag", false],
    ["no such entity, as Nuki Hub makes none", () => undefined, "jam_flag", undefined],
    ["the signal", () => undefined, "signal", -67],
    ["the radio", () => undefined, "radio", "bluetooth"],
    ["available is not proof of the lock", () => undefined, "lock_available", undefined],
    [
      "but a report is",
      (home) => home.set("sensor.shed_bluetooth_signal_strength", "-68", { at: NOW - MINUTE }),
      "last_seen",
      NOW - MINUTE,
    ],
    ["its hub", (home) => addHub(home), "hub_online", true],
    ["its hub is gone", (home) => addHub(home).lose(/shed|nukihub/), "hub_online", false],
    ["its hub has not said", (home) => addHub(home).set("binary_sensor.nukihub_mqtt", "unknown"), "hub_online", "(unknown)"],
    ["no hub is known", () => undefined, "hub_online", undefined],
    ["the program's update is not the lock's", (home) => addHub(home), "firmware", undefined],
  ]);

  findingRows(SHAPE, [
    ["blocked, or not calibrated, or starting", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["the last turn was blocked", ended("motorBlocked"), ["bolt_jammed"]],
    [
      "the last turn was blocked, and it has turned since",
      (home) =>
        home
          .past(LOCK, [
            ["locked", NOW - 3 * HOUR],
            ["unlocked", NOW - 30 * MINUTE],
          ])
          .set(LOCK, "locked", { at: NOW - 10 * MINUTE })
          .entity({
            id: "sensor.shed_c",
            device: DEVICE,
            platform: "mqtt",
            uniqueId: "c",
            name: "Completion status",
            state: "motorBlocked",
            at: NOW - HOUR,
          }),
      ["jam_flag_stuck"],
    ],
    [
      "the hub has not reached it since it started",
      (home) => addHub(home).set(LOCK, "unavailable"),
      ["lock_unreachable/unavailable"],
    ],
    ["the hub is gone: the hub's finding", (home) => addHub(home).lose(/shed|nukihub/), ["hub_down/offline"]],
    ["low", (home) => home.set(LOW, "on").set("sensor.shed_battery_level", "22"), ["battery_low/flag"]],
    ["charging at 30 %", (home) => home.set(CHARGING, "on").set("sensor.shed_battery_level", "30"), ["healthy"]],
    ["the voltage broke down beside a good level", ended("lowMotorVoltage"), ["battery_untrusted/contradicts_flag"]],
    [
      "126 %: a glitch of its firmware",
      (home) => home.set("sensor.shed_battery_level", "126"),
      ["battery_untrusted/out_of_range"],
    ],
    ["position unknown", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
  ]);

  test("what can be done: its own buttons, and a restart of the hub", () =>
    assert.deepEqual(actions(homeOf(SHAPE, addHub)), [
      `lock_again: lock.lock ${LOCK}`,
      "ping: button.press button.shed_query_lock_state",
      "refresh_entity: button.press button.shed_query_lock_state",
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      "reread_notification: button.press button.shed_query_lock_state",
      "reread_value: button.press button.shed_query_battery",
      "restart_hub: switch.turn_on switch.nukihub_restart",
    ]));

  test("as it comes, with those buttons switched off", () =>
    assert.deepEqual(
      actions(homeOf(SHAPE, (home) => home.remove("button.shed_query_lock_state").remove("button.shed_query_battery"))),
      [`lock_again: lock.lock ${LOCK}`, `reload_entry: homeassistant.reload_config_entry ${ENTRY}`],
    ));

  test("out of its hub's reach it can still be asked", () => {
    const home = homeOf(SHAPE, (it) => addHub(it).lose(/shed/).set("button.shed_query_lock_state", "unknown"));
    assert.ok(actions(home).includes("ping: button.press button.shed_query_lock_state"));
  });

  test("a restart of the hub is nobody's but its own switch", () => {
    const home = homeOf(SHAPE, (it) => addHub(it).remove("switch.nukihub_restart"));
    assert.equal(planOf(home, "restart_hub"), undefined);
  });

  test("an opener has no bolt to lock", () => {
    const home = homeOf({ ...SHAPE, device: { ...SHAPE.device, model: "Opener" } });
    assert.ok(!actions(home).some((action) => action.startsWith("lock_again")));
  });
});
