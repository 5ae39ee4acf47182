import type { Cause } from "./causes/first.ts";
import { FAMILIES, SEVERITIES, cannotTell, notApplicable } from "./check.ts";
import type { Check, Doubt, Evidence, Family, Measure, Outcome, Severity } from "./check.ts";
import type { CheckId } from "./checks/index.ts";
import { defined } from "./defined.ts";
import { UNITS, knownValues } from "./fact.ts";
import type { FactName, FactSet, Facts } from "./fact.ts";
import type { RemedyId } from "./remedies/index.ts";
import type { LockSnapshot } from "./snapshot.ts";

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
      /** Its family. */
      readonly family?: Family;
    };

export type FamilyState = "ok" | Severity | "unknown" | "none";

export interface Diagnosis {
  readonly lock: LockSnapshot["lock"];
  readonly takenAt: number;
  /** Of every check that was run. */
  readonly outcomes: { readonly [Id in CheckId]?: Outcome };
  /** Worst first, within a severity in the order of the list of checks. Explained ones are inside their cause. */
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly families: { readonly [F in Family]: FamilyState };
}

/**
 * Runs one check. The only place where a check is run, and where its crash ends: a crash is never a pass. `values` are those
 * of the snapshot's facts, made once for all checks.
 */
export function evaluate(
  check: Check,
  snapshot: LockSnapshot,
  failedBefore = false,
  values: Evidence<never, FactName> = knownValues(snapshot.facts),
): Outcome {
  if (snapshot.home === "missing") return notApplicable;
  const { facts, takenAt, settings } = snapshot;
  const missing: FactName[] = [];
  for (const name of check.needs) {
    const fact = facts[name];
    if (!fact) return notApplicable;
    if (fact.kind !== "known") missing.push(name);
  }
  if (check.any.length > 0 && !check.any.some((name) => facts[name]?.kind === "known")) {
    if (!check.any.some((name) => facts[name])) return notApplicable;
    missing.push(...check.any);
  }
  if (missing.length > 0) return cannotTell(snapshot.home === "starting" ? "starting" : "unavailable", missing);
  try {
    return check.evaluate(values as Evidence<FactName, FactName>, {
      takenAt,
      settings,
      failedBefore,
      at: (name) => facts[name]?.at,
    });
  } catch {
    return cannotTell("crashed");
  }
}

