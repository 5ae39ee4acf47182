// The bridge beside the home: what it announces, what the tablet may do through it, what it refuses and remembers.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { BridgeEntities, newBridge, plantCodes, planted } from "../bridge.mjs";
import { MEMORY_FILE } from "../../../src/bridge/cli/deps.ts";
import { openMemory } from "../../../src/bridge/memory.ts";
import { lockIdOf } from "../../../src/bridge/topics.ts";
import { remedies } from "../../../src/core/remedies/index.ts";
import { moveTo } from "../setup.mjs";

const FRONT = 2;
const BACK_DOOR = 3;
const GARAGE = 4;
/** Ms by which a lock answers late: long enough that a second remedy comes while the first is at work. */
const SLOW = 700;
const VERDICTS = ["healthy", "warning", "error", "critical", "unknown"];
const ENDED = ["confirmed", "unverified", "failed", "refused"];

async function entities({ home, check, missing }, seen) {
  const locks = [
    "Front Door",
    "Back Door",
    "Garage",
    "Cellar",
    "Patio",
    "Side Door",
    "Shed",
    ...(missing.matter ? [] : ["Studio"]),
  ];
  for (const name of locks) {
    const lock = await home.lockOf(name);
    await check(`${name}: a verdict, five families and its remedies as entities`, async () => {
      const verdict = await home.until("the verdict", async () => {
        const found = await seen.verdict(lock);
        return VERDICTS.includes(found?.state) && found.attributes.title && found;
      });
      const kinds = (await seen.of(lock)).map(({ attributes }) => attributes.lock_health);
      assert.equal(kinds.filter((kind) => kind === "family").length, 5, kinds.join());
      return `${verdict.state}, ${kinds.filter((kind) => kind === "button").length} buttons`;
    });
  }
  await check("a Zigbee lock's entities stand on its own device, which keeps its name", async () => {
    const patio = await home.lockOf("Patio");
    const { entity_id: id } = await seen.verdict(patio);
    const rows = await home.call("config/entity_registry/get_entries", { entity_ids: [id, patio] });
    assert.equal(rows[id].device_id, rows[patio].device_id);
    const device = (await home.call("config/device_registry/list")).find((each) => each.id === rows[id].device_id);
    assert.equal(device.name, "Patio");
  });
}

/** The administrator's remedy in the plain user's card, followed on two tablets at once. */
async function update(trial, seen) {
  const { home, lab, check, must, openLock, picture, close } = trial;
  const back = await home.lockOf("Back Door");
  await lab.zwave(BACK_DOOR, "battery", { level: 12 });
  await moveTo({ home, lab }, BACK_DOOR, "Back Door", -60);
  const first = await openLock(back);
  await must("tablet: installing is offered, with a bridge in the home", () =>
    first.card.untilLock(back, "the update", ({ remedies }) => remedies.includes("install_update"), { within: 75_000 }),
  );
  await check("12 % battery: refused in the card, and told why", async () => {
    await first.card.untilLock(back, "12 %", ({ text }) => /\b12\s?%/.test(text));
    await first.card.tapRemedy(back, "install_update");
    const { text } = await first.card.untilPhase(back, "install_update", ["refused"]);
    assert.match(text, /12\s?%/);
    await first.card.closeOutcome(back);
  });
  await check("12 % battery: the bridge refuses whoever presses", async () => {
    const { refusal } = await seen.untilPhase(await seen.press(back, "install_update"), ENDED);
    assert.deepEqual({ reason: refusal.reason, value: refusal.value }, { reason: "battery", value: 12 });
  });
  await lab.zwave(BACK_DOOR, "battery", { level: 80 });
  await close();

  const [one, two] = [await openLock(back), await trial.openAnother(back)];
  await one.card.keepPhases();
  await two.card.keepPhases();
  await one.card.untilLock(back, "80 %", ({ families }) => /\b80\s?%/.test(families.power?.text ?? ""));
  await one.card.closeOutcome(back);
  await one.card.tapRemedy(back, "install_update");
  await one.card.untilPhase(back, "install_update", ["confirming"]);
  const from = await one.card.act(back, "install_update", "confirm");
  await check("tablet: installed through the bridge, and the version verified", async () => {
    const { took } = await one.card.untilPhase(back, "install_update", ["confirmed", "failed", "unverified", "refused"], {
      within: 120_000,
      from,
    });
    const entity = await home.entityOf("Back Door", ".firmware_update");
    assert.equal((await home.state(entity)).attributes.installed_version, "113.25");
    const { runs } = await one.card.lock(back);
    assert.equal(runs[0].phase, "confirmed", runs[0].text);
    return took;
  });
  await picture(one.page, "12-bridge-update");
  await check("the other tablet saw it too, with its progress and its end", async () => {
    await two.card.untilPhase(back, "install_update", ["confirmed"]);
    const phases = await two.card.phases("install_update");
    assert.ok(
      phases.some(({ percent }) => percent > 0),
      JSON.stringify(phases),
    );
    return `${phases.length} steps`;
  });
  await close();
}

