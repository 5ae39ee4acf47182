// Simulated Zigbee locks that speak MQTT as Zigbee2MQTT does, discovered by Home Assistant.
//   MQTT_URL (mqtt://127.0.0.1:1883), MQTT_CONTROL_PORT (5566), Z2M_BASE (zigbee2mqtt), DISCOVERY_PREFIX (homeassistant)
//   MQTT_DISCOVERY  "entity" (default): one discovery message an entity, as Zigbee2MQTT sends;
//                   "device": one a device, with the transitional and jammed states of the lock
//   MQTT_LOCKS  names of the locks to simulate, with commas between them (all), MQTT_BRIDGE_IEEE (0x00124b0000000001)
import mqtt from "mqtt";
import { announce, startControl } from "./lib/control.mjs";
import { ZigbeeLock } from "./lib/zigbee-lock.mjs";

const base = process.env.Z2M_BASE ?? "zigbee2mqtt";
const prefix = process.env.DISCOVERY_PREFIX ?? "homeassistant";
const style = process.env.MQTT_DISCOVERY ?? "entity";
const controlPort = Number(process.env.MQTT_CONTROL_PORT ?? 5566);
const bridgeIeee = process.env.MQTT_BRIDGE_IEEE ?? "0x00124b0000000001";
const wanted = process.env.MQTT_LOCKS?.split(",").map((name) => name.trim());
const bridge = `zigbee2mqtt_bridge_${bridgeIeee}`;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const yale = { vendor: "Yale", model: "YRD426NRSC", description: "Assure lock" };
const danalock = { vendor: "Danalock", model: "V3-BTZB/V3-BTZBE", description: "BT/ZB smartlock" };
const locks = [
  new ZigbeeLock({ ieee: "0x000d6f0011224401", name: "Patio", ...yale, battery: 88, linkquality: 164 }),
  new ZigbeeLock({ ieee: "0x000d6f0011224402", name: "Side Door", ...danalock, battery: 7, linkquality: 61, latest: 0x01000012 }),
  new ZigbeeLock({ ieee: "0x000d6f0011224403", name: "Shed", ...danalock, battery: 42, linkquality: 18, moveMs: 4000 }),
  new ZigbeeLock({ ieee: "0x000d6f0011224404", name: "Attic", ...yale, battery: 65, jammed: true, bolt: "unlocked" }),
].filter(({ name }) => !wanted || wanted.includes(name));
const find = (id) => locks.find((lock) => lock.ieee === id || lock.name === id);

const client = await mqtt.connectAsync(process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883", {
  clientId: "mqtt-locks",
  will: { topic: `${base}/bridge/state`, payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true },
});
const publish = (topic, payload, retain = false) =>
  client.publishAsync(topic, typeof payload === "string" ? payload : JSON.stringify(payload), { qos: 1, retain });

async function report(lock, extra = {}) {
  if (lock.silent && !lock.updating) return;
  lock.lastSeen = new Date();
  await publish(`${base}/${lock.name}`, lock.message(extra));
}
const availability = (lock) => publish(`${base}/${lock.name}/availability`, { state: lock.online ? "online" : "offline" }, true);
const log = (level, message) => publish(`${base}/bridge/logging`, { level, message, namespace: "z2m" });
const devices = () =>
  publish(
    `${base}/bridge/devices`,
    locks.map((lock) => lock.entry()),
    true,
  );

async function discover(lock) {
  const shared = {
    device: lock.device(bridge),
    origin: { name: "Zigbee2MQTT", sw: "2.14.1", url: "https://www.zigbee2mqtt.io" },
    availability: [`${base}/bridge/state`, `${base}/${lock.name}/availability`].map((topic) => ({
      topic,
      value_template: "{{ value_json.state }}",
    })),
    availability_mode: "all",
  };
  const components = lock.components(base, { transitional: style === "device" });
  if (style === "device") {
    const entries = Object.fromEntries(components.map(([type, objectId, payload]) => [objectId, { platform: type, ...payload }]));
    return publish(`${prefix}/device/${lock.ieee}/config`, { ...shared, components: entries }, true);
  }
  for (const [type, objectId, payload] of components) {
    await publish(`${prefix}/${type}/${lock.ieee}/${objectId}/config`, { ...payload, ...shared }, true);
  }
}

async function move(lock, target) {
  if (lock.silent) {
    await wait(2000);
    return log(
      "error",
      `Publish 'set' 'state' to '${lock.name}' failed: 'Error: ZCL command ${lock.ieee}/1 closuresDoorLock.${target === "locked" ? "lockDoor" : "unlockDoor"}({"pincodevalue":""}) failed (Delivery failed for '${lock.ieee}')'`,
    );
  }
  lock.moving = target === "locked" ? "LOCKING" : "UNLOCKING";
  await report(lock);
  await wait(lock.moveMs);
  lock.moving = undefined;
  if (lock.jammed) return report(lock, { action: "error_jammed", action_source_name: "rf" });
  lock.bolt = target;
  await report(lock, { action: target === "locked" ? "lock" : "unlock", action_source_name: "rf", action_user: null });
}

