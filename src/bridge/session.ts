import { isDeepStrictEqual } from "node:util";
import { Connection } from "home-assistant-js-websocket";
import type { ConnectionOptions, HaWebSocket } from "home-assistant-js-websocket";
import { WebSocket } from "ws";
import { list, record, text } from "../adapters/home.ts";
import type { EntityState, HomeView, Request } from "../adapters/home.ts";
import { asHome } from "../adapters/normalize.ts";
import type { Client, Clock } from "../runtime/client.ts";
import { CONNECTION_LOST, asError } from "../runtime/gather.ts";
import type { HomeSource } from "../runtime/home-health.ts";
import { noLog } from "./log.ts";
import type { Log } from "./log.ts";
import type { Home, SessionState } from "./ports.ts";

const SECOND = 1_000;

/** Ms for the socket to open and the token to be accepted. */
const SIGN_IN_WITHIN = 10 * SECOND;
/** Longest wait between two attempts: a restarted home is there again at most so much later than it could be. */
const RETRY_AT_MOST = 5 * SECOND;
/** Wait after a refused token: Home Assistant counts failed sign-ins, and may ban the address for them. */
const REFUSED_WAIT = 300 * SECOND;
const PING_EVERY = 30 * SECOND;
const PONG_WITHIN = 10 * SECOND;
/** Registries change in bursts: they are read once a burst. */
const REREAD_AFTER = 500;
/** While Home Assistant starts, it answers before all of its commands are there. */
const READ_AGAIN = 2 * SECOND;
/** After a restart an integration can be there minutes later than the connection. */
const SUBSCRIBE_AGAIN = { first: 2 * SECOND, most: 300 * SECOND };
const BURST = 10;
const CLOSE_WITHIN = 2 * SECOND;
/**
 * The recorder tells of each change a third of a second after the state has, of all locks at once, and all are judged by it: no more often
 * than this, so that a busy home costs no more than it has to.
 */
const RECORDER_EVERY = SECOND;

export interface SessionOptions {
  /** Home Assistant's address (http, https), or its websocket's (ws, wss). */
  readonly url: string;
  readonly token: string;
  readonly log?: Log;
  /** Tests bring their own. */
  readonly clock?: Clock;
}

const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The address of the websocket. A websocket's own address with a path, such as the Supervisor's, stays as it is. */
export function websocketUrl(url: string): string {
  const address = new URL(url);
  const isSocket = address.protocol.startsWith("ws");
  if (!isSocket) address.protocol = address.protocol.replace("http", "ws");
  if (!isSocket || address.pathname === "/") address.pathname = `${address.pathname.replace(/\/+$/, "")}/api/websocket`;
  return address.href;
}

/** The token, or this machine as a whole, is not let in. */
class Refused extends Error {}

/** A connection over which Home Assistant has accepted the token. Rejects with `Refused`, or for any other reason. */
function signIn(url: string, token: string, clock: Clock, opened: (socket: WebSocket) => void): Promise<HaWebSocket> {
  return new Promise((resolve, reject) => {
    // Home Assistant is near: packing costs more than it saves.
    const socket = new WebSocket(url, { perMessageDeflate: false });
    opened(socket);
    const settle = () => {
      stop();
      socket.removeAllListeners();
      // An error is followed by the close, which says the same. Without a listener it would end the process.
      socket.on("error", () => {});
    };
    const fail = (error: Error) => {
      settle();
      socket.terminate();
      reject(error);
    };
    const stop = clock.after(SIGN_IN_WITHIN, () => fail(new Error("no answer")));
    socket.on("error", (error) => fail(/response: 40[13]$/.test(error.message) ? new Refused(error.message) : error));
    socket.on("close", () => fail(new Error("closed before the sign-in was done")));
    socket.on("message", (data) => {
      let message;
      try {
        message = record(JSON.parse((data as Buffer).toString()));
      } catch {
        return fail(new Error("what answers there is not Home Assistant"));
      }
      switch (message["type"]) {
        case "auth_required":
          return socket.send(JSON.stringify({ type: "auth", access_token: token }));
        case "auth_invalid":
          return fail(new Refused("token refused"));
        case "auth_ok":
          settle();
          socket.send(JSON.stringify({ id: 1, type: "supported_features", features: { coalesce_messages: 1 } }));
          // The library knows the browser's socket, of which this one has all that it uses.
          return resolve(Object.assign(socket, { haVersion: text(message["ha_version"]) ?? "" }) as unknown as HaWebSocket);
        default:
      }
    });
  });
}

