import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { igloohome } from "../../src/adapters/igloohome.ts";
import { addIgloohomeLock, everyAdapter, factsBy, plansBy, setUp, verdictBy } from "../support/cloud-locks.ts";
import { MockHome } from "../support/home.ts";
import { MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.front_door";
const BATTERY = "sensor.front_door_battery";

function home(change: (it: MockHome) => unknown = () => undefined): MockHome {
  const it = new MockHome();
  addIgloohomeLock(it);
  change(it);
  return it;
}

const sent = (it: MockHome) => (it.commands = { [LOCK]: { wanted: "locked", at: NOW - 10 * MINUTE } });

everyAdapter(igloohome, "igloohome", (it) => addIgloohomeLock(it));

describe("an igloohome lock", () => {
  rows<readonly [name: string, change: (it: MockHome) => unknown, fact: string, value: unknown]>(
    [
      ["its position is never known", () => undefined, "lock_state", "(unknown)"],
      ["always a guess", () => undefined, "assumed_state", true],
      ["available, whatever happens to it", () => undefined, "lock_available", undefined],
      ["unavailable: its integration is not there", (it) => it.lose(/./), "lock_available", false],
      ["cells", () => undefined, "battery_level", 92],
      ["cells, the servers silent", (it) => it.set(BATTERY, "unavailable"), "battery_level", "(unavailable)"],
      ["a command's end is never seen", sent, "bolt_command", undefined],
      ["nor a movement", () => undefined, "bolt_moved", undefined],
    ],
    ([, change, fact, value]) => assert.deepEqual(factsBy(igloohome, home(change), LOCK)[fact], value),
  );

  rows<readonly [name: string, change: (it: MockHome) => unknown, told: readonly string[]]>(
    [
      ["in order, as far as can be told", () => undefined, ["unknown"]],
      ["after a command, too: nothing is missed that is never told", sent, ["unknown"]],
      ["nearly empty", (it) => it.set(BATTERY, "8"), ["critical", "battery_critical"]],
      ["servers away", (it) => setUp(it, "igloohome", "setup_retry").lose(/./), ["error", "cloud_unreachable/retrying"]],
    ],
    ([, change, told]) => assert.deepEqual(verdictBy(igloohome, home(change), LOCK), told),
  );

  test("what can be done: no updating, which asks nobody, and no command whose end is never seen", () => {
    assert.deepEqual(plansBy(igloohome, home(), LOCK), ["reload_entry", "sign_in", "open_device", "open_integration"]);
  });
});
