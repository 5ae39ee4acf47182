import { defineAction, takesLong } from "../remedy.ts";

/**
 * Tells a Zigbee lock again what it is to report, and how often. A lock that was reset or has lost that falls silent. Half an
 * hour between two: what it reports slowest comes only then.
 */
export const reconfigure = defineAction({
  id: "reconfigure",
  consent: "confirm",
  harm: "occupies",
  coolDown: 30 * 60_000,
  proves: "lock_unreachable",
  verifyWithin: 5 * 60_000,
  conditions: takesLong,
});
