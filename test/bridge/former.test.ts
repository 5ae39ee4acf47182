import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { openBroker } from "../../src/bridge/broker.ts";
import { emptyRemains, remainsAt } from "../../src/bridge/former.ts";
import type { Names } from "../../src/bridge/former.ts";
import { noLog } from "../../src/bridge/log.ts";
import { runBridge } from "../../src/bridge/main.ts";
import { openMemory } from "../../src/bridge/memory.ts";
import type { Options } from "../../src/bridge/options.ts";
import type { Memory } from "../../src/bridge/ports.ts";
import { FakeClock } from "../support/clock.ts";
import { TestBroker } from "./support/broker.ts";
import { HomeServer, until } from "./support/home-server.ts";

const HOME = { topic: "lock_health", homeId: "home", discoveryPrefix: "homeassistant" };

/** Somebody else's at the same broker, some of it with names that are much like the bridge's. */
const FOREIGN: { readonly [topic: string]: string } = {
  "lock_health/home/lock/shed/somebody": "1",
  "lock_health/home/notes": "1",
  "lock_health/home2/lock/shed/verdict": "healthy",
  "lock_health/home2/bridge/availability": "online",
  "homeassistant/device/lock_health_home2_bridge/config": "{}",
  "homeassistant/lock/shed/config": "{}",
};

const below = (kept: { readonly [topic: string]: string }, ...begins: string[]) =>
  Object.keys(kept).filter((topic) => begins.some((begin) => topic.startsWith(begin)) && !Object.hasOwn(FOREIGN, topic));

describe("a bridge that goes by another name", () => {
  /** A home, a broker with others at it, and bridges that come and go on one memory. */
  async function world(context: TestContext) {
    const data = mkdtempSync(join(tmpdir(), "lock-health-"));
    const broker = await new TestBroker().start();
    const home = await new HomeServer({
      states: { "lock.shed": { state: "locked", attributes: { friendly_name: "Shed" } } },
      entities: [{ entity_id: "lock.shed", platform: "demo" }],
    }).start();
    for (const [topic, payload] of Object.entries(FOREIGN)) await broker.say(topic, payload, true);
    const open = new Set<{ close(): Promise<void> }>();
    context.after(async () => {
      for (const bridge of open) await bridge.close();
      await home.stop();
      await broker.stop();
      rmSync(data, { recursive: true });
    });
    const begin = async ({ topic, homeId, discoveryPrefix }: Omit<Names, "url">) => {
      const bridge = await runBridge({
        home: { url: home.url, token: home.token },
        home_id: homeId,
        mqtt: { url: broker.url, discovery_prefix: discoveryPrefix },
        topic,
        data,
        http: { port: 0, host: "127.0.0.1" },
        log_level: "silent",
        language: "en",
        exclude: [],
        daily_ping: false,
        battery_low: 20,
        battery_critical: 10,
      } as unknown as Options);
      open.add(bridge);
      const stand = [`${topic}/${homeId}/lock/shed/verdict`, `${discoveryPrefix}/device/lock_health_${homeId}_shed/config`];
      await until(async () => {
        const kept = await broker.retained();
        return stand.every((each) => kept[each] !== undefined);
      }, stand.join(" and "));
      return bridge;
    };
    /** With a bridge under these names and its end. */
    const visit = async (names: Omit<Names, "url">) => {
      const bridge = await begin(names);
      open.delete(bridge);
      await bridge.close();
    };
    return { broker, begin, visit };
  }

  for (const [what, change, old] of [
    ["of the home", { homeId: "cabin" }, ["lock_health/home/", "homeassistant/device/lock_health_home_"]],
    ["of its topic", { topic: "locks/health" }, ["lock_health/"]],
    ["of the discovery", { discoveryPrefix: "ha" }, ["homeassistant/"]],
    ["of all", { homeId: "cabin", topic: "locks", discoveryPrefix: "ha" }, ["lock_health/", "homeassistant/"]],
  ] as const)
    test(what, async (context) => {
      const { broker, begin, visit } = await world(context);
      await visit(HOME);
      const before = await broker.retained();
      assert.ok(
        old.every((begins) => below(before, begins).length > 0),
        "something stands under the old names",
      );
      broker.sent.length = 0;
      const names = { ...HOME, ...change };
      await begin(names);
      const after = await broker.retained();
      assert.deepEqual(below(after, ...old), [], "nothing of the bridge is left there");
      for (const [topic, payload] of Object.entries(FOREIGN)) assert.equal(after[topic], payload, topic);
      const id = (device: string) => `${names.discoveryPrefix}/device/lock_health_${names.homeId}_${device}/config`;
      for (const topic of [id("shed"), id("bridge"), `${names.topic}/${names.homeId}/bridge/availability`])
        assert.ok(after[topic], `${topic} stands`);
      // An entity that is announced beside its former self gets another id.
      const sent = broker.sent.map(({ topic, payload }) => `${topic} ${payload === "" ? "emptied" : "set"}`);
      const emptied = sent.findLastIndex((each) => old.some((begins) => each.startsWith(begins)) && each.endsWith("emptied"));
      assert.ok(emptied >= 0 && emptied < sent.indexOf(`${id("shed")} set`), "the old ones went first");
    });
});

