import type { DeepAdapter, Plan } from "../adapters/adapter.ts";
import type { EntityState } from "../adapters/home.ts";
import type { LockView } from "../adapters/lock-view.ts";
import type { CheckId } from "../core/checks/index.ts";
import type { Fact, FactName, FactSet, Facts } from "../core/fact.ts";
import type { Condition } from "../core/remedy.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Helper, HomeSource, ShownRun } from "../runtime/home-health.ts";
import type { RemedyRun, RunState } from "../runtime/run.ts";
import type { Localize } from "../translations/localize.ts";

/** What the bridge does for everybody. The rest a tablet does by itself, without a way round. */
const BY_BRIDGE: ReadonlySet<string> = new Set<RemedyId>([
  "install_update",
  "reload_entry",
  "reinterview",
  "refresh_values",
  "rebuild_routes",
  "reconfigure",
  "rejoin",
  "restart_hub",
]);

/** Facts that a plain user's session cannot have. */
const FACTS: readonly FactName[] = ["lost_commands", "repeaters", "rejoins", "free_slots", "round_trip", "signal"];

interface LockEntities {
  readonly buttons: Map<string, string>;
  /** What is kept of guides and care: seen, so that another tablet's step is drawn here. */
  readonly keeps: string[];
  link: string | undefined;
  run: string | undefined;
}

const MINUTE = 60_000;
/** Ms for which the bridge shows an outcome, and for which this page says that it has lost the bridge in the middle of a run. */
const SHOWN = 10 * MINUTE;
/** Ms beyond its own deadline after which nobody waits for word of a run: the bridge ends each at its deadline. */
const OVERDUE = 2 * MINUTE;
/** No remedy takes longer, ms. */
const LONGEST = 2 * 60 * MINUTE;
/** No word of the bridge's is longer that is shown. */
const MOST_LETTERS = 200;

/** A run of the bridge's as this page sees it. */
interface Sighting {
  /** Another one for each run. */
  readonly key: string;
  /** Ms by which this page's clock is ahead of the bridge's, as far as that shows. */
  readonly ahead: number;
  /** When the run began, by this page's clock. */
  readonly since: number;
  readonly shown: ShownRun;
  /** Since when the bridge is away. */
  lostAt: number | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value.slice(0, MOST_LETTERS) : undefined;
const number = (value: unknown): number | undefined => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
const fields = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};

const isThere = (state: EntityState | undefined): state is EntityState => !!state && state.state !== "unavailable";

type Attributes = EntityState["attributes"];

/** Finds the bridge's entities by their attributes, never by their ids. What is unavailable has none: `known` are those it had. */
function entitiesByLock(states: HomeSource["states"], known: Map<string, Attributes>): ReadonlyMap<string, LockEntities> {
  const found = new Map<string, LockEntities>();
  for (const [id, state] of Object.entries(states)) {
    if (state?.attributes?.["lock_health"] !== undefined) known.set(id, state.attributes);
    const { lock_health: kind, lock_entity_id: lock, ...more } = (isThere(state) ? state.attributes : known.get(id)) ?? {};
    if (kind === undefined || typeof lock !== "string") continue;
    // By its word: the build shortens a name that is also one of ours.
    const remedy = more["remedy"];
    const entities = found.get(lock) ?? { buttons: new Map<string, string>(), keeps: [], link: undefined, run: undefined };
    found.set(lock, entities);
    const [domain] = id.split(".");
    if (kind === "button" && domain === "button" && typeof remedy === "string" && BY_BRIDGE.has(remedy))
      entities.buttons.set(remedy, id);
    else if (kind === "keep" && domain === "text") entities.keeps.push(id);
    else if (kind === "link" && domain === "sensor") entities.link = id;
    else if (kind === "run" && domain === "sensor") entities.run = id;
  }
  return found;
}

