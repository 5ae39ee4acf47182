import { logbookEvents, pastStates, zwaveLock } from "./commands.ts";
import { textField, textList, timeField } from "./server.ts";
import type { Server } from "./server.ts";
import { RefusedCall } from "./store.ts";
import type { Message } from "./types.ts";

/** Begins a stream. `send` takes its events, the first of them may come at once; the result ends it. */
type Stream = (server: Server, message: Message, send: (event: unknown) => void) => () => void;

/** Events of the bus that plain users may have. */
const OPEN_EVENTS = new Set([
  "area_registry_updated",
  "category_registry_updated",
  "component_loaded",
  "core_config_updated",
  "device_registry_updated",
  "entity_registry_updated",
  "floor_registry_updated",
  "label_registry_updated",
  "lovelace_updated",
  "panels_updated",
  "recorder_5min_statistics_generated",
  "recorder_hourly_statistics_generated",
  "repairs_issue_registry_updated",
  "service_registered",
  "service_removed",
  "shopping_list_updated",
  "state_changed",
  "themes_updated",
]);

export function mayHear(eventType: unknown, admin: boolean): boolean {
  return admin || (typeof eventType === "string" && OPEN_EVENTS.has(eventType));
}

const EVENT_OF = { issues: "repairs_issue_registry_updated", state: "state_changed" } as const;

/** Commands that go on sending, by type. */
export const STREAMS: { readonly [type: string]: Stream } = {
  subscribe_events: ({ store }, message, send) => {
    const wanted = message["event_type"];
    return store.onChange((change) => {
      const type =
        change.kind === "registry"
          ? `${change.what}_registry_updated`
          : change.kind === "issues" || change.kind === "state"
            ? EVENT_OF[change.kind]
            : undefined;
      if (type === undefined || (wanted !== undefined && wanted !== type)) return;
      const data = change.kind === "state" ? { entity_id: change.entityId, new_state: change.state ?? null } : {};
      send({
        event_type: type,
        data,
        origin: "LOCAL",
        time_fired: new Date(store.clock.now()).toISOString(),
        context: { id: store.newId(26), parent_id: null, user_id: null },
      });
    });
  },

  "config_entries/subscribe": ({ store }, _message, send) => {
    send([...store.entries.values()].map((entry) => ({ type: null, entry })));
    return store.onChange((change) => {
      if (change.kind === "entry") send([{ type: change.type, entry: change.entry }]);
    });
  },

  "history/stream": (server, message, send) => {
    const { store } = server;
    const start = timeField(message, "start_time") / 1000;
    const now = store.clock.now() / 1000;
    const end = message["end_time"] === undefined ? undefined : timeField(message, "end_time") / 1000;
    const ids = textList(message["entity_ids"]);
    const bare = message["no_attributes"] === true || message["minimal_response"] === true;
    const withStart = message["include_start_time_state"] !== false;
    const found = ids
      .map((id) => [id, pastStates(server, id, start, end ?? now, bare, withStart)] as const)
      .filter(([, rows]) => rows.length > 0);
    send({ states: Object.fromEntries(found), start_time: start, end_time: end ?? now });
    if (end !== undefined && end <= now) return () => {};
    return store.onChange((change) => {
      if (change.kind !== "state" || change.state === undefined || !ids.includes(change.entityId)) return;
      const { state, attributes, last_updated: updated, last_changed: changed } = change.state;
      const lu = Date.parse(updated) / 1000;
      const row = {
        s: state,
        ...(bare ? {} : { a: attributes }),
        lu,
        ...(changed === updated ? {} : { lc: Date.parse(changed) / 1000 }),
      };
      send({ states: { [change.entityId]: [row] }, start_time: lu, end_time: lu });
    });
  },

  "logbook/event_stream": (server, message, send) => {
    const { store } = server;
    const start = timeField(message, "start_time") / 1000;
    const now = store.clock.now() / 1000;
    if (start > now) throw new RefusedCall("invalid_start_time", "Invalid start_time");
    const devices = textList(message["device_ids"]);
    const entities = textList(message["entity_ids"]);
    send({ events: logbookEvents(server, message, start, now), start_time: start, end_time: now, partial: true });
    send({ events: [], start_time: start, end_time: now });
    return store.onChange((change) => {
      if (change.kind === "logbook") {
        const { deviceId, ...row } = change.row;
        if (devices.includes(deviceId) || (devices.length === 0 && entities.length === 0)) send({ events: [row] });
      } else if (change.kind === "state" && change.state && entities.includes(change.entityId)) {
        const { state, last_updated: updated, last_changed: changed } = change.state;
        if (changed === updated) send({ events: [{ state, entity_id: change.entityId, when: Date.parse(updated) / 1000 }] });
      }
    });
  },

  "zwave_js/refresh_node_info": (server, message, send) => {
    const lock = zwaveLock(server, message);
    const stop = lock.watchInterview(send);
    lock.refreshInfo();
    return stop;
  },

  "frontend/subscribe_user_data": ({ store }, message, send) => {
    const wanted = textField(message, "key");
    send({ value: store.userData.get(wanted) ?? null });
    return store.onChange((change) => {
      if (change.kind === "user_data" && change.key === wanted) send({ value: store.userData.get(wanted) ?? null });
    });
  },

  "persistent_notification/subscribe": ({ store }, _message, send) => {
    const all = () => Object.fromEntries(store.notifications);
    send({ type: "current", notifications: all() });
    return store.onChange((change) => {
      if (change.kind === "notifications") send({ type: "added", notifications: all() });
    });
  },

  "todo/item/subscribe": ({ store }, message, send) => {
    const entityId = textField(message, "entity_id");
    const items = () => ({ items: store.todos.get(entityId) ?? [] });
    send(items());
    return store.onChange((change) => {
      if (change.kind === "todo" && change.entityId === entityId) send(items());
    });
  },
};
