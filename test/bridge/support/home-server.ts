import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { Request } from "../../../src/adapters/home.ts";
import { record, text } from "../../../src/adapters/home.ts";
import { refusal } from "../../support/client.ts";

type Row = { readonly [field: string]: unknown };

/** What a test says of a home: states with attributes, and the rows of its registries in full names. */
export interface ServedHome {
  readonly states?: { readonly [entityId: string]: { readonly state: string; readonly attributes?: Row } };
  readonly entities?: readonly Row[];
  readonly devices?: readonly Row[];
  readonly config?: Row;
  readonly user?: Row;
  /** Epoch seconds. Without it each change is a second later than the one before. */
  readonly now?: () => number;
}

/** A subscription of the bridge that stands. */
export interface ServedStream {
  readonly request: Request;
  emit(event: unknown): void;
}

export interface ServedCall {
  readonly domain: string;
  readonly service: string;
  readonly data: Row;
  readonly target: Row | undefined;
}

type Answering = (request: Request) => unknown;

const CATEGORIES = { 0: "config", 1: "diagnostic" };

/** The short names in which the display registry is answered. */
function displayRow(row: Row): object {
  const category = Object.entries(CATEGORIES).find(([, name]) => name === row["entity_category"])?.[0];
  return {
    ei: row["entity_id"],
    di: row["device_id"],
    pl: row["platform"],
    tk: row["translation_key"],
    ai: row["area_id"],
    en: row["name"],
    hb: row["hidden"],
    ec: category === undefined ? undefined : Number(category),
  };
}

/** Waits until something is so, or fails. `meanwhile` is done each time, e.g. to let a fake clock go on. */
export async function until(isSo: () => unknown, what: string, meanwhile?: () => unknown): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, `never came: ${what}`);
    await meanwhile?.();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** A small Home Assistant: its websocket, as far as the bridge uses it. Stays at its address when it goes and comes back. */
export class HomeServer {
  /** The only token that is let in. */
  token = "a-token-of-the-test";
  /** How often somebody has tried to sign in. */
  signIns = 0;
  /** Answers nothing, and closes nothing: a connection that is dead without saying so. */
  frozen = false;
  readonly requests: Request[] = [];
  readonly calls: ServedCall[] = [];
  config: Row;
  user: Row;
  entities: readonly Row[];
  devices: readonly Row[];
  private readonly states = new Map<string, { s: string; a: Row; lc: number; lu: number }>();
  private readonly answering = new Map<string, Answering>();
  private readonly beginnings = new Map<string, Answering>();
  private readonly streams = new Map<WebSocket, Map<number, ServedStream>>();
  private serving: (call: ServedCall) => unknown = () => undefined;
  private server: WebSocketServer | undefined;
  private port = 0;
  /** Epoch seconds of the last change. */
  private time = 1_790_000_000;
  private readonly now: () => number;

  constructor(home: ServedHome = {}) {
    const { states = {}, entities = [], devices = [], config = {}, user = {}, now = () => this.time + 1 } = home;
    this.now = now;
    this.config = { state: "RUNNING", version: "2026.11.0", ...config };
    this.user = { id: "a-user", name: "A Name", is_admin: true, ...user };
    this.entities = entities;
    this.devices = devices;
    for (const [entityId, { state, attributes = {} }] of Object.entries(states))
      this.states.set(entityId, { s: state, a: attributes, lc: this.time, lu: this.time });
    this.on("get_config", () => this.config)
      .on("auth/current_user", () => this.user)
      .on("config/device_registry/list", () => this.devices)
      .on("config/entity_registry/list_for_display", () => ({
        entity_categories: CATEGORIES,
        entities: this.entities.map(displayRow),
      }))
      .on("config/entity_registry/get_entries", ({ entity_ids: ids }) =>
        Object.fromEntries((ids as string[]).map((id) => [id, this.entities.find((row) => row["entity_id"] === id) ?? null])),
      )
      .on("config_entries/get", () => [])
      .on("repairs/list_issues", () => ({ issues: [] }))
      .on("supported_features", () => null)
      .on("get_states", () =>
        [...this.states].map(([entity_id, { s, a, lc, lu }]) => ({
          entity_id,
          state: s,
          attributes: a,
          last_changed: new Date(lc * 1000).toISOString(),
          last_updated: new Date(lu * 1000).toISOString(),
        })),
      )
      .onStream("subscribe_entities", () => ({ a: Object.fromEntries(this.states) }))
      .onStream("subscribe_events", () => undefined)
      .onStream("config_entries/subscribe", () => []);
  }

