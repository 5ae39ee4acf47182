import { KEPT_WITH_USER, USER_KEY, keptLines, lineIn, textsOf } from "../adapters/kept.ts";
import type { Keep, KeptLines } from "../adapters/kept.ts";
import type { HomeHealth, HomeSource } from "./home-health.ts";

/** Where a line is kept: by the bridge, for everybody; with the user, on every tablet with the same one; or only in this page. */
export type Place = "bridge" | "user" | "page";

/** Ms after which a line that the bridge has not taken is kept with the user. */
const TAKEN_WITHIN = 10_000;

/** Ms within which a write of another tablet may rest on what was kept before this page's. */
const CROSSED_WITHIN = 10_000;

/** A line that the bridge has not said again yet. */
interface Pending {
  readonly entityId: string;
  readonly what: Keep;
  readonly line: string | undefined;
  /** Epoch ms. */
  readonly since: number;
  /** Lines of this page's, and what stood there before: any other is another tablet's. */
  readonly own: ReadonlySet<string | undefined>;
  /** The bridge, or Home Assistant, was away: it is sent when they are back. */
  stuck: boolean;
}

/** A line that was written to the user's data. */
interface Written {
  readonly entityId: string;
  readonly what: Keep;
  readonly line: string | undefined;
  readonly before: string | undefined;
  /** Epoch ms. */
  readonly at: number;
  phase: "writing" | "written" | "failed";
}

/**
 * Short lines that are kept for a lock, so that what was begun on one tablet goes on at another: in the bridge's text entities where
 * there is a bridge, else with the user of Home Assistant.
 */
export class Keepsakes {
  private readonly health: HomeHealth;
  private lines: KeptLines = {};
  private heardOf: unknown;
  /** What is kept with the user has been read. Before that nothing is written there: it would take the place of all that there is. */
  private read = false;
  private loaded = false;
  private reading: Promise<void> | undefined;
  /** The bridge's text entities, also while they are away: then they have no attributes by which they could be found. */
  private texts: ReadonlyMap<string, string> = new Map();
  /** What the bridge last said, by text entity. */
  private readonly said = new Map<string, string | undefined>();
  private states: HomeSource["states"] = {};
  /** Written to the bridge and not yet heard of again, by text entity. */
  private readonly pending = new Map<string, Pending>();
  private readonly written = new Map<string, Written>();
  private readonly unkept = new Set<string>();
  /** What the bridge does not take, with what it said in its place: one of another version may know other guides. */
  private readonly refused = new Map<string, string | undefined>();

  constructor(health: HomeHealth) {
    this.health = health;
  }

  /** Takes what is kept as it is now. Called before each drawing: does next to nothing when nothing is new. */
  see(): void {
    this.seeTexts();
    this.seePending();
    const answer = this.health.gatherer.answers.find(({ request }) => request.type === KEPT_WITH_USER.type);
    if (answer?.error !== undefined && !this.loaded) this.reading ??= this.readOnce();
    if (answer?.result === undefined || answer.result === this.heardOf) return;
    this.heardOf = answer.result;
    this.take(answer.result as KeptLines);
  }

  /** Where changes cannot be followed, what is kept is read at least. */
  private async readOnce(): Promise<void> {
    const { health } = this;
    try {
      const kept = keptLines(await health.client.callWS({ type: "frontend/get_user_data", key: USER_KEY }));
      if (!this.read) this.take(kept);
    } catch {
      // It cannot be read at all: then it goes on in this page.
    }
    this.loaded = true;
    this.reading = undefined;
    for (const { locks } of health.viewers) for (const { entityId } of locks) health.notifyFor(entityId);
  }

  private take(heard: KeptLines): void {
    if (this.merge(heard)) this.writeAll().catch(() => undefined);
  }

  /**
   * Takes the user's lines from elsewhere. Two tablets that write at the same time each write all that they know: true where that has
   * put back a line of this page's.
   */
  private merge(heard: KeptLines): boolean {
    this.read = true;
    this.loaded = true;
    this.lines = heard;
    const now = this.health.clock.now();
    let isLost = false;
    for (const [key, { entityId, what, line, before, at, phase }] of this.written) {
      const there = heard[entityId]?.[what];
      if (there === line && phase !== "failed") continue;
      const isCrossed = there === before && (phase === "failed" || Math.abs(now - at) <= CROSSED_WITHIN);
      if (phase === "writing" || isCrossed) this.set(entityId, what, line);
      else this.written.delete(key);
      isLost ||= phase !== "writing" && isCrossed;
    }
    return isLost;
  }

  private set(entityId: string, what: Keep, line: string | undefined): void {
    this.lines = { ...this.lines, [entityId]: { ...this.lines[entityId], [what]: line ?? "" } };
  }