async function onItsOwn(trial, seen) {
  const { home, check } = trial;
  const garage = await home.lockOf("Garage");
  await check("Garage: a re-interview known to lose its keys is refused without arming", async () => {
    const { refusal } = await seen.untilPhase(await seen.press(garage, "reinterview"), ENDED);
    assert.equal(refusal.reason, "known_bad");
  });
  await check("Garage: armed, it is re-interviewed to its end", async () => {
    const armed = (await seen.one(garage, "armed")).entity_id;
    await home.tablet.session.service("switch", "turn_on", {}, { entity_id: armed });
    await home.until("armed", async () => (await home.state(armed)).state === "on");
    const pressed = await seen.press(garage, "reinterview");
    const { took } = await seen.untilPhase(pressed, ["confirmed"], 120_000);
    assert.equal((await home.state(armed)).state, "off", "used up");
    return took;
  });
  await check("Garage: pressed again, refused with the time left", async () => {
    await home.tablet.session.service("switch", "turn_on", {}, { entity_id: (await seen.one(garage, "armed")).entity_id });
    const { refusal } = await seen.untilPhase(await seen.press(garage, "reinterview"), ["refused"]);
    assert.equal(refusal.reason, "cool_down");
    assert.ok(refusal.retryAt > Date.now(), String(refusal.retryAt));
    return `${Math.round((refusal.retryAt - Date.now()) / 60_000)} min`;
  });
  const front = await home.lockOf("Front Door");
  // What is asked of a lock that answers slowly takes a while, also on a quick machine: what comes second has to wait.
  for (const node of [FRONT, GARAGE]) await trial.lab.zwave(node, "latency", { ms: SLOW });
  await check("two remedies on one hub: one waits for the other, and both end", async () => {
    for (const [lock, remedy] of [
      [front, "refresh_values"],
      [garage, "rebuild_routes"],
    ])
      await seen.offered(lock, remedy);
    // Which of two presses the bridge hears first is not ours to say.
    const pressed = await Promise.all([seen.press(front, "refresh_values"), seen.press(garage, "rebuild_routes")]);
    const waited = await Promise.any(pressed.map((each) => seen.untilPhase(each, ["queued"], 5_000))).catch(({ errors }) => {
      throw new Error(`none waited: ${errors.map(({ message }) => message.slice(0, 400)).join(" | ")}`);
    });
    const ended = [];
    for (const each of pressed) ended.push(await seen.untilPhase(each, ENDED, 60_000));
    for (const each of ended) assert.ok(["confirmed", "unverified"].includes(each.phase), JSON.stringify(each));
    const [second, first] = ended.toSorted((a, b) => b.since - a.since);
    assert.equal(second.remedy, waited.remedy);
    assert.ok(second.since >= first.since + first.after, "the second began only when the first had ended");
    return `${waited.remedy} waited; ${ended.map(({ remedy, phase, after }) => `${remedy} ${phase} after ${after} ms`).join(", ")}`;
  });
  for (const node of [FRONT, GARAGE]) await trial.lab.zwave(node, "latency", { ms: 0 });
  await check("Garage: the link's parts, as only an administrator's session can see them", async () => {
    const link = await home.until(
      "round trip and route",
      async () => {
        const found = await seen.one(garage, "link");
        const { parts } = found?.attributes ?? {};
        return parts?.round_trip && parts.signal && parts.repeaters && found;
      },
      30_000,
    );
    const { parts } = link.attributes;
    return `${link.state} of 10, ${Object.keys(parts).join(", ")}`;
  });
}

