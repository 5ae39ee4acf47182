// The lab's simulated locks (../lab) as one thing that a test starts, steers and stops part by part.
//   LAB_PORT (6500)       the first of the ports that a run uses, so that two runs can share a machine
//   MATTER_NETNS          the network namespace (lockhealth-<LAB_PORT>)
// As a module: startLab() → lab. By hand: node lab.mjs [zwave] [zigbee2mqtt] [matter] starts it and prints its ports.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Part, endAll, run } from "./processes.mjs";

const HERE = import.meta.dirname;
const LAB = path.join(HERE, "../lab");
const HA_ROOT = process.env.HA_ROOT ?? path.join(os.homedir(), ".cache/lock-health/home-assistant");
export const FIRST_PORT = Number(process.env.LAB_PORT ?? 6500);

/** Every port of a run. Home Assistant's own is among them, so that one variable moves all. */
export const PORTS = Object.fromEntries(
  [
    "home",
    "zwaveSerial",
    "zwaveControl",
    "zwaveServer",
    "zwaveInner",
    "zwaveFirmware",
    "mqtt",
    "mqttControl",
    "z2mControl",
    "matterServer",
    "matterControl",
    "metrics",
  ].map((name, index) => [name, FIRST_PORT + index]),
);

const free = (port) =>
  new Promise((answer) => {
    const probe = net
      .createServer()
      .once("error", () => answer(false))
      .listen(port, "127.0.0.1", () => probe.close(() => answer(true)));
  });

/** Fails early, and names the port, when another run is there. */
export async function portsAreFree() {
  const taken = [];
  for (const [name, port] of Object.entries(PORTS)) if (!(await free(port))) taken.push(`${port} (${name})`);
  if (taken.length > 0)
    throw new Error(`another run, or something else, listens on ${taken.join(", ")}: set LAB_PORT to another number`);
}

/** Why Matter cannot be simulated here, or undefined. */
export function whyNoMatter() {
  if (process.getuid?.() !== 0) return "it needs root, for a network namespace";
  if (spawnSync("ip", ["netns", "list"]).status !== 0) return "it needs `ip netns` (iproute2), which does not work here";
  const tree = ["usr/bin/python3.14", "matter/bin/matter-server"];
  if (!tree.every((file) => fs.existsSync(path.join(HA_ROOT, file))))
    return "there is no Matter server: bash test/home/provision.sh --matter, as root and without HA_PYTHON";
}

async function steer(port, target, action, body = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}/locks/${encodeURIComponent(target)}/${action}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`lab: ${target} ${action}: ${told.error}`);
  return told;
}
const held = async (port) => (await fetch(`http://127.0.0.1:${port}/state`)).json();

class Lab {
  #network = false;

  constructor(out) {
    this.state = path.join(out, "lab");
    this.namespace = process.env.MATTER_NETNS ?? `lockhealth-${FIRST_PORT}`;
    const at = (name) => path.join(this.state, name);
    const env = {
      ZWAVE_MOCK_PORT: PORTS.zwaveSerial,
      ZWAVE_MOCK_CONTROL_PORT: PORTS.zwaveControl,
      ZWAVE_SERVER_PORT: PORTS.zwaveServer,
      ZWAVE_INNER_PORT: PORTS.zwaveInner,
      ZWAVE_FIRMWARE_PORT: PORTS.zwaveFirmware,
      ZWAVE_STATE_DIR: at("zwave"),
      MQTT_PORT: PORTS.mqtt,
      MQTT_URL: `mqtt://127.0.0.1:${PORTS.mqtt}`,
      MQTT_STATE_DIR: at("mqtt"),
      MQTT_CONTROL_PORT: PORTS.mqttControl,
      Z2M_CONTROL_PORT: PORTS.z2mControl,
      Z2M_STATE_DIR: at("zigbee2mqtt"),
      Z2M_KEEP: 1,
      MATTER_SERVER_PORT: PORTS.matterServer,
      MATTER_CONTROL_PORT: PORTS.matterControl,
      MATTER_NETNS: this.namespace,
      MATTER_STATE_DIR: at("matter"),
      MATTER_LOCK_STATE: at("matter-lock"),
      MATTER_SERVER_STATE: at("matter-server"),
      HA_ROOT,
    };
    const strings = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
    const part = (name, before, script, { args = [], more = {} } = {}) =>
      new Part(name, [...before, process.execPath, script, ...args], {
        cwd: LAB,
        env: { ...strings, ...more },
        log: path.join(out, "logs", `${name}.log`),
      });
    const inside = ["ip", "netns", "exec", this.namespace];
    this.parts = {
      zwaveMock: part("zwave-mock", [], "zwave-mock.mjs"),
      zwaveServer: part("zwave-server", [], "zwave-server.mjs"),
      broker: part("mqtt-broker", [], "mqtt-broker.mjs"),
      zigbee2mqtt: part("zigbee2mqtt", [], "zigbee2mqtt.mjs"),
      // Not Zigbee2MQTT, but locks that speak MQTT in all of a lock's states, "jammed" among them.
      mqttLocks: part("mqtt-locks", [], "mqtt-locks.mjs", {
        more: { Z2M_BASE: "othernet", MQTT_DISCOVERY: "device", MQTT_LOCKS: "Attic", MQTT_BRIDGE_IEEE: "0x00124b0000000002" },
      }),
      matterLock: part("matter-lock", inside, "matter-lock.mjs"),
      matterServer: part("matter-server", inside, "matter-server.mjs"),
      matterRelay: part("netns-relay", [], "netns-relay.mjs", {
        args: [String(PORTS.matterServer), String(PORTS.matterControl)],
      }),
    };
  }

