import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { zigbee2mqtt } from "../../src/adapters/zigbee2mqtt.ts";
import { diagnose } from "../../src/core/everything.ts";
import { MockHome } from "../support/home.ts";
import { MQTT_ENTRY, PLANTED, addZigbeeLock, debugInfo, yaleMessage } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.patio";
const DEBUG = { type: "mqtt/device/debug_info", device_id: "z2m_patio" };

function zigbee(...messages: readonly object[]): MockHome {
  const home = new MockHome();
  addZigbeeLock(home);
  return home.answer(DEBUG, debugInfo(messages));
}

const failing = (home: MockHome) =>
  diagnose(home.snapshot(LOCK)).findings.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));

/** The keeper of the answer, as the runtime uses it. */
function keep(result: unknown, before?: unknown): unknown {
  const want = zigbee2mqtt.wants(zigbee().lockView(LOCK)).find(({ request }) => request.type === DEBUG.type);
  assert.ok(want?.keep);
  return want.keep(result, before, NOW);
}

describe("a Zigbee2MQTT lock", () => {
  rows<readonly [name: string, home: () => MockHome, fact: string, value: unknown]>(
    [
      ["battery", () => zigbee(), "battery_level", 70],
      ["low flag unknown", () => zigbee(), "battery_low_flag", "(unknown)"],
      ["the bridge is there", () => zigbee(), "hub_online", true],
      ["the bridge is not", () => zigbee().set("binary_sensor.zigbee2mqtt_bridge_connection_state", "off"), "hub_online", false],
      ["radio", () => zigbee(), "radio", "zigbee"],
      ["availability is off: being there says nothing", () => zigbee(), "lock_available", undefined],
      ["gone", () => zigbee().set(LOCK, "unavailable"), "lock_available", false],
      ["link quality by message", () => zigbee(yaleMessage(NOW - MINUTE, { linkquality: 18 })), "link_quality", 18],
      [
        "link quality by its sensor",
        () =>
          zigbee(yaleMessage(NOW, { linkquality: 18 })).entity({
            id: "sensor.patio_linkquality",
            device: "z2m_patio",
            platform: "mqtt",
            uniqueId: "0x000d6f0011223301_linkquality_zigbee2mqtt",
            state: "51",
          }),
        "link_quality",
        51,
      ],
      [
        "last seen by the lock's own word",
        () => zigbee(yaleMessage(NOW - MINUTE, { last_seen: "2026-11-22T11:59:30.000Z" })),
        "last_seen",
        NOW - 30 * SECOND,
      ],
      ["last seen as a number", () => zigbee(yaleMessage(NOW - MINUTE, { last_seen: NOW - SECOND })), "last_seen", NOW - SECOND],
      ["last seen by the message's time", () => zigbee(yaleMessage(NOW - MINUTE)), "last_seen", NOW - MINUTE],
      [
        "last seen by its entities",
        () => zigbee().set("sensor.patio_battery", "70", { at: NOW - DAY, updated: NOW - 2 * MINUTE }),
        "last_seen",
        NOW - 2 * MINUTE,
      ],
      [
        "last seen by its sensor",
        () =>
          zigbee(yaleMessage(NOW)).entity({
            id: "sensor.patio_last_seen",
            device: "z2m_patio",
            platform: "mqtt",
            uniqueId: "0x000d6f0011223301_last_seen_zigbee2mqtt",
            state: "2026-11-22T10:00:00+00:00",
          }),
        "last_seen",
        NOW - 2 * HOUR,
      ],
      ["a retained message is no sign of life", () => zigbee({ ...yaleMessage(NOW), retain: true }), "last_seen", NOW - HOUR],
      ["locked to the end", () => zigbee(yaleMessage(NOW - MINUTE)), "fully_locked", true],
      [
        "between its ends",
        () => zigbee(yaleMessage(NOW - MINUTE, { lock_state: "not_fully_locked", state: "UNLOCK" })),
        "fully_locked",
        false,
      ],
      ["no message tells", () => zigbee(yaleMessage(NOW, { lock_state: null })), "fully_locked", undefined],
      ["no jam is ever told of", () => zigbee(yaleMessage(NOW)), "jam_flag", undefined],
      ["the door is well", () => zigbee(yaleMessage(NOW, { door_state: "closed" })), "jam_flag", false],
      [
        "door jammed",
        () => zigbee(yaleMessage(NOW - MINUTE, { door_state: "closed" }), yaleMessage(NOW, { door_state: "error_jammed" })),
        "jam_flag",
        true,
      ],
      [
        "jammed, and repeated with the next report",
        () => zigbee(yaleMessage(NOW - MINUTE, { action: "lock_failure_jammed" }), yaleMessage(NOW, { battery: 69 })),
        "jam_flag",
        true,
      ],
      [
        "jammed, then moved",
        () => zigbee(yaleMessage(NOW - HOUR, { action: "error_jammed" }), yaleMessage(NOW - MINUTE, { lock_state: "unlocked" })),
        "jam_flag",
        false,
      ],
      [
        "jammed, and between its ends",
        () =>
          zigbee(
            yaleMessage(NOW - HOUR, { action: "error_jammed" }),
            yaleMessage(NOW - MINUTE, { lock_state: "not_fully_locked" }),
          ),
        "jam_flag",
        true,
      ],
      [
        "door jammed, then closed",
        () => zigbee(yaleMessage(NOW - MINUTE, { door_state: "error_jammed" }), yaleMessage(NOW, { door_state: "closed" })),
        "jam_flag",
        false,
      ],
      [
        "wrong codes",
        () => zigbee(yaleMessage(NOW - MINUTE, { action: "unlock_failure_invalid_pin_or_id", action_source_name: "keypad" })),
        "wrong_code_events",
        [NOW - MINUTE],
      ],
      ["no wrong codes", () => zigbee(yaleMessage(NOW)), "wrong_code_events", []],
      [
        "keypad used",
        () => zigbee(yaleMessage(NOW - MINUTE, { action: "unlock", action_source_name: "keypad" })),
        "keypad_used",
        NOW - MINUTE,
      ],
      [
        "a command by radio is no use of the keypad",
        () => zigbee(yaleMessage(NOW - MINUTE, { action: "unlock", action_source_name: "rf" })),
        "keypad_used",
        undefined,
      ],
      [
        "keypad used, as other makers say",
        () => zigbee(yaleMessage(NOW - MINUTE, { action: "keypad_unlock" })),
        "keypad_used",
        NOW - MINUTE,
      ],
      [
        "debug info refused",
        () => {
          const home = new MockHome();
          addZigbeeLock(home);
          return home.refuse(DEBUG, "unauthorized");
        },
        "wrong_code_events",
        undefined,
      ],
      ["the bridge stops: entry of the broker is still loaded", () => zigbee(), "hub_state", "loaded"],
      [
        "another lock's update",
        () => {
          const home = zigbee();
          addZigbeeLock(home, { name: "Shed", ieee: "0x000d6f0011223303" });
          return home.set("update.shed", "on", { attributes: { in_progress: 12 } });
        },
        "hub_updating",
        true,
      ],
    ],
    ([, home, fact, value]) => assert.deepEqual(home().facts(LOCK)[fact], value),
  );

  rows<readonly [name: string, home: () => MockHome, findings: readonly string[]]>(
    [
      ["in order", () => zigbee(yaleMessage(NOW - MINUTE)), []],
      [
        "between its ends, and unlocked for Home Assistant",
        () => zigbee(yaleMessage(NOW - MINUTE, { lock_state: "not_fully_locked" })).set(LOCK, "unlocked"),
        ["bolt_jam_suspected/between"],
      ],
      ["7 %", () => zigbee(yaleMessage(NOW)).set("sensor.patio_battery", "7"), ["battery_critical"]],
      [
        "silent for 26 h",
        () => {
          const home = zigbee(yaleMessage(NOW - 26 * HOUR));
          for (const id of Object.keys(home.states))
            if (id.includes("patio")) home.set(id, home.states[id]!.state, { at: NOW - 26 * HOUR });
          return home;
        },
        ["lock_unreachable/quiet"],
      ],
      [
        "Zigbee2MQTT stopped: one finding",
        () =>
          zigbee(yaleMessage(NOW))
            .lose(/patio|zigbee2mqtt_bridge_(?!connection)/)
            .set("binary_sensor.zigbee2mqtt_bridge_connection_state", "off"),
        ["hub_down/offline"],
      ],
      ["the lock alone offline", () => zigbee(yaleMessage(NOW)).lose(/patio/), ["lock_unreachable/unavailable"]],
      [
        "two of two offline, while the bridge says that it works",
        () => {
          const home = zigbee(yaleMessage(NOW));
          addZigbeeLock(home, { name: "Shed", ieee: "0x000d6f0011223303" });
          return home.lose(/patio|shed/);
        },
        ["lock_unreachable/unavailable"],
      ],
      [
        "the broker is away",
        () =>
          zigbee()
            .lose(/patio|zigbee2mqtt/)
            .entry({ entry_id: MQTT_ENTRY, domain: "mqtt", state: "setup_retry" }),
        ["hub_down/retrying"],
      ],
      [
        "three wrong codes",
        () => zigbee(...[3, 2, 1].map((m) => yaleMessage(NOW - m * MINUTE, { action: "unlock_failure_invalid_pin_or_id" }))),
        ["wrong_codes/burst"],
      ],
    ],
    ([, home, findings]) => assert.deepEqual(failing(home()), findings),
  );

  test("since when it is between its ends", () => {
    const between = { lock_state: "not_fully_locked" };
    const home = zigbee(
      yaleMessage(NOW - HOUR),
      yaleMessage(NOW - 10 * MINUTE, between),
      yaleMessage(NOW - MINUTE, { ...between, battery: 69 }),
    );
    assert.equal(diagnose(home.snapshot(LOCK)).findings[0]?.since, NOW - 10 * MINUTE);
  });

  test("is known by its identifier; another MQTT lock is not one", () => {
    const home = zigbee();
    assert.equal(home.snapshot(LOCK).lock.adapterId, "zigbee2mqtt");
    home.device({ ...home.devices["z2m_patio"]!, identifiers: [["mqtt", "nuki_1234"]] });
    assert.equal(home.snapshot(LOCK).lock.adapterId, "nuki_hub");
  });
});

