import type { Request } from "../../../src/adapters/home.ts";
import type { ServedHome } from "../../bridge/support/home-server.ts";

type Row = { readonly [field: string]: unknown };

const HUB = "bench_hub";

export const lockEntity = (index: number) => `lock.bench_${index}`;
export const deviceOfLock = (index: number) => `bench_lock_${index}`;

/** Rows of [suffix of the entity id, state, attributes, registry row, suffix of the unique id]. */
type Kind = readonly [id: string, state: string, attributes: Row, row: Row, unique: string];

const DIAGNOSTIC = { entity_category: "diagnostic" };

/** A lock's entities besides the lock, as Z-Wave JS makes them. */
function siblings(index: number, seen: string): readonly Kind[] {
  const id = (domain: string, suffix: string) => `${domain}.bench_${index}_${suffix}`;
  return [
    [id("sensor", "battery"), "80", { device_class: "battery", unit_of_measurement: "%" }, DIAGNOSTIC, "-128-0-level"],
    [id("sensor", "node_status"), "alive", {}, { translation_key: "node_status", ...DIAGNOSTIC }, ".node_status"],
    [id("sensor", "last_seen"), seen, { device_class: "timestamp" }, { translation_key: "last_seen" }, ".last_seen"],
    [id("sensor", "rtt"), "40", { unit_of_measurement: "ms" }, { translation_key: "rtt" }, ".statistics_rtt"],
    [
      id("sensor", "rssi"),
      "-62",
      { device_class: "signal_strength", unit_of_measurement: "dBm" },
      { translation_key: "rssi" },
      ".statistics_rssi",
    ],
    [id("binary_sensor", "door"), "off", { device_class: "door" }, {}, "-113-0-Access Control-Door state.22"],
    [id("binary_sensor", "jammed"), "off", { device_class: "problem" }, {}, "-113-0-Access Control-Lock state.11"],
    [id("button", "ping"), "unknown", {}, { translation_key: "ping" }, ".ping"],
    [
      id("update", "firmware"),
      "off",
      { device_class: "firmware", installed_version: "1.2", latest_version: "1.2" },
      { translation_key: "firmware" },
      ".firmware_update",
    ],
  ];
}

/**
 * A home with this many locks on one Z-Wave hub and this many entities that have nothing to do with them. All locks gave a
 * sign of life at `now`, epoch ms.
 */
export function benchHome({
  locks,
  others,
  now,
}: {
  readonly locks: number;
  readonly others: number;
  readonly now: number;
}): Required<Pick<ServedHome, "states" | "entities" | "devices">> {
  const states: { [entityId: string]: { state: string; attributes: Row } } = {};
  const entities: Row[] = [];
  const devices: Row[] = [];
  const add = (entityId: string, state: string, attributes: Row, row: Row) => {
    states[entityId] = { state, attributes: { friendly_name: entityId, ...attributes } };
    entities.push({ entity_id: entityId, labels: [], ...row });
  };
  const zwave = { platform: "zwave_js", config_entry_id: "bench" };
  const device = { manufacturer: "Bench", connections: [], config_entries: ["bench"], area_id: null, via_device_id: null };
  devices.push({ ...device, id: HUB, name: "Hub", model: "Stick", identifiers: [["zwave_js", "1-1"]] });
  for (const [suffix, state] of [
    ["controller_status", "ready"],
    ["background_rssi_channel_0", "-95"],
  ] as const)
    add(
      `sensor.bench_hub_${suffix}`,
      state,
      {},
      { ...zwave, device_id: HUB, translation_key: suffix, unique_id: `1.1.${suffix}` },
    );
  for (let index = 0; index < locks; index++) {
    const node = `1-${index + 2}`;
    const ids = { ...zwave, device_id: deviceOfLock(index) };
    devices.push({
      ...device,
      id: deviceOfLock(index),
      name: `Lock ${index}`,
      model: "Lock",
      identifiers: [["zwave_js", node]],
      via_device_id: HUB,
    });
    add(lockEntity(index), "locked", {}, { ...ids, unique_id: `1.${node}-98-0-currentMode` });
    for (const [entityId, state, attributes, row, unique] of siblings(index, new Date(now).toISOString()))
      add(entityId, state, attributes, { ...ids, ...row, unique_id: `1.${node}${unique}` });
  }
  for (let index = 0; index < others; index++) {
    const id = `other_${index >> 2}`;
    if (index % 4 === 0) devices.push({ ...device, id, name: "Other", identifiers: [["mqtt", id]], config_entries: ["mqtt"] });
    add(
      `sensor.other_${index}`,
      String(index),
      { device_class: "temperature", unit_of_measurement: "°C", state_class: "measurement" },
      { platform: "mqtt", device_id: id, unique_id: `other_${index}` },
    );
  }
  return { states, entities, devices };
}

/** What such a home answers, besides what a `HomeServer` does by itself. */
export const ANSWERS: { readonly [type: string]: (request: Request) => unknown } = {
  "zwave_js/node_status": ({ device_id: id }) => ({
    node_id: Number(String(id).replace(/\D/g, "")) + 2,
    status: 4,
    ready: true,
    is_secure: true,
    highest_security_class: 2,
    is_routing: true,
  }),
  "config/device_registry/list_linked_devices": () => ({ linked_devices: [] }),
  "manifest/get": () => ({ domain: "zwave_js", iot_class: "local_push" }),
};

/** First events of its streams. */
export const BEGINNINGS: { readonly [type: string]: (request: Request) => unknown } = {
  "config_entries/subscribe": () => [
    { type: null, entry: { entry_id: "bench", domain: "zwave_js", title: "Bench", state: "loaded" } },
    { type: null, entry: { entry_id: "mqtt", domain: "mqtt", title: "Others", state: "loaded" } },
  ],
  "logbook/event_stream": () => ({ events: [] }),
  "history/stream": () => ({ states: {} }),
  "zwave_js/subscribe_node_statistics": () => statistics(0),
};

/** The driver's figures of a lock after so many commands. */
export const statistics = (commands: number): Row => ({
  event: "statistics updated",
  source: "node",
  commands_tx: commands,
  commands_rx: commands,
  commands_dropped_tx: 0,
  commands_dropped_rx: 0,
  timeout_response: 0,
  rtt: 40 + (commands % 7),
  rssi: -62,
  lwr: { protocol_data_rate: 3, repeaters: [], rssi: -62, repeater_rssi: [] },
});
