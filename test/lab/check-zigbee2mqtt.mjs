// Speaks MQTT to the real Zigbee2MQTT, with the simulated locks behind it.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { check, report, steer } from "./lib/check.mjs";
import { listen } from "./lib/mqtt-client.mjs";

const control = `http://127.0.0.1:${process.env.Z2M_CONTROL_PORT ?? 5567}`;
const base = process.env.Z2M_BASE ?? "zigbee2mqtt";
const {
  client,
  retained,
  message,
  send,
  request: ask,
} = await listen(process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883", ["homeassistant/#", `${base}/#`]);
const request = (path, payload, timeoutMs) => ask(base, path, payload, timeoutMs);
for (let tries = 0; tries < 100 && !retained.has("homeassistant/lock/0x000d6f0011223302/lock/config"); tries++) await wait(100);
await wait(500);

await check("the locks are joined, interviewed and known by their model", () => {
  const locks = retained.get(`${base}/bridge/devices`).filter((device) => device.type === "EndDevice");
  assert.equal(locks.length, 3);
  for (const lock of locks) {
    assert.equal(lock.interview_state, "SUCCESSFUL");
    assert.equal(lock.supported, true);
  }
  return locks.map((lock) => `${lock.friendly_name}: ${lock.definition.vendor} ${lock.definition.model}`);
});

await check("Home Assistant's discovery is published, one message an entity", () => {
  const topics = [...retained.keys()].filter(
    (topic) => topic.startsWith("homeassistant/") && topic.includes("0x000d6f0011223302"),
  );
  const lock = retained.get("homeassistant/lock/0x000d6f0011223302/lock/config");
  assert.equal(lock.origin.name, "Zigbee2MQTT");
  assert.equal(lock.device.identifiers[0], "zigbee2mqtt_0x000d6f0011223302");
  assert.ok(topics.some((topic) => topic.startsWith("homeassistant/update/")));
  return topics.map((topic) =>
    topic
      .split("/")
      .slice(1, -1)
      .filter((part) => !part.startsWith("0x"))
      .join("/"),
  );
});

await check("lock and unlock reach the lock, and its report comes back", async () => {
  for (const [command, state] of [
    ["UNLOCK", "unlocked"],
    ["LOCK", "locked"],
  ]) {
    const moved = message(`${base}/Side Door`, (value) => value.lock_state === state);
    await send(`${base}/Side Door/set`, { state: command });
    const value = await moved;
    assert.equal(value.state, command);
    assert.equal(value.linkquality, 61);
  }
});

await check("a changed battery is reported", async () => {
  const changed = message(`${base}/Side Door`, (value) => value.battery === 5);
  await steer(control, "/locks/Side Door/battery", { level: 5 });
  await changed;
});

await check("a jam is not fully locked", async () => {
  const jammed = message(`${base}/Side Door`, (value) => value.lock_state === "not_fully_locked");
  await steer(control, "/locks/Side Door/jam", { on: true });
  await jammed;
  await steer(control, "/locks/Side Door/jam", { on: false });
});

await check("a lock that lost its network joins again, when it is in pairing mode and the network is open", async () => {
  await steer(control, "/locks/Side Door/forget", {});
  const gone = await request("device/interview", { id: "Side Door", transaction: "gone" }, 20000);
  assert.equal(gone.status, "error");
  const opened = await request("permit_join", { time: 60, transaction: "open" });
  assert.equal(opened.status, "ok");
  const back = message(
    `${base}/bridge/event`,
    (value) => value.type === "device_interview" && value.data.status === "successful",
    20000,
  );
  await steer(control, "/locks/Side Door/pair", {});
  await back;
  await request("permit_join", { time: 0, transaction: "closed" });
});

await check("an invalid PIN is an action", async () => {
  const action = message(`${base}/Side Door`, (value) => value.action === "unlock_failure_invalid_pin_or_id");
  await steer(control, "/locks/Side Door/invalid-pin", {});
  assert.equal((await action).action_source_name, "keypad");
});

await check("configure succeeds", async () => {
  const answer = await request("device/configure", { id: "Side Door", transaction: "1" });
  assert.deepEqual(answer, { data: { id: "Side Door" }, status: "ok", transaction: "1" });
});

await check("interview succeeds", async () => {
  const answer = await request("device/interview", { id: "Shed", transaction: "2" });
  assert.equal(answer.status, "ok");
});

await check("a silent lock fails its command, its interview and its configuration", async () => {
  await steer(control, "/locks/Shed/silent", { on: true });
  const logged = message(`${base}/bridge/logging`, (value) => value.level === "error" && value.message.includes("'set'"), 30_000);
  await send(`${base}/Shed/set`, { state: "UNLOCK" });
  const set = (await logged).message;
  const interview = await request("device/interview", { id: "Shed", transaction: "3" }, 60_000);
  const configure = await request("device/configure", { id: "Shed", transaction: "4" }, 60_000);
  assert.equal(interview.status, "error");
  assert.equal(configure.status, "error");
  await steer(control, "/locks/Shed/silent", { on: false });
  return { set, interview: interview.error, configure: configure.error };
});

await check("it answers again", async () => {
  const moved = message(`${base}/Shed`, (value) => value.lock_state === "unlocked");
  await send(`${base}/Shed/set`, { state: "UNLOCK" });
  await moved;
});

await check("new firmware is found", async () => {
  const published = message(`${base}/Shed`, (value) => value.update?.state === "available");
  const answer = await request("device/ota_update/check", { id: "Shed", transaction: "5" }, 30_000);
  assert.equal(answer.data.update_available, true, JSON.stringify(answer));
  return (await published).update;
});

await check("it is installed over the air", async () => {
  const progress = [];
  const busy = message(
    `${base}/Shed`,
    (value) => {
      if (value.update?.state === "updating") progress.push(value.update.progress);
      return value.update?.state === "idle";
    },
    60_000,
  );
  const answer = await request("device/ota_update/update", { id: "Shed", transaction: "6" }, 60_000);
  assert.equal(answer.status, "ok", JSON.stringify(answer));
  assert.equal((await busy).update.installed_version, 0x01000012);
  return { ...answer.data, progress };
});

await check("a failing update is an error", async () => {
  await steer(control, "/locks/Side Door/firmware", { fails: true });
  const answer = await request("device/ota_update/update", { id: "Side Door", transaction: "7" }, 60_000);
  assert.equal(answer.status, "error");
  return answer.error;
});

await client.endAsync();
report();