describe("the messages of a lock", () => {
  const shifted = (message: object, micros: number) => ({
    ...message,
    time: `2026-11-22T11:59:00.00${String(micros).padStart(4, "0")}+00:00`,
  });
  const wrong = yaleMessage(NOW - MINUTE, { action: "unlock_failure_invalid_pin_or_id" });

  test("the time of one wavers from entity to entity and from call to call: it is still one", () => {
    const home = new MockHome();
    addZigbeeLock(home);
    const first = keep({
      entities: [
        { subscriptions: [{ topic: "z/Patio", messages: [shifted(wrong, 9999)] }] },
        { subscriptions: [{ topic: "z/Patio", messages: [shifted(wrong, 10_000)] }] },
      ],
    });
    const second = keep(debugInfo([shifted(wrong, 9998)]), first);
    const third = keep(debugInfo([shifted(wrong, 10_001)]), second);
    home.answer(DEBUG, third);
    assert.equal((home.facts(LOCK)["wrong_code_events"] as number[]).length, 1);
  });

  test("two of the same, seconds apart, are two", () => {
    const home = zigbee(
      yaleMessage(NOW - 4 * SECOND, { action: "unlock_failure_invalid_pin_or_id" }),
      yaleMessage(NOW - 2 * SECOND, { action: "unlock_failure_invalid_pin_or_id" }),
    );
    assert.equal((home.facts(LOCK)["wrong_code_events"] as number[]).length, 2);
  });

  test("what Home Assistant has dropped stays, up to a bound", () => {
    let kept: unknown;
    for (let n = 60; n > 0; n--)
      kept = keep(debugInfo([yaleMessage(NOW - n * MINUTE, { action: "unlock_failure_invalid_pin_or_id", battery: n })]), kept);
    const home = new MockHome();
    addZigbeeLock(home);
    home.answer(DEBUG, kept);
    const events = home.facts(LOCK)["wrong_code_events"] as number[];
    assert.equal(events.length, 40);
    assert.equal(events.at(-1), NOW - MINUTE);
    assert.deepEqual(
      events,
      [...events].sort((a, b) => a - b),
    );
  });

  test("messages that are none", () => {
    const garbage = [
      null,
      5,
      {},
      { payload: 5, time: "x" },
      { payload: "}{", time: NOW },
      { payload: '"action":', time: NOW },
      { payload: "{}", time: 1e300 },
    ];
    assert.deepEqual(keep({ entities: [null, { subscriptions: 5 }, { subscriptions: [{ topic: 5, messages: garbage }] }] }), {
      entities: [{ subscriptions: [{ topic: "device", messages: [] }] }],
    });
    for (const result of [undefined, null, [], "x", { entities: {} }]) assert.doesNotThrow(() => keep(result));
  });
});

