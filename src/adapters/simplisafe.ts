import { known, valueOf } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import type { LockView } from "./lock-view.ts";
import { askAnew, atLock, attribute, throughHub } from "./shared/cloud.ts";
import { factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

function flag(view: LockView, name: string): boolean | undefined {
  const value = attribute(view, name);
  return typeof value === "boolean" ? value : undefined;
}

/**
 * Whether the lock's own cells are low. Its attribute tells them apart from those of its PIN pad; the battery entity is one flag
 * for the device, so beside a PIN pad that is low it says nothing of the lock.
 */
function lowFlag(view: LockView, entity: Fact<boolean> | undefined): Fact<boolean> | undefined {
  const own = flag(view, "lock_low_battery");
  if (own === undefined) return entity;
  const unexplained = valueOf(entity) === true && flag(view, "pin_pad_low_battery") !== true;
  return unexplained ? entity : known(own, atLock(view));
}

function read(view: LockView): FactSet {
  const facts = throughHub(view);
  const low = flag(view, "pin_pad_low_battery");
  return {
    ...facts,
    ...factSet({
      battery_low_flag: lowFlag(view, facts.battery_low_flag),
      accessory_cells: low === undefined ? undefined : known([{ kind: "keypad", low, source: view.ref.entityId }], atLock(view)),
    }),
  };
}

/**
 * SimpliSafe's locks, through base station and servers. `unavailable` means that one of these is away. A jam clears with the next
 * poll, and an unknown position shows as unlocked.
 */
export const simplisafe: Adapter = {
  id: "simplisafe",
  recognises: ({ platform }) => platform === "simplisafe",
  read,
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew },
};
