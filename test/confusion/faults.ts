import { keepStatistics } from "../../src/adapters/deep/zwave-js.ts";
import type { Severity } from "../../src/core/check.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import type { Chance } from "../bench/forecast/sim.ts";
import type { MockHome } from "../support/home.ts";
import { NODE, debugInfo, notification, yaleMessage } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { addKeymaster, addLockCodeManager, addNotes, addStatistics, daily, turns } from "./past.ts";
import type { AdapterId } from "./kinds.ts";

/** One lock of a home, and how its entities are called. */
export interface Place {
  readonly home: MockHome;
  readonly id: AdapterId;
  /** Entity id of the lock. */
  readonly lock: string;
  readonly slug: string;
  readonly device: string;
  readonly entry: string;
  readonly chance: Chance;
}

/** What of a lock a fault lays hold of: two that touch the same are not planted together. */
type Part =
  "reach" | "state" | "past" | "battery" | "notes" | "codes" | "firmware" | "keypad" | "link" | "logbook" | "door" | "body";

export interface Fault {
  /** The finding that names it. */
  readonly says: CheckId;
  /** How it shows itself, for people who read a miss. */
  readonly how: string;
  /** How grave it is by the design. */
  readonly severity: Severity;
  readonly touches: readonly Part[];
  plant(place: Place): unknown;
}

const fault = (
  says: CheckId,
  how: string,
  severity: Severity,
  touches: readonly Part[],
  plant: (place: Place) => unknown,
): Fault => ({ says, how, severity, touches, plant });

const pick = ({ chance }: Place, from: number, to: number): number => Math.floor(chance.between(from, to + 1));

/** Sets the state of one of the lock's entities, some time ago. */
const put =
  (domain: string, rest: string, state: string, attributes: { readonly [name: string]: unknown } = {}) =>
  (place: Place): unknown =>
    place.home.set(`${domain}.${place.slug}${rest}`, state, { attributes, at: NOW - pick(place, 2, 300) * MINUTE });
const on = (rest: string) => put("binary_sensor", rest, "on");
const off = (rest: string) => put("binary_sensor", rest, "off");
/** A binary sensor more on the lock's device. */
const sense = (
  { home, id, slug, device }: Place,
  rest: string,
  {
    uniqueId = `${slug}${rest}`,
    name,
    state: word,
    deviceClass,
  }: { uniqueId?: string; name: string; state: string; deviceClass?: string },
): unknown =>
  home.entity({
    id: `binary_sensor.${slug}${rest}`,
    device,
    platform: id,
    uniqueId,
    name,
    state: word,
    attributes: deviceClass === undefined ? {} : { device_class: deviceClass },
  });
const built: readonly Fault[] = [
  fault("supply_lost", "unplugged, as its maker has made a sensor of it", "warning", ["battery"], (place) =>
    sense(place, "_mains", { name: "Mains", state: "off", deviceClass: "plug" }),
  ),
  fault("keypad_unresponsive", "its keypad says that it has a fault", "error", ["keypad"], (place) =>
    sense(place, "_keypad_fault", { name: "Keypad fault", state: "on", deviceClass: "problem" }),
  ),
];
const state = (word: string, attributes = {}) => put("lock", "", word, attributes);
const field = (attributes: object) => (place: Place) => {
  const { state: word = "locked" } = place.home.states[place.lock] ?? {};
  place.home.set(place.lock, word, { attributes: { ...attributes } });
};

/** All entities of the lock's own device become unavailable. */
export function loseDevice({ home, device }: Place, at: number, keep: RegExp = /^$/): void {
  for (const [id, row] of Object.entries(home.entities))
    if (row.device_id === device && row.platform === home.entities[id]?.platform && !keep.test(id) && isOwn(home, id))
      home.set(id, "unavailable", { at });
}

/** What another integration has put on the lock's device stays. */
const isOwn = (home: MockHome, id: string) =>
  !/^(battery_notes|keymaster|lock_code_manager)$/.test(home.entities[id]?.platform ?? "");

/** All entities of all devices of an entry become unavailable, as when its hub or its servers are away. */
export function loseEntry({ home, entry }: Place, at: number, keep: RegExp = /^$/): void {
  for (const [id, row] of Object.entries(home.entities))
    if (isOwn(home, id) && home.devices[row.device_id ?? ""]?.config_entry_id === entry && !keep.test(id))
      home.set(id, "unavailable", { at });
}

const entryState = (place: Place, word: string): unknown =>
  place.home.entry({ entry_id: place.entry, domain: place.home.entities[place.lock]?.platform ?? "", state: word });

/** Home Assistant tries again and again to reach the hub or the servers. */
const retrying = (says: "hub_down" | "cloud_unreachable" | "lock_unreachable"): Fault =>
  fault(says, "its integration retries", "error", ["reach"], (place) => {
    loseEntry(place, NOW - pick(place, 5, 600) * MINUTE);
    entryState(place, "setup_retry");
  });

const signIn = fault("sign_in_expired", "a sign-in is asked for", "error", ["reach"], (place) => {
  const platform = place.home.entities[place.lock]?.platform ?? "";
  loseEntry(place, NOW - pick(place, 5, 600) * MINUTE);
  entryState(place, "setup_error");
  place.home.issues = [
    ...place.home.issues,
    { domain: "homeassistant", issue_id: `config_entry_reauth_${platform}_${place.entry}` },
  ];
});

