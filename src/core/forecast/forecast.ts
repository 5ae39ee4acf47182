import type { Profile } from "./chemistry.ts";
import { turnsPerDay } from "./clock.ts";
import type { Clock } from "./clock.ts";
import type { Fall } from "./crossings.ts";
import { byLevel, bySlope, join, quantile } from "./estimate.ts";
import type { Anchor, Estimate } from "./estimate.ts";
import { gradeOf } from "./grade.ts";
import type { Grade } from "./grade.ts";
import type { Life } from "./lives.ts";
import { median, theilSen } from "./slope.ts";
import { asOf, read } from "./story.ts";
import type { ForecastInput, Story } from "./story.ts";
import type { Template } from "./template.ts";
import { DAY } from "./types.ts";
import type { Cycle } from "./types.ts";
import { last } from "../last.ts";

export type { ForecastInput } from "./story.ts";
export type { Chemistry, Cycle, Reading, Turns } from "./types.ts";

export type Forecast =
  | {
      readonly kind: "range";
      /** Epoch ms: in eight or nine of ten cases the end of service is not before … */
      readonly early: number;
      /** … and not after. */
      readonly late: number;
      /** Epoch ms; rather a little too early than too late. */
      readonly middle: number;
      /** Turns of the bolt that are left. */
      readonly turns?: { readonly early: number; readonly late: number };
      /** `template`: the level against a known curve; `slope`: its fall alone; `age`: how long such cells live. */
      readonly basis: "template" | "slope" | "age";
      /** Finished sets of cells of this lock that it was learnt from. */
      readonly cycles: number;
      readonly grade?: Grade;
    }
  | { readonly kind: "too_early"; readonly events: number }
  | { readonly kind: "unknown"; readonly reason: "no_readings" | "age_unknown" };

/** Levels that must have been reached before a level says anything (design section 6). */
const EVENTS = 3;
/** Share of lives that end before `early`, `middle` and `late`. The middle is a little early: a lock that dies first is worse. */
const EARLY = 0.1;
const MIDDLE = 0.42;
/**
 * Where the level gives little warning, the middle promises no more than this many times the early edge: one promise in ten
 * is then late, that is by more than half.
 */
const PROMISE = 1.5;
const LATE = 0.9;
/** Doubts are widened by this: estimates from the same levels err together. */
const WIDER = 1.2;
/** Deviation of the logarithm of a lock's own lives: cells and seasons differ. */
const LIVES_DOUBT = 0.14;
/** Ms of turns behind "turns left". */
const RECENT = 60 * DAY;

/**
 * When the cells of a lock come to the end of their service, and how sure that is. Pure: the same input, the same answer. `story`: the
 * input as `read` gives it.
 */
export function forecast(input: ForecastInput, story = read(input)): Forecast {
  const told = tell(story);
  if (told.kind !== "range") return told;
  const isAlike = (past: Forecast) => past.kind === "range" && past.basis === told.basis && past.cycles > 0 === told.cycles > 0;
  const grade = gradeOf(story.lives, (at) => tell(read(asOf(input, at))), isAlike);
  return grade ? { ...told, grade } : told;
}

function tell(story: Story): Forecast {
  const { chemistry, current, fall, lives, templates, profile, clock, now } = story;
  if (!current) return { kind: "unknown", reason: "no_readings" };
  const anchors = templates.map((template) => anchorOf(current, fall, template, clock));
  const heard = fall.crossings.length < EVENTS ? [] : templates.flatMap((template) => listen(story, template));
  if (heard.length === 0 && lives.length === 0 && profile.template) return { kind: "too_early", events: fall.crossings.length };
  const fallen = heard.length === 0 ? leftByFall(story) : undefined;
  if (heard.length === 0 && !current.fresh) {
    if (fallen === undefined || fallen > SOON) return { kind: "unknown", reason: "age_unknown" };
    return answer(story, aroundFall(fallen, now), "slope");
  }
  const joined = join([usual(lives, profile), ...heard]);
  const known = { ...joined, doubt: joined.doubt * WIDER };
  const begun = { at: clock.worn(current.from), share: 0 };
  const { at: since, share: used } = current.fresh ? begun : (anchors[0] ?? begun);
  const gone = clock.worn(now) - since;
  const at = (share: number) => now + Math.max(0, quantile(known, share, gone / (1 - used)) * (1 - used) - gone) / clock.pace;
  const hasCurve = lives.length > 0 || (current.fresh && chemistry !== "unknown");
  const basis = heard.length === 0 ? "age" : hasCurve ? "template" : "slope";
  const early = at(EARLY);
  const most = basis === "age" || profile.sudden ? now + PROMISE * (early - now) : Infinity;
  const range = { early, middle: Math.min(at(MIDDLE), most), late: at(LATE) };
  return answer(story, fallen === undefined ? range : sooner(range, aroundFall(fallen, now)), basis);
}

