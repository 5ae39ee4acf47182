import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { homee } from "../../src/adapters/homee.ts";
import { addHomeeLock, everyAdapter, factsBy, plansBy, setUp, snapshotBy, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const MOTOR = "binary_sensor.front_door_motor_blocked";
const NODE = "sensor.front_door_node_state";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addHomeeLock(it, { nodeState: true });
  change(it);
  return it;
}

everyAdapter(homee, "homee", (it) => addHomeeLock(it, { nodeState: true }));

describe("a lock on a homee hub", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["available", () => undefined, "lock_available", true],
      ["unavailable", (it) => it.lose(/front_door/), "lock_available", false],
      ["the hub is there", () => undefined, "hub_online", true],
      ["the hub is not", (it) => it.lose(/./), "hub_online", false],
      ["not loaded: nothing is known of the hub", (it) => setUp(it, "homee", "setup_retry").lose(/./), "hub_online", undefined],
      ["no entity of the hub's", (it) => it.remove("alarm_control_panel.homee_status"), "hub_online", undefined],
      ["at home", () => undefined, "cloud", false],
      ["cells", () => undefined, "battery_level", 71],
      ["cells low", (it) => it.set("binary_sensor.front_door_battery", "on"), "battery_low_flag", true],
      ["motor free", () => undefined, "jam_flag", false],
      ["motor blocked", (it) => it.set(MOTOR, "on"), "jam_flag", true],
      ["motor unheard of", (it) => it.set(MOTOR, "unavailable"), "jam_flag", "(unavailable)"],
      ["a lock that does not tell", (it) => it.remove(MOTOR), "jam_flag", undefined],
      ["a malfunction is no jam", (it) => it.set("binary_sensor.front_door_malfunction", "on"), "jam_flag", false],
      ["tampered with", (it) => it.set("binary_sensor.front_door_tamper", "on"), "cover_removed", true],
      ["link quality of no known scale", () => undefined, "link_quality", undefined],
      ["node there", () => undefined, "node_status", "alive"],
      ["node gone", (it) => it.set(NODE, "unavailable"), "node_status", "(unavailable)"],
      ["node asleep", (it) => it.set(NODE, "waiting_for_wakeup"), "node_status", "asleep"],
      ["node being asked", (it) => it.set(NODE, "waiting_for_attributes"), "node_status", "unknown"],
      ["a word that every object has", (it) => it.set(NODE, "constructor"), "node_status", "unknown"],
      ["node's state disabled", (it) => it.remove(NODE), "node_status", undefined],
      ["unlatched", (it) => it.set(LOCK, "open"), "lock_state", "open"],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(homee, home(change), LOCK)[fact], value),
  );

  test("a blocked motor has been so since before a restart", () => {
    const it = home((given) => given.set(MOTOR, "on", { at: NOW - MINUTE })).past(MOTOR, [
      ["off", NOW - 9 * HOUR],
      ["on", NOW - 3 * HOUR],
      ["unavailable", NOW - 2 * MINUTE],
    ]);
    assert.deepEqual(snapshotBy(homee, it, LOCK).facts.jam_flag, {
      kind: "known",
      value: true,
      at: NOW - 3 * HOUR,
      source: MOTOR,
    });
  });

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["motor blocked", (it) => it.set(MOTOR, "on"), ["error", "bolt_jammed"]],
      ["on its way for 59 s", (it) => it.set(LOCK, "locking", { at: NOW - 59 * SECOND }), ["healthy"]],
      [
        "on its way, and it does not arrive",
        (it) => it.set(LOCK, "locking", { at: NOW - 61 * SECOND }),
        ["warning", "state_stale/on_the_way"],
      ],
      ["out of reach", (it) => it.lose(/front_door/), ["error", "lock_unreachable/unavailable"]],
      ["the hub is away", (it) => it.lose(/./), ["error", "hub_down/offline"]],
      ["nor is it there at the start", (it) => setUp(it, "homee", "setup_retry").lose(/./), ["error", "hub_down/retrying"]],
      ["nearly empty", (it) => it.set("sensor.front_door_battery", "3"), ["critical", "battery_critical"]],
      ["unknown", (it) => it.remove(MOTOR).set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(homee, home(change), LOCK), told),
  );

  test("what can be done: its buttons open doors, and are not among it", () => {
    assert.deepEqual(plansBy(homee, home(), LOCK), [
      "refresh_entity",
      "lock_again",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
