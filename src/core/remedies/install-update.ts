import { valueOf } from "../fact.ts";
import { answers, batteryAtLeast, defineAction, hubFree, linkGood } from "../remedy.ts";

/** The least level for firmware, percent: below it makers refuse, and a lock that dies half-way stays dead (SwitchBot asks for 50). */
const LEAST_BATTERY = 50;

/** Installs the firmware that is offered. It has helped once the lock reports that very version. */
export const installUpdate = defineAction({
  id: "install_update",
  consent: "confirm",
  harm: "flashes",
  coolDown: 5 * 60_000,
  proves: "update_available",
  verifyWithin: 60 * 60_000,
  conditions: (snapshot) => [batteryAtLeast(snapshot, LEAST_BATTERY), linkGood(snapshot), hubFree(snapshot), answers(snapshot)],
  settled(before, now) {
    const wanted = valueOf(before.facts.firmware)?.latest;
    return wanted !== undefined && valueOf(now.facts.firmware)?.installed === wanted;
  },
});
