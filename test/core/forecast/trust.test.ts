import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { trust } from "../../../src/core/forecast/trust.ts";
import type { Signs } from "../../../src/core/forecast/trust.ts";
import type { Reading } from "../../../src/core/forecast/types.ts";
import { CHEMISTRIES, SEASONS, STEPS } from "../../bench/forecast/grade.ts";
import { simulate } from "../../bench/forecast/sim.ts";
import { DAY, HOUR, T0, series, turnsDaily } from "./series.ts";

/** What was dropped, as "day percent why". */
const dropped = (readings: readonly Reading[], signs?: Signs) =>
  trust(readings, signs).dropped.map(({ reading, why }) => `${(reading.at - T0) / DAY} ${reading.percent} ${why}`);

describe("trust", () => {
  const rows: readonly [name: string, readings: Reading[], signs: Signs, expected: string[]][] = [
    ["nothing", [], {}, []],
    ["a plain fall", series([0, 80], [3, 79], [6, 78]), {}, []],
    ["126", series([0, 80], [1, 126], [2, 80]), {}, ["1 126 out_of_range"]],
    ["100 is a level", series([0, 100], [1, 100], [2, 99]), {}, []],
    ["100.1 is none", series([0, 100], [1, 100.1], [2, 99]), {}, ["1 100.1 out_of_range"]],
    ["-1", series([0, 80], [1, -1], [2, 80]), {}, ["1 -1 out_of_range"]],
    ["not a number", series([0, 80], [1, NaN], [2, 80]), {}, ["1 NaN out_of_range"]],
    ["a lone zero", series([0, 80], [1, 0], [1.1, 80], [4, 79]), {}, ["1 0 glitch_zero"]],
    ["zero for less than a week, and back", series([0, 80], [1, 0], [7.9, 80], [10, 79]), {}, ["1 0 glitch_zero"]],
    ["zero for a week, and back: it was so", series([0, 80], [1, 0], [8, 80], [10, 79]), {}, []],
    ["zero after 19", series([0, 19], [1, 0], [1.1, 19]), {}, []],
    ["zero after 20", series([0, 20], [1, 0], [1.1, 20]), {}, ["1 0 glitch_zero"]],
    ["dead overnight, then new cells", series([0, 60], [1, 0], [1.5, 100], [3, 100], [5, 99]), {}, []],
    ["zero, just now", series([0, 80], [1, 0]), { now: T0 + DAY + 23 * HOUR }, ["1 0 glitch_zero"]],
    ["zero since a day", series([0, 80], [1, 0]), { now: T0 + 2 * DAY }, []],
    ["up and back", series([0, 50], [1, 70], [1.2, 50]), {}, ["1 70 glitch_jump"]],
    ["up and back by less", series([0, 50], [1, 69], [1.2, 50]), {}, []],
    ["down and back", series([0, 50], [1, 30], [1.2, 50]), {}, ["1 30 glitch_jump"]],
    ["new cells, which stay", series([0, 20], [1, 100], [2, 100], [4, 99]), {}, []],
    ["new cells, not yet for a day", series([0, 20], [1, 100], [1.5, 99]), {}, ["1 100 glitch_jump", "1.5 99 glitch_jump"]],
    ["new cells, noted", series([0, 20], [1, 100]), { swaps: [T0 + DAY / 2] }, []],
    ["new cells, noted four days ago", series([0, 20], [5, 100]), { swaps: [T0 + DAY] }, ["5 100 glitch_jump"]],
    ["a level that comes in quarters and wavers", series([0, 75], [9, 50], [9.1, 75], [9.3, 50], [20, 50], [40, 25]), {}, []],
    ["put back after a start", series([0, 62], [1, 62], [2, 62]), { starts: [T0 + DAY - HOUR / 100] }, ["1 62 restored"]],
    ["the same a minute after a start", series([0, 62], [1, 62]), { starts: [T0 + DAY - 60_000] }, []],
    ["another level after a start", series([0, 62], [1, 61]), { starts: [T0 + DAY - HOUR / 100] }, []],
  ];
  for (const [name, readings, signs, expected] of rows) {
    test(name, () => {
      assert.deepEqual(dropped(readings, signs), expected);
      const { believed } = trust(readings, signs);
      assert.equal(believed.length, readings.length - expected.length);
      assert.deepEqual(
        believed,
        readings.filter((reading) => believed.includes(reading)),
        "in their order",
      );
    });
  }

  test("what is believed is believed again", () => {
    const { readings, swaps } = simulate({ seed: 3, chemistry: "alkaline", step: 1, season: 0, glitches: true, sets: 2 });
    const once = trust(readings, { swaps });
    assert.ok(once.dropped.length > 0);
    assert.deepEqual(trust(once.believed, { swaps }).dropped, []);
  });
});