const gone = (keep?: RegExp): Fault =>
  fault("lock_unreachable", "its entities are unavailable", "error", ["reach"], (place) =>
    loseDevice(place, NOW - pick(place, 12, 600) * MINUTE, keep),
  );

/** Faults of cells whose level is a sensor. `rest`: what follows the slug in its id. */
function cells(rest: string, { used = true, statistics = true, alkalineOnly = false } = {}): Fault[] {
  const sensor = ({ slug }: Place) => `sensor.${slug}${rest}`;
  const level = (place: Place, percent: number, ms: number) => place.home.set(sensor(place), String(percent), { at: NOW - ms });
  const some: Fault[] = [
    fault("battery_low", "16–20 %", "warning", ["battery"], (place) =>
      level(place, pick(place, 16, 20), pick(place, 1, 60) * HOUR),
    ),
    fault("battery_low", "11–15 %", "error", ["battery"], (place) =>
      level(place, pick(place, 11, 15), pick(place, 1, 60) * HOUR),
    ),
    fault("battery_critical", "1–10 %", "critical", ["battery"], (place) =>
      level(place, pick(place, 1, 10), pick(place, 1, 60) * HOUR),
    ),
    fault("battery_untrusted", "more than 100 %", "warning", ["battery"], (place) => level(place, pick(place, 101, 255), HOUR)),
    fault("battery_untrusted", "zero after a good level", "warning", ["battery"], (place) => {
      const before = String(pick(place, 40, 95));
      place.home.past(sensor(place), [
        [before, NOW - 6 * DAY],
        [before, NOW - 5 * HOUR],
      ]);
      level(place, 0, 2 * HOUR);
    }),
    fault("battery_swap_unconfirmed", "noted a few days ago, no rise", "warning", ["battery", "notes"], (place) => {
      const before = pick(place, 22, 55);
      addNotes(place, { days: pick(place, 2, 6), words: "AA alkaline" });
      place.home.past(sensor(place), [[String(before), NOW - 7 * DAY]]);
      level(place, before, 7 * DAY);
    }),
    fault("battery_due", "older than a year, as noted", "warning", ["battery", "notes"], (place) => {
      addNotes(place, { days: pick(place, 370, 500), words: "AA alkaline" });
      level(place, pick(place, 35, 75), 3 * HOUR);
    }),
  ];
  if (used)
    some.push(
      fault("battery_silent", "the level stands while the bolt turns", "warning", ["battery", "past"], (place) => {
        level(place, pick(place, 40, 60), pick(place, 300, 360) * DAY);
        turns(place, { perDay: 4 });
      }),
    );
  if (statistics)
    some.push(
      fault(
        "battery_silent",
        "frozen beside the cells' own past, while the bolt turns",
        "warning",
        ["battery", "past", "notes"],
        (place) => {
          addNotes(place, { days: 130, words: "AA alkaline" });
          const still = Math.round(place.chance.between(58, 66));
          addStatistics(
            place,
            sensor(place),
            daily(120, (index) => still + Math.max(0, 12 - Math.floor(index / 5))),
          );
          level(place, still, 60 * DAY);
          turns(place, { perDay: 6 });
        },
      ),
      fault("battery_draining", "four times the usual loss", "warning", ["battery", "notes"], (place) => {
        const fast = place.chance.between(1, 1.3);
        addNotes(place, { days: 150, words: "AA alkaline" });
        addStatistics(
          place,
          sensor(place),
          daily(144, (index) => 100 - Math.min(index, 120) * 0.2 - Math.max(0, index - 120) * fast),
        );
        level(place, Math.round(100 - 24 - 24 * fast), 3 * HOUR);
      }),
      fault("battery_due", "by a forecast from statistics", "warning", ["battery", "notes"], (place) => {
        const days = pick(place, 200, 330);
        addNotes(place, { days: days + 1, words: "AA alkaline" });
        addStatistics(
          place,
          sensor(place),
          daily(days, (index) => 100 - (index / (days - 1)) * 78),
        );
        level(place, 22, 3 * HOUR);
      }),
    );
  if (alkalineOnly)
    some.push(
      fault("battery_unsuitable", "lithium where the maker wants alkaline", "warning", ["notes"], (place) =>
        addNotes(place, { days: pick(place, 20, 200), words: "AA lithium" }),
      ),
    );
  return some;
}

/** Signal in dBm, or quality, that no lock should be relied on with. */
const weak = (rest: string, from: number, to: number): Fault =>
  fault("link_weak", "a poor signal", "warning", ["link"], (place) =>
    place.home.set(`sensor.${place.slug}${rest}`, String(pick(place, from, to)), { at: NOW - 5 * MINUTE }),
  );

const jammed = fault("bolt_jammed", "its state says jammed", "error", ["state", "past"], state("jammed"));
const jamFlag = (rest: string): Fault => fault("bolt_jammed", "its jam sensor is on", "error", ["state", "past"], on(rest));
const door = (rest: string): Fault =>
  fault("door_open_locked", "open, and the bolt is out", "error", ["door", "state"], (place) => {
    rest === "" ? on("")(place) : on(rest)(place);
    place.home.set(place.lock, "locked", { at: NOW - pick(place, 2, 30) * MINUTE });
  });

