import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { yalexsBle } from "../../src/adapters/yalexs-ble.ts";
import { DBM, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const MAC = "AA:BB:CC:00:11:22";

/** From Home Assistant's `yalexs_ble`: lock.py, sensor.py, binary_sensor.py, entity.py. The signal is one that a person switched on. */
const SHAPE: Shape = {
  platform: "yalexs_ble",
  iotClass: "local_push",
  device: {
    manufacturer: "Yale/August",
    model: "ASL-03",
    identifiers: [["yalexs_ble", "L3V8X000XX"]],
    connections: [["bluetooth", MAC]],
  },
  lock: { uniqueId: MAC },
  others: [
    {
      id: "sensor.shed_battery",
      uniqueId: `${MAC}battery_level`,
      category: "diagnostic",
      name: "Battery",
      state: "83",
      attributes: PERCENT,
    },
    {
      id: "sensor.shed_signal_strength",
      uniqueId: MAC,
      category: "diagnostic",
      name: "Signal strength",
      state: "-71",
      attributes: DBM,
    },
    { id: "binary_sensor.shed_door", uniqueId: MAC, name: "Door", state: "off", attributes: ofClass("door") },
  ],
};
const SECURE = "lock.shed_secure_mode";

describe("a Yale or August lock over Bluetooth", () => {
  sameForAll(yalexsBle, SHAPE);

  factRows(SHAPE, [
    ["the radio", () => undefined, "radio", "bluetooth"],
    ["the signal", () => undefined, "signal", -71],
    ["the signal, not measured", (home) => home.set("sensor.shed_signal_strength", "unknown"), "signal", "(unknown)"],
    ["the level", () => undefined, "battery_level", 83],
    ["the door", (home) => home.set("binary_sensor.shed_door", "on"), "door_open", true],
    ["a position that is not known", (home) => home.set(LOCK, "unknown"), "lock_state", "(unknown)"],
    ["out of range", (home) => home.lose(/shed/), "lock_available", false],
    [
      "its entry is tried again: no hub is to blame",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "yalexs_ble", state: "setup_retry" }),
      "hub_state",
      undefined,
    ],
    [
      "its entry has failed for good",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "yalexs_ble", state: "setup_error" }),
      "hub_state",
      "failed",
    ],
  ]);

  findingRows(SHAPE, [
    ["jammed, or calibrating", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["out of range", (home) => home.lose(/shed/), ["lock_unreachable/unavailable"]],
    [
      "out of range since the start",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "yalexs_ble", state: "setup_retry" }),
      ["lock_unreachable/unavailable"],
    ],
    [
      "its key has changed",
      (home) => (
        home.lose(/shed/).entry({ entry_id: ENTRY, domain: "yalexs_ble", state: "setup_error" }),
        (home.issues = [{ domain: "homeassistant", issue_id: `config_entry_reauth_yalexs_ble_${ENTRY}` }])
      ),
      ["sign_in_expired"],
    ],
    ["position unknown", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    ["cells low", (home) => home.set("sensor.shed_battery", "18"), ["battery_low/soon"]],
    ["cells nearly empty", (home) => home.set("sensor.shed_battery", "6"), ["battery_critical"]],
    ["a weak signal", (home) => home.set("sensor.shed_signal_strength", "-96"), ["link_weak"]],
  ]);

  test("what can be done: it is asked again, also about a jam", () => {
    assert.deepEqual(actions(homeOf(SHAPE)), [
      `lock_again: lock.lock ${LOCK}`,
      `refresh_entity: homeassistant.update_entity ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      `reread_notification: homeassistant.update_entity ${LOCK}`,
    ]);
  });

  test("its secure mode is no second lock", () => {
    const home = homeOf(SHAPE, (it) =>
      it.entity({
        id: SECURE,
        device: "shed",
        platform: "yalexs_ble",
        uniqueId: `${MAC}_secure_mode`,
        key: "secure_mode",
        state: "unlocked",
      }),
    );
    assert.equal(home.facts(LOCK)["lock_state"], "locked");
    assert.ok(!actions(home).some((action) => action.includes(SECURE)));
  });
});
