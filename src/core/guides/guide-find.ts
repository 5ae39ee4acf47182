import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsTold, cellsWord, doorTold, fails, hasPack, linkTold, needsCells, wayOf } from "./shared.ts";

/** A reading says that the link is good only where the lock has answered and nothing is weak. */
function linkAnswers(situation: Situation): "yes" | undefined {
  const answers = situation.outcome("lock_unreachable")?.status === "pass";
  return answers && linkTold(situation) !== "weak" ? "yes" : undefined;
}

/**
 * For who does not know what is wrong, where nothing stands out: it looks at each part once, the likely and cheap before what loses
 * something, and goes on in the guide of the part that shows. With nothing known that is the makers' ladder: power, link, software
 * and app, mechanics, codes and settings, reset, and then somebody who knows the lock (users-and-rivals study, section 5). Weights
 * in the same order of magnitude as in the guides for each part.
 */
export const find = defineSteps({
  id: "guide_find",
  family: "software",
  causes: {
    weak_cells: 25,
    bad_link: 20,
    hang: 15,
    phone: 10,
    old_software: 11,
    hard_bolt: 15,
    moved_door: 3,
    refused_codes: 4,
    odd_settings: 6,
  },
  weigh: (situation) => ({
    weak_cells: { low: 3, enough: 0.1, unknown: 1 }[cellsTold(situation) ?? "unknown"],
    bad_link: linkAnswers(situation) ? 0.3 : fails(situation, "lock_unreachable") || linkTold(situation) === "weak" ? 4 : 1,
    hang: fails(situation, "lock_unresponsive") ? 4 : 1,
    old_software: fails(situation, "update_available") ? 3 : 1,
    hard_bolt: fails(situation, "bolt_jammed") || fails(situation, "bolt_straining") || fails(situation, "bolt_slow") ? 4 : 1,
  }),
  test: { kind: "answer" },
  steps: [
    {
      id: "way_home",
      kind: "first",
      minutes: 0.5,
      told: ({ values }) => (values.door_open === true ? "yes" : undefined),
      answers: [{ id: "yes" }, { id: "no", opens: "guide_locked_out" }],
    },
    {
      id: "warning",
      kind: "repair",
      minutes: 0.5,
      told: (situation) => (cellsTold(situation) === "enough" ? "no" : undefined),
      cures: { weak_cells: 0.5 },
      answers: [
        { id: "yes", opens: "replace_cells" },
        { id: "no", likely: { weak_cells: 0.4 }, otherwise: 0.95 },
      ],
    },
    {
      id: "answers",
      kind: "repair",
      minutes: 1,
      told: linkAnswers,
      cures: { bad_link: 0.5, hang: 0.1 },
      answers: [
        { id: "yes", likely: { bad_link: 0.3, hang: 0.3 }, otherwise: 0.95 },
        { id: "sometimes", opens: "guide_signal" },
        { id: "no", opens: "guide_reach" },
      ],
    },
    {
      id: "restart",
      kind: "repair",
      minutes: 2,
      harm: 1,
      proof: { kind: "remedy", remedy: "restart_device" },
      cures: { hang: 0.6 },
    },
    {
      id: "app",
      kind: "repair",
      minutes: 1.5,
      needs: ["phone"],
      cures: { phone: 0.7 },
      answers: [
        { id: "yes", likely: { phone: 0.1 }, otherwise: 0.9 },
        { id: "no", opens: "guide_app" },
        { id: "nothing_follows", opens: "guide_commands" },
        { id: "no_app", likely: { phone: 0.02 }, otherwise: 0.2 },
      ],
    },
    {
      id: "versions",
      kind: "repair",
      minutes: 1.5,
      harm: 1,
      cures: { old_software: 0.7, hang: 0.2 },
      answers: [
        { id: "newest", likely: { old_software: 0.1 }, otherwise: 0.9 },
        { id: "done" },
        { id: "stuck", opens: "guide_update_stuck" },
      ],
      sources: ["release_notes"],
    },
    {
      id: "hand_shut",
      kind: "repair",
      minutes: 1.5,
      harm: 1,
      needs: ["at_door"],
      cures: { hard_bolt: 0.6, moved_door: 0.3 },
      answers: [
        { id: "easy", likely: { hard_bolt: 0.6, moved_door: 0.8 }, otherwise: 0.95 },
        { id: "stiff", opens: "guide_jam" },
        { id: "broken", stop: "broken_key" },
      ],
    },
    {
      id: "motor",
      kind: "repair",
      minutes: 2,
      needs: ["at_door"],
      after: ["open_door"],
      cures: { hard_bolt: 0.5 },
      answers: [
        { id: "usual", likely: { hard_bolt: 0.3, weak_cells: 0.4 }, otherwise: 0.9 },
        { id: "slow", opens: "guide_wear" },
        { id: "no_travel", stop: "motor_no_travel" },
      ],
    },
    {
      id: "changed",
      kind: "repair",
      minutes: 1.5,
      cures: { moved_door: 0.8 },
      answers: [
        { id: "no", likely: { moved_door: 0.1 }, otherwise: 0.9 },
        { id: "door", opens: "guide_calibrate" },
        { id: "lock", opens: "guide_installation" },
        { id: "joined", opens: "guide_rejoin" },
      ],
    },
    { id: "way_in", kind: "prepare", minutes: 1, needs: ["key"] },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "code",
      kind: "repair",
      minutes: 1.5,
      needs: ["at_door"],
      after: ["open_door"],
      when: ({ values }) => values.has_keypad !== false,
      cures: { refused_codes: 0.8 },
      answers: [
        { id: "works", likely: { refused_codes: 0.2 }, otherwise: 0.9 },
        { id: "refused", opens: "guide_codes" },
        { id: "dark", opens: "guide_keypad" },
        { id: "no_keypad", likely: { refused_codes: 0.05 }, otherwise: 0.4 },
      ],
    },
    {
      id: "app_settings",
      kind: "repair",
      minutes: 2,
      harm: 1,
      needs: ["phone"],
      cures: { odd_settings: 0.8 },
      sources: ["manual"],
    },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 2,
      needs: ["at_door", "new_cells"],
      after: ["way_in", "open_door"],
      when: (situation) => needsCells(situation) && !hasPack(situation),
      cures: { weak_cells: 0.9, hang: 0.5 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    {
      id: "power_cycle",
      kind: "repair",
      minutes: 3,
      harm: 2,
      needs: ["at_door"],
      after: ["way_in", "open_door"],
      cures: { hang: 0.75 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
    },
    {
      id: "join_again",
      kind: "repair",
      minutes: 1,
      harm: 3,
      when: (situation) => wayOf(situation) !== "other",
      cures: { bad_link: 0.5, hang: 0.1 },
      answers: [{ id: "not_yet" }, { id: "yes", opens: "guide_rejoin" }],
    },
    {
      id: "reset",
      kind: "repair",
      minutes: 1,
      harm: 4,
      cures: { hang: 0.5, odd_settings: 0.5, bad_link: 0.3 },
      answers: [{ id: "not_yet" }, { id: "yes", opens: "guide_reset" }],
    },
  ],
});
