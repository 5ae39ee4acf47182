import { known, unavailable, valueOf } from "../core/fact.ts";
import type { FactSet, HubPeers } from "../core/fact.ts";
import { DEFAULT_SETTINGS } from "../core/snapshot.ts";
import type { LockSnapshot, Settings } from "../core/snapshot.ts";
import type { Adapter, Companion, DeepAdapter } from "./adapter.ts";
import { generic } from "./generic.ts";
import { text, time } from "./home.ts";
import type { EntityState, HomeView } from "./home.ts";
import { LockView, steadySince } from "./lock-view.ts";
import type { LockRef } from "./lock-view.ts";

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

/** By which locks are read. */
export interface Readers {
  adapterFor(ref: LockRef): Adapter;
  readonly companions: readonly Companion[];
}

/** Readers by adapters, of which the last one knows every lock, and companions. */
export function createReaders(adapters: readonly Adapter[], companions: readonly Companion[] = []): Readers {
  return { adapterFor: (ref) => adapters.find((adapter) => adapter.recognises(ref)) ?? generic, companions };
}

/** Takes the snapshot of one lock. `peers`: the locks of its hub. */
export function collect(
  home: HomeView,
  ref: LockRef,
  {
    readers,
    peers,
    settings = DEFAULT_SETTINGS,
    deep,
  }: {
    readonly readers: Readers;
    readonly peers?: HubPeers | undefined;
    readonly settings?: Settings | undefined;
    readonly deep?: DeepAdapter | undefined;
  },
): LockSnapshot {
  const adapter = readers.adapterFor(ref);
  const view = new LockView(home, ref);
  const lock = home.states[ref.entityId];
  // MQTT finds its entities again some seconds after the start is over.
  const restoring = (view.entry?.state ?? "loaded") === "loaded" && lock?.state === "unavailable" && isComing(home, lock);
  const starting = restoring || (home.config.state !== undefined && home.config.state !== "RUNNING");
  const missing = lock === undefined;
  let facts: FactSet = {};
  if (!missing) {
    facts = adapter.read(view);
    for (const companion of readers.companions) facts = { ...facts, ...companion.read(view, facts) };
    facts = { ...facts, ...deep?.read(view, facts), ...(peers ? { hub_peers: known(peers) } : {}) };
  }
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
