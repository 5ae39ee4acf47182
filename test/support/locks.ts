import type { MockHome } from "./home.ts";
import { mockDevice } from "./home.ts";
import { HOUR, MINUTE, NOW } from "./snapshot.ts";

/** Locks as the real Home Assistant 2026.11 with the lab's devices spells them: ids, keys, names, defaults. */

const HOME_ID = "2119630849";
export const ZWAVE_ENTRY = "01ZWAVE";
export const MQTT_ENTRY = "01MQTT";
export const MATTER_ENTRY = "01MATTER";

const LOCK = { friendly_name: "", supported_features: 0 };
const UPDATE = {
  auto_update: false,
  in_progress: false,
  release_url: null,
  skipped_version: null,
  update_percentage: null,
  device_class: "firmware",
  supported_features: 21,
};
const PERCENT = { state_class: "measurement", unit_of_measurement: "%", device_class: "battery" };

/** `zwave_js/node_status` of a lock in order. */
export const NODE = {
  is_routing: true,
  status: 4,
  is_secure: true,
  ready: true,
  zwave_plus_version: 2,
  highest_security_class: 2,
  is_controller_node: false,
  has_firmware_update_cc: true,
};

/** The controller, and a deadbolt. Without `id` all entities are called after the node. */
export function addZwaveLock(home: MockHome, { node = 2, name = "Front Door" }: { node?: number; name?: string } = {}): string {
  const hub = "zwave_hub";
  if (!home.devices[hub]) {
    home.entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", title: "Z-Wave JS" });
    home.device(
      mockDevice(hub, {
        name: "800 Series Long Range USB Controller",
        identifiers: [["zwave_js", `${HOME_ID}-1`]],
        config_entry_id: ZWAVE_ENTRY,
      }),
    );
    const at = { device: hub, platform: "zwave_js", category: "diagnostic" } as const;
    home.entity({
      ...at,
      id: "sensor.controller_status",
      uniqueId: `${HOME_ID}.1.controller_status`,
      key: "controller_status",
      name: "Status",
      state: "ready",
    });
    home.entity({
      ...at,
      id: "update.controller_firmware",
      category: "config",
      uniqueId: `${HOME_ID}.1.firmware_update`,
      name: "Firmware",
      state: "off",
      attributes: { ...UPDATE, installed_version: "1.50", latest_version: "1.50" },
    });
    home.answer({ type: "manifest/get", integration: "zwave_js" }, { domain: "zwave_js", iot_class: "local_push" });
  }
  const device = `zwave_${node}`;
  const slug = name.toLowerCase().replaceAll(" ", "_");
  home.device(
    mockDevice(device, {
      name: "Touchscreen Deadbolt Z-Wave Plus",
      name_by_user: name,
      manufacturer: "Allegion",
      model: "BE469ZP",
      identifiers: [
        ["zwave_js", `${HOME_ID}-${node}-59:1:1129`],
        ["zwave_js", `${HOME_ID}-${node}`],
      ],
      config_entry_id: ZWAVE_ENTRY,
      via_device_id: hub,
    }),
  );
  const id = (domain: string, rest: string) => `${domain}.${slug}_${rest}`;
  const unique = (rest: string) => `${HOME_ID}.${node}${rest}`;
  const own = { device, platform: "zwave_js" } as const;
  const diag = { ...own, category: "diagnostic" } as const;
  const conf = { ...own, category: "config" } as const;
  home.entity({ ...own, id: `lock.${slug}`, uniqueId: unique("-98-0-currentMode"), name: "", state: "locked", attributes: LOCK });
  home.set(`lock.${slug}`, "locked", { attributes: { friendly_name: name } });
  home.entity({
    ...diag,
    id: id("sensor", "node_status"),
    uniqueId: unique(".node_status"),
    key: "node_status",
    name: "Node status",
    state: "alive",
  });
  home.entity({ ...conf, id: id("button", "ping"), uniqueId: unique(".ping"), key: "ping", name: "Ping", state: "unknown" });
  home.entity({
    ...conf,
    id: id("select", "current_lock_mode"),
    uniqueId: unique("-98-0-currentMode"),
    name: "Current lock mode",
    state: "Secured",
  });
  home.entity({
    ...own,
    id: id("binary_sensor", "current_status_of_the_door"),
    uniqueId: unique("-98-0-doorStatus"),
    name: "Current status of the door",
    state: "off",
    attributes: { device_class: "door" },
  });
  const alarm = (rest: string, key: string, alarmName: string, deviceClass?: string) =>
    home.entity({
      ...diag,
      id: id("binary_sensor", rest),
      uniqueId: unique(`-113-0-${key}`),
      name: alarmName,
      state: "off",
      attributes: deviceClass === undefined ? {} : { device_class: deviceClass },
    });
  alarm("lock_jammed", "Access Control-Lock state.11", "Lock jammed", "problem");
  alarm("keypad_temporary_disabled", "Access Control-Keypad state.16", "Keypad temporary disabled");
  alarm("tampering_product_cover_removed", "Home Security-Cover status.3", "Tampering, product cover removed", "tamper");
  alarm("replace_battery_soon", "Power Management-Battery maintenance status.10", "Replace battery soon", "battery");
  alarm("replace_battery_now", "Power Management-Battery maintenance status.11", "Replace battery now", "battery");
  alarm("system_hardware_failure", "System-Hardware status.1", "System hardware failure", "problem");
  home.entity({
    ...diag,
    id: id("sensor", "battery_level"),
    uniqueId: unique("-128-0-level"),
    name: "Battery level",
    state: "94.0",
    attributes: PERCENT,
  });
  home.entity({
    ...conf,
    id: id("update", "firmware"),
    uniqueId: unique(".firmware_update"),
    name: "Firmware",
    state: "off",
    attributes: { ...UPDATE, installed_version: "10.7", latest_version: "10.7" },
  });
  home.answer({ type: "zwave_js/node_status", device_id: device }, { node_id: node, ...NODE });
  home.answer({ type: "logbook/event_stream", device_ids: [device] }, { events: [] });
  return `lock.${slug}`;
}

