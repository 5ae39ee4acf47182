import { known } from "../core/fact.ts";
import type { FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { number, text } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { askAnew, attribute, cloudFacts, keypadUse } from "./shared/cloud.ts";
import { availability, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** How pyschlage words a turn by a code: "keypad - " and somebody's name, which is left where it is. */
const BY_KEYPAD = /^keypad\b/;

function read(view: LockView): FactSet {
  const keypad = view.find({ domain: "binary_sensor", translationKey: "keypad_disabled" });
  const relock = view.find({ domain: "select", translationKey: "auto_lock_time" });
  return {
    ...cloudFacts(view),
    ...factSet({
      lock_available: availability(view),
      keypad_disabled: view.flag(keypad),
      has_keypad: keypad && known(true),
      keypad_used: keypadUse(view, BY_KEYPAD.test(text(attribute(view, "changed_by")) ?? "")),
      // Seconds, of which 0 is off.
      auto_relock: view.word(relock, (word) => {
        const seconds = number(word);
        return seconds === undefined ? undefined : seconds > 0;
      }),
    }),
  };
}

/**
 * Schlage's Wi-Fi locks, through its servers. Its action `get_codes` answers with the codes in clear to any user, so what is
 * known of codes stays unknown here.
 */
export const schlage: Adapter = {
  id: "schlage",
  recognises: ({ platform }) => platform === "schlage",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew },
};
