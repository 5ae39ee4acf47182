import { forecast } from "../../../src/core/forecast/forecast.ts";
import type { ForecastInput, Reading } from "../../../src/core/forecast/forecast.ts";
import { rivals } from "./rivals.ts";
import { DAY, simulate } from "./sim.ts";
import type { SimulatedLock, SimulatedSet, Wanted } from "./sim.ts";

export const CHEMISTRIES = ["alkaline", "lithium", "nimh", "li_ion"] as const;
export const STEPS = [1, 5, 10] as const;
export const SEASONS = [0, 1, 2, 3] as const;
/** Days before the end at which each is asked. */
export const ASKED = [90, 60, 30] as const;
export const OURS = "Lock Health";
export const METHODS = [OURS, ...Object.keys(rivals)];

/** One answer, or that there was none. Errors in shares of the days that were left: 0.5 is half too much. */
export interface Answer {
  readonly method: string;
  readonly wanted: Wanted;
  /** The first set of cells that a lock is seen with, or its third. */
  readonly set: "first" | "later";
  readonly asked: number;
  readonly error?: number;
  readonly covered?: boolean;
  readonly basis?: string;
  readonly learned?: boolean;
}

/** Two years, as the recorder's statistics are asked for. */
const KNOWN = 730 * DAY;
/** Days that cells must have been in use for a question to make sense. */
const IN_USE = 20 * DAY;

/** What the card would know of a lock at this time. */
export function known(lock: SimulatedLock, chemistry: Wanted["chemistry"], now: number): ForecastInput {
  const until = <T extends { readonly at: number }>(rows: readonly T[]) => rows.filter(({ at }) => at <= now && at > now - KNOWN);
  return {
    readings: until(lock.readings),
    swaps: lock.swaps.filter((at) => at <= now),
    turns: until(lock.turns),
    starts: lock.starts.filter((at) => at <= now),
    chemistry,
    now,
  };
}

function ask(lock: SimulatedLock, { from, end }: SimulatedSet, wanted: Wanted, set: Answer["set"], asked: number): Answer[] {
  const now = end - asked * DAY;
  if (now - from < IN_USE) return [];
  const input = known(lock, wanted.chemistry, now);
  const wrong = (promised: number) => (promised - end) / (end - now);
  const told = forecast(input);
  const ours: Answer =
    told.kind === "range"
      ? {
          method: OURS,
          wanted,
          set,
          asked,
          error: wrong(told.middle),
          covered: told.early <= end && end <= told.late,
          basis: told.basis,
          learned: told.cycles > 0,
        }
      : { method: OURS, wanted, set, asked };
  const readings: readonly Reading[] = input.readings;
  const others = Object.entries(rivals).map(([method, rival]): Answer => {
    const promised = rival(readings, from, now);
    return { method, wanted, set, asked, ...(promised === undefined ? {} : { error: wrong(promised) }) };
  });
  return [ours, ...others];
}

/** All answers on one lock with three sets of cells: on its first and on its third. */
export function examine(wanted: Omit<Wanted, "sets">): Answer[] {
  const all = { ...wanted, sets: 3 };
  const lock = simulate(all);
  const [first, , third] = lock.sets;
  return ASKED.flatMap((asked) => [
    ...(first ? ask(lock, first, all, "first", asked) : []),
    ...(third ? ask(lock, third, all, "later", asked) : []),
  ]);
}

export interface Marks {
  readonly asked: number;
  /** Share of questions that got an answer. */
  readonly answered: number;
  /** Median of |error|, at most 3. */
  readonly error: number;
  /** Share of answers that promised more than one and a half times what was left. */
  readonly late: number;
  /** Share of answers whose range held the truth. */
  readonly coverage: number;
}

/** The measures (design: α-λ accuracy after Saxena et al. 2009, `users-and-rivals.md` §4.2). */
export function marks(answers: readonly Answer[]): Marks {
  const errors = answers.flatMap(({ error }) => error ?? []);
  const sorted = errors.map((error) => Math.min(3, Math.abs(error))).sort((a, b) => a - b);
  return {
    asked: answers.length,
    answered: errors.length / answers.length,
    error: sorted[(sorted.length - 1) >> 1] ?? NaN,
    late: errors.filter((error) => error > 0.5).length / errors.length,
    coverage: answers.filter(({ covered }) => covered).length / errors.length,
  };
}
