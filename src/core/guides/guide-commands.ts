import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, fails, linkTold, needsCells } from "./shared.ts";

const MINUTE = 60_000;

const privacy = ({ values }: Situation) => values.keypad_mode === "privacy";

function reachTold(situation: Situation): "yes" | "no" | undefined {
  const status = situation.outcome("lock_unreachable")?.status;
  return status === "pass" ? "yes" : status === "fail" ? "no" : undefined;
}

/**
 * Commands from the app or from Home Assistant that do nothing. Weights from users' threads (users-and-rivals study, section 3,
 * pains 2 and 7) and the makers' ladders there (Allegion: restart, then the app, then a reset): mostly the lock cannot be
 * reached or hangs; where only the app fails, its sign-in or its age.
 */
export const commands = defineSteps({
  id: "guide_commands",
  family: "software",
  causes: {
    hang: 25,
    out_of_reach: 15,
    signed_out: 12,
    switched_off_remote: 10,
    locked_inside: 10,
    weak_link: 10,
    old_app: 8,
    phone_off: 8,
    weak_cells: 8,
    half_known: 4,
  },
  weigh: (situation) => ({
    out_of_reach: { yes: 0.1, no: 6, unknown: 1 }[reachTold(situation) ?? "unknown"],
    weak_link: { good: 0.1, weak: 4, unknown: 1 }[linkTold(situation) ?? "unknown"],
    weak_cells: needsCells(situation) ? 1 : 0.05,
    hang: fails(situation, "lock_unresponsive") ? 3 : 1,
    signed_out: fails(situation, "sign_in_expired") ? 6 : 1,
    half_known: fails(situation, "interview_incomplete") ? 6 : 0.5,
  }),
  test: { kind: "turns", count: 1, within: 2 * MINUTE },
  steps: [
    {
      id: "reach",
      kind: "first",
      minutes: 0.5,
      when: (situation) => reachTold(situation) !== undefined,
      told: reachTold,
      answers: [{ id: "yes" }, { id: "no", to: "touch" }],
    },
    {
      id: "where",
      kind: "first",
      minutes: 2,
      needs: ["phone"],
      answers: [
        {
          id: "only_app",
          likely: { old_app: 0.9, phone_off: 0.9, signed_out: 0.5, hang: 0.05, out_of_reach: 0.05 },
          otherwise: 0.1,
        },
        { id: "only_here", likely: { half_known: 0.8, weak_link: 0.6, out_of_reach: 0.5, signed_out: 0.4 }, otherwise: 0.1 },
        { id: "both", likely: { old_app: 0.05, phone_off: 0.05, signed_out: 0.1, half_known: 0.2 }, otherwise: 0.7 },
        { id: "no_app" },
      ],
    },
    { id: "touch", kind: "repair", minutes: 1, needs: ["at_door"], cures: { out_of_reach: 0.3, hang: 0.05 } },
    {
      id: "ping",
      kind: "repair",
      minutes: 1,
      proof: { kind: "remedy", remedy: "ping" },
      cures: { out_of_reach: 0.3, hang: 0.02 },
    },
    {
      id: "locked_inside",
      kind: "first",
      minutes: 0.5,
      when: ({ values }) => values.keypad_mode !== undefined,
      told: (situation) => (privacy(situation) ? "yes" : "no"),
      answers: [
        { id: "yes", likely: { locked_inside: 0.9 }, otherwise: 0.02, to: "end_privacy" },
        { id: "no", likely: { locked_inside: 0.1 }, otherwise: 0.9 },
      ],
    },
    {
      id: "end_privacy",
      kind: "repair",
      minutes: 2,
      harm: 1,
      needs: ["at_door"],
      cures: { locked_inside: 0.9 },
      sources: ["manual"],
    },
    {
      id: "restart",
      kind: "repair",
      minutes: 2,
      harm: 1,
      proof: { kind: "remedy", remedy: "restart_device" },
      cures: { hang: 0.7 },
    },
    { id: "app_restart", kind: "repair", minutes: 1, needs: ["phone"], cures: { phone_off: 0.6, old_app: 0.1, signed_out: 0.1 } },
    { id: "app_update", kind: "repair", minutes: 4, needs: ["phone"], cures: { old_app: 0.8 } },
    { id: "app_sign_in", kind: "repair", minutes: 3, harm: 1, needs: ["phone"], cures: { signed_out: 0.6, old_app: 0.1 } },
    {
      id: "sign_in_here",
      kind: "repair",
      minutes: 4,
      needs: ["administrator"],
      when: (situation) => fails(situation, "sign_in_expired"),
      cures: { signed_out: 0.8 },
      sources: ["device_page"],
    },
    {
      id: "remote_on",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["phone"],
      cures: { switched_off_remote: 0.8 },
      sources: ["manual"],
    },
    {
      id: "better_link",
      kind: "repair",
      minutes: 5,
      when: (situation) => linkTold(situation) !== "good",
      cures: { weak_link: 0.5, out_of_reach: 0.1 },
    },
    { id: "way_in", kind: "prepare", minutes: 1, needs: ["key"] },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["open_door"],
      when: needsCells,
      cures: { weak_cells: 0.9, hang: 0.5 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    {
      id: "power_cycle",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["way_in", "open_door"],
      cures: { hang: 0.75 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
    },
    {
      id: "reinterview",
      kind: "repair",
      minutes: 10,
      harm: 2,
      proof: { kind: "remedy", remedy: "reinterview" },
      cures: { half_known: 0.8, out_of_reach: 0.1 },
    },
  ],
});
