import { known, unavailable, valueOf } from "../core/fact.ts";
import type { FactSet, HubPeers } from "../core/fact.ts";
import { DEFAULT_SETTINGS } from "../core/snapshot.ts";
import type { LockSnapshot, Settings } from "../core/snapshot.ts";
import type { DeepAdapter } from "./adapter.ts";
import { soundHome, text, time } from "./home.ts";
import type { EntityState, HomeView } from "./home.ts";
import { adapterFor } from "./index.ts";
import { LockView, steadySince } from "./lock-view.ts";
import type { LockRef } from "./lock-view.ts";
import { Registries, describeLock, lockEntities } from "./locks.ts";
import type { Overrides } from "./locks.ts";

/** Ms within which locks that a hub loses become unavailable: slow subscriptions of Matter take up to 155 s. */
const AT_ONCE = 5 * 60_000;

/** Ms after a start in which an entity may still come, or may be there and not yet have heard of its device. */
export const RESTORING = 60_000;

/** How many of these times lie together. */
function together(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  return sorted.reduce((most, at, index) => {
    while (at - (sorted[first] as number) > AT_ONCE) first++;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** Home Assistant has put it back from its registry after a start: whether it is really away, its integration has yet to say. */
const isRestored = (state: EntityState) => state.attributes["restored"] === true;

/** Became unavailable with a start. An entity of MQTT is made before the broker has told whether its device is there. */
function isComing({ takenAt, startedAt = 0 }: HomeView, state: EntityState): boolean {
  const now = time(takenAt) ?? 0;
  const changed = time(state.last_changed) ?? 0;
  return Math.abs(now - changed) < RESTORING && (isRestored(state) || now - startedAt < RESTORING);
}

/** Locks of each hub, and how many of them became unavailable at once. By config entry. */
export function countPeers(
  home: HomeView,
  refs: readonly Pick<LockRef, "entityId" | "entryId">[],
): ReadonlyMap<string, HubPeers> {
  const hubs = new Map<string, { gone: number[]; total: number }>();
  for (const { entityId, entryId } of refs) {
    if (entryId === undefined) continue;
    const hub = hubs.get(entryId) ?? { gone: [], total: 0 };
    hubs.set(entryId, hub);
    hub.total++;
    const state = home.states[entityId];
    if (state?.state === "unavailable" && !isRestored(state) && !isComing(home, state))
      hub.gone.push(steadySince(home, entityId) ?? 0);
  }
  return new Map([...hubs].map(([entryId, { gone, total }]) => [entryId, { gone: together(gone), total }]));
}

/** While Home Assistant starts, what is unavailable is only not there yet. */
function whileStarting(facts: FactSet): FactSet {
  const { lock_available: available, hub_online: online, hub_state: state } = facts;
  return {
    ...facts,
    ...(valueOf(available) === false ? { lock_available: unavailable("pending") } : {}),
    ...(valueOf(online) === false ? { hub_online: unavailable("pending") } : {}),
    ...(state && valueOf(state) !== "loaded" ? { hub_state: unavailable("pending") } : {}),
  };
}

/** What people call the hub: the entry's title, but not an account's name, which is nobody else's business. */
function hubName({ entry }: LockView): string | undefined {
  const title = text(entry?.title);
  return title === undefined || title.includes("@") ? text(entry?.domain) : title;
}

/** Takes the snapshot of one lock. */
export function collect(
  home: HomeView,
  ref: LockRef,
  peers?: HubPeers,
  settings: Settings = DEFAULT_SETTINGS,
  deep?: (ref: LockRef) => DeepAdapter | undefined,
): LockSnapshot {
  const adapter = adapterFor(ref);
  const view = new LockView(home, ref);
  const lock = home.states[ref.entityId];
  // MQTT finds its entities again some seconds after the start is over.
  const restoring = (view.entry?.state ?? "loaded") === "loaded" && lock?.state === "unavailable" && isComing(home, lock);
  const starting = restoring || (home.config.state !== undefined && home.config.state !== "RUNNING");
  const missing = lock === undefined;
  const read = missing ? {} : adapter.read(view);
  const facts: FactSet = missing
    ? {}
    : { ...read, ...deep?.(ref)?.read(view, read), ...(peers ? { hub_peers: known(peers) } : {}) };
  return {
    lock: {
      entityId: ref.entityId,
      name: ref.name,
      adapterId: adapter.id,
      deviceId: ref.device?.id,
      hubId: ref.entryId,
      hubName: hubName(view),
    },
    takenAt: view.now,
    home: starting ? "starting" : missing ? "missing" : "running",
    settings,
    facts: starting ? whileStarting(facts) : facts,
  };
}

/** Snapshots of all locks of a home, or of those that are named. */
export function collectHome(
  given: HomeView,
  {
    only,
    overrides = {},
    settings = DEFAULT_SETTINGS,
  }: { only?: readonly string[]; overrides?: Overrides; settings?: Settings } = {},
): LockSnapshot[] {
  const home = soundHome(given);
  const registries = new Registries(home);
  const refs = lockEntities(home).map((entityId) => describeLock(home, entityId, registries, overrides));
  const peers = countPeers(home, refs);
  const wanted =
    only?.map(
      (entityId) => refs.find((ref) => ref.entityId === entityId) ?? describeLock(home, entityId, registries, overrides),
    ) ?? refs;
  return wanted.map((ref) => collect(home, ref, peers.get(ref.entryId ?? ""), settings));
}
