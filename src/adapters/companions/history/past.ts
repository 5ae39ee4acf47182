import { valueOf } from "../../../core/fact.ts";
import type { FactSet } from "../../../core/fact.ts";
import { PROFILES } from "../../../core/forecast/chemistry.ts";
import type { LockView } from "../../lock-view.ts";
import type { Tried } from "../../../core/remembered.ts";
import type { Happening, Past, Point } from "../../past.ts";
import { daysBasis, daysOf, isSettled, presentOf, wordsBasis, wordsOf } from "./answers.ts";
import { cellsOf, readingsOf } from "./battery.ts";
import { DAY, turnTimes, turnsADay, turnsIn } from "./bolt.ts";
import { hourOf, memory } from "./memory.ts";
import { allRemembered, rememberedBefore, rememberedLine } from "./remembered.ts";
import { allOf, sensorsOf } from "./sensors.ts";
import { timelineOf } from "./timeline.ts";

/** Days of the link that are shown: a week has every day of the house in it once. */
const LINK = 7 * DAY;

/** Where the link's strength comes from: what the lock's facts show of it, the stronger word first. */
function linkSource(facts: FactSet): { readonly source: string; readonly unit: "dBm" | "lqi" } | undefined {
  const { signal, link_quality: quality } = facts;
  if (signal?.source !== undefined) return { source: signal.source, unit: "dBm" };
  return quality?.source === undefined ? undefined : { source: quality.source, unit: "lqi" };
}

/** Levels that are believed, and since when each set of cells is in, by the same judgement as the facts (`readPower` in `history.ts`). */
function cells({ home, ref, now }: LockView, facts: FactSet): Pick<Past, "battery" | "swaps" | "floor"> {
  const source = facts.battery_level?.source;
  const swapped = valueOf(facts.battery_swapped);
  const chemistry = valueOf(facts.battery_chemistry) ?? "unknown";
  const words = wordsOf(home, source);
  const readings = readingsOf(daysOf(home, source), words.length > 0 ? words : presentOf(home, source));
  const bolt = wordsOf(home, ref.entityId);
  const { cycles } = cellsOf(readings, {
    swapped,
    chemistry,
    turns: turnsADay(turnsIn(bolt), bolt, now),
    startedAt: home.startedAt,
    lastSeen: valueOf(facts.last_seen),
    now,
  });
  const { floor, template } = PROFILES[chemistry];
  return {
    battery: cycles.flatMap((cycle) => cycle.readings.map(({ at, percent }): Point => ({ at, value: percent }))),
    swaps: cycles.flatMap(({ from, fresh }) => (fresh ? [from] : [])),
    // Where the level follows no known course its floor is no promise either.
    floor: template && floor,
  };
}

/** Ms by which two words on one refused code may differ: the one is rounded to the second. */
const SAME_CODE = 2_000;

/** What only the bridge remembers. */
function older(view: LockView, told: readonly Happening[]): readonly Happening[] {
  // Wrong codes come from the logbook, which reaches back as far as it likes.
  const isTold = ({ kind, at }: Happening) => told.some((each) => each.kind === kind && Math.abs(each.at - at) < SAME_CODE);
  return rememberedBefore(view, rememberedLine(view)).flatMap((each) => ("what" in each || isTold(each) ? [] : [each]));
}

/** An outage that had begun before the history did is told whole, and not a second time from there on. */
function withoutRests(told: readonly Happening[], before: readonly Happening[]): readonly Happening[] {
  const lasting = before.filter(({ kind }) => kind === "outage");
  const isRest = ({ kind, at }: Happening) =>
    kind === "outage" && lasting.some((each) => at > each.at && at <= (each.until ?? Infinity));
  return told.filter((each) => !isRest(each));
}

function happenings(
  view: LockView,
  facts: FactSet,
  swaps: readonly number[],
): { readonly all: readonly Happening[]; readonly rememberedSince: number | undefined } {
  const all = (kind: Happening["kind"], times: readonly number[] = []) => times.map((at): Happening => ({ at, kind }));
  const told = [
    ...timelineOf(view, facts).filter(({ kind }) => kind !== "swap"),
    ...all("swap", swaps),
    ...all("wrong_code", valueOf(facts.wrong_code_events)),
    ...all("lockout", valueOf(facts.keypad_lockout_events)),
  ];
  const before = older(view, told);
  return {
    all: [...before, ...withoutRests(told, before)].sort((a, b) => a.at - b.at),
    rememberedSince: before[0]?.at,
  };
}

const triedOf = (view: LockView): readonly Tried[] =>
  allRemembered(view, rememberedLine(view)).flatMap((each) => ("what" in each ? [each] : []));

function read(view: LockView, facts: FactSet): Past {
  const { home, ref, now } = view;
  const link = linkSource(facts);
  const words = wordsOf(home, ref.entityId);
  const { battery, swaps, floor } = cells(view, facts);
  const { all, rememberedSince } = happenings(view, facts, swaps);
  return {
    at: now,
    settled: isSettled(home, allOf(sensorsOf(home, ref)).length > 0),
    battery,
    swaps,
    floor,
    forecast: valueOf(facts.battery_forecast),
    link: daysOf(home, link?.source).flatMap(({ at, mean }) =>
      mean === undefined || at + DAY <= now - LINK ? [] : [{ at, value: mean }],
    ),
    linkUnit: link?.unit,
    turns: turnTimes(words),
    happenings: all,
    since: words[0]?.at,
    rememberedSince,
    tried: triedOf(view),
  };
}

const pastOfLock = memory<Past>();

/** What the recorder's answers, and the lock's facts, tell of its past. Read anew when one of them changes, and each hour. */
export function pastOf(view: LockView, facts: FactSet): Past {
  const { home, ref } = view;
  const battery = facts.battery_level?.source;
  const basis = [
    ...wordsBasis(home, [ref.entityId, battery, facts.jam_flag?.source, facts.firmware?.source]),
    ...daysBasis(home, [battery, linkSource(facts)?.source]),
    isSettled(home, true),
    valueOf(facts.battery_swapped),
    valueOf(facts.battery_chemistry),
    valueOf(facts.battery_forecast)?.early,
    valueOf(facts.battery_forecast)?.late,
    ...(valueOf(facts.not_fully_locked_events) ?? []),
    "wrong",
    ...(valueOf(facts.wrong_code_events) ?? []),
    "lockout",
    ...(valueOf(facts.keypad_lockout_events) ?? []),
    rememberedLine(view),
    hourOf(view),
  ];
  return pastOfLock(ref, basis, () => read(view, facts));
}