/** The jam sensor was never reset: the bolt has turned since. */
const flagStuck = (rest: string): Fault =>
  fault("jam_flag_stuck", "on since before the last turn", "warning", ["state", "past"], (place) => {
    const since = NOW - pick(place, 3, 40) * HOUR;
    place.home.past(`binary_sensor.${place.slug}${rest}`, [["off", NOW - 6 * DAY]]);
    place.home.set(`binary_sensor.${place.slug}${rest}`, "on", { at: since });
    place.home.past(place.lock, [
      ["locked", NOW - 6 * DAY],
      ["unlocked", since + HOUR],
    ]);
    place.home.set(place.lock, "locked", { at: NOW - pick(place, 5, 60) * MINUTE });
  });

/** Three jams and more within a day, the last of them over. */
const jamsByState = fault("jams_recurring", "jammed several times within a day", "error", ["state", "past"], (place) => {
  const count = pick(place, 3, 6);
  const jams = Array.from({ length: count }, (_, index) => NOW - (2 + index * 3) * HOUR).reverse();
  place.home.past(place.lock, [
    ["unlocked", NOW - 6 * DAY],
    ...jams.flatMap((at) => [["jammed", at] as const, ["unlocked", at + 2 * MINUTE] as const]),
  ]);
  place.home.set(place.lock, "locked", { at: NOW - HOUR });
});

/** Twice the time of a turn, over many turns. */
const slow = fault("bolt_slow", "turns take twice as long for two days", "warning", ["state", "past"], (place) =>
  turns(place, { perDay: 8, takes: (at) => (at > NOW - 2 * DAY ? 6_800 : 3_000) + place.chance.between(-300, 300) }),
);

/** It sets out, and is back; then it does not even set out. */
const unresponsive = fault("lock_unresponsive", "two commands came to nothing", "error", ["state", "past"], (place) => {
  const first = NOW - pick(place, 20, 200) * MINUTE;
  place.home.past(place.lock, [
    ["unlocked", NOW - 3 * DAY],
    ["locking", first],
  ]);
  place.home.set(place.lock, "unlocked", { at: first + 9 * SECOND });
  place.home.commands = { ...place.home.commands, [place.lock]: { wanted: "locked", at: NOW - MINUTE } };
});

const onTheWay = fault("state_stale", "on its way for minutes", "warning", ["state", "past"], (place) =>
  place.home.set(place.lock, place.chance.next() < 0.5 ? "locking" : "unlocking", { at: NOW - pick(place, 2, 90) * MINUTE }),
);
const notFollowed = fault("state_stale", "one command without effect", "warning", ["state", "past"], (place) => {
  place.home.past(place.lock, [["unlocked", NOW - 3 * DAY]]);
  place.home.set(place.lock, "unlocked", { at: NOW - 3 * DAY });
  place.home.commands = { ...place.home.commands, [place.lock]: { wanted: "locked", at: NOW - pick(place, 40, 100) * SECOND } };
});
const assumed = fault("state_stale", "its state is a guess", "warning", ["state", "past"], field({ assumed_state: true }));

const VERSIONS = ["1.0.16", "1.1.2", "2.0.0", "10.8"] as const;
const update = (rest: string): Fault[] => [
  fault("update_available", "another version is offered", "warning", ["firmware"], (place) =>
    place.home.set(`update.${place.slug}${rest}`, "on", {
      attributes: { installed_version: "1.0.0", latest_version: VERSIONS[pick(place, 0, 3)] },
    }),
  ),
  fault("update_stuck", "nothing has moved for long", "error", ["firmware", "past"], (place) =>
    place.home.set(`update.${place.slug}${rest}`, "on", {
      attributes: {
        installed_version: "1.0.0",
        latest_version: "1.1.2",
        in_progress: true,
        update_percentage: pick(place, 1, 90),
      },
      at: NOW - pick(place, 20, 400) * MINUTE,
    }),
  ),
];

const keymasterFaults: readonly Fault[] = [
  fault("codes_unsynced", "keymaster: out of sync for hours", "warning", ["codes"], (place) =>
    addKeymaster(place, [{}, { sync: place.chance.next() < 0.5 ? "Out of Sync" : "Adding" }, {}]),
  ),
  fault("codes_missing", "keymaster: no code at all", "warning", ["codes"], (place) =>
    addKeymaster(place, [{ sync: "Disconnected" }, { sync: "Disconnected" }]),
  ),
  fault("code_expiring", "keymaster: a code ends within three days", "warning", ["codes"], (place) =>
    addKeymaster(place, [{}, { ends: NOW + pick(place, 2, 70) * HOUR }]),
  ),
];
const codeManagerFaults: readonly Fault[] = [
  fault("codes_unsynced", "Lock Code Manager: given up", "error", ["codes"], (place) =>
    addLockCodeManager(place, ["in_sync", "suspended"]),
  ),
  fault("codes_unsynced", "Lock Code Manager: out of sync", "warning", ["codes"], (place) =>
    addLockCodeManager(place, ["out_of_sync", "in_sync"]),
  ),
];

