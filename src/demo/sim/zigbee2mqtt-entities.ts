import type { EntitySpec } from "./device.ts";
import { BASE } from "./zigbee2mqtt-messages.ts";
import type { ZigbeeOptions } from "./zigbee2mqtt-messages.ts";

export interface ZigbeeReadings {
  readonly low: () => boolean;
  readonly battery: () => number;
  readonly locked: () => boolean;
  readonly source: () => string;
  readonly person: () => string;
  readonly linkQuality: () => number;
  readonly lastSeen: () => number;
  readonly installed: () => number;
  readonly latest: () => number;
  readonly progress: () => number | null | undefined;
}

const DIAGNOSTIC = { category: "diagnostic" } as const;
const CONFIG = { category: "config" } as const;

/** How Zigbee2MQTT's discovery spells a lock's entities in Home Assistant 2026.11. */
export function zigbeeEntities(options: ZigbeeOptions, slug: string, read: ZigbeeReadings): EntitySpec[] {
  const { ieee, model, watched } = options;
  const uid = (object: string) => `${ieee}_${object}_${BASE}`;
  const id = (domain: string, object = "") => `${domain}.${[slug, object].filter(Boolean).join("_")}`;
  const off = watched ? {} : { off: true };
  const keypad: EntitySpec[] = [
    {
      id: id("binary_sensor", "battery_low"),
      uid: uid("battery_low"),
      name: "Battery",
      deviceClass: "battery",
      ...DIAGNOSTIC,
      read: () => (read.low() ? "on" : "off"),
    },
    {
      id: id("number", "auto_relock_time"),
      uid: uid("auto_relock_time"),
      name: "Auto relock time",
      ...CONFIG,
      fixed: { min: 0, max: 3600, step: 1, mode: "auto", unit_of_measurement: "s", icon: "mdi:timer" },
      read: () => "30",
    },
    {
      id: id("select", "sound_volume"),
      uid: uid("sound_volume"),
      name: "Sound volume",
      ...CONFIG,
      fixed: { options: ["silent_mode", "low_volume", "high_volume"], icon: "mdi:volume-high" },
      read: () => "low_volume",
    },
  ];
  const update: EntitySpec = {
    id: id("update"),
    uid: uid("update"),
    name: null,
    deviceClass: "firmware",
    ...CONFIG,
    fixed: {
      auto_update: false,
      display_precision: 0,
      release_summary: null,
      release_url: null,
      skipped_version: null,
      title: null,
      entity_picture: "https://github.com/Koenkk/zigbee2mqtt/raw/master/images/logo.png",
      supported_features: 5,
    },
    read: () => (read.installed() === read.latest() ? "off" : "on"),
    more: () => ({
      installed_version: String(read.installed()),
      latest_version: String(read.latest()),
      in_progress: read.progress() !== undefined,
      update_percentage: read.progress() ?? null,
    }),
  };
  return [
    {
      id: id("lock"),
      uid: uid("lock"),
      name: null,
      fixed: { supported_features: 0 },
      read: () => (read.locked() ? "locked" : "unlocked"),
    },
    ...(model.keypad ? keypad : [update]),
    {
      id: id("sensor", "battery"),
      uid: uid("battery"),
      name: "Battery",
      deviceClass: "battery",
      ...DIAGNOSTIC,
      fixed: { state_class: "measurement", unit_of_measurement: "%" },
      read: () => String(read.battery()),
    },
    // It exists with every such lock, and holds a code once one was read. In this home it never does.
    { id: id("sensor", "pin_code"), uid: uid("pin_code"), name: "Pin code" },
    { id: id("sensor", "action_source_name"), uid: uid("action_source_name"), name: "Action source name", read: read.source },
    { id: id("sensor", "action_user"), uid: uid("action_user"), name: "Action user", read: read.person },
    {
      id: id("sensor", "linkquality"),
      uid: uid("linkquality"),
      name: "Linkquality",
      ...DIAGNOSTIC,
      ...off,
      fixed: { state_class: "measurement", unit_of_measurement: "lqi", icon: "mdi:signal" },
      read: () => String(read.linkQuality()),
    },
    {
      id: id("sensor", "last_seen"),
      uid: uid("last_seen"),
      name: "Last seen",
      deviceClass: "timestamp",
      ...DIAGNOSTIC,
      ...off,
      fixed: { icon: "mdi:clock" },
      read: () => new Date(read.lastSeen()).toISOString().replace(/\.\d+Z$/, "+00:00"),
    },
  ];
}
