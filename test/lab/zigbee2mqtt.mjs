// The real Zigbee2MQTT over a simulated coordinator with locks. It needs an MQTT broker, and Node 22.2 or newer.
//   MQTT_URL (mqtt://127.0.0.1:1883), Z2M_CONTROL_PORT (5567), Z2M_BASE (zigbee2mqtt)
//   Z2M_STATE_DIR (.state/zigbee2mqtt)  its network; Z2M_KEEP=1 keeps it over a restart, so that no lock has to join again
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { announce, startControl } from "./lib/control.mjs";

const stateDir = resolve(process.env.Z2M_STATE_DIR ?? join(import.meta.dirname, ".state", "zigbee2mqtt"));
const controlPort = Number(process.env.Z2M_CONTROL_PORT ?? 5567);
const known = process.env.Z2M_KEEP === "1" && existsSync(join(stateDir, "database.db"));
if (!known) rmSync(stateDir, { recursive: true, force: true });
mkdirSync(stateDir, { recursive: true });
process.env.ZIGBEE2MQTT_DATA = stateDir;
if (!known)
  writeFileSync(
    join(stateDir, "configuration.yaml"),
    JSON.stringify({
      mqtt: { base_topic: process.env.Z2M_BASE ?? "zigbee2mqtt", server: process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883" },
      serial: { port: "simulated", adapter: "zstack" },
      homeassistant: { enabled: true },
      frontend: { enabled: false },
      availability: { enabled: true, passive: { timeout: 1500 } },
      // Its least, in minutes: nobody waits for ten.
      health: { interval: 1 },
      advanced: {
        log_output: ["console"],
        log_level: process.env.Z2M_LOG ?? "warning",
        last_seen: "ISO_8601",
        channel: 15,
        pan_id: 6754,
        network_key: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
      },
      ota: {
        disable_automatic_update_check: true,
        zigbee_ota_override_index_location: "index.json",
        image_block_response_delay: 50,
      },
    }),
  );

// the index of firmware is a local file; nothing is to be asked of the network
const fetchAnything = globalThis.fetch;
globalThis.fetch = async (url, ...rest) => {
  if (!["127.0.0.1", "localhost"].includes(new URL(url).hostname)) throw new Error(`not fetched: ${url}`);
  return fetchAnything(url, ...rest);
};

const { RadioLock, otaImage, otaIndexEntry, useSimulatedAdapter } = await import("./lib/zigbee-radio.mjs");
const newest = 0x01000012;
writeFileSync(join(stateDir, "lock.ota"), otaImage(newest, 1500));
writeFileSync(join(stateDir, "index.json"), JSON.stringify([otaIndexEntry("lock.ota", newest)]));
const danalock = { manufacturer: "Danalock", model: "V3-BTZB" };
const yale = { manufacturer: "Yale", model: "YRD256 TSDB" };
const locks = [
  new RadioLock({ ieee: "0x000d6f0011223301", address: 0x3301, name: "Patio", ...yale, battery: 88, linkquality: 164 }),
  new RadioLock({ ieee: "0x000d6f0011223302", address: 0x3302, name: "Side Door", ...danalock, battery: 7, linkquality: 61 }),
  new RadioLock({ ieee: "0x000d6f0011223303", address: 0x3303, name: "Shed", ...danalock, battery: 42, linkquality: 18 }),
];
const radio = useSimulatedAdapter(locks);

const { Controller } = createRequire(import.meta.url)("zigbee2mqtt/dist/controller.js");
const controller = new Controller(
  async () => {},
  async (code) => process.exit(code),
);
if (known) for (const lock of locks) Object.assign(lock, { joined: true, pairing: false });
await controller.start();

const { default: mqtt } = await import("mqtt");
const client = await mqtt.connectAsync(process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883");
const base = process.env.Z2M_BASE ?? "zigbee2mqtt";

// lets them join and be interviewed, and gives them their names, as a person would
async function letThemJoin() {
  let devices = [];
  client.on("message", (_topic, payload) => {
    devices = JSON.parse(payload.toString());
  });
  await client.subscribeAsync(`${base}/bridge/devices`);
  await radio.adapter.permitJoin(60);
  const interviewed = () => locks.every((lock) => devices.some((d) => d.ieee_address === lock.ieee && d.interview_completed));
  for (let tries = 0; tries < 300 && !interviewed(); tries++) await wait(100);
  await client.unsubscribeAsync(`${base}/bridge/devices`);
  for (const lock of locks) {
    await client.publishAsync(
      `${base}/bridge/request/device/rename`,
      JSON.stringify({ from: lock.ieee, to: lock.name, homeassistant_rename: true }),
    );
  }
  await wait(500);
}
if (!known) await letThemJoin();
for (const lock of locks) {
  radio.adapter.report(lock, 1, 0x21);
  radio.adapter.report(lock, 257, 0);
}

const control = await startControl({
  port: controlPort,
  state: () => ({ locks: locks.map((lock) => lock.state()) }),
  find: (id) => locks.find((lock) => lock.ieee === id || lock.name === id),
  actions: {
    battery: (lock, { level }) => {
      lock.battery = level;
      radio.adapter.report(lock, 1, 0x21);
    },
    silent: (lock, { on = true }) => {
      lock.silent = on;
    },
    linkquality: (lock, { value }) => {
      lock.linkquality = value;
      radio.adapter.report(lock, 257, 0);
    },
    jam: (lock, { on = true }) => {
      lock.jammed = on;
      lock.bolt = on ? "not fully locked" : "locked";
      radio.adapter.report(lock, 257, 0);
      if (on) radio.adapter.alarm(lock, 0);
    },
    firmware: (lock, { installed, fails }) => {
      if (installed) lock.firmware = installed;
      if (fails !== undefined) lock.otaFails = fails;
    },
    travel: (lock, { ms }) => {
      lock.moveMs = ms;
    },
    bolt: (lock, { bolt }) => {
      lock.bolt = bolt;
      radio.adapter.report(lock, 257, 0);
      radio.adapter.operation(lock, 2, bolt === "locked" ? 13 : 14);
    },
    // Zigbee2MQTT's own setting of the device, which takes effect with its next message
    "offline-after": async (lock, { seconds }) => {
      const options = { availability: { timeout: seconds / 60 } };
      await client.publishAsync(`${base}/bridge/request/device/options`, JSON.stringify({ id: lock.name, options }));
      await wait(300);
      radio.adapter.report(lock, 257, 0);
    },
    forget: (lock, { leaves = false }) => radio.adapter.forget(lock, leaves),
    pair: (lock) => radio.adapter.pair(lock),
    "invalid-pin": (lock) => radio.adapter.operation(lock, 0, 5),
  },
});

announce("zigbee2mqtt", { locks: locks.length, control: `http://127.0.0.1:${controlPort}` }, async () => {
  await client.endAsync();
  await controller.stop();
  control.close();
});
