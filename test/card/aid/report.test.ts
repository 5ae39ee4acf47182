import { expect } from "chai";
import { html, render } from "lit/html.js";
import { createHelpView } from "../../../src/card/aid/help-view.ts";
import type { AidKit, Panel } from "../../../src/card/aid/kit.ts";
import { createReportView } from "../../../src/card/aid/report-view.ts";
import { UNITS } from "../../../src/core/fact.ts";
import { createFigures } from "../../../src/translations/figures.ts";
import { Format } from "../../../src/translations/format.ts";
import { homeHealth } from "../../../src/card/hass.ts";
import { icon } from "../../../src/card/icons.ts";
import { createValues } from "../../../src/translations/values.ts";
import type { ViewContext } from "../../../src/card/views/context.ts";
import { findingText, findingTitle, paramsOf, remedyWord } from "../../../src/card/words.ts";
import { encode } from "../../../src/core/guide/code.ts";
import { guides } from "../../../src/core/guides/index.ts";
import { everything } from "../../../src/runtime/everything.ts";
import type { Lease } from "../../../src/runtime/home-health.ts";
import { Keepsakes } from "../../../src/runtime/keepsakes.ts";
import guideTexts from "../../../src/translations/en.guides.json" with { type: "json" };
import helpTexts from "../../../src/translations/en.help.json" with { type: "json" };
import en from "../../../src/translations/en.json" with { type: "json" };
import more from "../../../src/translations/en.more.json" with { type: "json" };
import germanHelp from "../../../src/translations/de.help.json" with { type: "json" };
import { createLocalize } from "../../../src/translations/localize.ts";
import type { Texts } from "../../../src/translations/localize.ts";
import type { ZwaveLock } from "../../../src/demo/sim/zwave-lock.ts";
import { axeFindings } from "../../support/axe.ts";
import { CardHome, FRONT, addZwave } from "../../support/card-home.ts";
import { words } from "../../support/card-page.ts";

const MINUTE = 60_000;
/** Called so that whoever gives the report away would give away where it is. */
const NAME = "Annas Haustür 4711";

/** What is taken away after each test. */
let undo: (() => void)[] = [];

function replace(target: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, value });
  undo.push(() => (before ? Object.defineProperty(target, name, before) : Reflect.deleteProperty(target, name)));
}

/** A panel in a column, beside the home that it is about. */
class Stage {
  readonly column = document.createElement("div");
  readonly home: CardHome;
  private readonly lease: Lease;
  private readonly panel: Panel;
  private readonly format: Format;

  private constructor(home: CardHome, make: (kit: AidKit) => Panel, texts: readonly Texts[], line: string | undefined) {
    this.home = home;
    const localize = createLocalize(...texts, guideTexts, more, en);
    this.format = new Format(localize, { language: "en", timeZone: "UTC", hour12: undefined }, createFigures("en"));
    const health = homeHealth(home.hass);
    const keepsakes = new Keepsakes(health);
    if (line !== undefined) void keepsakes.put(FRONT, "guide", line);
    health.learn(everything);
    this.lease = health.open({}, () => this.draw());
    this.panel = make({
      html,
      localize,
      icon,
      findingTitle,
      findingText,
      paramsOf,
      remedyWord,
      valueText: createValues(localize, UNITS),
      keepsakes,
    });
    this.column.style.width = "320px";
    this.column.style.setProperty("--u", "1px");
    document.body.append(this.column);
    undo.push(() => (this.lease.close(), this.column.remove()));
    this.draw();
  }

  static async of(
    make: (kit: AidKit) => Panel,
    {
      ill = () => {},
      line,
      texts = [helpTexts],
    }: { ill?: (lock: ZwaveLock) => void; line?: string; texts?: readonly Texts[] } = {},
  ): Promise<Stage> {
    const home = await CardHome.of((sim) => void addZwave(sim, { name: NAME }));
    const stage = new Stage(home, make, texts, line);
    ill(home.sim.locks[0] as ZwaveLock);
    await home.pass();
    stage.home.push();
    homeHealth(home.hass).update(home.hass);
    stage.draw();
    return stage;
  }

