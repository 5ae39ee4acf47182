import { defineAction, takesLong } from "../remedy.ts";

/**
 * Opens the network for 254 s, the longest that Zigbee knows, so that a lock that has left it can come back; somebody at the
 * lock puts it into pairing. The pause is longer than that: the network is not to stay open by tap after tap.
 */
export const rejoin = defineAction({
  id: "rejoin",
  consent: "confirm",
  harm: "occupies",
  coolDown: 10 * 60_000,
  proves: "lock_unreachable",
  // The network's time, and that of an interview that begins at its end.
  verifyWithin: 7 * 60_000,
  // Not whether it answers: it is the one that is gone.
  conditions: takesLong,
});
