import type { Localize } from "../translations/localize.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How a person reads numbers and times. */
export interface Locale {
  readonly language: string;
  /** The language whose figures are used, or `none` for no marks between thousands; undefined for the tablet's own. */
  readonly numbers: string | undefined;
  /** IANA zone; undefined for the tablet's own. */
  readonly timeZone: string | undefined;
  /** 12 hours; undefined for what the language uses. */
  readonly hour12: boolean | undefined;
}

/** Formatters are dear to make (milliseconds on a tablet): each is made once, when it is needed. */
const made = new Map<string, unknown>();

function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

/** Numbers and times in a person's language. */
export class Format {
  readonly localize: Localize;
  readonly locale: Locale;

  constructor(localize: Localize, locale: Locale) {
    this.localize = localize;
    this.locale = locale;
  }

  number(value: number): string {
    const { numbers } = this.locale;
    const useGrouping = numbers !== "none";
    const language = useGrouping ? numbers : "en";
    return once(`number ${numbers}`, () => new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping })).format(
      value,
    );
  }

  /** Number and unit, with the space that belongs between them. */
  quantity(value: number, unit: string | undefined): string {
    return unit === undefined ? this.number(value) : `${this.number(value)}\u00a0${unit}`;
  }

  private unit(value: number, unit: "second" | "minute" | "hour" | "day"): string {
    const { language } = this.locale;
    return once(`${unit} ${language}`, () => {
      try {
        return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" });
      } catch {
        // Older tablets do not know `style: "unit"`.
        return new Intl.NumberFormat(language);
      }
    }).format(value);
  }

  /** A duration in its two greatest units: "2 h 14 min". */
  duration(ms: number): string {
    const length = Math.max(SECOND, ms);
    if (length < MINUTE) return this.unit(Math.round(length / SECOND), "second");
    if (length < HOUR) return this.unit(Math.round(length / MINUTE), "minute");
    const [big, small, unit, part] =
      length < DAY ? ([HOUR, MINUTE, "hour", "minute"] as const) : ([DAY, HOUR, "day", "hour"] as const);
    const rest = Math.floor((length % big) / small);
    const whole = this.unit(Math.floor(length / big), unit);
    return rest === 0 ? whole : `${whole} ${this.unit(rest, part)}`;
  }

  /** "8 min ago"; a clock that is a little ahead shows as "just now". */
  ago(at: number, now: number): string {
    const past = now - at;
    if (past < MINUTE) return this.localize("time.now");
    const [size, unit] =
      past < HOUR ? ([MINUTE, "minute"] as const) : past < DAY ? ([HOUR, "hour"] as const) : ([DAY, "day"] as const);
    // One kind of formatter for all durations: another one costs a tablet milliseconds before its first picture.
    return this.localize("time.ago", { time: this.unit(Math.round(past / size), unit) });
  }

  /** The time of day, with the date when it was not within the last 20 hours. */
  time(at: number, now: number): string {
    const { language, timeZone, hour12 } = this.locale;
    const recent = Math.abs(now - at) < 20 * HOUR;
    return once(`time ${language} ${timeZone} ${hour12} ${recent}`, () => {
      const day = recent ? {} : ({ day: "numeric", month: "short" } as const);
      return new Intl.DateTimeFormat(language, {
        ...day,
        hour: "numeric",
        minute: "2-digit",
        ...(timeZone ? { timeZone } : {}),
        ...(hour12 === undefined ? {} : { hour12 }),
      });
    }).format(at);
  }
}