const respond = (path, request, data, error) =>
  publish(`${base}/bridge/response/${path}`, {
    data: error ? {} : data,
    status: error ? "error" : "ok",
    ...(error && { error }),
    ...(request?.transaction !== undefined && { transaction: request.transaction }),
  });

async function interview(lock) {
  const event = (status) =>
    publish(`${base}/bridge/event`, {
      type: "device_interview",
      data: {
        friendly_name: lock.name,
        status,
        ieee_address: lock.ieee,
        ...(status === "successful" && { supported: true, definition: lock.entry().definition }),
      },
    });
  lock.interviewState = "IN_PROGRESS";
  await event("started");
  await devices();
  await wait(lock.silent ? 3000 : 1500);
  lock.interviewState = lock.silent ? "FAILED" : "SUCCESSFUL";
  await event(lock.silent ? "failed" : "successful");
  await devices();
  if (lock.silent)
    throw new Error(
      `Interview of '${lock.name}' (${lock.ieee}) failed: Error: Interview failed because can not get active endpoints ('${lock.ieee}')`,
    );
}

async function update(lock) {
  const from = lock.installed;
  const fromBuild = lock.softwareBuild;
  if (lock.latest <= from) throw new Error(`Update of '${lock.name}' failed (No image currently available)`);
  const steps = 20;
  try {
    for (let step = 0; step <= steps; step++) {
      if (lock.silent) throw new Error(`OTA update of '${lock.name}' failed (Device didn't respond to OTA request)`);
      if (lock.otaFails && step > steps / 2)
        throw new Error(
          `OTA update of '${lock.name}' failed (Timeout. Device did not start/finish firmware download after being notified.)`,
        );
      if (lock.aborted) throw new Error(`OTA update of '${lock.name}' failed (Aborted)`);
      lock.updating = {
        progress: Math.round((1000 * step) / steps) / 10,
        remaining: Math.round((lock.otaMs / 1000) * (1 - step / steps)),
      };
      await report(lock);
      await wait(lock.otaMs / steps);
    }
    lock.installed = lock.latest;
    lock.softwareBuild = lock.softwareBuild.replace(/\d+$/, (n) => Number(n) + 2);
  } finally {
    lock.updating = false;
    lock.aborted = false;
    await report(lock);
  }
  await devices();
  await discover(lock);
  const versions = (version, build) => ({ file_version: version, software_build_id: build, date_code: "20250101" });
  return { id: lock.ieee, from: versions(from, fromBuild), to: versions(lock.installed, lock.softwareBuild) };
}

const requests = {
  "device/interview": async (lock, request) => {
    await interview(lock);
    return { id: request.id };
  },
  "device/configure": async (lock, request) => {
    await wait(800);
    if (lock.silent)
      throw new Error(`Failed to configure (Bind ${lock.ieee}/1 closuresDoorLock failed (Delivery failed for '${lock.ieee}'))`);
    lock.configured = true;
    await devices();
    return { id: request.id };
  },
  "device/ota_update/check": async (lock, request) => {
    await wait(500);
    if (lock.silent)
      throw new Error(`Failed to check if OTA update available for '${lock.name}' (Device didn't respond to OTA request)`);
    await report(lock);
    return { id: request.id, update_available: lock.latest > lock.installed, downgrade: false };
  },
  "device/ota_update/update": (lock) => update(lock),
  "device/ota_update/update/abort": async (lock, request) => {
    if (!lock.updating) throw new Error(`No OTA in progress to abort for device '${lock.name}'`);
    lock.aborted = true;
    return { id: request.id };
  },
  "device/ota_update/schedule": async (lock, request) => {
    lock.scheduled = true;
    await report(lock);
    return { id: request.id };
  },
  "device/ota_update/unschedule": async (lock, request) => {
    lock.scheduled = false;
    await report(lock);
    return { id: request.id };
  },
};

async function handleRequest(path, text) {
  let request;
  try {
    request = JSON.parse(text);
  } catch {
    request = text;
  }
  if (path === "health_check") return respond(path, request, { healthy: true });
  const handle = requests[path];
  if (!handle) return;
  if (typeof request !== "object") request = { id: request };
  const lock = find(request.id);
  if (!lock) return respond(path, request, {}, `Device '${request.id}' does not exist`);
  if (path.startsWith("device/ota_update/") && lock.updating && !path.endsWith("/abort")) {
    return respond(path, request, {}, `OTA update or check for update already in progress for '${lock.name}'`);
  }
  try {
    await respond(path, request, await handle(lock, request));
  } catch (error) {
    await respond(path, request, {}, error.message);
  }
}

