import { defineSteps } from "../guide/types.ts";

const MINUTE = 60_000;

/**
 * A cover that is off, or that the lock takes for off. Somebody's hands come first: what looks like a break-in is left alone.
 * Weights: makers' pages name a cover that does not sit after a change of cells before all else.
 */
export const cover = defineSteps({
  id: "guide_cover",
  family: "mechanics",
  causes: { not_seated: 60, blocked_switch: 15, loose_mount: 15, old_report: 10 },
  test: { kind: "check", checks: ["cover_removed"], within: 2 * MINUTE },
  steps: [
    {
      id: "force",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "yes", stop: "force" }],
    },
    {
      id: "whole",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "whole" }, { id: "cracked", stop: "damaged" }],
    },
    { id: "seat", kind: "repair", minutes: 2, needs: ["at_door"], cures: { not_seated: 0.85 } },
    { id: "clear", kind: "repair", minutes: 4, needs: ["at_door"], cures: { blocked_switch: 0.8, not_seated: 0.1 } },
    { id: "mount", kind: "repair", minutes: 4, harm: 1, needs: ["at_door", "screwdriver"], cures: { loose_mount: 0.8 } },
    { id: "turn_once", kind: "repair", minutes: 2, harm: 1, needs: ["at_door"], cures: { old_report: 0.6 } },
  ],
});
