import { known, unavailable, valueOf } from "../../core/fact.ts";
import type { Fact, FactSet, Facts, Trend } from "../../core/fact.ts";
import { PROFILES } from "../../core/forecast/chemistry.ts";
import { forecast } from "../../core/forecast/forecast.ts";
import { firstPassages } from "../../core/forecast/passages.ts";
import { lossRates } from "../../core/forecast/rates.ts";
import type { LossRates } from "../../core/forecast/rates.ts";
import { read as readStory } from "../../core/forecast/story.ts";
import type { ForecastInput } from "../../core/forecast/story.ts";
import type { Turns } from "../../core/forecast/types.ts";
import { last } from "../../core/last.ts";
import type { Remembered } from "../../core/remembered.ts";
import type { Companion } from "../adapter.ts";
import { list, number, record, text, time } from "../home.ts";
import type { HomeView } from "../home.ts";
import type { LockRef, LockView, Want } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { STATISTICS, daysBasis, daysOf, isRefused, keepDays, presentOf, wordsBasis, wordsOf } from "./history/answers.ts";
import { cellsOf, readingsOf } from "./history/battery.ts";
import {
  DAY,
  USUAL_EFFORT,
  beginningsOf,
  fallenBack,
  isIgnored,
  jamsOf,
  keypadSilence,
  turnEffort,
  turnTime,
  turnsADay,
  turnsIn,
  wasOnUntil,
  withoutJam,
} from "./history/bolt.ts";
import type { Fallen } from "./history/bolt.ts";
import { growthOf, riseOf, suspectsOf, together } from "./history/drain.ts";
import type { Rise } from "./history/drain.ts";
import { hourOf, memory } from "./history/memory.ts";
import { rememberedBefore, rememberedLine, timesOf } from "./history/remembered.ts";
import { allOf, sensorsOf } from "./history/sensors.ts";
import type { Sensors } from "./history/sensors.ts";

const HOUR = DAY / 24;
const WEEK = 7 * DAY;

/** Months of long-term statistics: a set of alkaline cells lasts about one year, and the one before it is what is learned from. */
const MONTHS = 24;

/**
 * The first day of the month two years ago, UTC. A request is known by its text: with a time that goes along with the clock
 * it would be another one each time.
 */
function startOf(now: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - MONTHS, 1)).toISOString();
}

/** One request for the long-term statistics of all locks. Any user may ask it (`recorder/websocket_api.py`). */
function wants(home: HomeView, refs: readonly LockRef[]): readonly Want[] {
  const sensors = refs.map((ref) => sensorsOf(home, ref));
  const batteries = new Set(sensors.flatMap(({ batteries: ids }) => ids));
  const ids = [...new Set(sensors.flatMap(allOf))].sort();
  const now = time(home.takenAt);
  if (ids.length === 0 || now === undefined) return [];
  return [
    {
      mode: "call",
      request: {
        type: STATISTICS,
        start_time: startOf(now),
        statistic_ids: ids,
        period: "day",
        types: ["max", "mean", "sum"],
      },
      every: 6 * HOUR,
      keep: (result, before, at) => keepDays(result, before, batteries, at - USUAL_EFFORT),
    },
  ];
}

/** Entities of which the past is looked at. */
interface Looked {
  readonly lock: string;
  readonly battery: string | undefined;
  readonly jam: string | undefined;
  readonly relock: string | undefined;
  /** Whether auto-relock is on, as the lock's facts say. */
  readonly relocks: boolean | undefined;
  readonly update: string | undefined;
  readonly sensors: Sensors;
}

const lookedAt = ({ home, ref }: LockView, facts: FactSet): Looked => ({
  lock: ref.entityId,
  battery: facts.battery_level?.source,
  jam: facts.jam_flag?.source,
  relock: facts.auto_relock?.source,
  relocks: valueOf(facts.auto_relock),
  update: facts.firmware?.source,
  sensors: sensorsOf(home, ref),
});

