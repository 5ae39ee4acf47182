import type { SimLock } from "./sim/lock.ts";
import { SimHome } from "./sim-home.ts";
import type { Clock } from "./sim/types.ts";
import { DANALOCK, YALE_ZIGBEE } from "./sim/zigbee2mqtt-messages.ts";
import { SCHLAGE, YALE } from "./sim/zwave-entities.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a household that looks after its locks switches on. */
const WATCHED = ["rtt", "rssi", "last_seen"];

/** Weeks of a battery's life for the recorder: from `from` percent down to what the lock reports now. */
function remember(home: SimHome, entityId: string, from: number, to: number, days: number): void {
  const attributes = home.store.states.get(entityId)?.attributes ?? {};
  const now = home.clock.now();
  const digits = /^\d+\.\d$/.test(home.store.states.get(entityId)?.state ?? "") ? 1 : 0;
  for (let day = days; day > 0; day--) {
    const level = to + Math.round(((from - to) * day) / days);
    home.store.remember(entityId, { s: level.toFixed(digits), a: attributes, lu: (now - day * DAY) / 1000 });
  }
}

/** Turns of the bolt in the last days. */
const TURNS = [
  [49, "locked"],
  [40, "unlocked"],
  [39.9, "locked"],
  [16, "unlocked"],
  [15.9, "locked"],
] as const;

function rememberTurns(home: SimHome, entityId: string): void {
  const attributes = home.store.states.get(entityId)?.attributes ?? {};
  for (const [hours, s] of TURNS)
    home.store.remember(entityId, { s, a: attributes, lu: (home.clock.now() - hours * HOUR) / 1000 });
}

/**
 * The demo's home: nine locks of five integrations. One is healthy, and among the others every family of faults is to be
 * seen: power, link, software, mechanics, codes.
 */
export function demoHome(clock: Clock): SimHome {
  // What happened before the demo began happens here in the past.
  let ago = 5 * HOUR;
  const home = new SimHome({ now: () => clock.now() - ago, after: (ms, callback) => clock.after(ms, callback) });
  const { zwave, zigbee, matter, cloud, plain } = home;
  const inside = { area: "ground_floor" };
  const outside = { area: "outside" };

  const front = zwave.addLock({
    node: 2,
    name: "Front door",
    model: SCHLAGE,
    battery: 94,
    firmware: "10.7",
    statistics: WATCHED,
    ...inside,
  });
  const back = zwave.addLock({
    node: 3,
    name: "Back door",
    model: YALE,
    battery: 9,
    firmware: "113.25",
    statistics: WATCHED,
    ...inside,
  });
  const garage = zwave.addLock({
    node: 4,
    name: "Garage",
    model: SCHLAGE,
    suffix: "_2",
    battery: 55,
    firmware: "10.8",
    signal: -84,
    statistics: WATCHED,
    ...outside,
  });
  const cellar = zwave.addLock({
    node: 5,
    name: "Cellar",
    model: YALE,
    suffix: "_2",
    battery: 71,
    firmware: "113.25",
    statistics: WATCHED,
    ...inside,
  });
  const shed = zigbee.addLock({
    name: "Shed",
    ieee: "0x588e81fffe4c1a03",
    model: DANALOCK,
    battery: 42,
    linkQuality: 18,
    watched: true,
    ...outside,
  });
  const patio = zigbee.addLock({
    name: "Patio",
    ieee: "0x000d6f0014a7b21c",
    model: YALE_ZIGBEE,
    battery: 88,
    linkQuality: 164,
    watched: true,
    ...outside,
  });
  const studio = matter.addLock({ name: "Studio", node: 7, battery: 86, ...inside });
  const office = cloud.addLock({ name: "Office", battery: 63, ...inside });
  const guests = plain.addLock({ name: "Guest house", battery: 77, ...outside });

  const battery = ({ entities }: SimLock) =>
    entities.find(({ id, deviceClass }) => id.startsWith("sensor.") && deviceClass === "battery")?.id ?? "";
  const lives: readonly (readonly [SimLock, number, number, number])[] = [
    [front, 100, 94, 60],
    [back, 46, 9, 60],
    [garage, 62, 55, 30],
    [cellar, 80, 71, 40],
    [shed, 55, 42, 60],
    [patio, 95, 88, 60],
    [studio, 92, 86, 30],
    [office, 70, 63, 20],
  ];
  for (const [lock, from, to, days] of lives) remember(home, battery(lock), from, to, days);
  for (const lock of home.locks) rememberTurns(home, lock.entityId);

  ago = 4.5 * HOUR;
  front.offerUpdate();
  cloud.expireSignIn(true);
  ago = 3.2 * HOUR;
  cellar.jam(true);
  guests.loseReadings(true);
  ago = 2.3 * HOUR;
  back.weakLink(true);
  garage.openDoor(true);
  garage.openDoor(false);
  ago = 2.1 * HOUR;
  // Somebody tried to lock the garage, it did not answer, and the driver gave it up.
  garage.silence(true, 0.1);
  ago = 40 * MINUTE;
  back.drain(8);
  ago = 12 * MINUTE;
  patio.wrongCodes();
  ago = 0;
  home.settle();
  return home;
}