/** What the statistics sensors add, which are disabled at first. */
export function addZwaveStatistics(
  home: MockHome,
  { node = 2, slug = "front_door", rssi = "-85", rtt = "32", lastSeen = NOW - MINUTE } = {},
): void {
  const own = { device: `zwave_${node}`, platform: "zwave_js", category: "diagnostic" } as const;
  const unique = (rest: string) => `${HOME_ID}.${node}.statistics_${rest}`;
  home.entity({
    ...own,
    id: `sensor.${slug}_signal_strength`,
    uniqueId: unique("rssi"),
    name: "Signal strength",
    state: rssi,
    attributes: { device_class: "signal_strength", unit_of_measurement: "dBm" },
  });
  home.entity({
    ...own,
    id: `sensor.${slug}_round_trip_time`,
    uniqueId: unique("rtt"),
    key: "rtt",
    name: "Round trip time",
    state: rtt,
  });
  home.entity({
    ...own,
    id: `sensor.${slug}_last_seen`,
    uniqueId: unique("last_seen"),
    key: "last_seen",
    name: "Last seen",
    state: new Date(lastSeen).toISOString(),
  });
}

/** A row of the logbook about a notification of a Z-Wave lock. */
export function notification(event: string, at: number, type = "Access Control"): object {
  return {
    name: "Front Door",
    message: `fired Notification CC 'notification' event '${type}': '${event}'`,
    domain: "zwave_js",
    when: at / 1000,
  };
}

/** A message of Zigbee2MQTT about a Yale, with a code in it: it has to be lost on the way. */
export const PLANTED = "864297";

export function yaleMessage(at: number, more: object = {}): object {
  return {
    payload: JSON.stringify({
      action_source_name: null,
      action_user: null,
      auto_relock_time: null,
      battery: 70,
      battery_low: null,
      linkquality: 50,
      lock_state: "locked",
      pin_code: { pin_code: PLANTED, user: 1, user_enabled: true, user_type: "unrestricted" },
      sound_volume: null,
      state: "LOCK",
      ...more,
    }),
    qos: 0,
    retain: false,
    time: new Date(at).toISOString().replace("Z", "000+00:00"),
    topic: "zigbee2mqtt/Patio",
  };
}

