import { readFileSync } from "node:fs";
import { connect } from "mqtt";
import type { IClientOptions, IConnackPacket, MqttClient } from "mqtt";
import type { Clock } from "../runtime/client.ts";
import { noLog } from "./log.ts";
import type { Log } from "./log.ts";
import type { Broker } from "./ports.ts";

const SECOND = 1_000;

/** Ms between two attempts to reach the broker, at most. */
const RETRY_AT_MOST = 5 * SECOND;
/** Wait after a refused sign-in: no other answer comes until somebody has changed something. */
const REFUSED_WAIT = 60 * SECOND;
/** Seconds of silence after which the broker is asked whether it is still there, and lets the will be heard. */
const KEEP_ALIVE = 30;
const CONNECT_WITHIN = 10 * SECOND;
const CLOSE_WITHIN = 2 * SECOND;
/** Events that wait for the broker, or for their turn. */
const MOST_EVENTS = 1_000;
/** Messages under way at once: brokers end connections that have more than they said (Mosquitto says 20). */
const UNDER_WAY = 20;

/** Reason codes of both protocol versions: this version of the protocol is not spoken here. */
const OTHER_PROTOCOL: ReadonlySet<number> = new Set([1, 132]);
/** Bad user name or password, not authorised, banned. */
const NOT_LET_IN: ReadonlySet<number> = new Set([4, 5, 134, 135, 138]);

export interface BrokerOptions {
  /** Address: mqtt, mqtts, ws or wss. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Path of a PEM file by which the broker's certificate is checked. */
  readonly ca?: string | undefined;
  readonly clientId?: string;
  /** Topics below this one are the bridge's. */
  readonly ownTopics: string;
  readonly discoveryPrefix: string;
  /** Requests to others, topic by topic. They are never retained, and never wait: a late request would surprise. */
  readonly alsoAllowed?: readonly string[];
  /** Topics that were the bridge's, and may only be emptied. */
  readonly mayEmpty?: readonly string[];
  /**
   * Availability: `payload` is what the broker says when the bridge is gone; while it is here it says `online`. None for
   * a command beside a running bridge, whose availability is not the command's to tell.
   */
  readonly will?: { readonly topic: string; readonly payload: string };
  readonly log?: Log;
  /** Tests bring their own. */
  readonly clock?: Clock;
}

const ONLINE = "online";
/** The reason when nobody gave one. */
const CLOSED = "closed";