  /** The address to give to the bridge. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Comes up, at the same address as before. */
  async start(): Promise<this> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: this.port, path: "/api/websocket" });
    await once(server, "listening");
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => this.welcome(socket));
    return this;
  }

  /** Goes away, with all connections. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const closed = once(server, "close");
    this.drop(server);
    server.close();
    await closed;
  }

  /** Cuts all connections without a word. */
  drop(server = this.server): void {
    for (const socket of server?.clients ?? []) socket.terminate();
  }

  get connections(): number {
    return this.server?.clients.size ?? 0;
  }

  /** Answers requests of this type: with what comes back, or by throwing. Types without one are not known. */
  on(type: string, answer: Answering): this {
    this.answering.set(type, answer);
    return this;
  }

  /** Lets this type be subscribed to; what comes back is its first event, throwing refuses it. */
  onStream(type: string, first: Answering): this {
    this.beginnings.set(type, first);
    return this;
  }

  /** What an action does; throwing or rejecting refuses it. */
  onService(serve: (call: ServedCall) => unknown): this {
    this.serving = serve;
    return this;
  }

  /** The subscriptions of this type that stand, over all connections. */
  open(type: string): ServedStream[] {
    return [...this.streams.values()].flatMap((streams) => [...streams.values()].filter(({ request }) => request.type === type));
  }

  /** An event of Home Assistant's bus. */
  fire(eventType: string, data: Row = {}): void {
    for (const stream of this.open("subscribe_events"))
      if (stream.request["event_type"] === eventType) stream.emit({ event_type: eventType, data, origin: "LOCAL" });
  }

  setState(entityId: string, state: string, attributes?: Row): void {
    this.time = this.now();
    const before = this.states.get(entityId);
    const a = attributes ?? before?.a ?? {};
    const lc = before?.s === state ? before.lc : this.time;
    this.states.set(entityId, { s: state, a, lc, lu: this.time });
    const times = before?.s === state ? { lu: this.time } : { lc };
    const gone = Object.keys(before?.a ?? {}).filter((name) => !(name in a));
    const event = before
      ? { c: { [entityId]: { "+": { s: state, a, ...times }, ...(gone.length > 0 && { "-": { a: gone } }) } } }
      : { a: { [entityId]: { s: state, a, lc } } };
    for (const stream of this.open("subscribe_entities")) stream.emit(event);
  }

  removeState(entityId: string): void {
    this.states.delete(entityId);
    for (const stream of this.open("subscribe_entities")) stream.emit({ r: [entityId] });
  }

  asked(type: string): Request[] {
    return this.requests.filter((request) => request.type === type);
  }

  private welcome(socket: WebSocket): void {
    const send = (message: object) => {
      if (!this.frozen) socket.send(JSON.stringify(message));
    };
    const streams = new Map<number, ServedStream>();
    let isIn = false;
    socket.on("error", () => {});
    socket.on("close", () => this.streams.delete(socket));
    socket.on("message", (data) => {
      if (this.frozen) return;
      const request = JSON.parse((data as Buffer).toString()) as Request;
      if (isIn) return void this.answer(request, streams, send);
      this.signIns++;
      isIn = request.type === "auth" && request["access_token"] === this.token;
      send(isIn ? { type: "auth_ok", ha_version: "2026.11.0" } : { type: "auth_invalid", message: "Invalid access token" });
      if (isIn) this.streams.set(socket, streams);
      else socket.close();
    });
    send({ type: "auth_required", ha_version: "2026.11.0" });
  }

  private async answer(request: Request, streams: Map<number, ServedStream>, send: (message: object) => void): Promise<void> {
    const { type } = request;
    const id = Number(request["id"]);
    if (type === "ping") return send({ id, type: "pong" });
    this.requests.push(request);
    const result = (value: unknown) => send({ id, type: "result", success: true, result: value ?? null });
    try {
      if (type === "unsubscribe_events") {
        if (!streams.delete(Number(request["subscription"]))) throw refusal("not_found", "Subscription not found.");
        return result(null);
      }
      if (type === "call_service") return result(await this.serve(request));
      const begin = this.beginnings.get(type);
      if (begin) {
        const first = begin(request);
        const stream: ServedStream = { request, emit: (event) => send({ id, type: "event", event }) };
        streams.set(id, stream);
        result(null);
        if (first !== undefined) stream.emit(first);
        return;
      }
      const answer = this.answering.get(type);
      if (!answer) throw refusal("unknown_command", "Unknown command.");
      result(await answer(request));
    } catch (error) {
      const { code = "unknown_error", message } = error as { code?: string; message: string };
      send({ id, type: "result", success: false, error: { code, message } });
    }
  }

  private async serve(request: Request): Promise<unknown> {
    const call: ServedCall = {
      domain: text(request["domain"]) ?? "",
      service: text(request["service"]) ?? "",
      data: record(request["service_data"]),
      target: request["target"] === undefined ? undefined : record(request["target"]),
    };
    this.calls.push(call);
    return { context: {}, response: (await this.serving(call)) ?? null };
  }
}
