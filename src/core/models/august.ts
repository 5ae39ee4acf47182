import { BATTERY_NOTES, certified, zwave } from "./sources.ts";
import type { Maker } from "./types.ts";

const AA4 = { type: "AA", count: 4 } as const;
const KEY = { emergency: ["key"] } as const;
const DEAD = "https://urbansmarthouse.com/august-smart-lock-battery-life/";

export const august: Maker = {
  maker: "August",
  match: /\b(august|yale)\b/,
  // The site of its answers, such as support.august.com/august-wi-fi-smart-lock-faq-rk6RzQ5YI.
  support: "https://support.august.com/",
  others: /\byale\b/,
  models: [
    { model: "ASL-02", match: /^aug sl02\b/, cells: AA4, ...KEY, sources: [BATTERY_NOTES, DEAD] },
    {
      model: "ASL-03",
      match: /^aug sl03\b/,
      cells: AA4,
      ...KEY,
      manual: certified("2624/August%20Z-Wave%20Required%20Documentation.pdf"),
      sources: [BATTERY_NOTES, zwave("033f/asl-03"), DEAD],
    },
    { model: "AUG-SL04-M01-G04", match: /^asl 04$|^aug sl04\b/, cells: AA4, ...KEY, sources: [BATTERY_NOTES, DEAD] },
    {
      model: "ASL-05",
      match: /^aug sl05\b/,
      cells: { type: "CR123A", count: 2 },
      ...KEY,
      sources: [BATTERY_NOTES, DEAD],
    },
    { model: "ASL-06", cells: AA4, sources: [BATTERY_NOTES] },
    { model: "ASL6_05/101200/SI", match: /^asl6 05 101300 si$/, cells: AA4, sources: [BATTERY_NOTES] },
    { model: "AUG-MDY1", cells: AA4, sources: [BATTERY_NOTES] },
  ],
};
