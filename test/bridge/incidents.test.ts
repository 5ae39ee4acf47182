import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LockIncidents, incidentsBetween, lastKnown, openFindings } from "../../src/bridge/incidents.ts";
import type { Incident } from "../../src/bridge/ports.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/everything.ts";
import { known, unavailable } from "../../src/core/fact.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import type { LockHealth } from "../../src/runtime/home-health.ts";
import { PLANTED, addZigbeeLock, addZwaveLock } from "../support/locks.ts";
import { HEALTHY, HOUR, MINUTE, NOW, SECOND, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { Stage, lockOf } from "../support/stage.ts";
import { rows } from "../support/table.ts";

function health(written: Written, more: Partial<LockSnapshot> = {}): LockHealth {
  const taken = snapshot(written, more);
  return { entityId: "lock.front_door", name: "Front Door", snapshot: taken, diagnosis: diagnose(taken), adapterId: "generic" };
}

/** `kind check/variant severity @seconds before now`, without what is not there. */
function told(incidents: readonly Incident[], now = NOW): string[] {
  return incidents.map(({ kind, check, variant, severity, at }) =>
    [kind, variant === undefined ? check : `${check}/${variant}`, severity, `@${(at - now) / SECOND}`].filter(Boolean).join(" "),
  );
}

const at = <const T>(value: T, secondsAgo: number) => known(value, { at: NOW - secondsAgo * SECOND });
const JAMMED: Written = { ...HEALTHY, jam_flag: at(true, 5) };
const COMMAND = { wanted: "locked" } as const;
const fellBack = (secondsAgo: number) => at({ ...COMMAND, outcome: "fell_back" }, secondsAgo);
const events = (...secondsAgo: readonly number[]) => known<readonly number[]>(secondsAgo.map((each) => NOW - each * SECOND));
const GONE = unavailable("unavailable");

const HOUR_AGO = { takenAt: NOW - HOUR };
const STARTED = NOW - 30 * MINUTE;

describe("between two looks", () => {
  type Look = Written | [facts: Written, more: Partial<LockSnapshot>];
  const look = (written: Look, more: Partial<LockSnapshot> = {}) =>
    Array.isArray(written) ? health(written[0], { ...more, ...written[1] }) : health(written, more);

  rows<readonly [string, Look | undefined, Look, readonly string[], number?]>(
    [
      ["nothing", HEALTHY, HEALTHY, []],
      ["a first look tells nothing", undefined, JAMMED, []],
      [
        "… but what began after the start",
        undefined,
        JAMMED,
        ["lock_jammed bolt_jammed error @-5", "finding_appeared bolt_jammed error @-5"],
        STARTED,
      ],
      ["… and not what began before it", undefined, { ...HEALTHY, jam_flag: at(true, 3_000) }, [], STARTED],
      ["… nor what does not say when it began", undefined, { ...HEALTHY, battery_level: 5 }, [], STARTED],
      ["a jam", HEALTHY, JAMMED, ["lock_jammed bolt_jammed error @-5", "finding_appeared bolt_jammed error @-5"]],
      [
        "a jam by state is no arrival",
        HEALTHY,
        { ...HEALTHY, jam_flag: at(false, 9_000), lock_state: at("jammed", 5) },
        ["lock_jammed bolt_jammed error @-5", "finding_appeared bolt_jammed error @-5"],
      ],
      ["a jam goes on", JAMMED, JAMMED, []],
      ["a jam is over", JAMMED, HEALTHY, ["finding_recovered bolt_jammed error @0"]],
      [
        "without its own time a finding appeared now",
        HEALTHY,
        { ...HEALTHY, battery_level: 18 },
        ["finding_appeared battery_low/soon warning @0"],
      ],
      [
        "a time that lies ahead is not believed",
        HEALTHY,
        { ...HEALTHY, jam_flag: at(true, -60) },
        ["lock_jammed bolt_jammed error @0", "finding_appeared bolt_jammed error @0"],
      ],
      [
        "one that grows worse is told again",
        { ...HEALTHY, keypad_mode: at("vacation", 60) },
        { ...HEALTHY, keypad_disabled: at(true, 30) },
        ["finding_appeared keypad_locked_out/disabled error @0"],
      ],
      ["one that gets better is not", { ...HEALTHY, keypad_disabled: true }, { ...HEALTHY, keypad_mode: "vacation" }, []],
      ["one that cannot be judged has not recovered", JAMMED, { ...HEALTHY, jam_flag: GONE, lock_state: GONE }, []],
      [
        "one that could not be judged before is not new",
        { ...HEALTHY, battery_level: GONE },
        { ...HEALTHY, battery_level: 18 },
        [],
        STARTED,
      ],
      [
        "… unless it began after the start",
        { ...HEALTHY, jam_flag: GONE },
        JAMMED,
        ["lock_jammed bolt_jammed error @-5", "finding_appeared bolt_jammed error @-5"],
        STARTED,
      ],
      [
        "what a cause explains is not told beside it",
        { ...HEALTHY, hub_state: "loaded" },
        { ...HEALTHY, hub_state: at("failed", 20), lock_available: at(false, 15) },
        ["finding_appeared hub_down/failed error @-20"],
      ],
      [
        "what steps back behind a cause has not recovered",
        { ...HEALTHY, hub_state: "loaded", lock_available: false },
        { ...HEALTHY, hub_state: at("failed", 20), lock_available: false },
        ["finding_appeared hub_down/failed error @-20"],
      ],
      [
        "what is left when its cause is gone is told then",
        { ...HEALTHY, hub_state: "failed", lock_available: at(false, 15) },
        { ...HEALTHY, hub_state: "loaded", lock_available: at(false, 15) },
        ["finding_appeared lock_unreachable/unavailable error @-15", "finding_recovered hub_down/failed error @0"],
      ],
      ["a home that starts tells nothing", HEALTHY, [JAMMED, { home: "starting" }], []],
      ["a lock that is gone tells nothing", JAMMED, [{}, { home: "missing" }], []],

      ["locked", { ...HEALTHY, lock_state: "unlocked" }, { ...HEALTHY, lock_state: at("locked", 2) }, ["lock @-2"]],
      ["unlocked", HEALTHY, { ...HEALTHY, lock_state: at("unlocked", 2) }, ["unlock @-2"]],
      ["opened", HEALTHY, { ...HEALTHY, lock_state: at("open", 2) }, ["unlock @-2"]],
      ["on its way it has not arrived", HEALTHY, { ...HEALTHY, lock_state: at("unlocking", 2) }, []],
      ["arrived", { ...HEALTHY, lock_state: "unlocking" }, { ...HEALTHY, lock_state: at("unlocked", 2) }, ["unlock @-2"]],
      ["the same position read anew", HEALTHY, { ...HEALTHY, lock_state: at("locked", 2) }, []],
      ["available again is no arrival", { ...HEALTHY, lock_state: GONE }, { ...HEALTHY, lock_state: at("unlocked", 2) }, []],

      [
        "a command that fell back",
        HEALTHY,
        { ...HEALTHY, bolt_command: fellBack(8) },
        ["lock_failure @-8", "finding_appeared bolt_jam_suspected/fell_back error @-8"],
        STARTED,
      ],
      ["one that was told", { ...HEALTHY, bolt_command: fellBack(8) }, { ...HEALTHY, bolt_command: fellBack(8) }, []],
      [
        "the next one",
        { ...HEALTHY, bolt_command: fellBack(80) },
        { ...HEALTHY, bolt_command: fellBack(8) },
        ["lock_failure @-8"],
      ],
      ["one that was followed", HEALTHY, { ...HEALTHY, bolt_command: at({ ...COMMAND, outcome: "followed" }, 8) }, []],
      ["one from before the start", HEALTHY, { ...HEALTHY, bolt_command: fellBack(3_000) }, [], STARTED],

      [
        "wrong codes",
        { ...HEALTHY, wrong_code_events: events(50) },
        { ...HEALTHY, wrong_code_events: events(50, 20, 9) },
        ["invalid_pin @-20", "invalid_pin @-9", "finding_appeared wrong_codes/burst warning @-50"],
      ],
      [
        "the same one by another clock",
        { ...HEALTHY, wrong_code_events: events(50) },
        { ...HEALTHY, wrong_code_events: events(50.2) },
        [],
      ],
      ["a list that is read for the first time lies back", HEALTHY, { ...HEALTHY, wrong_code_events: events(3_000, 50) }, []],
      [
        "… but for what came after the start",
        HEALTHY,
        { ...HEALTHY, wrong_code_events: events(3_000, 50) },
        ["invalid_pin @-50"],
        STARTED,
      ],
      [
        "a list that fills up with what lies back",
        { ...HEALTHY, wrong_code_events: events() },
        { ...HEALTHY, wrong_code_events: events(9_000, 50) },
        ["invalid_pin @-50"],
        STARTED,
      ],
      [
        "a keypad that closes",
        { ...HEALTHY, keypad_lockout_events: events(), wrong_code_events: events() },
        { ...HEALTHY, keypad_lockout_events: events(3), wrong_code_events: events(5) },
        ["invalid_pin @-5", "keypad_locked_out @-3", "finding_appeared keypad_locked_out/wrong_codes error @-3"],
      ],
    ],
    ([, before, now, expected, startedAt]) => {
      const incidents = incidentsBetween(before && look(before, HOUR_AGO), look(now), "front", startedAt);
      assert.deepEqual(told(incidents).toSorted(), expected.toSorted());
      assert.deepEqual(
        incidents,
        incidents.toSorted((a, b) => a.at - b.at),
        "by time",
      );
      assert.ok(incidents.every(({ lockId }) => lockId === "front"));
    },
  );
});

describe("evidence", () => {
  test("is value, unit and time, without the entity it came from", () => {
    const level = known(5, { at: NOW - MINUTE, source: "sensor.front_door_battery" });
    const [appeared] = incidentsBetween(health(HEALTHY), health({ ...HEALTHY, battery_level: level }), "front");
    assert.deepEqual(appeared!.evidence, [{ fact: "battery_level", value: 5, unit: "%", at: NOW - MINUTE }]);
  });

  test("of a recovery is how it is now", () => {
    const [recovered] = incidentsBetween(
      health({ ...HEALTHY, battery_level: 5 }),
      health({ ...HEALTHY, battery_level: at(90, 3) }),
      "front",
    );
    assert.equal(recovered!.kind, "finding_recovered");
    assert.deepEqual(recovered!.evidence, [{ fact: "battery_level", value: 90, unit: "%", at: NOW - 3 * SECOND }]);
  });

  test("has a guessed position told as guessed", () => {
    const now = health({ ...HEALTHY, lock_state: at("unlocked", 2), assumed_state: known(true) });
    const [arrival] = incidentsBetween(health(HEALTHY), now, "front");
    assert.deepEqual(
      arrival!.evidence?.map(({ fact, value }) => [fact, value]),
      [
        ["lock_state", "unlocked"],
        ["assumed_state", true],
      ],
    );
  });

  test("has no words of somebody else", () => {
    const message = `Code ${PLANTED} of Ann was refused`;
    const firmware = {
      installed: "1.0",
      latest: message,
      skipped: false,
      inProgress: false,
      percent: undefined,
      installable: true,
    };
    const now = health({ ...HEALTHY, battery_type: message, battery_level: 18, battery_low_flag: at(true, 5), firmware });
    const incidents = incidentsBetween(health({ ...HEALTHY, firmware: { ...firmware, latest: "1.0" } }), now, "front");
    assert.deepEqual(incidents.map(({ check }) => check).toSorted(), ["battery_low", "update_available"]);
    assert.doesNotMatch(JSON.stringify(incidents), /Ann|refused|864297/);
  });

  test("of a long list is its end", () => {
    const many = Array.from({ length: 50 }, (_, index) => 100 - index);
    const now = health({ ...HEALTHY, wrong_code_events: events(...many) });
    const incidents = incidentsBetween(health({ ...HEALTHY, wrong_code_events: events() }), now, "front");
    const finding = incidents.find(({ kind }) => kind === "finding_appeared");
    assert.equal((finding!.evidence![0]!.value as unknown[]).length, 10);
    assert.equal(incidents.filter(({ kind }) => kind === "invalid_pin").length, 50);
  });
});

describe("over many looks", () => {
  /** What is told by each look, `seconds` apart. */
  function watch(
    looks: readonly (readonly [Written, Partial<LockSnapshot>?])[],
    seconds = 10,
    lock = new LockIncidents("front", NOW),
  ): string[][] {
    return looks.map(([written, more], index) => {
      const takenAt = NOW + index * seconds * SECOND;
      return told(lock.look(health(written, { takenAt, ...more })));
    });
  }
  const jam = (seconds: number): Written => ({ ...HEALTHY, jam_flag: at(true, -seconds) });

  test("a lock that was away for a while neither recovers nor jams by that", () => {
    const away: Written = { ...HEALTHY, jam_flag: GONE, lock_state: GONE };
    assert.deepEqual(watch([[HEALTHY], [jam(10)], [away], [jam(25)], [away], [HEALTHY]]), [
      [],
      ["lock_jammed bolt_jammed error @10", "finding_appeared bolt_jammed error @10"],
      [],
      [],
      [],
      ["finding_recovered bolt_jammed error @50"],
    ]);
  });

  test("a restart in between is no arrival, and wrong codes are not told anew", () => {
    const wrong = { ...HEALTHY, wrong_code_events: events(-5) };
    assert.deepEqual(
      watch([
        [{ ...HEALTHY, wrong_code_events: events() }],
        [wrong],
        [{}, { home: "missing" }],
        [{ ...HEALTHY, wrong_code_events: GONE }, { home: "starting" }],
        [{ ...wrong, lock_state: at("unlocked", -35), wrong_code_events: events() }],
        [{ ...wrong, lock_state: at("unlocked", -35) }],
        [{ ...wrong, lock_state: at("locked", -60) }],
      ]),
      [[], ["invalid_pin @5"], [], [], [], [], ["lock @60"]],
    );
  });

  test("a bolt that sets out and comes back has not arrived", () => {
    const state = (value: "locked" | "unlocked" | "unlocking", seconds: number): Written => ({
      ...HEALTHY,
      lock_state: at(value, -seconds),
    });
    assert.deepEqual(watch([[HEALTHY], [state("unlocking", 10)], [HEALTHY], [state("unlocking", 30)], [state("unlocked", 40)]]), [
      [],
      [],
      [],
      [],
      ["unlock @40"],
    ]);
  });

  test("what stepped back behind a cause and is over then has recovered", () => {
    const hub = (hub_state: "loaded" | "failed", available: boolean): Written => ({
      ...HEALTHY,
      hub_state: at(hub_state, -15),
      lock_available: at(available, -5),
    });
    assert.deepEqual(watch([[hub("loaded", true)], [hub("loaded", false)], [hub("failed", false)], [hub("loaded", true)]]), [
      [],
      ["finding_appeared lock_unreachable/unavailable error @5"],
      ["finding_appeared hub_down/failed error @15"],
      ["finding_recovered hub_down/failed error @30", "finding_recovered lock_unreachable/unavailable error @30"],
    ]);
  });

  test("a finding that flaps is told twice, then once with its number, then at rest", () => {
    const lock = new LockIncidents("front", NOW);
    const seen: Incident[] = [];
    const see = (second: number, written: Written) => {
      const takenAt = NOW + second * SECOND;
      seen.push(...lock.look(health(written, { takenAt })));
    };
    see(0, HEALTHY);
    for (let round = 0; round < 20; round++) {
      see(round * 20 + 10, jam(round * 20 + 10));
      see(round * 20 + 20, HEALTHY);
    }
    const flapping = [
      "lock_jammed bolt_jammed error @10",
      "finding_appeared bolt_jammed error @10",
      "finding_recovered bolt_jammed error @20",
      "lock_jammed bolt_jammed error @30",
      "finding_appeared bolt_jammed error @30",
      "finding_recovered bolt_jammed error @40",
      "lock_jammed bolt_jammed error @50",
      "finding_appeared bolt_jammed error @50",
    ];
    assert.deepEqual(told(seen), flapping);
    const times = (incident: Incident | undefined) => incident?.evidence?.find(({ fact }) => fact === "times")?.value;
    assert.equal(times(seen.at(-1)), 3);
    see(400 + 599, HEALTHY);
    assert.equal(seen.length, flapping.length, "not at rest yet");
    see(400 + 600, HEALTHY);
    assert.deepEqual(told(seen.slice(flapping.length)), ["finding_recovered bolt_jammed error @400"]);
    assert.equal(times(seen.at(-1)), 20);
    see(2_000, jam(2_000));
    assert.deepEqual(told(seen.slice(-2)), ["lock_jammed bolt_jammed error @2000", "finding_appeared bolt_jammed error @2000"]);
    assert.equal(times(seen.at(-1)), undefined, "told as usual again");
  });

  test("one that flaps and stays is not told again", () => {
    const looks = [0, 1, 2, 3, 4].flatMap((round): [Written][] => [[HEALTHY], [jam(round * 20 + 10)]]);
    const all = watch([...looks, ...Array.from({ length: 70 }, (): [Written] => [jam(90)]), [HEALTHY]]).flat();
    assert.deepEqual(all.filter((row) => row.startsWith("finding")).slice(-2), [
      "finding_appeared bolt_jammed error @50",
      "finding_recovered bolt_jammed error @800",
    ]);
  });

  test("one that comes back with an old reading has its own time all the same", () => {
    const old: Written = { ...HEALTHY, jam_flag: at(true, -5) };
    const all = watch([[HEALTHY], [old], [HEALTHY], [old]]).flat();
    assert.deepEqual(
      all.filter((row) => row.startsWith("finding_appeared")),
      ["finding_appeared bolt_jammed error @5", "finding_appeared bolt_jammed error @30"],
    );
  });

  test("after a restart of the bridge, what memory holds as open is not told again, and its recovery is", () => {
    const open: Incident = { lockId: "front", kind: "finding_appeared", at: NOW - HOUR, check: "bolt_jammed", severity: "error" };
    const restarted = () => new LockIncidents("front", NOW - 2 * HOUR, [open]);
    assert.deepEqual(watch([[JAMMED], [HEALTHY]], 10, restarted()), [[], ["finding_recovered bolt_jammed error @10"]]);
    assert.deepEqual(watch([[HEALTHY], [HEALTHY]], 10, restarted()), [["finding_recovered bolt_jammed error @0"], []]);
    assert.deepEqual(
      watch([[{}, { home: "starting" }], [{ ...HEALTHY, jam_flag: GONE, lock_state: GONE }], [HEALTHY]], 10, restarted()),
      [[], [], ["finding_recovered bolt_jammed error @20"]],
    );
  });

  test("what is last known does not grow", () => {
    let ground: LockHealth | undefined;
    for (let round = 0; round < 1_000; round++)
      ground = lastKnown(
        ground,
        health({ ...HEALTHY, wrong_code_events: events(-round * 10) }, { takenAt: NOW + round * 10 * SECOND }),
      );
    const fact = ground!.snapshot.facts.wrong_code_events;
    assert.equal(fact?.kind === "known" && fact.value.length, 200);
  });
});

test("open findings are those whose newest word is that they appeared", () => {
  const word = (kind: Incident["kind"], check: CheckId): Incident => ({ lockId: "front", kind, at: NOW, check });
  const newestFirst = [
    word("finding_recovered", "battery_low"),
    word("lock_jammed", "bolt_jammed"),
    word("remedy_done", "link_weak"),
    word("finding_appeared", "link_weak"),
    word("finding_appeared", "battery_low"),
    word("finding_recovered", "link_weak"),
    word("finding_appeared", "bolt_jammed"),
  ];
  assert.deepEqual(
    openFindings(newestFirst).map(({ check }) => check),
    ["link_weak", "bolt_jammed"],
  );
});

describe("in a home", () => {
  test("a Z-Wave lock jams, moves again, and its home restarts", async () => {
    let front = "";
    const stage = new Stage((home) => {
      front = addZwaveLock(home);
    });
    const viewing = await stage.show();
    const lock = new LockIncidents("front", stage.clock.now());
    const look = () => told(lock.look(lockOf(viewing, front)), stage.clock.now()).map((row) => row.replace(/ @.*/, ""));
    assert.deepEqual(look(), []);
    await stage.change((home) => home.set("binary_sensor.front_door_lock_jammed", "on"));
    assert.deepEqual(look(), ["lock_jammed bolt_jammed error", "finding_appeared bolt_jammed error"]);
    await stage.change((home) => home.set("binary_sensor.front_door_lock_jammed", "off"));
    assert.deepEqual(look(), ["finding_recovered bolt_jammed error"]);
    await stage.change((home) => home.set(front, "unlocked"));
    assert.deepEqual(look(), ["unlock"]);
    await stage.change((home) => home.set(front, "unavailable"));
    look();
    await stage.change((home) => home.set(front, "locked"));
    assert.equal(look().includes("lock"), false);
  });

  test("a planted code is in nothing that is told", async () => {
    let patio = "";
    const stage = new Stage((home) => {
      patio = addZigbeeLock(home);
    });
    const viewing = await stage.show();
    const lock = new LockIncidents("patio", 0);
    const all = [lock.look(lockOf(viewing, patio))];
    await stage.change((home) => home.set("sensor.patio_battery", "4"));
    all.push(lock.look(lockOf(viewing, patio)));
    await stage.change((home) => home.set(patio, "unlocked"));
    all.push(lock.look(lockOf(viewing, patio)));
    assert.ok(all.flat().length >= 2);
    assert.equal(JSON.stringify(all).includes(PLANTED), false);
  });
});
