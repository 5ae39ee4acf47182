import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Keeps, NOTHING, PATTERN, soundLine } from "../../src/bridge/keeps.ts";
import { openMemory } from "../../src/bridge/memory.ts";
import type { Incident, Memory } from "../../src/bridge/ports.ts";
import { beginRecord, encodeCare, withDone } from "../../src/core/care/record.ts";
import { LONGEST, encode } from "../../src/core/guide/code.ts";
import { answersOf } from "../../src/core/guide/progress.ts";
import type { Progress } from "../../src/core/guide/types.ts";
import { guides } from "../../src/core/guides/index.ts";
import { FakeClock } from "../support/clock.ts";
import { PLANTED } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const jam = guides.guide_jam;
const BEGAN = NOW - 10 * MINUTE;
const CARE = encodeCare(withDone(withDone(beginRecord(NOW - 90 * DAY, 40), "clean_lubricate", NOW - DAY, 900), "spare_key", NOW));

const progress = (more: Partial<Progress> = {}): Progress => ({
  guide: "guide_jam",
  began: BEGAN,
  log: [{ step: "force", answer: "no", at: BEGAN + MINUTE }],
  shown: { step: "test", since: BEGAN + 2 * MINUTE, mark: BEGAN - 300 * DAY, count: 2, away: false },
  ...more,
});
const ended = (end: Progress["end"], began = BEGAN) =>
  ({ guide: "guide_jam", began, log: [], ...(end ? { end } : {}) }) as Progress;
const line = (given: Progress = progress()) => encode(jam, given);

/** So many answers that their times are left out. */
const long = () => {
  const log = jam.steps.flatMap((step) => {
    const [{ id: answer } = { id: "" }] = answersOf(step);
    return [1, 2, 3].map((turn) => ({ step: step.id, answer, at: BEGAN + turn * MINUTE }));
  });
  return line(progress({ log }));
};

describe("a line is kept", () => {
  rows<readonly [string, "guide" | "care", string]>(
    [
      ["as a guide that is under way", "guide", line()],
      ["as one that has just begun", "guide", line({ guide: "guide_jam", began: NOW, log: [] })],
      ["as one that has ended", "guide", line(ended("solved"))],
      ["as one with a level that is to rise", "guide", line(progress({ shown: { ...progress().shown!, base: 42 } }))],
      ["as one of a tablet whose clock is some hours ahead", "guide", line(ended(undefined, NOW + 5 * HOUR))],
      ["as one with many answers", "guide", long()],
      ["as care", "care", CARE],
      ["as care with a task of a newer version", "care", `${CARE} zg1e`],
      ["as nothing: a guide", "guide", NOTHING],
      ["as nothing: care", "care", NOTHING],
    ],
    ([, what, given]) => {
      assert.equal(soundLine(what, given, NOW)?.line, given);
      assert.match(given, new RegExp(PATTERN), "Home Assistant lets it through, and shows it");
    },
  );

  test("of the test ones one really leaves times out", () => {
    assert.ok(long().length > 150 && long().length <= LONGEST);
    assert.notEqual(encode(jam, { ...progress(), log: [] }), long());
  });

  const [version, id, revision, began, entries, shown, end] = line().split(" ");
  const withFields = (...fields: (string | undefined)[]) => fields.join(" ");
  rows<readonly [string, "guide" | "care", string]>(
    [
      ["nothing at all", "guide", ""],
      ["a code", "guide", PLANTED],
      ["a code of four digits", "guide", "4711"],
      ["a code as care", "care", "4711"],
      ["a code behind a version", "guide", "1 4711"],
      ["a code behind the version of care", "care", "1 4711"],
      ["a code among care", "care", `${CARE} 4711`],
      ["a code in the place of a day", "care", "1 g1e a4711"],
      ["a code for a task and its day", "care", "1 g1e 9999"],
      ["a code for turns", "care", "1 g1e ag1e.4711"],
      ["a beginning that is a code", "care", "1 999"],
      ["a sentence", "guide", "The code is 4711"],
      ["a sentence as care", "care", "1 g1e key with Anna"],
      ["a guide that nobody knows", "guide", withFields(version, "guide_x", revision, began, entries, shown, end)],
      ["what every object has", "guide", withFields(version, "constructor", revision, began, entries, shown, end)],
      ["the steps of another version", "guide", withFields(version, id, "zzz", began, entries, shown, end)],
      ["another version of the line", "guide", withFields("2", id, revision, began, entries, shown, end)],
      ["a code behind the end", "guide", `${line()} 4711`],
      ["a code for a beginning", "guide", withFields(version, id, revision, "4711", NOTHING, NOTHING, NOTHING)],
      ["a code for an end", "guide", withFields(version, id, revision, began, entries, NOTHING, "4711")],
      ["a code among the answers", "guide", withFields(version, id, revision, began, `${entries},4711`, shown, end)],
      ["a code for minutes", "guide", withFields(version, id, revision, began, "0.0847362", NOTHING, NOTHING)],
      ["a code for a reading", "guide", withFields(version, id, revision, began, NOTHING, "t.0.4711.0.0", NOTHING)],
      ["a code for a count", "guide", withFields(version, id, revision, began, NOTHING, "t.0.0.4711.0", NOTHING)],
      ["a code for a level", "guide", withFields(version, id, revision, began, NOTHING, "t.0.0.0.0.4711", NOTHING)],
      ["a code behind a level", "guide", withFields(version, id, revision, began, NOTHING, "t.0.0.0.0.1.4711", NOTHING)],
      ["a code that is no number", "guide", withFields(version, id, revision, began, NOTHING, "t.0.0.0.0.#4711", NOTHING)],
      ["a beginning to come", "guide", line(ended(undefined, NOW + 3 * DAY))],
      ["more than a state holds", "care", `1 g1e${" ag1e".repeat(60)}`],
      ["letters beyond ASCII", "guide", `${line()}é`],
      ["a line break", "guide", `${line()}\n`],
      ["a line break after nothing", "guide", "-\n"],
      ["a guide as care", "care", line()],
      ["care as a guide", "guide", CARE],
    ],
    ([, what, given]) => assert.equal(soundLine(what, given, NOW), undefined),
  );
});

