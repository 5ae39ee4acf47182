import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { simplisafe } from "../../src/adapters/simplisafe.ts";
import { addSimplisafeLock, everyAdapter, factsBy, plansBy, setUp, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const BATTERY = "binary_sensor.front_door_battery";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addSimplisafeLock(it);
  change(it);
  return it;
}

/** The lock's own low flag, its PIN pad's, and the battery entity. */
const low =
  (own: unknown, pad: unknown, entity = "off") =>
  (it: MockHome) =>
    it.set(LOCK, "locked", { attributes: { lock_low_battery: own, pin_pad_low_battery: pad } }).set(BATTERY, entity);

everyAdapter(simplisafe, "simplisafe", (it) => addSimplisafeLock(it));

describe("a SimpliSafe lock", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["available", () => undefined, "lock_available", true],
      ["unavailable: the base station or the servers", (it) => it.lose(/./), "hub_online", false],
      ["jammed", (it) => it.set(LOCK, "jammed"), "lock_state", "jammed"],
      ["all cells in order", () => undefined, "battery_low_flag", false],
      ["its own are low", low(true, false), "battery_low_flag", true],
      ["its own and its flag", low(true, false, "on"), "battery_low_flag", true],
      ["its flag alone", low(false, false, "on"), "battery_low_flag", true],
      ["its flag because of the PIN pad", low(false, true, "on"), "battery_low_flag", false],
      ["both", low(true, true, "on"), "battery_low_flag", true],
      ["only its flag is there", low(undefined, undefined, "on"), "battery_low_flag", true],
      ["a word is no flag", low("true", "true"), "battery_low_flag", false],
      ["its flag is away, the field is not", (it) => it.set(BATTERY, "unavailable"), "battery_low_flag", false],
      ["PIN pad in order", () => undefined, "accessory_cells", [{ kind: "keypad", low: false, source: LOCK }]],
      ["PIN pad low", low(false, true), "accessory_cells", [{ kind: "keypad", low: true, source: LOCK }]],
      ["PIN pad unheard of", low(false, undefined), "accessory_cells", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(simplisafe, home(change), LOCK)[fact], value),
  );

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["jammed", (it) => it.set(LOCK, "jammed"), ["error", "bolt_jammed"]],
      ["cells low", low(true, false, "on"), ["warning", "battery_low/flag"]],
      ["base station away", (it) => it.lose(/./), ["error", "lock_unreachable/unavailable"]],
      ["servers away", (it) => setUp(it, "simplisafe", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["unknown", (it) => it.set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(simplisafe, home(change), LOCK), told),
  );

  test("what can be done: the base's button clears messages, and no jam", () => {
    assert.deepEqual(plansBy(simplisafe, home(), LOCK), [
      "refresh_entity",
      "lock_again",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
