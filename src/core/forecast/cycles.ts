import { NOTED_WITHIN, jumpOf, trust } from "./trust.ts";
import { DAY } from "./types.ts";
import type { Cycle, Reading } from "./types.ts";

/** Points by which a level must rise for a noted swap to be seen in it, where it is not high anyway. */
const SEEN_RISE = 5;
/** A level (percent) from which new cells need not show: lithium reads 95 before and 100 after. */
const HIGH = 80;

/** Ms between a noted swap and the first reading in which there may have been another one that nobody noted. */
const UNSEEN = 180 * DAY;

/**
 * The sets of cells in a series of raw readings (ascending). A new one begins with a rise by a jump that stays, noted or
 * not, and with a noted swap (epoch ms) that the level does not speak against. Oldest first; the last one is in use.
 * `now` (epoch ms) tells whether a rise at the very end has stayed; without it only later readings do.
 */
export function splitCycles(readings: readonly Reading[], swaps: readonly number[], now?: number): readonly Cycle[] {
  return split(trust(readings, now === undefined ? { swaps } : { swaps, now }).believed, swaps);
}

/** The same of readings that are believed already. */
export function split(readings: readonly Reading[], swaps: readonly number[]): readonly Cycle[] {
  const noted = swaps.filter((swap) => isSeen(swap, readings)).map((at): Begin => ({ at }));
  const begins = mergeNear([...risesOf(readings), ...noted]);
  const first = readings[0];
  const isKnown = first === undefined || (begins[0] !== undefined && begins[0].at <= first.at);
  const starts = isKnown ? begins : [{ at: first.at }, ...begins];
  return starts.map(({ at, rise = at }, index): Cycle => {
    const until = starts[index + 1]?.at;
    return {
      from: at,
      until,
      readings: readings.slice(firstAt(readings, rise), until === undefined ? undefined : firstAt(readings, until)),
      fresh: isKnown || index > 0,
    };
  });
}

/** Index of the first reading that is not older. */
function firstAt(readings: readonly Reading[], at: number): number {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle] as Reading).at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Epoch ms of a swap, and of the last rise with it: readings before that are of the old cells. */
interface Begin {
  readonly at: number;
  readonly rise?: number;
}

/** Where the level is higher by a jump than in the day before. */
function risesOf(readings: readonly Reading[]): Begin[] {
  const jump = jumpOf(readings);
  const rises: Begin[] = [];
  /** Of the day before, each that is lower than all after it, from `first` on: the lowest is the first. */
  let lower: Reading[] = [];
  let first = 0;
  for (const reading of readings) {
    const { at, percent } = reading;
    while (lower.length > first && (lower[lower.length - 1] as Reading).percent >= percent) lower.pop();
    // The newest one counts however old it is.
    while (first < lower.length - 1 && (lower[first] as Reading).at < at - DAY) first++;
    const lowest = lower[first];
    if (lowest && percent - lowest.percent >= jump) {
      rises.push({ at, rise: at });
      lower = [];
      first = 0;
    }
    lower.push(reading);
  }
  return rises;
}

/** Swaps within three days are one: the level may rise in steps, and people note it before or after. */
function mergeNear(begins: readonly Begin[]): Begin[] {
  const merged: Begin[] = [];
  for (const begin of [...begins].sort((a, b) => a.at - b.at)) {
    const previous = merged[merged.length - 1];
    const rise = begin.rise ?? previous?.rise;
    if (!previous || begin.at - previous.at >= NOTED_WITHIN) merged.push(begin);
    else if (rise !== undefined) merged[merged.length - 1] = { at: previous.at, rise };
  }
  return merged;
}

/** Whether the level has nothing against a noted swap, and no other swap is likely to have come after it unseen. */
function isSeen(swap: number, readings: readonly Reading[]): boolean {
  const [first] = readings;
  if (first && first.at - swap > UNSEEN) return false;
  const index = firstAt(readings, swap);
  const before = readings[index - 1]?.percent;
  if (before === undefined || before >= HIGH || index === readings.length) return true;
  return readings.slice(index, firstAt(readings, swap + NOTED_WITHIN)).some(({ percent }) => percent - before >= SEEN_RISE);
}
