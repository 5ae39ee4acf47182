// Guides with a bridge in the home: one for everybody, a Zigbee lock joined again by a plain user, and what came of it remembered.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { BridgeEntities, newBridge } from "../bridge.mjs";

/** Ms after which a button of a bridge that has just started is its own. */
const STAYS = 4_000;

const hopeless = (_step, answers) => ["failed", "done", "no", "unsure", "skip"].find((each) => answers.includes(each));

/** A Zigbee lock that has lost its network joins again by its guide: the bridge opens the network, the person presses the lock's button. */
async function joinAgain(trial, bridge, seen) {
  const { home, lab, check, must, openLock, openAnother, picture } = trial;
  const shed = await home.lockOf("Shed");
  await must("the bridge can let it join", async () => {
    // A button of the bridge before may still stand there, until this one has said what it can do: it has to stay.
    let since;
    await home.until(
      "its button, for a while",
      async () => {
        since = (await seen.button(shed, "rejoin")) ? (since ?? Date.now()) : undefined;
        return since !== undefined && Date.now() - since > STAYS;
      },
      75_000,
    );
  });
  await lab.zigbee("Shed", "offline-after", { seconds: 6 });
  await lab.zigbee("Shed", "forget", { leaves: false });
  const { page, card } = await openLock(shed);
  await must("it has lost its network", () => card.untilFinding(shed, "lock_unreachable", { within: 60_000 }));
  await card.choose(shed, "guide_rejoin");
  await must("the guide is kept by the bridge, for everybody", async () => {
    await card.untilLock(shed, "kept", ({ guides }) => guides[0]?.kept === "bridge", { within: 75_000 });
  });
  const script = { cells: "good", open_door: "done", join_by_admin: "skip", reset_join: "skip" };
  const steps = await card.walk(shed, script, { until: "join", otherwise: hopeless });
  await check("what it loses is said before, cells and distance first", () => {
    assert.ok(steps.includes("cells") && steps.includes("codes_ready"), steps.join());
    return steps.join(" → ");
  });
  await picture(page, "18-rejoin");
  const administrator = await openAnother(shed, { user: "admin" });
  await check("another user's tablet stands at the same step", async () => {
    await administrator.card.goOn(shed);
    await administrator.card.untilStep(shed, "join");
    assert.equal((await administrator.card.guide(shed)).kept, "bridge");
  });
  await check("the plain user opens the network, presses the lock's button, and it is proven to be back", async () => {
    await card.tap(shed, '[data-guide] [data-remedy="rejoin"]');
    await card.untilPhase(shed, "rejoin", ["confirming"]);
    await card.act(shed, "rejoin", "confirm");
    await card.untilPhase(shed, "rejoin", ["calling", "verifying"]);
    await wait(2_000);
    await lab.zigbee("Shed", "pair");
    return card.untilEnd(shed, "solved", { within: 120_000 });
  });
  await picture(page, "18-rejoined");
  await check("the other user sees the end too", () => administrator.card.untilEnd(shed, "solved"));
  await check("the bridge remembers what came of it", async () => {
    const done = await home.until("the incident", async () => {
      const { stdout } = await bridge.command("history", shed, "--json");
      return JSON.parse(stdout).incidents.find(({ kind }) => kind === "guide_done");
    });
    assert.equal(done.variant, "guide_rejoin", JSON.stringify(done));
    assert.equal(done.outcome, "solved", JSON.stringify(done));
  });
  await lab.zigbee("Shed", "offline-after", { seconds: 90_000 });
}

export default {
  id: "18",
  title: "a guide for everybody, with the bridge: a Zigbee lock joins again by a plain user's hand",
  async restore({ lab }) {
    await lab.zigbee("Shed", "offline-after", { seconds: 90_000 });
  },
  async run(trial) {
    const { home, must, check, out } = trial;
    const bridge = newBridge({ home, out });
    const seen = new BridgeEntities(home);
    await must("the bridge starts", () => bridge.part.start());
    try {
      await joinAgain(trial, bridge, seen);
      await check("a text that is no guide's line is not taken: nobody can leave a code there", async () => {
        const shed = await home.lockOf("Shed");
        const { entity_id: id, state: before } = await seen.one(shed, "keep", { keep: "guide" });
        const refused = await home.tablet.session.service("text", "set_value", { value: "4711" }, { entity_id: id }).then(
          () => "sent",
          (error) => error.message,
        );
        await wait(1_000);
        assert.equal((await home.state(id)).state, before);
        return refused === "sent" ? "left alone by the bridge" : "refused by Home Assistant";
      });
    } finally {
      await bridge.part.stop();
    }
  },
};
