// The driver comes with a new description of "Cellar"'s model: Home Assistant asks for a re-interview.
import assert from "node:assert/strict";

const CELLAR = 5;

export default {
  id: "9",
  title: "a re-interview by the administrator, to its end",
  async restore({ lab }) {
    await lab.parts.zwaveServer.start();
  },
  async run({ home, lab, check, must, openLock, close }) {
    const cellar = await home.lockOf("Cellar");
    await lab.zwave(CELLAR, "jam", { on: false }); // it is from the start
    await lab.parts.zwaveServer.stop();
    lab.changeDeviceFile(CELLAR);
    await lab.parts.zwaveServer.start();
    await must("Home Assistant reports a changed device file", async () => {
      const reported = async () =>
        (await home.call("repairs/list_issues")).issues.some(({ issue_id: id }) => id.startsWith("device_config_file_changed"));
      await home.until("the repair", reported, 60_000);
    });

    const plain = await openLock(cellar);
    await check("tablet: not fully known, and it can ask for it", async () => {
      await plain.card.untilFinding(cellar, "interview_incomplete");
      const { remedies } = await plain.card.lock(cellar);
      assert.ok(!remedies.includes("reinterview") && remedies.includes("ask_administrator"), remedies.join());
    });
    await close();

    const { card } = await openLock(cellar, { user: "admin" });
    await card.keepPhases();
    await card.untilFinding(cellar, "interview_incomplete");
    await must("administrator: the first tap says what it does and how long it takes", async () => {
      await card.tapRemedy(cellar, "reinterview");
      const { text } = await card.untilPhase(cellar, "reinterview", ["confirming"]);
      assert.match(text, /min/);
    });
    const alarms = new Set();
    const from = await card.act(cellar, "reinterview", "confirm");
    await check("progress to the end, and verified", () =>
      card.until(
        "confirmed",
        async () => {
          const lock = await card.lock(cellar);
          for (const { id } of lock?.findings ?? []) alarms.add(id);
          return lock;
        },
        (lock) => {
          const run = lock?.runs.find(({ remedy }) => remedy === "reinterview");
          if (run && ["failed", "unverified", "refused"].includes(run.phase)) assert.fail(run.text);
          return run?.phase === "confirmed";
        },
        { within: 90_000, from },
      ),
    );
    await check("progress was shown", async () => {
      const phases = await card.phases("reinterview");
      assert.ok(
        phases.some(({ percent }) => percent > 0),
        JSON.stringify(phases.map(({ phase, percent }) => [phase, percent])),
      );
      return `${phases.length} steps`;
    });
    await check("its values were away meanwhile, and that raised no alarm", () => {
      alarms.delete("interview_incomplete");
      assert.deepEqual([...alarms], []);
    });
    await card.closeOutcome(cellar);
    await check("the finding is gone", () => card.untilNoFinding(cellar, "interview_incomplete"));
  },
};
