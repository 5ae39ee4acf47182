import type { FactSet } from "./fact.ts";

/** The thresholds that a household may change. */
export interface Settings {
  /** Percent at and below which cells are low, 5–60. */
  readonly batteryLow: number;
  /** Percent at and below which cells are to be changed at once, 1–30. */
  readonly batteryCritical: number;
  /** Months after which cells are changed whatever they say, 3–60; 12 unless said. */
  readonly batteryMonths?: number;
  /** False where nobody wants to hear that auto-relock is off. */
  readonly watchRelock?: boolean;
  /** False where nobody wants to hear that care is due. */
  readonly watchCare?: boolean;
}

/**
 * 20 %: end of service of alkaline cells in locks, well above empty (forecasting study of the project; Home Assistant's
 * Maintenance panel uses the same). 10 %: the level at which Battery Notes calls a cell low.
 */
export const DEFAULT_SETTINGS: Settings = { batteryLow: 20, batteryCritical: 10 };

/** All that is known of one lock at one instant. The only input of the checks. */
export interface LockSnapshot {
  readonly lock: {
    readonly entityId: string;
    readonly name: string;
    readonly adapterId: string;
    readonly deviceId?: string | undefined;
    /** Config entry through which the lock is reached: locks with the same one share a hub. */
    readonly hubId?: string | undefined;
    /** Name of that hub as Home Assistant shows it. */
    readonly hubName?: string | undefined;
  };
  /** Epoch ms: the only clock a check sees. */
  readonly takenAt: number;
  /** `starting`: Home Assistant is not done, so what is missing means nothing yet. `missing`: there is no such lock. */
  readonly home: "running" | "starting" | "missing";
  readonly settings: Settings;
  readonly facts: FactSet;
}
