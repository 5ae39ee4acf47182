// The Z-Wave server stops for a minute.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

const DOORS = ["Front Door", "Back Door", "Garage", "Cellar"];
const AWAY = 60_000;

const downHubs = (hubs) => hubs.filter(({ findings }) => findings.some(({ id }) => id === "hub_down"));

export default {
  id: "6",
  title: "a hub that is gone is one finding, and goes by itself",
  async restore({ lab }) {
    await lab.parts.zwaveServer.start();
  },
  async run({ home, lab, check, must, open, picture }) {
    const hub = home.entries.zwave.entry_id;
    const doors = await Promise.all(DOORS.map((name) => home.lockOf(name)));
    const { page, card } = await open([{ type: "custom:lock-health-card", layout: "fleet" }]);
    await must("all four locks are listed", () =>
      card.until(
        "four locks",
        () => card.see(),
        (cards) => cards.some(({ locks }) => doors.every((door) => locks.some(({ entity }) => entity === door))),
      ),
    );

    const from = Date.now();
    await lab.parts.zwaveServer.stop();
    await must("within 15 s: the hub is down", () =>
      card.until(
        "hub_down",
        () => card.hubs(),
        (hubs) => downHubs(hubs).length > 0,
        { from },
      ),
    );
    await wait(3_000); // more would have come by now
    await check("it is one finding for four locks", async () => {
      const hubs = downHubs(await card.hubs());
      assert.deepEqual(
        hubs.map(({ id }) => id),
        [hub],
      );
      assert.equal(hubs[0].findings.length, 1);
      for (const name of DOORS) assert.ok(hubs[0].text.includes(name), hubs[0].text);
    });
    await picture(page, "6-hub");
    const blamed = new Set();
    while (Date.now() - from < AWAY) {
      for (const { locks } of await card.see())
        for (const lock of locks)
          if (doors.includes(lock.entity)) for (const { id } of lock.findings) blamed.add(`${lock.entity} ${id}`);
      await wait(500);
    }
    await check("no lock of it is blamed for a minute", () => assert.deepEqual([...blamed], []));
    await check("it is still one finding", async () => assert.equal(downHubs(await card.hubs()).length, 1));

    await lab.parts.zwaveServer.start();
    await check("gone by itself", () =>
      card.until(
        "no hub_down",
        () => card.see(),
        (cards) =>
          cards.every(({ hubs }) => downHubs(hubs).length === 0) &&
          cards.some(({ locks }) => doors.every((door) => locks.some(({ entity }) => entity === door))),
        { within: 120_000 },
      ),
    );
    await check("and no lock is out of reach", async () => {
      await wait(1_000);
      const locks = (await card.see()).flatMap((each) => each.locks).filter(({ entity }) => doors.includes(entity));
      for (const { entity, text } of locks) assert.doesNotMatch(text, /out of reach/i, entity);
    });
  },
};
