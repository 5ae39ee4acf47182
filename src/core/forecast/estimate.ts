import type { Fall } from "./crossings.ts";
import type { Clock } from "./clock.ts";
import { median, theilSen } from "./slope.ts";
import type { Template } from "./template.ts";
import type { Reading } from "./types.ts";

/** A guess at how long this set of cells lives. */
export interface Estimate {
  /** Worn ms. */
  readonly life: number;
  /** Deviation of its logarithm: 0.1 is about a tenth. */
  readonly doubt: number;
}

/** Share of life before which a level says nothing yet: new cells settle. */
const SETTLED = 0.1;
/** Crossings whose middle counts as "now". */
const NEWEST = 3;
/** Share of their age that a slope looks back on. */
const BACK = 0.4;
/** Share of life that a slope must span. */
const SPAN = 0.05;
/** A slope over neighbouring levels errs less than the two levels would alone, as both are off in the same way. */
const SLOPE_GAIN = 0.7;
/** Of a step, the deviation of a level within it: that of an even spread. */
const STEP_DEVIATION = 0.29;
const LEAST_DOUBT = 0.03;

/** The crossings by which a template can tell something. */
function telling({ crossings }: Fall, { share }: Template): readonly Reading[] {
  return crossings.filter(({ percent }) => share(percent) > SETTLED);
}

/** A point of a life that is known: new cells at their swap, else the first level that was seen to be reached. */
export interface Anchor {
  /** Worn ms. */
  readonly at: number;
  /** Share of life that was used by then. */
  readonly share: number;
}

/**
 * Time since the anchor against the share of life that the level has come on since. `now`: epoch ms until which the next
 * lower level has not come, which also says something; undefined where the reading is frozen.
 */
export function byLevel(
  fall: Fall,
  template: Template,
  clock: Clock,
  anchor: Anchor,
  now: number | undefined,
): Estimate | undefined {
  const used = (percent: number) => template.share(percent) - anchor.share;
  const newest = telling(fall, template)
    .filter(({ percent }) => used(percent) > SETTLED)
    .slice(-NEWEST);
  const lowest = newest[newest.length - 1];
  if (!lowest) return undefined;
  const life = median(newest.map(({ at, percent }) => (clock.worn(at) - anchor.at) / used(percent)));
  const least = now === undefined ? 0 : (clock.worn(now) - anchor.at) / used(lowest.percent - fall.step);
  return { life: Math.max(life, least), doubt: Math.max(LEAST_DOUBT, doubtAt(template, lowest, fall) / used(lowest.percent)) };
}

/** Time against share of life, level by level: knows nothing of the swap, so that a level that is off by some points does no harm. */
export function bySlope(fall: Fall, template: Template, clock: Clock, now: number, age: number): Estimate | undefined {
  const all = telling(fall, template);
  const recent = all.filter(({ at }) => at >= now - BACK * age);
  const used = recent.length > NEWEST ? recent : all.slice(-NEWEST - 1);
  const [first, lowest] = [used[0], used[used.length - 1]];
  if (!first || !lowest) return undefined;
  const span = template.share(lowest.percent) - template.share(first.percent);
  const life = theilSen(used.map(({ at, percent }) => [template.share(percent), clock.worn(at)]));
  if (!(span > SPAN && life > 0)) return undefined;
  return { life, doubt: (SLOPE_GAIN * Math.hypot(doubtAt(template, first, fall), doubtAt(template, lowest, fall))) / span };
}

function doubtAt(template: Template, { percent }: Reading, { step }: Fall): number {
  return template.doubt(percent, STEP_DEVIATION * step);
}

/** Estimates joined, each the more heard the surer it is. */
export function join(estimates: readonly Estimate[]): Estimate {
  let weights = 0;
  let sum = 0;
  for (const { life, doubt } of estimates) {
    const weight = 1 / doubt ** 2;
    weights += weight;
    sum += weight * Math.log(life);
  }
  return { life: Math.exp(sum / weights), doubt: 1 / Math.sqrt(weights) };
}

const LOGISTIC = Math.sqrt(3) / Math.PI;

/** The life (worn ms) that so many of all sets of this `age` (worn ms) do not reach, knowing that they have lived until now. Logistic: its tails forgive. */
export function quantile({ life, doubt }: Estimate, share: number, age: number): number {
  const scale = doubt * LOGISTIC;
  const gone = age > 0 ? 1 / (1 + (life / age) ** (1 / scale)) : 0;
  const reached = gone + (1 - gone) * share;
  return life * (reached / (1 - reached)) ** scale;
}
