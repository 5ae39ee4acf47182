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

/** The checks that come with the card's entry: what they judge is seen before the rest is loaded. In the order of `checks`. */
export const firstChecks: readonly Check[] = [
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