type CallFailure = Error & { readonly code: string };

function failure(error: unknown): CallFailure {
  const { code, message } = asError(error);
  return Object.assign(new Error(code === CONNECTION_LOST ? "Connection lost" : message), { code });
}

const connectionLost = () => failure({ code: CONNECTION_LOST });

/** Attributes in which locks and their integrations keep codes, or who used one. `code_format` only says how one looks. */
const PERSONAL =
  /pin[_ ]?codes?|user[_ ]?codes?|passcode|password|credential|default_code|changed_by|user_?name|^users?$|^codes?$|(^|_)pins?($|_)/i;
/** Entities whose state is a code: text fields, and sensors that are called so. Nothing here ever looks at them. */
const CODE_ENTITY =
  /^(text|input_text)\.|^(sensor|number|input_number|select|event)\..*(pin_?code|user_?code|passcode|_pin(_|$))/;

function withoutPersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.some((each) => typeof each === "object") ? value.map(withoutPersonal) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (PERSONAL.test(name) ? [] : [[name, withoutPersonal(each)]])),
  );
}

const attributesOf = (value: unknown) => withoutPersonal(record(value)) as EntityState["attributes"];

function isoTime(seconds: unknown): string | undefined {
  return typeof seconds === "number" && Math.abs(seconds) < 8.64e12 ? new Date(seconds * 1000).toISOString() : undefined;
}

/** What happens with these may be over before anybody has looked: a jam, or a door that was opened. */
const FLEETING = /^(lock|binary_sensor|event)\./;

/** All states, kept by the messages of `subscribe_entities`. What does not change stays the same object. */
class States {
  /** By id. Written to: to copy thousands of states at each change would cost more than all that is done with them. */
  readonly all: { [entityId: string]: EntityState } = {};
  /** Another one after each change. */
  version = 0;
  /** Fleeting states that nobody has been told of yet. */
  private readonly untold = new Set<string>();
  private readonly tell: () => void;

  /** `tell` is called before a fleeting state is lost that nobody has been told of. */
  constructor(tell: () => void) {
    this.tell = tell;
  }

  /** Takes one message; `whole`: the first one of a subscription, which holds all there is. */
  take(event: unknown, whole: boolean): void {
    const { a: added, c: changed, r: removed } = record(event);
    const all = record(added);
    if (whole) for (const entityId of Object.keys(this.all)) if (!(entityId in all)) this.remove(entityId);
    for (const [entityId, row] of Object.entries(all)) this.add(entityId, record(row));
    for (const entityId of list(removed)) this.remove(String(entityId));
    for (const [entityId, change] of Object.entries(record(changed))) this.change(entityId, record(change));
  }

  /** Everybody knows what is so now. */
  told(): void {
    this.untold.clear();
  }

  private put(row: EntityState): void {
    this.all[row.entity_id] = row;
    this.version++;
  }

  private remove(entityId: string): void {
    if (!this.all[entityId]) return;
    delete this.all[entityId];
    this.version++;
  }

  private add(entityId: string, { s, a, lc, lu }: ReturnType<typeof record>): void {
    if (CODE_ENTITY.test(entityId)) return;
    const changed = isoTime(lc) ?? "";
    const row: EntityState = {
      entity_id: entityId,
      state: typeof s === "string" ? s : "unknown",
      attributes: attributesOf(a),
      last_changed: changed,
      last_updated: isoTime(lu) ?? changed,
    };
    if (!isDeepStrictEqual(this.all[entityId], row)) this.put(row);
  }

