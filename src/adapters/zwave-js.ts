import { defined } from "../core/defined.ts";
import { known, unavailable, valueOf } from "../core/fact.ts";
import type { Fact, FactSet, NodeStatus } from "../core/fact.ts";
import type { Adapter, Plan, Planner, Step } from "./adapter.ts";
import { list, number, record, text, time } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { JAM_WORD, NOW_WORD, availability, batteryLevel, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans, press } from "./shared/plans.ts";
import { commonWants, logbookWant } from "./shared/wants.ts";
import { last } from "../core/last.ts";

const STATUSES: readonly NodeStatus[] = ["unknown", "asleep", "awake", "dead", "alive"];

/** Nodes from here on are Long Range: a star around the controller, without routes or repeaters. */
const FIRST_LONG_RANGE = 256;

/** RSSI codes that are no dBm: not available, saturated, no signal. */
export const NOT_DBM: ReadonlySet<number> = new Set([125, 126, 127]);

const JAM = { uniqueId: /-Access Control-Lock state\.11$/ };
const JAM_BY_NAME = { deviceClass: "problem", name: JAM_WORD };
const KEYPAD_OFF = { uniqueId: /-Access Control-Keypad state\.16$/ };
const KEYPAD_OFF_BY_NAME = { name: /keypad temporary disabled/i };
const REPLACE_NOW = { deviceClass: "battery", uniqueId: /Battery maintenance status\.11$|Battery level status\.15$/ };
const REPLACE_SOON = {
  deviceClass: "battery",
  uniqueId: /Battery maintenance status\.10$|Battery level status\.14$|-128-0-isLow$/,
};

function nodeStatus(view: LockView): Fact<NodeStatus> | undefined {
  const read = (word: string) => STATUSES.find((status) => status === word);
  const sensor = view.sensor(read, { translationKey: "node_status" }, { uniqueId: /\.node_status$/ });
  if (sensor?.kind === "known") return sensor;
  const answer = view.answer("zwave_js/node_status");
  const told = STATUSES[number(record(answer?.result)["status"]) ?? -1];
  return told === undefined ? sensor : known(told, { at: answer?.at });
}

/** The background noise that the controller hears, on its loudest channel, dBm. */
function noise(view: LockView): Fact<number> | undefined {
  const loudest = Math.max(
    ...view.ref.hubSiblings
      .filter(({ uniqueId }) => /background_rssi/.test(uniqueId))
      .map(({ entityId }) => number(view.state(entityId)?.state) ?? -Infinity)
      .filter((dbm) => dbm < 0),
  );
  return loudest === -Infinity ? undefined : known(loudest);
}

function signal(view: LockView): Fact<number> | undefined {
  const fact = view.measure({ uniqueId: /\.statistics_rssi$/ }, { deviceClass: "signal_strength" });
  return fact?.kind === "known" && NOT_DBM.has(fact.value) ? undefined : fact;
}

/**
 * What the logbook tells of the lock's notifications: labels only, never a code or a user. Texts are Home Assistant's own
 * English ones, not translated.
 */
function events(view: LockView): FactSet {
  const answers = ["logbook/event_stream", "logbook/get_events"].flatMap((type) => view.answer(type) ?? []);
  if (answers.length === 0) return {};
  // Nothing was read, which is not the same as nothing having happened.
  if (answers.every(({ error }) => error)) {
    const refused = unavailable("refused");
    return { wrong_code_events: refused, keypad_lockout_events: refused, not_fully_locked_events: refused };
  }
  const rows = answers.flatMap(({ result }) => (Array.isArray(result) ? result : list(record(result)["events"])));
  const times = (pattern: RegExp) =>
    rows
      .flatMap((row) => {
        const { message, when, domain } = record(row);
        const at = time(when);
        return domain === "zwave_js" && at !== undefined && pattern.test(text(message) ?? "") ? [at] : [];
      })
      .sort((a, b) => a - b);
  const used = last(
    times(/'(Keypad (un)?lock operation|Credential (un)?lock\/.*operation|(Un)?lock operation with User Code)'/i),
  );
  const eventFact = (pattern: RegExp) => {
    const found = times(pattern);
    return known<readonly number[]>(found, { at: last(found) });
  };
  return factSet({
    wrong_code_events: eventFact(/invalid (user )?(code|credential|pin)/i),
    keypad_lockout_events: eventFact(/exceeds code limit|'Keypad temporary disabled'/i),
    not_fully_locked_events: eventFact(/not fully locked/i),
    keypad_used: used === undefined ? undefined : known(used, { at: used }),
  });
}

/** Whether it is reached directly, without routes. */
export function isLongRange(view: LockView): boolean {
  const [named] = (view.ref.device?.identifiers ?? []).flatMap(([domain, name = ""]) =>
    domain === "zwave_js" && /^\d+-\d+$/.test(name) ? name.split("-")[1] : [],
  );
  return (number(view.result("zwave_js/node_status")["node_id"]) ?? number(named) ?? 0) >= FIRST_LONG_RANGE;
}

