import { collect, countPeers } from "../../src/adapters/collect.ts";
import { deepAdapterFor } from "../../src/adapters/deep/index.ts";
import { soundHome } from "../../src/adapters/home.ts";
import { readers } from "../../src/adapters/index.ts";
import { describeLock, lockEntities } from "../../src/adapters/locks.ts";
import { SEVERITIES } from "../../src/core/check.ts";
import type { Severity } from "../../src/core/check.ts";
import { GRAPH } from "../../src/core/causes/graph.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import type { Diagnosis, Finding } from "../../src/core/diagnose.ts";
import { diagnose } from "../../src/core/everything.ts";
import { chance } from "../bench/forecast/sim.ts";
import type { Chance } from "../bench/forecast/sim.ts";
import { MockHome, mockDevice } from "../support/home.ts";
import { debugInfo, notification, yaleMessage } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { FAULTS, chainsOf, hubFaults } from "./faults.ts";
import type { Fault, Place } from "./faults.ts";
import { ADAPTER_IDS } from "./kinds.ts";
import type { AdapterId } from "./kinds.ts";
import { BUILD, slugOf } from "./locks.ts";
import { addKeymaster, addLockCodeManager, addNotes, addStatistics, daily, restFor, turns } from "./past.ts";

/** Names without spaces: two of the builders make ids of them as they are. */
const NAMES = ["Entrance", "Cellar", "Garage", "Attic", "Workshop", "Terrace", "Office", "Gate"] as const;
/** Locks in one home. */
const MOST = 4;

/** Homes of each fault an integration can show, and of each chain; pairs and healthy homes of each integration. */
const SINGLE = 2;
const CHAINS = 2;
const PAIRS = 5;
const HEALTHY = 8;
/** Homes of each way in which a hub with several locks can go. */
const HUBS = 2;

export const SORTS = ["one fault", "cause and symptom", "two faults", "two locks", "whole hub", "healthy"] as const;
export type Sort = (typeof SORTS)[number];

/** What has been planted in one lock. Nothing: it is healthy. */
export interface Planted {
  readonly place: Place;
  readonly faults: readonly Fault[];
}

export interface Home {
  readonly seed: number;
  readonly sort: Sort;
  readonly home: MockHome;
  readonly planted: readonly Planted[];
}

/** Level sensors by adapter; the others have none. */
const BATTERY: { readonly [Id in AdapterId]?: string } = {
  zwave_js: "_battery_level",
  nuki_hub: "_battery_level",
  ...Object.fromEntries(
    ADAPTER_IDS.filter((id) => !/^(zwave_js|nuki_hub|yale_smart_alarm|simplisafe|xthings_cloud|abode|verisure)$/.test(id)).map(
      (id) => [id, "_battery"],
    ),
  ),
};

/** Integrations that never tell where the bolt is, or only guess: nothing is varied there. */
const MUTE: ReadonlySet<AdapterId> = new Set(["igloohome"]);

/** What a real home has besides locks. */
function addNoise(home: MockHome, { next, between }: Chance): void {
  home.entry({ entry_id: "01OTHER", domain: "hue", title: "Hue" });
  home.device(mockDevice("lamp", { name: "Lamp", identifiers: [["hue", "1"]], config_entry_id: "01OTHER" }));
  home.device(mockDevice("remote", { name: "Remote", identifiers: [["hue", "2"]], config_entry_id: "01OTHER" }));
  const own = { platform: "hue" } as const;
  home.entity({ ...own, id: "light.lamp", device: "lamp", uniqueId: "1", state: next() < 0.5 ? "on" : "unavailable" });
  home.entity({
    ...own,
    id: "sensor.remote_battery",
    device: "remote",
    uniqueId: "2_battery",
    state: String(Math.floor(between(0, 100))),
    attributes: { device_class: "battery", unit_of_measurement: "%", state_class: "measurement" },
  });
  home.entity({
    ...own,
    id: "binary_sensor.window",
    uniqueId: "3",
    state: next() < 0.5 ? "on" : "off",
    attributes: { device_class: "door" },
  });
  home.entity({
    platform: "met",
    id: "sensor.outside_temperature",
    uniqueId: "met",
    state: String(Math.floor(between(-10, 30))),
  });
}