describe("trust: frozen", () => {
  const before = series([0, 90], [5, 88], [10, 86], [15, 84], [20, 82]);
  /** 82 % from day 20 on, said again every ten days. */
  const still = (until: number) =>
    Array.from({ length: (until - 20) / 10 }, (_, index) => ({ at: T0 + (30 + index * 10) * DAY, percent: 82 }));
  const signs = (count: number, until: number): Signs => ({
    turns: turnsDaily(count, until),
    chemistry: "alkaline",
    now: T0 + until * DAY,
  });

  test("the level stands still for six times its rhythm and the bolt goes on turning", () => {
    const { dropped: gone, believed, frozenSince } = trust([...before, ...still(50)], signs(5, 50));
    assert.deepEqual([...new Set(gone.map(({ why }) => why))], ["frozen"]);
    assert.equal(gone.length, 3);
    assert.deepEqual(believed, before);
    assert.equal(frozenSince, T0 + 20 * DAY);
  });

  const rows: readonly [string, Reading[], Signs][] = [
    ["not yet for a month", [...before, ...still(40)], signs(5, 49)],
    ["nobody used it", [...before, ...still(60)], signs(1, 60)],
    ["used only in the first half", [...before, ...still(60)], { ...signs(9, 60), turns: turnsDaily(9, 38) }],
    ["turns are not known", [...before, ...still(60)], { chemistry: "alkaline", now: T0 + 60 * DAY }],
    ["lithium is flat", [...before, ...still(60)], { ...signs(5, 60), chemistry: "lithium" }],
    ["its rhythm is not known yet", [...before.slice(0, 4), ...still(60)], signs(5, 60)],
    [
      "it wavers, so it lives",
      [...before, ...still(60).map((reading, index) => ({ ...reading, percent: 82 + (index % 2) }))],
      signs(5, 60),
    ],
  ];
  for (const [name, readings, known] of rows) {
    test(`left in peace: ${name}`, () => {
      const { dropped: gone, frozenSince } = trust(readings, known);
      assert.deepEqual(gone, []);
      assert.equal(frozenSince, undefined);
    });
  }

  test("it moves again: what stood still stays dropped, and nothing is frozen now", () => {
    const { dropped: gone, frozenSince } = trust([...before, ...still(60), { at: T0 + 61 * DAY, percent: 70 }], signs(5, 62));
    assert.equal(gone.length, 4);
    assert.equal(frozenSince, undefined);
  });
});

describe("trust over a simulated year", () => {
  for (const chemistry of CHEMISTRIES) {
    test(`a healthy lock with ${chemistry} cells is left in peace`, () => {
      for (const step of STEPS)
        for (const season of SEASONS)
          for (let seed = 1; seed <= 5; seed += 1) {
            const lock = simulate({ seed, chemistry, step, season, glitches: false, sets: 3 });
            const from = lock.sets[0]!.from;
            const until = from + 365 * DAY;
            const readings = lock.readings.filter(({ at }) => at < until);
            // Said again every day, as by locks that report whether or not anything has changed.
            const again = readings.flatMap((reading, index) => {
              const next = readings[index + 1]?.at ?? until;
              const days = Math.floor((next - reading.at) / DAY);
              return Array.from({ length: days + 1 }, (_, day) => ({ ...reading, at: reading.at + day * DAY }));
            });
            const { dropped: gone, frozenSince } = trust(again, { ...lock, chemistry, now: until + DAY });
            assert.deepEqual(gone, [], `seed ${seed}, step ${step}, season ${season}`);
            assert.equal(frozenSince, undefined);
          }
    });

    test(`planted faults in ${chemistry} cells' levels are seen`, () => {
      let planted = 0;
      let seen = 0;
      for (let seed = 1; seed <= 10; seed += 1) {
        const lock = simulate({ seed, chemistry, step: 1, season: 0, glitches: false, sets: 1 });
        const { from, end } = lock.sets[0]!;
        // In the middle of a life, ten minutes after a report, for ten minutes: zero, 126, half the level.
        lock.readings
          .filter(({ at, percent }) => at > from + 20 * DAY && at < end - 30 * DAY && percent >= 40)
          .filter((_, index) => index % 40 === 20)
          .forEach((reading, index) => {
            const wrong = [0, 126, Math.round(reading.percent / 2)][index % 3]!;
            const at = reading.at + 600_000;
            const faulty = [...lock.readings, { at, percent: wrong }, { at: at + 600_000, percent: reading.percent }].sort(
              (a, b) => a.at - b.at,
            );
            planted += 1;
            const found = trust(faulty, { swaps: lock.swaps, chemistry }).dropped;
            if (found.some(({ reading: { at: time } }) => time === at)) seen += 1;
          });
      }
      assert.ok(planted > 20, `${planted} planted`);
      assert.equal(seen, planted);
    });
  }
});
