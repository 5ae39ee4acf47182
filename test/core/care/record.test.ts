import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { soundLine } from "../../../src/bridge/keeps.ts";
import {
  beginRecord,
  dayOf,
  decodeCare,
  encodeCare,
  justDone,
  withDone,
  withWarranty,
  withoutDone,
} from "../../../src/core/care/record.ts";
import { CARE_TASKS } from "../../../src/core/care/tasks.ts";
import { CARE_TASK_IDS } from "../../../src/core/care/types.ts";
import type { CareRecord, CareTaskId, Kept, Mark } from "../../../src/core/care/types.ts";
import { DAY, HOUR, NOW } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";

const TODAY = dayOf(NOW);

const mark = fc
  .record({ day: fc.integer({ min: TODAY - 900, max: TODAY + 9000 }), turns: fc.option(fc.nat({ max: 2_000_000 })) })
  .map(({ day, turns }): Mark => (turns === null ? { day } : { day, turns }));
const kept = fc
  .record({ last: mark, before: fc.option(fc.option(mark), { nil: undefined }) })
  .map(({ last, before }): Kept => (before === undefined ? { last } : { last, before }));
const anyRecord = fc
  .record({
    begun: mark,
    warranty: fc.option(fc.integer({ min: TODAY - 900, max: TODAY + 9000 })),
    tasks: fc.dictionary(fc.constantFrom(...CARE_TASK_IDS), kept),
  })
  .map(({ begun, warranty, tasks }): CareRecord => ({
    begun,
    ...(warranty === null ? {} : { warranty }),
    tasks: { ...tasks },
  }));

describe("the kept line of a lock's care", () => {
  test("comes back as it was, is short enough, and is one that the bridge keeps", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = encodeCare(record);
        assert.deepEqual(decodeCare(line), record);
        assert.ok(line.length <= 255, line);
        assert.deepEqual(soundLine("care", line, NOW), { line });
      }),
      { numRuns: 5000 },
    );
  });

  test("with everything in it leaves room", () => {
    const full: Mark = { day: 36 ** 3 - 1, turns: 2_000_000 };
    const tasks = Object.fromEntries(CARE_TASK_IDS.map((id) => [id, { last: full, before: full }]));
    assert.ok(encodeCare({ begun: full, warranty: full.day, tasks }).length <= 235);
  });

  rows<readonly [name: string, line: unknown]>(
    [
      ["nothing", undefined],
      ["an empty one", ""],
      ["the sign for nothing", "-"],
      ["another version", "2 fz0"],
      ["no day", "1"],
      ["a day before there was such a thing", "1 001"],
      ["a day of another length", "1 fz00"],
      ["a code of a person", "1 fz0 4711"],
      ["a task without a day", "1 fz0 k"],
      ["two pasts", "1 fz0 kfz0!fz0!fz0"],
      ["turns of no number", "1 fz0 lfz0.ABC"],
      ["more turns than there are", "1 fz0 lfz0.zzzzz"],
      ["an object", { begun: 1 }],
    ],
    ([, line]) => assert.equal(decodeCare(line), undefined),
  );

  test("any text is read without a crash", () => {
    fc.assert(fc.property(fc.string(), (line) => void decodeCare(`1 fz0 ${line}`)));
  });

  test("a task of a newer version is passed over", () => {
    assert.deepEqual(decodeCare("1 fz0 zfz0 kfz1"), { begun: { day: 20_700 }, tasks: { spare_key: { last: { day: 20_701 } } } });
  });

  test("each task has a letter of its own, and they are these for ever", () => {
    assert.deepEqual(
      CARE_TASKS.map(({ id, code }) => `${code} ${id}`),
      [
        "c cells",
        "l clean_lubricate",
        "s screws_strike",
        "d door_seals",
        "k spare_key",
        "p backup_power",
        "u update_check",
        "r codes_review",
        "w warranty",
      ],
    );
    assert.equal(new Set(CARE_TASKS.map(({ first }) => first)).size, CARE_TASKS.length, "first times all differ");
  });
});