  /** The bridge's entities, found by their attributes. */
  private seeTexts(): void {
    const { states, entities } = this.health.source;
    if (this.states === states) return;
    this.states = states;
    const found = new Map([...this.texts].filter(([, id]) => states[id]));
    for (const id of textsOf({ entities })) {
      const state = states[id];
      if (!state || state.state === "unavailable") continue;
      const { lock_health: kind, lock_entity_id: lock, ...more } = state.attributes;
      // By its word: the build shortens a name that is also one of ours.
      const what = more["keep"];
      if (kind === "keep" && typeof lock === "string" && typeof what === "string") found.set(`${lock} ${what}`, id);
    }
    this.texts = found;
    for (const [key, id] of found) {
      const state = states[id]?.state;
      if (state === "unavailable" || state === "unknown") continue;
      const line = lineIn(state);
      this.said.set(id, line);
      // Another tablet goes on with it there.
      if (this.refused.has(key) && this.refused.get(key) !== line) this.refused.delete(key);
    }
  }

  private seePending(): void {
    for (const [id, pending] of this.pending) {
      const { entityId, what, line, own } = pending;
      if (!this.reaches(id)) {
        pending.stuck = true;
        continue;
      }
      const now = this.said.get(id);
      if (now === line || !own.has(now)) this.pending.delete(id);
      else if (pending.stuck) void this.put(entityId, what, line);
    }
  }

  /** Whether a line would reach the bridge now: a call to an entity that is away is dropped, and succeeds all the same. */
  private reaches(id: string): boolean {
    return this.health.source.connected !== false && this.states[id]?.state !== "unavailable";
  }

  /** Whether what is kept is known: before, nothing is to be begun anew. */
  get ready(): boolean {
    return this.loaded;
  }

  /** Where a line of this lock is kept. */
  place(entityId: string, what: Keep): Place {
    const key = `${entityId} ${what}`;
    if (this.unkept.has(key)) return "page";
    const id = this.textOf(key);
    return id === undefined || this.states[id]?.state === "unavailable" ? "user" : "bridge";
  }

  /** The bridge's entity for a line, where it takes it. */
  private textOf(key: string): string | undefined {
    return this.refused.has(key) ? undefined : this.texts.get(key);
  }

  /** The line of a lock; undefined where none is kept. */
  get(entityId: string, what: Keep): string | undefined {
    const key = `${entityId} ${what}`;
    const own = this.lines[entityId]?.[what] || undefined;
    const id = this.textOf(key);
    if (id === undefined) return own;
    const pending = this.pending.get(id);
    // Begun before there was a bridge, or refused by it: it goes on all the same.
    if (!pending) return this.said.get(id) ?? own;
    const { line, since, stuck } = pending;
    if (stuck || this.health.clock.now() - since <= TAKEN_WITHIN) return line;
    this.pending.delete(id);
    this.refused.set(key, this.said.get(id));
    void this.put(entityId, what, line);
    return line;
  }

  /** Keeps a line; undefined forgets it. Never rejects: a line that cannot be kept stays in the page, and `place` says so. */
  async put(entityId: string, what: Keep, line: string | undefined): Promise<void> {
    const { health } = this;
    const key = `${entityId} ${what}`;
    const id = this.textOf(key);
    const before = this.lines[entityId]?.[what] || undefined;
    this.set(entityId, what, line);
    if (id !== undefined) this.expect(id, entityId, what, line);
    try {
      if (id === undefined || this.states[id]?.state === "unavailable") {
        this.written.set(key, { entityId, what, line, before, at: health.clock.now(), phase: "writing" });
        await this.writeAll();
      } else {
        await health.client.callService("text", "set_value", { value: line ?? "-" }, { entity_id: id });
        this.unkept.delete(key);
      }
    } catch {
      this.unkept.add(key);
      health.notifyFor(entityId);
    }
  }

  /** Waits for the bridge to say a line again. */
  private expect(id: string, entityId: string, what: Keep, line: string | undefined): void {
    const own = new Set(this.pending.get(id)?.own).add(this.said.get(id)).add(line);
    this.pending.set(id, { entityId, what, line, since: this.health.clock.now(), own, stuck: !this.reaches(id) });
  }

  /** Writes all lines to the user's data: Home Assistant keeps them under one key. */
  private async writeAll(): Promise<void> {
    const { client } = this.health;
    const now = [...this.written].filter(([, { phase }]) => phase !== "written");
    const end = (phase: Written["phase"]) => now.forEach(([, each]) => (each.phase = phase));
    try {
      if (!this.read) {
        // What is there already was not known when these lines were begun.
        end("failed");
        this.merge(keptLines(await client.callWS({ type: "frontend/get_user_data", key: USER_KEY })));
      }
      await client.callWS({ type: "frontend/set_user_data", key: USER_KEY, value: this.lines });
    } catch (error) {
      end("failed");
      throw error;
    }
    end("written");
    for (const [key] of now) this.unkept.delete(key);
  }
}
