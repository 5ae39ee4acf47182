import { DAY } from "./types.ts";
import type { Chemistry, Reading, Turns } from "./types.ts";

export type Doubt = "glitch_zero" | "out_of_range" | "glitch_jump" | "frozen" | "restored";

export interface Dropped {
  readonly reading: Reading;
  readonly why: Doubt;
}

export interface Trusted {
  readonly believed: readonly Reading[];
  /** In the order of their times. */
  readonly dropped: readonly Dropped[];
  /** Epoch ms since when the level has stood still though the lock is in use; absent where it moves, or nothing says that it is used. */
  readonly frozenSince?: number;
}

/** What else is known of the lock. Without it less is found, and nothing is dropped for want of it. */
export interface Signs {
  /** Epoch ms of swaps that somebody noted. */
  readonly swaps?: readonly number[];
  readonly turns?: readonly Turns[];
  /** Epoch ms at which Home Assistant was started. */
  readonly starts?: readonly number[];
  readonly chemistry?: Chemistry;
  /** Epoch ms; else the time of the last reading. */
  readonly now?: number;
}

/**
 * Points that cells neither lose and get back nor gain, where steps are small: as in `battery.ts`. With the 15 of
 * `users-and-rivals.md` §4.3 no. 3, a cold night of cells that are nearly empty was taken for a glitch.
 */
const JUMP = 20;
/** The same in steps: a level that flickers between two steps of 25 points is healthy. */
const JUMP_STEPS = 1.5;
/** New cells rise by more than this, however coarse the steps. */
const MOST_JUMP = 40;
/** Ms for which a jump must last to be the cells and not a glitch: makers give a new level a day (Nokē, Bold: §4.3 no. 3). */
const LASTS = DAY;
/** Ms after which a jump is believed even if the level comes back: dead cells may have been taken for a while. */
const LASTS_LONG = 7 * DAY;
/** Ms between a noted swap and the jump that belongs to it: people note it before or after. */
export const NOTED_WITHIN = 3 * DAY;
/** Ms after a start in which Home Assistant puts old states back (`RESTORING` in the adapters). */
const RESTORING = 60_000;
/** A level is frozen when it stands still this many times longer than it ever took to the next lower one, … */
const FROZEN_TIMES = 4;
/** … for at least this long (ms), … */
const FROZEN_FOR = 30 * DAY;
/** … with so many turns of the bolt, half of them in the later half … */
const FROZEN_TURNS = 60;
/** … and after this many lower levels, without which nobody knows its rhythm. */
const FROZEN_AFTER = 4;

/** Changes from which on the step of a series is known. */
const STEPS_KNOWN = 4;

/** The jump (points) of a series: from the step in which it changes, which is among the smallest tenth of its changes. */
export function jumpOf(readings: readonly Reading[]): number {
  const counts = new Array<number>(101).fill(0);
  let changes = 0;
  for (let index = 1; index < readings.length; index++) {
    const change = Math.round(Math.abs((readings[index] as Reading).percent - (readings[index - 1] as Reading).percent));
    if (change < 1) continue;
    changes++;
    counts[Math.min(100, change)] = (counts[Math.min(100, change)] ?? 0) + 1;
  }
  if (changes < STEPS_KNOWN) return JUMP;
  let seen = 0;
  const step = counts.findIndex((count) => (seen += count) * 10 >= changes);
  return Math.max(JUMP, Math.min(MOST_JUMP, JUMP_STEPS * step));
}

/**
 * Which readings of a series (ascending) are to be believed, and why the others are not:
 * - `out_of_range`: no percentage at all, as 126 and 255 (nuki_hub#121).
 * - `glitch_zero`, `glitch_jump`: away from what came before by more than cells do, and back again; or so new that it may be.
 *   What stays for a day is believed: cells do die overnight, and are changed.
 * - `restored`: put back by Home Assistant after its start, so that it says nothing of the cells now.
 * - `frozen`: the level stands still four times longer than any step took before, while the bolt goes on turning. Not judged for
 *   cells whose level is flat by nature.
 */
export function trust(readings: readonly Reading[], signs: Signs = {}): Trusted {
  const dropped: Dropped[] = [];
  const possible = reported(readings, signs.starts ?? [], dropped);
  const steady = withoutGlitches(possible, signs, dropped);
  const { believed, frozenSince } = withoutFrozen(steady, signs, dropped);
  dropped.sort((a, b) => a.reading.at - b.reading.at);
  return frozenSince === undefined ? { believed, dropped } : { believed, dropped, frozenSince };
}

