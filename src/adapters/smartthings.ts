import { known, unavailable } from "../core/fact.ts";
import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { text } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { atLock, attribute, cloudFacts, keypadUse } from "./shared/cloud.ts";
import { availability, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function read(view: LockView): FactSet {
  const facts = cloudFacts(view);
  // Home Assistant shows as unlocked all that is not "locked". Beside this word lie fields about a code, which are not looked at.
  const said = text(attribute(view, "lock_state"));
  const nowhere = said === "unknown";
  const byKeypad = attribute(view, "method") === "keypad";
  return {
    ...facts,
    ...factSet({
      lock_available: availability(view),
      lock_state: nowhere ? unavailable("unknown", atLock(view)) : facts.lock_state,
      fully_locked: said === undefined || nowhere ? undefined : known(said !== "not fully locked", atLock(view)),
      signal: view.measure({ deviceClass: "signal_strength" }),
      link_quality: view.measure({ translationKey: "link_quality" }),
      has_keypad: byKeypad ? known(true) : undefined,
      keypad_used: keypadUse(view, byKeypad),
    }),
  };
}

/** Locks on a SmartThings hub, through its servers, which tell of changes. Updating the entity asks nobody. */
export const smartthings: Adapter = {
  id: "smartthings",
  recognises: ({ platform }) => platform === "smartthings",
  read,
  wants: commonWants,
  plans: commonPlans,
};
