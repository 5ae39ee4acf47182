import type { Reading, Turns } from "../../../src/core/forecast/types.ts";

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const T0 = Date.UTC(2025, 0, 1);

/** Readings from pairs of day and percent. */
export function series(...pairs: readonly (readonly [day: number, percent: number])[]): Reading[] {
  return pairs.map(([day, percent]) => ({ at: T0 + day * DAY, percent }));
}

/** A level that falls from 100 by one point every `days`, from `day` on, down to `to`. */
export function falling(days: number, to: number, day = 0): Reading[] {
  return Array.from({ length: 101 - to }, (_, index) => ({ at: T0 + (day + index * days) * DAY, percent: 100 - index }));
}

export function turnsDaily(count: number, days: number, from = 0): Turns[] {
  return Array.from({ length: days }, (_, index) => ({ at: T0 + (from + index) * DAY, count }));
}

export function days(at: number): number {
  return (at - T0) / DAY;
}
