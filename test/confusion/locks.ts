import type { AdapterId } from "./kinds.ts";
import type { DeviceRow } from "../../src/adapters/home.ts";
import type { MockEntity, MockHome } from "../support/home.ts";
import { mockDevice } from "../support/home.ts";
import {
  addAbodeLock,
  addAugustLock,
  addHomeeLock,
  addIgloohomeLock,
  addSchlageLock,
  addSimplisafeLock,
  addSmartthingsLock,
  addSwitchbotCloudLock,
  addVerisureLock,
  addXthingsLock,
  addYaleAlarmLock,
} from "../support/cloud-locks.ts";
import { MQTT_ENTRY, addLock, addMatterLock, addZigbeeLock, addZwaveLock } from "../support/locks.ts";

/** Builds one lock as its integration spells it, and returns its entity id. Locks of one kind in one home have different numbers. */
export type Build = (home: MockHome, name: string, number: number) => string;

type Other = Omit<MockEntity, "platform" | "device" | "id"> & {
  readonly domain: string;
  /** What follows the lock's slug in its entity id. */
  readonly rest?: string;
};

interface Shape {
  readonly platform: string;
  readonly iotClass: string;
  readonly entry?: string;
  readonly device: Partial<DeviceRow>;
  readonly lock: {
    readonly uniqueId: string;
    readonly key?: string;
    readonly attributes?: NonNullable<MockEntity["attributes"]>;
  };
  readonly others: readonly Other[];
}

const PERCENT = { device_class: "battery", unit_of_measurement: "%", state_class: "measurement" };
const DBM = { device_class: "signal_strength", unit_of_measurement: "dBm", state_class: "measurement" };
const ofClass = (deviceClass: string) => ({ device_class: deviceClass });
const diag = { category: "diagnostic" } as const;

export const slugOf = (name: string): string => name.toLowerCase().replaceAll(" ", "_");

/** A lock after its integration's source in Home Assistant 2026.11; the tests of each adapter hold the same shapes against it. */
const shaped =
  (shapeOf: (number: number) => Shape): Build =>
  (home, name, number) => {
    const { platform, iotClass, device, lock, others, entry = `01${platform.toUpperCase()}` } = shapeOf(number);
    const slug = slugOf(name);
    const id = `${platform}_${slug}`;
    home.entry({ entry_id: entry, domain: platform, title: platform });
    home.answer({ type: "manifest/get", integration: platform }, { domain: platform, iot_class: iotClass });
    home.device(mockDevice(id, { name, config_entry_id: entry, ...device }));
    home.entity({ id: `lock.${slug}`, device: id, platform, state: "locked", ...lock });
    for (const { domain, rest, ...entity } of others)
      home.entity({ ...entity, id: `${domain}.${slug}${rest === undefined ? "" : `_${rest}`}`, device: id, platform });
    return `lock.${slug}`;
  };

/** Eight digits of base 16, another for each lock of a home. */
const hex = (number: number, length = 8) => (0xa1b2c3d0 + number).toString(16).slice(-length);

