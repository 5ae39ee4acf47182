import { defined } from "./defined.ts";
import type { FactName, Facts } from "./fact.ts";
import type { CheckId } from "./checks/index.ts";
import type { RemedyId } from "./remedies/index.ts";
import type { Settings } from "./snapshot.ts";

export const FAMILIES = ["power", "link", "software", "mechanics", "access"] as const;
export type Family = (typeof FAMILIES)[number];

export const SEVERITIES = ["warning", "error", "critical"] as const;
/** Home Assistant's own grades: will break, is broken, needs somebody now. */
export type Severity = (typeof SEVERITIES)[number];

/** Why a check cannot judge. */
export type Doubt = "unavailable" | "untrusted" | "interviewing" | "starting" | "crashed";

/** A quantity that a check has worked out itself, to be shown beside the facts it rests on. */
export type Measure = string | number | boolean;

export type Outcome =
  | { readonly status: "pass" }
  | {
      readonly status: "fail";
      /** Facts that the judgement rests on, most telling first. */
      readonly because: readonly FactName[];
      readonly variant?: string;
      readonly severity?: Severity;
      /** Epoch ms since when it is so, where that is known. */
      readonly since?: number;
      readonly measures?: { readonly [name: string]: Measure };
      /** In the place of the check's own, where this variant asks for others. */
      readonly remedies?: readonly RemedyId[];
    }
  | { readonly status: "unknown"; readonly reason: Doubt; readonly because?: readonly FactName[] }
  | { readonly status: "not_applicable" };

/** What a check may know besides its facts. */
export interface Circumstances {
  /** Epoch ms at which the snapshot was taken. */
  readonly takenAt: number;
  readonly settings: Settings;
  /** Whether this check failed the last time, for hysteresis. */
  readonly failedBefore: boolean;
  /** When a fact was read, epoch ms, where that is known. */
  at(name: FactName): number | undefined;
}

/** The values a check has asked for: those it needs are there, the others may be missing. */
export type Evidence<Need extends FactName, Use extends FactName> = {
  readonly [Name in Need]: Facts[Name];
} & { readonly [Name in Use]?: Facts[Name] };

export interface CheckMeta {
  readonly family: Family;
  readonly severity: Severity;
  /** What may cure it, the first to try first. */
  readonly remedies: readonly RemedyId[];
  /** A lock is not called healthy while this check cannot tell. */
  readonly vital?: boolean;
  /** That it does not fail says nothing about how its family is. */
  readonly aside?: boolean;
}

export interface Check extends CheckMeta {
  readonly id: CheckId;
  /** All of them must be known. */
  readonly needs: readonly FactName[];
  /** At least one of them must be known. */
  readonly any: readonly FactName[];
  /** Looked at where known. */
  readonly uses: readonly FactName[];
  evaluate(facts: Evidence<FactName, FactName>, circumstances: Circumstances): Outcome;
}

interface Definition<Need extends FactName, Any extends FactName, Use extends FactName> extends CheckMeta {
  readonly id: CheckId;
  readonly needs?: readonly Need[];
  readonly any?: readonly Any[];
  readonly uses?: readonly Use[];
  evaluate(facts: Evidence<Need, Any | Use>, circumstances: Circumstances): Outcome;
}

/**
 * Declares a check. It may look only at the facts that it declares: `needs` (all must be known), `any` (one must be) and
 * `uses` (may be missing). `diagnose` answers for what is absent (not applicable) or unavailable (unknown).
 */
export function defineCheck<Need extends FactName = never, Any extends FactName = never, Use extends FactName = never>(
  definition: Definition<Need, Any, Use>,
): Check {
  const none: readonly FactName[] = [];
  // The runner hands over all values there are: what is declared is among them. All fields are there from the start: objects of one
  // shape are read quicker.
  return { needs: none, any: none, uses: none, vital: false, aside: false, ...definition, evaluate: definition.evaluate };
}

export const pass: Outcome = { status: "pass" };
export const notApplicable: Outcome = { status: "not_applicable" };

/** A failed check: which facts say so, and what more is to be told. */
export function fail(
  because: readonly FactName[],
  more: {
    variant?: string;
    severity?: Severity;
    since?: number | undefined;
    measures?: { readonly [name: string]: Measure };
    remedies?: readonly RemedyId[];
  } = {},
): Outcome {
  return { status: "fail", because, ...defined(more) };
}

/** A check that cannot judge, and why. */
export function cannotTell(reason: Doubt, because: readonly FactName[] = []): Outcome {
  return { status: "unknown", reason, because };
}
