import type { Texts } from "./localize.ts";

type Load = () => Promise<{ readonly default: Texts }>;

/** Texts of guides, care, report and answers, loaded when somebody opens one. The same languages as in `languages.ts`. */
export const aidTexts: { readonly [language: string]: readonly Load[] } = {
  en: [
    () => import("./en.guides.json", { with: { type: "json" } }),
    () => import("./en.care.json", { with: { type: "json" } }),
    () => import("./en.help.json", { with: { type: "json" } }),
  ],
  de: [
    () => import("./de.guides.json", { with: { type: "json" } }),
    () => import("./de.care.json", { with: { type: "json" } }),
    () => import("./de.help.json", { with: { type: "json" } }),
  ],
};
