import type { HomeView } from "../../home.ts";
import type { LockRef, Sibling } from "../../lock-view.ts";

/** Sensors of a lock of which Home Assistant keeps long-term statistics, by what they tell. Entity ids. */
export interface Sensors {
  /** Percent. */
  readonly batteries: readonly string[];
  /** Messages that were lost or not answered, counted. */
  readonly retries: readonly string[];
  /** Messages sent, counted. */
  readonly commands: readonly string[];
  /** How well it is heard, and how fast it answers: dBm, 0–255, ms. */
  readonly link: readonly string[];
  /** What a turn costs. The first one is looked at. */
  readonly effort: readonly string[];
  /** Of the lock's own device. The first one is looked at. */
  readonly temperature: readonly string[];
}

/** Unique ids of the counters that Z-Wave JS keeps of a node, which are off at first (`zwave_js/sensor.py`). */
const RETRIES = /\.statistics_(timeout_response|commands_dropped_tx)$/;
const COMMANDS = /\.statistics_commands_tx$/;
const ROUND_TRIP = /\.statistics_rtt$/;
/** Zigbee's quality has a class of its own nowhere: ZHA gives it a key, Zigbee2MQTT only a name in the unique id. */
const QUALITY = /_linkquality_/;

/**
 * Nuki Hub sends charge and current of each turn as `battery/drain` and `battery/maxTurnCurrent` (its README); people make
 * sensors of them by hand, and call them after that.
 */
const EFFORT = /max[ _]?turn[ _]?current|motor[ _]?current|battery[ _]?drain|turn[ _]?drain/i;

function kindOf(
  home: HomeView,
  { device }: LockRef,
  { entityId, uniqueId, translationKey, name }: Sibling,
): keyof Sensors | undefined {
  const { attributes } = home.states[entityId] ?? {};
  // Without a class no statistics are kept (`sensor/recorder.py`).
  if (typeof attributes?.["state_class"] !== "string") return undefined;
  const isOwn = device !== undefined && home.entities[entityId]?.device_id === device.id;
  switch (attributes["device_class"]) {
    case "battery":
      return "batteries";
    case "temperature":
      return isOwn ? "temperature" : undefined;
    case "signal_strength":
      return "link";
  }
  if (RETRIES.test(uniqueId)) return "retries";
  if (COMMANDS.test(uniqueId)) return "commands";
  if (ROUND_TRIP.test(uniqueId) || QUALITY.test(uniqueId) || translationKey === "lqi") return "link";
  return EFFORT.test(`${uniqueId} ${name}`) ? "effort" : undefined;
}

/** Until a sibling's registry row has come it is not looked at: what it counts is in its unique id, and all is asked for at once. */
export function sensorsOf(home: HomeView, ref: LockRef): Sensors {
  const found: { [Kind in keyof Sensors]: string[] } = {
    batteries: [],
    retries: [],
    commands: [],
    link: [],
    effort: [],
    temperature: [],
  };
  for (const sibling of ref.siblings) {
    if (sibling.domain !== "sensor" || sibling.uniqueId === "") continue;
    const kind = kindOf(home, ref, sibling);
    if (kind) found[kind].push(sibling.entityId);
  }
  return found;
}

/** All of them. */
export const allOf = ({ batteries, retries, commands, link, effort, temperature }: Sensors): readonly string[] => [
  ...batteries,
  ...retries,
  ...commands,
  ...link,
  ...effort,
  ...temperature,
];
