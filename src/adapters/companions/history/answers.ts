import { defined } from "../../../core/defined.ts";
import { last } from "../../../core/last.ts";
import { list, number, record, text, time } from "../../home.ts";
import type { Answer, HomeView } from "../../home.ts";

/** What the recorder has answered, by entity: found once an answer, not once a judgement. */

/** What an entity said, from `at` (epoch ms) on. */
export interface Word {
  readonly state: string;
  readonly at: number;
}

/**
 * One day of long-term statistics: `StatisticsRow` of Home Assistant's `recorder/statistics.py`, whose times are epoch ms in
 * answers. A sensor that measures has `mean` and `max`; one that counts has `sum`. The others are null or missing.
 */
export interface Day {
  /** Epoch ms: its first instant, by Home Assistant's time zone. */
  readonly at: number;
  readonly mean?: number;
  readonly max?: number;
  /** What was counted since the first day of all. Falls where a counter without a `last_reset` begins anew. */
  readonly sum?: number;
}

export const STATISTICS = "recorder/statistics_during_period";
const HISTORY: ReadonlySet<string> = new Set(["history/stream", "history/history_during_period"]);

/** Words with which Home Assistant says that there is no value. */
const NO_VALUE: ReadonlySet<string> = new Set(["unavailable", "unknown", "none", ""]);

export const hasValue = ({ state }: Word): boolean => !NO_VALUE.has(state);

type Rows = readonly unknown[];
type ByEntity = { readonly [entityId: string]: unknown };

/** What the rows of an entity say. */
interface Read {
  /** A word for each row, ascending. */
  readonly all: readonly Word[];
  /** Without repetitions. */
  readonly told: readonly Word[];
}

interface Sources {
  readonly histories: readonly ByEntity[];
  readonly statistics: readonly ByEntity[];
  /** The history was asked for and not given. */
  readonly refused: boolean;
  readonly refusedStatistics: boolean;
}

const NOTHING: readonly Answer[] = [];
const sources = new WeakMap<readonly Answer[], Sources>();
const words = new WeakMap<Rows, Read>();
const days = new WeakMap<Rows, readonly Day[]>();

/** `read`, once for each key as long as that lives. */
function once<Key extends object, Value>(cache: WeakMap<Key, Value>, key: Key, read: (key: Key) => Value): Value {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const value = read(key);
  cache.set(key, value);
  return value;
}

function readSources(answers: readonly Answer[]): Sources {
  const histories: ByEntity[] = [];
  const statistics: ByEntity[] = [];
  let refused = false;
  let refusedStatistics = false;
  for (const { request, result, error } of answers) {
    if (HISTORY.has(request.type)) {
      if (error) refused = true;
      else histories.push(record(record(result)["states"] ?? result));
    } else if (request.type === STATISTICS) {
      if (error) refusedStatistics = true;
      else statistics.push(record(result));
    }
  }
  return { histories, statistics, refused, refusedStatistics };
}

const sourcesOf = ({ answers = NOTHING }: HomeView): Sources => once(sources, answers, readSources);

const rowsIn = (answers: readonly ByEntity[], entityId: string): Rows[] =>
  answers.flatMap((byEntity) => (Array.isArray(byEntity[entityId]) ? [byEntity[entityId] as Rows] : []));

const withoutRepetitions = (words: readonly Word[]): readonly Word[] =>
  words.filter(({ state }, index) => state !== words[index - 1]?.state);

/**
 * Whole ms: of one change a state's ISO time is read to the ms, the recorder's seconds have a fraction more. The last of its digits are the
 * error of a sum of seconds.
 */
const wholeMs = (at: number) => Math.floor(at + 0.001);

function readWords(rows: Rows): Read {
  const all = rows
    .flatMap((row) => {
      const { s, state, lc, lu, last_changed: changed, last_updated: updated } = record(row);
      const word = text(s) ?? text(state);
      const at = time(lc ?? lu ?? changed ?? updated);
      return word === undefined || at === undefined ? [] : [{ state: word, at: wholeMs(at) }];
    })
    .sort((a, b) => a.at - b.at);
  return { all, told: withoutRepetitions(all) };
}

