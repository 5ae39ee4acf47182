import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";

const onHub = ({ values }: Situation) => values.outdated_part !== "app";

/** Brings up to date what is too old for the rest. A backup comes before anything on the hub, for an update cannot be undone. */
export const outdated = defineSteps({
  id: "guide_outdated",
  family: "software",
  causes: { old_version: 90, not_restarted: 10 },
  test: { kind: "answer" },
  steps: [
    { id: "backup", kind: "prepare", minutes: 5, needs: ["administrator"], when: onHub },
    {
      id: "install",
      kind: "repair",
      minutes: 10,
      harm: 2,
      needs: ["administrator"],
      when: onHub,
      after: ["backup"],
      cures: { old_version: 0.9, not_restarted: 0.3 },
      sources: ["release_notes"],
      variant: ({ values }) => values.outdated_part,
    },
    {
      id: "app",
      kind: "repair",
      minutes: 4,
      needs: ["phone"],
      when: (situation) => !onHub(situation),
      cures: { old_version: 0.9 },
    },
    {
      id: "restart",
      kind: "repair",
      minutes: 5,
      harm: 2,
      cures: { not_restarted: 0.9, old_version: 0.1 },
      variant: ({ values }) => values.outdated_part,
    },
  ],
});
