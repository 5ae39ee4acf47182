import { defineSteps } from "../guide/types.ts";
import { cellsTold, cellsWord } from "./shared.ts";

const MINUTE = 60_000;

/**
 * An update that only the maker's app can install. There is nothing to find out: what an update needs, then the update, then
 * once more with an app that was started anew. Half full cells are what makers ask for before it (SwitchBot).
 */
export const makerApp = defineSteps({
  id: "guide_maker_app",
  family: "software",
  causes: { waits_for_app: 80, app_hangs: 15, late_reading: 5 },
  test: { kind: "check", checks: ["update_available"], within: 15 * MINUTE },
  steps: [
    {
      id: "cells",
      kind: "first",
      minutes: 5,
      harm: 1,
      needs: ["at_door"],
      told: (situation) => (cellsTold(situation) === "enough" ? "enough" : undefined),
      answers: [{ id: "enough" }, { id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
    { id: "app_update", kind: "prepare", minutes: 3, needs: ["phone"] },
    {
      id: "install",
      kind: "repair",
      minutes: 15,
      harm: 2,
      needs: ["at_door", "phone"],
      after: ["app_update"],
      cures: { waits_for_app: 0.9 },
      sources: ["release_notes"],
    },
    {
      id: "install_again",
      kind: "repair",
      minutes: 15,
      harm: 2,
      needs: ["at_door", "phone"],
      after: ["app_update"],
      cures: { app_hangs: 0.8, waits_for_app: 0.3 },
    },
    { id: "turn_once", kind: "repair", minutes: 2, harm: 1, needs: ["at_door"], cures: { late_reading: 0.6 } },
  ],
});
