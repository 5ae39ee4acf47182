import { expect } from "chai";
import { html, render } from "lit/html.js";
import type { Past } from "../../src/adapters/past.ts";
import { FAMILIES } from "../../src/core/check.ts";
import type { Family } from "../../src/core/check.ts";
import { homeHealth } from "../../src/card/hass.ts";
import { createFigures } from "../../src/translations/figures.ts";
import { Format } from "../../src/translations/format.ts";
import { createPlots } from "../../src/card/views/plots.ts";
import type { ViewContext } from "../../src/card/views/context.ts";
import type { LockHealth } from "../../src/runtime/home-health.ts";
import de from "../../src/translations/de.more.json" with { type: "json" };
import en from "../../src/translations/en.more.json" with { type: "json" };
import { createLocalize } from "../../src/translations/localize.ts";
import { axeFindings } from "../support/axe.ts";
import { CardHome } from "../support/card-home.ts";
import { words } from "../support/card-page.ts";
import { useTheme } from "../support/home-assistant.ts";
import { enlargeText, lostParts, paleParts } from "../support/seen.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-22T12:00:00Z");

const NOTHING: Past = {
  at: NOW,
  settled: true,
  battery: [],
  swaps: [],
  forecast: undefined,
  floor: 20,
  link: [],
  linkUnit: undefined,
  turns: [],
  happenings: [],
  since: undefined,
  rememberedSince: undefined,
  tried: [],
};

/** Cells that fell to 20 %, were changed 100 days ago, and fall since. */
const CELLS: Partial<Past> = {
  battery: [
    { at: NOW - 200 * DAY, value: 60 },
    { at: NOW - 150 * DAY, value: 40 },
    { at: NOW - 100 * DAY, value: 100 },
    { at: NOW - 50 * DAY, value: 80 },
    { at: NOW, value: 60 },
  ],
  swaps: [NOW - 100 * DAY],
};
const FORECAST = { early: NOW + 70 * DAY, late: NOW + 140 * DAY, basis: "slope" } as const;

const LINK: Partial<Past> = {
  link: [-60, -70, -90].map((value, index) => ({ at: NOW - (3 - index) * DAY, value })),
  linkUnit: "dBm",
};

const TURNS: Partial<Past> = {
  turns: [1000, 1100, 1200, 2000].map((value, index) => ({ at: NOW - (4 - index) * HOUR, value })),
};

/** What is drawn for a past, in a page of its own. */
function draw(past: Partial<Past> | undefined, family: Family, { facts = {}, texts = en, language = "en" } = {}): HTMLElement {
  const localize = createLocalize(texts, en);
  const plots = createPlots({ html, localize });
  const format = new Format(localize, { language, timeZone: "UTC", hour12: false }, createFigures(language));
  const known = past && { ...NOTHING, ...past };
  const context = { format, now: NOW, health: { past: () => known } } as unknown as ViewContext;
  const lock = { snapshot: { facts }, diagnosis: { families: { [family]: "ok" } } } as unknown as LockHealth;
  const page = document.createElement("div");
  page.style.setProperty("--u", "1px");
  render([plots.picture(context, lock, family), plots.timeline(context, lock)], page);
  return page;
}

