import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loqed } from "../../src/adapters/loqed.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { DBM, ENTRY, LOCK, PERCENT, actions, factRows, findingRows, homeOf, sameForAll } from "./shaped.ts";
import type { Shape } from "./shaped.ts";

const MAC = "4c11ae000000";
const diag = { category: "diagnostic" } as const;
const BATTERY = "sensor.shed_battery";
const SIGNAL = "sensor.shed_bluetooth_signal";

/** From Home Assistant's `loqed`: lock.py, sensor.py, entity.py. The signal is one that a person switched on. */
const SHAPE: Shape = {
  platform: "loqed",
  iotClass: "local_push",
  device: {
    manufacturer: "LOQED",
    model: "Touch Smart Lock",
    identifiers: [["loqed", MAC]],
    connections: [["mac", "4c:11:ae:00:00:00"]],
  },
  lock: { uniqueId: MAC, attributes: { supported_features: 1, changed_by: "KeyID 3" } },
  others: [
    { ...diag, id: BATTERY, uniqueId: `${MAC}_battery_percentage`, name: "Battery", state: "78", attributes: PERCENT },
    {
      ...diag,
      id: SIGNAL,
      uniqueId: `${MAC}_ble_strength`,
      key: "ble_strength",
      name: "Bluetooth signal",
      state: "-63",
      attributes: DBM,
    },
  ],
};
const RECENTLY = { at: NOW - MINUTE };

describe("a LOQED lock", () => {
  sameForAll(loqed, SHAPE);

  factRows(SHAPE, [
    ["there", () => undefined, "lock_available", true],
    ["its signal to the bridge", () => undefined, "signal", -63],
    ["signal −1: the bridge does not reach it", (home) => home.set(SIGNAL, "-1", RECENTLY), "lock_available", false],
    ["signal −1 is not a perfect one", (home) => home.set(SIGNAL, "-1", RECENTLY), "signal", "(unavailable)"],
    ["level −1: the same", (home) => home.set(BATTERY, "-1", RECENTLY), "lock_available", false],
    ["level −1 is no level", (home) => home.set(BATTERY, "-1", RECENTLY), "battery_level", "(unavailable)"],
    [
      "−1, and it has turned since",
      (home) => home.set(BATTERY, "-1", { at: NOW - HOUR }).set(LOCK, "unlocked", RECENTLY),
      "lock_available",
      true,
    ],
    ["without the signal", (home) => home.remove(SIGNAL), "signal", undefined],
    ["after a restart of the bridge", (home) => home.set(LOCK, "unknown"), "lock_state", "(unknown)"],
  ]);

  findingRows(SHAPE, [
    ["its motor has stalled", (home) => home.set(LOCK, "jammed"), ["bolt_jammed"]],
    ["the bridge does not reach it", (home) => home.set(BATTERY, "-1", RECENTLY), ["lock_unreachable/unavailable"]],
    ["the bridge has restarted and heard nothing yet", (home) => home.set(LOCK, "unknown"), ["unknown: unavailable"]],
    [
      "the bridge is gone",
      (home) => home.lose(/shed/).entry({ entry_id: ENTRY, domain: "loqed", state: "setup_retry" }),
      ["hub_down/retrying"],
    ],
    ["low", (home) => home.set(BATTERY, "20"), ["battery_low/soon"]],
    ["a weak signal", (home) => home.set(SIGNAL, "-94"), ["link_weak"]],
  ]);

  test("what can be done: asking it would be in vain, Home Assistant drops the answer", () =>
    assert.deepEqual(actions(homeOf(SHAPE)), [
      `lock_again: lock.lock ${LOCK}`,
      `reload_entry: homeassistant.reload_config_entry ${ENTRY}`,
    ]));
});
