import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";

const MINUTE = 60_000;

/** A door sensor with cells of its own, as far as that is known. */
function sensorHasCells({ values }: Situation): boolean {
  return values.accessory_cells?.some(({ kind }) => kind === "door_sensor") ?? true;
}

/**
 * The bolt is out while the door stands open, or its sensor says so. A look tells which. Weights: the finding is mostly true;
 * of the sensors that are wrong, makers' pages name the magnet before the cells.
 */
export const door = defineSteps({
  id: "guide_door",
  family: "mechanics",
  causes: { really_open: 60, magnet: 20, sensor_cells: 10, wrong_state: 6 },
  test: { kind: "check", checks: ["door_open_locked"], within: 2 * MINUTE },
  steps: [
    {
      id: "look",
      kind: "first",
      minutes: 0.5,
      needs: ["at_door"],
      answers: [
        { id: "stands_open", likely: { really_open: 0.98 }, otherwise: 0.1, to: "close_lock" },
        { id: "shut", likely: { really_open: 0.02 }, otherwise: 0.9 },
        { id: "force", stop: "force" },
      ],
    },
    {
      id: "close_lock",
      kind: "repair",
      minutes: 1,
      harm: 1,
      needs: ["at_door"],
      cures: { really_open: 0.95, wrong_state: 0.3 },
      answers: [{ id: "done" }, { id: "bolt_stuck", stop: "not_secure" }],
    },
    { id: "magnet", kind: "repair", minutes: 2, needs: ["at_door"], cures: { magnet: 0.8 } },
    {
      id: "sensor_cells",
      kind: "repair",
      minutes: 4,
      harm: 1,
      needs: ["at_door", "new_cells"],
      when: sensorHasCells,
      cures: { sensor_cells: 0.85 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
    },
    { id: "turn_once", kind: "repair", minutes: 1, harm: 1, needs: ["at_door"], cures: { wrong_state: 0.6 } },
  ],
});
