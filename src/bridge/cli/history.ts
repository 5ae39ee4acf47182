import type { JobRow, Memory, StoredIncident } from "../ports.ts";
import { reliabilityOf } from "../reliability.ts";
import type { Reliability } from "../reliability.ts";
import { UsageError } from "./args.ts";
import { EXIT, Told } from "./deps.ts";
import type { Deps, Options } from "./deps.ts";
import { paint, table, tame } from "./table.ts";
import type { Cell } from "./table.ts";
import { findNamed } from "./view.ts";
import { Words, colourOf } from "./words.ts";

const DAY = 86_400_000;
/** Days for which the memory keeps anything. */
const KEPT_DAYS = 400;

/** All that is remembered of one lock within some days. */
export interface Past {
  /** Newest first. */
  readonly incidents: readonly StoredIncident[];
  /** Newest first. */
  readonly jobs: readonly JobRow[];
  readonly reliability: Reliability;
}

/** Reads what is remembered. `days`: 1–400; `now`: epoch ms. */
export function pastOf(memory: Memory, lockId: string, days: number, now: number): Past {
  const incidents = memory.incidents(lockId);
  const jobs = memory.jobs(lockId);
  const since = now - days * DAY;
  // Nobody knows of the time before the oldest thing that is remembered.
  const watchedSince = Math.min(now, ...incidents.map(({ at }) => at), ...jobs.map(({ startedAt }) => startedAt));
  return {
    incidents: incidents.filter(({ at }) => at >= since),
    jobs: jobs.filter(({ startedAt }) => startedAt >= since),
    reliability: reliabilityOf(incidents, jobs, { days, now, watchedSince }),
  };
}

/** What happened and what was tried, the oldest first: a list is read downwards. */
export function timeline({ incidents, jobs }: Past, words: Words): readonly (readonly Cell[])[] {
  const told = incidents.flatMap((incident): { at: number; what: Cell } | [] => {
    const { kind, at, severity = "warning" } = incident;
    // The job tells it, with its end.
    if (kind === "remedy_done") return [];
    const title = words.remembered(incident);
    if (kind === "finding_appeared")
      return {
        at,
        what: { text: words.say("appeared", { title, severity: words.state(severity) }), colour: colourOf(severity) },
      };
    if (kind === "finding_recovered") return { at, what: { text: words.say("recovered", { title }), colour: "green" } };
    if (kind === "guide_done")
      return { at, what: { text: words.guide(incident), colour: incident.outcome === "solved" ? "green" : undefined } };
    return { at, what: words.say(`kind.${kind}`) };
  });
  const tried = jobs.map((job) => ({ at: job.startedAt, what: words.job(job) }));
  return [...told, ...tried].sort((a, b) => a.at - b.at).map(({ at, what }) => [words.date(at), what]);
}

/** How reliable a lock was, as rows. */
export function reliabilityRows(reliability: Reliability, words: Words): string[][] {
  const { faults, betweenFaults, toRecover, uptime, remedies, guides } = reliability;
  const few = words.say("too_few");
  const lasting = (ms: number | undefined) => (ms === undefined ? few : words.duration(ms));
  return [
    [words.say("faults"), String(faults)],
    [words.say("between"), lasting(betweenFaults)],
    [words.say("recover"), lasting(toRecover)],
    [words.say("uptime"), uptime === undefined ? few : `${words.number(Math.floor(uptime * 1000) / 10)} %`],
    ...[...remedies, ...guides].map(([id, { ended, confirmed }]) => [
      words.say("success", { label: words.remedy(id) }),
      words.say("part", { part: confirmed, whole: ended }),
    ]),
  ];
}

/** Days as they were written. Throws a `UsageError` for what is no whole number from 1 to 400. */
export function daysFrom(given: string | undefined): number {
  if (given === undefined) return KEPT_DAYS;
  const days = Number(given);
  if (!/^\d+$/.test(given) || days < 1 || days > KEPT_DAYS)
    throw new UsageError(`--days wants a whole number from 1 to ${KEPT_DAYS}.`, "history");
  return days;
}

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

function asJson(lock: { id: string; name: string }, { incidents, jobs, reliability }: Past): string {
  const { watched, betweenFaults, toRecover, remedies, guides, ...rest } = reliability;
  return JSON.stringify(
    {
      lock: { id: lock.id, name: lock.name },
      incidents: incidents.map(({ lockId: _lockId, at, evidence, ...more }) => ({
        at: iso(at),
        ...more,
        // The times of evidence in the form of all others.
        evidence: evidence?.map((item) => ({ ...item, at: iso(item.at) })),
      })),
      jobs: jobs.map(({ lockId: _lockId, startedAt, endedAt, ...more }) => ({
        started_at: iso(startedAt),
        ended_at: iso(endedAt),
        ...more,
      })),
      reliability: {
        ...rest,
        watched_ms: watched,
        between_faults_ms: betweenFaults,
        to_recover_ms: toRecover,
        remedies: Object.fromEntries(remedies),
        guides: Object.fromEntries(guides),
      },
    },
    undefined,
    2,
  );
}

/** The lock of the memory that a person means, by id, name or the entity from which its id was made. */
export function rememberedLock(memory: Memory, wanted: string, words: Words): { readonly id: string; readonly name: string } {
  return findNamed(
    [...memory.lockNames()].map(([id, name]) => ({ id, name, ids: [id, ...[memory.get(`entity:${id}`) ?? []].flat()] })),
    wanted,
    words,
  );
}

/** Prints what is remembered of a lock. Exit status: 0 printed, 2 nothing is remembered. */
export async function history(
  options: Options,
  { lock: wanted, json, days }: { readonly lock: string; readonly json: boolean; readonly days: number },
  deps: Deps,
): Promise<number> {
  const words = new Words(options.language, deps.timeZone);
  const memory = await deps.openMemory(options, "existing");
  if (!memory) throw new Told(words.say("no_memory", { folder: options.data }));
  try {
    const lock = rememberedLock(memory, wanted, words);
    const past = pastOf(memory, lock.id, days, deps.clock.now());
    if (json) deps.stdout(`${asJson(lock, past)}\n`);
    else {
      const rows = timeline(past, words);
      const lines = [
        paint(tame(lock.name), "bold", deps.colour),
        ...(rows.length === 0 ? [words.say("nothing_happened")] : table(rows, deps)),
        "",
        paint(words.say("reliability", { days }), "bold", deps.colour),
        ...table(reliabilityRows(past.reliability, words), deps),
      ];
      deps.stdout(`${lines.join("\n")}\n`);
    }
    return EXIT.ok;
  } finally {
    memory.close();
  }
}
