import { firstPassages } from "./passages.ts";
import { median } from "./slope.ts";
import type { Cycle, Reading } from "./types.ts";

/** Share of a step by which a level is higher, when it is first reported, than it says: half a step where a lock rounds, a whole one where it cuts off. */
const STEP_SHARE = 0.75;
/** Points by which the first time is too early, because readings waver. */
const WAVER = 1;

/** The fall of one set of cells. */
export interface Fall {
  /** Where the level truly was, as far as can be told, when each lower one was first reported. */
  readonly crossings: readonly Reading[];
  /** Points between two reported levels. */
  readonly step: number;
}

export function fallOf(cycle: Cycle): Fall {
  const passages = firstPassages(cycle);
  const gaps = passages.slice(1).map(({ percent }, index) => (passages[index] as Reading).percent - percent);
  const step = median(gaps) || 1;
  const crossings = gaps.map((gap, index) => {
    const { at, percent } = passages[index + 1] as Reading;
    return { at, percent: percent + WAVER + STEP_SHARE * Math.min(step, gap) };
  });
  return { crossings, step };
}
