import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { batteryNotes } from "../../../src/adapters/companions/battery-notes.ts";
import { virtual } from "../../../src/adapters/companions/virtual.ts";
import { lockEntities } from "../../../src/adapters/locks.ts";
import { createDiagnose } from "../../../src/core/diagnose.ts";
import { firstChecks } from "../../../src/core/checks/first.ts";
import { MockHome, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { rows } from "../../support/table.ts";
import { factsWith, snapshotWith } from "./support.ts";

const LOCK = "lock.gate";
const ENTRY = "01HELPER";

/** A lock that a person has made, with an entry of its own as helpers have; `device`: the one it shares with something. */
function made(platform: string, { device, state = "locked" }: { device?: string; state?: string } = {}): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  home.entry({ entry_id: ENTRY, domain: platform, title: "Gate" });
  home.entity({ id: LOCK, platform, uniqueId: ENTRY, state, ...(device === undefined ? {} : { device }) });
  home.registry = { ...home.registry, [LOCK]: { ...home.registry[LOCK], config_entry_id: ENTRY } };
  return home;
}

const facts = (home: MockHome) => factsWith(home, LOCK, [batteryNotes, virtual]);
const diagnosis = (home: MockHome) =>
  createDiagnose({ checks: firstChecks, causes: [] })(snapshotWith(home, LOCK, [batteryNotes, virtual]));

describe("a lock that a template makes, on no device", () => {
  test("is judged by its state alone, and says what it cannot tell", () => {
    const found = facts(made("template"));
    assert.equal(found["lock_state"], "locked");
    for (const name of ["lock_available", "battery_level", "hub_state"]) assert.equal(found[name], "(unknown)", name);
  });

  test("is not called healthy", () => {
    const { verdict, outcomes, families } = diagnosis(made("template"));
    assert.equal(verdict.kind, "unknown");
    assert.equal(outcomes.battery_low?.status, "unknown");
    assert.equal(outcomes.lock_unreachable?.status, "unknown");
    assert.notEqual(families.power, "ok");
  });

  test("a jam that the template tells is found all the same", () => {
    const { findings } = diagnosis(made("template", { state: "jammed" }));
    assert.deepEqual(
      findings.map(({ id }) => id),
      ["bolt_jammed"],
    );
  });

  test("that it says itself to be away is believed", () => {
    assert.equal(facts(made("template", { state: "unavailable" }))["lock_available"], false);
  });
});

describe("looked through to the device that it shares", () => {
  rows<readonly [name: string, platform: string, available: unknown]>(
    [
      ["a switch shown as a lock: on the switch's device, there as long as it is", "switch_as_x", true],
      ["a template that a person has put onto a device", "template", "(unknown)"],
    ],
    ([, platform, available]) => {
      const home = made(platform, { device: "tedee_shed" });
      const found = facts(home);
      assert.deepEqual([found["battery_level"], found["lock_available"], found["hub_state"]], [81, available, "loaded"]);
      const { lock } = snapshotWith(home, LOCK, [virtual]);
      assert.deepEqual([lock.deviceId, lock.hubId], ["tedee_shed", "01TEDEE"]);
    },
  );

  test("a device without cells has none to judge: it may be wired", () => {
    const home = made("switch_as_x", { device: "relay" });
    home.device(mockDevice("relay", { name: "Relay", config_entry_id: "01TEDEE" }));
    assert.equal(facts(home)["battery_level"], undefined);
  });

  test("a switch without a device cannot be looked through", () => {
    const found = facts(made("switch_as_x"));
    assert.deepEqual([found["battery_level"], found["lock_available"], found["hub_state"]], ["(unknown)", true, "(unknown)"]);
  });

  test("entities that a person has given it by hand count", () => {
    const home = made("template");
    const view = home.snapshot(LOCK, { [LOCK]: ["sensor.shed_battery"] });
    assert.equal(view.facts.battery_level?.kind, "known");
  });

  test("a group that a person has named is judged by its state alone", () => {
    const found = facts(made("group"));
    assert.deepEqual([found["lock_state"], found["battery_level"], found["hub_state"]], ["locked", "(unknown)", "(unknown)"]);
  });

  test("a real lock without a device is left alone", () => {
    const found = facts(made("mqtt"));
    assert.deepEqual([found["battery_level"], found["lock_available"], found["hub_state"]], [undefined, true, "loaded"]);
  });
});

describe("which lock entities are doors", () => {
  const shown = (platform: string, key?: string) => {
    const home = new MockHome();
    home.entity({ id: LOCK, platform, uniqueId: "x", state: "locked", ...(key === undefined ? {} : { key }) });
    return lockEntities(home.view()).length === 1;
  };

  /** Every folder of Home Assistant 2026.11 with a lock.py, and what its locks are. */
  const DOORS =
    "abode august deconz demo dormakaba_dkey esphome fibaro freedompro homee homekit_controller homematic homematicip_cloud igloohome insteon iseo_argo_ble isy994 kitchen_sink kiwi loqed matter mqtt nuki overkiz schlage sesame simplisafe smartthings switch_as_x switchbot switchbot_cloud tedee template vera verisure xiaomi_aqara xthings_cloud yale yale_smart_alarm yalexs_ble yolink zha zwave_js zwave_me";
  const OTHERS = "group keba starline subaru surepetcare tesla_fleet teslemetry tessie volvo wallbox";
  /** Integrations of cars that people add, with a lock.py in their repositories. */
  const ADDED_CARS = "audiconnect fordpass kia_uvo mbapi2020 tesla_custom volkswagencarnet";

  for (const platform of DOORS.split(" ")) test(`${platform}: a door`, () => assert.ok(shown(platform)));
  for (const platform of `${OTHERS} ${ADDED_CARS}`.split(" "))
    test(`${platform}: none`, () => {
      assert.ok(!shown(platform));
      assert.ok(!shown(platform, "door_locks"));
    });

  test("the secure mode of a Bluetooth lock is the same bolt", () => assert.ok(!shown("yalexs_ble", "secure_mode")));
  test("a child lock is no door, a door of the same integration is", () => {
    assert.ok(!shown("tuya_local", "child_lock"));
    assert.ok(shown("tuya_local"));
  });
  test("a lock that is in no registry is shown", () => {
    const home = new MockHome();
    home.set(LOCK, "locked");
    assert.deepEqual(lockEntities(home.view()), [LOCK]);
  });
});
