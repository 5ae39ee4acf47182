import { BATTERY_NOTES } from "./sources.ts";
import type { Maker } from "./types.ts";

const CELLS = "https://support.nuki.io/hc/en-us/articles/360015880977-Smart-Lock-batteries";
const EMPTY = "https://support.nuki.io/hc/en-us/articles/4407674566929";
const SETTINGS = "https://support.nuki.io/hc/en-us/articles/360017728958-Lock-settings";

const LOCK = { emergency: ["key"], calibration: "app", manual: SETTINGS } as const;
/** Finds out by itself which cells it has, or is told in the app; the maker's Power Pack fits all of these. */
const ANY = { allowed: ["alkaline", "nimh", "li_ion", "lithium"] } as const;

export const nuki: Maker = {
  maker: "Nuki",
  match: /\bnuki\b/,
  support: "https://support.nuki.io/hc/en-us",
  models: [
    {
      model: "Smart Lock",
      match: /^(nuki )?smart lock( 1 0)?( [234] 0)?$/,
      cells: { type: "AA", count: 4 },
      ...ANY,
      ...LOCK,
      sources: [CELLS, "https://nuki.io/en/support/smart-lock/mounting-on-the-door/batteries/", EMPTY, SETTINGS],
    },
    // By the bridge this stands for the 3.0 with cells too, so nothing is said of which.
    { model: "Smart Lock 3.0 Pro", match: /^nuki smart lock 3 0 pro$/, ...ANY, ...LOCK, sources: [CELLS, EMPTY, SETTINGS] },
    // Nuki Hub's word for every one of them.
    { model: "SmartLock", ...ANY, ...LOCK, sources: [CELLS, EMPTY, SETTINGS] },
    {
      model: "Smart Lock Pro",
      match: /^(nuki )?smart lock( 4 0)? pro$/,
      cells: { type: "pack", count: 1 },
      ...ANY,
      ...LOCK,
      sources: [BATTERY_NOTES, CELLS, EMPTY, SETTINGS],
    },
    {
      model: "Smart Lock Ultra",
      match: /^nuki smart lock ultra$/,
      cells: { type: "pack", count: 1 },
      calibration: "app",
      manual: SETTINGS,
      sources: [BATTERY_NOTES, SETTINGS],
    },
    { model: "Opener", match: /^nuki opener$/, cells: { type: "AAA", count: 4 }, sources: [BATTERY_NOTES] },
  ],
};