/** What is kept for some locks, in a memory that outlives it. */
class World {
  readonly clock = new FakeClock(NOW);
  readonly memory: Memory = openMemory(":memory:");
  readonly said: string[] = [];
  readonly ends: Incident[] = [];
  readonly logged: string[] = [];
  /** Writes to the memory. */
  writes = 0;
  keeps = this.start();

  start(): Keeps {
    const { memory } = this;
    this.keeps = new Keeps({
      memory: {
        ...memory,
        set: (key, value) => {
          this.writes++;
          memory.set(key, value);
        },
      },
      clock: this.clock,
      log: {
        debug() {},
        info() {},
        error() {},
        warn: (fields, message) => void this.logged.push(`${message} ${JSON.stringify(fields)}`),
      },
      changed: (lockId, what, kept, again) => void this.said.push(`${lockId} ${what} ${kept}${again ? " again" : ""}`),
      ended: (incident) => {
        this.ends.push(incident);
        memory.remember(incident);
      },
    });
    return this.keeps;
  }

  get told(): string[] {
    return this.ends.map(({ kind, variant, outcome }) => `${kind} ${variant} ${outcome}`);
  }
}

describe("what is kept", () => {
  test("is a dash for nothing", () => assert.deepEqual(new World().keeps.of("a1"), { guide: "-", care: "-" }));

  test("is said once, each lock for itself, and forgotten by a dash", async () => {
    const world = new World();
    world.keeps.take("a1", "guide", line());
    world.keeps.take("a1", "guide", line());
    assert.deepEqual(world.said, [`a1 guide ${line()}`]);
    assert.deepEqual([world.keeps.of("a1").guide, world.keeps.of("a1").care, world.keeps.of("b2").guide], [line(), "-", "-"]);
    await world.clock.advance(SECOND);
    world.keeps.take("a1", "guide", NOTHING);
    assert.deepEqual(world.said, [`a1 guide ${line()}`, "a1 guide -"]);
  });

  test("is there after a restart; what was forgotten is not", async () => {
    const world = new World();
    world.keeps.take("a1", "guide", line());
    world.keeps.take("a1", "care", CARE);
    await world.clock.advance(2 * SECOND);
    assert.deepEqual(world.start().of("a1"), { guide: line(), care: CARE });
    world.keeps.take("a1", "guide", "-");
    assert.deepEqual(world.start().of("a1"), { guide: "-", care: CARE });
    assert.equal(world.memory.get("keep_guide:a1"), undefined);
  });

  test("is not what an odd memory holds, if Home Assistant would not show it", () => {
    const world = new World();
    world.memory.set("keep_guide:a1", "2 another version");
    assert.equal(world.keeps.of("a1").guide, "-");
  });

  test("stays as it was when something else is refused: the old line is said again, the refused one nowhere", async () => {
    const world = new World();
    world.keeps.take("a1", "guide", line());
    for (const code of [PLANTED, "4711", `1 guide_jam ${PLANTED}`]) {
      world.keeps.take("a1", "guide", code);
      world.keeps.take("a1", "care", code);
    }
    await world.clock.advance(2 * SECOND);
    assert.equal(world.keeps.refused, 6);
    assert.equal(world.keeps.of("a1").guide, line());
    assert.deepEqual(new Set(world.said.slice(1)), new Set([`a1 guide ${line()} again`, "a1 care - again"]));
    const all = JSON.stringify([world.said, world.logged, world.ends, world.memory.get("keep_care:a1")]);
    for (const code of [PLANTED, "4711"]) assert.ok(!all.includes(code));
    assert.equal(world.logged.length, 1, "one line a minute");
  });
});

