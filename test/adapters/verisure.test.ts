import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { verisure } from "../../src/adapters/verisure.ts";
import { addVerisureLock, everyAdapter, factsBy, plansBy, setUp, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addVerisureLock(it);
  change(it);
  return it;
}

everyAdapter(verisure, "verisure", (it) => addVerisureLock(it));

describe("a Verisure lock", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["locked", () => undefined, "lock_state", "locked"],
      ["available: the servers answered", () => undefined, "lock_available", true],
      ["unavailable: the servers did not answer", (it) => it.lose(/./), "hub_state", "retrying"],
      ["cells: none are told of", () => undefined, "battery_level", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(verisure, home(change), LOCK)[fact], value),
  );

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order", () => undefined, ["healthy"]],
      ["the servers do not answer", (it) => it.lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["nor at the start", (it) => setUp(it, "verisure", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
      ["unknown", (it) => it.set(LOCK, "unknown"), ["unknown"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(verisure, home(change), LOCK), told),
  );

  test("what can be done: locking wants a code", () => {
    assert.deepEqual(plansBy(verisure, home(), LOCK), [
      "refresh_entity",
      "reload_entry",
      "sign_in",
      "open_device",
      "open_integration",
    ]);
  });
});
