import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { xthingsCloud } from "../../src/adapters/xthings-cloud.ts";
import { addXthingsLock, everyAdapter, factsBy, plansBy, setUp, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addXthingsLock(it);
  change(it);
  return it;
}

everyAdapter(xthingsCloud, "xthings_cloud", (it) => addXthingsLock(it));

describe("an Ultraloq through Xthings", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["online", () => undefined, "lock_available", true],
      ["offline", (it) => it.lose(/./), "lock_available", false],
      ["locked", () => undefined, "lock_state", "locked"],
      ["jammed", (it) => it.set(LOCK, "jammed"), "lock_state", "jammed"],
      ["unknown", (it) => it.set(LOCK, "unknown"), "lock_state", "(unknown)"],
      ["cells: none are told of", () => undefined, "battery_level", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(xthingsCloud, home(change), LOCK)[fact], value),
  );

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["jammed", (it) => it.set(LOCK, "jammed"), ["error", "bolt_jammed"]],
      ["offline", (it) => it.lose(/./), ["error", "lock_unreachable/unavailable"]],
      ["servers away", (it) => setUp(it, "xthings_cloud", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["unknown", (it) => it.set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(xthingsCloud, home(change), LOCK), told),
  );

  test("what can be done", () => {
    assert.deepEqual(plansBy(xthingsCloud, home(), LOCK), [
      "refresh_entity",
      "reread_notification",
      "lock_again",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
