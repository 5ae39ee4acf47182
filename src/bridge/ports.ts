/** The boundaries of the bridge: what its parts ask of each other. Tests put something else in their place. */
import type { HomeSource } from "../runtime/home-health.ts";
import type { Client } from "../runtime/client.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { CheckId } from "../core/checks/index.ts";

/** How the session with Home Assistant stands. `refused`: the token is not, or no longer, valid; nothing is tried until it changes. */
export type SessionState = "connecting" | "connected" | "lost" | "refused";

/** A session with one home: all of its states and registries, kept up to date, and the way to call it. */
export interface Home {
  readonly client: Client;
  /**
   * What the runtime looks at, another object after each change. Parts that did not change stay the same object; `states`
   * always is, and is written to. Undefined until everything has come once.
   */
  readonly source: HomeSource | undefined;
  readonly state: SessionState;
  /** Calls back after each change of `source` or `state`; the result ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** The MQTT broker. What was published retained is remembered, so that an unchanged value is not sent again. */
export interface Broker {
  readonly connected: boolean;
  /**
   * Publishes below the bridge's own topics or its discovery topics; anything else throws. `retain` is the default.
   * While the broker is away the newest value of each retained topic waits for it; events wait too, up to 1,000.
   * `again`: also where the value has not changed.
   */
  publish(topic: string, payload: string | object, options?: { readonly retain?: boolean; readonly again?: boolean }): void;
  /** Empties a retained topic, which removes what was announced by it. */
  forget(topic: string): void;
  /** Calls back for each message to topics that fit an MQTT filter; the result ends that. */
  listen(filter: string, heard: (topic: string, payload: string, retained: boolean) => void): () => void;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Words for what happened to a lock. The first five are those that Home Assistant's own frontend knows. */
export const INCIDENT_KINDS = [
  "lock",
  "unlock",
  "lock_jammed",
  "lock_failure",
  "invalid_pin",
  "keypad_locked_out",
  "finding_appeared",
  "finding_recovered",
  "remedy_done",
  "guide_done",
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** One thing that happened to a lock. Never with a code, a user's name or a message of somebody else. */
export interface Incident {
  /** Stable id of the lock: see `lockIdOf`. */
  readonly lockId: string;
  readonly kind: IncidentKind;
  /** Epoch ms. */
  readonly at: number;
  /** The check whose finding appeared or recovered, or that a remedy was to cure. */
  readonly check?: CheckId;
  readonly severity?: string;
  /** Of a finding; of a guide that has ended which one it is. */
  readonly variant?: string;
  readonly remedy?: RemedyId;
  /** How a remedy ended: confirmed, unverified, failed or refused. Of a guide: solved, left, or why it stopped. */
  readonly outcome?: string;
  /** Facts that speak for it: names, values, units and ages, in the form of a finding's evidence. */
  readonly evidence?: readonly { readonly fact: string; readonly value: unknown; readonly unit?: string; readonly at?: number }[];
}

export interface StoredIncident extends Incident {
  readonly id: number;
}

/** A remedy that was begun, written down before the call goes out: after a crash nobody may take it for not having run. */
export interface JobRow {
  readonly id: number;
  readonly lockId: string;
  readonly remedy: RemedyId;
  readonly check: CheckId | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** `running` until it has ended; confirmed, unverified, failed, refused. */
  readonly outcome: string;
  readonly reason: string | undefined;
}

/** What the bridge remembers over restarts. All times are epoch ms. */
export interface Memory {
  /** The same lock, kind and time is one incident. */
  remember(incident: Incident): void;
  /** Newest first. `lockId` undefined: of all locks. `turns: false`: of one lock, without those of its bolt. */
  incidents(
    lockId: string | undefined,
    options?: { readonly since?: number; readonly limit?: number; readonly turns?: boolean },
  ): readonly StoredIncident[];
  beginJob(job: { lockId: string; remedy: RemedyId; check: CheckId | undefined; startedAt: number }): number;
  endJob(id: number, end: { endedAt: number; outcome: string; reason?: string }): void;
  /** Newest first. */
  jobs(lockId: string | undefined, options?: { readonly since?: number; readonly limit?: number }): readonly JobRow[];
  /** Locks by id with the name they had last, so that history outlives a removed lock. */
  nameLock(lockId: string, name: string): void;
  lockNames(): ReadonlyMap<string, string>;
  /** Small values by key, e.g. when a lock was pinged last. */
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
  /** Drops what is older than it is kept for. */
  prune(now: number): void;
  close(): void;
}

/** How a press of a remedy stands. `queued`: another one works on the same hub. */
export type JobPhase = "idle" | "queued" | "calling" | "verifying" | "confirmed" | "unverified" | "failed" | "refused";

/** Why a press is refused, and when it may be tried again, where that is known. */
export interface Refusal {
  readonly reason:
    | "not_offered"
    | "cool_down"
    | "already_running"
    | "not_armed"
    | "battery"
    | "link"
    | "hub_free"
    | "door"
    | "answers"
    | "long_range"
    | "known_bad"
    | "unavailable"
    | "queue_full";
  /** Epoch ms. */
  readonly retryAt?: number;
  readonly value?: number | string;
  /** The refused remedy, where the state is that of another one which runs or waits. */
  readonly remedy?: RemedyId;
}

/** The newest press of a remedy for a lock, as it is published. Times are epoch ms. */
export interface JobState {
  readonly phase: JobPhase;
  readonly remedy?: RemedyId;
  readonly check?: CheckId;
  readonly since?: number;
  readonly until?: number;
  readonly percent?: number;
  readonly stage?: string;
  /** Ms it took to the outcome. */
  readonly after?: number;
  /** Why unverified (as in the runtime's run), or the error's code. */
  readonly reason?: string;
  readonly message?: string;
  readonly refusal?: Refusal;
}
