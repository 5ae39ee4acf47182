/**
 * Measures what is promised of the bridge: its own process, as it is built, between a real broker (mosquitto, which must
 * be installed) and a simulated home; and a day in fast time. Prints a table; with --markdown as it stands in
 * docs/performance.md. `--seconds N`: how long it is at rest, and how long it is under load; `--no-day` leaves out the day.
 * It mostly waits, for some three minutes, and the day takes two more of one core: what it is at goes to stderr meanwhile.
 * Ends with an error when something is over its budget, or does not come. Linux only: it reads /proc.
 */
import { execFile, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { cpus, loadavg, tmpdir } from "node:os";
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
/** Ms in which the simulated home answers. */
const ANSWERS_WITHIN = 30_000;
/** Ms in which a process ends that is asked to. */
const ENDS_WITHIN = 5_000;
/** Ms in which the day is over, also on a slow machine. */
const DAY_WITHIN = 20 * 60_000;
/** Ms in which it comes to rest: what it asks for at the start has come, and memory is given back. */
const REST = 20_000;
/** The verdicts that the load leads to. */
const HEALTHY = "healthy";
const JAMMED = "error";
const MB = 1_000_000;

const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

const cleanups = [];

async function cleanUp() {
  for (const stop of cleanups.splice(0).reverse()) await stop();
}

const began = now();
const minutes = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;

/** Most of the time nothing moves: without a word it would look as if it hung. */
function say(what) {
  console.error(`${minutes(now() - began)}  ${what} (load of the machine ${loadavg()[0].toFixed(1)})`);
}

/** Whether a process that this needs has gone, by its name. Else its answer would be awaited for ever. */
let gone;

function needs(child, name) {
  child.on("error", () => (gone ??= name));
  child.on("exit", () => (gone ??= name));
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = once(child, "exit");
    child.kill();
    const late = setTimeout(() => child.kill("SIGKILL"), ENDS_WITHIN);
    await ended;
    clearTimeout(late);
  });
}

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
  needs(broker, "Mosquitto");
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
    needs(this.#process, "The simulated home");
    this.#process.on("message", (message) => {
      if (message.flips) this.flips.push(...message.flips);
      for (const key of Object.keys(message)) {
        this.#waiting.get(key)?.(message);
        this.#waiting.delete(key);
      }
    });
  }

  /** The next message with this field. */
  async next(key, within = ANSWERS_WITHIN) {
    let answer;
    this.#waiting.set(key, (message) => (answer = message));
    await until(() => answer, `"${key}" of the simulated home`, within);
    return answer;
  }

  ask(message, key, within) {
    this.#process.send(message);
    return this.next(key, within);
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

function mustRun() {
  if (gone) throw new Error(`${gone} has ended.`);
}

async function pause(ms) {
  await sleep(ms);
  mustRun();
}

async function until(isSo, what, within = 60_000) {
  const deadline = now() + within;
  while (!isSo()) {
    mustRun();
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
  const all = (2 * REST + 2 * seconds * 1_000 + SINGLE * 70) * 1.05;
  say(`builds the bridge; what is measured of it takes ${minutes(all)} from now`);
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
  needs(bridge, "The bridge");
  const allAre = (verdict) => watcher.verdicts.size === LOCKS && [...watcher.verdicts.values()].every((each) => each === verdict);
  await until(() => allAre(HEALTHY), "a verdict on each lock");
  const ready = now() - started;
  say(`lets it come to rest, then measures ${seconds} s of it`);
  await pause(REST);
  const idle = await processorShare(bridge.pid, pause(seconds * 1_000));
  const atRest = await resident(bridge.pid);

  say(`one change after the other, ${SINGLE} of them`);
  home.flips = [];
  watcher.arrivals = [];
  for (let turn = 0; turn < SINGLE; turn += 1) {
    await home.ask({ do: "flip", lock: turn % LOCKS }, "flips");
    await pause(50);
  }
  await until(() => allAre(HEALTHY), "the last verdict", WITHIN);
  const single = latencies(home.flips, watcher.arrivals);

  say(`${formatted(RATE)} changes a second for ${seconds} s`);
  home.flips = [];
  watcher.arrivals = [];
  const messages = watcher.messages;
  const samples = [];
  const sample = async () => samples.push(await resident(bridge.pid));
  // Whether the bridge still runs is looked at elsewhere.
  const sampling = setInterval(() => void sample().catch(() => {}), 500);
  const loaded = home.ask({ do: "load", rate: RATE, seconds }, "done", seconds * 1_000 + ANSWERS_WITHIN);
  const busy = await processorShare(bridge.pid, loaded);
  clearInterval(sampling);
  const { done, ms } = await loaded;
  const { jammed } = await home.ask({ do: "jammed" }, "jammed");
  const isTrue = (index) => watcher.verdicts.get(index) === (jammed.includes(index) ? JAMMED : HEALTHY);
  const wrong = () => Array.from({ length: LOCKS }, (_, index) => index).filter((index) => !isTrue(index)).length;
  await until(() => wrong() === 0, "the last verdicts", WITHIN).catch(() => {});
  const load = latencies(home.flips, watcher.arrivals);
  say("lets it come to rest again");
  const third = Math.floor(samples.length / 3);
  await pause(REST);
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
  say("a day in fast time, and one before it: some two minutes of one core");
  const script = join(root, "test/bench/bridge/day.ts");
  const day = promisify(execFile)(process.execPath, ["--expose-gc", script, String(DAY_LOCKS)], {
    cwd: root,
    timeout: DAY_WITHIN,
  });
  cleanups.push(() => day.child.kill());
  const { stdout } = await day;
  return JSON.parse(stdout);
}

const isBudget = (budget) => typeof budget === "number";

function formatted(value) {
  const size = Math.abs(value);
  // Between 10 and 100 a tenth can decide over a budget.
  const digits = size < 100 ? { maximumSignificantDigits: size < 10 ? 2 : 3 } : { maximumFractionDigits: 0 };
  return value.toLocaleString("en", digits);
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
// Who stops it must not leave a broker and a bridge behind that run on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, async () => {
    await cleanUp();
    await rm(folder, { recursive: true, force: true });
    process.exit(1);
  });
try {
  const rows = await measure(folder);
  await cleanUp();
  if (options.day) rows.push(...(await aDay()));
  print(rows, options.markdown);
  console.log(`\n${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}.`);
  if (rows.some(([, value, budget]) => isBudget(budget) && !(value <= budget))) process.exitCode = 1;
} finally {
  await cleanUp();
  await rm(folder, { recursive: true, force: true });
}
