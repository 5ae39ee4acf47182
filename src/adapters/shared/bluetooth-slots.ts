import { known } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { DeepAdapter } from "../adapter.ts";
import { list, number, record, text } from "../home.ts";
import { factSet } from "./facts.ts";

/** Administrators only (homeassistant/components/bluetooth/websocket_api.py). */
const SLOTS = "bluetooth/subscribe_connection_allocations";

/** Connections of an adapter or proxy: all that it can have, those that are free, and the addresses that have one. */
interface Slots {
  readonly slots: number;
  readonly free: number;
  readonly allocated: readonly string[];
}

/** By the adapter's or proxy's own address. */
interface Known {
  readonly [source: string]: Slots;
}

/** Takes an event: one row that has changed, or at the beginning, also after a lost connection, a row for each adapter and proxy. */
export function keepSlots(result: unknown, before: unknown): Known {
  const rows = list(result);
  const kept: { [source: string]: Slots } = rows.length > 1 ? {} : { ...(record(before) as Known) };
  for (const row of rows) {
    const { source, slots, free, allocated } = record(row);
    const name = text(source);
    if (name === undefined) continue;
    const all = number(slots) ?? 0;
    const addresses = list(allocated).flatMap((each) => text(each)?.toUpperCase() ?? []);
    // One that is gone, or does not count, says that it has none.
    if (all > 0) kept[name] = { slots: all, free: number(free) ?? 0, allocated: addresses };
    else delete kept[name];
  }
  return kept;
}

/**
 * How many connections are free for a lock that Home Assistant reaches by Bluetooth itself. Which adapter or proxy hears the
 * lock is not asked: Home Assistant tells that only with all that it hears of everything. So they are counted together, as it
 * does itself when it says that all are full. A lock that is connected has its own, and nothing is said then.
 */
export const bluetoothSlots: Pick<DeepAdapter, "wants" | "read"> = {
  wants: () => [{ mode: "stream", request: { type: SLOTS }, keep: keepSlots }],
  read(view): FactSet {
    const answer = view.answer(SLOTS);
    const address = view.ref.device?.connections?.find(([kind]) => kind === "bluetooth")?.[1]?.toUpperCase();
    const all = Object.values(record(answer?.result)).map(record);
    if (all.length === 0 || address === undefined || all.some(({ allocated }) => list(allocated).includes(address))) return {};
    const free = all.reduce((sum, { free: some }) => sum + (number(some) ?? 0), 0);
    return factSet({ free_slots: known(free, { at: answer?.at }) });
  },
};
