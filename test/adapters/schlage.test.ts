import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { schlage } from "../../src/adapters/schlage.ts";
import { addSchlageLock, everyAdapter, factsBy, plansBy, setUp, snapshotBy, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const RELOCK = "select.front_door_auto_lock_time";
const KEYPAD = "binary_sensor.front_door_keypad_disabled";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addSchlageLock(it);
  change(it);
  return it;
}

const changedBy = (who: unknown) => (it: MockHome) =>
  it.set(LOCK, "unlocked", { at: NOW - 5 * MINUTE, attributes: { changed_by: who } });

everyAdapter(schlage, "schlage", (it) => addSchlageLock(it));

describe("a Schlage lock", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["available", () => undefined, "lock_available", true],
      ["not connected to its Wi-Fi, or the servers silent", (it) => it.lose(/./), "lock_available", false],
      ["jammed", (it) => it.set(LOCK, "jammed"), "lock_state", "jammed"],
      ["unknown", (it) => it.set(LOCK, "unknown"), "lock_state", "(unknown)"],
      ["cells", () => undefined, "battery_level", 95],
      ["cells unheard of", (it) => it.set("sensor.front_door_battery", "unknown"), "battery_level", "(unknown)"],
      ["keypad open", () => undefined, "keypad_disabled", false],
      ["keypad closed after wrong codes", (it) => it.set(KEYPAD, "on"), "keypad_disabled", true],
      ["keypad away", (it) => it.set(KEYPAD, "unavailable"), "keypad_disabled", "(unavailable)"],
      ["that is no jam", (it) => it.set(KEYPAD, "on"), "jam_flag", undefined],
      ["it has a keypad", () => undefined, "has_keypad", true],
      ["unless the integration knows of none", (it) => it.remove(KEYPAD), "has_keypad", undefined],
      ["relocks after 240 s", () => undefined, "auto_relock", true],
      ["relocks after 5 s", (it) => it.set(RELOCK, "5"), "auto_relock", true],
      ["does not relock", (it) => it.set(RELOCK, "0"), "auto_relock", false],
      ["relock unheard of", (it) => it.set(RELOCK, "unavailable"), "auto_relock", "(unavailable)"],
      ["relock nonsense", (it) => it.set(RELOCK, "sometimes"), "auto_relock", "(invalid)"],
      ["turned by a code", changedBy("keypad - Somebody"), "keypad_used", NOW - 5 * MINUTE],
      ["turned by a code of no name", changedBy("keypad - None"), "keypad_used", NOW - 5 * MINUTE],
      ["turned by hand", changedBy("thumbturn"), "keypad_used", undefined],
      ["turned by somebody called Keypad", changedBy("mobile device - keypad"), "keypad_used", undefined],
      ["turned by nobody known", changedBy(null), "keypad_used", undefined],
      ["what codes it holds is not asked", () => undefined, "codes_set", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(schlage, home(change), LOCK)[fact], value),
  );

  test("a turn by a code is as old as the position, also over a restart", () => {
    const it = home(changedBy("keypad - Somebody")).past(LOCK, [
      ["locked", NOW - 9 * HOUR],
      ["unlocked", NOW - 3 * HOUR],
      ["unavailable", NOW - 10 * MINUTE],
    ]);
    assert.equal(factsBy(schlage, it, LOCK)["keypad_used"], NOW - 3 * HOUR);
  });

  test("nobody's name is kept", () => {
    assert.doesNotMatch(JSON.stringify(snapshotBy(schlage, home(changedBy("keypad - Somebody")), LOCK)), /Somebody/);
  });

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["jammed", (it) => it.set(LOCK, "jammed"), ["error", "bolt_jammed"]],
      ["keypad closed", (it) => it.set(KEYPAD, "on"), ["error", "keypad_locked_out/disabled"]],
      ["out of reach", (it) => it.lose(/./), ["error", "lock_unreachable/unavailable"]],
      ["servers away", (it) => setUp(it, "schlage", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["nearly empty", (it) => it.set("sensor.front_door_battery", "4"), ["critical", "battery_critical"]],
      ["unknown", (it) => it.set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(schlage, home(change), LOCK), told),
  );

  test("what can be done", () => {
    assert.deepEqual(plansBy(schlage, home(), LOCK), [
      "refresh_entity",
      "lock_again",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
