import { answers, defineAction } from "../remedy.ts";

/** Makes the lock blink or beep. Home Assistant cannot see that: the person does. */
export const identify = defineAction({
  id: "identify",
  consent: "tap",
  proves: "lock_unreachable",
  verifyWithin: 0,
  observable: false,
  conditions: (snapshot) => [answers(snapshot)],
});