/** How long until something may be tried again, in words that every language shares. */
function wait(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE));
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** Why a press was refused. The bridge has reasons besides those that the card knows; those without words are one. */
function refused(refusal: unknown, ahead: number, now: number, localize: Localize): RunState {
  const { reason, retryAt, value } = fields(refusal);
  const known = text(reason) ?? "";
  const id = (localize.has(`conditions.refused_${known}`) ? known : "unavailable") as Condition["id"];
  const until = number(retryAt);
  const shown = until === undefined ? (number(value) ?? text(value)) : wait(until + ahead - now);
  return { phase: "refused", condition: { id, holds: false, ...(shown === undefined ? {} : { value: shown }) } };
}

/** The bridge's word on how its press stands, as a run of the card; undefined where nothing is to be shown. */
function runState(
  job: { readonly [name: string]: unknown },
  { since, until, ahead, now }: { since: number; until: number; ahead: number; now: number },
  localize: Localize,
): RunState | undefined {
  const after = Math.max(0, number(job["after"]) ?? 0);
  const percent = number(job["percent"]);
  const stage = text(job["stage"]);
  const why = text(job["reason"]) ?? "no_change";
  switch (job["phase"]) {
    case "queued":
      return { phase: "calling", since, until, stage: localize("run.queued") };
    case "calling":
    case "verifying":
      return {
        phase: job["phase"],
        since,
        until,
        ...(percent === undefined ? {} : { percent: Math.min(100, Math.max(0, percent)) }),
        ...(stage ? { stage } : {}),
      };
    case "confirmed":
      return { phase: "confirmed", after };
    case "unverified":
      // Whatever else it was, e.g. that the bridge was started anew: nobody saw.
      return { phase: "unverified", reason: why === "no_change" || why === "not_observable" ? why : "disconnected", after };
    case "failed":
      return { phase: "failed", code: text(job["reason"]) ?? "failed", message: text(job["message"]) ?? "" };
    case "refused":
      return refused(job["refusal"], ahead, now, localize);
    default:
      return undefined;
  }
}

/** What the bridge knows of a lock's link, where the page itself does not. */
function linkFacts(state: EntityState | undefined, own: FactSet): FactSet {
  if (!isThere(state)) return {};
  const parts = fields(state.attributes["parts"]);
  const found: { [Name in FactName]?: Fact<Facts[FactName]> } = {};
  for (const name of FACTS) {
    const { value, at } = fields(parts[name]);
    const read = number(value);
    if (read === undefined || own[name]?.kind === "known") continue;
    const time = Date.parse(text(at) ?? "");
    found[name] = { kind: "known", value: read, source: state.entity_id, ...(Number.isNaN(time) ? {} : { at: time }) };
  }
  return found as FactSet;
}

