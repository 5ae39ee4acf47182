import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { cellsWord, doorTold, needsCells } from "./shared.ts";

const MINUTE = 60_000;

/** Fed by a supply and not by cells, as far as that is known. */
function isWired({ values, traits }: Situation): boolean {
  return values.supply_ok !== undefined && traits.cells === undefined && values.battery_type === undefined;
}

/**
 * A lock that answers and does nothing: it hangs. Its own restart first, then its power off and on, then new cells. Weights
 * after the makers' ladders, which begin with a restart (Allegion; users-and-rivals study, section 5).
 */
export const powerCycle = defineSteps({
  id: "guide_power_cycle",
  family: "software",
  causes: { hang: 70, weak_cells: 18, bad_contact: 12 },
  weigh: (situation) => ({
    weak_cells: isWired(situation) ? 0 : needsCells(situation) ? 1 : 0.05,
    bad_contact: isWired(situation) ? 0.3 : 1,
  }),
  test: { kind: "turns", count: 1, within: 3 * MINUTE },
  steps: [
    {
      id: "restart",
      kind: "repair",
      minutes: 2,
      harm: 1,
      proof: { kind: "remedy", remedy: "restart_device" },
      cures: { hang: 0.6 },
    },
    { id: "way_in", kind: "prepare", minutes: 1, needs: ["key"] },
    { id: "open_door", kind: "prepare", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "power_off",
      kind: "prepare",
      minutes: 1,
      needs: ["at_door"],
      after: ["way_in", "open_door"],
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: (situation) => (isWired(situation) ? "wired" : undefined),
    },
    { id: "wait", kind: "prepare", minutes: 1, after: ["power_off"] },
    {
      id: "power_on",
      kind: "repair",
      minutes: 4,
      harm: 1,
      needs: ["at_door"],
      after: ["power_off", "wait"],
      cures: { hang: 0.75, bad_contact: 0.5 },
      variant: (situation) => (isWired(situation) ? "wired" : undefined),
    },
    {
      id: "contacts",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      after: ["way_in", "open_door"],
      when: (situation) => !isWired(situation),
      cures: { bad_contact: 0.8 },
      answers: [{ id: "done" }, { id: "damaged", stop: "damaged" }],
    },
    {
      id: "cells",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      after: ["way_in", "open_door"],
      when: (situation) => needsCells(situation) && !isWired(situation),
      cures: { weak_cells: 0.9, bad_contact: 0.3, hang: 0.3 },
      answers: [{ id: "done" }, { id: "hot", stop: "hot_cells" }],
      variant: cellsWord,
    },
  ],
});
