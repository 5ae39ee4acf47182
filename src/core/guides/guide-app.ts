import { defineSteps } from "../guide/types.ts";
import { fails } from "./shared.ts";

/**
 * The maker's app does not reach the lock. One question parts the phone from the lock: whether another phone does. Order after makers'
 * support pages: Bluetooth and permissions, the app's version, starting anew, whether the phone is still supported; signing in and
 * pairing anew come late, for they can lose something (users-and-rivals study, section 5).
 */
export const app = defineSteps({
  id: "guide_app",
  family: "software",
  causes: {
    radio_off: 18,
    permissions: 18,
    old_app: 14,
    hung_app: 15,
    signed_out: 10,
    old_phone: 8,
    maker_side: 8,
    old_bridge: 5,
    lock_side: 12,
  },
  weigh: (situation) => ({
    lock_side: (["lock_unreachable", "battery_low", "battery_critical"] as const).some((id) => fails(situation, id)) ? 5 : 1,
    maker_side: fails(situation, "cloud_unreachable") ? 10 : 1,
    old_bridge: fails(situation, "integration_outdated") ? 4 : 1,
  }),
  test: { kind: "answer" },
  steps: [
    { id: "close", kind: "first", minutes: 0.5, needs: ["at_door", "phone"] },
    {
      id: "other_phone",
      kind: "ask",
      minutes: 2,
      needs: ["second_person"],
      answers: [
        { id: "yes", likely: { lock_side: 0.03, maker_side: 0.05, old_bridge: 0.1 }, otherwise: 0.95 },
        { id: "no", likely: { lock_side: 0.9, maker_side: 0.9, old_bridge: 0.8 }, otherwise: 0.1 },
        { id: "unsure" },
      ],
    },
    { id: "radios", kind: "repair", minutes: 1, needs: ["phone"], cures: { radio_off: 0.95 } },
    { id: "permissions", kind: "repair", minutes: 3, needs: ["phone"], cures: { permissions: 0.9 } },
    { id: "close_app", kind: "repair", minutes: 1, needs: ["phone"], cures: { hung_app: 0.5 } },
    { id: "restart_phone", kind: "repair", minutes: 3, needs: ["phone"], cures: { hung_app: 0.8, radio_off: 0.1 } },
    { id: "update_app", kind: "repair", minutes: 4, needs: ["phone"], cures: { old_app: 0.9, hung_app: 0.1 } },
    { id: "supported", kind: "repair", minutes: 5, needs: ["phone"], cures: { old_phone: 0.7, old_app: 0.2 } },
    { id: "maker_status", kind: "repair", minutes: 20, needs: ["phone"], cures: { maker_side: 0.6 } },
    { id: "bridge_update", kind: "repair", minutes: 10, harm: 2, needs: ["phone"], cures: { old_bridge: 0.7, lock_side: 0.1 } },
    { id: "lock_itself", kind: "repair", minutes: 5, harm: 1, needs: ["at_door"], cures: { lock_side: 0.6 } },
    { id: "sign_out", kind: "repair", minutes: 5, harm: 2, needs: ["phone"], cures: { signed_out: 0.9, hung_app: 0.2 } },
    {
      id: "install_again",
      kind: "repair",
      minutes: 10,
      harm: 3,
      needs: ["phone"],
      cures: { hung_app: 0.6, old_app: 0.3, permissions: 0.4, signed_out: 0.4 },
    },
  ],
});
