import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mqtt } from "../../src/adapters/mqtt.ts";
import type { MockHome } from "../support/home.ts";
import { DAY, MINUTE, NOW } from "../support/snapshot.ts";
import { DBM, DEVICE, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const own = { device: DEVICE, platform: "mqtt" } as const;

/** From Home Assistant's `mqtt`: lock.py, and what a publisher may send by discovery. */
const SHAPE: Shape = {
  platform: "mqtt",
  iotClass: "local_push",
  device: { manufacturer: "Somebody", model: "Lock bridge", identifiers: [["mqtt", "garden_lock"]] },
  lock: { uniqueId: "garden_lock", attributes: { assumed_state: false, supported_features: 1 } },
  others: [
    { id: "sensor.shed_battery", uniqueId: "garden_battery", name: "Battery", state: "66", attributes: PERCENT },
    { id: "sensor.shed_rssi", uniqueId: "garden_rssi", name: "RSSI", state: "-70", attributes: DBM },
    { id: "button.shed_restart", uniqueId: "garden_restart", name: "Restart", state: "unknown", attributes: ofClass("restart") },
  ],
};
const jam = (state: string) => (home: MockHome) =>
  home.entity({
    ...own,
    id: "binary_sensor.shed_jam",
    uniqueId: "garden_jammed",
    name: "Jammed",
    state,
    attributes: ofClass("problem"),
  });

describe("a lock of MQTT", () => {
  sameForAll(mqtt, SHAPE, ["esphome", "zha", ""]);

  test("is none that has an adapter of its own", () => {
    const { ref } = homeOf(SHAPE).lockView(LOCK);
    const called = (id: string) => ({ ...ref, device: { ...ref.device!, identifiers: [["mqtt", id]] } });
    assert.ok(!mqtt.recognises(called("zigbee2mqtt_0x000d6f0011223301")));
    assert.ok(!mqtt.recognises(called("nuki_208e214e")));
    assert.ok(mqtt.recognises(called("ring_1234")));
    assert.ok(mqtt.recognises({ ...ref, device: undefined }), "made by hand, without a device");
  });

  factRows(SHAPE, [
    ["available is not proof of the lock", () => undefined, "lock_available", undefined],
    ["gone is", (home) => home.lose(/shed/), "lock_available", false],
    ["its newest report", (home) => home.set("sensor.shed_rssi", "-71", { at: NOW - MINUTE }), "last_seen", NOW - MINUTE],
    [
      "what another integration says is no report of it",
      (home) =>
        home.entity({ id: "sensor.shed_note", device: DEVICE, platform: "battery_notes", uniqueId: "n", state: "5", at: NOW }),
      "last_seen",
      NOW - 60 * MINUTE,
    ],
    [
      "pressing a button is no report",
      (home) => home.set("button.shed_restart", "2026-11-22T12:00:00+00:00", { at: NOW }),
      "last_seen",
      NOW - 60 * MINUTE,
    ],
    [
      "nothing said at all",
      (home) => home.set(LOCK, "unknown").remove("sensor.shed_battery").remove("sensor.shed_rssi"),
      "last_seen",
      undefined,
    ],
    ["guessed", (home) => home.set(LOCK, "locked", { attributes: { assumed_state: true } }), "assumed_state", true],
    ["a jam sensor", jam("on"), "jam_flag", true],
    ["a jam sensor, quiet", jam("off"), "jam_flag", false],
    ["no radio is known", () => undefined, "radio", undefined],
    ["open", (home) => home.set(LOCK, "open"), "lock_state", "open"],
  ]);

  findingRows(SHAPE, [
    ["jammed", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["jammed, by a sensor", jam("on"), ["bolt_jammed"]],
    ["gone", (home) => home.lose(/shed/), ["lock_unreachable/unavailable"]],
    [
      "no state topic: guessed",
      (home) => home.set(LOCK, "locked", { attributes: { assumed_state: true } }),
      ["state_stale/assumed"],
    ],
    ["nothing published yet", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    ["low", (home) => home.set("sensor.shed_battery", "19"), ["battery_low/soon"]],
    [
      "quiet for a month: nobody knows its rhythm",
      (home) => {
        for (const id of Object.keys(home.states)) home.set(id, home.states[id]!.state, { at: NOW - 30 * DAY });
      },
      ["healthy"],
    ],
  ]);

  test("what can be done: asking would do nothing", () =>
    assert.deepEqual(actions(homeOf(SHAPE)), [
      `lock_again: lock.lock ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
      "restart_device: button.press button.shed_restart",
    ]));

  test("a button for the factory settings is no restart", () => {
    const home = homeOf(SHAPE, (it) =>
      it.remove("button.shed_restart").entity({
        ...own,
        id: "button.shed_erase",
        uniqueId: "garden_erase",
        name: "Erase",
        state: "unknown",
        attributes: ofClass("restart"),
      }),
    );
    assert.ok(!actions(home).some((action) => action.startsWith("restart_device")));
  });
});
