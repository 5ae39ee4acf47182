import { answers, defineAction } from "../remedy.ts";

/** Presses the lock's own restart button. */
export const restartDevice = defineAction({
  id: "restart_device",
  consent: "confirm",
  harm: "restarts",
  coolDown: 5 * 60_000,
  proves: "state_stale",
  verifyWithin: 120_000,
  conditions: (snapshot) => [answers(snapshot)],
});
