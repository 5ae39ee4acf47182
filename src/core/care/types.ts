import type { FactName, Facts } from "../fact.ts";
import type { Traits } from "../models/types.ts";
import type { Settings } from "../snapshot.ts";

/** Care: what a person does for a lock every now and then, so that it does not fail. A task is data; its words are texts. */

export const CARE_TASK_IDS = [
  "cells",
  "clean_lubricate",
  "screws_strike",
  "door_seals",
  "spare_key",
  "backup_power",
  "update_check",
  "codes_review",
  "warranty",
] as const;
export type CareTaskId = (typeof CARE_TASK_IDS)[number];

/** What a task may know of its lock. */
export interface CareSituation {
  readonly values: { readonly [Name in FactName]?: Facts[Name] };
  /** Whether the lock tells such a thing at all, also while it has no value: a task does not come and go with its readings. */
  offers(name: FactName): boolean;
  /** What is known of its model; empty when nothing is. */
  readonly traits: Partial<Traits>;
  readonly settings: Settings;
}

export interface CareTask {
  /** Texts: `care.tasks.<id>` with `title` and `how`. */
  readonly id: CareTaskId;
  /** Its letter in the kept line, for ever. */
  readonly code: string;
  /** Months from one time to the next. */
  readonly months: number;
  /** It comes with the seasons instead: on the first day of these months, 0–11. */
  readonly seasons?: readonly number[];
  /** A setting of the household that takes the place of `months`. */
  readonly setting?: "batteryMonths";
  /** Turns of the bolt after which it is due before its time, where the lock counts them. */
  readonly turns?: number;
  /** Months from the plan's beginning to the first time: not the same for any two, so that not all falls due at once. */
  readonly first: number;
  /** Done once, it does not come again. */
  readonly once?: boolean;
  /** The last day on which it makes sense, days since 1970, where a person has said it: it is due a month before, and not after. */
  until?(record: CareRecord): number | undefined;
  /** Not for this lock where it says no. */
  when?(situation: CareSituation): boolean;
  /** When readings show that it was last done, epoch ms. */
  seen?(situation: CareSituation): number | undefined;
  /** When a forecast wants it done, epoch ms. */
  foreseen?(situation: CareSituation): number | undefined;
}

/** A day on which something was done, and the lock's turns by then where it counts them. */
export interface Mark {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly turns?: number;
}

export interface Kept {
  readonly last?: Mark;
  /** How it was before, for undo: null where it had never been done. Undefined where there is nothing to undo. */
  readonly before?: Mark | null;
}

/** All that is kept of a lock's care. */
export interface CareRecord {
  readonly begun: Mark;
  /** The last day of the warranty, days since 1970, where a person has said it. */
  readonly warranty?: number;
  readonly tasks: { readonly [Id in CareTaskId]?: Kept };
}

/** What makes a task due on its day: time since the last one, turns of the bolt, the forecast for the cells, a season, or a day that somebody said. */
export type CareReason = "time" | "turns" | "forecast" | "season" | "until";

/** `soon`: within two weeks. */
export type CareState = "due" | "soon" | "later";

export interface PlannedTask {
  readonly id: CareTaskId;
  /** Epoch ms: the beginning of its day, UTC. */
  readonly due: number;
  readonly state: CareState;
  readonly why: CareReason;
  /** When a person last said that it was done, or readings showed it, epoch ms to the day. */
  readonly last?: number;
}
