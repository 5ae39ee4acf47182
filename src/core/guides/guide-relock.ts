import { defineSteps } from "../guide/types.ts";

const MINUTE = 60_000;

/**
 * A lock that no longer locks by itself. Weights are this project's own order: somebody who wanted it so is more likely than an
 * update or a reset that put it back; makers' pages name the door sensor where it is on and does nothing.
 */
export const relock = defineSteps({
  id: "guide_relock",
  family: "access",
  causes: { switched_off: 60, put_back: 15, door_sensor: 15, held_open_mode: 10 },
  weigh: ({ values }) => ({ door_sensor: values.door_open === undefined ? 0.5 : 1 }),
  test: { kind: "check", checks: ["relock_off"], within: 2 * MINUTE },
  steps: [
    { id: "on_purpose", kind: "first", minutes: 1, answers: [{ id: "no" }, { id: "yes", solved: true }, { id: "unsure" }] },
    {
      id: "switch_here",
      kind: "repair",
      minutes: 1,
      harm: 1,
      when: ({ values }) => values.auto_relock !== undefined,
      cures: { switched_off: 0.8, put_back: 0.6 },
      sources: ["device_page"],
    },
    {
      id: "switch_app",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["phone"],
      cures: { switched_off: 0.7, put_back: 0.8 },
      sources: ["manual"],
    },
    { id: "held_open", kind: "repair", minutes: 2, harm: 1, needs: ["at_door"], cures: { held_open_mode: 0.9 } },
    { id: "magnet", kind: "repair", minutes: 2, needs: ["at_door"], cures: { door_sensor: 0.7 } },
  ],
});