const label = (page: HTMLElement) => page.querySelector('[role="img"]')?.getAttribute("aria-label");
const path = (page: HTMLElement, kind: string) => page.querySelector(`path.${kind}`)?.getAttribute("d");
const table = (page: HTMLElement) => [...page.querySelectorAll("tr")].map((row) => [...row.children].map(words));
const plotsOf = (page: ParentNode) => [...page.querySelectorAll<HTMLElement>("[data-plot]")].map((each) => each.dataset["plot"]);
/** Corners of a path, as percent from the left and from the top. */
const corners = (d: string | null | undefined) =>
  [...(d ?? "").matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe("the picture of the cells", () => {
  it("says in a sentence what it shows", () => {
    const page = draw({ ...CELLS, forecast: FORECAST }, "power");
    expect(label(page)).to.equal(
      "Battery: May 6 – Apr 11. 60 % now. New cells in 10 to 20 weeks, at 20 %. Last change: Aug 14."
        .replace("60 %", "60\u00a0%")
        .replace("20 %", "20\u00a0%"),
    );
  });

  it("has the level up to today, the swap, and where it is likely to go", () => {
    const page = draw({ ...CELLS, forecast: FORECAST }, "power");
    // 200 of 340 days are past: today is at 58.8 %, the swap at 29.4 %, the early edge at 79.4 %.
    expect(path(page, "today")).to.equal("M58.8 0V100");
    expect(path(page, "swap")).to.equal("M29.4 0V100");
    expect(path(page, "line")).to.match(/^M0 .*H58\.8$/);
    const [now, early] = corners(path(page, "range"));
    expect(now![0]).to.equal(58.8);
    expect(early![0]).to.equal(79.4);
    expect(path(page, "range")).to.contain("H100Z");
    const floor = Number(/^M0 ([\d.]+)H100$/.exec(path(page, "floor") ?? "")?.[1]);
    expect(early![1]).to.equal(floor);
    expect(now![1]).to.be.lessThan(floor);
    expect([...page.querySelectorAll(".figures span")].map(words)).to.deep.equal(["60 %", "20 %", "100 %"]);
    expect([...page.querySelectorAll(".axis span")].map(words)).to.deep.equal(["May 6", "Today", "Apr 11"]);
  });

  it("ends today without a forecast, and says where the level must not go", () => {
    const page = draw(CELLS, "power");
    const [, end] = /^M([\d.]+) [\d.]+h0$/.exec(path(page, "dot") ?? "") ?? [];
    expect(Number(end)).to.be.within(95, 98, "the newest level is a whole dot, not one that is cut at the end");
    expect(path(page, "range")).to.equal("");
    expect(path(page, "today")).to.equal("");
    expect(label(page)).to.match(/New cells at 20.%\./);
    expect([...page.querySelectorAll(".axis span")].map(words)).to.deep.equal(["May 6", "Today"]);
  });

  it("shows the time alone where no level tells the end", () => {
    const page = draw({ ...CELLS, floor: undefined, forecast: FORECAST }, "power");
    expect(path(page, "floor")).to.equal("");
    expect(path(page, "guess")).to.equal("");
    expect(path(page, "range")).to.equal("M79.4 0H100V100H79.4Z");
    expect(label(page)).to.contain("New cells in 10 to 20 weeks.");
  });

  it("does not look so far ahead that the past is a speck", () => {
    const battery = [
      { at: NOW - 10 * DAY, value: 90 },
      { at: NOW, value: 88 },
    ];
    const page = draw({ battery, forecast: { ...FORECAST, late: NOW + 700 * DAY } }, "power");
    // Ten days back, sixty ahead.
    expect(path(page, "today")).to.equal("M14.3 0V100");
  });

  it("has its figures in a table, the newest first", () => {
    const rows = table(draw(CELLS, "power"));
    expect(rows).to.deep.equal([
      ["Nov 22", "60 %"],
      ["Oct 3", "80 %"],
      ["Aug 14", "100 %"],
      ["Aug 14", "New cells"],
      ["Jun 25", "40 %"],
      ["May 6", "60 %"],
    ]);
  });

  it("names the month of what would be taken for this year", () => {
    const battery = [
      { at: NOW - 360 * DAY, value: 90 },
      { at: NOW, value: 60 },
    ];
    expect(label(draw({ battery }, "power"))).to.contain("Nov 2025 – Today");
  });

  it("is not drawn of one level, or of one day", () => {
    expect(plotsOf(draw({ battery: [{ at: NOW - 9 * DAY, value: 60 }] }, "power"))).to.deep.equal([]);
    const day = (length: number) => [
      { at: NOW - length, value: 60 },
      { at: NOW, value: 60 },
    ];
    expect(plotsOf(draw({ battery: day(DAY - MINUTE) }, "power"))).to.deep.equal([]);
    expect(plotsOf(draw({ battery: day(DAY) }, "power"))).to.deep.equal(["battery"]);
  });
});

describe("the picture of the link", () => {
  it("joins the days", () => {
    const page = draw(LINK, "link");
    const [first, , third] = corners(path(page, "line"));
    expect(first![1]).to.be.lessThan(third![1]!);
    expect(corners(path(page, "dot"))).to.have.length(3);
    expect(label(page)).to.match(/^Link over a week: Nov 19 – Nov 21\. Between -90.dBm and -60.dBm, the mean of each day\.$/);
    expect(table(page)[0]).to.deep.equal(["Nov 21", "-90 dBm"]);
  });

  it("shows a small sway as small", () => {
    const link = [-60, -62].map((value, index) => ({ at: NOW - (2 - index) * DAY, value }));
    const [first, second] = corners(path(draw({ ...LINK, link }, "link"), "line"));
    expect(second![1]! - first![1]!).to.be.lessThan(10);
  });

  it("has Zigbee's quality in its own unit", () => {
    expect(
      table(draw({ ...LINK, link: LINK.link!.map((each) => ({ ...each, value: 120 })), linkUnit: "lqi" }, "link"))[0]![1],
    ).to.equal("120 / 255");
  });

  it("is not drawn of one day", () => {
    expect(plotsOf(draw({ ...LINK, link: LINK.link!.slice(2) }, "link"))).to.deep.equal([]);
  });
});

describe("the picture of the turns", () => {
  it("has a dot a turn, and what is usual", () => {
    const page = draw(TURNS, "mechanics");
    expect(corners(path(page, "dot"))).to.have.length(4);
    expect(path(page, "guess")).to.match(/^M0 [\d.]+H100$/);
    expect(label(page)).to.match(/4 turns\. Usually 1\.2.s, the slowest 2.s\.$/);
    expect(table(page)[0]).to.deep.equal(["11:00", "2 s"]);
  });

  it("is not drawn of two turns", () => {
    expect(plotsOf(draw({ turns: TURNS.turns!.slice(2) }, "mechanics"))).to.deep.equal([]);
  });
});

describe("what happened", () => {
  const happened: Partial<Past> = {
    since: NOW - 30 * DAY,
    happenings: [
      { at: NOW - 100 * DAY, kind: "swap" },
      { at: NOW - 5 * DAY, kind: "outage", until: NOW - 4 * DAY },
      { at: NOW - 2 * DAY, kind: "jam" },
      { at: NOW - DAY, kind: "jam" },
      { at: NOW - HOUR, kind: "lockout" },
    ],
  };

  for (const family of FAMILIES)
    it(`is one line over all families, also under ${family}`, () => {
      const page = draw(happened, family);
      expect(plotsOf(page)).to.deep.equal(["happenings"]);
      expect([...page.querySelectorAll<HTMLElement>("[data-kind]")].map((lane) => lane.dataset["kind"])).to.deep.equal([
        "outage",
        "jam",
        "lockout",
      ]);
      expect(label(page)).to.equal("What happened: Nov 12 – Today. Out of reach: 1. Jam: 2. Keypad closed: 1.");
    });

  it("shows how long an outage lasted", () => {
    const page = draw(happened, "link");
    // Of ten days the sixth.
    expect(path(page.querySelector<HTMLElement>('[data-kind="outage"]')!, "dot")).to.equal("M50 50H60");
    expect(path(page.querySelector<HTMLElement>('[data-kind="jam"]')!, "dot")).to.equal("M80 50h0M90 50h0");
    expect(table(page)[3]![1]).to.match(/^Out of reach, 1 day$/);
  });

  it("shows an outage that lasts up to today, and one that began before the history from there", () => {
    const happenings = [{ at: NOW - 12 * DAY, kind: "outage" } as const];
    expect(path(draw({ ...happened, happenings: [{ ...happenings[0]!, until: NOW - 5 * DAY }] }, "link"), "dot")).to.equal(
      "M0 50H50",
    );
    expect(plotsOf(draw({ ...happened, happenings: [{ ...happenings[0]!, until: NOW - 11 * DAY }] }, "link"))).to.deep.equal([]);
    expect(path(draw({ ...happened, happenings: [{ at: NOW - DAY, kind: "outage" }] }, "link"), "dot")).to.equal("M90 50H100");
  });

  it("goes back as far as the bridge remembers, and no further than a season", () => {
    const jam = (days: number) => ({ at: NOW - days * DAY, kind: "jam" }) as const;
    const drawn = (...jams: number[]) => {
      const page = draw({ since: NOW - 10 * DAY, rememberedSince: NOW - jams[0]! * DAY, happenings: jams.map(jam) }, "link");
      return path(page.querySelector<HTMLElement>('[data-kind="jam"]')!, "dot");
    };
    expect(drawn(40, 10, 4)).to.equal("M0 50h0M75 50h0M90 50h0");
    expect(drawn(300, 45)).to.equal("M50 50h0");
    // What it remembers is of the days that the recorder still has.
    expect(drawn(8, 2)).to.equal("M20 50h0M80 50h0");
  });

  it("is nothing where nothing happened", () => {
    expect(draw({}, "access").textContent?.trim()).to.equal("");
  });
});

describe("while the recorder has not answered", () => {
  const facts = { battery_level: {}, signal: {} };

  it("the place is kept, as high as what comes", () => {
    const waiting = draw(undefined, "power", { facts });
    const came = draw(CELLS, "power", { facts });
    document.body.append(waiting, came);
    try {
      expect(waiting.querySelector("[data-plot]")!.getAttribute("aria-busy")).to.equal("true");
      expect(words(waiting)).to.contain(en.plot.waiting);
      expect(waiting.offsetHeight).to.be.greaterThan(150);
      expect(waiting.offsetHeight).to.equal(came.offsetHeight);
    } finally {
      waiting.remove();
      came.remove();
    }
  });

  it("nothing is promised where there are no readings", () => {
    for (const family of FAMILIES) expect(plotsOf(draw(undefined, family))).to.deep.equal([]);
    expect(plotsOf(draw({ settled: false }, "link", { facts }))).to.deep.equal(["link"]);
    expect(plotsOf(draw({ settled: true }, "link", { facts }))).to.deep.equal([]);
  });
});

it("every language says all of it", () => {
  for (const family of ["power", "link", "mechanics"] as const) {
    const page = draw(
      { ...CELLS, ...LINK, ...TURNS, forecast: FORECAST, happenings: [{ at: NOW - DAY, kind: "update" }] },
      family,
      { texts: de, language: "de" },
    );
    expect(page.querySelectorAll('[role="img"]')).to.have.length(2);
    for (const each of page.querySelectorAll('[role="img"]'))
      expect(each.getAttribute("aria-label"))
        .to.match(/^\S.*: .*\d.*\./)
        .and.not.match(/[{}]|undefined|NaN/);
  }
});

describe("in the card", () => {
  // It comes over the network, later than the first drawing.
  before(() => Promise.all([import("../../src/runtime/everything.ts"), useTheme()]));
  afterEach(() => document.documentElement.removeAttribute("data-dark"));

  const full: Past = {
    ...NOTHING,
    ...CELLS,
    ...LINK,
    ...TURNS,
    forecast: FORECAST,
    happenings: [{ at: NOW - DAY, kind: "jam" }],
    since: NOW - 9 * DAY,
  };
  const expected: { readonly [F in Family]: readonly string[] } = {
    power: ["battery", "happenings"],
    link: ["link", "happenings"],
    software: ["happenings"],
    mechanics: ["turns", "happenings"],
    access: ["happenings"],
  };

  for (const [width, dir, dark, shown] of [
    [320, "ltr", false, "power"],
    [320, "rtl", true, "link"],
    [800, "ltr", true, "mechanics"],
    [800, "rtl", false, "power"],
  ] as const)
    it(`stands in the open family, ${width} px wide, ${dir}, ${dark ? "dark" : "light"}`, async () => {
      const { home } = await CardHome.single();
      home.sim.setDark(dark);
      document.documentElement.toggleAttribute("data-dark", dark);
      homeHealth(home.hass).past = () => full;
      const page = await home.mount({}, { width, dir });
      expect(plotsOf(page.root)).to.deep.equal([]);
      for (const family of [...FAMILIES, shown]) {
        await page.lock().openFamily(family);
        expect(plotsOf(page.root), family).to.deep.equal(expected[family]);
        const { left, right } = page.card.getBoundingClientRect();
        for (const part of page.all(".plot svg, .plot span, .plot summary, .plot p")) {
          const box = part.getBoundingClientRect();
          expect(box.left, part.outerHTML).to.be.at.least(left - 1);
          expect(box.right, part.outerHTML).to.be.at.most(right + 1);
          expect(parseFloat(getComputedStyle(part).fontSize), part.outerHTML).to.be.at.least(12);
        }
        expect(lostParts(page.root), family).to.deep.equal([]);
        for (const summary of page.all(".plot summary")) expect(summary.offsetHeight).to.be.at.least(48);
      }
      for (const details of page.all(".plot details")) (details as HTMLDetailsElement).open = true;
      expect(lostParts(page.root), "the tables").to.deep.equal([]);
      expect(paleParts(page.root)).to.deep.equal([]);
      home.time.release();
      expect(await axeFindings(page.card)).to.deep.equal([]);
    });

  it("stays legible with text of twice the size", async () => {
    const { home } = await CardHome.single();
    homeHealth(home.hass).past = () => full;
    const page = await home.mount({}, { width: 500 });
    for (const family of ["power", "link", "mechanics"]) {
      await page.lock().openFamily(family);
      enlargeText(page.root, 2);
      expect(lostParts(page.root), family).to.deep.equal([]);
      enlargeText(page.root, 0.5);
    }
  });
});
