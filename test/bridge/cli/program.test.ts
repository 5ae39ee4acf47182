import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes";
import { LICENSES, PROGRAM, buildBridge } from "../../../scripts/build-bridge.mjs";
import { HomeServer } from "../support/home-server.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lock-health-bridge-"));
after(() => rmSync(folder, { recursive: true }));
before(() => buildBridge(folder));

const version = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the bundle to its end, in a folder of its own: there is nothing of the project beside it. */
function program(args: readonly string[], env: { readonly [name: string]: string } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(folder, PROGRAM), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TZ: "UTC", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (told.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (told.err += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...told }));
  });
}

describe("the bundle", () => {
  test("stands alone, with what it may be handed on with", async () => {
    assert.deepEqual(readdirSync(folder).sort(), [LICENSES, PROGRAM].sort());
    assert.match(readFileSync(join(folder, PROGRAM), "utf8"), /^#!\/usr\/bin\/env node\n/);
    for (const name of ["mqtt", "ws", "zod", "yaml", "pino", "home-assistant-js-websocket"])
      assert.match(readFileSync(join(folder, LICENSES), "utf8"), new RegExp(`^${name} \\d`, "m"));
    assert.deepEqual(await program(["--version"]), { status: 0, out: `${version}\n`, err: "" });
  });

  test("names no folder of the machine on which it was built", () => {
    assert.ok(!readFileSync(join(folder, PROGRAM), "utf8").includes(root));
  });

  test("looks at a home, and ends", async () => {
    const server = await new HomeServer({
      states: { "lock.shed": { state: "jammed", attributes: { friendly_name: "Shed" } } },
      entities: [{ entity_id: "lock.shed", device_id: "d", platform: "mqtt" }],
      devices: [{ id: "d", name: "Shed", identifiers: [["mqtt", "shed"]], connections: [], config_entries: [] }],
    }).start();
    try {
      const env = { HA_TOKEN: server.token };
      const { status, out, err } = await program(["check", "--home", server.url], env);
      assert.match(out, /^Fault +Shed +The bolt is jammed/m);
      assert.deepEqual([status, err], [1, ""]);
      assert.deepEqual(server.calls, []);
      const refused = await program(["check", "--home", server.url], { HA_TOKEN: "another-token" });
      assert.match(refused.err, /^Home Assistant refuses the token/);
      assert.ok(!refused.err.includes("another-token"));
      assert.equal(refused.status, 2);
    } finally {
      await server.stop();
    }
  });

  test("reads a real broker, and leaves nothing on it", async () => {
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const left = new Map<string, string>();
    const leave = (topic: string, payload: string) =>
      new Promise<void>((resolve) => {
        aedes.publish({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 0, retain: true, dup: false }, () =>
          resolve(),
        );
      });
    await leave("lock_health/villa/bridge/availability", "online");
    await leave("lock_health/villa/lock/x/verdict", "warning");
    await leave("lock_health/villa/lock/x/verdict/attributes", '{"lock_name":"Gate","title":"Battery 18 %"}');
    aedes.subscribe(
      "#",
      ({ topic, payload, retain }, done) => {
        if (retain) left.set(topic, payload.toString());
        done();
      },
      () => {},
    );
    try {
      const { port } = server.address() as AddressInfo;
      writeFileSync(join(folder, "options.yaml"), `mqtt:\n  url: mqtt://127.0.0.1:${port}\n`);
      const { status, out, err } = await program(["check", "--broker", "--config", "options.yaml"]);
      assert.equal(out, "villa\n  Warning  Gate  Battery 18 %\n\n");
      assert.deepEqual([status, err], [1, ""]);
      assert.equal(left.get("lock_health/home/cli") ?? "", "");
    } finally {
      rmSync(join(folder, "options.yaml"));
      aedes.close();
      server.close();
    }
  });
});
