import { text, time } from "../../adapters/home.ts";
import type { CheckId } from "../../core/checks/index.ts";
import { worstFirst } from "../../core/diagnose.ts";
import type { Diagnosis, EvidenceItem, Finding } from "../../core/diagnose.ts";
import type { Remedy } from "../../core/remedy.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { EXIT, Told } from "./deps.ts";
import type { Deps, Options } from "./deps.ts";
import { paint, table, tame } from "./table.ts";
import type { Cell } from "./table.ts";
import { openView, parsedJson, retainedCame, until } from "./view.ts";
import type { View } from "./view.ts";
import { Words, colourOf, stateOf } from "./words.ts";

/** Ms that a broker has to let somebody in, and its retained messages have to come. */
export const BROKER_WITHIN = 10_000;

/** Findings about the hub: several locks have them together, and they are told once. */
const OF_THE_HUB: ReadonlySet<CheckId> = new Set<CheckId>(["hub_down", "cloud_unreachable", "sign_in_expired"]);

/** How many facts of a finding are shown in its row: the most telling come first. */
const EVIDENCE_SHOWN = 2;

/** Findings win over what cannot be told: somebody has to do something about them. */
function exitOf(states: readonly string[]): number {
  if (states.some((state) => state !== "healthy" && state !== "unknown")) return EXIT.no;
  return states.length === 0 || states.includes("unknown") ? EXIT.unknown : EXIT.ok;
}

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

/** Evidence for machines: ages as times, and without the entity where nobody has to find it again. */
export function evidenceRow({ fact, value, unit, at, source }: EvidenceItem): object {
  return { fact, value, unit, at: iso(at), source };
}

const remediesFor = (view: View, lock: LockHealth, finding: Finding): readonly Remedy[] =>
  view.health.offers(lock, finding).offers.map(({ remedy }) => remedy);

function asJson(view: View, words: Words, now: number): string {
  const findingRow = (lock: LockHealth, finding: Finding): object => ({
    id: finding.id,
    family: finding.family,
    severity: finding.severity,
    variant: finding.variant,
    title: words.title(finding, lock),
    since: iso(finding.since),
    evidence: finding.evidence.map(evidenceRow),
    remedies: remediesFor(view, lock, finding).map(({ id }) => id),
    explains: finding.explains.map(({ id }) => id),
  });
  const locks = worstFirst(view.locks).map((lock) => {
    const { verdict, families, findings } = lock.diagnosis;
    return {
      entity_id: lock.entityId,
      name: lock.name,
      integration: lock.adapterId,
      verdict: stateOf(lock),
      reason: verdict.kind === "unknown" ? verdict.reason : undefined,
      families,
      findings: findings.map((finding) => findingRow(lock, finding)),
    };
  });
  return JSON.stringify({ taken_at: iso(now), administrator: view.isAdmin, locks }, undefined, 2);
}

/** The cells of one finding, from its title on. */
function findingCells(view: View, lock: LockHealth, finding: Finding, words: Words): Cell[] {
  const { takenAt } = lock.snapshot;
  const [first] = remediesFor(view, lock, finding);
  const label = first && words.remedy(first.id, lock.snapshot.lock.hubName);
  return [
    words.title(finding, lock),
    finding.since === undefined ? "" : words.date(finding.since),
    finding.evidence
      .slice(0, EVIDENCE_SHOWN)
      .map((item) => words.item(item, takenAt))
      .join(", "),
    // Only an action can be carried out from here, and by its id.
    label === undefined ? "" : first?.kind === "action" ? `${label} (${first.id})` : label,
  ];
}

const stateCell = (state: string, words: Words): Cell => ({ text: words.state(state), colour: colourOf(state) });

function lockRows(view: View, lock: LockHealth, words: Words): Cell[][] {
  const { findings, verdict } = lock.diagnosis;
  const head = [stateCell(stateOf(lock), words), lock.name];
  // While Home Assistant starts, a finding is not yet the verdict.
  if (verdict.kind !== "finding") return [[...head, words.verdict(lock)]];
  return findings.map((finding, index) => [
    ...(index === 0 ? head : [stateCell(finding.severity, words), ""]),
    ...findingCells(view, lock, finding, words),
  ]);
}

function hubRows(view: View, lock: LockHealth, finding: Finding, waiting: readonly LockHealth[], words: Words): Cell[][] {
  const names = waiting.map(({ name }) => name).join(", ");
  return [
    [
      stateCell(finding.severity, words),
      lock.snapshot.lock.hubName ?? lock.adapterId,
      ...findingCells(view, lock, finding, words),
    ],
    ["", "", words.waiting(names)],
  ];
}

const hubOf = ({ diagnosis: { verdict, lock } }: LockHealth) =>
  verdict.kind === "finding" && OF_THE_HUB.has(verdict.finding.id) ? lock.hubId : undefined;

/** All locks as rows, the worst first; a hub that several locks wait for is one item. */
function rowsOf(view: View, words: Words): Cell[][] {
  const items: { readonly diagnosis: Diagnosis; readonly rows: Cell[][] }[] = [];
  const told = new Set<string>();
  for (const lock of view.locks) {
    const hub = hubOf(lock);
    const waiting = hub === undefined ? [] : view.locks.filter((other) => hubOf(other) === hub);
    const { verdict } = lock.diagnosis;
    if (hub === undefined || waiting.length < 2 || verdict.kind !== "finding")
      items.push({ diagnosis: lock.diagnosis, rows: lockRows(view, lock, words) });
    else if (!told.has(hub))
      items.push({ diagnosis: lock.diagnosis, rows: hubRows(view, lock, verdict.finding, waiting, words) });
    if (hub !== undefined) told.add(hub);
  }
  return worstFirst(items).flatMap(({ rows }) => rows);
}

