import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { smartthings } from "../../src/adapters/smartthings.ts";
import { addSmartthingsLock, everyAdapter, factsBy, plansBy, setUp, snapshotBy, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { HOUR, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addSmartthingsLock(it);
  change(it);
  return it;
}

/** What SmartThings itself says of the bolt, of which Home Assistant makes locked or unlocked. */
const said = (word: unknown) => (it: MockHome) =>
  it.set(LOCK, word === "locked" ? "locked" : "unlocked", { attributes: { lock_state: word } });

everyAdapter(smartthings, "smartthings", (it) => addSmartthingsLock(it));

describe("a lock through SmartThings", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["online", () => undefined, "lock_available", true],
      ["offline", (it) => it.lose(/./), "lock_available", false],
      ["locked", () => undefined, "lock_state", "locked"],
      ["unlocked", said("unlocked"), "lock_state", "unlocked"],
      ["unlocked for a while", said("unlocked with timeout"), "lock_state", "unlocked"],
      ["unknown, which Home Assistant shows as unlocked", said("unknown"), "lock_state", "(unknown)"],
      ["without the word", said(undefined), "lock_state", "unlocked"],
      ["fully locked", () => undefined, "fully_locked", true],
      ["not fully locked, shown as unlocked", said("not fully locked"), "fully_locked", false],
      ["unlocked is an end too", said("unlocked"), "fully_locked", true],
      ["unknown is neither", said("unknown"), "fully_locked", undefined],
      ["a number is no word", said(5), "fully_locked", undefined],
      ["cells", () => undefined, "battery_level", 86],
      ["cells unheard of", (it) => it.set("sensor.front_door_battery", "unknown"), "battery_level", "(unknown)"],
      ["signal", () => undefined, "signal", -61],
      ["link quality", () => undefined, "link_quality", 176],
      [
        "link quality unheard of",
        (it) => it.set("sensor.front_door_link_quality", "unavailable"),
        "link_quality",
        "(unavailable)",
      ],
      ["tampered with", (it) => it.set("binary_sensor.front_door_tamper", "on"), "cover_removed", true],
      ["turned by keypad", (it) => it.set(LOCK, "locked", { attributes: { method: "keypad" } }), "keypad_used", NOW - HOUR],
      ["so it has one", (it) => it.set(LOCK, "locked", { attributes: { method: "keypad" } }), "has_keypad", true],
      ["turned by hand", () => undefined, "keypad_used", undefined],
      ["which says nothing of a keypad", () => undefined, "has_keypad", undefined],
      [
        "firmware by SmartThings",
        () => undefined,
        "firmware",
        {
          installed: "00000104",
          latest: "00000104",
          skipped: false,
          inProgress: false,
          percent: undefined,
          installable: true,
        },
      ],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(smartthings, home(change), LOCK)[fact], value),
  );

  test("the code that was used, its number and its name stay where they are", () => {
    const it = home((given) =>
      given.set(LOCK, "unlocked", {
        attributes: { method: "keypad", used_code: "4711", code_id: "8150", code_name: "Somebody", lock_state: "unlocked" },
      }),
    );
    assert.doesNotMatch(JSON.stringify(snapshotBy(smartthings, it, LOCK)), /4711|8150|Somebody/);
  });

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["unlocked", said("unlocked"), ["healthy"]],
      ["between its ends", said("not fully locked"), ["error", "bolt_jam_suspected/between"]],
      ["nobody knows where the bolt is", said("unknown"), ["unknown"]],
      ["offline", (it) => it.lose(/./), ["error", "lock_unreachable/unavailable"]],
      ["servers away", (it) => setUp(it, "smartthings", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["weak", (it) => it.set("sensor.front_door_link_quality", "20"), ["warning", "link_weak"]],
      ["nearly empty", (it) => it.set("sensor.front_door_battery", "5"), ["critical", "battery_critical"]],
      [
        "an update",
        (it) => it.set("update.front_door_firmware", "on", { attributes: { latest_version: "00000105" } }),
        ["warning", "update_available/installable"],
      ],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(smartthings, home(change), LOCK), told),
  );

  test("what can be done: no updating of the entity, which asks nobody", () => {
    const common = ["lock_again", "reload_entry", "sign_in", "open_device", "open_integration"];
    assert.deepEqual(plansBy(smartthings, home(), LOCK), common);
    const update = home((it) => it.set("update.front_door_firmware", "on", { attributes: { latest_version: "00000105" } }));
    assert.deepEqual(plansBy(smartthings, update, LOCK), ["lock_again", "install_update", ...common.slice(1)]);
  });
});