  private change(entityId: string, { "+": more, "-": less }: ReturnType<typeof record>): void {
    const row = this.all[entityId];
    if (!row) return;
    const { s, a, lc, lu } = record(more);
    if (typeof s === "string" && s !== row.state && FLEETING.test(entityId)) {
      if (this.untold.has(entityId)) this.tell();
      this.untold.add(entityId);
    }
    const gone = list(record(less)["a"]);
    let attributes = row.attributes;
    if (a || gone.length > 0) {
      const now = { ...attributes, ...attributesOf(a) };
      for (const name of gone) delete now[String(name)];
      attributes = now;
    }
    this.put({
      entity_id: entityId,
      state: typeof s === "string" ? s : row.state,
      attributes,
      last_changed: isoTime(lc) ?? row.last_changed,
      last_updated: isoTime(lc) ?? isoTime(lu) ?? row.last_updated,
    });
  }
}

/** The newer rows, in which each one that is as before is the object of before; all of it when nothing is new. */
function keepingSame<Row>(before: { readonly [id: string]: Row } | undefined, now: { readonly [id: string]: Row }): typeof now {
  if (!before) return now;
  const ids = Object.keys(now);
  let same = ids.length === Object.keys(before).length;
  const rows = ids.map((id): [string, Row] => {
    const was = before[id];
    if (was !== undefined && isDeepStrictEqual(was, now[id])) return [id, was];
    same = false;
    return [id, now[id] as Row];
  });
  return same ? before : Object.fromEntries(rows);
}

/** Registry rows as the frontend gives them to cards. Throws when the answer is not understood. */
function registryOf<Part extends "entities" | "devices">(part: Part, answer: unknown): HomeView[Part] {
  const home = asHome({ takenAt: 1, states: {}, [part]: answer });
  if ("problem" in home) throw new Error(home.problem);
  return home[part];
}

type Parts = { -readonly [Part in "entities" | "devices" | "config" | "user"]: Exclude<HomeSource[Part], undefined> };
type PartName = keyof Parts;

/** What is asked for, how it is read, and which event says that it has changed. Of a person's row only the rights are kept. */
const PARTS: {
  readonly [Part in PartName]: {
    readonly type: string;
    readonly event?: string;
    readonly after?: number;
    read(answer: unknown, before: Parts[Part] | undefined): Parts[Part];
  };
} = {
  entities: {
    type: "config/entity_registry/list_for_display",
    event: "entity_registry_updated",
    after: REREAD_AFTER,
    read: (answer, before) => keepingSame(before, registryOf("entities", answer)),
  },
  devices: {
    type: "config/device_registry/list",
    event: "device_registry_updated",
    after: REREAD_AFTER,
    read: (answer, before) => keepingSame(before, registryOf("devices", answer)),
  },
  config: {
    type: "get_config",
    // Fired also when Home Assistant begins to start and has started.
    event: "core_config_updated",
    after: 0,
    read(answer, before) {
      const { state, version } = record(answer);
      const now = { ...(text(state) && { state: String(state) }), ...(text(version) && { version: String(version) }) };
      return before && isDeepStrictEqual(before, now) ? before : now;
    },
  },
  user: {
    type: "auth/current_user",
    read(answer, before) {
      const isAdmin = record(answer)["is_admin"] === true;
      return before?.is_admin === isAdmin ? before : { is_admin: isAdmin };
    },
  },
};
const PART_NAMES = Object.keys(PARTS) as PartName[];

/** Somebody's wish to hear events, which outlives connections. */
interface Subscription {
  readonly request: Request;
  readonly onEvent: (event: unknown, first: boolean) => void;
  /** Told when it stands for the first time, or cannot: then it is given up. Without: it is tried until it stands. */
  answer: { readonly stands: () => void; readonly refused: (error: CallFailure) => void } | undefined;
  wanted: boolean;
  /** Ends it on the connection of the moment. */
  end: (() => Promise<void>) | undefined;
  stopRetry: () => void;
}

