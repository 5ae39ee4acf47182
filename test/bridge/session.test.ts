import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import type { Log } from "../../src/bridge/log.ts";
import type { Home } from "../../src/bridge/ports.ts";
import { openSession, websocketUrl } from "../../src/bridge/session.ts";
import type { HomeSource } from "../../src/runtime/home-health.ts";
import { refusal } from "../support/client.ts";
import { FakeClock } from "../support/clock.ts";
import { HomeServer, until } from "./support/home-server.ts";

const MINUTE = 60_000;
const HOME = {
  states: {
    "lock.front": { state: "locked", attributes: { friendly_name: "Front" } },
    "lock.back": { state: "locked" },
    "sensor.back_battery": { state: "80" },
  },
  entities: [
    { entity_id: "lock.front", device_id: "front", platform: "zwave_js", options: { lock: { default_code: "7391" } } },
    { entity_id: "lock.back", device_id: "back", platform: "zwave_js" },
    { entity_id: "sensor.back_battery", device_id: "back", platform: "zwave_js", entity_category: "diagnostic" },
  ],
  devices: [
    { id: "front", name: "Front Door", identifiers: [["zwave_js", "1-2"]], connections: [] },
    { id: "back", name: "Back Door", identifiers: [["zwave_js", "1-3"]], connections: [] },
  ],
};

interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: object;
}

function noting(): { readonly log: Log; readonly lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields });
  return { log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }, lines };
}

/** A session with a served home. `turn` lets both talk, and ten milliseconds pass. */
async function stage(
  context: TestContext,
  given: { readonly server?: HomeServer; readonly running?: boolean; readonly token?: string } = {},
) {
  const { server = new HomeServer(HOME), running = true, token = server.token } = given;
  await server.start();
  if (!running) await server.stop();
  const clock = new FakeClock(1_790_000_000_000);
  const { log, lines } = noting();
  const home = openSession({ url: server.url, token, clock, log });
  let changes = 0;
  home.onChange(() => changes++);
  context.after(async () => {
    await Promise.all([home.close(), server.stop()]);
  });
  const turn = () => clock.advance(10);
  return {
    server,
    clock,
    home,
    lines,
    turn,
    changes: () => changes,
    until: (isSo: () => unknown, what: string) => until(isSo, what, turn),
    connected: () => until(() => home.state === "connected", "a connection", turn),
  };
}

const sourceOf = (home: Home): HomeSource => {
  assert.ok(home.source, "there is a source");
  return home.source;
};

test("the address of the websocket", () => {
  for (const [url, socket] of [
    ["http://homeassistant.local:8123", "ws://homeassistant.local:8123/api/websocket"],
    ["https://home.example/", "wss://home.example/api/websocket"],
    ["http://10.0.0.2/base/", "ws://10.0.0.2/base/api/websocket"],
    ["ws://supervisor/core/websocket", "ws://supervisor/core/websocket"],
    ["ws://homeassistant:8123", "ws://homeassistant:8123/api/websocket"],
  ] as const)
    assert.equal(websocketUrl(url), socket, url);
});

test("shows a home as the frontend shows it to cards, without codes and names", async (context) => {
  const { home, server, connected } = await stage(context);
  assert.equal(home.state, "connecting");
  assert.equal(home.source, undefined);
  await connected();
  const source = sourceOf(home);
  assert.equal(source.states["lock.front"]?.state, "locked");
  assert.equal(source.states["lock.front"].attributes["friendly_name"], "Front");
  assert.equal(source.states["lock.front"].last_changed, "2026-09-21T14:13:20.000Z");
  assert.deepEqual(source.entities["sensor.back_battery"], {
    entity_id: "sensor.back_battery",
    device_id: "back",
    platform: "zwave_js",
    entity_category: "diagnostic",
  });
  assert.equal(source.devices["front"]?.name, "Front Door");
  assert.deepEqual(source.config, { state: "RUNNING", version: "2026.11.0" });
  assert.deepEqual(source.user, { is_admin: true });
  assert.equal(source.connected, true);
  assert.equal(home.source, source, "the same object until something changes");
  assert.equal(server.asked("config/entity_registry/list").length, 0, "that list holds codes");
});

