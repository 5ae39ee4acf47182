import { SEVERITIES } from "../core/check.ts";
import type { Outcome, Severity } from "../core/check.ts";
import { notApplicable } from "../core/check.ts";
import { CHECK_IDS } from "../core/checks/index.ts";
import type { CheckId } from "../core/checks/index.ts";
import { defined } from "../core/defined.ts";
import type { EvidenceItem, Finding } from "../core/diagnose.ts";
import { known, UNITS, valueOf } from "../core/fact.ts";
import type { FactName, FactSet, LockState } from "../core/fact.ts";
import { sound } from "../core/sound.ts";
import type { LockHealth } from "../runtime/home-health.ts";
import { INCIDENT_KINDS } from "./ports.ts";
import type { Incident, IncidentKind } from "./ports.ts";

/** Where the bolt rests, and what has happened when it arrives there. */
const ARRIVALS: { readonly [State in LockState]?: IncidentKind } = { locked: "lock", unlocked: "unlock", open: "unlock" };

/** Facts that are lists of times, and what happened at each of them. */
const TIMES = [
  ["wrong_code_events", "invalid_pin"],
  ["keypad_lockout_events", "keypad_locked_out"],
] as const;

/** Ms: the same event may come from a stream and from the recorder, and their clocks round differently. Nobody types a code faster. */
const SAME_EVENT = 500;

/** Newest times that are remembered and told of a list: more than a keypad takes before it closes, many times over. */
const TIMES_KEPT = 200;
const TIMES_TOLD = 10;

/** A finding that appears so often within so many ms is told once, and again when it has come to rest for as long. */
const FLAPPING = 3;
const FLAPPING_WITHIN = 10 * 60_000;

const NOTHING_KNOWN: Outcome = { status: "unknown", reason: "starting" };

/** A word of ours or a version, and no sentence of somebody else. */
const WORD = /^[\w.+-]{1,40}$/;

type Outcomes = LockHealth["diagnosis"]["outcomes"];
type Told = NonNullable<Incident["evidence"]>[number];

const rank = (severity: string | undefined) => SEVERITIES.indexOf(severity as Severity);

/** A reading as it is written down: without the entity it came from, and without words that somebody outside has chosen. */
function tell({ fact, value, unit, at }: EvidenceItem): Told[] {
  if (fact === "battery_type" || (typeof value === "string" && !WORD.test(value))) return [];
  const short = Array.isArray(value)
    ? value.slice(-TIMES_TOLD)
    : typeof value === "object"
      ? Object.fromEntries(Object.entries(value).filter(([, part]) => typeof part !== "string" || WORD.test(part)))
      : value;
  return [{ fact, value: short, ...defined({ unit, at }) }];
}

function readingsOf(facts: FactSet, names: readonly FactName[]): Told[] {
  return names.flatMap((name) => {
    const fact = facts[name];
    return fact?.kind === "known" ? tell({ fact: name, value: fact.value, ...defined({ unit: UNITS[name], at: fact.at }) }) : [];
  });
}

/** When something came about: its own time, unless that lies ahead of the snapshot. */
const timeOf = (own: number | undefined, takenAt: number) => (own !== undefined && own > 0 && own <= takenAt ? own : takenAt);

const timesOf = (facts: FactSet, name: (typeof TIMES)[number][0]) => valueOf(facts[name]) ?? [];
const isAmong = (times: readonly number[], at: number) => times.some((other) => Math.abs(other - at) < SAME_EVENT);