class Session implements Home {
  readonly client: Client = {
    callService: async (domain, service, data, target) => {
      await this.call({ type: "call_service", domain, service, service_data: data, ...(target && { target }) });
    },
    callWS: (request) => this.call(request),
    subscribe: (request, onEvent) =>
      new Promise((resolve, reject) => {
        const subscription = this.subscribe(request, this.collecting(request, onEvent), {
          stands: () => resolve(() => this.unsubscribe(subscription)),
          refused: reject,
        });
      }),
  };
  private readonly url: string;
  private readonly token: string;
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly states = new States(() => this.tell());
  private readonly parts: Partial<Parts> = {};
  private readonly subscriptions = new Set<Subscription>();
  private readonly listeners = new Set<() => void>();
  private readonly rereading = new Map<PartName, () => void>();
  /** What has still to come over this connection. */
  private readonly missing = new Set<PartName | "states">();
  private connection: Connection | undefined;
  private socket: WebSocket | undefined;
  /** Counts connections: what comes late over an older one is not for this one. */
  private generation = 0;
  private standing: SessionState = "connecting";
  private everComplete = false;
  private seen: HomeSource | undefined;
  private seenVersion = 0;
  private closed = false;
  private told = { refused: false, away: false };
  private stopWaiting = () => {};
  private stopPing = () => {};
  private stopBurst: (() => void) | undefined;

  constructor({ url, token, log = noLog, clock = systemClock }: SessionOptions) {
    this.url = websocketUrl(url);
    this.token = token;
    this.log = log;
    this.clock = clock;
    this.subscribe({ type: "subscribe_entities" }, (event, first) => {
      this.states.take(event, first);
      if (first) this.came("states");
      this.changed();
    });
    for (const name of PART_NAMES) {
      const { event, after = 0 } = PARTS[name];
      if (event) this.subscribe({ type: "subscribe_events", event_type: event }, () => this.readSoon(name, after));
    }
    void this.begin();
  }

  get state(): SessionState {
    return this.standing;
  }

  get source(): HomeSource | undefined {
    const { entities, devices, config, user } = this.parts;
    if (!this.everComplete || !entities || !devices || !config || !user) return undefined;
    const now: HomeSource = {
      states: this.states.all,
      entities,
      devices,
      config,
      user,
      connected: this.standing === "connected",
    };
    const { seen } = this;
    const { version } = this.states;
    const same =
      seen &&
      version === this.seenVersion &&
      (Object.keys(now) as (keyof HomeSource)[]).every((name) => seen[name] === now[name]);
    if (!same) this.seen = now;
    this.seenVersion = version;
    return this.seen;
  }

  onChange(listener: () => void): () => void {
    const own = () => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.listeners.clear();
    this.stopBurst?.();
    this.stopWaiting();
    this.ended();
    const { socket, connection } = this;
    const isUp = connection?.connected === true;
    connection?.close();
    if (!socket || socket.readyState === WebSocket.CLOSED) return;
    if (!isUp) return socket.terminate();
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    const stop = this.clock.after(CLOSE_WITHIN, () => socket.terminate());
    await closed;
    stop();
  }

  private async begin(): Promise<void> {
    const options: ConnectionOptions = { setupRetry: 0, createSocket: () => this.connect() };
    const socket = await this.connect();
    const connection = new Connection(socket, options);
    this.connection = connection;
    connection.addEventListener("disconnected", () => this.lost());
    connection.addEventListener("ready", () => this.ready());
    this.ready();
  }

  /** Resolves with the next connection, whenever that is; never once the session is closed. */
  private async connect(): Promise<HaWebSocket> {
    for (let tries = 0; !this.closed; tries++) {
      try {
        const socket = await signIn(this.url, this.token, this.clock, (opened) => (this.socket = opened));
        if (!this.closed) return socket;
        this.socket?.terminate();
      } catch (error) {
        if (!this.closed) await this.wait(error, tries);
      }
    }
    return new Promise<never>(() => {});
  }

