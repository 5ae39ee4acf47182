// Home Assistant restarts with the card open, and again in the middle of a remedy.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { statesAreKnown } from "../setup.mjs";

const GARAGE = 4;
const ALARMS = new Set(["lock_unreachable", "hub_down", "cloud_unreachable", "sign_in_expired"]);

/** Every alarm about reach that any card shows, in line or in full. */
async function alarmsOf(card) {
  const cards = await card.see();
  const things = cards.flatMap(({ locks, hubs }) => [...locks.map((lock) => ({ ...lock, id: lock.entity })), ...hubs]);
  return things.flatMap(({ id, text, findings }) => [
    ...findings.filter((finding) => ALARMS.has(finding.id)).map((finding) => `${finding.id}/${finding.variant} of ${id}`),
    ...(/out of reach|is down/i.test(text) ? [`“${text.slice(0, 60)}”`] : []),
  ]);
}

/** Looks for alarms until it is told to stop; answers each with how long it was seen. */
function watchAlarms(card) {
  const seen = new Map();
  let watching = true;
  const done = (async () => {
    for (; watching; await wait(100))
      for (const alarm of await alarmsOf(card).catch(() => []))
        seen.set(alarm, { first: Date.now(), ...seen.get(alarm), last: Date.now() });
    return [...seen].map(([alarm, { first, last }]) => `${alarm} for ${((last - first) / 1000).toFixed(1)} s`);
  })();
  return () => {
    watching = false;
    return done;
  };
}

export default {
  id: "10",
  title: "a restart of Home Assistant, and one in the middle of a remedy",
  async restore({ home, lab, missing }) {
    await lab.zwave(GARAGE, "silent", { on: false });
    if (!home.part.running) await home.startAgain();
    await statesAreKnown({ home, lab, missing });
  },
  async run({ home, lab, missing, check, must, open, openLock, close }) {
    const garage = await home.lockOf("Garage");
    const { page, card } = await open([{ type: "custom:lock-health-card", layout: "fleet" }]);
    const all = (count) => (cards) => cards.some(({ locks }) => locks.length >= count);
    const count = missing.matter ? 7 : 8;
    await must("all locks are listed", () => card.until("locks", () => card.see(), all(count)));
    const verdicts = async () =>
      Object.fromEntries((await card.see())[0]?.locks.map(({ entity, severity }) => [entity, severity]) ?? []);
    await wait(2_000); // what is asked for anew has come
    const before = await verdicts();
    await page.evaluate(() => {
      window.notReloaded = true;
    });

    await home.stop();
    await check("stopped: it says that there is no connection", () =>
      card.until(
        "words about the connection",
        () => card.see(),
        ([shown]) => /connection|connect/i.test(shown?.text ?? ""),
      ),
    );
    const alarms = watchAlarms(card);
    await home.startAgain();
    await statesAreKnown({ home, lab, missing });
    await check("started: as before, without a reload", async () => {
      const others = async () => {
        const now = await verdicts();
        return Object.keys(before)
          .filter((entity) => now[entity] !== before[entity])
          .map((entity) => `${entity}: ${before[entity]}, now ${now[entity]}`);
      };
      const took = await card.until("the same verdicts", others, (changed) => changed.length === 0, { within: 60_000 });
      assert.equal(await page.evaluate(() => window.notReloaded), true);
      return took;
    });
    const raised = await alarms();
    await check("the restart raised no alarm", () => assert.deepEqual(raised, []));
    await close();

    const one = await openLock(garage);
    await one.page.evaluate(() => {
      window.notReloaded = true;
    });
    await lab.zwave(GARAGE, "silent", { on: true });
    await home.tablet.session.service("lock", "lock", {}, { entity_id: garage }).catch(() => {});
    await must("out of reach", () => one.card.untilFinding(garage, "lock_unreachable"));
    await one.card.tapRemedy(garage, "ping");
    await one.card.untilPhase(garage, "ping", ["calling", "verifying"]);
    await home.stop();
    await home.startAgain();
    await check("in the middle of a remedy: it ends as unverified", async () => {
      const { took } = await one.card.untilPhase(garage, "ping", ["unverified"], { within: 40_000 });
      return took;
    });
    await lab.zwave(GARAGE, "silent", { on: false });
    await check("and works again without a reload", async () => {
      await one.card.untilLock(garage, "a lock", ({ text }) => text !== "", { within: 30_000 });
      await home.until(
        "Z-Wave",
        async () =>
          (await home.call("config_entries/get")).some(({ domain, state }) => domain === "zwave_js" && state === "loaded"),
        60_000,
      );
      const from = await one.card.tapRemedy(garage, "ping", { timeout: 60_000 }).catch(() => undefined);
      // Home Assistant's own start may have heard the lock already: then there is nothing left to ping.
      const took = await one.card.untilLock(
        garage,
        "reachable",
        ({ findings, runs }) =>
          !findings.some(({ id }) => id === "lock_unreachable") &&
          runs.every(({ phase }) => phase !== "verifying" && phase !== "calling"),
        { within: 30_000, from },
      );
      assert.equal(await one.page.evaluate(() => window.notReloaded), true);
      return took;
    });
  },
};
