import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { forecast } from "../../../src/core/forecast/forecast.ts";
import type { Chemistry, Forecast, ForecastInput, Reading } from "../../../src/core/forecast/forecast.ts";
import { ASKED, CHEMISTRIES, STEPS, known } from "../../bench/forecast/grade.ts";
import { simulate } from "../../bench/forecast/sim.ts";
import { DAY, T0, days, falling, series, turnsDaily } from "./series.ts";

type Range = Extract<Forecast, { kind: "range" }>;

const ask = (readings: readonly Reading[], more: Partial<ForecastInput> = {}) =>
  forecast({ readings, swaps: [T0], chemistry: "alkaline", now: readings.at(-1)?.at ?? T0, ...more });

function range(told: Forecast): Range {
  if (told.kind !== "range") return assert.fail(`${told.kind} instead of a range`);
  return told;
}

/** A set of cells whose level falls along a bent line to `to` in `life` days. */
function set(from: number, life: number, to = 20, step = 1): Reading[] {
  const count = (100 - to) / step;
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: T0 + (from + life * (index / count) ** 0.8) * DAY,
    percent: 100 - index * step,
  }));
}

describe("forecast: when it may say nothing", () => {
  test("no readings and no swap", () => {
    assert.deepEqual(forecast({ readings: [], swaps: [], chemistry: "alkaline", now: T0 }), {
      kind: "unknown",
      reason: "no_readings",
    });
  });
  test("nothing that could be believed", () => {
    assert.deepEqual(ask(series([0, 126], [1, 255]), { swaps: [] }), { kind: "unknown", reason: "no_readings" });
  });
  test("two levels reached since the swap", () => {
    assert.deepEqual(ask(series([0, 100], [9, 97], [15, 94])), { kind: "too_early", events: 2 });
  });
  test("three", () => {
    assert.equal(ask(series([0, 100], [15, 90], [30, 80], [45, 70])).kind, "range");
  });
  test("just after a swap", () => {
    const told = ask([...set(0, 300), ...series([301, 100], [303, 99])], { swaps: [], chemistry: "unknown" });
    assert.deepEqual(told, { kind: "too_early", events: 1 });
  });
  test("lithium whose age is not known", () => {
    const told = ask(series([0, 99], [30, 98], [60, 97]), { swaps: [], chemistry: "lithium" });
    assert.deepEqual(told, { kind: "unknown", reason: "age_unknown" });
  });
});

describe("forecast: a first set of cells", () => {
  test("a range around what the curve says, early before late, and its turns", () => {
    const told = range(ask(falling(3, 50), { turns: turnsDaily(8, 151) }));
    assert.equal(told.basis, "template");
    assert.equal(told.cycles, 0);
    assert.equal(told.grade, undefined);
    // 50 % after 150 days is about six tenths of a life.
    assert.ok(days(told.middle) > 200 && days(told.middle) < 270, `${days(told.middle)}`);
    assert.ok(told.early < told.middle && told.middle < told.late);
    assert.ok(days(told.late) - days(told.early) > 14, "never a day");
    assert.deepEqual(told.turns, {
      early: Math.round((8 * (told.early - (T0 + 150 * DAY))) / DAY),
      late: Math.round((8 * (told.late - (T0 + 150 * DAY))) / DAY),
    });
  });
  test("turns are left out where nobody counts them", () => {
    assert.equal("turns" in range(ask(falling(3, 50))), false);
  });
  test("an unseen beginning: by its fall", () => {
    const told = range(ask(falling(3, 50).slice(20), { swaps: [] }));
    assert.equal(told.basis, "slope");
    assert.ok(days(told.middle) > 190 && days(told.middle) < 280, `${days(told.middle)}`);
  });
  test("a level that falls faster ends sooner", () => {
    const [fast, slow] = [2, 4].map((pace) => range(ask(falling(pace, 50))));
    assert.ok(fast!.middle - fast!.early < slow!.middle - slow!.early);
    assert.ok(days(fast!.middle) < days(slow!.middle));
  });
  test("a higher floor comes sooner", () => {
    const [own, low, high] = [undefined, 20, 40].map((floor) => range(ask(falling(3, 45), floor === undefined ? {} : { floor })));
    assert.deepEqual(low, own, "20 is what alkaline cells have anyway");
    // By the curve of alkaline cells 40 % comes at about eight tenths of the life to 20 %.
    const [longer, shorter] = [low!, high!].map(({ middle }) => days(middle));
    assert.ok(shorter! > 0.75 * longer! && shorter! < 0.9 * longer!, `${shorter} of ${longer}`);
  });
  test("at the floor it may be over now, whatever the curve says", () => {
    const told = range(ask(falling(3, 20)));
    assert.equal(told.early, T0 + 240 * DAY);
    assert.ok(told.late > told.early);
  });
  test("one point above, not yet", () => {
    assert.ok(range(ask(falling(3, 21))).early > T0 + 237 * DAY);
  });
  test("that the next level does not come says something too", () => {
    const readings = falling(3, 70);
    const at = (day: number) => range(ask(readings, { now: T0 + day * DAY })).middle;
    assert.ok(at(130) > at(91));
  });
  test("wrong readings change nothing", () => {
    const readings = falling(3, 50);
    const wrong = readings.flatMap((reading, index) =>
      index % 9 === 5
        ? [reading, { at: reading.at + 600_000, percent: [0, 126, 255][index % 3]! }, { ...reading, at: reading.at + 1_200_000 }]
        : [reading],
    );
    assert.ok(wrong.length > readings.length);
    const now = T0 + 151 * DAY;
    assert.deepEqual(ask(wrong, { now }), ask(readings, { now }));
  });
  test("other cells, the same readings: the less is known, the wider", () => {
    const width = (chemistry: Chemistry) => {
      const { early, late } = range(ask(falling(3, 50), { chemistry }));
      return late - early;
    };
    assert.ok(width("unknown") > width("alkaline"));
    assert.equal(range(ask(falling(3, 50), { chemistry: "unknown" })).basis, "slope");
  });
});