/** Readings that are percentages and came from the lock. */
function reported(readings: readonly Reading[], starts: readonly number[], dropped: Dropped[]): Reading[] {
  const kept: Reading[] = [];
  for (const reading of readings) {
    const { at, percent } = reading;
    if (!(percent >= 0 && percent <= 100)) dropped.push({ reading, why: "out_of_range" });
    else if (
      kept.length > 0 &&
      (kept[kept.length - 1] as Reading).percent === percent &&
      starts.some((start) => at >= start && at - start < RESTORING)
    )
      dropped.push({ reading, why: "restored" });
    else kept.push(reading);
  }
  return kept;
}

/** Without what left the level by a jump and came back, or has not yet stayed. */
function withoutGlitches(readings: readonly Reading[], { swaps = [], now }: Signs, dropped: Dropped[]): Reading[] {
  const jump = jumpOf(readings);
  const kept: Reading[] = [];
  let held: Reading | undefined;
  /** Away from `held`, all on one side of it. */
  let away: Reading[] = [];
  const settle = (believe: boolean) => {
    for (const reading of away) {
      if (believe) kept.push((held = reading));
      else dropped.push({ reading, why: reading.percent === 0 ? "glitch_zero" : "glitch_jump" });
    }
    away = [];
  };
  for (const reading of readings) {
    const first = away[0];
    if (first && held) {
      const lasted = reading.at - first.at;
      const isBack = Math.abs(reading.percent - held.percent) < jump;
      const sameSide = reading.percent > held.percent === first.percent > held.percent;
      if (isBack) settle(lasted >= LASTS_LONG);
      else if (lasted >= LASTS) settle(true);
      // Down and then up beyond what was before: cells that died and were changed. The other way round is two glitches.
      else if (!sameSide) settle(first.percent < held.percent);
    }
    const up = held ? reading.percent - held.percent : 0;
    if (away.length === 0 && (Math.abs(up) < jump || (up > 0 && isNoted(reading, swaps)))) kept.push((held = reading));
    else away.push(reading);
  }
  const [first] = away;
  if (first) settle((now ?? (readings[readings.length - 1] as Reading).at) - first.at >= LASTS);
  return kept;
}

function isNoted({ at }: Reading, swaps: readonly number[]): boolean {
  return swaps.some((swap) => Math.abs(swap - at) < NOTED_WITHIN);
}

/** Without repeats of a level that stands still too long. Its first report is kept: it was true when it came. */
function withoutFrozen(
  readings: Reading[],
  { turns = [], chemistry = "unknown", now }: Signs,
  dropped: Dropped[],
): { believed: Reading[]; frozenSince?: number } {
  if (turns.length === 0 || (chemistry !== "alkaline" && chemistry !== "li_ion")) return { believed: readings };
  const gone = new Set<Reading>();
  let frozenSince: number | undefined;
  // Its rhythm: how long it took from each lowest level to the next lower one.
  let lowest: Reading | undefined;
  let longest = 0;
  let steps = 0;
  for (let index = 0; index < readings.length;) {
    const first = readings[index] as Reading;
    let next = index + 1;
    while (next < readings.length && (readings[next] as Reading).percent === first.percent) next++;
    const end = readings[next]?.at ?? now ?? (readings[next - 1] as Reading).at;
    if (!lowest || first.percent < lowest.percent || first.percent >= lowest.percent + JUMP) {
      if (lowest && first.percent < lowest.percent) {
        steps++;
        longest = Math.max(longest, first.at - lowest.at);
      }
      lowest = first;
    }
    const length = end - first.at;
    const isFrozen =
      steps >= FROZEN_AFTER &&
      first.percent < 100 &&
      length >= Math.max(FROZEN_FOR, FROZEN_TIMES * longest) &&
      turnsIn(turns, first.at, end) >= FROZEN_TURNS &&
      turnsIn(turns, first.at + length / 2, end) >= FROZEN_TURNS / 2;
    if (isFrozen) {
      for (const reading of readings.slice(index + 1, next)) gone.add(reading);
      if (next === readings.length) frozenSince = first.at;
      // What comes after it says nothing of the rhythm.
      lowest = undefined;
    }
    index = next;
  }
  for (const reading of gone) dropped.push({ reading, why: "frozen" });
  const believed = gone.size === 0 ? readings : readings.filter((reading) => !gone.has(reading));
  return frozenSince === undefined ? { believed } : { believed, frozenSince };
}

function turnsIn(turns: readonly Turns[], from: number, until: number): number {
  let sum = 0;
  for (const { at, count } of turns) if (at >= from && at < until) sum += count;
  return sum;
}