/** How long its cells live, before their level is looked at. */
function usual(lives: readonly Life[], { life, lifeDoubt }: Profile): Estimate {
  if (lives.length === 0) return { life, doubt: lifeDoubt };
  return { life: median(lives.map(({ length }) => length)), doubt: LIVES_DOUBT * Math.sqrt(1 + 1 / lives.length) };
}

/** What one template makes of the levels. */
function listen({ lives, fall, clock, current, now, isFrozen }: Story, template: Template): Estimate[] {
  if (!current) return [];
  const anchor = anchorOf(current, fall, template, clock);
  const level = byLevel(fall, template, clock, anchor, isFrozen ? undefined : now);
  const slope = bySlope(fall, template, clock, now, now - current.from);
  const many = Math.sqrt(Math.max(1, lives.length));
  return [level, slope].flatMap((estimate) => (estimate ? { ...estimate, doubt: estimate.doubt * many } : []));
}

function anchorOf({ from, fresh }: Cycle, { crossings }: Fall, { share }: Template, { worn }: Clock): Anchor {
  const [first] = crossings;
  return fresh || !first ? { at: worn(from), share: 0 } : { at: worn(first.at), share: share(first.percent) };
}

interface Range {
  readonly early: number;
  readonly middle: number;
  readonly late: number;
}

/** Ms over which a fall is looked at by itself. */
const FALL = 30 * DAY;
/** Share of their usual life in which new cells fall fast and it means nothing. */
const SETTLING = 0.25;
/** Ms from which on a fall alone says nothing. */
const SOON = 90 * DAY;

/** Ms left if the level goes on as in the last weeks; undefined where it did not fall. For cells of which else only the age is known. */
function leftByFall({ current, fall: { crossings }, profile, now }: Story): number | undefined {
  const recent = crossings.filter(({ at }) => at > now - FALL);
  const newest = last(recent);
  if (!current || !newest || recent.length < EVENTS || now - current.from < SETTLING * profile.life) return undefined;
  const perMs = theilSen(recent.map(({ at, percent }) => [at, -percent]));
  return Math.max(0, newest.at + (newest.percent - profile.floor) / perMs - now);
}

/** Wide to both sides: a line promises too much to cells that drop at their end. */
function aroundFall(left: number, now: number): Range {
  return { early: now + left / 2, middle: now + left, late: now + 2 * left };
}

function sooner(one: Range, other: Range): Range {
  if (one.middle <= other.middle) return one;
  return { early: Math.min(one.early, other.early), middle: other.middle, late: Math.min(one.late, other.late) };
}

function answer(story: Story, range: Range, basis: "template" | "slope" | "age"): Forecast {
  const { believed, lives, profile, turns, now } = story;
  const level = last(believed)?.percent;
  const early = level !== undefined && level <= profile.floor ? now : range.early;
  const perDay = turnsPerDay(turns, now - RECENT, now);
  const count = (at: number) => Math.round(((perDay ?? 0) * (at - now)) / DAY);
  return {
    kind: "range",
    ...range,
    early,
    ...(perDay === undefined ? {} : { turns: { early: count(early), late: count(range.late) } }),
    basis,
    cycles: lives.length,
  };
}
