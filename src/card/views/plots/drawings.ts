import type { Past } from "../../../adapters/past.ts";
import type { Format } from "../../../translations/format.ts";
import type { Params } from "../../../translations/localize.ts";
import { WIDE, across, ahead, dots, figure, spot, stairs, through, upwards } from "./strokes.ts";
import type { Strokes } from "./strokes.ts";

export const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
const SECOND = 1000;
/** A set of alkaline cells lasts about as long: more would make a picture of old sets. */
const YEAR = 365 * DAY;
/** How far ahead a picture looks at least, and how many times as far as it looks back at most: else the past is a speck. */
const AHEAD = 60 * DAY;
const AHEAD_OF_PAST = 2;
/** Points that a picture needs: fewer are a figure, and that stands beside it. */
const LEAST = { battery: 2, link: 2, turns: 3 };
/** Turns that are drawn, the newest, … */
const MOST_TURNS = 300;
/** … and rows of a table: more do not help anybody. */
export const MOST_ROWS = 30;
/** Least height of the picture of a link, in its own unit: what a link sways by from day to day is to look small. */
const SWAY = { dBm: 20, lqi: 60 };
/** Percent of the height that one figure beside a picture takes. */
const FIGURE = 16;

/** The pictures that last: one stands over the readings of a family. */
export type Picture = "battery" | "link" | "turns";

/** What a picture shows, in paths and words. */
export interface Drawn {
  readonly strokes: Strokes;
  /** Figures beside the picture: where they stand (percent from the top), and what they say. */
  readonly figures: readonly (readonly [top: number, text: string])[];
  readonly from: string;
  readonly to: string;
  /** Percent from the left at which today is, where that is not at the end. */
  readonly today: number | undefined;
  /** All of it in a sentence or two. */
  readonly text: string;
  readonly rows: readonly (readonly [when: string, what: string])[];
}

/** Its own: what the entry has too may not be imported here (see `DetailsKit`). */
const newestOf = <T>(values: readonly T[]): T | undefined => values[values.length - 1];

/** Middle one; of an even number the upper one, which has been seen. */
const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Evenly thinned, with the first and the last one. */
function thinned<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, index) => values[Math.round((index * (values.length - 1)) / (most - 1))] as T);
}

/** Formatters are dear to make: once for each way in which a person reads. */
const formats = new WeakMap<Format, (at: number, now: number) => string>();

/** A day; of those so far off that it could be mistaken for that of another year, the month. */
export function dateOf(format: Format): (at: number, now: number) => string {
  const found = formats.get(format);
  if (found) return found;
  const { language, timeZone } = format.locale;
  const zone = timeZone === undefined ? {} : { timeZone };
  const near = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...zone });
  const far = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", ...zone });
  const date = (at: number, now: number) => (Math.abs(now - at) < YEAR - 2 * WEEK ? near : far).format(at);
  formats.set(format, date);
  return date;
}

/** Figures that would run into each other: the first one stays. */
const apart = (figures: Drawn["figures"]): Drawn["figures"] =>
  figures.filter(([top], index) => figures.slice(0, index).every(([other]) => Math.abs(other - top) >= FIGURE));

