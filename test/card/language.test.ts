import { expect } from "chai";
import { createFigures } from "../../src/translations/figures.ts";
import { english } from "../../src/translations/format.ts";
import type { Hass } from "../../src/card/hass.ts";
import { LockHealthCard } from "../../src/card/lock-health-card.ts";
import { languages } from "../../src/translations/languages.ts";
import de from "../../src/translations/de.json" with { type: "json" };
import deMore from "../../src/translations/de.more.json" with { type: "json" };
import deGuides from "../../src/translations/de.guides.json" with { type: "json" };
import { CardHome, FRONT } from "../support/card-home.ts";
import { words } from "../support/card-page.ts";
import type { CardPage } from "../support/card-page.ts";
import type { HaForm } from "../support/home-assistant.ts";
import { named } from "../support/home-assistant.ts";

const MINUTE = 60_000;

/** Files come over the network, in their own time. */
async function read(home: CardHome, page: CardPage, word: string): Promise<void> {
  for (let turn = 0; turn < 50 && !page.text.includes(word); turn++) await home.pass();
}

describe("languages", () => {
  const errors: unknown[] = [];
  const { error } = console;
  beforeEach(() => (console.error = (...parts) => void errors.push(parts)));
  afterEach(() => {
    console.error = error;
    document.documentElement.lang = "en";
    expect(errors.splice(0)).to.deep.equal([]);
  });

  /** One lock in order, in front of a person who speaks this. */
  async function speaking(language: string, more: NonNullable<Hass["locale"]> = {}): Promise<{ home: CardHome; page: CardPage }> {
    const { home } = await CardHome.single();
    home.change({ language, locale: { language, time_format: "language", time_zone: "local", ...more } });
    const page = await home.mount();
    await home.pass(8 * MINUTE);
    return { home, page };
  }

  it("German says everything in German", async () => {
    const { home, page } = await speaking("de");
    expect(page.text).to.contain("Verriegelt vor 8 Min.").and.contain(de.verdict.healthy);
    await page.lock().openFamily("link");
    expect(page.lock().facts["round_trip"]).to.deep.include({ value: "34,6 ms", age: "vor 8 Min." });
    expect(words(page.find('[data-fact="last_seen"]'))).to.contain(deMore.fact.last_seen);
    home.sim.lock("Front door").jam(true);
    await home.pass(2 * MINUTE);
    expect(page.lock().text).to.contain("Der Riegel klemmt seit 2 Min.");
    await page.lock().tapRemedy("guide_jam");
    expect(page.lock().guide!.text).to.contain(deGuides.guides.guide_jam.steps.force.do);
  });

  it("a dialect is served by its language, with its own figures", async () => {
    const { page } = await speaking("de-AT");
    expect(page.text).to.contain(de.verdict.healthy);
  });

  for (const [form, shown] of [
    ["language", "34.6 ms"],
    ["comma_decimal", "34.6 ms"],
    ["decimal_comma", "34,6 ms"],
    ["space_comma", "34,6 ms"],
    ["quote_decimal", "34.6 ms"],
    ["none", "34.6 ms"],
    ["system", `${(34.6).toLocaleString()} ms`],
  ] as const)
    it(`figures are as the person has chosen: ${form}`, async () => {
      const { page } = await speaking("en", { number_format: form });
      await page.lock().openFamily("link");
      expect(page.lock().facts["round_trip"]?.value).to.equal(shown);
    });

  it("marks thousands as the person has chosen, or not at all", () => {
    const figures = (form: string) => createFigures("en", form).number(12_345.6);
    expect(["language", "decimal_comma", "none"].map(figures)).to.deep.equal(["12,345.6", "12.345,6", "12345.6"]);
    expect(figures("quote_decimal")).to.match(/^12[’']345\.6$/);
    expect(figures("space_comma")).to.match(/^12\s345,6$/);
  });

  it("the figures of the first picture are those of a browser's English formatter", () => {
    const formed = createFigures("en");
    for (const value of [0, 1, 2, 59])
      for (const unit of ["second", "minute", "hour", "day"] as const)
        expect(english.unit(value, unit)).to.equal(formed.unit(value, unit));
    for (const value of [0, 8, 34.56, -92, 999.94]) expect(english.number(value)).to.equal(formed.number(value));
  });

  it("a browser that knows no units of time still tells which one it is", () => {
    const { NumberFormat } = Intl;
    Intl.NumberFormat = function (language?: string, options?: Intl.NumberFormatOptions) {
      if (options?.style === "unit") throw new RangeError("style");
      return new NumberFormat(language, options);
    } as typeof Intl.NumberFormat;
    try {
      // A language of its own: what was made for another one is kept.
      expect(createFigures("sv").unit(14, "minute")).to.equal("14\u00a0min");
    } finally {
      Intl.NumberFormat = NumberFormat;
    }
  });

  it("a change of language is drawn at once", async () => {
    const { home } = await CardHome.single();
    const page = await home.mount();
    expect(page.text).to.contain("Healthy");
    home.sim.setLanguage("de");
    await read(home, page, de.verdict.healthy);
    expect(page.text).to.contain(de.verdict.healthy).and.not.contain("Healthy");
    home.sim.setLanguage("en");
    await read(home, page, "Healthy");
    expect(page.text).to.contain("Healthy").and.not.contain(de.verdict.healthy);
  });

  it("an unknown language is English, in words and figures", async () => {
    const { page } = await speaking("fr");
    expect(page.text).to.contain("Locked 8 min ago · Healthy");
  });

  it("what is no language at all is English too", async () => {
    for (const language of ["", "x", "not a language", "de_DE"]) {
      const { home, page } = await speaking(language);
      expect(page.text, language).to.match(/Locked|Verriegelt/);
      home.end();
    }
  });

  const CLOCKS: readonly (readonly [string, NonNullable<Hass["locale"]>, RegExp])[] = [
    ["12 hours", { time_format: "12", time_zone: "server" }, /^7:00\sPM$/],
    ["24 hours", { time_format: "24", time_zone: "server" }, /^19:00$/],
    ["as the language has it", { time_format: "language", time_zone: "server" }, /^7:00\sPM$/],
  ];
  for (const [what, locale, shown] of CLOCKS)
    it(`the time of day is as the person wants it: ${what}, in the home's time zone`, async () => {
      const { page } = await speaking("en", locale);
      await page.lock().openFamily("link");
      expect(page.lock().facts["last_seen"]!.value).to.match(shown);
    });

  it("the editor speaks the language of the page", async () => {
    const home = await CardHome.demo();
    document.documentElement.lang = "de";
    const editor = (await LockHealthCard.getConfigElement()) as HTMLElement & { setConfig(config: object): void; hass: Hass };
    editor.setConfig({ type: "custom:lock-health-card", entity: FRONT });
    editor.hass = home.hass;
    document.body.append(editor);
    const form = editor.querySelector("ha-form") as HaForm;
    expect(form.computeLabel(named(form, "layout"))).to.equal(deMore.editor.layout);
    expect(form.computeHelper(named(form, "todo_entity"))).to.equal(deMore.editor.help_todo_entity);
    expect(words(editor)).to.contain("Für dieses Schloss gefunden");
    editor.remove();
  });

  it("a configuration is refused in the language of the person", async () => {
    const { page } = await speaking("de");
    expect(() => page.element.setConfig({ layout: "huge" })).to.throw(/„layout“ wird wie full .* geschrieben, nicht wie „huge“/);
  });

  describe("of which the file is missing, as after an update", () => {
    const known: { [language: string]: (typeof languages)[string] } = languages;
    const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));
    afterEach(() => delete known["xx"]);

    it("the card asks for a reload, and still does its main job in English", async () => {
      known["xx"] = { main: gone, more: gone };
      const { home } = await CardHome.single();
      home.change({ language: "xx", locale: { language: "xx" } });
      const page = await home.mount();
      expect(words(page.find(".banner"))).to.contain("This card was updated. Reload the page.");
      expect(words(page.find('[data-act="reload"]'))).to.equal("Reload");
      const lock = home.sim.lock("Front door");
      lock.silence(true, 2);
      await home.pass();
      expect(page.lock().severity).to.equal("error");
      expect(page.lock().text).to.contain("Out of reach for 2 hr");
      await page.lock().tapRemedy("ping");
      expect(page.lock().run!.phase).to.equal("verifying");
      lock.silence(false);
      await home.pass(30_000);
      expect(page.lock().run!.acts).to.include("again");
      await page.lock().act("again");
      await home.pass(3000);
      expect(page.lock().run!.phase).to.equal("confirmed");
    });

    it("what would come with it is not offered: a finding keeps its other ways out", async () => {
      known["xx"] = { main: gone, more: gone };
      const { home } = await CardHome.single();
      home.change({ language: "xx", locale: { language: "xx" } });
      home.sim.lock("Front door").jam(true);
      const page = await home.mount();
      expect(page.lock().findings).to.deep.equal(["bolt_jammed"]);
      expect(page.lock().remedies).to.include("lock_again").and.not.include("guide_jam").and.not.include("ask_administrator");
      expect(page.lock().families).to.deep.equal({});
      expect(page.find(".families").clientHeight, "their place is kept").to.be.greaterThan(70);
    });

    it("a file that comes at the second try is used", async () => {
      let tries = 0;
      known["xx"] = {
        main: () => (++tries === 1 ? gone() : Promise.resolve({ default: de })),
        more: () => Promise.resolve({ default: deMore }),
      };
      const { home } = await CardHome.single();
      home.change({ language: "xx", locale: { language: "xx" } });
      const page = await home.mount();
      expect(page.text).to.contain("Reload the page").and.contain("Healthy");
      home.change({ language: "en", locale: { language: "en" } });
      await home.pass();
      home.change({ language: "xx", locale: { language: "xx" } });
      await read(home, page, de.verdict.healthy);
      expect(page.text).to.contain(de.verdict.healthy);
      expect(page.all('[data-act="reload"]')).to.deep.equal([]);
    });
  });
});
