import { list, record, text } from "./home.ts";
import type { DeviceRow, HomeView } from "./home.ts";
import type { LockRef, Sibling } from "./lock-view.ts";

/** Entities that a person has given a lock by hand, by lock entity. */
export interface Overrides {
  readonly [lockEntityId: string]: readonly string[] | undefined;
}

/** `lock.*` entities of cars and chargers, and groups of locks that are shown themselves. */
const NOT_A_DOOR = new Set([
  "group",
  "keba",
  "starline",
  "subaru",
  "tesla_fleet",
  "teslemetry",
  "tessie",
  "tesla_custom",
  "volvo",
  "wallbox",
  "surepetcare",
]);

const domainOf = (entityId: string) => entityId.slice(0, entityId.indexOf("."));

/** Config entry of a device, by the field of 2026.8 or those before it. */
function entryOf(device: DeviceRow | undefined): string | undefined {
  return text(device?.config_entry_id) ?? text(device?.primary_config_entry) ?? text(device?.config_entries?.[0]);
}

/** All entity ids of lock entities that are doors, in the order of the home. */
export function lockEntities(home: HomeView): string[] {
  return Object.keys(home.states).filter((entityId) => {
    if (!entityId.startsWith("lock.")) return false;
    const row = home.entities[entityId];
    if (row?.hidden === true) return false;
    // Bluetooth locks offer "secure mode" as a second lock entity for the same bolt.
    return !NOT_A_DOOR.has(row?.platform ?? "") && row?.translation_key !== "secure_mode";
  });
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** Index of a home's registries: built once a registry, not once a lock. */
export class Registries {
  private readonly home: HomeView;
  private readonly byDevice = new Map<string, string[]>();
  private readonly children = new Map<string, DeviceRow[]>();
  private readonly updates = new Map<string, string[]>();

  constructor(home: HomeView) {
    this.home = home;
    for (const [entityId, row] of Object.entries(home.entities)) {
      const deviceId = text(row?.device_id);
      if (deviceId === undefined) continue;
      append(this.byDevice, deviceId, entityId);
      const entryId = entityId.startsWith("update.") ? entryOf(home.devices[deviceId]) : undefined;
      if (entryId !== undefined) append(this.updates, entryId, entityId);
    }
    for (const device of Object.values(home.devices)) {
      const parent = text(device?.parent_device_id);
      if (device && parent !== undefined) append(this.children, parent, device);
    }
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

/** Devices of other integrations that Home Assistant knows to be the same thing (2026.8). */
function linkedDevices(home: HomeView, deviceId: string): DeviceRow[] {
  const answer = home.answers?.find(
    ({ request }) => request.type === "config/device_registry/list_linked_devices" && request["device_id"] === deviceId,
  );
  return list(record(answer?.result)["linked_devices"]).flatMap((id) => (typeof id === "string" ? (home.devices[id] ?? []) : []));
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
  const own = text(row?.device_id) ?? text(home.registry?.[entityId]?.device_id);
  let device = own === undefined ? undefined : home.devices[own];
  // A lock may sit on a child device: model, hub and config entry are its parent's.
  const parent = text(device?.parent_device_id);
  if (parent !== undefined) device = home.devices[parent] ?? device;
  const devices = device ? [device, ...registries.childrenOf(device.id), ...linkedDevices(home, device.id)] : [];
  const ids = new Set([...devices.flatMap((each) => registries.entitiesOf(each.id)), ...(overrides[entityId] ?? [])]);
  ids.delete(entityId);
  const siblings = [...ids].map((id) => registries.sibling(id)).filter((sibling) => !mayHoldCode(sibling));
  const hubId = text(device?.via_device_id);
  const name =
    text(home.states[entityId]?.attributes?.["friendly_name"]) ?? text(device?.name_by_user) ?? text(device?.name) ?? entityId;
  const entryId = entryOf(device) ?? text(home.registry?.[entityId]?.config_entry_id);
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

/** Entities whose value can be a code: Zigbee2MQTT's `pin_code`, ZHA's `last_pin_code`, text fields of code managers. */
export function mayHoldCode({
  domain,
  uniqueId,
  translationKey,
  name,
}: Pick<Sibling, "domain" | "uniqueId" | "translationKey" | "name">): boolean {
  return domain === "text" || /pin[_ ]?code|user[_ ]?code|passcode|\bpin\b/i.test(`${uniqueId} ${translationKey} ${name}`);
}
