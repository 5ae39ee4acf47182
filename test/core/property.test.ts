import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { FAMILIES, SEVERITIES } from "../../src/core/check.ts";
import { CHECK_IDS } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/everything.ts";
import type { FullDiagnosis } from "../../src/core/everything.ts";
import type { FactName, Facts } from "../../src/core/fact.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import { hasHelped, refusal } from "../../src/core/remedy.ts";
import { DEFAULT_SETTINGS } from "../../src/core/snapshot.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import { sound as soundFacts } from "../../src/core/sound.ts";
import { DAY, HEALTHY, HOUR, MINUTE, NOW, facts } from "../support/snapshot.ts";

/** 100,000 snapshots in all: most of them of healthy locks with some facts made wild, since pure noise is never healthy. */
const RUNS = 100_000;

const boolean = [true, false];
const times = [
  NOW,
  NOW - 1,
  NOW - MINUTE,
  NOW - HOUR,
  NOW - DAY,
  NOW - 80 * HOUR,
  NOW + MINUTE,
  NOW + 2 * DAY,
  0,
  -1,
  1,
  NaN,
  Infinity,
];
const lists = [
  [],
  [NOW - MINUTE],
  [NOW - 3 * MINUTE, NOW - 2 * MINUTE, NOW - MINUTE],
  [NOW - DAY],
  [NOW + 3 * DAY],
  [NaN],
  ["1234"],
  [null],
  Array.from({ length: 30 }, (_, index) => NOW - index),
];
const firmware = [
  { installed: "1", latest: "2", skipped: false, inProgress: false, percent: undefined, installable: true },
  { installed: "1", latest: "2", skipped: true, inProgress: false, percent: undefined, installable: false },
  { installed: "2", latest: "2", skipped: false, inProgress: true, percent: 40, installable: true },
  { installed: undefined, latest: undefined, skipped: false, inProgress: false, percent: undefined, installable: true },
  { installed: 1, latest: 2 },
];
const interview = boolean.flatMap((complete) =>
  boolean.flatMap((outdated) => boolean.map((running) => ({ complete, outdated, running }))),
);

const chemistries = ["alkaline", "lithium", "nimh", "li_ion"];
const trends = [
  { now: 2, usual: 2, countNow: 8, countUsual: 60 },
  { now: 9, usual: 2, countNow: 8, countUsual: 60 },
  { now: 9, usual: 2, countNow: 1, countUsual: 2 },
  { now: NaN, usual: -1, countNow: 0, countUsual: 0 },
  { now: 9 },
];

