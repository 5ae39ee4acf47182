import { expect } from "chai";
import { a11ySnapshot, findAccessibilityNode, sendKeys } from "@web/test-runner-commands";
import { beginRecord, dayOf, encodeCare, withWarranty } from "../../src/core/care/record.ts";
import { answersOf, stepOf } from "../../src/core/guide/progress.ts";
import { TEST } from "../../src/core/guide/types.ts";
import { GUIDE_IDS } from "../../src/core/guides/ids.ts";
import type { GuideId } from "../../src/core/guides/ids.ts";
import { guides } from "../../src/core/guides/index.ts";
import { aidTexts } from "../../src/translations/aid-texts.ts";
import texts from "../../src/translations/en.guides.json" with { type: "json" };
import type { ZwaveLock } from "../../src/demo/sim/zwave-lock.ts";
import { USER_KEY } from "../../src/adapters/kept.ts";
import { axeFindings } from "../support/axe.ts";
import { CardHome, FRONT } from "../support/card-home.ts";
import type { Mounting } from "../support/card-home.ts";
import type { CardPage } from "../support/card-page.ts";
import { useTheme } from "../support/home-assistant.ts";
import { enlargeText, lostParts, paleParts, smallTargets } from "../support/seen.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const SAFE = ["no", "inside", "done"];

let home: CardHome;
let lock: ZwaveLock;
let page: CardPage;

const guide = () => page.lock().guide!;

async function jammed(): Promise<void> {
  ({ home, lock } = await CardHome.single());
  page = await home.mount();
  lock.jam(true);
  await home.pass();
  await page.lock().tapRemedy("guide_jam");
}

async function answers(...given: readonly string[]): Promise<void> {
  for (const each of given) await page.lock().answer(each);
}

