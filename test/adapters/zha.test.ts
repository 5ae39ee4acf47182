import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deepAdapterFor } from "../../src/adapters/deep/index.ts";
import { zha } from "../../src/adapters/zha.ts";
import type { MockHome } from "../support/home.ts";
import { PLANTED } from "../support/locks.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { DBM, DEVICE, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, ofClass, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const IEEE = "00:0d:6f:00:11:22:33:05";
const diag = { category: "diagnostic" } as const;

/** From Home Assistant's `zha` and its library 2.3.1: platforms/lock, sensor, button, update. The two radio sensors were switched on by a person. */
const SHAPE: Shape = {
  platform: "zha",
  iotClass: "local_polling",
  device: { manufacturer: "Yale", model: "YRD226 TSDB", identifiers: [["zha", IEEE]], connections: [["zigbee", IEEE]] },
  lock: { uniqueId: `${IEEE}-1-257`, key: "door_lock" },
  others: [
    {
      ...diag,
      id: "sensor.shed_battery",
      uniqueId: `${IEEE}-1-1`,
      name: "Battery",
      state: "62.5",
      attributes: { ...PERCENT, battery_size: "AA", battery_quantity: 4, battery_voltage: 5.6 },
    },
    { ...diag, id: "sensor.shed_rssi", uniqueId: `${IEEE}-1-0-rssi`, key: "rssi", name: "RSSI", state: "-67", attributes: DBM },
    { ...diag, id: "sensor.shed_lqi", uniqueId: `${IEEE}-1-0-lqi`, key: "lqi", name: "LQI", state: "188" },
    {
      ...diag,
      id: "button.shed_identify",
      uniqueId: `${IEEE}-1-3`,
      name: "Identify",
      state: "unknown",
      attributes: ofClass("identify"),
    },
  ],
};

/** As `zha/logbook.py` writes it. */
const told = (source: string, operation: string, at: number, more = "") => ({
  name: "Shed",
  domain: "zha",
  when: at / 1000,
  message: `Operation Event Notification was fired with arguments: {'source': '${source}', 'operation': '${operation}', 'code_slot': 3${more}}`,
});
const logbook =
  (...events: readonly object[]) =>
  (home: MockHome) =>
    home.answer({ type: "logbook/event_stream", device_ids: [DEVICE] }, { events });
const battery = (attributes: object) => (home: MockHome) =>
  home.set("sensor.shed_battery", "62.5", { attributes: { ...attributes } });