describe("a flood", () => {
  test("is written down twice a second, the newest line last", async () => {
    const world = new World();
    const at = (count: number) => line(progress({ shown: { ...progress().shown!, count: count % 5, mark: BEGAN + count } }));
    for (let count = 0; count < 1_000; count++) {
      world.keeps.take("a1", "guide", at(count));
      await world.clock.advance(10);
    }
    assert.ok(world.writes <= 2 * 10 + 2, `${world.writes} writes`);
    assert.ok(world.writes >= 10, `${world.writes} writes`);
    await world.clock.advance(2 * SECOND);
    assert.equal(world.keeps.of("a1").guide, at(999));
    assert.equal(world.memory.get("keep_guide:a1"), at(999));
    assert.deepEqual(world.clock.waiting, [], "nothing goes on for it");
  });

  test("for one lock does not hold up another one", () => {
    const world = new World();
    for (let count = 0; count < 10; count++)
      world.keeps.take("a1", "guide", line(progress({ shown: { ...progress().shown!, count } })));
    world.keeps.take("b2", "care", CARE);
    assert.equal(world.keeps.of("b2").care, CARE);
  });

  test("that has not been written down is, when the bridge stops", () => {
    const world = new World();
    for (let count = 0; count < 5; count++)
      world.keeps.take("a1", "guide", line(progress({ shown: { ...progress().shown!, count } })));
    world.keeps.close();
    assert.equal(world.start().of("a1").guide, line(progress({ shown: { ...progress().shown!, count: 4 } })));
    assert.deepEqual(world.clock.waiting, []);
  });

  test("for a lock that is removed says nothing of it later", async () => {
    const world = new World();
    for (let count = 0; count < 5; count++)
      world.keeps.take("a1", "guide", line(progress({ shown: { ...progress().shown!, count } })));
    world.said.length = 0;
    world.keeps.drop("a1");
    await world.clock.advance(5 * SECOND);
    assert.deepEqual(world.said, []);
  });
});

describe("the end of a guide", () => {
  test("is told once, however often and from wherever it is said, over a restart too", async () => {
    const world = new World();
    world.keeps.take("a1", "guide", line(ended(undefined)));
    assert.deepEqual(world.told, []);
    world.keeps.take("a1", "guide", line(ended("solved")));
    world.keeps.take("a1", "guide", line(ended("solved")));
    await world.clock.advance(MINUTE);
    world.keeps.take("a1", "guide", "-");
    world.keeps.take("a1", "guide", line(ended("solved")));
    await world.clock.advance(MINUTE);
    world.start().take("a1", "guide", line(ended("solved")));
    await world.clock.advance(MINUTE);
    assert.deepEqual(world.told, ["guide_done guide_jam solved"]);
    assert.deepEqual(world.ends[0], {
      lockId: "a1",
      kind: "guide_done",
      at: NOW,
      variant: "guide_jam",
      outcome: "solved",
      evidence: [{ fact: "began", value: BEGAN }],
    });
  });

  test("is told again when the guide was begun again, or went on and ended otherwise", async () => {
    const world = new World();
    for (const given of [ended("stiff_door_open"), ended("solved"), ended("left", BEGAN + MINUTE)]) {
      world.keeps.take("a1", "guide", line(given));
      await world.clock.advance(MINUTE);
    }
    const told = ["stiff_door_open", "solved", "left"].map((end) => `guide_done guide_jam ${end}`);
    assert.deepEqual(world.told, told);
  });

  test("is told also where the line gives way to the next one before it is written down", async () => {
    const world = new World();
    for (const given of [line(ended(undefined)), line(), line(ended("left")), "-"]) world.keeps.take("a1", "guide", given);
    await world.clock.advance(2 * SECOND);
    assert.deepEqual(world.told, ["guide_done guide_jam left"]);
    assert.equal(world.keeps.of("a1").guide, "-");
  });
});
