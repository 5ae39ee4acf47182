import { defined } from "../defined.ts";
import { CARE_TASKS } from "./tasks.ts";
import type { CareRecord, CareTaskId, Kept, Mark } from "./types.ts";

/**
 * When which care was done, as one short line. The state of a text entity of Home Assistant holds 255 characters, and the bridge takes
 * only fields of small letters and digits without four digits in a row, which could be a code.
 *
 * `1 <day begun> [~<turns>] [e<day>] <task><day>[.<turns>][!<day>[.<turns>]] …`: days since 1970 in base 36, turns in letters alone.
 * What stands after `!` was there before, for undo: nothing where it had never been done. `e`: the last day of the warranty.
 */

export const DAY = 24 * 3_600_000;
const VERSION = "1";
/** Three characters of base 36: from 2020 to 2097. */
const EARLIEST_DAY = Date.UTC(2020, 0) / DAY;
const LATEST_DAY = 36 ** 3 - 1;
/** More turns than a lock makes: 50 a day for a hundred years. */
const MOST_TURNS = 2_000_000;
const LETTERS = 26;
/** Stands where a task's letter would: a version that does not know it passes it over. */
const WARRANTY = "e";
const A = "a".charCodeAt(0);

/** The day of a time: days since 1970, UTC. */
export const dayOf = (at: number): number => Math.floor(at / DAY);

function inLetters(value: number): string {
  const rest = Math.floor(value / LETTERS);
  return (rest > 0 ? inLetters(rest) : "") + String.fromCharCode(A + (value % LETTERS));
}

const fromLetters = (word: string) => Array.from(word).reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - A, 0);

/** A day, and turns where they are a number that can be. */
export function markOf(now: number, turns: number | undefined): Mark {
  const day = Math.min(LATEST_DAY, Math.max(EARLIEST_DAY, dayOf(now)));
  return turns !== undefined && turns >= 0 && turns <= MOST_TURNS ? { day, turns: Math.round(turns) } : { day };
}

/** A plan that begins. `now`: epoch ms; `turns`: as the lock counts them, where it does. */
export function beginRecord(now: number, turns?: number): CareRecord {
  return { begun: markOf(now, turns), tasks: {} };
}

/** The record with a task done today. The same one where that was said today already: a second tap changes nothing. */
export function withDone(record: CareRecord, id: CareTaskId, now: number, turns?: number): CareRecord {
  const { last } = record.tasks[id] ?? {};
  const counts = CARE_TASKS.some((task) => task.id === id && task.turns !== undefined);
  const mark = markOf(now, counts ? turns : undefined);
  if (last?.day === mark.day) return record;
  return { ...record, tasks: { ...record.tasks, [id]: { last: mark, before: last ?? null } } };
}

/** The record as it was before a task was last done. The same one where there is nothing to undo. */
export function withoutDone(record: CareRecord, id: CareTaskId): CareRecord {
  const { before } = record.tasks[id] ?? {};
  if (before === undefined) return record;
  const tasks: { [Id in CareTaskId]?: Kept } = { ...record.tasks };
  delete tasks[id];
  return { ...record, tasks: before ? { ...tasks, [id]: { last: before } } : tasks };
}

/** Whether a day can be kept: from 2020 to 2097. */
const isKeepable = (day: number): boolean => day >= EARLIEST_DAY && day <= LATEST_DAY;

/**
 * The record with the last day of the warranty, days since 1970; undefined forgets it. Its reminder comes again: who says another day
 * has looked at something else. Throws a RangeError for a day that cannot be kept.
 */
export function withWarranty(record: CareRecord, day: number | undefined): CareRecord {
  if (day !== undefined && !isKeepable(day)) throw new RangeError(`A day that cannot be kept: ${String(day)}`);
  const tasks: { [Id in CareTaskId]?: Kept } = { ...record.tasks };
  delete tasks.warranty;
  const { begun } = record;
  return day === undefined ? { begun, tasks } : { begun, warranty: Math.floor(day), tasks };
}

/** How long a person can take back what was said, days: until the end of the next one. */
const UNDO_DAYS = 1;

/** Tasks of which was said today or yesterday that they are done, and that can be undone. */
export function justDone({ tasks }: CareRecord, now: number): readonly CareTaskId[] {
  return CARE_TASKS.map(({ id }) => id).filter((id) => {
    const { last, before } = tasks[id] ?? {};
    return last !== undefined && before !== undefined && dayOf(now) - last.day <= UNDO_DAYS;
  });
}

const markCode = ({ day, turns }: Mark) => day.toString(36) + (turns === undefined ? "" : `.${inLetters(turns)}`);

/** The record as a line of at most 255 characters. */
export function encodeCare({ begun, warranty, tasks }: CareRecord): string {
  const fields = CARE_TASKS.flatMap(({ id, code }) => {
    const { last, before } = tasks[id] ?? {};
    if (!last) return [];
    return code + markCode(last) + (before === undefined ? "" : `!${before ? markCode(before) : ""}`);
  });
  const { day, turns } = begun;
  const counted = turns === undefined ? [] : [`~${inLetters(turns)}`];
  const ends = warranty === undefined ? [] : [WARRANTY + markCode({ day: warranty })];
  return [VERSION, day.toString(36), ...counted, ...ends, ...fields].join(" ");
}

function decodeMark(code: string): Mark | undefined {
  const [, written = "", letters] = /^([0-9a-z]{3})(?:\.([a-z]{1,5}))?$/.exec(code) ?? [];
  const day = Number.parseInt(written, 36);
  const turns = letters === undefined ? undefined : fromLetters(letters);
  if (!(day >= EARLIEST_DAY) || (turns !== undefined && turns > MOST_TURNS)) return undefined;
  return turns === undefined ? { day } : { day, turns };
}

function decodeKept(code: string): Kept | undefined {
  const [now = "", then, ...more] = code.split("!");
  const last = decodeMark(now);
  const before = then === undefined ? undefined : then === "" ? null : decodeMark(then);
  if (!last || more.length > 0 || (then && !before)) return undefined;
  return before === undefined ? { last } : { last, before };
}

/**
 * The record of a line; undefined for one that is broken. A task that is not known here is left out: a newer version wrote it.
 */
export function decodeCare(line: unknown): CareRecord | undefined {
  if (typeof line !== "string") return undefined;
  const [version, start = "", ...rest] = line.split(" ");
  const [, letters] = /^~([a-z]{1,5})$/.exec(rest[0] ?? "") ?? [];
  const begun = decodeMark(letters === undefined ? start : `${start}.${letters}`);
  if (version !== VERSION || !begun || start.length !== 3) return undefined;
  const tasks: { [Id in CareTaskId]?: Kept } = {};
  let warranty: number | undefined;
  for (const field of letters === undefined ? rest : rest.slice(1)) {
    const kept = decodeKept(field.slice(1));
    if (!kept) return undefined;
    const task = CARE_TASKS.find(({ code }) => code === field[0]);
    if (task) tasks[task.id] = kept;
    else if (field[0] === WARRANTY) warranty = kept.last?.day;
  }
  return { begun, ...defined({ warranty }), tasks };
}
