import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fits, openBroker } from "../../src/bridge/broker.ts";
import type { BrokerOptions } from "../../src/bridge/broker.ts";
import { FakeClock } from "../support/clock.ts";
import { TestBroker } from "./support/broker.ts";
import { until as soon } from "./support/home-server.ts";

const REQUEST = "zigbee2mqtt/bridge/request/device/interview";
const STATUS = "lock_health/home/status";

async function stage(context: TestContext, options: Partial<BrokerOptions> = {}, running = true) {
  const server = await new TestBroker().start();
  if (!running) await server.stop();
  const clock = new FakeClock(0);
  const lines: { readonly level: string; readonly message: string; readonly fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields });
  const broker = openBroker({
    url: server.url,
    ownTopics: "lock_health",
    discoveryPrefix: "homeassistant",
    alsoAllowed: [REQUEST],
    will: { topic: STATUS, payload: "offline" },
    clock,
    log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
    ...options,
  });
  context.after(async () => {
    const closed = broker.close();
    // The time that an orderly end is given passes as well.
    await soon(
      () => clock.waiting.length === 0,
      "the end",
      () => clock.advance(100),
    );
    await closed;
    await server.stop();
  });
  const until = (isSo: () => unknown, what: string) => soon(isSo, what, () => clock.advance(50));
  return { server, broker, clock, lines, until, connected: () => until(() => broker.connected, "a connection") };
}

test("filters", () => {
  for (const [filter, topic, expected] of [
    ["a/b", "a/b", true],
    ["a/b", "a/b/c", false],
    ["a/+", "a/b", true],
    ["a/+", "a/b/c", false],
    ["a/+", "a", false],
    ["a/+/c", "a/b/c", true],
    ["a/+/c", "a/b/d", false],
    ["a/#", "a", true],
    ["a/#", "a/b/c", true],
    ["a/#", "b", false],
    ["#", "a/b", true],
    ["#", "$SYS/broker", false],
    ["+/broker", "$SYS/broker", false],
    ["$SYS/#", "$SYS/broker", true],
  ] as const)
    assert.equal(fits(filter, topic), expected, `${filter} ${topic}`);
});

test("writes nowhere but to its own topics", async (context) => {
  const { server, broker, connected, until } = await stage(context);
  await connected();
  for (const [topic, retain] of [
    ["homeassistant/status", false],
    ["homeassistant/device/other_device/config", true],
    ["homeassistant/device/lock_health_a/b/config", true],
    ["homeassistant/device/lock_health_a/config/more", true],
    ["homeassistant/lock/lock_health_a/config", true],
    ["xhomeassistant/device/lock_health_a/config", true],
    ["lock_health", true],
    ["lock_healthy/home", true],
    ["lock_health/home/+", true],
    ["lock_health/#", true],
    ["zigbee2mqtt/front_door/set", false],
    [`${REQUEST}/more`, false],
    ["zigbee2mqtt/bridge/request/device/remove", false],
    // A request that is kept would be carried out again at each start.
    [REQUEST, true],
    ["", true],
  ] as const) {
    assert.throws(() => broker.publish(topic, "x", { retain }), Error, topic);
    if (retain) assert.throws(() => broker.forget(topic), Error, topic);
  }
  broker.publish("homeassistant/device/lock_health_front/config", { name: "Front" });
  broker.publish("lock_health/home/locks/front/verdict", "healthy");
  broker.publish("lock_health/home/locks/front/incident", { kind: "lock_jammed" }, { retain: false });
  broker.publish(REQUEST, { id: "front" }, { retain: false });
  await until(() => server.sent.length === 5, "all that is allowed");
  assert.deepEqual(server.sent, [
    { topic: STATUS, payload: "online", retain: true },
    { topic: "homeassistant/device/lock_health_front/config", payload: '{"name":"Front"}', retain: true },
    { topic: "lock_health/home/locks/front/verdict", payload: "healthy", retain: true },
    { topic: "lock_health/home/locks/front/incident", payload: '{"kind":"lock_jammed"}', retain: false },
    { topic: REQUEST, payload: '{"id":"front"}', retain: false },
  ]);
  assert.throws(() => openBroker({ url: server.url, ownTopics: "a", discoveryPrefix: "h", will: { topic: "b/c", payload: "" } }));
  assert.throws(() =>
    openBroker({
      url: server.url,
      ownTopics: "a",
      discoveryPrefix: "h.a",
      will: { topic: "hxa/device/lock_health_1/config", payload: "" },
    }),
  );
});

