// Guided repair, as the tablet user: a step at a time, proven where a reading can, kept over reloads and on another tablet.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

const BACK_DOOR = 3;
const GARAGE = 4;
const CELLAR = 5;
/** A turn within this long after a jam's report still belongs to the attempt that jammed. */
const SAME_ATTEMPT = 16_000;
/** Reports within a minute are one jam. */
const ONE_JAM = 62_000;

/** The questions before anything is mended: is it safe, and is it the lock or the door. */
const SAFE = { force: "no", place: "inside", hand_open: "easy", motor: "moves", hand_closed: "easier_pushed" };

/** Somebody whom nothing helps: does what is said, and it goes on. */
const hopeless = (_step, answers) => ["failed", "done", "no", "unsure", "none", "skip"].find((each) => answers.includes(each));

/** Turns a bolt open and shut by hand. */
async function turn({ lab }, node) {
  await lab.zwave(node, "bolt", { secured: false });
  await wait(700);
  await lab.zwave(node, "bolt", { secured: true });
}

/** Jams the Cellar's bolt, and opens the guide: by its finding, or by name where this was one jam too many for one guide today. */
async function beginJam({ lab, must }, card, cellar) {
  await lab.zwave(CELLAR, "jam", { on: true });
  let offered;
  await must("jammed", () =>
    card.untilLock(cellar, "a jam", ({ findings, remedies }) => {
      offered = remedies.includes("guide_jam");
      return findings.some(({ id }) => id === "bolt_jammed" || id === "jams_recurring");
    }),
  );
  if (offered) await card.tapRemedy(cellar, "guide_jam");
  else await card.choose(cellar, "guide_jam");
}

async function jamToFive(trial) {
  const { home, lab, check, openLock, openAnother, picture, close } = trial;
  const cellar = await home.lockOf("Cellar");
  const { page, card } = await openLock(cellar);
  await beginJam(trial, card, cellar);
  await check("one step at a time, and where it is kept", async () => {
    await card.untilStep(cellar, "force");
    const guide = await card.guide(cellar);
    assert.deepEqual(guide.answers, ["no", "yes", "skip"]);
    assert.equal(guide.kept, "user");
  });
  await picture(page, "16-jam-first");
  await check("the page is reloaded in each step, and the guide goes on to its own test", async () => {
    const reload = async (step) => {
      await page.reload({ waitUntil: "domcontentloaded" });
      await card.goOn(cellar);
      await card.untilStep(cellar, step);
    };
    const steps = await card.walk(cellar, SAFE, { until: "test", between: reload });
    assert.ok(steps.length >= 6, steps.join());
    return steps.join(" → ");
  });
  await wait(SAME_ATTEMPT);
  await lab.zwave(CELLAR, "jam", { on: false });
  const other = await openAnother(cellar);
  await other.card.goOn(cellar);
  await check("turned by hand: counted on both tablets", async () => {
    for (let count = 1; count <= 3; count++) {
      await turn(trial, CELLAR);
      await card.untilLock(cellar, `${count} of 5`, ({ guides }) => guides[0]?.count === count);
    }
    await other.card.untilLock(cellar, "3 of 5", ({ guides }) => guides[0]?.count === 3);
  });
  await picture(page, "16-jam-three");
  await check("five of five: solved, by the lock's own readings, on the tablet where it was not begun too", async () => {
    for (let count = 4; count <= 5; count++) {
      await turn(trial, CELLAR);
      await wait(1_000);
    }
    await card.untilEnd(cellar, "solved");
    await other.card.untilEnd(cellar, "solved");
    assert.equal((await card.guide(cellar)).tried.at(-1), "test:worked");
  });
  await picture(page, "16-jam-solved");
  await close();
}