/** Makes the way to the bridge of a home, where there is one. `clock`: epoch ms, as this page has it. */
export function createBridgeLink(localize: Localize, clock = Date.now): (source: HomeSource) => Helper {
  const known = new Map<string, Attributes>();
  const sightings = new Map<string, Sighting>();
  /** By lock, the run that was put away. */
  const seen = new Map<string, string>();

  /** What the bridge says of its newest run, in this page's time; undefined where it says nothing that could be shown. */
  function sight(entityId: string, { attributes: job, last_changed: changed }: EntityState): Sighting | undefined {
    const remedyId = text(job["remedy"]);
    const now = clock();
    // What the card has no words for is of a newer bridge.
    if (remedyId === undefined || !localize.has(`remedies.${remedyId}.running`)) return undefined;
    const told = number(job["since"]) ?? number(Date.parse(changed)) ?? 0;
    const limit = Math.min(Math.max(number(job["until"]) ?? told + SHOWN, told), told + LONGEST);
    const key = `${remedyId} ${told}`;
    const before = sightings.get(entityId);
    // A run that is not of now by this page's clock is told by another clock.
    const ahead = before?.key === key ? before.ahead : now < told || now > limit ? now - told : 0;
    const since = told + ahead;
    const until = limit + ahead;
    const said = runState(job, { since, until, ahead, now }, localize);
    const isOverdue = (said?.phase === "calling" || said?.phase === "verifying") && now > until + OVERDUE;
    const state = isOverdue ? lost(since, now) : said;
    if (!state) return undefined;
    const checkId = text(job["check"]);
    const isKnown = checkId !== undefined && localize.has(`checks.${checkId}.title`);
    const shown = { remedyId: remedyId as RemedyId, checkId: isKnown ? (checkId as CheckId) : undefined, state };
    return { key, ahead, since, shown, lostAt: isOverdue ? until : undefined };
  }

  /** The bridge has gone in the middle of a run: whoever watched it is told so, for a while. */
  function lostSight(entityId: string): Sighting | undefined {
    const last = sightings.get(entityId);
    const { phase } = last?.shown.state ?? {};
    if (!last || (phase !== "calling" && phase !== "verifying")) return undefined;
    const now = clock();
    last.lostAt ??= now;
    if (Math.abs(now - last.lostAt) > SHOWN) return undefined;
    return { ...last, shown: { ...last.shown, state: lost(last.since, last.lostAt) } };
  }

  return ({ states: all }) => {
    const locks = entitiesByLock(all, known);
    const press =
      (remedy: string) =>
      (view: LockView): Plan | undefined => {
        const button = locks.get(view.ref.entityId)?.buttons.get(remedy);
        if (button === undefined || !isThere(view.state(button))) return undefined;
        return { kind: "service", domain: "button", service: "press", data: {}, target: { entity_id: button }, admin: false };
      };
    const deep: DeepAdapter = {
      id: "bridge",
      wants: () => [],
      read: ({ ref, home }, own) => linkFacts(home.states[locks.get(ref.entityId)?.link ?? ""], own),
      plans: Object.fromEntries([...BY_BRIDGE].map((remedy) => [remedy, press(remedy)])),
    };

    function newest(entityId: string, states: HomeSource["states"], own: RemedyRun | undefined): Sighting | undefined {
      const state = states[locks.get(entityId)?.run ?? ""];
      const isHere = isThere(state);
      const now = isHere ? sight(entityId, state) : lostSight(entityId);
      if (isHere && now) sightings.set(entityId, now);
      else if (isHere) sightings.delete(entityId);
      if (!now || now.key === seen.get(entityId) || own?.state.phase === "confirming") return undefined;
      // A run of this page's own goes on looking by itself when the bridge is lost, and one of another remedy stands for itself.
      return own && (now.lostAt !== undefined || own.remedy.id !== now.shown.remedyId) ? undefined : now;
    }

    return {
      deep,
      ids(entityId) {
        const { link, run, buttons, keeps = [] } = locks.get(entityId) ?? {};
        return [...(buttons?.values() ?? []), ...keeps, link, run].filter((id) => id !== undefined);
      },
      run(entityId, states, own) {
        const now = newest(entityId, states, own);
        if (now || !own?.active || own.state.phase === "confirming") return now?.shown;
        // While another one of its remedies runs, what it has refused stands beside that. By their words: see above.
        const job = states[locks.get(entityId)?.run ?? ""]?.attributes ?? {};
        const refusal = fields(job["refusal"]);
        if (job["phase"] === "refused" || job["remedy"] === own.remedy.id || refusal["remedy"] !== own.remedy.id)
          return undefined;
        const { ahead = 0 } = sightings.get(entityId) ?? {};
        return { remedyId: own.remedy.id, checkId: own.checkId, state: refused(refusal, ahead, clock(), localize) };
      },
      putAway(entityId, states, own) {
        const now = newest(entityId, states, own);
        if (now) seen.set(entityId, now.key);
      },
    };
  };
}

/** Nobody can say what became of it. */
const lost = (since: number, now: number): RunState => ({
  phase: "unverified",
  reason: "disconnected",
  after: Math.max(0, now - since),
});
