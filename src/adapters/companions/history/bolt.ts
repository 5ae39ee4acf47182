import type { Trend } from "../../../core/fact.ts";
import { last } from "../../../core/last.ts";
import { hasValue } from "./answers.ts";
import type { Day, Word } from "./answers.ts";

/** What the words of a lock tell about its bolt, beyond the last command, which every adapter reads. All times epoch ms. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

/** A position must hold for as long to count: a failed turn shows as "unlocked" for 0.4 s on Z-Wave locks (see `bolt.ts`). */
const SETTLED = 5 * SECOND;
/** Signs of one jam come within this time: the state, the flag and the event, and a retry or two of the lock itself. */
const ONE_JAM = MINUTE;
/** The bolt may arrive after it was said to be back: slow ones take up to 12 s, and some report late (`core/jam.ts`). */
const LATE = 15 * SECOND;
/** A lock that becomes unavailable so soon was being lost, and did not ignore anybody (Matter takes up to 280 s). */
const LOST = 5 * MINUTE;
/** A command that nothing has come of for as long is not followed (`state_stale` of the design). */
const FOLLOWED_WITHIN = 30 * SECOND;
/** Longer than any bolt turns: Matter takes its guess of "locking" back after 30 s. */
const LONGEST_TURN = 30 * SECOND;
/** Days whose turns are "now"; the rest of the history is the usual. */
const RECENT_TURNS = 2 * DAY;
/** The same for what statistics know a day each: a week of whole days and the one that has begun, since a day can be one turn … */
const RECENT_EFFORT = 8 * DAY;
/** … held against a season, not against another one. */
export const USUAL_EFFORT = 120 * DAY;

const RESTING: ReadonlySet<string> = new Set(["locked", "unlocked", "open"]);
const MOVING: ReadonlySet<string> = new Set(["locking", "unlocking", "opening"]);

/** Median; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 0 ? ((sorted[half - 1] ?? NaN) + upper) / 2 : upper;
}

/** A quantity since `from` and before it; undefined where one of the two has no value. */
export function trendOf(values: readonly { readonly at: number; readonly value: number }[], from: number): Trend | undefined {
  const now = values.filter(({ at }) => at >= from).map(({ value }) => value);
  const usual = values.filter(({ at }) => at < from).map(({ value }) => value);
  if (now.length === 0 || usual.length === 0) return undefined;
  return { now: median(now), usual: median(usual), countNow: now.length, countUsual: usual.length };
}

/** When the bolt came to rest in another position than before, within the history. The newest word counts as one that holds. */
export function turnsIn(words: readonly Word[]): readonly number[] {
  const turns: number[] = [];
  let position: string | undefined;
  words.forEach(({ state, at }, index) => {
    if (!RESTING.has(state) || (words[index + 1]?.at ?? Infinity) - at < SETTLED) return;
    if (position !== undefined && position !== state) turns.push(at);
    position = state;
  });
  return turns;
}

/** Ms from "locking" to "locked", of each turn that the lock has shown as one. */
export function turnTimes(words: readonly Word[]): readonly { readonly at: number; readonly value: number }[] {
  return words.flatMap(({ state, at }, index) => {
    const before = words[index - 1];
    const value = at - (before?.at ?? 0);
    return state === "locked" && before?.state === "locking" && value < LONGEST_TURN ? [{ at, value }] : [];
  });
}

/** The same now and before. Undefined where the lock shows no such turn now, or none before. */
export const turnTime = (words: readonly Word[], now: number): Trend | undefined => trendOf(turnTimes(words), now - RECENT_TURNS);

/** What a turn costs by the days' means of a sensor: motor current, or charge. */
export function turnEffort(days: readonly Day[], now: number): Trend | undefined {
  const values = days.flatMap(({ at, mean }) =>
    mean !== undefined && mean > 0 && now - at <= USUAL_EFFORT ? [{ at, value: mean }] : [],
  );
  return trendOf(values, now - RECENT_EFFORT);
}

/** When an entity began to say `word`. What was so before a gap without a value has lasted through it. */
export function beginningsOf(word: string, words: readonly Word[]): readonly number[] {
  let before: string | undefined;
  return words.flatMap((each, index) => {
    if (!hasValue(each)) return [];
    // Of the oldest word nobody knows when it began.
    const begins = each.state === word && before !== word && index > 0;
    before = each.state;
    return begins ? [each.at] : [];
  });
}

