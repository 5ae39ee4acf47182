// A simulated Z-Wave network of door locks behind a TCP "serial port", for the real zwave-js driver.
//   ZWAVE_MOCK_PORT (5555)  the serial port, ZWAVE_MOCK_CONTROL_PORT (5556)  the steering endpoint
import { createServer } from "node:net";
import { ZWaveSerialFrameType } from "@zwave-js/serial";
import { createAndOpenMockedZWaveSerialPort } from "@zwave-js/serial/mock";
import { MockController, MockNode } from "@zwave-js/testing";
import { createDefaultMockControllerBehaviors, createDefaultMockNodeBehaviors } from "zwave-js/Testing";
import { announce, startControl } from "./lib/control.mjs";
import { securityKeys } from "./lib/zwave-keys.mjs";
import { EVENT, SimulatedLock, capabilities } from "./lib/zwave-lock.mjs";
import { models } from "./lib/zwave-models.mjs";
import { improveRadio, radioBehaviors, supportedFunctionTypes } from "./lib/zwave-radio.mjs";

const HOST = "127.0.0.1";
const port = Number(process.env.ZWAVE_MOCK_PORT ?? 5555);
const controlPort = Number(process.env.ZWAVE_MOCK_CONTROL_PORT ?? 5556);

// One undecodable frame must not end the network.
process.on("unhandledRejection", (error) => console.error("radio:", error?.message ?? error));

// `powerTest`: the lock can test its own transmit power. That makes a health check a minute long, as in reality.
const plan = [
  { id: 2, name: "Front Door", ...models.schlage, battery: 94 },
  { id: 3, name: "Back Door", ...models.yale, battery: 8, rssi: -78 },
  { id: 4, name: "Garage", ...models.schlage, firmwareVersion: "10.8", battery: 55, rssi: -85, powerTest: true },
  { id: 5, name: "Cellar", ...models.yale, battery: 71, jammed: true },
];

const { serial, port: mockPort } = await createAndOpenMockedZWaveSerialPort();
const controller = await MockController.create({
  homeId: 0x7e570001,
  ownNodeId: 1,
  mockPort,
  serial,
  securityKeys,
  capabilities: {
    manufacturerId: 0x027a,
    productType: 0x0004,
    productId: 0x0610,
    firmwareVersion: "1.50",
    supportedFunctionTypes,
  },
});

const locks = new Map();
controller.defineBehavior(...createDefaultMockControllerBehaviors(), ...radioBehaviors(locks));
improveRadio(controller, locks);
for (const options of plan) {
  const node = await MockNode.create({ id: options.id, controller, capabilities: capabilities(options) });
  node.defineBehavior(...createDefaultMockNodeBehaviors());
  controller.addNode(node);
  locks.set(options.id, new SimulatedLock(node, controller, options));
}

// the recorded frames are only of use to assertions; a long-lived process must not keep them
setInterval(() => {
  controller.clearReceivedHostMessages();
  for (const { node } of locks.values()) {
    node.clearReceivedControllerFrames();
    node.clearSentControllerFrames();
  }
}, 10_000).unref();

// TCP joins what the driver wrote apart; the mock radio takes one frame at a time.
function* frames(bytes) {
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at] === 0x01 ? bytes[at + 1] + 2 : 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

let client;
const server = createServer((socket) => {
  client?.destroy();
  client = socket;
  socket.setNoDelay(true);
  socket.on("data", async (chunk) => {
    for (const frame of frames(chunk)) await serial.writeAsync(frame).catch((error) => console.error("serial:", error.message));
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    if (client === socket) client = undefined;
  });
});
(async () => {
  for await (const frame of serial.readable) {
    if (frame.type !== ZWaveSerialFrameType.SerialAPI || !client) continue;
    client.write(typeof frame.data === "number" ? Uint8Array.of(frame.data) : frame.data);
  }
})().catch((error) => console.error("serial:", error.message));
await new Promise((resolve, reject) => server.once("error", reject).listen(port, HOST, resolve));

const control = await startControl({
  port: controlPort,
  state: () => ({ connected: !!client, locks: [...locks.values()].map((lock) => lock.state()) }),
  find: (id) => locks.get(Number(id)),
  actions: {
    battery: (lock, { level }) => lock.setBattery(level),
    silent: (lock, { on = true }) => {
      lock.silent = on;
    },
    loss: (lock, { rate }) => {
      lock.loss = rate;
    },
    latency: (lock, { ms }) => {
      lock.latencyMs = ms;
    },
    rssi: (lock, { dbm }) => {
      lock.rssi = dbm;
    },
    travel: (lock, { ms }) => {
      lock.travelMs = ms;
    },
    jam: (lock, { on = true, tell = true }) => lock.setJammed(on, tell),
    bolt: (lock, change) => lock.setBolt(change),
    "invalid-pin": async (lock, { lockout = false }) => {
      await lock.notify(EVENT.invalidCode);
      if (lockout) await lock.notify(EVENT.codeLimitExceeded);
    },
    tamper: (lock) => lock.notify(EVENT.coverRemoved),
    notify: (lock, { type, event, parameters }) => lock.notify([type, event], parameters),
    "refuse-codes": (lock, { on = true }) => {
      lock.refuseCodes = on;
    },
    firmware: (lock, { version, next, fails }) => {
      if (version) lock.node.capabilities.firmwareVersion = version;
      if (next) lock.nextFirmware = next;
      if (fails !== undefined) lock.firmwareFails = fails;
    },
  },
});

announce("zwave-mock", { serial: `tcp://${HOST}:${port}`, control: `http://${HOST}:${controlPort}` }, () => {
  client?.destroy();
  server.close();
  control.close();
  controller.destroy();
});