client.on("message", (topic, payload) => {
  const text = payload.toString();
  const run = async () => {
    if (topic === `${prefix}/status`) {
      if (text === "online") for (const lock of locks) await report(lock);
      return;
    }
    const request = topic.startsWith(`${base}/bridge/request/`) && topic.slice(`${base}/bridge/request/`.length);
    if (request) return handleRequest(request, text);
    const [, name, verb] = /^[^/]+\/(.+)\/(set|get)$/.exec(topic) ?? [];
    const lock = find(name);
    if (!lock) return;
    if (verb === "get") return report(lock);
    const command = text.startsWith("{") ? JSON.parse(text).state : text;
    if (command === "LOCK" || command === "UNLOCK") return move(lock, command === "LOCK" ? "locked" : "unlocked");
  };
  run().catch((error) => console.error(topic, error.message));
});

await client.subscribeAsync([`${base}/+/set`, `${base}/+/get`, `${base}/bridge/request/#`, `${prefix}/status`]);
await publish(`${base}/bridge/state`, { state: "online" }, true);
await publish(
  `${base}/bridge/info`,
  {
    version: "2.14.1",
    commit: "simulated",
    coordinator: { ieee_address: bridgeIeee, type: "simulated" },
    permit_join: false,
    log_level: "info",
    restart_required: false,
  },
  true,
);
await publish(
  `${prefix}/binary_sensor/${bridgeIeee}/connection_state/config`,
  {
    name: "Connection state",
    unique_id: `bridge_${bridgeIeee}_connection_state_${base}`,
    device_class: "connectivity",
    entity_category: "diagnostic",
    state_topic: `${base}/bridge/state`,
    value_template: "{{ value_json.state }}",
    payload_on: "online",
    payload_off: "offline",
    device: {
      identifiers: [bridge],
      name: "Zigbee2MQTT Bridge",
      manufacturer: "Zigbee2MQTT",
      model: "Bridge",
      sw_version: "2.14.1",
    },
    origin: { name: "Zigbee2MQTT", sw: "2.14.1", url: "https://www.zigbee2mqtt.io" },
  },
  true,
);
await devices();
for (const lock of locks) {
  await discover(lock);
  await availability(lock);
  await report(lock);
}

const drains = new Map();
const control = await startControl({
  port: controlPort,
  state: () => ({ style, locks: locks.map((lock) => lock.state()) }),
  find,
  actions: {
    battery: (lock, { level }) => {
      lock.battery = level;
      return report(lock);
    },
    // lowers the battery by one percent every `stepMs`, down to `to`
    drain: (lock, { stepMs = 1000, to = 0 }) => {
      clearInterval(drains.get(lock));
      drains.set(
        lock,
        setInterval(() => {
          if (lock.battery <= to) return clearInterval(drains.get(lock));
          lock.battery--;
          void report(lock);
        }, stepMs),
      );
    },
    linkquality: (lock, { value }) => {
      lock.linkquality = value;
      return report(lock);
    },
    // no answer from now on; Zigbee2MQTT shows a battery device as offline only after a long time, so that is apart
    silent: (lock, { on = true }) => {
      lock.silent = on;
      return on ? undefined : report(lock);
    },
    offline: async (lock, { on = true }) => {
      lock.online = !on;
      lock.silent = on;
      await availability(lock);
      if (!on) await report(lock);
    },
    jam: async (lock, { on = true }) => {
      lock.jammed = on;
      await report(lock, on ? { action: "error_jammed" } : {});
    },
    travel: (lock, { ms }) => {
      lock.moveMs = ms;
    },
    bolt: (lock, { bolt, action = bolt === "locked" ? "manual_lock" : "manual_unlock" }) => {
      lock.bolt = bolt;
      return report(lock, { action, action_source_name: "manual" });
    },
    "invalid-pin": (lock) => report(lock, { action: "unlock_failure_invalid_pin_or_id", action_source_name: "keypad" }),
    firmware: async (lock, { installed, latest, otaMs, fails }) => {
      Object.assign(
        lock,
        installed && { installed },
        latest && { latest },
        otaMs && { otaMs },
        fails !== undefined && { otaFails: fails },
      );
      await report(lock);
    },
    remove: async (lock) => {
      for (const [type, objectId] of lock.components(base, {}))
        await publish(`${prefix}/${type}/${lock.ieee}/${objectId}/config`, "", true);
      await publish(`${prefix}/device/${lock.ieee}/config`, "", true);
    },
  },
});

announce("mqtt-locks", { locks: locks.length, discovery: style, control: `http://127.0.0.1:${controlPort}` }, async () => {
  for (const timer of drains.values()) clearInterval(timer);
  await publish(`${base}/bridge/state`, { state: "offline" }, true);
  await client.endAsync();
  control.close();
});