describe("a guide", () => {
  it("goes on step by step, with what each takes", async () => {
    await jammed();
    expect(guide()).to.deep.include({ id: "guide_jam", step: "force", answers: ["no", "yes", "skip"] });
    expect(guide().text).to.contain("Step 1").and.contain("At the door").and.contain("About 1 min");
    await answers(...SAFE);
    expect(guide().step).to.equal("hand_open");
    expect(guide().tried).to.deep.equal(["force", "place", "open_door"]);
  });

  it("hides the rest of its lock meanwhile", async () => {
    await jammed();
    for (const hidden of page.all("[data-family], .finding:not([data-guide])"))
      expect(hidden.getClientRects().length, hidden.className).to.equal(0);
  });

  it("goes one answer back, and can be ended and begun anew", async () => {
    await jammed();
    await answers(...SAFE);
    await page.lock().act("back");
    expect(guide().step).to.equal("open_door");
    await page.lock().act("close");
    expect(page.lock().guide).to.equal(undefined);
    expect(page.all("[data-resume]")).to.have.length(1);
    await page.lock().act("leave");
    expect(page.all("[data-resume]")).to.have.length(0);
    await page.lock().tapRemedy("guide_jam");
    expect(guide()).to.deep.include({ step: "force", end: "" });
  });

  it("stops where more tries do harm, and says whom to call", async () => {
    await jammed();
    await answers(...SAFE, "stiff");
    expect(guide().end).to.equal("stiff_door_open");
    expect(guide().text)
      .to.match(/locksmith/)
      .and.match(/warranty/);
    expect(page.all('[data-act="report"]')).to.have.length(1);
    const support = page.find('[data-source-link="support"]');
    expect(support.innerText).to.equal("The maker’s support");
    expect(support.getAttribute("href")).to.match(/^https:\/\/.*schlage/i);
    expect(support.getAttribute("target")).to.equal("_blank");
    expect(support.getAttribute("rel")).to.equal("noopener noreferrer");
    await page.lock().act("restart");
    expect(guide().step).to.equal("force");
  });

  it("says how long the warranty runs where it says whom to call, and nothing of one that is over", async () => {
    for (const [days, said] of [
      [100, /The warranty runs until \w+ \d+, 20\d\d\./],
      [-1, undefined],
    ] as const) {
      ({ home, lock } = await CardHome.single());
      const line = encodeCare(withWarranty(beginRecord(Date.now()), dayOf(Date.now()) + days));
      home.sim.store.userData.set(USER_KEY, { [FRONT]: { care: line } });
      page = await home.mount();
      lock.jam(true);
      await home.pass();
      await page.lock().tapRemedy("guide_jam");
      await answers(...SAFE, "stiff");
      expect(page.all("[data-guide] [data-warranty]")).to.have.length(said ? 1 : 0);
      if (said) expect(guide().text).to.match(said);
    }
  });

  it("goes on in another guide where it finds the part that is to blame", async () => {
    ({ home, lock } = await CardHome.single());
    page = await home.mount();
    await page.tap('[data-tool="guides"]');
    await home.pass();
    await home.pass();
    await page.tap('[data-choose="guide_find"]');
    expect(guide()).to.deep.include({ id: "guide_find", step: "way_home" });
    await answers("yes");
    while (guide().step !== "hand_shut") await answers(guide().answers[0]!);
    await answers("stiff");
    expect(guide().end).to.equal("passed_on");
    expect(guide().text)
      .to.contain("There is a guide for this")
      .and.not.match(/locksmith/);
    await page.tap('[data-next="guide_jam"]');
    expect(guide()).to.deep.include({ id: "guide_jam", step: "force", end: "" });
  });

  it("counts turns while it is open, and ends when there were five", async () => {
    await jammed();
    await answers(...SAFE, "easy", "moves");
    while (guide().step !== TEST) await answers(guide().answers[0]!);
    await home.pass(20 * SECOND);
    lock.jam(false);
    await home.pass(SECOND);
    for (let turn = 1; turn <= 5; turn++) {
      lock.turnByHand(false);
      await home.pass(2 * SECOND);
      lock.turnByHand(true);
      await home.pass(2 * SECOND);
      if (turn < 5) expect(guide().text).to.contain(`${turn} of 5 locked`);
    }
    expect(guide().end).to.equal("solved");
    expect(guide().text).to.contain("own readings");
  });

  it("asks the person when nothing was seen in time, and says later whose word it was", async () => {
    await jammed();
    await answers(...SAFE, "easy", "moves");
    while (guide().step !== TEST) await answers(guide().answers[0]!);
    expect(guide().answers, "nobody has to vouch for what can be seen").to.deep.equal(["failed"]);
    await home.pass(6 * MINUTE);
    expect(guide().answers).to.deep.equal(["worked", "failed"]);
    await answers("worked");
    expect(guide().end).to.equal("solved");
    expect(guide().text).to.contain("You said so");
  });

  it("is kept with the user: another page goes on with it, and what comes from there is shown here", async () => {
    await jammed();
    await answers(...SAFE);
    const kept = home.sim.userData(USER_KEY) as { readonly [lock: string]: { readonly guide: string } };
    expect(kept[FRONT]!.guide).to.match(/^1 guide_jam /);
    await page.lock().act("close");
    const other = await home.mount();
    await home.pass();
    await home.pass();
    await other.lock().act("go-on");
    expect(other.lock().guide!.step).to.equal("hand_open");
    await page.lock().act("go-on");
    await other.lock().answer("stiff");
    await home.pass();
    expect(guide().end).to.equal("stiff_door_open");
  });

  it("says so when it cannot be kept", async () => {
    ({ home, lock } = await CardHome.single());
    home.change({ callWS: () => Promise.reject({ code: "unknown_command", message: "Unknown command." }) });
    page = await home.mount();
    lock.jam(true);
    await home.pass();
    await page.lock().tapRemedy("guide_jam");
    await answers("no");
    await home.pass();
    expect(page.find("[data-kept]").dataset["kept"]).to.equal("page");
    expect(guide().text).to.contain("could not be kept");
  });

  it("says so when its chunk is missing, and asks for it again with the next opening, not before", async () => {
    ({ home, lock } = await CardHome.single());
    page = await home.mount();
    lock.jam(true);
    await home.pass();
    let asked = 0;
    const english = aidTexts["en"];
    const missing = () => {
      asked += 1;
      return Promise.reject(new Error("404"));
    };
    Object.assign(aidTexts, { en: [missing] });
    try {
      await page.lock().tapRemedy("guide_jam");
      await home.pass();
      expect(page.lock().text).to.contain("could not be loaded");
      await home.pass(10 * SECOND);
      expect(asked).to.equal(1);
    } finally {
      Object.assign(aidTexts, { en: english });
    }
    await page.lock().act("close");
    await page.lock().tapRemedy("guide_jam");
    await home.pass();
    expect(guide().step).to.equal("force");
  });

  it("carries out a remedy in its step, and goes on by what came of it", async () => {
    ({ home, lock } = await CardHome.single());
    lock.silence(true, 2.2);
    page = await home.mount();
    await page.lock().tapRemedy("guide_reach");
    for (let step = 0; step < 12 && !page.all('[data-guide] [data-remedy="ping"]').length; step++)
      await answers(guide().answers.includes("no") ? "no" : guide().answers.at(-1)!);
    const at = guide().step;
    await page.tap('[data-guide] [data-remedy="ping"]');
    expect(page.lock().run).to.deep.include({ remedy: "ping", phase: "verifying" });
    await home.pass(28 * SECOND);
    expect(guide().tried).to.include(at);
    expect(guide().step).to.not.equal(at);
    lock.silence(false);
    lock.turnByHand(false);
    await home.pass(5 * SECOND);
    expect(guide().end).to.equal("solved");
  });

  it("shows the maker’s own words on the buttons, where Home Assistant has them", async () => {
    ({ home, lock } = await CardHome.single());
    home.change({
      callWS: (async (message: { type: string }) =>
        message.type === "zwave_js/node_metadata"
          ? {
              inclusion: "",
              exclusion: " 1. Enter the programming code. 2. Press 0. ",
              reset: null,
              manual: "javascript:alert(1)",
            }
          : home.sim.hass.callWS(message)) as never,
    });
    page = await home.mount();
    open("guide_rejoin");
    await home.pass();
    await home.pass();
    for (let step = 0; step < 12 && guide().step !== "exclude"; step++) await answers(guide().answers[0]!);
    await home.pass();
    const told = page.find("[data-words]");
    expect(told.innerText).to.equal("1. Enter the programming code. 2. Press 0.");
    expect(told.lang).to.equal("en");
    expect(page.all('a[href^="javascript"]'), "an address from outside is a web page or nothing").to.deep.equal([]);
  });

  it("leaves word for an administrator where a step needs one", async () => {
    ({ home, lock } = await CardHome.single());
    page = await home.mount();
    open("guide_rejoin");
    await home.pass();
    await home.pass();
    for (let step = 0; step < 25 && !page.all("[data-guide] [data-admin]").length && !guide().end; step++)
      await answers(guide().answers[0]!);
    await page.lock().act("ask");
    await home.pass();
    expect(home.calls.map(({ name }) => name)).to.include("persistent_notification.create");
  });

  it("cannot be begun in a card that only reads", async () => {
    ({ home, lock } = await CardHome.single());
    page = await home.mount({ read_only: true });
    expect(page.all('[data-tool="guides"]')).to.have.length(0);
    expect(page.all('[data-tool="help"]')).to.have.length(1);
  });

  it("a screen reader hears each step and each end", async () => {
    await jammed();
    const told = () => page.all('[data-guide] [role="status"]').map((each) => each.innerText.trim());
    expect(told()[0]).to.match(/^Look at the lock/);
    await answers(...SAFE);
    expect(told()[0]).to.match(/^Turn the lock by hand/);
    await answers("stiff");
    expect(told()[0]).to.match(/^Stop/);
    expect(page.find("[data-guide]").getAttribute("aria-label")).to.equal("The bolt jams");
  });

  it("by keyboard alone: from the finding to the end, and the focus is always at an answer", async () => {
    ({ home, lock } = await CardHome.single());
    page = await home.mount();
    lock.jam(true);
    await home.pass();
    page.find('[data-remedy="guide_jam"]').focus();
    await sendKeys({ press: "Enter" });
    await home.pass();
    await home.pass();
    const focused = () => page.root.activeElement as HTMLElement | null;
    for (const given of ["no", "inside", "done", "easy", "moves"]) {
      for (let step = 0; step < 12 && focused()?.dataset["answer"] !== given; step++) await sendKeys({ press: "Tab" });
      expect(focused()?.dataset["answer"], `at ${guide().step}`).to.equal(given);
      await sendKeys({ press: "Enter" });
      await home.pass();
      expect(focused(), "the focus is not lost").to.not.equal(null);
    }
    expect(guide().tried).to.have.length(5);
  });
});

