import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boltSlow } from "../../src/core/checks/mechanics/bolt-slow.ts";
import { jamsRecurring } from "../../src/core/checks/mechanics/jams-recurring.ts";
import { moreThanChance } from "../../src/core/chance.ts";
import { clearRise, ratioOf } from "../../src/core/trend.ts";
import { evaluate } from "../support/evaluate.ts";
import { DAY, HOUR, NOW, snapshot } from "../support/snapshot.ts";

/** Chance that is the same each time (Mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A normal number of mean 0 and spread 1 (Box and Muller). */
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** Chance of at least `least` of `all`, each with chance `p`, by adding up. */
function atLeast(least: number, all: number, p: number): number {
  let sum = 0;
  for (let count = least; count <= all; count++) {
    let ways = 1;
    for (let each = 1; each <= count; each++) ways = (ways * (all - count + each)) / each;
    sum += ways * p ** count * (1 - p) ** (all - count);
  }
  return sum;
}

describe("a clear rise", () => {
  test("is half as much again or more, and the fewer readings the more", () => {
    const rise = (countNow: number, countUsual: number) => clearRise({ now: 1, usual: 1, countNow, countUsual });
    assert.equal(rise(40, 200), 0.5);
    assert.equal(rise(18, 80), 0.5);
    assert.equal(rise(10, 30).toFixed(2), "0.68");
    assert.equal(rise(7, 14).toFixed(2), "0.87");
  });

  test("needs seven readings now and 14 before", () => {
    const ratio = (countNow: number, countUsual: number) => ratioOf({ now: 3, usual: 2, countNow, countUsual });
    assert.deepEqual([ratio(6, 14), ratio(7, 13), ratio(7, 14)], [undefined, undefined, 1.5]);
  });
});

describe("a bolt over a year, looked at every day", () => {
  const YEAR = 365;

  /** Days on which the check fails: the last week against the twelve before, some turns a day, weather and wild readings. */
  function badDays(seed: number, turnsADay: number, factorAt: (day: number) => number): number[] {
    const random = dice(seed);
    const days = Array.from({ length: YEAR }, (_, day) => {
      const weather = 1 + 0.12 * Math.cos((2 * Math.PI * day) / YEAR);
      return Array.from({ length: turnsADay }, () =>
        random() < 0.02 ? 60_000 * random() : Math.max(500, 3_000 * weather * factorAt(day) * (1 + 0.25 * normal(random))),
      );
    });
    return days.flatMap((_, day) => {
      const now = days.slice(Math.max(0, day - 6), day + 1).flat();
      const usual = days.slice(Math.max(0, day - 90), Math.max(0, day - 6)).flat();
      if (usual.length === 0) return [];
      const trend = { now: median(now), usual: median(usual), countNow: now.length, countUsual: usual.length };
      return evaluate(boltSlow, snapshot({ turn_time: trend })).status === "fail" ? [day] : [];
    });
  }

  for (const [turnsADay, locks] of [
    [1, 150],
    [3, 50],
    [8, 20],
  ] as const)
    test(`${locks} healthy locks with ${turnsADay} turns a day are left in peace`, () => {
      for (let seed = 0; seed < locks; seed++)
        assert.deepEqual(
          badDays(seed, turnsADay, () => 1),
          [],
          `seed ${seed}`,
        );
    });

  test("a bolt that takes twice as long is seen within a week", () => {
    for (let seed = 0; seed < 50; seed++) {
      const [first = YEAR] = badDays(seed, 4, (day) => (day < 200 ? 1 : 2));
      assert.ok(first >= 200 && first <= 207, `seed ${seed}: day ${first}`);
    }
  });
});

describe("more than chance", () => {
  test("is the exact binomial chance, below 1 in 100", () => {
    for (let now = 1; now <= 12; now++)
      for (let before = 0; before <= 12; before++)
        for (const spans of [1, 1.5, 4, 10])
          assert.equal(
            moreThanChance(now, before, spans),
            atLeast(now, now + before, 1 / (1 + spans)) < 0.01,
            `${now} ${before} ${spans}`,
          );
  });

  test("counts of thousands are no trouble", () => {
    assert.equal(moreThanChance(1_000, 4_000, 4), false);
    assert.equal(moreThanChance(1_200, 4_000, 4), true);
  });

  test("a lock that jams now and then is left in peace, one that begins to jam is not", () => {
    const random = dice(7);
    let looks = 0;
    let alarms = 0;
    for (let lock = 0; lock < 200; lock++) {
      // A jam a week for a year, evenly spread by chance, never three on a day.
      const jams: number[] = [];
      for (let at = NOW - 364 * DAY; at < NOW; at += -Math.log(1 - random()) * 7 * DAY)
        if (at - (jams.at(-1) ?? 0) > 13 * HOUR) jams.push(at);
      for (let week = 10; week <= 52; week += 6) {
        const takenAt = NOW - 364 * DAY + week * 7 * DAY;
        const seen = jams.filter((at) => at <= takenAt);
        const outcome = evaluate(jamsRecurring, snapshot({ jam_events: { kind: "known", value: seen } }, { takenAt }));
        looks++;
        if (outcome.status === "fail") alarms++;
      }
    }
    assert.ok(alarms / looks < 0.01, `${alarms} of ${looks}`);

    const steady = Array.from({ length: 8 }, (_, index) => NOW - (9 - index) * 7 * DAY);
    const more = Array.from({ length: 7 }, (_, index) => NOW - (7 - index) * 0.9 * DAY);
    const rising = evaluate(jamsRecurring, snapshot({ jam_events: { kind: "known", value: [...steady, ...more] } }));
    assert.equal(rising.status === "fail" && rising.variant, "rising");
  });
});
