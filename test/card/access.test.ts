import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import type { LockHealthCard } from "../../src/card/lock-health-card.ts";
import type { ZwaveLock } from "../../src/demo/sim/zwave-lock.ts";
import { axeFindings } from "../support/axe.ts";
import { CardHome, FRONT, addZwave } from "../support/card-home.ts";
import type { Config } from "../support/card-home.ts";
import { CONTROLS, words } from "../support/card-page.ts";
import type { CardPage } from "../support/card-page.ts";
import { useTheme } from "../support/home-assistant.ts";
import { enlargeText, lostParts, paleParts, smallTargets } from "../support/seen.ts";

const SECOND = 1000;

/** The card in one of its states, in a home of its own. */
type Scene = (look: Look) => Promise<{ readonly home: CardHome; readonly page: CardPage }>;

interface Look {
  readonly dark?: boolean;
  readonly width?: number;
  readonly dir?: "ltr" | "rtl";
  readonly language?: string;
}

async function prepare(home: CardHome, config: Config, { dark = false, width = 500, dir = "ltr", language = "en" }: Look) {
  home.sim.setDark(dark);
  document.documentElement.toggleAttribute("data-dark", dark);
  if (language === "en" || language === "de") home.sim.setLanguage(language);
  else home.change({ language, locale: { language, time_format: "language", time_zone: "local" } });
  const page = await home.mount(config, { width, dir });
  await home.pass();
  return { home, page };
}

/** All locks of the demo: every family of faults, a verdict that is unknown, a healthy one. */
const demo =
  (config: Config): Scene =>
  async (look) =>
    prepare(await CardHome.demo(), config, look);

/** One lock with something wrong, and a person who does something about it. */
function one(
  wrong: (lock: ZwaveLock) => void,
  act: (page: CardPage, home: CardHome) => Promise<void>,
  user: "tablet" | "admin" = "tablet",
): Scene {
  return async (look) => {
    const { home, lock } = await CardHome.single(user);
    wrong(lock);
    const scene = await prepare(home, {}, look);
    await act(scene.page, home);
    return scene;
  };
}

const silent = (lock: ZwaveLock) => lock.silence(true, 2.2);
const update = (lock: ZwaveLock) => lock.offerUpdate();

const SCENES: { readonly [name: string]: Scene } = {
  "list of all locks": demo({ layout: "fleet" }),
  "all locks in full": demo({ layout: "full" }),
  "all locks in one line each": demo({ layout: "compact" }),
  "list with unfolded lines": async (look) => {
    const scene = await demo({ layout: "fleet" })(look);
    for (const id of scene.page.locks) await scene.page.lock(id).tap("button.head");
    return scene;
  },
  "read only": demo({ layout: "full", read_only: true }),
  "no lock": async (look) => prepare(await CardHome.of(), {}, look),
  "missing entity": async (look) => prepare(await CardHome.of(), { entity: "lock.not_there_any_more" }, look),
  "no connection": one(
    () => {},
    async (_page, home) => {
      home.sim.goOffline(60);
      await home.pass(SECOND);
    },
  ),
  "hub that is gone": async (look) => {
    const home = await CardHome.of((sim) => {
      addZwave(sim);
      addZwave(sim, { node: 4, name: "Garage" });
    });
    const scene = await prepare(home, {}, look);
    home.sim.stopHub("zwave", true);
    await home.pass(2 * SECOND);
    return scene;
  },
  "remedy that waits": one(silent, (page) => page.lock().tapRemedy("ping")),
  "remedy without proof": one(silent, async (page, home) => {
    await page.lock().tapRemedy("ping");
    await home.pass(28 * SECOND);
  }),
  "remedy that helped": one(silent, async (page, home) => {
    (home.sim.locks[0] as ZwaveLock).silence(false);
    await page.lock().tapRemedy("ping");
    await home.pass(3 * SECOND);
  }),
  "remedy that failed": one(silent, async (page, home) => {
    home.change({ callService: () => Promise.reject({ code: "home_assistant_error", message: "Unauthorized" }) });
    await page.lock().tapRemedy("ping");
  }),
  "remedy that asks first": one(update, (page) => page.lock().tapRemedy("install_update"), "admin"),
  "remedy on its way": one(
    update,
    async (page, home) => {
      await page.lock().tapRemedy("install_update");
      await page.lock().act("confirm");
      await home.pass(5 * SECOND);
    },
    "admin",
  ),
  "remedy that is refused": one(
    (lock) => {
      lock.drain(12);
      lock.offerUpdate();
    },
    (page) => page.lock().tapRemedy("install_update"),
    "admin",
  ),
  "administrator asked": one(update, (page) => page.lock().tapRemedy("ask_administrator")),
  guide: one(
    (lock) => lock.jam(true),
    (page) => page.lock().tapRemedy("guide_jam"),
  ),
  "evidence of the link": one(
    () => {},
    (page) => page.lock().openFamily("link"),
  ),
};

