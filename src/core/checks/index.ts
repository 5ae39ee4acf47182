import type { Check } from "../check.ts";
import { coverRemoved } from "./mechanics/cover-removed.ts";
import { boltJamSuspected } from "./mechanics/bolt-jam-suspected.ts";
import { boltJammed } from "./mechanics/bolt-jammed.ts";
import { doorOpenLocked } from "./mechanics/door-open-locked.ts";
import { jamFlagStuck } from "./mechanics/jam-flag-stuck.ts";
import { keypadLockedOut } from "./access/keypad-locked-out.ts";
import { wrongCodes } from "./access/wrong-codes.ts";
import { cloudUnreachable } from "./link/cloud-unreachable.ts";
import { hubDown } from "./link/hub-down.ts";
import { joinInsecure } from "./link/join-insecure.ts";
import { linkWeak } from "./link/link-weak.ts";
import { lockUnreachable } from "./link/lock-unreachable.ts";
import { signInExpired } from "./link/sign-in-expired.ts";
import { stateStale } from "./link/state-stale.ts";
import { batteryCritical } from "./power/battery-critical.ts";
import { batteryLow } from "./power/battery-low.ts";
import { batteryUntrusted } from "./power/battery-untrusted.ts";
import { interviewIncomplete } from "./software/interview-incomplete.ts";
import { updateAvailable } from "./software/update-available.ts";
import { updateStuck } from "./software/update-stuck.ts";

export const CHECK_IDS = [
  "hub_down",
  "sign_in_expired",
  "cloud_unreachable",
  "lock_unreachable",
  "bolt_jammed",
  "battery_critical",
  "bolt_jam_suspected",
  "door_open_locked",
  "keypad_locked_out",
  "battery_low",
  "battery_untrusted",
  "link_weak",
  "state_stale",
  "join_insecure",
  "jam_flag_stuck",
  "cover_removed",
  "wrong_codes",
  "update_stuck",
  "interview_incomplete",
  "update_available",
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** All checks, in the order in which equals are reported: culprits first, then what keeps people out, then what can wait. */
export const checks: readonly Check[] = [
  hubDown,
  signInExpired,
  cloudUnreachable,
  lockUnreachable,
  boltJammed,
  batteryCritical,
  boltJamSuspected,
  doorOpenLocked,
  keypadLockedOut,
  batteryLow,
  batteryUntrusted,
  linkWeak,
  stateStale,
  joinInsecure,
  jamFlagStuck,
  coverRemoved,
  wrongCodes,
  updateStuck,
  interviewIncomplete,
  updateAvailable,
];