function evidenceFor({ facts }: LockSnapshot, names: readonly FactName[]): EvidenceItem[] {
  const items: EvidenceItem[] = [];
  names.forEach((name, index) => {
    const fact = facts[name];
    if (fact?.kind !== "known" || names.indexOf(name) < index) return;
    const { value, at, source } = fact;
    items.push({ fact: name, value, ...defined({ unit: UNITS[name], at, source }) });
  });
  return items;
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

/**
 * Puts every finding that another explains behind it (rule: the culprit is named once). A finding is as grave as the gravest that
 * it explains: a weak link that keeps a bolt from arriving is no mere warning.
 */
function foldUnderCauses(
  findings: readonly Finding[],
  causesOf: ReadonlyMap<CheckId, readonly Cause[]>,
  values: Partial<Facts>,
): Finding[] {
  if (findings.length < 2) return [...findings];
  const causeOf = (id: CheckId): CheckId | undefined =>
    causesOf
      .get(id)
      ?.find(({ cause, when }) => findings.some((finding) => finding.id === cause && (!when || when(values, finding))))?.cause;
  const roots = findings.map(({ id }) => {
    let root = id;
    for (let cause = causeOf(root); cause !== undefined; cause = causeOf(root)) root = cause;
    return root;
  });
  return findings.flatMap((finding, index) => {
    if (roots[index] !== finding.id) return [];
    const group = findings.filter((_each, at) => roots[at] === finding.id);
    const { severity } = group.reduce((gravest, each) => (rank(each.severity) > rank(gravest.severity) ? each : gravest));
    return { ...finding, severity, explains: group.filter((each) => each !== finding) };
  });
}

function verdictOf(
  snapshot: LockSnapshot,
  findings: readonly Finding[],
  outcomes: Diagnosis["outcomes"],
  checks: readonly Check[],
): Verdict {
  if (snapshot.home === "missing") return { kind: "unknown", reason: "missing" };
  const [worst] = findings;
  if (snapshot.home === "starting" && (worst === undefined || worst.family === "link"))
    return { kind: "unknown", reason: "starting" };
  if (worst) return { kind: "finding", finding: worst };
  for (const { id, family, vital } of checks) {
    const outcome = outcomes[id];
    // A check that crashed has seen nothing, so it may hide anything.
    if (outcome?.status === "unknown" && (vital || outcome.reason === "crashed"))
      return { kind: "unknown", reason: outcome.reason, check: id, family };
  }
  // Healthy is only what was seen: the lock answers, and its state is known.
  const noWord = (check: CheckId) => ({ kind: "unknown", reason: "unavailable", check, family: "link" }) as const;
  if (outcomes.lock_unreachable?.status !== "pass") return noWord("lock_unreachable");
  if (snapshot.facts.lock_state?.kind !== "known") return noWord("state_stale");
  return { kind: "healthy" };
}

/** Findings after which the last readings say nothing about now. */
const SILENT: readonly CheckId[] = ["lock_unreachable", "hub_down", "cloud_unreachable", "sign_in_expired"];

function familyStates(
  findings: readonly Finding[],
  outcomes: Diagnosis["outcomes"],
  own: ReadonlyMap<Family, readonly Check[]>,
): Diagnosis["families"] {
  const worst: { [F in Family]?: Severity } = {};
  let silent = false;
  for (const root of findings)
    for (const { id, family, severity } of [root, ...root.explains]) {
      silent ||= SILENT.includes(id);
      const other = worst[family];
      if (other === undefined || rank(other) < rank(severity)) worst[family] = severity;
    }
  const stateOf = (family: Family): FamilyState => {
    const grade = worst[family];
    if (grade) return grade;
    let passed = false;
    let doubted = false;
    let vital = false;
    for (const check of own.get(family) ?? []) {
      const status = outcomes[check.id]?.status;
      passed ||= status === "pass";
      doubted ||= status === "unknown";
      vital ||= status === "unknown" && check.vital === true;
    }
    // The cells do not change while nobody hears of them; what a bolt or a keypad does, nobody knows.
    if (vital || (silent && family !== "power" && (passed || doubted))) return "unknown";
    return passed ? "ok" : doubted ? "unknown" : "none";
  };
  return Object.fromEntries(FAMILIES.map((family) => [family, stateOf(family)])) as Diagnosis["families"];
}

/** What is judged by. */
export interface Measures {
  /** In the order in which equals are reported. */
  readonly checks: readonly Check[];
  readonly causes: readonly Cause[];
  /** Turns facts of a wrong kind into ones that have no value. Not needed where they come from this project's own adapters alone. */
  readonly sound?: (facts: FactSet, takenAt: number) => FactSet;
}

export type Diagnose = (snapshot: LockSnapshot, failedBefore?: ReadonlySet<CheckId>) => Diagnosis;

/**
 * Makes the judge of one lock: it runs every check, folds symptoms behind their causes, and says the verdict.
 * `failedBefore` holds the checks that failed the last time, for those with hysteresis.
 */
export function createDiagnose({ checks, causes, sound = (facts) => facts }: Measures): Diagnose {
  const own = new Map(FAMILIES.map((family) => [family, checks.filter((check) => check.family === family)]));
  const causesOf = new Map(checks.map(({ id }) => [id, causes.filter(({ explains }) => explains.includes(id))]));
  // An object that has all its fields from the start is far quicker to fill.
  const none = Object.fromEntries(checks.map(({ id }) => [id, notApplicable])) as { [Id in CheckId]?: Outcome };
  return (taken, failedBefore = new Set()) => {
    const snapshot = { ...taken, facts: sound(taken.facts, taken.takenAt) };
    const values = knownValues(snapshot.facts);
    const outcomes = { ...none };
    const found: Finding[] = [];
    for (const check of checks) {
      const outcome = evaluate(check, snapshot, failedBefore.has(check.id), values);
      outcomes[check.id] = outcome;
      if (outcome.status === "fail") found.push(findingOf(check, outcome, snapshot));
    }
    const findings = foldUnderCauses(found, causesOf, values).sort((a, b) => rank(b.severity) - rank(a.severity));
    return {
      lock: snapshot.lock,
      takenAt: snapshot.takenAt,
      outcomes,
      findings,
      verdict: verdictOf(snapshot, findings, outcomes, checks),
      families: familyStates(findings, outcomes, own),
    };
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
