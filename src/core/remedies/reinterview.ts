import { valueOf } from "../fact.ts";
import { answers, batteryAtLeast, defineAction, hubFree } from "../remedy.ts";

/** The least level for an interview, percent: it keeps a battery lock's radio awake for minutes. */
const LEAST_BATTERY = 30;

/** Has the hub ask the lock all about itself again: 1–10 minutes for a lock that listens once a second. */
export const reinterview = defineAction({
  id: "reinterview",
  consent: "confirm",
  harm: "interviews",
  coolDown: 30 * 60_000,
  proves: "interview_incomplete",
  verifyWithin: 12 * 60_000,
  conditions: (snapshot) => [batteryAtLeast(snapshot, LEAST_BATTERY), hubFree(snapshot), answers(snapshot)],
  settled: (_before, now) => valueOf(now.facts.interview)?.complete !== false,
});