describe("for everybody", () => {
  before(useTheme);
  afterEach(() => document.documentElement.removeAttribute("data-dark"));

  for (const [name, scene] of Object.entries(SCENES))
    for (const dark of [false, true])
      it(`${name}, ${dark ? "dark" : "light"}: axe has nothing against it, and nothing is pale`, async () => {
        const { home, page } = await scene({ dark });
        document.body.style.background = getComputedStyle(document.documentElement).getPropertyValue(
          "--primary-background-color",
        );
        home.time.release();
        expect(await axeFindings(page.element)).to.deep.equal([]);
        expect(paleParts(page.root)).to.deep.equal([]);
      });

  for (const [name, scene] of Object.entries(SCENES)) {
    it(`${name}: every target is as large as a finger`, async () => {
      const { page } = await scene({ width: 320 });
      expect(smallTargets(page.root)).to.deep.equal([]);
    });

    for (const language of ["en", "de"])
      it(`${name}: nothing is lost at 320 px in ${language}`, async () => {
        const { page } = await scene({ width: 320, language });
        expect(lostParts(page.root)).to.deep.equal([]);
      });

    it(`${name}: nothing is lost from right to left`, async () => {
      const { page } = await scene({ width: 320, dir: "rtl", language: "he" });
      expect(page.element.hasAttribute("rtl")).to.equal(true);
      expect(lostParts(page.root)).to.deep.equal([]);
    });

    it(`${name}: nothing is lost with text of twice the size`, async () => {
      const { page } = await scene({ width: 500 });
      enlargeText(page.root, 2);
      expect(lostParts(page.root)).to.deep.equal([]);
    });
  }

  for (const language of ["en", "de"])
    it(`the names of the families stand on one line each at 320 px in ${language}`, async () => {
      const { page } = await SCENES["all locks in full"]!({ width: 320, language });
      const lines = page
        .all("[data-family] small")
        .map((name) => name.getClientRects().length + Math.round(name.clientHeight / 14));
      expect(new Set(lines)).to.deep.equal(new Set([2]));
    });

  it("English words run from left to right in a card from right to left", async () => {
    const { page } = await SCENES["list of all locks"]!({ dir: "rtl", language: "he" });
    const text = page
      .all(".verdict")
      .flatMap((each) => [...each.childNodes])
      .find((node) => node.textContent?.startsWith("3 wrong"));
    const left = (from: number) => {
      const range = document.createRange();
      range.setStart(text!, from);
      range.setEnd(text!, from + 1);
      return range.getBoundingClientRect().left;
    };
    expect(left(0)).to.be.lessThan(left(2));
    expect(page.element.lang).to.equal("en");
  });

  it("every control has a name, and what unfolds says whether it is", async () => {
    const { page } = await SCENES["list with unfolded lines"]!({});
    for (const control of page.controls) {
      const name = control.getAttribute("aria-label") ?? words(control);
      expect(name, control.outerHTML).to.match(/\S/);
    }
    for (const control of page.all("button.head, button[data-family]"))
      expect(control.getAttribute("aria-expanded"), control.outerHTML).to.match(/^(true|false)$/);
  });

  it("the buttons of a list say which lock they are for", async () => {
    const { page } = await SCENES["list of all locks"]!({});
    const garage = page.text.includes("Garage")
      ? page.all("[data-lock]").find((each) => words(each).startsWith("Garage"))
      : undefined;
    expect(garage!.querySelector("[data-remedy]")!.getAttribute("aria-label")).to.equal("Ping, Garage");
  });

  describe("a screen reader", () => {
    it("hears the verdict when it changes", async () => {
      const { home, lock } = await CardHome.single();
      const page = await home.mount();
      const status = page.lock().find('[role="status"]');
      expect(page.lock().status).to.equal("Front door: Healthy");
      lock.drain(9);
      await home.pass();
      expect(page.lock().find('[role="status"]'), "the same element, so that the change is heard").to.equal(status);
      expect(page.lock().status).to.equal("Front door: Battery 9 %: change the cells now");
    });

    it("hears how a remedy ended", async () => {
      const { home, lock } = await CardHome.single();
      lock.silence(true, 2);
      const page = await home.mount();
      await page.lock().tapRemedy("ping");
      expect(page.lock().run?.phase, "under way").to.equal("verifying");
      await home.pass(28 * SECOND);
      expect(page.lock().run?.phase, "ended").to.equal("unverified");
      expect(page.lock().status).to.match(/^Front door: (No answer in|Not sure that it helped)/);
      lock.silence(false);
      await home.pass(3 * SECOND);
      await page.lock().act("again");
      await home.pass(3 * SECOND);
      expect(page.lock().status).to.match(/^Front door: (Answered after|It helped)/);
    });

    it("hears that an administrator was asked, and that the connection is gone", async () => {
      const { home, lock } = await CardHome.single();
      lock.offerUpdate();
      const page = await home.mount();
      await page.lock().tapRemedy("ask_administrator");
      expect(page.lock().status).to.contain("An administrator was asked");
      home.sim.goOffline(60);
      await home.pass(SECOND);
      expect(page.all('[role="status"]').some((each) => words(each).includes("No connection"))).to.equal(true);
    });

    it("is not told what has not changed", async () => {
      const { home } = await CardHome.single();
      const page = await home.mount();
      let told = 0;
      const observer = new MutationObserver((changes) => (told += changes.length));
      observer.observe(page.lock().find('[role="status"]'), { childList: true, characterData: true, subtree: true });
      await home.pass(10 * 60 * SECOND);
      observer.disconnect();
      expect(told).to.equal(0);
    });
  });

  describe("by keyboard alone", () => {
    /** What has the focus, into the card's shadow. */
    const focused = (card: LockHealthCard) => card.shadowRoot!.activeElement as HTMLElement | null;

    /** Goes through the card with Tab, in the order in which it comes. */
    async function tabThrough(page: CardPage, most = 80): Promise<HTMLElement[]> {
      const reached: HTMLElement[] = [];
      const start = document.createElement("button");
      page.element.before(start);
      start.focus();
      for (let step = 0; step < most; step++) {
        await sendKeys({ press: "Tab" });
        const element = focused(page.element);
        if (!element) break;
        reached.push(element);
      }
      start.remove();
      return reached;
    }

    it("Tab reaches everything that a finger does, in the order in which it stands", async () => {
      const { home, page } = await SCENES["list with unfolded lines"]!({});
      home.time.release();
      const usable = page.controls.filter((control) => !control.hasAttribute("disabled"));
      const reached = await tabThrough(page, usable.length + 1);
      expect(reached.map((each) => each.outerHTML)).to.deep.equal(usable.map((each) => each.outerHTML));
    }).timeout(30_000);

    it("Enter carries out a fix, and its outcome can be put away", async () => {
      const { home, lock } = await CardHome.single("admin");
      lock.offerUpdate();
      const page = await home.mount();
      await press(page, '[data-remedy="install_update"]', home);
      expect(page.lock().run!.phase).to.equal("confirming");
      await press(page, '[data-act="confirm"]', home);
      expect(home.calls.map(({ name }) => name)).to.deep.equal(["update.install"]);
      await press(page, '[data-act="cancel"]', home);
      expect(page.lock().run!.phase).to.equal("unverified");
      await press(page, '[data-act="close"]', home);
      expect(page.lock().run).to.equal(undefined);
    });

    for (const layout of ["full", "fleet", "compact"])
      it(`the focus goes with what is being done, in the layout ${layout}`, async () => {
        const { home, lock } = await CardHome.single("admin");
        lock.offerUpdate();
        const page = await home.mount({ layout });
        const at = () => focused(page.element)?.dataset["act"];
        await press(page, '[data-remedy="install_update"]', home);
        expect(at()).to.equal("confirm");
        await sendKeys({ press: "Enter" });
        await home.pass();
        expect(at()).to.equal("cancel");
        await sendKeys({ press: "Enter" });
        await home.pass();
        expect(at()).to.equal("next");
        await press(page, '[data-act="close"]', home);
        // In one line nothing is left to press while the remedy cools.
        const left = page.controls.some((control) => !control.hasAttribute("disabled"));
        expect(focused(page.element) !== null).to.equal(left);
      });

    it("the focus of a person elsewhere in the page stays there", async () => {
      const { home, lock } = await CardHome.single();
      lock.silence(true, 2);
      const page = await home.mount();
      const elsewhere = document.createElement("button");
      page.element.before(elsewhere);
      elsewhere.focus();
      await page.lock().tapRemedy("ping");
      await home.pass(28 * SECOND);
      expect(document.activeElement).to.equal(elsewhere);
      elsewhere.remove();
    });

    it("Space opens a family, and a reading", async () => {
      const { home } = await CardHome.single();
      const page = await home.mount();
      page.find('[data-family="power"]').focus();
      await sendKeys({ press: "Space" });
      await home.pass();
      expect(page.lock().families["power"]!.open).to.equal(true);
      expect(focused(page.element)!.dataset["family"], "the focus stays where it was").to.equal("power");
      let opened = false;
      page.element.addEventListener("hass-more-info", () => (opened = true), { once: true });
      await press(page, '[data-fact="battery_level"]', home);
      expect(opened).to.equal(true);
    });

    it("shows where the focus is", async () => {
      const { home } = await CardHome.single();
      const [first] = await tabThrough(await home.mount(), 1);
      const { outlineStyle, outlineWidth } = getComputedStyle(first!);
      expect(outlineStyle).to.equal("solid");
      expect(parseFloat(outlineWidth)).to.be.at.least(2);
    });

    async function press(page: CardPage, selector: string, home: CardHome): Promise<void> {
      const control = page.find(selector);
      expect(control.matches(CONTROLS)).to.equal(true);
      control.focus();
      expect(focused(page.element)).to.equal(control);
      await sendKeys({ press: "Enter" });
      await home.pass();
    }
  });

  it("a lock's long name is never cut", async () => {
    const home = await CardHome.of((sim) => {
      addZwave(sim, { name: "Donaudampfschifffahrtsgesellschaftskapitänskajütentür" });
      addZwave(sim, { node: 4, name: "The old side door of the house behind the garden by the well" });
    });
    const { page } = await prepare(home, {}, { width: 320 });
    expect(lostParts(page.root)).to.deep.equal([]);
    expect(page.locks).to.include(FRONT);
  });
});