/** What follows from the lock's own words and those beside it. */
interface Bolt {
  readonly facts: FactSet;
  readonly turnTime: Trend | undefined;
  readonly perDay: readonly Turns[];
  readonly turns: readonly number[];
  readonly jamSigns: readonly number[];
  readonly fallen: readonly Fallen[];
  /** The history has told something about the lock. */
  readonly isTold: boolean;
  /** It shows the bolt on its way, so that a command that comes to nothing would be seen. */
  readonly showsMoves: boolean;
}

/** Times the usual loss from which something is looked for that explains it (`battery_draining` of the design). */
const DRAINING = 1.7;

/** A word of a switch, a select or a number by which auto-relock is on: "on", or a delay. */
const isOn = (word: string) => word === "on" || (number(word) ?? 0) > 0;

/** The same of the entity that tells of auto-relock. SwitchBot's says "on" where it is paused, so that the fact says the opposite. */
function relockWord(home: HomeView, { relock = "", relocks }: Looked): typeof isOn {
  const word = home.states[relock]?.state;
  const isPause = word !== undefined && relocks !== undefined && relocks !== isOn(word);
  return isPause ? (each) => !isOn(each) : isOn;
}

function readBolt({ home, now }: LockView, looked: Looked): Bolt {
  const { lock, jam, relock, sensors } = looked;
  const words = wordsOf(home, lock);
  const turns = turnsIn(words);
  const took = turnTime(words, now);
  const [meter] = sensors.effort;
  const effort = turnEffort(daysOf(home, meter), now);
  const off = wasOnUntil(wordsOf(home, relock), relockWord(home, looked));
  return {
    facts: factSet({
      turn_time: took && known(took, { at: last(words)?.at, source: lock }),
      turn_effort: effort && known(effort, { at: last(daysOf(home, meter))?.at, source: meter }),
      auto_relock_was: off === undefined ? undefined : known(off, { at: off, source: relock }),
    }),
    turnTime: took,
    perDay: turnsADay(turns, words, now),
    turns,
    jamSigns: [...beginningsOf("jammed", words), ...beginningsOf("on", wordsOf(home, jam))],
    fallen: fallenBack(words),
    isTold: words.length > 0,
    showsMoves: words.some(({ state }) => state === "locking" || state === "unlocking"),
  };
}

const boltOf = memory<Bolt>();

/** What follows from the levels of the cells. */
interface Power {
  readonly facts: FactSet;
  /** Where the loss rose, if it did. */
  readonly rise: Rise | undefined;
}

const isDraining = (loss: LossRates | undefined): loss is LossRates => loss?.significant === true && loss.ratio >= DRAINING;

/**
 * When cells that drain are at their floor if they go on as they do now, epoch ms. A forecast rests on most of their life; whether what
 * draws on them stays, nobody knows. So its early edge is not after this.
 */
function atThisLoss({ perWeek }: LossRates, percent: number, floor: number, now: number): number {
  return perWeek > 0 ? now + (Math.max(0, percent - floor) / perWeek) * WEEK : Infinity;
}

