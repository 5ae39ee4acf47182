import { defineAction, hubFree } from "../remedy.ts";

/** Starts the program behind the hub anew. All its devices are away for half a minute, so not more often than every 10 minutes. */
export const restartHub = defineAction({
  id: "restart_hub",
  consent: "confirm",
  harm: "reloads",
  coolDown: 10 * 60_000,
  proves: "hub_down",
  verifyWithin: 3 * 60_000,
  conditions: (snapshot) => [hubFree(snapshot)],
});
