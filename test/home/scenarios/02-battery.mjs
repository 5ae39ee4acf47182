// "Back Door" at 8 %, and far from its hub.
import assert from "node:assert/strict";
import { PATIENCE } from "../home.mjs";
import { moveTo } from "../setup.mjs";

const BACK_DOOR = 3;

export default {
  id: "2",
  title: "a low battery comes first with its evidence, a weak link second",
  async run({ home, lab, check, must, openLock, picture }) {
    const door = await home.lockOf("Back Door");
    const battery = await home.entityOf("Back Door", "-128-0-level");
    await moveTo({ home, lab }, BACK_DOOR, "Back Door", -95);
    const { page, card } = await openLock(door);

    await must("a finding about the battery", () =>
      card.untilLock(door, "battery", ({ findings }) => findings.some(({ id }) => id.startsWith("battery"))),
    );
    await check("it is one finding, and it says 8 %", async () => {
      const { findings } = await card.lock(door);
      const about = findings.filter(({ id }) => id.startsWith("battery"));
      assert.equal(about.length, 1, JSON.stringify(about.map(({ id }) => id)));
      assert.match(about[0].text, /\b8\s?%/);
    });
    await check("the weak link is the second finding", async () => {
      await card.untilFinding(door, "link_weak");
      const { findings } = await card.lock(door);
      assert.equal(findings[1].id, "link_weak", findings.map(({ id }) => id).join());
    });
    await check("its evidence has value, age and entity", async () => {
      await card.openFamily(door, "power");
      await card.untilLock(door, "a row for the battery", ({ facts }) => facts.battery_level !== undefined);
      const { battery_level: row } = (await card.lock(door)).facts;
      assert.match(row.text, /\b8\s?%/);
      assert.match(row.age || row.text, /now|\d\s?(s|sec|second|min|minute|h|hour)/i);
      assert.equal(row.source, battery);
    });
    await check("the power tile is not the only sign: it has words", async () => {
      const { power } = (await card.lock(door)).families;
      assert.ok(["error", "critical"].includes(power.state), power.state);
      assert.match(power.text, /\w/);
    });
    await picture(page, "2-battery");
    await check("a tap on the row opens its entity", async () => {
      await card.tap(door, '[data-fact="battery_level"]');
      await page.waitForFunction(
        (entity) => {
          const dialog = document.querySelector("home-assistant")?.shadowRoot?.querySelector("ha-more-info-dialog");
          return dialog?._entityId === entity;
        },
        battery,
        { timeout: PATIENCE },
      );
    });
  },
};
