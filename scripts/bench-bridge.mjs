/**
 * Measures what is promised of the bridge: its own process, as it is built, between a real broker (mosquitto, which must
 * be installed) and a simulated home; and a day in fast time. Prints a table; with --markdown as it stands in
 * docs/performance.md. `--seconds N`: how long it is at rest, and how long it is under load; `--no-day` leaves out the day.
 * Ends with an error when something is over its budget. Linux only: it reads /proc.
 */
import { execFile, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { connectAsync } from "mqtt";
import { PROGRAM, buildBridge } from "./build-bridge.mjs";
import { root } from "./lib/root.mjs";

const { values: options } = parseArgs({
  options: {
    markdown: { type: "boolean", default: false },
    seconds: { type: "string", default: "60" },
    day: { type: "boolean", default: true },
  },
  allowNegative: true,
});
const seconds = Number(options.seconds);

const LOCKS = 100;
const OTHERS = 2_000;
/** Locks of the days in fast time: minutes of processor time for as many as above. */
const DAY_LOCKS = 50;
const RATE = 1_000;
/** Changes one after the other, for the time that one takes when nothing else happens. */
const SINGLE = 200;
/** Ms after which a verdict counts as lost. */
const WITHIN = 10_000;
/** Ms in which it comes to rest: what it asks for at the start has come, and memory is given back. */
const REST = 20_000;
/** The verdicts that the load leads to. */
const HEALTHY = "healthy";
const JAMMED = "error";
const MB = 1_000_000;

const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

const cleanups = [];

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function startBroker(folder) {
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const program = places.map((place) => join(place, "mosquitto")).find(existsSync);
  if (!program) throw new Error("mosquitto is not installed.");
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type none\n`);
  const broker = spawn(program, ["-c", config], { stdio: "ignore" });
  cleanups.push(() => broker.kill());
  return `mqtt://127.0.0.1:${port}`;
}

/** The simulated home. */
class Home {
  flips = [];
  #process = fork(join(root, "test/bench/bridge/server.mjs"), [LOCKS, OTHERS], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  #waiting = new Map();

  constructor() {
    cleanups.push(() => this.#process.kill());
    this.#process.on("message", (message) => {
      if (message.flips) this.flips.push(...message.flips);
      for (const key of Object.keys(message)) {
        this.#waiting.get(key)?.(message);
        this.#waiting.delete(key);
      }
    });
  }

  /** The next message with this field. */
  next(key) {
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  ask(message, key) {
    this.#process.send(message);
    return this.next(key);
  }
}

/** What an MQTT subscriber sees: the newest verdict of each lock, and when each came. */
class Watcher {
  verdicts = new Map();
  arrivals = [];
  messages = 0;

  async start(url) {
    const client = await connectAsync(url, { protocolVersion: 5, properties: { receiveMaximum: 65_535 } });
    cleanups.push(() => client.end(true));
    client.on("message", (topic, payload) => {
      const at = now();
      this.messages += 1;
      if (!topic.endsWith("/verdict")) return;
      const index = Number(topic.match(/bench_lock_(\d+)/)?.[1]);
      const verdict = String(payload);
      this.verdicts.set(index, verdict);
      this.arrivals.push([index, verdict, at]);
    });
    await client.subscribeAsync("lock_health/#", { qos: 1 });
  }
}

async function until(isSo, what, within = 60_000) {
  const deadline = now() + within;
  while (!isSo()) {
    if (now() > deadline) throw new Error(`This never came: ${what}.`);
    await sleep(20);
  }
}

async function resident(pid) {
  const [, kilobytes] = (await readFile(`/proc/${pid}/status`, "utf8")).match(/^VmRSS:\s+(\d+) kB/m);
  return (Number(kilobytes) * 1_024) / MB;
}

/** Hundredths of a second of processor time so far. */
async function processorTime(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Percent of one core while something is awaited. */
async function processorShare(pid, waited) {
  const [start, before] = [now(), await processorTime(pid)];
  await waited;
  return ((await processorTime(pid)) - before) / ((now() - start) / 1_000);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function quantiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Infinity;
  return { median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Ms from each jam that came or went to the verdict that says so, and how many verdicts never came. */
function latencies(flips, arrivals) {
  const waiting = new Map();
  for (const [index, isJammed, at] of flips) {
    if (!waiting.has(index)) waiting.set(index, []);
    waiting.get(index).push({ verdict: isJammed ? JAMMED : HEALTHY, at });
  }
  const times = [];
  for (const [index, verdict, at] of arrivals) {
    const own = waiting.get(index) ?? [];
    const found = own.findIndex((flip) => flip.verdict === verdict && flip.at <= at);
    if (found < 0) continue;
    times.push(at - own[found].at);
    own.splice(0, found + 1);
  }
  return { times, missing: flips.length - times.length };
}

/** The bridge as it is built, at work. Rows of [what, value, budget or none, unit]. */
async function measure(folder) {
  await buildBridge(folder);
  const url = await startBroker(folder);
  const home = new Home();
  const { url: homeUrl, token } = await home.next("url");
  const watcher = new Watcher();
  await watcher.start(url);
  const started = now();
  const bridge = spawn(process.execPath, [join(folder, PROGRAM), "run"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      HA_TOKEN: token,
      LOCK_HEALTH_HOME_URL: homeUrl,
      LOCK_HEALTH_MQTT_URL: url,
      LOCK_HEALTH_HOME_ID: "bench",
      LOCK_HEALTH_DATA: join(folder, "data"),
      LOCK_HEALTH_HTTP_PORT: "0",
      LOCK_HEALTH_LOG_LEVEL: "warn",
    },
  });
  let ended = false;
  bridge.on("exit", () => (ended = true));
  cleanups.push(() => bridge.kill());
  const allAre = (verdict) => watcher.verdicts.size === LOCKS && [...watcher.verdicts.values()].every((each) => each === verdict);
  await until(() => allAre(HEALTHY) || ended, "a verdict on each lock");
  if (ended) throw new Error("The bridge has ended.");
  const ready = now() - started;
  await sleep(REST);
  const idle = await processorShare(bridge.pid, sleep(seconds * 1_000));
  const atRest = await resident(bridge.pid);

  home.flips = [];
  watcher.arrivals = [];
  for (let turn = 0; turn < SINGLE; turn += 1) {
    await home.ask({ do: "flip", lock: turn % LOCKS }, "flips");
    await sleep(50);
  }
  await until(() => allAre(HEALTHY), "the last verdict", WITHIN);
  const single = latencies(home.flips, watcher.arrivals);

  home.flips = [];
  watcher.arrivals = [];
  const messages = watcher.messages;
  const samples = [];
  const sampling = setInterval(async () => samples.push(await resident(bridge.pid)), 500);
  const loaded = home.ask({ do: "load", rate: RATE, seconds }, "done");
  const busy = await processorShare(bridge.pid, loaded);
  clearInterval(sampling);
  const { done, ms } = await loaded;
  const { jammed } = await home.ask({ do: "jammed" }, "jammed");
  const isTrue = (index) => watcher.verdicts.get(index) === (jammed.includes(index) ? JAMMED : HEALTHY);
  const wrong = () => Array.from({ length: LOCKS }, (_, index) => index).filter((index) => !isTrue(index)).length;
  await until(() => wrong() === 0, "the last verdicts", WITHIN).catch(() => {});
  const load = latencies(home.flips, watcher.arrivals);
  const third = Math.floor(samples.length / 3);
  await sleep(REST);
  const afterLoad = await resident(bridge.pid);

  return [
    ["start to a verdict on each lock", ready, undefined, "ms"],
    ["resident at rest", atRest, 80, "MB"],
    ["processor, at rest", idle, 1, "% of a core"],
    ["change to published verdict, median", single.times.length === 0 ? Infinity : quantiles(single.times).median, 50, "ms"],
    ["the same, 95th percentile", quantiles(single.times).p95, undefined, "ms"],
    ["the same, 99th percentile", quantiles(single.times).p99, undefined, "ms"],
    ["state changes a second, under load", (done / ms) * 1_000, undefined, ""],
    ["processor, under load", busy, undefined, "% of a core"],
    ["change to published verdict under load, median", quantiles(load.times).median, 50, "ms"],
    ["the same, 95th percentile", quantiles(load.times).p95, undefined, "ms"],
    ["the same, 99th percentile", quantiles(load.times).p99, undefined, "ms"],
    ["jams whose coming or going was never published", load.missing, 0, ""],
    ["locks with a wrong verdict after the load", wrong(), 0, ""],
    ["MQTT messages under load", (watcher.messages - messages) / seconds, undefined, "a second"],
    ["resident, largest under load", Math.max(...samples), undefined, "MB"],
    ["resident, last third of the load against the first", mean(samples.slice(-third)) - mean(samples.slice(0, third)), 5, "MB"],
    [`resident ${REST / 1_000} s after the load`, afterLoad, 80, "MB"],
  ];
}

/** A day in fast time, in a process of its own that may ask for its memory to be tidied up. */
async function aDay() {
  const script = join(root, "test/bench/bridge/day.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, String(DAY_LOCKS)], { cwd: root });
  return JSON.parse(stdout);
}

const isBudget = (budget) => typeof budget === "number";

function formatted(value) {
  return value.toLocaleString("en", Math.abs(value) < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
}

function print(rows, markdown) {
  const head = ["what", "measured", "budget", ""];
  const cells = rows.map(([what, value, budget, unit]) => [
    what,
    `${formatted(value)} ${unit}`.trim(),
    isBudget(budget) ? `≤ ${formatted(budget)} ${unit}`.trim() : "–",
    isBudget(budget) ? (value <= budget ? "kept" : "over") : "",
  ]);
  if (markdown) return console.log([head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n"));
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column].length)));
  for (const row of [head, ...cells])
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}

const folder = await mkdtemp(join(tmpdir(), "lock-health-bench-"));
try {
  const rows = await measure(folder);
  for (const stop of cleanups.splice(0).reverse()) await stop();
  if (options.day) rows.push(...(await aDay()));
  print(rows, options.markdown);
  console.log(`\n${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}.`);
  if (rows.some(([, value, budget]) => isBudget(budget) && !(value <= budget))) process.exitCode = 1;
} finally {
  for (const stop of cleanups.splice(0).reverse()) await stop();
  await rm(folder, { recursive: true, force: true });
}
