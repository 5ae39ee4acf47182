import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { doorTold, fails } from "./shared.ts";

/** Locked as the lock says, where nothing speaks against it. A lock that jams or guesses is looked at by a person. */
function lockedTold(situation: Situation): "yes" | undefined {
  const { lock_state: state, door_open: open, jam_flag: jammed, assumed_state: guessed } = situation.values;
  const doubtful = jammed === true || guessed === true || open !== false;
  const failing = (["bolt_jammed", "bolt_jam_suspected", "jam_flag_stuck", "state_stale"] as const).some((id) =>
    fails(situation, id),
  );
  return state === "locked" && !doubtful && !failing ? "yes" : undefined;
}

/**
 * When a household should stop trying: what makes the home safe, and what the one who comes wants to know. It always ends with
 * somebody to call (users-and-rivals study, section 5, "Stop and call someone"). One cause, because nothing is looked for.
 */
export const professional = defineSteps({
  id: "guide_professional",
  family: "mechanics",
  causes: { beyond_home: 1 },
  test: { kind: "answer" },
  last: "exhausted",
  steps: [
    { id: "leave_motor", kind: "first", minutes: 0.5 },
    {
      id: "force",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "yes", stop: "force" }],
    },
    {
      id: "locked",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      told: lockedTold,
      answers: [{ id: "yes" }, { id: "no", to: "by_hand" }],
    },
    {
      id: "by_hand",
      kind: "follow",
      minutes: 2,
      needs: ["at_door", "key"],
      answers: [{ id: "locked" }, { id: "not_locked", stop: "not_secure" }, { id: "broken", stop: "broken_key" }],
    },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "hand_open",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      after: ["open_door"],
      answers: [
        { id: "easy" },
        { id: "stiff", stop: "stiff_door_open" },
        { id: "damaged", stop: "damaged" },
        { id: "broken", stop: "broken_key" },
      ],
    },
    { id: "note", kind: "first", minutes: 2 },
    { id: "warranty", kind: "first", minutes: 2, sources: ["manual"] },
  ],
});