test("keeps no code, wherever a lock puts one", async (context) => {
  const PIN = "739146";
  const server = new HomeServer({
    states: {
      "lock.a": {
        state: "locked",
        attributes: { code: PIN, changed_by: PIN, users: { 1: { pin_code: PIN } }, code_format: null },
      },
      "lock.b": { state: "locked", attributes: { last: { pin_code: PIN }, pinCode: PIN, usercodes: [PIN], default_code: PIN } },
      "sensor.a_pin_code": { state: PIN },
      "sensor.a_last_user_code": { state: PIN },
      "text.a_slot_1": { state: PIN },
      "input_text.front_door_1": { state: PIN },
      "sensor.shopping": { state: "1", attributes: { ping: 3 } },
    },
    entities: [{ entity_id: "lock.a", platform: "zwave_js", options: { lock: { default_code: PIN } }, default_code: PIN }],
    user: { name: PIN },
  });
  const { home, turn, until, connected } = await stage(context, { server });
  await connected();
  server.setState("lock.a", "unlocked", { code: PIN, code_format: "number", changed_by: PIN });
  server.setState("text.a_slot_1", `${PIN}0`);
  await until(() => sourceOf(home).states["lock.a"]?.state === "unlocked", "the change");
  await turn();
  assert.equal(JSON.stringify(home.source).includes(PIN), false);
  assert.deepEqual(sourceOf(home).states["lock.a"]?.attributes, { code_format: "number" });
  assert.deepEqual(sourceOf(home).states["sensor.shopping"]?.attributes, { ping: 3 });
});

test("takes changes, and leaves the same object what did not change", async (context) => {
  const { home, server, until, connected } = await stage(context);
  await connected();
  const before = sourceOf(home);
  const { "lock.front": front, "lock.back": back } = before.states;
  server.setState("lock.front", "unlocked", { battery: 3 });
  await until(() => home.source !== before, "a change");
  const after = sourceOf(home);
  assert.equal(after.states["lock.front"]?.state, "unlocked");
  assert.deepEqual(after.states["lock.front"].attributes, { battery: 3 }, "attributes come and go");
  assert.notEqual(after.states["lock.front"].last_changed, front?.last_changed);
  assert.equal(after.states["lock.back"], back);
  for (const part of ["entities", "devices", "config", "user"] as const) assert.equal(after[part], before[part], part);
  server.setState("lock.new", "jammed");
  server.removeState("lock.back");
  await until(() => sourceOf(home).states["lock.new"] && !sourceOf(home).states["lock.back"], "come and gone");
});

test("tells once a burst, and takes all of it", async (context) => {
  const { home, server, turn, changes, clock, connected } = await stage(context);
  await connected();
  await turn();
  const before = changes();
  for (let count = 1; count <= 1_000; count++) server.setState("sensor.back_battery", String(count));
  // No time passes while the burst comes in.
  await until(() => sourceOf(home).states["sensor.back_battery"]?.state === "1000", "the last change");
  assert.equal(changes(), before);
  await clock.advance(9);
  assert.equal(changes(), before);
  await clock.advance(1);
  assert.equal(changes(), before + 1);
  await clock.advance(1_000);
  assert.equal(changes(), before + 1);
});

test("tells what would be over within a burst before it is", async (context) => {
  const { home, server, turn, connected } = await stage(context);
  await connected();
  await turn();
  const seen: unknown[] = [];
  home.onChange(() => {
    const { states } = sourceOf(home);
    seen.push(["lock.front", "lock.back", "sensor.back_battery"].map((id) => states[id]?.state));
  });
  for (const [entityId, state] of [
    ["lock.front", "jammed"],
    ["sensor.back_battery", "79"],
    ["lock.back", "unlocked"],
    ["sensor.back_battery", "78"],
    // The same again is no news, and another attribute is none either.
    ["lock.front", "jammed"],
    ["lock.front", "locked"],
    ["lock.front", "unlocked"],
    ["lock.back", "locked"],
    ["sensor.back_battery", "77"],
  ] as const)
    server.setState(entityId, state);
  await until(() => sourceOf(home).states["sensor.back_battery"]?.state === "77", "the last change");
  await turn();
  assert.deepEqual(seen, [
    ["jammed", "unlocked", "78"],
    ["locked", "unlocked", "78"],
    ["unlocked", "locked", "77"],
  ]);
});

test("a listener that fails, or has left, does no harm", async (context) => {
  const { home, server, until, connected, lines, changes } = await stage(context);
  await connected();
  let heard = 0;
  const stop = home.onChange(() => heard++);
  home.onChange(() => {
    throw new Error("out of order");
  });
  stop();
  const before = changes();
  server.setState("lock.front", "jammed");
  await until(() => changes() > before && lines.some(({ level }) => level === "error"), "the failure in the log");
  assert.equal(heard, 0);
});

