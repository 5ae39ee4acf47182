import type { CheckId } from "../checks/index.ts";
import type { Facts } from "../fact.ts";

export interface Cause {
  readonly cause: CheckId;
  readonly explains: readonly CheckId[];
  /** It explains them only where this holds of the lock's known facts and of the cause's own finding. */
  readonly when?: (facts: Partial<Facts>, cause: { readonly variant?: string }) => boolean;
}

const OUT_OF_REACH = ["lock_unreachable", "link_weak", "state_stale", "interview_incomplete", "update_stuck"] as const;

/** What explains what. Has no circle (a test walks it); the first cause that is present takes the symptom. */
export const FIRST_CAUSES: readonly Cause[] = [
  // Without a sign-in the maker's servers tell nothing.
  { cause: "sign_in_expired", explains: ["cloud_unreachable", "hub_down", ...OUT_OF_REACH] },
  // All that is known comes through the maker's servers.
  { cause: "cloud_unreachable", explains: ["hub_down", ...OUT_OF_REACH] },
  // A lock is heard through its hub alone.
  { cause: "hub_down", explains: OUT_OF_REACH },
  // A lock that does not answer reports nothing new.
  { cause: "lock_unreachable", explains: ["state_stale", "link_weak", "interview_incomplete"] },
  // The same cells, one step further.
  { cause: "battery_critical", explains: ["battery_low"] },
  // A bolt that is stuck does not follow its command.
  { cause: "bolt_jammed", explains: ["bolt_jam_suspected", "state_stale"] },
  // The same.
  { cause: "bolt_jam_suspected", explains: ["state_stale"] },
  // Wrong codes are what closes a keypad.
  { cause: "keypad_locked_out", explains: ["wrong_codes"] },
];