function findingsBetween(before: LockHealth, now: LockHealth, startedAt = Infinity): Omit<Incident, "lockId">[] {
  const { takenAt } = now.snapshot;
  const toldOf = new Map(before.diagnosis.findings.map((finding) => [finding.id, finding]));
  const told: Omit<Incident, "lockId">[] = [];
  for (const finding of now.diagnosis.findings) {
    const { id: check, severity, variant, since } = finding;
    const earlier = toldOf.get(check);
    if (earlier) {
      if (rank(severity) <= rank(earlier.severity)) continue;
    } else {
      // Of what could not be judged before nobody can say that it is new, unless it says so itself.
      const status = before.diagnosis.outcomes[check]?.status;
      const judged = status === "pass" || status === "fail";
      if (!judged && !(since !== undefined && since > startedAt)) continue;
    }
    // What has grown worse has done so now.
    const at = earlier ? takenAt : timeOf(since, takenAt);
    const incident = { at, check, severity, ...defined({ variant }), evidence: finding.evidence.flatMap(tell) };
    if (check === "bolt_jammed" && !earlier) told.push({ kind: "lock_jammed", ...incident });
    told.push({ kind: "finding_appeared", ...incident });
  }
  for (const finding of toldOf.values()) {
    const { id: check, severity, variant } = finding;
    const status = now.diagnosis.outcomes[check]?.status;
    // Not being able to tell is no recovery, and neither is stepping back behind a cause.
    if (status !== "pass" && status !== "not_applicable") continue;
    const names = finding.evidence.map(({ fact }) => fact);
    const evidence = readingsOf(sound(now.snapshot.facts, takenAt), names);
    told.push({ kind: "finding_recovered", at: takenAt, check, severity, ...defined({ variant }), evidence });
  }
  return told;
}

function eventsBetween(before: LockHealth, now: LockHealth, startedAt: number | undefined): Omit<Incident, "lockId">[] {
  const { takenAt } = now.snapshot;
  const was = sound(before.snapshot.facts, takenAt);
  const is = sound(now.snapshot.facts, takenAt);
  const told: Omit<Incident, "lockId">[] = [];

  const from = valueOf(was.lock_state);
  const to = valueOf(is.lock_state);
  const arrival = to && ARRIVALS[to];
  if (from !== undefined && from !== to && arrival) {
    // A bolt that is guessed to be there has to be told as guessed.
    const guessed = valueOf(is.assumed_state) === true ? (["assumed_state"] as const) : [];
    told.push({ kind: arrival, at: timeOf(is.lock_state?.at, takenAt), evidence: readingsOf(is, ["lock_state", ...guessed]) });
  }

  const command = is.bolt_command;
  if (valueOf(command)?.outcome === "fell_back") {
    const fellBackBefore = valueOf(was.bolt_command)?.outcome === "fell_back" && was.bolt_command?.at === command?.at;
    const isNews = was.bolt_command?.kind === "known" ? !fellBackBefore : (command?.at ?? 0) > (startedAt ?? Infinity);
    if (isNews)
      told.push({
        kind: "lock_failure",
        at: timeOf(command?.at, takenAt),
        evidence: readingsOf(is, ["bolt_command", "lock_state", "door_open"]),
      });
  }

  for (const [name, kind] of TIMES) {
    const earlier = timesOf(was, name);
    // Lists fill up with what lies back after a start, in more than one go.
    const oldest = startedAt ?? (was[name]?.kind === "known" ? -Infinity : Infinity);
    for (const time of timesOf(is, name))
      if (time > oldest && !isAmong(earlier, time)) told.push({ kind, at: timeOf(Math.round(time), takenAt) });
  }
  return told;
}

/**
 * What has happened to a lock between two looks at it, by time (epoch ms), nothing twice. `before` is best what `lastKnown`
 * made of all earlier looks. `startedAt` (epoch ms) is from when on things are news: at the first look, or where nothing
 * could be judged before, only what began later is told. A home that starts, or a lock that is gone, tells nothing.
 */
export function incidentsBetween(
  before: LockHealth | undefined,
  now: LockHealth,
  lockId: string,
  startedAt?: number,
): Incident[] {
  if (now.snapshot.home !== "running") return [];
  const ground = before ?? groundOf(now, []);
  const told = [...findingsBetween(ground, now, startedAt), ...eventsBetween(ground, now, startedAt)].map((incident) => ({
    lockId,
    ...incident,
  }));
  told.sort((a, b) => a.at - b.at || INCIDENT_KINDS.indexOf(a.kind) - INCIDENT_KINDS.indexOf(b.kind));
  const keyOf = ({ kind, at, check }: Incident) => `${kind} ${at} ${check ?? ""}`;
  const seen = new Set<string>();
  return told.filter((incident) => {
    const key = keyOf(incident);
    return !seen.has(key) && seen.add(key);
  });
}

