import { CAUSES } from "./causes.ts";
import { FAMILIES, SEVERITIES, cannotTell, notApplicable } from "./check.ts";
import type { Check, Doubt, Evidence, Family, Measure, Outcome, Severity } from "./check.ts";
import { checks } from "./checks/index.ts";
import type { CheckId } from "./checks/index.ts";
import { defined } from "./defined.ts";
import { UNITS } from "./fact.ts";
import type { FactName, Facts } from "./fact.ts";
import { last } from "./last.ts";
import type { RemedyId } from "./remedies/index.ts";
import type { LockSnapshot } from "./snapshot.ts";
import { soundFacts } from "./sound.ts";

/** One fact as it speaks for a finding. */
export interface EvidenceItem {
  readonly fact: FactName;
  readonly value: Facts[FactName];
  readonly unit?: string;
  /** Epoch ms of the reading. */
  readonly at?: number;
  /** Entity id it came from. */
  readonly source?: string;
}

export interface Finding {
  readonly id: CheckId;
  readonly family: Family;
  readonly severity: Severity;
  readonly variant?: string;
  /** Epoch ms since when it is so. */
  readonly since?: number;
  readonly evidence: readonly EvidenceItem[];
  readonly measures: { readonly [name: string]: Measure };
  readonly remedies: readonly RemedyId[];
  /** Findings that this one explains: they step back behind it. */
  readonly explains: readonly Finding[];
}

export type Verdict =
  | { readonly kind: "healthy" }
  | { readonly kind: "finding"; readonly finding: Finding }
  | {
      readonly kind: "unknown";
      readonly reason: Doubt | "missing";
      /** The check that cannot tell, where it is one. */
      readonly check?: CheckId;
    };

export type FamilyState = "ok" | Severity | "unknown" | "none";

export interface Diagnosis {
  readonly lock: LockSnapshot["lock"];
  readonly takenAt: number;
  readonly outcomes: { readonly [Id in CheckId]: Outcome };
  /** Worst first, within a severity in the order of the list of checks. Explained ones are inside their cause. */
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly families: { readonly [F in Family]: FamilyState };
}

/** Runs one check. The only place where a check is run, and where its crash ends: a crash is never a pass. */
export function evaluate(check: Check, snapshot: LockSnapshot, failedBefore = false): Outcome {
  if (snapshot.home === "missing") return notApplicable;
  const { facts, takenAt, settings } = snapshot;
  // Only what the check has declared: a fact it reads on the sly would be missing at its first run.
  const declared: { [name: string]: unknown } = {};
  const take = (name: FactName) => {
    const fact = facts[name];
    if (fact?.kind === "known") declared[name] = fact.value;
    return fact?.kind;
  };
  const missing: FactName[] = [];
  for (const name of check.needs) {
    const kind = take(name);
    if (!kind) return notApplicable;
    if (kind !== "known") missing.push(name);
  }
  const kinds = check.any.map(take);
  if (kinds.length > 0 && !kinds.includes("known")) {
    if (!kinds.includes("unavailable")) return notApplicable;
    missing.push(...check.any);
  }
  if (missing.length > 0) return cannotTell(snapshot.home === "starting" ? "starting" : "unavailable", missing);
  check.uses.forEach(take);
  try {
    return check.evaluate(declared as Evidence<FactName, FactName>, {
      takenAt,
      settings,
      failedBefore,
      at: (name) => facts[name]?.at,
    });
  } catch {
    return cannotTell("crashed");
  }
}

function evidenceFor(snapshot: LockSnapshot, names: readonly FactName[]): EvidenceItem[] {
  return [...new Set(names)].flatMap((name) => {
    const fact = snapshot.facts[name];
    if (fact?.kind !== "known") return [];
    const { value, at, source } = fact;
    return { fact: name, value, ...defined({ unit: UNITS[name], at, source }) };
  });
}

const rank = (severity: Severity) => SEVERITIES.indexOf(severity);

function findingOf(check: Check, outcome: Outcome & { status: "fail" }, snapshot: LockSnapshot): Finding {
  return {
    id: check.id,
    family: check.family,
    severity: outcome.severity ?? check.severity,
    ...defined({ variant: outcome.variant, since: outcome.since }),
    evidence: evidenceFor(snapshot, outcome.because),
    measures: outcome.measures ?? {},
    remedies: outcome.remedies ?? check.remedies,
    explains: [],
  };
}