/** Opens a guide whatever is wrong. */
function open(id: GuideId): void {
  page.element.ui(FRONT, { guide: { remedy: id, finding: undefined } });
}

describe("every guide", () => {
  before(useTheme);

  /** Walks a guide by its first answers, and looks at each step. */
  async function walk(
    id: GuideId,
    mounting: Mounting,
    language: "en" | "de",
    look: () => unknown,
    until: (step: string) => boolean = () => false,
  ): Promise<number> {
    ({ home, lock } = await CardHome.single());
    home.sim.setLanguage(language);
    page = await home.mount({}, mounting);
    await home.pass();
    open(id);
    await home.pass();
    await home.pass();
    let steps = 0;
    for (; steps < 40 && !guide().end && !until(guide().step); steps++) {
      await look();
      const step = stepOf(guides[id], guide().step)!;
      const shown = guide().answers;
      const given = answersOf(step).find(
        (each) => shown.includes(each.id) && !each.stop && !each.opens && !each.solved && each.id !== "skip",
      );
      await answers(given?.id ?? shown.at(-1)!);
    }
    await look();
    return steps;
  }

  for (const id of GUIDE_IDS) {
    it(`${id}: nothing is lost at 320 px in German, every target is as large as a finger, and it comes to an end`, async () => {
      await walk(id, { width: 320 }, "de", () => {
        expect(lostParts(page.root), guide().step).to.deep.equal([]);
        expect(smallTargets(page.root), guide().step).to.deep.equal([]);
        expect(guide().text, guide().step).to.not.match(/\{\w+\}|undefined/);
      });
      expect(guide().end).to.not.equal("");
    });

    it(`${id}: nothing is lost with text of twice the size`, async () => {
      await walk(id, { width: 500 }, "en", () => {
        const undo = enlargeText(page.root, 2);
        expect(lostParts(page.root), guide().step).to.deep.equal([]);
        undo();
      });
    });

    it(`${id}: by keyboard alone, from its first step to its end`, async () => {
      const focused = () => page.root.activeElement as HTMLElement | null;
      await walk(id, { width: 500 }, "en", async () => {
        const buttons = page.all("[data-guide] [data-answer], [data-guide] [data-act]:not([disabled])");
        buttons[0]!.focus();
        for (const next of buttons.slice(1)) {
          // Past links, what unfolds and a remedy's own button.
          for (let step = 0; step < 5 && focused() !== next; step++) await sendKeys({ press: "Tab" });
          expect(focused()?.outerHTML, guide().step).to.equal(next.outerHTML);
        }
        page.find("[data-guide] [data-answer], [data-guide] [data-act]").focus();
      });
      expect(focused(), "the focus is not lost on the way").to.not.equal(null);
    }).timeout(30_000);

    it(`${id}: a screen reader finds its name, each step in a region that it reads by itself, and buttons with their words`, async () => {
      await walk(id, { width: 500 }, "en", () => {
        const section = page.find("section[data-guide]");
        expect(section.getAttribute("aria-label")).to.equal(texts.guides[id].title);
        const [told] = [...section.querySelectorAll<HTMLElement>('[role="status"]')];
        expect(told?.innerText.trim(), guide().step).to.match(/\S/);
        for (const control of section.querySelectorAll<HTMLElement>("button, a, summary"))
          expect(control.getAttribute("aria-label") ?? control.innerText.trim(), control.outerHTML).to.match(/\S/);
      });
      home.time.release();
      const tree = await a11ySnapshot({});
      const region = findAccessibilityNode(
        tree as never,
        ({ role, name }) => role === "region" && name === texts.guides[id].title,
      );
      expect(region, JSON.stringify(tree)).to.not.equal(null);
    });

    it(`${id}: nothing in its steps or its end is pale`, async () => {
      await walk(id, { width: 390 }, "en", () => expect(paleParts(page.root), guide().step).to.deep.equal([]));
    });

    // axe needs a clock that goes: each time the guide is walked as far as that, and no farther.
    for (const [name, until] of [
      ["its first step", () => true],
      ["its second step", (step: string) => guide().tried.length > 0 || step === ""],
      ["its test", (step: string) => step === TEST],
      ["its end", () => false],
    ] as const)
      it(`${id}: axe has nothing against ${name}`, async () => {
        await walk(id, { width: 390 }, "en", () => undefined, until);
        home.time.release();
        expect(await axeFindings(page.element)).to.deep.equal([]);
      });
  }
});
