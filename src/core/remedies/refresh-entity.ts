import { answers, defineAction } from "../remedy.ts";

/** Reads the lock's state anew. Only where the integration really polls (nine lock integrations do nothing). */
export const refreshEntity = defineAction({
  id: "refresh_entity",
  consent: "tap",
  proves: "state_stale",
  verifyWithin: 30_000,
  conditions: (snapshot) => [answers(snapshot)],
});
