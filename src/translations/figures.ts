import type { Figures, Unit } from "./format.ts";

/** Home Assistant's forms of numbers, each by a language that has it (frontend: `numberFormatToLocale`). */
const NUMBERS: { readonly [form: string]: string | undefined } = {
  comma_decimal: "en",
  decimal_comma: "de",
  space_comma: "fr",
  quote_decimal: "de-CH",
};

/** Symbols that every language knows, for browsers older than the words. */
const SYMBOLS = { second: "s", minute: "min", hour: "h", day: "d" };

/** Formatters take milliseconds to make on a tablet: each is made once a page, when it is needed. */
const made = new Map<string, Pick<Intl.NumberFormat, "format">>();

function once(key: string, make: () => Pick<Intl.NumberFormat, "format">): Pick<Intl.NumberFormat, "format"> {
  const formatter = made.get(key) ?? make();
  made.set(key, formatter);
  return formatter;
}

/**
 * Figures in a person's language. `form`: Home Assistant's name for how numbers are written, a language's own way by default, `system`
 * for the tablet's own.
 */
export function createFigures(language: string, form?: string): Figures {
  const numbers = form === "system" ? undefined : form === "none" ? "en" : (NUMBERS[form ?? ""] ?? language);
  const useGrouping = form !== "none";
  const number = (value: number) =>
    once(`${numbers} ${useGrouping}`, () => new Intl.NumberFormat(numbers, { maximumFractionDigits: 1, useGrouping })).format(
      value,
    );

  function words(unit: Unit): Pick<Intl.NumberFormat, "format"> {
    try {
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" });
    } catch {
      return { format: (value: number) => `${number(value)}\u00a0${SYMBOLS[unit]}` };
    }
  }

  return { number, unit: (value, unit) => once(`${unit} ${language}`, () => words(unit)).format(value) };
}
