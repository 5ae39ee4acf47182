import { createReaders } from "../adapters/collect.ts";
import type { Readers } from "../adapters/collect.ts";
import { firstAdapters } from "../adapters/first.ts";
import { FIRST_CAUSES } from "../core/causes/first.ts";
import type { LockRef, LockView } from "../adapters/lock-view.ts";
import type { Past } from "../adapters/past.ts";
import type { Check } from "../core/check.ts";
import { firstChecks } from "../core/checks/first.ts";
import { createDiagnose } from "../core/diagnose.ts";
import type { Diagnose } from "../core/diagnose.ts";
import type { FactSet } from "../core/fact.ts";
import type { Traits } from "../core/models/types.ts";
import { firstRemedies } from "../core/remedies/first.ts";
import type { Remedies } from "../core/remedies/first.ts";

/** What locks are read and judged by, and what may be done about what is found. */
export interface Knowledge {
  readonly readers: Readers;
  readonly checks: readonly Check[];
  readonly diagnose: Diagnose;
  readonly remedies: Remedies;
  /** What is known of a lock's past. */
  past?(view: LockView, facts: FactSet): Past;
  /** What is known of a lock by its model. */
  traits?(ref: LockRef): Partial<Traits>;
}

/** What the card's entry knows: enough for a verdict and its remedies. The rest comes a moment later. */
export const firstKnowledge: Knowledge = {
  readers: createReaders(firstAdapters),
  checks: firstChecks,
  diagnose: createDiagnose({ checks: firstChecks, causes: FIRST_CAUSES }),
  remedies: firstRemedies,
};
