import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { doorTold, fails, linkTold } from "./shared.ts";

const closedByMode = ({ values }: Situation) => values.keypad_mode === "vacation" || values.keypad_mode === "privacy";
const unsynced = (situation: Situation) => fails(situation, "codes_unsynced");

const WEAK_LINK = { good: 0.1, weak: 4, unknown: 1 } as const;

/**
 * Codes, fingerprints or cards that do not work. Link first: where messages get lost, codes are late, and pushing them again
 * makes it worse. Weights from users' threads on code managers and from makers' support pages (users-and-rivals study, section
 * 3, pains 4 and 14): mostly something about that one code; the keypad's timer and a stranger are rare and told by readings.
 */
export const codes = defineSteps({
  id: "guide_codes",
  family: "access",
  causes: {
    mistyped: 14,
    out_of_times: 14,
    switched_off: 12,
    not_synced: 12,
    never_set: 10,
    finger: 10,
    weak_link: 8,
    same_start: 6,
    card: 6,
    lost_in_lock: 6,
    closed: 3,
    closed_by_mode: 3,
  },
  weigh: (situation) => ({
    not_synced: unsynced(situation) ? 6 : situation.outcome("codes_unsynced")?.status === "pass" ? 0.05 : 1,
    never_set: fails(situation, "codes_missing") ? 60 : 1,
    weak_link: WEAK_LINK[linkTold(situation) ?? "unknown"],
    closed: situation.values.keypad_disabled === undefined ? 1 : situation.values.keypad_disabled ? 60 : 0,
    closed_by_mode: situation.values.keypad_mode === undefined ? 1 : closedByMode(situation) ? 60 : 0,
  }),
  test: { kind: "answer" },
  steps: [
    {
      id: "place",
      kind: "first",
      minutes: 0.5,
      told: ({ values }) => (values.door_open === true ? "door_open" : undefined),
      answers: [{ id: "inside" }, { id: "door_open" }, { id: "outside_shut", stop: "locked_out" }],
    },
    {
      id: "who",
      kind: "first",
      minutes: 1,
      when: (situation) => fails(situation, "wrong_codes"),
      answers: [{ id: "ours" }, { id: "stranger", to: "stranger_marks" }, { id: "unsure" }],
    },
    {
      id: "stranger_marks",
      kind: "follow",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "yes", stop: "force" },
        { id: "no", to: "stranger_codes" },
      ],
    },
    {
      id: "stranger_codes",
      kind: "follow",
      minutes: 10,
      harm: 3,
      needs: ["phone"],
      answers: [
        { id: "done", to: "stranger_tell" },
        { id: "skip", to: "stranger_tell" },
      ],
    },
    { id: "stranger_tell", kind: "follow", minutes: 2, answers: [{ id: "done", solved: true }] },
    {
      id: "link",
      kind: "first",
      minutes: 0.5,
      when: (situation) => linkTold(situation) !== undefined,
      told: linkTold,
      answers: [{ id: "good" }, { id: "weak", to: "better_link" }],
    },
    {
      id: "better_link",
      kind: "repair",
      minutes: 5,
      when: (situation) => linkTold(situation) !== "good",
      cures: { weak_link: 0.5 },
    },
    {
      id: "what",
      kind: "first",
      minutes: 0.5,
      answers: [
        {
          id: "one_code",
          likely: { finger: 0.01, card: 0.01, closed: 0.1, closed_by_mode: 0.1, weak_link: 0.3 },
          otherwise: 0.6,
        },
        { id: "finger", likely: { finger: 0.95, lost_in_lock: 0.1, never_set: 0.05 }, otherwise: 0.02 },
        { id: "card", likely: { card: 0.95, lost_in_lock: 0.1, never_set: 0.05 }, otherwise: 0.02 },
        {
          id: "nothing",
          likely: { closed: 0.9, closed_by_mode: 0.9, weak_link: 0.3, not_synced: 0.3, never_set: 0.3, lost_in_lock: 0.3 },
          otherwise: 0.05,
        },
      ],
    },
    {
      id: "wait",
      kind: "repair",
      minutes: 5,
      when: ({ values }) => values.keypad_disabled !== false,
      cures: { closed: 0.9 },
    },
    {
      id: "end_mode",
      kind: "repair",
      minutes: 2,
      harm: 1,
      when: ({ values }) => values.keypad_mode !== "normal",
      cures: { closed_by_mode: 0.95 },
      variant: ({ values }) => (values.keypad_mode === "normal" ? undefined : values.keypad_mode),
    },
    { id: "type_again", kind: "repair", minutes: 1, needs: ["at_door"], cures: { mistyped: 0.8 } },
    {
      id: "enabled",
      kind: "repair",
      minutes: 2,
      needs: ["administrator"],
      cures: { switched_off: 0.9 },
      sources: ["device_page"],
    },
    { id: "times", kind: "repair", minutes: 3, needs: ["administrator"], cures: { out_of_times: 0.9 }, sources: ["device_page"] },
    {
      id: "resync",
      kind: "repair",
      minutes: 6,
      harm: 1,
      proof: { kind: "remedy", remedy: "resync_codes" },
      // Over a weak link, codes pushed again only flood it.
      when: (situation) => unsynced(situation) && linkTold(situation) !== "weak",
      cures: { not_synced: 0.7, lost_in_lock: 0.3 },
    },
    { id: "same_start", kind: "repair", minutes: 5, harm: 2, needs: ["administrator"], cures: { same_start: 0.9 } },
    { id: "finger_dry", kind: "repair", minutes: 1, needs: ["at_door"], cures: { finger: 0.5 } },
    { id: "finger_again", kind: "repair", minutes: 4, harm: 2, needs: ["at_door", "phone"], cures: { finger: 0.8 } },
    { id: "card_near", kind: "repair", minutes: 1, needs: ["at_door"], cures: { card: 0.5 } },
    { id: "card_again", kind: "repair", minutes: 4, harm: 2, needs: ["at_door", "phone"], cures: { card: 0.7 } },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "set_again",
      kind: "repair",
      minutes: 4,
      harm: 3,
      needs: ["at_door", "administrator"],
      after: ["open_door"],
      cures: { never_set: 0.9, lost_in_lock: 0.8, not_synced: 0.6 },
    },
  ],
});
