import type { Attributes, Clock, ConfigEntryRow, DeviceRow, IssueRow, RegistryRow, StateObject } from "./types.ts";

/** A past state as the recorder's compressed answers give it: times are epoch seconds. */
export interface PastState {
  readonly s: string;
  readonly a: Attributes;
  readonly lu: number;
  readonly lc?: number;
}

/** A row of the logbook, with the device by which it is asked for. */
export interface LogbookRow {
  readonly when: number;
  readonly name: string;
  readonly message: string;
  readonly domain: string;
  readonly deviceId: string;
}

export interface Notification {
  readonly created_at: string;
  readonly message: string;
  readonly notification_id: string;
  readonly title: string | null;
}

export interface TodoItem {
  readonly uid: string;
  readonly summary: string;
  readonly status: "needs_action" | "completed";
  readonly description?: string;
  readonly due?: string;
}

/** What changed, for the streams. */
export type Change =
  | { readonly kind: "state"; readonly entityId: string; readonly state: StateObject | undefined }
  | { readonly kind: "logbook"; readonly row: LogbookRow }
  | { readonly kind: "entry"; readonly entry: ConfigEntryRow; readonly type: "added" | "updated" }
  | { readonly kind: "issues" }
  | { readonly kind: "registry"; readonly what: "entity" | "device" }
  | { readonly kind: "notifications" }
  | { readonly kind: "todo"; readonly entityId: string }
  | { readonly kind: "user_data"; readonly key: string }
  | { readonly kind: "config" };

/** More than a day of a chatty sensor; older rows are of no use in a demo. */
const HISTORY_ROWS = 2000;

function equalValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}

function equalAttributes(a: Attributes, b: Attributes): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && equalValue(a[name], b[name]));
}

/** Everything that the simulated home's server knows. What a browser has seen of it is the business of `SimHome`. */
export class Store {
  readonly clock: Clock;
  readonly states = new Map<string, StateObject>();
  readonly registry = new Map<string, RegistryRow>();
  readonly devices = new Map<string, DeviceRow>();
  readonly entries = new Map<string, ConfigEntryRow>();
  readonly areas = new Map<string, { readonly area_id: string; readonly name: string }>();
  readonly issues = new Map<string, IssueRow>();
  readonly notifications = new Map<string, Notification>();
  readonly todos = new Map<string, TodoItem[]>();
  /** What the frontend keeps with its user. The demo has one user at a time, who keeps it all. */
  readonly userData = new Map<string, unknown>();
  readonly history = new Map<string, PastState[]>();
  readonly logbook: LogbookRow[] = [];
  /** NOT_RUNNING, STARTING or RUNNING. */
  phase = "RUNNING";
  private readonly listeners = new Set<(change: Change) => void>();
  private serial = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  announce(change: Change): void {
    for (const listener of [...this.listeners]) listener(change);
  }

  /** An id that looks like Home Assistant's and is the same in every run. */
  newId(length = 32): string {
    this.serial += 1;
    let id = "";
    for (let turn = 0; id.length < length; turn++) {
      let hash = 2166136261;
      for (const letter of `${this.serial}/${turn}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
      id += (hash >>> 0).toString(16).padStart(8, "0");
    }
    return id.slice(0, length);
  }

  /**
   * Writes a state as Home Assistant does: nothing happens when nothing changed, and attributes that did not change stay
   * the same object. `at` (epoch ms) lets a demo begin with things that happened before.
   */
  set(entityId: string, state: string, attributes: Attributes, at: number = this.clock.now()): void {
    const before = this.states.get(entityId);
    const sameAttributes = before !== undefined && equalAttributes(before.attributes, attributes);
    if (before?.state === state && sameAttributes) return;
    const now = new Date(at).toISOString();
    const next: StateObject = {
      entity_id: entityId,
      state,
      attributes: sameAttributes ? before.attributes : attributes,
      last_changed: before?.state === state ? before.last_changed : now,
      last_updated: now,
      context: { id: this.newId(26).toUpperCase(), parent_id: null, user_id: null },
    };
    this.states.set(entityId, next);
    this.remember(entityId, {
      s: state,
      a: next.attributes,
      lu: at / 1000,
      ...(before?.state === state ? { lc: Date.parse(next.last_changed) / 1000 } : {}),
    });
    this.announce({ kind: "state", entityId, state: next });
  }

  /** A state that the recorder holds from before. */
  remember(entityId: string, row: PastState): void {
    const rows = this.history.get(entityId) ?? [];
    rows.push(row);
    rows.sort((a, b) => a.lu - b.lu);
    if (rows.length > HISTORY_ROWS) rows.shift();
    this.history.set(entityId, rows);
  }

  removeState(entityId: string): void {
    if (this.states.delete(entityId)) this.announce({ kind: "state", entityId, state: undefined });
  }

  log(row: LogbookRow): void {
    this.logbook.push(row);
    this.logbook.sort((a, b) => a.when - b.when);
    this.announce({ kind: "logbook", row });
  }

  setEntry(entryId: string, change: Partial<ConfigEntryRow>): void {
    const before = this.entries.get(entryId);
    if (!before) return;
    const entry: ConfigEntryRow = { ...before, ...change };
    if (equalAttributes({ ...before }, { ...entry })) return;
    this.entries.set(entryId, entry);
    this.announce({ kind: "entry", entry, type: "updated" });
  }

  setIssue(key: string, issue: IssueRow | undefined): void {
    if (issue) this.issues.set(key, issue);
    else if (!this.issues.delete(key)) return;
    this.announce({ kind: "issues" });
  }

  setDevice(device: DeviceRow): void {
    this.devices.set(device.id, device);
    this.announce({ kind: "registry", what: "device" });
  }

  setPhase(phase: string): void {
    this.phase = phase;
    this.announce({ kind: "config" });
  }
}

/** Resolves after `ms` of the home's own time. */
export function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** A refused or failed call. An Error, so that a forgotten one is seen; `code` and `message` are what Home Assistant gives. */
export class RefusedCall extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an integration raises from an action. */
export function failed(message: string): RefusedCall {
  return new RefusedCall("home_assistant_error", message);
}
