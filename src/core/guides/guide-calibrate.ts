import { defineSteps } from "../guide/types.ts";
import { cellsTold, cellsWord } from "./shared.ts";

const MINUTE = 60_000;

/**
 * A lock that does not know where its bolt ends. Once more is mostly enough; then what makes it go wrong: two at once at the
 * same lock (SwitchBot, home-assistant/core#153037), weak cells, a door or a mount that has moved. Weights by how often users'
 * threads name each (users-and-rivals study, section 3, pains 7 and 16).
 */
export const calibrate = defineSteps({
  id: "guide_calibrate",
  family: "mechanics",
  causes: { lost_ends: 60, two_at_once: 12, alignment: 12, loose_mount: 8 },
  test: { kind: "check", checks: ["calibration_missing"], within: 3 * MINUTE },
  steps: [
    {
      id: "cells",
      kind: "first",
      minutes: 5,
      harm: 1,
      needs: ["at_door"],
      told: (situation) => (cellsTold(situation) === "enough" ? "enough" : undefined),
      answers: [{ id: "enough" }, { id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    {
      id: "by_hand",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      // A free bolt is hardly ever felt as stiff. A stiff one is set first: the ends that it learns now would not last.
      answers: [
        { id: "easy", likely: { alignment: 0.2, loose_mount: 0.7 }, otherwise: 0.95 },
        { id: "stiff", likely: { alignment: 0.8, loose_mount: 0.3 }, otherwise: 0.02 },
        { id: "broken", stop: "broken_key" },
      ],
    },
    {
      id: "calibrate",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door"],
      cures: { lost_ends: 0.85, two_at_once: 0.1, alignment: 0.1, loose_mount: 0.1 },
      sources: ["manual"],
      variant: ({ traits }) => traits.calibration,
    },
    {
      id: "calibrate_alone",
      kind: "repair",
      minutes: 8,
      harm: 1,
      needs: ["at_door", "phone", "administrator"],
      when: ({ traits }) => traits.calibration !== "self",
      cures: { two_at_once: 0.9, lost_ends: 0.3 },
      sources: ["device_page"],
    },
    { id: "mount", kind: "prepare", minutes: 4, harm: 1, needs: ["at_door", "screwdriver"] },
    { id: "strike", kind: "prepare", minutes: 10, harm: 1, needs: ["at_door", "screwdriver"] },
    {
      id: "calibrate_again",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door"],
      after: ["mount", "strike"],
      cures: { alignment: 0.8, loose_mount: 0.85, lost_ends: 0.2 },
      sources: ["manual"],
      variant: ({ traits }) => traits.calibration,
    },
  ],
});