describe("forecast: cells that are known by their age", () => {
  const flat = series([0, 100], [10, 98], [40, 97], [90, 96]);

  for (const chemistry of ["lithium", "nimh"] as const) {
    test(`${chemistry}: a wide range, and said so`, () => {
      const told = range(ask(flat, { chemistry, now: T0 + 100 * DAY }));
      assert.equal(told.basis, "age");
      assert.ok(told.late - told.early > 100 * DAY);
      assert.ok(told.middle - told.early <= 0.51 * (told.early - (T0 + 100 * DAY)), "promises little more than the early edge");
    });
  }
  test("a fall that ends sooner than age says is believed", () => {
    const dropping = series([200, 90], [204, 85], [208, 80], [212, 72], [216, 60], [220, 50]);
    const calm = range(ask(flat, { chemistry: "lithium", now: T0 + 220 * DAY }));
    const told = range(ask([...flat, ...dropping], { chemistry: "lithium", now: T0 + 220 * DAY }));
    assert.equal(told.basis, "age");
    assert.ok(told.middle < T0 + 245 * DAY, `${days(told.middle)}`);
    assert.ok(told.early < calm.early && told.late < calm.late);
  });
  test("the same where their age is not known", () => {
    const dropping = series([200, 90], [204, 85], [208, 80], [212, 72], [216, 60], [220, 50]);
    const later = [...series([0, 96]), ...dropping];
    assert.equal(range(ask(later, { chemistry: "lithium", swaps: [], now: T0 + 220 * DAY })).basis, "slope");
  });
});

