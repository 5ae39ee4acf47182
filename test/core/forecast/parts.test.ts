import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PROFILES } from "../../../src/core/forecast/chemistry.ts";
import { turnsPerDay, wearClock } from "../../../src/core/forecast/clock.ts";
import { fallOf } from "../../../src/core/forecast/crossings.ts";
import { join, quantile } from "../../../src/core/forecast/estimate.ts";
import { median, theilSen } from "../../../src/core/forecast/slope.ts";
import { template } from "../../../src/core/forecast/template.ts";
import { DAY, T0, falling, series, turnsDaily } from "./series.ts";

const near = (actual: number, expected: number, by = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= by, `${actual} is not ${expected} ± ${by}`);

describe("slope", () => {
  test("the median, of two the lower", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2);
    assert.ok(Number.isNaN(median([])));
  });

  const line = (count: number) => Array.from({ length: count }, (_, x) => [x, 3 * x + 7] as const);

  test("of a line", () => assert.equal(theilSen(line(5)), 3));
  test("of more points than it looks at", () => assert.equal(theilSen(line(500)), 3));
  test("a quarter of the points may be anything", () => {
    const odd = line(20).map(([x, y], index) => [x, index % 4 === 1 ? 1_000 * (index % 3) : y] as const);
    near(theilSen(odd), 3, 0.5);
  });
  test("none of one point, or of points above each other", () => {
    assert.ok(Number.isNaN(theilSen([[1, 1]])));
    assert.ok(
      Number.isNaN(
        theilSen([
          [1, 1],
          [1, 2],
        ]),
      ),
    );
  });
});

describe("template", () => {
  const curve = template(
    [
      [100, 0],
      [60, 0.5],
      [20, 1],
    ],
    4,
  );

  test("straight between its knots, and on beyond the last; never below 0 or above 1.1", () => {
    const shares = [110, 100, 80, 60, 40, 20, 16, 0].map((level) => curve.share(level));
    [0, 0, 0.25, 0.5, 0.75, 1, 1.05, 1.1].forEach((share, index) => near(shares[index]!, share));
  });

  test("it is in more doubt where it is steeper, and where levels come in larger steps", () => {
    const flat = template(
      [
        [100, 0],
        [60, 0.1],
        [50, 0.9],
        [20, 1],
      ],
      4,
    );
    assert.ok(flat.doubt(55, 0) > 2 * flat.doubt(80, 0));
    assert.ok(curve.doubt(60, 3) > curve.doubt(60, 0));
  });

  for (const [name, { template: known, floor }] of Object.entries(PROFILES)) {
    if (!known) continue;
    test(`that of ${name} rises from 0 at 100 % to 1 at its floor`, () => {
      near(known.share(100), 0);
      near(known.share(floor), 1);
      for (let level = floor; level < 100; level += 1) assert.ok(known.share(level) > known.share(level + 1), `${level} %`);
    });
  }
});

describe("crossings", () => {
  const fall = (readings: ReturnType<typeof series>) => fallOf({ from: T0, until: undefined, fresh: true, readings });

  test("a level was higher than it says when it was first reported: most of a step, and the wavering", () => {
    const { step, crossings } = fall(series([0, 100], [10, 90], [20, 80]));
    assert.equal(step, 10);
    assert.deepEqual(
      crossings.map(({ percent }) => percent),
      [98.5, 88.5],
    );
  });
  test("after a gap by no more than the usual step", () => {
    const { crossings } = fall(series([0, 100], [2, 99], [4, 98], [6, 97], [30, 80]));
    assert.equal(crossings.at(-1)?.percent, 81.75);
  });
  test("without any reading there is none", () => assert.deepEqual(fall([]), { crossings: [], step: 1 }));
  test("knots made of them fall", () => {
    const levels = fall(series([0, 100], [1, 99], [2, 97], [3, 96], [4, 90], [5, 89])).crossings.map(({ percent }) => percent);
    levels.slice(1).forEach((level, index) => assert.ok(level < levels[index]!));
  });
});

