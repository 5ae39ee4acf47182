import { valueOf } from "../core/fact.ts";
import { remedies } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { ActionRemedy, Condition, Remedy } from "../core/remedy.ts";
import type { LockHealth } from "../runtime/home-health.ts";
import type { Refusal } from "./ports.ts";

/** Ms for which a lock stays armed. */
export const ARMED_FOR = 60_000;

/** Presses that may wait for one hub. */
export const QUEUE_LENGTH = 5;

/**
 * Z-Wave locks that have lost their S2 keys by being asked about themselves again, by the model that Home Assistant
 * names: only taking them out of the network and in again brings them back, at the door. A new one needs a source.
 */
const LOSES_KEYS: ReadonlyMap<string, string> = new Map([
  ["BE469ZP", "zwave-js/zwave-js#3484, closed as one that cannot be fixed"],
]);

/** What works on the routes of a mesh. Long Range is a star around the controller. */
const NEEDS_ROUTES: ReadonlySet<RemedyId> = new Set<RemedyId>(["rebuild_routes"]);

/** What holds for one press at one instant. All times are epoch ms. */
export interface Press {
  /** As it was pressed: may be anything. */
  readonly remedy: string;
  /** Undefined when there is no such lock. */
  readonly lock: LockHealth | undefined;
  /** Model as Home Assistant names it. */
  readonly model?: string | undefined;
  /** Whether Home Assistant can be reached. */
  readonly connected: boolean;
  /** What this lock's integration can really do now. */
  readonly offered: ReadonlySet<RemedyId>;
  readonly armedUntil?: number | undefined;
  /** When this remedy was begun last, whoever pressed. A time to come counts as now. */
  readonly lastStartedAt?: number | undefined;
  /** This remedy runs or waits for this lock already. */
  readonly pressed?: boolean;
  /** Another remedy works on this lock: it may be silent for that alone, so that is judged at its turn. */
  readonly lockBusy?: boolean;
  /** Another one works on the hub, or waits for it: this one would wait, and whether the hub is free is judged at its turn. */
  readonly hubBusy?: boolean;
  /** Presses that wait for the hub. */
  readonly waiting?: number;
  readonly now: number;
}

/** A remedy that can be pressed: an action of the list. */
export function actionOf(id: string): ActionRemedy | undefined {
  // Ids come over the wire: there may be none of this name.
  const remedy: Remedy | undefined = remedies[id as RemedyId];
  return remedy?.kind === "action" ? remedy : undefined;
}

/** Whether it may cost more than a person at a wall would expect, so that it needs the arm switch, and why it would be refused. */
export function armingOf(remedy: ActionRemedy, lock: LockHealth, model: string | undefined): Refusal | undefined {
  // Reloading Matter has moved a real bolt (home-assistant/core#177077).
  if (remedy.harm === "moves_bolt" || (remedy.harm === "reloads" && lock.adapterId === "matter")) return { reason: "not_armed" };
  const losesKeys = lock.adapterId === "zwave_js" && model !== undefined && LOSES_KEYS.has(model.trim().toUpperCase());
  return remedy.id === "reinterview" && losesKeys ? { reason: "known_bad", value: model } : undefined;
}

/** Whether a lock that was armed until then is armed now. A clock that was set back arms nothing for longer. */
export function isArmed(until: number | undefined, now: number): boolean {
  return until !== undefined && until > now && until - now <= ARMED_FOR;
}

/** Whether a cool-down is shared by all locks of a hub: what restarts it or opens its network for one does so for all. */
export function coolsWholeHub(remedy: ActionRemedy): boolean {
  return remedy.harm === "reloads" || remedy.id === "rejoin";
}

/** Why a press is refused now; undefined when it may go. The same for everybody who presses. */
export function guard(press: Press): Refusal | undefined {
  const { lock, offered, now, hubBusy = false, lockBusy = false } = press;
  const remedy = actionOf(press.remedy);
  if (!remedy) return { reason: "not_offered" };
  if (!press.connected || lock?.snapshot.home !== "running") return { reason: "unavailable" };
  if (!offered.has(remedy.id)) return { reason: "not_offered" };
  if (NEEDS_ROUTES.has(remedy.id) && valueOf(lock.snapshot.facts.radio) === "zwave_long_range") return { reason: "long_range" };
  if (press.pressed) return { reason: "already_running" };
  const coolsUntil = Math.min(press.lastStartedAt ?? -Infinity, now) + remedy.coolDown;
  if (coolsUntil > now) return { reason: "cool_down", retryAt: coolsUntil };
  const later = ({ id }: Condition) => (hubBusy && id === "hub_free") || (lockBusy && id === "answers");
  const forbids = remedy.conditions(lock.snapshot).find((condition) => condition.holds === false && !later(condition));
  if (forbids) return { reason: forbids.id, ...(forbids.value === undefined ? {} : { value: forbids.value }) };
  if (hubBusy && (press.waiting ?? 0) >= QUEUE_LENGTH) return { reason: "queue_full", value: QUEUE_LENGTH };
  // Last: who arms a lock should not learn of another hindrance then.
  return isArmed(press.armedUntil, now) ? undefined : armingOf(remedy, lock, press.model);
}