/** `mqtt/device/debug_info`: every entity lists the messages of its topics again. */
export function debugInfo(messages: readonly object[], { entities = 2 } = {}): object {
  const one = (entityId: string) => ({
    entity_id: entityId,
    subscriptions: [
      {
        topic: "zigbee2mqtt/bridge/state",
        messages: [
          {
            payload: '{"state":"online"}',
            qos: 0,
            retain: true,
            time: "2026-11-22T09:00:00.000000+00:00",
            topic: "zigbee2mqtt/bridge/state",
          },
        ],
      },
      {
        topic: "zigbee2mqtt/Patio/availability",
        messages: [
          {
            payload: '{"state":"online"}',
            qos: 0,
            retain: true,
            time: "2026-11-22T09:00:00.000000+00:00",
            topic: "zigbee2mqtt/Patio/availability",
          },
        ],
      },
      { topic: "zigbee2mqtt/Patio", messages },
    ],
    discovery_data: { topic: "homeassistant/lock/x/config", payload: { command_topic: "zigbee2mqtt/Patio/set", code: PLANTED } },
    transmitted: [
      {
        topic: "zigbee2mqtt/Patio/set",
        messages: [
          {
            payload: `{"pin_code":{"user":1,"pin_code":"${PLANTED}"}}`,
            qos: 0,
            retain: false,
            time: "2026-11-22T11:00:00.000000+00:00",
          },
        ],
      },
    ],
  });
  return { entities: Array.from({ length: entities }, (_, index) => one(`sensor.patio_${index}`)), triggers: [] };
}

/** Zigbee2MQTT's bridge, and a Yale with a keypad. */
export function addZigbeeLock(
  home: MockHome,
  { name = "Patio", ieee = "0x000d6f0011223301" }: { name?: string; ieee?: string } = {},
): string {
  const hub = "z2m_bridge";
  if (!home.devices[hub]) {
    home.entry({ entry_id: MQTT_ENTRY, domain: "mqtt", title: "127.0.0.1" });
    home.device(
      mockDevice(hub, {
        name: "Zigbee2MQTT Bridge",
        identifiers: [["mqtt", "zigbee2mqtt_bridge_0x00124b0000000001"]],
        config_entry_id: MQTT_ENTRY,
      }),
    );
    const bridge = { device: hub, platform: "mqtt" } as const;
    home.entity({
      ...bridge,
      id: "binary_sensor.zigbee2mqtt_bridge_connection_state",
      category: "diagnostic",
      uniqueId: "bridge_0x00124b0000000001_connection_state_zigbee2mqtt",
      name: "Connection state",
      state: "on",
      attributes: { device_class: "connectivity" },
    });
    home.entity({
      ...bridge,
      id: "button.zigbee2mqtt_bridge_restart",
      uniqueId: "bridge_0x00124b0000000001_restart_zigbee2mqtt",
      name: "Restart",
      state: "unknown",
      attributes: { device_class: "restart" },
    });
    home.entity({
      ...bridge,
      id: "switch.zigbee2mqtt_bridge_permit_join",
      uniqueId: "bridge_0x00124b0000000001_permit_join_zigbee2mqtt",
      name: "Permit join",
      state: "off",
    });
    home.answer({ type: "manifest/get", integration: "mqtt" }, { domain: "mqtt", iot_class: "local_push" });
  }
  const device = `z2m_${name.toLowerCase()}`;
  const slug = name.toLowerCase().replaceAll(" ", "_");
  home.device(
    mockDevice(device, {
      name,
      manufacturer: "Yale",
      model: "Assure lock SL",
      identifiers: [["mqtt", `zigbee2mqtt_${ieee}`]],
      config_entry_id: MQTT_ENTRY,
      via_device_id: hub,
    }),
  );
  const own = { device, platform: "mqtt" } as const;
  const unique = (object: string) => `${ieee}_${object}_zigbee2mqtt`;
  home.entity({ ...own, id: `lock.${slug}`, uniqueId: unique("lock"), state: "locked", attributes: LOCK });
  home.set(`lock.${slug}`, "locked", { attributes: { friendly_name: name } });
  home.entity({
    ...own,
    id: `sensor.${slug}_battery`,
    category: "diagnostic",
    uniqueId: unique("battery"),
    name: "Battery",
    state: "70",
    attributes: PERCENT,
  });
  home.entity({
    ...own,
    id: `binary_sensor.${slug}_battery_low`,
    category: "diagnostic",
    uniqueId: unique("battery_low"),
    name: "Battery",
    state: "unknown",
    attributes: { device_class: "battery" },
  });
  home.entity({
    ...own,
    id: `sensor.${slug}_pin_code`,
    uniqueId: unique("pin_code"),
    name: "Pin code",
    state: PLANTED,
    options: { note: PLANTED },
  });
  home.entity({ ...own, id: `sensor.${slug}_action_user`, uniqueId: unique("action_user"), name: "Action user", state: "1" });
  home.entity({
    ...own,
    id: `select.${slug}_sound_volume`,
    category: "config",
    uniqueId: unique("sound_volume"),
    name: "Sound volume",
    state: "low_volume",
  });
  home.entity({
    ...own,
    id: `update.${slug}`,
    category: "config",
    uniqueId: unique("update"),
    state: "off",
    attributes: { ...UPDATE, supported_features: 5, installed_version: "1.0.16", latest_version: "1.0.16" },
  });
  return `lock.${slug}`;
}