const zha = shaped((number) => {
  const ieee = `00:0d:6f:00:11:22:33:${hex(number, 2)}`;
  return {
    platform: "zha",
    iotClass: "local_polling",
    device: { manufacturer: "Yale", model: "YRD226 TSDB", identifiers: [["zha", ieee]], connections: [["zigbee", ieee]] },
    lock: { uniqueId: `${ieee}-1-257`, key: "door_lock" },
    others: [
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${ieee}-1-1`,
        name: "Battery",
        state: "62.5",
        attributes: { ...PERCENT, battery_size: "AA", battery_quantity: 4, battery_voltage: 5.6 },
      },
      { ...diag, domain: "sensor", rest: "lqi", uniqueId: `${ieee}-1-0-lqi`, key: "lqi", name: "LQI", state: "188" },
      { ...diag, domain: "button", rest: "identify", uniqueId: `${ieee}-1-3`, state: "unknown", attributes: ofClass("identify") },
    ],
  };
});

/** Nuki Hub, with its own device beside the lock's. */
const nukiHub: Build = (home, name, number) => {
  const uid = `208e21${hex(number, 2)}`;
  home.device(
    mockDevice("nukihub", {
      name: "nukihub",
      manufacturer: "Technyon",
      model: "Nuki Hub",
      identifiers: [["mqtt", "nuki_247134217812316"]],
      config_entry_id: MQTT_ENTRY,
    }),
  );
  home.entity({
    ...diag,
    id: "binary_sensor.nukihub_mqtt",
    device: "nukihub",
    platform: "mqtt",
    uniqueId: "247134217812316_mqtt_connected",
    name: "MQTT connected",
    state: "on",
  });
  const battery = ofClass("battery");
  const one = (domain: string, rest: string, called: string, state: string, attributes?: MockEntity["attributes"]): Other => ({
    ...diag,
    domain,
    rest,
    uniqueId: `${uid}_${rest}`,
    name: called,
    state,
    ...(attributes === undefined ? {} : { attributes }),
  });
  return shaped(() => ({
    platform: "mqtt",
    iotClass: "local_push",
    entry: MQTT_ENTRY,
    device: { manufacturer: "Nuki", model: "SmartLock", identifiers: [["mqtt", `nuki_${uid}`]], via_device_id: "nukihub" },
    lock: { uniqueId: `${uid}_lock`, attributes: { supported_features: 1, assumed_state: false } },
    others: [
      one("binary_sensor", "battery_charging", "Battery charging", "off", battery),
      one("binary_sensor", "battery_low", "Battery low", "off", battery),
      one("binary_sensor", "keypad_battery_low", "Keypad battery low", "off", battery),
      one("sensor", "battery_voltage", "Battery voltage", "5.6", ofClass("voltage")),
      one("sensor", "bluetooth_signal_strength", "Bluetooth signal strength", "-67", DBM),
      one("sensor", "battery_level", "Battery level", "72", PERCENT),
      one("switch", "auto_lock", "Auto lock", "on"),
      one("button", "query_lockstate", "Query lock state", "unknown"),
      one("binary_sensor", "door_sensor", "Door sensor", "off", ofClass("door")),
    ],
  }))(home, name, number);
};

const mqtt = shaped((number) => ({
  platform: "mqtt",
  iotClass: "local_push",
  entry: MQTT_ENTRY,
  device: { manufacturer: "Somebody", model: "Lock bridge", identifiers: [["mqtt", `garden_${hex(number)}`]] },
  lock: { uniqueId: `garden_${hex(number)}`, attributes: { assumed_state: false, supported_features: 1 } },
  others: [
    {
      domain: "sensor",
      rest: "battery",
      uniqueId: `garden_${hex(number)}_battery`,
      name: "Battery",
      state: "66",
      attributes: PERCENT,
    },
    { domain: "sensor", rest: "rssi", uniqueId: `garden_${hex(number)}_rssi`, name: "RSSI", state: "-70", attributes: DBM },
  ],
}));

const yalexsBle = shaped((number) => {
  const mac = `AA:BB:CC:00:11:${hex(number, 2).toUpperCase()}`;
  return {
    platform: "yalexs_ble",
    iotClass: "local_push",
    device: { manufacturer: "Yale/August", model: "ASL-03", connections: [["bluetooth", mac]] },
    lock: { uniqueId: mac },
    others: [
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${mac}battery_level`,
        name: "Battery",
        state: "83",
        attributes: PERCENT,
      },
      {
        ...diag,
        domain: "sensor",
        rest: "signal_strength",
        uniqueId: mac,
        name: "Signal strength",
        state: "-71",
        attributes: DBM,
      },
      { domain: "binary_sensor", rest: "door", uniqueId: mac, name: "Door", state: "off", attributes: ofClass("door") },
    ],
  };
});

