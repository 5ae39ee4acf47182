import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { planOf } from "../../../src/core/care/plan.ts";
import {
  beginRecord,
  dayOf,
  decodeCare,
  encodeCare,
  withDone,
  withWarranty,
  withoutDone,
} from "../../../src/core/care/record.ts";
import { CARE_TASKS } from "../../../src/core/care/tasks.ts";
import { CARE_TASK_IDS } from "../../../src/core/care/types.ts";
import type { CareRecord, CareTaskId, PlannedTask } from "../../../src/core/care/types.ts";
import { unavailable } from "../../../src/core/fact.ts";
import type { Traits } from "../../../src/core/models/types.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/snapshot.ts";
import { DAY, NOW, facts } from "../../support/snapshot.ts";
import type { Written } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";

const MONTH = (365.25 / 12) * DAY;
const TODAY = dayOf(NOW);
const inDays = (from: number, now = TODAY) => (from - now) * DAY;

/** A keypad lock with cells, a 9 V contact and nothing about its firmware: it has all tasks. */
const KEYPAD: Written = { battery_level: 80, has_keypad: true };
const NINE: Partial<Traits> = { emergency: ["9v", "key"] };

interface Given {
  readonly facts?: Written;
  readonly traits?: Partial<Traits>;
  readonly record?: CareRecord;
  readonly now?: number;
  readonly months?: number;
}

function tasks({ facts: written = KEYPAD, traits = NINE, record = beginRecord(NOW), now = NOW, months }: Given = {}) {
  const settings = { ...DEFAULT_SETTINGS, ...(months === undefined ? {} : { batteryMonths: months }) };
  return planOf(facts(written), traits, record, now, settings);
}

const find = (plan: readonly PlannedTask[], id: CareTaskId) => plan.find((task) => task.id === id);
/** `state why days` until it is due, or `none`. */
function told(plan: readonly PlannedTask[], id: CareTaskId, now = NOW): string {
  const task = find(plan, id);
  return task ? `${task.state} ${task.why} ${Math.round((task.due - dayOf(now) * DAY) / DAY)}` : "none";
}

describe("a plan that begins", () => {
  test("has all tasks, none due on the first day, no two on one day", () => {
    const plan = tasks();
    assert.deepEqual([...plan.map(({ id }) => id)].sort(), [...CARE_TASK_IDS].sort());
    assert.deepEqual(
      plan.filter(({ state }) => state !== "later"),
      [],
    );
    assert.equal(new Set(plan.map(({ due }) => due)).size, plan.length);
    assert.deepEqual(
      plan.map(({ due }) => due),
      plan.map(({ due }) => due).sort((a, b) => a - b),
    );
  });

  test("of a lock that nobody knows anything of", () => {
    const ids = planOf({}, {}, beginRecord(NOW), NOW).map(({ id }) => id);
    assert.deepEqual(ids, ["spare_key", "update_check", "door_seals", "clean_lubricate", "screws_strike", "cells", "warranty"]);
  });

  test("is not due either where the cells have been old for long, or are foreseen to be empty", () => {
    const old = tasks({ facts: { battery_since: NOW - 900 * DAY } });
    assert.equal(told(old, "cells"), "soon time 14");
    const empty = tasks({ facts: { battery_forecast: { early: NOW - DAY, late: NOW + DAY, basis: "slope" } } });
    assert.equal(told(empty, "cells"), "soon forecast 14");
  });
});

describe("which tasks a lock has", () => {
  rows<readonly [name: string, id: CareTaskId, facts: Written, traits: Partial<Traits>, has: boolean]>(
    [
      ["cells in any lock", "cells", {}, {}, true],
      ["no cells where there is a supply", "cells", { supply_ok: false }, {}, false],
      ["nor where the supply says nothing now", "cells", { supply_ok: unavailable("unavailable") }, {}, false],
      ["nor where a pack is charged", "cells", {}, { cells: { type: "pack", count: 1 } }, false],
      ["update check where nothing tells the firmware", "update_check", {}, {}, true],
      ["none where it is told, also without a value now", "update_check", { firmware: unavailable("unavailable") }, {}, false],
      ["codes with a keypad", "codes_review", { has_keypad: true }, {}, true],
      ["codes where some are set", "codes_review", { codes_set: 0 }, {}, true],
      ["codes while the keypad says nothing", "codes_review", { keypad_disabled: unavailable("unavailable") }, {}, true],
      ["none without a keypad", "codes_review", { has_keypad: false, codes_set: 3 }, {}, false],
      ["none where nobody knows of one", "codes_review", {}, {}, false],
      ["a 9 V contact", "backup_power", {}, { emergency: ["key", "9v"] }, true],
      ["a power bank", "backup_power", {}, { emergency: ["usb_c"] }, true],
      ["a second pack", "backup_power", {}, { emergency: ["backup_pack"] }, true],
      ["only a key", "backup_power", {}, { emergency: ["key"] }, false],
      ["nothing known", "backup_power", {}, {}, false],
    ],
    ([, id, written, traits, has]) => assert.equal(find(tasks({ facts: written, traits }), id) !== undefined, has),
  );
});

