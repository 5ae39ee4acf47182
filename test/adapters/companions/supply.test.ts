import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keypad } from "../../../src/adapters/companions/keypad.ts";
import { supply } from "../../../src/adapters/companions/supply.ts";
import { collect } from "../../../src/adapters/collect.ts";
import { describeLock } from "../../../src/adapters/locks.ts";
import { everything } from "../../../src/runtime/everything.ts";
import { MockHome } from "../../support/home.ts";
import { addLock, addMatterLock, addZwaveLock } from "../../support/locks.ts";
import { HOUR, NOW } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";
import { factsWith } from "./support.ts";

/** What all that is known says of a lock, as the card judges it. */
function findings(home: MockHome, lock: string): readonly string[] {
  const view = home.view();
  const diagnosis = everything.diagnose(collect(view, describeLock(view, lock), { readers: everything.readers }));
  return diagnosis.findings.map(({ id, variant, severity }) => [id, variant, severity].filter(Boolean).join(" "));
}

const one = (add: (home: MockHome) => unknown): MockHome => {
  const home = new MockHome();
  add(home);
  return home;
};

/** Z-Wave JS makes a binary sensor of each state of a notification value (`ZWaveNotificationBinarySensor`); idle is none of them. */
const mains = (lost: string, back: string, withRows = true) =>
  one((home) => {
    addZwaveLock(home);
    for (const [number, name, state, device_class] of [
      ["2", "AC mains disconnected", lost, undefined],
      ["3", "AC mains re-connected", back, "plug"],
    ] as const)
      home.entity({
        id: `binary_sensor.front_door_mains_${number}`,
        device: "zwave_2",
        platform: "zwave_js",
        category: "diagnostic",
        uniqueId: withRows ? `2119630849.2-113-0-Power Management-Mains status.${number}` : "",
        name,
        state,
        attributes: { ...(device_class ? { device_class } : {}) },
      });
    home.set("binary_sensor.front_door_mains_2", lost, { at: NOW - HOUR });
  });

const built = (platform: string, device_class: string, name: string, state: string) =>
  one((home) => {
    addLock(home, platform);
    home.entity({
      id: "binary_sensor.shed_sense",
      device: `${platform}_shed`,
      platform,
      uniqueId: "shed_sense",
      name,
      state,
      attributes: { device_class },
    });
  });

const matter = (state: string, level = "55") =>
  one((home) => {
    addMatterLock(home);
    home.set("sensor.studio_battery", level);
    home.entity({
      id: "sensor.studio_battery_charge_state",
      device: "matter_studio",
      platform: "matter",
      category: "diagnostic",
      key: "battery_charge_state",
      uniqueId: "E2CE7DF653CD9F3F-0000000000000001-MatterNodeDevice-1-PowerSourceBatChargeState-47-26",
      state,
      attributes: { device_class: "enum" },
    });
  });

describe("the supply of a lock", () => {
  rows<readonly [string, MockHome, string, unknown]>(
    [
      ["Z-Wave: the mains are gone", mains("on", "off"), "lock.front_door", false],
      ["Z-Wave: they are back", mains("off", "on"), "lock.front_door", true],
      ["Z-Wave: never a word about mains, as from a lock on cells", mains("off", "off"), "lock.front_door", undefined],
      ["Z-Wave: before the lock was asked", mains("unknown", "unknown"), "lock.front_door", undefined],
      ["Z-Wave: gone, before the registry's rows have come", mains("on", "off", false), "lock.front_door", false],
      ["Z-Wave: a lock without such a notification", one(addZwaveLock), "lock.front_door", undefined],
      ["ESPHome: unplugged", built("esphome", "plug", "Mains", "off"), "lock.shed", false],
      ["MQTT: plugged in", built("mqtt", "plug", "Mains", "on"), "lock.shed", true],
      ["MQTT: nobody knows", built("mqtt", "plug", "Mains", "unavailable"), "lock.shed", "(unavailable)"],
      ["a power sensor is no plug", built("mqtt", "power", "Mains", "off"), "lock.shed", undefined],
      ["charging by class", built("switchbot", "battery_charging", "Charging", "on"), "lock.shed", true],
      ["not charging, as most of the time", built("switchbot", "battery_charging", "Charging", "off"), "lock.shed", undefined],
      ["nobody knows whether it charges", built("switchbot", "battery_charging", "Charging", "unknown"), "lock.shed", undefined],
      ["Matter: charging", matter("charging"), "lock.studio", true],
      ["Matter: full", matter("full_charge"), "lock.studio", true],
      ["Matter: not charging", matter("not_charging"), "lock.studio", undefined],
      ["Matter: not charging, for it is full", matter("not_charging", "100"), "lock.studio", true],
      ["Matter: unknown", matter("unknown"), "lock.studio", undefined],
    ],
    ([, home, lock, expected]) => assert.deepEqual(factsWith(home, lock, [supply])["supply_ok"], expected),
  );

  test("is a finding where it is gone, and none where cells are not being charged", () => {
    assert.deepEqual(findings(mains("on", "off"), "lock.front_door"), ["supply_lost warning"]);
    assert.deepEqual(findings(mains("off", "on"), "lock.front_door"), []);
    assert.deepEqual(findings(mains("off", "off"), "lock.front_door"), []);
    assert.ok(findings(built("esphome", "plug", "Mains", "off"), "lock.shed").includes("supply_lost warning"));
    assert.ok(!findings(matter("not_charging"), "lock.studio").some((id) => id.startsWith("supply")));
  });
});

describe("a keypad's fault", () => {
  rows<readonly [string, MockHome, unknown]>(
    [
      ["a problem named after the keypad", built("esphome", "problem", "Keypad fault", "on"), true],
      ["the same in order", built("mqtt", "problem", "Keypad error", "off"), false],
      ["in two words", built("mqtt", "problem", "Key pad does not answer", "on"), true],
      ["nobody knows", built("mqtt", "problem", "Keypad error", "unknown"), "(unknown)"],
      ["a keypad that is closed has no fault", built("mqtt", "problem", "Keypad disabled", "on"), undefined],
      ["nor one after wrong codes", built("mqtt", "problem", "Keypad locked out", "on"), undefined],
      ["nor low cells of it", built("mqtt", "problem", "Keypad battery", "on"), undefined],
      ["another problem", built("mqtt", "problem", "Jammed", "on"), undefined],
      ["no problem at all", built("mqtt", "connectivity", "Keypad", "off"), undefined],
    ],
    ([, home, expected]) => assert.deepEqual(factsWith(home, "lock.shed", [keypad])["keypad_fault"], expected),
  );

  test("is a finding", () => {
    const found = findings(built("esphome", "problem", "Keypad fault", "on"), "lock.shed");
    assert.ok(found.includes("keypad_unresponsive fault error"), found.join());
  });
});
