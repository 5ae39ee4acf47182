import { devicesOf, locksOf, textField, textList } from "./server.ts";
import type { Server } from "./server.ts";
import { RefusedCall, failed } from "./store.ts";
import type { Attributes, Target } from "./types.ts";

interface Call {
  readonly data: Attributes;
  readonly entities: readonly string[];
}
type Service = (server: Server, call: Call) => unknown;

/** Services that are for administrators. */
const ADMIN_SERVICES = new Set([
  "update.install",
  "update.skip",
  "homeassistant.reload_config_entry",
  "homeassistant.restart",
  "homeassistant.reload_all",
  "mqtt.publish",
]);

/** Actions that an integration carries out on its entities. */
const ENTITY_ACTIONS = new Set([
  "lock.lock",
  "lock.unlock",
  "button.press",
  "update.install",
  "zwave_js.refresh_value",
  "zwave_js.refresh_notifications",
  "homeassistant.update_entity",
]);

/**
 * Carries an action out on each entity. One that is unavailable, or unknown to the home, is passed over without a word,
 * and the action still succeeds.
 */
async function onEntities(server: Server, action: string, { data, entities }: Call): Promise<void> {
  const devices = devicesOf(server);
  const runs = entities.map(async (entityId) => {
    const state = server.store.states.get(entityId);
    if (!state || (state.state === "unavailable" && action !== "homeassistant.update_entity")) return;
    if (action === "update.install") refuseInstall(entityId, state.attributes);
    await devices.find((device) => device.owns(entityId))?.handle(action, entityId, data);
  });
  await Promise.all(runs);
}

function refuseInstall(entityId: string, attributes: Attributes): void {
  if (attributes["in_progress"] === true) throw failed(`Update installation already in progress for ${entityId}`);
  if (attributes["installed_version"] === attributes["latest_version"]) throw failed(`No update available for ${entityId}`);
}

async function reload(server: Server, { data, entities }: Call): Promise<void> {
  const named = textList(data["entry_id"]);
  const byEntity = entities.flatMap((id) => devicesOf(server).find((device) => device.owns(id))?.entryId ?? []);
  const hubs = server.hubs.filter(({ entryId }) => named.includes(entryId) || byEntity.includes(entryId));
  if (hubs.length === 0) throw failed("There were no matching config entries to reload");
  await Promise.all(hubs.map((hub) => hub.reload()));
}

function createNotification({ store }: Server, { data }: Call): void {
  const id = typeof data["notification_id"] === "string" ? data["notification_id"] : store.newId();
  store.notifications.set(id, {
    notification_id: id,
    message: textField(data, "message"),
    title: typeof data["title"] === "string" ? data["title"] : null,
    created_at: new Date(store.clock.now()).toISOString().replace("Z", "+00:00"),
  });
  store.announce({ kind: "notifications" });
}

function dismissNotification({ store }: Server, { data }: Call): void {
  store.notifications.delete(textField(data, "notification_id"));
  store.announce({ kind: "notifications" });
}

function addItem({ store }: Server, { data, entities }: Call): void {
  for (const entityId of entities) {
    const items = store.todos.get(entityId);
    const state = store.states.get(entityId);
    if (!items || !state) continue;
    items.push({
      uid: store.newId(),
      summary: textField(data, "item"),
      status: "needs_action",
      ...(typeof data["description"] === "string" ? { description: data["description"] } : {}),
      ...(typeof data["due_date"] === "string" ? { due: data["due_date"] } : {}),
    });
    store.set(entityId, String(items.filter(({ status }) => status === "needs_action").length), state.attributes);
    store.announce({ kind: "todo", entityId });
  }
}

/** The items of a list, and the place of the one that a call names by its uid or its summary. */
function itemsOf({ store }: Server, entityId: string, named: string) {
  const items = store.todos.get(entityId) ?? [];
  const at = items.findIndex(({ uid, summary }) => uid === named || summary === named);
  if (at < 0) throw failed(`Unable to find to-do list item: ${named}`);
  return { items, at };
}

function changed({ store }: Server, entityId: string): void {
  const items = store.todos.get(entityId) ?? [];
  const { attributes = {} } = store.states.get(entityId) ?? {};
  store.set(entityId, String(items.filter(({ status }) => status === "needs_action").length), attributes);
  store.announce({ kind: "todo", entityId });
}

function updateItem(server: Server, { data, entities }: Call): void {
  for (const entityId of entities) {
    const { items, at } = itemsOf(server, entityId, textField(data, "item"));
    const item = items[at];
    if (!item) continue;
    items[at] = {
      ...item,
      ...(typeof data["rename"] === "string" ? { summary: data["rename"] } : {}),
      ...(typeof data["description"] === "string" ? { description: data["description"] } : {}),
      ...(typeof data["due_date"] === "string" ? { due: data["due_date"] } : {}),
      ...(data["status"] === "completed" || data["status"] === "needs_action" ? { status: data["status"] } : {}),
    };
    changed(server, entityId);
  }
}

function removeItem(server: Server, { data, entities }: Call): void {
  for (const entityId of entities)
    for (const named of textList(data["item"])) {
      const { items, at } = itemsOf(server, entityId, named);
      items.splice(at, 1);
      changed(server, entityId);
    }
}

const SERVICES: { readonly [name: string]: Service } = {
  "homeassistant.reload_config_entry": reload,
  "persistent_notification.create": createNotification,
  "persistent_notification.dismiss": dismissNotification,
  "todo.add_item": addItem,
  "todo.update_item": updateItem,
  "todo.remove_item": removeItem,
};

/** All services, in the form of `hass.services`. */
export function listServices(): { [domain: string]: { [service: string]: object } } {
  const services: { [domain: string]: { [service: string]: object } } = {};
  for (const name of [...ENTITY_ACTIONS, ...Object.keys(SERVICES), ...ADMIN_SERVICES]) {
    const [domain = "", service = ""] = name.split(".");
    (services[domain] ??= {})[service] = {};
  }
  return services;
}

/** Entities that a call aims at; a device stands for its lock, as Z-Wave's services take it. */
function aims(server: Server, data: Attributes, target: Target | undefined): string[] {
  const deviceIds = [...textList(data["device_id"]), ...textList(target?.device_id)];
  const locks = locksOf(server).filter((lock) => deviceIds.includes(lock.device.id));
  return [...textList(data["entity_id"]), ...textList(target?.entity_id), ...locks.map(({ entityId }) => entityId)];
}

/** Carries out a call, and ends when Home Assistant would. */
export async function callService(
  server: Server,
  admin: boolean,
  name: string,
  data: Attributes,
  target: Target | undefined,
): Promise<void> {
  if (!ENTITY_ACTIONS.has(name) && !SERVICES[name] && !ADMIN_SERVICES.has(name))
    throw new RefusedCall("not_found", `Service ${name} not found.`);
  // Home Assistant refuses services with the code of any failure, and says why in the message alone.
  if (ADMIN_SERVICES.has(name) && !admin) throw failed("Unauthorized");
  const call = { data, entities: aims(server, data, target) };
  const service = SERVICES[name];
  if (service) await service(server, call);
  else await onEntities(server, name, call);
}
