import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsTold, cellsWord, linkTold } from "./shared.ts";

const MINUTE = 60_000;

const running = ({ values }: Situation) => values.firmware?.inProgress === true;

/**
 * An update that stands still or has failed. Waiting first, with the cells left in: a lock that loses power half-way may stay
 * dead. Then what an update needs, cells at half and a good link, before it is tried again. Weights from users' threads
 * (users-and-rivals study, section 3, pain 11): mostly slow, then broken off.
 */
export const updateStuck = defineSteps({
  id: "guide_update_stuck",
  family: "software",
  causes: { slow: 35, broken_off: 30, weak_link: 12, weak_cells: 8, hub_busy: 8, hub_hangs: 10 },
  weigh: (situation) => ({
    slow: running(situation) ? 1 : 0.1,
    weak_link: linkTold(situation) === "good" ? 0.1 : 1,
    weak_cells: cellsTold(situation) === "enough" ? 0.05 : 1,
    hub_busy: situation.values.hub_updating ? 10 : 0.2,
  }),
  test: { kind: "check", checks: ["update_stuck", "update_available"], within: 30 * MINUTE },
  steps: [
    {
      id: "leave_cells",
      kind: "first",
      minutes: 0.5,
      when: running,
      answers: [
        { id: "done", to: "wait" },
        { id: "skip", to: "wait" },
      ],
    },
    { id: "wait", kind: "repair", minutes: 30, when: running, cures: { slow: 0.8, hub_busy: 0.2 } },
    {
      id: "hub_busy",
      kind: "first",
      minutes: 0.5,
      when: ({ values }) => values.hub_updating !== undefined,
      told: ({ values }) => (values.hub_updating ? "yes" : "no"),
      answers: [{ id: "no" }, { id: "yes", to: "wait_hub" }],
    },
    { id: "wait_hub", kind: "repair", minutes: 30, when: ({ values }) => values.hub_updating === true, cures: { hub_busy: 0.7 } },
    {
      id: "stop_update",
      kind: "prepare",
      minutes: 3,
      harm: 1,
      needs: ["administrator"],
      when: running,
      sources: ["device_page"],
    },
    {
      id: "cells",
      kind: "prepare",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      // Never while it runs: the lock may be writing.
      when: (situation) => cellsTold(situation) === "low" && !running(situation),
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    { id: "better_link", kind: "prepare", minutes: 5, when: (situation) => linkTold(situation) === "weak" },
    {
      id: "retry",
      kind: "repair",
      minutes: 30,
      harm: 2,
      after: ["stop_update", "cells", "better_link"],
      proof: { kind: "remedy", remedy: "install_update" },
      cures: { broken_off: 0.7, weak_link: 0.6, weak_cells: 0.8, slow: 0.3 },
    },
    { id: "hub_restart", kind: "prepare", minutes: 5, harm: 2, needs: ["administrator"] },
    {
      id: "retry_again",
      kind: "repair",
      minutes: 30,
      harm: 2,
      needs: ["administrator"],
      after: ["stop_update", "cells", "better_link", "hub_restart"],
      cures: { hub_hangs: 0.8, broken_off: 0.4, weak_link: 0.3, weak_cells: 0.3 },
      sources: ["device_page"],
    },
    {
      id: "maker_app",
      kind: "repair",
      minutes: 30,
      harm: 2,
      needs: ["at_door", "phone"],
      after: ["stop_update", "cells"],
      cures: { broken_off: 0.4, weak_link: 0.4, hub_hangs: 0.4 },
      sources: ["manual"],
    },
  ],
});
