import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keymaster } from "../../../src/adapters/companions/keymaster.ts";
import { everything } from "../../../src/runtime/everything.ts";
import { MockHome, iso, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";
import { answer, factsWith, snapshotWith, wantsOf } from "./support.ts";

const LOCK = "lock.shed";
const ENTRY = "01KEYMASTER";
const PIN = "4711";

interface SlotOptions {
  readonly sync?: string;
  readonly active?: string;
  readonly range?: string;
  readonly end?: string;
  /** When the sync's word last changed, epoch ms. */
  readonly at?: number;
}

/** What keymaster makes for one slot, by its sensor.py, binary_sensor.py, switch.py, datetime.py, text.py and button.py. */
function addSlot(home: MockHome, slot: number, options: SlotOptions, entry = ENTRY): void {
  const { sync = "Synced", active = "on", range = "off", end = "unknown", at = NOW - HOUR } = options;
  const add = (domain: string, property: string, name: string, state: string, changed = NOW - HOUR) =>
    home.entity({
      id: `${domain}.${entry.toLowerCase()}_${slot}_${property}`,
      device: `km_${entry}`,
      platform: "keymaster",
      uniqueId: `${entry}_${domain}_code_slots_${slot}_${property}`,
      state,
      attributes: { friendly_name: `Shed Code Slot ${slot}: ${name}` },
      at: changed,
    });
  add("sensor", "synced", "Sync Status", sync, at);
  add("binary_sensor", "active", "Active", active);
  add("switch", "accesslimit_date_range_enabled", "Use Date Range Limits", range);
  add("datetime", "accesslimit_date_range_start", "Date Range Start", iso(NOW - 9 * DAY));
  add("datetime", "accesslimit_date_range_end", "Date Range End", end);
  add("text", "pin", "PIN", PIN);
  add("text", "name", "Name", "Anna");
  add("button", "reset", "Reset", "unknown");
}

/** The answer of its websocket.py with the badges of its lovelace.py. */
const metadata = (lock: string, entry = ENTRY, first = 1) => ({
  title: "Shed",
  badges: [
    { type: "entity", entity: "sensor.shed_lock_name" },
    { type: "entity", entity: "binary_sensor.shed_network" },
    { type: "entity", entity: "switch.shed_lock_notifications" },
    { type: "entity", entity: lock, name: "Lock" },
    { type: "entity", entity: "text.shed_pin", name: PIN },
  ],
  config_entry_id: entry,
  slot_start: first,
  slot_count: 10,
});

function managed(slots: readonly SlotOptions[], { lock = LOCK, first = 1 }: { lock?: string; first?: number } = {}): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  home.entry({ entry_id: ENTRY, domain: "keymaster", title: "Shed" });
  home.device(mockDevice(`km_${ENTRY}`, { name: "Shed", config_entry_id: ENTRY, identifiers: [["keymaster", ENTRY]] }));
  slots.forEach((options, index) => addSlot(home, index + 1, options));
  for (const want of wantsOf(home, keymaster)) answer(home, want, metadata(lock, ENTRY, first));
  return home;
}

const facts = (home: MockHome) => factsWith(home, LOCK, [keymaster]);
const codes = (home: MockHome) => {
  const { codes_unsynced, codes_suspended, codes_set, has_keypad } = facts(home);
  return [codes_unsynced, codes_suspended, codes_set, has_keypad];
};
const OUT = { sync: "Out of Sync" };
const EMPTY = { sync: "Disconnected", active: "off" };

