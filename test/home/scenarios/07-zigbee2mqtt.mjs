// The same through MQTT: Zigbee2MQTT's locks jammed, low, silent, and Zigbee2MQTT itself stopped.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

const LOCKS = ["Patio", "Side Door", "Shed"];
const JAM = /^bolt_jam(med|_suspected)$/;

async function battery({ home, check, openLock, close }) {
  const side = await home.lockOf("Side Door");
  const { card } = await openLock(side);
  await check("Side Door: one finding about its battery, with 7 %", async () => {
    await card.untilLock(side, "battery", ({ findings }) => findings.some(({ id }) => id.startsWith("battery")));
    const about = (await card.lock(side)).findings.filter(({ id }) => id.startsWith("battery"));
    assert.equal(about.length, 1);
    assert.match(about[0].text, /\b7\s?%/);
    await card.openFamily(side, "power");
    await card.untilLock(side, "its evidence", ({ facts }) => facts.battery_level?.source?.startsWith("sensor."));
  });
  await close();
}

async function jam({ home, lab, check, openLock, close }) {
  const patio = await home.lockOf("Patio");
  const { card } = await openLock(patio);
  await check("Patio: healthy before", () => card.untilLock(patio, "healthy", ({ severity }) => severity === "healthy"));
  await lab.zigbee("Patio", "jam", { on: true });
  await check("Patio: jammed, with its guide", async () => {
    const took = await card.untilLock(patio, "jam", ({ findings }) => findings.some(({ id }) => JAM.test(id)));
    const finding = (await card.lock(patio)).findings.find(({ id }) => JAM.test(id));
    assert.ok(finding.remedies.includes("guide_jam"), finding.remedies.join());
    return took;
  });
  await lab.zigbee("Patio", "jam", { on: false });
  await check("Patio: freed", () => card.untilLock(patio, "no jam", ({ findings }) => !findings.some(({ id }) => JAM.test(id))));
  await close();
}

async function silence({ home, lab, check, openLock, close }) {
  const patio = await home.lockOf("Patio");
  // Zigbee2MQTT gives battery devices 25 hours; here the same setting is seconds.
  await lab.zigbee("Patio", "offline-after", { seconds: 6 });
  const { card } = await openLock(patio);
  await lab.zigbee("Patio", "silent", { on: true });
  await check("Patio: silent, so out of reach once Zigbee2MQTT says so", () => card.untilFinding(patio, "lock_unreachable"));
  await check("Patio: the hub is not blamed", async () =>
    assert.ok(!(await card.lock(patio)).findings.some(({ id }) => id === "hub_down")),
  );
  await lab.zigbee("Patio", "silent", { on: false });
  await lab.zigbee("Patio", "offline-after", { seconds: 90_000 });
  await check("Patio: it reports, so it is back", () => card.untilNoFinding(patio, "lock_unreachable"));
  await close();
}

async function stopped({ home, lab, check, must, open, close }) {
  const hub = home.entries.mqtt.entry_id;
  const locks = await Promise.all(LOCKS.map((name) => home.lockOf(name)));
  const { card } = await open([{ type: "custom:lock-health-card", layout: "fleet" }]);
  await card.until(
    "its locks",
    () => card.see(),
    (cards) => cards.some((each) => each.locks.length >= 7),
  );
  await lab.parts.zigbee2mqtt.stop();
  await must("Zigbee2MQTT stopped: one finding for its hub", () =>
    card.until(
      "one hub_down",
      () => card.hubs(),
      (hubs) =>
        hubs
          .filter(({ findings }) => findings.some(({ id }) => id === "hub_down"))
          .map(({ id }) => id)
          .join() === hub,
    ),
  );
  await wait(2_000);
  await check("none of its locks is blamed", async () => {
    const blamed = (await card.see()).flatMap((each) => each.locks).filter(({ entity }) => locks.includes(entity));
    assert.deepEqual(
      blamed.flatMap(({ entity, findings }) => findings.map(({ id }) => `${entity} ${id}`)),
      [],
    );
  });
  await lab.parts.zigbee2mqtt.start();
  await check("started again: gone by itself", () =>
    card.until(
      "no hub_down",
      () => card.hubs(),
      (hubs) => hubs.length === 0,
      { within: 30_000 },
    ),
  );
  await close();
}

/** Locks that report "jammed" as their state, as other MQTT devices do. */
async function jammedState({ home, lab, check, openLock, close }) {
  await lab.parts.mqttLocks.start();
  try {
    const attic = await home.until("Attic", () => home.lockOf("Attic").catch(() => undefined));
    // Its first words may have come before Home Assistant listened.
    await home.until("Attic is jammed in Home Assistant", async () => {
      await lab.otherMqtt("Attic", "linkquality", { value: 120 });
      return (await home.state(attic))?.state === "jammed";
    });
    const { card } = await openLock(attic);
    await check("Attic: a lock in the state “jammed” is jammed", () => card.untilFinding(attic, "bolt_jammed"));
    await close();
  } finally {
    await lab.otherMqtt("Attic", "remove");
    await lab.parts.mqttLocks.stop();
  }
}

export default {
  id: "7",
  title: "Zigbee2MQTT: battery, jam, silence and its own end",
  async restore({ lab }) {
    await lab.parts.zigbee2mqtt.start();
    await lab.zigbee("Patio", "silent", { on: false });
    await lab.zigbee("Patio", "jam", { on: false });
  },
  async run(trial) {
    await battery(trial);
    await jam(trial);
    await silence(trial);
    await stopped(trial);
    await jammedState(trial);
  },
};