/** A lock of which nothing is known but the findings that were told and have not recovered. */
function groundOf(now: LockHealth, open: readonly Incident[]): LockHealth {
  const findings = open.flatMap(({ check, severity, variant, evidence = [] }): Finding[] => {
    const meta = CHECK_IDS.find((id) => id === check);
    if (meta === undefined) return [];
    const names = evidence.map(({ fact }) => fact as FactName);
    return [
      {
        id: meta,
        // Not looked at: it only has to be one.
        family: "link",
        severity: SEVERITIES.find((each) => each === severity) ?? "warning",
        ...defined({ variant }),
        evidence: names.map((fact) => ({ fact, value: false })),
        measures: {},
        remedies: [],
        explains: [],
      },
    ];
  });
  const outcomes = Object.fromEntries(
    CHECK_IDS.map((id): [CheckId, Outcome] => [
      id,
      findings.some((finding) => finding.id === id) ? { status: "fail", because: [] } : NOTHING_KNOWN,
    ]),
  ) as Outcomes;
  return { ...now, snapshot: { ...now.snapshot, facts: {} }, diagnosis: { ...now.diagnosis, outcomes, findings } };
}

function lastOutcome(was: Outcome, is: Outcome): Outcome {
  if (is.status === "pass" || is.status === "fail") return is;
  if (is.status === "unknown") return was;
  return was.status === "pass" || was.status === "fail" ? { status: "pass" } : is;
}

/** Where the bolt last rested, as far as it was watched all the time since. */
function lastPosition(was: FactSet["lock_state"], is: FactSet["lock_state"]): FactSet["lock_state"] {
  if (is?.kind !== "known") return undefined;
  // On its way or jammed it has not arrived anywhere; a first look has nothing else to go by.
  return ARRIVALS[is.value] || is.value === "jammed" || was?.kind !== "known" ? is : was;
}

const withoutPosition = (facts: FactSet): FactSet =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => name !== "lock_state"));

/**
 * A lock as it was last known for certain: what `incidentsBetween` is to be given as `before` the next time. A check that
 * cannot judge keeps its last judgement, so that a lock that was away for a while neither recovers nor falls ill by that.
 */
export function lastKnown(before: LockHealth | undefined, now: LockHealth): LockHealth {
  const ground = before ?? groundOf(now, []);
  const was = ground.snapshot.facts;
  if (now.snapshot.home !== "running") {
    return { ...ground, snapshot: { ...ground.snapshot, facts: withoutPosition(was) } };
  }
  const is = sound(now.snapshot.facts, now.snapshot.takenAt);
  const outcomes = Object.fromEntries(
    CHECK_IDS.map((id) => [
      id,
      lastOutcome(ground.diagnosis.outcomes[id] ?? notApplicable, now.diagnosis.outcomes[id] ?? notApplicable),
    ]),
  ) as Outcomes;
  const shown = new Set(now.diagnosis.findings.map(({ id }) => id));
  const stepped = ground.diagnosis.findings.filter(({ id }) => !shown.has(id) && outcomes[id]?.status === "fail");
  const times = Object.fromEntries(
    TIMES.flatMap(([name]) => {
      const earlier = timesOf(was, name);
      const fact = is[name] ?? was[name];
      const more = timesOf(is, name).filter((at) => !isAmong(earlier, at));
      const all = [...earlier, ...more].sort((a, b) => a - b).slice(-TIMES_KEPT);
      return fact ? [[name, all.length > 0 ? known<readonly number[]>(all) : fact]] : [];
    }),
  );
  const command = is.bolt_command?.kind === "known" ? is.bolt_command : was.bolt_command;
  const position = lastPosition(was.lock_state, is.lock_state);
  return {
    ...now,
    snapshot: {
      ...now.snapshot,
      facts: { ...withoutPosition(is), ...times, ...defined({ bolt_command: command, lock_state: position }) },
    },
    diagnosis: { ...now.diagnosis, outcomes, findings: [...now.diagnosis.findings, ...stepped] },
  };
}

