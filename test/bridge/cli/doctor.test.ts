import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { isAtLeast, restUrl } from "../../../src/bridge/cli/doctor.ts";
import { MEMORY_FILE } from "../../../src/bridge/cli/deps.ts";
import type { HttpAnswer } from "../../../src/bridge/cli/deps.ts";
import { probes } from "../../../src/bridge/cli/probes.ts";
import { openMemory } from "../../../src/bridge/memory.ts";
import { refusal } from "../../support/client.ts";
import { mockDevice } from "../../support/home.ts";
import { rows } from "../../support/table.ts";
import { OPTIONS, TOKEN, World } from "./support.ts";

/** A set-up in which all is well. */
function well(): World {
  const world = new World((home) => {
    home.user = { is_admin: true };
    home.device(mockDevice("ours", { identifiers: [["mqtt", "lock_health_home_bridge"]] }));
  });
  world.options = { ...OPTIONS, mqtt: { ...OPTIONS.mqtt, url: "mqtt://broker.test" } };
  world.broker.answer = ({ topic, payload }) => {
    for (const stream of world.stage.client.open("mqtt/subscribe"))
      if (stream.request["topic"] === topic) stream.emit({ topic, payload });
  };
  return world;
}

const line = (out: string, what: string) => out.split("\n").find((each) => each.includes(`  ${what} `)) ?? "";

test("says ok to each thing, and ends with 0, when all is well", async () => {
  const { status, out } = await well().run("doctor");
  const lines = out.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((each) => each.split(/ {2,}/).slice(0, 2)),
    [
      "Options",
      "Home Assistant",
      "Clock",
      "Time zone",
      "Token",
      "Broker",
      "Same broker",
      "Discovery",
      "Data folder",
      "Memory",
      "Metrics",
    ].map((what) => ["ok", what]),
  );
  assert.equal(status, 0);
});

