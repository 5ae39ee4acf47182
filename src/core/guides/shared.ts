import { readBattery } from "../battery.ts";
import type { CheckId } from "../checks/index.ts";
import type { Radio } from "../fact.ts";
import type { Situation } from "../guide/types.ts";

/** Percent from which cells are not to blame, whatever else is wrong: half, as makers ask for before an update. */
const FULL_ENOUGH = 50;

/** Whether cells may be to blame: low, not known, or not to be believed. */
export function needsCells({ values }: Situation): boolean {
  const reading = readBattery(values);
  return reading.kind !== "level" || reading.percent < FULL_ENOUGH;
}

/** Variant of words that name the cells, where their kind is known. */
export function cellsWord({ values }: Situation): "cells" | undefined {
  return values.battery_type === undefined ? undefined : "cells";
}

/** It has a rechargeable battery of the maker's own shape, so that there are no cells to buy. */
export function hasPack({ traits }: Situation): boolean {
  return traits.cells?.type === "pack";
}

/** The answer that a door sensor gives to a step that opens the door. */
export function doorTold({ values }: Situation): "done" | undefined {
  return values.door_open === true ? "done" : undefined;
}

/** Percent from which on cells count as new, and points by which a level rises with them: as after a noted swap. */
const NEW_CELLS = 80;

/** Whether the level was read after the swap and is that of new cells; undefined where that cannot be told. */
export function levelTold(situation: Situation): "up" | "not_yet" | undefined {
  const { values } = situation;
  const reading = readBattery(values);
  const readAt = situation.readAt("battery_level");
  const swapped = values.battery_swapped;
  if (reading.kind !== "level" || readAt === undefined || swapped === undefined || readAt <= swapped) return undefined;
  return reading.percent >= NEW_CELLS
    ? "up"
    : situation.outcome("battery_swap_unconfirmed")?.status === "fail"
      ? "not_yet"
      : undefined;
}

/** How the lock comes to Home Assistant, as far as that decides what a person does. */
export type Way = "zwave" | "zigbee" | "matter" | "bluetooth" | "cloud" | "other";

const BY_ADAPTER: { readonly [adapter: string]: Way } = {
  zwave_js: "zwave",
  zha: "zigbee",
  zigbee2mqtt: "zigbee",
  matter: "matter",
  switchbot: "bluetooth",
  yalexs_ble: "bluetooth",
  // Bluetooth on their last metres only: what joins them is a device of the maker's or Nuki Hub.
  nuki_hub: "other",
  loqed: "other",
};

const BY_RADIO: { readonly [R in Radio]?: Way } = {
  zwave: "zwave",
  zwave_long_range: "zwave",
  zigbee: "zigbee",
  bluetooth: "bluetooth",
};

export function wayOf({ values, adapter }: Situation): Way {
  return BY_ADAPTER[adapter] ?? (values.cloud ? "cloud" : ((values.radio && BY_RADIO[values.radio]) ?? "other"));
}

/** A radio whose messages other devices pass on. Z-Wave Long Range, Wi-Fi and Bluetooth are none. */
export function hasRepeaters({ values }: Situation): boolean {
  return values.radio === "zwave" || values.radio === "zigbee" || values.radio === "thread";
}

/** Whether readings say right now that something is wrong: neither where nobody knows nor where it does not apply. */
export function fails(situation: Situation, check: CheckId): boolean {
  return situation.outcome(check)?.status === "fail";
}

/** What readings say of the link between hub and lock; undefined where nobody knows. */
export function linkTold(situation: Situation): "good" | "weak" | undefined {
  const status = situation.outcome("link_weak")?.status;
  return status === "pass" ? "good" : status === "fail" ? "weak" : undefined;
}

/** What readings say of the cells; undefined where they are not known or not to be believed. */
export function cellsTold({ values }: Situation): "enough" | "low" | undefined {
  const reading = readBattery(values);
  return reading.kind !== "level" ? undefined : reading.percent < FULL_ENOUGH ? "low" : "enough";
}

/** A keypad that hangs apart from the lock, as far as its own cells are known. */
export function keypadApart({ values }: Situation): boolean | undefined {
  return values.accessory_cells === undefined ? undefined : values.accessory_cells.some(({ kind }) => kind === "keypad");
}
