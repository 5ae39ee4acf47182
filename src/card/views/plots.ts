import type { html as Html } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { HAPPENINGS } from "../../adapters/past.ts";
import type { Happening, Past, Point } from "../../adapters/past.ts";
import type { Family } from "../../core/check.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { Localize } from "../../translations/localize.ts";
import type { Format } from "../../translations/format.ts";
import type { ViewContext } from "./context.ts";

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
const SECOND = 1000;
/** A set of alkaline cells lasts about as long: more would make a picture of old sets. */
const YEAR = 365 * DAY;
/** How far ahead a picture looks at least, and how many times as far as it looks back at most: else the past is a speck. */
const AHEAD = 60 * DAY;
const AHEAD_OF_PAST = 2;
/** As long as Home Assistant keeps its history by itself. */
const HISTORY = 10 * DAY;
/** Days of what only the bridge remembers: a season. In a longer one nobody could tell two days apart. */
const MEMORY = 90 * DAY;
/** Points that a picture needs: fewer are a figure, and that stands beside it. */
const LEAST = { battery: 2, link: 2, turns: 3 };
/** Turns that are drawn, the newest, and rows of a table: more do not help anybody. */
const MOST_TURNS = 300;
const MOST_ROWS = 30;
/** Least height of the picture of a link, in its own unit: what a link sways by from day to day is to look small. */
const SWAY = { dBm: 20, lqi: 60 };
/** Percent of a picture's height that stay free above and below, so that no thick line is cut, … */
const EDGE = 6;
/** … and that one figure beside it takes. */
const FIGURE = 16;
/** Percent of the width beside which "today" would run into the dates at both ends. */
const BESIDE = 26;

const WIDE = 100;

/** Which lasting picture stands over the readings of a family. */
const PICTURES = { power: "battery", link: "link", mechanics: "turns" } as const;
type Picture = (typeof PICTURES)[keyof typeof PICTURES];

/** By what they mean to a person; what they are stands beside them in words. */
const TONES: { readonly [Kind in Happening["kind"]]: "ok" | "calm" | "warning" | "error" } = {
  swap: "ok",
  outage: "error",
  update: "calm",
  jam: "error",
  wrong_code: "warning",
  lockout: "error",
};

/** What a scale makes of a value: 0 to 100 from left to right, or from top to bottom. */
type Scale = (value: number) => number;

const across =
  (from: number, to: number): Scale =>
  (at) =>
    (WIDE * (at - from)) / (to - from);

const upwards =
  (low: number, high: number): Scale =>
  (value) =>
    WIDE - EDGE - ((WIDE - 2 * EDGE) * (value - low)) / (high - low);

const figure = (value: number) => String(Math.round(value * 10) / 10);
const spot = (x: number, y: number) => `${figure(x)} ${figure(y)}`;
/** A line without a length is drawn as its two round ends: a dot that stays round however wide the picture is. */
const dots = (points: readonly Point[], x: Scale, y: Scale) =>
  points.map(({ at, value }) => `M${spot(x(at), y(value))}h0`).join("");

/** A value holds until the next one comes, so it is drawn as stairs. */
function stairs(points: readonly Point[], until: number, x: Scale, y: Scale): string {
  const [first] = points;
  if (!first) return "";
  let path = `M${spot(x(first.at), y(first.value))}`;
  let before = first.value;
  for (const { at, value } of points) {
    if (value !== before) path += `H${figure(x(at))}V${figure(y(value))}`;
    before = value;
  }
  return `${path}H${figure(x(until))}`;
}

const through = (points: readonly Point[], x: Scale, y: Scale) =>
  points.map(({ at, value }, index) => `${index === 0 ? "M" : "L"}${spot(x(at), y(value))}`).join("");

/** From what is now (a spot) to what is likely between two times; where no level tells the end (`down`), the time alone does. */
function ahead(now: string, early: number, late: number, down: number | undefined): Strokes {
  if (down === undefined) return { range: `M${figure(early)} 0H${figure(late)}V${WIDE}H${figure(early)}Z` };
  return {
    range: `M${now}L${spot(early, down)}H${figure(late)}Z`,
    guess: `M${now}L${spot((early + late) / 2, down)}`,
  };
}