async function jamToCall(trial) {
  const { home, lab, check, openLock, picture, close } = trial;
  const cellar = await home.lockOf("Cellar");
  const { page, card } = await openLock(cellar);
  await beginJam(trial, card, cellar);
  await check("stiff with the door open: stop and call, with the warranty warned of", async () => {
    await card.walk(cellar, { ...SAFE, hand_open: "stiff" });
    await card.untilEnd(cellar, "stiff_door_open");
    const { text } = await card.guide(cellar);
    assert.match(text, /locksmith/i);
    assert.match(text, /warranty/i);
  });
  await picture(page, "16-jam-call");
  await card.tap(cellar, '[data-guide] [data-act="restart"]');
  await card.walk(cellar, { ...SAFE, test: "failed", lock_again: "skip" }, { until: "strike", otherwise: hopeless });
  await card.answerAll(cellar, [["strike", "done"]]);
  await check("three jams after the plate was set: it stops by itself, wherever it stands", async () => {
    for (let jam = 1; jam <= 3; jam++) {
      await lab.zwave(CELLAR, "jam", { on: false });
      // What comes sooner belongs to the jam before, also to that before the plate was set.
      await wait(ONE_JAM);
      assert.equal((await card.guide(cellar)).end, "", `after ${jam - 1} jams`);
      await lab.zwave(CELLAR, "jam", { on: true });
    }
    await card.untilEnd(cellar, "jams_after_alignment");
  });
  await close();
  await lab.zwave(CELLAR, "jam", { on: false });
}

/** Nobody hears of a silent lock until somebody wants something of it. */
async function fallSilent({ home, lab }, lock) {
  await lab.zwave(GARAGE, "silent", { on: true });
  await home.admin.session.service("lock", "lock", {}, { entity_id: lock }).catch(() => {});
}

/** All locks of a hub that has stopped: the guide knows, and ends with the hub. */
async function hubGone({ home, lab, check, openLock, close }) {
  const garage = await home.lockOf("Garage");
  const { card } = await openLock(garage);
  await lab.parts.zwaveServer.stop();
  await card.untilFinding(garage, "hub_down", { within: 60_000 });
  await card.choose(garage, "guide_reach");
  await check("the hub is gone: nobody is asked, and its power comes before the lock", async () => {
    await card.untilLock(garage, "the first step", ({ guides }) => guides[0]?.step);
    const { tried, step } = await card.guide(garage);
    assert.ok(tried.includes("hub:none"), tried.join());
    return step;
  });
  await check("it comes back: solved", async () => {
    await lab.parts.zwaveServer.start();
    await card.untilEnd(garage, "solved", { within: 90_000 });
  });
  await close();
}