const switchbot = shaped((number) => {
  const mac = `C0:FF:EE:00:11:${hex(number, 2).toUpperCase()}`;
  const alarm = (rest: string, key: string, state: string, attributes = {}): Other => ({
    ...diag,
    domain: "binary_sensor",
    rest,
    uniqueId: `${mac}-${rest}`,
    key,
    state,
    attributes: { last_run_success: null, ...attributes },
  });
  return {
    platform: "switchbot",
    iotClass: "local_push",
    device: { manufacturer: "SwitchBot", model: "Lock Ultra", connections: [["bluetooth", mac]] },
    lock: { uniqueId: mac, key: "lock", attributes: { supported_features: 1, last_run_success: null } },
    others: [
      alarm("calibration", "calibration", "on"),
      alarm("door_open", "", "off", ofClass("door")),
      alarm("unclosed_alarm", "door_unclosed_alarm", "off", ofClass("problem")),
      alarm("auto_lock_paused", "door_auto_lock_paused", "off"),
      {
        ...diag,
        domain: "sensor",
        rest: "bluetooth_signal",
        uniqueId: `${mac}-rssi`,
        key: "bluetooth_signal",
        name: "Bluetooth signal",
        state: "-66",
        attributes: DBM,
      },
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${mac}-battery`,
        name: "Battery",
        state: "77",
        attributes: PERCENT,
      },
    ],
  };
});

const nuki = shaped((number) => {
  const id = String(546193742 + number);
  return {
    platform: "nuki",
    iotClass: "local_polling",
    device: {
      manufacturer: "Nuki Home Solutions GmbH",
      model: "Nuki smart lock 3.0 (pro)",
      identifiers: [["nuki", hex(number).toUpperCase()]],
      via_device_id: "nuki_bridge",
    },
    lock: { uniqueId: id, key: "nuki_lock", attributes: { supported_features: 1 } },
    others: [
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${id}_battery_level`,
        name: "Battery",
        state: "64",
        attributes: PERCENT,
      },
      {
        ...diag,
        domain: "binary_sensor",
        rest: "battery",
        uniqueId: `${id}_battery_critical`,
        name: "Battery",
        state: "off",
        attributes: ofClass("battery"),
      },
      { domain: "binary_sensor", uniqueId: `${id}_doorsensor`, name: "", state: "off", attributes: ofClass("door") },
    ],
  };
});

const tedee = shaped((number) => {
  const id = String(98765 + number);
  return {
    platform: "tedee",
    iotClass: "local_push",
    device: { manufacturer: "Tedee", model: "Tedee PRO", identifiers: [["tedee", id]] },
    lock: { uniqueId: `${id}-lock`, attributes: { supported_features: 1 } },
    others: [
      {
        ...diag,
        domain: "binary_sensor",
        rest: "charging",
        uniqueId: `${id}-charging`,
        state: "off",
        attributes: ofClass("battery_charging"),
      },
      { ...diag, domain: "binary_sensor", rest: "semi_locked", uniqueId: `${id}-semi_locked`, key: "semi_locked", state: "off" },
      {
        ...diag,
        domain: "binary_sensor",
        rest: "connectivity",
        uniqueId: `${id}-connectivity`,
        state: "on",
        attributes: ofClass("connectivity"),
      },
      { domain: "binary_sensor", rest: "door", uniqueId: `${id}-door_state`, state: "off", attributes: ofClass("door") },
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${id}-battery_sensor`,
        name: "Battery",
        state: "70",
        attributes: PERCENT,
      },
    ],
  };
});

const loqed = shaped((number) => {
  const mac = `4c11ae0000${hex(number, 2)}`;
  return {
    platform: "loqed",
    iotClass: "local_push",
    device: { manufacturer: "LOQED", model: "Touch Smart Lock", identifiers: [["loqed", mac]] },
    lock: { uniqueId: mac, attributes: { supported_features: 1, changed_by: "KeyID 3" } },
    others: [
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${mac}_battery_percentage`,
        name: "Battery",
        state: "78",
        attributes: PERCENT,
      },
      {
        ...diag,
        domain: "sensor",
        rest: "bluetooth_signal",
        uniqueId: `${mac}_ble_strength`,
        key: "ble_strength",
        name: "Bluetooth signal",
        state: "-63",
        attributes: DBM,
      },
    ],
  };
});

