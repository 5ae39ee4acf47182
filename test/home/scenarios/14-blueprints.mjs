// The blueprints for notices, imported into the home as a person would, with the bridge's entities.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { BridgeEntities, newBridge } from "../bridge.mjs";

const FOLDER = path.join(import.meta.dirname, "../../../blueprints/automation/lock_health");
const NAMES = ["finding_appeared", "finding_recovered", "low_batteries"];
const GARAGE = 4;
const TODO_LIST = "todo.household";

async function rest({ home }, method, address, body) {
  const answer = await fetch(`${home.url}/api/${address}`, {
    method,
    headers: { authorization: `Bearer ${home.admin.token}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  assert.ok(answer.ok, `${method} ${address}: ${answer.status} ${await answer.text()}`);
}

const saved = (name) => `lock_health/${name}.yaml`;

async function automate(trial, id, blueprint, input) {
  await rest(trial, "POST", `config/automation/config/${id}`, {
    alias: id,
    use_blueprint: { path: saved(blueprint), input },
  });
  await trial.home.until(`the automation ${id}`, async () =>
    (await trial.home.call("get_states")).find(({ attributes, entity_id: entity }) => attributes.id === id && entity),
  );
}

const notices = async ({ home }) => home.call("persistent_notification/get");

async function findings(trial, seen) {
  const { home, lab, check } = trial;
  const garage = await home.lockOf("Garage");
  const incidents = [(await home.until("incidents", () => seen.one(garage, "event"))).entity_id];
  const calm = { quiet_from: "00:00:00", quiet_until: "00:00:00" };
  await automate(trial, "lock_health_appeared", "finding_appeared", { incidents, delay: 0, path: "/locks-test", ...calm });
  await automate(trial, "lock_health_recovered", "finding_recovered", { incidents, delay: 0 });
  await lab.zwave(GARAGE, "jam", { on: true });
  await home.admin.session.service("lock", "lock", {}, { entity_id: garage }).catch(() => {});
  await home.admin.session.service("lock", "unlock", {}, { entity_id: garage }).catch(() => {});
  await check("a jam: a notice with its words, and a way to the fix", async () => {
    const notice = await home.until("the notice", async () =>
      (await notices(trial)).find(({ title }) => /Garage/.test(title) && /jam/i.test(title)),
    );
    assert.match(notice.message, /\(\/locks-test\?lock=lock\./);
    return notice.title;
  });
  await lab.zwave(GARAGE, "jam", { on: false });
  await home.admin.session.service("lock", "lock", {}, { entity_id: garage }).catch(() => {});
  await check("freed: the notice goes away", () =>
    home
      .until("no notice", async () => !(await notices(trial)).some(({ title }) => /Garage/.test(title) && /jam/i.test(title)))
      .then(() => undefined),
  );
}

async function batteries(trial) {
  const { home, check } = trial;
  await automate(trial, "lock_health_batteries", "low_batteries", { list: [TODO_LIST] });
  const automation = (await home.call("get_states")).find(({ attributes }) => attributes.id === "lock_health_batteries");
  const run = () =>
    home.admin.session.service("automation", "trigger", { skip_condition: true }, { entity_id: automation.entity_id });
  const items = async () => (await home.call("todo/item/list", { entity_id: TODO_LIST })).items.map(({ summary }) => summary);
  const before = await items();
  await check("low batteries: a digest, and a shopping list without doubles", async () => {
    await run();
    const notice = await home.until("the digest", async () =>
      (await notices(trial)).find(({ notification_id: id }) => id === "lock_health_low_batteries"),
    );
    assert.match(notice.message, /Side Door: 7 %/);
    const added = await home.until("an item", async () => (await items()).length > before.length && items());
    await run();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.deepEqual(await items(), added);
    return notice.title;
  });
}

export default {
  id: "14",
  title: "the blueprints: a finding told and taken back, a digest of batteries",
  async restore(given) {
    await given.lab.zwave(GARAGE, "jam", { on: false });
    for (const id of ["appeared", "recovered", "batteries"])
      await rest(given, "DELETE", `config/automation/config/lock_health_${id}`).catch(() => {});
  },
  async run(trial) {
    const { home, must, check, out } = trial;
    const bridge = newBridge({ home, out });
    await must("the bridge starts", () => bridge.part.start());
    try {
      await check("Home Assistant takes each blueprint", async () => {
        for (const name of NAMES) {
          const yaml = fs.readFileSync(path.join(FOLDER, `${name}.yaml`), "utf8");
          await home.call("blueprint/save", { domain: "automation", path: saved(name), yaml, allow_override: true });
        }
        const known = await home.call("blueprint/list", { domain: "automation" });
        for (const name of NAMES) assert.ok(known[saved(name)]?.metadata, JSON.stringify(known[saved(name)]));
      });
      await findings(trial, new BridgeEntities(home));
      await batteries(trial);
    } finally {
      await bridge.part.stop();
    }
  },
};
