import type { Cause } from "./causes/first.ts";
import { FAMILIES, SEVERITIES, cannotTell, notApplicable } from "./check.ts";
import type { Check, Circumstances, Doubt, Evidence, Family, Measure, Outcome, Severity } from "./check.ts";
import type { CheckId } from "./checks/index.ts";
import { UNITS, knownValues } from "./fact.ts";
import type { FactName, FactSet, Facts, KnownValues } from "./fact.ts";
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
 * of the snapshot's facts.
 */
function evaluate(
  check: Check,
  snapshot: LockSnapshot,
  circumstances: Circumstances,
  values: Evidence<never, FactName>,
): Outcome {
  if (snapshot.home === "missing") return notApplicable;
  const { needs, any } = check;
  const isMissing = (name: FactName) => (values as Partial<Facts>)[name] === undefined;
  if (needs.some(isMissing) || (any.length > 0 && any.every(isMissing))) return withoutEnough(check, snapshot, isMissing);
  try {
    return check.evaluate(values as Evidence<FactName, FactName>, circumstances);
  } catch {
    return cannotTell("crashed");
  }
}

/** What comes of a check that lacks facts: it does not apply where one is not offered at all, else it cannot tell. */
function withoutEnough({ needs, any }: Check, { facts, home }: LockSnapshot, isMissing: (name: FactName) => boolean): Outcome {
  const isOffered = (name: FactName) => facts[name] !== undefined;
  if (!needs.every(isOffered) || (any.length > 0 && !any.some(isOffered))) return notApplicable;
  const missing = [...needs.filter(isMissing), ...(any.every(isMissing) ? any : [])];
  return cannotTell(home === "starting" ? "starting" : "unavailable", missing);
}

function evidenceFor({ facts }: LockSnapshot, names: readonly FactName[]): EvidenceItem[] {
  const items: EvidenceItem[] = [];
  for (const name of names) {
    const fact = facts[name];
    if (fact?.kind !== "known" || items.some((item) => item.fact === name)) continue;
    const { value, at, source } = fact;
    // Thousands of these are made at a time: fields set one by one are several times quicker than parts put together.
    const item: { -readonly [Field in keyof EvidenceItem]: EvidenceItem[Field] } = { fact: name, value };
    const unit = UNITS[name];
    if (unit !== undefined) item.unit = unit;
    if (at !== undefined) item.at = at;
    if (source !== undefined) item.source = source;
    items.push(item);
  }
  return items;
}

const rank = (severity: Severity) => SEVERITIES.indexOf(severity);

function findingOf(check: Check, outcome: Outcome & { status: "fail" }, snapshot: LockSnapshot): Finding {
  const { variant, since } = outcome;
  const finding: { -readonly [Field in keyof Finding]: Finding[Field] } = {
    id: check.id,
    family: check.family,
    severity: outcome.severity ?? check.severity,
    evidence: evidenceFor(snapshot, outcome.because),
    measures: outcome.measures ?? {},
    remedies: outcome.remedies ?? check.remedies,
    explains: [],
  };
  if (variant !== undefined) finding.variant = variant;
  if (since !== undefined) finding.since = since;
  return finding;
}

/** A cause of one symptom, and its place among those of the same: the first that is present takes the symptom. */
interface Edge extends Cause {
  readonly place: number;
}

/** What explains a check's finding: by the place of that check in the list, then by that of the cause. */
type Edges = readonly (readonly (Edge | undefined)[])[];

/**
 * Puts every finding that another explains behind it (rule: the culprit is named once). A finding is as grave as the gravest that
 * it explains: a weak link that keeps a bolt from arriving is no mere warning. `places`: those of the findings' checks in the list.
 */
