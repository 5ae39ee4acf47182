import { defined } from "../core/defined.ts";
import { known, unavailable } from "../core/fact.ts";
import type { Fact } from "../core/fact.ts";
import { answersTo, list, number, record, text, time } from "./home.ts";
import type { Answer, ConfigEntryRow, DeviceRow, EntityState, HomeView, Request } from "./home.ts";
import { last } from "../core/last.ts";

/** One entity that belongs to a lock, with what the registries say of it. */
export interface Sibling {
  readonly entityId: string;
  readonly domain: string;
  readonly platform: string;
  readonly translationKey: string;
  /** Empty until the full registry row has come. */
  readonly uniqueId: string;
  readonly category: string;
  /** Name by which its integration calls it, else its friendly name. */
  readonly name: string;
}

/** A lock and all that belongs to it by the registries. Valid until a registry changes. */
export interface LockRef {
  readonly entityId: string;
  readonly platform: string;
  readonly name: string;
  readonly device: DeviceRow | undefined;
  /** Its own device, its children, and devices of other integrations that are the same thing. */
  readonly devices: readonly DeviceRow[];
  readonly siblings: readonly Sibling[];
  /** Entities on the device through which it is reached: its hub's own sensors. */
  readonly hubSiblings: readonly Sibling[];
  /** Config entry through which it is reached. */
  readonly entryId: string | undefined;
  /** Update entities of other devices of that entry. */
  readonly otherUpdates: readonly string[];
}

/** What to look for among a lock's siblings. All that is given must hold. */
export interface Wanted {
  readonly domain: string;
  readonly deviceClass?: string;
  readonly translationKey?: string | readonly string[];
  readonly uniqueId?: RegExp;
  readonly name?: RegExp;
  readonly except?: RegExp;
}

/** What to look for where the domain is clear. */
export type Wish = Omit<Wanted, "domain">;

/** Words with which Home Assistant says that there is no value. */
const NO_VALUE = new Set(["unavailable", "unknown", "none", ""]);

function matches(sibling: Sibling, wanted: Wanted, states: HomeView["states"]): boolean {
  const { domain, deviceClass, translationKey, uniqueId, name, except } = wanted;
  if (sibling.domain !== domain) return false;
  if (deviceClass !== undefined && states[sibling.entityId]?.attributes?.["device_class"] !== deviceClass) return false;
  if (translationKey !== undefined && ![translationKey].flat().includes(sibling.translationKey)) return false;
  if (uniqueId && !uniqueId.test(sibling.uniqueId)) return false;
  if (name && !name.test(sibling.name)) return false;
  return !except?.test(`${sibling.uniqueId} ${sibling.translationKey} ${sibling.name}`);
}

function wordFact<T>(
  state: EntityState | undefined,
  entityId: string,
  read: (word: string) => T | undefined,
): Fact<T> | undefined {
  if (!state) return undefined;
  const origin = { at: time(state.last_changed), source: entityId };
  if (typeof state.state !== "string" || NO_VALUE.has(state.state))
    return unavailable(state.state === "unavailable" ? "unavailable" : "unknown", origin);
  const value = read(state.state);
  return value === undefined ? unavailable("invalid", origin) : known(value, origin);
}

/** One lock in one home at one instant, as the adapters look at it. */
export class LockView {
  readonly home: HomeView;
  readonly ref: LockRef;
  /** Epoch ms. */
  readonly now: number;

  constructor(home: HomeView, ref: LockRef) {
    this.home = home;
    this.ref = ref;
    this.now = time(home.takenAt) ?? 0;
  }

  get lock(): EntityState | undefined {
    return this.home.states[this.ref.entityId];
  }

  get deviceId(): string | undefined {
    return this.ref.device?.id;
  }

  /** Config entry rows come apart from the states: undefined until they have. */
  get entry(): ConfigEntryRow | undefined {
    return this.home.configEntries?.find((row) => row.entry_id === this.ref.entryId);
  }

  state(entityId: string): EntityState | undefined {
    return this.home.states[entityId];
  }

  /** The first sibling that fits the first wish that has one. */
  find(...wishes: readonly Wanted[]): Sibling | undefined {
    return this.findAmong(this.ref.siblings, wishes);
  }

  /** The same among the entities of the hub. */
  findAtHub(...wishes: readonly Wanted[]): Sibling | undefined {
    return this.findAmong(this.ref.hubSiblings, wishes);
  }

  private findAmong(siblings: readonly Sibling[], wishes: readonly Wanted[]): Sibling | undefined {
    for (const wish of wishes) {
      const found = siblings.find((sibling) => matches(sibling, wish, this.home.states));
      if (found) return found;
    }
    return undefined;
  }

  /** Whether an action on this entity would reach it: on an unavailable one it is dropped, and still succeeds. */
  isAvailable(entityId: string): boolean {
    const state = this.home.states[entityId];
    return state !== undefined && state.state !== "unavailable";
  }

