import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { homekitController } from "../../src/adapters/homekit-controller.ts";
import type { MockHome } from "../support/home.ts";
import { DBM, DEVICE, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const PAIRING = "00:00:00:00:00:00";
const diag = { category: "diagnostic" } as const;
const own = { device: DEVICE, platform: "homekit_controller" } as const;

/** From Home Assistant's `homekit_controller`: lock.py, sensor.py, binary_sensor.py, button.py. */
const SHAPE: Shape = {
  platform: "homekit_controller",
  iotClass: "local_push",
  device: { manufacturer: "Level", model: "C-L11", identifiers: [["homekit_controller:accessory-id", `${PAIRING}:aid:1`]] },
  lock: { uniqueId: `${PAIRING}_1_11`, attributes: { battery_level: 88 } },
  others: [
    { id: "sensor.shed_battery", ...diag, uniqueId: `${PAIRING}_1_22`, name: "Battery", state: "88", attributes: PERCENT },
    {
      id: "button.shed_identify",
      ...diag,
      uniqueId: `${PAIRING}_1_1_2`,
      name: "Identify",
      state: "unknown",
      attributes: ofClass("identify"),
    },
    {
      id: "button.shed_provision",
      category: "config",
      uniqueId: `${PAIRING}_1_112_119`,
      key: "provision_preferred_thread_credentials",
      name: "Provision Preferred Thread Credentials",
      state: "unknown",
    },
    {
      id: "binary_sensor.shed_fault",
      ...diag,
      uniqueId: `${PAIRING}_1_11_77`,
      name: "Problem",
      state: "off",
      attributes: ofClass("problem"),
    },
  ],
};
const withSignal = (home: MockHome) =>
  home.entity({
    ...own,
    ...diag,
    id: "sensor.shed_signal",
    uniqueId: `${PAIRING}_rssi`,
    name: "Signal strength",
    state: "-82",
    attributes: DBM,
  });
const withThread = (home: MockHome) =>
  home.entity({
    ...own,
    ...diag,
    id: "sensor.shed_thread",
    uniqueId: `${PAIRING}_1_112_117`,
    key: "thread_status",
    name: "Thread Status",
    state: "child",
    attributes: ofClass("enum"),
  });
const withoutSensor = (home: MockHome) => home.remove("sensor.shed_battery");
const retrying = (home: MockHome) =>
  home.lose(/shed/).entry({ entry_id: ENTRY, domain: "homekit_controller", state: "setup_retry" });

describe("a HomeKit lock", () => {
  sameForAll(homekitController, SHAPE);

  factRows(SHAPE, [
    ["the level, by its sensor", (home) => home.set(LOCK, "locked", { attributes: { battery_level: 50 } }), "battery_level", 88],
    ["the level, as the lock's attribute", withoutSensor, "battery_level", 88],
    [
      "no level at all",
      (home) => withoutSensor(home).set(LOCK, "locked", { attributes: { battery_level: undefined } }),
      "battery_level",
      undefined,
    ],
    ["an attribute of a lock that is gone", (home) => withoutSensor(home).set(LOCK, "unavailable"), "battery_level", undefined],
    ["a Bluetooth accessory", withSignal, "radio", "bluetooth"],
    ["its signal", withSignal, "signal", -82],
    ["a Thread accessory", withThread, "radio", "thread"],
    ["neither", () => undefined, "radio", undefined],
    ["a fault is not yet a jam", (home) => home.set("binary_sensor.shed_fault", "on"), "jam_flag", undefined],
    ["its own entry is tried again", retrying, "hub_state", undefined],
    [
      "that of the hub which it is behind",
      (home) => retrying(home).device({ ...home.devices[DEVICE]!, via_device_id: "aqara_hub" }),
      "hub_state",
      "retrying",
    ],
  ]);

  findingRows(SHAPE, [
    ["jammed", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["three questions without an answer", (home) => home.lose(/shed/), ["lock_unreachable/unavailable"]],
    ["not found since the start", retrying, ["lock_unreachable/unavailable"]],
    [
      "its hub is not found since the start",
      (home) => retrying(home).device({ ...home.devices[DEVICE]!, via_device_id: "aqara_hub" }),
      ["hub_down/retrying"],
    ],
    ["position unknown", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    [
      "low, by the attribute alone",
      (home) => withoutSensor(home).set(LOCK, "locked", { attributes: { battery_level: 12 } }),
      ["battery_low/now"],
    ],
    [
      "low, where there is a flag alone",
      (home) =>
        withoutSensor(home)
          .set(LOCK, "locked", { attributes: { battery_level: undefined } })
          .entity({
            ...own,
            ...diag,
            id: "binary_sensor.shed_low",
            uniqueId: `${PAIRING}_1_22`,
            name: "Low battery",
            state: "on",
            attributes: ofClass("battery"),
          }),
      ["battery_low/flag"],
    ],
  ]);

  test("what can be done: asking reads all; the network is left alone", () =>
    assert.deepEqual(actions(homeOf(SHAPE)), [
      "identify: button.press button.shed_identify",
      `lock_again: lock.lock ${LOCK}`,
      `refresh_entity: homeassistant.update_entity ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      `reread_notification: homeassistant.update_entity ${LOCK}`,
      `reread_value: homeassistant.update_entity ${LOCK}`,
    ]));
});