const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Whether a topic fits a filter with `+` (one level) and `#` (the rest). */
export function fits(filter: string, topic: string): boolean {
  const levels = topic.split("/");
  const wanted = filter.split("/");
  // Topics of the broker itself are heard by their name only.
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  for (const [at, level] of wanted.entries()) {
    if (level === "#") return true;
    if (at >= levels.length || (level !== "+" && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}

/** A message on its way. `kind`: the newest value of a topic, something that has happened, or a request to somebody. */
interface Message {
  readonly kind: "value" | "event" | "request";
  readonly topic: string;
  readonly payload: string;
}

type Heard = Parameters<Broker["listen"]>[1];

/** A broker that also says what it could not keep. */
export interface OwnBroker extends Broker {
  /** Events that were dropped because too many waited, since the start. */
  readonly dropped: number;
}

class MqttBroker implements OwnBroker {
  connected = false;
  dropped = 0;
  private readonly options: BrokerOptions;
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly alsoAllowed: ReadonlySet<string>;
  private readonly mayEmpty: ReadonlySet<string>;
  private readonly announced: RegExp;
  /** What stands, or is to stand, at the broker. Empty: is to be emptied. */
  private readonly values = new Map<string, string>();
  /** What is to be sent, in this order: topics, whose newest value it will be, and single messages. */
  private readonly outbox = new Set<string | Message>();
  private readonly underWay = new Set<Message>();
  private readonly listeners = new Set<() => void>();
  private readonly hearers = new Map<string, Set<{ readonly heard: Heard }>>();
  private client: MqttClient | undefined;
  private protocol: 4 | 5 = 5;
  private limit = UNDER_WAY;
  private waitingEvents = 0;
  private tries = 0;
  /** Connections that ended without a word: what some brokers do that do not know the protocol. */
  private silent = 0;
  private trouble: string | undefined;
  private refused = false;
  private told = "";
  private closed = false;
  private stopRetry = () => {};
  /** Called when all is sent, or cannot be sent any more. */
  private settled: (isSent: boolean) => void = () => {};

  constructor(options: BrokerOptions) {
    this.options = options;
    this.log = options.log ?? noLog;
    this.clock = options.clock ?? systemClock;
    this.alsoAllowed = new Set(options.alsoAllowed);
    this.mayEmpty = new Set(options.mayEmpty);
    const prefix = options.discoveryPrefix.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    this.announced = new RegExp(`^${prefix}/device/lock_health_[a-zA-Z0-9_-]+/config$`);
    if (options.will) this.publish(options.will.topic, ONLINE);
    this.connect();
  }

  publish(
    topic: string,
    payload: string | object,
    { retain = true, again = false }: Parameters<Broker["publish"]>[2] = {},
  ): void {
    const words = typeof payload === "string" ? payload : JSON.stringify(payload);
    const kind = this.kindOf(topic, retain, words === "");
    if (this.closed) return;
    if (kind === "value") {
      if (this.values.get(topic) === words && words !== "" && !again) return;
      this.values.set(topic, words);
      this.outbox.add(topic);
    } else {
      if (kind === "request" && !this.connected) throw new Error(`The MQTT broker is away: ${topic} is not asked`);
      if (kind === "event") this.makeRoom();
      this.outbox.add({ kind, topic, payload: words });
    }
    this.send();
  }

  forget(topic: string): void {
    this.publish(topic, "");
  }

  listen(filter: string, heard: Heard): () => void {
    const hearer = { heard };
    const hearers = this.hearers.get(filter) ?? new Set();
    this.hearers.set(filter, hearers.add(hearer));
    if (this.connected) this.subscribe(filter);
    return () => {
      hearers.delete(hearer);
      if (hearers.size > 0 || this.hearers.get(filter) !== hearers) return;
      this.hearers.delete(filter);
      if (this.connected) this.client?.unsubscribe(filter);
    };
  }

  onChange(listener: () => void): () => void {
    const own = () => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const { will } = this.options;
    this.listeners.clear();
    this.hearers.clear();
    if (will) this.publish(will.topic, will.payload);
    this.closed = true;
    this.stopRetry();
    const { client } = this;
    if (!client) return;
    // Without an orderly goodbye the broker says the will itself.
    const isDone = this.connected && (await this.sent());
    await new Promise<void>((resolve) => {
      const stop = this.clock.after(CLOSE_WITHIN, resolve);
      client.end(!isDone, () => {
        stop();
        resolve();
      });
    });
    if (this.waitingEvents > 0) this.log.warn({ events: this.waitingEvents }, "events were not sent: the MQTT broker was away");
  }

  /** Throws for everything that is not the bridge's to write. */
  private kindOf(topic: string, retain: boolean, isEmpty: boolean): Message["kind"] {
    const isPlain = !/[+#\0]/.test(topic);
    if (this.alsoAllowed.has(topic)) {
      if (retain) throw new Error(`A request must not be retained: ${topic}`);
      return "request";
    }
    if (isPlain && (topic.startsWith(`${this.options.ownTopics}/`) || this.announced.test(topic)))
      return retain ? "value" : "event";
    if (isPlain && retain && isEmpty && this.mayEmpty.has(topic)) return "value";
    throw new Error(`The bridge does not write to this topic: ${topic}`);
  }

  private makeRoom(): void {
    if (this.waitingEvents < MOST_EVENTS) {
      this.waitingEvents++;
      return;
    }
    for (const waiting of this.outbox) {
      if (typeof waiting === "string" || waiting.kind !== "event") continue;
      this.outbox.delete(waiting);
      break;
    }
    if (this.dropped === 0)
      this.log.warn({ most: MOST_EVENTS }, "too many events wait for the MQTT broker: the oldest are dropped");
    this.dropped++;
  }

  private connect(): void {
    const { url, username, password, ca, clientId, will } = this.options;
    const own: IClientOptions = {
      protocolVersion: this.protocol,
      clean: true,
      keepalive: KEEP_ALIVE,
      // Else a connection that only ever sends would never notice that it is dead.
      reschedulePings: false,
      connectTimeout: CONNECT_WITHIN,
      // A connection is made anew each time, here: the library would send what was under way before anything newer.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      // It would keep all 65,536 numbers that two bytes can say: 9 MB for a little time.
      writeCache: false,
      // What goes on inside of the library: a line for each step, which nobody reads.
      log() {},
      ...(will && { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
      ...(clientId !== undefined && { clientId }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    };
    let client: MqttClient;
    try {
      client = connect(url, ca === undefined ? own : { ...own, ca: readFileSync(ca) });
    } catch (error) {
      this.trouble = (error as Error).message;
      return this.retry();
    }
    this.client = client;
    client.on("connect", (packet) => this.up(client, packet));
    client.on("close", () => this.down(client));
    // Stays after the end: an error without a listener would end the process.
    client.on("error", (error) => this.troubled(client, error));
    client.on("message", (topic, payload, { retain }) => this.hear(topic, payload.toString(), retain));
  }

  private up(client: MqttClient, { properties }: IConnackPacket): void {
    if (client !== this.client || this.closed) return;
    this.connected = true;
    this.tries = 0;
    this.silent = 0;
    this.told = "";
    this.limit = Math.min(UNDER_WAY, properties?.receiveMaximum ?? UNDER_WAY);
    this.log.info({ protocol: this.protocol, dropped: this.dropped }, "connected to the MQTT broker");
    for (const filter of this.hearers.keys()) this.subscribe(filter);
    // A broker may have lost what it kept. Availability comes after the values, so that nobody takes old ones for true.
    const last = this.options.will?.topic;
    const values = [...this.values.keys()].sort((one, other) => Number(one === last) - Number(other === last));
    const events = [...this.outbox].filter((each) => typeof each !== "string");
    this.outbox.clear();
    for (const each of [...values, ...events]) this.outbox.add(each);
    this.changed();
    this.send();
  }

  private down(client: MqttClient): void {
    if (client !== this.client) return;
    if (this.closed) return this.settled(false);
    this.client = undefined;
    const wasUp = this.connected;
    this.connected = false;
    // What was under way may have come or not. Events are sent again, requests must not happen twice, values are all sent
    // when there is a connection.
    const waiting = [...this.underWay, ...this.outbox];
    this.underWay.clear();
    this.outbox.clear();
    for (const each of waiting) if (typeof each !== "string" && each.kind === "event") this.outbox.add(each);
    if (wasUp) {
      this.told = this.trouble ?? CLOSED;
      this.log.warn({ reason: this.told }, "the connection to the MQTT broker is lost: it is tried again until there is one");
      this.changed();
    } else if (this.trouble === undefined && ++this.silent >= 2) {
      this.silent = 0;
      this.protocol = this.protocol === 5 ? 4 : 5;
    }
    this.retry();
  }

  private troubled(client: MqttClient, error: Error & { code?: number | string }): void {
    if (client !== this.client) return;
    const { code } = error;
    this.trouble = error.message || String(code);
    if (typeof code !== "number") return;
    if (OTHER_PROTOCOL.has(code) && this.protocol === 5) {
      this.protocol = 4;
      this.tries = -1;
      this.told = this.trouble;
    }
    this.refused = NOT_LET_IN.has(code);
  }

  private retry(): void {
    const { trouble = CLOSED, refused } = this;
    if (this.told !== trouble) {
      const field = { reason: trouble, url: this.options.url };
      if (refused)
        this.log.error(
          field,
          "the MQTT broker refuses mqtt.username and mqtt.password: correct them; it is tried again every minute",
        );
      else this.log.warn(field, "no connection to the MQTT broker: it is tried again until there is one");
    }
    this.told = trouble;
    this.trouble = undefined;
    this.refused = false;
    const wait = this.tries < 0 ? 0 : refused ? REFUSED_WAIT : Math.min(SECOND * 2 ** this.tries, RETRY_AT_MOST);
    this.tries++;
    this.stopRetry = this.clock.after(wait, () => this.connect());
  }

  private subscribe(filter: string): void {
    this.client?.subscribe(filter, { qos: 1 }, (error) => {
      if (error && this.connected)
        this.log.warn({ filter, reason: error.message }, "the MQTT broker does not let the bridge listen");
    });
  }

  private hear(topic: string, payload: string, retained: boolean): void {
    for (const [filter, hearers] of this.hearers) {
      if (!fits(filter, topic)) continue;
      for (const { heard } of [...hearers])
        try {
          heard(topic, payload, retained);
        } catch (error) {
          this.log.error({ topic, error }, "a message could not be taken in");
        }
    }
  }

  /** Sends what waits, as far as the broker takes it at once. */
  private send(): void {
    const { client } = this;
    for (const next of this.outbox) {
      if (!client || !this.connected || this.underWay.size >= this.limit) return;
      this.outbox.delete(next);
      const message: Message =
        typeof next === "string" ? { kind: "value", topic: next, payload: this.values.get(next) ?? "" } : next;
      this.underWay.add(message);
      client.publish(message.topic, message.payload, { qos: 1, retain: message.kind === "value" }, (error) => {
        if (client === this.client) this.acknowledged(message, error);
      });
    }
  }

  private acknowledged(message: Message, error: Error | null | undefined): void {
    if (!this.underWay.delete(message)) return;
    const { kind, topic, payload } = message;
    if (error) this.log.warn({ topic, reason: error.message }, "the MQTT broker does not take a message");
    if (kind === "event") this.waitingEvents--;
    if (kind === "value" && payload === "" && this.values.get(topic) === "") this.values.delete(topic);
    this.send();
    if (this.outbox.size === 0 && this.underWay.size === 0) this.settled(true);
  }

  /** Resolves with whether everything has been sent, within a short time. */
  private sent(): Promise<boolean> {
    if (this.outbox.size === 0 && this.underWay.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const stop = this.clock.after(CLOSE_WITHIN, () => resolve(false));
      this.settled = (isSent) => {
        stop();
        resolve(isSent);
      };
    });
  }

  private changed(): void {
    for (const listener of [...this.listeners])
      try {
        listener();
      } catch (error) {
        this.log.error({ error }, "a change of the MQTT broker could not be taken in");
      }
  }
}

/**
 * A connection to the broker that never gives up: MQTT 5, or 3.1.1 where that is refused. Values (retained) are sent when
 * they change and all again after each reconnect; events wait for the broker, requests do not. Throws for a will that is
 * not below the own topics.
 */
export function openBroker(options: BrokerOptions): OwnBroker {
  return new MqttBroker(options);
}