/** The findings that were told as appeared and have not recovered, from what is remembered of one lock, newest first. */
export function openFindings(incidents: readonly Incident[]): Incident[] {
  const newest = new Map<CheckId, Incident>();
  for (const incident of incidents)
    if (
      incident.check &&
      (incident.kind === "finding_appeared" || incident.kind === "finding_recovered") &&
      !newest.has(incident.check)
    )
      newest.set(incident.check, incident);
  return [...newest.values()].filter(({ kind }) => kind === "finding_appeared");
}

/** How often a finding came of late, and what was told of it. Times are epoch ms. */
interface Restless {
  readonly appearances: readonly number[];
  /** Of a flapping finding: how often it has appeared since it began to flap; else 0. */
  readonly count: number;
  /** What was kept back while it flapped: what holds now. */
  readonly kept: Incident | undefined;
  readonly changedAt: number;
  /** When it last recovered, 0 where it has not. */
  readonly recoveredAt: number;
}

const CALM: Restless = { appearances: [], count: 0, kept: undefined, changedAt: 0, recoveredAt: 0 };

const counted = (incident: Incident, count: number): Incident => ({
  ...incident,
  evidence: [...(incident.evidence ?? []), { fact: "times", value: count }],
});

/**
 * Watches one lock and tells what happens to it. `open` are the findings that memory holds as not recovered
 * (`openFindings`), `startedAt` is as for `incidentsBetween`.
 *
 * A finding that comes and goes is told as it does, twice; from the third time within ten minutes on it is told once, with
 * the number of `times`, and its recovery when it has been at rest for ten minutes.
 */
export class LockIncidents {
  private readonly lockId: string;
  private readonly startedAt: number;
  private readonly open: readonly Incident[];
  private readonly restless = new Map<CheckId, Restless>();
  private ground: LockHealth | undefined;

  constructor(lockId: string, startedAt: number, open: readonly Incident[] = []) {
    this.lockId = lockId;
    this.startedAt = startedAt;
    this.open = open;
  }

  /** What has happened since the last look, by time. To be called after each judgement of the lock, at least every few minutes. */
  look(now: LockHealth): Incident[] {
    const { takenAt, home } = now.snapshot;
    if (home === "running") this.ground ??= groundOf(now, this.open);
    const told = incidentsBetween(this.ground, now, this.lockId, this.startedAt).flatMap((each) => this.calm(each, takenAt));
    if (this.ground) this.ground = lastKnown(this.ground, now);
    return [...told, ...this.settled(takenAt)];
  }

  private calm(incident: Incident, takenAt: number): Incident[] {
    const { check, kind, at } = incident;
    if (!check) return [incident];
    const was = this.restless.get(check) ?? CALM;
    const recent = was.appearances.filter((time) => Math.abs(takenAt - time) < FLAPPING_WITHIN);
    // It began anew after it had recovered, whatever the reading that it rests on says.
    const again = at <= was.recoveredAt ? { ...incident, at: takenAt } : incident;
    if (kind === "lock_jammed") return was.count > 0 ? [] : [again];
    const appeared = kind === "finding_appeared";
    const appearances = appeared ? [...recent, takenAt] : recent;
    const flaps = was.count > 0 || appearances.length >= FLAPPING;
    const count = flaps ? Math.max(was.count + Number(appeared), appearances.length) : 0;
    this.restless.set(check, {
      appearances,
      count,
      kept: was.count > 0 ? again : undefined,
      changedAt: takenAt,
      recoveredAt: appeared ? was.recoveredAt : takenAt,
    });
    if (was.count > 0) return [];
    return [count > 0 ? counted(again, count) : again];
  }

  /** What was kept back of findings that have come to rest. */
  private settled(takenAt: number): Incident[] {
    const told: Incident[] = [];
    for (const [check, state] of this.restless) {
      const { count, kept, changedAt } = state;
      if (count === 0 || Math.abs(takenAt - changedAt) < FLAPPING_WITHIN) continue;
      // That it is there was told when it began to flap.
      if (kept?.kind === "finding_recovered") told.push(counted(kept, count));
      this.restless.set(check, { ...CALM, recoveredAt: state.recoveredAt });
    }
    return told;
  }
}
