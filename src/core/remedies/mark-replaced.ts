import { valueOf } from "../fact.ts";
import { defineAction } from "../remedy.ts";

/**
 * Notes new cells in Battery Notes, which begins the 24 h in which their level is to rise. What can be proven is the note: a
 * newer date of the swap. Whether the cells are good is for the check that proves it.
 */
export const markReplaced = defineAction({
  id: "mark_replaced",
  consent: "confirm",
  proves: "battery_swap_unconfirmed",
  verifyWithin: 30_000,
  settled: (before, now) =>
    (valueOf(now.facts.battery_swapped) ?? -Infinity) > (valueOf(before.facts.battery_swapped) ?? -Infinity),
});