function readDays(rows: Rows): readonly Day[] {
  return rows
    .flatMap((row) => {
      const { start, ...fields } = record(row);
      const at = time(start);
      if (at === undefined) return [];
      const day: { -readonly [Name in keyof Day]: Day[Name] } = { at };
      for (const name of ["mean", "max", "sum"] as const) {
        const value = fields[name] === null ? undefined : number(fields[name]);
        if (value !== undefined) day[name] = value;
      }
      return [day];
    })
    .sort((a, b) => a.at - b.at);
}

/** What an entity says now. */
export function presentOf(home: HomeView, entityId: string | undefined): readonly Word[] {
  const present = entityId === undefined ? undefined : home.states[entityId];
  const at = time(present?.last_changed);
  const state = text(present?.state);
  return state === undefined || at === undefined ? [] : [{ state, at }];
}

/** Past and present words of an entity, oldest first, without repetitions. Empty where the history has not come. */
export function wordsOf(home: HomeView, entityId: string | undefined): readonly Word[] {
  if (entityId === undefined) return [];
  const parts = rowsIn(sourcesOf(home).histories, entityId).map((rows) => once(words, rows, readWords));
  const [only] = parts;
  if (!only) return [];
  const [present] = presentOf(home, entityId);
  const newest = last(only.all);
  // As it nearly always is: one answer, and the present is not older than it.
  if (parts.length === 1 && (!present || !newest || present.at >= newest.at))
    return !present || present.state === newest?.state ? only.told : [...only.told, present];
  const all = [...parts.flatMap((part) => part.all), ...(present ? [present] : [])];
  return withoutRepetitions(all.sort((a, b) => a.at - b.at));
}

/** Days of an entity in the long-term statistics, oldest first. Empty where it has none. */
export function daysOf(home: HomeView, entityId: string | undefined): readonly Day[] {
  if (entityId === undefined) return [];
  const rows = last(rowsIn(sourcesOf(home).statistics, entityId));
  return rows ? once(days, rows, readDays) : [];
}

/** Whether the history was asked for and not given. */
export const isRefused = (home: HomeView): boolean => sourcesOf(home).refused;

/** Whether what was asked of the recorder has been answered or refused; `counts`: the statistics were asked for too. */
export function isSettled(home: HomeView, counts: boolean): boolean {
  const { histories, statistics, refused, refusedStatistics } = sourcesOf(home);
  return (refused || histories.length > 0) && (!counts || refusedStatistics || statistics.length > 0);
}

/**
 * What tells whether the words of these entities are the same as before: words only come to their end, and go from their beginning. Each
 * change is told twice, as a state and by the recorder, and the second time nothing is new.
 */
export function wordsBasis(home: HomeView, entityIds: readonly (string | undefined)[]): readonly unknown[] {
  const basis: unknown[] = [isRefused(home)];
  for (const entityId of entityIds) {
    const told = wordsOf(home, entityId);
    // Without a history some look at the present alone.
    const words = told.length > 0 ? told : presentOf(home, entityId);
    const newest = last(words);
    basis.push(entityId, told.length, words[0]?.at, newest?.at, newest?.state);
  }
  return basis;
}

/** The same for their days. */
export function daysBasis(home: HomeView, entityIds: readonly (string | undefined)[]): readonly unknown[] {
  const { statistics } = sourcesOf(home);
  return entityIds.flatMap((entityId) =>
    entityId === undefined ? [] : [entityId, ...statistics.map((byEntity) => byEntity[entityId])],
  );
}

/**
 * Of the statistics only times and numbers are kept: of batteries their highest level, of what else there is only what is newer than
 * `since` (epoch ms). Rows that are as `before` stay the same object, so that nothing is read anew for them.
 */
export function keepDays(result: unknown, before: unknown, batteries: ReadonlySet<string>, since: number): unknown {
  const earlier = record(before);
  return Object.fromEntries(
    Object.entries(record(result)).map(([entityId, rows]) => {
      const isBattery = batteries.has(entityId);
      const days = readDays(list(rows)).flatMap(({ at, mean, ...figures }) => {
        if (isBattery) return [{ start: at, ...(figures.max === undefined ? defined({ mean }) : {}), ...figures }];
        return at >= since ? [{ start: at, ...defined({ mean }), ...figures }] : [];
      });
      const kept = earlier[entityId];
      return [entityId, JSON.stringify(kept) === JSON.stringify(days) ? kept : days];
    }),
  );
}
