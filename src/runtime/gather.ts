import { list, record, text, time } from "../adapters/home.ts";
import type { Answer, Request } from "../adapters/home.ts";
import type { Want } from "../adapters/lock-view.ts";
import type { CallError, Client, Clock } from "./client.ts";

/** Ms before a request that failed is tried again: what was refused for want of rights stays refused for a while. */
const RETRY = 5 * 60_000;

/** How much of a stream is kept. */
const STREAM_ROWS = 500;

interface Held {
  want: Want;
  answer: Answer | undefined;
  /** Raw result of the last call, for `keep`. */
  askedAt: number;
  asking: boolean;
  /** Asked for again while a call was under way. */
  again: boolean;
  stop: () => void;
}

/** One key for equal requests, in whatever order their fields stand. */
function keyOf(request: Request): string {
  return JSON.stringify(request, Object.keys(request).sort());
}

/** Each row once, by what makes it the same; the newest ones. */
function unionOf<Row>(rows: readonly Row[], sameBy: (row: Row) => unknown): readonly Row[] {
  return [...new Map(rows.map((row) => [sameBy(row), row])).values()].slice(-STREAM_ROWS);
}

/** A word of an entity, and when it was said, epoch s. */
interface HistoryRow {
  readonly s: string;
  readonly lu: number;
}

/**
 * Joins one event of a stream with what there was. After a reconnect a stream begins anew, so equal rows are one. Words of an entity are so
 * by their time, also where Home Assistant's clock was set back.
 */
export function foldStream(type: string, before: unknown, event: unknown): unknown {
  switch (type) {
    case "logbook/event_stream": {
      const rows = [before, event].flatMap((each) => list(record(each)["events"]));
      return { events: unionOf(rows, (row) => JSON.stringify(row)) };
    }
    case "history/stream": {
      const states: { [entityId: string]: unknown } = { ...record(record(before)["states"]) };
      for (const [entityId, rows] of Object.entries(record(record(event)["states"]))) {
        const told = list(states[entityId]) as readonly HistoryRow[];
        states[entityId] = unionOf([...told, ...list(rows).map(withoutAttributes)], ({ lu }) => lu);
      }
      return { states };
    }
    case "config_entries/subscribe": {
      const entries = new Map(list(before).map((entry) => [record(entry)["entry_id"], entry]));
      for (const change of list(event)) {
        const { type: kind, entry } = record(change);
        const id = text(record(entry)["entry_id"]);
        if (id === undefined) continue;
        if (kind === "removed") entries.delete(id);
        else entries.set(id, entry);
      }
      return [...entries.values()];
    }
    default:
      return event;
  }
}

/** History is kept as words and times alone: attributes are not needed, and could hold anything. */
function withoutAttributes(row: unknown): HistoryRow {
  const { s, state, lc, lu, last_changed: changed, last_updated: updated } = record(row);
  const at = time(lc ?? lu ?? changed ?? updated);
  return { s: text(s) ?? text(state) ?? "", lu: (at ?? 0) / 1000 };
}

/**
 * Keeps the answers to what the adapters want: each request is asked once however many locks and cards want it, kept up
 * to date, and dropped when nobody wants it any more.
 */
export class Gatherer {
  private readonly held = new Map<string, Held>();
  private readonly client: Client;
  private readonly clock: Clock;
  private readonly onChange: (key: string) => void;
  private list: readonly Answer[] | undefined;

  /** `onChange` is called after each new answer, with its request as text. */
  constructor(client: Client, clock: Clock, onChange: (key: string) => void) {
    this.client = client;
    this.clock = clock;
    this.onChange = onChange;
  }

  /** All answers. The same array until one of them changes. */
  get answers(): readonly Answer[] {
    this.list ??= [...this.held.values()].flatMap(({ answer }) => answer ?? []);
    return this.list;
  }

  /** Takes the wants of the moment in the place of those before. */
  want(wants: readonly Want[]): void {
    const wanted = new Map(wants.map((want) => [keyOf(want.request), want]));
    for (const [key, held] of this.held)
      if (!wanted.has(key)) {
        held.stop();
        this.held.delete(key);
        this.list = undefined;
      }
    for (const [key, want] of wanted) {
      const held = this.held.get(key);
      if (held) held.want = want;
      else this.begin(key, want);
    }
  }

  /** Asks again what hangs on one of these entities. */
  changed(entityIds: ReadonlySet<string>): void {
    for (const held of this.held.values()) if (held.want.on?.some((entityId) => entityIds.has(entityId))) this.askSoon(held);
  }

