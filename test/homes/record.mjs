// Records the homes of this folder anew, in a real Home Assistant with the lab's locks: node test/homes/record.mjs [NAME…]
// It takes about eight minutes; what it needs is in test/home/README.md. LAB_PORT as there.
// generic-*.json are written by hand, from the sources of integrations that no simulated lock is here for.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { endAll, run } from "../home/processes.mjs";
import { SECRETS, setUp, statesAreKnown } from "../home/setup.mjs";

const ROOT = path.join(import.meta.dirname, "../..");
const NODE = path.join(ROOT, "node_modules/.bin/node");
const wanted = process.argv.slice(2);

let home, lab;
const press = (entityId) => home.admin.session.service("button", "press", {}, { entity_id: entityId });
const service = (domain, name, entityId) => home.admin.session.service(domain, name, {}, { entity_id: entityId });
const isState = (entityId, state, within = 60_000) =>
  home.until(`${entityId} is ${state}`, async () => (await home.state(entityId))?.state === state, within);

/** Presses a Z-Wave lock's ping often enough for its mean signal strength to become what the lab says. */
async function ping(door) {
  const button = await home.entityOf(door, ".ping");
  for (let time = 1; time <= 10; time++) {
    await press(button);
    await wait(400);
  }
}

/** Every lock as it should be. */
async function calm() {
  await lab.zwave(5, "jam", { on: false });
  for (const [id, door, level] of [[2, "Front Door", 94], [3, "Back Door", 92], [4, "Garage", 78], [5, "Cellar", 71]]) {
    await lab.zwave(id, "battery", { level });
    await lab.zwave(id, "rssi", { dbm: -60 });
    await ping(door);
  }
  for (const [name, battery, linkquality] of [["Patio", 88, 164], ["Side Door", 67, 120], ["Shed", 42, 108]]) {
    await lab.zigbee(name, "battery", { level: battery });
    await lab.zigbee(name, "linkquality", { value: linkquality });
  }
  await wait(3000);
}

/** Home by home: what brings it about, and what undoes it. */
const homes = {
  "healthy": async () => {},
  "zwave-low-battery": async () => {
    await lab.zwave(3, "battery", { level: 8 });
    await lab.zwave(3, "rssi", { dbm: -93 });
    await ping("Back Door");
    return async () => {
      await lab.zwave(3, "battery", { level: 92 });
      await lab.zwave(3, "rssi", { dbm: -60 });
      await ping("Back Door");
    };
  },
  "zwave-dead": async () => {
    await lab.zwave(4, "silent", { on: true });
    service("lock", "lock", await home.lockOf("Garage")).catch(() => {}); // it fails, and that is how the driver learns
    await isState(await home.entityOf("Garage", ".node_status"), "dead");
    return async () => {
      await lab.zwave(4, "silent", { on: false });
      await ping("Garage");
      await isState(await home.entityOf("Garage", ".node_status"), "alive");
    };
  },
  "zwave-jam": async () => {
    await lab.zwave(5, "jam", { on: true });
    await isState(await home.entityOf("Cellar", "Lock state.11"), "on");
    return async () => {
      await lab.zwave(5, "jam", { on: false });
      await isState(await home.entityOf("Cellar", "Lock state.11"), "off");
    };
  },
  "zwave-hub-down": async () => {
    await lab.parts.zwaveServer.stop();
    await isState(await home.lockOf("Garage"), "unavailable");
    await wait(8000); // until Home Assistant has tried to connect again
    return async () => {
      await lab.parts.zwaveServer.start();
      await isState(await home.lockOf("Garage"), "locked", 120_000);
      await statesAreKnown({ home, lab, missing: {} });
    };
  },
  "zigbee2mqtt-jam": async () => {
    await lab.zigbee("Patio", "jam", { on: true });
    await wait(2000);
    return () => lab.zigbee("Patio", "jam", { on: false });
  },
  "zigbee2mqtt-low-battery": async () => {
    await lab.zigbee("Side Door", "battery", { level: 7 });
    await isState(await home.entityOf("Side Door", "_battery_zigbee2mqtt"), "7");
    return () => lab.zigbee("Side Door", "battery", { level: 67 });
  },
  "zigbee2mqtt-down": async () => {
    await lab.parts.zigbee2mqtt.stop();
    await isState(await home.lockOf("Patio"), "unavailable");
    return async () => {
      await lab.parts.zigbee2mqtt.start();
      await isState(await home.lockOf("Patio"), "locked", 120_000);
      await calm();
    };
  },
  "matter-low-battery": async () => {
    await lab.matter("battery", { level: 12 });
    await isState(await home.entityOf("Studio", "-47-12"), "12");
    return async () => {
      await lab.matter("battery", { level: 86 });
      await isState(await home.entityOf("Studio", "-47-12"), "86");
    };
  },
  "matter-jam": async () => {
    const lock = await home.lockOf("Studio");
    await lab.matter("jam", { on: true });
    await isState(lock, "unlocked");
    service("lock", "lock", lock).catch(() => {});
    await isState(lock, "locking", 10_000);
    await isState(lock, "unlocked");
    return async () => {
      await lab.matter("jam", { on: false });
      await isState(lock, "locked");
    };
  },
  "matter-gone": async () => {
    await lab.matter("silent", { on: true });
    return async () => {
      await lab.matter("silent", { on: false });
      await wait(5000);
    };
  },
  "update-available": async () => {
    await service("update", "clear_skipped", await home.entityOf("Front Door", ".firmware_update"));
    await isState(await home.entityOf("Front Door", ".firmware_update"), "on");
    return async () => service("update", "skip", await home.entityOf("Front Door", ".firmware_update"));
  },
  // Last: it stays in the logbook for a day.
  "zwave-lockout": async () => {
    for (let time = 1; time <= 3; time++) await lab.zwave(2, "invalid-pin", { lockout: time === 3 });
    await wait(2000);
  },
};

/** Z-Wave locks are called by their product or by their door, as they are interviewed or named first: recordings number them by id. */
async function nameAlike() {
  for (const door of ["Front Door", "Back Door", "Garage", "Cellar"]) {
    const [from, to] = [await home.lockOf(door), `lock.${door.toLowerCase().replace(" ", "_")}`];
    if (from !== to) await home.call("config/entity_registry/update", { entity_id: from, new_entity_id: to });
  }
}

/** Waits for the updates of two Z-Wave locks to be found, and puts them aside: else they would be in every home. */
async function skipUpdates() {
  for (const door of ["Front Door", "Back Door"]) {
    const update = await home.entityOf(door, ".firmware_update");
    await isState(update, "on", 180_000);
    await service("update", "skip", update);
  }
}

function record(name) {
  const file = path.join(import.meta.dirname, `${name}.json`);
  run([NODE, path.join(ROOT, "src/cli/diagnose.ts"), "--record", home.url, "--out", file], { env: { HA_TOKEN: home.tablet.token } });
  const text = fs.readFileSync(file, "utf8");
  for (const [what, secret] of Object.entries(SECRETS)) if (text.includes(secret)) throw new Error(`${name}.json holds the ${what}`);
}

try {
  const out = path.join(ROOT, ".cache/record-homes");
  ({ home, lab } = await setUp({ card: false, out, tell: console.log }));
  await nameAlike();
  await calm();
  await skipUpdates();
  for (const [name, bringAbout] of Object.entries(homes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const undo = await bringAbout();
    record(name);
    await undo?.();
    console.log(`recorded ${name}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await endAll();
}
process.exit();
