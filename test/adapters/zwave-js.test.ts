import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { zwaveJs } from "../../src/adapters/zwave-js.ts";
import type { Step } from "../../src/adapters/adapter.ts";
import { diagnose } from "../../src/core/everything.ts";
import { MockHome } from "../support/home.ts";
import { NODE, ZWAVE_ENTRY, addZwaveLock, addZwaveStatistics, notification } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const NODE_STATUS = { type: "zwave_js/node_status", device_id: "zwave_2" };
const LOGBOOK = { type: "logbook/event_stream", device_ids: ["zwave_2"] };

function zwave(change: (home: MockHome) => void = () => {}): MockHome {
  const home = new MockHome();
  addZwaveLock(home);
  change(home);
  return home;
}

/** Before the full registry has come, only `hass.entities` is there. */
function unregistered(home: MockHome): void {
  home.registry = {};
}

const failing = (home: MockHome) =>
  diagnose(home.snapshot(LOCK)).findings.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));

describe("a Z-Wave lock", () => {
  test("in order: healthy, with all its facts", () => {
    const home = zwave((it) => it.past(LOCK, [["unlocked", NOW - DAY]]));
    const {
      lock_state,
      battery_level,
      node_status,
      jam_flag,
      radio,
      joined_securely,
      hub_state,
      hub_online,
      cloud,
      firmware,
      ...rest
    } = home.facts(LOCK);
    assert.deepEqual(
      { lock_state, battery_level, node_status, jam_flag, radio, joined_securely, hub_state, hub_online, cloud },
      {
        lock_state: "locked",
        battery_level: 94,
        node_status: "alive",
        jam_flag: false,
        radio: "zwave",
        joined_securely: true,
        hub_state: "loaded",
        hub_online: true,
        cloud: false,
      },
    );
    assert.deepEqual(firmware, {
      installed: "10.7",
      latest: "10.7",
      skipped: false,
      inProgress: false,
      percent: undefined,
      installable: true,
    });
    assert.equal(rest["lock_available"], undefined, "of a lock that stays available when dead it says nothing");
    assert.equal(rest["bolt_moved"], NOW - HOUR);
    assert.equal(diagnose(home.snapshot(LOCK)).verdict.kind, "healthy");
  });

  test("its names: hub, adapter, device", () => {
    const { lock } = zwave().snapshot(LOCK);
    assert.deepEqual(lock, {
      entityId: LOCK,
      name: "Front Door",
      adapterId: "zwave_js",
      deviceId: "zwave_2",
      hubId: ZWAVE_ENTRY,
      hubName: "Z-Wave JS",
    });
  });

  rows<readonly [name: string, change: (home: MockHome) => void, fact: string, value: unknown]>(
    [
      ["jam, by unique id", (home) => home.set("binary_sensor.front_door_lock_jammed", "on"), "jam_flag", true],
      [
        "jam, by name until the registry has come",
        (home) => (home.set("binary_sensor.front_door_lock_jammed", "on"), unregistered(home)),
        "jam_flag",
        true,
      ],
      [
        "another problem is no jam",
        (home) => home.set("binary_sensor.front_door_system_hardware_failure", "on"),
        "jam_flag",
        false,
      ],
      [
        "nor is Benjamin's, until the registry has come",
        (home) => {
          home.remove("binary_sensor.front_door_lock_jammed");
          home.set("binary_sensor.front_door_system_hardware_failure", "on", {
            attributes: { friendly_name: "Benjamin System hardware failure" },
          });
          unregistered(home);
        },
        "jam_flag",
        undefined,
      ],
      [
        "jam flag unavailable",
        (home) => home.set("binary_sensor.front_door_lock_jammed", "unavailable"),
        "jam_flag",
        "(unavailable)",
      ],
      [
        "keypad closed, by unique id",
        (home) => home.set("binary_sensor.front_door_keypad_temporary_disabled", "on"),
        "keypad_disabled",
        true,
      ],
      [
        "keypad closed, by name",
        (home) => (home.set("binary_sensor.front_door_keypad_temporary_disabled", "on"), unregistered(home)),
        "keypad_disabled",
        true,
      ],
      ["cover off", (home) => home.set("binary_sensor.front_door_tampering_product_cover_removed", "on"), "cover_removed", true],
      ["door open", (home) => home.set("binary_sensor.front_door_current_status_of_the_door", "on"), "door_open", true],
      ["replace soon", (home) => home.set("binary_sensor.front_door_replace_battery_soon", "on"), "battery_low_flag", true],
      [
        "replace soon is not now",
        (home) => home.set("binary_sensor.front_door_replace_battery_soon", "on"),
        "battery_now_flag",
        false,
      ],
      ["replace now", (home) => home.set("binary_sensor.front_door_replace_battery_now", "on"), "battery_now_flag", true],
      [
        "replace now is not soon",
        (home) => home.set("binary_sensor.front_door_replace_battery_now", "on"),
        "battery_low_flag",
        false,
      ],
      [
        "replace now, by name",
        (home) => (home.set("binary_sensor.front_door_replace_battery_now", "on"), unregistered(home)),
        "battery_now_flag",
        true,
      ],
      [
        "replace soon, by name",
        (home) => (home.set("binary_sensor.front_door_replace_battery_soon", "on"), unregistered(home)),
        "battery_low_flag",
        true,
      ],
      [
        "replace now in the house of Snow is not soon",
        (home) => (home.set("binary_sensor.front_door_replace_battery_now", "on"), unregistered(home)),
        "battery_low_flag",
        false,
      ],
      ["battery 8 %", (home) => home.set("sensor.front_door_battery_level", "8.0"), "battery_level", 8],
      ["battery never reported", (home) => home.set("sensor.front_door_battery_level", "unknown"), "battery_level", "(unknown)"],
      ["battery gone", (home) => home.set("sensor.front_door_battery_level", "unavailable"), "battery_level", "(unavailable)"],
      ["battery of nonsense", (home) => home.set("sensor.front_door_battery_level", "full"), "battery_level", "(invalid)"],
      [
        "battery before, the newest that was not zero",
        (home) => {
          home.set("sensor.front_door_battery_level", "0.0", { at: NOW - MINUTE });
          home.past("sensor.front_door_battery_level", [
            ["90.0", NOW - 3 * DAY],
            ["82.0", NOW - 2 * DAY],
            ["0", NOW - DAY],
            ["unavailable", NOW - HOUR],
          ]);
        },
        "battery_before",
        82,
      ],
      ["dead", (home) => home.set("sensor.front_door_node_status", "dead"), "node_status", "dead"],
      [
        "the sensor knows better than an older answer",
        (home) => home.set("sensor.front_door_node_status", "dead").answer(NODE_STATUS, { ...NODE, node_id: 2 }),
        "node_status",
        "dead",
      ],
      [
        "sensor disabled: the answer",
        (home) => home.remove("sensor.front_door_node_status").answer(NODE_STATUS, { ...NODE, node_id: 2, status: 3 }),
        "node_status",
        "dead",
      ],
      [
        "sensor unknown: the answer",
        (home) => home.set("sensor.front_door_node_status", "unknown").answer(NODE_STATUS, { ...NODE, node_id: 2, status: 1 }),
        "node_status",
        "asleep",
      ],
      [
        "sensor without a word, answer without a status",
        (home) => {
          home.set("sensor.front_door_node_status", "unavailable").answers = [];
          home.answer(NODE_STATUS, { status: 9 });
        },
        "node_status",
        "(unavailable)",
      ],
      [
        "an answer about another device",
        (home) => home.answer({ ...NODE_STATUS, device_id: "zwave_3" }, { ...NODE, is_secure: false }),
        "joined_securely",
        true,
      ],
      [
        "joined in the clear",
        (home) => home.answer(NODE_STATUS, { ...NODE, node_id: 2, is_secure: false, highest_security_class: -1 }),
        "joined_securely",
        false,
      ],
      [
        "secure, but with class none",
        (home) => home.answer(NODE_STATUS, { ...NODE, node_id: 2, highest_security_class: -1 }),
        "joined_securely",
        false,
      ],
      [
        "security not asked yet",
        (home) => home.answer(NODE_STATUS, { ...NODE, node_id: 2, is_secure: null, highest_security_class: null }),
        "joined_securely",
        undefined,
      ],
      [
        "not ready",
        (home) => home.answer(NODE_STATUS, { ...NODE, node_id: 2, ready: false }),
        "interview",
        { complete: false, outdated: false, running: false },
      ],
      [
        "its description has changed",
        (home) => (home.issues = [{ domain: "zwave_js", issue_id: "device_config_file_changed.zwave_2" }]),
        "interview",
        { complete: true, outdated: true, running: false },
      ],
      [
        "another's has changed",
        (home) => (home.issues = [{ domain: "zwave_js", issue_id: "device_config_file_changed.zwave_3" }]),
        "interview",
        { complete: true, outdated: false, running: false },
      ],
      ["Long Range by its number", (home) => home.answer(NODE_STATUS, { ...NODE, node_id: 256 }), "radio", "zwave_long_range"],
      ["the last one of the mesh", (home) => home.answer(NODE_STATUS, { ...NODE, node_id: 255 }), "radio", "zwave"],
      ["the sum of both, also without an answer", (home) => (home.answers = []), "radio", "zwave"],
      ["signal", (home) => addZwaveStatistics(home), "signal", -85],
      ["125 is no signal", (home) => addZwaveStatistics(home, { rssi: "125" }), "signal", undefined],
      ["126 is no signal", (home) => addZwaveStatistics(home, { rssi: "126" }), "signal", undefined],
      ["127 is no signal", (home) => addZwaveStatistics(home, { rssi: "127" }), "signal", undefined],
      ["signal unavailable", (home) => addZwaveStatistics(home, { rssi: "unavailable" }), "signal", "(unavailable)"],
      ["round trip", (home) => addZwaveStatistics(home), "round_trip", 32],
      ["last seen", (home) => addZwaveStatistics(home), "last_seen", NOW - MINUTE],
      [
        "noise, on the loudest channel",
        (home) => {
          for (const [index, dbm] of ["-100", "-96", "unknown", "127"].entries())
            home.entity({
              id: `sensor.noise_${index}`,
              device: "zwave_hub",
              platform: "zwave_js",
              uniqueId: `2119630849.1.statistics_background_rssi.channel_${index}.current`,
              key: "signal_noise",
              state: dbm,
            });
        },
        "noise",
        -96,
      ],
      ["controller unresponsive", (home) => home.set("sensor.controller_status", "unresponsive"), "hub_online", false],
      ["controller's word unknown", (home) => home.set("sensor.controller_status", "unknown"), "hub_online", undefined],
      ["the lock's entity is gone", (home) => home.set(LOCK, "unavailable"), "lock_available", false],
      [
        "entry retried",
        (home) => home.entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", state: "setup_retry" }),
        "hub_state",
        "retrying",
      ],
      [
        "entry disabled",
        (home) => home.entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", state: "not_loaded", disabled_by: "user" }),
        "hub_state",
        "disabled",
      ],
      [
        "entry in an unknown state",
        (home) => home.entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", state: "melting" }),
        "hub_state",
        undefined,
      ],
      [
        "another lock is updated",
        (home) => (
          addZwaveLock(home, { node: 3, name: "Back Door" }),
          home.set("update.back_door_firmware", "on", { attributes: { in_progress: true } })
        ),
        "hub_updating",
        true,
      ],
      [
        "this one is updated",
        (home) => home.set("update.front_door_firmware", "on", { attributes: { in_progress: true } }),
        "hub_updating",
        false,
      ],
      ["nothing happened at the keypad", () => {}, "wrong_code_events", []],
      [
        "the logbook is refused",
        (home) => (
          (home.answers = home.answers.filter(({ request }) => !request.type.startsWith("logbook"))),
          home.refuse(LOGBOOK, "unauthorized")
        ),
        "wrong_code_events",
        "(refused)",
      ],
      [
        "the logbook is not asked yet",
        (home) => (home.answers = home.answers.filter(({ request }) => !request.type.startsWith("logbook"))),
        "wrong_code_events",
        undefined,
      ],
    ],
    ([, change, fact, value]) => assert.deepEqual(zwave(change).facts(LOCK)[fact], value),
  );

  rows<readonly [name: string, text: string, type: string, fact: string]>(
    [
      ["invalid code", "Tampering, invalid code", "Home Security", "wrong_code_events"],
      ["invalid code by radio", "Unlock by RF with invalid user code", "Access Control", "wrong_code_events"],
      ["invalid credential", "Invalid credential used", "Access Control", "wrong_code_events"],
      ["code limit", "Manually enter user access code exceeds code limit", "Access Control", "keypad_lockout_events"],
      ["keypad closed", "Keypad temporary disabled", "Access Control", "keypad_lockout_events"],
      ["by hand, not to the end", "Manual not fully locked operation", "Access Control", "not_fully_locked_events"],
      ["by radio, not to the end", "RF not fully locked operation", "Access Control", "not_fully_locked_events"],
      ["by itself, not to the end", "Auto lock not fully locked operation", "Access Control", "not_fully_locked_events"],
      ["keypad used", "Keypad unlock operation", "Access Control", "keypad_used"],
      ["keypad used to lock", "Keypad lock operation", "Access Control", "keypad_used"],
      ["credential used", "Credential unlock/close operation", "Access Control", "keypad_used"],
      ["code used", "Unlock operation with User Code", "Access Control", "keypad_used"],
      ["locked by radio", "RF lock operation", "Access Control", "none"],
      [
        "a valid code refused by the clock is not wrong",
        "Valid credential access denied: Schedule inactive",
        "Access Control",
        "none",
      ],
      ["a code added", "New user code added", "Access Control", "none"],
    ],
    ([, text, type, fact]) => {
      const home = zwave();
      home.answer(LOGBOOK, { events: [notification(text, NOW - MINUTE, type)], partial: true });
      const facts = home.facts(LOCK);
      const touched = ["wrong_code_events", "keypad_lockout_events", "not_fully_locked_events"].filter(
        (name) => (facts[name] as number[]).length > 0,
      );
      if (facts["keypad_used"] !== undefined) touched.push("keypad_used");
      assert.deepEqual(touched, fact === "none" ? [] : [fact]);
      if (fact !== "none") assert.deepEqual([facts[fact]].flat(), [NOW - MINUTE]);
    },
  );

  test("rows of others, without a time or a text, count for nothing", () => {
    const home = zwave();
    home.answer(LOGBOOK, {
      events: [
        { domain: "homekit", message: "invalid code", when: NOW / 1000 },
        { domain: "zwave_js", message: "invalid code" },
        { domain: "zwave_js", when: NOW / 1000 },
        null,
        5,
      ],
    });
    assert.deepEqual(home.facts(LOCK)["wrong_code_events"], []);
  });

  test("the logbook's times come in order, also from a call", () => {
    const home = zwave();
    home.answer({ type: "logbook/get_events", device_ids: ["zwave_2"] }, [
      notification("Tampering, invalid code", NOW - SECOND),
      notification("Tampering, invalid code", NOW - MINUTE),
    ]);
    assert.deepEqual(home.facts(LOCK)["wrong_code_events"], [NOW - MINUTE, NOW - SECOND]);
  });

  test("of the logbook only label and time are kept", () => {
    const want = zwaveJs.wants(zwave().lockView(LOCK)).find(({ request }) => request.type === "logbook/event_stream");
    const kept = want?.keep?.(
      {
        events: [
          { ...notification("RF lock operation", NOW), context_user_id: "u" },
          { entity_id: "text.front_door_pin", state: "864297", domain: "lock_code_manager", when: 1 },
        ],
      },
      undefined,
      NOW,
    );
    assert.deepEqual(kept, {
      events: [
        {
          when: NOW / 1000,
          domain: "zwave_js",
          message: "fired Notification CC 'notification' event 'Access Control': 'RF lock operation'",
        },
      ],
    });
  });
});

