// Drives the real Z-Wave JS server against the simulated locks, the way the card's host does.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { zipSync } from "fflate";
import { check, report, steer } from "./lib/check.mjs";
import { ZWaveClient, valueOf } from "./lib/zwave-client.mjs";

const server = `ws://127.0.0.1:${process.env.ZWAVE_SERVER_PORT ?? 3000}`;
const control = `http://127.0.0.1:${process.env.ZWAVE_MOCK_CONTROL_PORT ?? 5556}`;
const CC = { battery: 0x80, doorLock: 0x62, notification: 0x71, userCode: 0x63, version: 0x86 };
const DEAD = 3;
const ALIVE = 4;

// this server version takes firmware in a ZIP only: it fails on a bare file with "invalid zip data"
const firmwareFile = (size) => ({
  filename: "lock.zip",
  fileFormat: "bin",
  firmwareTarget: 0,
  file: Buffer.from(zipSync({ "lock.bin": new Uint8Array(size).fill(0x5a) })).toString("base64"),
});

const client = await ZWaveClient.connect(server);
await client.listen();
const nodeState = async (nodeId) => (await client.send("node.get_state", { nodeId })).state;
const poll = (nodeId, commandClass, property) =>
  client.send("node.poll_value", { nodeId, valueId: { commandClass, property, endpoint: 0 } });

await check("every lock is interviewed", async () => {
  const states = {};
  for (const id of [2, 3, 4, 5]) {
    for (let tries = 0; tries < 120 && (await nodeState(id)).interviewStage !== "Complete"; tries++) await wait(500);
    const node = await nodeState(id);
    assert.equal(node.interviewStage, "Complete");
    assert.equal(node.status, ALIVE);
    states[id] =
      `${node.deviceConfig.manufacturer} ${node.deviceConfig.label} fw ${node.firmwareVersion} class ${node.highestSecurityClass}`;
  }
  return states;
});

await check("the device database knows the model, and S2 Access Control is in use", async () => {
  const node = await nodeState(2);
  assert.equal(node.deviceConfig.label, "BE469ZP");
  assert.equal(node.highestSecurityClass, 2);
  assert.equal(node.isFrequentListening, "1000ms");
});

await check("the battery level is the lock's, and a report changes it", async () => {
  const values = await client.send("node.get_defined_value_ids", { nodeId: 3 });
  assert.ok(values.valueIds.some((v) => v.commandClass === CC.battery && v.property === "level"));
  assert.equal((await poll(3, CC.battery, "level")).value, 8);
  const changed = client.event(
    (e) => e.event === "value updated" && e.nodeId === 2 && e.args.commandClass === CC.battery && e.args.property === "level",
  );
  await steer(control, "/locks/2/battery", { level: 41 });
  assert.equal((await changed).args.newValue, 41);
});

await check("a low battery is notified by the lock", async () => {
  const notified = client.event(
    (e) => e.event === "value updated" && e.nodeId === 5 && e.args.propertyKey === "Battery maintenance status",
  );
  await steer(control, "/locks/5/battery", { level: 4 });
  assert.equal((await notified).args.newValue, 0x0b); // replace battery now
  await steer(control, "/locks/5/battery", { level: 71 });
});

await check("ping answers true for an alive lock", async () => {
  assert.equal((await client.send("node.ping", { nodeId: 2 })).responded, true);
});

await check("lock and unlock through the door lock command", async () => {
  for (const [mode, bolt] of [
    [0, "unlocked"],
    [255, "locked"],
  ]) {
    const moved = client.event(
      (e) => e.event === "value updated" && e.nodeId === 2 && e.args.property === "boltStatus" && e.args.newValue === bolt,
    );
    const result = await client.send("node.set_value", {
      nodeId: 2,
      valueId: { commandClass: CC.doorLock, property: "targetMode", endpoint: 0 },
      value: mode,
    });
    assert.ok([1, 254, 255].includes(result.result.status), JSON.stringify(result)); // working, sent unsupervised, or success
    await moved;
    assert.equal((await poll(2, CC.doorLock, "currentMode")).value, mode);
  }
});

await check("a jammed lock refuses, and says jammed", async () => {
  const notified = client.event(
    (e) => e.event === "value updated" && e.nodeId === 5 && e.args.propertyKey === "Lock state" && e.args.newValue === 0x0b,
  );
  const result = await client.send("node.set_value", {
    nodeId: 5,
    valueId: { commandClass: CC.doorLock, property: "targetMode", endpoint: 0 },
    value: 0,
  });
  await notified;
  assert.equal((await poll(5, CC.doorLock, "currentMode")).value, 255);
  return result.result;
});

await check("a freed lock moves again, and the jam clears", async () => {
  const lockState = async () => valueOf(await nodeState(5), CC.notification, "Access Control", "Lock state");
  assert.equal(await lockState(), 0x0b);
  await steer(control, "/locks/5/jam", { on: false });
  await wait(500);
  assert.equal(await lockState(), 0);
  await client.send("node.set_value", {
    nodeId: 5,
    valueId: { commandClass: CC.doorLock, property: "targetMode", endpoint: 0 },
    value: 0,
  });
  await wait(1500);
  assert.equal((await poll(5, CC.doorLock, "currentMode")).value, 0);
});

await check("an invalid PIN entry is notified", async () => {
  const notified = client.event((e) => e.event === "notification" && e.nodeId === 2 && e.args.type === 7);
  await steer(control, "/locks/2/invalid-pin", { lockout: true });
  return (await notified).args.eventLabel;
});