  draw(): void {
    const [lock] = this.lease?.locks ?? [];
    if (!lock) return;
    const context = {
      health: homeHealth(this.home.hass),
      format: this.format,
      actions: { ui: () => this.draw() },
      now: Date.now(),
      readOnly: false,
      details: undefined,
      uiOf: () => ({}),
    } as unknown as ViewContext;
    render(this.panel(context, lock), this.column);
  }

  get text(): string {
    return words(this.column);
  }

  section(id: string): string {
    return words(this.column.querySelector(`[data-section="${id}"]`));
  }

  all(selector: string): HTMLElement[] {
    return [...this.column.querySelectorAll<HTMLElement>(selector)];
  }

  get feedback(): string {
    return words(this.column.querySelector("[role=status]"));
  }

  async act(name: string): Promise<void> {
    this.all(`[data-act="${name}"]`)[0]!.click();
    await this.home.pass();
  }
}

const describeFront = () => ({ manufacturer: "Schlage", model: "BE469ZP", firmware: "10.7", version: "2026.11.2" });
const report = (kit: AidKit) => createReportView(kit, describeFront);
const drained = (lock: ZwaveLock) => lock.drain(9);

afterEach(() => {
  for (const each of undo.reverse()) each();
  undo = [];
});

describe("the report", () => {
  it("is one page: the lock, what is wrong, readings, what was tried, what happened", async () => {
    const page = await Stage.of(report, { ill: drained });
    expect(page.section("device")).to.contain("Schlage").and.contain("BE469ZP").and.contain("zwave_js").and.contain("2026.11.2");
    expect(page.section("wrong")).to.match(/Battery 9 %: change the cells now Urgent/);
    expect(page.section("wrong")).to.match(/Battery .*\d{4}.*just now 9 %/);
    expect(page.section("readings")).to.match(/Signal .* -62 dBm/);
    expect(page.section("tried")).to.contain("Nothing.");
  });

  it("tells of the guide that was begun with this lock", async () => {
    const now = Date.UTC(2026, 10, 20);
    const line = encode(guides.guide_jam, {
      guide: "guide_jam",
      began: now,
      log: [{ step: "force", answer: "no", at: now + MINUTE }],
      end: "left",
    });
    const page = await Stage.of(report, { line });
    expect(page.section("tried")).to.match(/The bolt jams Nov 20, 2026.* Stopped/);
    expect(page.section("tried")).to.match(/marks of a tool\? Nov 20, 2026.* No/);
  });

  it("names nothing of the home, in no form", async () => {
    const copied: string[] = [];
    replace(navigator, "clipboard", { writeText: async (text: string) => void copied.push(text) });
    const page = await Stage.of(report, { ill: drained });
    await page.act("copy");
    const texts = [page.text, page.column.innerHTML, ...copied];
    expect(copied).to.have.length(1);
    for (const text of texts)
      for (const secret of [NAME, "Anna", "4711", FRONT, "touchscreen_deadbolt", "sensor."]) expect(text).not.to.contain(secret);
  });

  it("is copied as text, and says so", async () => {
    const copied: string[] = [];
    replace(navigator, "clipboard", { writeText: async (text: string) => void copied.push(text) });
    const page = await Stage.of(report, { ill: drained });
    await page.act("copy");
    expect(copied[0]).to.match(/^# Report on a lock\n\n## The lock\n\n- Maker: Schlage\n- Model: BE469ZP\n/);
    expect(copied[0]).to.match(/\n {4}Battery: 9.% \(.*2026.*just now\)\n/);
    expect(page.feedback).to.equal("Copied.");
    await page.home.pass(11_000);
    expect(page.feedback, "it is not said for ever").to.equal("");
    expect(page.all("textarea")[0]!.hidden).to.equal(true);
  });

  for (const [how, clipboard] of [
    ["refused", { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) }],
    ["not there, as without https", undefined],
  ] as const)
    it(`is selected to be copied by hand where copying is ${how}`, async () => {
      replace(navigator, "clipboard", clipboard);
      const page = await Stage.of(report, { ill: drained });
      await page.act("copy");
      const field = page.all("textarea")[0] as HTMLTextAreaElement;
      expect(field.hidden).to.equal(false);
      expect(field.value.slice(field.selectionStart, field.selectionEnd)).to.equal(field.value);
      expect(field.value).to.contain("# Report on a lock");
      expect(page.feedback).to.contain("copy it by hand");
    });

  it("is shared only where the device can", async () => {
    replace(navigator, "share", undefined);
    expect((await Stage.of(report)).all('[data-act="share"]')).to.deep.equal([]);
    const shared: ShareData[] = [];
    replace(navigator, "share", async (data: ShareData) => void shared.push(data));
    const page = await Stage.of(report);
    await page.act("share");
    expect(shared.map(({ title }) => title)).to.deep.equal(["Report on a lock"]);
    expect(page.feedback).to.equal("");
  });

  it("says nothing where somebody closes the list of apps, and what to do where sharing fails", async () => {
    let error = new DOMException("closed", "AbortError");
    replace(navigator, "share", () => Promise.reject(error));
    const page = await Stage.of(report);
    await page.act("share");
    expect(page.feedback).to.equal("");
    error = new DOMException("no", "NotAllowedError");
    await page.act("share");
    expect(page.feedback).to.contain("Copy it instead");
  });

  it("prints the report alone", async () => {
    const printed: string[] = [];
    const catchPrint = ({ target }: Event) => {
      if (!(target instanceof HTMLIFrameElement) || !target.contentWindow) return;
      const { contentWindow, contentDocument } = target;
      contentWindow.print = () => {
        printed.push(contentDocument?.body.innerText ?? "");
        contentWindow.dispatchEvent(new Event("afterprint"));
      };
    };
    document.addEventListener("load", catchPrint, true);
    undo.push(() => document.removeEventListener("load", catchPrint, true));
    const page = await Stage.of(report, { ill: drained });
    await page.act("print");
    for (let tries = 0; tries < 50 && printed.length === 0; tries++) await new Promise((done) => requestAnimationFrame(done));
    expect(printed).to.have.length(1);
    expect(printed[0]).to.contain("Report on a lock").and.contain("BE469ZP").and.not.contain("Copy");
    expect(document.querySelectorAll("iframe[srcdoc]")).to.have.length(0);
  });

  it("is sound for screen readers, and fits a narrow screen", async () => {
    const page = await Stage.of(report, { ill: drained });
    page.home.time.release();
    expect(await axeFindings(page.column)).to.deep.equal([]);
    expect(page.column.scrollWidth).to.be.at.most(320);
  });
});

