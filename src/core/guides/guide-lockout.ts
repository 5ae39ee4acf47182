import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";

const MINUTE = 60_000;

/** Seconds up to which words say "a minute", and "five minutes": the makers' values lie between 30 and 600 s (`core/models`). */
const ONE_MINUTE = 60;
const FIVE_MINUTES = 300;

function waitFor({ traits: { lockout } }: Situation): "minute" | "minutes" | "long" | undefined {
  if (lockout === undefined) return undefined;
  if (lockout.seconds <= ONE_MINUTE) return "minute";
  return lockout.seconds <= FIVE_MINUTES ? "minutes" : "long";
}

const inMode = ({ values: { keypad_mode: mode } }: Situation) => mode === "vacation" || mode === "privacy";

/**
 * A keypad that takes no codes, by its timer or by a mode. Time mends most of it. Weights after makers' pages on their keypads'
 * timers (sources in `core/models`); a key that sticks and types by itself is rare.
 */
export const lockout = defineSteps({
  id: "guide_lockout",
  family: "access",
  causes: { timer: 70, mode: 15, switched_off: 8, sticking_key: 7 },
  weigh: (situation) => ({
    mode: situation.values.keypad_mode === undefined ? 1 : inMode(situation) ? 60 : 0,
    timer: inMode(situation) ? 0.1 : 1,
  }),
  test: { kind: "check", checks: ["keypad_locked_out"], within: 5 * MINUTE },
  steps: [
    {
      id: "who",
      kind: "first",
      minutes: 1,
      // A mode was set by somebody who may: nobody has tried codes.
      when: (situation) => !inMode(situation),
      answers: [{ id: "ours" }, { id: "stranger", to: "stranger_marks" }, { id: "unsure" }],
    },
    {
      id: "stranger_marks",
      kind: "follow",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "no", to: "stranger_codes" },
        { id: "yes", stop: "force" },
      ],
    },
    { id: "stranger_codes", kind: "follow", minutes: 10, harm: 3, needs: ["phone"] },
    { id: "wait", kind: "repair", minutes: 5, cures: { timer: 0.9, sticking_key: 0.1 }, variant: waitFor },
    {
      id: "end_mode",
      kind: "repair",
      minutes: 2,
      harm: 1,
      when: ({ values }) => values.keypad_mode !== "normal",
      cures: { mode: 0.95 },
      sources: ["manual"],
      variant: (situation) => (inMode(situation) ? situation.values.keypad_mode : undefined),
    },
    { id: "wipe", kind: "repair", minutes: 2, needs: ["at_door"], cures: { sticking_key: 0.6 } },
    {
      id: "switch_on",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["phone"],
      cures: { switched_off: 0.8 },
      sources: ["device_page"],
    },
  ],
});
