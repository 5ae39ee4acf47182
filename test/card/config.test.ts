import { expect } from "chai";
import { USER_KEY } from "../../src/adapters/kept.ts";
import { LockHealthCard } from "../../src/card/lock-health-card.ts";
import type { Hass } from "../../src/card/hass.ts";
import { DAY, beginRecord, encodeCare } from "../../src/core/care/record.ts";
import { CardHome, FRONT, addZwave } from "../support/card-home.ts";
import type { Config } from "../support/card-home.ts";

type CustomCards = { readonly type: string; getEntitySuggestion(hass: Hass, entityId: string): { config: object } | null }[];

const registered = () => (window as unknown as { customCards: CustomCards }).customCards;

const card = () => document.createElement("lock-health-card");

describe("setConfig", () => {
  const MEANT: readonly (readonly [string, object])[] = [
    ["nothing but the type", {}],
    ["a lock", { entity: "lock.front_door" }],
    ["locks", { entities: ["lock.a", "lock.b_2"] }],
    ["areas", { areas: ["hall", "Büro"] }],
    ["locks to leave out", { exclude: ["lock.shed"] }],
    ["each layout", { layout: "compact" }],
    ["thresholds at their ends", { battery_low: 5, battery_critical: 30 }],
    ["linked entities", { linked: { "lock.front_door": ["binary_sensor.front_door"] } }],
    ["a to-do list", { todo_entity: "todo.home" }],
    ["lists and a calendar for care", { care_list: "todo.home", shopping_list: "todo.shop", calendar_entity: "calendar.home" }],
    ["no word about care", { watch_care: false }],
    ["read only", { read_only: true }],
    ["empty options, which are none", { entity: "", entities: null, layout: undefined, areas: [], battery_low: null }],
    ["options of others", { grid_options: { columns: 6 }, card_mod: { style: "" }, view_layout: {}, visibility: [] }],
    ["an unknown option, which may be one of tomorrow", { forecast: true }],
  ];
  for (const [what, config] of MEANT)
    it(`takes ${what}`, () => expect(() => card().setConfig({ type: "custom:lock-health-card", ...config })).to.not.throw());

  it("takes one frozen object, as Home Assistant gives it", () => {
    const config = Object.freeze({ type: "custom:lock-health-card", entities: Object.freeze(["lock.a"]) });
    expect(() => card().setConfig(config)).to.not.throw();
  });

  const NOT_MEANT: readonly (readonly [what: string, config: unknown, option: string, wanted: string, shown: string])[] = [
    ["nothing", undefined, "card", "{layout: fleet}", "null"],
    ["null", null, "card", "{layout: fleet}", "null"],
    ["a text", "fleet", "card", "{layout: fleet}", "fleet"],
    ["a list", [], "card", "{layout: fleet}", "[]"],
    ["a number in the place of a lock", { entity: 5 }, "entity", "lock.front_door", "5"],
    ["another entity", { entity: "light.hall" }, "entity", "lock.front_door", "light.hall"],
    ["an id that cannot be one", { entity: "lock.Front Door" }, "entity", "lock.front_door", "lock.Front Door"],
    ["one lock where a list is meant", { entities: "lock.a" }, "entities", "[lock.front_door]", "lock.a"],
    ["a list with something else in it", { entities: ["sensor.b"] }, "entities", "[lock.front_door]", '["sensor.b"]'],
    ["an exclusion that is no list", { exclude: "lock.a" }, "exclude", "[lock.front_door]", "lock.a"],
    ["areas that are no list", { areas: "hall" }, "areas", "[hall]", "hall"],
    ["a layout that there is not", { layout: "huge" }, "layout", "full / compact / fleet", "huge"],
    ["a threshold that is too low", { battery_low: 4 }, "battery_low", "5–60", "4"],
    ["a threshold that is too high", { battery_critical: 31 }, "battery_critical", "1–30", "31"],
    ["a threshold that is a text", { battery_low: "20" }, "battery_low", "5–60", "20"],
    ["a threshold that is no number", { battery_low: NaN }, "battery_low", "5–60", "null"],
    ["a to-do list that is none", { todo_entity: "list.a" }, "todo_entity", "todo.home", "list.a"],
    ["a list for care that is a calendar", { care_list: "calendar.home" }, "care_list", "todo.home", "calendar.home"],
    ["a shopping list that is no entity", { shopping_list: true }, "shopping_list", "todo.home", "true"],
    ["a calendar that is a list", { calendar_entity: "todo.home" }, "calendar_entity", "calendar.home", "todo.home"],
    ["linked entities without a lock", { linked: ["a.b"] }, "linked", "{lock.front_door: [sensor.hall]}", '["a.b"]'],
    [
      "a linked entity that is no list",
      { linked: { "lock.a": "a.b" } },
      "linked",
      "{lock.front_door: [sensor.hall]}",
      '{"lock.a":"a.b"}',
    ],
  ];
  for (const [what, config, option, wanted, shown] of NOT_MEANT)
    it(`refuses ${what}, and says what to write instead`, () => {
      const type = { type: "custom:lock-health-card" };
      const given = typeof config === "object" && config !== null && !Array.isArray(config) ? { ...type, ...config } : config;
      const sentence = `Lock Health: write “${option}” like ${wanted}, not like “${shown}”.`;
      expect(() => card().setConfig(given))
        .to.throw(Error)
        .with.property("message", sentence);
    });

  it("keeps what it showed when a configuration is refused", async () => {
    const { home } = await CardHome.single();
    const page = await home.mount({ entity: FRONT });
    expect(() => page.element.setConfig({ layout: "huge" })).to.throw();
    await home.pass();
    expect(page.locks).to.deep.equal([FRONT]);
  });

  it("may come again with something else", async () => {
    const home = await CardHome.demo();
    const page = await home.mount({ entity: FRONT });
    page.element.setConfig({ type: "custom:lock-health-card", layout: "compact" });
    await home.pass();
    expect(page.layout).to.equal("compact");
    expect(page.locks).to.have.length(9);
    page.element.setConfig({ type: "custom:lock-health-card", entity: FRONT, battery_low: 60, battery_critical: 30 });
    home.sim.lock("Front door").drain(55);
    await home.pass();
    expect(page.lock(FRONT).findings).to.include("battery_low");
  });

  it("tells of care that is due, unless nobody wants to hear of it", async () => {
    const home = await CardHome.of((sim) => {
      addZwave(sim, { name: "Front door" });
      const begun = beginRecord(Date.now() - 400 * DAY);
      sim.store.userData.set(USER_KEY, { [FRONT]: { care: encodeCare(begun) } });
    });
    const page = await home.mount({ entity: FRONT });
    await home.pass();
    expect(page.lock(FRONT).findings).to.include("care_due");
    page.element.setConfig({ type: "custom:lock-health-card", entity: FRONT, watch_care: false });
    await home.pass();
    expect(page.lock(FRONT).findings).to.not.include("care_due");
  });
});