describe("when a task is due", () => {
  const begun = beginRecord(NOW - 400 * DAY, 1000);
  const doneAgo = (id: CareTaskId, days: number, turns?: number): CareRecord => withDone(begun, id, NOW - days * DAY, turns);

  rows<readonly [name: string, id: CareTaskId, given: Given, expected: string]>(
    [
      ["never done: by the beginning", "clean_lubricate", { record: begun }, "due time -248"],
      ["six months after it was done", "spare_key", { record: doneAgo("spare_key", 100) }, "later time 83"],
      ["two weeks before: soon", "spare_key", { record: doneAgo("spare_key", 169) }, "soon time 14"],
      ["a day earlier: later", "spare_key", { record: doneAgo("spare_key", 168) }, "later time 15"],
      [
        "with the seasons: done in the last weeks of one counts for it",
        "door_seals",
        { record: doneAgo("door_seals", 80) },
        "later season 130",
      ],
      ["with the seasons: done before that does not", "door_seals", { record: doneAgo("door_seals", 110) }, "due season -52"],
      ["with the seasons: never done", "door_seals", { record: begun }, "due season -235"],
      ["on its day: due", "spare_key", { record: doneAgo("spare_key", 183) }, "due time 0"],
      ["done on a tablet whose clock is a year ahead", "spare_key", { record: doneAgo("spare_key", -365) }, "later time 183"],
      ["warranty, once", "warranty", { record: doneAgo("warranty", 300) }, "none"],
      [
        "turns: so many as make it due",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100, 1000), facts: { turns: 4000 } },
        "due turns 0",
      ],
      [
        "turns: more",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100, 1000), facts: { turns: 7000 } },
        "due turns -50",
      ],
      [
        "turns: as many as go on as they do",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100, 1000), facts: { turns: 3000 } },
        "later turns 50",
      ],
      [
        "turns: few, so time counts",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100, 1000), facts: { turns: 1100 } },
        "later time 265",
      ],
      [
        "turns: a busy fortnight is no habit",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 14, 1000), facts: { turns: 3500 } },
        "later time 351",
      ],
      [
        "turns: fewer than before is another count",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100, 5000), facts: { turns: 40 } },
        "later time 265",
      ],
      [
        "turns: not counted when it was done",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100), facts: { turns: 9000 } },
        "later time 265",
      ],
      [
        "turns: since the plan began",
        "clean_lubricate",
        { record: beginRecord(NOW - 40 * DAY, 1000), facts: { turns: 4000 } },
        "due turns 0",
      ],
      [
        "turns of no number",
        "clean_lubricate",
        { record: doneAgo("clean_lubricate", 100, 1000), facts: { turns: NaN } },
        "later time 265",
      ],
      ["cells by the time they came in", "cells", { record: begun, facts: { battery_since: NOW - 300 * DAY } }, "later time 65"],
      [
        "cells by a note that is newer",
        "cells",
        { record: begun, facts: { battery_since: NOW - 300 * DAY, battery_swapped: NOW - 10 * DAY } },
        "later time 355",
      ],
      [
        "cells by the household's months",
        "cells",
        { record: begun, facts: { battery_since: NOW - 300 * DAY }, months: 6 },
        "due time -117",
      ],
      [
        "cells by the forecast's early edge",
        "cells",
        {
          record: begun,
          facts: {
            battery_since: NOW - 300 * DAY,
            battery_forecast: { early: NOW + 9 * DAY, late: NOW + 90 * DAY, basis: "slope" },
          },
        },
        "soon forecast 9",
      ],
      [
        "cells at the latest by their age",
        "cells",
        {
          record: begun,
          facts: {
            battery_since: NOW - 300 * DAY,
            battery_forecast: { early: NOW + 400 * DAY, late: NOW + 500 * DAY, basis: "slope" },
          },
        },
        "later time 65",
      ],
      [
        "a forecast of no number",
        "cells",
        { record: begun, facts: { battery_since: NOW - 300 * DAY, battery_forecast: { early: NaN, late: NaN, basis: "age" } } },
        "later time 65",
      ],
      [
        "cells done, readings not there yet: the old forecast is of the old cells",
        "cells",
        {
          record: doneAgo("cells", 0),
          facts: {
            battery_since: NOW - 300 * DAY,
            battery_forecast: { early: NOW + 9 * DAY, late: NOW + 90 * DAY, basis: "slope" },
          },
        },
        "later time 365",
      ],
      [
        "cells done, and seen a little earlier: the forecast is of these",
        "cells",
        {
          record: doneAgo("cells", 20),
          facts: {
            battery_since: NOW - 25 * DAY,
            battery_forecast: { early: NOW + 90 * DAY, late: NOW + 99 * DAY, basis: "slope" },
          },
        },
        "later forecast 90",
      ],
      [
        "cells changed since, as readings show",
        "cells",
        { record: doneAgo("cells", 350), facts: { battery_since: NOW - 5 * DAY } },
        "later time 360",
      ],
    ],
    ([, id, given, expected]) => assert.equal(told(tasks(given), id), expected),
  );

  test("tells when it was last done", () => {
    assert.equal(find(tasks({ record: doneAgo("spare_key", 100) }), "spare_key")!.last, inDays(TODAY - 100, 0));
    assert.equal(find(tasks({ record: begun }), "spare_key")!.last, undefined);
  });

  test("the most overdue comes first", () => {
    const plan = tasks({ record: begun });
    assert.deepEqual(
      plan.map(({ due }) => due),
      plan.map(({ due }) => due).sort((a, b) => a - b),
    );
  });

  test("any record and any time give a plan, without a crash", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1e5, max: 1e5 }), fc.constantFrom(...CARE_TASK_IDS), (at, days, id) => {
        const record = withDone(beginRecord(at), id, NOW + days * DAY, days);
        for (const { due } of tasks({ record, facts: { ...KEYPAD, turns: days } })) assert.ok(Number.isInteger(due));
      }),
    );
  });
});

