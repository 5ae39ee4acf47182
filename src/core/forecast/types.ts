/** What the cells are made of. `lithium` is lithium iron disulfide (AA, not rechargeable), `li_ion` a rechargeable pack. */
export type Chemistry = "alkaline" | "lithium" | "nimh" | "li_ion" | "unknown";

/** One battery level. `at`: epoch ms; `percent` as it was reported, so not always from 0 to 100. */
export interface Reading {
  readonly at: number;
  readonly percent: number;
}

/** How often the bolt turned in the day that begins at `at` (epoch ms). */
export interface Turns {
  readonly at: number;
  readonly count: number;
}

/** One set of cells, from swap to swap. */
export interface Cycle {
  /** Epoch ms: when they were put in; where that was not seen, their first reading. */
  readonly from: number;
  /** Epoch ms; undefined while they are in use. */
  readonly until: number | undefined;
  /** Believed ones only, ascending. */
  readonly readings: readonly Reading[];
  /** Whether `from` is a swap, so that their age is known. */
  readonly fresh: boolean;
}

export const DAY = 86_400_000;
