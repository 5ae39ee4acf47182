import { fallOf } from "./crossings.ts";
import type { Profile } from "./chemistry.ts";
import type { Clock } from "./clock.ts";
import { template } from "./template.ts";
import type { Template } from "./template.ts";
import { last } from "../last.ts";
import type { Cycle } from "./types.ts";

/** What a finished set of cells teaches. */
export interface Life {
  readonly cycle: Cycle;
  /** Epoch ms at which its service ended. */
  readonly end: number;
  /** Worn ms. */
  readonly length: number;
  /** Absent where too few of its levels were seen. */
  readonly template?: Template;
}

/** Percent above every crossing, so that knots fall. */
const FULL = 103;
/** Points above the end of service up to which cells that were changed count as used up. */
const USED_UP = 15;
/** Points by which the same lock repeats its levels from one set of cells to the next. */
const OWN_POINTS = 2;
/** Levels that a curve needs. */
const KNOTS = 3;

/** Sets of cells that were used up, from a known swap to the next. A set that was changed early teaches nothing. */
export function livesOf(cycles: readonly Cycle[], { floor, end: least, template: known }: Profile, clock: Clock): Life[] {
  const finished = cycles.flatMap((cycle) => {
    const { crossings } = fallOf(cycle);
    const lowest = last(crossings)?.percent ?? last(cycle.readings)?.percent;
    return cycle.fresh && cycle.until !== undefined && lowest !== undefined
      ? [{ cycle, crossings, lowest, until: cycle.until }]
      : [];
  });
  // Without a floor, what the lock itself has come down to says what is used up.
  const empty = known ? floor : Math.min(...finished.map(({ lowest }) => lowest));
  return finished
    .filter(({ lowest }) => lowest <= empty + USED_UP)
    .map(({ cycle, crossings, until }) => {
      const passed = least === undefined ? undefined : crossings.find(({ percent }) => percent <= least)?.at;
      const end = Math.min(endOf(cycle, until), passed ?? until);
      const from = clock.worn(cycle.from);
      const length = clock.worn(end) - from;
      const knots = crossings
        .filter(({ at }) => at <= end)
        .map(({ at, percent }) => [percent, (clock.worn(at) - from) / length] as const);
      return { cycle, end, length, ...(knots.length < KNOTS ? {} : { template: template([[FULL, 0], ...knots], OWN_POINTS) }) };
    });
}

/** Epoch ms: between the last reading and the swap, as a dead lock is silent and its household takes a few days. */
function endOf({ readings }: Cycle, until: number): number {
  return ((last(readings)?.at ?? until) + until) / 2;
}
