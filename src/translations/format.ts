import type { Localize } from "./localize.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How a person reads times. */
export interface Locale {
  readonly language: string;
  /** IANA zone; undefined for the tablet's own. */
  readonly timeZone: string | undefined;
  /** 12 hours; undefined for what the language uses. */
  readonly hour12: boolean | undefined;
}

export type Unit = "second" | "minute" | "hour" | "day";

/** How a person reads numbers, and numbers of units of time. */
export interface Figures {
  number(value: number): string;
  unit(value: number, unit: Unit): string;
}

const WORDS = { second: "sec", minute: "min", hour: "hr", day: "day" };

/** English figures below a thousand as browsers write them (CLDR), without a formatter: to make one takes a tablet milliseconds before its first picture. */
export const english: Figures = {
  number: (value) => String(Math.round(value * 10) / 10),
  unit: (value, unit) => `${value} ${WORDS[unit]}${unit === "day" && value !== 1 ? "s" : ""}`,
};

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Numbers and times in a person's language. */
export class Format {
  readonly localize: Localize;
  readonly locale: Locale;
  private readonly figures: Figures;

  constructor(localize: Localize, locale: Locale, figures = english) {
    this.localize = localize;
    this.locale = locale;
    this.figures = figures;
  }

  number(value: number): string {
    return this.figures.number(value);
  }

  /** Number and unit, with the space that belongs between them. */
  quantity(value: number, unit: string | undefined): string {
    return unit === undefined ? this.number(value) : `${this.number(value)}\u00a0${unit}`;
  }

  private unit(value: number, unit: Unit): string {
    return this.figures.unit(value, unit);
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
    return this.localize("time.ago", { time: this.unit(Math.round(past / size), unit) });
  }

  /** The time of day, with the date when it was not within the last 20 hours. */
  time(at: number, now: number): string {
    const { language, timeZone, hour12 } = this.locale;
    const recent = Math.abs(now - at) < 20 * HOUR;
    const key = `${language} ${timeZone} ${hour12} ${recent}`;
    let clock = clocks.get(key);
    if (!clock) {
      const day = recent ? {} : ({ day: "numeric", month: "short" } as const);
      clock = new Intl.DateTimeFormat(language, {
        ...day,
        hour: "numeric",
        minute: "2-digit",
        ...(timeZone ? { timeZone } : {}),
        ...(hour12 === undefined ? {} : { hour12 }),
      });
      clocks.set(key, clock);
    }
    return clock.format(at);
  }
}