test("a value that has not changed is not sent again", async (context) => {
  const { server, broker, connected, until } = await stage(context);
  await connected();
  const topic = "lock_health/home/verdict";
  for (const value of ["a", "a", "b", "b", "a"]) broker.publish(topic, value);
  broker.publish(STATUS, "online");
  broker.publish("lock_health/home/end", "end");
  await until(() => server.of("lock_health/home/end").length > 0, "the end");
  // While one is under way only the newest counts; each that is sent differs from the one before.
  const sent = server.of(topic);
  assert.equal(sent.at(-1), "a");
  assert.ok(
    sent.every((value, at) => value !== sent[at - 1]),
    sent.join(),
  );
  assert.deepEqual(server.of(STATUS), ["online"]);
  broker.publish(STATUS, "online", { again: true });
  await until(() => server.of(STATUS).length > 1, "the same again, where that is wanted");
});

test("speaks the newest protocol that the broker knows", async (context) => {
  const { server, connected } = await stage(context);
  await connected();
  assert.deepEqual(server.versions, [5, 4]);
});

test("a broker that stops and comes back empty gets everything again", async (context) => {
  const { server, broker, connected, until, lines } = await stage(context);
  const standing: boolean[] = [];
  broker.onChange(() => standing.push(broker.connected));
  await connected();
  broker.publish("lock_health/home/a", "1");
  broker.publish("lock_health/home/b", "1");
  broker.publish("lock_health/home/c", "1");
  await until(() => server.of("lock_health/home/c").length === 1, "the values");
  await server.stop();
  await until(() => !broker.connected, "the loss");
  broker.publish("lock_health/home/a", "2");
  broker.publish("lock_health/home/a", "3");
  broker.publish("lock_health/home/event", "jam", { retain: false });
  broker.forget("lock_health/home/c");
  assert.throws(() => broker.publish(REQUEST, "late", { retain: false }), /away/);
  const before = server.sent.length;
  await server.start();
  await connected();
  await until(() => server.of("lock_health/home/event").length === 1, "what waited");
  assert.deepEqual(server.sent.slice(before), [
    { topic: "lock_health/home/a", payload: "3", retain: true },
    { topic: "lock_health/home/b", payload: "1", retain: true },
    { topic: "lock_health/home/c", payload: "", retain: true },
    { topic: STATUS, payload: "online", retain: true },
    { topic: "lock_health/home/event", payload: "jam", retain: false },
  ]);
  assert.deepEqual(await server.retained(), { "lock_health/home/a": "3", "lock_health/home/b": "1", [STATUS]: "online" });
  assert.deepEqual(standing, [true, false, true]);
  assert.equal(lines.filter(({ message }) => message.startsWith("no connection")).length <= 3, true, "not said again and again");
});

test("what was under way when the connection broke: values and events come again, requests do not", async (context) => {
  const { server, broker, connected, until } = await stage(context);
  await connected();
  await until(() => server.of(STATUS).length === 1, "the beginning");
  server.mute = true;
  broker.publish("lock_health/home/a", "1");
  broker.publish("lock_health/home/event", "jam", { retain: false });
  broker.publish(REQUEST, "go", { retain: false });
  await until(() => server.of(REQUEST).length === 1, "the messages");
  server.mute = false;
  server.cut();
  await until(() => !broker.connected, "the loss");
  await connected();
  broker.publish("lock_health/home/end", "end");
  await until(() => server.of("lock_health/home/end").length === 1, "the end");
  assert.deepEqual(server.of("lock_health/home/a"), ["1", "1"]);
  assert.deepEqual(server.of("lock_health/home/event"), ["jam", "jam"]);
  assert.deepEqual(server.of(REQUEST), ["go"]);
});

test("never more under way than a broker takes at once, and nothing is lost for it", async (context) => {
  const { server, broker, connected, until } = await stage(context);
  await connected();
  await until(() => server.of(STATUS).length === 1, "the beginning");
  server.mute = true;
  for (let at = 0; at < 50; at++) broker.publish(`lock_health/home/${at}`, "old");
  await until(() => server.sent.length >= 21, "the first ones");
  for (let at = 0; at < 50; at++) broker.publish(`lock_health/home/${at}`, "new");
  assert.equal(server.sent.length, 21);
  server.mute = false;
  server.cut();
  await until(() => server.of("lock_health/home/49").length === 1 && server.of(STATUS).includes("online"), "the rest");
  await until(async () => Object.keys(await server.retained()).length >= 51, "all");
  await until(() => broker.connected, "a connection");
  const kept = await server.retained();
  for (let at = 0; at < 50; at++) assert.equal(kept[`lock_health/home/${at}`], "new", String(at));
});