function readNode(view: LockView): FactSet {
  const { at, result } = view.answer("zwave_js/node_status") ?? {};
  const { ready, is_secure: secure, highest_security_class: best } = record(result);
  const outdated = (view.home.issues ?? []).some(
    ({ domain, issue_id: issue }) => domain === "zwave_js" && issue === `device_config_file_changed.${view.deviceId}`,
  );
  // Its entities are unavailable while the hub asks it about itself, and the answer may be from before that.
  const hubWorks = view.entry?.state === "loaded" && view.home.config.state === "RUNNING";
  const asked = hubWorks && view.lock?.state === "unavailable" && valueOf(nodeStatus(view)) === "alive";
  return factSet({
    radio: known(isLongRange(view) ? "zwave_long_range" : "zwave"),
    // −1 is "none": joined in the clear. Not asked yet: null.
    joined_securely: typeof secure === "boolean" ? known(secure && number(best) !== -1, { at }) : undefined,
    interview: typeof ready === "boolean" ? known({ complete: ready && !asked, outdated, running: false }, { at }) : undefined,
  });
}

function read(view: LockView): FactSet {
  const gone = view.lock?.state === "unavailable";
  const controller = view.word(view.findAtHub({ domain: "sensor", translationKey: "controller_status" }), (word) =>
    word === "ready" ? true : word === "unresponsive" ? false : undefined,
  );
  return {
    ...commonFacts(view),
    ...batteryLevel(
      view,
      view.find({ domain: "sensor", uniqueId: /-128-0-level$/ }, { domain: "sensor", deviceClass: "battery" }),
    ),
    ...boltFacts(view),
    ...readNode(view),
    ...events(view),
    ...factSet({
      // A dead node's lock stays available with its last state, so that "available" alone says nothing.
      lock_available: gone ? availability(view) : undefined,
      node_status: nodeStatus(view),
      last_seen: view.sensor(time, { translationKey: "last_seen" }),
      signal: signal(view),
      noise: noise(view),
      round_trip: view.measure({ translationKey: "rtt" }),
      hub_online: controller?.kind === "known" ? controller : undefined,
      jam_flag: view.lasting(JAM, JAM_BY_NAME),
      keypad_disabled: view.binary(KEYPAD_OFF, KEYPAD_OFF_BY_NAME),
      battery_now_flag: view.binary(REPLACE_NOW, { deviceClass: "battery", name: NOW_WORD }),
      battery_low_flag: view.binary(REPLACE_SOON, { deviceClass: "battery", name: /soon|low/i }),
    }),
  };
}

/** Notification type "Access Control", in which a jam is event 11. */
const ACCESS_CONTROL = 6;

const rereadNotification: Planner = (view) => {
  if (!view.isAvailable(view.ref.entityId)) return undefined;
  return {
    kind: "service",
    domain: "zwave_js",
    service: "refresh_notifications",
    data: { notification_type: ACCESS_CONTROL, entity_id: view.ref.entityId },
    admin: false,
  };
};

/** Asks for the level of the cells again; of all values a lock has, the one that freezes. */
const rereadValue: Planner = (view) => {
  const battery = view.find({ domain: "sensor", uniqueId: /-128-0-level$/ }, { domain: "sensor", deviceClass: "battery" });
  if (!battery || !view.isAvailable(battery.entityId)) return undefined;
  return { kind: "service", domain: "zwave_js", service: "refresh_value", data: { entity_id: battery.entityId }, admin: false };
};

/** Events of `zwave_js/refresh_node_info`: stages by name, percent, and the end. */
function interviewStep(event: unknown): Step | undefined {
  const { event: name, stage, progress, node } = record(event);
  switch (name) {
    case "interview started":
      return { kind: "progress", percent: 0 };
    case "interview stage completed":
      return { kind: "progress", ...defined({ stage: text(stage) }) };
    case "interview progress": {
      const percent = number(progress);
      return percent === undefined ? undefined : { kind: "progress", percent: Math.min(100, Math.max(0, percent)) };
    }
    case "interview completed":
      return { kind: "done" };
    case "interview failed":
      return { kind: "failed", ...defined({ message: text(node) }) };
    default:
      return undefined;
  }
}

const reinterview: Planner = (view): Plan | undefined =>
  view.deviceId === undefined
    ? undefined
    : {
        kind: "stream",
        request: { type: "zwave_js/refresh_node_info", device_id: view.deviceId },
        admin: true,
        read: interviewStep,
      };

/** Z-Wave locks, through Z-Wave JS. */
export const zwaveJs: Adapter = {
  id: "zwave_js",
  recognises: ({ platform }) => platform === "zwave_js",
  read,
  wants(view) {
    if (view.deviceId === undefined) return commonWants(view);
    const changes = view.ref.siblings
      .filter(({ translationKey }) => translationKey === "node_status")
      .map(({ entityId }) => entityId);
    return [
      ...commonWants(view),
      ...logbookWant(view),
      {
        mode: "call",
        request: { type: "zwave_js/node_status", device_id: view.deviceId },
        on: [view.ref.entityId, ...changes],
        gap: 2_000,
      },
    ];
  },
  plans: {
    ...commonPlans,
    ping: (view) =>
      press(view, view.find({ domain: "button", translationKey: "ping" }, { domain: "button", uniqueId: /\.ping$/ })),
    reread_value: rereadValue,
    reread_notification: rereadNotification,
    reinterview,
  },
};
