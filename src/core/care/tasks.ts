import type { CareSituation, CareTask } from "./types.ts";

/** Months for which makers promise that cells last in a lock (Schlage Encode's manual: about a year), as in `battery_due`. */
const CELL_MONTHS = 12;

/**
 * Turns after which a bolt is cleaned and lubricated whatever the time. No maker gives a number. This project's choice: about a year
 * at eight turns a day, which is a household of four.
 */
const LUBRICATE_TURNS = 3000;

/** Ways in that have a supply of their own to try. */
const BACKUPS: ReadonlySet<string> = new Set(["9v", "usb_c", "backup_pack"]);

/** A lock on the mains, or with a pack that is charged, has no cells to buy. */
const takesCells = ({ offers, traits }: CareSituation) => !offers("supply_ok") && traits.cells?.type !== "pack";

function cellsSince({ values }: CareSituation): number | undefined {
  const since = Math.max(values.battery_since ?? -Infinity, values.battery_swapped ?? -Infinity);
  return Number.isFinite(since) ? since : undefined;
}

const hasKeypad = ({ values, offers }: CareSituation) =>
  values.has_keypad ?? (["codes_set", "keypad_disabled", "keypad_mode", "keypad_used"] as const).some(offers);

/**
 * All tasks, in the order in which equals are shown. Intervals and where they come from: docs/care.md. What has no source is this
 * project's choice, and more often than not what a household can be asked for.
 */
export const CARE_TASKS: readonly CareTask[] = [
  {
    id: "cells",
    code: "c",
    months: CELL_MONTHS,
    setting: "batteryMonths",
    first: CELL_MONTHS,
    when: takesCells,
    seen: cellsSince,
    foreseen: ({ values }) => values.battery_forecast?.early,
  },
  // Between Schlage's five years for a cylinder in normal use and the half year that others ask for.
  { id: "clean_lubricate", code: "l", months: 12, turns: LUBRICATE_TURNS, first: 5 },
  { id: "screws_strike", code: "s", months: 12, first: 8 },
  // April and October are spring and autumn on both halves of the earth, only not the same ones.
  { id: "door_seals", code: "d", months: 6, seasons: [3, 9], first: 4 },
  { id: "spare_key", code: "k", months: 6, first: 1 },
  {
    id: "backup_power",
    code: "p",
    months: 12,
    first: 6,
    when: ({ traits }) => traits.emergency?.some((way) => BACKUPS.has(way)) === true,
  },
  // Where Home Assistant knows the firmware it tells by itself.
  { id: "update_check", code: "u", months: 3, first: 3, when: ({ offers }) => !offers("firmware") },
  { id: "codes_review", code: "r", months: 6, first: 2, when: hasKeypad },
  // A month before two years: the shortest legal guarantee of the European Union (Directive 2019/771, article 10).
  { id: "warranty", code: "w", months: 23, first: 23, once: true, until: ({ warranty }) => warranty },
];
