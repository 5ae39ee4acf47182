// A broken configuration, an entity that is not there, and a lock that is taken out of the registry.
import assert from "node:assert/strict";
import { ownProblems } from "../browser.mjs";
import { PATIENCE } from "../home.mjs";

/** Home Assistant itself writes a refused configuration into the console. */
const REFUSED = /^console: custom:lock-health-card/;

const BROKEN = [
  [{ entity: 5 }, /lock\./],
  [{ layout: "huge" }, /full|compact|fleet/],
  [{ entities: "lock.garage" }, /\[lock\./],
];

async function brokenConfigurations({ check, open, close }) {
  for (const [config, wanted] of BROKEN) {
    const { page } = await open([{ type: "custom:lock-health-card", ...config }], { user: "admin" });
    await check(`${JSON.stringify(config)}: Home Assistant's error card`, () =>
      page.locator("hui-error-card").first().waitFor({ timeout: PATIENCE }),
    );
    await page.goto(`${page.url().split("?")[0]}?edit=1`);
    await check(`${JSON.stringify(config)}: the administrator reads what to write instead`, async () => {
      await page.locator("hui-error-card").first().waitFor({ timeout: PATIENCE });
      await page.waitForTimeout(1_000);
      const shown = await page.evaluate(() => {
        const found = [];
        const walk = (root) => {
          for (const element of root.querySelectorAll("*")) {
            if (element.localName === "hui-error-card") found.push(element.shadowRoot?.textContent ?? "");
            if (element.shadowRoot) walk(element.shadowRoot);
          }
        };
        walk(document);
        return found.join(" ");
      });
      assert.match(shown, wanted);
    });
    await check(`${JSON.stringify(config)}: nothing else in the console`, () =>
      assert.deepEqual(
        ownProblems(page).filter((line) => !REFUSED.test(line)),
        [],
      ),
    );
    await close({ allow: REFUSED });
  }
}

export default {
  id: "11",
  title: "words in the place of a blank card",
  async run(trial) {
    const { home, check, must, open, close } = trial;
    await brokenConfigurations(trial);

    const missing = await open([{ type: "custom:lock-health-card", entity: "lock.nope" }]);
    await check("a missing entity: can't tell, in words", async () => {
      await missing.card.untilLock(
        "lock.nope",
        "unknown",
        ({ severity, text }) => severity === "unknown" && /lock\.nope/.test(text),
      );
    });
    await close();

    const shed = await home.lockOf("Shed");
    const { card } = await open([
      { type: "custom:lock-health-card", entity: shed },
      { type: "custom:lock-health-card", layout: "fleet" },
    ]);
    await must("the lock is there, and in the list", () =>
      card.until(
        "twice",
        () => card.see(),
        (cards) => cards.filter(({ locks }) => locks.some(({ entity }) => entity === shed)).length === 2,
      ),
    );
    await home.call("config/entity_registry/remove", { entity_id: shed });
    await check("taken out of the registry: its own card says so in words", () =>
      card.until(
        "words",
        () => card.see(),
        ([own]) => own.locks.length === 1 && own.locks[0].severity === "unknown" && own.locks[0].text.length > 20,
      ),
    );
    await check("and it is gone from the list", () =>
      card.until(
        "no such line",
        () => card.see(),
        ([, list]) => list.locks.length > 0 && !list.locks.some(({ entity }) => entity === shed),
      ),
    );
    await check("no card is blank", async () => {
      for (const { text } of await card.see()) {
        assert.ok(text.length > 20, text);
        assert.doesNotMatch(text, /undefined|\[object Object\]|NaN/);
      }
    });
  },
};