describe("keymaster's words about the codes in a lock", () => {
  rows<readonly [name: string, slots: readonly SlotOptions[], found: readonly unknown[]]>(
    [
      ["all synced", [{}, {}], [0, undefined, 2, true]],
      ["an empty slot is called disconnected, and is in order", [{}, EMPTY], [0, undefined, 1, true]],
      ["no code at all", [EMPTY, EMPTY], [0, undefined, 0, true]],
      ["one out of sync for an hour", [{}, OUT], [1, undefined, 1, true]],
      ["adding for an hour", [{ sync: "Adding" }], [1, undefined, 0, true]],
      ["deleting for an hour", [{ sync: "Deleting" }, {}], [1, undefined, 1, true]],
      ["on its way", [{}, { sync: "Adding", at: NOW - 2 * MINUTE + SECOND }], ["(pending)", undefined, 1, true]],
      ["on its way for too long", [{}, { sync: "Adding", at: NOW - 2 * MINUTE }], [1, undefined, 1, true]],
      ["on its way, and none set yet", [{ sync: "Adding", at: NOW }], ["(pending)", undefined, undefined, true]],
      ["a lock out of its reach", [{ sync: "unavailable" }], ["(unavailable)", undefined, undefined, true]],
      ["a word that it does not have", [{}, { sync: "Vorbei" }], ["(unknown)", undefined, 1, true]],
    ],
    ([, slots, found]) => assert.deepEqual(codes(managed(slots)), found),
  );

  test("where its slots do not begin at 1, none set is no reading", () => {
    assert.deepEqual(codes(managed([EMPTY], { first: 20 })), [0, undefined, undefined, true]);
  });

  test("another lock's keymaster says nothing of this one", () => {
    assert.deepEqual(codes(managed([OUT], { lock: "lock.cellar" })), [undefined, undefined, undefined, undefined]);
  });

  test("without its device there is nothing", () => {
    const home = managed([OUT]);
    home.devices = Object.fromEntries(Object.entries(home.devices).filter(([id]) => !id.startsWith("km_")));
    assert.equal(facts(home)["codes_unsynced"], undefined);
  });

  test("entities of another entry with the same names are not counted", () => {
    const home = managed([{}]);
    home.device(mockDevice("km_01OTHER", { name: "Shed", identifiers: [["keymaster", "01OTHER"]] }));
    addSlot(home, 2, OUT, "01OTHER");
    assert.deepEqual(codes(home), [0, undefined, 1, true]);
  });

  test("an entity that a person has renamed is left out, not guessed", () => {
    const home = managed([{}, OUT]);
    home.set("sensor.01keymaster_2_synced", "Out of Sync", { attributes: { friendly_name: "Guests" } });
    assert.deepEqual(codes(home), [0, undefined, 1, true]);
  });
});

describe("when the first code in use ends", () => {
  const end = (at: number, more: SlotOptions = {}): SlotOptions => ({ range: "on", end: iso(at), ...more });
  rows<readonly [name: string, slots: readonly SlotOptions[], ends: number | undefined]>(
    [
      ["the one that ends first", [end(NOW + 9 * DAY), end(NOW + 2 * DAY), {}], NOW + 2 * DAY],
      ["one whose range is switched off does not end", [end(NOW + DAY, { range: "off" })], undefined],
      ["one that is not active is not in use", [end(NOW + DAY, { active: "off" })], undefined],
      ["one that has ended is not in use", [end(NOW)], undefined],
      ["one that ends in a second is", [end(NOW + SECOND)], NOW + SECOND],
      ["a range without an end", [{ range: "on" }], undefined],
    ],
    ([, slots, ends]) => assert.equal(facts(managed(slots))["code_ends"], ends),
  );

  test("names its entity", () => {
    const fact = snapshotWith(managed([end(NOW + DAY)]), LOCK, [keymaster]).facts.code_ends;
    assert.equal(fact?.source, "datetime.01keymaster_1_accesslimit_date_range_end");
  });
});

describe("what is asked of keymaster", () => {
  test("one request an entry, and of its answer only which lock it is about", () => {
    const home = managed([{}]);
    home.entry({ entry_id: "01OFF", domain: "keymaster", disabled_by: "user" });
    const [want, ...more] = wantsOf(home, keymaster);
    assert.ok(want);
    assert.deepEqual(more, []);
    assert.deepEqual(want.request, { type: "keymaster/get_view_metadata", config_entry_id: ENTRY });
    assert.deepEqual(answer(home, want, metadata(LOCK)), { entry: ENTRY, lock: LOCK, first: 1 });
  });

  rows<readonly [name: string, result: unknown]>(
    [
      ["nothing", undefined],
      ["a text", PIN],
      ["badges of another kind", { badges: PIN, config_entry_id: ENTRY }],
      ["badges without a lock", { badges: [null, { entity: 3 }, { entity: "sensor.x" }], config_entry_id: ENTRY }],
      ["no entry", { badges: [{ entity: LOCK }] }],
    ],
    ([, result]) => {
      const home = managed([OUT], { lock: "lock.cellar" });
      const [want] = wantsOf(home, keymaster);
      assert.ok(want);
      assert.deepEqual(answer(home, want, result), {});
      assert.equal(facts(home)["codes_unsynced"], undefined);
    },
  );

  test("nothing of it is pressed: its buttons erase", () => {
    assert.deepEqual(keymaster.plans, {});
  });

  test("what is offered is a guide, which looks at the link and at the slot", () => {
    const { findings } = everything.diagnose(snapshotWith(managed([{}, OUT]), LOCK, [keymaster]));
    const found = findings.find(({ id }) => id === "codes_unsynced");
    const guides = found?.remedies.filter((id) => everything.remedies[id]?.kind === "guide");
    assert.deepEqual(guides, ["guide_code_manager"]);
  });
});
