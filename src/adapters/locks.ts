import { answersTo, append, list, record, text } from "./home.ts";
import type { DeviceRow, HomeView } from "./home.ts";
import type { LockRef, Sibling } from "./lock-view.ts";

/** Entities that a person has given a lock by hand, by lock entity. */
export interface Overrides {
  readonly [lockEntityId: string]: readonly string[] | undefined;
}

/**
 * `lock.*` entities that are no door, by how platform and translation key begin and end: groups, whose locks are shown
 * themselves, cars and chargers, pet flaps; of Bluetooth locks the "secure mode", which is the same bolt once more; and
 * child locks. Why each of them: docs/integrations/virtual-locks.md.
 */
const NOT_A_DOOR =
  /^(audi|ford|group|keba|kia|mbapi|star|subaru|surep|tes[ls]|volkswagen|volvo|wallbox)|(secure_mode|child_lock)$/;

const domainOf = (entityId: string) => entityId.slice(0, entityId.indexOf("."));

/** Config entry of a device, by the field of 2026.8 or those before it. */
function entryOf(device: DeviceRow | undefined): string | undefined {
  return text(device?.config_entry_id) ?? text(device?.primary_config_entry) ?? text(device?.config_entries?.[0]);
}

/** All entity ids of lock entities that are doors, in the order of the home. */
export function lockEntities(home: HomeView): string[] {
  const ids = [];
  for (const entityId of Object.keys(home.states)) {
    if (!entityId.startsWith("lock.")) continue;
    const row = home.entities[entityId];
    if (row?.hidden !== true && !NOT_A_DOOR.test(`${row?.platform} ${row?.translation_key}`)) ids.push(entityId);
  }
  return ids;
}

/** Index of what a home's registries say of the devices of locks and their hubs: built once a registry, not once a lock. */
export class Registries {
  private readonly home: HomeView;
  private readonly byDevice = new Map<string, string[]>();
  private readonly children = new Map<string, DeviceRow[]>();
  private readonly updates = new Map<string, string[]>();

  constructor(home: HomeView) {
    const { entities, devices, registry = {} } = home;
    const { byDevice } = this;
    this.home = home;
    // Most of a home has nothing to do with locks. What is not theirs is passed over with as little work as can be: two thousand rows, in
    // code that has never run before. A list of keys is gone through several times quicker than an object, and each call counts.
    const ids = Object.keys(entities);
    for (const entityId of ids) if (entityId.startsWith("lock.")) this.include(text(entities[entityId]?.device_id));
    for (const entityId in registry) if (entityId.startsWith("lock.")) this.include(text(registry[entityId]?.device_id));
    for (const { result } of linkAnswers(home))
      for (const id of list(record(result)["linked_devices"])) byDevice.set(String(id), []);
    const entries = new Set([...byDevice.keys()].map((id) => entryOf(devices[id])));
    for (const id of Object.keys(devices)) {
      const device = devices[id];
      const parent = device && text(device.parent_device_id);
      if (!parent || !byDevice.has(parent)) continue;
      append(this.children, parent, device);
      byDevice.set(id, []);
    }
    for (const entityId of ids) {
      const row = entities[entityId];
      if (!row) continue;
      const deviceId = row.device_id ?? "";
      byDevice.get(deviceId)?.push(entityId);
      if (!entityId.startsWith("update.")) continue;
      const entryId = entryOf(devices[deviceId]);
      if (entryId !== undefined && entries.has(entryId)) append(this.updates, entryId, entityId);
    }
  }

  /** Takes in a lock's device, its parent, and the hubs through which they are reached. */
  private include(id: string | undefined): void {
    if (id === undefined || this.byDevice.has(id)) return;
    this.byDevice.set(id, []);
    const device = this.home.devices[id];
    this.include(text(device?.parent_device_id));
    this.include(text(device?.via_device_id));
  }

  entitiesOf(deviceId: string): readonly string[] {
    return this.byDevice.get(deviceId) ?? [];
  }

  /** Update entities of all devices of a config entry. */
  updatesOf(entryId: string): readonly string[] {
    return this.updates.get(entryId) ?? [];
  }

  childrenOf(deviceId: string): readonly DeviceRow[] {
    return this.children.get(deviceId) ?? [];
  }

