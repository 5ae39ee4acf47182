import type { Span } from "../core/fact.ts";
import type { Tried } from "../core/remembered.ts";

/** A value at a time, epoch ms. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** What can happen to a lock, in the order of the families. */
export const HAPPENINGS = ["swap", "outage", "update", "jam", "wrong_code", "lockout"] as const;

/** Something that happened to a lock. */
export interface Happening {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: (typeof HAPPENINGS)[number];
  /** Epoch ms at which it ended, where it lasted and is over. */
  readonly until?: number;
}

/** What is known of a lock's past, for pictures and the report of it. All ascending by time. The same object until something in it changes. */
export interface Past {
  /** Epoch ms: up to when it tells. */
  readonly at: number;
  /** The recorder has answered or refused: nothing more is under way. */
  readonly settled: boolean;
  /** Percent, as far as it is believed. */
  readonly battery: readonly Point[];
  /** When cells were changed, epoch ms. */
  readonly swaps: readonly number[];
  readonly forecast: Span | undefined;
  /** Percent at which the cells are to be changed; undefined where their level does not tell it. */
  readonly floor: number | undefined;
  /** Signal or quality over a week, a mean a day. */
  readonly link: readonly Point[];
  readonly linkUnit: "dBm" | "lqi" | undefined;
  /** Milliseconds of each turn of the bolt. */
  readonly turns: readonly Point[];
  /** Of all families. */
  readonly happenings: readonly Happening[];
  /** Epoch ms from which on happenings are known; undefined where the history tells nothing of the lock. */
  readonly since: number | undefined;
  /** Epoch ms of the oldest happening that only the bridge remembers; undefined without one. */
  readonly rememberedSince: number | undefined;
  /** What the bridge remembers of fixes and guides. */
  readonly tried: readonly Tried[];
}
