import { CAUSES } from "./causes/index.ts";
import type { Outcome } from "./check.ts";
import { checks } from "./checks/index.ts";
import type { CheckId } from "./checks/index.ts";
import { createDiagnose } from "./diagnose.ts";
import type { Diagnosis } from "./diagnose.ts";
import { readSound } from "./sound.ts";
import type { LockSnapshot } from "./snapshot.ts";

/** A diagnosis by all checks there are. */
export type FullDiagnosis = Diagnosis & { readonly outcomes: { readonly [Id in CheckId]: Outcome } };

/** Judges one lock by all that there is. `last`: what came of its checks the last time, for those with hysteresis. */
export const diagnose = createDiagnose({ checks, causes: CAUSES, read: readSound }) as (
  snapshot: LockSnapshot,
  last?: Diagnosis["outcomes"],
  // Every check of the list has its outcome.
) => FullDiagnosis;