describe("says what to do, and ends with 1", () => {
  const answered = (world: World, change: Partial<HttpAnswer> & { body?: object }) => {
    const { get } = world.probes;
    world.probes.get = async (...asked) => ({ ...(await get(...asked)), ...change });
  };
  const version = (version: string) => (world: World) => answered(world, { body: { version, time_zone: "Europe/Amsterdam" } });
  const table: readonly (readonly [name: string, change: (world: World) => void, what: string, said: RegExp])[] = [
    [
      "Home Assistant is away",
      (world) => {
        world.probes.get = async () => {
          throw new Error("ECONNREFUSED");
        };
      },
      "Home Assistant",
      /does not answer at http:\/\/ha\.test:8123 \(ECONNREFUSED\): correct home\.url/,
    ],
    ["the token is refused", (world) => answered(world, { status: 401 }), "Token", /refused: make a long-lived access token/],
    [
      "something else answers",
      (world) => answered(world, { status: 404, body: {} }),
      "Home Assistant",
      /is not Home Assistant \(404\)/,
    ],
    ["Home Assistant is old", version("2026.10.4"), "Home Assistant", /2026\.10\.4 is older than 2026\.11: update it/],
    ["the token is a plain user's", (world) => (world.stage.home.user = { is_admin: false }), "Token", /a plain user's/],
    ["the websocket is closed", (world) => (world.session = "lost"), "Token", /websocket of Home Assistant does not answer/],
    [
      "the clock is ahead",
      (world) => answered(world, { date: world.stage.clock.now() - 120_000 }),
      "Clock",
      /2 min ahead of Home Assistant's/,
    ],
    ["the clock is behind", (world) => answered(world, { date: world.stage.clock.now() + 60_000 }), "Clock", /1 min behind/],
    ["no broker is named", (world) => (world.options = OPTIONS), "Broker", /none is named: write mqtt\.url/],
    ["the broker is away", (world) => (world.broker.connected = false), "Broker", /does not let in within 5 sec/],
    ["Home Assistant uses another broker", (world) => (world.broker.answer = () => {}), "Same broker", /uses another broker/],
    [
      "Home Assistant has no MQTT",
      (world) =>
        world.stage.client.onStream("mqtt/subscribe", () => {
          throw refusal("unknown_command", "Unknown command.");
        }),
      "Same broker",
      /has no MQTT integration/,
    ],
    [
      "the prefix is another",
      (world) => {
        world.stage.home.devices = {};
        world.broker.leave("lock_health/home/bridge/availability", "online");
      },
      "Discovery",
      /knows nothing of it: put its .* prefix into mqtt\.discovery_prefix/,
    ],
    [
      "the folder is read-only",
      (world) => (world.probes.folderProblem = async () => "EROFS"),
      "Data folder",
      /\/data cannot be written to \(EROFS\)/,
    ],
    [
      "the memory is broken",
      (world) => (world.probes.memoryProblem = async () => "file is not a database"),
      "Memory",
      /cannot be read \(file is not a database\)/,
    ],
    ["the port is taken", (world) => (world.probes.portFree = async () => false), "Metrics", /taken by something else/],
  ];
  for (const [name, change, what, said] of table)
    test(name, async () => {
      const world = well();
      change(world);
      const { status, out } = await world.run("doctor");
      assert.match(line(out, what), said);
      assert.match(line(out, what), /^to do/);
      assert.equal(out.match(/^to do/gm)?.length, 1);
      assert.equal(status, 1);
      assert.ok(!out.includes(TOKEN));
    });

  test("options that cannot be read", async () => {
    const world = well();
    world.problems = ["topic (a.yaml) is 7: write another", "home.token is missing: write one"];
    const { status, out, err } = await world.run("doctor", "--config", "a.yaml");
    assert.equal(out, "to do  Options  topic (a.yaml) is 7: write another\nto do  Options  home.token is missing: write one\n");
    assert.deepEqual([status, err], [1, ""]);
  });
});

describe("says that something is worth a look, and ends with 0", () => {
  const table: readonly (readonly [name: string, change: (world: World) => void, what: string, said: RegExp])[] = [
    [
      "another time zone",
      (world) => (world.probes.timeZone = "America/New_York"),
      "Time zone",
      /America\/New_York here, Europe\/Amsterdam in Home Assistant: set TZ=Europe\/Amsterdam/,
    ],
    [
      "nothing announced yet",
      (world) => (world.stage.home.devices = {}),
      "Discovery",
      /nothing is announced below homeassistant yet/,
    ],
    [
      "others announce",
      (world) => {
        world.stage.home.devices = {};
        world.broker.leave("homeassistant/lock/0x1/lock/config", "{}");
      },
      "Discovery",
      /others announce below homeassistant/,
    ],
  ];
  for (const [name, change, what, said] of table)
    test(name, async () => {
      const world = well();
      change(world);
      const { status, out } = await world.run("doctor");
      assert.match(line(out, what), said);
      assert.match(line(out, what), /^look/);
      assert.equal(status, 0);
    });
});

test("a port that the bridge itself has is well", async () => {
  const world = well();
  const { get } = world.probes;
  world.probes.portFree = async () => false;
  world.probes.get = async (url, options) =>
    url === "http://127.0.0.1:9190/health"
      ? { status: 503, date: undefined, body: { ok: false, reasons: [] } }
      : get(url, options);
  const { status, out } = await world.run("doctor");
  assert.match(line(out, "Metrics"), /^ok .*the bridge answers/);
  assert.equal(status, 0);
});

test("a zone with the same time is well", async () => {
  const world = well();
  world.probes.timeZone = "Europe/Berlin";
  assert.match(line((await world.run("doctor")).out, "Time zone"), /^ok/);
});

describe("the REST interface is beside the websocket", () => {
  rows<[name: string, url: string]>(
    [
      ["http://ha.test:8123", "http://ha.test:8123/api"],
      ["https://ha.test/", "https://ha.test/api"],
      ["ws://ha.test:8123/api/websocket", "http://ha.test:8123/api"],
      ["ws://supervisor/core/websocket", "http://supervisor/core/api"],
    ],
    ([given, url]) => assert.equal(restUrl(given), url),
  );
});

describe("versions", () => {
  rows<[name: string, isEnough: boolean]>(
    [
      ["2026.11.0", true],
      ["2026.11.0b3", true],
      ["2027.1.0.dev0", true],
      ["2026.2.9", false],
      ["2025.12.1", false],
      ["unknown", false],
    ],
    ([version, isEnough]) => assert.equal(isAtLeast(version, "2026.11"), isEnough),
  );
});

describe("on this machine", () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-health-doctor-"));
  after(() => rmSync(folder, { recursive: true }));

  test("a folder is looked at without a trace, also one that would be made", async () => {
    assert.equal(await probes.folderProblem(folder), undefined);
    assert.equal(await probes.folderProblem(join(folder, "a", "b")), undefined);
    assert.deepEqual(readdirSync(folder), []);
    writeFileSync(join(folder, "file"), "");
    assert.equal(await probes.folderProblem(join(folder, "file")), "ENOTDIR");
  });

  test("a memory is looked at, and left as it is", async () => {
    const data = join(folder, "data");
    mkdirSync(data);
    assert.equal(await probes.memoryProblem(data), "none");
    const memory = openMemory(join(data, MEMORY_FILE));
    assert.equal(await probes.memoryProblem(data), undefined);
    memory.close();
    assert.equal(await probes.memoryProblem(data), undefined);
    writeFileSync(join(data, MEMORY_FILE), "no database at all, and long enough to be looked into ".repeat(40));
    assert.match((await probes.memoryProblem(data)) ?? "", /not a database/);
    assert.deepEqual(
      readdirSync(data).filter((name) => name.includes("broken")),
      [],
    );
  });

  test("a port is free or taken, and what answers there is read", async () => {
    const heard: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end('{"ok":true}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      assert.equal(await probes.portFree(port, "127.0.0.1"), false);
      const { status, date, body } = await probes.get(`http://127.0.0.1:${port}/health`, { ms: 5_000 });
      assert.deepEqual([status, body, heard], [200, { ok: true }, [undefined]]);
      assert.ok(Math.abs(date! - Date.now()) < 5_000);
      await probes.get(`http://127.0.0.1:${port}/api/config`, { token: "t", ms: 5_000 });
      assert.deepEqual(heard, [undefined, "Bearer t"]);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    assert.equal(await probes.portFree(port, "127.0.0.1"), true);
    await assert.rejects(probes.get(`http://127.0.0.1:${port}/health`, { ms: 5_000 }), /ECONNREFUSED/);
  });
});
