import { expect } from "chai";
import { html, render } from "lit/html.js";
import { createCareView } from "../../../src/card/aid/care-view.ts";
import type { Panel } from "../../../src/card/aid/kit.ts";
import { UNITS } from "../../../src/core/fact.ts";
import { createFigures } from "../../../src/translations/figures.ts";
import { Format } from "../../../src/translations/format.ts";
import { homeHealth } from "../../../src/card/hass.ts";
import { icon } from "../../../src/card/icons.ts";
import { createValues } from "../../../src/translations/values.ts";
import type { ViewContext } from "../../../src/card/views/context.ts";
import { findingText, findingTitle, paramsOf, remedyWord } from "../../../src/card/words.ts";
import { beginRecord, decodeCare, encodeCare } from "../../../src/core/care/record.ts";
import type { CareOptions } from "../../../src/runtime/care.ts";
import { everything } from "../../../src/runtime/everything.ts";
import type { HomeHealth, Lease } from "../../../src/runtime/home-health.ts";
import { Keepsakes } from "../../../src/runtime/keepsakes.ts";
import german from "../../../src/translations/de.care.json" with { type: "json" };
import english from "../../../src/translations/en.care.json" with { type: "json" };
import en from "../../../src/translations/en.json" with { type: "json" };
import more from "../../../src/translations/en.more.json" with { type: "json" };
import { createLocalize } from "../../../src/translations/localize.ts";
import { axeFindings } from "../../support/axe.ts";
import { CardHome, FRONT, addZwave } from "../../support/card-home.ts";
import { words } from "../../support/card-page.ts";

const DAY = 24 * 3_600_000;
const LIST = "todo.chores";
const OPTIONS: CareOptions = { care_list: LIST, shopping_list: "todo.shopping_list" };

/** What is taken away after each test. */
let undo: (() => void)[] = [];

afterEach(() => {
  for (const each of undo.reverse()) each();
  undo = [];
});

interface Given {
  /** Days ago on which the plan began; none kept unless given. */
  readonly begun?: number;
  readonly options?: CareOptions;
  readonly readOnly?: boolean;
  readonly language?: "en" | "de";
}

/** The panel in a narrow column, beside the home that it is about. */
class Stage {
  readonly column = document.createElement("div");
  readonly home: CardHome;
  private readonly health: HomeHealth;
  private readonly lease: Lease;
  private readonly panel: Panel;
  private readonly keepsakes: Keepsakes;
  private readonly given: Given;
  private readonly format: Format;
  closed = false;

  private constructor(home: CardHome, given: Given) {
    this.home = home;
    this.given = given;
    const { language = "en" } = given;
    const localize = createLocalize(...(language === "de" ? [german] : []), english, more, en);
    this.format = new Format(localize, { language, timeZone: "UTC", hour12: undefined }, createFigures(language));
    this.health = homeHealth(home.hass);
    this.health.learn(everything);
    this.lease = this.health.open({}, () => this.draw());
    const keepsakes = new Keepsakes(this.health);
    this.keepsakes = keepsakes;
    const kit = {
      html,
      localize,
      icon,
      findingTitle,
      findingText,
      paramsOf,
      remedyWord,
      valueText: createValues(localize, UNITS),
      keepsakes,
    };
    this.panel = createCareView(kit, () => given.options ?? OPTIONS);
    this.column.style.width = "320px";
    this.column.style.setProperty("--u", "1px");
    this.column.lang = language;
    document.body.append(this.column);
    undo.push(() => (this.lease.close(), this.column.remove()));
  }

  static async of(given: Given = {}): Promise<Stage> {
    const home = await CardHome.of((sim) => {
      addZwave(sim, { name: "Front door" });
      sim.store.todos.set(LIST, []);
      sim.store.set(LIST, "0", { friendly_name: "Chores", supported_features: 127 });
      if (given.begun !== undefined)
        sim.store.userData.set("lock_health", { [FRONT]: { care: encodeCare(beginRecord(Date.now() - given.begun * DAY)) } });
    });
    const stage = new Stage(home, given);
    await home.pass();
    stage.draw();
    await home.pass();
    return stage;
  }

  draw(): void {
    this.health.update(this.home.hass);
    const [lock] = this.lease?.locks ?? [];
    if (!lock || !this.panel) return;
    this.keepsakes.see();
    const context = {
      health: this.health,
      format: this.format,
      actions: { ui: () => (this.closed = true) },
      now: Date.now(),
      readOnly: this.given.readOnly ?? false,
    } as unknown as ViewContext;
    render(this.panel(context, lock), this.column);
  }

