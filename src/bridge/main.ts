import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../runtime/client.ts";
import { Bridge } from "./bridge.ts";
import { openBroker } from "./broker.ts";
import { MEMORY_FILE } from "./cli/deps.ts";
import { emptyRemains, remainsAt } from "./former.ts";
import { serve } from "./http.ts";
import type { Served } from "./http.ts";
import { createLog } from "./log.ts";
import { openMemory } from "./memory.ts";
import type { Options } from "./options.ts";
import { openSession } from "./session.ts";
import { bridgeTopics } from "./topics.ts";
import { VERSION } from "./version.ts";

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Waits for something, but no longer than so many ms. */
function atMost(ms: number, done: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.after(ms, resolve);
    void done.then(() => {
      stop();
      resolve();
    });
  });
}

/** Ms for which the first announcements wait until former ones are taken back: else entities would get other ids beside them. */
const LEAVES_WITHIN = 5_000;

/**
 * Starts the bridge. Home Assistant and the broker may be away: it waits for them.
 * @throws Error when the data folder cannot be written to, or the port for metrics is taken
 */
export async function runBridge(options: Options): Promise<{ close(): Promise<void> }> {
  const log = createLog(options.log_level);
  mkdirSync(options.data, { recursive: true });
  const running: { bridge?: Bridge } = {};
  const memory = openMemory(join(options.data, MEMORY_FILE), {
    trouble(trouble) {
      if (running.bridge) running.bridge.trouble("memory", trouble.reason);
      else log.error({ ...trouble }, "The memory has a problem.");
    },
  });
  const home = openSession({ url: options.home.url, token: options.home.token, log });
  const topics = { topic: options.topic, homeId: options.home_id, discoveryPrefix: options.mqtt.discovery_prefix };
  const { url, username, password, ca } = options.mqtt;
  const remains = remainsAt(memory, { url, ...topics });
  const broker = openBroker({
    url,
    username,
    password,
    ca,
    ownTopics: `${options.topic}/${options.home_id}`,
    discoveryPrefix: options.mqtt.discovery_prefix,
    mayEmpty: remains.flatMap((each) => each.topics),
    will: { topic: bridgeTopics(topics).availability, payload: "offline" },
    log,
  });
  const bridge = new Bridge({
    home,
    broker,
    memory,
    clock,
    log,
    options: {
      ...topics,
      version: VERSION,
      language: options.language,
      settings: { batteryLow: options.battery_low, batteryCritical: options.battery_critical },
      exclude: options.exclude,
      dailyPing: options.daily_ping,
    },
  });
  running.bridge = bridge;
  const former = emptyRemains(remains, { broker, memory, clock, log });
  const { port, host } = options.http;
  let web: Served | undefined;
  try {
    if (port !== 0) web = await serve({ port, host, metrics: () => bridge.metrics(), health: () => bridge.state() });
    if (remains.length > 0) await atMost(LEAVES_WITHIN, former.done);
    bridge.start();
  } catch (error) {
    former.stop();
    // Connections that nobody knows of any more would keep the process, and say that the bridge is online.
    await web?.close();
    await bridge.close();
    throw error;
  }
  log.info(
    { version: VERSION, home: options.home.url, broker: url, topic: `${options.topic}/${options.home_id}` },
    "The bridge runs.",
  );
  return {
    async close() {
      former.stop();
      await web?.close();
      await bridge.close();
    },
  };
}
