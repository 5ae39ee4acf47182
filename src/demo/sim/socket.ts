import { ADMIN_COMMANDS, COMMANDS } from "./commands.ts";
import type { Server } from "./server.ts";
import { RefusedCall } from "./store.ts";
import { STREAMS, mayHear } from "./streams.ts";
import type { ConnectionEvent, Message, SimConnection, SubscribeOptions } from "./types.ts";

/** What a call rejects with when the connection breaks under it, and when there is none (home-assistant-js-websocket). */
const CONNECTION_LOST = 3;

interface Subscription {
  readonly message: Message;
  readonly send: (event: unknown) => void;
  readonly resubscribe: boolean;
  stop: (() => void) | undefined;
}

/** A value as it comes out of a socket: nothing of it is the server's own. */
function overTheWire(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** What a browser gets to see of an error: plain data. */
export function asAnswer(error: unknown): unknown {
  if (error instanceof RefusedCall) return { code: error.code, message: error.message };
  if (error instanceof Error) return { code: "unknown_error", message: error.message };
  return error;
}

/** One browser's connection to the simulated home, with the manners of home-assistant-js-websocket. */
export class Socket implements SimConnection {
  connected = true;
  private readonly server: Server;
  private readonly isAdmin: () => boolean;
  private readonly pending = new Set<(error: unknown) => void>();
  private readonly subscriptions = new Set<Subscription>();
  private readonly listeners = new Map<ConnectionEvent, Set<(connection: SimConnection) => void>>();

  constructor(server: Server, isAdmin: () => boolean) {
    this.server = server;
    this.isAdmin = isAdmin;
  }

  /** Waits for an answer of the server, unless the connection breaks first. The server goes on either way. */
  request<T>(answer: () => Promise<T>): Promise<T> {
    if (!this.connected) return Promise.reject(CONNECTION_LOST);
    return new Promise((resolve, reject) => {
      this.pending.add(reject);
      const done = () => void this.pending.delete(reject);
      answer().then(
        (value) => {
          done();
          resolve(value);
        },
        (error: unknown) => {
          done();
          reject(asAnswer(error));
        },
      );
    });
  }

  async sendMessagePromise<T>(message: Message): Promise<T> {
    return this.request(async () => {
      this.allow(message);
      const command = COMMANDS[message.type];
      if (!command && !STREAMS[message.type]) throw new RefusedCall("unknown_command", "Unknown command.");
      return overTheWire(await command?.(this.server, message)) as T;
    });
  }

  private allow(message: Message): void {
    const admin = this.isAdmin();
    const refused =
      (ADMIN_COMMANDS.has(message.type) && !admin) ||
      (message.type === "subscribe_events" && !mayHear(message["event_type"], admin));
    if (refused) throw new RefusedCall("unauthorized", "Unauthorized");
  }

  async subscribeMessage<T>(
    callback: (event: T) => void,
    message: Message,
    options: SubscribeOptions = {},
  ): Promise<() => Promise<void>> {
    if (options.preCheck && !(await options.preCheck())) throw new Error("Pre-check failed");
    const subscription: Subscription = {
      message,
      send: (event) => {
        if (this.connected && this.subscriptions.has(subscription)) callback(overTheWire(event) as T);
      },
      resubscribe: options.resubscribe !== false,
      stop: undefined,
    };
    this.subscriptions.add(subscription);
    // Without a connection the subscription stands, and begins with the next one.
    if (this.connected)
      await this.request(() => this.begin(subscription)).catch((error: unknown) => {
        this.subscriptions.delete(subscription);
        throw error;
      });
    return () => {
      this.subscriptions.delete(subscription);
      subscription.stop?.();
      return Promise.resolve();
    };
  }

  private async begin(subscription: Subscription): Promise<void> {
    const { message } = subscription;
    this.allow(message);
    const stream = STREAMS[message.type];
    if (!stream) throw new RefusedCall("unknown_command", "Unknown command.");
    // The result of a command comes before its first event.
    const early: unknown[] = [];
    let begun = false;
    const stop = stream(this.server, message, (event) => {
      if (begun) subscription.send(event);
      else early.push(event);
    });
    if (this.subscriptions.has(subscription)) subscription.stop = stop;
    else stop();
    void Promise.resolve().then(() => {
      begun = true;
      for (const event of early) subscription.send(event);
    });
    await Promise.resolve();
  }

  subscribeEvents<T>(callback: (event: T) => void, eventType?: string): Promise<() => Promise<void>> {
    return this.subscribeMessage(callback, {
      type: "subscribe_events",
      ...(eventType === undefined ? {} : { event_type: eventType }),
    });
  }

  addEventListener(type: ConnectionEvent, callback: (connection: SimConnection) => void): void {
    const listeners = this.listeners.get(type) ?? new Set();
    listeners.add(callback);
    this.listeners.set(type, listeners);
  }

  removeEventListener(type: ConnectionEvent, callback: (connection: SimConnection) => void): void {
    this.listeners.get(type)?.delete(callback);
  }

  private fire(type: ConnectionEvent): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) listener(this);
  }

  /** The connection breaks: every call under way fails, the streams wait for the next connection. */
  lose(): void {
    if (!this.connected) return;
    this.connected = false;
    for (const subscription of this.subscriptions) {
      subscription.stop?.();
      subscription.stop = undefined;
      if (!subscription.resubscribe) this.subscriptions.delete(subscription);
    }
    const pending = [...this.pending];
    this.pending.clear();
    for (const reject of pending)
      reject({ type: "result", success: false, error: { code: CONNECTION_LOST, message: "Connection lost" } });
    this.fire("disconnected");
  }

  restore(): void {
    if (this.connected) return;
    this.connected = true;
    for (const subscription of this.subscriptions)
      void this.begin(subscription).catch(() => void this.subscriptions.delete(subscription));
    this.fire("ready");
  }
}
