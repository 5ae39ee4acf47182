// "Cellar" is jammed from the start; then it is freed; then its flag stays on while the bolt moves.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

const CELLAR = 5;
/** A turn within this long after a jam's report still belongs to the attempt that jammed. */
const SAME_ATTEMPT = 16_000;

export default {
  id: "3",
  title: "a jam, its end, and a report of it that is left over",
  async restore({ lab }) {
    await lab.zwave(CELLAR, "jam", { on: false });
    await lab.zwave(CELLAR, "bolt", { secured: true });
  },
  async run({ home, lab, check, must, openLock, picture }) {
    const cellar = await home.lockOf("Cellar");
    const { page, card } = await openLock(cellar);
    await must("jammed from the start", () => card.untilFinding(cellar, "bolt_jammed"));
    await picture(page, "3-jammed");
    await check("its guide has steps", async () => {
      await card.tapRemedy(cellar, "guide_jam");
      await card.untilLock(cellar, "a guide", ({ guides }) => guides.some(({ step }) => step === "force"));
      await card.tap(cellar, '[data-guide] [data-act="close"]');
    });

    await lab.zwave(CELLAR, "jam", { on: false });
    await check("freed: healthy", () => card.untilLock(cellar, "healthy", ({ severity }) => severity === "healthy"));

    await lab.zwave(CELLAR, "jam", { on: true });
    await check("jammed anew", () => card.untilFinding(cellar, "bolt_jammed"));
    await wait(SAME_ATTEMPT);
    await lab.zwave(CELLAR, "jam", { on: false, tell: false });
    await lab.zwave(CELLAR, "bolt", { secured: false });
    await must("the bolt moves: the report is left over", () => card.untilFinding(cellar, "jam_flag_stuck"));
    await check("it is not called jammed any more", async () => {
      const { findings } = await card.lock(cellar);
      assert.ok(!findings.some(({ id }) => id === "bolt_jammed"), findings.map(({ id }) => id).join());
    });
    await picture(page, "3-flag-stuck");
    const asked = await card.tapRemedy(cellar, "reread_notification");
    await check(
      "asking the lock clears it: confirmed",
      async () => (await card.untilPhase(cellar, "reread_notification", ["confirmed"], { within: 25_000, from: asked })).took,
    );
    await card.closeOutcome(cellar);
    await check("healthy again", () => card.untilLock(cellar, "healthy", ({ severity }) => severity === "healthy"));
  },
};
