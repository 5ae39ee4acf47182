import { list, record, text } from "../adapters/home.ts";
import type { Clock } from "../runtime/client.ts";
import type { Log } from "./log.ts";
import type { Broker, Memory } from "./ports.ts";
import { bridgeRemovalOf, bridgeTopics, hubRemovalOf, removalOf } from "./topics.ts";
import type { TopicOptions } from "./topics.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Ms in which a broker that keeps an availability has told it. */
const TOLD_WITHIN = 2 * SECOND;
/** Ms after which a broker has noticed that a bridge is gone: one and a half times its keep-alive, and some more. */
const NOTICED_WITHIN = MINUTE;
/** Ms after which what was sent to a broker that is there has come to it. */
const SENT_WITHIN = MINUTE;
/** Former names that are remembered: those at another broker may wait for ever. */
const MOST = 5;

/** Key of the note in the memory. */
const NOTE = "names";

/** Under which names the bridge publishes, and where. */
export interface Names extends TopicOptions {
  /** Address of the broker. */
  readonly url: string;
}

/** Names that are no longer used, with what had been announced under them. */
interface Former extends Names {
  readonly locks: readonly string[];
  readonly hubs: readonly string[];
}

/** What is still to be emptied. */
export interface Remains {
  /** Where the bridge of that name says whether it is there. */
  readonly availability: string;
  readonly topics: readonly string[];
  readonly names: Names;
}

const isSame = (one: Names, other: Names) => keyOf(one) === keyOf(other);
const keyOf = ({ url, topic, homeId, discoveryPrefix }: Names) => JSON.stringify([url, topic, homeId, discoveryPrefix]);

/** Ids of locks and hubs that stand announced, from the memory. */
export function announcedIn(memory: Memory): { readonly locks: readonly string[]; readonly hubs: readonly string[] } {
  const { locks, hubs } = record(JSON.parse(memory.get("announced") ?? "{}"));
  return { locks: list(locks).map(String), hubs: list(hubs).map(String) };
}

function namesIn(memory: Memory): Former[] {
  return list(JSON.parse(memory.get(NOTE) ?? "[]")).flatMap((each) => {
    const { url, topic, homeId, discoveryPrefix, locks, hubs } = record(each);
    const names = { url: text(url), topic: text(topic), homeId: text(homeId), discoveryPrefix: text(discoveryPrefix) };
    if (!names.url || !names.topic || !names.homeId || !names.discoveryPrefix) return [];
    return [{ ...(names as Names), locks: list(locks).map(String), hubs: list(hubs).map(String) }];
  });
}

const topicsOf = (names: TopicOptions, { locks, hubs }: Pick<Former, "locks" | "hubs">): readonly string[] => [
  ...locks.flatMap((id) => removalOf(names, id)),
  ...hubs.flatMap((id) => hubRemovalOf(names, id)),
  ...bridgeRemovalOf(names),
];

/**
 * What the bridge has left at this broker under names that it had before, and writes down those that it has `now`. To be
 * asked once at a start, before anything is announced. Topics that it goes on using are not among them.
 */
export function remainsAt(memory: Memory, now: Names): readonly Remains[] {
  const announced = announcedIn(memory);
  const known = namesIn(memory);
  const former = known
    .map((each, index): Former => (index === known.length - 1 ? { ...each, ...announced } : each))
    .filter((each) => !isSame(each, now))
    .slice(-MOST);
  memory.set(NOTE, JSON.stringify([...former, now]));
  return former
    .filter(({ url }) => url === now.url)
    .map((each) => {
      const inUse = new Set(topicsOf(now, each));
      return {
        names: each,
        availability: bridgeTopics(each).availability,
        topics: topicsOf(each, each).filter((topic) => !inUse.has(topic)),
      };
    });
}

/** What is done with at these names is not done again at the next start. */
function forgetNames(memory: Memory, names: Names): void {
  memory.set(NOTE, JSON.stringify(namesIn(memory).filter((each) => !isSame(each, names))));
}

/**
 * Empties what stands under former names: at once where the bridge of that name is gone, else never, since then another one
 * uses them. `done` resolves when all has been decided, which takes as long as the broker is away; `stop` ends it.
 */
export function emptyRemains(
  remains: readonly Remains[],
  { broker, memory, clock, log }: { broker: Broker; memory: Memory; clock: Clock; log: Log },
): { readonly done: Promise<void>; stop(): void } {
  const stops = new Set<() => void>();
  const after = (ms: number, callback: () => void) => {
    const stop = clock.after(ms, () => {
      stops.delete(stop);
      callback();
    });
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  };
  const one = ({ names, availability, topics }: Remains) =>
    new Promise<void>((resolve) => {
      let stopWait = () => {};
      const ends: (() => void)[] = [];
      const decide = (isGone: boolean) => {
        stopWait();
        for (const end of ends.splice(0)) end();
        const { topic, homeId, discoveryPrefix } = names;
        if (isGone) {
          for (const each of topics) broker.forget(each);
          after(SENT_WITHIN, () => forgetNames(memory, names));
          log.info({ topic, home: homeId, prefix: discoveryPrefix }, "What stood under former names is emptied.");
        } else
          log.warn({ topic, home: homeId }, "A bridge is online under the names that this one had: what stands there stays.");
        resolve();
      };
      const wait = (ms: number, isGone: boolean) => {
        stopWait();
        stopWait = after(ms, () => decide(isGone));
      };
      const connected = () => {
        if (broker.connected) wait(TOLD_WITHIN, true);
        else stopWait();
      };
      // Where only the prefix has changed, this bridge itself is the one that is online there.
      if (!topics.includes(availability)) {
        const go = () => broker.connected && decide(true);
        ends.push(broker.onChange(go));
        go();
        return;
      }
      ends.push(
        broker.listen(availability, (_, payload) => (payload === "online" ? wait(NOTICED_WITHIN, false) : decide(true))),
        broker.onChange(connected),
      );
      connected();
    });
  return {
    done: Promise.all(remains.map(one)).then(() => {}),
    stop() {
      for (const stop of [...stops]) stop();
    },
  };
}
