import { jamsAfter } from "../guide/progress.ts";
import { defineSteps } from "../guide/types.ts";
import { needsCells } from "./shared.ts";

const MINUTE = 60_000;

/**
 * A bolt that jams: is it safe, is it the lock or the door, then alignment before anything else. Weights after makers' support
 * pages and users' threads (users-and-rivals study, sections 3 and 5): most jams are a door that has moved.
 */
export const jam = defineSteps({
  id: "guide_jam",
  family: "mechanics",
  causes: {
    alignment: 40,
    dirt: 18,
    loose_screws: 12,
    swollen_door: 10,
    weak_cells: 10,
    dry_bolt: 8,
    once: 8,
    worn_lock: 5,
    lost_ends: 4,
  },
  weigh: (situation) => ({
    weak_cells: needsCells(situation) ? 1 : 0.1,
    once: situation.outcome("jams_recurring")?.status === "fail" ? 0.1 : 1,
  }),
  test: { kind: "turns", count: 5, within: 5 * MINUTE },
  stops: [{ reason: "jams_after_alignment", when: jamsAfter("strike") }],
  steps: [
    {
      id: "force",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "yes", stop: "force" }],
    },
    {
      id: "place",
      kind: "first",
      minutes: 0.5,
      answers: [{ id: "inside" }, { id: "outside_open" }, { id: "outside_shut", stop: "locked_out" }],
    },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"] },
    {
      id: "hand_open",
      // Always, and before anything is mended: it tells the lock from the door, and whether to stop.
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      after: ["open_door"],
      answers: [
        { id: "easy", likely: { worn_lock: 0.1, dry_bolt: 0.4, dirt: 0.7 }, otherwise: 0.95 },
        // Stiff with the door open is the lock itself: more tries only wear it.
        { id: "stiff", likely: { worn_lock: 0.9, dry_bolt: 0.6, dirt: 0.3 }, otherwise: 0.05, stop: "stiff_door_open" },
        { id: "broken", likely: { worn_lock: 0.1 }, otherwise: 0.01, stop: "broken_key" },
      ],
    },
    {
      id: "hand_closed",
      kind: "ask",
      minutes: 1,
      needs: ["at_door"],
      after: ["hand_open"],
      answers: [
        { id: "easy", likely: { alignment: 0.15, swollen_door: 0.15, loose_screws: 0.2, dirt: 0.4 }, otherwise: 0.9 },
        { id: "easier_pushed", likely: { alignment: 0.65, swollen_door: 0.6, loose_screws: 0.6, dirt: 0.2 }, otherwise: 0.05 },
        { id: "stiff", likely: { alignment: 0.2, swollen_door: 0.25, loose_screws: 0.2, dirt: 0.4 }, otherwise: 0.05 },
      ],
    },
    { id: "clean_hole", kind: "repair", minutes: 3, needs: ["at_door"], after: ["open_door"], cures: { dirt: 0.8 } },
    {
      id: "tighten",
      kind: "repair",
      minutes: 5,
      needs: ["at_door", "screwdriver"],
      after: ["hand_closed"],
      cures: { loose_screws: 0.85, alignment: 0.25 },
    },
    {
      id: "strike",
      kind: "repair",
      minutes: 15,
      harm: 1,
      needs: ["at_door", "screwdriver"],
      after: ["hand_closed", "open_door"],
      cures: { alignment: 0.8, swollen_door: 0.5 },
    },
    { id: "dry_door", kind: "repair", minutes: 10, needs: ["at_door"], cures: { swollen_door: 0.3 } },
    {
      id: "lubricate",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "dry_lubricant"],
      after: ["open_door"],
      cures: { dry_bolt: 0.8, dirt: 0.2 },
    },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["open_door"],
      when: needsCells,
      cures: { weak_cells: 0.9 },
    },
    {
      id: "lock_again",
      kind: "repair",
      minutes: 1,
      harm: 1,
      proof: { kind: "remedy", remedy: "lock_again" },
      cures: { once: 0.9, dirt: 0.05 },
    },
    {
      id: "motor",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      after: ["open_door"],
      answers: [
        { id: "moves", likely: { worn_lock: 0.3 }, otherwise: 0.95 },
        { id: "hums", likely: { worn_lock: 0.7, weak_cells: 0.5 }, otherwise: 0.05, to: "motor_again" },
      ],
    },
    {
      id: "motor_again",
      kind: "follow",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "moves", likely: { worn_lock: 0.3 }, otherwise: 0.9 },
        { id: "hums", stop: "motor_no_travel" },
      ],
    },
    {
      id: "calibrate",
      kind: "repair",
      minutes: 8,
      harm: 2,
      needs: ["at_door", "phone"],
      when: ({ traits }) => traits.calibration !== undefined,
      cures: { lost_ends: 0.9, alignment: 0.1 },
      sources: ["manual"],
      variant: ({ traits }) => traits.calibration,
    },
  ],
});
