import { defined } from "../../core/defined.ts";
import { known } from "../../core/fact.ts";
import { modelOf } from "../../core/models/index.ts";
import type { Traits } from "../../core/models/types.ts";
import type { Companion } from "../adapter.ts";
import { text } from "../home.ts";
import type { DeviceRow } from "../home.ts";
import type { LockRef } from "../lock-view.ts";

const NOTHING: Traits = { sources: [] };

/** By row of the device registry: a row is read far more often than it changes. */
const traitsBy = new WeakMap<DeviceRow, Traits>();

function traitsOfDevice(row: DeviceRow): Traits {
  let traits = traitsBy.get(row);
  if (!traits) {
    traits = modelOf(text(row.manufacturer), text(row.model), text(row.model_id)) ?? NOTHING;
    traitsBy.set(row, traits);
  }
  return traits;
}

/** By the lock's own device first; the same lock in another integration may go by a name that says more. */
export function traitsOfLock({ device, devices }: LockRef): Traits {
  const rows = device ? [device, ...devices] : devices;
  return rows.map(traitsOfDevice).reduceRight((later, each) => ({ ...later, ...each }), NOTHING);
}

/** Cells in words, as Battery Notes writes them: "4× AA". A pack is charged, not bought, and has no name to say. */
function cellsOf({ cells }: Traits): string | undefined {
  if (!cells || cells.type === "pack") return undefined;
  return cells.count === 1 ? cells.type : `${String(cells.count)}× ${cells.type}`;
}

/** What a lock's model tells, where nobody else does: which cells it takes, and of which chemistry its maker allows them. */
export const models: Companion = {
  id: "models",
  read({ ref }, facts) {
    const found = traitsOfLock(ref);
    // A person's note, or the lock itself, knows better what is in it.
    const cells = facts.battery_type?.kind === "known" ? undefined : cellsOf(found);
    return defined({
      battery_type: cells === undefined ? undefined : known(cells),
      battery_allowed: found.allowed && known(found.allowed),
    });
  },
  plans: {},
};
