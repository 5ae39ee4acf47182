import { collectHome } from "../../src/adapters/index.ts";
import { asHome } from "../../src/adapters/normalize.ts";
import type { Severity } from "../../src/core/check.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/everything.ts";
import { severityOf } from "../../src/core/diagnose.ts";
import type { Diagnosis, Finding } from "../../src/core/diagnose.ts";

/** A finding as `id`, or `id (variant)`; with what it explains: `cause ← symptom, symptom`. */
type Told = CheckId | `${CheckId} (${string})` | `${CheckId} ← ${string}` | `${CheckId} (${string}) ← ${string}`;

/** The verdict on a lock, and all its findings, the most important first. */
export type Expected = readonly [verdict: "healthy" | "unknown" | Severity, ...findings: Told[]];

export interface RecordedHome {
  /** Name of the file in test/homes, without ".json". */
  readonly name: string;
  readonly locks: number;
  /** By lock entity. All others are healthy. */
  readonly expected: { readonly [entityId: string]: Expected };
}

/** Every recording of the lab shows the same house: four Z-Wave, three Zigbee and one Matter lock. */
const lab = (name: string, expected: RecordedHome["expected"]): RecordedHome => ({ name, locks: 8, expected });
const BACK = "lock.lock_1";
const CELLAR = "lock.lock_2";
const FRONT = "lock.lock_3";
const GARAGE = "lock.lock_4";
const PATIO = "lock.lock_5";
const SHED = "lock.lock_6";
const SIDE = "lock.lock_7";
const STUDIO = "lock.lock_8";

const serverGone: Expected = ["error", "hub_down (retrying) ← lock_unreachable (unavailable)"];
const bridgeGone: Expected = ["error", "hub_down (offline) ← lock_unreachable (unavailable)"];

export const HOMES: readonly RecordedHome[] = [
  lab("healthy", {}),
  lab("zwave-dead", { [GARAGE]: ["error", "lock_unreachable (dead)"] }),
  lab("zwave-low-battery", { [BACK]: ["critical", "battery_critical ← battery_low (now)", "link_weak"] }),
  lab("zwave-jam", { [CELLAR]: ["error", "bolt_jammed"] }),
  lab("zwave-lockout", { [FRONT]: ["error", "keypad_locked_out (wrong_codes) ← wrong_codes (burst)"] }),
  lab("zwave-hub-down", { [FRONT]: serverGone, [BACK]: serverGone, [GARAGE]: serverGone, [CELLAR]: serverGone }),
  lab("zigbee2mqtt-jam", { [PATIO]: ["error", "bolt_jam_suspected (between)"] }),
  lab("zigbee2mqtt-low-battery", { [SIDE]: ["critical", "battery_critical ← battery_low (now)"] }),
  lab("zigbee2mqtt-down", { [PATIO]: bridgeGone, [SIDE]: bridgeGone, [SHED]: bridgeGone }),
  lab("matter-low-battery", { [STUDIO]: ["error", "battery_low (now)"] }),
  lab("matter-gone", { [STUDIO]: ["error", "lock_unreachable (silent)"] }),
  // Home Assistant shows no jam of a Matter lock: a command that came back is all there is to see.
  lab("matter-jam", { [STUDIO]: ["error", "bolt_jam_suspected (fell_back)"] }),
  lab("update-available", { [FRONT]: ["warning", "update_available (installable)"] }),
  {
    name: "generic-cloud",
    locks: 1,
    expected: { "lock.lock_1": ["error", "sign_in_expired ← lock_unreachable (unavailable)"] },
  },
  { name: "generic-unavailable", locks: 1, expected: { "lock.lock_1": ["error", "lock_unreachable (unavailable)"] } },
  // Written from sources, each marked so in its note.
  { name: "august-bridge-offline", locks: 1, expected: { "lock.lock_1": ["error", "lock_unreachable (unavailable)"] } },
  { name: "yale-keypad-low", locks: 1, expected: { "lock.lock_1": ["warning", "keypad_battery_low (keypad)"] } },
  {
    name: "yale-smart-alarm-servers-away",
    locks: 1,
    expected: { "lock.lock_1": ["error", "cloud_unreachable (retrying) ← lock_unreachable (unavailable)"] },
  },
  { name: "schlage-keypad-disabled", locks: 1, expected: { "lock.lock_1": ["error", "keypad_locked_out (disabled)"] } },
  { name: "switchbot-cloud-jam", locks: 1, expected: { "lock.lock_1": ["error", "bolt_jammed"] } },
  { name: "simplisafe-pin-pad-low", locks: 1, expected: { "lock.lock_1": ["warning", "keypad_battery_low (keypad)"] } },
  { name: "smartthings-between", locks: 1, expected: { "lock.lock_1": ["error", "bolt_jam_suspected (between)"] } },
  { name: "xthings-cloud-jam", locks: 1, expected: { "lock.lock_1": ["error", "bolt_jammed"] } },
  { name: "igloohome-empty", locks: 1, expected: { "lock.lock_1": ["critical", "battery_critical ← battery_low (now)"] } },
  { name: "homee-motor-blocked", locks: 1, expected: { "lock.lock_1": ["error", "bolt_jammed"] } },
  {
    name: "verisure-servers-away",
    locks: 1,
    expected: { "lock.lock_1": ["error", "cloud_unreachable (retrying) ← lock_unreachable (unavailable)"] },
  },
  { name: "abode-silent", locks: 1, expected: { "lock.lock_1": ["error", "lock_unreachable (unavailable)"] } },
];

function told({ id, variant, explains }: Finding): string {
  const name = variant === undefined ? id : `${id} (${variant})`;
  return explains.length === 0 ? name : `${name} ← ${explains.map(told).join(", ")}`;
}

function outcomeOf(diagnosis: Diagnosis): readonly string[] {
  return [severityOf(diagnosis), ...diagnosis.findings.map(told)];
}

/** What is found in a recorded home, and what should be: equal when all is well. */
export function compare(
  recorded: unknown,
  { locks, expected }: RecordedHome,
): { readonly found: object; readonly wanted: object } {
  const home = asHome(recorded);
  if ("problem" in home) throw new Error(home.problem);
  const found = collectHome(home).map((snapshot) => [snapshot.lock.entityId, outcomeOf(diagnose(snapshot))] as const);
  const wanted = Array.from({ length: locks }, (_, index) => {
    const entityId = `lock.lock_${index + 1}`;
    return [entityId, expected[entityId] ?? ["healthy"]] as const;
  });
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { found: Object.fromEntries(sorted), wanted: Object.fromEntries(wanted) };
}