  word<T>(sibling: Sibling | undefined, read: (word: string) => T | undefined): Fact<T> | undefined {
    return sibling && wordFact(this.state(sibling.entityId), sibling.entityId, read);
  }

  /** A number of a sibling. Its time is that of the newest report, also when the number stayed. */
  quantity(sibling: Sibling | undefined): Fact<number> | undefined {
    const fact = this.word(sibling, number);
    const at = sibling && time(this.state(sibling.entityId)?.last_updated);
    return fact && at !== undefined ? { ...fact, at } : fact;
  }

  flag(sibling: Sibling | undefined): Fact<boolean> | undefined {
    return this.word(sibling, (word) => (word === "on" ? true : word === "off" ? false : undefined));
  }

  /** Whether a binary sensor of the lock is on. */
  binary(...wishes: readonly Wish[]): Fact<boolean> | undefined {
    return this.flag(this.find(...wishes.map((wish) => ({ domain: "binary_sensor", ...wish }))));
  }

  /** What a sensor of the lock says, as it is read. */
  sensor<T>(read: (word: string) => T | undefined, ...wishes: readonly Wish[]): Fact<T> | undefined {
    return this.word(this.find(...wishes.map((wish) => ({ domain: "sensor", ...wish }))), read);
  }

  /** A number that a sensor of the lock measures. */
  measure(...wishes: readonly Wish[]): Fact<number> | undefined {
    return this.quantity(this.find(...wishes.map((wish) => ({ domain: "sensor", ...wish }))));
  }

  /** The newest answer to a request of this type that names the lock's device or entity, or names none. */
  answer(type: string, deviceId: string | undefined = this.deviceId): Answer | undefined {
    return last(answersTo(type, this.home.answers), ({ request }) => {
      const { device_id: id = deviceId, device_ids: ids = id } = request;
      return ids === deviceId || (Array.isArray(ids) && ids.includes(deviceId));
    });
  }

  /** The fields of an answer's result; empty when there is none. */
  result(type: string): { readonly [key: string]: unknown } {
    return record(this.answer(type)?.result);
  }

  /** Past and present words of an entity from all history answers, oldest first. */
  history(entityId: string): readonly HistoryRow[] {
    return historyOf(this.home, entityId);
  }

  /** Whether a binary sensor of the lock is on, and since when it is, also over restarts of Home Assistant. */
  lasting(...wishes: readonly Wish[]): Fact<boolean> | undefined {
    const fact = this.binary(...wishes);
    return fact?.kind === "known" && fact.value && fact.source !== undefined
      ? { ...fact, ...defined({ at: steadySince(this.home, fact.source) }) }
      : fact;
  }
}

interface HistoryRow {
  readonly state: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Past and present words of an entity from all history answers, oldest first. */
function historyOf(home: HomeView, entityId: string): HistoryRow[] {
  const rows = ["history/stream", "history/history_during_period"]
    .flatMap((type) => answersTo(type, home.answers))
    .flatMap(({ result }) => list(record(record(result)["states"] ?? result)[entityId]))
    .flatMap((row) => {
      const { s, state, lc, lu, last_changed: changed, last_updated: updated } = record(row);
      const word = text(s) ?? text(state);
      const at = time(lc ?? lu ?? changed ?? updated);
      return word === undefined || at === undefined ? [] : [{ state: word, at }];
    });
  const present = home.states[entityId];
  const at = time(present?.last_changed);
  if (present && at !== undefined && typeof present.state === "string") rows.push({ state: present.state, at });
  return rows.sort((a, b) => a.at - b.at);
}

/**
 * Since when an entity has said what it says now, epoch ms. A restart of Home Assistant makes every state new, so what was
 * the same before a gap without a value has lasted through it.
 */
export function steadySince(home: HomeView, entityId: string): number | undefined {
  const rows = historyOf(home, entityId);
  const now = rows[rows.length - 1];
  let since = now?.at;
  for (const { state, at } of rows.reverse()) {
    if (state === now?.state) since = at;
    else if (!NO_VALUE.has(state)) break;
  }
  return since;
}

/** A request for an answer about this lock, and when to ask again. */
export interface Want {
  readonly request: Request;
  /** `stream`: events are kept as they come. `call`: asked once, then as the fields below say. */
  readonly mode: "call" | "stream";
  /** A stream begins this many ms back: its `start_time` is filled in when it is asked for. */
  readonly since?: number;
  /** Ask again when one of these entities changes. */
  readonly on?: readonly string[];
  /** Ask again after this many ms. */
  readonly every?: number;
  /** Least ms between two calls. */
  readonly gap?: number;
  /** Reduces an answer to what may be kept, e.g. drops what could hold a code, and joins it with what there was. `at`: when it came, epoch ms. */
  readonly keep?: (result: unknown, before: unknown, at: number) => unknown;
}
