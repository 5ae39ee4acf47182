import { DAY } from "./types.ts";
import type { Turns } from "./types.ts";

/** Time as the cells feel it: a busy day is long, an empty house short. In ms, and on average as long as ordinary time. */
export interface Clock {
  /** Epoch ms to worn ms. */
  readonly worn: (at: number) => number;
  /** Worn ms that an ordinary ms of the days to come will cost. */
  readonly pace: number;
}

const PLAIN: Clock = { worn: (at) => at, pace: 1 };

/** Ms before now whose use says what the next weeks will be like. */
const RECENT = 60 * DAY;
/** How far the next weeks are taken to be like them; the rest is as ever: holidays and guests end. */
const PERSISTS = 0.5;

/** Turns a day on average from `from` until `until` (epoch ms), or undefined where none of these days is known. */
export function turnsPerDay(turns: readonly Turns[], from: number, until: number): number | undefined {
  let days = 0;
  let sum = 0;
  for (const { at, count } of turns) {
    if (at < from || at >= until) continue;
    days++;
    sum += count;
  }
  return days === 0 ? undefined : sum / days;
}

/**
 * A clock of which `share` (0 to 1) goes with the turns of the bolt and the rest with the days: radio and keypad draw
 * current all the time. Days whose turns are not known count as average ones. `turns` ascending.
 */
export function wearClock(turns: readonly Turns[], share: number, now: number): Clock {
  const usual = turnsPerDay(turns, -Infinity, now);
  if (!usual) return PLAIN;
  const days = turns.filter(({ at }) => at < now);
  let sum = 0;
  const before = days.map(({ count }) => (sum += share * DAY * (count / usual - 1)) - share * DAY * (count / usual - 1));
  const worn = (at: number): number => {
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((days[middle] as Turns).at <= at) low = middle + 1;
      else high = middle;
    }
    const day = days[low - 1];
    if (!day) return at;
    return at + (before[low - 1] as number) + share * (day.count / usual - 1) * Math.min(DAY, at - day.at);
  };
  const recent = turnsPerDay(days, now - RECENT, now) ?? usual;
  return { worn, pace: 1 + share * PERSISTS * (recent / usual - 1) };
}
