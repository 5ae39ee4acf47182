// What the bridge makes of faults: nothing is lost, nothing runs twice, and what it says is true again soon.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { BridgeEntities, newBridge } from "../bridge.mjs";
import { statesAreKnown } from "../setup.mjs";

const BACK_DOOR = 3;
const CELLAR = 5;
/** Lets a signal set the bridge's clock. */
const CLOCK = new URL("../set-clock.mjs", import.meta.url).href;
/** Ms after which all must be true again. */
const RECOVERY = 30_000;

async function verdictIs({ home }, seen, lock, test, within = RECOVERY) {
  const from = Date.now();
  let last;
  try {
    await home.until("the verdict", async () => test((last = await seen.verdict(lock).catch(() => undefined))), within);
  } catch (error) {
    throw new Error(`${error.message}; seen: ${last?.state} ${JSON.stringify(last?.attributes)?.slice(0, 300)}`, {
      cause: error,
    });
  }
  return Date.now() - from;
}

const finds = (id) => (verdict) => verdict?.state !== "unavailable" && verdict?.attributes.finding === id;

/** How often a remedy was begun for a lock, by the bridge's own book. */
async function begun(bridge, lock, remedy) {
  const { stdout } = await bridge.command("history", lock, "--json");
  return JSON.parse(stdout).jobs.filter((job) => job.remedy === remedy);
}

async function brokerAway(trial, seen) {
  const { home, lab, check } = trial;
  const cellar = await home.lockOf("Cellar");
  await lab.parts.broker.stop();
  await lab.zwave(CELLAR, "battery", { level: 4 });
  await wait(10_000);
  await lab.parts.broker.start();
  await check("the broker was away: what changed meanwhile is told within 30 s", () =>
    verdictIs(trial, seen, cellar, finds("battery_critical")),
  );
  await lab.zwave(CELLAR, "battery", { level: 81 });
  await check("and goes on", () => verdictIs(trial, seen, cellar, (verdict) => verdict?.state === "healthy"));
}

async function restartedInTheMiddle(trial, seen, bridge) {
  const { home, lab, check, missing } = trial;
  const cellar = await home.lockOf("Cellar");
  const pressed = await seen.press(cellar, "reinterview");
  await seen.untilPhase(pressed, ["calling", "verifying"]);
  await home.stop();
  await home.startAgain();
  await statesAreKnown({ home, lab, missing });
  await check("Home Assistant restarted in the middle of an interview: unverified, and never begun again", async () => {
    await seen.untilPhase(pressed, ["unverified", "confirmed"], RECOVERY);
    assert.equal((await begun(bridge, cellar, "reinterview")).length, 1);
  });
  await check("its verdict is true again within 30 s", () =>
    verdictIs(trial, seen, cellar, (verdict) => verdict?.state === "healthy"),
  );
}

async function killedInTheMiddle(trial, seen, bridge) {
  const { home, lab, check } = trial;
  const back = await home.lockOf("Back Door");
  await lab.zwave(BACK_DOOR, "battery", { level: 80 });
  await verdictIs(trial, seen, back, (verdict) => !verdict?.attributes.finding?.startsWith("battery"));
  const pressed = await seen.press(back, "reinterview");
  await seen.untilPhase(pressed, ["calling", "verifying"]);
  bridge.part.kill("SIGKILL");
  await home.until("its end", () => !bridge.part.running);
  await check("killed in the middle of an interview: its entities say that it is gone", () =>
    home.until(
      "unavailable",
      async () => (await home.call("get_states")).filter(({ attributes }) => attributes.lock_health === "verdict").length === 0,
    ),
  );
  await bridge.part.start();
  await check("started again: unverified, interrupted, and not begun again", async () => {
    const { reason } = await seen.untilPhase(pressed, ["unverified"], RECOVERY);
    assert.equal(reason, "interrupted");
    const jobs = await begun(bridge, back, "reinterview");
    assert.deepEqual(
      jobs.map(({ outcome }) => outcome),
      ["unverified"],
    );
  });
  await check("its pause holds over the restart, also for one who presses at once", async () => {
    const { refusal } = await seen.untilPhase(await seen.press(back, "reinterview"), ["refused"]);
    assert.equal(refusal.reason, "cool_down");
  });
}

async function killedInAnUpdate(trial, seen, bridge) {
  const { home, lab, check } = trial;
  const side = await home.lockOf("Side Door");
  const update = await home.entityOf("Side Door", "_update_zigbee2mqtt");
  await lab.zigbee("Side Door", "battery", { level: 80 });
  // Locks look for new firmware once a day by themselves.
  const topic = "zigbee2mqtt/bridge/request/device/ota_update/check";
  await home.admin.session.service("mqtt", "publish", { topic, payload: JSON.stringify({ id: "Side Door" }) });
  await home.until("the update is found", async () => (await home.state(update))?.state === "on");
  await verdictIs(trial, seen, side, (verdict) => !verdict?.attributes.finding?.startsWith("battery"));
  const pressed = await seen.press(side, "install_update");
  await seen.untilPhase(pressed, ["calling", "verifying"]);
  bridge.part.kill("SIGKILL");
  await home.until("its end", () => !bridge.part.running);
  await bridge.part.start();
  await check("killed in the middle of an update: unverified, interrupted, and not begun again", async () => {
    const { reason } = await seen.untilPhase(pressed, ["unverified"], RECOVERY);
    assert.equal(reason, "interrupted");
    assert.equal((await begun(bridge, side, "install_update")).length, 1);
  });
  await check("the update itself came to its end, and the bridge sees it", async () => {
    await home.until("the new version", async () => {
      const { attributes } = (await home.state(update)) ?? {};
      return attributes?.installed_version !== undefined && attributes.installed_version === attributes.latest_version;
    });
    await verdictIs(trial, seen, side, finds(undefined));
  });
}

