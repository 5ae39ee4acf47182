import type { DeepAdapter, Plan } from "../adapters/adapter.ts";
import type { EntityState } from "../adapters/home.ts";
import type { LockView } from "../adapters/lock-view.ts";
import type { CheckId } from "../core/checks/index.ts";
import type { Fact, FactName, FactSet, Facts } from "../core/fact.ts";
import type { Condition } from "../core/remedy.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Helper, HomeSource, ShownRun } from "../runtime/home-health.ts";
import type { RunState } from "../runtime/run.ts";
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
const FACTS: readonly FactName[] = ["lost_commands", "repeaters", "round_trip", "signal"];

interface LockEntities {
  readonly buttons: Map<string, string>;
  link: string | undefined;
  run: string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
const fields = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};

const isThere = (state: EntityState | undefined): state is EntityState => state !== undefined && state.state !== "unavailable";

/** Finds the bridge's entities by their attributes, never by their ids. */
function entitiesByLock(states: HomeSource["states"]): ReadonlyMap<string, LockEntities> {
  const found = new Map<string, LockEntities>();
  for (const [id, state] of Object.entries(states)) {
    const { lock_health: kind, lock_entity_id: lock } = state?.attributes ?? {};
    if (kind === undefined || typeof lock !== "string") continue;
    // By its word: the build shortens a name that is also one of ours.
    const remedy = state?.attributes["remedy"];
    const entities = found.get(lock) ?? { buttons: new Map<string, string>(), link: undefined, run: undefined };
    found.set(lock, entities);
    if (kind === "button" && typeof remedy === "string" && BY_BRIDGE.has(remedy)) entities.buttons.set(remedy, id);
    else if (kind === "link") entities.link = id;
    else if (kind === "run") entities.run = id;
  }
  return found;
}

/** How long until something may be tried again, in words that every language shares. */
function wait(retryAt: number | undefined): string | undefined {
  if (retryAt === undefined) return undefined;
  const minutes = Math.max(1, Math.ceil((retryAt - Date.now()) / 60_000));
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** The bridge's word on how its press stands, as a run of the card; undefined where nothing is to be shown. */
function runState(job: { readonly [name: string]: unknown }, localize: Localize): RunState | undefined {
  const since = number(job["since"]) ?? Date.now();
  const until = number(job["until"]) ?? since + 60_000;
  const after = number(job["after"]) ?? 0;
  const percent = number(job["percent"]);
  const stage = text(job["stage"]);
  const { reason, retryAt, value } = fields(job["refusal"]);
  switch (job["phase"]) {
    case "queued":
      return { phase: "calling", since, until, stage: localize("run.queued") };
    case "calling":
    case "verifying":
      return { phase: job["phase"], since, until, ...(percent === undefined ? {} : { percent }), ...(stage ? { stage } : {}) };
    case "confirmed":
      return { phase: "confirmed", after };
    case "unverified":
      return { phase: "unverified", reason: "no_change", after };
    case "failed":
      return { phase: "failed", code: text(job["reason"]) ?? "failed", message: text(job["message"]) ?? "" };
    case "refused": {
      const shown = wait(number(retryAt)) ?? number(value) ?? text(value);
      // The bridge has reasons besides those that the card knows; each has its words.
      const id = String(reason) as Condition["id"];
      return { phase: "refused", condition: { id, holds: false, ...(shown === undefined ? {} : { value: shown }) } };
    }
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

/** Makes the way to the bridge of a home, where there is one. */
export function createBridgeLink(localize: Localize): (source: HomeSource) => Helper {
  return ({ states: known }) => {
    const locks = entitiesByLock(known);
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
    return {
      deep,
      ids(entityId) {
        const { link, run, buttons } = locks.get(entityId) ?? {};
        return [...(buttons?.values() ?? []), link, run].filter((id) => id !== undefined);
      },
      run(entityId, states): (ShownRun & { readonly key: unknown }) | undefined {
        const state = states[locks.get(entityId)?.run ?? ""];
        if (!isThere(state)) return undefined;
        const shown = runState(state.attributes, localize);
        const remedyId = text(state.attributes["remedy"]);
        if (!shown || remedyId === undefined) return undefined;
        const checkId = text(state.attributes["check"]) ?? "";
        return {
          remedyId: remedyId as RemedyId,
          checkId: checkId as CheckId,
          state: shown,
          key: `${remedyId} ${String(state.attributes["since"])}`,
        };
      },
    };
  };
}