/** A lock that does not answer, by what can be behind it. */
async function unreachable(trial) {
  const { home, lab, check, must, openLock, picture, close } = trial;
  const garage = await home.lockOf("Garage");
  await fallSilent(trial, garage);
  const { page, card } = await openLock(garage);
  await must("out of reach", () => card.untilFinding(garage, "lock_unreachable"));
  const begin = async () => {
    await card.closeOutcome(garage);
    await card.tapRemedy(garage, "guide_reach");
  };
  await begin();
  await check("the others of its hub answer: nobody is asked", async () => {
    await card.untilLock(garage, "the first step", ({ guides }) => guides[0]?.step);
    const { tried } = await card.guide(garage);
    assert.ok(tried.includes("hub:others"), tried.join());
  });
  await check("a remedy in its step: pinged without an answer, and the guide goes on by itself", async () => {
    await card.walk(garage, {}, { until: "ping", otherwise: hopeless });
    await card.tap(garage, '[data-guide] [data-remedy="ping"]');
    await card.untilLock(garage, "past the ping", ({ guides }) => guides[0]?.tried.includes("ping:failed"), { within: 60_000 });
    return (await card.guide(garage)).step;
  });
  await card.closeOutcome(garage);
  await picture(page, "16-reach-step");
  await check("pinged once more when it hears again: solved by that", async () => {
    await card.tap(garage, '[data-guide] [data-act="close"]');
    await card.tap(garage, '[data-resume] [data-act="leave"]');
    await begin();
    await card.walk(garage, {}, { until: "ping", otherwise: hopeless });
    await lab.zwave(GARAGE, "silent", { on: false });
    await card.tap(garage, '[data-guide] [data-remedy="ping"]:not([disabled])');
    await card.untilEnd(garage, "solved");
    // The check or the ping's own end, whichever is seen first.
    assert.match((await card.guide(garage)).tried.at(-1), /^(test|ping):worked$/);
  });
  await card.closeOutcome(garage);
  await fallSilent(trial, garage);
  // The guide stands in the place of its finding.
  await must("out of reach once more", () =>
    card.untilLock(garage, "a fault", ({ severity }) => severity === "error", { within: 60_000 }),
  );
  await card.tap(garage, '[data-guide] [data-act="restart"]');
  await check("dark: its cells come next", async () => {
    await card.walk(garage, { turn: "dark", open_door: "done" }, { until: "cells", otherwise: hopeless });
    await card.untilStep(garage, "cells");
  });
  await check("new cells in, and it speaks: solved", async () => {
    await card.answerAll(garage, [["cells", "done"]]);
    await card.untilStep(garage, "test");
    await lab.zwave(GARAGE, "silent", { on: false });
    await turn(trial, GARAGE);
    await card.untilEnd(garage, "solved");
  });
  await card.tap(garage, '[data-guide] [data-act="close"]');
  await fallSilent(trial, garage);
  await must("out of reach again", () => card.untilFinding(garage, "lock_unreachable"));
  await begin();
  await check("a turn by hand wakes it: solved, wherever the guide stands", async () => {
    await card.untilLock(garage, "a step", ({ guides }) => guides[0]?.step);
    await lab.zwave(GARAGE, "silent", { on: false });
    await turn(trial, GARAGE);
    await card.untilEnd(garage, "solved");
  });
  await card.tap(garage, '[data-guide] [data-act="close"]');
  await fallSilent(trial, garage);
  await must("out of reach for the third time", () => card.untilFinding(garage, "lock_unreachable"));
  await begin();
  await check("what needs an administrator is said, and asked for, and the guide goes on without it", async () => {
    let asked;
    const steps = await card.walk(
      garage,
      { ping: "skip" },
      {
        otherwise: hopeless,
        between: async () => {
          if (asked || !(await card.at(garage, "[data-guide] [data-admin]").isVisible())) return;
          await card.tap(garage, '[data-guide] [data-act="ask"]');
          asked = true;
        },
      },
    );
    assert.ok(asked, `no step needed an administrator: ${steps.join(" → ")}`);
    const notices = await home.call("persistent_notification/get");
    assert.ok(
      notices.some(({ notification_id: id }) => id.includes("guide_reach")),
      "a word for the administrator",
    );
    return steps.join(" → ");
  });
  await check("nothing helped: it says so, and whom to call", async () => {
    await card.untilEnd(garage, "exhausted");
    assert.match((await card.guide(garage)).text, /locksmith/i);
  });
  await lab.zwave(GARAGE, "silent", { on: false });
  await turn(trial, GARAGE);
  await close();
}