/** A lock in good health, in one of the many states that such locks are in. `level` and `past` are left to a fault that wants them. */
function vary(place: Place, touched: ReadonlySet<string>): void {
  const { home, id, slug, chance: by } = place;
  const is = (share: number) => by.next() < share;
  const sensor = BATTERY[id] === undefined ? undefined : `sensor.${slug}${BATTERY[id]}`;
  if (id === "zigbee2mqtt" && !touched.has("logbook"))
    home.answer({ type: "mqtt/device/debug_info", device_id: place.device }, debugInfo([yaleMessage(NOW - 20 * MINUTE)]));
  if (!MUTE.has(id) && !touched.has("state") && !touched.has("past") && !touched.has("door") && !touched.has("reach")) {
    if (is(0.3)) home.set(place.lock, "unlocked");
    if (is(0.5))
      turns(place, is(0.5) ? { perDay: Math.ceil(by.between(1, 9)) } : { perDay: 8, takes: () => 3_000 + by.between(-400, 400) });
    else restFor(place, by.between(0.1, 300));
  }
  if (sensor !== undefined && !touched.has("battery")) {
    const days = Math.floor(by.between(15, 150));
    const level = Math.round(100 - (days / 400) * 100);
    home.set(sensor, is(0.2) ? `${level}.0` : String(level), { at: NOW - by.between(0.1, 3) * DAY });
    if (home.states[place.lock]?.attributes["battery_level"] !== undefined)
      home.set(place.lock, home.states[place.lock]?.state ?? "locked", { attributes: { battery_level: level } });
    if (!touched.has("notes") && is(0.4)) addNotes(place, { days, words: is(0.5) ? "AA alkaline" : "AA" });
    if (is(0.4) && home.states[sensor]?.attributes["state_class"] !== undefined)
      addStatistics(
        place,
        sensor,
        daily(days, (index) => 100 - (index / 400) * 100),
      );
  }
  if (!touched.has("codes") && !touched.has("reach") && is(0.25)) {
    if (is(0.5)) addKeymaster(place, [{}, {}, { ends: NOW + 40 * DAY }]);
    else addLockCodeManager(place, ["in_sync", "in_sync"]);
  }
}

/** Doors whose sensor hangs on the lock. */
const DOORS: readonly AdapterId[] = ["august", "yale", "tedee", "switchbot_cloud", "yalexs_ble"];

/** Things that happen to healthy locks and pass for faults where one does not look closely. One of them. */
function tempt(place: Place): void {
  const { home, id, lock, slug, device, chance: by } = place;
  const sensor = BATTERY[id] === undefined ? undefined : `sensor.${slug}${BATTERY[id]}`;
  const ways: (() => unknown)[] = [
    // Home Assistant was restarted two days ago.
    () => home.past(lock, [["locked", NOW - 6 * DAY], ["unavailable", NOW - 2 * DAY], ["locked", NOW - 2 * DAY + 20_000]]).set(lock, "locked", { at: NOW - 2 * DAY + 20_000 }), // prettier-ignore
    // Set out just now.
    () => home.set(lock, "locking", { at: NOW - 3_000 }),
    // One command fell back, and was followed a minute later.
    () =>
      home
        .past(lock, [
          ["unlocked", NOW - DAY],
          ["locking", NOW - 5 * HOUR],
          ["unlocked", NOW - 5 * HOUR + 9_000],
          ["locking", NOW - 5 * HOUR + MINUTE],
        ]) // prettier-ignore
        .set(lock, "locked", { at: NOW - 5 * HOUR + MINUTE + 3_000 }),
    // One jam days ago.
    () => home.past(lock, [["unlocked", NOW - 6 * DAY], ["jammed", NOW - 3 * DAY], ["unlocked", NOW - 3 * DAY + MINUTE]]).set(lock, "locked", { at: NOW - 3 * DAY + HOUR }), // prettier-ignore
  ];
  if (sensor !== undefined) {
    ways.push(
      // Just above what counts as low.
      () => home.set(sensor, "21", { at: NOW - HOUR }),
      // A zero yesterday, and back.
      () => home.past(sensor, [["75", NOW - 6 * DAY], ["0", NOW - 30 * HOUR], ["75", NOW - 29 * HOUR]]).set(sensor, "75", { at: NOW - 29 * HOUR }), // prettier-ignore
      // New cells, noted, and seen the same day.
      () => {
        addNotes(place, { days: 3, words: "AA alkaline" });
        home.past(sensor, [["30", NOW - 6 * DAY]]).set(sensor, "98", { at: NOW - 3 * DAY });
      },
      // Quiet for two months: nobody was at home.
      () => {
        home.set(sensor, "78", { at: NOW - 60 * DAY });
        home.set(lock, "locked", { at: NOW - 60 * DAY });
      },
    );
  }
  if (DOORS.includes(id))
    ways.push(() => home.set(`binary_sensor.${slug}_door`, "on").set(lock, "unlocked", { at: NOW - 2 * MINUTE }));
  if (id === "zwave_js")
    ways.push(
      () => home.set(`update.${slug}_firmware`, "off", { attributes: { latest_version: "10.8", skipped_version: "10.8" } }),
      () =>
        home.set(`update.${slug}_firmware`, "on", {
          attributes: { in_progress: true, update_percentage: 40 },
          at: NOW - 5 * MINUTE,
        }),
      () =>
        home.answer(
          { type: "logbook/event_stream", device_ids: [device] },
          { events: [notification("Tampering, invalid code", NOW - 20 * MINUTE, "Home Security")] },
        ),
      () => home.set(`sensor.${slug}_node_status`, "asleep"),
    );
  ways[Math.floor(by.between(0, ways.length))]?.();
}

