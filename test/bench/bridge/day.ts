/**
 * Two days of a bridge in fast time: what it keeps for a day fills up in the first, and in the second nothing may grow
 * beyond what is to be kept for longer. Prints rows of [what, value, budget or null, unit] as JSON. Needs --expose-gc.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntityState, Request } from "../../../src/adapters/home.ts";
import { asHome } from "../../../src/adapters/normalize.ts";
import { Bridge } from "../../../src/bridge/bridge.ts";
import type { OwnBroker } from "../../../src/bridge/broker.ts";
import { noLog } from "../../../src/bridge/log.ts";
import { openMemory } from "../../../src/bridge/memory.ts";
import type { Home } from "../../../src/bridge/ports.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/snapshot.ts";
import type { HomeSource } from "../../../src/runtime/home-health.ts";
import { refusal } from "../../support/client.ts";
import { FakeClock } from "../../support/clock.ts";
import { ANSWERS, BEGINNINGS, benchHome, deviceOfLock, lockEntity, statistics } from "./home.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const locks = Number(process.argv[2] ?? 100);
const clock = new FakeClock(Date.UTC(2026, 10, 1));

interface Stream {
  readonly request: Request;
  readonly emit: (event: unknown) => void;
}

/** A home as the session would hand it on, in which a script changes things. */
class DayHome implements Home {
  readonly state = "connected";
  readonly streams = new Set<Stream>();
  readonly client: Home["client"] = {
    callService: async () => {},
    callWS: async (request) => {
      const { type } = request;
      if (type === "config/entity_registry/get_entries") return this.rows;
      if (type === "repairs/list_issues") return { issues: [] };
      const answer = ANSWERS[type];
      if (!answer) throw refusal("unknown_command", "Unknown command.");
      return answer(request);
    },
    subscribe: async (request, emit) => {
      const stream = { request, emit };
      this.streams.add(stream);
      const first = BEGINNINGS[request.type]?.(request);
      if (first !== undefined) emit(first);
      return () => this.streams.delete(stream);
    },
  };
  source: HomeSource;
  private readonly rows: { readonly [entityId: string]: unknown };
  private readonly states: { [entityId: string]: EntityState } = {};
  private readonly listeners = new Set<() => void>();

  constructor() {
    const now = clock.now();
    const { states, entities, devices } = benchHome({ locks, others: 2_000, now });
    const at = new Date(now).toISOString();
    for (const [entityId, { state, attributes = {} }] of Object.entries(states))
      this.states[entityId] = { entity_id: entityId, state, attributes, last_changed: at, last_updated: at };
    this.rows = Object.fromEntries(entities.map((row) => [row["entity_id"], row]));
    const home = asHome({ takenAt: now, states: {}, entities: this.rows, devices });
    assert.ok(!("problem" in home));
    this.source = {
      states: this.states,
      entities: home.entities,
      devices: home.devices,
      config: { state: "RUNNING", version: "2026.11.0" },
      user: { is_admin: true },
      connected: true,
    };
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {}

  /** Something is said on all streams of a type, or those of one device. */
  tell(type: string, event: unknown, device?: string): void {
    for (const { request, emit } of this.streams) {
      if (request.type !== type) continue;
      if (device === undefined || request["device_id"] === device || String(request["device_ids"]) === device) emit(event);
    }
  }

  set(entityId: string, state: string): void {
    const before = this.states[entityId];
    assert.ok(before, entityId);
    const at = new Date(clock.now()).toISOString();
    this.states[entityId] = { ...before, state, last_changed: at, last_updated: at };
    if (/^lock|_battery$|_jammed$/.test(entityId))
      this.tell("history/stream", { states: { [entityId]: [{ s: state, a: {}, lu: clock.now() / 1000 }] } });
  }

  changed(): void {
    this.source = { ...this.source };
    for (const listener of this.listeners) listener();
  }
}

/** Keeps what stands retained, as a broker does, and counts the rest. */
class DayBroker implements OwnBroker {
  readonly connected = true;
  readonly dropped = 0;
  readonly values = new Map<string, string>();
  events = 0;

  publish(topic: string, payload: string | object, { retain = true }: { readonly retain?: boolean } = {}): void {
    if (retain) this.values.set(topic, typeof payload === "string" ? payload : JSON.stringify(payload));
    else this.events++;
  }