/** Auto-relock was on until some days ago. `entity`: whose word it is. */
const relock = (entity: (slug: string) => string, was: string, is: string): Fault =>
  fault("relock_off", "auto-relock was switched off", "warning", ["body"], ({ home, slug, chance }) => {
    const at = NOW - Math.floor(chance.between(1, 6)) * DAY;
    home.past(entity(slug), [[was, NOW - 7 * DAY]]);
    home.set(entity(slug), is, { at });
  });

/** What Z-Wave JS counts of a node, an hour apart. */
function zwaveCounts({ home, device }: Place, sent: number, lost: number): void {
  const counts = (commands: number, unanswered: number) => ({
    event: "statistics updated",
    source: "node",
    commands_tx: commands,
    commands_rx: commands,
    commands_dropped_tx: 0,
    commands_dropped_rx: 0,
    timeout_response: unanswered,
    rtt: 60,
    rssi: -70,
    lwr: { protocol_data_rate: 3, repeaters: [], rssi: -70, repeater_rssi: [], route_failed_between: null },
    nlwr: null,
  });
  const before = keepStatistics(counts(100, 0), undefined, NOW - HOUR);
  home.answer(
    { type: "zwave_js/subscribe_node_statistics", device_id: device },
    keepStatistics(counts(100 + sent, lost), before, NOW - MINUTE),
    NOW - MINUTE,
  );
}

export const lossyZwave = fault("link_weak", "every third command is lost", "warning", ["link"], (place) =>
  zwaveCounts(place, 60, 20),
);

const zwaveEvents = (place: Place, ...events: readonly (readonly [text: string, at: number, type?: string])[]): unknown =>
  place.home.answer(
    { type: "logbook/event_stream", device_ids: [place.device] },
    { events: events.map(([text, at, type]) => notification(text, at, type)) },
  );
const wrongCodes = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => ["Tampering, invalid code", NOW - (count - index) * 4 * MINUTE, "Home Security"] as const,
  );
const nodeStatus = (more: object) => (place: Place) =>
  place.home.answer({ type: "zwave_js/node_status", device_id: place.device }, { ...NODE, node_id: 2, ...more });

const dead = fault("lock_unreachable", "Z-Wave JS holds it for dead", "error", ["reach"], (place) =>
  place.home.set(`sensor.${place.slug}_node_status`, "dead", { at: NOW - pick(place, 2, 600) * MINUTE }),
);

const zwave: readonly Fault[] = [
  ...cells("_battery_level", { alkalineOnly: true }),
  fault("battery_low", "its flag: replace soon", "warning", ["battery"], (place) => {
    place.home.set(`sensor.${place.slug}_battery_level`, String(pick(place, 25, 45)));
    on("_replace_battery_soon")(place);
  }),
  fault("battery_critical", "its flag: replace now", "critical", ["battery"], (place) => {
    place.home.set(`sensor.${place.slug}_battery_level`, String(pick(place, 25, 45)));
    on("_replace_battery_now")(place);
  }),
  fault("battery_untrusted", "fresh cells beside a low flag", "warning", ["battery"], (place) => {
    place.home.set(`sensor.${place.slug}_battery_level`, String(pick(place, 70, 100)));
    on("_replace_battery_soon")(place);
  }),
  dead,
  lossyZwave,
  fault("hub_down", "its controller does not answer", "error", ["reach"], ({ home }) =>
    home.set("sensor.controller_status", "unresponsive"),
  ),
  retrying("hub_down"),
  fault(
    "join_insecure",
    "it joined in the clear",
    "error",
    ["body"],
    nodeStatus({ is_secure: false, highest_security_class: -1 }),
  ),
  ...update("_firmware"),
  fault("interview_incomplete", "the hub has not finished asking", "warning", ["reach"], (place) => {
    loseDevice(place, NOW - pick(place, 20, 300) * MINUTE, /node_status/);
    nodeStatus({ ready: false })(place);
  }),
  jamFlag("_lock_jammed"),
  flagStuck("_lock_jammed"),
  fault("bolt_jam_suspected", "a turn that did not reach its end", "error", ["state", "past", "logbook"], (place) =>
    zwaveEvents(place, ["Manual not fully locked operation", NOW - pick(place, 5, 50) * MINUTE]),
  ),
  fault("jams_recurring", "known by its events alone", "error", ["state", "past", "logbook"], (place) => {
    const count = pick(place, 3, 5);
    zwaveEvents(
      place,
      ...Array.from(
        { length: count },
        (_, index) => ["RF not fully locked operation", NOW - (count - index + 1) * 3 * HOUR] as const,
      ),
    );
    place.home.past(place.lock, [
      ["locked", NOW - 6 * DAY],
      ["unlocked", NOW - 2 * HOUR],
    ]);
    place.home.set(place.lock, "locked", { at: NOW - HOUR });
  }),
  fault("bolt_straining", "its counters: every tenth turn fails", "warning", ["body"], (place) => {
    const value = (property: number, count: number) => ({
      [`2-112-0-${property}`]: { property, property_key: null, endpoint: 0, value: count },
    });
    place.home.answer(
      { type: "zwave_js/get_config_parameters", device_id: place.device },
      { values: { 12: 800, 13: 400, 14: pick(place, 100, 160), 17: 20 }, ...value(12, 800) },
    );
  }),
  door("_current_status_of_the_door"),
  fault("cover_removed", "its cover is off", "error", ["body"], on("_tampering_product_cover_removed")),
  fault("supply_lost", "the mains are gone", "warning", ["battery"], (place) =>
    sense(place, "_mains", {
      uniqueId: "2119630849.2-113-0-Power Management-Mains status.2",
      name: "AC mains disconnected",
      state: "on",
    }),
  ),
  fault("keypad_locked_out", "its keypad is closed", "error", ["keypad"], on("_keypad_temporary_disabled")),
  fault("keypad_locked_out", "too many codes, minutes ago", "error", ["keypad", "logbook"], (place) =>
    zwaveEvents(place, ...wrongCodes(4), ["Manually enter user access code exceeds code limit", NOW - MINUTE]),
  ),
  fault("wrong_codes", "several within the hour", "warning", ["logbook"], (place) =>
    zwaveEvents(place, ...wrongCodes(pick(place, 3, 6))),
  ),
  fault(
    "keypad_unresponsive",
    "turns without the keypad that is always used",
    "warning",
    ["keypad", "logbook", "past", "state"],
    (place) => {
      const used = Array.from({ length: 8 }, (_, index) => NOW - 6 * DAY + index * 3 * HOUR);
      zwaveEvents(place, ...used.map((at) => ["Keypad unlock operation", at] as const));
      const moved = [...used, ...Array.from({ length: 40 }, (_, index) => NOW - 5 * DAY + 6 * HOUR + index * 2.5 * HOUR)];
      place.home.past(place.lock, [
        ["locked", NOW - 7 * DAY],
        ...moved.map((at, index) => [index % 2 === 0 ? "unlocked" : "locked", at] as const),
      ]);
      place.home.set(place.lock, "locked", { at: moved.at(-1) ?? NOW });
    },
  ),
  ...keymasterFaults,
  ...codeManagerFaults,
];

