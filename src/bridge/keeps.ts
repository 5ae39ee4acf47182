import { decodeCare } from "../core/care/record.ts";
import { LONGEST, decode, encode, guideIn } from "../core/guide/code.ts";
import type { Progress } from "../core/guide/types.ts";
import { guides } from "../core/guides/index.ts";
import type { Clock } from "../runtime/client.ts";
import type { Keep } from "../adapters/kept.ts";
import type { Log } from "./log.ts";
import type { Incident, Memory } from "./ports.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Lines of a lock that are taken within a second: a person is slower, and a loop somewhere must not fill the disk. */
const MOST = 2;

/** What stands where nothing is kept. Sent as a command it forgets what was. */
export const NOTHING = "-";

/** What is kept of one lock, each as one line; `NOTHING` where there is none. */
export type Kept = { readonly [What in Keep]: string };

export const NOTHING_KEPT: Kept = { guide: NOTHING, care: NOTHING };

/**
 * What Home Assistant lets through already, as it is announced: nothing, or what looks like a line of the first version in printable
 * ASCII. It keeps most of what a person may type by mistake, such as a code, off the broker.
 */
export const PATTERN = "^(?:-|1 [ -~]+)$";
const SHAPE = new RegExp(PATTERN);

/** No guide was begun before there was one, and no reading that counts is older: 2020, as epoch ms. */
const EARLIEST = Date.UTC(2020, 0);
/** Ms by which the clock of a tablet may be ahead of the bridge's. */
const AHEAD = DAY;
/** Turns of the bolt that a guide may ask for, many times over. */
const MOST_TURNS = 100;
const PERCENT = 100;

/** The numbers in it are what they are said to be: a code that somebody has put in a number's place is none of these. */
function isPlausible({ began, log, shown }: Progress, now: number): boolean {
  const latest = now + AHEAD;
  const isTime = (at: number) => at >= began && at <= latest;
  if (began < EARLIEST || began > latest || !log.every(({ at }) => isTime(at))) return false;
  if (!shown) return true;
  const { since, mark, count, base = 0 } = shown;
  const isReading = mark === 0 || (mark >= EARLIEST && mark <= latest);
  return isTime(since) && isReading && count <= MOST_TURNS && base <= PERCENT;
}

/** The line without the minutes of its answers: of many answers they are left out. */
function withoutMinutes(line: string): string {
  const fields = line.split(" ");
  return fields.map((field, at) => (at === 4 ? field.replace(/([.!][0-9a-z])[0-9a-z]*/g, "$1") : field)).join(" ");
}

/** Progress of a guide that is known here; undefined for all else, and where anything is in the line that it does not tell. */
function guideProgress(line: string, now: number): Progress | undefined {
  const id = guideIn(line);
  const guide = id !== undefined && Object.hasOwn(guides, id) ? guides[id] : undefined;
  const progress = guide && decode(guide, line);
  if (!progress || !isPlausible(progress, now)) return undefined;
  const again = encode(guide, progress);
  return again === line || withoutMinutes(again) === line ? progress : undefined;
}

/** No day and no number of turns of care is written with so many digits in a row: that could be a code. */
const FOUR_DIGITS = /\d{4}/;

/** Care of a newer version may have tasks that are not known here: their days are looked at all the same. */
const isCare = (line: string) => decodeCare(line) !== undefined && !FOUR_DIGITS.test(line);

/** A line that may be kept, with the progress that it tells. */
interface Sound {
  readonly line: string;
  readonly progress?: Progress;
}

/**
 * A line from somebody else as one that may be kept; undefined for everything else. A person can type whatever they like into a text
 * entity, also a code: so only what is understood, and could have been written by a card, is kept. `now`: epoch ms.
 */
export function soundLine(what: Keep, line: string, now: number): Sound | undefined {
  if (line.length > LONGEST || !SHAPE.test(line)) return undefined;
  if (line === NOTHING) return { line };
  if (what === "care") return isCare(line) ? { line } : undefined;
  const progress = guideProgress(line, now);
  return progress && { line, progress };
}

const noteOf = (lockId: string, what: Keep) => `keep_${what}:${lockId}`;

/** What came of late for one lock. */
interface Slot {
  /** Epoch ms at which the newest lines were taken. */
  taken: readonly number[];
  /** Lines that came too fast, the newest of each. */
  readonly waiting: Map<Keep, string>;
  /** A guide that has ended and is not told of. Kept beside the line: what comes after it may take its place. */
  ended: Progress | undefined;
  stop: (() => void) | undefined;
}

