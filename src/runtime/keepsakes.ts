import { KEPT_WITH_USER, USER_KEY, lineIn } from "../adapters/kept.ts";
import type { Keep, KeptLines } from "../adapters/kept.ts";
import type { HomeHealth, HomeSource } from "./home-health.ts";

/** Where a line is kept: by the bridge, for everybody; with the user, on every tablet with the same one; or only in this page. */
export type Place = "bridge" | "user" | "page";

/** Ms after which a line that the bridge has not taken is kept with the user. */
const TAKEN_WITHIN = 10_000;

interface Pending {
  readonly line: string | undefined;
  /** Epoch ms. */
  readonly since: number;
}

/**
 * Short lines that are kept for a lock, so that what was begun on one tablet goes on at another: in the bridge's text entities where
 * there is a bridge, else with the user of Home Assistant.
 */
export class Keepsakes {
  private readonly health: HomeHealth;
  private lines: KeptLines = {};
  private answer: unknown;
  private loaded = false;
  private texts: ReadonlyMap<string, string> = new Map();
  private states: HomeSource["states"] = {};
  /** Written to the bridge and not yet heard of again, by text entity. */
  private readonly pending = new Map<string, Pending>();
  private readonly unkept = new Set<string>();
  /** What the bridge does not take: one of another version may know other guides. */
  private readonly refused = new Set<string>();
  private writing = 0;

  constructor(health: HomeHealth) {
    this.health = health;
  }

  /** Takes what is kept as it is now. Called before each drawing: does next to nothing when nothing is new. */
  see(): void {
    this.seeTexts();
    const answer = this.health.view().answers?.find(({ request }) => request.type === KEPT_WITH_USER.type);
    if (!answer || (answer.result === undefined && answer.error === undefined) || answer.result === this.answer) {
      this.loaded ||= answer?.error !== undefined;
      return;
    }
    this.answer = answer.result;
    this.loaded = true;
    // What comes while something is being written is older than that.
    if (this.writing === 0) this.lines = answer.result as KeptLines;
  }

  /** The bridge's entities, found by their attributes. */
  private seeTexts(): void {
    const { states } = this.health.source;
    if (this.states === states) return;
    this.states = states;
    const found = new Map<string, string>();
    for (const id in states) {
      if (!id.startsWith("text.")) continue;
      const state = states[id];
      if (!state || state.state === "unavailable") continue;
      const { lock_health: kind, lock_entity_id: lock, ...more } = state.attributes;
      // By its word: the build shortens a name that is also one of ours.
      const what = more["keep"];
      if (kind === "keep" && typeof lock === "string" && typeof what === "string") found.set(`${lock} ${what}`, id);
    }
    this.texts = found;
    for (const [id, { line }] of this.pending) if (lineIn(states[id]?.state) === line) this.pending.delete(id);
  }

  /** Whether what is kept is known: before, nothing is to be begun anew. */
  get ready(): boolean {
    return this.loaded;
  }

  /** Where a line of this lock is kept. */
  place(entityId: string, what: Keep): Place {
    const key = `${entityId} ${what}`;
    if (this.unkept.has(key)) return "page";
    return this.textOf(key) === undefined ? "user" : "bridge";
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
    const line = lineIn(this.states[id]?.state);
    const pending = this.pending.get(id);
    // Begun before there was a bridge, or refused by it: it goes on all the same.
    if (!pending) return line ?? own;
    if (this.health.clock.now() - pending.since <= TAKEN_WITHIN) return pending.line;
    this.pending.delete(id);
    this.refused.add(key);
    void this.put(entityId, what, pending.line);
    return pending.line;
  }

  /** Keeps a line; undefined forgets it. Never rejects: a line that cannot be kept stays in the page, and `place` says so. */
  async put(entityId: string, what: Keep, line: string | undefined): Promise<void> {
    const { health } = this;
    const key = `${entityId} ${what}`;
    const id = this.textOf(key);
    this.lines = { ...this.lines, [entityId]: { ...this.lines[entityId], [what]: line ?? "" } };
    this.writing += 1;
    try {
      if (id === undefined) await health.client.callWS({ type: "frontend/set_user_data", key: USER_KEY, value: this.lines });
      else {
        this.pending.set(id, { line, since: health.clock.now() });
        await health.client.callService("text", "set_value", { value: line ?? "-" }, { entity_id: id });
      }
      this.unkept.delete(key);
    } catch {
      this.unkept.add(key);
      health.notifyFor(entityId);
    } finally {
      this.writing -= 1;
    }
  }
}
