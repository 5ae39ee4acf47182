import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nuki } from "../../src/adapters/nuki.ts";
import type { MockHome } from "../support/home.ts";
import { mockDevice } from "../support/home.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { DEVICE, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const ID = "546193742";
const diag = { category: "diagnostic" } as const;

/** From Home Assistant's `nuki`: lock.py, binary_sensor.py, sensor.py, __init__.py for the bridge. */
const SHAPE: Shape = {
  platform: "nuki",
  iotClass: "local_polling",
  device: {
    manufacturer: "Nuki Home Solutions GmbH",
    model: "Nuki smart lock 3.0 (pro)",
    identifiers: [["nuki", "208E214E"]],
    via_device_id: "bridge",
  },
  lock: { uniqueId: ID, key: "nuki_lock", attributes: { supported_features: 1 } },
  others: [
    { ...diag, id: "sensor.shed_battery", uniqueId: `${ID}_battery_level`, name: "Battery", state: "64", attributes: PERCENT },
    {
      ...diag,
      id: "binary_sensor.shed_battery",
      uniqueId: `${ID}_battery_critical`,
      name: "Battery",
      state: "off",
      attributes: ofClass("battery"),
    },
    {
      ...diag,
      id: "binary_sensor.shed_charging",
      uniqueId: `${ID}_battery_charging`,
      name: "Charging",
      state: "off",
      attributes: ofClass("battery_charging"),
    },
    { id: "binary_sensor.shed", uniqueId: `${ID}_doorsensor`, name: "", state: "off", attributes: ofClass("door") },
  ],
};
const motorError = (home: MockHome) => home.set(LOCK, "unavailable", { at: NOW - 5 * MINUTE });
const OPENER: Shape = { ...SHAPE, device: { ...SHAPE.device, model: "Nuki opener" } };

describe("a Nuki lock behind its bridge", () => {
  sameForAll(nuki, SHAPE, ["mqtt", "matter", ""]);

  factRows(SHAPE, [
    ["in order", () => undefined, "fully_locked", true],
    ["in order: its bridge answers", () => undefined, "hub_online", true],
    ["a motor error", motorError, "fully_locked", false],
    ["a motor error is not the lock's silence", motorError, "lock_available", undefined],
    ["a motor error: its bridge answers", motorError, "hub_online", true],
    ["bridge gone: nothing is said of the motor", (home) => home.lose(/shed/), "fully_locked", undefined],
    ["bridge gone", (home) => home.lose(/shed/), "hub_online", false],
    ["bridge gone: the lock is too", (home) => home.lose(/shed/), "lock_available", false],
    [
      "the lock alone, and nothing else to go by",
      (home) => {
        for (const { id } of SHAPE.others) home.remove(id);
        home.set(LOCK, "unavailable");
      },
      "hub_online",
      undefined,
    ],
    ["only restored", (home) => home.set(LOCK, "unavailable", { attributes: { restored: true } }), "fully_locked", undefined],
    ["low", (home) => home.set("binary_sensor.shed_battery", "on"), "battery_low_flag", true],
    [
      "the door sensor is not paired any more",
      (home) => home.set("binary_sensor.shed", "unavailable"),
      "door_open",
      "(unavailable)",
    ],
    ["running on its battery is no lost supply", () => undefined, "supply_ok", undefined],
  ]);

  test("since when the motor is in error, also over a restart", () => {
    const home = homeOf(SHAPE, (it) =>
      it.set(LOCK, "unavailable", { at: NOW - 10 * MINUTE }).past(LOCK, [
        ["locked", NOW - 9 * HOUR],
        ["unavailable", NOW - 2 * HOUR],
      ]),
    );
    assert.equal(home.snapshot(LOCK).facts.fully_locked?.at, NOW - 2 * HOUR);
  });

  findingRows(SHAPE, [
    ["a motor error is a jam, not a lost lock", motorError, ["bolt_jam_suspected/between"]],
    ["bridge gone: one finding, and the bridge's", (home) => home.lose(/shed/), ["hub_down/offline"]],
    [
      "bridge gone at the start",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "nuki", state: "setup_retry" }),
      ["hub_down/retrying"],
    ],
    [
      "its token was refused",
      (home) => (
        home.lose(/shed/).entry({ entry_id: ENTRY, domain: "nuki", state: "setup_error" }),
        (home.issues = [{ domain: "homeassistant", issue_id: `config_entry_reauth_nuki_${ENTRY}` }])
      ),
      ["sign_in_expired"],
    ],
    ["position unknown", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    ["critical", (home) => home.set("binary_sensor.shed_battery", "on").set("sensor.shed_battery", "24"), ["battery_low/flag"]],
    ["low", (home) => home.set("sensor.shed_battery", "16"), ["battery_low/soon"]],
  ]);

  test("what can be done", () => {
    const home = homeOf(SHAPE, (it) => it.device(mockDevice("bridge", { name: "Nuki Bridge", model: "Hardware Bridge" })));
    assert.deepEqual(actions(home), [
      `lock_again: lock.lock ${LOCK}`,
      `refresh_entity: homeassistant.update_entity ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
    ]);
  });

  test("with a motor error an action on the lock would be dropped", () =>
    assert.deepEqual(actions(homeOf(SHAPE, motorError)), [`reload_entry: homeassistant.reload_config_entry ${ENTRY}`]));

  test("an opener has no bolt to lock", () => {
    assert.equal(homeOf(OPENER).devices[DEVICE]?.model, "Nuki opener");
    assert.ok(!actions(homeOf(OPENER)).some((action) => action.startsWith("lock_again")));
  });
});
