import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lockCodeManager } from "../../../src/adapters/companions/lock-code-manager.ts";
import { MockHome, iso, mockDevice } from "../../support/home.ts";
import { addLock } from "../../support/locks.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";
import { answer, factsWith, planOf, snapshotWith, wantsOf } from "./support.ts";

const LOCK = "lock.shed";
const OTHER = "lock.cellar";
const ENTRY = "01LCM";
const PIN = "4711";

interface SlotOptions {
  readonly synced?: string;
  readonly status?: string;
  readonly active?: string;
  /** When the sync's word last changed, epoch ms. */
  readonly at?: number;
}

const syncedOf = (slot: number, lock = LOCK) => `binary_sensor.user_${slot}_${lock.slice(5)}_in_sync`;

/** Rows of the registry as Lock Code Manager returns them: with their options, where a code can be. */
const registered = new WeakMap<MockHome, object[]>();

function register(home: MockHome, entityId: string, uniqueId: string): void {
  const row = {
    entity_id: entityId,
    unique_id: uniqueId,
    platform: "lock_code_manager",
    options: { "sensor.private": { code: PIN } },
  };
  registered.set(home, [...(registered.get(home) ?? []), row]);
}

/** All that Lock Code Manager makes for one slot in some locks, by its entity.py, binary_sensor.py, sensor.py, event.py and text.py. */
function addSlot(home: MockHome, slot: number, locks: readonly string[], options: SlotOptions = {}): void {
  const { synced = "on", status = synced === "on" ? "in_sync" : "out_of_sync", active = "on", at = NOW - HOUR } = options;
  const device = `user_${slot}`;
  home.device(
    mockDevice(device, {
      name: `House Anna ${slot}`,
      config_entry_id: ENTRY,
      identifiers: [["lock_code_manager", `${ENTRY}|${slot}`]],
    }),
  );
  const on = { platform: "lock_code_manager", device };
  const add = (id: string, key: string, state: string, lock?: string, attributes = {}, at = NOW - HOUR) => {
    const uniqueId = [ENTRY, slot, key, ...(lock === undefined ? [] : [lock])].join("|");
    home.entity({ ...on, id, uniqueId, key, state, attributes, at });
    register(home, id, uniqueId);
  };
  const told = { code_slot: slot };
  add(`binary_sensor.user_${slot}_active`, "active", active, undefined, { ...told, slot_field: "active" });
  add(`text.user_${slot}_pin`, "pin", PIN, undefined, { ...told, slot_field: "pin" });
  add(`text.user_${slot}_name`, "name", "Anna", undefined, { ...told, slot_field: "name" });
  add(`switch.user_${slot}_enabled`, "enabled", "on", undefined, { ...told, slot_field: "enabled" });
  add(`event.user_${slot}_credential_used`, "credential_used", iso(NOW - HOUR), undefined, { event_types: locks, code: PIN });
  for (const lock of locks) {
    add(syncedOf(slot, lock), "in_sync", synced, lock, synced === "unknown" ? {} : { sync_status: status }, at);
    add(`sensor.user_${slot}_${lock.slice(5)}_pin`, "code", PIN, lock, told);
  }
}

function data(home: MockHome, locks: readonly string[]): object {
  return {
    config_entry: { entry_id: ENTRY, domain: "lock_code_manager", title: "House" },
    entities: registered.get(home) ?? [],
    locks: locks.map((entity_id) => ({ entity_id, name: entity_id })),
    slots: { 1: { name: "Anna", condition: "calendar.cleaning" } },
  };
}

function managed(slots: readonly SlotOptions[], { locks = [LOCK] }: { locks?: readonly string[] } = {}): MockHome {
  const home = new MockHome();
  addLock(home, "tedee");
  addLock(home, "nuki", { name: "Cellar" });
  home.entry({ entry_id: ENTRY, domain: "lock_code_manager", title: "House" });
  slots.forEach((options, index) => addSlot(home, index + 1, locks, options));
  for (const want of wantsOf(home, lockCodeManager)) answer(home, want, data(home, locks));
  return home;
}

