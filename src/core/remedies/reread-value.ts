import { answers, defineAction } from "../remedy.ts";

/** Asks the lock for one value again, e.g. the level of its cells. */
export const rereadValue = defineAction({
  id: "reread_value",
  consent: "tap",
  proves: "battery_untrusted",
  verifyWithin: 30_000,
  conditions: (snapshot) => [answers(snapshot)],
});
