import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { splitCycles } from "../../../src/core/forecast/cycles.ts";
import { firstPassages } from "../../../src/core/forecast/passages.ts";
import type { Reading } from "../../../src/core/forecast/types.ts";
import { DAY, T0, days, falling, series } from "./series.ts";

/** Each set as "from day, until day, readings, known or seen". */
const split = (readings: readonly Reading[], swaps: readonly number[] = [], now?: number) =>
  splitCycles(
    readings,
    swaps.map((day) => T0 + day * DAY),
    now === undefined ? undefined : T0 + now * DAY,
  ).map(
    ({ from, until, readings: own, fresh }) =>
      `${days(from)}–${until === undefined ? "" : days(until)}: ${own.map(({ percent }) => percent).join(" ")}${fresh ? "" : " ?"}`,
  );

describe("splitCycles", () => {
  const old = [
    [0, 40],
    [5, 30],
    [10, 22],
  ] as const;
  const rows: readonly [name: string, actual: string[], expected: string[]][] = [
    ["nothing", split([]), []],
    ["only a noted swap", split([], [3]), ["3–: "]],
    ["one set, whose beginning was not seen", split(series(...old)), ["0–: 40 30 22 ?"]],
    ["a swap that nobody noted", split(series(...old, [11, 99], [13, 98])), ["0–11: 40 30 22 ?", "11–: 99 98"]],
    ["a rise by 20 that stays", split(series([0, 40], [1, 60], [3, 60])), ["0–1: 40 ?", "1–: 60 60"]],
    ["a rise by 19", split(series([0, 40], [1, 59], [3, 59])), ["0–: 40 59 59 ?"]],
    ["a rise that does not stay", split(series([0, 40], [1, 99], [1.1, 40], [3, 39])), ["0–: 40 40 39 ?"]],
    ["a zero in between is no swap", split(series([0, 80], [1, 0], [1.1, 80], [3, 79])), ["0–: 80 80 79 ?"]],
    ["a rise, and the day is not over", split(series([0, 40], [1, 99]), [], 1.9), ["0–: 40 ?"]],
    ["a rise, and nothing came since", split(series([0, 40], [1, 99]), [], 2), ["0–1: 40 ?", "1–: 99"]],
    ["levels that recover slowly in spring", split(series([0, 40], [20, 50], [40, 60])), ["0–: 40 50 60 ?"]],
    ["a rise in steps is one swap", split(series([0, 20], [1, 60], [2.5, 99], [5, 98])), ["0–1: 20 ?", "1–: 99 98"]],
    ["noted a day before the level rose", split(series(...old, [12, 99], [14, 98]), [11]), ["0–11: 40 30 22 ?", "11–: 99 98"]],
    ["noted two days after", split(series(...old, [12, 99], [16, 98]), [14]), ["0–12: 40 30 22 ?", "12–: 99 98"]],
    ["noted, and the level stays low", split(series(...old, [15, 21], [20, 20]), [12]), ["0–: 40 30 22 21 20 ?"]],
    ["noted, and nothing came since", split(series(...old), [12]), ["0–12: 40 30 22 ?", "12–: "]],
    ["changed early, at a high level", split(series([0, 95], [10, 100], [20, 99]), [9]), ["0–9: 95 ?", "9–: 100 99"]],
    ["changed early, from 79 to 84", split(series([0, 79], [10, 84], [20, 83]), [9.5]), ["0–9.5: 79 ?", "9.5–: 84 83"]],
    ["from 79 to 83: not seen", split(series([0, 79], [10, 83], [20, 83]), [9.5]), ["0–: 79 83 83 ?"]],
    ["noted before the first reading", split(series([10, 98], [20, 95]), [2]), ["2–: 98 95"]],
    ["noted so long before that others may have come", split(series([200, 98], [210, 95]), [2]), ["200–: 98 95 ?"]],
  ];
  for (const [name, actual, expected] of rows) test(name, () => assert.deepEqual(actual, expected));
});

describe("firstPassages", () => {
  const passages = (readings: readonly Reading[]) =>
    firstPassages({ from: T0, until: undefined, fresh: true, readings }).map(({ at, percent }) => `${days(at)} ${percent}`);
  const rows: readonly [name: string, readings: Reading[], expected: string[]][] = [
    ["nothing", [], []],
    ["each lower level once", series([0, 100], [5, 99], [6, 100], [7, 99], [9, 98]), ["0 100", "5 99", "9 98"]],
    ["begins at the highest of the first two days", series([0, 60], [1, 100], [3, 99]), ["1 100", "3 99"]],
    ["a rise after two days is none", series([0, 90], [2, 95], [4, 89]), ["0 90", "4 89"]],
    ["levels may be left out", series([0, 100], [5, 90], [9, 70]), ["0 100", "5 90", "9 70"]],
    ["a level that held for an hour", series([0, 100], [5, 95], [5.04, 99], [9, 98]), ["0 100", "5 99", "9 98"]],
    ["a level that held for half a day", series([0, 100], [5, 95], [5.5, 99], [9, 94]), ["0 100", "5 95", "9 94"]],
    ["the last reading counts", series([0, 100], [5, 99]), ["0 100", "5 99"]],
  ];
  for (const [name, readings, expected] of rows) test(name, () => assert.deepEqual(passages(readings), expected));

  test("of a plain fall they are the fall", () => {
    const fall = falling(3, 20);
    assert.deepEqual(firstPassages({ from: T0, until: undefined, fresh: true, readings: fall }), fall);
  });
});