describe("what a Z-Wave home is told to have", () => {
  rows<readonly [name: string, change: (home: MockHome) => void, findings: readonly string[]]>(
    [
      [
        "dead: one finding, the battery is not blamed",
        (home) => home.set("sensor.front_door_node_status", "dead"),
        ["lock_unreachable/dead"],
      ],
      ["jammed while it shows locked", (home) => home.set("binary_sensor.front_door_lock_jammed", "on"), ["bolt_jammed"]],
      [
        "jam flag left on while the bolt moves",
        (home) =>
          home
            .set("binary_sensor.front_door_lock_jammed", "on", { at: NOW - HOUR })
            .set(LOCK, "unlocked", { at: NOW - MINUTE })
            .past(LOCK, [["locked", NOW - DAY]]),
        ["jam_flag_stuck"],
      ],
      [
        "the same after a restart of Home Assistant, which makes the flag's state new",
        (home) =>
          home
            .set("binary_sensor.front_door_lock_jammed", "on", { at: NOW - SECOND })
            .past("binary_sensor.front_door_lock_jammed", [
              ["off", NOW - DAY],
              ["on", NOW - HOUR],
              ["unavailable", NOW - 10 * SECOND],
            ])
            .set(LOCK, "unlocked", { at: NOW - SECOND })
            .past(LOCK, [
              ["locked", NOW - DAY],
              ["unlocked", NOW - 10 * MINUTE],
              ["unavailable", NOW - 10 * SECOND],
            ]),
        ["jam_flag_stuck"],
      ],
      [
        "the 0.4 s in which a jammed bolt tries is no movement",
        (home) =>
          home
            .set("binary_sensor.front_door_lock_jammed", "on", { at: NOW - HOUR })
            .set(LOCK, "locked", { at: NOW - HOUR + 20 * SECOND + 400 })
            .past(LOCK, [
              ["locked", NOW - DAY],
              ["unlocked", NOW - HOUR + 20 * SECOND],
            ]),
        ["bolt_jammed"],
      ],
      ["8 %", (home) => home.set("sensor.front_door_battery_level", "8.0"), ["battery_critical"]],
      [
        "the server has stopped",
        (home) => home.lose(/front_door|controller/).entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", state: "setup_retry" }),
        ["hub_down/retrying"],
      ],
      [
        "three wrong codes and closed",
        (home) => {
          const wrong = [3, 2, 1].map((minutes) =>
            notification("Tampering, invalid code", NOW - minutes * MINUTE, "Home Security"),
          );
          home.answer(LOGBOOK, {
            events: [...wrong, notification("Manually enter user access code exceeds code limit", NOW - MINUTE)],
          });
        },
        ["keypad_locked_out/wrong_codes"],
      ],
      [
        "interviewed by somebody else",
        (home) =>
          home
            .lose(/front_door/)
            .set("sensor.front_door_node_status", "alive")
            .answer(NODE_STATUS, { ...NODE, node_id: 2, ready: false }),
        ["interview_incomplete/unfinished"],
      ],
      [
        "interviewed since a minute",
        (home) =>
          home
            .lose(/front_door/, NOW - MINUTE)
            .set("sensor.front_door_node_status", "alive")
            .answer(NODE_STATUS, { ...NODE, node_id: 2, ready: false }),
        [],
      ],
      [
        "an update",
        (home) => home.set("update.front_door_firmware", "on", { attributes: { latest_version: "10.8" } }),
        ["update_available/installable"],
      ],
      [
        "an update that is skipped",
        (home) =>
          home.set("update.front_door_firmware", "off", { attributes: { latest_version: "10.8", skipped_version: "10.8" } }),
        [],
      ],
      [
        "an older version offered: Home Assistant says off",
        (home) => home.set("update.front_door_firmware", "off", { attributes: { latest_version: "10.6" } }),
        [],
      ],
      [
        "three of four dead do not make the controller down",
        (home) => {
          for (const node of [3, 4, 5])
            home.set(`sensor.${addZwaveLock(home, { node, name: `Door ${node}` }).slice(5)}_node_status`, "dead");
        },
        [],
      ],
    ],
    ([, change, findings]) => assert.deepEqual(failing(zwave(change)), findings),
  );
});

