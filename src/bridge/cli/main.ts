import { everything } from "../../runtime/everything.ts";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { HomeHealth } from "../../runtime/home-health.ts";
import type { Clock } from "../../runtime/client.ts";
import { readOptions } from "../options.ts";
import { beThrifty } from "../thrift.ts";
import { VERSION } from "../version.ts";
import { dispatch } from "./commands.ts";
import { MEMORY_FILE } from "./deps.ts";
import type { Deps } from "./deps.ts";
import { probes } from "./probes.ts";

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

const { stdin, stdout, stderr, env } = process;
const shown = stdout.isTTY;

/** Resolves when somebody wants the process to end. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

// What a command does not need is not loaded: help has to come at once.
const deps: Deps = {
  readOptions: ({ config, home, needs }) =>
    readOptions({ file: config, env, needs, ...(home === undefined ? {} : { overrides: { "home.url": home } }) }),
  async openSession({ home: { url, token } }) {
    const { openSession } = await import("../session.ts");
    return openSession({ url, token });
  },
  async openBroker({ mqtt, topic, home_id: homeId }) {
    const { openBroker } = await import("../broker.ts");
    const { url, username, password, ca, discovery_prefix: discoveryPrefix } = mqtt;
    return openBroker({
      url,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(ca === undefined ? {} : { ca }),
      clientId: `lock-health-cli-${process.pid}-${Date.now().toString(36)}`,
      ownTopics: topic,
      discoveryPrefix,
      // An empty one leaves nothing on the broker: this is not the bridge.
      will: { topic: `${topic}/${homeId}/cli`, payload: "" },
    });
  },
  async openMemory({ data }, how) {
    const file = join(data, MEMORY_FILE);
    if (how === "existing" && !existsSync(file)) return undefined;
    const { openMemory } = await import("../memory.ts");
    mkdirSync(data, { recursive: true });
    return openMemory(file);
  },
  async openHealth(client, at, { admin }) {
    if (!admin) return new HomeHealth(client, at, everything);
    const { deepAdapterFor } = await import("../../adapters/deep/index.ts");
    return new HomeHealth(client, at, everything, deepAdapterFor);
  },
  async runBridge(options) {
    beThrifty();
    const { runBridge } = await import("../main.ts");
    const stop = stopped();
    const bridge = await runBridge(options);
    await stop;
    await bridge.close();
  },
  probes,
  stdout: (text) => void stdout.write(text),
  stderr: (text) => void stderr.write(text),
  clock,
  isTTY: shown && stdin.isTTY,
  colour: shown && !env["NO_COLOR"] && env["TERM"] !== "dumb",
  columns: shown ? stdout.columns : undefined,
  async ask(question) {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return /^(y|yes|j|ja)$/i.test((await lines.question(question)).trim());
    } finally {
      lines.close();
    }
  },
  onInterrupt(stop) {
    process.once("SIGINT", stop);
    return () => process.off("SIGINT", stop);
  },
  version: VERSION,
};

// Older ones have no SQLite, or hide it behind a flag.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  stderr.write(`The bridge needs Node 22.13 or newer, and this is ${process.versions.node}.\n`);
  process.exit(2);
}

// Whoever reads may stop reading, as `head` does.
stdout.on("error", () => process.exit());

process.exitCode = await dispatch(process.argv.slice(2), deps);
// All has been closed; what an end of the network still holds open is not worth waiting for.
setTimeout(() => process.exit(), 2_000).unref();