/** Since when the cells are in, what they were before, whether they are believed, how fast they drain and how long they last. */
function readPower(view: LockView, facts: FactSet, { battery: source }: Looked, perDay: readonly Turns[]): Power {
  const { home, now } = view;
  const swapped = valueOf(facts.battery_swapped);
  const words = wordsOf(home, source);
  const readings = readingsOf(daysOf(home, source), words.length > 0 ? words : presentOf(home, source));
  // Of cells whose level nobody knows, a noted swap still tells the age.
  if (readings.all.length === 0 && swapped === undefined) return { facts: {}, rise: undefined };
  const chemistry = valueOf(facts.battery_chemistry) ?? "unknown";
  const { startedAt } = home;
  const cells = cellsOf(readings, { swapped, chemistry, turns: perDay, startedAt, lastSeen: valueOf(facts.last_seen), now });
  const cycle = last(cells.cycles);
  const input: ForecastInput = {
    readings: readings.all,
    swaps: swapped === undefined ? [] : [swapped],
    chemistry,
    now,
    ...(startedAt === undefined ? {} : { starts: [startedAt] }),
    // Turns that are known for a part of the cells' life alone say nothing about the whole of it.
    ...(cycle && perDay[0] && perDay[0].at <= cycle.from + DAY ? { turns: perDay } : {}),
  };
  const story = readStory(input);
  const loss = lossRates(input, story);
  const span = forecast(input, story);
  const from = { at: last(readings.all)?.at, source };
  const newest = last(cycle?.readings ?? []);
  const soonest = newest && isDraining(loss) ? atThisLoss(loss, newest.percent, PROFILES[chemistry].floor, now) : Infinity;
  return {
    facts: factSet({
      battery_since: cells.since === undefined ? undefined : known(cells.since, from),
      battery_before_swap: cells.beforeSwap && known(cells.beforeSwap.percent, { at: cells.beforeSwap.at, source }),
      battery_mistrust: cells.mistrust && known(cells.mistrust.why, { at: cells.mistrust.at, source }),
      battery_loss: loss && known(loss, from),
      battery_forecast:
        span.kind === "range"
          ? known({ early: Math.min(span.early, soonest), late: span.late, basis: span.basis }, from)
          : undefined,
    }),
    rise: cycle && isDraining(loss) ? riseOf(firstPassages(cycle)) : undefined,
  };
}

const powerOf = memory<Power>();

const means = (home: HomeView, ids: readonly string[], per: (value: number) => number = (value) => value) =>
  daysOf(home, ids[0]).flatMap(({ at, mean }) => (mean === undefined ? [] : [{ at, value: per(mean) }]));

const celsius = (fahrenheit: number) => ((fahrenheit - 32) * 5) / 9;

function readSuspects(
  { home }: LockView,
  { update, sensors }: Looked,
  rise: Rise,
  bolt: Bolt,
  older: readonly Remembered[],
): Fact<Facts["drain_suspects"]> {
  const counted = (ids: readonly string[]) => together(ids.map((id) => growthOf(daysOf(home, id))));
  const [thermometer = ""] = sensors.temperature;
  const isFahrenheit = home.states[thermometer]?.attributes?.["unit_of_measurement"] === "°F";
  const suspects = suspectsOf(
    {
      // An update that was offered and is not any more has been installed, or skipped.
      updates: [...timesOf(older, "update"), ...beginningsOf("off", wordsOf(home, update))],
      turns: bolt.perDay.map(({ at, count }) => ({ at, value: count })),
      retries: counted(sensors.retries),
      commands: counted(sensors.commands),
      temperature: means(home, sensors.temperature, isFahrenheit ? celsius : undefined),
      turnTime: bolt.turnTime,
      turnEffort: means(home, sensors.effort),
    },
    rise,
  );
  return known(suspects, { at: rise.from });
}

const suspectsOfLock = memory<Fact<Facts["drain_suspects"]>>();

interface Past {
  readonly bolt: Bolt;
  readonly facts: FactSet;
}

/** What follows from the recorder's answers, each part read anew only when something that it rests on is another. */
function pastOf(view: LockView, facts: FactSet, older: readonly Remembered[]): Past {
  const { home, ref } = view;
  const looked = lookedAt(view, facts);
  const { lock, battery, jam, relock, update, sensors } = looked;
  const hour = hourOf(view);
  const boltBasis = [...wordsBasis(home, [lock, jam, relock]), ...daysBasis(home, sensors.effort), hour];
  const bolt = boltOf(ref, boltBasis, () => readBolt(view, looked));
  const powerBasis = [
    ...wordsBasis(home, [battery]),
    ...daysBasis(home, [battery]),
    valueOf(facts.battery_swapped),
    valueOf(facts.battery_chemistry),
    home.startedAt,
    // Whole days: the turns of today change nothing.
    ...bolt.perDay.flatMap(({ at, count }) => [at, count]),
    hour,
  ];
  const power = powerOf(ref, powerBasis, () => readPower(view, facts, looked, bolt.perDay));
  const { rise } = power;
  const suspects =
    rise &&
    suspectsOfLock(ref, [power, bolt, older, ...wordsBasis(home, [update]), ...daysBasis(home, allOf(sensors))], () =>
      readSuspects(view, looked, rise, bolt, older),
    );
  return { bolt, facts: { ...bolt.facts, ...power.facts, ...factSet({ drain_suspects: suspects }) } };
}