/** A Zigbee lock that has lost its network comes back by opening it, and by somebody who puts the lock into pairing. */
async function rejoin(trial, seen) {
  const { home, lab, check } = trial;
  const shed = await home.lockOf("Shed");
  await lab.zigbee("Shed", "offline-after", { seconds: 6 });
  await lab.zigbee("Shed", "forget", { leaves: false });
  await check("Shed: it has lost its network", async () => {
    const verdict = await home.until(
      "out of reach",
      async () => {
        const found = await seen.verdict(shed);
        return found?.attributes.finding === "lock_unreachable" && found;
      },
      40_000,
    );
    return verdict.attributes.title;
  });
  await check("Shed: the network is opened, it joins again, and is proven to be back", async () => {
    const pressed = await seen.press(shed, "rejoin");
    await seen.untilPhase(pressed, ["calling", "verifying"]);
    await wait(2_000);
    await lab.zigbee("Shed", "pair");
    const { took } = await seen.untilPhase(pressed, ["confirmed"], 120_000);
    return took;
  });
  await lab.zigbee("Shed", "offline-after", { seconds: 90_000 });
}

/** Two of Zigbee2MQTT's own reports tell how often a lock has left, and only an administrator hears of them. */
async function leaving({ home, check }, seen) {
  const patio = await home.lockOf("Patio");
  await check("Patio: how often it has left its network, by Zigbee2MQTT's reports on its health", async () => {
    const { value, at } = await home.until(
      "two reports",
      async () => (await seen.one(patio, "link"))?.attributes.parts.rejoins,
      150_000,
    );
    assert.equal(value, 0);
    return at;
  });
}

/** Events of a lock's incidents entity while `work` runs: what and how long after it. */
async function incidentsDuring({ home }, seen, lock, kind, work) {
  const { entity_id: entity } = await seen.one(lock, "event");
  const before = (await home.state(entity)).state;
  const from = Date.now();
  await work();
  await home.until(`the event ${kind}`, async () => {
    const { state, attributes } = await home.state(entity);
    return state !== before && attributes.event_type === kind;
  });
  return Date.now() - from;
}

async function incidents(trial, seen, bridge) {
  const { home, lab, check } = trial;
  const front = await home.lockOf("Front Door");
  await check("three wrong codes: an event within 2 s", async () => {
    const took = await incidentsDuring(trial, seen, front, "invalid_pin", () => lab.zwave(2, "invalid-pin", {}));
    assert.ok(took < 2_000, `${took} ms`);
    return took;
  });
  const garage = await home.lockOf("Garage");
  await check("a jam: an event within 2 s", async () => {
    const { entity_id: entity } = await seen.one(garage, "event");
    const heard = [];
    const stop = await home.call("subscribe_entities", { entity_ids: [entity] }, (event) => heard.push(JSON.stringify(event)));
    const from = Date.now();
    await lab.zwave(GARAGE, "jam", { on: true });
    await home.admin.session.service("lock", "unlock", {}, { entity_id: garage }).catch(() => {});
    await home.until("lock_jammed", () => heard.some((event) => event.includes("lock_jammed")), 5_000);
    const took = Date.now() - from;
    void stop;
    assert.ok(took < 2_000, `${took} ms`);
    return took;
  });
  await lab.zwave(GARAGE, "jam", { on: false });
  await check("both stay in the history, which the command line prints", async () => {
    const of = async (lock) => {
      const { stdout, status } = await bridge.command("history", lock, "--json");
      assert.equal(status, 0, stdout);
      return JSON.parse(stdout).incidents.map(({ kind }) => kind);
    };
    assert.ok((await of(front)).includes("invalid_pin"));
    assert.ok((await of(garage)).includes("lock_jammed"));
  });
}