const facts = (home: MockHome, lock = LOCK) => factsWith(home, lock, [lockCodeManager]);
const codes = (home: MockHome, lock = LOCK) => {
  const { codes_unsynced, codes_suspended, codes_set, has_keypad } = facts(home, lock);
  return [codes_unsynced, codes_suspended, codes_set, has_keypad];
};

const OFF = { synced: "off" };

describe("Lock Code Manager's words about the codes in a lock", () => {
  rows<readonly [name: string, slots: readonly SlotOptions[], found: readonly unknown[]]>(
    [
      ["all in sync", [{}, {}], [0, 0, 2, true]],
      ["one is not, for an hour", [{}, OFF], [1, 0, 1, true]],
      ["all are not", [OFF, OFF, OFF], [3, 0, undefined, true]],
      ["syncing for an hour is not in sync", [{ ...OFF, status: "syncing" }], [1, 0, undefined, true]],
      ["unconfirmed for an hour is not in sync", [{ ...OFF, status: "pending_confirmation" }], [1, 0, undefined, true]],
      ["still within its attempts", [{}, { ...OFF, at: NOW - 5 * MINUTE + SECOND }], ["(pending)", "(pending)", 1, true]],
      ["its attempts are over", [{}, { ...OFF, at: NOW - 5 * MINUTE }], [1, 0, 1, true]],
      ["one that it works at does not hide another", [OFF, { ...OFF, at: NOW }], [1, "(pending)", undefined, true]],
      ["given up", [{}, { ...OFF, status: "suspended" }], [0, 1, 1, true]],
      ["given up a moment ago", [{ ...OFF, status: "suspended", at: NOW }], [0, 1, undefined, true]],
      ["one given up, one not in sync", [{ ...OFF, status: "suspended" }, OFF], [1, 1, undefined, true]],
      ["unavailable is no pass", [{}, { synced: "unavailable" }], ["(unavailable)", "(unavailable)", 1, true]],
      ["loading is no pass", [{}, { synced: "unknown" }], ["(unknown)", "(unknown)", 1, true]],
      [
        "unavailable does not hide one that is not in sync",
        [{ synced: "unavailable" }, OFF],
        [1, "(unavailable)", undefined, true],
      ],
      ["in sync and not active: an empty slot", [{ active: "off" }, {}], [0, 0, 1, true]],
      ["none active says nothing of codes that it does not manage", [{ active: "off" }], [0, 0, undefined, true]],
    ],
    ([, slots, found]) => assert.deepEqual(codes(managed(slots)), found),
  );

  test("a count is since the first of its slots stands so, and names one of them", () => {
    const home = managed([{}, OFF, { ...OFF, at: NOW - 2 * HOUR }]);
    home.set(syncedOf(1), "on", { at: NOW - 3 * HOUR, updated: NOW - MINUTE });
    const fact = snapshotWith(home, LOCK, [lockCodeManager]).facts.codes_unsynced;
    assert.deepEqual(fact, { kind: "known", value: 2, at: NOW - 2 * HOUR, source: syncedOf(2) });
  });

  test("that there is none is as new as the newest report, so that a remedy can be proven", () => {
    const home = managed([{}, {}]);
    home.set(syncedOf(1), "on", { at: NOW - 3 * HOUR, updated: NOW - MINUTE });
    assert.deepEqual(snapshotWith(home, LOCK, [lockCodeManager]).facts.codes_unsynced, {
      kind: "known",
      value: 0,
      at: NOW - MINUTE,
    });
  });

  test("of two locks with the same users, each has its own", () => {
    const home = managed([{}, {}], { locks: [LOCK, OTHER] });
    home.set(syncedOf(2, OTHER), "off", { attributes: { sync_status: "out_of_sync" } });
    assert.deepEqual(codes(home), [0, 0, 2, true]);
    assert.deepEqual(codes(home, OTHER), [1, 0, 1, true]);
  });

  test("a lock that it does not manage has none of it", () => {
    const home = managed([OFF], { locks: [OTHER] });
    assert.deepEqual(codes(home), [undefined, undefined, undefined, undefined]);
  });

  test("an entity that is switched off is not asked after", () => {
    assert.deepEqual(codes(managed([{}, OFF]).remove(syncedOf(2))), [0, 0, 1, true]);
  });

  test("older versions put it onto the lock's own device", () => {
    const home = new MockHome();
    addLock(home, "tedee");
    const on = {
      platform: "lock_code_manager",
      device: "tedee_shed",
      key: "in_sync",
      attributes: { sync_status: "out_of_sync" },
    };
    home.entity({ ...on, id: "binary_sensor.slot_1", uniqueId: `${ENTRY}|1|in_sync|${LOCK}`, state: "off" });
    home.entity({ ...on, id: "binary_sensor.slot_2", uniqueId: `${ENTRY}|2|in_sync|lock.former`, state: "off" });
    assert.deepEqual(codes(home), [1, 0, undefined, true]);
  });
});

