import { PROFILES } from "./chemistry.ts";
import type { Profile } from "./chemistry.ts";
import { wearClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { fallOf } from "./crossings.ts";
import type { Fall } from "./crossings.ts";
import { split } from "./cycles.ts";
import { livesOf } from "./lives.ts";
import type { Life } from "./lives.ts";
import { endingAt } from "./template.ts";
import type { Template } from "./template.ts";
import { trust } from "./trust.ts";
import type { Chemistry, Cycle, Reading, Turns } from "./types.ts";
import { last } from "../last.ts";

export interface ForecastInput {
  /** Ascending, as they were reported; up to two years of them. */
  readonly readings: readonly Reading[];
  /** Epoch ms of swaps that somebody noted. */
  readonly swaps: readonly number[];
  /** Ascending, a day each. */
  readonly turns?: readonly Turns[];
  /** Epoch ms at which Home Assistant was started. */
  readonly starts?: readonly number[];
  readonly chemistry: Chemistry;
  /** Percent at which service ends; else that of the chemistry. */
  readonly floor?: number;
  readonly now: number;
}

/** An input, understood. */
export interface Story {
  readonly chemistry: Chemistry;
  readonly believed: readonly Reading[];
  /** The cells in use; absent where nothing is known of any. */
  readonly current: Cycle | undefined;
  readonly fall: Fall;
  readonly isFrozen: boolean;
  readonly lives: readonly Life[];
  /** The lock's own curves, else that of the chemistry; none where levels say too little. */
  readonly templates: readonly Template[];
  readonly profile: Profile;
  readonly clock: Clock;
  readonly turns: readonly Turns[];
  readonly now: number;
}

/** Share of wear that goes with turns: motors and radios of locks draw about the same over a day. */
const TURN_SHARE = 0.5;
const NO_FALL: Fall = { crossings: [], step: 1 };

export function read(input: ForecastInput): Story {
  const { readings, swaps, turns = [], chemistry, floor, now } = input;
  const { believed, frozenSince } = trust(readings, input);
  const cycles = split(believed, swaps);
  const current = last(cycles);
  const profile = floor === undefined ? PROFILES[chemistry] : toFloor(PROFILES[chemistry], floor);
  const clock = wearClock(turns, TURN_SHARE, now);
  const lives = livesOf(cycles, profile, clock);
  return {
    chemistry,
    believed,
    current,
    fall: current ? fallOf(current) : NO_FALL,
    isFrozen: frozenSince !== undefined,
    lives,
    templates: lives.length > 0 ? lives.flatMap((life) => life.template ?? []) : profile.template ? [profile.template] : [],
    profile,
    clock,
    turns,
    now,
  };
}

/** A lock of which is known where its service ends: it is not learned from how long its cells were left in. */
function toFloor(profile: Profile, floor: number): Profile {
  const { template } = profile;
  return { ...profile, floor, end: floor, ...(template ? { template: endingAt(template, floor) } : {}) };
}

/** What was known at an earlier time. */
export function asOf(input: ForecastInput, now: number): ForecastInput {
  return {
    ...input,
    readings: input.readings.filter(({ at }) => at <= now),
    swaps: input.swaps.filter((at) => at <= now),
    now,
  };
}
