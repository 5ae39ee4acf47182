import { jamsAfter } from "../guide/progress.ts";
import { defineSteps } from "../guide/types.ts";
import { cellsWord, doorTold, needsCells } from "./shared.ts";

const MINUTE = 60_000;

/**
 * A bolt that turns slowly or hard. Weights after makers' support pages and users' threads (users-and-rivals study, sections 3
 * and 5), as for jams, of which this is the beginning: mostly a door that has moved. Dirt and a dry bolt weigh more than there,
 * as they make slow before they block; weak cells too, as they show in the time first.
 */
export const wear = defineSteps({
  id: "guide_wear",
  family: "mechanics",
  causes: {
    alignment: 35,
    dirt: 20,
    dry_bolt: 15,
    weak_cells: 12,
    loose_screws: 10,
    swollen_door: 10,
    tight_screws: 6,
    worn_lock: 6,
  },
  weigh: (situation) => ({ weak_cells: needsCells(situation) ? 1.5 : 0.05 }),
  test: { kind: "turns", count: 5, within: 5 * MINUTE },
  stops: [{ reason: "jams_after_alignment", when: jamsAfter("strike") }],
  steps: [
    { id: "open_door", kind: "first", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "hand_open",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "easy", likely: { worn_lock: 0.1, tight_screws: 0.1, dry_bolt: 0.5, dirt: 0.7 }, otherwise: 0.95 },
        // Stiff with the door open is the lock itself. Only its mounting screws are looked at before somebody is called.
        {
          id: "stiff",
          likely: { worn_lock: 0.9, tight_screws: 0.9, dry_bolt: 0.5, dirt: 0.3 },
          otherwise: 0.05,
          to: "ease_screws",
        },
        { id: "broken", stop: "broken_key" },
        { id: "damaged", stop: "damaged" },
      ],
    },
    {
      id: "ease_screws",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door", "screwdriver"],
      after: ["hand_open"],
      cures: { tight_screws: 0.8 },
      answers: [{ id: "done" }, { id: "stiff", stop: "stiff_door_open" }],
    },
    {
      id: "hand_closed",
      kind: "ask",
      minutes: 1,
      needs: ["at_door"],
      after: ["hand_open"],
      answers: [
        { id: "easy", likely: { alignment: 0.2, swollen_door: 0.2, loose_screws: 0.25, dirt: 0.5 }, otherwise: 0.9 },
        { id: "easier_pushed", likely: { alignment: 0.6, swollen_door: 0.55, loose_screws: 0.55, dirt: 0.15 }, otherwise: 0.05 },
        { id: "stiff", likely: { alignment: 0.2, swollen_door: 0.25, loose_screws: 0.2, dirt: 0.35 }, otherwise: 0.05 },
      ],
    },
    { id: "clean", kind: "repair", minutes: 4, needs: ["at_door"], cures: { dirt: 0.8 } },
    {
      id: "tighten",
      kind: "repair",
      minutes: 5,
      needs: ["at_door", "screwdriver"],
      after: ["hand_closed"],
      cures: { loose_screws: 0.85, alignment: 0.25 },
    },
    {
      id: "lubricate",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "dry_lubricant"],
      after: ["clean"],
      cures: { dry_bolt: 0.8, dirt: 0.2 },
    },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      when: needsCells,
      cures: { weak_cells: 0.9 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    {
      id: "strike",
      kind: "repair",
      minutes: 15,
      harm: 1,
      needs: ["at_door", "screwdriver"],
      after: ["hand_closed"],
      cures: { alignment: 0.8, swollen_door: 0.5 },
    },
    { id: "dry_door", kind: "repair", minutes: 10, needs: ["at_door"], after: ["hand_closed"], cures: { swollen_door: 0.3 } },
  ],
});
