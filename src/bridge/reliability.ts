import type { RemedyId } from "../core/remedies/index.ts";
import type { CheckId } from "../core/checks/index.ts";
import type { Incident, JobRow } from "./ports.ts";

/** Days over which it is looked back. */
export const WINDOWS = [30, 90, 400] as const;

const DAY = 24 * 3_600_000;

/** Below so many nothing is said about how it usually is. */
export const FEW = 3;

/** How a remedy fared on one lock. */
export interface RemedyRecord {
  /** How often it was carried out and has ended; refusals are none. */
  readonly ended: number;
  readonly confirmed: number;
  /** Share of those that ended which were confirmed, 0–1. Undefined: too few to say. */
  readonly rate: number | undefined;
}

/** How reliable one lock was within a window. */
export interface Reliability {
  /** Length of the window. */
  readonly days: number;
  /** Ms of it in which the lock was watched. */
  readonly watched: number;
  /** Times at which the lock went from in order to out of order: findings of error or worse that overlap are one fault. */
  readonly faults: number;
  /** Mean ms in order between two faults. Undefined: too few to say. */
  readonly betweenFaults: number | undefined;
  /** Share of the watched time without a finding of error or worse, 0–1. Undefined: it was not watched. */
  readonly uptime: number | undefined;
  /** Faults that ended within the window. */
  readonly recoveries: number;
  /** Mean ms from the beginning of a fault to its end. Undefined: too few to say. */
  readonly toRecover: number | undefined;
  readonly remedies: ReadonlyMap<RemedyId, RemedyRecord>;
  /** How guides fared, by their ids: those that were left are not counted. Solved is `confirmed`. */
  readonly guides: ReadonlyMap<string, RemedyRecord>;
}

export interface Span {
  /** Days to look back, e.g. one of `WINDOWS`. */
  readonly days: number;
  /** Epoch ms. */
  readonly now: number;
  /** Epoch ms from when on the lock has been watched; before that nobody knows. */
  readonly watchedSince: number;
}

interface Stretch {
  /** -Infinity: it began before anything that is remembered. */
  from: number;
  /** Infinity: it goes on. */
  to: number;
}

const isFault = ({ severity }: Incident) => severity === "error" || severity === "critical";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The stretches of time in which a check failed as an error or worse, each check for itself. */
function failures(incidents: readonly Incident[]): Stretch[] {
  const open = new Map<CheckId, number>();
  const seen = new Set<CheckId>();
  const ended: Stretch[] = [];
  for (const incident of [...incidents].sort((a, b) => a.at - b.at)) {
    const { check, kind, at } = incident;
    if (!check) continue;
    if (kind === "finding_appeared" && isFault(incident)) {
      if (!open.has(check)) open.set(check, at);
    } else if (kind === "finding_recovered") {
      const from = open.get(check);
      if (from !== undefined) ended.push({ from, to: at });
      // Nothing tells of its beginning: that lies further back than what is remembered.
      else if (isFault(incident) && !seen.has(check)) ended.push({ from: -Infinity, to: at });
      open.delete(check);
    } else if (kind !== "finding_appeared") continue;
    seen.add(check);
  }
  return [...ended, ...[...open.values()].map((from) => ({ from, to: Infinity }))];
}

/** The same with what overlaps put together, by time. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const newest = result.at(-1);
    if (newest && from <= newest.to) newest.to = Math.max(newest.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** Each by its id, and whether it helped. */
function recordsOf<Id extends string>(tries: Iterable<readonly [Id, boolean]>): ReadonlyMap<Id, RemedyRecord> {
  const records = new Map<Id, RemedyRecord>();
  for (const [id, helped] of tries) {
    const { ended = 0, confirmed = 0 } = records.get(id) ?? {};
    const now = { ended: ended + 1, confirmed: confirmed + Number(helped) };
    records.set(id, { ...now, rate: now.ended < FEW ? undefined : now.confirmed / now.ended });
  }
  return records;
}

/** What was refused was not done, so it neither helped nor failed. */
const triesOf = (jobs: readonly JobRow[]) =>
  jobs
    .filter(({ outcome }) => outcome !== "running" && outcome !== "refused")
    .map(({ remedy, outcome }) => [remedy, outcome === "confirmed"] as const);

/** What was left, or goes on in another guide, was not done to its end, either. */
const NO_END = new Set(["left", "passed_on"]);

const guidesIn = (incidents: readonly Incident[]) =>
  incidents.flatMap(({ kind, variant, outcome }) =>
    kind === "guide_done" && variant !== undefined && !NO_END.has(outcome ?? "")
      ? [[variant, outcome === "solved"] as const]
      : [],
  );

/**
 * How reliable one lock was, from all that is remembered of it, in any order: what happened before the window matters too,
 * for it may reach into it.
 */
export function reliabilityOf(incidents: readonly Incident[], jobs: readonly JobRow[], span: Span): Reliability {
  const { days, now } = span;
  const begin = Math.max(now - days * DAY, Math.min(span.watchedSince, now));
  const watched = now - begin;
  const faults = merged(failures(incidents)).filter(({ from, to }) => to > begin && from <= now);
  const down = faults.reduce((sum, { from, to }) => sum + Math.min(to, now) - Math.max(from, begin), 0);
  const begun = faults.filter(({ from }) => from >= begin).length;
  const over = faults.filter(({ from, to }) => from > -Infinity && to <= now).map(({ from, to }) => to - from);
  return {
    days,
    watched,
    faults: begun,
    betweenFaults: begun < FEW ? undefined : (watched - down) / begun,
    uptime: watched > 0 ? 1 - down / watched : undefined,
    recoveries: over.length,
    toRecover: over.length < FEW ? undefined : mean(over),
    remedies: recordsOf(triesOf(jobs.filter(({ startedAt }) => startedAt >= begin && startedAt <= now))),
    guides: recordsOf(guidesIn(incidents.filter(({ at }) => at >= begin && at <= now))),
  };
}