test("reads registries once a burst of changes, and keeps the rows that are the same", async (context) => {
  const { home, server, clock, until, connected } = await stage(context);
  await connected();
  const before = sourceOf(home);
  const asked = () => server.asked("config/entity_registry/list_for_display").length;
  const first = asked();
  server.entities = server.entities.map((row) => (row["entity_id"] === "lock.back" ? { ...row, hidden: true } : row));
  for (let count = 0; count < 20; count++) server.fire("entity_registry_updated");
  await until(() => sourceOf(home).entities !== before.entities, "the new registry");
  const after = sourceOf(home);
  assert.equal(asked(), first + 1);
  assert.equal(after.entities["lock.back"]?.hidden, true);
  assert.equal(after.entities["lock.front"], before.entities["lock.front"]);
  assert.equal(after.devices, before.devices);
  // What is read again and is the same is no news.
  server.fire("device_registry_updated");
  await until(() => server.asked("config/device_registry/list").length === 2, "another reading");
  await clock.advance(100);
  assert.equal(sourceOf(home), after);
});

test("follows Home Assistant while it starts", async (context) => {
  const server = new HomeServer({ ...HOME, config: { state: "NOT_RUNNING" } });
  const { home, until, connected } = await stage(context, { server });
  await connected();
  assert.equal(sourceOf(home).config.state, "NOT_RUNNING");
  server.config = { ...server.config, state: "RUNNING" };
  server.fire("core_config_updated");
  await until(() => sourceOf(home).config.state === "RUNNING", "the end of the start");
});

test("asks again for what a starting Home Assistant does not know yet", async (context) => {
  const server = new HomeServer(HOME);
  const answer = () => server.devices;
  server.on("config/device_registry/list", () => {
    throw refusal("unknown_command", "Unknown command.");
  });
  const { home, until, connected } = await stage(context, { server });
  await until(() => server.asked("config/device_registry/list").length >= 3, "three attempts");
  assert.equal(home.state, "connecting");
  assert.equal(home.source, undefined);
  server.on("config/device_registry/list", answer);
  await connected();
  assert.equal(sourceOf(home).devices["front"]?.name, "Front Door");
});

test("calls carry what is asked, and refusals their code and words", async (context) => {
  const { home, server, connected } = await stage(context);
  await assert.rejects(home.client.callWS({ type: "get_config" }), { code: "connection_lost" });
  await connected();
  const request = Object.freeze({ type: "get_config" });
  assert.deepEqual(await home.client.callWS(request), server.config);
  await home.client.callService("button", "press", {}, { entity_id: "button.ping" });
  await home.client.callService("homeassistant", "reload_config_entry", { entry_id: "1" });
  assert.deepEqual(server.calls, [
    { domain: "button", service: "press", data: {}, target: { entity_id: "button.ping" } },
    { domain: "homeassistant", service: "reload_config_entry", data: { entry_id: "1" }, target: undefined },
  ]);
  server.onService(() => {
    throw refusal("home_assistant_error", "Unauthorized");
  });
  await assert.rejects(home.client.callService("update", "install", {}), { code: "unauthorized", message: "Unauthorized" });
  await assert.rejects(home.client.callWS({ type: "no/such" }), { code: "unknown_command", message: "Unknown command." });
});

test("a call that is out when the connection breaks says that nobody knows", async (context) => {
  const { home, server, connected, until } = await stage(context);
  await connected();
  server.onService(() => new Promise(() => {}));
  const call = home.client.callService("lock", "lock", {});
  await until(() => server.calls.length === 1, "the call");
  server.drop();
  await assert.rejects(call, { code: "connection_lost" });
});

test("comes back after a cut, loses nothing, and leaves the same what is the same", async (context) => {
  const { home, server, until, connected, changes } = await stage(context);
  await connected();
  const before = sourceOf(home);
  await server.stop();
  await until(() => home.state === "lost", "the loss");
  assert.equal(sourceOf(home).connected, false);
  assert.equal(sourceOf(home).states, before.states, "what was known stays known");
  server.setState("lock.front", "jammed");
  server.removeState("sensor.back_battery");
  const told = changes();
  await server.start();
  const states = new Set<string | undefined>();
  home.onChange(() => {
    const { connected: isUp, states: now } = sourceOf(home);
    if (isUp) states.add(now["lock.front"]?.state);
  });
  await connected();
  await until(() => changes() > told && states.size > 0, "word of it");
  const after = sourceOf(home);
  assert.deepEqual([...states], ["jammed"], "never connected with what was true before");
  assert.equal(after.states["sensor.back_battery"], undefined, "gone meanwhile");
  assert.equal(after.states["lock.back"], before.states["lock.back"]);
  assert.equal(after.entities, before.entities);
  assert.equal(after.devices, before.devices);
});

