import { known, unavailable, valueOf } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { time } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** What the bridge reports as level and as signal while it does not reach the lock. As dBm it would be a perfect signal. */
const OFFLINE = -1;

/** The bridge says that it does not reach the lock, and the lock has not moved since. */
function cutOff(view: LockView, readings: readonly (Fact<number> | undefined)[]): Fact<boolean> | undefined {
  const reading = readings.find((fact) => valueOf(fact) === OFFLINE);
  if (!reading || (time(view.lock?.last_changed) ?? 0) > (reading.at ?? Infinity)) return undefined;
  return { ...reading, kind: "known", value: false };
}

/** A reading that is one. */
function real(fact: Fact<number> | undefined): Fact<number> | undefined {
  return valueOf(fact) === OFFLINE ? unavailable("unavailable", { at: fact?.at, source: fact?.source }) : fact;
}

function read(view: LockView): FactSet {
  const common = commonFacts(view);
  const signal = view.measure({ translationKey: "ble_strength" }, { deviceClass: "signal_strength" });
  return {
    ...common,
    ...boltFacts(view),
    ...factSet({
      lock_available: cutOff(view, [common.battery_level, signal]) ?? availability(view),
      battery_level: real(common.battery_level),
      // Between the lock and its bridge.
      radio: known("bluetooth"),
      signal: real(signal),
    }),
  };
}

/**
 * LOQED locks behind their bridge, which tells Home Assistant of each change and is not asked: without its calls everything
 * stays as it was. `update_entity` asks the bridge and drops the answer (`loqed/lock.py` closes the coroutine of loqedAPI's
 * `updateState` without running it), so it is not offered. Setting the integration up anew reads the state and calls again.
 */
export const loqed: Adapter = {
  id: "loqed",
  recognises: ({ platform }) => platform === "loqed",
  read,
  wants: commonWants,
  plans: commonPlans,
};