  all(selector: string): HTMLElement[] {
    return [...this.column.querySelectorAll<HTMLElement>(selector)];
  }

  row(id: string): string {
    return words(this.all(`[data-care="${id}"]`)[0]);
  }

  get order(): readonly string[] {
    return this.all("[data-care]").map(({ dataset }) => `${dataset["care"] ?? ""} ${dataset["state"] ?? ""}`);
  }

  get status(): string {
    return words(this.all("[data-care-status]")[0]);
  }

  get items(): readonly string[] {
    return this.home.sim.store.todos.get(LIST)!.map(({ summary, status }) => `${summary} ${status}`);
  }

  button(selector: string): HTMLButtonElement {
    return this.all(selector)[0] as HTMLButtonElement;
  }

  async tap(selector: string): Promise<void> {
    this.button(selector).click();
    // Each call to the simulated home takes a moment.
    await this.home.pass(2_000);
    this.draw();
  }
}

const DONE = '[data-care="spare_key"] [data-act="care-done"]';
const UNDO = '[data-care="spare_key"] [data-act="care-undo"]';

describe("the care panel", () => {
  it("begins a plan in which nothing is due, and keeps it with the user", async () => {
    const page = await Stage.of();
    expect(page.order.every((row) => row.endsWith("later"))).to.equal(true);
    expect(page.row("spare_key")).to.match(/^Try the spare key Due in 4 weeks · every 6 months/);
    const kept = page.home.sim.store.userData.get("lock_health") as { [lock: string]: { care: string } };
    expect(kept[FRONT]!.care).to.equal(encodeCare(beginRecord(Date.now())));
    expect(words(page.all("[data-place]")[0])).to.contain("kept with your user");
  });

  it("has the most overdue first, in words and not by colour alone", async () => {
    const page = await Stage.of({ begun: 120 });
    expect(page.order.slice(0, 2)).to.deep.equal(["spare_key due", "codes_review due"]);
    expect(page.row("spare_key")).to.match(/Was due 3 months ago/);
    expect(page.row("door_seals")).to.match(/Was due 7 weeks ago · every spring and autumn/);
  });

  it("says how, in steps", async () => {
    const page = await Stage.of({ begun: 40 });
    const how = page.all('[data-care="spare_key"] details')[0] as HTMLDetailsElement;
    expect(how.open).to.equal(false);
    how.open = true;
    expect(words(how)).to.contain("Open the door. Then lock and unlock with the spare key.");
  });

  it("one tap says that it is done, one tap in its place takes that back", async () => {
    const page = await Stage.of({ begun: 40 });
    const before = page.order;
    const button = page.button(DONE);
    button.focus();
    await page.tap(DONE);
    expect(page.order[0]).to.equal("spare_key done");
    expect(page.row("spare_key")).to.match(/Next time in 6 months · every 6 months · Last done today/);
    expect(page.status).to.equal("Done: Try the spare key. The to-do list says so too.");
    expect(page.button(UNDO)).to.equal(button);
    await page.tap(UNDO);
    expect(page.order).to.deep.equal(before);
    expect(page.status).to.contain("Taken back: Try the spare key.");
    expect(page.items).to.deep.equal([]);
  });

  it("puts what is due into the to-do list, once, and says what came of it", async () => {
    const page = await Stage.of({ begun: 40 });
    await page.tap('[data-act="care-list"]');
    expect(page.status).to.equal("Put there: 1.");
    expect(page.items).to.deep.equal(["Try the spare key – Front door needs_action"]);
    await page.tap('[data-act="care-list"]');
    expect(page.status).to.equal("Already there: 1.");
    expect(page.items).to.have.length(1);
  });

  it("says why something cannot be put anywhere", async () => {
    const page = await Stage.of({ begun: 40, options: {} });
    for (const target of ["list", "calendar", "shopping"]) {
      const button = page.button(`[data-act="care-${target}"]`);
      expect(button.disabled, target).to.equal(true);
      const reason = page.column.querySelector<HTMLElement>(`[id="${button.getAttribute("aria-describedby")!}"]`)!;
      expect(reason.hidden).to.equal(false);
      expect(words(reason)).to.match(/^No .* is chosen\. Choose one in this card’s settings\.$/);
    }
  });

  it("offers nothing for the list while nothing is due soon", async () => {
    const page = await Stage.of();
    expect(page.button('[data-act="care-list"]').disabled).to.equal(true);
    expect(words(page.all('[data-obstacle="list"]')[0])).to.equal("Nothing is due within two weeks.");
  });

  it("tells in plain words where Home Assistant refuses", async () => {
    const page = await Stage.of({ begun: 40 });
    page.home.sim.store.todos.delete(LIST);
    await page.tap('[data-act="care-list"]');
    expect(page.status).to.match(/^That did not work: ./);
  });

  it("writes nothing where it is read only", async () => {
    const page = await Stage.of({ readOnly: true });
    expect(page.all("[data-act]").map(({ dataset }) => dataset["act"])).to.deep.equal(["close"]);
    expect(page.home.sim.store.userData.has("lock_health")).to.equal(false);
    expect(page.home.calls).to.deep.equal([]);
    expect(page.order.length).to.be.greaterThan(5);
  });

  describe("the last day of the warranty", () => {
    const field = (page: Stage) => page.column.querySelector<HTMLInputElement>('input[type="date"]')!;
    const told = (page: Stage) => words(page.all("[data-warranty]")[0]);
    const kept = (page: Stage) =>
      decodeCare((page.home.sim.store.userData.get("lock_health") as { [lock: string]: { care: string } })[FRONT]!.care)
        ?.warranty;
    const isoIn = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
    async function set(page: Stage, value: string): Promise<void> {
      field(page).value = value;
      field(page).dispatchEvent(new Event("change"));
      await page.home.pass(2_000);
      page.draw();
    }

    it("is asked for, kept, and told with its reminder", async () => {
      const page = await Stage.of({ begun: 40 });
      expect(told(page)).to.contain("It stands on the receipt");
      expect(field(page).labels?.[0]?.innerText).to.equal("Last day of the warranty");
      await set(page, isoIn(50));
      expect(page.status).to.equal("Kept.");
      expect(told(page)).to.equal("It ends in 7 weeks. A month before that you are reminded.");
      expect(kept(page)).to.equal(Math.floor(Date.now() / DAY) + 50);
      expect(page.row("warranty")).to.match(/Due in 3 weeks · a month before it ends/);
    });

    it("is due within its last month, and over after its day", async () => {
      const page = await Stage.of({ begun: 40 });
      await set(page, isoIn(20));
      expect(page.order).to.include("warranty due");
      expect(told(page)).to.match(/^It ends in .*\. Tell the maker before that what is wrong\.$/);
      await set(page, isoIn(-70));
      expect(page.order.some((row) => row.startsWith("warranty"))).to.equal(false);
      expect(told(page)).to.equal("It ended 2 months ago.");
    });

    it("is forgotten when the field is emptied", async () => {
      const page = await Stage.of({ begun: 40 });
      await set(page, isoIn(50));
      await set(page, "");
      expect(page.status).to.equal("Forgotten.");
      expect(kept(page)).to.equal(undefined);
    });

    it("a year that is being typed is not held against anybody; a wrong day is told on leaving, and loses nothing", async () => {
      const page = await Stage.of({ begun: 40 });
      await set(page, isoIn(50));
      const before = kept(page);
      await set(page, "0202-05-03");
      expect(page.status).to.equal("Kept.");
      field(page).dispatchEvent(new Event("blur"));
      await page.home.pass(2_000);
      page.draw();
      expect(page.status).to.match(/^Choose a day between Jan 1, 2020 and .* 20\d\d\.$/);
      expect(kept(page)).to.equal(before);
    });

    it("is only read where it is read only", async () => {
      const page = await Stage.of({ begun: 40, readOnly: true });
      expect(field(page)).to.equal(null);
      expect(page.all("[data-warranty]")).to.have.length(0);
    });
  });

  it("closes", async () => {
    const page = await Stage.of();
    page.button('[data-act="close"]').click();
    expect(page.closed).to.equal(true);
  });

  it("speaks German", async () => {
    const page = await Stage.of({ begun: 40, language: "de" });
    expect(page.row("spare_key")).to.match(/^Ersatzschlüssel ausprobieren War fällig vor 10 Tagen · alle 6 Monate/);
  });

  it("can be used by everybody, and fits into 320 px", async () => {
    const page = await Stage.of({ begun: 40 });
    page.home.time.release();
    expect(await axeFindings(page.column)).to.deep.equal([]);
    expect(page.column.scrollWidth).to.equal(320);
    for (const summary of page.all("summary")) expect(summary.getBoundingClientRect().height).to.be.at.least(48);
    expect(page.all("input")[0]!.getBoundingClientRect().height).to.be.at.least(48);
    const names = page.all("button").map((button) => button.getAttribute("aria-label") ?? words(button));
    expect(new Set(names).size).to.equal(names.length);
  });
});
