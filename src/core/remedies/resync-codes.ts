import { valueOf } from "../fact.ts";
import { defineAction, linkGood, takesLongAndAnswers } from "../remedy.ts";

/**
 * Has Lock Code Manager read all codes from the lock anew, upon which it sets those that differ. It asks first: a message or two for
 * each slot, which the cells pay for, and codes in the lock change. Never over a bad link: pushed again and again, codes have flooded
 * a network with 19,694 failed commands (keymaster#571), while the link was what was wrong (lock_code_manager#1397). So not more often
 * than every 30 minutes, the longest pause of Lock Code Manager itself (const.py, BACKOFF_MAX_SECONDS). Three tries take it five
 * minutes, one slot after the other.
 */
export const resyncCodes = defineAction({
  id: "resync_codes",
  consent: "confirm",
  harm: "occupies",
  coolDown: 30 * 60_000,
  proves: "codes_unsynced",
  verifyWithin: 6 * 60_000,
  conditions: (snapshot) => [...takesLongAndAnswers(snapshot), linkGood(snapshot)],
  settled: (_before, now) => !valueOf(now.facts.codes_unsynced) && !valueOf(now.facts.codes_suspended),
});
