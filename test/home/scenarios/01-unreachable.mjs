// Z-Wave "Garage" falls silent and one command is sent to it.
import assert from "node:assert/strict";

const GARAGE = 4;
/** A duration or a time of day, in any of the ways in which the card may say since when. */
const SINCE = /\b\d+\s?(s|sec|seconds?|min|minutes?|h)\b|just now|\b\d{1,2}:\d{2}\b/i;

export default {
  id: "1",
  title: "a silent lock is out of reach, and a ping is proven or not",
  async restore({ lab }) {
    await lab.zwave(GARAGE, "silent", { on: false });
  },
  async run({ home, lab, check, must, openLock, picture }) {
    const garage = await home.lockOf("Garage");
    const { page, card } = await openLock(garage);
    await check("healthy before", () => card.untilLock(garage, "healthy", ({ severity }) => severity === "healthy"));

    await lab.zwave(GARAGE, "silent", { on: true });
    const sent = Date.now();
    await home.tablet.session.service("lock", "lock", {}, { entity_id: garage }).catch(() => {}); // it fails, as it must
    await must("within 5 s: out of reach", () => card.untilFinding(garage, "lock_unreachable", { within: 5_000, from: sent }));
    await check("it says since when", () => card.untilLock(garage, "since when", ({ text }) => SINCE.test(text)));
    await check("the battery is not blamed", async () => {
      const { findings, families } = await card.lock(garage);
      assert.deepEqual(
        findings.filter(({ id }) => id.startsWith("battery")),
        [],
      );
      assert.equal(families.power.state, "ok");
    });
    await picture(page, "1-unreachable");

    const first = await card.tapRemedy(garage, "ping");
    await check("ping while silent: unverified in at most 30 s", async () => {
      const { took, text } = await card.untilPhase(garage, "ping", ["unverified", "confirmed", "failed"], {
        within: 30_000,
        from: first,
      });
      const { runs } = await card.lock(garage);
      assert.equal(runs[0].phase, "unverified", text);
      return took;
    });
    await check("it offers the next step", async () => {
      const { runs, remedies } = await card.lock(garage);
      assert.ok(
        runs.some(({ acts }) => acts.includes("next")) || remedies.some((id) => id !== "ping"),
        JSON.stringify({ runs, remedies }),
      );
      assert.match(runs[0].text, /next|then|again|guide/i);
    });
    await picture(page, "1-unverified");

    await lab.zwave(GARAGE, "silent", { on: false });
    const second = await card.tapRemedy(garage, "ping");
    await check(
      "ping once it answers: confirmed in at most 10 s",
      async () => (await card.untilPhase(garage, "ping", ["confirmed"], { within: 10_000, from: second })).took,
    );
    await check("the finding is gone", () => card.untilNoFinding(garage, "lock_unreachable"));
    await picture(page, "1-confirmed");
    await card.closeOutcome(garage);
    await check("healthy again", () => card.untilLock(garage, "healthy", ({ severity }) => severity === "healthy"));
  },
};
