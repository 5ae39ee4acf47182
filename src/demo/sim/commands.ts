import { MatterLock } from "./matter.ts";
import { devicesOf, notFound, textField, textList, timeField } from "./server.ts";
import type { Server } from "./server.ts";
import { RefusedCall } from "./store.ts";
import type { PastState } from "./store.ts";
import type { Message } from "./types.ts";
import { ZigbeeLock } from "./zigbee2mqtt-lock.ts";
import { ZwaveLock } from "./zwave-lock.ts";

type Command = (server: Server, message: Message) => unknown;

/** What of an integration's manifest matters to a card. */
const MANIFESTS: {
  readonly [domain: string]: { readonly name: string; readonly iot_class: string; readonly integration_type: string };
} = {
  zwave_js: { name: "Z-Wave", iot_class: "local_push", integration_type: "hub" },
  mqtt: { name: "MQTT", iot_class: "local_push", integration_type: "service" },
  matter: { name: "Matter", iot_class: "local_push", integration_type: "hub" },
  schlage: { name: "Schlage", iot_class: "cloud_polling", integration_type: "hub" },
  esphome: { name: "ESPHome", iot_class: "local_push", integration_type: "device" },
  hue: { name: "Philips Hue", iot_class: "local_push", integration_type: "hub" },
};

function zwaveLock(server: Server, message: Message): ZwaveLock {
  const id = textField(message, "device_id");
  const device = devicesOf(server).find((each) => each.device.id === id);
  if (!(device instanceof ZwaveLock)) throw notFound(`Device ${id} not found`);
  if (server.store.entries.get(device.entryId)?.state !== "loaded")
    throw new RefusedCall("not_loaded", `Config entry ${device.entryId} not loaded`);
  return device;
}

function matterLock(server: Server, message: Message): MatterLock {
  const id = textField(message, "device_id");
  const device = devicesOf(server).find((each) => each.device.id === id);
  if (!(device instanceof MatterLock))
    throw new RefusedCall("node_not_found", `Could not resolve Matter node from device id ${id}`);
  if (server.store.entries.get(device.entryId)?.state !== "loaded") throw new RefusedCall("unknown_error", "Unknown error");
  return device;
}

/** Past states of an entity in a span, the state at its beginning first. Times are epoch seconds. */
export function pastStates(
  server: Server,
  entityId: string,
  start: number,
  end: number,
  bare: boolean,
  withStart: boolean,
): PastState[] {
  const rows = server.store.history.get(entityId) ?? [];
  const inside = rows.filter(({ lu }) => lu > start && lu <= end);
  const before = withStart ? rows.filter(({ lu }) => lu <= start).pop() : undefined;
  // As the recorder does: the state at the beginning is given the time of the beginning.
  const all = before ? [{ ...before, lu: start }, ...inside] : inside;
  if (!bare) return all;
  return all.map(({ s, lu, lc }) => ({ s, lu, ...(lc === undefined ? {} : { lc }) }) as PastState);
}

export function logbookEvents(server: Server, message: Message, start: number, end: number): object[] {
  const devices = textList(message["device_ids"]);
  const entities = textList(message["entity_ids"]);
  const everything = devices.length === 0 && entities.length === 0;
  const events = server.store.logbook
    .filter(({ when, deviceId }) => when >= start && when <= end && (everything || devices.includes(deviceId)))
    .map(({ deviceId: _device, ...row }) => row as { when: number });
  const changes = entities.flatMap((entity_id) =>
    (server.store.history.get(entity_id) ?? [])
      .filter(({ lu, lc }) => lc === undefined && lu >= start && lu <= end)
      .map(({ s, lu }) => ({ state: s, entity_id, when: lu })),
  );
  return [...events, ...changes].sort((a, b) => a.when - b.when);
}