function foldUnderCauses(findings: Finding[], places: readonly number[], edges: Edges, values: Partial<Facts>): Finding[] {
  let folds = false;
  const causes = places.map((symptom, index) => {
    let best: Edge | undefined;
    let cause = index;
    for (let other = 0; other < places.length; other++) {
      const edge = edges[symptom]?.[places[other] as number];
      if (!edge || (best && best.place < edge.place) || (edge.when && !edge.when(values, findings[other] as Finding))) continue;
      best = edge;
      cause = other;
      folds = true;
    }
    return cause;
  });
  if (!folds) return findings;
  const rootOf = (index: number): number => (causes[index] === index ? index : rootOf(causes[index] as number));
  return findings.flatMap((finding, index) => {
    if (causes[index] !== index) return [];
    const group = findings.filter((_each, at) => rootOf(at) === index);
    if (group.length === 1) return finding;
    const severity = SEVERITIES[Math.max(...group.map((each) => rank(each.severity)))] as Severity;
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

/** What the outcomes of a family's checks amount to, one bit each. The bits of all families make one number, in their order. */
const PASSED = 1;
const DOUBT = 2;
const VITAL_DOUBT = 4;
const BITS = 3;

const placeOf = (family: Family) => BITS * FAMILIES.indexOf(family);

function familyStates(findings: readonly Finding[], seen: number): Diagnosis["families"] {
  const worst: { [F in Family]?: Severity } = {};
  let silent = false;
  for (const root of findings)
    for (const { id, family, severity } of [root, ...root.explains]) {
      silent ||= SILENT.includes(id);
      const other = worst[family];
      if (other === undefined || rank(other) < rank(severity)) worst[family] = severity;
    }
  const states: { [F in Family]?: FamilyState } = {};
  for (const family of FAMILIES) {
    const marks = (seen >> placeOf(family)) & (2 ** BITS - 1);
    // The cells do not change while nobody hears of them; what a bolt or a keypad does, nobody knows.
    const unknown = marks & VITAL_DOUBT || (silent && family !== "power") || !(marks & PASSED);
    states[family] = worst[family] ?? (marks === 0 ? "none" : unknown ? "unknown" : "ok");
  }
  return states as Diagnosis["families"];
}

/** What is judged by. */
export interface Measures {
  /** In the order in which equals are reported. */
  readonly checks: readonly Check[];
  readonly causes: readonly Cause[];
  /** Reads the values, and turns facts of a wrong kind into ones without. Not needed where this project's own adapters alone have made them. */
  readonly read?: (facts: FactSet, takenAt: number) => { readonly facts: FactSet; readonly values: KnownValues };
}

export type Diagnose = (snapshot: LockSnapshot, last?: Diagnosis["outcomes"]) => Diagnosis;

/**
 * Makes the judge of one lock: it runs every check, folds symptoms behind their causes, and says the verdict.
 * `last`: what came of its checks the last time, for those with hysteresis.
 */
export function createDiagnose({
  checks,
  causes,
  read = (facts) => ({ facts, values: knownValues(facts) }),
}: Measures): Diagnose {
  const edges = checks.map(({ id }) => {
    const own = causes.filter(({ explains }) => explains.includes(id)).map((each, place) => ({ ...each, place }));
    return checks.map((check) => own.find(({ cause }) => cause === check.id));
  });
  const rows = checks.map((check, place) => {
    const one = check.aside ? 0 : 2 ** placeOf(check.family);
    return { check, place, passed: one * PASSED, doubt: one * (check.vital ? DOUBT | VITAL_DOUBT : DOUBT) };
  });
  // An object that has all its fields from the start is far quicker to fill.
  const none = Object.fromEntries(checks.map(({ id }) => [id, notApplicable])) as { [Id in CheckId]?: Outcome };
  return (taken, last) => {
    const { facts, values } = read(taken.facts, taken.takenAt);
    const snapshot = facts === taken.facts ? taken : { ...taken, facts };
    const outcomes = { ...none };
    const { takenAt, settings } = snapshot;
    const fresh: Circumstances = { takenAt, settings, failedBefore: false, at: (name) => facts[name]?.at };
    const again = { ...fresh, failedBefore: true };
    const found: Finding[] = [];
    const places: number[] = [];
    let seen = 0;
    for (const { check, place, passed, doubt } of rows) {
      const outcome = evaluate(check, snapshot, last?.[check.id]?.status === "fail" ? again : fresh, values);
      if (outcome === notApplicable) continue;
      outcomes[check.id] = outcome;
      if (outcome.status === "pass") seen |= passed;
      else if (outcome.status === "unknown") seen |= doubt;
      else if (outcome.status === "fail") {
        found.push(findingOf(check, outcome, snapshot));
        places.push(place);
      }
    }
    const findings = foldUnderCauses(found, places, edges, values).sort((a, b) => rank(b.severity) - rank(a.severity));
    return {
      lock: snapshot.lock,
      takenAt,
      outcomes,
      findings,
      verdict: verdictOf(snapshot, findings, outcomes, checks),
      families: familyStates(findings, seen),
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
