import type { SimDevice } from "./device.ts";
import type { Store } from "./store.ts";
import type { ConfigEntryRow } from "./types.ts";

const SET_UP = Date.parse("2026-03-14T09:20:00Z") / 1000;

export interface EntrySpec {
  readonly entryId: string;
  readonly domain: string;
  readonly title: string;
  readonly removable?: boolean;
  readonly reconfigurable?: boolean;
  readonly options?: boolean;
}

export function entryRow(spec: EntrySpec): ConfigEntryRow {
  return {
    created_at: SET_UP,
    entry_id: spec.entryId,
    domain: spec.domain,
    modified_at: SET_UP,
    title: spec.title,
    source: "user",
    state: "loaded",
    supports_options: spec.options ?? false,
    supports_remove_device: spec.removable ?? false,
    supports_unload: true,
    supports_reconfigure: spec.reconfigurable ?? false,
    supported_subentry_types: {},
    pref_disable_new_entities: false,
    pref_disable_polling: false,
    disabled_by: null,
    reason: null,
    error_reason_translation_domain: null,
    error_reason_translation_key: null,
    error_reason_translation_placeholders: null,
    num_subentries: 0,
  };
}

/** Seconds until Home Assistant tries an entry again that was not ready: 5 × 2ⁿ, at most 80 here. */
const RETRY = [5, 10, 20, 40, 80];
/** How long an integration takes to come up. */
const SET_UP_TIME = 700;

/** A hub: a config entry and the devices behind it, with the ways in which it can be missing. */
export class SimHub {
  readonly id: string;
  readonly name: string;
  readonly store: Store;
  readonly spec: EntrySpec;
  protected readonly devices: SimDevice[] = [];
  protected stopped = false;
  private failures = 0;
  private cancelRetry: (() => void) | undefined;

  constructor(store: Store, id: string, name: string, spec: EntrySpec) {
    this.store = store;
    this.id = id;
    this.name = name;
    this.spec = spec;
    store.entries.set(spec.entryId, entryRow(spec));
  }

  get entryId(): string {
    return this.spec.entryId;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  add<D extends SimDevice>(device: D): D {
    this.devices.push(device);
    return device;
  }

  /** The devices that still are in the home. */
  get all(): readonly SimDevice[] {
    return this.devices.filter(({ entities }) => entities.length > 0);
  }

  /** Words with which its integration says that it cannot start. */
  protected failure(): { state: string; reason: string | null; key?: string } {
    return { state: "setup_retry", reason: "Failed to connect" };
  }

  /** Whether its integration can start now. */
  protected ready(): boolean {
    return !this.stopped;
  }

  /** Its server, stick or bridge stops, or is there again. */
  stop(on: boolean): void {
    if (this.stopped === on) return;
    this.stopped = on;
    // Integrations that lose their server reload themselves at once. Coming back is noticed at the next try.
    if (on) void this.reload();
  }

  /** Takes the integration down, as a restart and a reload do. */
  unload(state = "not_loaded"): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    this.setEntry(state, null);
    for (const device of this.all) device.setLoaded(false);
  }

  /** One try to start the integration. True when it is up. */
  load(): boolean {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    if (this.ready()) {
      this.failures = 0;
      this.setEntry("loaded", null);
      for (const device of this.all) device.setLoaded(true);
      return true;
    }
    const { state, reason, key } = this.failure();
    this.setEntry(state, reason, key);
    if (state === "setup_retry") {
      const seconds = RETRY[Math.min(this.failures, RETRY.length - 1)] ?? 80;
      this.failures += 1;
      this.cancelRetry = this.store.clock.after(seconds * 1000, () => void this.load());
    }
    return false;
  }

  /** Ends when the integration has started, or could not. */
  reload(): Promise<boolean> {
    this.unload("setup_in_progress");
    return new Promise((resolve) => {
      this.store.clock.after(SET_UP_TIME, () => resolve(this.load()));
    });
  }

  private setEntry(state: string, reason: string | null, key?: string): void {
    this.store.setEntry(this.spec.entryId, {
      state,
      reason,
      error_reason_translation_domain: key === undefined ? null : this.spec.domain,
      error_reason_translation_key: key ?? null,
    });
  }
}