const messages = (place: Place, ...all: readonly object[]): unknown =>
  place.home.answer({ type: "mqtt/device/debug_info", device_id: place.device }, debugInfo(all));
const refused = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    yaleMessage(NOW - (count - index) * 3 * MINUTE, { action: "unlock_failure_invalid_pin_or_id" }),
  );

const zigbee: readonly Fault[] = [
  ...cells("_battery"),
  gone(),
  fault("lock_unreachable", "silent for more than a day", "warning", ["reach"], (place) => {
    const at = NOW - pick(place, 26, 70) * HOUR;
    messages(place, yaleMessage(at));
    for (const id of Object.keys(place.home.states))
      if (place.home.entities[id]?.device_id === place.device && isOwn(place.home, id))
        place.home.set(id, place.home.states[id]?.state ?? "", { at });
  }),
  fault("hub_down", "Zigbee2MQTT has stopped", "error", ["reach"], (place) => {
    for (const [id, row] of Object.entries(place.home.entities))
      if (
        /zigbee2mqtt/.test(JSON.stringify(place.home.devices[row.device_id ?? ""]?.identifiers)) &&
        !/connection_state/.test(id)
      )
        place.home.set(id, "unavailable");
    place.home.set("binary_sensor.zigbee2mqtt_bridge_connection_state", "off");
  }),
  retrying("hub_down"),
  fault("link_weak", "a poor quality by its messages", "warning", ["link", "logbook"], (place) =>
    messages(place, yaleMessage(NOW - MINUTE, { linkquality: pick(place, 3, 33) })),
  ),
  ...update(""),
  fault("bolt_jam_suspected", "not fully locked, shown as unlocked", "error", ["state", "past", "logbook"], (place) => {
    messages(place, yaleMessage(NOW - 10 * MINUTE, { lock_state: "not_fully_locked", state: "UNLOCK" }));
    place.home.set(place.lock, "unlocked", { at: NOW - 10 * MINUTE });
  }),
  fault("bolt_jammed", "a message of a jam", "error", ["state", "past", "logbook"], (place) =>
    messages(place, yaleMessage(NOW - 5 * MINUTE, { action: "lock_failure_jammed" }), yaleMessage(NOW - MINUTE, { battery: 69 })),
  ),
  fault("wrong_codes", "several within the hour", "warning", ["logbook"], (place) =>
    messages(place, ...refused(pick(place, 3, 6))),
  ),
  ...keymasterFaults,
  ...codeManagerFaults,
];

/** A motor meter that somebody has made, as Nuki Hub's README tells. */
const straining = fault("bolt_straining", "its motor draws half as much again", "warning", ["body"], (place) => {
  const id = `sensor.${place.slug}_motor`;
  place.home.entity({
    id,
    device: place.device,
    platform: "mqtt",
    uniqueId: `mine_${place.slug}_maxTurnCurrent`,
    name: "Max turn current",
    state: "0.95",
    attributes: { state_class: "measurement", unit_of_measurement: "A" },
  });
  addStatistics(
    place,
    id,
    daily(100, (index) => (index < 93 ? 0.5 : 0.95) + place.chance.between(-0.02, 0.02)),
    "mean",
  );
});

/** An integration that makes an update entity for the lock. */
const offered = (id: string): Fault[] =>
  update("_firmware").map((each) => ({
    ...each,
    plant: (place: Place) => {
      place.home.entity({
        id: `update.${place.slug}_firmware`,
        device: place.device,
        platform: id,
        uniqueId: `${place.slug}_firmware`,
        category: "config",
        name: "Firmware",
        state: "off",
        attributes: { device_class: "firmware", in_progress: false, skipped_version: null, supported_features: 1 },
      });
      each.plant(place);
    },
  }));

