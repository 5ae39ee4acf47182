import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import type { Facts } from "../../fact.ts";
import type { RemedyId } from "../../remedies/index.ts";

/** Times the usual loss that is more than weather and habits (project's forecasting study §4.3 no. 9: 1.7 and p < 0.05). */
const FASTER = 1.7;

/** What helps depends on what changed. */
const REMEDIES: { readonly [Suspect in Facts["drain_suspects"][number]]: readonly RemedyId[] } = {
  update: ["guide_drain", "restart_device", "ask_administrator"],
  polling: ["guide_drain", "ask_administrator"],
  retries: ["rebuild_routes", "guide_signal", "guide_drain", "ask_administrator"],
  stiff_bolt: ["guide_wear", "guide_drain", "ask_administrator"],
  cold: ["guide_drain"],
  use: ["guide_drain"],
};

/** The cells lose charge much faster than these ever did in this lock. The variant is what changed just before. */
export const batteryDraining = defineCheck({
  id: "battery_draining",
  family: "power",
  severity: "warning",
  needs: ["battery_loss"],
  uses: ["drain_suspects", "battery_level"],
  remedies: ["guide_drain", "ask_administrator"],
  evaluate({ battery_loss: { ratio, significant }, drain_suspects: suspects }) {
    if (!Number.isFinite(ratio)) return cannotTell("untrusted", ["battery_loss"]);
    if (ratio < FASTER || !significant) return pass;
    const suspect = suspects?.[0];
    const because = ["battery_loss", "drain_suspects", "battery_level"] as const;
    const measures = { ratio };
    return suspect === undefined
      ? fail(because, { measures })
      : fail(because, { variant: suspect, measures, remedies: REMEDIES[suspect] });
  },
});