/** Makes what the pictures of a lock's past show; undefined where there are too few readings. `word`: the texts of the plots. */
export function createDrawings(
  word: (key: string, params?: Params) => string,
): Readonly<Record<Picture, (past: Past, format: Format) => Drawn | undefined>> {
  function battery({ at: now, battery: all, swaps, forecast, floor }: Past, format: Format): Drawn | undefined {
    const points = all.filter(({ at }) => at > now - YEAR);
    const from = points[0]?.at ?? now;
    const level = newestOf(points);
    if (points.length < LEAST.battery || !level || now - from < DAY) return undefined;
    const date = dateOf(format);
    const percent = (value: number) => format.quantity(value, "%");
    const furthest = now + Math.min(YEAR, Math.max(AHEAD, AHEAD_OF_PAST * (now - from)));
    const to = forecast ? Math.max(now, Math.min(forecast.late, furthest)) : now;
    // The newest level is a dot, which would be cut in half at the very end.
    const x = across(from, to > now ? to : now + (now - from) / 40);
    const y = upwards(0, 100);
    const shown = swaps.filter((swap) => swap >= from);
    const said = [word("level", { level: percent(level.value) })];
    const rows = thinned(
      points.filter(({ value }, index) => value !== points[index - 1]?.value),
      MOST_ROWS,
    ).map(({ at, value }) => [at, percent(value)] as const);
    let strokes: Strokes = {
      swap: shown.map((swap) => `M${figure(x(swap))} 0V${WIDE}`).join(""),
      line: stairs(points, now, x, y),
      dot: dots([{ at: now, value: level.value }], x, y),
    };
    if (to > now) strokes = { ...strokes, today: `M${figure(x(now))} 0V${WIDE}` };
    if (forecast) {
      const early = Math.max(now, forecast.early);
      const late = Math.max(early, forecast.late);
      strokes = {
        ...strokes,
        ...ahead(
          spot(x(now), y(level.value)),
          x(early),
          x(late),
          floor === undefined ? undefined : y(Math.min(floor, level.value)),
        ),
      };
      const weeks = Math.floor((early - now) / WEEK);
      const upTo = Math.max(weeks + 1, Math.ceil((late - now) / WEEK));
      said.push(
        word(floor === undefined ? "weeks" : "weeks_floor", {
          from: format.number(weeks),
          to: format.number(upTo),
          floor: percent(floor ?? 0),
        }),
      );
    }
    if (floor !== undefined) strokes = { ...strokes, floor: `M0 ${figure(y(floor))}H${WIDE}` };
    if (floor !== undefined && !forecast) said.push(word("floor", { floor: percent(floor) }));
    const newest = newestOf(shown);
    if (newest !== undefined) said.push(word("swapped", { date: date(newest, now) }));
    const figures: Drawn["figures"] = [
      [y(level.value), percent(level.value)],
      ...(floor === undefined ? [] : [[y(floor), percent(floor)] as const]),
      [y(100), percent(100)],
    ];
    return {
      strokes,
      figures: apart(figures),
      from: date(from, now),
      to: to > now ? date(to, now) : word("today"),
      today: to > now ? x(now) : undefined,
      text: said.join(" "),
      rows: [...rows, ...shown.map((swap) => [swap, word("kind.swap")] as const)]
        .sort(([a], [b]) => b - a)
        .map(([at, what]) => [date(at, now), what]),
    };
  }

  function link({ at: now, link: points, linkUnit: unit }: Past, format: Format): Drawn | undefined {
    const newest = newestOf(points);
    if (unit === undefined || points.length < LEAST.link || !newest) return undefined;
    const date = dateOf(format);
    const say = (value: number) => format.quantity(Math.round(value), unit === "dBm" ? unit : "/ 255");
    const values = points.map(({ value }) => value);
    const low = Math.min(...values);
    const high = Math.max(...values);
    const spare = Math.max(0, SWAY[unit] - (high - low)) / 2;
    const from = points[0]?.at ?? now;
    const x = across(from - DAY / 4, newest.at + DAY / 4);
    const y = upwards(low - spare, high + spare);
    return {
      strokes: { line: through(points, x, y), dot: dots(points, x, y) },
      figures: apart([
        [y(newest.value), say(newest.value)],
        [y(low), say(low)],
        [y(high), say(high)],
      ]),
      from: date(from, now),
      to: date(newest.at, now),
      today: undefined,
      text: word("link_text", { low: say(low), high: say(high) }),
      rows: [...points].reverse().map(({ at, value }) => [date(at, now), say(value)]),
    };
  }

  function turns({ at: now, turns: all }: Past, format: Format): Drawn | undefined {
    const points = all.slice(-MOST_TURNS);
    const from = points[0]?.at ?? now;
    if (points.length < LEAST.turns || from >= now) return undefined;
    const date = dateOf(format);
    const say = (ms: number) => format.quantity(ms / SECOND, "s");
    const values = points.map(({ value }) => value);
    const slowest = Math.max(...values);
    const usual = middle(values);
    const x = across(from - (now - from) / 50, now + (now - from) / 50);
    const y = upwards(0, slowest);
    return {
      strokes: { guess: `M0 ${figure(y(usual))}H${WIDE}`, dot: dots(points, x, y) },
      figures: apart([
        [y(usual), say(usual)],
        [y(slowest), say(slowest)],
      ]),
      from: date(from, now),
      to: word("today"),
      today: undefined,
      text: word("turns_text", { count: format.number(points.length), usual: say(usual), slowest: say(slowest) }),
      rows: points
        .slice(-MOST_ROWS)
        .reverse()
        .map(({ at, value }) => [format.time(at, now), say(value)]),
    };
  }

  return { battery, link, turns };
}