/** Jams, each once, however many signs of it there are. */
export function jamsOf(signs: readonly number[]): readonly number[] {
  const jams: number[] = [];
  let latest = -Infinity;
  for (const at of [...signs].sort((a, b) => a - b)) {
    if (at - latest > ONE_JAM) jams.push(at);
    latest = at;
  }
  return jams;
}

/** Whether a jam belongs to what happened at `at`. */
const near = (at: number, times: readonly number[]) => times.some((time) => Math.abs(time - at) <= ONE_JAM);

/** A command that the bolt seems to have begun to follow, and when it was said to be back. */
export interface Fallen {
  readonly at: number;
  readonly back: number;
}

/** Commands after which the bolt was soon said to be where it was before, without the lock being lost. */
export function fallenBack(words: readonly Word[]): readonly Fallen[] {
  return words.flatMap(({ state, at }, index) => {
    const before = words[index - 1];
    if (!MOVING.has(state) || before === undefined || !RESTING.has(before.state)) return [];
    const back = words[index + 1];
    // Another moving word in between is another command, and not this one's end.
    if (back?.state !== before.state) return [];
    const after = words[index + 2];
    const lost = after !== undefined && !hasValue(after) && after.at - back.at < LOST;
    const late = after !== undefined && RESTING.has(after.state) && after.at - back.at <= LATE;
    return lost || late ? [] : [{ at, back: back.at }];
  });
}

/** The times of those that no jam explains. */
export const withoutJam = (fallen: readonly Fallen[], jams: readonly number[]): readonly number[] =>
  fallen.filter(({ at, back }) => !near(at, jams) && !near(back, jams)).map(({ at }) => at);

/** Whether a command from here, sent at `at`, is still not followed though it should be. */
export const isIgnored = (at: number, now: number, jams: readonly number[]): boolean =>
  now - at >= FOLLOWED_WITHIN && !jams.some((jam) => jam >= at);

/** When an entity last was on, and is no more: when it went off. Undefined where it is on, or was never seen on. */
export function wasOnUntil(words: readonly Word[], isOn: (word: string) => boolean): number | undefined {
  const said = words.filter(hasValue);
  const present = last(said);
  if (!present || isOn(present.state)) return undefined;
  for (let index = said.length - 1; index > 0; index--)
    if (isOn((said[index - 1] as Word).state)) return (said[index] as Word).at;
  return undefined;
}

/** Uses of the keypad that must have been seen: fewer are no rhythm. */
const RHYTHM = 5;

/** Turns since the keypad was last used, and the most there were between two uses of it. Undefined without a rhythm. */
export function keypadSilence(
  turns: readonly number[],
  uses: readonly number[],
): { readonly uses: number; readonly longest: number } | undefined {
  if (uses.length < RHYTHM) return undefined;
  const counts = new Array<number>(uses.length).fill(0);
  const others = turns.filter((turn) => !near(turn, uses) && turn > (uses[0] as number));
  for (const turn of others) {
    let row = uses.length - 1;
    while ((uses[row] as number) > turn) row--;
    counts[row] = (counts[row] ?? 0) + 1;
  }
  return { uses: counts[counts.length - 1] ?? 0, longest: Math.max(...counts.slice(0, -1)) };
}

/** Days of turns that are counted at most. */
const COUNTED = 60;

/** Turns a day, by days of UTC that the history covers as a whole, the newest ones. */
export function turnsADay(
  turns: readonly number[],
  words: readonly Word[],
  now: number,
): readonly { readonly at: number; readonly count: number }[] {
  const since = words[0]?.at;
  if (since === undefined) return [];
  const today = Math.floor(now / DAY);
  const counts = new Map<number, number>();
  for (let day = Math.max(Math.ceil(since / DAY), today - COUNTED); day < today; day++) counts.set(day, 0);
  for (const turn of turns) {
    const day = Math.floor(turn / DAY);
    const before = counts.get(day);
    if (before !== undefined) counts.set(day, before + 1);
  }
  return [...counts].map(([day, count]) => ({ at: day * DAY, count }));
}
