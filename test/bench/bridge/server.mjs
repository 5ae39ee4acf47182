/**
 * A Home Assistant to measure the bridge against, in a process of its own: what it costs to simulate must not count.
 * Says where it is, then does what it is told by messages.
 */
import { HomeServer } from "../../bridge/support/home-server.ts";
import { ANSWERS, BEGINNINGS, benchHome, deviceOfLock, lockEntity, statistics } from "./home.ts";

/** Ms between two batches of changes. */
const PACE = 10;
/** Ms over which Home Assistant collects what it tells of the history. */
const HISTORY_EVERY = 350;
/** Ms between two signs of life of a lock. */
const LIVES_EVERY = 5 * 60_000;

const [locks, others] = process.argv.slice(2).map(Number);
const server = new HomeServer({ ...benchHome({ locks, others, now: Date.now() }), now: () => Date.now() / 1000 });
for (const [type, answer] of Object.entries(ANSWERS)) server.on(type, answer);
for (const [type, first] of Object.entries(BEGINNINGS)) server.onStream(type, first);

/** Of a clock that all processes share. */
const now = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** What the history has to tell: rows by entity. */
let past = {};
let looked = new Set();

setInterval(() => {
  const [stream] = server.open("history/stream");
  looked = new Set(stream?.request.entity_ids);
  if (stream && Object.keys(past).length > 0) stream.emit({ states: past });
  past = {};
}, HISTORY_EVERY);

function set(entityId, state) {
  server.setState(entityId, state);
  if (looked.has(entityId)) (past[entityId] ??= []).push({ s: state, a: {}, lu: Date.now() / 1000 });
}

const jammed = new Set();

/** Turns a lock's jam on or off. Answers with [which, whether it is jammed now, when]. */
function flip(index) {
  const is = !jammed.delete(index);
  if (is) jammed.add(index);
  const at = now();
  set(lockEntity(index), is ? "jammed" : "locked");
  return [index, is, at];
}

let count = 0;

/** One of 1,000 changes: 100 bolts, 400 siblings of locks, 500 others, evenly over all of them. */
function change() {
  const turn = count % 10;
  const round = Math.floor(count / 10);
  count += 1;
  if (turn === 0) return flip(round % locks);
  if (turn < 5) {
    const index = (round * 4 + turn) % locks;
    const id = (suffix) => `sensor.bench_${index}_${suffix}`;
    if (turn === 1) set(id("last_seen"), new Date().toISOString());
    else if (turn === 2) set(id("rtt"), String(30 + (round % 50)));
    else if (turn === 3) set(id("rssi"), String(-50 - (round % 20)));
    else set(id("battery"), String(80 + (round % 3)));
    return undefined;
  }
  set(`sensor.other_${(round * 5 + turn) % others}`, String(round % 1000));
  return undefined;
}

/** So many changes a second for so many seconds, at an even pace whatever the timers do. Resolves with how many it were. */
function load(rate, seconds) {
  const start = now();
  const first = count;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(rate * seconds, Math.floor(((now() - start) / 1_000) * rate));
      const flips = [];
      while (count - first < due) flips.push(change());
      process.send({ flips: flips.filter((each) => each !== undefined) });
      if (due < rate * seconds) return;
      clearInterval(timer);
      resolve({ done: due, ms: now() - start });
    }, PACE);
  });
}

/** A sign of life, as each lock gives one every few minutes although nobody touches it: its time, and the driver's figures. */
let told = 0;
function live() {
  const index = told % locks;
  told += 1;
  set(`sensor.bench_${index}_last_seen`, new Date().toISOString());
  const stream = server
    .open("zwave_js/subscribe_node_statistics")
    .find(({ request }) => request.device_id === deviceOfLock(index));
  stream?.emit(statistics(Math.ceil(told / locks)));
}

const tasks = {
  flip: ({ lock }) => ({ flips: [flip(lock)] }),
  load: ({ rate, seconds }) => load(rate, seconds),
  jammed: () => ({ jammed: [...jammed] }),
};

process.on("message", async (message) => {
  const answer = await tasks[message.do](message);
  if (answer) process.send(answer);
});
process.on("disconnect", () => process.exit());

await server.start();
setInterval(live, LIVES_EVERY / locks);
process.send({ url: server.url, token: server.token });
