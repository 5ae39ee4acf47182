import { FAMILIES } from "../core/check.ts";
import { checks } from "../core/checks/index.ts";
import { defined } from "../core/defined.ts";
import { severityOf } from "../core/diagnose.ts";
import type { Diagnosis, FamilyState, Finding } from "../core/diagnose.ts";
import { UNITS, knownValues, valueOf } from "../core/fact.ts";
import type { FactName } from "../core/fact.ts";
import { rateLink } from "../core/link.ts";
import { remedies } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import { encodeRemembered } from "../core/remembered.ts";
import type { LockSnapshot } from "../core/snapshot.ts";
import { ACTION_IDS } from "./discovery.ts";
import type { AnnouncedLock, PublishOptions } from "./discovery.ts";
import { NOTHING_KEPT } from "./keeps.ts";
import type { Kept } from "./keeps.ts";
import type { Incident, JobState, Refusal } from "./ports.ts";
import { bridgeTopics, hubTopics, lockTopics } from "./topics.ts";
import { findingWords, verdictWords } from "./texts.ts";

/** Retained values by topic. Equal input gives equal values, with their keys in the same order. */
export type Payloads = ReadonlyMap<string, string | object>;

/** With this Home Assistant shows a sensor as unknown. */
const NO_VALUE = "None";

const onOff = (on: boolean | undefined): string => (on === undefined ? NO_VALUE : on ? "ON" : "OFF");

