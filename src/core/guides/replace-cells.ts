import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, hasPack, levelTold } from "./shared.ts";

const HOUR = 3_600_000;

const reportsLevel = ({ values }: Situation) => values.battery_level !== undefined;
const allowed = ({ values, traits }: Situation) => values.battery_allowed ?? traits.allowed ?? [];

/** The one chemistry that the maker allows, where it is only one. */
function onlyKind(situation: Situation): "alkaline" | "lithium" | undefined {
  const kinds = allowed(situation);
  const [kind] = kinds;
  return kinds.length === 1 && (kind === "alkaline" || kind === "lithium") ? kind : undefined;
}

/**
 * New cells, from the first look to a level that has risen. Nearly always it is only that the old ones were empty; of the rest the
 * order is that of makers' support pages: turned round, dirty contacts, used cells (users-and-rivals study, sections 3 and 5).
 * Nokē and Bold allow 24 h until the level follows.
 */
export const replaceCells = defineSteps({
  id: "replace_cells",
  family: "power",
  causes: { empty: 70, old_reading: 12, reversed: 6, dirty_contacts: 6, used_cells: 6 },
  test: { kind: "rise", fact: "battery_level", by: 15, to: 80, within: 24 * HOUR },
  steps: [
    {
      id: "ready",
      kind: "first",
      minutes: 2,
      needs: ["new_cells"],
      when: (situation) => !hasPack(situation),
      sources: ["manual"],
      variant: cellsWord,
    },
    {
      id: "fresh",
      kind: "first",
      minutes: 0.5,
      when: (situation) => !hasPack(situation),
      variant: onlyKind,
    },
    {
      id: "open_door",
      kind: "first",
      minutes: 0.5,
      needs: ["at_door"],
      told: doorTold,
      answers: [{ id: "done" }, { id: "shut_out", stop: "locked_out" }],
    },
    {
      id: "look",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "yes", stop: "hot_cells" }],
    },
    {
      id: "charge",
      kind: "first",
      minutes: 5,
      needs: ["at_door"],
      when: hasPack,
      sources: ["manual"],
    },
    { id: "take_out", kind: "first", minutes: 1, needs: ["at_door"], when: (situation) => !hasPack(situation) },
    {
      id: "contacts",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "clean", likely: { dirty_contacts: 0.1 }, otherwise: 0.9 },
        { id: "dirty", likely: { dirty_contacts: 0.9 }, otherwise: 0.1, to: "wipe" },
        { id: "broken", stop: "damaged" },
      ],
    },
    { id: "wipe", kind: "follow", minutes: 2, needs: ["at_door"] },
    {
      id: "insert",
      kind: "first",
      minutes: 2,
      harm: 1,
      needs: ["at_door"],
      variant: (situation) => (hasPack(situation) ? "pack" : undefined),
    },
    {
      id: "turn_once",
      kind: "first",
      minutes: 1,
      harm: 1,
      needs: ["at_door"],
      answers: [
        { id: "turns", likely: { reversed: 0.05, dirty_contacts: 0.3, used_cells: 0.5 }, otherwise: 0.98 },
        { id: "nothing", likely: { reversed: 0.95, dirty_contacts: 0.7, used_cells: 0.5 }, otherwise: 0.02, to: "reseat" },
      ],
    },
    {
      id: "reseat",
      kind: "follow",
      minutes: 3,
      needs: ["at_door"],
      answers: [
        { id: "turns", likely: { used_cells: 0.1 }, otherwise: 0.8 },
        { id: "nothing", likely: { used_cells: 0.9, dirty_contacts: 0.6 }, otherwise: 0.1 },
      ],
    },
    { id: "note", kind: "first", minutes: 0.5, harm: 1, proof: { kind: "remedy", remedy: "mark_replaced" } },
    { id: "read", kind: "first", minutes: 0.5, proof: { kind: "remedy", remedy: "reread_value" } },
    {
      id: "level",
      kind: "first",
      minutes: 0.5,
      when: reportsLevel,
      told: levelTold,
      answers: [
        { id: "up", likely: { empty: 0.9 }, otherwise: 0.1, solved: true },
        { id: "not_yet", likely: { empty: 0.03 }, otherwise: 0.9 },
      ],
    },
    {
      id: "no_light",
      kind: "first",
      minutes: 0.5,
      needs: ["at_door"],
      when: (situation) => !reportsLevel(situation),
      answers: [
        { id: "yes", likely: { empty: 0.9 }, otherwise: 0.1, solved: true },
        { id: "no", likely: { empty: 0.03 }, otherwise: 0.9 },
      ],
    },
    {
      id: "wait",
      kind: "repair",
      minutes: 1,
      when: reportsLevel,
      cures: { old_reading: 0.8, empty: 0.9 },
    },
    {
      id: "other_cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      when: (situation) => reportsLevel(situation) && !hasPack(situation),
      cures: { used_cells: 0.9, reversed: 0.5, dirty_contacts: 0.1 },
    },
    {
      id: "all_out",
      kind: "repair",
      minutes: 4,
      harm: 1,
      needs: ["at_door"],
      when: reportsLevel,
      cures: { old_reading: 0.4, dirty_contacts: 0.6, reversed: 0.8 },
    },
    {
      // Where no level can be waited for, the person sees at once.
      id: "all_again",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      when: (situation) => !reportsLevel(situation),
      answers: [{ id: "worked", solved: true }, { id: "failed" }],
      cures: { used_cells: 0.9, dirty_contacts: 0.6, reversed: 0.8, empty: 0.9 },
    },
  ],
});
