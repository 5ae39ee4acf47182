import type { Fact, FactName, FactSet, Facts } from "../../src/core/fact.ts";
import { known } from "../../src/core/fact.ts";
import { DEFAULT_SETTINGS } from "../../src/core/snapshot.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";

/** The instant of all snapshots of tests. */
export const NOW = Date.parse("2026-11-22T12:00:00Z");

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Facts as they are written in rows: a plain value is one read a minute ago. */
export type Written = { readonly [Name in FactName]?: Facts[Name] | Fact<Facts[Name]> };

function isFact(value: unknown): value is Fact<Facts[FactName]> {
  return typeof value === "object" && value !== null && "kind" in value;
}

export function facts(written: Written): FactSet {
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, isFact(value) ? value : known(value, { at: NOW - MINUTE })]),
  );
}

/** A snapshot of a running home with these facts. */
export function snapshot(written: Written = {}, more: Partial<LockSnapshot> = {}): LockSnapshot {
  return {
    lock: { entityId: "lock.front_door", name: "Front Door", adapterId: "generic" },
    takenAt: NOW,
    home: "running",
    settings: DEFAULT_SETTINGS,
    facts: facts(written),
    ...more,
  };
}

/** A known fact of some ms ago. */
export function ago<const T>(value: T, ms: number): Fact<T> {
  return known(value, { at: NOW - ms });
}

/** What a lock in good health reports. */
export const HEALTHY: Written = {
  lock_state: "locked",
  lock_available: true,
  battery_level: 80,
  jam_flag: false,
  door_open: false,
};