export interface KeepsParts {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the line that is kept now; `again` where it was refused another one, and is the same as before. */
  changed(lockId: string, what: Keep, line: string, again: boolean): void;
  /** A guide has come to an end. Once for each end of each beginning, also over restarts. */
  ended(incident: Incident): void;
}

/**
 * Keeps the lines of guides and care for everybody and over restarts. At most two lines of a lock are taken within a second; of those
 * that come faster the newest is taken when there is room again.
 */
export class Keeps {
  private readonly parts: KeepsParts;
  private readonly lines = new Map<string, string>();
  private readonly slots = new Map<string, Slot>();
  private refusals = 0;
  private warnedAt = -Infinity;

  constructor(parts: KeepsParts) {
    this.parts = parts;
  }

  /** Lines that were refused since the start. */
  get refused(): number {
    return this.refusals;
  }

  of(lockId: string): Kept {
    return { guide: this.line(lockId, "guide"), care: this.line(lockId, "care") };
  }

  /** A line that somebody wants kept; `NOTHING` forgets. What is no line is dropped, and the old one said again. */
  take(lockId: string, what: Keep, given: string): void {
    const sound = soundLine(what, given, this.parts.clock.now());
    if (!sound) return this.refuse(lockId, what);
    const slot = this.slots.get(lockId) ?? { taken: [], waiting: new Map(), ended: undefined, stop: undefined };
    this.slots.set(lockId, slot);
    slot.waiting.set(what, sound.line);
    if (sound.progress?.end) slot.ended = sound.progress;
    this.work(lockId, slot);
  }

  /** A lock that was removed: nothing of it is said any more. What is remembered of it stays, as its history does. */
  drop(lockId: string): void {
    this.slots.get(lockId)?.stop?.();
    this.slots.delete(lockId);
  }

  /** Takes what still waits. */
  close(): void {
    for (const [lockId, slot] of this.slots) {
      slot.stop?.();
      for (const [what, line] of slot.waiting) this.keep(lockId, what, line);
      this.tellEnd(lockId, slot);
    }
    this.slots.clear();
  }

  private line(lockId: string, what: Keep): string {
    const note = noteOf(lockId, what);
    const known = this.lines.get(note);
    if (known !== undefined) return known;
    const remembered = this.parts.memory.get(note);
    // Home Assistant shows no state that does not fit what was announced.
    const line = remembered !== undefined && SHAPE.test(remembered) ? remembered : NOTHING;
    this.lines.set(note, line);
    return line;
  }

  private work(lockId: string, slot: Slot): void {
    const { clock } = this.parts;
    const now = clock.now();
    slot.taken = slot.taken.filter((at) => Math.abs(now - at) < SECOND);
    for (const [what, line] of slot.waiting) {
      if (slot.taken.length >= MOST) break;
      slot.waiting.delete(what);
      slot.taken = [...slot.taken, now];
      this.keep(lockId, what, line);
    }
    if (!slot.waiting.has("guide")) this.tellEnd(lockId, slot);
    if (slot.waiting.size === 0) return;
    slot.stop ??= clock.after(SECOND, () => {
      slot.stop = undefined;
      this.work(lockId, slot);
    });
  }

  private keep(lockId: string, what: Keep, line: string): void {
    if (line === this.line(lockId, what)) return;
    const note = noteOf(lockId, what);
    this.lines.set(note, line);
    this.parts.memory.set(note, line === NOTHING ? undefined : line);
    this.parts.changed(lockId, what, line, false);
  }

  private tellEnd(lockId: string, slot: Slot): void {
    const { memory, clock } = this.parts;
    if (!slot.ended) return;
    const { guide, began, end: outcome = "left" } = slot.ended;
    slot.ended = undefined;
    const isTold = memory.incidents(lockId, { since: began - AHEAD }).some(({ kind, variant, outcome: end, evidence = [] }) => {
      const isSame = evidence.some(({ fact, value }) => fact === "began" && value === began);
      return kind === "guide_done" && variant === guide && end === outcome && isSame;
    });
    if (isTold) return;
    const evidence = [{ fact: "began", value: began }];
    this.parts.ended({ lockId, kind: "guide_done", at: clock.now(), variant: guide, outcome, evidence });
  }

  private refuse(lockId: string, what: Keep): void {
    const { clock, log } = this.parts;
    this.refusals++;
    // The line itself is not said: it may hold anything.
    if (Math.abs(clock.now() - this.warnedAt) >= MINUTE) {
      this.warnedAt = clock.now();
      log.warn({ lock: lockId, keep: what, refused: this.refusals }, "A line was left alone: no card could have written it.");
    }
    this.parts.changed(lockId, what, this.line(lockId, what), true);
  }
}