test("waits for a Home Assistant that is not there yet, without hurry", async (context) => {
  const { home, server, clock, lines, connected } = await stage(context, { running: false });
  const waits: number[] = [];
  for (let count = 1; count <= 6; count++) {
    await until(() => lines.length === count, "an attempt");
    const [wait] = clock.waiting;
    waits.push(wait!);
    await clock.advance(wait!);
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
  assert.equal(home.state, "connecting");
  await server.start();
  await connected();
  assert.equal(lines.filter(({ level }) => level === "warn").length, 1, "said once");
});

test("notices a connection that is dead without saying so", async (context) => {
  const { home, server, clock, until, connected } = await stage(context);
  await connected();
  const [socket] = server.open("subscribe_entities");
  server.frozen = true;
  await clock.advance(30_000);
  await clock.advance(9_000);
  assert.equal(home.state, "connected");
  await clock.advance(1_000);
  await until(() => home.state === "lost", "the loss");
  server.frozen = false;
  server.setState("lock.front", "jammed");
  await connected();
  assert.notEqual(server.open("subscribe_entities")[0], socket);
  assert.equal(sourceOf(home).states["lock.front"]?.state, "jammed");
});

test("a connection that answers its pings stays", async (context) => {
  const { home, server, clock, connected } = await stage(context);
  await connected();
  const [stream] = server.open("subscribe_entities");
  for (let count = 0; count < 5; count++) {
    await clock.advance(30_000);
    // The pong ends the ten seconds' wait and begins the next thirty.
    await until(() => clock.waiting.includes(30_000), "the pong");
  }
  assert.equal(home.state, "connected");
  assert.equal(server.open("subscribe_entities")[0], stream);
});

test("a server that accepts and says nothing is left after ten seconds", async (context) => {
  const server = new HomeServer(HOME);
  server.frozen = true;
  const { clock, connected } = await stage(context, { server });
  await until(() => server.connections === 1, "a socket");
  await clock.advance(10_000);
  server.frozen = false;
  await connected();
});

test("a refused token is said once, tried gently, and taken when it is valid again", async (context) => {
  const server = new HomeServer(HOME);
  const { token } = server;
  server.token = "another";
  const { home, clock, until: soon, connected, lines } = await stage(context, { server, token });
  await soon(() => home.state === "refused", "the refusal");
  const errors = () => lines.filter(({ level }) => level === "error");
  assert.equal(server.signIns, 1);
  await clock.advance(4 * MINUTE);
  assert.equal(server.signIns, 1, "not hammered");
  await clock.advance(MINUTE);
  await until(() => server.signIns === 2 && clock.waiting.includes(5 * MINUTE), "the second attempt");
  assert.equal(errors().length, 1, "said once");
  assert.match(errors()[0]!.message, /home\.token/);
  assert.equal(JSON.stringify(lines).includes(token), false, "the token is in no line");
  server.token = token;
  await clock.advance(5 * MINUTE);
  await connected();
  assert.equal(sourceOf(home).states["lock.front"]?.state, "locked");
});

test("a token that is revoked while connected", async (context) => {
  const { home, server, clock, until: soon, connected } = await stage(context);
  await connected();
  const { token } = server;
  server.token = "another";
  server.drop();
  await soon(() => home.state === "refused", "the refusal");
  assert.equal(sourceOf(home).connected, false);
  server.token = token;
  await clock.advance(5 * MINUTE);
  await connected();
});

test("subscriptions begin before there is a connection, outlive it, and end", async (context) => {
  const { home, server, until, connected } = await stage(context, { running: false });
  const events: unknown[] = [];
  server.onStream("logbook/event_stream", ({ start }) => ({ start }));
  const request = Object.freeze({ type: "logbook/event_stream", start: 5 });
  const standing = home.client.subscribe(request, (event) => events.push(event));
  await server.start();
  await connected();
  const end = await standing;
  server.open("logbook/event_stream")[0]!.emit("more");
  await until(() => events.length === 2, "two events");
  server.drop();
  await until(() => events.length === 3, "the first event again");
  assert.deepEqual(events, [{ start: 5 }, "more", { start: 5 }]);
  assert.equal(server.open("logbook/event_stream").length, 1);
  end();
  await until(() => server.open("logbook/event_stream").length === 0, "the end");
  server.drop();
  await until(() => home.state === "lost", "the loss");
  await connected();
  assert.equal(server.open("logbook/event_stream").length, 0);
  assert.equal(server.open("subscribe_entities").length, 1);
});

test("what the recorder tells is handed on at once the first time, then once a second", async (context) => {
  const { home, server, clock, until, connected } = await stage(context);
  await connected();
  server.onStream("history/stream", () => ({ states: { "lock.front": [1] } }));
  const events: unknown[] = [];
  await home.client.subscribe({ type: "history/stream" }, (event) => events.push(event));
  await until(() => events.length === 1, "the history");
  assert.deepEqual(events.splice(0), [{ states: { "lock.front": [1] } }]);
  const [stream] = server.open("history/stream");
  const began = clock.now();
  for (const states of [{ "lock.front": [2] }, { "lock.back": [3] }, { "lock.front": [4, 5] }]) stream!.emit({ states });
  await until(() => events.length > 0, "what was collected");
  assert.ok(clock.now() - began >= 1_000, `${clock.now() - began} ms`);
  assert.deepEqual(events, [{ states: { "lock.front": [2, 4, 5], "lock.back": [3] } }]);
});

test("a subscription that is refused is given up at first, and tried again after a restart", async (context) => {
  const { home, server, until, connected } = await stage(context);
  await connected();
  const events: unknown[] = [];
  const subscribe = () => home.client.subscribe({ type: "zwave_js/subscribe_node_statistics" }, (event) => events.push(event));
  await assert.rejects(subscribe(), { code: "unknown_command" });
  server.onStream("zwave_js/subscribe_node_statistics", () => "first");
  await subscribe();
  assert.deepEqual(events, ["first"]);
  let refused = 0;
  server.onStream("zwave_js/subscribe_node_statistics", () => {
    refused++;
    throw refusal("not_loaded", "The entry is not loaded");
  });
  server.drop();
  await until(() => refused >= 3, "refusals while the integration starts");
  server.onStream("zwave_js/subscribe_node_statistics", () => "again");
  await until(() => events.length === 2, "the stream again");
  assert.deepEqual(events, ["first", "again"]);
});

test("an event that cannot be taken in does not end the session", async (context) => {
  const { home, server, lines, until, connected } = await stage(context);
  await connected();
  server.onStream("some/stream", () => undefined);
  await home.client.subscribe({ type: "some/stream" }, () => {
    throw new Error("out of order");
  });
  server.open("some/stream")[0]!.emit({ code: "739146" });
  await until(() => lines.some(({ level }) => level === "error"), "word of it");
  assert.equal(JSON.stringify(lines).includes("739146"), false);
  server.setState("lock.front", "jammed");
  await until(() => sourceOf(home).states["lock.front"]?.state === "jammed", "the next change");
});

test("closing ends everything, at whatever moment", async (context) => {
  await context.test("connected", async (inner) => {
    const { home, server, clock, changes, connected } = await stage(inner);
    await connected();
    const before = changes();
    await home.close();
    await until(() => server.connections === 0, "the end of the connection");
    await clock.advance(10 * MINUTE);
    assert.equal(server.signIns, 1);
    assert.equal(changes(), before);
    assert.deepEqual(clock.waiting, []);
    await assert.rejects(home.client.callWS({ type: "get_config" }), { code: "connection_lost" });
  });
  await context.test("waiting", async (inner) => {
    const { home, server, clock, lines, until: soon } = await stage(inner, { running: false });
    await soon(() => lines.length > 0, "an attempt");
    await home.close();
    await server.start();
    await clock.advance(MINUTE);
    assert.equal(server.signIns, 0);
    assert.deepEqual(clock.waiting, []);
  });
  await context.test("signing in", async (inner) => {
    const server = new HomeServer(HOME);
    server.frozen = true;
    const { home } = await stage(inner, { server });
    await until(() => server.connections === 1, "a socket");
    await home.close();
    await until(() => server.connections === 0, "the end of the socket");
  });
});
