import type { html as Html } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { HAPPENINGS } from "../../adapters/past.ts";
import type { Happening, Past } from "../../adapters/past.ts";
import type { Family } from "../../core/check.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { Localize } from "../../translations/localize.ts";
import type { Format } from "../../translations/format.ts";
import type { ViewContext } from "./context.ts";
import { DAY, MOST_ROWS, createDrawings, dateOf } from "./plots/drawings.ts";
import type { Drawn, Picture } from "./plots/drawings.ts";
import { WIDE, across, bar, figure } from "./plots/strokes.ts";

/** As long as Home Assistant keeps its history by itself. */
const HISTORY = 10 * DAY;
/** Days of what only the bridge remembers: a season. In a longer one nobody could tell two days apart. */
const MEMORY = 90 * DAY;
/** Percent of the width beside which "today" would run into the dates at both ends. */
const BESIDE = 26;

/** Which lasting picture stands over the readings of a family. */
const PICTURES: { readonly [F in Family]?: Picture } = { power: "battery", link: "link", mechanics: "turns" };

/** By what they mean to a person; what they are stands beside them in words. */
const TONES: { readonly [Kind in Happening["kind"]]: "ok" | "calm" | "warning" | "error" } = {
  swap: "ok",
  outage: "error",
  update: "calm",
  jam: "error",
  wrong_code: "warning",
  lockout: "error",
};

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

  const drawings = createDrawings(word);
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
      const picture = PICTURES[family];
      const past = health.past(lock);
      if (!picture) return [];
      const made =
        past &&
        once(past, picture, () => {
          const found = drawings[picture](past, format);
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