  // ---- starting and stopping ---------------------------------------------------------------

  /** Four Z-Wave door locks: 2 Front Door, 3 Back Door, 4 Garage, 5 Cellar. */
  async startZwave() {
    await this.parts.zwaveMock.start();
    // Front Door and Back Door are to be offered an update; for the others theirs is the newest.
    await this.zwave(5, "firmware", { version: "113.25" });
    await this.parts.zwaveServer.start();
  }

  startBroker() {
    return this.parts.broker.start();
  }

  /** Patio, Side Door and Shed. Started after Home Assistant knows the broker: their states are not kept there. */
  startZigbee2mqtt() {
    return this.parts.zigbee2mqtt.start();
  }

  /** Studio. Its packets stay in a network namespace of their own. */
  async startMatter() {
    // A run that is just ending takes its namespace with it; one that was killed has left it, and it can be used.
    for (const end = Date.now() + 10_000; this.#namespaceIsThere() && Date.now() < end;) await wait(200);
    run(["bash", path.join(LAB, "matter-net.sh"), "up"], { env: { MATTER_NETNS: this.namespace } });
    this.#network = true;
    await Promise.all([this.parts.matterLock.start(), this.parts.matterServer.start()]);
    await this.parts.matterRelay.start();
  }

  #namespaceIsThere() {
    return spawnSync("ip", ["netns", "list"], { encoding: "utf8" })
      .stdout.split("\n")
      .some((line) => line.split(" ")[0] === this.namespace);
  }

  async stop() {
    for (const part of Object.values(this.parts).reverse()) await part.stop();
    this.removeNetwork();
  }

  removeNetwork() {
    if (this.#network) spawnSync("ip", ["netns", "del", this.namespace]);
    this.#network = false;
  }

  // ---- steering: the actions are in ../lab/README.md ---------------------------------------

  zwave(id, action, body) {
    return steer(PORTS.zwaveControl, id, action, body);
  }

  zigbee(name, action, body) {
    return steer(PORTS.z2mControl, name, action, body);
  }

  otherMqtt(name, action, body) {
    return steer(PORTS.mqttControl, name, action, body);
  }

  matter(action, body) {
    return steer(PORTS.matterControl, "lock", action, body);
  }

  /** What the simulator of one kind holds, by lock: name, or id where it has no name. */
  async holds(kind) {
    const port = {
      zwave: PORTS.zwaveControl,
      zigbee: PORTS.z2mControl,
      otherMqtt: PORTS.mqttControl,
      matter: PORTS.matterControl,
    }[kind];
    return Object.fromEntries((await held(port)).locks.map((lock) => [lock.name ?? lock.id, lock]));
  }

  /**
   * As if the driver had come with a new description of this lock's model: its stored fingerprint is replaced by that of
   * another model. The Z-Wave server must be stopped. Home Assistant then asks for a re-interview.
   */
  changeDeviceFile(id, { like = id === 2 || id === 4 ? 3 : 2 } = {}) {
    if (this.parts.zwaveServer.running) throw new Error("stop the Z-Wave server first");
    const file = path.join(this.state, "zwave/cache/7e570001.jsonl");
    const rows = fs
      .readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const other = rows.findLast((row) => row.k === `node.${like}.deviceConfigHash`);
    fs.appendFileSync(file, `${JSON.stringify({ k: `node.${id}.deviceConfigHash`, v: other.v })}\n`);
  }
}

/** A lab with nothing started: `startZwave`, `startBroker`, `startZigbee2mqtt` and `startMatter` start its parts. */
export function newLab({ out = path.join(HERE, ".out") } = {}) {
  const lab = new Lab(out);
  fs.rmSync(lab.state, { recursive: true, force: true });
  fs.mkdirSync(lab.state, { recursive: true });
  process.on("exit", () => lab.removeNetwork());
  return lab;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  const wants = (name) => wanted.length === 0 || wanted.includes(name);
  const lab = newLab();
  try {
    if (wants("zwave")) await lab.startZwave();
    if (wants("zigbee2mqtt")) await lab.startBroker();
    if (wants("zigbee2mqtt")) await lab.startZigbee2mqtt();
    if (wants("matter") && !whyNoMatter()) await lab.startMatter();
    console.log("READY lab", JSON.stringify(PORTS));
    setInterval(() => {}, 1 << 30); // until SIGTERM or SIGINT, which end the parts (processes.mjs)
  } catch (error) {
    console.error(error.message);
    await endAll();
    process.exitCode = 1;
  }
}
