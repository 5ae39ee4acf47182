import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { esphome } from "../../src/adapters/esphome.ts";
import type { MockHome } from "../support/home.ts";
import { DBM, DEVICE, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const MAC = "A0B1C2D3E4F5";
const own = { device: DEVICE, platform: "esphome" } as const;

/** From Home Assistant's `esphome`: lock.py, button.py, binary_sensor.py; the buttons' classes and icons from ESPHome's components. */
const SHAPE: Shape = {
  platform: "esphome",
  iotClass: "local_push",
  device: { manufacturer: "Espressif", model: "esp32dev", connections: [["mac", MAC.toLowerCase()]] },
  lock: { uniqueId: `${MAC}-lock-deadbolt`, attributes: { assumed_state: false, supported_features: 0 } },
  others: [
    { id: "sensor.shed_battery", uniqueId: `${MAC}-sensor-battery`, name: "Battery", state: "91", attributes: PERCENT },
    {
      id: "sensor.shed_wifi",
      category: "diagnostic",
      uniqueId: `${MAC}-sensor-wifi_signal`,
      name: "WiFi signal",
      state: "-61",
      attributes: DBM,
    },
    {
      id: "binary_sensor.shed_status",
      category: "diagnostic",
      uniqueId: `${MAC}-binary_sensor-status`,
      name: "Status",
      state: "on",
      attributes: ofClass("connectivity"),
    },
    {
      id: "binary_sensor.shed_jam",
      uniqueId: `${MAC}-binary_sensor-bolt_jam`,
      name: "Bolt jam",
      state: "off",
      attributes: ofClass("problem"),
    },
    {
      id: "button.shed_factory",
      category: "config",
      uniqueId: `${MAC}-button-factory_reset`,
      name: "Factory reset",
      state: "unknown",
      attributes: { device_class: "restart", icon: "mdi:restart-alert" },
    },
    {
      id: "button.shed_safe",
      category: "config",
      uniqueId: `${MAC}-button-safe_mode`,
      name: "Safe mode boot",
      state: "unknown",
      attributes: { device_class: "restart", icon: "mdi:restart-alert" },
    },
    {
      id: "button.shed_restart",
      category: "config",
      uniqueId: `${MAC}-button-restart`,
      name: "Restart",
      state: "unknown",
      attributes: { device_class: "restart", icon: "mdi:restart" },
    },
  ],
};
const RESTART = "restart_device: button.press button.shed_restart";
const restart = (home: MockHome) => actions(home).filter((action) => action.startsWith("restart_device"));
const button = (id: string, name: string, icon?: string) => (home: MockHome) =>
  home.entity({
    ...own,
    id,
    uniqueId: `${MAC}-${id}`,
    name,
    state: "unknown",
    attributes: { device_class: "restart", ...(icon === undefined ? {} : { icon }) },
  });

describe("a lock built with ESPHome", () => {
  sameForAll(esphome, SHAPE, ["mqtt", "zha", ""]);

  factRows(SHAPE, [
    ["its signal", () => undefined, "signal", -61],
    ["its radio", () => undefined, "radio", "wifi"],
    ["on a cable there is none", (home) => home.remove("sensor.shed_wifi"), "radio", undefined],
    ["a jam sensor of its own", (home) => home.set("binary_sensor.shed_jam", "on"), "jam_flag", true],
    ["no jam", () => undefined, "jam_flag", false],
    ["without such a sensor", (home) => home.remove("binary_sensor.shed_jam"), "jam_flag", undefined],
    [
      "a state that is guessed",
      (home) => home.set(LOCK, "locked", { attributes: { assumed_state: true } }),
      "assumed_state",
      true,
    ],
    ["nothing heard yet", (home) => home.set(LOCK, "unknown"), "lock_state", "(unknown)"],
  ]);

  findingRows(SHAPE, [
    ["jammed, where the firmware says so", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["jammed, by the sensor", (home) => home.set("binary_sensor.shed_jam", "on"), ["bolt_jammed"]],
    [
      "not connected: its status sensor stays and says so",
      (home) => home.lose(/shed/).set("binary_sensor.shed_status", "off"),
      ["lock_unreachable/unavailable"],
    ],
    ["guessed", (home) => home.set(LOCK, "locked", { attributes: { assumed_state: true } }), ["state_stale/assumed"]],
    ["nothing heard yet", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    ["low", (home) => home.set("sensor.shed_battery", "15"), ["battery_low/now"]],
    ["mains, no battery at all", (home) => home.remove("sensor.shed_battery"), ["healthy"]],
    ["a weak signal", (home) => home.set("sensor.shed_wifi", "-92"), ["link_weak"]],
  ]);

  test("what can be done: never its factory settings, and asking would do nothing", () =>
    assert.deepEqual(actions(homeOf(SHAPE)), [
      `lock_again: lock.lock ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      RESTART,
    ]));

  test("the button for the factory settings has the class of a restart, and may stand alone", () =>
    assert.deepEqual(restart(homeOf(SHAPE, (home) => home.remove("button.shed_restart"))), []));

  for (const [name, change] of [
    ["renamed, with its icon", button("button.shed_r", "Neu", "mdi:restart-alert")],
    ["its icon changed, with its name", button("button.shed_r", "Factory reset", "mdi:bomb")],
    ["in German", button("button.shed_r", "Werkseinstellungen")],
    ["a reset that may be either", button("button.shed_r", "Reset")],
  ] as const)
    test(`no restart by it: ${name}`, () =>
      assert.deepEqual(
        restart(
          homeOf(SHAPE, (home) => {
            for (const id of ["restart", "factory", "safe"]) home.remove(`button.shed_${id}`);
            change(home);
          }),
        ),
        [],
      ));

  test("of two that both only restart neither is pressed", () =>
    assert.deepEqual(restart(homeOf(SHAPE, button("button.shed_again", "Reboot"))), []));

  test("a lock that asks for a code to be locked is left to its own controls", () => {
    const home = homeOf(SHAPE, (it) => it.set(LOCK, "locked", { attributes: { code_format: "^\\d{4}$" } }));
    assert.ok(!actions(home).some((action) => action.startsWith("lock_again")));
  });
});
