import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { collectHome } from "../../src/adapters/index.ts";
import { everything } from "../../src/runtime/everything.ts";
import { planFor } from "../../src/runtime/offers.ts";
import { diagnose } from "../../src/core/everything.ts";
import { MockHome, mockDevice } from "../support/home.ts";
import { addLock } from "../support/locks.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.shed";

/** One more entity on the lock's device. */
function sibling(
  home: MockHome,
  id: string,
  state: string,
  more: { readonly class?: string; readonly key?: string; readonly uniqueId?: string; readonly name?: string } = {},
): MockHome {
  const platform = home.entities[LOCK]?.platform ?? "";
  return home.entity({
    id,
    device: home.entities[LOCK]?.device_id ?? "",
    platform,
    uniqueId: more.uniqueId ?? `shed_${id}`,
    ...(more.key === undefined ? {} : { key: more.key }),
    ...(more.name === undefined ? {} : { name: more.name }),
    state,
    attributes: more.class === undefined ? {} : { device_class: more.class },
  });
}

function lock(platform: string, change: (home: MockHome) => unknown = () => undefined, iotClass?: string): MockHome {
  const home = new MockHome();
  addLock(home, platform, iotClass === undefined ? {} : { iotClass });
  change(home);
  return home;
}

const problem = (id: string, more: { key?: string; uniqueId?: string; name?: string }) => (home: MockHome) =>
  sibling(home, `binary_sensor.${id}`, "on", { class: "problem", ...more });
const failing = (home: MockHome) =>
  diagnose(home.snapshot(LOCK)).findings.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));