  private wait(error: unknown, tries: number): Promise<void> {
    const refused = error instanceof Refused;
    const reason = (error as Error).message;
    const kind = refused ? "refused" : "away";
    if (this.told[kind]) this.log.debug({ reason }, "still no connection to Home Assistant");
    else if (refused)
      this.log.error(
        { reason },
        "Home Assistant refuses the token: create a long-lived access token in an administrator's profile (Security) and write it into home.token; it is tried again every 5 minutes",
      );
    else this.log.warn({ reason, url: this.url }, "no connection to Home Assistant: it is tried again until there is one");
    this.told = { ...this.told, [kind]: true };
    if (refused) this.stand("refused");
    else if (this.standing === "refused") this.stand(this.everComplete ? "lost" : "connecting");
    return new Promise((resolve) => {
      const stop = this.clock.after(refused ? REFUSED_WAIT : Math.min(SECOND * 2 ** tries, RETRY_AT_MOST), resolve);
      this.stopWaiting = () => {
        stop();
        resolve();
      };
    });
  }

  private ready(): void {
    this.generation++;
    this.told = { refused: false, away: false };
    if (this.standing === "refused") this.stand(this.everComplete ? "lost" : "connecting");
    this.missing.add("states");
    for (const name of PART_NAMES) this.missing.add(name);
    this.ping();
    // First the events, then what they are about: nothing can change unseen in between.
    for (const subscription of this.subscriptions) void this.follow(subscription);
    for (const name of PART_NAMES) void this.read(name);
  }

  private lost(): void {
    this.ended();
    this.log.warn({}, "the connection to Home Assistant is lost");
    this.stand("lost");
  }

  /** Forgets all that belongs to the connection which is gone. */
  private ended(): void {
    this.generation++;
    this.stopPing();
    for (const stop of this.rereading.values()) stop();
    this.rereading.clear();
    for (const subscription of this.subscriptions) {
      subscription.stopRetry();
      subscription.end = undefined;
    }
  }

  /** A connection can be dead without anybody saying so. */
  private ping(): void {
    const { generation } = this;
    this.stopPing = this.clock.after(PING_EVERY, () => {
      this.stopPing = this.clock.after(PONG_WITHIN, () => {
        this.log.warn({}, "Home Assistant does not answer any more");
        this.socket?.terminate();
      });
      this.connection?.ping().then(
        () => {
          if (generation !== this.generation) return;
          this.stopPing();
          this.ping();
        },
        // The connection is gone, which is told elsewhere.
        () => {},
      );
    });
  }

  private async call(request: Request): Promise<unknown> {
    if (!this.connection?.connected) throw connectionLost();
    try {
      // The library writes its number into what it sends.
      return await this.connection.sendMessagePromise({ ...request });
    } catch (error) {
      throw failure(error);
    }
  }

  private subscribe(request: Request, onEvent: Subscription["onEvent"], answer?: Subscription["answer"]): Subscription {
    const subscription: Subscription = { request, onEvent, answer, wanted: true, end: undefined, stopRetry() {} };
    this.subscriptions.add(subscription);
    void this.follow(subscription);
    return subscription;
  }

  /** Events as they are handed on: what the recorder tells is collected. */
  private collecting(request: Request, onEvent: (event: unknown) => void): Subscription["onEvent"] {
    if (request.type !== "history/stream") return onEvent;
    let waiting: { [entityId: string]: unknown[] } | undefined;
    return (event, first) => {
      if (first) return onEvent(event);
      const take = () => {
        const states = waiting;
        waiting = undefined;
        onEvent({ states });
      };
      if (!waiting) this.clock.after(RECORDER_EVERY, () => this.handOn(request, take));
      waiting ??= {};
      for (const [entityId, rows] of Object.entries(record(record(event)["states"])))
        waiting[entityId] = [...(waiting[entityId] ?? []), ...list(rows)];
    };
  }

