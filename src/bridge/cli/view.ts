/** A look at a home for a command that ends: session, runtime, and the wait until all has been answered. */
import { record } from "../../adapters/home.ts";
import type { Clock } from "../../runtime/client.ts";
import type { HomeHealth, LockHealth } from "../../runtime/home-health.ts";
import { Listener } from "../../runtime/listener.ts";
import type { Home } from "../ports.ts";
import { lockIdOf } from "../topics.ts";
import type { TopicOptions } from "../topics.ts";
import { meant } from "./args.ts";
import { Told } from "./deps.ts";
import type { Deps, Options } from "./deps.ts";
import type { Words } from "./words.ts";

/** Ms that Home Assistant has to let somebody in and to tell all of its states. */
export const HOME_WITHIN = 20_000;

export interface View {
  readonly home: Home;
  readonly health: HomeHealth;
  /** All locks of the home but the excluded ones, as they are known now. */
  readonly locks: readonly LockHealth[];
  readonly isAdmin: boolean;
  close(): Promise<void>;
}

/** Ms without another retained message after which all have come. */
const SILENT = 1_000;

/** Resolves after `ms`. */
export const pause = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));

/** Resolves once no retained message has come for a second, at the latest after `ms`. `heardAt` tells when one last did. */
export async function retainedCame(clock: Clock, ms: number, heardAt: () => number): Promise<void> {
  const begun = clock.now();
  while (clock.now() - Math.max(begun, heardAt()) < SILENT && clock.now() - begun < ms) await pause(clock, 100);
}

/** Resolves with whether `done` came true within `ms`. `listen` calls back when it may have. */
export function until(clock: Clock, ms: number, listen: (look: () => void) => () => void, done: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean) => {
      stopListening();
      stopWaiting();
      resolve(came);
    };
    let stopListening = () => {};
    const stopWaiting = clock.after(ms, () => end(done()));
    stopListening = listen(() => done() && end(true));
    if (done()) end(true);
  });
}

/** Opens a home. Throws a `Told` where it does not let in, or does not answer within 20 s. */
export async function openHome(options: Options, deps: Deps, words: Words): Promise<Home> {
  const home = await deps.openSession(options);
  const settled = () => home.state === "refused" || (home.state === "connected" && home.source !== undefined);
  const came = await until(deps.clock, HOME_WITHIN, (look) => home.onChange(look), settled);
  if (came && home.state === "connected") return home;
  const { state } = home;
  await home.close();
  throw new Told(
    state === "refused"
      ? words.say("token_refused")
      : words.say("no_home", { url: options.home.url, duration: words.duration(HOME_WITHIN) }),
  );
}

/**
 * Opens a home and waits until what the adapters want has been answered, at most 40 s more. `notify` is called after each
 * change from then on. Throws a `Told` where there is nothing to look at.
 */
export async function openView(options: Options, deps: Deps, words: Words, notify = () => {}): Promise<View> {
  const home = await openHome(options, deps, words);
  try {
    const listener = new Listener(home.client, deps.clock);
    const health = await deps.openHealth(listener, deps.clock, { admin: home.source?.user?.is_admin === true });
    const take = () => home.source && health.update(home.source);
    take();
    const { battery_low: batteryLow, battery_critical: batteryCritical, exclude } = options;
    const lease = health.open({ exclude, settings: { batteryLow, batteryCritical } }, () => notify());
    const stop = home.onChange(() => {
      take();
      notify();
    });
    await listener.quiet();
    if (home.state !== "connected") throw new Told(words.say(home.state === "refused" ? "token_refused" : "lost"));
    return {
      home,
      health,
      get locks() {
        return lease.locks;
      },
      get isAdmin() {
        return health.isAdmin;
      },
      async close() {
        stop();
        lease.close();
        await home.close();
      },
    };
  } catch (error) {
    await home.close();
    throw error;
  }
}

/** Something with a name by which a person may mean it. */
export interface Named {
  readonly name: string;
  /** Other words for it, such as its entity. */
  readonly ids: readonly string[];
}

/** Letters of a part of a name: fewer are a slip of the finger, and this is about doors. */
const LEAST_PART = 3;

const slug = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_");

/**
 * The one that a person means: by an id, by its name in any case, or by a part of the name that no other has. Throws a
 * `Told` that names what there is, or what it could be.
 */
export function findNamed<T extends Named>(all: readonly T[], wanted: string, words: Words): T {
  const word = slug(wanted.replace(/^lock\./, ""));
  const fits: readonly ((each: T) => boolean)[] = [
    ({ ids }) => ids.includes(wanted),
    ({ name }) => name === wanted,
    ({ name, ids }) => slug(name) === word || ids.some((id) => slug(id.replace(/^lock\./, "")) === word),
    ({ name }) => word.length >= LEAST_PART && slug(name).includes(word),
  ];
  for (const fit of fits) {
    const found = all.filter(fit);
    const [only] = found;
    if (found.length === 1 && only) return only;
    if (found.length > 1)
      throw new Told(
        words.say("many_locks", { lock: wanted, locks: found.map(({ name, ids }) => `${name} (${ids[0]})`).join(", ") }),
      );
  }
  const names = all.map(({ name }) => name);
  if (names.length === 0) throw new Told(words.say("no_locks", { lock: wanted }));
  throw new Told(
    words.say("no_lock", { lock: wanted, meant: words.language === "en" ? meant(wanted, names) : "", locks: names.join(", ") }),
  );
}

/** The lock that a person means. */
export function findLock(locks: readonly LockHealth[], wanted: string, words: Words): LockHealth {
  return findNamed(
    locks.map((lock) => ({ name: lock.name, ids: [lock.entityId], lock })),
    wanted,
    words,
  ).lock;
}

/** Locks by their stable ids. */
export function lockIds({ locks }: Pick<View, "locks">): ReadonlyMap<string, LockHealth> {
  const keys = locks.map(({ entityId, snapshot }) => ({ entityId, deviceId: snapshot.lock.deviceId }));
  return new Map(locks.map((lock) => [lockIdOf({ entityId: lock.entityId, deviceId: lock.snapshot.lock.deviceId }, keys), lock]));
}

/** Where the bridge of these options publishes. */
export function placeOf({ topic, home_id: homeId, mqtt }: Options): TopicOptions {
  return { topic, homeId, discoveryPrefix: mqtt.discovery_prefix };
}

/** A payload as an object to look into; an empty one where it is none. */
export function parsedJson(payload: string): { readonly [key: string]: unknown } {
  try {
    return record(JSON.parse(payload));
  } catch {
    return {};
  }
}