  sibling(entityId: string): Sibling {
    const { home } = this;
    const row = { ...home.entities[entityId], ...home.registry?.[entityId] };
    return {
      entityId,
      domain: domainOf(entityId),
      platform: text(row.platform) ?? "",
      translationKey: text(row.translation_key) ?? "",
      uniqueId: text(row.unique_id) ?? "",
      category: text(row.entity_category) ?? "",
      name: text(row.original_name) ?? text(home.states[entityId]?.attributes?.["friendly_name"]) ?? "",
    };
  }
}

const linkAnswers = ({ answers }: HomeView) => answersTo("config/device_registry/list_linked_devices", answers);

/** Devices of other integrations that Home Assistant knows to be the same thing (2026.8). */
function linkedDevices(home: HomeView, deviceId: string): DeviceRow[] {
  const answer = linkAnswers(home).find(({ request }) => request["device_id"] === deviceId);
  return list(record(answer?.result)["linked_devices"]).flatMap((id) => (typeof id === "string" ? (home.devices[id] ?? []) : []));
}

/** A lock's device, or that on which it sits as a child: model, hub and config entry are its parent's. */
function deviceOf(home: HomeView, entityId: string): DeviceRow | undefined {
  const own = text(home.entities[entityId]?.device_id) ?? text(home.registry?.[entityId]?.device_id);
  const device = own === undefined ? undefined : home.devices[own];
  const parent = text(device?.parent_device_id);
  return (parent === undefined ? undefined : home.devices[parent]) ?? device;
}

/** Config entry through which a lock is reached. */
export function entryOfLock(home: HomeView, entityId: string, device = deviceOf(home, entityId)): string | undefined {
  return entryOf(device) ?? text(home.registry?.[entityId]?.config_entry_id);
}

/**
 * Finds what belongs to a lock: by its device, child and linked devices, and by hand. Never by guessing from entity ids.
 * A code sensor is not even listed.
 */
export function describeLock(
  home: HomeView,
  entityId: string,
  registries = new Registries(home),
  overrides: Overrides = {},
): LockRef {
  const row = home.entities[entityId];
  const device = deviceOf(home, entityId);
  const devices = device ? [device, ...registries.childrenOf(device.id), ...linkedDevices(home, device.id)] : [];
  const ids = new Set([...devices.flatMap((each) => registries.entitiesOf(each.id)), ...(overrides[entityId] ?? [])]);
  ids.delete(entityId);
  const siblings = [...ids]
    .map((id) => registries.sibling(id))
    .filter((sibling) => !mayHoldCode(sibling) && !isOwn(home, sibling));
  const hubId = text(device?.via_device_id);
  const name =
    text(home.states[entityId]?.attributes?.["friendly_name"]) ?? text(device?.name_by_user) ?? text(device?.name) ?? entityId;
  const entryId = entryOfLock(home, entityId, device);
  return {
    entityId,
    platform: text(row?.platform) ?? text(home.registry?.[entityId]?.platform) ?? "",
    name,
    device,
    devices,
    siblings,
    hubSiblings: hubId === undefined ? [] : registries.entitiesOf(hubId).map((id) => registries.sibling(id)),
    entryId,
    otherUpdates: entryId === undefined ? [] : registries.updatesOf(entryId).filter((id) => !ids.has(id)),
  };
}

/** Entities of this project's own bridge, which may stand on the lock's device: what it says is no sign of the lock. */
function isOwn({ states }: HomeView, { entityId, uniqueId }: Sibling): boolean {
  return uniqueId.startsWith("lock_health_") || states[entityId]?.attributes?.["lock_health"] !== undefined;
}

/**
 * Entities whose value can be a code: Zigbee2MQTT's `pin_code`, ZHA's `last_pin_code`, text fields of code managers, and
 * Lock Code Manager's sensor with the key `code`.
 */
export function mayHoldCode({
  domain,
  uniqueId,
  translationKey,
  name,
}: Pick<Sibling, "domain" | "uniqueId" | "translationKey" | "name">): boolean {
  return (
    domain === "text" ||
    translationKey === "code" ||
    /pin[_ ]?code|user[_ ]?code|passcode|\bpin\b/i.test(`${uniqueId} ${translationKey} ${name}`)
  );
}
