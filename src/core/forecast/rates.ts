import { turnsPerDay } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { fallOf } from "./crossings.ts";
import type { Fall } from "./crossings.ts";
import { read } from "./story.ts";
import type { ForecastInput } from "./story.ts";
import type { Template } from "./template.ts";
import { DAY } from "./types.ts";
import { last } from "../last.ts";

export interface LossRates {
  /** Points lost a week, lately. */
  readonly perWeek: number;
  /** Points that a week of the same use has cost at this level before. */
  readonly usualPerWeek: number;
  /** The same by turns of the bolt; absent where those are not known. */
  readonly perTurn?: number;
  readonly usualPerTurn?: number;
  /**
   * How many times faster than before the cells are used up: by the curve of these cells, so that a steep end is no loss,
   * and by the wear of as many turns, so that guests are none.
   */
  readonly ratio: number;
  /** Whether that is more than chance: a rank test of the single steps says one in a hundred. */
  readonly significant: boolean;
}

/** Ms that are "lately", unless too few levels were reached in them. */
const LATELY = 28 * DAY;
const STEPS_LATELY = 4;
const STEPS_BEFORE = 6;
/** Share of life before which new cells settle, whatever is drawn from them. */
const SETTLED = 0.1;
/** Share of life from which on curves differ too much: cells at their end fall fast, and the level says so itself. */
const ENDING = 0.8;
/** z of one in a hundred, on one side. */
const SIGNIFICANT = 2.33;

/** From one level to the next. */
interface Step {
  /** Epoch ms. */
  readonly from: number;
  readonly points: number;
  /** Share of life. */
  readonly used: number;
  /** Worn ms. */
  readonly took: number;
}

/** How fast the cells are used up lately against this lock's own past. Undefined where too few levels were reached, their curve is not known, or they are at their end. `story`: the input as `read` gives it. */
export function lossRates(input: ForecastInput, story = read(input)): LossRates | undefined {
  const { current, fall, lives, templates, profile, turns, now, clock } = story;
  const [template] = templates;
  const newest = last(fall.crossings);
  // How steep the fall of such cells is, only the lock itself can tell.
  if (profile.sudden && lives.length === 0) return undefined;
  if (!current || !template || !newest || template.share(newest.percent) > ENDING) return undefined;
  const steps = stepsOf(fall, template, clock);
  const since = Math.min(now - LATELY, steps[steps.length - STEPS_LATELY]?.from ?? now);
  const lately = steps.filter(({ from }) => from >= since);
  const newestLife = last(lives);
  const own = newestLife?.template ? stepsOf(fallOf(newestLife.cycle), newestLife.template, clock) : [];
  const before = [...steps.filter(({ from }) => from < since), ...own];
  const [begin] = lately;
  if (!begin || lately.length < STEPS_LATELY || before.length < STEPS_BEFORE) return undefined;

  // Until now: that the next level has not come yet counts as well.
  const speed = sum(lately, "used") / (clock.worn(now) - clock.worn(begin.from));
  const usual = sum(before, "used") / sum(before, "took");
  const ratio = speed / usual;
  const points = sum(lately, "points");
  const perWeek = (points * 7 * DAY) / (now - begin.from);
  const perDay = turnsPerDay(turns, begin.from, now);
  const count = ((perDay ?? 0) * (now - begin.from)) / DAY;
  return {
    perWeek,
    usualPerWeek: perWeek / ratio,
    ...(count > 0 ? { perTurn: points / count, usualPerTurn: points / count / ratio } : {}),
    ratio,
    significant: isFaster(lately, before),
  };
}

function stepsOf({ crossings }: Fall, { share }: Template, { worn }: Clock): Step[] {
  return crossings.slice(1).flatMap(({ at, percent }, index) => {
    const before = crossings[index];
    if (!before || share(before.percent) < SETTLED) return [];
    const took = worn(at) - worn(before.at);
    return [{ from: before.at, points: before.percent - percent, used: share(percent) - share(before.percent), took }];
  });
}

function sum(steps: readonly Step[], what: "points" | "used" | "took"): number {
  return steps.reduce((total, step) => total + step[what], 0);
}

/** Mann and Whitney's test: whether the newer steps rank as faster. Ranks do not mind one odd step. */
function isFaster(newer: readonly Step[], older: readonly Step[]): boolean {
  let wins = 0;
  for (const a of newer) {
    for (const b of older) {
      const difference = a.used * b.took - b.used * a.took;
      wins += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  const pairs = newer.length * older.length;
  return wins - pairs / 2 > SIGNIFICANT * Math.sqrt((pairs * (newer.length + older.length + 1)) / 12);
}
