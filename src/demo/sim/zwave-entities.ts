import type { EntitySpec } from "./device.ts";
import type { Attributes } from "./types.ts";

/** How Home Assistant 2026.11 spells the entities of Z-Wave locks: ids, unique ids, names, and what is off at first. */

export interface ZwaveReadings {
  readonly status: () => string;
  readonly pinged: () => string;
  readonly statistics: { readonly [key: string]: () => string };
  readonly door: () => boolean;
  readonly locked: () => boolean;
  readonly jamFlag: () => boolean;
  readonly keypadDisabled: () => boolean;
  readonly cover: () => boolean;
  readonly replaceSoon: () => boolean;
  readonly replaceNow: () => boolean;
  readonly battery: () => number;
  readonly update: () => Attributes & { readonly installed_version: string; readonly latest_version: string };
}

export interface ZwaveModel {
  readonly manufacturer: string;
  readonly model: string;
  /** Name of the product: entity ids are made of it. */
  readonly product: string;
  readonly slug: string;
  /** `<manufacturer>:<type>:<product>` as in the device's identifiers. */
  readonly ids: string;
  readonly databaseIds: string;
  /** Configuration parameters: number, name, domain; all of them off at first. */
  readonly parameters: readonly (readonly [number, string, "select" | "number" | "sensor"])[];
  readonly metadata: {
    readonly exclusion: string | null;
    readonly inclusion: string | null;
    readonly manual: string | null;
    readonly reset: string | null;
  };
}

export const SCHLAGE: ZwaveModel = {
  manufacturer: "Allegion",
  model: "BE469ZP",
  product: "Touchscreen Deadbolt Z-Wave Plus",
  slug: "touchscreen_deadbolt_z_wave_plus",
  ids: "59:1:1129",
  databaseIds: "0x003b:0x0001:0x0469",
  parameters: [
    [3, "Beeper", "select"],
    [4, "Vacation Mode", "select"],
    [5, "Lock and Leave Mode", "select"],
    [6, "User Slot Bit Field", "sensor"],
    [7, "Alarm Mode", "select"],
    [8, "Alarm Alert Sensitivity", "select"],
    [9, "Alarm Tamper Sensitivity", "select"],
    [10, "Alarm Kick Sensitivity", "select"],
    [11, "Alarm Disable Local Controls", "select"],
    [12, "Electronic Transition Count", "sensor"],
    [13, "Mechanical Transition Count", "sensor"],
    [14, "Electronic Failed Count", "sensor"],
    [15, "Auto Lock", "select"],
    [16, "User Code PIN Length", "number"],
    [17, "Get Electrical High Preload Transition Count", "sensor"],
    [18, "Get Bootloader Version", "sensor"],
  ],
  metadata: { exclusion: null, inclusion: null, manual: null, reset: null },
};

export const YALE: ZwaveModel = {
  manufacturer: "Yale",
  model: "YRD216-ZW3",
  product: "Assure Keyed Push Button Deadbolt",
  slug: "assure_keyed_push_button_deadbolt",
  ids: "297:32772:18129",
  databaseIds: "0x0129:0x8004:0x46d1",
  parameters: [
    [1, "Volume", "number"],
    [2, "Auto Relock", "select"],
    [3, "Auto Relock Time", "number"],
    [4, "Wrong Code Limit", "number"],
    [7, "Wrong Code Lockout Time", "number"],
    [8, "Operating Mode", "select"],
    [11, "One Touch Locking", "select"],
    [12, "Privacy Button", "select"],
    [13, "Lock Status LED", "select"],
    [28, "Expiring PIN Lifetime", "number"],
  ],
  metadata: {
    exclusion:
      "1. Enter the master PIN code followed by the gear key.\n2. Press the 7 key followed by the gear key.\n3. Press the 3 key followed by the gear key.",
    inclusion:
      "1. Enter the master PIN code followed by the gear key.\n2. Press the 7 key followed by the gear key.\n3. Press the 1 key followed by the gear key.",
    manual: null,
    reset:
      "1. Remove the battery cover and batteries.\n2. Press the reset button for 3 seconds while you put the batteries back.\n3. Put the cover back.",
  },
};

const DIAGNOSTIC = { category: "diagnostic" } as const;
const CONFIG = { category: "config" } as const;
const OFF = { off: true } as const;
const MODES = [
  "Unsecured",
  "UnsecuredWithTimeout",
  "InsideUnsecured",
  "InsideUnsecuredWithTimeout",
  "OutsideUnsecured",
  "OutsideUnsecuredWithTimeout",
  "Unknown",
  "Secured",
];
/** INSTALL + PROGRESS + RELEASE_NOTES */
export const ZWAVE_UPDATE_FEATURES = 21;

const STATISTICS: readonly (readonly [key: string, name: string, more: Partial<EntitySpec>])[] = [
  ["commands_rx", "Successful commands (RX)", { translationKey: "successful_commands", fixed: { state_class: "total" } }],
  ["commands_tx", "Successful commands (TX)", { translationKey: "successful_commands", fixed: { state_class: "total" } }],
  ["commands_dropped_rx", "Commands dropped (RX)", { translationKey: "commands_dropped", fixed: { state_class: "total" } }],
  ["commands_dropped_tx", "Commands dropped (TX)", { translationKey: "commands_dropped", fixed: { state_class: "total" } }],
  ["timeout_response", "Timed out responses", { translationKey: "timeout_response", fixed: { state_class: "total" } }],
  [
    "rtt",
    "Round trip time",
    { translationKey: "rtt", deviceClass: "duration", fixed: { state_class: "measurement", unit_of_measurement: "ms" } },
  ],
  [
    "rssi",
    "Signal strength",
    { deviceClass: "signal_strength", fixed: { state_class: "measurement", unit_of_measurement: "dBm" } },
  ],
  ["last_seen", "Last seen", { translationKey: "last_seen", deviceClass: "timestamp" }],
];

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}