describe("any other lock, by device classes alone", () => {
  rows<readonly [name: string, home: () => MockHome, fact: string, value: unknown]>(
    [
      ["available", () => lock("tedee"), "lock_available", true],
      ["gone", () => lock("tedee", (home) => home.set(LOCK, "unavailable")), "lock_available", false],
      ["battery", () => lock("tedee"), "battery_level", 81],
      [
        "battery as a text with a space",
        () => lock("tedee", (home) => home.set("sensor.shed_battery", " 7 ")),
        "battery_level",
        7,
      ],
      [
        "low flag",
        () => lock("nuki", (home) => sibling(home, "binary_sensor.shed_battery_critical", "on", { class: "battery" })),
        "battery_low_flag",
        true,
      ],
      [
        "Battery Notes' own low flag is not the lock's",
        () =>
          lock("nuki", (home) =>
            sibling(home, "binary_sensor.shed_bn", "on", { class: "battery", uniqueId: "battery_notes_battery_low" }),
          ),
        "battery_low_flag",
        undefined,
      ],
      [
        "replace now is not low",
        () =>
          lock("nuki", (home) =>
            sibling(home, "binary_sensor.shed_rn", "on", { class: "battery", uniqueId: "shed_replace_now" }),
          ),
        "battery_low_flag",
        undefined,
      ],
      [
        "door",
        () => lock("tedee", (home) => sibling(home, "binary_sensor.shed_door", "on", { class: "door" })),
        "door_open",
        true,
      ],
      [
        "opening",
        () => lock("tedee", (home) => sibling(home, "binary_sensor.shed_opening", "off", { class: "opening" })),
        "door_open",
        false,
      ],
      [
        "tamper",
        () => lock("smartthings", (home) => sibling(home, "binary_sensor.shed_tamper", "on", { class: "tamper" })),
        "cover_removed",
        true,
      ],
      [
        "signal",
        () => lock("yalexs_ble", (home) => sibling(home, "sensor.shed_rssi", "-81", { class: "signal_strength" })),
        "signal",
        -81,
      ],
      ["Bluetooth", () => lock("yalexs_ble"), "radio", "bluetooth"],
      ["Zigbee by ZHA", () => lock("zha"), "radio", "zigbee"],
      ["lqi", () => lock("zha", (home) => sibling(home, "sensor.shed_lqi", "77", { key: "lqi" })), "link_quality", 77],
      ["no radio known", () => lock("tedee"), "radio", undefined],
      ["jam by key", () => lock("something_new", problem("shed_x", { key: "jammed" })), "jam_flag", true],
      ["jam by unique id", () => lock("esphome", problem("shed_x", { uniqueId: "abc-lock_jammed" })), "jam_flag", true],
      ["jam by name", () => lock("mqtt", problem("shed_x", { name: "Lock jam" })), "jam_flag", true],
      [
        "Benjamin is no jam",
        () => lock("esphome", problem("shed_x", { uniqueId: "benjamin-lock-fault", name: "Benjamin fault" })),
        "jam_flag",
        undefined,
      ],
      [
        "any problem is no jam",
        () => lock("switchbot", problem("shed_unclosed", { name: "Unclosed alarm" })),
        "jam_flag",
        undefined,
      ],
      [
        "a jam that is no problem class",
        () => lock("esphome", (home) => sibling(home, "binary_sensor.shed_jam", "on", { name: "jam" })),
        "jam_flag",
        undefined,
      ],
      [
        "Yale's alarm: jam is its radio",
        () => lock("yale_smart_alarm", problem("shed_jam", { key: "jam", uniqueId: "1-jam" })),
        "jam_flag",
        undefined,
      ],
      [
        "Schlage's keypad",
        () =>
          lock("schlage", (home) =>
            sibling(home, "binary_sensor.shed_keypad", "on", { key: "keypad_disabled", class: "problem" }),
          ),
        "keypad_disabled",
        true,
      ],
      ["local", () => lock("tedee"), "cloud", false],
      ["cloud", () => lock("schlage", undefined, "cloud_polling"), "cloud", true],
      ["cloud, pushed", () => lock("august", undefined, "cloud_push"), "cloud", true],
      ["calculated", () => lock("template", undefined, "calculated"), "cloud", false],
      ["state jammed", () => lock("tedee", (home) => home.set(LOCK, "jammed")), "lock_state", "jammed"],
      ["state unknown", () => lock("tedee", (home) => home.set(LOCK, "unknown")), "lock_state", "(unknown)"],
      [
        "assumed",
        () => lock("igloohome", (home) => home.set(LOCK, "unlocked", { attributes: { assumed_state: true } })),
        "assumed_state",
        true,
      ],
      [
        "assumed of an unknown state says nothing",
        () => lock("something_new", (home) => home.set(LOCK, "unknown", { attributes: { assumed_state: true } })),
        "assumed_state",
        undefined,
      ],
      ["entry not known yet", () => lock("tedee", (home) => (home.configEntries = [])), "hub_state", undefined],
      [
        "a sign-in is pending",
        () =>
          lock(
            "tedee",
            (home) => (
              (home.issues = [{ domain: "homeassistant", issue_id: "config_entry_reauth_tedee_01TEDEE" }]),
              home.set(LOCK, "unavailable")
            ),
          ),
        "sign_in_pending",
        true,
      ],
      [
        "its issue outlives it: the lock answers",
        () =>
          lock("tedee", (home) => (home.issues = [{ domain: "homeassistant", issue_id: "config_entry_reauth_tedee_01TEDEE" }])),
        "sign_in_pending",
        false,
      ],
      [
        "another entry's sign-in",
        () =>
          lock(
            "tedee",
            (home) => (
              (home.issues = [{ domain: "homeassistant", issue_id: "config_entry_reauth_tedee_OTHER" }]),
              home.set(LOCK, "unavailable")
            ),
          ),
        "sign_in_pending",
        false,
      ],
    ],
    ([, home, fact, value]) => assert.deepEqual(home().facts(LOCK)[fact], value),
  );

  rows<readonly [name: string, home: () => MockHome, findings: readonly string[]]>(
    [
      ["in order", () => lock("tedee"), []],
      ["jammed", () => lock("tedee", (home) => home.set(LOCK, "jammed")), ["bolt_jammed"]],
      [
        "signed out: one finding",
        () =>
          lock(
            "schlage",
            (home) => (
              (home.issues = [{ issue_id: "config_entry_reauth_schlage_01SCHLAGE" }]),
              home.entry({ entry_id: "01SCHLAGE", domain: "schlage", state: "setup_error" }).lose(/shed/)
            ),
            "cloud_polling",
          ),
        ["sign_in_expired"],
      ],
      [
        "cloud away",
        () =>
          lock(
            "schlage",
            (home) => home.entry({ entry_id: "01SCHLAGE", domain: "schlage", state: "setup_retry" }).lose(/shed/),
            "cloud_polling",
          ),
        ["cloud_unreachable/retrying"],
      ],
      ["alone of its hub", () => lock("tedee", (home) => home.set(LOCK, "unavailable")), ["lock_unreachable/unavailable"]],
      [
        "with another of its hub, at once",
        () => lock("zha", (home) => (addLock(home, "zha", { name: "Attic" }), home.lose(/lock/))),
        ["hub_down/peers"],
      ],
      [
        "only restored after a start, with another: not yet",
        () =>
          lock(
            "zha",
            (home) => (
              addLock(home, "zha", { name: "Attic" }),
              home
                .entry({ entry_id: "01ZHA", domain: "zha", state: "loaded" })
                .set(LOCK, "unavailable", { at: NOW - 2_000, attributes: { restored: true } })
                .set("lock.attic", "unavailable", { at: NOW - 2_000, attributes: { restored: true } })
            ),
          ),
        [],
      ],
      [
        "only restored, and a minute later still",
        () =>
          lock("zha", (home) =>
            home
              .entry({ entry_id: "01ZHA", domain: "zha", state: "loaded" })
              .set(LOCK, "unavailable", { at: NOW - 90_000, attributes: { restored: true } }),
          ),
        ["lock_unreachable/unavailable"],
      ],
      [
        "with another of its hub, a day apart",
        () =>
          lock(
            "zha",
            (home) => (
              addLock(home, "zha", { name: "Attic" }),
              home.set(LOCK, "unavailable", { at: NOW - HOUR }).set("lock.attic", "unavailable", { at: NOW - 25 * HOUR })
            ),
          ),
        ["lock_unreachable/unavailable"],
      ],
      [
        "with another of its hub, a day apart, and Home Assistant restarted since",
        () =>
          lock(
            "zha",
            (home) => (
              addLock(home, "zha", { name: "Attic" }),
              home
                .set(LOCK, "unavailable", { at: NOW - 10 * MINUTE })
                .set("lock.attic", "unavailable", { at: NOW - 10 * MINUTE })
                .past(LOCK, [
                  ["locked", NOW - 30 * HOUR],
                  ["unavailable", NOW - HOUR],
                ])
                .past("lock.attic", [
                  ["locked", NOW - 30 * HOUR],
                  ["unavailable", NOW - 25 * HOUR],
                ])
            ),
          ),
        ["lock_unreachable/unavailable"],
      ],
      [
        "two others of its hub, and it is there",
        () =>
          lock(
            "zha",
            (home) => (
              addLock(home, "zha", { name: "Attic" }),
              addLock(home, "zha", { name: "Barn" }),
              home.lose(/lock\.(attic|barn)/)
            ),
          ),
        [],
      ],
    ],
    ([, home, findings]) => assert.deepEqual(failing(home()), findings),
  );

  test("while Home Assistant starts, what is gone is only not there yet", () => {
    const home = lock("tedee", (it) => it.lose(/shed/).entry({ entry_id: "01TEDEE", domain: "tedee", state: "not_loaded" }));
    home.config = { state: "STARTING" };
    const facts = home.facts(LOCK);
    assert.equal(facts["lock_available"], "(pending)");
    assert.equal(facts["hub_state"], "(pending)");
    assert.deepEqual(diagnose(home.snapshot(LOCK)).verdict, { kind: "unknown", reason: "starting" });
  });

  test("the polled list: only where asking really asks", () => {
    const asks = (platform: string) => planFor(lock(platform).lockView(LOCK), "refresh_entity", everything) !== undefined;
    for (const platform of [
      "zha",
      "yalexs_ble",
      "switchbot",
      "homekit_controller",
      "abode",
      "homee",
      "schlage",
      "nuki",
      "tedee",
      "simplisafe",
      "dormakaba_dkey",
      "overkiz",
      "yale_smart_alarm",
      "switchbot_cloud",
      "xthings_cloud",
      "yolink",
      "verisure",
    ])
      assert.ok(asks(platform), platform);
    for (const platform of [
      "zwave_js",
      "august",
      "yale",
      "matter",
      "esphome",
      "mqtt",
      "smartthings",
      "deconz",
      "iseo_argo_ble",
      "template",
    ])
      assert.ok(!asks(platform), platform);
  });
});