/** A Matter lock on the server's network. */
export function addMatterLock(home: MockHome, { name = "Studio" }: { name?: string } = {}): string {
  home.entry({ entry_id: MATTER_ENTRY, domain: "matter", title: "Matter" });
  home.answer({ type: "manifest/get", integration: "matter" }, { domain: "matter", iot_class: "local_push" });
  const device = `matter_${name.toLowerCase()}`;
  const slug = name.toLowerCase();
  const base = "E2CE7DF653CD9F3F-0000000000000001-MatterNodeDevice-1";
  home.device(
    mockDevice(device, {
      name,
      identifiers: [["matter", "deviceid_E2CE7DF653CD9F3F-0000000000000001-MatterNodeDevice"]],
      config_entry_id: MATTER_ENTRY,
    }),
  );
  const own = { device, platform: "matter" } as const;
  home.entity({
    ...own,
    id: `lock.${slug}`,
    key: "lock",
    uniqueId: `${base}-MatterLock-257-0`,
    state: "locked",
    attributes: { changed_by: "Unknown", supported_features: 0 },
  });
  home.entity({
    ...own,
    id: `sensor.${slug}_battery`,
    category: "diagnostic",
    uniqueId: `${base}-PowerSource-47-12`,
    name: "Battery",
    state: "86",
    attributes: PERCENT,
  });
  home.entity({
    ...own,
    id: `binary_sensor.${slug}_battery`,
    category: "diagnostic",
    uniqueId: `${base}-BatteryChargeLevel-47-14`,
    name: "Battery",
    state: "off",
    attributes: { device_class: "battery" },
  });
  home.entity({
    ...own,
    id: `sensor.${slug}_battery_type`,
    category: "diagnostic",
    key: "battery_replacement_description",
    uniqueId: `${base}-PowerSourceBatReplacementDescription-47-19`,
    name: "Battery type",
    state: "4 x AA",
  });
  home.entity({
    ...own,
    id: `binary_sensor.${slug}_actuator`,
    category: "diagnostic",
    key: "actuator",
    uniqueId: `${base}-LockActuatorEnabledSensor-257-2`,
    name: "Actuator",
    state: "on",
  });
  home.entity({
    ...own,
    id: `select.${slug}_operating_mode`,
    category: "config",
    key: "door_lock_operating_mode",
    uniqueId: `${base}-DoorLockOperatingMode-257-37`,
    name: "Operating mode",
    state: "normal",
  });
  home.entity({
    ...own,
    id: `button.${slug}_identify`,
    category: "diagnostic",
    uniqueId: `${base}-IdentifyButton-3-0`,
    name: "Identify",
    state: "unknown",
    attributes: { device_class: "identify" },
  });
  home.answer(
    { type: "matter/node_diagnostics", device_id: device },
    { node_id: 1, network_type: "thread", ip_adresses: ["fd00::1"], available: true },
  );
  home.answer({ type: "matter/ping_node", device_id: device }, { "fd00::1": true }, NOW - HOUR);
  return `lock.${slug}`;
}

/** A lock of any other integration. */
export function addLock(
  home: MockHome,
  platform: string,
  { name = "Shed", iotClass = "local_polling" }: { name?: string; iotClass?: string } = {},
): string {
  const entry = `01${platform.toUpperCase()}`;
  const device = `${platform}_${name.toLowerCase()}`;
  const slug = name.toLowerCase();
  home.entry({ entry_id: entry, domain: platform, title: platform });
  home.answer({ type: "manifest/get", integration: platform }, { domain: platform, iot_class: iotClass });
  home.device(mockDevice(device, { name, identifiers: [[platform, slug]], config_entry_id: entry }));
  home.entity({ device, platform, id: `lock.${slug}`, uniqueId: `${slug}_lock`, state: "locked", attributes: LOCK });
  home.set(`lock.${slug}`, "locked", { attributes: { friendly_name: name } });
  home.entity({
    device,
    platform,
    id: `sensor.${slug}_battery`,
    category: "diagnostic",
    uniqueId: `${slug}_battery_level`,
    name: "Battery",
    state: "81",
    attributes: PERCENT,
  });
  return `lock.${slug}`;
}
