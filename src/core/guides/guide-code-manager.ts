import { defineSteps } from "../guide/types.ts";
import { fails, linkTold } from "./shared.ts";

const MINUTE = 60_000;
const WEAK_LINK = { good: 0.1, weak: 5, unknown: 1 } as const;

/**
 * Codes that are not in the lock as their manager has them, are missing, or end soon. The link comes first: pushed again over a
 * bad one, codes have flooded a network (keymaster#571, lock_code_manager#1397). Weights from those projects' threads
 * (users-and-rivals study, section 3, pain 4).
 */
export const codeManager = defineSteps({
  id: "guide_code_manager",
  family: "access",
  causes: { not_sent: 25, weak_link: 20, out_of_times: 15, switched_off: 12, no_code: 10, twice: 8, manager_stopped: 10 },
  weigh: (situation) => ({
    weak_link: WEAK_LINK[linkTold(situation) ?? "unknown"],
    manager_stopped: (situation.values.codes_suspended ?? 0) > 0 ? 5 : 0.5,
    no_code: fails(situation, "codes_missing") ? 30 : 0.5,
    out_of_times: fails(situation, "code_expiring") ? 10 : 1,
    not_sent: fails(situation, "codes_unsynced") ? 5 : 0.5,
  }),
  test: { kind: "check", checks: ["codes_unsynced", "codes_missing", "code_expiring"], within: 6 * MINUTE },
  steps: [
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
      id: "resync",
      kind: "repair",
      minutes: 6,
      harm: 1,
      proof: { kind: "remedy", remedy: "resync_codes" },
      when: (situation) => fails(situation, "codes_unsynced") && linkTold(situation) !== "weak",
      cures: { not_sent: 0.7, manager_stopped: 0.5 },
    },
    { id: "open_manager", kind: "prepare", minutes: 1, needs: ["administrator"], sources: ["device_page"] },
    { id: "times", kind: "repair", minutes: 3, after: ["open_manager"], cures: { out_of_times: 0.9 } },
    { id: "enabled", kind: "repair", minutes: 2, after: ["open_manager"], cures: { switched_off: 0.9 } },
    {
      id: "start_again",
      kind: "repair",
      minutes: 3,
      harm: 1,
      after: ["open_manager"],
      when: ({ values }) => values.codes_suspended !== 0,
      cures: { manager_stopped: 0.6 },
    },
    { id: "twice", kind: "repair", minutes: 4, harm: 2, after: ["open_manager"], cures: { twice: 0.9 } },
    {
      id: "set_one",
      kind: "repair",
      minutes: 5,
      harm: 2,
      needs: ["at_door"],
      after: ["open_manager"],
      cures: { no_code: 0.9, not_sent: 0.6, manager_stopped: 0.3 },
    },
  ],
});