describe("which locks there are", () => {
  const ids = (home: MockHome) => collectHome(home.view()).map(({ lock: { entityId } }) => entityId);

  test("doors, in the order of the home", () => {
    const home = lock("tedee");
    addLock(home, "zha", { name: "Attic" });
    assert.deepEqual(ids(home), ["lock.shed", "lock.attic"]);
  });

  test("no cars, chargers, pet flaps and groups", () => {
    for (const platform of [
      "group",
      "keba",
      "starline",
      "subaru",
      "tesla_fleet",
      "teslemetry",
      "tessie",
      "volvo",
      "wallbox",
      "surepetcare",
    ])
      assert.deepEqual(ids(lock(platform)), [], platform);
  });

  test("nothing hidden, and no secure mode of a lock that is there already", () => {
    const home = lock("yalexs_ble");
    sibling(home, "lock.shed_secure_mode", "unlocked", { key: "secure_mode" });
    assert.deepEqual(ids(home), ["lock.shed"]);
    home.entities = { ...home.entities, [LOCK]: { ...home.entities[LOCK], hidden: true } };
    assert.deepEqual(ids(home), []);
  });

  test("a lock without a registry row, and one without a device", () => {
    const home = lock("tedee");
    home.set("lock.yaml", "locked", { attributes: { friendly_name: "From YAML" } });
    assert.deepEqual(ids(home), ["lock.shed", "lock.yaml"]);
    const { entityId, name, adapterId, deviceId, hubId } = home.snapshot("lock.yaml").lock;
    assert.deepEqual([entityId, name, adapterId, deviceId, hubId], ["lock.yaml", "From YAML", "generic", undefined, undefined]);
  });

  test("one that is named and is not there", () => {
    const missing = lock("tedee").snapshot("lock.nowhere");
    assert.equal(missing.home, "missing");
    assert.deepEqual(missing.facts, {});
    assert.equal(missing.lock.name, "lock.nowhere");
  });

  test("one whose entity is in the registry alone", () => {
    const home = lock("tedee");
    home.states = Object.fromEntries(Object.entries(home.states).filter(([id]) => id !== LOCK));
    assert.equal(home.snapshot(LOCK).home, "missing");
    assert.equal(home.snapshot(LOCK).lock.name, "Shed");
  });
});

