import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { yaleSmartAlarm } from "../../src/adapters/yale-smart-alarm.ts";
import { addYaleAlarmLock, everyAdapter, factsBy, plansBy, setUp, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const RESERVE = "binary_sensor.alarm_battery";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addYaleAlarmLock(it);
  change(it);
  return it;
}

everyAdapter(yaleSmartAlarm, "yale_smart_alarm", (it) => addYaleAlarmLock(it));

describe("a lock of a Yale Smart Alarm", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["locked", () => undefined, "lock_state", "locked"],
      ["available: the servers answered", () => undefined, "lock_available", true],
      ["its integration is loaded", () => undefined, "hub_state", "loaded"],
      ["unavailable: the servers did not answer", (it) => it.lose(/./), "hub_state", "retrying"],
      ["so the lock is out of reach as well", (it) => it.lose(/./), "lock_available", false],
      ["its position is not known then", (it) => it.lose(/./), "lock_state", "(unavailable)"],
      ["while it is set up", (it) => setUp(it, "yale_smart_alarm", "setup_in_progress").lose(/./), "hub_state", "starting"],
      ["the panel's jam is its radio", (it) => it.set("binary_sensor.alarm_jam", "on"), "jam_flag", undefined],
      ["the panel's tamper is its own", (it) => it.set("binary_sensor.alarm_tamper", "on"), "cover_removed", undefined],
      ["the panel's battery is not the lock's", (it) => it.set(RESERVE, "on"), "battery_low_flag", undefined],
      ["but its own reserve", (it) => it.set(RESERVE, "on"), "accessory_cells", [{ kind: "bridge", source: RESERVE, low: true }]],
      ["a reserve in order", () => undefined, "accessory_cells", [{ kind: "bridge", source: RESERVE, low: false }]],
      ["a reserve unheard of", (it) => it.set(RESERVE, "unknown"), "accessory_cells", [{ kind: "bridge", source: RESERVE }]],
      ["no panel entities", (it) => it.remove(RESERVE), "accessory_cells", undefined],
      ["relocks by itself", () => undefined, "auto_relock", true],
      ["does not", (it) => it.set("switch.front_door_autolock", "off"), "auto_relock", false],
      ["nobody knows", (it) => it.set("switch.front_door_autolock", "unavailable"), "auto_relock", "(unavailable)"],
      ["a lock that cannot", (it) => it.remove("switch.front_door_autolock"), "auto_relock", undefined],
      ["open is the door", (it) => it.set(LOCK, "open"), "door_open", true],
      ["locked says nothing of the door", () => undefined, "door_open", undefined],
      ["unlocked neither", (it) => it.set(LOCK, "unlocked"), "door_open", undefined],
      ["cells: none are told of", () => undefined, "battery_level", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(yaleSmartAlarm, home(change), LOCK)[fact], value),
  );

  test("the panel's jam, given to the lock by hand, is no jam of the bolt", () => {
    const it = home((given) => given.set("binary_sensor.alarm_jam", "on"));
    assert.equal(factsBy(yaleSmartAlarm, it, LOCK, { [LOCK]: ["binary_sensor.alarm_jam"] })["jam_flag"], undefined);
  });

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["open", (it) => it.set(LOCK, "open"), ["healthy"]],
      ["radio jamming is no jam", (it) => it.set("binary_sensor.alarm_jam", "on"), ["healthy"]],
      ["the servers do not answer", (it) => it.lose(/./), ["error", "cloud_unreachable/retrying"]],
      [
        "nor at the start",
        (it) => setUp(it, "yale_smart_alarm", "setup_retry").lose(/./),
        ["error", "cloud_unreachable/retrying"],
      ],
      ["unknown", (it) => it.set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(yaleSmartAlarm, home(change), LOCK), told),
  );

  test("what can be done: never panic, nor lock, for which Home Assistant wants a code", () => {
    assert.deepEqual(plansBy(yaleSmartAlarm, home(), LOCK), [
      "refresh_entity",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
