import { defineSteps } from "../guide/types.ts";
import { cellsWord, doorTold, fails, levelTold } from "./shared.ts";

const HOUR = 3_600_000;

/**
 * New cells, and the level is the old one. Most often only the reading is old, so that it is read again before anything is taken
 * apart; then the order of makers' support pages: contacts, orientation, cells that were not new (users-and-rivals study, section 3
 * no. 1). Nokē and Bold allow 24 h.
 */
export const contacts = defineSteps({
  id: "guide_contacts",
  family: "power",
  causes: { old_reading: 40, dirty_contacts: 20, reversed: 12, used_cells: 15, loose_spring: 7, wrong_kind: 6 },
  weigh: (situation) => ({ wrong_kind: fails(situation, "battery_unsuitable") ? 8 : 1 }),
  test: { kind: "rise", fact: "battery_level", by: 15, to: 80, within: 24 * HOUR },
  steps: [
    {
      id: "read",
      kind: "first",
      minutes: 0.5,
      proof: { kind: "remedy", remedy: "reread_value" },
      answers: [{ id: "worked", to: "level" }, { id: "failed" }],
    },
    {
      id: "level",
      kind: "follow",
      minutes: 0.5,
      told: levelTold,
      answers: [
        { id: "up", solved: true },
        { id: "not_yet", likely: { old_reading: 0.3 }, otherwise: 0.9 },
      ],
    },
    { id: "turn", kind: "repair", minutes: 1, harm: 1, needs: ["at_door"], cures: { old_reading: 0.4 } },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "look",
      kind: "prepare",
      minutes: 1,
      needs: ["at_door"],
      after: ["open_door"],
      answers: [{ id: "no" }, { id: "yes", stop: "hot_cells" }],
    },
    {
      id: "lie",
      kind: "ask",
      minutes: 1,
      needs: ["at_door"],
      after: ["look"],
      answers: [
        { id: "right", likely: { reversed: 0.05, dirty_contacts: 0.3, loose_spring: 0.2 }, otherwise: 0.9 },
        { id: "turned", likely: { reversed: 0.95 }, otherwise: 0.03, to: "turn_round" },
        { id: "dirty", likely: { dirty_contacts: 0.7, loose_spring: 0.1 }, otherwise: 0.05, to: "wipe" },
        { id: "broken", likely: { loose_spring: 0.3 }, otherwise: 0.01, stop: "damaged" },
      ],
    },
    {
      id: "turn_round",
      kind: "repair",
      minutes: 2,
      harm: 1,
      needs: ["at_door"],
      after: ["look"],
      cures: { reversed: 0.95, loose_spring: 0.1 },
    },
    {
      id: "wipe",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["look"],
      cures: { dirty_contacts: 0.85, loose_spring: 0.2, old_reading: 0.2, reversed: 0.2 },
    },
    {
      id: "springs",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["look"],
      cures: { loose_spring: 0.6 },
    },
    {
      id: "new_pack",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["look"],
      cures: { used_cells: 0.9, wrong_kind: 0.8, reversed: 0.4 },
      variant: cellsWord,
    },
    {
      id: "read_all",
      kind: "repair",
      minutes: 3,
      harm: 2,
      proof: { kind: "remedy", remedy: "refresh_values" },
      cures: { old_reading: 0.7 },
    },
  ],
});
