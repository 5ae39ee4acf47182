import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checks } from "../../src/core/checks/index.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/everything.ts";
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
      if (["restarts", "occupies", "interviews", "reloads", "flashes"].includes(harm))
        assert.ok(coolDown >= 5 * MINUTE && coolDown <= 6 * HOUR, id);
  });

  test("is somewhere offered, or is there for a person to choose", () => {
    const offered = new Set(checks.flatMap((check) => check.remedies));
    // Of these troubles no reading tells: a person chooses their guide.
    const alone: RemedyId[] = [
      "identify",
      "release_notes",
      "guide_maker_app",
      "guide_locked_out",
      "guide_commands",
      "guide_app",
      "guide_installation",
      "guide_reset",
      "guide_move",
      "guide_find",
    ];
    for (const id of REMEDY_IDS) assert.ok(offered.has(id) || alone.includes(id), id);
  });
});

describe("refusal", () => {
  const good: Written = { ...HEALTHY, link_quality: 120, hub_updating: false };
  const updating = { installed: "1", latest: "2", skipped: false, inProgress: true, percent: 40, installable: true };
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
      ["reinterview: unavailable is what it mends", "reinterview", { ...good, lock_available: false }, undefined],
      ["reinterview: level not to be believed is what it mends", "reinterview", { ...good, battery_level: 140 }, undefined],
      ["reinterview: level gone with the lock", "reinterview", { battery_level: unavailable("unavailable") }, undefined],
      [
        "reinterview: level gone, low flag",
        "reinterview",
        { battery_level: unavailable("unavailable"), battery_low_flag: true },
        "battery",
      ],
      ["reinterview: its own update runs", "reinterview", { ...good, firmware: updating }, "hub_free"],
      ["install: runs already", "install_update", { ...good, firmware: updating }, "hub_free"],
      ["routes: all well", "rebuild_routes", good, undefined],
      ["routes: a weak link is what it mends", "rebuild_routes", { ...good, link_quality: 10, lost_commands: 60 }, undefined],
      ["routes: 29 %", "rebuild_routes", { ...good, battery_level: 29 }, "battery"],
      ["routes: hub busy", "rebuild_routes", { ...good, hub_updating: true }, "hub_free"],
      ["routes: dead", "rebuild_routes", { ...good, node_status: "dead" }, "answers"],
      ["routes: gone", "rebuild_routes", { ...good, lock_available: false }, "answers"],
      ["all values: level not to be believed is what it mends", "refresh_values", { ...good, battery_level: 140 }, undefined],
      ["all values: 29 %", "refresh_values", { ...good, battery_level: 29 }, "battery"],
      ["all values: hub busy", "refresh_values", { ...good, hub_updating: true }, "hub_free"],
      ["all values: dead", "refresh_values", { ...good, node_status: "dead" }, "answers"],
      ["set-up: silent is what it mends", "reconfigure", { ...good, lock_available: false }, undefined],
      ["set-up: 29 %", "reconfigure", { ...good, battery_level: 29 }, "battery"],
      ["set-up: hub busy", "reconfigure", { ...good, hub_updating: true }, "hub_free"],
      ["join: of a lock that is gone", "rejoin", { lock_available: false, battery_level: unavailable("unavailable") }, undefined],
      ["join: 29 %", "rejoin", { lock_available: false, battery_level: 29 }, "battery"],
      ["join: hub busy", "rejoin", { lock_available: false, hub_updating: true }, "hub_free"],
      ["hub: whatever the lock says", "restart_hub", { lock_available: false, battery_level: 1 }, undefined],
      ["hub: an update runs", "restart_hub", { ...good, hub_updating: true }, "hub_free"],
      ["hub: this lock's update runs", "restart_hub", { ...good, firmware: updating }, "hub_free"],
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

describe("what a finding offers", () => {
  const offered = (check: CheckId, facts: Written) =>
    diagnose(snapshot(facts))
      .findings.find(({ id }) => id === check)
      ?.remedies.join(" ");
  rows<readonly [name: string, offered: string | undefined, expected: string]>(
    [
      [
        "a lock that its hub holds for dead: nothing that takes an answer",
        offered("lock_unreachable", { node_status: "dead" }),
        "ping guide_reach ask_administrator open_device",
      ],
      [
        "a lock that is only gone: the gentle first, the network last",
        offered("lock_unreachable", { lock_available: false }),
        "ping wake refresh_entity refresh_values guide_reach reconfigure reinterview rejoin ask_administrator open_device",
      ],
      [
        "commands that do nothing: a restart at last",
        offered("state_stale", {
          lock_state: "unlocked",
          lock_available: true,
          bolt_command: ago({ wanted: "locked", outcome: "pending" }, MINUTE),
        }),
        "refresh_entity reread_value refresh_values lock_again reconfigure restart_device",
      ],
      [
        "a state that is only guessed: nothing is wrong with the lock",
        offered("state_stale", { lock_state: "locked", lock_available: true, assumed_state: true }),
        "refresh_entity reread_value refresh_values lock_again",
      ],
      [
        "a weak link: its routes, then advice",
        offered("link_weak", { lock_available: true, radio: "zwave", signal: -95 }),
        "rebuild_routes guide_signal open_device",
      ],
    ],
    ([, found, expected]) => assert.equal(found, expected),
  );

  test("and nothing of it is refused always", () => {
    const cases: readonly (readonly [CheckId, Written])[] = [
      ["lock_unreachable", { node_status: "dead" }],
      ["battery_untrusted", { ...HEALTHY, battery_level: 140 }],
      ["battery_untrusted", { ...HEALTHY, battery_level: 90, battery_low_flag: true }],
      ["link_weak", { ...HEALTHY, radio: "zwave", signal: -95 }],
    ];
    for (const [check, facts] of cases) {
      const taken = snapshot(facts);
      const finding = diagnose(taken).findings.find(({ id }) => id === check);
      assert.ok(finding, check);
      for (const id of finding.remedies) assert.equal(refusal(remedies[id], taken), undefined, `${check}: ${id}`);
    }
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