/** Epoch ms as an ISO time; undefined for what is no time. */
function iso(at: number | undefined): string | undefined {
  const date = new Date(at ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/**
 * Words of somebody else, e.g. of an error, without what could be a code (four digits and more), a token or a mail address
 * in it, and no longer than a state may be.
 */
export function masked(words: string): string {
  return words.replace(/eyJ[\w.-]+|[0-9a-f]{32,}|\S+@\S+|\d{4,}/gi, "…").slice(0, 250);
}

/** Facts on which a finding may rest. Only they are published: nothing else has any business in evidence. */
const FACTS: ReadonlySet<string> = new Set<string>(checks.flatMap(({ needs, any, uses }) => [...needs, ...any, ...uses]));

/** Fields of the facts that have some. */
const FIELDS = [
  "installed",
  "latest",
  "skipped",
  "inProgress",
  "percent",
  "wanted",
  "outcome",
  "gone",
  "total",
  "complete",
  "outdated",
  "running",
  "perWeek",
  "usualPerWeek",
  "ratio",
  "early",
  "late",
  "basis",
  "uses",
  "longest",
  "now",
  "usual",
];

/** Words with which facts are told, e.g. a kind of cells. A code is none of them. */
const WORD = /^(?!.*(?<![A-Za-z])\d{4})[^\n]{1,64}$/;

/** Epoch ms has been above this since 1973, and nothing that is measured here is. */
const LEAST_TIME = 1e11;

/** The value of a fact as it may be shown: numbers, flags, short words. Times become ISO times, several of them their number. */
function shown(value: unknown): unknown {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value > LEAST_TIME ? iso(value) : value;
  if (typeof value === "string") return WORD.test(value) ? value : undefined;
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as { readonly [field: string]: unknown };
  const kept = FIELDS.flatMap((field) => {
    const part = fields[field];
    const plain = typeof part === "number" || typeof part === "boolean" || typeof part === "string";
    return plain ? [[field, typeof part === "number" && part > LEAST_TIME ? iso(part) : part] as const] : [];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Most telling first: more than these would only make the attributes long. */
const EVIDENCE_SHOWN = 5;

function evidenceOf(items: NonNullable<Incident["evidence"]>): readonly object[] {
  return items
    .flatMap(({ fact, value, unit, at }) => {
      const plain = FACTS.has(fact) ? shown(value) : undefined;
      return plain === undefined
        ? []
        : [{ fact, value: plain, ...defined({ unit: UNITS[fact as FactName] && unit, at: iso(at) }) }];
    })
    .slice(0, EVIDENCE_SHOWN);
}

function findingRow(finding: Finding, { health, remedies: real }: Told, { language }: PublishOptions): object {
  const { id, family, severity, variant, since, explains } = finding;
  return {
    id,
    family,
    severity,
    ...defined({ variant, since: iso(since) }),
    ...findingWords(finding, health.snapshot, language),
    remedies: finding.remedies.filter((each) => remedies[each].kind === "guide" || real.includes(each)),
    evidence: evidenceOf(finding.evidence),
    ...(explains.length === 0 ? {} : { explains: explains.map((each) => each.id) }),
  };
}

/** The newest reading that the verdict rests on: epoch ms, undefined where none has a time. */
function readAt({ findings }: Diagnosis, { facts }: LockSnapshot): number | undefined {
  const times = findings.flatMap(({ evidence }) => evidence.map(({ at }) => at));
  const at = (findings.length > 0 ? times : [facts.lock_state?.at]).filter((each) => each !== undefined);
  return at.length === 0 ? undefined : Math.max(...at);
}

function verdictAttributes(lock: Told, options: PublishOptions): object {
  const { health } = lock;
  const { diagnosis, snapshot, entityId } = health;
  const { verdict, families, findings } = diagnosis;
  const finding = verdict.kind === "finding" ? verdict.finding : undefined;
  return {
    lock_health: "verdict",
    lock_entity_id: entityId,
    ...defined({ lock_device_id: snapshot.lock.deviceId }),
    lock_name: snapshot.lock.name,
    ...defined({
      finding: finding?.id,
      variant: finding?.variant,
      reason: verdict.kind === "unknown" ? verdict.reason : undefined,
    }),
    ...verdictWords(health, options.language),
    ...defined({ since: iso(finding?.since) }),
    families: Object.fromEntries(FAMILIES.map((family) => [family, families[family]])),
    findings: findings.map((each) => findingRow(each, lock, options)),
    ...defined({ updated: iso(readAt(diagnosis, snapshot)) }),
  };
}

/** Facts that tell about the link, as far as they are known; some only the bridge can see. */
const LINK_FACTS = ["signal", "noise", "link_quality", "round_trip", "lost_commands", "repeaters", "rejoins", "free_slots"];

function linkValues({ entityId, snapshot }: AnnouncedLock["health"]): { readonly state: string; readonly attributes: object } {
  const values = knownValues(snapshot.facts);
  const link = rateLink(values);
  const facts: { readonly [name: string]: { readonly kind: string; readonly at?: number } | undefined } = snapshot.facts;
  const parts = LINK_FACTS.flatMap((fact) => {
    const value: unknown = (values as { readonly [name: string]: unknown })[fact];
    if (typeof value !== "number") return [];
    const mark = link?.parts.find((part) => part.fact === fact)?.mark;
    return [[fact, { value, ...defined({ unit: UNITS[fact as FactName], mark, at: iso(facts[fact]?.at) }) }] as const];
  });
  const { radio, signal, noise } = values;
  return {
    state: link === undefined ? NO_VALUE : String(link.mark),
    attributes: {
      lock_health: "link",
      lock_entity_id: entityId,
      ...defined({ radio }),
      // How far the signal stands out, dB.
      ...(signal !== undefined && noise !== undefined ? { margin: { value: signal - noise, unit: "dB" } } : {}),
      parts: Object.fromEntries(parts),
    },
  };
}

const DAY = 24 * 3_600_000;

/** An edge of the time in which the cells come to their end of service, to the day: it is not known better. */
function edgeOf({ snapshot }: AnnouncedLock["health"], edge: "early" | "late"): string {
  const span = valueOf(snapshot.facts.battery_forecast);
  return (span && iso(Math.round(span[edge] / DAY) * DAY)) ?? NO_VALUE;
}

/** A job as it may be published: all of its fields, in one order, without what words of somebody else could tell. */
function jobFields({ phase, remedy, check, since, until, percent, stage, after, reason, message, refusal }: JobState): object {
  const quiet = <T>(words: T) => (typeof words === "string" ? masked(words) : words);
  return {
    phase,
    ...defined({ remedy, check, since, until, percent }),
    // For what a queued one waits is the bridge's own word, with an entity id in it.
    ...defined({ stage: phase === "queued" ? stage : quiet(stage), after, reason: quiet(reason), message: quiet(message) }),
    ...(refusal ? { refusal: refusalFields(refusal) } : {}),
  };
}

function refusalFields({ reason, retryAt, value, remedy }: Refusal): object {
  return { reason, ...defined({ retryAt, value: typeof value === "string" ? masked(value) : value, remedy }) };
}

/** A problem is what has a finding; where nothing can be told, or nothing is there to tell from, it is unknown. */
function problem(state: FamilyState): string {
  return onOff(state === "ok" ? false : state === "unknown" || state === "none" ? undefined : true);
}

type Told = Omit<AnnouncedLock, "ref">;

/**
 * All retained values of a lock. `job`: its newest press; `remembered`: a line of `core/remembered.ts`. Times are ISO times; those of the job are epoch ms, as in
 * `JobState`, so that whoever follows it can take it over as it is. Nothing in it changes by the time alone.
 */
export function payloadsFor(
  lock: Told,
  job: JobState,
  armed: boolean,
  options: PublishOptions,
  kept: Kept = NOTHING_KEPT,
  remembered = encodeRemembered([]),
): Payloads {
  const { id, health } = lock;
  const topics = lockTopics(options, id);
  const link = linkValues(health);
  const working = job.phase === "calling" || job.phase === "verifying";
  return new Map<string, string | object>([
    [topics.availability, health.snapshot.home === "missing" ? "offline" : "online"],
    // Attributes go before their state: who hears of the state reads what belongs to it.
    [topics.verdictAttributes, verdictAttributes(lock, options)],
    [topics.verdict, severityOf(health.diagnosis)],
    ...FAMILIES.map((family) => [topics.families[family], problem(health.diagnosis.families[family])] as const),
    [topics.linkAttributes, link.attributes],
    [topics.link, link.state],
    [topics.cellsEarly, edgeOf(health, "early")],
    [topics.cellsLate, edgeOf(health, "late")],
    [topics.runAttributes, { lock_health: "run", lock_entity_id: health.entityId, ...jobFields(job) }],
    [topics.run, job.phase],
    [topics.progress, working && job.percent !== undefined ? String(Math.round(job.percent)) : NO_VALUE],
    [topics.armed, onOff(armed)],
    [topics.guide, kept.guide],
    [topics.careAttributes, { lock_health: "keep", lock_entity_id: health.entityId, keep: "care", remembered }],
    [topics.care, kept.care],
  ]);
}

/** An incident for the event entity. Published once and never retained: Home Assistant ignores a retained event. */
export function eventPayload({ kind, at, check, severity, variant, remedy, outcome, evidence = [] }: Incident): object {
  return {
    event_type: kind,
    ...defined({ at: iso(at), finding: check, severity, variant, remedy, outcome }),
    ...(evidence.length === 0 ? {} : { evidence: evidenceOf(evidence) }),
  };
}

/** How a hub and its work stand. */
export interface HubStatus {
  /** By `hubIdOf`. */
  readonly id: string;
  /** Whether the hub is to blame for something; undefined where nobody can tell. */
  readonly problem: boolean | undefined;
  /** Locks that are reached through it. */
  readonly locks: number;
  readonly job?: { readonly lockId: string; readonly lockName: string; readonly remedy: RemedyId };
  /** Jobs that wait for it. */
  readonly queued: number;
}

/** All retained values of a hub. */
export function hubPayloads({ id, problem: bad, locks, job, queued }: HubStatus, options: PublishOptions): Payloads {
  const topics = hubTopics(options, id);
  return new Map<string, string | object>([
    [topics.problem, onOff(bad)],
    [topics.locks, String(locks)],
    [topics.jobAttributes, { lock_health: "hub", ...(job ? { lock_id: job.lockId, lock_name: job.lockName } : {}) }],
    [topics.job, job && ACTION_IDS.includes(job.remedy) ? job.remedy : "idle"],
    [topics.queue, String(queued)],
  ]);
}

/** How the bridge itself stands. */
export interface BridgeStatus {
  /** Whether it has a session with Home Assistant. */
  readonly connected: boolean;
  /** Locks that have a finding. */
  readonly findings: number;
  /** Remedies that were carried out. */
  readonly runs: number;
  readonly lastError?: string | undefined;
}

/** All retained values of the bridge but its availability, which is the last will's topic. */
export function bridgePayloads({ connected, findings, runs, lastError }: BridgeStatus, options: PublishOptions): Payloads {
  const topics = bridgeTopics(options);
  return new Map([
    [topics.version, options.version],
    [topics.connection, onOff(!connected)],
    [topics.findings, String(findings)],
    [topics.runs, String(runs)],
    [topics.error, lastError === undefined ? NO_VALUE : masked(lastError)],
  ]);
}
