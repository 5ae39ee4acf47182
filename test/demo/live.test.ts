import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import WebSocket, { WebSocketServer } from "ws";
import { serveDemo } from "../../scripts/lib/demo-server.mjs";
import { HomeProblem, openHome, websocketUrl } from "../../scripts/lib/home-link.mjs";
import { LiveHome } from "../../src/demo/page/live-home.ts";
import type { LiveHass } from "../../src/demo/page/live-home.ts";

const TOKEN = "the-secret-token";
const closing: (() => unknown)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** A home that knows as much as the live page asks, and notes down what it was asked. */
async function fakeHome(): Promise<{ url: string; asked: { type: string; access_token?: string }[] }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/api/websocket" });
  await once(server, "listening");
  const asked: { type: string; access_token?: string }[] = [];
  const answers: { [type: string]: unknown } = {
    "auth/current_user": { id: "u", name: "Tablet", is_admin: false, is_owner: false },
    get_config: { state: "RUNNING", version: "2026.11.0", components: [] },
    "config/area_registry/list": [{ area_id: "hall", name: "Hall" }],
    "config/device_registry/list": [{ id: "d1", name: "Front door", config_entry_id: "e1" }],
    "config/entity_registry/list_for_display": {
      entity_categories: { "0": "config", "1": "diagnostic" },
      entities: [
        { ei: "lock.front", pl: "zwave_js", di: "d1", lb: [] },
        { ei: "sensor.front_battery", pl: "zwave_js", di: "d1", ec: 1, en: "Battery level", tk: "battery", lb: [] },
      ],
    },
    "config/entity_registry/get_entries": { "lock.front": { unique_id: "u1", options: { lock: { default_code: "4711" } } } },
  };
  const lock = { s: "locked", a: { friendly_name: "Front door" }, c: "x", lc: 1795390351 };
  server.on("connection", (socket) => {
    socket.send(JSON.stringify({ type: "auth_required", ha_version: "2026.11.0" }));
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id: number; type: string; access_token?: string };
      asked.push(message);
      const { id, type } = message;
      if (type === "auth") {
        const good = message.access_token === TOKEN;
        return socket.send(
          JSON.stringify(
            good
              ? { type: "auth_ok", ha_version: "2026.11.0" }
              : { type: "auth_invalid", message: "Invalid access token or password" },
          ),
        );
      }
      socket.send(JSON.stringify({ id, type: "result", success: true, result: answers[type] ?? null }));
      if (type === "subscribe_entities")
        socket.send(
          JSON.stringify({
            id,
            type: "event",
            event: { a: { "lock.front": lock, "sensor.front_pin_code": { ...lock, s: "4711" } } },
          }),
        );
    });
  });
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("the address of a home", () => {
  test("is taken as a person writes it", () => {
    assert.equal(websocketUrl("http://homeassistant.local:8123"), "ws://homeassistant.local:8123/api/websocket");
    assert.equal(websocketUrl("homeassistant.local:8123"), "ws://homeassistant.local:8123/api/websocket");
    assert.equal(websocketUrl("https://home.example/ha/"), "wss://home.example/ha/api/websocket");
    assert.throws(() => websocketUrl("ftp://home"), HomeProblem);
    assert.throws(() => websocketUrl("http://"), HomeProblem);
  });
});

describe("a home that cannot be opened", () => {
  test("is explained in plain words", async () => {
    const { url } = await fakeHome();
    await assert.rejects(
      openHome(url, "wrong"),
      (error: Error) => error instanceof HomeProblem && /does not accept the token/.test(error.message),
    );
    await assert.rejects(
      openHome("http://127.0.0.1:9", TOKEN),
      (error: Error) => error instanceof HomeProblem && /Nothing answers/.test(error.message),
    );
  });
});

describe("the live page's server", async () => {
  const { url, asked } = await fakeHome();
  const { url: page, close } = await serveDemo({ port: 18_099, live: { home: url, token: TOKEN, allowFixes: false } });
  closing.push(close);

  test("serves page, script and style, and never the token", async () => {
    for (const path of ["", "page.js", "page.css", "live.json"]) {
      const response = await fetch(page + path);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.doesNotMatch(await response.text(), new RegExp(TOKEN));
    }
    assert.match(await (await fetch(`${page}icons/lock-open-variant`)).text(), /^M[\d.]/);
    assert.equal((await fetch(`${page}icons/no-such-icon`)).status, 404);
    assert.equal((await fetch(`${page}package.json`)).status, 404);
    assert.equal((await fetch(`${page}dist/..%2fpackage.json`)).status, 404);
    assert.equal((await fetch(page, { method: "POST" })).status, 405);
  });

  test("answers nobody from elsewhere", async () => {
    const refused = (headers: { [name: string]: string }) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${page.replace("http", "ws")}api/websocket`, { headers });
        socket.on("open", () => resolve("open"));
        socket.on("error", ({ message }) => resolve(message));
      });
    assert.match(await refused({ origin: "http://evil.example" }), /403/);
    assert.match(await refused({ host: "evil.example" }), /403/);
  });

  test("joins page and home: the card's hass comes to be, without codes", async () => {
    const seen: LiveHass[] = [];
    const home = await LiveHome.open(page.slice(0, -1), (hass) => seen.push(hass));
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const hass = seen[seen.length - 1];
    assert.ok(hass);
    assert.deepEqual(Object.keys(hass.states), ["lock.front"]);
    assert.deepEqual(hass["entities"], {
      "lock.front": { entity_id: "lock.front", platform: "zwave_js", labels: [], device_id: "d1" },
      "sensor.front_battery": {
        entity_id: "sensor.front_battery",
        platform: "zwave_js",
        labels: [],
        device_id: "d1",
        translation_key: "battery",
        entity_category: "diagnostic",
        name: "Battery level",
      },
    });
    assert.deepEqual((hass["user"] as { is_admin: boolean }).is_admin, false);
    const callWS = hass["callWS"] as (message: object) => Promise<object>;
    assert.deepEqual(await callWS({ type: "config/entity_registry/get_entries", entity_ids: ["lock.front"] }), {
      "lock.front": { unique_id: "u1" },
    });
    const callService = hass["callService"] as (domain: string, service: string, data: object, target: object) => Promise<object>;
    await assert.rejects(callService("button", "press", {}, { entity_id: "button.x" }), { code: "read_only" });
    assert.ok(!asked.some(({ type }) => type === "call_service"), "nothing of it reached the home");
    assert.deepEqual(
      asked.filter(({ type }) => type === "auth").map(({ access_token: token }) => token === TOKEN || token === "wrong"),
      [true],
    );
    home.close();
  });
});