describe("the wear clock", () => {
  const now = T0 + 100 * DAY;

  test("goes with time where turns are not known", () => {
    const { worn, pace } = wearClock([], 0.5, now);
    assert.deepEqual([worn(T0), pace], [T0, 1]);
  });
  test("goes with time where every day has as many", () => {
    const { worn, pace } = wearClock(turnsDaily(8, 100), 0.5, now);
    near(worn(T0 + 33.3 * DAY) - worn(T0), 33.3 * DAY, 1);
    near(pace, 1);
  });
  test("a day with twice the usual turns is half as long again, in its middle a quarter", () => {
    const turns = [...turnsDaily(5, 50), ...turnsDaily(15, 50, 50)];
    const { worn } = wearClock(turns, 0.5, now);
    near(worn(T0 + 11 * DAY) - worn(T0 + 10 * DAY), 0.75 * DAY, 1);
    near(worn(T0 + 61 * DAY) - worn(T0 + 60 * DAY), 1.25 * DAY, 1);
    near(worn(T0 + 60.5 * DAY) - worn(T0 + 60 * DAY), 0.625 * DAY, 1);
    near(worn(T0 + 100 * DAY) - worn(T0), 100 * DAY, 1);
  });
  test("the days to come are half as unusual as the last two months", () => {
    const turns = [...turnsDaily(5, 40), ...turnsDaily(10, 60, 40)];
    near(wearClock(turns, 0.5, now).pace, 1 + 0.5 * 0.5 * (10 / 8 - 1));
  });
  test("never stands still, also in a house that is empty for long", () => {
    const { worn } = wearClock([...turnsDaily(20, 50), ...turnsDaily(0, 50, 50)], 0.5, now);
    for (let day = 0; day < 100; day += 1) assert.ok(worn(T0 + (day + 1) * DAY) > worn(T0 + day * DAY));
  });
  test("turns of days to come are not looked at", () => {
    assert.equal(turnsPerDay(turnsDaily(4, 10), T0, T0 + 10 * DAY), 4);
    assert.equal(turnsPerDay(turnsDaily(4, 10), T0 + 20 * DAY, now), undefined);
    const { worn } = wearClock([...turnsDaily(4, 10), ...turnsDaily(400, 10, 100)], 0.5, now);
    near(worn(T0 + 5 * DAY) - worn(T0), 5 * DAY, 1);
  });
});

describe("estimates", () => {
  test("the surer one is heard more, and together they are surer", () => {
    const { life, doubt } = join([
      { life: 100, doubt: 0.1 },
      { life: 200, doubt: 0.3 },
    ]);
    assert.ok(life > 100 && life < 115);
    assert.ok(doubt < 0.1);
  });
  test("half of all live longer than the estimate, and nobody is younger than they are", () => {
    near(quantile({ life: 300, doubt: 0.2 }, 0.5, 0), 300);
    assert.ok(quantile({ life: 300, doubt: 0.2 }, 0.01, 290) > 290);
    assert.ok(quantile({ life: 300, doubt: 0.2 }, 0.5, 290) > 300);
  });
  test("who has long outlived the estimate still has days left", () => {
    const left = quantile({ life: 300, doubt: 0.05 }, 0.5, 600) - 600;
    assert.ok(Number.isFinite(left) && left > 0 && left < 60, `${left}`);
  });
  test("quantiles rise", () => {
    const at = [0.05, 0.1, 0.45, 0.9, 0.95].map((share) => quantile({ life: 300, doubt: 0.3 }, share, 200));
    at.slice(1).forEach((value, index) => assert.ok(value > at[index]!));
  });
  test("of a plain fall, the crossings are about where the level was", () => {
    const { crossings } = fallOf({ from: T0, until: undefined, fresh: true, readings: falling(3, 50) });
    assert.equal(crossings.length, 50);
  });
});