/** Values of each fact that say something, right and wrong, besides those that fit nowhere. */
const VALUES: { readonly [Name in FactName]: readonly unknown[] } = {
  lock_state: ["locked", "unlocked", "locking", "unlocking", "open", "opening", "jammed", "ajar", "unavailable"],
  lock_available: boolean,
  assumed_state: boolean,
  bolt_command: [
    ...["locked", "unlocked"].flatMap((wanted) => ["followed", "fell_back", "pending"].map((outcome) => ({ wanted, outcome }))),
    { wanted: "open", outcome: "followed" },
  ],
  bolt_moved: times,
  battery_level: [0, 1, 8, 10, 11, 15, 20, 21, 24, 25, 49, 50, 59, 60, 80, 100, 101, 255, -1, NaN, Infinity, -Infinity],
  battery_before: [0, 19, 20, 80, NaN],
  battery_low_flag: boolean,
  battery_now_flag: boolean,
  battery_type: ["4 × AA", ""],
  battery_chemistry: [...chemistries, "zinc"],
  battery_allowed: [[], ["alkaline"], chemistries, ["zinc"], [null]],
  battery_swapped: times,
  battery_before_swap: [0, 20, 95, NaN],
  battery_since: times,
  battery_loss: [0, 1, 2].flatMap((ratio) =>
    boolean.map((significant) => ({
      perWeek: ratio,
      usualPerWeek: 1,
      perTurn: ratio / 50,
      usualPerTurn: 0.02,
      ratio,
      significant,
    })),
  ),
  drain_suspects: [[], ["update"], ["polling", "cold"], ["moon"]],
  battery_forecast: [NOW - DAY, NOW + 3 * DAY, NOW + 90 * DAY].flatMap((early) =>
    ["template", "slope", "age", "feeling"].map((basis) => ({ early, late: early + 20 * DAY, basis })),
  ),
  battery_mistrust: ["glitch_zero", "out_of_range", "glitch_jump", "frozen", "restored", "mood"],
  supply_ok: boolean,
  accessory_cells: [
    [],
    [{ kind: "keypad", percent: 5, source: "sensor.keypad" }],
    [
      { kind: "door_sensor", low: true, source: "binary_sensor.door" },
      { kind: "bridge", percent: NaN, source: "sensor.bridge" },
    ],
    [{ kind: "keypad" }],
  ],
  node_status: ["alive", "dead", "asleep", "awake", "unknown", "gone"],
  ping_answered: boolean,
  last_seen: times,
  radio: ["zwave", "zwave_long_range", "zigbee", "thread", "wifi", "bluetooth", "pigeon"],
  signal: [-60, -85, -90, -100, -200, 0, 127, NaN, -Infinity],
  noise: [-100, -80, 0, NaN, Infinity],
  link_quality: [0, 20, 49, 50, 200, 255, 256, -1, NaN],
  round_trip: [0, 30, 1300, 1800, 9999, -5, Infinity, NaN],
  lost_commands: [0, 1, 5, 9, 10, 20, 30, 100, 101, -1, Infinity, NaN],
  repeaters: [0, 1, 4, -1, NaN],
  rejoins: [0, 1, 99, -1, NaN],
  free_slots: [0, 1, 3, -1, NaN],
  hub_state: ["loaded", "starting", "retrying", "failed", "stopped", "disabled", "confused"],
  hub_online: boolean,
  hub_peers: [
    { gone: 0, total: 3 },
    { gone: 2, total: 3 },
    { gone: 3, total: 3 },
    { gone: 1, total: 1 },
    { gone: NaN, total: -1 },
    { gone: 2 },
  ],
  cloud: boolean,
  sign_in_pending: boolean,
  joined_securely: boolean,
  firmware,
  firmware_moved: times,
  hub_updating: boolean,
  interview: [...interview, {}],
  ignored_commands: lists,
  keypad_fault: boolean,
  keypad_silence: [
    { uses: 0, longest: 5 },
    { uses: 60, longest: 5 },
    { uses: NaN, longest: -1 },
  ],
  outdated_part: ["server", "driver", "firmware", "app", "household"],
  jam_flag: boolean,
  fully_locked: boolean,
  not_fully_locked_events: lists,
  door_open: boolean,
  cover_removed: boolean,
  turns: [0, 1500, -1, NaN],
  failed_turns: [0, 7, -1, NaN],
  jam_events: lists,
  turn_time: trends,
  turn_effort: trends,
  calibrated: boolean,
  keypad_disabled: boolean,
  keypad_mode: ["normal", "vacation", "privacy", "party"],
  keypad_lockout_events: lists,
  wrong_code_events: lists,
  keypad_used: times,
  codes_unsynced: [0, 1, 7, -1, NaN],
  codes_suspended: [0, 1, -1, NaN],
  codes_set: [0, 3, -1, NaN],
  has_keypad: boolean,
  code_ends: [NOW - DAY, NOW + DAY, NOW + 90 * DAY, NaN],
  auto_relock: boolean,
  auto_relock_was: times,
  care_due: [[], [{ id: "spare_key", since: NOW - DAY }], [{ id: "cells", since: NaN }], [{ id: 7 }], [null]],
};
const NAMES = Object.keys(VALUES) as FactName[];