describe("questions and answers", () => {
  const ids = (page: Stage, group: string) =>
    page.all(`[data-group="${group}"] [data-question]`).map((each) => each.dataset["question"]!);

  it("come with those first that matter for this lock now", async () => {
    const page = await Stage.of(createHelpView, { ill: drained });
    expect(ids(page, "first").slice(0, 2)).to.deep.equal(["battery_dies", "how_often_cells"]);
    expect(ids(page, "first")).to.include("encryption");
    expect(ids(page, "others")).to.include("recorded").and.not.include("how_often_cells");
  });

  it("are all there, each once, with words", async () => {
    const page = await Stage.of(createHelpView);
    const shown = page.all("[data-question]").map((each) => each.dataset["question"]!);
    expect([...shown].sort()).to.deep.equal(Object.keys(helpTexts.help).sort());
    for (const each of page.all("[data-question]")) {
      expect(words(each.querySelector("summary"))).not.to.equal("");
      expect(each.querySelector("p")!.textContent).not.to.equal("");
    }
  });

  it("open and close by themselves, with targets of 48 px", async () => {
    const page = await Stage.of(createHelpView);
    const [first] = page.all("details") as HTMLDetailsElement[];
    expect(first!.open).to.equal(false);
    first!.querySelector("summary")!.click();
    expect(first!.open).to.equal(true);
    page.draw();
    expect(first!.open, "it stays open when something else changes").to.equal(true);
    for (const summary of page.all("summary")) expect(summary.getBoundingClientRect().height).to.be.at.least(48);
  });

  it("speak German", async () => {
    const page = await Stage.of(createHelpView, { texts: [germanHelp, helpTexts] });
    expect(page.text).to.contain("Sieht man hier meinen Code?");
  });

  it("are sound for screen readers, also unfolded", async () => {
    const page = await Stage.of(createHelpView, { ill: drained });
    for (const each of page.all("details")) (each as HTMLDetailsElement).open = true;
    page.home.time.release();
    expect(await axeFindings(page.column)).to.deep.equal([]);
    expect(page.column.scrollWidth).to.be.at.most(320);
  });
});
