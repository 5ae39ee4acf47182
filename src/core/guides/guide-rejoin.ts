import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { readBattery } from "../battery.ts";
import { cellsWord, doorTold, fails, wayOf } from "./shared.ts";
import type { Way } from "./shared.ts";

const MINUTE = 60_000;

/** The least level at which a lock gets through joining, percent: that of the remedy which opens the network. */
const LEAST_FOR_JOINING = 30;

const by =
  (...ways: readonly Way[]) =>
  (situation: Situation) =>
    ways.includes(wayOf(situation));

/** Home Assistant can open the Zigbee network by itself here. */
const opensNetwork = (situation: Situation) => wayOf(situation) === "zigbee" && situation.can("rejoin") !== "no";

function cellsTold({ values }: Situation): "good" | "weak" | undefined {
  const reading = readBattery(values);
  if (reading.kind !== "level") return undefined;
  return reading.percent >= LEAST_FOR_JOINING ? "good" : "weak";
}

/** Only of a lock that is there again: what stood there before it joined anew tells nothing. */
function securityTold(situation: Situation): "secure" | undefined {
  const isThere = situation.outcome("lock_unreachable")?.status === "pass";
  return isThere && situation.values.joined_securely === true ? "secure" : undefined;
}

/**
 * Joins a lock to its hub again. What it can lose is said before: codes, names and history. The gentlest way of each radio goes first:
 * coming back without leaving, then leaving and joining, then the lock's own reset, which one failed try ends (users-and-rivals study,
 * section 5). Weights are the project's own order: a join that was lost, one that broke off, too far away, weak cells.
 */