/** Its own: what the entry has too may not be imported here (see `DetailsKit`). */
const newestOf = <T>(values: readonly T[]): T | undefined => values[values.length - 1];

/** Middle one; of an even number the upper one, which has been seen. */
const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** A happening as a dot, or as a bar for as long as it lasted. */
const bar = ({ at, until, kind }: Happening, now: number, x: Scale) =>
  `M${spot(Math.max(0, x(at)), 50)}${kind === "outage" ? `H${figure(x(until ?? now))}` : "h0"}`;

/** Evenly thinned, with the first and the last one. */
function thinned<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, index) => values[Math.round((index * (values.length - 1)) / (most - 1))] as T);
}

/** Paths by what they mean, from the back to the front. */
interface Strokes {
  /** When something is likely to come. */
  readonly range?: string;
  /** What is likely, or usual. */
  readonly guess?: string;
  readonly floor?: string;
  readonly today?: string;
  readonly swap?: string;
  readonly line?: string;
  readonly dot?: string;
}

interface Drawn {
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

/** What the plots are given by the card: see `DetailsKit`. */
export interface PlotsKit {
  readonly html: typeof Html;
  readonly localize: Localize;
}

export interface Plots {
  /** The picture of a family, or its place while the recorder has not answered. */
  picture(context: ViewContext, lock: LockHealth, family: Family): unknown;
  /** What happened to the lock, over all families. */
  timeline(context: ViewContext, lock: LockHealth): unknown;
}

/**
 * Makes the pictures of a lock's past. Time runs from left to right in every language, as digits do; only the words around it
 * run by their own letters.
 */
export function createPlots({ html, localize }: PlotsKit): Plots {
  const word = (key: string, params = {}) => localize(`plot.${key}`, params);

  const styles = html`<style>
    .plot {
      margin: 0;
      padding: 8px 0;
      display: grid;
      gap: 4px;
    }
    .plot h4 {
      margin: 0;
      font: inherit;
      font-weight: 500;
    }
    .plot p {
      min-height: 36px;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
      color: var(--quiet);
    }
    .plot .canvas {
      display: grid;
      font-size: calc(15 * var(--u));
      grid-template: 8em minmax(18px, auto) / minmax(0, 1fr) auto;
      gap: 4px 8px;
    }
    .plot .figures {
      display: grid;
      min-width: 40px;
      line-height: calc(18 * var(--u));
      font-weight: 500;
      white-space: nowrap;
    }
    .plot .figures span {
      grid-area: 1 / 1;
      position: relative;
      height: 0;
      line-height: 0;
    }
    .plot svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: hidden;
      border-bottom: 1px solid var(--line);
      box-sizing: border-box;
    }
    .plot path {
      fill: none;
      stroke: var(--tone);
      stroke-width: 4px;
      stroke-linejoin: round;
      vector-effect: non-scaling-stroke;
    }
    .plot .range {
      fill: var(--calm);
      stroke: none;
      opacity: 0.3;
    }
    .plot .guess {
      stroke: var(--calm);
      stroke-width: 3px;
      stroke-dasharray: 8 6;
    }
    .plot .floor {
      stroke: var(--error);
      stroke-width: 2px;
      stroke-dasharray: 3 5;
    }
    .plot .today {
      stroke: var(--quiet);
      stroke-width: 1px;
    }
    .plot .swap {
      stroke: var(--text);
      stroke-width: 2px;
    }
    .plot .dot {
      stroke-width: 10px;
      stroke-linecap: round;
    }
    .plot[data-plot="turns"] .dot {
      stroke-width: 7px;
    }
    .plot .axis {
      position: relative;
      display: flex;
      justify-content: space-between;
      gap: 8px;
      font-size: calc(12 * var(--u));
      line-height: calc(18 * var(--u));
      color: var(--quiet);
    }
    .plot .axis .mid {
      position: absolute;
      transform: translateX(-50%);
    }
    .plot .lane {
      display: grid;
      grid-template-columns: minmax(112px, 30%) minmax(0, 1fr);
      gap: 8px;
      align-items: center;
      min-height: 32px;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
    }
    .plot .lane svg {
      height: 24px;
      padding: 0 8px;
      border: 0;
      overflow: visible;
    }
    .plot .lane.end {
      min-height: 0;
    }
    .plot .lane .line {
      stroke: var(--line);
      stroke-width: 1px;
    }
    .plot .lane .dot {
      stroke-width: 14px;
    }
    .plot summary,
    .plot .later {
      min-height: 48px;
      line-height: 48px;
      font-size: calc(13 * var(--u));
    }
    .plot summary {
      cursor: pointer;
    }
    .plot details:not([open]) table {
      display: none;
    }
    .plot table {
      width: 100%;
      border-collapse: collapse;
      font-size: calc(13 * var(--u));
      line-height: calc(18 * var(--u));
    }
    .plot th,
    .plot td {
      padding: 6px 0;
      border-top: 1px solid var(--line);
      font-weight: 400;
      text-align: start;
      vertical-align: top;
    }
    .plot th {
      color: var(--quiet);
      padding-inline-end: 12px;
    }
    :host([rtl]) .plot th,
    :host([rtl]) .plot td {
      text-align: right;
    }
  </style>`;

  const formats = new WeakMap<Format, (at: number, now: number) => string>();

  /** A day; of those so far off that it could be mistaken for that of another year, the month. */
  function dateOf(format: Format): (at: number, now: number) => string {
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

  function battery({ at: now, battery: all, swaps, forecast, floor }: Past, format: Format): Drawn | undefined {
    const points = all.filter(({ at }) => at > now - YEAR);
    const from = points[0]?.at ?? now;
    const level = newestOf(points);
    if (points.length < LEAST.battery || !level || now - from < DAY) return undefined;
    const date = dateOf(format);
    const percent = (value: number) => format.quantity(value, "%");
    const furthest = now + Math.min(YEAR, Math.max(AHEAD, AHEAD_OF_PAST * (now - from)));
    const to = forecast ? Math.max(now, Math.min(forecast.late, furthest)) : now;
    const x = across(from, to);
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

  const numbers = (what: string, rows: Drawn["rows"]) =>
    html`<details>
      <summary>${word("numbers")}</summary>
      <table aria-label=${what}>
        ${rows.map(
          ([when, value]) =>
            html`<tr>
              <th scope="row">${when}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </table>
    </details>`;

  const axis = (from: string, to: string, today?: number) =>
    html`<div class="axis" dir="ltr">
      <span>${from}</span>${
        today !== undefined && today > BESIDE && today < WIDE - BESIDE
          ? html`<span class="mid" style="left:${today}%">${word("today")}</span>`
          : []
      }<span>${to}</span>
    </div>`;

  function draw(picture: Picture, { strokes, figures, from, to, today, text, rows }: Drawn): TemplateResult {
    const title = word(picture);
    const { range = "", guess = "", floor = "", today: line = "", swap = "", line: level = "", dot = "" } = strokes;
    return html`<h4>${title}</h4>
      <div class="canvas" dir="ltr" role="img" aria-label="${title}: ${from} – ${to}. ${text}">
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path class="range" d=${range}></path>
          <path class="today" d=${line}></path>
          <path class="floor" d=${floor}></path>
          <path class="swap" d=${swap}></path>
          <path class="guess" d=${guess}></path>
          <path class="line" d=${level}></path>
          <path class="dot" d=${dot}></path>
        </svg>
        <div class="figures">${figures.map(([top, said]) => html`<span style="top:${figure(top)}%">${said}</span>`)}</div>
        ${axis(from, to, today)}
      </div>
      <p aria-hidden="true">${text}</p>
      ${numbers(title, rows)}`;
  }

  const waiting = (picture: Picture) =>
    html`<h4>${word(picture)}</h4>
      <div class="canvas"></div>
      <p>${word("waiting")}</p>
      <div class="later"></div>`;

  const makers = { battery, link, turns };
  const drawn = new WeakMap<Past, Map<string, unknown>>();

  /** What is drawn of a past, once: a card is drawn anew with every change of its lock. */
  function once(past: Past, key: string, make: () => unknown): unknown {
    const known = drawn.get(past) ?? new Map<string, unknown>();
    drawn.set(past, known);
    if (!known.has(key)) known.set(key, make());
    return known.get(key);
  }

  /** Whether there are readings of which a picture may still come. */
  function mayCome({ snapshot: { facts } }: LockHealth, picture: Picture): boolean {
    if (picture === "battery") return facts.battery_level !== undefined;
    return picture === "link" && (facts.signal ?? facts.link_quality) !== undefined;
  }

  /** What happened since the history begins, or earlier as far as the bridge remembers, and when that is. */
  function recent({ at: now, since, rememberedSince = now, happenings }: Past): {
    readonly from: number;
    readonly shown: readonly Happening[];
  } {
    const isRemembered = rememberedSince < now - HISTORY;
    const begin = isRemembered ? Math.max(rememberedSince, now - MEMORY) : now - HISTORY;
    const shown = happenings.filter(({ at, until }) => (until ?? at) >= begin && at <= now);
    // What has to do with the keypad is also told where the history is not.
    const known = isRemembered ? begin : (since ?? begin);
    return { from: Math.min(Math.max(begin, known), ...shown.map(({ at }) => Math.max(begin, at)), now - DAY), shown };
  }

  function lanes(past: Past, format: Format): unknown {
    const { at: now } = past;
    const { from, shown } = recent(past);
    if (shown.length === 0) return [];
    const date = dateOf(format);
    const x = across(from, now);
    const title = word("happenings");
    const kinds = HAPPENINGS.flatMap((kind) => {
      const found = shown.filter((each) => each.kind === kind);
      return found.length === 0 ? [] : [{ kind, found, name: word(`kind.${kind}`), count: format.number(found.length) }];
    });
    const said = kinds.map(({ name, count }) => word("times", { what: name, count })).join(" ");
    const rows = [...shown].reverse().map(({ at, until, kind }): Drawn["rows"][number] => {
      const name = word(`kind.${kind}`);
      return [
        format.time(at, now),
        until === undefined ? name : word("lasted", { what: name, duration: format.duration(until - at) }),
      ];
    });
    return html`<h4>${title}</h4>
      <div role="img" aria-label="${title}: ${date(from, now)} – ${word("today")}. ${said}">
        ${kinds.map(
          ({ kind, found, name, count }) =>
            html`<div class="lane" dir="ltr" data-kind=${kind} data-tone=${TONES[kind]}>
              <span>${word("lane", { what: name, count })}</span
              ><svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                <path class="line" d="M0 50H100"></path>
                <path class="dot" d=${found.map((each) => bar(each, now, x)).join("")}></path>
              </svg>
            </div>`,
        )}
        <div class="lane end" dir="ltr"><span></span>${axis(date(from, now), word("today"))}</div>
      </div>
      ${numbers(title, rows.slice(0, MOST_ROWS))}`;
  }

  return {
    picture({ health, format }, lock, family) {
      const picture = (PICTURES as { readonly [F in Family]?: Picture })[family];
      const past = health.past(lock);
      if (!picture) return [];
      const made =
        past &&
        once(past, picture, () => {
          const found = makers[picture](past, format);
          return found && draw(picture, found);
        });
      const shown = made ?? (past?.settled !== true && mayCome(lock, picture) ? waiting(picture) : undefined);
      if (shown === undefined) return [];
      const busy = made === undefined;
      const state = lock.diagnosis.families[family];
      const tone = state === "critical" ? "error" : state === "warning" || state === "error" ? state : "ok";
      return html`${styles}
        <figure class="plot" data-plot=${picture} data-tone=${tone} aria-busy=${busy}>${shown}</figure>`;
    },

    timeline({ health, format }, lock) {
      const past = health.past(lock);
      const shown = past ? once(past, "happenings", () => lanes(past, format)) : [];
      return Array.isArray(shown)
        ? []
        : html`${styles}
            <figure class="plot" data-plot="happenings">${shown}</figure>`;
    },
  };
}
