import { defineSteps } from "../guide/types.ts";
import type { Situation } from "../guide/types.ts";

const HOUR = 3_600_000;

/** The part whose cells are emptiest, where that is told. */
function part({ values }: Situation): "keypad" | "door_sensor" | "bridge" | undefined {
  const level = ({ percent, low }: { readonly percent?: number; readonly low?: boolean }) =>
    low ? Math.min(percent ?? 0, 1) : (percent ?? 100);
  const [emptiest] = [...(values.accessory_cells ?? [])].sort((a, b) => level(a) - level(b));
  return emptiest === undefined || emptiest.kind === "other" ? undefined : emptiest.kind;
}

/** Cells of what belongs to the lock. The order is that for the lock's own, without the door: nothing here holds it shut. */
export const accessoryCells = defineSteps({
  id: "guide_accessory_cells",
  family: "power",
  causes: { empty: 80, reversed: 6, dirty_contacts: 6, used_cells: 4, silent: 4 },
  test: { kind: "check", checks: ["keypad_battery_low"], within: 24 * HOUR },
  steps: [
    { id: "find", kind: "first", minutes: 2, sources: ["manual"], variant: part },
    {
      id: "look",
      kind: "first",
      minutes: 1,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "yes", stop: "hot_cells" }, { id: "broken", stop: "damaged" }],
    },
    { id: "change", kind: "prepare", minutes: 4, harm: 1, needs: ["at_door", "new_cells"] },
    {
      id: "use",
      kind: "repair",
      minutes: 1,
      needs: ["at_door"],
      after: ["change"],
      cures: { empty: 0.95, silent: 0.5 },
      variant: part,
    },
    {
      id: "wipe",
      kind: "repair",
      minutes: 3,
      harm: 1,
      needs: ["at_door"],
      cures: { dirty_contacts: 0.8, reversed: 0.8, silent: 0.2 },
    },
    {
      id: "new_pack",
      kind: "repair",
      minutes: 5,
      harm: 1,
      needs: ["at_door", "new_cells"],
      cures: { used_cells: 0.9, empty: 0.5 },
    },
    { id: "nearer", kind: "repair", minutes: 10, needs: ["at_door"], cures: { silent: 0.5 } },
  ],
});
