import type { Forecast } from "./forecast.ts";
import type { Life } from "./lives.ts";
import { median } from "./slope.ts";
import { DAY } from "./types.ts";

/** How good the forecasts of this very lock would have been. */
export interface Grade {
  /** Finished sets of cells that could be forecast at that time. */
  readonly cycles: number;
  /** |promised − true| ÷ true days left, 60 days before the end: the median. */
  readonly error: number;
  /** Share of them that was promised more than half as much again as was left. */
  readonly late: number;
}

/** Ms before the end at which the forecast is asked: time to buy cells and to be on holiday in between. */
const BEFORE = 60 * DAY;
/** Ms that a set must have been in use by then. */
const IN_USE = 14 * DAY;
const LATE = 0.5;

/**
 * Asks again what would have been said at the time, from what was known then, and compares. `isAlike`: whether a past
 * forecast was made in the way of the present one; a guess by age says nothing of a template. Undefined where none is.
 */
export function gradeOf(
  lives: readonly Life[],
  foretell: (at: number) => Forecast,
  isAlike: (past: Forecast) => boolean,
): Grade | undefined {
  const errors: number[] = [];
  for (const { cycle, end } of lives) {
    const at = end - BEFORE;
    if (at < cycle.from + IN_USE) continue;
    const told = foretell(at);
    if (told.kind === "range" && isAlike(told)) errors.push((told.middle - end) / BEFORE);
  }
  if (errors.length === 0) return undefined;
  return {
    cycles: errors.length,
    error: median(errors.map(Math.abs)),
    late: errors.filter((error) => error > LATE).length / errors.length,
  };
}