describe("saying that a task is done", () => {
  const begun = beginRecord(NOW - 100 * DAY, 500);
  const done = (record: CareRecord, id: CareTaskId, at = NOW, turns = 800) => withDone(record, id, at, turns);

  test("is kept with the day, and with turns only where they count", () => {
    assert.deepEqual(begun, { begun: { day: TODAY - 100, turns: 500 }, tasks: {} });
    const record = done(done(begun, "spare_key"), "clean_lubricate");
    assert.deepEqual(record.tasks, {
      spare_key: { last: { day: TODAY }, before: null },
      clean_lubricate: { last: { day: TODAY, turns: 800 }, before: null },
    });
  });

  test("undone is exactly as before, also over the line", () => {
    const first = withoutDone(done(begun, "spare_key"), "spare_key");
    assert.equal(encodeCare(first), encodeCare(begun));
    const once: CareRecord = { ...begun, tasks: { spare_key: { last: { day: TODAY - 90 } } } };
    const again = decodeCare(encodeCare(done(once, "spare_key")))!;
    assert.equal(encodeCare(withoutDone(again, "spare_key")), encodeCare(once));
  });

  test("twice on one day is once, so that undo still knows what was before", () => {
    const once = done(begun, "spare_key");
    assert.equal(done(once, "spare_key", NOW + HOUR), once);
  });

  test("undone twice is undone once", () => {
    const once = done(done(begun, "spare_key", NOW - 2 * DAY), "spare_key");
    const back = withoutDone(once, "spare_key");
    assert.equal(withoutDone(back, "spare_key"), back);
    assert.deepEqual(back.tasks.spare_key, { last: { day: TODAY - 2 } });
  });

  test("can be undone until the end of the next day", () => {
    const record = done(begun, "spare_key");
    assert.deepEqual(justDone(record, NOW), ["spare_key"]);
    assert.deepEqual(justDone(record, NOW + DAY), ["spare_key"]);
    assert.deepEqual(justDone(record, NOW + 2 * DAY), []);
    assert.deepEqual(justDone(withoutDone(record, "spare_key"), NOW), []);
  });

  test("turns of no number are left out", () => {
    for (const turns of [NaN, Infinity, -1, 1e12])
      assert.deepEqual(beginRecord(NOW, turns), { begun: { day: TODAY }, tasks: {} });
  });

  test("a clock that stands in another age writes a day that can be read", () => {
    for (const at of [0, -1, 1e18]) assert.ok(decodeCare(encodeCare(beginRecord(at))));
  });
});

describe("the last day of the warranty", () => {
  const begun = beginRecord(NOW, 700);
  const day = TODAY + 300;

  test("is kept, changed, and forgotten", () => {
    const known = withWarranty(begun, day);
    assert.equal(decodeCare(encodeCare(known))?.warranty, day);
    assert.equal(withWarranty(known, day + 1).warranty, day + 1);
    assert.deepEqual(withWarranty(known, undefined), begun);
  });

  test("stays with what is done and undone beside it", () => {
    const known = withDone(withWarranty(begun, day), "spare_key", NOW);
    assert.equal(known.warranty, day);
    assert.equal(withoutDone(known, "spare_key").warranty, day);
  });

  test("another day brings its reminder again", () => {
    const looked = withDone(withWarranty(begun, day), "warranty", NOW);
    assert.equal(withWarranty(looked, day + 30).tasks.warranty, undefined);
  });

  test("is passed over by a version that does not know it", () => {
    // What such a version does with a letter that is no task's, as the next line's q.
    const line = encodeCare(withWarranty(begun, day));
    assert.deepEqual(decodeCare(line.replace(" e", " q")), begun);
  });

  for (const wrong of [Number.NaN, -1, 17_000, 40_000_000])
    test(`${wrong} is no day`, () => {
      assert.throws(() => withWarranty(begun, wrong), RangeError);
    });
});