describe("the events of an interview", () => {
  const plan = zwaveJs.plans.reinterview?.(zwave().lockView(LOCK));
  assert.ok(plan?.kind === "stream");
  rows<readonly [name: string, event: unknown, step: Step | undefined]>(
    [
      ["started", { event: "interview started" }, { kind: "progress", percent: 0 }],
      ["stage", { event: "interview stage completed", stage: "CommandClasses" }, { kind: "progress", stage: "CommandClasses" }],
      ["stage without a name", { event: "interview stage completed" }, { kind: "progress" }],
      [
        "progress",
        { event: "interview progress", stage: "CommandClasses", progress: 41.54 },
        { kind: "progress", percent: 41.54 },
      ],
      ["progress over the end", { event: "interview progress", progress: 130 }, { kind: "progress", percent: 100 }],
      ["progress of nothing", { event: "interview progress", progress: null }, undefined],
      ["completed", { event: "interview completed" }, { kind: "done" }],
      ["failed", { event: "interview failed" }, { kind: "failed" }],
      ["something else", { event: "value updated" }, undefined],
      ["nothing", null, undefined],
    ],
    ([, event, step]) => assert.deepEqual(plan.read(event), step),
  );
  test("is asked for by device", () =>
    assert.deepEqual(plan.request, { type: "zwave_js/refresh_node_info", device_id: "zwave_2" }));
});
