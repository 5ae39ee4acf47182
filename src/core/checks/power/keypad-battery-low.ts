import { readBattery } from "../../battery.ts";
import { cannotTell, defineCheck, fail, notApplicable, pass } from "../../check.ts";
import { defined } from "../../defined.ts";
import type { AccessoryCells } from "../../fact.ts";
import type { Settings } from "../../snapshot.ts";

/** Points by which a level must rise again, as for the lock's own cells. */
const HYSTERESIS = 5;

/** Percent, by the rules of the lock's own cells. A low flag stands for the level at which it matters, where that is not lower. */
function levelOf({ percent, low }: AccessoryCells, { batteryLow }: Settings): number | "untrusted" | "unavailable" {
  const reading = readBattery(defined({ battery_level: percent, battery_low_flag: low }));
  if (reading.kind === "untrusted") return "untrusted";
  if (reading.kind === "level") return low ? Math.min(reading.percent, batteryLow) : reading.percent;
  return low === undefined ? "unavailable" : low ? batteryLow : 100;
}

/**
 * The cells of a keypad, a door sensor or a maker's bridge are low. The variant says which, of several the emptiest. An
 * error at the critical level: a keypad has died hours after its warning (SwitchBotAPI#418).
 */
export const keypadBatteryLow = defineCheck({
  id: "keypad_battery_low",
  family: "power",
  severity: "warning",
  needs: ["accessory_cells"],
  remedies: ["guide_accessory_cells", "ask_administrator"],
  evaluate({ accessory_cells: all }, { settings, failedBefore }) {
    if (all.length === 0) return notApplicable;
    const { batteryLow, batteryCritical } = settings;
    let emptiest: { readonly kind: AccessoryCells["kind"]; readonly percent: number } | undefined;
    let doubt: "untrusted" | "unavailable" | undefined;
    for (const cells of all) {
      const percent = levelOf(cells, settings);
      if (typeof percent === "string") doubt = percent;
      else if (percent <= batteryLow || (failedBefore && percent < batteryLow + HYSTERESIS))
        if (!emptiest || percent < emptiest.percent) emptiest = { kind: cells.kind, percent };
    }
    if (emptiest)
      return fail(["accessory_cells"], {
        variant: emptiest.kind,
        severity: emptiest.percent <= batteryCritical ? "error" : "warning",
      });
    return doubt ? cannotTell(doubt, ["accessory_cells"]) : pass;
  },
});
