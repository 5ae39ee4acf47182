import { number, text, time } from "../../adapters/home.ts";
import type { EntityState } from "../../adapters/home.ts";
import { isPlain } from "./vocabulary.ts";

/**
 * Units of what is measured on a lock, and how many digits such a measure has. A number without one of them, or with
 * more digits, could be anything: a code, a position, a telephone number.
 */
const DIGITS: { readonly [unit: string]: number } = {
  "%": 3,
  dBm: 3,
  dB: 3,
  lqi: 3,
  V: 3,
  mV: 5,
  A: 3,
  mA: 5,
  W: 3,
  "°C": 3,
  "°F": 3,
  ms: 5,
  s: 5,
  min: 4,
  h: 3,
  d: 3,
};
const FEWEST = 3;

/** What a recording can be about: other times are numbers that were taken for one. */
const FROM = Date.UTC(2000);
const UNTIL = Date.UTC(2100);

const NO_VALUE = new Set(["unavailable", "unknown"]);
const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;
const SNAKE = /^[a-z][a-z0-9_]{0,60}$/;
/** Up to three numbers: four could be an address. */
const VERSION = /^-?v?\d{1,8}(\.\d{1,4}){0,2}([-+.]?(beta|rc|b|a|dev)\.?\d{0,12})?$/i;

export function isTime(value: unknown): boolean {
  return typeof value === "string" && ISO_TIME.test(value);
}

/** Epoch ms of a time that can be meant. */
export function instant(value: unknown): number | undefined {
  const at = time(value);
  return at !== undefined && at >= FROM && at < UNTIL ? at : undefined;
}

/** A time as ISO text; empty where there is none. */
export function isoTime(value: unknown): string {
  const at = instant(value);
  return at === undefined ? "" : new Date(at).toISOString();
}

/** A whole number between two bounds. */
export function within(value: unknown, least: number, most: number): number | undefined {
  const found = number(value);
  return found !== undefined && found >= least && found <= most ? Math.round(found) : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function digitsIn(value: string): number {
  return value.replace(/\D/g, "").length;
}

/** A key of Home Assistant's or of an integration's own: a domain, a translation key. */
export function key(value: unknown): string | undefined {
  const word = text(value);
  return word !== undefined && SNAKE.test(word) && digitsIn(word) <= 3 ? word : undefined;
}

/** A text of the vocabulary's words. */
export function plain(value: unknown): string | undefined {
  const words = text(value);
  return words !== undefined && isPlain(words) ? words : undefined;
}

export function unit(value: unknown): string | undefined {
  return typeof value === "string" && Object.hasOwn(DIGITS, value) ? value : undefined;
}

export function isVersion(value: string): boolean {
  return VERSION.test(value);
}

/** What an entity says: words of the vocabulary, times, and numbers of which it is known what they measure. */
export function stateWord(state: unknown, attributes: EntityState["attributes"]): string {
  const word = text(state);
  if (word === undefined || NO_VALUE.has(word) || isTime(word)) return word ?? "unknown";
  if (number(word) === undefined) return word.includes(".") && isVersion(word) ? word : (plain(word) ?? "unknown");
  const measure = unit(attributes["unit_of_measurement"]);
  const [, whole = "", part = ""] = /^-?(\d+)(?:\.(\d+))?$/.exec(word) ?? [];
  const fits =
    whole !== "" && whole.length <= (DIGITS[measure ?? ""] ?? FEWEST) && part.length <= (measure === undefined ? 1 : 3);
  return fits ? word : "unknown";
}
