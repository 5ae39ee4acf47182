import { answers, defineAction } from "../remedy.ts";

/** Asks the lock whether the jam that it once reported still holds. */
export const rereadNotification = defineAction({
  id: "reread_notification",
  consent: "tap",
  proves: "bolt_jammed",
  verifyWithin: 20_000,
  conditions: (snapshot) => [answers(snapshot)],
});