test("a thousand events wait, and the oldest give way", async (context) => {
  const { server, broker, connected, until } = await stage(context, {}, false);
  for (let at = 0; at < 1_005; at++) broker.publish("lock_health/home/event", String(at), { retain: false });
  assert.equal(broker.dropped, 5);
  await server.start();
  await connected();
  await until(() => server.of("lock_health/home/event").length === 1_000, "the events");
  const events = server.of("lock_health/home/event");
  assert.deepEqual([events[0], events.at(-1)], ["5", "1004"]);
  // There is room again.
  broker.publish("lock_health/home/event", "more", { retain: false });
  await until(() => server.of("lock_health/home/event").includes("more"), "one more");
  assert.equal(broker.dropped, 5);
});

test("the will is said when the connection breaks, and by itself at an orderly end", async (context) => {
  const { server, broker, connected, until } = await stage(context);
  await connected();
  await until(() => server.of(STATUS).length === 1, "online");
  server.cut();
  await until(async () => (await server.retained())[STATUS] === "offline" || server.of(STATUS).length > 1, "the will");
  await until(() => server.of(STATUS).at(-1) === "online" && broker.connected, "online again");
  broker.publish("lock_health/home/last", "words");
  await broker.close();
  assert.equal(server.of(STATUS).at(-1), "offline");
  assert.equal(server.of("lock_health/home/last").length, 1, "what still waited came first");
  assert.equal((await server.retained())[STATUS], "offline");
  const before = server.sent.length;
  broker.publish("lock_health/home/last", "after the end");
  await broker.close();
  assert.equal(server.sent.length, before);
});

test("a command beside the bridge says nothing of its availability", async (context) => {
  const server = await new TestBroker().start();
  const clock = new FakeClock(0);
  const broker = openBroker({ url: server.url, ownTopics: "lock_health", discoveryPrefix: "homeassistant", clock });
  context.after(() => server.stop());
  await soon(
    () => broker.connected,
    "a connection",
    () => clock.advance(50),
  );
  broker.publish("lock_health/home/press", "ping", { retain: false });
  await broker.close();
  assert.deepEqual(server.sent, [{ topic: "lock_health/home/press", payload: "ping", retain: false }]);
});

test("closing while the broker is away", async (context) => {
  const { broker, clock, lines, until } = await stage(context, {}, false);
  await until(() => lines.length > 0, "an attempt");
  await broker.close();
  assert.deepEqual(clock.waiting, []);
});

test("listens, over reconnects too, and tells what was kept from what is new", async (context) => {
  const { server, broker, connected, until } = await stage(context);
  const heard: string[] = [];
  const stop = broker.listen("lock_health/home/+/press", (topic, payload, retained) =>
    heard.push(`${topic.split("/")[2]} ${payload} ${retained}`),
  );
  broker.listen("homeassistant/status", () => {
    throw new Error("out of order");
  });
  await server.say("lock_health/home/old/press", "ping", true);
  await connected();
  await until(() => heard.length === 1, "the kept one");
  await server.say("lock_health/home/front/press", "ping");
  await server.say("lock_health/home/front/other", "ping");
  await server.say("homeassistant/status", "online");
  await until(() => heard.length === 2, "the new one");
  await server.stop();
  await until(() => !broker.connected, "the loss");
  await server.start();
  await connected();
  let comes = 0;
  await until(async () => {
    if (heard.length === 2) await server.say("lock_health/home/back/press", String(++comes));
    return heard.length > 2;
  }, "one after the return");
  assert.deepEqual(heard.slice(0, 2), ["old ping true", "front ping false"]);
  assert.match(heard[2]!, /^back \d+ false$/);
  stop();
  const late: string[] = [];
  broker.listen("lock_health/home/end", (_topic, payload) => late.push(payload));
  const before = heard.length;
  await until(async () => {
    await server.say("lock_health/home/back/press", "unheard");
    await server.say("lock_health/home/end", "end");
    return late.length > 0;
  }, "another filter, begun while connected");
  assert.equal(heard.length, before);
});

test("a refused password is said in words, tried gently, and never written", async (context) => {
  const { server, broker, clock, lines, until } = await stage(context, { username: "bridge", password: "wr0ng-passw0rd" }, false);
  server.password = "right";
  await server.start();
  const refused = () => lines.filter(({ level }) => level === "error");
  await until(() => refused().length === 1, "the refusal");
  assert.match(refused()[0]!.message, /mqtt\.password/);
  assert.deepEqual(clock.waiting, [60_000]);
  assert.equal(JSON.stringify(lines).includes("wr0ng"), false);
  server.password = undefined;
  await clock.advance(60_000);
  await until(() => broker.connected, "a connection");
  assert.equal(refused().length, 1);
});
