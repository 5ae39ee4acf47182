import { known, unavailable, valueOf } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { time } from "./home.ts";
import { steadySince } from "./lock-view.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { askAnew } from "./shared/cloud.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { bridgeAnswers, negated, supply } from "./shared/more-facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function calibrated(view: LockView, lost: boolean): Fact<boolean> | undefined {
  const { lock } = view;
  if (!lock) return undefined;
  const source = view.ref.entityId;
  if (lost) return known(false, { at: steadySince(view.home, source), source });
  const origin = { at: time(lock.last_changed), source };
  // Unknown: it calibrates or updates itself, or does not say. Its sensor "uncalibrated" is on then as well.
  return lock.state === "unavailable" || lock.state === "unknown" ? unavailable(lock.state, origin) : known(true, origin);
}

function read(view: LockView): FactSet {
  const connected = view.binary({ deviceClass: "connectivity" });
  const common = commonFacts(view);
  // Without its bridge "connected" stays as it was, and everything else goes. With it, only a lost calibration takes the lock away.
  const bridge = bridgeAnswers(view, connected?.source);
  const lost = view.lock?.state === "unavailable" && valueOf(connected) === true && valueOf(bridge) === true;
  return {
    ...common,
    ...boltFacts(view),
    ...factSet({
      // Of a lock that was not connected the bridge may tell nothing, and work.
      hub_online: valueOf(connected) === true ? bridge : undefined,
      lock_available: lost ? connected : availability(view),
      calibrated: calibrated(view, lost),
      fully_locked: negated(view.lasting({ translationKey: "semi_locked" }, { uniqueId: /-semi_locked$/ })),
      supply_ok: supply(view.binary({ deviceClass: "battery_charging" }), common.battery_level),
    }),
  };
}

/** Tedee locks behind their bridge. Between its ends, and while it calibrates or updates itself, the state is unknown. */
export const tedee: Adapter = {
  id: "tedee",
  recognises: ({ platform }) => platform === "tedee",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew, reread_notification: askAnew },
};