describe("former names", () => {
  const NOW: Names = { ...HOME, url: "mqtt://one:1883" };
  const memoryWith = (...starts: readonly Partial<Names>[]): Memory => {
    const memory = openMemory(":memory:");
    memory.set("announced", JSON.stringify({ locks: ["shed"], hubs: ["stick"] }));
    for (const names of starts) remainsAt(memory, { ...NOW, ...names });
    return memory;
  };

  test("of a bridge that has always had these there are none", () => {
    assert.deepEqual(remainsAt(memoryWith(), NOW), []);
    assert.deepEqual(remainsAt(memoryWith({}, {}), NOW), []);
  });

  test("lead to topics of locks, hubs and the bridge, and never to one that is in use", () => {
    const remains = remainsAt(memoryWith({ topic: "locks" }), NOW);
    assert.equal(remains.length, 1);
    const { topics, availability } = remains[0]!;
    assert.equal(availability, "locks/home/bridge/availability");
    for (const topic of ["locks/home/lock/shed/verdict", "locks/home/hub/stick/problem", availability])
      assert.ok(topics.includes(topic), topic);
    assert.ok(
      topics.every((topic) => topic.startsWith("locks/home/")),
      "announcements are the same as before",
    );
  });

  test("at another broker may be somebody else's by now", () => {
    assert.deepEqual(remainsAt(memoryWith({ homeId: "cabin", url: "mqtt://two:1883" }), NOW), []);
  });

  test("come back: then they are none", () => {
    assert.deepEqual(
      remainsAt(memoryWith({}, { homeId: "cabin" }), NOW).map(({ names }) => names.homeId),
      ["cabin"],
    );
  });

  const VERDICT = "lock_health/home/lock/shed/verdict";
  const AVAILABILITY = "lock_health/home/bridge/availability";

  /** A bridge that was called `home` and is `cabin` now, at a broker that is away. */
  async function moved(context: TestContext) {
    const server = await new TestBroker().start();
    await server.stop();
    const { url } = server;
    const clock = new FakeClock(0);
    const memory = memoryWith({ url });
    const now = { ...NOW, url, homeId: "cabin" };
    const remains = remainsAt(memory, now);
    const broker = openBroker({
      url,
      ownTopics: "lock_health/cabin",
      discoveryPrefix: "homeassistant",
      mayEmpty: remains.flatMap(({ topics }) => topics),
      clock,
    });
    const former = emptyRemains(remains, { broker, memory, clock, log: noLog });
    context.after(async () => {
      former.stop();
      const closed = broker.close();
      await until(
        () => clock.waiting.length === 0,
        "the end",
        () => clock.advance(100),
      );
      await closed;
      await server.stop();
    });
    return { server, clock, memory, now, broker, former };
  }

  test("are emptied when the broker is there, once", async (context) => {
    const { server, clock, memory, now, broker } = await moved(context);
    assert.throws(() => broker.publish(VERDICT, "healthy"), /does not write to this topic/);
    await server.start();
    await server.say(VERDICT, "healthy", true);
    await until(
      async () => (await server.retained())[VERDICT] === undefined,
      "it is emptied",
      () => clock.advance(50),
    );
    await clock.advance(60_000);
    assert.deepEqual(remainsAt(memory, now), [], "and not again at the next start");
  });

  test("are left to another bridge that is online there, until it is gone", async (context) => {
    const { server, clock, broker, former } = await moved(context);
    let heard = "";
    broker.listen(AVAILABILITY, (_, payload) => (heard = payload));
    await server.start();
    await server.say(VERDICT, "healthy", true);
    await server.say(AVAILABILITY, "online", true);
    await until(
      () => heard === "online",
      "the bridge that is there",
      () => clock.advance(50),
    );
    let decided = false;
    void former.done.then(() => (decided = true));
    await clock.advance(30_000);
    assert.equal(decided, false, "it may be its own former self, whose end the broker has not noticed");
    await clock.advance(30_000);
    assert.equal(decided, true);
    assert.equal((await server.retained())[VERDICT], "healthy");
    assert.deepEqual(server.of(VERDICT), []);
  });
});