/** A clock that is set a day forward while the bridge runs. */
async function clockSet(trial, seen, bridge) {
  const { home, lab, check } = trial;
  const cellar = await home.lockOf("Cellar");
  const before = (await begun(bridge, cellar, "reinterview")).length;
  const told = async () => JSON.parse((await bridge.command("history", cellar, "--json")).stdout).incidents.length;
  const incidents = await told();
  bridge.part.kill("SIGUSR2");
  await wait(5_000);
  await check("the clock is set a day forward: nothing is told or begun by that", async () => {
    assert.equal(await told(), incidents);
    assert.equal((await begun(bridge, cellar, "reinterview")).length, before);
  });
  await lab.zwave(CELLAR, "battery", { level: 4 });
  await check("and what changes after it is told within 30 s", () => verdictIs(trial, seen, cellar, finds("battery_critical")));
  await lab.zwave(CELLAR, "battery", { level: 81 });
  await verdictIs(trial, seen, cellar, (verdict) => verdict?.state === "healthy");
}

/** Another home id, and the first one again: what was published under the former one goes, and entities keep their ids. */
async function renamed(trial, seen, bridge) {
  const { home, check } = trial;
  const cellar = await home.lockOf("Cellar");
  const { entity_id: verdict } = await seen.verdict(cellar);
  const verdicts = async () =>
    (await home.call("get_states")).filter(
      ({ attributes }) => attributes.lock_health === "verdict" && attributes.lock_entity_id === cellar,
    );
  for (const [id, former] of [
    ["cabin", "home"],
    ["home", "cabin"],
  ])
    await check(
      `its home is called ${id} now: nothing is left of ${former}, and entities have the ids that they had`,
      async () => {
        await bridge.part.stop();
        bridge.options.LOCK_HEALTH_HOME_ID = id;
        await bridge.part.start();
        await verdictIs(trial, seen, cellar, (found) => found?.state === "healthy");
        assert.deepEqual(await bridge.topics(`lock_health/${former}/#`), []);
        const announced = (await bridge.topics("homeassistant/device/+/config")).map(([topic]) => topic.split("/")[2]);
        assert.deepEqual(
          announced.filter((device) => device.startsWith(`lock_health_${former}_`)),
          [],
        );
        assert.ok(announced.includes(`lock_health_${id}_bridge`));
        assert.deepEqual(
          (await verdicts()).map((each) => each.entity_id),
          [verdict],
        );
      },
    );
}

async function tokenRevoked(trial, seen, bridge, token) {
  const { home, check } = trial;
  const row = (await home.call("auth/refresh_tokens")).find(({ client_name: name }) => name === token.name);
  await home.call("auth/delete_refresh_token", { refresh_token_id: row.id });
  await check("its token is revoked: it says so, and does not hammer", async () => {
    await home.until("the health page", async () => (await fetch(`${bridge.metrics}/health`)).status === 503);
    const { reasons } = await (await fetch(`${bridge.metrics}/health`)).json();
    assert.match(reasons.join(), /token/);
    await wait(6_000);
    assert.equal((await bridge.logged()).match(/refuses the token/g).length, 1, "said once, and not tried again at once");
  });
}

export default {
  id: "13",
  title: "the bridge: broker away, Home Assistant restarted, killed, its token revoked",
  async restore({ home, lab, missing }) {
    await lab.parts.broker.start();
    // The lab's broker forgets what was retained, and Zigbee2MQTT tells it all only at its own start.
    await lab.parts.zigbee2mqtt.stop();
    await lab.parts.zigbee2mqtt.start();
    await lab.zwave(CELLAR, "battery", { level: 81 });
    await lab.zwave(BACK_DOOR, "battery", { level: 8 });
    await statesAreKnown({ home, lab, missing });
    await lab.zigbee("Side Door", "battery", { level: 7 });
    const cells = await home.entityOf("Side Door", "_battery_zigbee2mqtt");
    await home.until("7 %", async () => Number((await home.state(cells))?.state) === 7);
  },
  async run(trial) {
    const { home, lab, must, out } = trial;
    const token = { name: "Lock Health bridge" };
    token.value = await home.call("auth/long_lived_access_token", { client_name: token.name, lifespan: 1 });
    const bridge = newBridge({ home, out, env: { LOCK_HEALTH_HOME_TOKEN: token.value }, preload: CLOCK });
    const seen = new BridgeEntities(home);
    await lab.zwave(CELLAR, "jam", { on: false });
    await must("the bridge starts, with a long-lived token", () => bridge.part.start());
    try {
      const cellar = await home.lockOf("Cellar");
      await must("Cellar is healthy", () => verdictIs(trial, seen, cellar, (verdict) => verdict?.state === "healthy", 60_000));
      await restartedInTheMiddle(trial, seen, bridge);
      await killedInTheMiddle(trial, seen, bridge);
      await killedInAnUpdate(trial, seen, bridge);
      await brokerAway(trial, seen);
      await clockSet(trial, seen, bridge);
      await renamed(trial, seen, bridge);
      await tokenRevoked(trial, seen, bridge, token);
    } finally {
      await bridge.part.stop();
    }
  },
};