describe("what is asked of Lock Code Manager", () => {
  test("one request an entry, that shows no code", () => {
    const home = managed([{}]);
    home.entry({ entry_id: "01MORE", domain: "lock_code_manager" });
    home.entry({ entry_id: "01OFF", domain: "lock_code_manager", disabled_by: "user" });
    assert.deepEqual(
      wantsOf(home, lockCodeManager).map(({ request }) => request),
      [ENTRY, "01MORE"].map((config_entry_id) => ({ type: "lock_code_manager/get_config_entry_data", config_entry_id })),
    );
  });

  test("nothing without it", () => {
    const home = new MockHome();
    addLock(home, "tedee");
    assert.deepEqual(wantsOf(home, lockCodeManager), []);
  });

  test("of the answer only entities are kept: no names, no codes, no conditions", () => {
    const home = managed([{}, {}]);
    const [want] = wantsOf(home, lockCodeManager);
    assert.ok(want);
    assert.deepEqual(answer(home, want, data(home, [LOCK])), [
      { lock: LOCK, synced: syncedOf(1), active: "binary_sensor.user_1_active" },
      { lock: LOCK, synced: syncedOf(2), active: "binary_sensor.user_2_active" },
    ]);
  });

  rows<readonly [name: string, result: unknown]>(
    [
      ["nothing", undefined],
      ["a text", PIN],
      ["entities of another kind", { entities: PIN }],
      [
        "rows without ids",
        { entities: [null, PIN, {}, { unique_id: 1, entity_id: "x" }, { unique_id: "a|1|in_sync|lock.shed" }] },
      ],
      ["a sync of no lock", { entities: [{ unique_id: "a|1|in_sync", entity_id: "binary_sensor.x" }] }],
    ],
    ([, result]) => {
      const home = managed([]);
      const [want] = wantsOf(home, lockCodeManager);
      assert.ok(want);
      assert.deepEqual(answer(home, want, result), []);
      assert.deepEqual(codes(home), [undefined, undefined, undefined, undefined]);
    },
  );
});

describe("reading all codes from the lock anew", () => {
  const plan = (home: MockHome) => planOf(home, LOCK, lockCodeManager, "resync_codes");

  test("is a plain action for every user, on this lock alone", () => {
    assert.deepEqual(plan(managed([OFF])), {
      kind: "service",
      domain: "lock_code_manager",
      service: "hard_refresh_usercodes",
      data: {},
      target: { entity_id: LOCK },
      admin: false,
    });
  });

  test("not for a lock that it does not manage: it would do nothing and succeed", () => {
    assert.equal(plan(managed([OFF], { locks: [OTHER] })), undefined);
  });

  test("not while the lock is unavailable", () => {
    assert.equal(plan(managed([OFF]).set(LOCK, "unavailable")), undefined);
  });
});