/** A guess of half a minute that came back, as Matter shows a jam. */
const fellBack = fault("bolt_jam_suspected", "a command that fell back", "error", ["state", "past"], (place) => {
  place.home.past(place.lock, [
    ["unlocked", NOW - 3 * HOUR],
    ["locking", NOW - 3 * MINUTE],
  ]);
  place.home.set(place.lock, "unlocked", { at: NOW - 2 * MINUTE - 30 * SECOND });
});

const cloudAway = retrying("cloud_unreachable");
const hubAway = retrying("hub_down");
const outOfRange = retrying("lock_unreachable");

const august: readonly Fault[] = [
  ...cells("_battery"),
  fault("keypad_battery_low", "its linked keypad's cells", "warning", ["keypad"], field({ keypad_battery_level: "Low" })),
  fault("lock_unreachable", "its bridge is offline", "error", ["reach"], (place) =>
    place.home.set(place.lock, "unavailable", { at: NOW - pick(place, 12, 600) * MINUTE }),
  ),
  cloudAway,
  signIn,
  jammed,
  jamsByState,
  slow,
  unresponsive,
  onTheWay,
  door("_door"),
];

/** What of each integration's locks can go wrong so that it can be seen, in Home Assistant's terms. */
export const FAULTS: { readonly [Id in AdapterId]: readonly Fault[] } = {
  zwave_js: zwave,
  zigbee2mqtt: zigbee,
  matter: [
    ...cells("_battery"),
    fault("battery_low", "its flag", "warning", ["battery"], (place) => {
      place.home.set(`sensor.${place.slug}_battery`, String(pick(place, 25, 45)));
      on("_battery")(place);
    }),
    gone(),
    fault("lock_unreachable", "silent while it looks available", "error", ["reach"], ({ home, device }) =>
      home.answer({ type: "matter/ping_node", device_id: device }, { "fd00::1": false }, NOW - SECOND),
    ),
    hubAway,
    fellBack,
    ...offered("matter"),
    fault("keypad_locked_out", "vacation mode", "warning", ["keypad"], put("select", "_operating_mode", "vacation")),
    slow,
    unresponsive,
    ...codeManagerFaults,
  ],
  zha: [
    ...cells("_battery"),
    gone(),
    weak("_lqi", 3, 33),
    hubAway,
    ...offered("zha"),
    fault("wrong_codes", "several within the hour", "warning", ["logbook"], (place) =>
      place.home.answer(
        { type: "logbook/event_stream", device_ids: [place.device] },
        {
          events: [4, 3, 2, 1].map((minutes) => ({
            name: "Shed",
            domain: "zha",
            when: (NOW - minutes * 5 * MINUTE) / 1000,
            message:
              "Operation Event Notification was fired with arguments: {'source': 'Keypad', 'operation': 'UnlockFailureInvalidPINorID', 'code_slot': 3}",
          })),
        },
      ),
    ),
    ...keymasterFaults,
    ...codeManagerFaults,
  ],
  nuki_hub: [
    ...cells("_battery_level"),
    fault("battery_low", "its flag", "warning", ["battery"], (place) => {
      place.home.set(`sensor.${place.slug}_battery_level`, String(pick(place, 22, 35)));
      on("_battery_low")(place);
    }),
    fault("keypad_battery_low", "its keypad's flag", "warning", ["keypad"], on("_keypad_battery_low")),
    fault("lock_unreachable", "its hub does not reach it", "error", ["reach"], (place) =>
      place.home.set(place.lock, "unavailable", { at: NOW - pick(place, 5, 300) * MINUTE }),
    ),
    fault("hub_down", "Nuki Hub is gone", "error", ["reach"], (place) => {
      loseDevice(place, NOW - 20 * MINUTE);
      place.home.set("binary_sensor.nukihub_mqtt", "unavailable", { at: NOW - 20 * MINUTE });
    }),
    hubAway,
    weak("_bluetooth_signal_strength", -110, -96),
    jammed,
    jamsByState,
    slow,
    unresponsive,
    onTheWay,
    straining,
    door("_door_sensor"),
    relock((slug) => `switch.${slug}_auto_lock`, "on", "off"),
    ...keymasterFaults,
  ],
  mqtt: [...cells("_battery"), gone(), hubAway, jammed, jamsByState, slow, unresponsive, onTheWay, notFollowed, assumed],
  august,
  yale: august,
  yale_smart_alarm: [
    fault("keypad_battery_low", "the panel's reserve", "warning", ["keypad"], ({ home }) =>
      home.set("binary_sensor.alarm_battery", "on"),
    ),
    fault("cloud_unreachable", "the servers do not answer", "error", ["reach"], (place) => loseEntry(place, NOW - 30 * MINUTE)),
    cloudAway,
    signIn,
    relock((slug) => `switch.${slug}_autolock`, "on", "off"),
  ],
  yalexs_ble: [
    ...cells("_battery"),
    gone(),
    outOfRange,
    signIn,
    weak("_signal_strength", -110, -96),
    jammed,
    jamsByState,
    slow,
    unresponsive,
    door("_door"),
  ],
  schlage: [
    ...cells("_battery", { alkalineOnly: true }),
    gone(),
    cloudAway,
    signIn,
    jammed,
    jamsByState,
    fault("keypad_locked_out", "its keypad is closed", "error", ["keypad"], on("_keypad_disabled")),
    relock((slug) => `select.${slug}_auto_lock_time`, "240", "0"),
    onTheWay,
    ...codeManagerFaults,
  ],
  switchbot: [
    ...cells("_battery"),
    gone(),
    outOfRange,
    weak("_bluetooth_signal", -110, -96),
    jammed,
    jamsByState,
    slow,
    unresponsive,
    onTheWay,
    fault("calibration_missing", "it is not calibrated", "error", ["body"], off("_calibration")),
    door("_door_open"),
    relock((slug) => `binary_sensor.${slug}_auto_lock_paused`, "off", "on"),
  ],
  switchbot_cloud: [
    ...cells("_battery"),
    gone(),
    cloudAway,
    signIn,
    fault("bolt_jammed", "its own word beside a guess", "error", ["state", "past"], put("sensor", "_lock_state", "jammed")),
    fault("calibration_missing", "it is not calibrated", "error", ["body"], on("_calibration")),
    door("_door"),
  ],
  nuki: [
    ...cells("_battery"),
    fault("battery_low", "its flag", "warning", ["battery"], (place) => {
      place.home.set(`sensor.${place.slug}_battery`, String(pick(place, 22, 35)));
      on("_battery")(place);
    }),
    fault("bolt_jam_suspected", "a motor error, shown as unavailable", "error", ["state", "past"], (place) =>
      place.home.set(place.lock, "unavailable", { at: NOW - pick(place, 5, 90) * MINUTE }),
    ),
    fault("hub_down", "its bridge is gone", "error", ["reach"], (place) => loseDevice(place, NOW - 20 * MINUTE)),
    hubAway,
    signIn,
    slow,
    unresponsive,
    onTheWay,
    door(""),
  ],
  tedee: [
    ...cells("_battery"),
    fault("lock_unreachable", "its bridge has lost it", "error", ["reach"], (place) => {
      loseDevice(place, NOW - 20 * MINUTE);
      off("_connectivity")(place);
    }),
    fault("hub_down", "its bridge is gone", "error", ["reach"], (place) => loseDevice(place, NOW - 20 * MINUTE, /_connectivity/)),
    hubAway,
    signIn,
    jammed,
    jamsByState,
    fault("bolt_jam_suspected", "between its ends", "error", ["state", "past"], (place) => {
      state("unknown")(place);
      on("_semi_locked")(place);
    }),
    fault("calibration_missing", "its lock alone is unavailable", "error", ["state", "past"], (place) =>
      place.home.set(place.lock, "unavailable", { at: NOW - pick(place, 5, 90) * MINUTE }),
    ),
    slow,
    unresponsive,
    onTheWay,
    door("_door"),
  ],
  loqed: [
    ...cells("_battery"),
    fault("lock_unreachable", "its bridge does not reach it", "error", ["reach"], (place) =>
      place.home.set(`sensor.${place.slug}_battery`, "-1", { at: NOW - MINUTE }),
    ),
    hubAway,
    weak("_bluetooth_signal", -110, -96),
    jammed,
    jamsByState,
    slow,
    unresponsive,
    onTheWay,
  ],
  homekit_controller: [
    ...cells("_battery"),
    gone(),
    outOfRange,
    weak("_signal", -110, -96),
    jammed,
    jamsByState,
    slow,
    unresponsive,
  ],
  esphome: [
    ...built,
    ...cells("_battery"),
    fault("lock_unreachable", "it is not connected", "error", ["reach"], (place) => {
      loseDevice(place, NOW - 20 * MINUTE);
      off("_status")(place);
    }),
    weak("_wifi", -105, -91),
    jammed,
    jamFlag("_jam"),
    flagStuck("_jam"),
    jamsByState,
    slow,
    unresponsive,
    onTheWay,
    notFollowed,
    assumed,
  ],
  simplisafe: [
    fault("battery_low", "its own flag", "warning", ["battery"], (place) => {
      on("_battery")(place);
      field({ lock_low_battery: true })(place);
    }),
    fault("keypad_battery_low", "its PIN pad's flag", "warning", ["keypad"], (place) => {
      on("_battery")(place);
      field({ pin_pad_low_battery: true })(place);
    }),
    gone(),
    cloudAway,
    signIn,
    jammed,
    jamsByState,
  ],
  smartthings: [
    ...cells("_battery", { statistics: false }),
    gone(),
    cloudAway,
    signIn,
    weak("_link_quality", 3, 33),
    ...update("_firmware"),
    fault(
      "bolt_jam_suspected",
      "not fully locked, shown as unlocked",
      "error",
      ["state", "past"],
      state("unlocked", { lock_state: "not fully locked" }),
    ),
    fault("cover_removed", "tampered with", "error", ["body"], on("_tamper")),
  ],
  xthings_cloud: [gone(), cloudAway, signIn, jammed, jamsByState, onTheWay],
  homee: [
    ...cells("_battery"),
    fault("battery_low", "its flag", "warning", ["battery"], (place) => {
      place.home.set(`sensor.${place.slug}_battery`, String(pick(place, 25, 45)));
      on("_battery")(place);
    }),
    gone(),
    fault("hub_down", "its hub is gone", "error", ["reach"], (place) => loseEntry(place, NOW - 20 * MINUTE)),
    hubAway,
    jamFlag("_motor_blocked"),
    flagStuck("_motor_blocked"),
    slow,
    unresponsive,
    onTheWay,
    fault("cover_removed", "tampered with", "error", ["body"], on("_tamper")),
  ],
  igloohome: [...cells("_battery", { used: false, statistics: false }), cloudAway, signIn],
  abode: [
    fault("battery_low", "its field", "warning", ["battery"], field({ battery_low: true })),
    fault("lock_unreachable", "no response, and still available", "error", ["reach"], field({ no_response: true })),
    cloudAway,
    signIn,
  ],
  verisure: [
    fault("cloud_unreachable", "the servers do not answer", "error", ["reach"], (place) => loseEntry(place, NOW - 30 * MINUTE)),
    cloudAway,
    signIn,
  ],
  generic: [
    ...cells("_battery"),
    gone(),
    hubAway,
    signIn,
    jammed,
    jamsByState,
    slow,
    unresponsive,
    onTheWay,
    ...offered("lockly"),
  ],
};

