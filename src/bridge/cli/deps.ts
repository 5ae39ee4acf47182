/** What a command needs of the world: real in main.ts, something else in tests. */
import type { Client, Clock } from "../../runtime/client.ts";
import type { HomeHealth } from "../../runtime/home-health.ts";
import type { Broker, Home, Memory } from "../ports.ts";
import type { Options } from "../options.ts";

/** An answer over HTTP, as far as it is looked at. */
export interface HttpAnswer {
  readonly status: number;
  /** Epoch ms of the answer's `Date` header, which has whole seconds. */
  readonly date: number | undefined;
  readonly body: unknown;
}

export interface Deps {
  /** Reads the options; rejects with an `OptionsError`. `needs`: the ends without which the command can do nothing. */
  readOptions(from: {
    readonly config?: string | undefined;
    readonly home?: string | undefined;
    readonly needs: readonly ("home" | "mqtt")[];
  }): Promise<Options>;
  openSession(options: Options): Promise<Home>;
  openBroker(options: Options): Promise<Broker>;
  /** `existing`: undefined where nothing has been remembered yet, instead of beginning a memory. */
  openMemory(options: Options, how: "existing" | "begin"): Promise<Memory | undefined>;
  /** `admin`: the session may see and do what only an administrator's can. */
  openHealth(client: Client, clock: Clock, session: { readonly admin: boolean }): Promise<HomeHealth>;
  /** Runs the bridge until it is told to stop. */
  runBridge(options: Options): Promise<void>;
  readonly probes: Probes;
  stdout(text: string): void;
  stderr(text: string): void;
  readonly clock: Clock;
  /** Somebody reads what is printed, and can answer. */
  readonly isTTY: boolean;
  readonly colour: boolean;
  /** Characters a line; undefined where nobody looks. */
  readonly columns: number | undefined;
  /** IANA zone in which times are printed; the machine's own when left out. */
  readonly timeZone?: string;
  ask(question: string): Promise<boolean>;
  /** Calls back when the person breaks off; the result ends that. */
  onInterrupt(stop: () => void): () => void;
  readonly version: string;
}

/** What only `doctor` asks of the machine. */
export interface Probes {
  /** GET with the token where one is given. Rejects where nothing answers within `ms`. */
  get(url: string, options: { readonly token?: string; readonly ms: number }): Promise<HttpAnswer>;
  /** Why the folder cannot be written to; undefined where it can. Leaves nothing behind. */
  folderProblem(folder: string): Promise<string | undefined>;
  /** Why the memory cannot be read; undefined where it is sound, "none" where there is none yet. */
  memoryProblem(folder: string): Promise<string | undefined>;
  /** Whether a server could listen there. */
  portFree(port: number, host: string): Promise<boolean>;
  /** IANA zone of this machine. */
  readonly timeZone: string;
}

export type { Options };

/** An error whose message is for people: printed without a stack. */
export class Told extends Error {}

/** The file of the bridge's memory within its data folder. */
export const MEMORY_FILE = "lock-health.db";

/** Exit statuses. `usage` is the one that sysexits.h has for it. */
export const EXIT = { ok: 0, no: 1, unknown: 2, usage: 64 } as const;
