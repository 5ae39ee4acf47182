import type { Evidence } from "./check.ts";

export type Mistrust = "out_of_range" | "fell_to_zero" | "contradicts_flag";

export type BatteryReading =
  | { readonly kind: "none" }
  | { readonly kind: "level"; readonly percent: number }
  | { readonly kind: "untrusted"; readonly percent: number; readonly why: Mistrust };

/** A level from which cells do not fall to zero between two reports (home-assistant/core#54551, nuki_hub#121: 0 and 126 as glitches). */
const HEALTHY_BEFORE = 20;
/** A low flag beside at least this level is a contradiction: makers raise it at 30 % and below. */
const FLAG_CONTRADICTED = 60;

/** The battery percentage, and whether it is to be believed (the rule: a reading must earn trust). */
export function readBattery(
  facts: Evidence<never, "battery_level" | "battery_before" | "battery_low_flag" | "battery_now_flag">,
): BatteryReading {
  const percent = facts.battery_level;
  if (percent === undefined) return { kind: "none" };
  if (!Number.isFinite(percent) || percent < 0 || percent > 100) return { kind: "untrusted", percent, why: "out_of_range" };
  const flagged = facts.battery_low_flag === true || facts.battery_now_flag === true;
  if (percent === 0 && (facts.battery_before ?? 0) >= HEALTHY_BEFORE && !flagged)
    return { kind: "untrusted", percent, why: "fell_to_zero" };
  if (flagged && percent >= FLAG_CONTRADICTED) return { kind: "untrusted", percent, why: "contradicts_flag" };
  return { kind: "level", percent };
}
