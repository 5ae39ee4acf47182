import { defineSteps } from "../guide/types.ts";
import { hasPack } from "./shared.ts";

const MINUTE = 60_000;

/**
 * A wired lock without its supply, or a rechargeable one that does not charge. From the wall to the lock, as an electrician would go;
 * a plug that slipped out is by far the most common. Wires in the wall are nobody's here.
 */
export const supply = defineSteps({
  id: "guide_supply",
  family: "power",
  causes: { plug: 30, fuse: 10, adapter: 15, cable: 20, dirty_contacts: 12, worn_pack: 8, wall_wires: 5 },
  weigh: (situation) => (hasPack(situation) ? { fuse: 0.5, worn_pack: 3, wall_wires: 0.1 } : { worn_pack: 0.2 }),
  test: { kind: "check", checks: ["supply_lost"], within: 10 * MINUTE },
  steps: [
    {
      id: "burnt",
      kind: "first",
      minutes: 0.5,
      needs: ["at_door"],
      answers: [{ id: "no" }, { id: "hot", stop: "hot_cells" }, { id: "burnt", stop: "damaged" }],
    },
    { id: "plug", kind: "repair", minutes: 1, cures: { plug: 0.95, cable: 0.1 } },
    {
      id: "socket",
      kind: "ask",
      minutes: 2,
      answers: [
        { id: "works", likely: { fuse: 0.03, wall_wires: 0.2, plug: 0.6 }, otherwise: 0.95 },
        { id: "dead", likely: { fuse: 0.95, wall_wires: 0.7 }, otherwise: 0.03, to: "fuse" },
      ],
    },
    { id: "fuse", kind: "repair", minutes: 3, harm: 1, cures: { fuse: 0.85 } },
    {
      id: "cable",
      kind: "repair",
      minutes: 3,
      needs: ["at_door"],
      answers: [{ id: "done" }, { id: "bare", stop: "damaged" }],
      cures: { cable: 0.5, plug: 0.2 },
    },
    {
      id: "contacts",
      kind: "repair",
      minutes: 3,
      needs: ["at_door"],
      cures: { dirty_contacts: 0.8 },
      variant: (situation) => (hasPack(situation) ? "pack" : undefined),
    },
    { id: "other_adapter", kind: "repair", minutes: 5, harm: 1, cures: { adapter: 0.9, cable: 0.5 }, sources: ["manual"] },
    { id: "other_pack", kind: "repair", minutes: 10, harm: 1, when: hasPack, cures: { worn_pack: 0.8 }, sources: ["manual"] },
  ],
});