function build(seed: number, sort: Sort, ids: readonly AdapterId[], faultsOf: (index: number) => readonly Fault[]): Home {
  const by = chance(seed);
  const home = new MockHome();
  addNoise(home, by);
  const first = Math.floor(by.between(0, NAMES.length));
  const places = ids.map((id, number): Place => {
    const name = NAMES[(first + number) % NAMES.length] ?? "Door";
    const lock = BUILD[id](home, name, number);
    const device = home.entities[lock]?.device_id ?? "";
    const entry = home.devices[device]?.config_entry_id ?? "";
    return { home, id, lock, slug: slugOf(name), device, entry, chance: by };
  });
  const planted = places.map((place, index) => ({ place, faults: faultsOf(index) }));
  for (const { place, faults } of planted) {
    if (faults.length === 0 && !MUTE.has(place.id) && by.next() < 0.3) tempt(place);
    else vary(place, new Set(faults.flatMap(({ touches }) => touches)));
  }
  // What takes a lock off the air comes last: it takes with it what stands there by then.
  for (const { place, faults } of planted)
    for (const each of [...faults].sort((a, b) => Number(a.touches.includes("reach")) - Number(b.touches.includes("reach"))))
      each.plant(place);
  return { seed, sort, home, planted };
}

/** This lock and up to three others, of other integrations and other hubs. `least`: locks in all. */
function company(id: AdapterId, by: Chance, least = 1): AdapterId[] {
  // All of MQTT hang on one broker, and August and Yale on ids that their builders share.
  const realm = (each: AdapterId) => (/^(zigbee2mqtt|nuki_hub|mqtt)$/.test(each) ? "mqtt" : each);
  const ids = [id];
  const most = least + Math.floor(by.between(0, MOST - least + 1));
  while (ids.length < most) {
    const other = ADAPTER_IDS[Math.floor(by.between(0, ADAPTER_IDS.length))] ?? "generic";
    if (ids.every((each) => realm(each) !== realm(other))) ids.push(other);
  }
  return ids;
}

/** All that a finding may explain, over as many steps as there are. */
function reaches(from: CheckId, seen = new Set<CheckId>()): ReadonlySet<CheckId> {
  for (const symptom of Object.keys(GRAPH[from]?.explains ?? {}) as CheckId[])
    if (!seen.has(symptom)) reaches(symptom, seen.add(symptom));
  return seen;
}

/** Neither lays hold of what the other does, and neither explains the other. */
function areApart(one: Fault, other: Fault): boolean {
  return (
    one.says !== other.says &&
    !one.touches.includes("reach") &&
    !other.touches.includes("reach") &&
    !one.touches.some((part) => other.touches.includes(part)) &&
    !reaches(one.says).has(other.says) &&
    !reaches(other.says).has(one.says)
  );
}

