import { known, unavailable } from "../../core/fact.ts";
import type { Absence, Fact, FactSet } from "../../core/fact.ts";
import { time } from "../home.ts";
import type { EntityState } from "../home.ts";
import { factSet } from "../shared/facts.ts";

/** How the code of one slot stands, as its manager tells it. Never the code. */
export interface Slot {
  /** `pending`: the manager is still at work on it. */
  readonly stands: "synced" | "unsynced" | "suspended" | "pending" | "unavailable" | "unknown";
  /** A code is in this slot of the lock. */
  readonly set: boolean;
  readonly entity: EntityState;
}

/** `takenAt` minus when an entity last changed its word, ms. Without a time: nothing is known of its age, so it counts as old. */
export const ageOf = (entity: EntityState, now: number): number => now - (time(entity.last_changed) ?? 0);

const timesOf = (slots: readonly Slot[], name: "last_changed" | "last_updated") =>
  slots.flatMap(({ entity }) => time(entity[name]) ?? []);

/**
 * How many slots stand so: since the first of them does, or, where there is none, as of the newest report. Nothing is
 * passed while one is not told.
 */
function count(slots: readonly Slot[], stands: Slot["stands"]): Fact<number> {
  const counted = slots.filter((slot) => slot.stands === stands);
  const [first] = timesOf(counted, "last_changed").sort((a, b) => a - b);
  const [newest] = timesOf(slots, "last_updated").sort((a, b) => b - a);
  const origin = { at: counted.length > 0 ? first : newest, source: counted[0]?.entity.entity_id };
  const untold = (["pending", "unavailable", "unknown"] satisfies Absence[]).find((why) =>
    slots.some((slot) => slot.stands === why),
  );
  return counted.length > 0 || untold === undefined ? known(counted.length, origin) : unavailable(untold, origin);
}

/**
 * What a code manager knows of the codes in one lock. `suspends`: it gives up on slots, and says so. `whole`: it sees all
 * codes there are, so that none set is a reading and not only a view of its own slots.
 */
export function codeFacts(
  slots: readonly Slot[],
  { suspends, whole }: { readonly suspends: boolean; readonly whole: boolean },
): FactSet {
  if (slots.length === 0) return {};
  const set = slots.filter((slot) => slot.set).length;
  const told = slots.every(({ stands }) => stands === "synced" || stands === "unsynced" || stands === "suspended");
  return factSet({
    has_keypad: known(true),
    codes_unsynced: count(slots, "unsynced"),
    codes_suspended: suspends ? count(slots, "suspended") : undefined,
    codes_set: set > 0 || (whole && told) ? known(set) : undefined,
  });
}