/** The update entity's attributes, in the form of every integration. */
export function updateAttributes(integration: string): Attributes {
  return {
    auto_update: false,
    display_precision: 0,
    release_summary: null,
    release_url: null,
    skipped_version: null,
    title: null,
    entity_picture: `/api/brands/integration/${integration}/icon.png`,
  };
}

/**
 * All entities of one lock. `suffix` is what Home Assistant adds to a second device of the same product. `enabled` names
 * the statistics that somebody has switched on.
 */
export function zwaveEntities(
  base: string,
  model: ZwaveModel,
  suffix: string,
  enabled: readonly string[],
  read: ZwaveReadings,
): EntitySpec[] {
  const id = (domain: string, name: string) => `${domain}.${[model.slug, slugOf(name)].filter(Boolean).join("_")}${suffix}`;
  const flag = (value: () => boolean) => () => (value() ? "on" : "off");
  const alarm = (uid: string, name: string, value: () => boolean, more: Partial<EntitySpec> = {}): EntitySpec => ({
    id: id("binary_sensor", name),
    uid: `${base}-113-0-${uid}`,
    name,
    ...DIAGNOSTIC,
    read: flag(value),
    ...more,
  });
  const idle = (uid: string, name: string): EntitySpec => ({
    id: id("button", name),
    uid: `${base}-113-0-${uid}.notification_idle`,
    name,
    ...CONFIG,
    ...OFF,
  });
  return [
    {
      id: id("sensor", "Node status"),
      uid: `${base}.node_status`,
      name: "Node status",
      translationKey: "node_status",
      ...DIAGNOSTIC,
      always: true,
      read: read.status,
    },
    {
      id: id("button", "Ping"),
      uid: `${base}.ping`,
      name: "Ping",
      translationKey: "ping",
      ...CONFIG,
      always: true,
      read: read.pinged,
    },
    ...STATISTICS.map(([key, name, more]): EntitySpec => {
      const value = read.statistics[key];
      return {
        id: id("sensor", name),
        uid: `${base}.statistics_${key}`,
        name,
        ...DIAGNOSTIC,
        always: true,
        ...(enabled.includes(key) ? {} : OFF),
        ...(value ? { read: value } : {}),
        ...more,
      };
    }),
    {
      id: id("binary_sensor", "Current status of the door"),
      uid: `${base}-98-0-doorStatus`,
      name: "Current status of the door",
      deviceClass: "door",
      read: flag(read.door),
    },
    {
      id: id("lock", ""),
      uid: `${base}-98-0-currentMode`,
      name: "",
      fixed: { supported_features: 0 },
      read: () => (read.locked() ? "locked" : "unlocked"),
    },
    {
      id: id("select", "Current lock mode"),
      uid: `${base}-98-0-currentMode`,
      name: "Current lock mode",
      ...CONFIG,
      fixed: { options: MODES },
      read: () => (read.locked() ? "Secured" : "Unsecured"),
    },
    ...model.parameters.map(([number, name, domain]): EntitySpec => ({
      id: id(domain, name),
      uid: `${base}-112-0-${number}`,
      name,
      ...(domain === "sensor" ? DIAGNOSTIC : CONFIG),
      ...OFF,
    })),
    alarm("Access Control-Lock state.11", "Lock jammed", read.jamFlag, { deviceClass: "problem" }),
    alarm("Access Control-Keypad state.16", "Keypad temporary disabled", read.keypadDisabled),
    idle("Access Control-Keypad state", "Idle Access Control Keypad state"),
    idle("Home Security-Cover status", "Idle Home Security Cover status"),
    alarm("Home Security-Cover status.3", "Tampering, product cover removed", read.cover, { deviceClass: "tamper" }),
    alarm("Power Management-Battery maintenance status.10", "Replace battery soon", read.replaceSoon, { deviceClass: "battery" }),
    alarm("Power Management-Battery maintenance status.11", "Replace battery now", read.replaceNow, { deviceClass: "battery" }),
    idle("Power Management-Battery maintenance status", "Idle Power Management Battery maintenance status"),
    { id: id("sensor", "Alarm Type"), uid: `${base}-113-0-alarmType`, name: "Alarm Type", ...OFF },
    { id: id("sensor", "Alarm Level"), uid: `${base}-113-0-alarmLevel`, name: "Alarm Level", ...OFF },
    {
      id: id("sensor", "Battery level"),
      uid: `${base}-128-0-level`,
      name: "Battery level",
      deviceClass: "battery",
      ...DIAGNOSTIC,
      fixed: { state_class: "measurement", unit_of_measurement: "%" },
      read: () => read.battery().toFixed(1),
    },
    {
      id: id("update", "Firmware"),
      uid: `${base}.firmware_update`,
      name: "Firmware",
      deviceClass: "firmware",
      ...CONFIG,
      always: true,
      fixed: { ...updateAttributes("zwave_js"), supported_features: ZWAVE_UPDATE_FEATURES },
      read: () => (read.update().installed_version === read.update().latest_version ? "off" : "on"),
      more: read.update,
    },
  ];
}
