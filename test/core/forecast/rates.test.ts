import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lossRates } from "../../../src/core/forecast/rates.ts";
import type { ForecastInput } from "../../../src/core/forecast/forecast.ts";
import type { Reading } from "../../../src/core/forecast/types.ts";
import { known } from "../../bench/forecast/grade.ts";
import { simulate } from "../../bench/forecast/sim.ts";
import { DAY, T0, falling, series, turnsDaily } from "./series.ts";

const rates = (readings: readonly Reading[], more: Partial<ForecastInput> = {}) =>
  lossRates({ readings, swaps: [T0], chemistry: "unknown", now: readings.at(-1)?.at ?? T0, ...more });

/** From 100 to 70 at a point in three days, then to 50 at a point in `days`. */
const twoPaces = (days: number) => [
  ...falling(3, 70),
  ...Array.from({ length: 20 }, (_, index) => ({ at: T0 + (90 + (index + 1) * days) * DAY, percent: 69 - index })),
];

describe("lossRates", () => {
  test("an even fall", () => {
    const told = rates(falling(3, 50))!;
    assert.ok(Math.abs(told.ratio - 1) < 0.15, `${told.ratio}`);
    assert.ok(Math.abs(told.perWeek - 7 / 3) < 0.3);
    assert.equal(told.significant, false);
    assert.equal("perTurn" in told, false);
  });
  test("twice as fast since a month", () => {
    const told = rates(twoPaces(1.5))!;
    assert.ok(told.ratio > 1.7, `${told.ratio}`);
    assert.ok(Math.abs(told.perWeek / told.usualPerWeek - told.ratio) < 1e-9);
    assert.equal(told.significant, true);
  });
  test("a fifth faster is no finding", () => assert.ok(rates(twoPaces(2.5))!.ratio < 1.7));
  test("slower is no loss", () => {
    const told = rates(twoPaces(6))!;
    assert.ok(told.ratio < 0.8, `${told.ratio}`);
    assert.equal(told.significant, false);
  });
  test("that the next level does not come slows it down", () => {
    const readings = twoPaces(1.5);
    const later = rates(readings, { now: readings.at(-1)!.at + 14 * DAY })!;
    assert.ok(later.ratio < rates(readings)!.ratio);
  });
  test("twice as fast with three times the turns is use, not loss", () => {
    const readings = twoPaces(1.5);
    const turns = [...turnsDaily(5, 90), ...turnsDaily(15, 31, 90)];
    const told = rates(readings, { turns })!;
    assert.ok(told.ratio < 1.7, `${told.ratio}`);
    assert.ok(told.perTurn! > 0 && Math.abs(told.perTurn! / told.usualPerTurn! - told.ratio) < 1e-9);
  });

  const none: readonly [string, Reading[], Partial<ForecastInput>][] = [
    ["no readings", [], {}],
    ["too few levels", series([0, 100], [10, 90], [20, 80], [30, 70]), {}],
    ["lithium, whose curve is not known", falling(3, 50), { chemistry: "lithium" }],
    ["a pack, whose end is not known", falling(3, 50), { chemistry: "li_ion" }],
    ["at its end, where all cells fall fast", falling(3, 25), {}],
  ];
  for (const [name, readings, more] of none) test(`can't tell: ${name}`, () => assert.equal(rates(readings, more), undefined));
});

describe("lossRates of simulated locks, asked every week", () => {
  const alarms = (drain?: { day: number; times: number }) => {
    let asked = 0;
    let found = 0;
    let locks = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const lock = simulate({
        seed,
        chemistry: "alkaline",
        step: 1,
        season: (seed % 4) as 0,
        glitches: seed % 2 === 0,
        sets: 2,
        ...(drain ? { drain } : {}),
      });
      const { from, end } = lock.sets[1]!;
      let isFound = false;
      for (let now = from + (drain?.day ?? 20) * DAY; now < end; now += 7 * DAY) {
        asked += 1;
        const told = lossRates(known(lock, "alkaline", now));
        if (!told || told.ratio < 1.7 || !told.significant) continue;
        found += 1;
        isFound = true;
      }
      if (isFound) locks += 1;
    }
    return { asked, found, locks };
  };

  test("healthy ones are left in peace", () => {
    const { asked, found } = alarms();
    assert.ok(asked > 500 && found / asked < 0.01, `${found} of ${asked}`);
  });
  test("those drawn upon two and a half times as much are found", () => {
    const { locks } = alarms({ day: 90, times: 2.5 });
    assert.ok(locks >= 16, `${locks} of 20`);
  });
});
