import type { Check } from "../check.ts";
import { hubDown } from "./link/hub-down.ts";
import { signInExpired } from "./link/sign-in-expired.ts";
import { cloudUnreachable } from "./link/cloud-unreachable.ts";
import { lockUnreachable } from "./link/lock-unreachable.ts";
import { boltJammed } from "./mechanics/bolt-jammed.ts";
import { batteryCritical } from "./power/battery-critical.ts";
import { boltJamSuspected } from "./mechanics/bolt-jam-suspected.ts";
import { doorOpenLocked } from "./mechanics/door-open-locked.ts";
import { keypadLockedOut } from "./access/keypad-locked-out.ts";
import { batteryLow } from "./power/battery-low.ts";
import { batteryUntrusted } from "./power/battery-untrusted.ts";
import { linkWeak } from "./link/link-weak.ts";
import { stateStale } from "./link/state-stale.ts";
import { joinInsecure } from "./link/join-insecure.ts";
import { jamFlagStuck } from "./mechanics/jam-flag-stuck.ts";
import { coverRemoved } from "./mechanics/cover-removed.ts";
import { wrongCodes } from "./access/wrong-codes.ts";
import { updateStuck } from "./software/update-stuck.ts";
import { interviewIncomplete } from "./software/interview-incomplete.ts";
import { updateAvailable } from "./software/update-available.ts";
import { batterySilent } from "./power/battery-silent.ts";
import { batterySwapUnconfirmed } from "./power/battery-swap-unconfirmed.ts";
import { batteryDraining } from "./power/battery-draining.ts";
import { batteryUnsuitable } from "./power/battery-unsuitable.ts";
import { batteryDue } from "./power/battery-due.ts";
import { supplyLost } from "./power/supply-lost.ts";
import { keypadBatteryLow } from "./power/keypad-battery-low.ts";
import { lockUnresponsive } from "./software/lock-unresponsive.ts";
import { keypadUnresponsive } from "./software/keypad-unresponsive.ts";
import { integrationOutdated } from "./software/integration-outdated.ts";
import { jamsRecurring } from "./mechanics/jams-recurring.ts";
import { boltSlow } from "./mechanics/bolt-slow.ts";
import { boltStraining } from "./mechanics/bolt-straining.ts";
import { calibrationMissing } from "./mechanics/calibration-missing.ts";
import { codesUnsynced } from "./access/codes-unsynced.ts";
import { codesMissing } from "./access/codes-missing.ts";
import { codeExpiring } from "./access/code-expiring.ts";
import { relockOff } from "./access/relock-off.ts";
import { careDue } from "./mechanics/care-due.ts";

export const CHECK_IDS = [
  "hub_down",
  "sign_in_expired",
  "cloud_unreachable",
  "lock_unreachable",
  "bolt_jammed",
  "battery_critical",
  "lock_unresponsive",
  "jams_recurring",
  "bolt_jam_suspected",
  "calibration_missing",
  "door_open_locked",
  "keypad_locked_out",
  "keypad_unresponsive",
  "battery_low",
  "keypad_battery_low",
  "supply_lost",
  "battery_swap_unconfirmed",
  "battery_untrusted",
  "battery_silent",
  "battery_unsuitable",
  "link_weak",
  "state_stale",
  "join_insecure",
  "jam_flag_stuck",
  "cover_removed",
  "wrong_codes",
  "codes_unsynced",
  "bolt_straining",
  "bolt_slow",
  "battery_draining",
  "update_stuck",
  "interview_incomplete",
  "integration_outdated",
  "relock_off",
  "codes_missing",
  "code_expiring",
  "battery_due",
  "update_available",
  "care_due",
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
  lockUnresponsive,
  jamsRecurring,
  boltJamSuspected,
  calibrationMissing,
  doorOpenLocked,
  keypadLockedOut,
  keypadUnresponsive,
  batteryLow,
  keypadBatteryLow,
  supplyLost,
  batterySwapUnconfirmed,
  batteryUntrusted,
  batterySilent,
  batteryUnsuitable,
  linkWeak,
  stateStale,
  joinInsecure,
  jamFlagStuck,
  coverRemoved,
  wrongCodes,
  codesUnsynced,
  boltStraining,
  boltSlow,
  batteryDraining,
  updateStuck,
  interviewIncomplete,
  integrationOutdated,
  relockOff,
  codesMissing,
  codeExpiring,
  batteryDue,
  updateAvailable,
  careDue,
];
