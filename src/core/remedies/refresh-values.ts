import { defineAction, takesLongAndAnswers } from "../remedy.ts";

/** Asks the lock for each of its values again. Dozens of messages, which its cells pay for: so not more often than every 15 minutes. */
export const refreshValues = defineAction({
  id: "refresh_values",
  consent: "confirm",
  harm: "occupies",
  coolDown: 15 * 60_000,
  proves: "battery_untrusted",
  verifyWithin: 3 * 60_000,
  conditions: takesLongAndAnswers,
});