describe("a lock of ZHA", () => {
  sameForAll(zha, SHAPE, ["deconz", "mqtt", ""]);

  test("an administrator's part goes with it", () => {
    const { ref } = homeOf(SHAPE).lockView(LOCK);
    assert.equal(deepAdapterFor(ref, zha.id)?.id, "zha");
  });

  factRows(SHAPE, [
    ["radio", () => undefined, "radio", "zigbee"],
    ["link quality", () => undefined, "link_quality", 188],
    ["signal", () => undefined, "signal", -67],
    [
      "both sensors switched off, as they come",
      (home) => home.remove("sensor.shed_rssi").remove("sensor.shed_lqi"),
      "signal",
      undefined,
    ],
    ["cells, by the lock's own account", () => undefined, "battery_type", "4× AA"],
    ["cells without a number", battery({ battery_quantity: null }), "battery_type", "AA"],
    ["button cells", battery({ battery_size: "CR123A", battery_quantity: 2 }), "battery_type", "2× CR123A"],
    ["built in says nothing of which: the model does", battery({ battery_size: "Built in" }), "battery_type", "4× AA"],
    ["not said: the model does", battery({ battery_size: "Unknown" }), "battery_type", "4× AA"],
    [
      "what a person has noted comes first",
      (home) =>
        home.entity({
          id: "sensor.shed_type",
          device: DEVICE,
          platform: "battery_notes",
          uniqueId: "x_battery_type",
          key: "battery_type",
          state: "4× AA lithium",
        }),
      "battery_type",
      "4× AA lithium",
    ],
    [
      "refused codes",
      logbook(told("Keypad", "UnlockFailureInvalidPINorID", NOW - MINUTE), told("Keypad", "Unlock", NOW)),
      "wrong_code_events",
      [NOW - MINUTE],
    ],
    [
      "refused by its schedule",
      logbook(told("Keypad", "UnlockFailureInvalidSchedule", NOW - MINUTE)),
      "wrong_code_events",
      [NOW - MINUTE],
    ],
    ["nothing refused", logbook(told("Manual", "Manual_Lock", NOW)), "wrong_code_events", []],
    ["the logbook was not read", () => undefined, "wrong_code_events", undefined],
    [
      "the logbook was refused",
      (home) => home.refuse({ type: "logbook/event_stream", device_ids: [DEVICE] }, "unauthorized"),
      "wrong_code_events",
      "(refused)",
    ],
    ["used at the keypad", logbook(told("Keypad", "Unlock", NOW - HOUR), told("RF", "Lock", NOW)), "keypad_used", NOW - HOUR],
    ["a refused code is no use", logbook(told("Keypad", "UnlockFailureInvalidPINorID", NOW)), "keypad_used", undefined],
    ["a keypad", logbook(told("Keypad", "UnlockFailureInvalidPINorID", NOW)), "has_keypad", true],
    ["no keypad seen", logbook(told("Manual", "Unlock", NOW)), "has_keypad", undefined],
    [
      "an event of another integration",
      logbook({ ...told("Keypad", "Unlock", NOW), domain: "deconz" }),
      "keypad_used",
      undefined,
    ],
    [
      "auto-relock of a Nimly",
      (home) =>
        home.entity({
          id: "switch.shed_relock",
          device: DEVICE,
          platform: "zha",
          uniqueId: "x",
          key: "auto_relock",
          state: "off",
        }),
      "auto_relock",
      false,
    ],
  ]);

  findingRows(SHAPE, [
    ["not fully locked, or never reported: both are shown as unlocked", (home) => home.set(LOCK, "unlocked"), ["healthy"]],
    ["silent for six hours", (home) => home.lose(/shed/), ["lock_unreachable/unavailable"]],
    ["position unknown", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    ["low", (home) => home.set("sensor.shed_battery", "20.0"), ["battery_low/soon"]],
    ["a half per cent above", (home) => home.set("sensor.shed_battery", "20.5"), ["healthy"]],
    [
      "a burst of refused codes",
      logbook(...[3, 2, 1].map((minutes) => told("Keypad", "UnlockFailureInvalidPINorID", NOW - minutes * MINUTE))),
      ["wrong_codes/burst"],
    ],
    [
      "the radio is down",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "zha", state: "setup_retry" }),
      ["hub_down/retrying"],
    ],
    ["a poor link", (home) => home.set("sensor.shed_lqi", "20"), ["link_weak"]],
  ]);

  test("what can be done: its state is read anew", () =>
    assert.deepEqual(actions(homeOf(SHAPE)), [
      "identify: button.press button.shed_identify",
      `lock_again: lock.lock ${LOCK}`,
      `refresh_entity: homeassistant.update_entity ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
    ]));

  describe("of the logbook", () => {
    const want = () => zha.wants(homeOf(SHAPE).lockView(LOCK)).find(({ request }) => request.type === "logbook/event_stream")!;
    const raw = {
      events: [
        told("Keypad", "Unlock", NOW, `, 'pin': '${PLANTED}'`),
        { when: NOW / 1000, domain: "zha", message: `Operation Event was fired with arguments: ['${PLANTED}']` },
        { when: NOW / 1000, entity_id: "sensor.shed_last_pin_code", state: PLANTED },
      ],
    };

    test("only two words and a time are kept, whatever a lock sends", () => {
      const kept = want().keep!(raw, undefined, NOW);
      assert.deepEqual(kept, {
        events: [{ when: NOW / 1000, domain: "zha", message: "'source': 'Keypad' 'operation': 'Unlock'" }],
      });
    });

    test("kept again it stays the same, and is read the same", () => {
      const once = want().keep!(raw, undefined, NOW);
      assert.deepEqual(want().keep!(once, once, NOW), once);
      const facts = (result: unknown) =>
        homeOf(SHAPE, (home) => home.answer({ type: "logbook/event_stream", device_ids: [DEVICE] }, result)).facts(LOCK);
      assert.deepEqual(facts(once), facts(raw));
    });

    test("a number in the place of a word is not kept", () => {
      const kept = want().keep!({ events: [told("Keypad", PLANTED, NOW), told(PLANTED, "Unlock", NOW)] }, undefined, NOW);
      assert.ok(!JSON.stringify(kept).includes(PLANTED));
    });

    test("a lock without a device has none", () => {
      const home = homeOf(SHAPE);
      home.devices = {};
      assert.ok(!zha.wants(home.lockView(LOCK)).some(({ request }) => request.type === "logbook/event_stream"));
    });
  });
});
