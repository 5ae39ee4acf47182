import type { Happening, Point } from "../../../adapters/past.ts";

/** Width and height of a picture, in its own units: percent. */
export const WIDE = 100;
/** Percent of the height that stay free above and below, so that no thick line is cut. */
const EDGE = 6;

/** Paths by what they mean, from the back to the front. */
export interface Strokes {
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

/** What a scale makes of a value: 0 to 100 from left to right, or from top to bottom. */
export type Scale = (value: number) => number;

/** Epoch ms from `from`, at the left, to `to`. */
export const across =
  (from: number, to: number): Scale =>
  (at) =>
    (WIDE * (at - from)) / (to - from);

/** Values from `low`, at the bottom, to `high`, with the edges free. */
export const upwards =
  (low: number, high: number): Scale =>
  (value) =>
    WIDE - EDGE - ((WIDE - 2 * EDGE) * (value - low)) / (high - low);

/** A number as it stands in a path: to a tenth. */
export const figure = (value: number) => String(Math.round(value * 10) / 10);
/** A place as it stands in a path. */
export const spot = (x: number, y: number) => `${figure(x)} ${figure(y)}`;
/** A line without a length is drawn as its two round ends: a dot that stays round however wide the picture is. */
export const dots = (points: readonly Point[], x: Scale, y: Scale) =>
  points.map(({ at, value }) => `M${spot(x(at), y(value))}h0`).join("");

/** A value holds until the next one comes, so it is drawn as stairs. */
export function stairs(points: readonly Point[], until: number, x: Scale, y: Scale): string {
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

/** A line from each point to the next. */
export const through = (points: readonly Point[], x: Scale, y: Scale) =>
  points.map(({ at, value }, index) => `${index === 0 ? "M" : "L"}${spot(x(at), y(value))}`).join("");

/** From what is now (a spot) to what is likely between two times; where no level tells the end (`down`), the time alone does. */
export function ahead(now: string, early: number, late: number, down: number | undefined): Strokes {
  if (down === undefined) return { range: `M${figure(early)} 0H${figure(late)}V${WIDE}H${figure(early)}Z` };
  return {
    range: `M${now}L${spot(early, down)}H${figure(late)}Z`,
    guess: `M${now}L${spot((early + late) / 2, down)}`,
  };
}

/** A happening as a dot, or as a bar for as long as it lasted. */
export const bar = ({ at, until, kind }: Happening, now: number, x: Scale) =>
  `M${spot(Math.max(0, x(at)), 50)}${kind === "outage" ? `H${figure(x(until ?? now))}` : "h0"}`;
