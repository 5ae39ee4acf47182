import {
  ERR_CANNOT_CONNECT,
  ERR_CONNECTION_LOST,
  ERR_INVALID_AUTH,
  createConnection,
  createLongLivedTokenAuth,
} from "home-assistant-js-websocket";
import type { Connection } from "home-assistant-js-websocket";
import type { HomeView } from "../adapters/home.ts";
import { readers } from "../adapters/index.ts";
import { LockView } from "../adapters/lock-view.ts";
import type { LockRef } from "../adapters/lock-view.ts";
import { Registries, describeLock, lockEntities } from "../adapters/locks.ts";
import { asHome } from "../adapters/normalize.ts";
import { historyWant } from "../adapters/shared/wants.ts";
import type { Client, Clock } from "../runtime/client.ts";
import { Gatherer, asError } from "../runtime/gather.ts";
import { Listener } from "../runtime/listener.ts";
import { outline } from "./judge.ts";
import { parseHome } from "./read.ts";
import { scrub } from "./scrub.ts";

const ERRORS: { readonly [code: string]: string } = {
  [ERR_CANNOT_CONNECT]: "there is no Home Assistant at this address, or it does not answer",
  [ERR_CONNECTION_LOST]: "the connection was lost",
  [ERR_INVALID_AUTH]: "Home Assistant refuses the token in HA_TOKEN",
};

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The library throws numbers, Home Assistant answers `{ code, message }`. */
function reasonOf(error: unknown): string {
  return ERRORS[String(error)] ?? asError(error).message;
}

async function connect(url: string, token: string): Promise<Connection> {
  try {
    const auth = createLongLivedTokenAuth(url.replace(/\/+$/, ""), token);
    return await createConnection({ auth, setupRetry: 0 });
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** The way to a home of which nothing is changed. */
function reading(connection: Connection): Client {
  return {
    callService: () => Promise.reject(new Error("recording only reads")),
    // The library writes an id into what it sends, hence the copies.
    callWS: (request) => connection.sendMessagePromise({ ...request }),
    async subscribe(request, onEvent) {
      const end = await connection.subscribeMessage(onEvent, { ...request });
      return () => void end().catch(() => {});
    },
  };
}

function refsOf(home: HomeView): LockRef[] {
  const registries = new Registries(home);
  return lockEntities(home).map((entityId) => describeLock(home, entityId, registries));
}

/** Everything about the locks of a home that the card would know, as Home Assistant gives it. */
async function gather(connection: Connection): Promise<HomeView> {
  const client = new Listener(reading(connection), clock);
  const ask = (type: string, more: object = {}) =>
    client.callWS({ type, ...more }).catch((error: unknown) => {
      throw new Error(`${type}: ${reasonOf(error)}`, { cause: error });
    });
  const optional = (type: string, more?: object) => ask(type, more).catch(() => undefined);
  const [config, user, states, entities, devices, configEntries, issues] = await Promise.all([
    ask("get_config"),
    ask("auth/current_user"),
    ask("get_states"),
    ask("config/entity_registry/list_for_display"),
    ask("config/device_registry/list"),
    optional("config_entries/get"),
    optional("repairs/list_issues"),
  ]);
  const taken = { config, user, states, entities, devices, configEntries, issues };
  const homeFrom = (more: object): HomeView => {
    const home = asHome({ takenAt: Date.now(), ...taken, ...more });
    if ("problem" in home) throw new Error(`Home Assistant's answer is not understood: ${home.problem}`);
    return home;
  };
  const gatherer = new Gatherer(client, clock, () => {});
  try {
    let registry: unknown;
    let home = homeFrom({});
    // Once more as long as an answer names another device that belongs to a lock.
    for (const known = new Set<string>(); ;) {
      const refs = refsOf(home);
      const found = refs.flatMap((ref) => [ref, ...ref.siblings, ...ref.hubSiblings].map(({ entityId }) => entityId));
      if (found.every((entityId) => known.has(entityId))) break;
      for (const entityId of found) known.add(entityId);
      registry = await optional("config/entity_registry/get_entries", { entity_ids: [...known] });
      home = homeFrom({ registry });
      gatherer.want([
        historyWant(home, refs),
        ...refs.flatMap((ref) => readers.adapterFor(ref).wants(new LockView(home, ref))),
        ...readers.companions.flatMap(({ wants }) => wants?.(home, refs) ?? []),
      ]);
      await client.quiet();
      home = homeFrom({ registry, answers: gatherer.answers });
    }
    const now = {
      states: await ask("get_states"),
      configEntries: await optional("config_entries/get"),
      issues: await optional("repairs/list_issues"),
    };
    return homeFrom({ ...now, registry, answers: gatherer.answers });
  } finally {
    gatherer.close();
  }
}

/** A home as JSON with a line a row, so that two recordings can be compared. */
function layOut(home: HomeView): string {
  const block = (open: string, rows: readonly string[], close: string) =>
    rows.length === 0 ? open + close : `${open}\n    ${rows.join(",\n    ")}\n  ${close}`;
  const isRow = (value: unknown) => typeof value === "object" && value !== null;
  const fields = Object.entries(home).map(([name, value]: [string, unknown]) => {
    if (Array.isArray(value))
      return `${JSON.stringify(name)}: ${block(
        "[",
        value.map((row) => JSON.stringify(row)),
        "]",
      )}`;
    const rows = isRow(value) && Object.values(value).every(isRow) ? Object.entries(value) : undefined;
    if (!rows) return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    return `${JSON.stringify(name)}: ${block(
      "{",
      rows.map(([id, row]) => `${JSON.stringify(id)}: ${JSON.stringify(row)}`),
      "}",
    )}`;
  });
  return `{\n  ${fields.join(",\n  ")}\n}\n`;
}

/** Records the locks of a running home, as text that can be given to others. */
export async function record(url: string, token: string): Promise<{ readonly text: string; readonly locks: number }> {
  const connection = await connect(url, token);
  try {
    const home = await gather(connection);
    const text = layOut(scrub(home));
    const read = parseHome(text);
    if ("problem" in read) throw new Error(`what was recorded cannot be read again: ${read.problem}`);
    // What is left out must not matter, else the recording would show another home.
    if (outline(read) !== outline(home)) throw new Error("without names and codes the findings are not the same as before");
    return { text, locks: lockEntities(read).length };
  } finally {
    connection.close();
  }
}
