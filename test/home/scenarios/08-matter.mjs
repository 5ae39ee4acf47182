// The Matter lock "Studio": what Home Assistant lets be seen of it, and "can't tell" where it does not.
import assert from "node:assert/strict";

const JAM = /^bolt_jam(med|_suspected)$/;
const jammed = ({ findings }) => findings.some(({ id }) => JAM.test(id));

export default {
  id: "8",
  title: "Matter: low battery, jam, silence, gone from the network",
  needs: ({ missing }) => missing.matter && `no Matter lock here: ${missing.matter}`,
  async restore({ lab }) {
    await lab.matter("silent", { on: false });
    await lab.matter("leave", { on: false }).catch(() => {}); // it has not left
    await lab.matter("jam", { on: false });
    await lab.matter("battery", { level: 86 });
  },
  async run({ home, lab, check, must, openLock }) {
    const studio = await home.lockOf("Studio");
    const { card } = await openLock(studio);
    await check("healthy before", () => card.untilLock(studio, "healthy", ({ severity }) => severity === "healthy"));

    await lab.matter("battery", { level: 4 });
    await check("low battery: one finding, with 4 % and what it takes", async () => {
      const took = await card.untilLock(studio, "4 %", ({ findings }) =>
        findings.some(({ id, text }) => id.startsWith("battery") && /\b4\s?%/.test(text)),
      );
      const { findings } = await card.lock(studio);
      assert.equal(findings.filter(({ id }) => id.startsWith("battery")).length, 1);
      assert.match(findings[0].text, /4 x AA/);
      return took;
    });
    await lab.matter("battery", { level: 86 });
    await check("new cells: gone", () => card.untilLock(studio, "no finding", ({ findings }) => findings.length === 0));

    await lab.matter("jam", { on: true });
    await card.untilLock(studio, "unlocked", ({ text }) => /unlocked/i.test(text), { within: 5_000 }).catch(() => {});
    await check("a jam that Home Assistant does not show: the mechanics are not called fine", async () => {
      const { families } = await card.lock(studio);
      assert.notEqual(families.mechanics.state, "ok", families.mechanics.text);
    });
    const sent = Date.now();
    await home.tablet.session.service("lock", "lock", {}, { entity_id: studio }).catch(() => {}); // it fails at once
    await check("a command that falls back: a jam is suspected", () =>
      card.untilLock(studio, "jam", jammed, { within: 45_000, from: sent }),
    );
    await lab.matter("jam", { on: false });
    await check("freed: gone", () => card.untilLock(studio, "no jam", (lock) => !jammed(lock)));

    await lab.matter("silent", { on: true });
    const silent = Date.now();
    home.tablet.session.service("lock", "unlock", {}, { entity_id: studio }).catch(() => {}); // it ends after 45 s
    await must("silent, and a command sent: out of reach before Home Assistant notices", () =>
      card.untilFinding(studio, "lock_unreachable", { within: 40_000, from: silent }),
    );
    await check("the bolt is not blamed for it", async () => assert.ok(!jammed(await card.lock(studio))));
    const asked = await card.tapRemedy(studio, "ping");
    await check(
      "ping while silent: unverified in at most 30 s",
      async () => (await card.untilPhase(studio, "ping", ["unverified"], { within: 30_000, from: asked })).took,
    );
    await lab.matter("silent", { on: false });
    const again = await card.tapRemedy(studio, "ping");
    await check(
      "ping once it answers: confirmed in at most 10 s",
      async () => (await card.untilPhase(studio, "ping", ["confirmed"], { from: again })).took,
    );
    await card.closeOutcome(studio);

    await lab.matter("leave", { on: true });
    await check("gone from the network: out of reach within 10 s", () => card.untilFinding(studio, "lock_unreachable"));
    await check("and its state is not guessed", async () => assert.doesNotMatch((await card.lock(studio)).text, /healthy/i));
    await lab.matter("leave", { on: false });
    await check("back: gone by itself", () => card.untilNoFinding(studio, "lock_unreachable", { within: 60_000 }));
  },
};
