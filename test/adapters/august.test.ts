import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { august } from "../../src/adapters/august.ts";
import { yale } from "../../src/adapters/yale.ts";
import { addAugustLock, everyAdapter, factsBy, plansBy, setUp, snapshotBy, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const KEYPAD = "sensor.front_door_keypad_battery";
const BELL = "sensor.doorbell_battery";

function home(change: (it: MockHome) => unknown = () => undefined, platform = "august"): MockHome {
  const it = new MockHome();
  addAugustLock(it, { platform });
  change(it);
  return it;
}

const lockFields = (fields: object) => (it: MockHome) => it.set(LOCK, "locked", { attributes: { ...fields } });

everyAdapter(august, "august", (it) => addAugustLock(it));
everyAdapter(yale, "yale", (it) => addAugustLock(it, { platform: "yale" }));

describe("August, and Yale, which is the same", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["available: its bridge is online", () => undefined, "lock_available", true],
      ["the bridge says so", () => undefined, "hub_online", true],
      ["unavailable: its bridge is offline", (it) => it.set(LOCK, "unavailable"), "hub_online", false],
      ["and the lock out of reach", (it) => it.set(LOCK, "unavailable"), "lock_available", false],
      [
        "unavailable while its integration tries again: nothing is known of the bridge",
        (it) => setUp(it, "august", "setup_retry").lose(/front_door/),
        "hub_online",
        undefined,
      ],
      ["jammed", (it) => it.set(LOCK, "jammed"), "lock_state", "jammed"],
      ["unknown", (it) => it.set(LOCK, "unknown"), "lock_state", "(unknown)"],
      ["its own cells", () => undefined, "battery_level", 88],
      ["its cells, sensor away", (it) => it.set("sensor.front_door_battery", "unavailable"), "battery_level", "(unavailable)"],
      [
        "no sensor, since they were at zero when it was made: the lock's field",
        (it) => it.remove("sensor.front_door_battery"),
        "battery_level",
        88,
      ],
      [
        "a zero there is no reading",
        (it) => lockFields({ battery_level: 0 })(it.remove("sensor.front_door_battery")),
        "battery_level",
        undefined,
      ],
      [
        "text there is no reading",
        (it) => lockFields({ battery_level: "full" })(it.remove("sensor.front_door_battery")),
        "battery_level",
        undefined,
      ],
      ["door", (it) => it.set("binary_sensor.front_door_door", "on"), "door_open", true],
      ["no DoorSense", (it) => it.remove("binary_sensor.front_door_door"), "door_open", undefined],
      ["a keypad", () => undefined, "has_keypad", true],
      ["its cells are full", () => undefined, "accessory_cells", [{ kind: "keypad", source: LOCK, low: false }]],
      [
        "its cells are half full",
        lockFields({ keypad_battery_level: "Medium" }),
        "accessory_cells",
        [{ kind: "keypad", source: LOCK, low: false }],
      ],
      [
        "its cells are low",
        lockFields({ keypad_battery_level: "Low" }),
        "accessory_cells",
        [{ kind: "keypad", source: LOCK, low: true }],
      ],
      [
        "another word says nothing of them",
        lockFields({ keypad_battery_level: "constructor" }),
        "accessory_cells",
        [{ kind: "keypad", source: LOCK }],
      ],
      ["no linked keypad: one may be built in", lockFields({ keypad_battery_level: undefined }), "has_keypad", undefined],
      ["and no cells of one", lockFields({ keypad_battery_level: undefined }), "accessory_cells", undefined],
      ["cloud, also before its manifest has come", (it) => (it.answers = []), "cloud", true],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(august, home(change), LOCK)[fact], value),
  );

  test("a keypad's and a doorbell's sensors, given by hand, are not the lock's cells", () => {
    const it = home((given) => given.remove("sensor.front_door_battery"));
    lockFields({ battery_level: 0 })(it.set(KEYPAD, "9").set(BELL, "61"));
    const facts = factsBy(august, it, LOCK, { [LOCK]: [KEYPAD, BELL] });
    assert.equal(facts["battery_level"], undefined);
    assert.deepEqual(facts["accessory_cells"], [
      { kind: "keypad", source: KEYPAD, percent: 9 },
      { kind: "other", source: BELL, percent: 61 },
    ]);
  });

  test("a doorbell given by hand, and the lock's own: each is itself", () => {
    const facts = factsBy(august, home(), LOCK, { [LOCK]: [BELL] });
    assert.equal(facts["battery_level"], 88);
    assert.deepEqual(facts["accessory_cells"], [
      { kind: "other", source: BELL, percent: 61 },
      { kind: "keypad", source: LOCK, low: false },
    ]);
  });

  test("a keypad's sensor without a value still says that there are cells", () => {
    const it = home((given) => given.set(KEYPAD, "unavailable"));
    assert.deepEqual(factsBy(august, it, LOCK, { [LOCK]: [KEYPAD] })["accessory_cells"], [{ kind: "keypad", source: KEYPAD }]);
  });

  test("what is read from the lock's field is as old as the state", () => {
    const it = home((given) =>
      given.remove("sensor.front_door_battery").set(LOCK, "locked", { at: NOW - HOUR, updated: NOW - MINUTE }),
    );
    assert.deepEqual(snapshotBy(august, it, LOCK).facts.battery_level, {
      kind: "known",
      value: 88,
      at: NOW - MINUTE,
      source: LOCK,
    });
  });

  rows<readonly [name: string, change: (it: MockHome, platform: string) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["unlocked", (it) => it.set(LOCK, "unlocked"), ["healthy"]],
      ["jammed", (it) => it.set(LOCK, "jammed"), ["error", "bolt_jammed"]],
      ["its bridge is offline", (it) => it.set(LOCK, "unavailable"), ["error", "lock_unreachable/unavailable"]],
      ["nobody knows where the bolt is", (it) => it.set(LOCK, "unknown"), ["unknown"]],
      ["its cells are low", (it) => it.set("sensor.front_door_battery", "14"), ["error", "battery_low/now"]],
      [
        "the servers do not answer at the start",
        (it, platform) => setUp(it, platform, "setup_retry").lose(/front_door/),
        ["error", "cloud_unreachable/retrying"],
      ],
    ],
    ([, change, told]) => {
      assert.deepEqual(
        verdictBy(
          august,
          home((it) => change(it, "august")),
          LOCK,
        ),
        told,
      );
      assert.deepEqual(
        verdictBy(
          yale,
          home((it) => change(it, "yale"), "yale"),
          LOCK,
        ),
        told,
      );
    },
  );

  test("what can be done: no updating of the entity, which asks nobody", () => {
    assert.deepEqual(plansBy(august, home(), LOCK), [
      "wake",
      "lock_again",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });

  test("waking goes on while the lock is out of reach: the button stays available", () => {
    const it = home((given) => given.set(LOCK, "unavailable"));
    assert.deepEqual(plansBy(august, it, LOCK), ["wake", "reload_entry", "sign_in", "open_device", "open_integration"]);
    assert.deepEqual(august.plans.wake?.(it.lockView(LOCK)), {
      kind: "service",
      domain: "button",
      service: "press",
      data: {},
      target: { entity_id: "button.front_door_wake" },
      admin: false,
    });
  });
});
