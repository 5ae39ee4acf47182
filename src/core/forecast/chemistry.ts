import type { Template } from "./template.ts";
import { template } from "./template.ts";
import { DAY } from "./types.ts";
import type { Chemistry } from "./types.ts";

/** What is known of a kind of cells before a lock has shown anything. */
export interface Profile {
  /** Percent at which their service ends: never 0, for locks die well above it. */
  readonly floor: number;
  /** Percent at which a set was used up, however long it was left in after that; absent where no level says so. */
  readonly end?: number;
  /** Ms that a set lasts in a lock in middling use, … */
  readonly life: number;
  /** … and how much that varies from home to home (deviation of its logarithm). */
  readonly lifeDoubt: number;
  /** Level against share of life; absent where the level says too little before a lock has lived a cycle. */
  readonly template?: Template;
  /** It falls steeply at its end, so that the level gives little warning (`users-and-rivals.md` §4.2). */
  readonly sudden?: true;
}

/**
 * Alkaline cells at rest, as locks read them between turns: level against the share of life used until 20 %. From the
 * open-circuit voltages of the usual tables (1.59 V full, 1.44 V at 80 % of the charge, 1.32 V at 50 %, 1.24 V at 20 %,
 * 1.15 V at 5 %), with the 1.54 V and 1.05 V that locks for four AA cells take as full and empty.
 */
const ALKALINE = template(
  [
    [100, 0],
    [80, 0.21],
    [63, 0.42],
    [55, 0.53],
    [45, 0.74],
    [39, 0.84],
    [29, 0.95],
    [20, 1],
  ],
  4,
);
/**
 * Packs: halfway between those whose percentage is volts (4.12 V full, 3.1 V empty; a cell at rest has 4.0 V at 80 % of its
 * charge, 3.8 V at 50 %, 3.55 V at 10 %) and those that count their charge.
 */
const PACK = template(
  [
    [100, 0],
    [84, 0.21],
    [67, 0.42],
    [53, 0.62],
    [38, 0.83],
    [27, 0.94],
    [15, 1],
  ],
  8,
);
/** Nothing known. */
const LINE = template(
  [
    [100, 0],
    [20, 1],
  ],
  8,
);

/**
 * Floors: 20 % is where makers of alkaline locks give their last warning and battery tools of Home Assistant draw the line
 * (`users-and-rivals.md` §4.3 no. 8, §1.2). Lithium and NiMH have none that could be known: their level is that of another
 * chemistry's scale (§4.2), so age decides. Lives: what makers and owners say for locks, from "six months" to "over a year"
 * for alkaline, one and a half times that for lithium, three to six months a charge for NiMH, four to twelve for packs:
 * hence the wide doubts. A set that was left in is used up at half its floor: no lock is to be trusted below.
 */
export const PROFILES: { readonly [kind in Chemistry]: Profile } = {
  alkaline: { floor: 20, end: 10, life: 270 * DAY, lifeDoubt: 0.5, template: ALKALINE },
  unknown: { floor: 20, end: 10, life: 300 * DAY, lifeDoubt: 0.8, template: LINE },
  lithium: { floor: 20, life: 450 * DAY, lifeDoubt: 0.5, sudden: true },
  nimh: { floor: 20, life: 150 * DAY, lifeDoubt: 0.5 },
  li_ion: { floor: 15, end: 8, life: 190 * DAY, lifeDoubt: 0.5, template: PACK, sudden: true },
};
