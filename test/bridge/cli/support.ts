import { everything } from "../../../src/runtime/everything.ts";
import { dispatch } from "../../../src/bridge/cli/commands.ts";
import type { Deps, HttpAnswer, Options, Probes } from "../../../src/bridge/cli/deps.ts";
import { openMemory } from "../../../src/bridge/memory.ts";
import { OptionsError } from "../../../src/bridge/options.ts";
import type { Broker, Home, Memory, SessionState } from "../../../src/bridge/ports.ts";
import { HomeHealth } from "../../../src/runtime/home-health.ts";
import { settle } from "../../support/clock.ts";
import type { MockHome } from "../../support/home.ts";
import { Stage } from "../../support/stage.ts";

/** Sits in every place in which the person's secrets could be: it must never be printed. */
export const TOKEN = "eyJhbGciOiJIUzI1NiJ9.planted.token";

export const OPTIONS: Options = {
  home: { url: "http://ha.test:8123", token: TOKEN },
  mqtt: { url: "", discovery_prefix: "homeassistant" },
  topic: "lock_health",
  home_id: "home",
  language: "en",
  data: "/data",
  log_level: "info",
  http: { port: 9190, host: "127.0.0.1" },
  battery_low: 20,
  battery_critical: 10,
  daily_ping: false,
  exclude: [],
};

function fits(filter: string, topic: string): boolean {
  const levels = topic.split("/");
  const wanted = filter.split("/");
  return levels.length === wanted.length && wanted.every((level, index) => level === "+" || level === levels[index]);
}

export interface Published {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A broker with what others have left on it, and somebody who answers. */
export class FakeBroker implements Broker {
  connected = true;
  closed = 0;
  readonly published: Published[] = [];
  readonly retained = new Map<string, string>();
  /** Who hears what the command says. */
  answer = (_message: Published): void => {};
  private readonly hearers = new Set<{ filter: string; heard: (topic: string, payload: string, retained: boolean) => void }>();

  publish(topic: string, payload: string | object, { retain = true }: { readonly retain?: boolean } = {}): void {
    const message = { topic, payload: typeof payload === "string" ? payload : JSON.stringify(payload), retain };
    this.published.push(message);
    this.answer(message);
  }

  /** Somebody else says something. */
  say(topic: string, payload: string | object, retained = false): void {
    const words = typeof payload === "string" ? payload : JSON.stringify(payload);
    for (const { filter, heard } of [...this.hearers]) if (fits(filter, topic)) heard(topic, words, retained);
  }

  leave(topic: string, payload: string | object): this {
    this.retained.set(topic, typeof payload === "string" ? payload : JSON.stringify(payload));
    return this;
  }

  forget(): void {}

  listen(filter: string, heard: (topic: string, payload: string, retained: boolean) => void): () => void {
    const hearer = { filter, heard };
    this.hearers.add(hearer);
    void Promise.resolve().then(() => {
      if (this.connected) for (const [topic, payload] of this.retained) if (fits(filter, topic)) heard(topic, payload, true);
    });
    return () => this.hearers.delete(hearer);
  }

  onChange(): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** The world of a command: a home, a memory, a broker, a machine. */
export class World {
  readonly stage: Stage;
  readonly broker = new FakeBroker();
  readonly probes: { -readonly [Name in keyof Probes]: Probes[Name] };
  readonly asked: string[] = [];
  options: Options = OPTIONS;
  problems: readonly string[] | undefined;
  session: SessionState = "connected";
  sessionsClosed = 0;
  memory: Memory | undefined = openMemory(":memory:");
  isTTY = false;
  consent = true;
  colour = false;
  columns: number | undefined;
  /** Set while a command waits to be broken off. */
  interrupt: (() => void) | undefined;
  ran = 0;
  private readonly watching = new Set<() => void>();

  constructor(build: (home: MockHome) => void = () => {}) {
    this.stage = new Stage(build);
    const rest: HttpAnswer = {
      status: 200,
      date: this.stage.clock.now(),
      body: { version: "2026.11.1", time_zone: "Europe/Amsterdam", state: "RUNNING" },
    };
    this.probes = {
      get: async () => rest,
      folderProblem: async () => undefined,
      memoryProblem: async () => undefined,
      portFree: async () => true,
      timeZone: "Europe/Amsterdam",
    };
  }

  /** Changes the home, as Home Assistant tells it. */
  change(change: (home: MockHome, at: number) => void): void {
    change(this.stage.home, this.stage.clock.now());
    for (const look of [...this.watching]) look();
  }

  /** Runs a command to its end; time passes as it needs it, at most an hour. */
  async run(...args: readonly string[]): Promise<Ended> {
    const said = { out: "", err: "" };
    let ended: number | undefined;
    void dispatch(args, this.deps(said)).then((status) => {
      ended = status;
    });
    const { clock } = this.stage;
    for (let turn = 0; ended === undefined && turn < 36_000; turn++) {
      await settle();
      if (ended === undefined) await clock.advance(100);
    }
    if (ended === undefined) throw new Error(`${args.join(" ")} does not end: ${said.out}`);
    return { status: ended, ...said };
  }

  private home(): Home {
    const source = () => (this.session === "connected" ? this.stage.home.source() : undefined);
    const state = () => this.session;
    return {
      client: this.stage.client,
      get source() {
        return source();
      },
      get state() {
        return state();
      },
      onChange: (listener) => {
        this.watching.add(listener);
        return () => this.watching.delete(listener);
      },
      close: async () => {
        this.sessionsClosed++;
      },
    };
  }

  private deps(said: { out: string; err: string }): Deps {
    // What a command closes is still looked at by the test.
    const memory = this.memory && { ...this.memory, close: () => {} };
    return {
      readOptions: async ({ home }) => {
        if (this.problems) throw new OptionsError(this.problems);
        return home === undefined ? this.options : { ...this.options, home: { ...this.options.home, url: home } };
      },
      openSession: async () => this.home(),
      openBroker: async () => this.broker,
      openMemory: async () => memory,
      openHealth: async (client, clock) => new HomeHealth(client, clock, everything),
      runBridge: async () => {
        this.ran++;
      },
      probes: this.probes,
      stdout: (text) => (said.out += text),
      stderr: (text) => (said.err += text),
      clock: this.stage.clock,
      isTTY: this.isTTY,
      colour: this.colour,
      columns: this.columns,
      timeZone: "UTC",
      ask: async (question) => {
        this.asked.push(question);
        return this.consent;
      },
      onInterrupt: (stop) => {
        this.interrupt = stop;
        return () => {
          this.interrupt = undefined;
        };
      },
      version: "1.2.3",
    };
  }
}