const DAY = 24 * 3_600_000;

/** What the bridge has seen weeks ago: a jam, and a fix that helped. It is written where it writes it, before it starts. */
async function remembering({ home }, bridge) {
  const garage = await home.lockOf("Garage");
  const { id } = await home.deviceOf("Garage");
  const lockId = lockIdOf({ entityId: garage, deviceId: id }, []);
  const memory = openMemory(path.join(bridge.data, MEMORY_FILE));
  const at = Date.now() - 40 * DAY;
  memory.remember({ lockId, kind: "lock_jammed", check: "bolt_jammed", severity: "error", at });
  memory.remember({ lockId, kind: "remedy_done", remedy: "lock_again", outcome: "confirmed", at: at + 60_000 });
  memory.close();
}

/** The plain user's card tells what Home Assistant's recorder cannot know: this home is some minutes old. */
async function remembered(trial) {
  const { home, check, openLock, picture, close } = trial;
  const garage = await home.lockOf("Garage");
  const { page, card } = await openLock(garage);
  await check("tablet: a jam of 40 days ago is in what happened, from the bridge's memory", async () => {
    await card.openFamily(garage, "mechanics");
    const lane = card.at(garage, '[data-plot="happenings"] [data-kind="jam"]');
    await lane.waitFor();
    const from = await card.at(garage, '[data-plot="happenings"] [role="img"]').getAttribute("aria-label");
    const weeksAgo = new Date(Date.now() - 40 * DAY).toLocaleDateString("en", { month: "short" });
    assert.ok(from.includes(weeksAgo), from);
    return from;
  });
  await picture(page, "12-bridge-remembers");
  await check("tablet: the report says what was tried then, and that it helped", async () => {
    await card.tap(garage, '[data-tool="report"]');
    const tried = card.at(garage, '[data-panel="report"] [data-section="tried"]');
    await tried.waitFor();
    const told = (await tried.innerText()).replace(/\s+/g, " ");
    assert.match(told, /Lock again.*It helped/);
    return told;
  });
  await close();
}