const headOf = (words: Words, ...keys: readonly string[]): Cell[] =>
  keys.map((key) => ({ text: words.say(key), colour: "dim" as const }));

/** Prints the verdict of every lock of a home. Exit status: 0 all healthy, 1 findings, 2 cannot tell. */
export async function check(options: Options, { json }: { readonly json: boolean }, deps: Deps): Promise<number> {
  const words = new Words(options.language, deps.timeZone);
  const view = await openView(options, deps, words);
  try {
    if (!view.isAdmin) deps.stderr(`${words.say("plain_user")}\n`);
    if (json) deps.stdout(`${asJson(view, words, deps.clock.now())}\n`);
    else if (view.locks.length === 0) deps.stdout(`${words.say("none")}\n`);
    else {
      const head = headOf(words, "state", "lock", "finding", "since", "evidence", "remedy");
      deps.stdout(`${table([head, ...rowsOf(view, words)], deps).join("\n")}\n`);
    }
    return exitOf(view.locks.map(stateOf));
  } finally {
    await view.close();
  }
}

/** A verdict as a bridge has left it on the broker. */
interface LeftVerdict {
  readonly id: string;
  readonly state: string;
  readonly name: string;
  readonly entityId: string | undefined;
  readonly title: string;
  readonly finding: string | undefined;
  readonly since: number | undefined;
}

interface LeftHome {
  readonly home: string;
  readonly online: boolean;
  readonly locks: readonly LeftVerdict[];
}

const ORDER = ["critical", "error", "warning", "unknown", "healthy"];
/** A word that is not of ours is no verdict. */
const known = (state: string | undefined) => (state !== undefined && ORDER.includes(state) ? state : "unknown");
const rank = ({ state }: LeftVerdict) => ORDER.indexOf(state);

/** What the bridges of all homes have left below a topic, homes in order of their names, locks the worst first. */
export function homesFrom(topic: string, messages: ReadonlyMap<string, string>): LeftHome[] {
  const homes = new Map<string, Map<string, LeftVerdict>>();
  for (const [name, payload] of messages) {
    const [home, kind, id, what, more] = name.slice(topic.length + 1).split("/");
    if (home === undefined || kind !== "lock" || id === undefined || what !== "verdict" || more !== undefined || payload === "")
      continue;
    const attributes = parsedJson(messages.get(`${name}/attributes`) ?? "");
    const entityId = text(attributes["lock_entity_id"]);
    const locks = homes.get(home) ?? new Map<string, LeftVerdict>();
    homes.set(home, locks);
    locks.set(id, {
      id,
      state: known(payload),
      name: text(attributes["lock_name"]) ?? entityId ?? id,
      entityId,
      title: text(attributes["title"]) ?? "",
      finding: text(attributes["finding"]),
      since: time(attributes["since"]),
    });
  }
  return [...homes]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([home, locks]) => ({
      home,
      online: messages.get(`${topic}/${home}/bridge/availability`) === "online",
      locks: [...locks.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)),
    }));
}

/** The retained messages of all homes. Throws a `Told` where the broker does not answer. */
async function readBroker(options: Options, deps: Deps, words: Words): Promise<ReadonlyMap<string, string>> {
  const broker = await deps.openBroker(options);
  const { clock } = deps;
  try {
    const messages = new Map<string, string>();
    let heardAt = clock.now();
    const ends = ["bridge/availability", "lock/+/verdict", "lock/+/verdict/attributes"].map((below) =>
      broker.listen(`${options.topic}/+/${below}`, (name, payload) => {
        heardAt = clock.now();
        messages.set(name, payload);
      }),
    );
    if (
      !(await until(
        clock,
        BROKER_WITHIN,
        (look) => broker.onChange(look),
        () => broker.connected,
      ))
    )
      throw new Told(words.say("no_broker", { duration: words.duration(BROKER_WITHIN) }));
    await retainedCame(clock, BROKER_WITHIN, () => heardAt);
    for (const end of ends) end();
    return messages;
  } finally {
    await broker.close();
  }
}

/**
 * Prints what the bridges of all homes have left on the broker. Exit status as of `check`; a bridge that is away cannot
 * tell, but a finding that it left counts.
 */
export async function checkBroker(options: Options, { json }: { readonly json: boolean }, deps: Deps): Promise<number> {
  const words = new Words(options.language, deps.timeZone);
  const homes = homesFrom(options.topic, await readBroker(options, deps, words));
  if (json) {
    const rows = homes.map(({ home, online, locks }) => ({
      home,
      online,
      locks: locks.map(({ id, state, name, entityId, title, finding, since }) => ({
        id,
        name,
        entity_id: entityId,
        verdict: state,
        finding,
        title,
        since: iso(since),
      })),
    }));
    deps.stdout(`${JSON.stringify({ taken_at: iso(deps.clock.now()), homes: rows }, undefined, 2)}\n`);
  } else if (homes.length === 0) deps.stdout(`${words.say("nothing_retained", { topic: options.topic })}\n`);
  for (const { home, online, locks } of json ? [] : homes) {
    const rows = locks.map(({ state, name, title, since }) => [
      stateCell(state, words),
      name,
      title,
      since === undefined ? "" : words.date(since),
    ]);
    const away = online ? "" : `  ${words.say("offline")}`;
    const lines = [`${paint(tame(home), "bold", deps.colour)}${away}`, ...table(rows, deps).map((line) => `  ${line}`), ""];
    deps.stdout(`${lines.join("\n")}\n`);
  }
  return exitOf(homes.flatMap(({ online, locks }) => [...locks.map(({ state }) => state), ...(online ? [] : ["unknown"])]));
}