  /** Once a minute: asks again what is old or failed. */
  tick(): void {
    const now = this.clock.now();
    for (const held of this.held.values()) {
      const age = now - held.askedAt;
      if (held.answer?.error ? age >= RETRY : held.want.every !== undefined && age >= held.want.every) this.retry(held);
    }
  }

  /** Asks everything again: after a reconnect nothing of before holds. */
  refreshAll(): void {
    for (const held of this.held.values()) if (held.want.mode === "call" || held.answer?.error) this.retry(held);
  }

  /** Asks again what is known of one device, e.g. to see whether a remedy has helped. */
  refreshDevice(deviceId: string | undefined): void {
    for (const held of this.held.values()) {
      const { request, on, every, keep } = held.want;
      if (deviceId !== undefined && request["device_id"] === deviceId && on && (!every || keep)) this.askSoon(held);
    }
  }

  /** Puts an answer that came by another way, e.g. by a remedy that was itself a request. */
  put(request: Request, result: unknown): void {
    const held = this.held.get(keyOf(request));
    if (held) this.take(held, { result });
  }

  close(): void {
    this.want([]);
  }

  private begin(key: string, want: Want): void {
    const held: Held = { want, answer: undefined, askedAt: 0, asking: false, again: false, stop: () => {} };
    this.held.set(key, held);
    this.retry(held);
  }

  private retry(held: Held): void {
    if (held.want.mode === "stream") this.follow(held);
    else void this.ask(held);
  }

  /** Asks now, or as soon as the least gap between two calls allows. */
  private askSoon(held: Held): void {
    if (held.want.mode !== "call") return;
    const wait = held.askedAt + (held.want.gap ?? 0) - this.clock.now();
    if (wait <= 0) return void this.ask(held);
    held.stop();
    held.stop = this.clock.after(wait, () => void this.ask(held));
  }

  private async ask(held: Held): Promise<void> {
    if (held.asking) {
      held.again = true;
      return;
    }
    held.asking = true;
    held.askedAt = this.clock.now();
    try {
      this.take(held, { result: await this.client.callWS(held.want.request) });
    } catch (error) {
      this.take(held, { error: asError(error) });
    } finally {
      held.asking = false;
      if (held.again) {
        held.again = false;
        this.askSoon(held);
      }
    }
  }

  private follow(held: Held): void {
    held.stop();
    held.askedAt = this.clock.now();
    const { request, since } = held.want;
    const message = since === undefined ? request : { ...request, start_time: new Date(this.clock.now() - since).toISOString() };
    let stopped = false;
    let unsubscribe: (() => void) | undefined;
    held.stop = () => {
      stopped = true;
      unsubscribe?.();
    };
    this.client
      .subscribe(message, (event) => {
        if (stopped) return;
        if (request.type === "subscribe_events") this.changed(new Set([String(request["event_type"])]));
        else this.take(held, { result: foldStream(request.type, held.answer?.result, event) });
      })
      .then(
        (end) => {
          unsubscribe = end;
          if (stopped) end();
        },
        (error: unknown) => {
          if (!stopped) this.take(held, { error: asError(error) });
        },
      );
  }

  private take(held: Held, { result, error }: { result?: unknown; error?: { code: string; message: string } }): void {
    const { request, keep } = held.want;
    const key = keyOf(request);
    if (this.held.get(key) !== held) return;
    const at = this.clock.now();
    // A failed call does not undo what was known, it only ages.
    if (error && held.answer && !held.answer.error) return;
    held.answer = error ? { request, error, at } : { request, result: keep ? keep(result, held.answer?.result, at) : result, at };
    this.list = undefined;
    this.onChange(key);
  }
}

/** Code of an error that says nothing about the call: the connection broke while it was out. */
export const CONNECTION_LOST = "connection_lost";
/** `ERR_CONNECTION_LOST` of home-assistant-js-websocket: thrown alone, or as the error inside of a message. */
const LOST = 3;

/** A rejected call as an error with a code and words. */
export function asError(error: unknown): { code: string; message: string } {
  const inner = record(error)["error"] ?? error;
  const { code = inner === LOST ? LOST : "failed", message } = record(inner) as CallError;
  const words = typeof message === "string" ? message : record(inner) === inner ? "" : String(inner);
  if (Number(code) === LOST) return { code: CONNECTION_LOST, message: words };
  // An action that needs an administrator fails as any action does, and says so in its words alone.
  return { code: words === "Unauthorized" ? "unauthorized" : String(code), message: words };
}
