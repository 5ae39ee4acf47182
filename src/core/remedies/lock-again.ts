import { valueOf } from "../fact.ts";
import { answers, defineAction, doorClosed } from "../remedy.ts";

/** Moves the bolt, towards locked and never the other way, while the door is not open. A slow bolt takes 12 s. */
export const lockAgain = defineAction({
  id: "lock_again",
  consent: "confirm",
  harm: "moves_bolt",
  proves: "bolt_jammed",
  verifyWithin: 45_000,
  conditions: (snapshot) => [doorClosed(snapshot), answers(snapshot)],
  settled: (_before, now) => valueOf(now.facts.lock_state) === "locked",
});