  private handOn({ type }: Request, take: () => void): void {
    try {
      take();
    } catch (error) {
      this.log.error({ type, error }, "an event of Home Assistant could not be taken in");
    }
  }

  private unsubscribe(subscription: Subscription): void {
    subscription.wanted = false;
    subscription.stopRetry();
    this.subscriptions.delete(subscription);
    // Where it has already ended there is nothing to end.
    if (this.connection?.connected) subscription.end?.().catch(() => {});
  }

  /**
   * Subscribes on the connection of the moment. The library could do that by itself after a reconnect, but a refusal
   * would then end the process, and an integration that is not there yet would stay silent for ever.
   */
  private async follow(subscription: Subscription, wait = SUBSCRIBE_AGAIN.first): Promise<void> {
    const { connection, generation } = this;
    if (!connection?.connected) return;
    let first = true;
    const isOld = () => generation !== this.generation || !subscription.wanted;
    const heard = (event: unknown) => {
      if (isOld()) return;
      const isFirst = first;
      first = false;
      this.handOn(subscription.request, () => subscription.onEvent(event, isFirst));
    };
    try {
      const end = await connection.subscribeMessage(heard, { ...subscription.request }, { resubscribe: false });
      if (generation !== this.generation) return;
      if (!subscription.wanted) return void end().catch(() => {});
      subscription.end = end;
      subscription.answer?.stands();
      subscription.answer = undefined;
    } catch (error) {
      if (isOld()) return;
      const { answer, request } = subscription;
      if (answer) {
        this.subscriptions.delete(subscription);
        return answer.refused(failure(error));
      }
      this.log.debug({ type: request.type, error: failure(error) }, "a subscription does not stand yet");
      const next = Math.min(wait * 2, SUBSCRIBE_AGAIN.most);
      subscription.stopRetry = this.clock.after(wait, () => void this.follow(subscription, next));
    }
  }

  private readSoon(name: PartName, after: number): void {
    if (this.rereading.has(name)) return;
    this.rereading.set(
      name,
      this.clock.after(after, () => {
        this.rereading.delete(name);
        void this.read(name);
      }),
    );
  }

  private async read<Part extends PartName>(name: Part): Promise<void> {
    const { generation } = this;
    const { type, read } = PARTS[name];
    try {
      const answer = await this.call({ type });
      if (generation !== this.generation) return;
      this.parts[name] = read(answer, this.parts[name]);
    } catch (error) {
      if (generation !== this.generation) return;
      this.log.debug({ type, error }, "Home Assistant does not answer this yet");
      return this.readSoon(name, READ_AGAIN);
    }
    this.came(name);
    this.changed();
  }

  private came(name: PartName | "states"): void {
    if (!this.missing.delete(name) || this.missing.size > 0) return;
    this.everComplete = true;
    this.log.info({ version: this.parts.config?.version }, "connected to Home Assistant");
    this.stand("connected");
  }

  private stand(state: SessionState): void {
    if (this.standing === state) return;
    this.standing = state;
    this.changed();
  }

  /** Tells once a burst, however many messages it has; more than once only where one of them would hide another. */
  private changed(): void {
    if (this.closed) return;
    this.stopBurst ??= this.clock.after(BURST, () => {
      this.stopBurst = undefined;
      this.tell();
    });
  }

  private tell(): void {
    this.states.told();
    for (const listener of this.listeners)
      try {
        listener();
      } catch (error) {
        this.log.error({ error }, "a change of the home could not be taken in");
      }
  }
}

/**
 * A session with one home over its websocket. It never gives up: while Home Assistant is away it is tried again within
 * 5 seconds, after a refused token within 5 minutes. Rejected calls carry `{ code, message }`; `connection_lost` says
 * nothing about whether the call was carried out. States are kept without codes and users.
 */
export function openSession(options: SessionOptions): Home {
  return new Session(options);
}
