import { known, valueOf } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { text, time } from "./home.ts";
import { steadySince } from "./lock-view.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { askAnew } from "./shared/cloud.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { bridgeAnswers } from "./shared/more-facts.ts";
import { commonPlans, lockAgain } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/**
 * The lock is unavailable and its bridge is not: so the bridge reports a blocked motor, a missing calibration or a position
 * that it does not know (states 254, 0 and 255). The battery's entities know nothing of these and stay.
 */
function motorError(view: LockView, bridge: Fact<boolean> | undefined): boolean {
  return view.lock?.state === "unavailable" && view.lock.attributes["restored"] !== true && valueOf(bridge) === true;
}

function read(view: LockView): FactSet {
  const source = view.ref.entityId;
  const bridge = bridgeAnswers(view);
  const broken = motorError(view, bridge);
  const resting = view.lock !== undefined && view.isAvailable(source);
  return {
    ...commonFacts(view),
    ...boltFacts(view),
    ...factSet({
      hub_online: bridge,
      lock_available: broken ? undefined : availability(view),
      fully_locked: broken
        ? known(false, { at: steadySince(view.home, source), source })
        : resting
          ? known(true, { at: time(view.lock?.last_changed), source })
          : undefined,
    }),
  };
}

/** Of an opener "locked" means that ringing does not open: there is no bolt. */
export const isOpener = (view: LockView): boolean => /opener/i.test(text(view.ref.device?.model) ?? "");

/** Nuki locks behind Nuki's own bridge. The bridge answers from its memory, so a lock that it has lost keeps its last state. */
export const nuki: Adapter = {
  id: "nuki",
  recognises: ({ platform }) => platform === "nuki",
  read,
  wants: commonWants,
  plans: {
    ...commonPlans,
    lock_again: (view) => (isOpener(view) ? undefined : lockAgain(view)),
    refresh_entity: askAnew,
  },
};