describe("what Home Assistant asks of a card", () => {
  it("the stub configuration is empty, and good", () => {
    expect(LockHealthCard.getStubConfig()).to.deep.equal({});
    expect(() => card().setConfig({ type: "custom:lock-health-card", ...LockHealthCard.getStubConfig() })).to.not.throw();
  });

  it("the size grows with what is shown", async () => {
    const home = await CardHome.demo();
    const size = async (config: Config) => (await home.mount(config)).element.getCardSize();
    expect(await size({ entity: FRONT })).to.equal(5);
    expect(await size({ layout: "full" })).to.equal(45);
    expect(await size({ layout: "fleet" })).to.equal(10);
    expect(await size({ layout: "compact", entity: FRONT })).to.equal(2);
  });

  for (const config of [{}, { layout: "fleet" }, { layout: "compact", entity: "lock.a" }])
    it(`the grid gives it the width of a column, and the height that it needs: ${JSON.stringify(config)}`, () => {
      const element = card();
      element.setConfig({ type: "custom:lock-health-card", ...config });
      expect(element.getGridOptions()).to.deep.equal({ columns: 12, min_columns: 6 });
    });

  it("it is offered for a lock, and for nothing else", async () => {
    const home = await CardHome.demo();
    const [entry] = registered();
    const suggest = (entityId: unknown) => entry!.getEntitySuggestion(home.hass, entityId as string);
    expect(suggest(FRONT)).to.deep.equal({ config: { type: "custom:lock-health-card", entity: FRONT } });
    expect(suggest("light.kitchen_ceiling")).to.equal(null);
    expect(suggest("lock.not_there")).to.equal(null);
    for (const id of ["", "lock", "nonsense", undefined, null]) expect(suggest(id), `${id}`).to.equal(null);
    home.change({
      states: { "lock.car": { entity_id: "lock.car", state: "locked", attributes: {}, last_changed: "", last_updated: "" } },
      entities: { "lock.car": { entity_id: "lock.car", platform: "tessie" } },
    });
    expect(suggest("lock.car")).to.equal(null);
  });

  it("it stands in the list of cards once, however often its file is loaded", async () => {
    const again = new URL("../../src/card/index.ts?again", import.meta.url).href;
    await import(again);
    expect(registered().filter(({ type }) => type === "lock-health-card")).to.have.length(1);
    const [entry] = registered() as unknown as { [field: string]: unknown }[];
    expect(entry).to.include({ type: "lock-health-card", name: "Lock Health", preview: true });
    expect(entry!["description"]).to.be.a("string").and.not.equal("");
  });
});
