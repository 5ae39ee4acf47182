import { defined } from "../defined.ts";
import { knownValues } from "../fact.ts";
import type { FactSet } from "../fact.ts";
import type { Traits } from "../models/types.ts";
import { DEFAULT_SETTINGS } from "../snapshot.ts";
import type { Settings } from "../snapshot.ts";
import { DAY, dayOf } from "./record.ts";
import { CARE_TASKS } from "./tasks.ts";
import type { CareReason, CareRecord, CareSituation, CareTask, PlannedTask } from "./types.ts";

const DAYS_A_MONTH = 365.25 / 12;

/** Days ahead at which a task is told as coming: time to buy what it takes and to be at home, as in `battery_due`. */
const SOON = 14;

/** Days of turns that must have been seen before it is told when they will be too many: a week of guests is no habit. */
const LEAST_SEEN = 30;

/** Days before a season within which a task counts as done for it: who looks at the door in March need not do so in April. */
const FOR_SEASON = 45;

/** Days before the last one at which a task with such a day is due: a complaint takes time. */
export const BEFORE_LAST = 30;

/**
 * Days after which readings of a change of cells are another change than the one that a person has noted: a level that is sent once a
 * week shows new cells a week late.
 */
const SAME_SWAP = 7;

interface Candidate {
  readonly day: number;
  readonly why: CareReason;
}

const days = (months: number) => Math.round(months * DAYS_A_MONTH);

/** When the turns since the last time reach the limit: in the past where they have. Undefined where the lock does not count. */
function byTurns(limit: number, from: { readonly day: number; readonly turns?: number }, turns: number, now: number) {
  const used = turns - (from.turns ?? Infinity);
  const elapsed = now / DAY - from.day;
  // Fewer than before: another lock, or one that was reset, counts from the beginning.
  if (!(used > 0) || elapsed <= 0 || (used < limit && elapsed < LEAST_SEEN)) return undefined;
  return Math.floor(from.day + (limit / used) * elapsed);
}

/** The first of these days, 0–11 for the first of a month, that is no sooner than a day. */
function seasonFrom(earliest: number, months: readonly number[]): number {
  const year = new Date(earliest * DAY).getUTCFullYear();
  const days = [year, year + 1].flatMap((each) => months.map((month) => dayOf(Date.UTC(each, month))));
  return Math.min(...days.filter((day) => day >= earliest));
}

/** Readings and a person may both tell of the last time: the later counts. Of a clock that was ahead nothing counts. */
function lastDay(task: CareTask, record: CareRecord, situation: CareSituation, today: number) {
  const said = record.tasks[task.id]?.last?.day;
  const at = task.seen?.(situation);
  const seen = at === undefined ? undefined : dayOf(at);
  const last = Math.max(said ?? -Infinity, seen ?? -Infinity);
  // What is foreseen rests on what was seen. Where a person has done it since, it speaks of the cells before.
  const stale = said !== undefined && said > (seen ?? -Infinity) + SAME_SWAP;
  return { last: Number.isFinite(last) ? Math.min(last, today) : undefined, stale };
}

function plan(task: CareTask, record: CareRecord, situation: CareSituation, now: number): PlannedTask | undefined {
  const { id, once, turns: limit, setting, first, seasons } = task;
  const kept = record.tasks[id];
  if ((once && kept?.last) || task.when?.(situation) === false) return undefined;
  const today = dayOf(now);
  const until = task.until?.(record);
  if (until !== undefined && until < today) return undefined;
  const { last, stale } = lastDay(task, record, situation, today);
  const months = (setting && situation.settings[setting]) ?? task.months;
  const begun = Math.min(record.begun.day, today);
  const { turns } = situation.values;
  const foreseen = stale ? undefined : task.foreseen?.(situation);
  const byTime = last === undefined ? begun + days(first) : last + days(months);
  const candidates: Candidate[] = [
    until !== undefined
      ? { day: until - BEFORE_LAST, why: "until" }
      : seasons
        ? { day: seasonFrom(last === undefined ? begun + SOON : last + FOR_SEASON, seasons), why: "season" }
        : { day: byTime, why: "time" },
  ];
  const worn = limit !== undefined && turns !== undefined ? byTurns(limit, kept?.last ?? record.begun, turns, now) : undefined;
  if (worn !== undefined) candidates.push({ day: worn, why: "turns" });
  if (foreseen !== undefined && Number.isFinite(foreseen)) candidates.push({ day: dayOf(foreseen), why: "forecast" });
  const next = candidates.reduce((soonest, each) => (each.day < soonest.day ? each : soonest));
  // What was due before anybody had a plan is not held against them: it comes two weeks after it began. A last day does not wait.
  const day = until === undefined ? Math.max(next.day, begun + SOON) : next.day;
  return {
    id,
    due: day * DAY,
    state: day <= today ? "due" : day <= today + SOON ? "soon" : "later",
    why: next.why,
    ...defined({ last: last === undefined ? undefined : last * DAY }),
  };
}

/**
 * What is to be done for one lock and when, the most overdue first. Pure: the same record at the same time gives the same plan.
 * `facts`: as they are offered, also those without a value now; `now`: epoch ms.
 */
export function planOf(
  facts: FactSet,
  traits: Partial<Traits>,
  record: CareRecord,
  now: number,
  settings: Settings = DEFAULT_SETTINGS,
): readonly PlannedTask[] {
  const situation: CareSituation = { values: knownValues(facts), offers: (name) => facts[name] !== undefined, traits, settings };
  return CARE_TASKS.flatMap((task) => plan(task, record, situation, now) ?? []).sort((a, b) => a.due - b.due);
}
