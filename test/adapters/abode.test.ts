import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { abode } from "../../src/adapters/abode.ts";
import { addAbodeLock, everyAdapter, factsBy, plansBy, setUp, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addAbodeLock(it);
  change(it);
  return it;
}

const fields = (given: object) => (it: MockHome) => it.set(LOCK, "locked", { attributes: { ...given } });

everyAdapter(abode, "abode", (it) => addAbodeLock(it));

describe("an Abode lock", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["answers", () => undefined, "lock_available", true],
      ["does not, and stays available", fields({ no_response: true }), "lock_available", false],
      ["a word is no answer", fields({ no_response: "true" }), "lock_available", true],
      ["unavailable", (it) => it.lose(/./), "lock_available", false],
      ["cells in order", () => undefined, "battery_low_flag", false],
      ["cells low", fields({ battery_low: true }), "battery_low_flag", true],
      ["cells unheard of", fields({ battery_low: undefined }), "battery_low_flag", undefined],
      ["no level", () => undefined, "battery_level", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(abode, home(change), LOCK)[fact], value),
  );

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["silent", fields({ no_response: true }), ["error", "lock_unreachable/unavailable"]],
      ["cells low", fields({ battery_low: true }), ["warning", "battery_low/flag"]],
      ["servers away", (it) => setUp(it, "abode", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["unknown", (it) => it.set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(abode, home(change), LOCK), told),
  );

  test("what can be done", () => {
    assert.deepEqual(plansBy(abode, home(), LOCK), [
      "refresh_entity",
      "lock_again",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
