import type { Texts } from "./localize.ts";

type Load = () => Promise<{ readonly default: Texts }>;

/**
 * All languages. `main` is what the card needs at once (English is always there), `more` comes after its first drawing. What somebody
 * opens later is in `aid-texts.ts`.
 */
export const languages: { readonly [language: string]: { readonly main?: Load; readonly more: Load } } = {
  en: { more: () => import("./en.more.json", { with: { type: "json" } }) },
  de: {
    main: () => import("./de.json", { with: { type: "json" } }),
    more: () => import("./de.more.json", { with: { type: "json" } }),
  },
};

/** The language to use for what a person has chosen: `de-AT` is served by `de`, an unknown one by English. */
export function bestLanguage(wanted: string): string {
  const plain = wanted.toLowerCase();
  return Object.keys(languages).find((language) => plain === language || plain.startsWith(`${language}-`)) ?? "en";
}
