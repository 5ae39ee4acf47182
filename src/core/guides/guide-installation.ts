import { jamsAfter } from "../guide/progress.ts";
import { defineSteps } from "../guide/types.ts";
import { doorTold } from "./shared.ts";

const MINUTE = 60_000;

/**
 * A lock that was put in wrongly. What holds too tight and what the bolt meets come first, as it is seen without taking the
 * lock off. The gap of 3 mm and a hole deeper than the bolt is long are what makers' mounting guides ask for. Weights by how
 * often those guides and users' threads name each; parts that were forced are not used again. Harm is higher where the lock has
 * to come off.
 */
export const installation = defineSteps({
  id: "guide_installation",
  family: "mechanics",
  causes: { tight_screws: 20, shallow_hole: 20, wrong_tailpiece: 15, narrow_door: 15, wrong_backset: 12, wrong_hand: 12 },
  test: { kind: "turns", count: 5, within: 5 * MINUTE },
  stops: [{ reason: "jams_after_alignment", when: jamsAfter("hole_deep") }],
  steps: [
    { id: "warranty", kind: "first", minutes: 3, sources: ["manual"] },
    { id: "open_door", kind: "first", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "parts",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "whole" }, { id: "damaged", stop: "damaged" }],
    },
    {
      id: "hand_open",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "easy", likely: { tight_screws: 0.1, wrong_tailpiece: 0.1, wrong_backset: 0.3 }, otherwise: 0.9 },
        { id: "stiff", likely: { tight_screws: 0.85, wrong_tailpiece: 0.7, wrong_backset: 0.6 }, otherwise: 0.1 },
        { id: "turns_free", likely: { wrong_tailpiece: 0.2 }, otherwise: 0.01 },
        { id: "broken", stop: "broken_key" },
      ],
    },
    {
      id: "hand_closed",
      kind: "ask",
      minutes: 1,
      needs: ["at_door"],
      after: ["hand_open"],
      answers: [
        { id: "easy", likely: { shallow_hole: 0.1, narrow_door: 0.15 }, otherwise: 0.8 },
        { id: "stiff", likely: { shallow_hole: 0.9, narrow_door: 0.85 }, otherwise: 0.2 },
      ],
    },
    {
      id: "ease_screws",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door", "screwdriver"],
      cures: { tight_screws: 0.85 },
    },
    {
      id: "hole_deep",
      kind: "repair",
      minutes: 10,
      harm: 2,
      needs: ["at_door"],
      after: ["hand_closed"],
      cures: { shallow_hole: 0.85 },
    },
    {
      id: "door_space",
      kind: "repair",
      minutes: 10,
      harm: 1,
      needs: ["at_door", "screwdriver"],
      after: ["hand_closed"],
      cures: { narrow_door: 0.7 },
    },
    {
      id: "hand_side",
      kind: "repair",
      minutes: 6,
      harm: 2,
      needs: ["at_door"],
      cures: { wrong_hand: 0.85 },
      sources: ["manual"],
      variant: ({ traits }) => traits.calibration,
    },
    { id: "take_off", kind: "prepare", minutes: 5, harm: 2, needs: ["at_door", "screwdriver", "key"], sources: ["manual"] },
    {
      id: "tailpiece",
      kind: "repair",
      minutes: 10,
      harm: 3,
      needs: ["at_door", "screwdriver"],
      after: ["take_off"],
      cures: { wrong_tailpiece: 0.85 },
      answers: [{ id: "done" }, { id: "damaged", stop: "damaged" }],
      sources: ["manual"],
    },
    {
      id: "backset",
      kind: "repair",
      minutes: 12,
      harm: 3,
      needs: ["at_door", "screwdriver"],
      after: ["take_off"],
      cures: { wrong_backset: 0.85 },
      answers: [{ id: "done" }, { id: "damaged", stop: "damaged" }],
      sources: ["manual"],
    },
  ],
});