/** All homes: each fault that an integration can show, each chain, pairs that have nothing to do with each other, and healthy ones. */
export function* homes(): Generator<Home> {
  let seed = 1;
  for (const id of ADAPTER_IDS) {
    for (const one of FAULTS[id])
      for (let run = 0; run < SINGLE; run++, seed++)
        yield build(seed, "one fault", company(id, chance(seed + 1e6)), (index) => (index === 0 ? [one] : []));
    for (const { cause, symptom } of chainsOf(id))
      for (let run = 0; run < CHAINS; run++, seed++)
        yield build(seed, "cause and symptom", company(id, chance(seed + 1e6)), (index) => (index === 0 ? [cause, symptom] : []));
    const pairs = FAULTS[id].flatMap((one, index) =>
      FAULTS[id].slice(index + 1).flatMap((other) => (areApart(one, other) ? [[one, other] as const] : [])),
    );
    for (let run = 0; run < PAIRS && pairs.length > 0; run++, seed++) {
      const pair = pairs[Math.floor(chance(seed + 2e6).next() * pairs.length)] ?? [];
      yield build(seed, "two faults", company(id, chance(seed + 1e6)), (index) => (index === 0 ? pair : []));
    }
    for (let run = 0; run < PAIRS; run++, seed++) {
      const [, second = "generic", ...more] = company(id, chance(seed + 1e6), 2);
      const any = (its: AdapterId, salt: number) => {
        const all = FAULTS[its];
        return [all[Math.floor(chance(seed + salt).next() * all.length)] ?? []].flat();
      };
      const planted = [any(id, 2e6), any(second, 3e6)];
      yield build(seed, "two locks", [id, second, ...more], (index) => planted[index] ?? []);
    }
    for (const one of hubFaults(id))
      for (let run = 0; run < HUBS; run++, seed++)
        yield build(
          seed,
          "whole hub",
          Array.from({ length: 2 + (seed % 3) }, () => id),
          () => [one],
        );
    for (let run = 0; run < HEALTHY; run++, seed++) yield build(seed, "healthy", company(id, chance(seed + 1e6)), () => []);
  }
}

/** Reads a home as an administrator's card does, and judges each of its locks. */
export function judge({ home }: Pick<Home, "home">): ReadonlyMap<string, Diagnosis> {
  const view = soundHome(home.view());
  const refs = lockEntities(view).map((id) => describeLock(view, id));
  const peers = countPeers(view, refs);
  return new Map(
    refs.map((ref) => {
      const deep = deepAdapterFor(ref);
      const snapshot = collect(view, ref, { readers, peers: peers.get(ref.entryId ?? ""), ...(deep ? { deep } : {}) });
      return [ref.entityId, diagnose(snapshot)];
    }),
  );
}

export type Said = CheckId | "nothing";

/** How one lock was judged. */
export interface Row {
  readonly seed: number;
  readonly sort: Sort;
  readonly integration: AdapterId;
  /** The one that has to come first, and another one where there are two. */
  readonly planted: readonly Fault[];
  readonly said: Said;
  readonly all: string;
  /** The adapter that read it. */
  readonly readBy: string;
  /** Severity of the first finding. */
  readonly worst: Severity | "none";
  readonly verdict: Diagnosis["verdict"]["kind"];
  readonly right: boolean;
}

const tell = ({ id, variant, explains }: Finding): string =>
  `${id}${variant === undefined ? "" : `/${variant}`}${explains.length === 0 ? "" : ` (${explains.map(tell).join(", ")})`}`;

const within = (finding: Finding): readonly CheckId[] => [finding.id, ...finding.explains.flatMap(within)];

const rank = ({ severity }: Fault) => SEVERITIES.indexOf(severity);

/** Whether what was said is what was planted, by the sort of home. */
function isRight(sort: Sort, faults: readonly Fault[], findings: readonly Finding[]): boolean {
  const [one, other] = faults;
  const [first] = findings;
  if (!one) return findings.length === 0;
  if (!first) return false;
  if (!other) return first.id === one.says;
  const named = findings.map(({ id }) => id);
  // A symptom is inside its cause, and stands nowhere else.
  if (sort === "cause and symptom") return first.id === one.says && !named.includes(other.says);
  const graver = rank(one) === rank(other) ? [one, other] : rank(one) > rank(other) ? [one] : [other];
  const found = findings.flatMap(within);
  return graver.some(({ says }) => says === first.id) && [one, other].every(({ says }) => found.includes(says));
}

/** One row a lock: those with a fault, and each healthy one. */
export function judged(one: Home): readonly Row[] {
  const diagnoses = judge(one);
  return one.planted.map(({ place, faults }) => {
    const diagnosis = diagnoses.get(place.lock);
    const findings = diagnosis?.findings ?? [];
    return {
      seed: one.seed,
      sort: one.sort,
      integration: place.id,
      planted: faults,
      said: findings[0]?.id ?? "nothing",
      all: findings.map(tell).join(", ") || "nothing",
      readBy: diagnosis?.lock.adapterId ?? "nobody",
      worst: findings[0]?.severity ?? "none",
      verdict: diagnosis?.verdict.kind ?? "unknown",
      right: diagnosis !== undefined && isRight(one.sort, faults, findings),
    };
  });
}

/** A miss in one line: the home's number, the integration, what was planted, what was said. */
export const describeRow = ({ seed, sort, integration, planted, all }: Row): string =>
  `home ${seed} (${sort}, ${integration}): planted ${planted.map(({ says, how }) => `${says}: ${how}`).join(" + ") || "nothing"}; said ${all}`;