describe("codes", () => {
  const messages = [
    yaleMessage(NOW - 3 * MINUTE, { action: "unlock_failure_invalid_pin_or_id", pin_code: PLANTED }),
    yaleMessage(NOW - 2 * MINUTE, { action: "pin_code_added", users: { 1: { pin_code: PLANTED, status: "enabled" } } }),
    { ...yaleMessage(NOW - MINUTE), payload: PLANTED },
    { ...yaleMessage(NOW), payload: `{"pin_code":"${PLANTED}","action":"unlock","lock_state":"unlocked","user_code":${PLANTED}` },
  ];

  test("none stays in what is kept", () => {
    const kept = keep(debugInfo(messages), keep(debugInfo(messages)));
    assert.ok(!JSON.stringify(kept).includes(PLANTED));
    assert.ok(JSON.stringify(kept).includes("unlock_failure_invalid_pin_or_id"), "but what happened does");
  });

  test("none gets into a snapshot, a diagnosis or a plan, also from an answer as it came", () => {
    const home = zigbee(...messages);
    const snapshot = home.snapshot(LOCK);
    assert.ok(!JSON.stringify(snapshot).includes(PLANTED));
    assert.ok(!JSON.stringify(diagnose(snapshot)).includes(PLANTED));
    const { ref } = home.lockView(LOCK);
    assert.ok(!JSON.stringify(ref.siblings).includes("pin_code"), "a code sensor is not even listed");
  });
});
