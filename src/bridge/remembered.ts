import { createReaders } from "../adapters/collect.ts";
import { createHistory, history } from "../adapters/companions/history.ts";
import { companions } from "../adapters/companions/index.ts";
import { adapters } from "../adapters/index.ts";
import { encodeRemembered } from "../core/remembered.ts";
import type { Remembered } from "../core/remembered.ts";
import type { CheckId } from "../core/checks/index.ts";
import { everything } from "../runtime/everything.ts";
import type { Knowledge } from "../runtime/knowledge.ts";
import type { Incident, IncidentKind, Memory } from "./ports.ts";

/** Findings that say that nobody could reach the lock. */
const OUTAGES: ReadonlySet<string> = new Set<CheckId>(["lock_unreachable", "hub_down"]);

/** Variants of a suspected jam that the lock itself has reported; that a command fell back is another matter. */
const REPORTED: ReadonlySet<string> = new Set(["between", "reported"]);

/** Kinds of incidents by which a line can change: not the turns of the bolt, which come many times a day. */
const TOLD: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  "lock_jammed",
  "invalid_pin",
  "keypad_locked_out",
  "finding_appeared",
  "finding_recovered",
  "remedy_done",
  "guide_done",
]);

/** Ms within which the end of an update and the end of its being offered are the same. */
const ONE_UPDATE = 15 * 60_000;

/** Rows that are looked through for a line. */
const ROWS = 2_000;

const PLAIN: { readonly [Kind in IncidentKind]?: "jam" | "wrong_code" | "lockout" } = {
  lock_jammed: "jam",
  invalid_pin: "wrong_code",
  keypad_locked_out: "lockout",
};

/** Whether an update is not offered any more because somebody does not want it. */
function isSkipped({ evidence = [] }: Incident): boolean {
  const firmware = evidence.find(({ fact }) => fact === "firmware")?.value;
  return (firmware as { readonly skipped?: unknown } | undefined)?.skipped === true;
}

function isUpdate(incident: Incident): boolean {
  const { kind, check, remedy, outcome } = incident;
  if (kind === "remedy_done") return remedy === "install_update" && outcome === "confirmed";
  return kind === "finding_recovered" && check === "update_available" && !isSkipped(incident);
}

const isSuspected = ({ kind, check, variant = "" }: Incident) =>
  kind === "finding_appeared" && check === "bolt_jam_suspected" && REPORTED.has(variant);

const updatesOf = (incidents: readonly Incident[]): readonly Remembered[] =>
  incidents
    .filter(isUpdate)
    .map(({ at }) => at)
    .filter((at, index, times) => index === 0 || at - (times[index - 1] ?? 0) > ONE_UPDATE)
    .map((at) => ({ kind: "update", at }));

/** When nobody could reach the lock, whatever was to blame. `incidents` oldest first. */
function outagesOf(incidents: readonly Incident[]): readonly Remembered[] {
  const open = new Set<string>();
  const outages: Remembered[] = [];
  let since: number | undefined;
  for (const { kind, check, at } of incidents) {
    if (check === undefined || !OUTAGES.has(check)) continue;
    if (kind === "finding_appeared") {
      open.add(check);
      since ??= at;
    } else if (kind === "finding_recovered") {
      open.delete(check);
      if (since === undefined || open.size > 0) continue;
      outages.push({ kind: "outage", at: since, until: at });
      since = undefined;
    }
  }
  return since === undefined ? outages : [...outages, { kind: "outage", at: since }];
}

/** What of a lock's incidents, in any order, is told to cards. */
export function rememberedOf(incidents: readonly Incident[]): readonly Remembered[] {
  const ascending = [...incidents].sort((a, b) => a.at - b.at);
  const each = ascending.flatMap((incident): Remembered[] => {
    const { kind, at, remedy, outcome: end, variant } = incident;
    const plain = isSuspected(incident) ? "jam" : PLAIN[kind];
    if (plain !== undefined) return [{ kind: plain, at }];
    if (end === undefined) return [];
    if (kind === "remedy_done" && remedy !== undefined) return [{ kind: "remedy", at, what: remedy, end }];
    return kind === "guide_done" && variant !== undefined ? [{ kind: "guide", at, what: variant, end }] : [];
  });
  return [...each, ...updatesOf(ascending), ...outagesOf(ascending)];
}

/** What is remembered of each lock, as a line for cards. It is made anew only when something was remembered that is told. */
export class Recollections {
  private readonly lines = new Map<string, string>();
  /** Ids of locks by the entities that they have now, or had when they were last seen. */
  private readonly ids = new Map<string, string>();
  private readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
    for (const id of memory.lockNames().keys()) {
      const entityId = memory.get(`entity:${id}`);
      if (entityId !== undefined) this.ids.set(entityId, id);
    }
  }

  /** A lock was met under this entity. */
  met(lockId: string, entityId: string): void {
    this.ids.set(entityId, lockId);
  }

  /** The line of the lock that has this entity; undefined for one of which nothing was ever seen. */
  ofEntity(entityId: string): string | undefined {
    const id = this.ids.get(entityId);
    return id === undefined ? undefined : this.of(id);
  }

  of(lockId: string): string {
    const known = this.lines.get(lockId);
    if (known !== undefined) return known;
    const line = encodeRemembered(rememberedOf(this.memory.incidents(lockId, { turns: false, limit: ROWS })));
    this.lines.set(lockId, line);
    return line;
  }

  /** Something new is remembered of a lock: true where its line may be another one now. */
  heard({ lockId, kind }: Incident): boolean {
    return TOLD.has(kind) && this.lines.delete(lockId);
  }

  drop(lockId: string): void {
    this.lines.delete(lockId);
  }
}

/** All that is known, with what this bridge itself remembers in the place of what it says of that: it hears itself only by the broker. */
export function knowledgeWith(lineOf: (entityId: string) => string | undefined): Knowledge {
  const own = createHistory(({ ref }) => lineOf(ref.entityId));
  return {
    ...everything,
    readers: createReaders(
      adapters,
      companions.map((each) => (each === history ? own : each)),
    ),
  };
}
