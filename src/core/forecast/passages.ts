import { DAY } from "./types.ts";
import type { Cycle, Reading } from "./types.ts";

/** Ms in which cells come to their level after a swap, and locks to reporting it (Nokē, Bold: up to a day). */
const SETTLES = 2 * DAY;
/** Ms for which a level must hold to count as reached: a cold night or a load alone does not use up cells. */
const HOLDS = DAY / 2;

/**
 * When each lower level was first reached in a cycle of `splitCycles`, whose readings are believed ones. Begins with the
 * highest level of the first two days. With levels in steps these times are what carries information, not the readings between.
 */
export function firstPassages(cycle: Cycle): readonly Reading[] {
  const { readings } = cycle;
  const [first] = readings;
  if (!first) return [];
  let top = 0;
  readings.forEach(({ at, percent }, index) => {
    if (at < first.at + SETTLES && percent > (readings[top] as Reading).percent) top = index;
  });
  const passages = [readings[top] as Reading];
  let lowest = (readings[top] as Reading).percent;
  for (let index = top + 1; index < readings.length; index++) {
    const { at, percent } = readings[index] as Reading;
    if (percent >= lowest) continue;
    let held = percent;
    for (let next = index + 1; held < lowest && next < readings.length; next++) {
      const later = readings[next] as Reading;
      if (later.at >= at + HOLDS) break;
      held = Math.max(held, later.percent);
    }
    if (held < lowest) passages.push({ at, percent: (lowest = held) });
  }
  return passages;
}
