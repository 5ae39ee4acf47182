import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checks } from "../../src/core/checks/index.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/diagnose.ts";
import { known, unavailable } from "../../src/core/fact.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import { hasHelped, refusal } from "../../src/core/remedy.ts";
import type { ActionRemedy } from "../../src/core/remedy.ts";
import { HEALTHY, HOUR, MINUTE, NOW, SECOND, ago, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

function action(id: RemedyId): ActionRemedy {
  const remedy = remedies[id];
  assert.ok(remedy.kind === "action", id);
  return remedy;
}

const actions = REMEDY_IDS.map((id) => remedies[id]).filter((remedy) => remedy.kind === "action");

describe("every remedy", () => {
  test("has the id under which it stands", () => {
    for (const id of REMEDY_IDS) assert.equal(remedies[id].id, id);
    assert.deepEqual(Object.keys(remedies).sort(), [...REMEDY_IDS].sort());
  });

  test("what may harm asks first", () => {
    for (const { id, harm, consent } of actions) if (harm !== "none") assert.equal(consent, "confirm", id);
  });

  test("has time to show what it did, and a pause", () => {
    for (const { id, verifyWithin, coolDown, observable } of actions) {
      assert.ok(!observable || verifyWithin >= 10 * SECOND, id);
      assert.ok(coolDown >= 30 * SECOND, id);
    }
  });

  test("the pauses of the design: risky ones between 5 min and 6 h", () => {
    for (const { id, harm, coolDown } of actions)
      if (["restarts", "interviews", "reloads", "flashes"].includes(harm))
        assert.ok(coolDown >= 5 * MINUTE && coolDown <= 6 * HOUR, id);
  });

  test("is somewhere offered, or is there for a person to choose", () => {
    const offered = new Set(checks.flatMap((check) => check.remedies));
    const alone: RemedyId[] = ["identify", "restart_device", "release_notes", "guide_maker_app"];
    for (const id of REMEDY_IDS) assert.ok(offered.has(id) || alone.includes(id), id);
  });

  test("guides have 1 to 8 steps", () => {
    for (const id of REMEDY_IDS) {
      const remedy = remedies[id];
      if (remedy.kind === "guide") assert.ok(remedy.steps >= 1 && remedy.steps <= 8, id);
    }
  });
});

describe("refusal", () => {
  const good: Written = { ...HEALTHY, link_quality: 120, hub_updating: false };
  rows<readonly [name: string, remedy: RemedyId, facts: Written, refused: string | undefined]>(
    [
      ["install: all well", "install_update", good, undefined],
      ["install: 50 %", "install_update", { ...good, battery_level: 50 }, undefined],
      ["install: 49 %", "install_update", { ...good, battery_level: 49 }, "battery"],
      ["install: level not to be believed", "install_update", { ...good, battery_level: 140 }, "battery"],
      ["install: level unavailable", "install_update", { ...good, battery_level: unavailable("unavailable") }, "battery"],
      [
        "install: no level, no flag: the lock does not say",
        "install_update",
        { lock_state: "locked", lock_available: true },
        undefined,
      ],
      ["install: no level, low flag", "install_update", { lock_available: true, battery_low_flag: true }, "battery"],
      ["install: no level, flag off", "install_update", { lock_available: true, battery_low_flag: false }, undefined],
      ["install: weak link", "install_update", { ...good, link_quality: 49 }, "link"],
      ["install: just good enough", "install_update", { ...good, link_quality: 50 }, undefined],
      ["install: another update on the hub", "install_update", { ...good, hub_updating: true }, "hub_free"],
      ["install: nobody knows of others", "install_update", HEALTHY, undefined],
      ["install: dead", "install_update", { ...good, node_status: "dead" }, "answers"],
      ["install: gone", "install_update", { ...good, lock_available: false }, "answers"],
      ["reinterview: 30 %", "reinterview", { ...good, battery_level: 30 }, undefined],
      ["reinterview: 29 %", "reinterview", { ...good, battery_level: 29 }, "battery"],
      ["reinterview: weak link is no hindrance", "reinterview", { ...good, link_quality: 10 }, undefined],
      ["reinterview: hub busy", "reinterview", { ...good, hub_updating: true }, "hub_free"],
      ["reinterview: dead", "reinterview", { ...good, node_status: "dead" }, "answers"],
      ["lock again: door open", "lock_again", { ...good, door_open: true }, "door"],
      ["lock again: door closed", "lock_again", { ...good, door_open: false }, undefined],
      ["lock again: no door sensor", "lock_again", { lock_state: "unlocked", lock_available: true }, undefined],
      ["lock again: door unavailable", "lock_again", { ...good, door_open: unavailable("unavailable") }, undefined],
      ["lock again: gone", "lock_again", { ...good, lock_available: false }, "answers"],
      ["ping: of a dead lock is what it is for", "ping", { ...good, node_status: "dead", lock_available: false }, undefined],
      ["wake: of a lock that is gone", "wake", { ...good, lock_available: false }, undefined],
      ["reload: whatever the lock says", "reload_entry", { lock_available: false, battery_level: 1 }, undefined],
      ["re-read value: dead", "reread_value", { node_status: "dead" }, "answers"],
      ["re-read notification: dead", "reread_notification", { node_status: "dead" }, "answers"],
      ["refresh: gone", "refresh_entity", { lock_available: false }, "answers"],
      ["restart: gone", "restart_device", { lock_available: false }, "answers"],
      ["identify: gone", "identify", { lock_available: false }, "answers"],
      ["a guide is never refused", "guide_jam", { lock_available: false, battery_level: 1 }, undefined],
      ["a link is never refused", "open_device", { lock_available: false }, undefined],
      ["asking is never refused", "ask_administrator", { lock_available: false }, undefined],
    ],
    ([, id, facts, refused]) => assert.equal(refusal(remedies[id], snapshot(facts))?.id, refused),
  );

  test("conditions say what was measured", () => {
    const conditions = action("install_update").conditions(snapshot({ ...good, battery_level: 62 }));
    assert.deepEqual(conditions, [
      { id: "battery", holds: true, value: 62 },
      { id: "link", holds: true, value: 8 },
      { id: "hub_free", holds: true },
      { id: "answers", holds: true },
    ]);
  });

  test("what is not known is shown as not known", () => {
    const holds = action("install_update")
      .conditions(snapshot({ lock_available: true }))
      .map((condition) => condition.holds);
    assert.deepEqual(holds, ["unknown", "unknown", "unknown", true]);
  });
});

describe("hasHelped", () => {
  /** The verdict of a remedy by what was known before and is known now. */
  function helped(id: RemedyId, checkId: CheckId, before: Written, now: Written): boolean {
    const after = snapshot(now, { takenAt: NOW + MINUTE });
    const check = checks.find((each) => each.id === checkId)!;
    return hasHelped(action(id), [...check.needs, ...check.any], diagnose(after).outcomes[checkId], snapshot(before), after);
  }
  const dead = { ...HEALTHY, node_status: ago("dead", HOUR) } as const;
  const firmware = (installed: string, latest: string, at: number) =>
    known({ installed, latest, skipped: false, inProgress: false, percent: undefined, installable: true }, { at });

  rows<readonly [name: string, remedy: RemedyId, check: CheckId, before: Written, now: Written, helped: boolean]>(
    [
      ["alive, newer", "ping", "lock_unreachable", dead, { ...dead, node_status: ago("alive", 0) }, true],
      ["alive, but the same old reading", "ping", "lock_unreachable", dead, { ...dead, node_status: ago("alive", HOUR) }, false],
      ["still dead, newer", "ping", "lock_unreachable", dead, { ...dead, node_status: ago("dead", 0) }, false],
      [
        "a newer reading that the check does not rest on",
        "ping",
        "lock_unreachable",
        { node_status: ago("alive", HOUR), battery_level: 50 },
        { node_status: ago("alive", HOUR), battery_level: ago(51, 0) },
        false,
      ],
      [
        "a reading without a time proves nothing",
        "ping",
        "lock_unreachable",
        { node_status: "dead" },
        { node_status: known("alive") },
        false,
      ],
      [
        "a reading with a time where there was none",
        "ping",
        "lock_unreachable",
        { node_status: known("dead") },
        { node_status: ago("alive", HOUR) },
        true,
      ],
      [
        "what was unavailable before counts by its time",
        "ping",
        "lock_unreachable",
        { node_status: unavailable("unknown", { at: NOW }) },
        { node_status: ago("alive", 0) },
        false,
      ],
      [
        "unknown is not helped",
        "ping",
        "lock_unreachable",
        dead,
        { node_status: unavailable("unavailable", { at: NOW }) },
        false,
      ],
      ["not applicable is not helped", "ping", "lock_unreachable", dead, {}, false],
      [
        "what nobody can see is never proven",
        "identify",
        "lock_unreachable",
        dead,
        { ...dead, node_status: ago("alive", 0) },
        false,
      ],
      [
        "locked at last",
        "lock_again",
        "bolt_jam_suspected",
        { lock_state: "unlocked", fully_locked: false },
        { lock_state: ago("locked", 0), fully_locked: ago(true, 0) },
        true,
      ],
      [
        "free, but unlocked",
        "lock_again",
        "bolt_jam_suspected",
        { lock_state: "unlocked", fully_locked: false },
        { lock_state: ago("unlocked", 0), fully_locked: ago(true, 0) },
        false,
      ],
      [
        "the version that was offered",
        "install_update",
        "update_available",
        { firmware: firmware("1", "2", NOW - HOUR) },
        { firmware: firmware("2", "2", NOW) },
        true,
      ],
      [
        "another version",
        "install_update",
        "update_available",
        { firmware: firmware("1", "2", NOW - HOUR) },
        { firmware: firmware("1.5", "1.5", NOW) },
        false,
      ],
      [
        "the update is only no longer offered",
        "install_update",
        "update_available",
        { firmware: firmware("1", "2", NOW - HOUR) },
        { firmware: firmware("1", "1", NOW) },
        false,
      ],
      ["no version known before", "install_update", "update_available", {}, { firmware: firmware("2", "2", NOW) }, false],
      [
        "interviewed to the end",
        "reinterview",
        "interview_incomplete",
        { interview: ago({ complete: false, outdated: false, running: false }, HOUR) },
        { interview: ago({ complete: true, outdated: false, running: false }, 0) },
        true,
      ],
      [
        "its description is still another",
        "reinterview",
        "interview_incomplete",
        { interview: ago({ complete: true, outdated: true, running: false }, HOUR) },
        { interview: ago({ complete: true, outdated: true, running: false }, 0) },
        false,
      ],
      [
        "answers, but the interview is not whole",
        "reinterview",
        "lock_unreachable",
        dead,
        { node_status: ago("alive", 0), interview: ago({ complete: false, outdated: false, running: false }, 0) },
        false,
      ],
    ],
    ([, id, check, before, now, expected]) => assert.equal(helped(id, check, before, now), expected),
  );
});
