import { valueOf } from "../fact.ts";
import { defineAction, takesLong } from "../remedy.ts";

/** Has the hub ask the lock all about itself again: 1–10 minutes for a lock that listens once a second. */
export const reinterview = defineAction({
  id: "reinterview",
  consent: "confirm",
  harm: "interviews",
  coolDown: 30 * 60_000,
  proves: "interview_incomplete",
  verifyWithin: 12 * 60_000,
  // Unavailable is what a lock is whose interview broke off: only one that its hub holds for dead is not asked.
  conditions: (snapshot) => [...takesLong(snapshot), { id: "answers", holds: valueOf(snapshot.facts.node_status) !== "dead" }],
  settled: (_before, now) => valueOf(now.facts.interview)?.complete !== false,
});