export const rejoin = defineSteps({
  id: "guide_rejoin",
  family: "link",
  causes: { lost_join: 50, broke_off: 15, not_encrypted: 10, far: 12, weak_cells: 8, other_owner: 5 },
  weigh: (situation) => ({
    not_encrypted: fails(situation, "join_insecure") ? 20 : 0.1,
    far: fails(situation, "link_weak") ? 3 : 1,
    weak_cells: cellsTold(situation) === "good" ? 0.2 : 1,
    other_owner: wayOf(situation) === "bluetooth" || wayOf(situation) === "cloud" ? 4 : 1,
  }),
  test: { kind: "check", checks: ["lock_unreachable"], within: 5 * MINUTE },
  steps: [
    { id: "open_door", kind: "first", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "cells",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      told: cellsTold,
      answers: [
        { id: "good", likely: { weak_cells: 0.2 }, otherwise: 0.9 },
        { id: "weak", likely: { weak_cells: 0.9 }, otherwise: 0.3, to: "new_cells" },
        { id: "unsure" },
      ],
    },
    { id: "new_cells", kind: "follow", minutes: 5, harm: 1, needs: ["at_door", "new_cells"], variant: cellsWord },
    {
      id: "codes_ready",
      kind: "first",
      minutes: 2,
      when: ({ values }) => values.has_keypad !== false,
    },
    { id: "near", kind: "prepare", minutes: 2, when: by("zwave", "zigbee", "bluetooth"), variant: wayOf },
    { id: "pairing_words", kind: "prepare", minutes: 2, when: by("zigbee"), sources: ["manual", "device_page"] },
    {
      id: "join",
      kind: "repair",
      minutes: 5,
      harm: 2,
      needs: ["at_door"],
      when: opensNetwork,
      after: ["near", "pairing_words"],
      proof: { kind: "remedy", remedy: "rejoin" },
      cures: { lost_join: 0.7, broke_off: 0.6, far: 0.4, weak_cells: 0.1 },
    },
    {
      id: "join_by_admin",
      kind: "repair",
      minutes: 8,
      harm: 2,
      needs: ["at_door", "administrator"],
      when: (situation) => wayOf(situation) === "zigbee" && !opensNetwork(situation),
      after: ["near", "pairing_words"],
      cures: { lost_join: 0.7, broke_off: 0.6, far: 0.4, weak_cells: 0.1 },
      sources: ["device_page", "manual"],
    },
    {
      id: "reset_join",
      kind: "repair",
      minutes: 10,
      harm: 4,
      needs: ["at_door", "administrator"],
      when: by("zigbee"),
      after: ["near"],
      answers: [
        { id: "done", to: "secure" },
        { id: "reset_failed", stop: "reset_failed" },
      ],
      cures: { lost_join: 0.6, broke_off: 0.7, not_encrypted: 0.7, other_owner: 0.7, far: 0.2 },
      sources: ["words_reset", "manual"],
    },
    {
      id: "exclude",
      kind: "prepare",
      minutes: 3,
      harm: 3,
      needs: ["at_door", "administrator"],
      when: by("zwave"),
      sources: ["words_exclude", "manual", "device_page"],
    },
    { id: "label", kind: "prepare", minutes: 1, needs: ["at_door"], when: by("zwave", "matter") },
    {
      id: "include_label",
      kind: "repair",
      minutes: 6,
      harm: 3,
      needs: ["at_door", "administrator"],
      when: by("zwave"),
      after: ["near", "label", "exclude"],
      answers: [{ id: "done", to: "secure" }],
      cures: { lost_join: 0.85, broke_off: 0.8, not_encrypted: 0.95, other_owner: 0.5, far: 0.4 },
      sources: ["words_include", "manual"],
    },
    {
      id: "include",
      kind: "repair",
      minutes: 10,
      harm: 3,
      needs: ["at_door", "administrator"],
      when: by("zwave"),
      after: ["near", "exclude"],
      answers: [{ id: "done", to: "secure" }],
      cures: { lost_join: 0.7, broke_off: 0.7, not_encrypted: 0.6, far: 0.4 },
      sources: ["words_include", "manual"],
    },
    {
      id: "share_code",
      kind: "repair",
      minutes: 6,
      harm: 3,
      needs: ["at_door", "phone", "administrator"],
      when: by("matter"),
      cures: { lost_join: 0.8, broke_off: 0.7, not_encrypted: 0.5, far: 0.2 },
      sources: ["manual"],
    },
    {
      id: "matter_label",
      kind: "repair",
      minutes: 15,
      harm: 4,
      needs: ["at_door", "phone", "administrator"],
      when: by("matter"),
      after: ["label"],
      answers: [{ id: "done" }, { id: "reset_failed", stop: "reset_failed" }],
      cures: { lost_join: 0.7, broke_off: 0.7, other_owner: 0.8, not_encrypted: 0.5, far: 0.2 },
      sources: ["words_reset", "manual"],
    },
    {
      id: "phones_off",
      kind: "repair",
      minutes: 2,
      when: by("bluetooth"),
      cures: { broke_off: 0.4, other_owner: 0.3 },
    },
    {
      id: "pair_again",
      kind: "repair",
      minutes: 8,
      harm: 3,
      needs: ["at_door", "phone", "administrator"],
      when: by("bluetooth"),
      after: ["near"],
      cures: { lost_join: 0.8, broke_off: 0.7, other_owner: 0.6, not_encrypted: 0.5, far: 0.3 },
      sources: ["device_page", "manual"],
    },
    {
      id: "sign_in",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["administrator"],
      when: by("cloud"),
      cures: { lost_join: 0.8, other_owner: 0.5, broke_off: 0.5, not_encrypted: 0.3 },
      sources: ["device_page"],
    },
    {
      id: "app_join",
      kind: "repair",
      minutes: 10,
      harm: 3,
      needs: ["at_door", "phone"],
      when: by("cloud", "other"),
      cures: { lost_join: 0.5, broke_off: 0.6, far: 0.4, other_owner: 0.5 },
      sources: ["manual"],
    },
    {
      id: "add_again",
      kind: "repair",
      minutes: 10,
      harm: 3,
      needs: ["administrator"],
      when: by("cloud", "other"),
      cures: { lost_join: 0.7, broke_off: 0.6, other_owner: 0.5, not_encrypted: 0.5 },
      sources: ["device_page"],
    },
    {
      id: "secure",
      kind: "follow",
      minutes: 1,
      when: ({ values }) => values.joined_securely !== undefined,
      told: securityTold,
      answers: [{ id: "secure", solved: true }, { id: "open", likely: { not_encrypted: 0.9 }, otherwise: 0.1 }, { id: "unsure" }],
      sources: ["device_page"],
    },
  ],
});
