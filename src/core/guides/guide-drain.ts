import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, fails, hasRepeaters } from "./shared.ts";

const DAY = 24 * 3_600_000;

/** What the lock's past says came just before; the answer's id is the suspect. */
const suspect = ({ values }: Situation) => values.drain_suspects?.[0];

/**
 * What empties the cells. The weights are the order in which the forecasting study looks (users-and-rivals study, 4.3 no. 9, and section 3
 * no. 6): being asked too often first, then an update, use, messages sent twice, a stiff bolt, the cold. What the lock's past tells is
 * not asked. Two weeks, for a loss can be measured only over days.
 */
export const drain = defineSteps({
  id: "guide_drain",
  family: "power",
  causes: { polling: 30, update: 15, use: 15, retries: 15, stiff_bolt: 15, cold: 10, wrong_kind: 5 },
  weigh: (situation) => ({
    retries: fails(situation, "link_weak") ? 4 : 1,
    stiff_bolt: (["bolt_slow", "bolt_straining", "bolt_jammed"] as const).some((id) => fails(situation, id)) ? 4 : 1,
    wrong_kind: fails(situation, "battery_unsuitable") ? 8 : 1,
  }),
  test: { kind: "check", checks: ["battery_draining"], within: 14 * DAY },
  steps: [
    {
      id: "before",
      kind: "first",
      minutes: 1,
      told: suspect,
      answers: [
        { id: "polling", likely: { polling: 0.6 }, otherwise: 0.03 },
        { id: "update", likely: { update: 0.8 }, otherwise: 0.05 },
        { id: "retries", likely: { retries: 0.6 }, otherwise: 0.03 },
        { id: "stiff_bolt", likely: { stiff_bolt: 0.6 }, otherwise: 0.03 },
        { id: "cold", likely: { cold: 0.8 }, otherwise: 0.08 },
        { id: "use", likely: { use: 0.8 }, otherwise: 0.05 },
        { id: "none", likely: { update: 0.1, use: 0.2, cold: 0.2 }, otherwise: 0.6 },
      ],
    },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "hand_open",
      kind: "ask",
      minutes: 1,
      needs: ["at_door"],
      after: ["open_door"],
      answers: [
        { id: "easy", likely: { stiff_bolt: 0.6 }, otherwise: 0.95 },
        { id: "stiff", likely: { stiff_bolt: 0.4 }, otherwise: 0.03, stop: "stiff_door_open" },
      ],
    },
    {
      id: "hand_closed",
      kind: "ask",
      minutes: 1,
      needs: ["at_door"],
      after: ["hand_open"],
      answers: [
        { id: "easy", likely: { stiff_bolt: 0.15 }, otherwise: 0.95 },
        { id: "stiff", likely: { stiff_bolt: 0.85 }, otherwise: 0.05 },
      ],
    },
    { id: "ask_less", kind: "repair", minutes: 10, harm: 1, needs: ["administrator"], cures: { polling: 0.8, retries: 0.1 } },
    { id: "phones", kind: "repair", minutes: 5, harm: 1, needs: ["phone"], cures: { polling: 0.4 } },
    {
      id: "newer",
      kind: "repair",
      minutes: 10,
      harm: 2,
      cures: { update: 0.5 },
      sources: ["release_notes"],
    },
    {
      id: "start_anew",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["open_door"],
      cures: { update: 0.3, polling: 0.1 },
    },
    {
      id: "link",
      kind: "repair",
      minutes: 15,
      cures: { retries: 0.8 },
      variant: (situation) => (hasRepeaters(situation) ? "mesh" : undefined),
    },
    { id: "bolt", kind: "repair", minutes: 15, harm: 1, needs: ["at_door"], cures: { stiff_bolt: 0.8 } },
    { id: "warm", kind: "repair", minutes: 5, harm: 1, needs: ["at_door"], cures: { cold: 0.4 }, sources: ["manual"] },
    { id: "fewer_turns", kind: "repair", minutes: 5, harm: 1, cures: { use: 0.6 } },
    {
      id: "right_cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["open_door"],
      cures: { wrong_kind: 0.9, cold: 0.2 },
      variant: cellsWord,
    },
  ],
});