async function cells(trial) {
  const { home, lab, check, must, openLock, picture, close } = trial;
  const back = await home.lockOf("Back Door");
  await lab.zwave(BACK_DOOR, "battery", { level: 8 });
  const { page, card } = await openLock(back);
  await must("8 %", () => card.untilFinding(back, "battery_critical"));
  const toTest = () =>
    card.walk(back, { look: "no", contacts: "dirty", turn_once: "turns", read: "skip", level: "not_yet" }, { until: "test" });
  await card.tapRemedy(back, "replace_cells");
  await check("which cells, the door open, no swollen ones, contacts wiped, put in right", async () => {
    const steps = await toTest();
    for (const step of ["ready", "open_door", "look", "contacts", "wipe", "insert", "turn_once"])
      assert.ok(steps.includes(step), `${step} in ${steps.join(" → ")}`);
    return steps.join(" → ");
  });
  await card.untilLock(back, "waits for the level", ({ guides }) => /8\s?%/.test(guides[0]?.text ?? ""));
  await picture(page, "16-cells-waiting");
  await check("the level rises: the change is proven", async () => {
    await lab.zwave(BACK_DOOR, "battery", { level: 96 });
    await card.untilEnd(back, "solved");
  });
  await card.tap(back, '[data-guide] [data-act="close"]');
  await lab.zwave(BACK_DOOR, "battery", { level: 8 });
  await card.untilFinding(back, "battery_critical");
  await card.tapRemedy(back, "replace_cells");
  await check("the level does not rise: it goes on to what else it can be, and ends in a call", async () => {
    await toTest();
    await lab.zwave(BACK_DOOR, "battery", { level: 9 });
    await card.untilLock(back, "9 %", ({ families }) => /9\s?%/.test(families.power?.text ?? ""));
    assert.equal((await card.guide(back)).end, "", "a point is no change of cells");
    const steps = await card.walk(back, { level: "not_yet" }, { otherwise: hopeless });
    await card.untilEnd(back, "exhausted");
    return steps.join(" → ");
  });
  await lab.zwave(BACK_DOOR, "battery", { level: 8 });
  await close();
}

/** Which buttons to press: nobody but the maker knows, and Home Assistant has it for Z-Wave locks. */
async function makersWords(trial) {
  const { home, check, openLock, close } = trial;
  const back = await home.lockOf("Back Door");
  const { card } = await openLock(back);
  await card.choose(back, "guide_rejoin");
  await check("joining again: the maker's own words on the buttons, as the plain user may read them", async () => {
    await card.walk(back, {}, { until: "exclude", otherwise: hopeless });
    await card.untilLock(back, "the words", ({ guides }) => guides[0]?.makersWords.length > 0);
    const [words] = (await card.guide(back)).makersWords;
    assert.match(words, /master PIN/i);
    return words.slice(0, 60);
  });
  await card.tap(back, '[data-guide] [data-act="close"]');
  await card.tap(back, '[data-resume] [data-act="leave"]');
  await close();
}

/** Nobody knows what is wrong: each part is looked at once, and the guide of the part that shows goes on. */
async function nothingStandsOut(trial) {
  const { home, check, openLock, picture, close } = trial;
  const front = await home.lockOf("Front Door");
  const { page, card } = await openLock(front);
  await card.choose(front, "guide_find");
  await check("nobody knows what is wrong: power, link and software first, and readings answer what they know", async () => {
    const well = { way_home: "yes", warning: "no", answers: "yes", app: "yes", versions: "newest" };
    const answered = await card.walk(front, well, { until: "hand_shut", otherwise: hopeless });
    assert.ok(!answered.includes("warning"), `the level is known: ${answered}`);
    return answered.join(", ");
  });
  await picture(page, "16-find");
  await check("the bolt is stiff by hand: the guide for that goes on from there", async () => {
    await card.walk(front, { hand_shut: "stiff" }, {});
    await card.untilEnd(front, "passed_on");
    await card.tap(front, '[data-next="guide_jam"]');
    await card.untilStep(front, "force");
  });
  await card.tap(front, '[data-guide] [data-act="close"]');
  await card.tap(front, '[data-resume] [data-act="leave"]');
  await close();
}

export default {
  id: "16",
  title: "guided repair: proven, resumed, on two tablets, and an honest end",
  async restore({ lab }) {
    await lab.zwave(CELLAR, "jam", { on: false });
    await lab.zwave(CELLAR, "bolt", { secured: true });
    await lab.zwave(GARAGE, "silent", { on: false });
    await lab.zwave(BACK_DOOR, "battery", { level: 8 });
  },
  async run(trial) {
    await jamToFive(trial);
    await jamToCall(trial);
    await unreachable(trial);
    await hubGone(trial);
    await cells(trial);
    await makersWords(trial);
    await nothingStandsOut(trial);
  },
};