/** A cause with what it brings about: the cause has to come first, and take the other with it. */
export interface Chain {
  readonly cause: Fault;
  readonly symptom: Fault;
}

const named = (id: AdapterId, says: CheckId, how?: RegExp): Fault => {
  const found = FAULTS[id].find((each) => each.says === says && (how?.test(each.how) ?? true));
  if (!found) throw new Error(`${id} has no fault of ${says}.`);
  return found;
};

/** By the design's section 5 and the threads it rests on, written down here apart from the product's own graph. */
export function chainsOf(id: AdapterId): readonly Chain[] {
  const has = (says: CheckId, how?: RegExp) => FAULTS[id].some((each) => each.says === says && (how?.test(each.how) ?? true));
  const chains: Chain[] = [];
  const chain = (cause: CheckId, symptom: CheckId, causeHow?: RegExp, symptomHow?: RegExp) => {
    if (!has(cause, causeHow) || !has(symptom, symptomHow)) return;
    const pair = { cause: named(id, cause, causeHow), symptom: named(id, symptom, symptomHow) };
    // Where one overwrites what the other has planted there are not two.
    if (!pair.cause.touches.some((part) => pair.symptom.touches.includes(part))) chains.push(pair);
  };
  // Codes cannot get through a link that loses commands, nor to a lock that is out of reach.
  chain("link_weak", "codes_unsynced");
  chain("lock_unreachable", "codes_unsynced");
  chain("hub_down", "codes_unsynced");
  // An update that a lock out of reach, or a poor link, has stopped.
  chain("link_weak", "update_stuck");
  // Empty cells take the lock off the air, and make its bolt slow or stop it.
  chain("battery_critical", "bolt_slow");
  chain("battery_critical", "bolt_jammed");
  chain("battery_critical", "bolt_jam_suspected");
  chain("battery_critical", "lock_unresponsive");
  // A lock that has lost its calibration stops short.
  chain("calibration_missing", "bolt_jammed");
  // Nobody gets in with codes that have not arrived, nor at a keypad that refuses them.
  chain("codes_unsynced", "wrong_codes");
  chain("keypad_locked_out", "wrong_codes", /closed/);
  // The cells are old, and now they are empty.
  if (has("battery_low", /11–15/) && has("battery_due", /noted/))
    chains.push({
      cause: named(id, "battery_low", /11–15/),
      symptom: fault("battery_due", "older than a year, as noted", "warning", ["notes"], (place) =>
        addNotes(place, { days: 420, words: "AA alkaline" }),
      ),
    });
  // A bolt that is stuck does not get where it was sent.
  if (has("bolt_jammed", /sensor/) && has("state_stale", /on its way/))
    chains.push({ cause: named(id, "bolt_jammed", /sensor/), symptom: onTheWay });
  if (id === "zwave_js") {
    chains.push({ cause: named(id, "bolt_jammed", /sensor/), symptom: notFollowed });
    // A lock that dies with its cells: dead for the hub, a last level that was nearly none.
    chains.push({ cause: named(id, "battery_critical", /%/), symptom: dead });
    // A controller that does not answer, behind which every lock looks dead.
    chains.push({ cause: named(id, "hub_down", /controller/), symptom: dead });
  }
  return chains;
}

/** Locks that become unavailable at once while their hub says nothing of itself. */
const allAtOnce = fault("hub_down", "all its locks are gone at once", "error", ["reach"], (place) =>
  loseDevice(place, NOW - 30 * MINUTE),
);

/** In which ways a hub with several locks of this integration goes. Each lock names the hub, none of them itself. */
export function hubFaults(id: AdapterId): readonly Fault[] {
  switch (id) {
    case "zwave_js":
    case "zigbee2mqtt":
    case "nuki_hub":
    case "nuki":
      return FAULTS[id].filter(({ says }) => says === "hub_down");
    case "matter":
    case "zha":
    case "generic":
      return [hubAway, allAtOnce];
    case "mqtt":
      return [hubAway];
    default:
      return [];
  }
}
