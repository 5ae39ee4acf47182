// Drives a real Matter server against the virtual lock over its WebSocket API, as Home Assistant does.
//   MATTER_SERVER_URL (ws://127.0.0.1:5580/ws)
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { check, report, steer } from "./lib/check.mjs";
import { MatterClient } from "./lib/matter-client.mjs";

const control = `http://127.0.0.1:${process.env.MATTER_CONTROL_PORT ?? 5576}`;
const url = process.env.MATTER_SERVER_URL ?? "ws://127.0.0.1:5580/ws";
let client;
for (let tries = 0; !client; tries++) {
  // it may still be starting
  client = await MatterClient.connect(url).catch((error) => {
    if (tries === 100) throw error;
  });
  if (!client) await wait(300);
}
const LOCK_STATE = "1/257/0";
const BATTERY = "1/47/12";
const DOOR_LOCK = 257;
let node_id;
const read = async (path) => Object.values(await client.send("read_attribute", { node_id, attribute_path: path }))[0];
const command = (name, payload = {}) =>
  client.send("device_command", {
    node_id,
    endpoint_id: 1,
    cluster_id: DOOR_LOCK,
    command_name: name,
    payload,
    timed_request_timeout_ms: 5000,
  });
const changed = (path, value) =>
  client.event((m) => m.event === "attribute_updated" && m.data[0] === node_id && m.data[1] === path && m.data[2] === value);

console.log(`server ${client.info.sdk_version}, schema ${client.info.schema_version}`);
await client.send("start_listening");
await steer(control, "/locks/lock/battery", { level: 86 });

await check("the lock is commissioned by its on-network code", async () => {
  const { manualPairingCode } = await steer(control, "/state");
  const node = await client.send("commission_with_code", { code: manualPairingCode, network_only: true });
  node_id = node.node_id;
  assert.equal(node.available, true);
  assert.equal((await steer(control, "/state")).commissioned, true);
  return { node_id, product: node.attributes["0/40/3"], firmware: node.attributes["0/40/10"] };
});

await check("attributes are read", async () => {
  assert.equal(await read(LOCK_STATE), 1);
  assert.equal(await read(BATTERY), 172);
});

await check("the lock is unlocked and locked by command", async () => {
  for (const [name, value] of [
    ["UnlockDoor", 2],
    ["LockDoor", 1],
  ]) {
    const update = changed(LOCK_STATE, value);
    await command(name);
    await update;
  }
});

await check("a changed battery is reported", async () => {
  const update = changed(BATTERY, 16);
  await steer(control, "/locks/lock/battery", { level: 8 });
  await update;
});

await check("a jam fails the command, and is an alarm", async () => {
  const alarm = client.event((m) => m.event === "node_event" && m.data.cluster_id === DOOR_LOCK && m.data.event_id === 0);
  await steer(control, "/locks/lock/jam", { on: true });
  const { data } = await alarm;
  await assert.rejects(command("UnlockDoor"));
  assert.equal(await read(LOCK_STATE), 0);
  await steer(control, "/locks/lock/jam", { on: false });
  return data.data;
});

await check("ping_node answers for its addresses", async () => {
  const result = await client.send("ping_node", { node_id });
  assert.ok(Object.values(result).some(Boolean), JSON.stringify(result));
  return result;
});

await check("interview_node reads it again", () => client.send("interview_node", { node_id }).then(() => undefined));

await check("a silent lock answers no ping, is unavailable after some minutes, and comes back", async () => {
  const gone = client.event(
    (m) => m.event === "node_updated" && m.data.node_id === node_id && m.data.available === false,
    420_000,
  );
  await steer(control, "/locks/lock/silent", { on: true });
  const answers = await client.send("ping_node", { node_id });
  assert.ok(!Object.values(answers).some(Boolean), JSON.stringify(answers));
  await gone;
  const back = client.event(
    (m) => m.event === "node_updated" && m.data.node_id === node_id && m.data.available === true,
    420_000,
  );
  await steer(control, "/locks/lock/silent", { on: false });
  await back;
});

await check("it is removed", () => client.send("remove_node", { node_id }).then(() => undefined));

client.close();
report();
