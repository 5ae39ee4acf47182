import type { Trend } from "./fact.ts";

/** Fewest readings that a median is made of: of seven it bears three that are wild, and 14 are a usual that is more than a mood. */
const LEAST_NOW = 7;
const LEAST_USUAL = 14;

/**
 * Spread of single turns of one bolt, as a part of their median: weather, door, cells and radio together. Nobody publishes it: this
 * is an assumption, on the wide side so that healthy locks are left in peace.
 */
const SPREAD = 0.3;
/** A median of n normal readings strays by 1.25 × their spread ÷ √n. */
const MEDIAN = 1.25;
/**
 * Standard errors by which it must stray before it is no chance: a check looks every day, for years, at every lock. With four, one of
 * fifty healthy locks had a false alarm in a simulated year; with five, none of 300 with a turn a day or more (the tests repeat it for fewer).
 */
const SURE = 5;
/** A change of less than half is nothing that a person at the door would notice. */
const LEAST_RISE = 0.5;

/**
 * The part by which a quantity must lie above its usual to be more than chance: 0.5 or more, the fewer readings the more
 * (1.87 × the usual at 7 and 14 readings, 1.68 × at 10 and 30, 1.5 × from 18 and 80 on).
 */
export function clearRise({ countNow, countUsual }: Trend): number {
  return Math.max(LEAST_RISE, SURE * MEDIAN * SPREAD * Math.sqrt(1 / countNow + 1 / countUsual));
}

/** Now ÷ usual; undefined where too few readings, or none that make sense, stand behind it. */
export function ratioOf({ now, usual, countNow, countUsual }: Trend): number | undefined {
  const enough = countNow >= LEAST_NOW && countUsual >= LEAST_USUAL;
  return enough && Number.isFinite(now) && Number.isFinite(usual) && now >= 0 && usual > 0 ? now / usual : undefined;
}
