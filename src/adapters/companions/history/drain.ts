import type { Facts, Trend } from "../../../core/fact.ts";
import type { Reading } from "../../../core/forecast/types.ts";
import type { Day } from "./answers.ts";
import { DAY, median } from "./bolt.ts";

/** What changed when the cells began to drain faster. Names suspects, not culprits: that two things came together is all that is seen. */

type Suspect = Facts["drain_suspects"][number];

/** Ms before the change in which what else changed is suspected (`users-and-rivals.md` §4.3 no. 9). */
const BEFORE = 3 * DAY;
/** Ms that are held against each other: four weeks before, two weeks after. */
const USUAL = 28 * DAY;
const SINCE = 14 * DAY;
/** Days with a value that there must be on either side. */
const LEAST = 3;
/** Times by which use, retries or commands must have grown. The alarm itself asks for 1.7 times the usual loss, of which they explain a part. */
const GROWN = 1.5;
/** Times by which a turn must take longer or cost more. Friction alone; the motor's own cost stays. */
const STIFFER = 1.25;
/** Least growth a day: below that it is too little to drain cells. Turns; lost messages; messages sent. */
const MORE = { turns: 2, retries: 3, commands: 20 };
/** °C: cells are in the cold below this, … */
const COLD = 5;
/** … and have come there when it was warmer by this many degrees before. */
const COLDER = 8;

interface Value {
  readonly at: number;
  readonly value: number;
}

/** Between which times the loss of a cycle rose: the last level that was reached at the old pace, and the first at the new one. */
export interface Rise {
  readonly from: number;
  readonly until: number;
}

/** Points from which a pace is taken on either side. */
const PACE = 3;
/** Points that are looked at, the newest: what was before does not matter, and the work grows with their square. */
const LOOKED_AT = 60;

/** Slope and squared error of the line through points. */
function line(points: readonly Reading[]): { readonly slope: number; readonly error: number } {
  const n = points.length;
  const origin = points[0]?.at ?? 0;
  let x = 0;
  let y = 0;
  for (const { at, percent } of points) {
    x += (at - origin) / DAY / n;
    y += percent / n;
  }
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const { at, percent } of points) {
    const dx = (at - origin) / DAY - x;
    const dy = percent - y;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const slope = xx > 0 ? xy / xx : 0;
  return { slope, error: Math.max(0, yy - slope * xy) };
}

/** Where two lines fit the first passages of a cycle best, the second one steeper. Undefined where nothing rose. */
export function riseOf(passages: readonly Reading[]): Rise | undefined {
  const points = passages.slice(-LOOKED_AT);
  let best = Infinity;
  let found: Rise | undefined;
  for (let knot = PACE - 1; knot <= points.length - PACE; knot++) {
    const before = line(points.slice(0, knot + 1));
    const after = line(points.slice(knot));
    const error = before.error + after.error;
    if (after.slope >= before.slope || error >= best) continue;
    best = error;
    found = { from: (points[knot] as Reading).at, until: (points[knot + 1] as Reading).at };
  }
  return found;
}

/** What a counter grew by each day. Where it fell it has begun anew, and nobody knows by how much it grew that day. */
export function growthOf(days: readonly Day[]): readonly Value[] {
  return days.flatMap(({ at, sum }, index) => {
    const before = days[index - 1];
    if (sum === undefined || before?.sum === undefined || sum < before.sum) return [];
    return [{ at, value: (sum - before.sum) / Math.max(1, Math.round((at - before.at) / DAY)) }];
  });
}

/** Values of several counters of the same days as one. */
export function together(series: readonly (readonly Value[])[]): readonly Value[] {
  const sums = new Map<number, number>();
  for (const values of series) for (const { at, value } of values) sums.set(at, (sums.get(at) ?? 0) + value);
  return [...sums].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}

/** Medians before and after the rise; undefined where there is too little on one side. */
function around(
  values: readonly Value[],
  { from, until }: Rise,
): { readonly before: number; readonly after: number } | undefined {
  const within = (begin: number, end: number) => values.filter(({ at }) => at >= begin && at < end).map(({ value }) => value);
  const before = within(from - BEFORE - USUAL, from - BEFORE);
  const after = within(until, until + SINCE);
  return before.length < LEAST || after.length < LEAST ? undefined : { before: median(before), after: median(after) };
}

function grew(values: readonly Value[], rise: Rise, more: number): boolean {
  const { before, after } = around(values, rise) ?? { before: 0, after: 0 };
  return after >= before * GROWN && after - before >= more;
}

/** What is known of a lock besides its cells. Values a day, or single times, epoch ms. */
export interface Company {
  /** When an update was installed. */
  readonly updates: readonly number[];
  readonly turns: readonly Value[];
  readonly retries: readonly Value[];
  readonly commands: readonly Value[];
  /** °C. */
  readonly temperature: readonly Value[];
  readonly turnTime: Trend | undefined;
  readonly turnEffort: readonly Value[];
}

function isStiffer({ turnTime, turnEffort }: Company, rise: Rise): boolean {
  const effort = around(turnEffort, rise);
  if (effort && effort.after >= effort.before * STIFFER) return true;
  return (
    turnTime !== undefined &&
    turnTime.countNow >= LEAST &&
    turnTime.countUsual >= LEAST &&
    turnTime.now >= turnTime.usual * STIFFER
  );
}

/** In the order of looking: what somebody did, the link, the bolt, the people, the weather. */
export function suspectsOf(company: Company, rise: Rise): readonly Suspect[] {
  const cold = around(company.temperature, rise);
  const retries = grew(company.retries, rise, MORE.retries);
  const use = grew(company.turns, rise, MORE.turns);
  const suspects: readonly (readonly [Suspect, boolean])[] = [
    ["update", company.updates.some((at) => at >= rise.from - BEFORE && at <= rise.until)],
    // More messages are polling only where neither people nor repetitions are behind them.
    ["polling", !retries && !use && grew(company.commands, rise, MORE.commands)],
    ["retries", retries],
    ["use", use],
    ["stiff_bolt", isStiffer(company, rise)],
    ["cold", cold !== undefined && cold.after < COLD && cold.before - cold.after >= COLDER],
  ];
  return suspects.flatMap(([suspect, is]) => (is ? [suspect] : []));
}