describe("three years of a household", () => {
  /** Each week somebody looks, and does what is due; the line is kept and read anew each time. */
  function live({ years = 3, turnsADay = 4, late = 0 } = {}) {
    const done: { id: CareTaskId; day: number }[] = [];
    let line = encodeCare(beginRecord(NOW, 0));
    let swapped = NOW - 30 * DAY;
    for (let now = NOW; now < NOW + years * 12 * MONTH; now += 7 * DAY) {
      const turns = ((now - NOW) / DAY) * turnsADay;
      const record = decodeCare(line)!;
      const plan = tasks({ facts: { ...KEYPAD, turns, battery_since: swapped }, record, now });
      const due = plan.filter((task) => task.state === "due" && now - task.due >= late * DAY);
      let next = record;
      for (const { id } of due) {
        done.push({ id, day: dayOf(now) - TODAY });
        const before = next;
        next = withDone(next, id, now, turns);
        assert.deepEqual(
          tasks({ facts: { ...KEYPAD, turns, battery_since: swapped }, record: withoutDone(next, id), now }),
          tasks({ facts: { ...KEYPAD, turns, battery_since: swapped }, record: before, now }),
          "undo is the plan of before",
        );
        if (id === "cells") swapped = now;
      }
      const after = tasks({ facts: { ...KEYPAD, turns, battery_since: swapped }, record: next, now });
      assert.ok(!after.some(({ id, state }) => state !== "later" && due.some((each) => each.id === id)), "done moves on");
      line = encodeCare(next);
    }
    return done;
  }

  const times = (done: ReturnType<typeof live>, id: CareTaskId) => done.filter((each) => each.id === id).map(({ day }) => day);

  test("has each task as often as its interval says, and never twice within it", () => {
    const done = live();
    for (const { id, months, once, seasons } of CARE_TASKS) {
      const days = times(done, id);
      const gaps = days.slice(1).map((day, index) => day - days[index]!);
      const interval = Math.round((months * MONTH) / DAY);
      // Half a year has 182 or 183 days, and who looks once a week is up to six days late, or less late than the last time.
      const least = seasons ? interval - 7 : interval;
      assert.ok(
        gaps.every((gap) => gap >= least && gap <= interval + 7),
        `${id}: ${gaps.join()}`,
      );
      if (once) assert.equal(days.length, 1);
      else assert.ok(days.length >= Math.floor(36 / months) - 1, `${id}: ${days.length}`);
    }
  });

  test("never has more than two on one day", () => {
    const days = live().map(({ day }) => day);
    assert.ok(days.every((day) => days.filter((each) => each === day).length <= 2));
  });

  test("with many turns cleans more often", () => {
    assert.deepEqual(times(live({ years: 1, turnsADay: 20 }), "clean_lubricate"), [154, 308]);
  });

  test("who is late has the next one an interval after that", () => {
    const days = times(live({ years: 2, late: 40 }), "spare_key");
    assert.ok(days.slice(1).every((day, index) => day - days[index]! >= 183 + 40));
  });
});

describe("a warranty whose last day is known", () => {
  const begun = { begun: { day: TODAY - 40 }, tasks: {} };
  const ends = (days: number) => withWarranty(begun, TODAY + days);

  rows<readonly [name: string, record: CareRecord, expected: string]>(
    [
      ["a month before it", ends(200), "later until 170"],
      ["soon", ends(40), "soon until 10"],
      ["in its last month", ends(30), "due until 0"],
      ["on its last day", ends(0), "due until -30"],
      ["the day after", ends(-1), "none"],
      ["looked at", withDone(ends(10), "warranty", NOW), "none"],
      ["looked at, and then another day", withWarranty(withDone(ends(10), "warranty", NOW), TODAY + 60), "later until 30"],
      ["of a plan that begins today, in its last days", withWarranty(beginRecord(NOW), TODAY + 5), "due until -25"],
    ],
    ([, record, expected]) => assert.equal(told(tasks({ record }), "warranty"), expected),
  );

  test("without a day it stays what it was", () => {
    assert.equal(told(tasks({ record: begun }), "warranty"), "later time 660");
  });
});
