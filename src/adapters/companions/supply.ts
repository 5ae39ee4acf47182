import { known } from "../../core/fact.ts";
import type { Fact } from "../../core/fact.ts";
import type { Companion } from "../adapter.ts";
import type { LockView } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { supply as charged } from "../shared/more-facts.ts";

/**
 * Z-Wave's "Mains status": binary sensors for "AC mains disconnected" (2) and "re-connected" (3), the latter of the class `plug`, both on
 * by default (zwave_js `binary_sensor.py`). Before the first such report the value is idle and both are off: that is a lock on cells.
 */
const MAINS_LOST = [{ uniqueId: /-Power Management-Mains status\.2$/ }, { name: /ac mains disconnected/i }];
const MAINS_BACK = [{ uniqueId: /-Power Management-Mains status\.3$/ }, { name: /ac mains re-?connected/i }];

function mains(view: LockView): Fact<boolean> | undefined {
  for (const [wishes, value] of [
    [MAINS_LOST, false],
    [MAINS_BACK, true],
  ] as const) {
    const said = view.binary(...wishes);
    if (said?.kind === "known" && said.value) return known(value, said);
  }
  return undefined;
}

/** Matter's "battery charge state" (matter `sensor.py`), or a binary sensor of the class for it. */
function charging(view: LockView): Fact<boolean> | undefined {
  const word = view.sensor((state) => state === "charging" || state === "full_charge", {
    translationKey: "battery_charge_state",
  });
  const said = word ?? view.binary({ deviceClass: "battery_charging" });
  return said?.kind === "known" ? said : undefined;
}

/**
 * Whether a lock has its supply, where its integration's adapter does not say so: the mains of a wired lock, a plug, or that cells are
 * being charged. That they are not charged says nothing, for most are charged now and then.
 */
export const supply: Companion = {
  id: "supply",
  read(view, facts) {
    if (facts.supply_ok) return {};
    const plugged = view.ref.platform === "zwave_js" ? mains(view) : view.binary({ deviceClass: "plug" });
    return factSet({ supply_ok: plugged ?? charged(charging(view), facts.battery_level) });
  },
  plans: {},
};