await check("user codes can be set, read and cleared", async () => {
  const userCode = (property, propertyKey) => ({ commandClass: CC.userCode, property, propertyKey, endpoint: 0 });
  await client.send("node.set_value", { nodeId: 2, valueId: userCode("userCode", 3), value: "4711" });
  const held = (await steer(control, "/state")).locks.find((lock) => lock.id === 2).codes;
  assert.deepEqual(held[3], { status: 1, code: "4711" });
  await client.send("node.set_value", { nodeId: 2, valueId: userCode("userIdStatus", 3), value: 0 });
  assert.equal((await steer(control, "/state")).locks.find((lock) => lock.id === 2).codes[3], undefined);
});

await check("lifeline health is rated, and rated worse when frames are lost", async () => {
  const good = await client.send("node.check_lifeline_health", { nodeId: 2, rounds: 1 });
  await steer(control, "/locks/2/loss", { rate: 0.4 });
  const bad = await client
    .send("node.check_lifeline_health", { nodeId: 2, rounds: 1 })
    .finally(() => steer(control, "/locks/2/loss", { rate: 0 }));
  assert.ok(good.summary.rating > 5 && bad.summary.rating <= 3, `${good.summary.rating} then ${bad.summary.rating}`);
  return { good: good.summary, bad: bad.summary };
});

await check("routes are rebuilt for an alive lock", async () => {
  assert.equal((await client.send("controller.rebuild_node_routes", { nodeId: 2 })).success, true);
});

await check("signal strength reaches the statistics", async () => {
  await client.send("node.ping", { nodeId: 3 });
  await wait(1500);
  const statistics = (await nodeState(3)).statistics;
  assert.equal(statistics.lwr?.rssi, -78, JSON.stringify(statistics));
  return statistics;
});

await check("a silent lock becomes dead", async () => {
  await steer(control, "/locks/4/silent", { on: true });
  const dead = client.event((e) => e.event === "dead" && e.nodeId === 4, 30_000);
  assert.equal((await client.send("node.ping", { nodeId: 4 })).responded, false);
  await dead;
  assert.equal((await nodeState(4)).status, DEAD);
});

await check("routes are not rebuilt for a dead lock", async () => {
  assert.equal((await client.send("controller.rebuild_node_routes", { nodeId: 4 })).success, false);
});

await check("a command to a dead lock fails", async () => {
  const outcome = await poll(4, CC.battery, "level").then(
    (r) => `value ${r.value}`,
    (error) => `error: ${error.message}`,
  );
  assert.match(outcome, /error|undefined/);
  return outcome;
});

await check("it is alive again on a ping once it answers", async () => {
  await steer(control, "/locks/4/silent", { on: false });
  const alive = client.event((e) => e.event === "alive" && e.nodeId === 4);
  assert.equal((await client.send("node.ping", { nodeId: 4 })).responded, true);
  await alive;
  assert.equal((await nodeState(4)).status, ALIVE);
});

await check("a report of its own revives a dead lock", async () => {
  await steer(control, "/locks/4/silent", { on: true });
  await client.send("node.ping", { nodeId: 4 });
  assert.equal((await nodeState(4)).status, DEAD);
  await steer(control, "/locks/4/silent", { on: false });
  const alive = client.event((e) => e.event === "alive" && e.nodeId === 4);
  await steer(control, "/locks/4/battery", { level: 54 });
  await alive;
});

await check("refresh info interviews the lock again", async () => {
  const ready = client.event((e) => e.event === "ready" && e.nodeId === 4, 60_000);
  await client.send("node.refresh_info", { nodeId: 4 });
  await ready;
});

await check("refresh values reads the door lock again", async () => {
  await client.send("node.refresh_cc_values", { nodeId: 2, commandClass: CC.doorLock });
  await client.send("node.refresh_values", { nodeId: 3 });
});

await check("firmware is updated over the air, with progress", async () => {
  const progress = [];
  const finished = client.event((e) => {
    if (e.event === "firmware update progress" && e.nodeId === 2) progress.push(e.progress.progress);
    return e.event === "firmware update finished" && e.nodeId === 2;
  }, 60_000);
  const ready = client.event((e) => e.event === "ready" && e.nodeId === 2, 90_000);
  const { result } = await client.send("node.update_firmware", { nodeId: 2, updates: [firmwareFile(1200)] });
  assert.equal(result.success, true, JSON.stringify(result));
  await finished;
  await ready;
  assert.equal((await nodeState(2)).firmwareVersion, "10.8");
  return { result, progressEvents: progress.length };
});

await check("new firmware is found for the locks that lack it", async () => {
  const found = {};
  for (const nodeId of [2, 3, 4, 5]) {
    const { updates } = await client.send("controller.get_available_firmware_updates", { nodeId });
    found[nodeId] = updates.map((update) => update.version).join();
  }
  assert.deepEqual(found, { 2: "", 3: "113.25", 4: "", 5: "113.25" });
});

await check("found firmware is installed over the air", async () => {
  const [updateInfo] = (await client.send("controller.get_available_firmware_updates", { nodeId: 5 })).updates;
  const ready = client.event((e) => e.event === "ready" && e.nodeId === 5, 90_000);
  const { result } = await client.send("controller.firmware_update_ota", { nodeId: 5, updateInfo });
  assert.equal(result.success, true, JSON.stringify(result));
  await ready;
  assert.equal((await nodeState(5)).firmwareVersion, "113.25");
});

await check("a firmware update on a low battery is refused", async () => {
  const outcome = await client.send("node.update_firmware", { nodeId: 3, updates: [firmwareFile(400)] }).catch((error) => error);
  assert.notEqual(outcome.result?.success, true);
  assert.equal((await nodeState(3)).firmwareVersion, "113.22");
  return outcome.message ?? outcome.result;
});

client.close();
report();