/** Puts every finding that another explains behind it (rule: the culprit is named once). */
function foldUnderCauses(findings: readonly Finding[]): Finding[] {
  const present = new Map(findings.map((finding) => [finding.id, finding]));
  const causeOf = (id: CheckId): CheckId | undefined =>
    CAUSES.find(({ cause, explains }) => explains.includes(id) && present.has(cause))?.cause;
  const rootOf = (id: CheckId): CheckId => {
    const cause = causeOf(id);
    return cause === undefined ? id : rootOf(cause);
  };
  return findings
    .filter(({ id }) => causeOf(id) === undefined)
    .map((finding) => ({ ...finding, explains: findings.filter(({ id }) => id !== finding.id && rootOf(id) === finding.id) }));
}

function verdictOf(snapshot: LockSnapshot, findings: readonly Finding[], outcomes: Diagnosis["outcomes"]): Verdict {
  if (snapshot.home === "missing") return { kind: "unknown", reason: "missing" };
  const [worst] = findings;
  if (snapshot.home === "starting" && (worst === undefined || worst.family === "link"))
    return { kind: "unknown", reason: "starting" };
  if (worst) return { kind: "finding", finding: worst };
  for (const check of checks) {
    const outcome = outcomes[check.id];
    // A check that crashed has seen nothing, so it may hide anything.
    if (outcome.status === "unknown" && (check.vital || outcome.reason === "crashed"))
      return { kind: "unknown", reason: outcome.reason, check: check.id };
  }
  // Healthy is only what was seen: the lock answers, and its state is known.
  if (outcomes.lock_unreachable.status !== "pass") return { kind: "unknown", reason: "unavailable", check: "lock_unreachable" };
  if (snapshot.facts.lock_state?.kind !== "known") return { kind: "unknown", reason: "unavailable", check: "state_stale" };
  return { kind: "healthy" };
}

/** The checks of each family. */
const OWN = new Map(FAMILIES.map((family) => [family, checks.filter((check) => check.family === family)]));

/** Findings after which the last readings say nothing about now. */
const SILENT: readonly CheckId[] = ["lock_unreachable", "hub_down", "cloud_unreachable", "sign_in_expired"];

function familyStates(findings: readonly Finding[], outcomes: Diagnosis["outcomes"]): Diagnosis["families"] {
  const all = findings.flatMap((finding) => [finding, ...finding.explains]);
  const silent = all.some(({ id }) => SILENT.includes(id));
  const stateOf = (family: Family): FamilyState => {
    const grades = all.filter((finding) => finding.family === family).map(({ severity }) => severity);
    const worst = last(SEVERITIES, (severity) => grades.includes(severity));
    if (worst) return worst;
    const own = OWN.get(family) ?? [];
    const has = (status: Outcome["status"], vital = false) =>
      own.some((check) => outcomes[check.id].status === status && (!vital || check.vital));
    // The cells do not change while nobody hears of them; what a bolt or a keypad does, nobody knows.
    if (has("unknown", true) || (silent && family !== "power" && (has("pass") || has("unknown")))) return "unknown";
    return has("pass") ? "ok" : has("unknown") ? "unknown" : "none";
  };
  return Object.fromEntries(FAMILIES.map((family) => [family, stateOf(family)])) as Diagnosis["families"];
}

/**
 * Judges one lock: runs every check, folds symptoms behind their causes, and says the verdict.
 * `failedBefore` holds the checks that failed the last time, for those with hysteresis.
 */
export function diagnose(taken: LockSnapshot, failedBefore: ReadonlySet<CheckId> = new Set()): Diagnosis {
  const snapshot = { ...taken, facts: soundFacts(taken.facts, taken.takenAt) };
  const outcomes = {} as Record<CheckId, Outcome>;
  const found: Finding[] = [];
  for (const check of checks) {
    const outcome = evaluate(check, snapshot, failedBefore.has(check.id));
    outcomes[check.id] = outcome;
    if (outcome.status === "fail") found.push(findingOf(check, outcome, snapshot));
  }
  const findings = foldUnderCauses(found).sort((a, b) => rank(b.severity) - rank(a.severity));
  return {
    lock: snapshot.lock,
    takenAt: snapshot.takenAt,
    outcomes,
    findings,
    verdict: verdictOf(snapshot, findings, outcomes),
    families: familyStates(findings, outcomes),
  };
}

/** Severity by which locks are put in order: healthy, unknown, then the grades of findings. */
export function severityOf(diagnosis: Diagnosis): "healthy" | "unknown" | Severity {
  return diagnosis.verdict.kind === "finding" ? diagnosis.verdict.finding.severity : diagnosis.verdict.kind;
}

const ORDER = ["healthy", "unknown", ...SEVERITIES];

/** Worst first; equals keep their order. */
export function worstFirst<T extends { readonly diagnosis: Diagnosis }>(locks: readonly T[]): T[] {
  return [...locks].sort((a, b) => ORDER.indexOf(severityOf(b.diagnosis)) - ORDER.indexOf(severityOf(a.diagnosis)));
}