/** What fits nowhere. */
const NOTHING: readonly unknown[] = [
  undefined,
  null,
  "",
  "on",
  "8",
  0,
  -0,
  1e308,
  NaN,
  Symbol("x"),
  [],
  {},
  [[]],
  () => 1,
  new Date(NaN),
  new Map(),
  Object.create(null),
  true,
];

const ORIGINS: readonly object[] = [
  {},
  { at: NOW - MINUTE, source: "sensor.x" },
  { at: NOW - 30 * DAY },
  { at: NOW + DAY },
  { at: NOW + 2 * DAY },
  { at: "now" },
  { at: NaN, source: 5 },
  { at: null },
];

/** A fact by four dice: what kind, which value, which origin. */
function factOf(name: FactName, kind: number, value: number, origin: number): unknown {
  const pick = <T>(from: readonly T[], by: number) => from[by % from.length];
  const from = pick(ORIGINS, origin);
  switch (kind % 16) {
    case 0:
      return {
        kind: "unavailable",
        reason: pick(["unavailable", "unknown", "invalid", "refused", "pending", undefined, 7], value),
        ...from,
      };
    case 1:
      return pick(NOTHING, value);
    case 2:
    case 3:
      return { kind: "known", value: pick(NOTHING, value), ...from };
    case 4:
      return { kind: pick(["", "maybe", undefined, null, 1], value), value: 5 };
    default:
      return { kind: "known", value: pick(VALUES[name], value), ...from };
  }
}

const die = fc.nat({ max: 719_719 });
const change = fc.tuple(fc.nat({ max: NAMES.length - 1 }), die, die, die);
const wildFacts = fc.tuple(fc.boolean(), fc.array(change, { maxLength: 14 })).map(([healthy, changes]) => {
  const set: { [name: string]: unknown } = healthy ? { ...facts(HEALTHY) } : {};
  for (const [index, kind, value, origin] of changes) {
    const name = NAMES[index]!;
    set[name] = factOf(name, kind, value, origin);
  }
  return set;
});
const home = fc.nat({ max: 19 }).map((n) => (n === 0 ? "starting" : n === 1 ? "missing" : "running"));
const takenAt = fc.nat({ max: 99 }).map((n) => (n === 0 ? NaN : n === 1 ? 0 : n === 2 ? -1 : NOW));

const lock = { entityId: "lock.x", name: "X", adapterId: "generic" };
const wildSnapshot = fc
  .tuple(wildFacts, home, takenAt)
  .map(([set, state, at]): LockSnapshot => ({ lock, takenAt: at, home: state, settings: DEFAULT_SETTINGS, facts: set }));

/** What nobody would call healthy, said without the code under test. */
function knownBad({ facts: set }: LockSnapshot): string | undefined {
  const value = <Name extends FactName>(name: Name): Facts[Name] | undefined => {
    const fact: unknown = set[name];
    return typeof fact === "object" && fact !== null && (fact as { kind?: unknown }).kind === "known"
      ? (fact as { value: Facts[Name] }).value
      : undefined;
  };
  const on: FactName[] = [
    "jam_flag",
    "battery_low_flag",
    "battery_now_flag",
    "cover_removed",
    "sign_in_pending",
    "keypad_disabled",
    "assumed_state",
  ];
  const off: FactName[] = ["lock_available", "joined_securely", "fully_locked"];
  const level = value("battery_level");
  const bad: { readonly [what: string]: boolean } = {
    jammed: value("lock_state") === "jammed",
    dead: value("node_status") === "dead",
    "low cells": typeof level === "number" && !(level > 20 && level <= 100),
    "hub away": ["retrying", "failed", "stopped", "disabled"].includes(value("hub_state") ?? ""),
    "mode that keeps people out": ["vacation", "privacy"].includes(value("keypad_mode") ?? ""),
    "door open, bolt out": value("door_open") === true && value("lock_state") === "locked",
    "silent when asked": value("ping_answered") === false && set.last_seen === undefined,
  };
  return (
    on.find((name) => value(name) === true) ??
    off.find((name) => value(name) === false) ??
    Object.keys(bad).find((what) => bad[what] === true)
  );
}