const homekit = shaped((number) => {
  const pairing = `00:00:00:00:00:${hex(number, 2)}`;
  return {
    platform: "homekit_controller",
    iotClass: "local_push",
    device: { manufacturer: "Level", model: "C-L11", identifiers: [["homekit_controller:accessory-id", `${pairing}:aid:1`]] },
    lock: { uniqueId: `${pairing}_1_11`, attributes: { battery_level: 88 } },
    others: [
      {
        ...diag,
        domain: "sensor",
        rest: "battery",
        uniqueId: `${pairing}_1_22`,
        name: "Battery",
        state: "88",
        attributes: PERCENT,
      },
      {
        ...diag,
        domain: "sensor",
        rest: "signal",
        uniqueId: `${pairing}_rssi`,
        name: "Signal strength",
        state: "-68",
        attributes: DBM,
      },
      {
        ...diag,
        domain: "button",
        rest: "identify",
        uniqueId: `${pairing}_1_1_2`,
        state: "unknown",
        attributes: ofClass("identify"),
      },
    ],
  };
});

const esphome = shaped((number) => {
  const mac = `A0B1C2D3E4${hex(number, 2).toUpperCase()}`;
  return {
    platform: "esphome",
    iotClass: "local_push",
    device: { manufacturer: "Espressif", model: "esp32dev", connections: [["mac", mac.toLowerCase()]] },
    lock: { uniqueId: `${mac}-lock-deadbolt`, attributes: { assumed_state: false, supported_features: 0 } },
    others: [
      {
        domain: "sensor",
        rest: "battery",
        uniqueId: `${mac}-sensor-battery`,
        name: "Battery",
        state: "91",
        attributes: PERCENT,
      },
      {
        ...diag,
        domain: "sensor",
        rest: "wifi",
        uniqueId: `${mac}-sensor-wifi_signal`,
        name: "WiFi signal",
        state: "-61",
        attributes: DBM,
      },
      {
        ...diag,
        domain: "binary_sensor",
        rest: "status",
        uniqueId: `${mac}-binary_sensor-status`,
        name: "Status",
        state: "on",
        attributes: ofClass("connectivity"),
      },
      {
        domain: "binary_sensor",
        rest: "jam",
        uniqueId: `${mac}-binary_sensor-bolt_jam`,
        name: "Bolt jam",
        state: "off",
        attributes: ofClass("problem"),
      },
    ],
  };
});

const named =
  (add: (home: MockHome, options: { name: string }) => string): Build =>
  (home, name) =>
    add(home, { name });

/** How a lock of each adapter is built. */
export const BUILD: { readonly [Id in AdapterId]: Build } = {
  zwave_js: (home, name, number) => addZwaveLock(home, { name, node: number + 2 }),
  zigbee2mqtt: (home, name, number) => addZigbeeLock(home, { name, ieee: `0x000d6f00112233${hex(number, 2)}` }),
  matter: named(addMatterLock),
  zha,
  nuki_hub: nukiHub,
  mqtt,
  august: (home, name) => addAugustLock(home, { name }),
  yale: (home, name) => addAugustLock(home, { name, platform: "yale" }),
  yale_smart_alarm: named(addYaleAlarmLock),
  yalexs_ble: yalexsBle,
  schlage: named(addSchlageLock),
  switchbot,
  switchbot_cloud: (home, name) => addSwitchbotCloudLock(home, { name, ultra: true }),
  nuki,
  tedee,
  loqed,
  homekit_controller: homekit,
  esphome,
  simplisafe: named(addSimplisafeLock),
  smartthings: named(addSmartthingsLock),
  xthings_cloud: named(addXthingsLock),
  homee: named(addHomeeLock),
  igloohome: named(addIgloohomeLock),
  abode: named(addAbodeLock),
  verisure: named(addVerisureLock),
  generic: (home, name) => addLock(home, "lockly", { name, iotClass: "local_push" }),
};
