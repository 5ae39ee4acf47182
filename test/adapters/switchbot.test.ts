import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { switchbot } from "../../src/adapters/switchbot.ts";
import { DBM, DEVICE, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const MAC = "C0:FF:EE:00:11:22";
const diag = { category: "diagnostic" } as const;
const alarm = (id: string, key: string, name: string, deviceClass?: string) => ({
  ...diag,
  id: `binary_sensor.shed_${id}`,
  uniqueId: `${MAC}-${id}`,
  key,
  name,
  state: "off",
  attributes: { last_run_success: null, ...(deviceClass === undefined ? {} : ofClass(deviceClass)) },
});

/** A Lock Ultra, from Home Assistant's `switchbot`: lock.py, binary_sensor.py, sensor.py, button.py. The signals were switched on by a person. */
const SHAPE: Shape = {
  platform: "switchbot",
  iotClass: "local_push",
  device: {
    manufacturer: "SwitchBot",
    model: "Lock Ultra",
    connections: [
      ["bluetooth", MAC],
      ["mac", MAC.toLowerCase()],
    ],
  },
  lock: { uniqueId: MAC, key: "lock", attributes: { supported_features: 1, last_run_success: null } },
  others: [
    { ...alarm("calibration", "calibration", "Calibration"), state: "on" },
    { ...alarm("half_lock_calibration", "half_lock_calibration", "Half lock calibration"), state: "off" },
    alarm("half_locked", "half_locked", "Half locked"),
    { ...alarm("door_open", "", "", "door") },
    alarm("unclosed_alarm", "door_unclosed_alarm", "Unclosed alarm", "problem"),
    alarm("unlocked_alarm", "door_unlocked_alarm", "Unlocked alarm", "problem"),
    alarm("auto_lock_paused", "door_auto_lock_paused", "Auto-lock paused"),
    {
      ...diag,
      id: "sensor.shed_wifi_signal",
      uniqueId: `${MAC}-wifi_rssi`,
      key: "wifi_signal",
      name: "Wi-Fi signal",
      state: "-40",
      attributes: DBM,
    },
    {
      ...diag,
      id: "sensor.shed_bluetooth_signal",
      uniqueId: `${MAC}-rssi`,
      key: "bluetooth_signal",
      name: "Bluetooth signal",
      state: "-66",
      attributes: DBM,
    },
    { ...diag, id: "sensor.shed_battery", uniqueId: `${MAC}-battery`, name: "Battery", state: "77", attributes: PERCENT },
    { id: "button.shed_half_lock", uniqueId: `${MAC}_half_lock`, key: "half_lock", name: "Half lock", state: "unknown" },
  ],
};

describe("a SwitchBot lock over Bluetooth", () => {
  sameForAll(switchbot, SHAPE, ["switchbot_cloud", "mqtt", ""]);

  factRows(SHAPE, [
    ["calibrated", () => undefined, "calibrated", true],
    ["its calibration is lost", (home) => home.set("binary_sensor.shed_calibration", "off"), "calibrated", false],
    ["its calibration is not known", (home) => home.set("binary_sensor.shed_calibration", "unknown"), "calibrated", "(unknown)"],
    ["without that sensor", (home) => home.remove("binary_sensor.shed_calibration"), "calibrated", undefined],
    [
      "the half-way position needs none",
      (home) => home.set("binary_sensor.shed_half_lock_calibration", "off"),
      "calibrated",
      true,
    ],
    ["auto-relock", () => undefined, "auto_relock", true],
    ["auto-relock is paused", (home) => home.set("binary_sensor.shed_auto_lock_paused", "on"), "auto_relock", false],
    ["the Bluetooth signal, not the Wi-Fi's", () => undefined, "signal", -66],
    ["only a Wi-Fi signal", (home) => home.remove("sensor.shed_bluetooth_signal"), "signal", undefined],
    ["half-locked is a position, not a jam", (home) => home.set("binary_sensor.shed_half_locked", "on"), "jam_flag", undefined],
    ["a door left open is no jam", (home) => home.set("binary_sensor.shed_unclosed_alarm", "on"), "jam_flag", undefined],
    ["the door", (home) => home.set("binary_sensor.shed_door_open", "on"), "door_open", true],
  ]);

  findingRows(SHAPE, [
    ["stopped on its way", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["no longer heard", (home) => home.lose(/shed/), ["lock_unreachable/unavailable"]],
    [
      "never heard since the start",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "switchbot", state: "setup_retry" }),
      ["lock_unreachable/unavailable"],
    ],
    ["cells at 20 %", (home) => home.set("sensor.shed_battery", "20"), ["battery_low/soon"]],
    ["cells at 21 %", (home) => home.set("sensor.shed_battery", "21"), ["healthy"]],
    ["locked half-way", (home) => home.set("binary_sensor.shed_half_locked", "on"), ["healthy"]],
    ["door open and bolt out", (home) => home.set("binary_sensor.shed_door_open", "on"), ["door_open_locked"]],
  ]);

  test("what can be done: it is asked again; the button that moves the bolt is left alone", () => {
    assert.deepEqual(actions(homeOf(SHAPE)), [
      `lock_again: lock.lock ${LOCK}`,
      `refresh_entity: homeassistant.update_entity ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      `reread_notification: homeassistant.update_entity ${LOCK}`,
      `reread_value: homeassistant.update_entity ${LOCK}`,
    ]);
  });

  test("a keypad is a device of its own", () => {
    const home = homeOf(SHAPE, (it) => {
      it.device({ ...it.devices[DEVICE]!, id: "keypad", name: "Keypad" });
      it.entity({
        id: "sensor.keypad_battery",
        device: "keypad",
        platform: "switchbot",
        uniqueId: "K-battery",
        state: "3",
        attributes: PERCENT,
      });
    });
    assert.equal(home.facts(LOCK)["battery_level"], 77);
    assert.equal(home.facts(LOCK)["accessory_cells"], undefined);
  });
});