/** Whether the lock answers, as far as its facts say. */
const isReachable = ({ lock }: LockView, facts: FactSet) =>
  lock?.state !== "unavailable" && valueOf(facts.ping_answered) !== false && valueOf(facts.node_status) !== "dead";

function ignored(view: LockView, facts: FactSet, { bolt }: Past, jams: readonly number[]): Fact<readonly number[]> | undefined {
  const command = facts.bolt_command;
  const sent = command?.kind === "known" && command.value.outcome === "pending" ? command.at : undefined;
  const pending = sent !== undefined && isReachable(view, facts) && isIgnored(sent, view.now, jams) ? [sent] : [];
  if (!bolt.showsMoves && pending.length === 0) return undefined;
  const times = [...withoutJam(bolt.fallen, jams), ...pending].sort((a, b) => a - b);
  return known(times, { at: last(times), source: view.ref.entityId });
}

function jamEvents(view: LockView, facts: FactSet, { bolt }: Past, jams: readonly number[]): Fact<readonly number[]> | undefined {
  // Of a lock that never shows a jam, that none was seen says nothing.
  if (!facts.jam_flag && !facts.not_fully_locked_events && jams.length === 0) return undefined;
  if (!bolt.isTold && jams.length === 0 && facts.not_fully_locked_events?.kind !== "known")
    return isRefused(view.home) ? unavailable("refused") : undefined;
  return known(jams, { at: last(jams), source: view.ref.entityId });
}

/** Home Assistant's own words for a use of the keypad of a Z-Wave lock; see `events` in `zwave-js.ts`. Labels, never a code. */
const KEYPAD_USED = /'(Keypad (un)?lock operation|Credential (un)?lock\/.*operation|(Un)?lock operation with User Code)'/i;

function keypadUses(view: LockView): readonly number[] {
  return list(view.result("logbook/event_stream")["events"])
    .flatMap((row) => {
      const { message, when, domain } = record(row);
      const at = time(when);
      return domain === "zwave_js" && at !== undefined && KEYPAD_USED.test(text(message) ?? "") ? [at] : [];
    })
    .sort((a, b) => a - b);
}

function read(view: LockView, facts: FactSet, line: string | undefined): FactSet {
  const older = rememberedBefore(view, line);
  const past = pastOf(view, facts, older);
  const jams = jamsOf([...timesOf(older, "jam"), ...past.bolt.jamSigns, ...(valueOf(facts.not_fully_locked_events) ?? [])]);
  const silence = facts.keypad_used && past.bolt.turns.length > 0 ? keypadSilence(past.bolt.turns, keypadUses(view)) : undefined;
  return {
    ...past.facts,
    ...factSet({
      jam_events: jamEvents(view, facts, past, jams),
      ignored_commands: ignored(view, facts, past, jams),
      keypad_silence: silence && known(silence, { at: valueOf(facts.keypad_used), source: view.ref.entityId }),
    }),
  };
}

/**
 * A lock's past: what the recorder knows of its cells, its bolt and its keypad. `lineOf`: what a bridge remembers, as a line of
 * `core/remembered.ts`.
 */
export const createHistory = (lineOf: (view: LockView) => string | undefined): Companion => ({
  id: "history",
  wants,
  read: (view, facts) => read(view, facts, lineOf(view)),
  plans: {},
});

/** The same, with what a bridge says of its memory. */
export const history: Companion = createHistory(rememberedLine);
