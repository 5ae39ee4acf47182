import { known } from "../core/fact.ts";
import type { AccessoryCells, Chemistry, Fact, FactSet } from "../core/fact.ts";
import type { Adapter, Planner } from "./adapter.ts";
import type { LockRef, LockView, Wish } from "./lock-view.ts";
import { steadySince } from "./lock-view.ts";
import { isOpener } from "./nuki.ts";
import { boltFacts } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { lastReport, supply, without } from "./shared/more-facts.ts";
import { commonPlans, lockAgain, press } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

const DEVICE = /^nuki_[0-9a-f]+$/i;

/** Whether the lock comes from technyon's Nuki Hub: it calls its devices after the lock's number, in base 16. */
export function isNukiHub({ platform, device }: LockRef): boolean {
  return platform === "mqtt" && (device?.identifiers ?? []).some(([domain, id]) => domain === "mqtt" && DEVICE.test(id ?? ""));
}

/** By unique id. Before that is known, by the name, in which only the lock's own battery has a capital letter. */
const LOW: Wish = { uniqueId: /^[0-9a-f]+_battery_low$/i };
const LOW_BY_NAME: Wish = { name: /(^|\s)Battery low$/ };
const CHARGING: Wish = { uniqueId: /^[0-9a-f]+_battery_charging$/i };
const KEYPAD_LOW: Wish = { uniqueId: /^[0-9a-f]+_keypad_battery_low$/i };
const KEYPAD_LOW_BY_NAME: Wish = { name: /Keypad battery low$/ };
/** Nuki Hub publishes it and makes no entity of it: only where a person has made one. */
const DOOR_SENSOR_LOW: Wish = { deviceClass: "battery", name: /door ?sensor/i };
/** The same: how the last turn ended. */
const ENDED: Wish = { name: /completion.?status/i };

const JAMS: ReadonlySet<string> = new Set(["motorBlocked", "clutchFailure", "incompleteFailure"]);
const NO_JAMS: ReadonlySet<string> = new Set(["success", "canceled", "tooRecent", "busy", "lowMotorVoltage"]);

const CHEMISTRIES: { readonly [word: string]: Chemistry } = { Alkali: "alkaline", Accumulators: "nimh", Lithium: "lithium" };

function accessories(view: LockView): Fact<readonly AccessoryCells[]> | undefined {
  const rows: readonly (readonly [AccessoryCells["kind"], Fact<boolean> | undefined])[] = [
    ["keypad", view.binary(KEYPAD_LOW, KEYPAD_LOW_BY_NAME)],
    ["door_sensor", view.binary(DOOR_SENSOR_LOW)],
  ];
  const cells = rows.flatMap(([kind, fact]): AccessoryCells | [] =>
    fact?.kind === "known" && fact.source !== undefined ? { kind, low: fact.value, source: fact.source } : [],
  );
  const at = Math.max(...rows.map(([, fact]) => fact?.at ?? -Infinity));
  if (cells.length > 0) return known(cells, { at });
  // One that has no value now: then there is an accessory of which nothing can be said.
  return rows.flatMap(([, fact]) => (fact?.kind === "unavailable" ? fact : []))[0];
}

/** Nuki Hub's word on its own connection. When it is gone, all its entities are unavailable, this one too. */
function hubOnline(view: LockView): Fact<boolean> | undefined {
  const entity = view.findAtHub({ domain: "binary_sensor", uniqueId: /_mqtt_connected$/ });
  if (!entity) return undefined;
  const fact = view.flag(entity);
  if (fact?.kind !== "unavailable" || fact.reason !== "unavailable") return fact;
  return known(false, { at: steadySince(view.home, entity.entityId), source: entity.entityId });
}

function read(view: LockView): FactSet {
  const common = commonFacts(view);
  const gone = view.lock?.state === "unavailable";
  return {
    // Its entity for charging has the device class of a low battery, and so has that of the keypad.
    ...without(common, "battery_low_flag"),
    ...boltFacts(view),
    ...factSet({
      // A lock that the hub does not reach any more keeps its last state and stays available.
      lock_available: gone ? availability(view) : undefined,
      last_seen: lastReport(view),
      hub_online: hubOnline(view),
      radio: known("bluetooth"),
      signal: view.measure({ deviceClass: "signal_strength" }),
      battery_low_flag: view.binary(LOW, LOW_BY_NAME),
      battery_now_flag: view.sensor((word) => word === "lowMotorVoltage", ENDED),
      battery_chemistry: view.word(
        view.find({ domain: "select", uniqueId: /_battery_type$/ }, { domain: "select", name: /Battery type$/ }),
        (word) => CHEMISTRIES[word],
      ),
      supply_ok: supply(view.binary(CHARGING), common.battery_level),
      accessory_cells: accessories(view),
      has_keypad: view.find({ domain: "binary_sensor", ...KEYPAD_LOW }) ? known(true) : undefined,
      jam_flag: view.sensor((word) => (JAMS.has(word) ? true : NO_JAMS.has(word) ? false : undefined), ENDED),
      auto_relock: view.flag(view.find({ domain: "switch", uniqueId: /^[0-9a-f]+_auto_lock$/i })),
    }),
  };
}

/** A button of Nuki Hub that asks the lock over Bluetooth. They are switched off until a person switches them on. */
const query =
  (what: "lockstate" | "battery"): Planner =>
  (view) =>
    press(view, view.find({ domain: "button", uniqueId: new RegExp(`^[0-9a-f]+_query_${what}$`, "i") }));

/** Starts Nuki Hub anew: a switch that switches itself off again. The lock itself is not touched. */
const restartHub: Planner = (view) => {
  const reset = view.findAtHub({ domain: "switch", uniqueId: /^\d+_reset$/ });
  if (!reset || !view.isAvailable(reset.entityId)) return undefined;
  return { kind: "service", domain: "switch", service: "turn_on", data: {}, target: { entity_id: reset.entityId }, admin: false };
};

/**
 * Nuki locks behind Nuki Hub, a program of technyon's for small boards, through MQTT. It says "jammed" of a blocked motor, and
 * also of a lock that is not calibrated, calibrates or starts. Its update is its own, not the lock's. Its buttons for calibrating,
 * which moves the bolt, and for a restart of the lock, of which nobody has seen what it moves, are left alone.
 */
export const nukiHub: Adapter = {
  id: "nuki_hub",
  recognises: isNukiHub,
  read,
  wants: commonWants,
  plans: {
    ...commonPlans,
    lock_again: (view) => (isOpener(view) ? undefined : lockAgain(view)),
    ping: query("lockstate"),
    refresh_entity: query("lockstate"),
    reread_notification: query("lockstate"),
    reread_value: query("battery"),
    restart_hub: restartHub,
  },
};
