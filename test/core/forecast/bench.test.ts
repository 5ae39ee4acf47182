import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CHEMISTRIES, marks } from "../../bench/forecast/grade.ts";
import type { Answer } from "../../bench/forecast/grade.ts";
import { rivals } from "../../bench/forecast/rivals.ts";
import { simulate } from "../../bench/forecast/sim.ts";
import { DAY, T0, days, falling } from "./series.ts";

describe("the simulated lock", () => {
  const wanted = { seed: 7, step: 1, season: 0, glitches: true, sets: 2 } as const;

  for (const chemistry of CHEMISTRIES) {
    test(`${chemistry}: the same for the same seed, another for another`, () => {
      const lock = simulate({ ...wanted, chemistry });
      assert.deepEqual(simulate({ ...wanted, chemistry }), lock);
      assert.notDeepEqual(simulate({ ...wanted, chemistry, seed: 8 }).readings, lock.readings);
    });
    test(`${chemistry}: readings ascend, sets follow each other, wrong readings only where they are wanted`, () => {
      const { readings, sets } = simulate({ ...wanted, chemistry, glitches: false });
      readings.slice(1).forEach(({ at }, index) => assert.ok(at > readings[index]!.at));
      assert.ok(readings.every(({ percent }) => percent >= 0 && percent <= 100));
      sets.forEach(({ from, end, until }) => assert.ok(from < end && end <= until + DAY));
      assert.ok(simulate({ ...wanted, chemistry, sets: 6 }).readings.some(({ percent }) => percent < 0 || percent > 100));
    });
  }
  test("it is drawn upon more from the day that is wanted", () => {
    const life = (drain?: { day: number; times: number }) => {
      const { sets } = simulate({ ...wanted, chemistry: "alkaline", ...(drain ? { drain } : {}) });
      return sets[1]!.end - sets[1]!.from;
    };
    assert.ok(life({ day: 30, times: 3 }) < 0.7 * life());
  });
});

describe("the methods of other tools", () => {
  const now = T0 + 150 * DAY;
  const told = (name: string, readings = falling(3, 50)) => rivals[name]!(readings, T0, now);

  test("on a straight line they are right", () => {
    assert.ok(Math.abs(days(told("30-day line to 0 %")!) - 300) < 2);
    assert.ok(Math.abs(days(told("30-day line to 20 %")!) - 240) < 2);
    assert.ok(Math.abs(days(told("two points to 0 %")!) - 300) < 2);
  });
  test("without a fall they have no answer", () => {
    for (const name of Object.keys(rivals)) assert.equal(told(name, [{ at: T0, percent: 90 }]), undefined, name);
  });
});

test("marks", () => {
  const wanted = { seed: 1, chemistry: "alkaline", step: 1, season: 0, glitches: false, sets: 1 } as const;
  const answer = (error?: number, covered = false): Answer => ({
    method: "x",
    wanted,
    set: "first",
    asked: 60,
    ...(error === undefined ? {} : { error, covered }),
  });
  assert.deepEqual(marks([answer(0.1, true), answer(-0.2, true), answer(0.51), answer(9), answer()]), {
    asked: 5,
    answered: 0.8,
    error: 0.2,
    late: 0.5,
    coverage: 0.5,
  });
});
