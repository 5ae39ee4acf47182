// Firmware 10.8 is offered for "Front Door" (and 113.25 for "Back Door", whose update fails).
import assert from "node:assert/strict";
import { moveTo } from "../setup.mjs";

const FRONT_DOOR = 2;
const BACK_DOOR = 3;
const TODO_LIST = "todo.household";

/** What was left for the administrator about a lock: notifications and to-do items. */
async function leftFor(home, name) {
  const notes = (await home.call("persistent_notification/get")).filter(({ title, message }) =>
    `${title} ${message}`.includes(name),
  );
  const { items } = await home.call("todo/item/list", { entity_id: TODO_LIST });
  return { notes: notes.length, items: items.filter(({ summary }) => summary.includes(name)).length };
}

async function asTablet({ home, check, openLock, close }, front) {
  const { card } = await openLock(front);
  await check("tablet: the update is found", () => card.untilFinding(front, "update_available"));
  await check("tablet: installing is not offered, asking is", async () => {
    const { remedies } = await card.lock(front);
    assert.ok(!remedies.includes("install_update") && remedies.includes("ask_administrator"), remedies.join());
  });
  await check("tablet: asking leaves a notification", async () => {
    await card.tapRemedy(front, "ask_administrator");
    await card.untilPhase(front, "ask_administrator", ["asked"]);
    assert.deepEqual(await leftFor(home, "Front Door"), { notes: 1, items: 0 });
  });
  await close();
  const again = await openLock(front);
  await check("tablet: asked again, it is left once", async () => {
    await again.card.tapRemedy(front, "ask_administrator");
    await again.card.untilPhase(front, "ask_administrator", ["asked"]);
    assert.deepEqual(await leftFor(home, "Front Door"), { notes: 1, items: 0 });
  });
  await close();
  const withList = await openLock(front, { config: { todo_entity: TODO_LIST } });
  await check("tablet: with a to-do list it is an item there", async () => {
    await withList.card.tapRemedy(front, "ask_administrator");
    await withList.card.untilPhase(front, "ask_administrator", ["asked"]);
    assert.deepEqual(await leftFor(home, "Front Door"), { notes: 1, items: 1 });
  });
}

async function refused({ lab, check, openLock, close }, front) {
  await lab.zwave(FRONT_DOOR, "battery", { level: 12 });
  const { card } = await openLock(front, { user: "admin" });
  await card.keepPhases();
  await card.untilFinding(front, "update_available");
  await check("12 % battery: refused before asking", async () => {
    await card.untilLock(front, "12 %", ({ families }) => /\b12\s?%/.test(families.power?.text ?? ""));
    await card.tapRemedy(front, "install_update");
    const { text } = await card.untilPhase(front, "install_update", ["refused"]);
    assert.match(text, /12\s?%/);
    assert.deepEqual(
      (await card.phases("install_update")).map(({ phase }) => phase),
      ["refused"],
    );
  });
  await lab.zwave(FRONT_DOOR, "battery", { level: 94 });
  await close();
}

async function fails({ home, lab, check, openLock, close }) {
  const back = await home.lockOf("Back Door");
  await lab.zwave(BACK_DOOR, "battery", { level: 80 });
  await moveTo({ home, lab }, BACK_DOOR, "Back Door", -60);
  await lab.zwave(BACK_DOOR, "firmware", { fails: true });
  const { card } = await openLock(back, { user: "admin" });
  await check("a failing update: failed, and it says why", async () => {
    await card.untilLock(
      back,
      "good battery and link",
      ({ findings }) => findings.map(({ id }) => id).join() === "update_available",
    );
    await card.tapRemedy(back, "install_update");
    await card.untilPhase(back, "install_update", ["confirming"]);
    const from = await card.act(back, "install_update", "confirm");
    const { took, text } = await card.untilPhase(back, "install_update", ["failed"], { within: 90_000, from });
    assert.match(text, /checksum/i);
    return took;
  });
  await close();
}

async function installs({ home, check, must, openLock, picture }, front) {
  const update = await home.entityOf("Front Door", ".firmware_update");
  const { page, card } = await openLock(front, { user: "admin" });
  await card.keepPhases();
  await card.untilLock(front, "94 %", ({ families }) => /\b94\s?%/.test(families.power?.text ?? ""));
  await must("administrator: the first tap asks, with what was looked at before", async () => {
    await card.tapRemedy(front, "install_update");
    const { text } = await card.untilPhase(front, "install_update", ["confirming"]);
    assert.match(text, /10\.8/);
    assert.match(text, /94\s?%/);
    assert.match(text, /link/i);
  });
  await picture(page, "4-update");
  const from = await card.act(front, "install_update", "confirm");
  await check("the new version is verified", async () => {
    const { took } = await card.untilPhase(front, "install_update", ["confirmed", "failed", "unverified"], {
      within: 120_000,
      from,
    });
    const { runs } = await card.lock(front);
    assert.equal(runs[0].phase, "confirmed", runs[0].text);
    assert.equal((await home.state(update)).attributes.installed_version, "10.8");
    return took;
  });
  await check("progress was shown", async () => {
    const percents = (await card.phases("install_update"))
      .map(({ percent }) => percent)
      .filter((percent) => percent !== undefined);
    assert.ok(percents.length >= 2, JSON.stringify(percents));
    return `${percents.length} steps`;
  });
  await picture(page, "4-installed");
  await check("the finding is gone", () => card.untilNoFinding(front, "update_available"));
  await check("the lock's restart and the interview after it raise no alarm", async () => {
    const alarms = new Map();
    const { id } = await home.deviceOf("Front Door");
    const isReady = async (wanted) => {
      for (const { id: found, variant } of (await card.lock(front))?.findings ?? []) {
        const alarm = `${found}/${variant}`;
        alarms.set(alarm, { first: Date.now(), ...alarms.get(alarm), last: Date.now() });
      }
      return (await home.call("zwave_js/node_status", { device_id: id })).ready === wanted;
    };
    await home.until("the interview begins", () => isReady(false));
    await home.until("the interview ends", () => isReady(true), 60_000);
    const told = [...alarms].map(([alarm, { first, last }]) => `${alarm} for ${((last - first) / 1000).toFixed(1)} s`);
    assert.deepEqual(told, []);
  });
}

export default {
  id: "4",
  title: "an update: asked for, refused, failing, installed and verified",
  async restore({ lab }) {
    await lab.zwave(BACK_DOOR, "battery", { level: 8 });
    await lab.zwave(BACK_DOOR, "firmware", { fails: false });
    await lab.zwave(FRONT_DOOR, "battery", { level: 94 });
  },
  async run(trial) {
    const { home, must } = trial;
    const front = await home.lockOf("Front Door");
    await must("Home Assistant offers both updates", async () => {
      for (const name of ["Front Door", "Back Door"]) {
        const entity = await home.entityOf(name, ".firmware_update");
        await home.until(`an update for ${name}`, async () => (await home.state(entity))?.state === "on", 120_000);
      }
    });
    await asTablet(trial, front);
    await trial.close();
    await refused(trial, front);
    await fails(trial);
    await installs(trial, front);
  },
};