describe("what belongs to a lock", () => {
  const siblingsOf = (home: MockHome, overrides = {}) => collectHome(home.view(), { only: [LOCK], overrides })[0]!.facts;

  test("a linked device of another integration", () => {
    const home = lock("august");
    home.device(mockDevice("ble", { name: "Shed" }));
    home.entity({
      id: "binary_sensor.ble_door",
      device: "ble",
      platform: "yalexs_ble",
      uniqueId: "x",
      state: "on",
      attributes: { device_class: "door" },
    });
    assert.equal(siblingsOf(home).door_open, undefined);
    home.answer(
      { type: "config/device_registry/list_linked_devices", device_id: "august_shed" },
      { linked_devices: ["ble", "gone", 5] },
    );
    assert.equal(home.facts(LOCK)["door_open"], true);
  });

  test("a child device", () => {
    const home = lock("zha");
    home.device(mockDevice("child", { parent_device_id: "zha_shed" }));
    home.entity({
      id: "binary_sensor.child_door",
      device: "child",
      platform: "zha",
      uniqueId: "x",
      state: "on",
      attributes: { device_class: "door" },
    });
    assert.equal(home.facts(LOCK)["door_open"], true);
  });

  test("a lock on a child device: its parent's entities, hub and name of entry", () => {
    const home = lock("homee");
    home.device(mockDevice("child", { parent_device_id: "homee_shed" }));
    home.entity({ id: "lock.child", device: "child", platform: "homee", uniqueId: "c", state: "locked" });
    const { lock: told, facts } = home.snapshot("lock.child");
    assert.equal(told.deviceId, "homee_shed");
    assert.equal(told.hubId, "01HOMEE");
    assert.equal(facts.battery_level?.kind, "known");
  });

  test("a child of nobody", () => {
    const home = lock("homee");
    home.device({ ...home.devices["homee_shed"]!, parent_device_id: "gone" });
    assert.equal(home.facts(LOCK)["battery_level"], 81);
  });

  test("what a person has added by hand", () => {
    const home = lock("tedee");
    home.entity({
      id: "binary_sensor.garden",
      platform: "zha",
      uniqueId: "x",
      state: "on",
      attributes: { device_class: "door" },
    });
    assert.equal(siblingsOf(home).door_open, undefined);
    const found = siblingsOf(home, { [LOCK]: ["binary_sensor.garden", "binary_sensor.gone"] });
    assert.deepEqual(found.door_open, { kind: "known", value: true, at: NOW - HOUR, source: "binary_sensor.garden" });
  });

  test("nothing by the likeness of names", () => {
    const home = lock("tedee");
    home.entity({
      id: "binary_sensor.shed_door",
      platform: "zha",
      uniqueId: "x",
      state: "on",
      attributes: { device_class: "door" },
    });
    assert.equal(siblingsOf(home).door_open, undefined);
  });

  test("no code, however it is called", () => {
    const home = lock("zha");
    sibling(home, "sensor.shed_a", "864297", { uniqueId: "ab-last_pin_code" });
    sibling(home, "sensor.shed_b", "864297", { key: "last_pin_code" });
    sibling(home, "sensor.shed_c", "864297", { name: "User code 1" });
    sibling(home, "sensor.shed_d", "864297", { name: "Guest PIN" });
    sibling(home, "sensor.shed_e", "864297", { name: "Passcode" });
    sibling(home, "text.shed_slot_1", "864297", { name: "Anything" });
    const { ref } = home.lockView(LOCK);
    assert.deepEqual(
      ref.siblings.map(({ entityId }) => entityId),
      ["sensor.shed_battery"],
    );
    assert.ok(!JSON.stringify(home.snapshot(LOCK)).includes("864297"));
  });

  test("but not what only sounds like one", () => {
    const home = lock("tedee");
    sibling(home, "binary_sensor.shed_spring", "on", { key: "pullspring_enabled" });
    sibling(home, "sensor.shed_country", "49", { name: "Country code" });
    assert.equal(home.lockView(LOCK).ref.siblings.length, 3);
  });
});

describe("times", () => {
  test("of a word: when it changed; of a number: when it was last reported", () => {
    const home = lock("tedee", (it) =>
      it
        .set("sensor.shed_battery", "50", { at: NOW - HOUR, updated: NOW - MINUTE })
        .set(LOCK, "locked", { at: NOW - HOUR, updated: NOW }),
    );
    const { facts } = home.snapshot(LOCK);
    assert.equal(facts.battery_level?.at, NOW - MINUTE);
    assert.equal(facts.lock_state?.at, NOW - HOUR);
  });
});
