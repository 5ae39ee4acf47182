import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";
import { doorTold } from "./shared.ts";

const MINUTE = 60_000;

/** The chemistry that the maker wants, where it is one that has its own words. */
function wantedKind({ values, traits }: Situation): "alkaline" | "lithium" | undefined {
  const [kind, ...others] = values.battery_allowed ?? traits.allowed ?? [];
  return others.length === 0 && (kind === "alkaline" || kind === "lithium") ? kind : undefined;
}

/**
 * Cells of a kind that the maker does not want. Now and then only the note is wrong, which costs nothing to find out: so the cells are
 * looked at first. Why the kind matters: Allegion's page on Schlage, where lithium gives no warning before its end.
 */
export const cellsKind = defineSteps({
  id: "guide_cells_kind",
  family: "power",
  causes: { wrong_cells: 80, wrong_note: 20 },
  test: { kind: "check", checks: ["battery_unsuitable"], within: 5 * MINUTE },
  steps: [
    { id: "wanted_kind", kind: "first", minutes: 2, sources: ["manual"], variant: wantedKind },
    { id: "open_door", kind: "first", minutes: 0.5, needs: ["at_door"], told: doorTold },
    {
      id: "look",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [
        { id: "other", likely: { wrong_cells: 0.95 }, otherwise: 0.05 },
        { id: "right", likely: { wrong_note: 0.95 }, otherwise: 0.05, to: "note" },
        { id: "hot", stop: "hot_cells" },
      ],
    },
    {
      id: "change",
      kind: "prepare",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      variant: wantedKind,
    },
    { id: "turn", kind: "prepare", minutes: 1, harm: 1, needs: ["at_door"], after: ["change"] },
    {
      id: "note_new",
      kind: "repair",
      minutes: 3,
      needs: ["administrator"],
      after: ["turn"],
      cures: { wrong_cells: 0.95 },
      sources: ["device_page"],
    },
    { id: "note", kind: "repair", minutes: 3, needs: ["administrator"], cures: { wrong_note: 0.95 }, sources: ["device_page"] },
  ],
});
