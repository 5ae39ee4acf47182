import { defineAction } from "../remedy.ts";

/** Starts the integration anew. Never offered for Matter: a reload has moved a real bolt (home-assistant/core#177077). */
export const reloadEntry = defineAction({
  id: "reload_entry",
  consent: "confirm",
  harm: "reloads",
  coolDown: 5 * 60_000,
  proves: "hub_down",
  verifyWithin: 60_000,
});