  forget(topic: string): void {
    this.values.delete(topic);
  }

  listen(): () => void {
    return () => {};
  }

  onChange(): () => void {
    return () => {};
  }

  async close(): Promise<void> {}
}

const folder = mkdtempSync(join(tmpdir(), "lock-health-day-"));
const memory = openMemory(join(folder, "memory.db"), { now: () => clock.now() });
const home = new DayHome();
const broker = new DayBroker();
const bridge = new Bridge({
  home,
  broker,
  memory,
  clock,
  log: noLog,
  options: {
    topic: "lock_health",
    homeId: "bench",
    discoveryPrefix: "homeassistant",
    version: "0",
    language: "en",
    settings: DEFAULT_SETTINGS,
    exclude: [],
    dailyPing: true,
  },
});

/** What happens in one minute of a day with `locks` doors that are used, and some that have their troubles. */
function live(minute: number): void {
  for (let index = minute % 5; index < locks; index += 5) {
    home.set(`sensor.bench_${index}_last_seen`, new Date(clock.now()).toISOString());
    home.tell("zwave_js/subscribe_node_statistics", statistics(minute), deviceOfLock(index));
  }
  for (let index = 0; index < locks; index++) {
    // Eight turns a day, each door at hours of its own.
    const turn = (minute + index * 37) % 180;
    if (turn === 0) home.set(lockEntity(index), "unlocked");
    if (turn === 7) home.set(lockEntity(index), "locked");
    if ((minute + index) % 1_440 === 0) home.set(`sensor.bench_${index}_battery`, String(80 - Math.floor(minute / 1_440)));
  }
  const ofDay = minute % 1_440;
  if (ofDay === 600) home.set(lockEntity(1), "jammed");
  if (ofDay === 610) home.set(lockEntity(1), "locked");
  if (ofDay % 480 < 5) {
    const row = { when: clock.now() / 1000, domain: "zwave_js", message: "fired event 'Invalid user code'" };
    home.tell("logbook/event_stream", { events: [row] }, deviceOfLock(2));
  }
  // A lock at the edge of its radio: away for half of each twenty minutes.
  if (ofDay % 20 === 0) home.set("sensor.bench_3_node_status", "dead");
  if (ofDay % 20 === 10) home.set("sensor.bench_3_node_status", "alive");
  home.changed();
}

interface Look {
  readonly heap: number;
  readonly database: number;
  readonly incidents: number;
  readonly topics: number;
  readonly subscriptions: number;
}

function look(): Look {
  assert.ok(globalThis.gc, "needs --expose-gc");
  globalThis.gc();
  globalThis.gc();
  const database = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return {
    heap: process.memoryUsage().heapUsed,
    database,
    incidents: memory.incidents(undefined).length,
    topics: broker.values.size,
    subscriptions: home.streams.size,
  };
}

const looks: Look[] = [];
try {
  bridge.start();
  for (let minute = 0; minute <= (2 * DAY) / MINUTE; minute++) {
    live(minute);
    await clock.advance(MINUTE);
    if (minute === (2 * HOUR) / MINUTE || minute === DAY / MINUTE) looks.push(look());
  }
  looks.push(look());
  await bridge.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const [early, day, end] = looks;
assert.ok(early && day && end);
assert.equal(broker.events, end.incidents, "each incident is told, and kept, once");
const verdicts = [...broker.values].filter(([topic]) => topic.endsWith("/verdict")).map(([, verdict]) => verdict);
assert.equal(verdicts.length, locks);
const MB = 1_000_000;
console.log(
  JSON.stringify([
    ["heap after 2 h in fast time", early.heap / MB, null, "MB"],
    ["heap after 24 h, with a day's figures of the radio", day.heap / MB, null, "MB"],
    ["heap grown in the 24 h after those", (end.heap - day.heap) / MB, 1, "MB"],
    ["incidents kept of those 24 h", end.incidents - day.incidents, null, ""],
    ["database grown, for each of them", (end.database - day.database) / (end.incidents - day.incidents), 500, "B"],
    ["retained topics more than after 2 h", end.topics - early.topics, 0, ""],
    ["subscriptions more than after 2 h", end.subscriptions - early.subscriptions, 0, ""],
    ["locks without a finding at the end", verdicts.filter((verdict) => verdict === "healthy").length, null, ""],
  ]),
);
