import { expect } from "chai";
import type { Hass } from "../../src/card/hass.ts";
import { LockHealthCard } from "../../src/card/lock-health-card.ts";
import { CardHome, FRONT } from "../support/card-home.ts";
import { named } from "../support/home-assistant.ts";
import type { HaForm } from "../support/home-assistant.ts";
import { words } from "../support/card-page.ts";

const TYPE = "custom:lock-health-card";

interface Editor extends HTMLElement {
  setConfig(config: unknown): void;
  hass: Hass;
}

describe("the editor", () => {
  let home: CardHome;
  let editor: Editor;
  let said: unknown[];
  afterEach(() => editor.remove());

  async function open(config: object = {}): Promise<HaForm> {
    home = await CardHome.demo();
    editor = (await LockHealthCard.getConfigElement()) as Editor;
    said = [];
    editor.addEventListener("config-changed", (event) => said.push((event as CustomEvent<{ config: object }>).detail.config));
    editor.setConfig({ type: TYPE, ...config });
    editor.hass = home.hass;
    document.body.append(editor);
    return form();
  }

  const form = () => editor.querySelector("ha-form") as HaForm;
  const names = (of: HaForm) => of.fields.map(({ name }) => name);
  const last = () => said[said.length - 1];

  /** A person changes fields; Home Assistant hands the new configuration back. */
  function change(fields: object): void {
    form().change(fields as never);
    editor.setConfig(last());
  }

  it("asks which locks, where none is chosen", async () => {
    expect(names(await open())).to.deep.equal([
      "entity",
      "areas",
      "entities",
      "exclude",
      "layout",
      "battery_low",
      "battery_critical",
      "battery_months",
      "watch_relock",
      "watch_care",
      "care_list",
      "shopping_list",
      "calendar_entity",
      "todo_entity",
      "read_only",
    ]);
  });

  it("asks what belongs to the lock, where one is chosen", async () => {
    expect(names(await open({ entity: FRONT }))).to.deep.equal([
      "entity",
      "linked_entities",
      "layout",
      "battery_low",
      "battery_critical",
      "battery_months",
      "watch_relock",
      "watch_care",
      "care_list",
      "shopping_list",
      "calendar_entity",
      "todo_entity",
      "read_only",
    ]);
  });

  it("has the right selector and a label in words for each field", async () => {
    for (const config of [{}, { entity: FRONT }]) {
      const each = await open(config);
      expect(named(each, "entity").selector).to.deep.equal({ entity: { domain: "lock" } });
      expect(named(each, "battery_low").selector!["number"]).to.deep.include({ min: 5, max: 60, unit_of_measurement: "%" });
      for (const list of ["todo_entity", "care_list", "shopping_list"])
        expect(named(each, list).selector, list).to.deep.equal({ entity: { domain: "todo" } });
      expect(named(each, "calendar_entity").selector).to.deep.equal({ entity: { domain: "calendar" } });
      expect(named(each, "watch_care").selector).to.deep.equal({ boolean: {} });
      for (const field of [...each.fields, ...each.schema]) {
        const label = field.title ?? each.computeLabel(field);
        expect(label, field.name)
          .to.match(/^\S.*/)
          .and.not.match(/editor\./);
      }
      expect(each.computeHelper(named(each, "entity"))).to.contain("Leave empty");
      for (const field of ["watch_care", "care_list", "shopping_list", "calendar_entity"])
        expect(each.computeHelper(named(each, field)), field).to.match(/^\S.*[.]$/);
      expect(each.computeHelper(named(each, "layout"))).to.equal(undefined);
      if (config.entity !== undefined) break;
      editor.remove();
      home.end();
    }
  });

  it("shows what is configured, with the thresholds as they are when nobody chose", async () => {
    expect((await open({ layout: "compact" })).data).to.deep.include({
      layout: "compact",
      battery_low: 20,
      battery_critical: 10,
    });
    editor.setConfig({ type: TYPE, battery_low: 35 });
    expect(form().data).to.deep.include({ battery_low: 35 });
    expect(form().data).to.not.have.property("layout");
  });

  it("says nothing by itself", async () => {
    await open({ entity: FRONT, layout: "full" });
    editor.hass = { ...home.hass };
    expect(said).to.deep.equal([]);
  });

  it("writes what was chosen, and nothing that is empty or as by default", async () => {
    await open();
    change({ entity: FRONT });
    expect(last()).to.deep.equal({ type: TYPE, entity: FRONT });
    change({ layout: "compact", battery_low: 25 });
    expect(last()).to.deep.equal({ type: TYPE, entity: FRONT, layout: "compact", battery_low: 25 });
    change({ layout: undefined, battery_low: 20, read_only: false, todo_entity: "" });
    expect(last()).to.deep.equal({ type: TYPE, entity: FRONT });
    change({ watch_care: false, care_list: "todo.home", shopping_list: "todo.shop", calendar_entity: "calendar.home" });
    expect(last()).to.deep.equal({
      type: TYPE,
      entity: FRONT,
      watch_care: false,
      care_list: "todo.home",
      shopping_list: "todo.shop",
      calendar_entity: "calendar.home",
    });
    change({ watch_care: true, care_list: "", shopping_list: undefined, calendar_entity: null });
    expect(last()).to.deep.equal({ type: TYPE, entity: FRONT });
    change({ entity: undefined, areas: ["outside"], exclude: [] });
    expect(last()).to.deep.equal({ type: TYPE, areas: ["outside"] });
  });

  it("keeps what others wrote", async () => {
    const others = { grid_options: { columns: 6 }, card_mod: { style: "ha-card {}" }, visibility: [{ condition: "screen" }] };
    await open(others);
    change({ layout: "fleet" });
    expect(last()).to.deep.equal({ type: TYPE, ...others, layout: "fleet" });
  });

  it("keeps linked entities by lock, and shows those of the chosen one", async () => {
    const linked = { [FRONT]: ["binary_sensor.door"], "lock.shed": ["sensor.shed"] };
    const each = await open({ entity: FRONT, linked });
    expect(each.data).to.deep.include({ linked_entities: ["binary_sensor.door"] });
    change({ linked_entities: ["binary_sensor.door", "sensor.more"] });
    expect(last()).to.deep.equal({
      type: TYPE,
      entity: FRONT,
      linked: { "lock.shed": ["sensor.shed"], [FRONT]: ["binary_sensor.door", "sensor.more"] },
    });
    change({ linked_entities: [] });
    expect(last()).to.deep.equal({ type: TYPE, entity: FRONT, linked: { "lock.shed": ["sensor.shed"] } });
  });

  it("does not give one lock's linked entities to another", async () => {
    await open({ entity: FRONT, linked: { [FRONT]: ["binary_sensor.door"] } });
    change({ entity: "lock.shed" });
    expect(last()).to.deep.equal({ type: TYPE, entity: "lock.shed", linked: { [FRONT]: ["binary_sensor.door"] } });
    expect(form().data).to.not.have.property("linked_entities");
  });

  it("does not lose linked entities when the lock is cleared for a moment", async () => {
    await open({ entity: FRONT, linked: { [FRONT]: ["binary_sensor.door"] } });
    change({ entity: undefined });
    expect(last()).to.deep.equal({ type: TYPE, linked: { [FRONT]: ["binary_sensor.door"] } });
  });

  it("says what was found for the lock, and from which entity", async () => {
    await open({ entity: FRONT });
    expect(words(editor))
      .to.contain("Found for this lock")
      .and.contain("Battery (sensor.touchscreen_deadbolt_z_wave_plus_battery_level)");
  });

  it("refuses what its form cannot show, so that Home Assistant offers the text", async () => {
    await open();
    expect(() => editor.setConfig({ type: TYPE, layout: "huge" })).to.throw(/full \/ compact \/ fleet/);
  });

  it("is one element however often it is opened, with the newest home each time", async () => {
    await open();
    const other = (await LockHealthCard.getConfigElement()) as Editor;
    expect(other.localName).to.equal(editor.localName);
    expect(other).to.not.equal(editor);
    editor.hass = home.hass;
    expect(form().hass).to.equal(home.hass);
  });

  it("leaves nothing behind that goes on", async () => {
    await open({ entity: FRONT });
    editor.remove();
    await home.pass(10_000);
    expect(home.subscriptions).to.equal(0);
    expect(home.time.pending).to.deep.equal([]);
  });
});
