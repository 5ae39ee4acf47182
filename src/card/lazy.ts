import { languages } from "../translations/languages.ts";
import type { Texts } from "../translations/localize.ts";

const loaded = new Map<string, Promise<Texts>>();

/**
 * Texts of a language that are not in the entry. A chunk that is missing after an update is asked for once more under
 * another address (the build adds that: browsers remember a failed import); then the promise is rejected, and may be asked
 * for again. No texts where the language has none of that part.
 */
export function loadTexts(language: string, part: "main" | "more"): Promise<Texts> {
  const key = `${language} ${part}`;
  const known = loaded.get(key);
  if (known) return known;
  const load = languages[language]?.[part];
  const texts = load ? load().then((module) => module.default) : Promise.resolve({});
  loaded.set(key, texts);
  texts.catch(() => loaded.delete(key));
  return texts;
}