/** Commands with one answer, by type. */
export const COMMANDS: { readonly [type: string]: Command } = {
  ping: () => null,
  get_states: ({ store }) => [...store.states.values()],
  "auth/current_user": () => null,

  "config/entity_registry/get_entries": ({ store }, message) => {
    const rows = [...store.registry.values()];
    return Object.fromEntries(
      textList(message["entity_ids"]).map((entityId) => {
        const row = rows.find(({ entity_id }) => entity_id === entityId);
        return [
          entityId,
          row
            ? {
                ...row,
                aliases: [null],
                capabilities: null,
                device_class: null,
                original_device_class: null,
                original_icon: null,
              }
            : null,
        ];
      }),
    );
  },
  "config/entity_registry/list": ({ store }) => [...store.registry.values()],
  "config/device_registry/list": ({ store }) => [...store.devices.values()],
  "config/device_registry/list_linked_devices": ({ store }, message) => {
    const own = store.devices.get(textField(message, "device_id"));
    if (!own) throw notFound("Device not found");
    const keys = new Set(own.connections.map((pair) => pair.join(" ")));
    const linked = [...store.devices.values()].filter(
      ({ id, connections }) => id !== own.id && connections.some((pair) => keys.has(pair.join(" "))),
    );
    return { linked_devices: linked.map(({ id }) => id) };
  },
  "config_entries/get": ({ store }, message) => {
    const { domain } = message;
    return [...store.entries.values()].filter((entry) => domain === undefined || entry.domain === domain);
  },
  "repairs/list_issues": ({ store }) => ({ issues: [...store.issues.values()] }),
  "manifest/get": (_server, message) => {
    const domain = textField(message, "integration");
    const manifest = MANIFESTS[domain];
    if (!manifest) throw notFound("Integration not found");
    return {
      domain,
      ...manifest,
      is_built_in: true,
      overwrites_built_in: false,
      documentation: `https://www.home-assistant.io/integrations/${domain}`,
    };
  },

  "history/history_during_period": (server, message) => {
    const start = timeField(message, "start_time") / 1000;
    const end = message["end_time"] === undefined ? server.store.clock.now() / 1000 : timeField(message, "end_time") / 1000;
    const bare = message["no_attributes"] === true || message["minimal_response"] === true;
    const withStart = message["include_start_time_state"] !== false;
    return Object.fromEntries(
      textList(message["entity_ids"])
        .map((id) => [id, pastStates(server, id, start, end, bare, withStart)] as const)
        .filter(([, rows]) => rows.length > 0),
    );
  },
  "logbook/get_events": (server, message) => {
    const start = timeField(message, "start_time") / 1000;
    const end = message["end_time"] === undefined ? server.store.clock.now() / 1000 : timeField(message, "end_time") / 1000;
    return logbookEvents(server, message, start, end);
  },

  "zwave_js/node_status": (server, message) => zwaveLock(server, message).nodeStatus(),
  "zwave_js/node_metadata": (server, message) => zwaveLock(server, message).nodeMetadata(),
  "zwave_js/node_alerts": (server, message) => {
    zwaveLock(server, message);
    return { comments: [], is_embedded: true };
  },
  "matter/ping_node": (server, message) => matterLock(server, message).ping(),
  "matter/node_diagnostics": (server, message) => matterLock(server, message).diagnostics(),
  "matter/interview_node": (server, message) =>
    matterLock(server, message)
      .interview()
      .then(() => null),
  "mqtt/device/debug_info": (server, message) => {
    const id = textField(message, "device_id");
    const device = devicesOf(server).find((each) => each.device.id === id);
    if (!(device instanceof ZigbeeLock)) {
      if (device?.platform === "mqtt") return { entities: [], triggers: [] };
      throw notFound("Non MQTT device");
    }
    return device.debugInfo();
  },

  "persistent_notification/get": ({ store }) => [...store.notifications.values()],
  "todo/item/list": ({ store }, message) => {
    const items = store.todos.get(textField(message, "entity_id"));
    if (!items) throw notFound("Entity not found");
    return { items };
  },
  "update/release_notes": (server, message) => {
    const id = textField(message, "entity_id");
    const state = server.store.states.get(id);
    if (!state) throw notFound("Entity not found");
    if ((Number(state.attributes["supported_features"]) & 16) === 0)
      throw new RefusedCall("not_supported", "Entity does not support release notes");
    if (state.state === "unavailable") throw new RefusedCall("home_assistant_error", "Entity is not available");
    return state.state === "on" ? "* The keypad wakes faster.\n* Fixes a jam that was reported after a turn by hand." : null;
  },
  "frontend/get_user_data": ({ store }, message) => ({ value: store.userData.get(textField(message, "key")) ?? null }),
  "frontend/set_user_data": ({ store }, message) => {
    const key = textField(message, "key");
    store.userData.set(key, message["value"]);
    store.announce({ kind: "user_data", key });
    return null;
  },
  "frontend/get_system_data": () => ({ value: null }),
  "recorder/statistics_during_period": () => ({}),
};

/** Those of them, and of the streams, that are for administrators. */
export const ADMIN_COMMANDS: ReadonlySet<string> = new Set([
  "matter/interview_node",
  "update/release_notes",
  "zwave_js/refresh_node_info",
]);

export { zwaveLock };
