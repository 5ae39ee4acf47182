import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { collectHome } from "../../src/adapters/index.ts";
import { soundHome } from "../../src/adapters/home.ts";
import type { HomeView } from "../../src/adapters/home.ts";
import { deepAdapterFor } from "../../src/adapters/deep/index.ts";
import { readers } from "../../src/adapters/index.ts";
import { LockView } from "../../src/adapters/lock-view.ts";
import { describeLock, lockEntities } from "../../src/adapters/locks.ts";
import { diagnose } from "../../src/core/everything.ts";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import { collect } from "../../src/adapters/collect.ts";
import { firstKnowledge } from "../../src/runtime/knowledge.ts";
import { everything } from "../../src/runtime/everything.ts";
import { planFor } from "../../src/runtime/offers.ts";
import { MockHome } from "../support/home.ts";
import {
  addLock,
  addMatterLock,
  addZigbeeLock,
  addZwaveLock,
  addZwaveStatistics,
  debugInfo,
  notification,
  yaleMessage,
} from "../support/locks.ts";
import { HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const RUNS = 6_000;

/** A home with a lock of each kind, and an answer to everything. */
function wholeHome(): MockHome {
  const home = new MockHome();
  addZwaveLock(home);
  addZwaveStatistics(home);
  addZigbeeLock(home);
  addMatterLock(home);
  addLock(home, "tedee");
  addLock(home, "zha", { name: "Cellar" });
  home.answer(
    { type: "logbook/event_stream", device_ids: ["zwave_2"] },
    { events: [notification("Tampering, invalid code", NOW - MINUTE)] },
  );
  home.answer(
    { type: "mqtt/device/debug_info", device_id: "z2m_patio" },
    debugInfo([yaleMessage(NOW - MINUTE)], { entities: 1 }),
  );
  home.answer({ type: "config/device_registry/list_linked_devices", device_id: "zwave_2" }, { linked_devices: ["tedee_shed"] });
  home.answer(
    { type: "zwave_js/subscribe_node_statistics", device_id: "zwave_2" },
    { samples: [{ at: NOW - HOUR, sent: 1, received: 1, dropped: 0, unanswered: 0 }], heard: NOW, roundTrip: 40, signal: -60 },
  );
  home.answer(
    { type: "zwave_js/get_config_parameters", device_id: "zwave_2" },
    { values: { 12: 5, 13: 6, 14: 1, 17: 0 }, at: NOW },
  );
  home.answer(
    { type: "mqtt/subscribe", topic: "zigbee2mqtt/bridge/devices" },
    { "0x000d6f0011223301": { state: "SUCCESSFUL", at: NOW } },
  );
  home.answer({ type: "zha/device", ieee: "cellar" }, { available: true, lqi: 80, rssi: -60, shown: NOW, ahead: 0, at: NOW });
  home.answer({ type: "matter/network_topology" }, { at: NOW, dbm: { matter_studio: -60 } });
  home.past("lock.studio", [
    ["unlocked", NOW - HOUR],
    ["locking", NOW - MINUTE],
  ]);
  home.issues = [{ domain: "zwave_js", issue_id: "device_config_file_changed.zwave_2" }];
  home.commands = { "lock.studio": { wanted: "locked", at: NOW } };
  return home;
}

const TEMPLATE = JSON.stringify(wholeHome().view());

function collectAll(home: unknown): void {
  const given = home as HomeView;
  for (const snapshot of collectHome(given)) diagnose(snapshot);
  collectHome(given, { only: ["lock.front_door", "lock.nowhere", "light.x", ""] });
  const sound = soundHome(given);
  for (const entityId of lockEntities(sound)) {
    const view = new LockView(sound, describeLock(sound, entityId));
    // The card's entry judges without a look at the kinds of facts: its adapters have to make them right.
    for (const outcome of Object.values(firstKnowledge.diagnose(collect(sound, view.ref, firstKnowledge)).outcomes))
      assert.ok(outcome.status !== "unknown" || outcome.reason !== "crashed");
    const deep = deepAdapterFor(view.ref);
    for (const { request, keep } of [...readers.adapterFor(view.ref).wants(view), ...(deep?.wants(view) ?? [])]) {
      assert.equal(typeof request.type, "string");
      keep?.(home, undefined, NOW);
      for (const answer of sound.answers ?? []) keep?.(answer.result, answer.result, NOW);
    }
    deep?.read(view, readers.adapterFor(view.ref).read(view));
    for (const id of REMEDY_IDS) planFor(view, id, { ...everything, deep });
  }
}

const NOTHING: readonly unknown[] = [
  null,
  "",
  "x",
  "unavailable",
  0,
  -1,
  1e300,
  NaN,
  true,
  [],
  {},
  [null],
  [[]],
  [{}],
  { a: null },
  "2026-11-22T12:00:00Z",
  ["zwave_js", 5],
];

type Tree = { [key: string]: unknown };

/** Puts nonsense somewhere into a tree: down by the dice, at a leaf or at a whole branch. */
function spoil(tree: unknown, dice: readonly number[], value: number): void {
  let here = tree as Tree;
  for (const [index, die] of dice.entries()) {
    const keys = Object.keys(here);
    if (keys.length === 0) return;
    const key = keys[die % keys.length]!;
    const next = here[key];
    if (index === dice.length - 1 || typeof next !== "object" || next === null) {
      if (value % (NOTHING.length + 1) === NOTHING.length) delete here[key];
      // A copy: what is spoilt further down must not be the next one's nonsense, or hold itself.
      else here[key] = structuredClone(NOTHING[value % (NOTHING.length + 1)]);
      return;
    }
    here = next as Tree;
  }
}

describe("a home from anywhere", () => {
  test(`${RUNS} spoilt ones: nothing throws`, () => {
    const spoiling = fc.tuple(fc.array(fc.nat(9_999), { minLength: 1, maxLength: 7 }), fc.nat(9_999));
    fc.assert(
      fc.property(fc.array(spoiling, { minLength: 1, maxLength: 25 }), (spoilings) => {
        const home: unknown = JSON.parse(TEMPLATE);
        for (const [dice, value] of spoilings) spoil(home, dice, value);
        collectAll(home);
      }),
      { numRuns: RUNS },
    );
  });

  test("thousands of no home at all: nothing throws", () => {
    const names = [
      "takenAt",
      "config",
      "user",
      "states",
      "entities",
      "registry",
      "devices",
      "configEntries",
      "issues",
      "answers",
      "commands",
      "lock.x",
    ];
    const anything = fc.anything({
      maxDepth: 3,
      key: fc.constantFrom(
        "lock.x",
        "state",
        "attributes",
        "device_id",
        "id",
        "request",
        "type",
        "result",
        "entry_id",
        "identifiers",
        "__proto__",
        "constructor",
      ),
    });
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.constantFrom(...names), anything), anything), (home) => collectAll(home)),
      { numRuns: RUNS },
    );
  });

  const without = (name: string) => JSON.parse(TEMPLATE, (key, value: unknown) => (key === name ? undefined : value)) as HomeView;
  for (const name of Object.keys(JSON.parse(TEMPLATE) as object))
    test(`without ${name}`, () => {
      collectAll(without(name));
      assert.equal(collectHome(without(name)).length, name === "states" ? 0 : 5);
    });

  rows<readonly [name: string, takenAt: unknown, expected: number]>(
    [
      ["an ISO time", "2026-11-22T12:00:00+00:00", NOW],
      ["epoch ms", NOW, NOW],
      ["epoch seconds", NOW / 1000, NOW],
      ["no time", undefined, 0],
      ["nonsense", "yesterday", 0],
      ["beyond all dates", 9e15, 0],
    ],
    ([, takenAt, expected]) => {
      const snapshots = collectHome({ ...wholeHome().view(), takenAt: takenAt as string });
      for (const snapshot of snapshots) assert.equal(snapshot.takenAt, expected);
    },
  );

  test("a sound home stays as it is", () => {
    const home = wholeHome().view();
    assert.deepEqual(soundHome(home), home);
    assert.deepEqual(collectHome(JSON.parse(JSON.stringify(home)) as HomeView), collectHome(home));
  });

  test("a home that starts, and one that has not said", () => {
    const states = (config: HomeView["config"]) =>
      new Set(collectHome({ ...wholeHome().view(), config }).map(({ home }) => home));
    assert.deepEqual(states({ state: "NOT_RUNNING" }), new Set(["starting"]));
    assert.deepEqual(states({ state: "STARTING" }), new Set(["starting"]));
    assert.deepEqual(states({}), new Set(["running"]));
  });
});
