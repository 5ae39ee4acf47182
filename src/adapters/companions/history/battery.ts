import type { Facts } from "../../../core/fact.ts";
import { split } from "../../../core/forecast/cycles.ts";
import { NOTED_WITHIN, trust } from "../../../core/forecast/trust.ts";
import type { Trusted } from "../../../core/forecast/trust.ts";
import { DAY } from "../../../core/forecast/types.ts";
import type { Chemistry, Cycle, Reading, Turns } from "../../../core/forecast/types.ts";
import { last } from "../../../core/last.ts";
import { number } from "../../home.ts";
import type { Day, Word } from "./answers.ts";

/** What long-term statistics (days) and history (exact) together tell about a lock's cells. All times epoch ms. */

/** Points by which the level of a day rises with new cells (`users-and-rivals.md` §4.3 no. 3). */
const SWAP_RISE = 15;
/** How old the newest level before a noted swap may be to still be that of the old cells' end. */
const BEFORE_SWAP = 30 * DAY;
/** Ms after which a lock that says when it was last heard should have been, once Home Assistant is back: makers allow a day. */
const HEARD_WITHIN = DAY;

/** The level of a day. Its highest one: a glitch to zero does not show in it, nor does a cold night. */
const levelOf = ({ max, mean }: Day): number | undefined => max ?? mean;

export interface Readings {
  /** Ascending, as they were reported. */
  readonly all: readonly Reading[];
  /** From here on each is exact; those before are days. Infinity without a history. */
  readonly exactFrom: number;
}

/** The levels of the days before the history begins, and then each as it came. */
export function readingsOf(days: readonly Day[], words: readonly Word[]): Readings {
  const exact = words.flatMap(({ state, at }): Reading[] => {
    const percent = number(state);
    return percent === undefined ? [] : [{ at, percent }];
  });
  const exactFrom = exact[0]?.at ?? Infinity;
  const all: Reading[] = [];
  let before: number | undefined;
  for (const day of days) {
    const percent = levelOf(day);
    if (percent === undefined || day.at >= exactFrom) continue;
    // The highest level of a day is that of its beginning, but for the day on which it rose.
    const rose = before !== undefined && percent - before >= SWAP_RISE;
    all.push({ at: Math.min(rose ? day.at + DAY / 2 : day.at, exactFrom - 1), percent });
    before = percent;
  }
  return { all: [...all, ...exact], exactFrom };
}

/** What is known of the cells besides their levels. */
export interface Known {
  readonly swapped: number | undefined;
  readonly chemistry: Chemistry;
  readonly turns: readonly Turns[];
  readonly startedAt: number | undefined;
  /** When the lock itself was last heard, where its integration says so. */
  readonly lastSeen: number | undefined;
  readonly now: number;
}

export interface Cells {
  readonly readings: Readings;
  readonly cycles: readonly Cycle[];
  readonly since: number | undefined;
  readonly beforeSwap: Reading | undefined;
  readonly mistrust: { readonly why: Facts["battery_mistrust"]; readonly at: number } | undefined;
}

export function cellsOf(readings: Readings, known: Known): Cells {
  const { swapped, chemistry, turns, startedAt, now } = known;
  const swaps = swapped === undefined ? [] : [swapped];
  const starts = startedAt === undefined ? [] : [startedAt];
  const trusted = trust(readings.all, { swaps, turns, starts, chemistry, now });
  const cycles = split(trusted.believed, swaps);
  const cycle = last(cycles);
  return {
    readings,
    cycles,
    since: cycle?.fresh === true ? cycle.from : undefined,
    beforeSwap: swapped === undefined ? undefined : beforeSwap(trusted.believed, readings.exactFrom, swapped, cycles),
    mistrust: mistrustOf(trusted, readings.all, known),
  };
}

/** The newest level of which it is sure that it came before a noted swap, also where that was noted some days late. */
function beforeSwap(
  believed: readonly Reading[],
  exactFrom: number,
  swapped: number,
  cycles: readonly Cycle[],
): Reading | undefined {
  const seen = cycles.find(({ from, fresh }) => fresh && Math.abs(from - swapped) < NOTED_WITHIN);
  const swap = Math.min(swapped, seen?.from ?? swapped);
  const found = last(believed, ({ at }) => (at < exactFrom ? at + DAY <= swap : at < swap));
  return found && swap - found.at <= BEFORE_SWAP ? found : undefined;
}

/** Why the newest reading is not believed, or that the level stands still. */
function mistrustOf({ dropped, believed, frozenSince }: Trusted, all: readonly Reading[], known: Known): Cells["mistrust"] {
  if (frozenSince !== undefined) return { why: "frozen", at: frozenSince };
  const newest = last(all);
  const doubt = last(dropped);
  if (!newest || doubt?.reading !== newest) return undefined;
  const { why } = doubt;
  const { at } = newest;
  const before = last(believed);
  // New cells, of which nobody has told: a day later they are believed.
  if (why === "glitch_jump" && before && newest.percent > before.percent) return undefined;
  // After a start all levels are those of before it, at first. That says something only once the lock should have been heard.
  if (why === "restored" && !isSilent(known)) return undefined;
  return { why, at };
}

/** The lock says when it was last heard, and that was before Home Assistant's start, a day or more ago. */
const isSilent = ({ lastSeen, startedAt, now }: Known) =>
  lastSeen !== undefined && startedAt !== undefined && lastSeen < startedAt && now - startedAt >= HEARD_WITHIN;
