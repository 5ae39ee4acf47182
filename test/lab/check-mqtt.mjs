// Speaks MQTT to the simulated Zigbee locks, as Home Assistant and the card's host do.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { check, report, steer } from "./lib/check.mjs";
import { listen } from "./lib/mqtt-client.mjs";

const control = `http://127.0.0.1:${process.env.MQTT_CONTROL_PORT ?? 5566}`;
const base = process.env.Z2M_BASE ?? "zigbee2mqtt";
const device = (process.env.MQTT_DISCOVERY ?? "entity") === "device";
const {
  client,
  retained,
  waiters,
  message,
  send,
  request: ask,
} = await listen(process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883", ["homeassistant/#", `${base}/#`]);
const request = (path, payload, timeoutMs) => ask(base, path, payload, timeoutMs);
await wait(500);

const PATIO = "0x000d6f0011224401";
const SIDE = "0x000d6f0011224402";
const SHED = "0x000d6f0011224403";

await check("every lock is discovered, with its availability", () => {
  const topics = [...retained.keys()].filter((topic) =>
    device ? /^homeassistant\/device\//.test(topic) : /^homeassistant\/lock\//.test(topic),
  );
  assert.equal(topics.length, 4);
  const payload = retained.get(topics[0]);
  assert.ok(payload.device.identifiers[0].startsWith("zigbee2mqtt_0x"));
  assert.equal(payload.origin.name, "Zigbee2MQTT");
  assert.equal(payload.availability.length, 2);
  assert.equal(retained.get(`${base}/Patio/availability`).state, "online");
  assert.equal(retained.get(`${base}/bridge/state`).state, "online");
  return topics[0];
});

await check("lock and unlock move the bolt after its travel time", async () => {
  const started = Date.now();
  const unlocked = message(`${base}/Patio`, (value) => value.state === "UNLOCK");
  await send(`${base}/Patio/set`, { state: "UNLOCK" });
  assert.equal((await unlocked).lock_state, "unlocked");
  const took = Date.now() - started;
  assert.ok(took > 1200 && took < 4000, `${took} ms`);
  const locked = message(`${base}/Patio`, (value) => value.state === "LOCK" && value.action === "lock");
  await send(`${base}/Patio/set`, { state: "LOCK" });
  await locked;
});

await check("a jammed lock does not move, and says so", async () => {
  const jammed = message(`${base}/Attic`, (value) => value.action === "error_jammed");
  await send(`${base}/Attic/set`, { state: "LOCK" });
  const value = await jammed;
  assert.equal(value.state, "UNLOCK");
  assert.equal(value.lock_state, "not_fully_locked");
});

await check("a battery can be drained at speed", async () => {
  const low = message(`${base}/Shed`, (value) => value.battery <= 38);
  await steer(control, `/locks/${SHED}/drain`, { stepMs: 50, to: 38 });
  return `${(await low).battery} %`;
});

await check("an offline lock is unavailable and leaves a failed command in the log", async () => {
  const offline = message(`${base}/Shed/availability`, (value) => value.state === "offline");
  await steer(control, `/locks/${SHED}/offline`, { on: true });
  await offline;
  const logged = message(`${base}/bridge/logging`, (value) => value.level === "error");
  await send(`${base}/Shed/set`, { state: "UNLOCK" });
  return (await logged).message.slice(0, 60);
});

await check("an interview of it fails, with Zigbee2MQTT's answer", async () => {
  const failed = message(`${base}/bridge/event`, (value) => value.data.status === "failed");
  const answer = await request("device/interview", { id: SHED, transaction: "t1" });
  assert.equal(answer.status, "error");
  await failed;
  return answer.error;
});

await check("back online, interview and configure succeed", async () => {
  await steer(control, `/locks/${SHED}/offline`, { on: false });
  assert.deepEqual(await request("device/interview", { id: "Shed", transaction: "t2" }), {
    data: { id: "Shed" },
    status: "ok",
    transaction: "t2",
  });
  assert.deepEqual(await request("device/configure", { id: "Shed", transaction: "t3" }), {
    data: { id: "Shed" },
    status: "ok",
    transaction: "t3",
  });
});

await check("an update is found, and runs with progress", async () => {
  const found = await request("device/ota_update/check", { id: SIDE, transaction: "t4" });
  assert.equal(found.data.update_available, true);
  const seen = [];
  const collect = (topic, value) => {
    if (topic === `${base}/Side Door` && value.update.state === "updating") seen.push(value.update.progress);
  };
  waiters.add(collect);
  await steer(control, `/locks/${SIDE}/firmware`, { otaMs: 1500 });
  const busy = message(`${base}/Side Door`, (value) => value.update.state === "updating");
  const done = request("device/ota_update/update", { id: SIDE, transaction: "t5" }, 15_000);
  await busy;
  const second = await request("device/ota_update/update", { id: SIDE, transaction: "t6" });
  assert.match(second.error, /already in progress/);
  const answer = await done;
  waiters.delete(collect);
  assert.equal(answer.status, "ok");
  assert.equal(answer.data.to.file_version, 0x01000012);
  assert.ok(seen.length >= 20 && seen.at(-1) === 100);
  return answer.data;
});

await check("a failing update ends as an error", async () => {
  await steer(control, `/locks/${PATIO}/firmware`, { latest: 0x01000014, otaMs: 1000, fails: true });
  const answer = await request("device/ota_update/update", { id: PATIO, transaction: "t7" });
  assert.equal(answer.status, "error");
  return answer.error;
});

await check("an invalid PIN is an action", async () => {
  const action = message(`${base}/Patio`, (value) => value.action === "unlock_failure_invalid_pin_or_id");
  await steer(control, `/locks/${PATIO}/invalid-pin`, {});
  await action;
});

await check("a lock is found by its slow bolt", async () => {
  await steer(control, `/locks/${PATIO}/travel`, { ms: 3000 });
  const started = Date.now();
  const unlocked = message(`${base}/Patio`, (value) => value.state === "UNLOCK");
  await send(`${base}/Patio/set`, { state: "UNLOCK" });
  await unlocked;
  assert.ok(Date.now() - started >= 2900);
  await steer(control, `/locks/${PATIO}/travel`, { ms: 1500 });
});

await client.endAsync();
report();
