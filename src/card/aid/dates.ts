import { DAY } from "../../core/care/record.ts";
import type { Locale } from "../../translations/format.ts";

/** A day, days since 1970, in words. Days of UTC, so that all tablets say the same one. */
export function dateWords(day: number, { language }: Locale): string {
  const form = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, form).format(day * DAY);
}
