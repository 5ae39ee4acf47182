import type { Reading } from "../../../src/core/forecast/forecast.ts";
import { DAY } from "./sim.ts";

/** Readings as they came, and the true time of the last swap: more than the tools themselves know. Epoch ms; undefined is no answer. */
export type Rival = (readings: readonly Reading[], swap: number, now: number) => number | undefined;

/** Tools cap what they say at ten years (Maintenance Supporter). */
const CAP = 3_650 * DAY;
const WINDOW = 30;

function crossing(at: number, percent: number, perMs: number, target: number, now: number): number | undefined {
  if (!(perMs < 0)) return undefined;
  return Math.min(now + CAP, Math.max(now, at + (target - percent) / perMs));
}

/** The level at each of the last 30 days' ends, held from the report before it, as statistics have it. */
function daily(readings: readonly Reading[], swap: number, now: number): Reading[] {
  const days: Reading[] = [];
  let index = 0;
  for (let at = Math.max(swap + DAY, now - WINDOW * DAY); at <= now; at += DAY) {
    while (index + 1 < readings.length && (readings[index + 1]?.at ?? Infinity) <= at) index += 1;
    const held = readings[index];
    if (held && held.at <= at) days.push({ at, percent: held.percent });
  }
  return days;
}

/** Least squares over 30 days, from ten days on, to a level: Battery Predictor (to 0), Maintenance Supporter (to a threshold). */
function line(target: number): Rival {
  return (readings, swap, now) => {
    const days = daily(readings, swap, now);
    if (days.length < 10) return undefined;
    const meanAt = days.reduce((sum, { at }) => sum + at, 0) / days.length;
    const mean = days.reduce((sum, { percent }) => sum + percent, 0) / days.length;
    const cross = days.reduce((sum, { at, percent }) => sum + (at - meanAt) * (percent - mean), 0);
    const square = days.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
    return crossing(meanAt, mean, cross / square, target, now);
  };
}

/** From the first level after the swap to the present one, to 0: Battery Notes' rejected pull request 4831. */
const twoPoint: Rival = (readings, swap, now) => {
  const first = readings.find(({ at }) => at >= swap);
  const last = readings.at(-1);
  if (!first || !last || now - first.at < DAY) return undefined;
  return crossing(now, last.percent, (last.percent - first.percent) / (now - first.at), 0, now);
};

export const rivals: { readonly [name: string]: Rival } = {
  "30-day line to 0 %": line(0),
  "two points to 0 %": twoPoint,
  "30-day line to 20 %": line(20),
};