describe("forecast: after a finished set", () => {
  const lived = [...set(0, 300), ...set(303, 150, 60)];
  const now = T0 + 453 * DAY;

  test("its own curve: as long as the last one at the same pace", () => {
    const told = range(
      ask(
        lived.filter(({ at }) => at <= now),
        { now },
      ),
    );
    assert.equal(told.basis, "template");
    assert.equal(told.cycles, 1);
    // Half the levels took 150 days; of the first set they took 300 × 0.5 ** 0.8 = 172, so that this one lives 261.
    assert.ok(Math.abs(days(told.middle) - (303 + 261)) < 15, `${days(told.middle)}`);
  });
  test("lithium too has a curve then", () => {
    const told = range(
      ask(
        lived.filter(({ at }) => at <= now),
        { now, chemistry: "lithium" },
      ),
    );
    assert.deepEqual([told.basis, told.cycles], ["template", 1]);
  });
  test("before three levels: by the age of the last set", () => {
    const told = range(ask([...set(0, 300), ...series([303, 100], [310, 99])], { now: T0 + 310 * DAY }));
    assert.deepEqual([told.basis, told.cycles], ["age", 1]);
    assert.ok(told.early > T0 + 500 * DAY && told.late < T0 + 800 * DAY);
  });
  test("a floor that is given ends the sets it learns from, however long they were left in", () => {
    const [left, given] = [{}, { floor: 40 }].map((more) => range(ask(lived, { ...more, now })));
    // Of 300 days to 20 % it took 300 × 0.75 ** 0.8 = 238 to 40 %.
    assert.ok(Math.abs((days(given!.middle) - 303) / (days(left!.middle) - 303) - 238 / 300) < 0.08);
  });
  test("cells that were changed early teach nothing", () => {
    const told = range(ask([...set(0, 150, 60), ...set(152, 120, 60)], { now: T0 + 272 * DAY }));
    assert.equal(told.cycles, 0);
  });
  test("nor does a set whose beginning nobody saw", () => {
    const told = range(ask([...set(0, 300).slice(9), ...set(303, 150, 60)], { swaps: [], now }));
    assert.equal(told.cycles, 0);
  });
});

describe("forecast: the grade", () => {
  const lives = (...lengths: number[]) => {
    let from = 0;
    return lengths.flatMap((life, index) => {
      const readings = set(from, life, index === lengths.length - 1 ? 60 : 20);
      from += life + 2;
      return readings;
    });
  };

  test("none while nothing was foretold in the same way", () => {
    assert.equal(range(ask(lives(300, 150))).grade, undefined);
  });
  test("a lock that repeats itself is foretold well", () => {
    const { grade, cycles } = range(ask(lives(200, 200, 120)));
    assert.equal(cycles, 2);
    assert.equal(grade?.cycles, 1);
    assert.ok(grade.error < 0.15, `${grade.error}`);
    assert.equal(grade.late, 0);
  });
  test("one that lives shorter and falls at its end is not, and it says so", () => {
    // The second set keeps the pace of the first for 130 days, and is empty within ten more.
    const second = [...set(202, 200).filter(({ at }) => at <= T0 + 332 * DAY), ...series([338, 30], [342, 20])];
    const readings = [...set(0, 200), ...second, ...set(345, 120, 60)];
    const { grade } = range(ask(readings));
    assert.equal(grade?.cycles, 1);
    assert.ok(grade.error > 0.5, `${grade.error}`);
    assert.equal(grade.late, 1);
  });
});

describe("forecast of simulated locks", () => {
  for (const chemistry of CHEMISTRIES) {
    test(`${chemistry}: always in order, never in the past, the same when asked again`, () => {
      for (const step of STEPS)
        for (let seed = 1; seed <= 5; seed += 1) {
          const lock = simulate({ seed, chemistry, step, season: 1, glitches: true, sets: 3 });
          for (const { from, end } of lock.sets)
            for (const share of [0, 0.1, 0.5, 0.9, 1]) {
              const input = known(lock, chemistry, from + share * (end - from));
              const told = forecast(input);
              assert.deepEqual(forecast(input), told);
              if (told.kind !== "range") continue;
              assert.ok(input.now <= told.early && told.early <= told.middle && told.middle <= told.late, `seed ${seed}`);
              assert.ok(Number.isFinite(told.late) && told.late < input.now + 10 * 365 * DAY);
            }
        }
    });
  }

  test("alkaline at 1 %: the goals, on few locks (npm run bench:forecast has the many)", () => {
    const errors: number[] = [];
    let late = 0;
    let covered = 0;
    for (let seed = 301; seed <= 360; seed += 1) {
      const lock = simulate({ seed, chemistry: "alkaline", step: 1, season: 2, glitches: true, sets: 3 });
      const { end } = lock.sets[2]!;
      const { early, middle, late: latest } = range(forecast(known(lock, "alkaline", end - ASKED[1] * DAY)));
      const error = (middle - end) / (ASKED[1] * DAY);
      errors.push(Math.abs(error));
      if (error > 0.5) late += 1;
      if (early <= end && end <= latest) covered += 1;
    }
    errors.sort((a, b) => a - b);
    assert.ok(errors[30]! < 0.2, `median ${errors[30]}`);
    assert.ok(late <= 5, `late ${late}`);
    assert.ok(covered >= 45, `covered ${covered}`);
  });
});