const rank = (severity: (typeof SEVERITIES)[number]) => SEVERITIES.indexOf(severity);

function holds(snapshot: LockSnapshot, diagnosis: FullDiagnosis): void {
  const { findings, outcomes, verdict, families } = diagnosis;
  const all = findings.flatMap((finding) => [finding, ...finding.explains]);
  // Every failed check is told once, as a finding or behind its cause.
  const failed = CHECK_IDS.filter((id) => outcomes[id].status === "fail");
  assert.deepEqual(all.map(({ id }) => id).sort(), [...failed].sort());
  for (const id of CHECK_IDS) assert.notEqual(outcomes[id].status === "unknown" && outcomes[id].reason, "crashed", id);
  findings.forEach((finding, index) => {
    const before = findings[index - 1];
    if (before) assert.ok(rank(before.severity) >= rank(finding.severity), "worst first");
    if (before?.severity === finding.severity)
      assert.ok(CHECK_IDS.indexOf(before.id) < CHECK_IDS.indexOf(finding.id), "then in order");
  });
  for (const { family, severity, evidence } of all) {
    assert.ok(FAMILIES.includes(family));
    const state = families[family];
    assert.ok(
      state !== "ok" && state !== "none" && state !== "unknown" && rank(state) >= rank(severity),
      "a family is as bad as its findings",
    );
    for (const { fact, at, source } of evidence) {
      assert.ok(NAMES.includes(fact));
      assert.ok(at === undefined || Number.isFinite(at));
      assert.ok(source === undefined || typeof source === "string");
    }
  }
  if (verdict.kind === "finding") assert.equal(verdict.finding, findings[0]);
  if (verdict.kind === "healthy") {
    assert.equal(snapshot.home, "running");
    assert.deepEqual(failed, []);
    assert.equal(outcomes.lock_unreachable.status, "pass");
    const state: unknown = snapshot.facts.lock_state;
    assert.ok(["locked", "unlocked", "locking", "unlocking", "open", "opening"].includes((state as { value: string }).value));
    assert.equal(knownBad(snapshot), undefined);
  }
}

describe("any snapshot", () => {
  test(`${RUNS} of them: nothing throws, and healthy is only what was seen`, () => {
    const verdicts = { healthy: 0, finding: 0, unknown: 0 };
    let last: FullDiagnosis["outcomes"] | undefined;
    fc.assert(
      fc.property(wildSnapshot, (snapshot) => {
        const diagnosis = diagnose(snapshot, last);
        holds(snapshot, diagnosis);
        verdicts[diagnosis.verdict.kind]++;
        last = diagnosis.outcomes;
      }),
      { numRuns: RUNS },
    );
    // Else the property would say nothing.
    for (const [kind, count] of Object.entries(verdicts)) assert.ok(count > RUNS / 50, `${count} ${kind}`);
  });

  test("every remedy can be asked about it", () => {
    const sound = wildSnapshot.map((snapshot) => ({ ...snapshot, facts: soundFacts(snapshot.facts, snapshot.takenAt) }));
    fc.assert(
      fc.property(sound, sound, (before, now) => {
        const { outcomes } = diagnose(now);
        for (const id of REMEDY_IDS) {
          const remedy = remedies[id];
          refusal(remedy, now);
          if (remedy.kind !== "action") continue;
          for (const condition of remedy.conditions(now)) assert.ok([true, false, "unknown"].includes(condition.holds));
          const helped = hasHelped(remedy, NAMES, outcomes[remedy.proves], before, now);
          if (helped) assert.equal(outcomes[remedy.proves].status, "pass");
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test("the same snapshot has the same diagnosis", () => {
    fc.assert(
      fc.property(wildSnapshot, (snapshot) => assert.deepEqual(diagnose(snapshot), diagnose(snapshot))),
      { numRuns: 1_000 },
    );
  });
});