async function commands(trial, bridge) {
  const { check } = trial;
  await check("check: a table of all locks, and findings as exit status 1", async () => {
    const { stdout, status } = await bridge.command("check", "--json");
    assert.equal(status, 1, stdout);
    const { locks } = JSON.parse(stdout);
    assert.ok(locks.length >= 7, stdout);
    return `${locks.length} locks`;
  });
  await check("doctor: the set-up is sound", async () => {
    const { stdout, status } = await bridge.command("doctor");
    assert.equal(status, 0, stdout);
  });
  await check("metrics are served", async () => {
    const answer = await fetch(`${bridge.metrics}/metrics`);
    const body = await answer.text();
    assert.match(answer.headers.get("content-type"), /openmetrics-text/);
    assert.match(body, /lock_health_verdict\{/);
    assert.match(body, /# EOF\n$/);
    assert.equal((await fetch(`${bridge.metrics}/health`)).status, 200);
  });
}

/** Seconds for which everything is pressed. */
const HAMMER = Number(process.env.HAMMER ?? 20);

/** Presses of a remedy that were begun before its pause was over. */
function tooEarly(jobs) {
  return jobs.filter((job) =>
    jobs.some(({ remedy, started_at: at }) => {
      const after = Date.parse(job.started_at) - Date.parse(at);
      return remedy === job.remedy && after > 0 && after < remedies[remedy].coolDown;
    }),
  );
}

/** A plain user who presses everything, all the time. */
async function hammer(trial, bridge) {
  const { home, check } = trial;
  const front = await home.lockOf("Front Door");
  const bolts = async () =>
    (await home.call("get_states"))
      .filter(({ entity_id: id, state }) => id.startsWith("lock.") && ["unlocked", "open"].includes(state))
      .map(({ entity_id: id }) => id);
  const open = await bolts();
  await check(`every button pressed every second for ${HAMMER} s: no bolt moves, and no pause is broken`, async () => {
    const buttons = (await home.call("get_states")).filter(({ attributes }) => attributes.lock_health === "button");
    assert.ok(buttons.length > 20, String(buttons.length));
    for (let second = 0; second < HAMMER; second++) {
      const again = wait(1_000);
      await Promise.all(
        buttons.map(({ entity_id: id }) => home.tablet.session.service("button", "press", {}, { entity_id: id }).catch(() => {})),
      );
      await again;
    }
    assert.deepEqual(
      (await bolts()).filter((id) => !open.includes(id)),
      [],
    );
    const { stdout } = await bridge.command("history", front, "--json");
    const { jobs } = JSON.parse(stdout);
    assert.deepEqual(tooEarly(jobs), []);
    return `${buttons.length} buttons, ${jobs.length} remedies begun for the Front Door until now`;
  });
}

async function secrets({ home, check, out }, bridge) {
  await check("no planted code in its log, memory, metrics or topics", async () => {
    const places = {
      log: fs.readFileSync(path.join(out, "bridge.log"), "latin1"),
      memory: fs
        .readdirSync(bridge.data)
        .map((file) => fs.readFileSync(path.join(bridge.data, file), "latin1"))
        .join("\n"),
      metrics: await (await fetch(`${bridge.metrics}/metrics`)).text(),
      topics: JSON.stringify(await bridge.topics("lock_health/#")),
      announcements: JSON.stringify(await bridge.topics("homeassistant/device/#")),
      entities: JSON.stringify((await home.call("get_states")).filter(({ attributes }) => attributes.lock_health)),
    };
    const found = planted().flatMap(([what, code]) =>
      Object.entries(places).flatMap(([place, text]) => (text.includes(code) ? [`${what} in ${place}`] : [])),
    );
    assert.deepEqual(found, []);
    assert.ok(!Object.values(places).some((text) => text.includes(home.admin.token)), "the token");
    return `${Object.values(places).reduce((sum, text) => sum + text.length, 0)} characters looked at`;
  });
}

async function gone({ home, check }, bridge) {
  await check("the bridge is stopped: its entities say so", async () => {
    await bridge.part.stop();
    const isLeft = ({ attributes }) => attributes.lock_health !== undefined;
    await home.until("none is left", async () => !(await home.call("get_states")).some(isLeft));
  });
}

export default {
  id: "12",
  title: "the bridge: entities, remedies for everybody, guards, incidents, memory, command line",
  async restore({ lab }) {
    await lab.zwave(BACK_DOOR, "battery", { level: 8 });
    await lab.zwave(GARAGE, "jam", { on: false });
    for (const node of [FRONT, GARAGE]) await lab.zwave(node, "latency", { ms: 0 });
  },
  async run(trial) {
    const { home, must, out } = trial;
    const bridge = newBridge({ home, out });
    const seen = new BridgeEntities(home);
    await plantCodes(home);
    await remembering(trial, bridge);
    await must("the bridge starts", () => bridge.part.start());
    try {
      await entities(trial, seen);
      await update(trial, seen);
      await onItsOwn(trial, seen);
      await rejoin(trial, seen);
      await incidents(trial, seen, bridge);
      await remembered(trial);
      await leaving(trial, seen);
      await commands(trial, bridge);
      await hammer(trial, bridge);
      await secrets(trial, bridge);
      await gone(trial, bridge);
    } finally {
      await bridge.part.stop();
    }
  },
};
