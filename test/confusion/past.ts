import { entryOf } from "../../src/adapters/companions/keymaster.ts";
import { lockCodeManager } from "../../src/adapters/companions/lock-code-manager.ts";
import { describeLock, lockEntities } from "../../src/adapters/locks.ts";
import { iso, mockDevice } from "../support/home.ts";
import { DAY, HOUR, NOW } from "../support/snapshot.ts";
import type { Place } from "./faults.ts";

/** What stands beside a lock or lies behind it: notes, code managers, history, statistics. */

const MIDNIGHT = NOW - 12 * HOUR;

/** A value for each day, today's last. */
export const daily = (count: number, level: (index: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, index) => level(index));

/** A day's row each, as the recorder answers: also of today, as far as it has come (`recorder/statistics.py`, `_reduce_statistics`). */
export function addStatistics(
  { home }: Place,
  entityId: string,
  levels: readonly number[],
  kind: "level" | "mean" = "level",
): void {
  const rows = levels.map((level, index) => {
    const value = kind === "level" ? Math.round(level) : level;
    const start = MIDNIGHT - (levels.length - 1 - index) * DAY;
    return { start, end: start + DAY, max: value, mean: value, min: value, sum: null };
  });
  home.answer(
    {
      type: "recorder/statistics_during_period",
      start_time: "2024-11-01T00:00:00.000Z",
      statistic_ids: [entityId],
      period: "day",
    },
    { [entityId]: rows },
  );
}

/** Battery Notes' entities for four cells of this kind, changed so many days ago. */
export function addNotes(
  { home, device, slug }: Place,
  { days, words }: { readonly days: number; readonly words: string },
): void {
  const on = { platform: "battery_notes", device, category: "diagnostic" } as const;
  const replaced = iso(NOW - days * DAY);
  const cells = { battery_quantity: 4, battery_type: words };
  home.entity({
    ...on,
    id: `sensor.${slug}_bn_battery_type`,
    uniqueId: `bn_${device}_battery_type`,
    key: "battery_type",
    name: "Battery type",
    state: `4× ${words}`,
    attributes: cells,
  });
  home.entity({
    ...on,
    id: `sensor.${slug}_bn_battery_last_replaced`,
    uniqueId: `bn_${device}_battery_last_replaced`,
    key: "battery_last_replaced",
    name: "Battery last replaced",
    state: replaced,
    attributes: { device_class: "timestamp" },
  });
  home.entity({
    ...on,
    id: `button.${slug}_bn_battery_replaced`,
    uniqueId: `bn_${device}_battery_replaced_button`,
    key: "battery_replaced",
    name: "Battery replaced",
    state: "unknown",
  });
}

interface Slot {
  readonly sync?: string;
  readonly ends?: number;
}

/** keymaster with a slot each. */
export function addKeymaster({ home, lock, slug }: Place, slots: readonly Slot[]): void {
  const entry = `01KEYMASTER_${slug.toUpperCase()}`;
  home.entry({ entry_id: entry, domain: "keymaster", title: "Codes" });
  home.device(mockDevice(`km_${slug}`, { name: "Codes", config_entry_id: entry, identifiers: [["keymaster", entry]] }));
  slots.forEach(({ sync = "Synced", ends }, index) => {
    const slot = index + 1;
    const add = (domain: string, property: string, name: string, state: string) =>
      home.entity({
        id: `${domain}.${slug}_code_slot_${slot}_${property}`,
        device: `km_${slug}`,
        platform: "keymaster",
        uniqueId: `${entry}_${domain}_code_slots_${slot}_${property}`,
        state,
        attributes: { friendly_name: `Codes Code Slot ${slot}: ${name}` },
        at: NOW - 3 * HOUR,
      });
    add("sensor", "synced", "Sync Status", sync);
    add("binary_sensor", "active", "Active", sync === "Disconnected" ? "off" : "on");
    add("switch", "accesslimit_date_range_enabled", "Use Date Range Limits", ends === undefined ? "off" : "on");
    add("datetime", "accesslimit_date_range_end", "Date Range End", ends === undefined ? "unknown" : iso(ends));
  });
  home.answer(
    { type: "keymaster/get_view_metadata", config_entry_id: entry },
    entryOf({ badges: [{ type: "entity", entity: lock }], config_entry_id: entry, slot_start: 1, slot_count: 10 }),
  );
}

/** Lock Code Manager with a slot each, of this sync status. */
export function addLockCodeManager({ home, lock, slug }: Place, slots: readonly string[]): void {
  const entry = `01LCM_${slug.toUpperCase()}`;
  home.entry({ entry_id: entry, domain: "lock_code_manager", title: "Codes" });
  const registered: object[] = [];
  slots.forEach((status, index) => {
    const slot = index + 1;
    const device = `lcm_${slug}_${slot}`;
    home.device(
      mockDevice(device, {
        name: `Codes ${slot}`,
        config_entry_id: entry,
        identifiers: [["lock_code_manager", `${entry}|${slot}`]],
      }),
    );
    const add = (id: string, key: string, state: string, attributes: object, about?: string) => {
      const uniqueId = [entry, slot, key, ...(about === undefined ? [] : [about])].join("|");
      home.entity({
        id,
        device,
        platform: "lock_code_manager",
        uniqueId,
        key,
        state,
        attributes: { ...attributes },
        at: NOW - 3 * HOUR,
      });
      registered.push({ entity_id: id, unique_id: uniqueId, platform: "lock_code_manager" });
    };
    add(`binary_sensor.${slug}_user_${slot}_active`, "active", "on", { code_slot: slot });
    add(
      `binary_sensor.${slug}_user_${slot}_in_sync`,
      "in_sync",
      status === "in_sync" ? "on" : "off",
      { sync_status: status },
      lock,
    );
  });
  const view = home.view();
  const refs = lockEntities(view).map((id) => describeLock(view, id));
  for (const { request, keep } of lockCodeManager.wants?.(view, refs) ?? []) {
    if (request["config_entry_id"] !== entry) continue;
    const told = {
      config_entry: { entry_id: entry, domain: "lock_code_manager", title: "Codes" },
      entities: registered,
      locks: [{ entity_id: lock, name: lock }],
      slots: {},
    };
    home.answer(request, keep ? keep(told, undefined, NOW) : told);
  }
}

/**
 * A week of turns: unlocked and locked again, `perDay` times a day, the last one an hour ago. `takes`: ms from "locking" to
 * "locked", for locks that show it.
 */
export function turns(
  { home, lock }: Place,
  { perDay, takes }: { readonly perDay: number; readonly takes?: (at: number) => number },
): void {
  const words: (readonly [string, number])[] = [["locked", NOW - 7 * DAY]];
  const every = DAY / perDay;
  let at = NOW - 7 * DAY + every;
  for (; at < NOW - HOUR; at += every) {
    words.push(["unlocked", at - every / 2]);
    if (takes) words.push(["locking", at], ["locked", at + Math.round(takes(at))]);
    else words.push(["locked", at]);
  }
  home.past(lock, words);
  const [state, since] = words.at(-1) ?? ["locked", NOW - DAY];
  home.set(lock, state, { at: since });
}

/** The bolt has rested where it is for so many hours. */
export function restFor({ home, lock }: Place, hours: number): void {
  home.set(lock, home.states[lock]?.state ?? "locked", { at: NOW - hours * HOUR });
}
