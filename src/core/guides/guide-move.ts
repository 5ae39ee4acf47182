import { defineSteps } from "../guide/types.ts";
import type { Answer, Situation } from "../guide/types.ts";
import { doorTold } from "./shared.ts";

/** One step of a list that is gone through in order, also past what cannot be done now. */
const goesTo = (to: string): readonly Answer[] => [
  { id: "done", to },
  { id: "skip", to },
];

function secureTold(situation: Situation): "yes" | "no" | undefined {
  const status = situation.outcome("join_insecure")?.status;
  return status === "pass" ? "yes" : status === "fail" ? "no" : undefined;
}

/**
 * Moving out or in: two lists to be gone through, and nothing to be found out. The order is from makers' pages on handing a
 * lock over: who leaves takes themselves out before the reset, as a lock that is bound to an account cannot be added by
 * another. Home Assistant comes last, because this card goes with it.
 */
export const move = defineSteps({
  id: "guide_move",
  family: "access",
  causes: { handover: 1 },
  test: { kind: "answer" },
  steps: [
    {
      id: "which",
      kind: "first",
      minutes: 0.5,
      answers: [
        { id: "leaving", to: "people_out" },
        { id: "arriving", to: "owner" },
      ],
    },
    { id: "people_out", kind: "follow", minutes: 5, harm: 3, answers: goesTo("keys_over") },
    { id: "keys_over", kind: "follow", minutes: 5, needs: ["key"], answers: goesTo("door_out") },
    {
      id: "door_out",
      kind: "follow",
      minutes: 0.5,
      needs: ["at_door"],
      told: doorTold,
      // Without an open door and a key at hand nothing is reset: the lock may stay shut.
      answers: [
        { id: "done", to: "reset_out" },
        { id: "skip", to: "app_out" },
      ],
    },
    {
      id: "reset_out",
      kind: "follow",
      minutes: 5,
      harm: 4,
      needs: ["at_door"],
      sources: ["words_reset", "manual"],
      answers: [...goesTo("app_out"), { id: "failed", stop: "reset_failed" }],
    },
    { id: "app_out", kind: "follow", minutes: 4, harm: 3, needs: ["phone"], answers: goesTo("home_out") },
    {
      id: "home_out",
      kind: "follow",
      minutes: 4,
      harm: 3,
      needs: ["administrator"],
      sources: ["words_exclude", "device_page"],
      answers: [{ id: "done", solved: true }],
    },
    {
      id: "owner",
      kind: "follow",
      minutes: 2,
      answers: [
        { id: "yes", to: "door_in" },
        { id: "no", to: "ask_owner" },
        { id: "unsure", to: "ask_owner" },
      ],
    },
    { id: "ask_owner", kind: "follow", minutes: 10, answers: goesTo("door_in") },
    {
      id: "door_in",
      kind: "follow",
      minutes: 1,
      needs: ["at_door", "key"],
      told: doorTold,
      answers: [
        { id: "done", to: "reset_in" },
        { id: "skip", to: "codes_in" },
      ],
    },
    {
      id: "reset_in",
      kind: "follow",
      minutes: 5,
      harm: 4,
      needs: ["at_door"],
      sources: ["words_reset", "manual"],
      answers: [...goesTo("app_in"), { id: "failed", stop: "reset_failed" }],
    },
    { id: "app_in", kind: "follow", minutes: 8, needs: ["at_door", "phone"], sources: ["manual"], answers: goesTo("join_in") },
    {
      id: "join_in",
      kind: "follow",
      minutes: 5,
      needs: ["administrator", "at_door"],
      sources: ["words_include"],
      answers: goesTo("secure"),
    },
    {
      id: "secure",
      kind: "follow",
      minutes: 1,
      told: secureTold,
      answers: [
        { id: "yes", to: "codes_in" },
        { id: "no", to: "join_again" },
        { id: "skip", to: "codes_in" },
      ],
    },
    {
      id: "join_again",
      kind: "follow",
      minutes: 8,
      harm: 3,
      needs: ["administrator", "at_door"],
      sources: ["words_exclude", "words_include"],
      answers: goesTo("codes_in"),
    },
    { id: "codes_in", kind: "follow", minutes: 8, harm: 3, answers: goesTo("cylinder") },
    { id: "cylinder", kind: "follow", minutes: 5, answers: goesTo("try_all") },
    {
      id: "try_all",
      kind: "follow",
      minutes: 3,
      needs: ["at_door", "key"],
      answers: [{ id: "done", solved: true }],
    },
  ],
});
