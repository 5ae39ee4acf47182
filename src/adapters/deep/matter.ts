import { known } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { DeepAdapter } from "../adapter.ts";
import { list, number, record, text, time } from "../home.ts";
import type { LockView } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { whereNewer } from "./shared.ts";

const TOPOLOGY = "matter/network_topology";

/** dBm by device, and when the server gathered it, epoch ms. */
interface Signals {
  readonly at?: number;
  readonly dbm: { readonly [deviceId: string]: number };
}

/**
 * Of the whole network only how strong each of Home Assistant's devices is heard by its best neighbour: a lock that sleeps has
 * one alone, through which all goes.
 */
export function keepSignals(result: unknown): Signals {
  const { collected_at: collected, nodes, connections } = record(result);
  const devices = new Map(
    list(nodes).flatMap((node) => {
      const { id, ha_device_id: device } = record(node);
      return typeof device === "string" ? [[id, device] as const] : [];
    }),
  );
  const dbm: { [deviceId: string]: number } = {};
  for (const connection of list(connections)) {
    const { source, target, source_to_target: there, target_to_source: back, via_route_table: far } = record(connection);
    // Known from a table of routes alone: the two may not hear each other.
    if (far === true) continue;
    const heard = [there, back].map((way) => number(record(way)["rssi"]) ?? 0).filter((value) => value < 0);
    for (const id of [source, target]) {
      const device = devices.get(id);
      if (device !== undefined && heard.length > 0) dbm[device] = Math.max(dbm[device] ?? -Infinity, ...heard);
    }
  }
  const at = time(collected);
  return at === undefined ? { dbm } : { at, dbm };
}

function signal(view: LockView): FactSet {
  const { at, dbm } = view.result(TOPOLOGY);
  const value = number(record(dbm)[text(view.deviceId) ?? ""]);
  return factSet({ signal: value === undefined ? undefined : known(value, { at: number(at) }) });
}

/** Matter: what its server knows of the Thread network. Its interview is an administrator's too, and the adapter's own. */
export const matter: DeepAdapter = {
  id: "matter",
  // What the server knows already: a refresh would ask every router of the network.
  wants: () => [{ mode: "call", request: { type: TOPOLOGY }, every: 15 * 60_000, keep: (result) => keepSignals(result) }],
  read: (view, facts) => whereNewer(signal(view), facts),
  plans: {},
};
