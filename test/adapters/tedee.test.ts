import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tedee } from "../../src/adapters/tedee.ts";
import type { MockHome } from "../support/home.ts";
import { MINUTE, NOW } from "../support/snapshot.ts";
import { ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const diag = { category: "diagnostic" } as const;
const binary = (key: string, name: string, state: string, deviceClass?: string, translated = true) => ({
  ...diag,
  id: `binary_sensor.shed_${key}`,
  uniqueId: `98765-${key}`,
  ...(translated ? { key } : {}),
  name,
  state,
  attributes: deviceClass === undefined ? {} : ofClass(deviceClass),
});

/** From Home Assistant's `tedee`: lock.py, binary_sensor.py, sensor.py. "Uncalibrated" is switched off until a person switches it on. */
const SHAPE: Shape = {
  platform: "tedee",
  iotClass: "local_push",
  device: { manufacturer: "Tedee", model: "Tedee PRO", model_id: "Tedee PRO", identifiers: [["tedee", "98765"]] },
  lock: { uniqueId: "98765-lock", attributes: { supported_features: 1 } },
  others: [
    binary("charging", "Charging", "off", "battery_charging", false),
    binary("semi_locked", "Semi locked", "off"),
    binary("pullspring_enabled", "Pullspring enabled", "on"),
    binary("connectivity", "Connectivity", "on", "connectivity", false),
    { id: "binary_sensor.shed_door", uniqueId: "98765-door_state", name: "Door", state: "off", attributes: ofClass("door") },
    { ...diag, id: "sensor.shed_battery", uniqueId: "98765-battery_sensor", name: "Battery", state: "70", attributes: PERCENT },
    {
      ...diag,
      id: "sensor.shed_pullspring_duration",
      uniqueId: "98765-pullspring_duration",
      key: "pullspring_duration",
      name: "Pullspring duration",
      state: "2",
      attributes: ofClass("duration"),
    },
  ],
};
const uncalibrated = (home: MockHome) => home.set(LOCK, "unavailable", { at: NOW - 3 * MINUTE });
const disconnected = (home: MockHome) => home.lose(/shed/).set("binary_sensor.shed_connectivity", "off");
const bridgeGone = (home: MockHome) => home.lose(/shed/).set("binary_sensor.shed_connectivity", "on");

describe("a Tedee lock", () => {
  sameForAll(tedee, SHAPE);

  factRows(SHAPE, [
    ["calibrated", () => undefined, "calibrated", true],
    ["calibration lost", uncalibrated, "calibrated", false],
    ["calibration lost: it is reached", uncalibrated, "lock_available", true],
    ["state unknown: it may be calibrating, updating or neither", (home) => home.set(LOCK, "unknown"), "calibrated", "(unknown)"],
    ["not connected: its calibration is not known", disconnected, "calibrated", "(unavailable)"],
    ["not connected", disconnected, "lock_available", false],
    ["not connected: of the bridge nothing is known", disconnected, "hub_online", undefined],
    ["bridge gone: connected is what it was", bridgeGone, "lock_available", false],
    ["bridge gone", bridgeGone, "hub_online", false],
    ["between its ends", (home) => home.set("binary_sensor.shed_semi_locked", "on"), "fully_locked", false],
    ["at one end", () => undefined, "fully_locked", true],
    ["charging", (home) => home.set("binary_sensor.shed_charging", "on"), "supply_ok", true],
    ["full", (home) => home.set("sensor.shed_battery", "100"), "supply_ok", true],
    ["running on its battery, as it is meant to", () => undefined, "supply_ok", undefined],
    ["99 % is not full", (home) => home.set("sensor.shed_battery", "99"), "supply_ok", undefined],
    ["charging is not known", (home) => home.set("binary_sensor.shed_charging", "unknown"), "supply_ok", "(unknown)"],
    ["the pull spring is no jam", () => undefined, "jam_flag", undefined],
  ]);

  test("since when it has lost its calibration", () =>
    assert.equal(homeOf(SHAPE, uncalibrated).snapshot(LOCK).facts.calibrated?.at, NOW - 3 * MINUTE));

  findingRows(SHAPE, [
    ["jammed", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    [
      "between its ends the state is unknown",
      (home) => home.set(LOCK, "unknown").set("binary_sensor.shed_semi_locked", "on"),
      ["bolt_jam_suspected/between"],
    ],
    ["calibrating or updating", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    ["not connected", disconnected, ["lock_unreachable/unavailable"]],
    ["bridge gone: the bridge's finding", bridgeGone, ["hub_down/offline"]],
    ["low", (home) => home.set("sensor.shed_battery", "14"), ["battery_low/now"]],
    ["nearly empty", (home) => home.set("sensor.shed_battery", "9"), ["battery_critical"]],
  ]);

  test("what can be done", () =>
    assert.deepEqual(actions(homeOf(SHAPE)), [
      `lock_again: lock.lock ${LOCK}`,
      `refresh_entity: homeassistant.update_entity ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      `reread_notification: homeassistant.update_entity ${LOCK}`,
    ]));
});
