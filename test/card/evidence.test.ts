import { expect } from "chai";
import en from "../../src/translations/en.more.json" with { type: "json" };
import guideTexts from "../../src/translations/en.guides.json" with { type: "json" };
import type { ZwaveLock } from "../../src/demo/sim/zwave-lock.ts";
import { CardHome } from "../support/card-home.ts";
import type { CardPage } from "../support/card-page.ts";

const MINUTE = 60_000;
const SLUG = "touchscreen_deadbolt_z_wave_plus";

describe("what a person opens", () => {
  let home: CardHome;
  let lock: ZwaveLock;
  let page: CardPage;

  async function healthy(): Promise<void> {
    ({ home, lock } = await CardHome.single());
    page = await home.mount();
  }

  it("is closed at first where nothing is wrong", async () => {
    await healthy();
    expect(page.lock().severity).to.equal("healthy");
    for (const { open, state } of Object.values(page.lock().families))
      expect({ open, state }).to.deep.equal({ open: false, state: "ok" });
    expect(page.lock().facts).to.deep.equal({});
  });

  it("is the family of the worst finding where something is wrong", async () => {
    await healthy();
    lock.drain(9);
    await home.pass();
    const { families } = page.lock();
    expect(families["power"]).to.deep.equal({ open: true, state: "critical", text: "9 % Power" });
    expect(Object.values(families).filter(({ open }) => open)).to.have.length(1);
    expect(page.lock().facts["battery_level"]!.value).to.equal("9 %");
  });

  it("opens one family at a time, and closes it at a second tap", async () => {
    await healthy();
    await page.lock().tap('[data-family="power"]');
    expect(page.lock().families["power"]!.open).to.equal(true);
    await page.lock().tap('[data-family="link"]');
    expect(page.lock().families["power"]!.open).to.equal(false);
    expect(page.lock().families["link"]!.open).to.equal(true);
    await page.lock().tap('[data-family="link"]');
    expect(page.all(".evidence")).to.deep.equal([]);
  });

  it("stays closed when the worst finding's family was closed by hand", async () => {
    await healthy();
    lock.drain(9);
    await home.pass();
    await page.lock().tap('[data-family="power"]');
    await home.pass(5 * MINUTE);
    expect(page.lock().families["power"]!.open).to.equal(false);
  });

  it("shows each reading with value, unit, age and source", async () => {
    await healthy();
    await home.pass(8 * MINUTE);
    await page.lock().openFamily("power");
    expect(page.lock().facts["battery_level"]).to.deep.equal({
      value: "94 %",
      age: "8 min ago",
      source: `sensor.${SLUG}_battery_level`,
    });
    await page.lock().openFamily("link");
    const { signal, round_trip: roundTrip, node_status: status, last_seen: seen, link } = page.lock().facts;
    expect(signal).to.deep.equal({ value: "-62 dBm", age: "8 min ago", source: `sensor.${SLUG}_signal_strength` });
    expect(roundTrip).to.deep.equal({ value: "34.6 ms", age: "8 min ago", source: `sensor.${SLUG}_round_trip_time` });
    expect(status!.value).to.equal("Yes");
    expect(seen!.value).to.match(/^\d{1,2}:\d\d/);
    expect(link!.value).to.equal("10 of 10");
    await page.lock().openFamily("software");
    expect(page.lock().facts["firmware"]!.value).to.equal("10.7");
    await page.lock().openFamily("mechanics");
    expect(page.lock().facts["lock_state"]!.value).to.equal("Locked");
    expect(page.lock().facts["door_open"]!.value).to.equal("Closed");
    expect(page.lock().facts["jam_flag"]!.value).to.equal("No");
  });

  it("says of each family in every lock of the demo something that a person can read", async () => {
    home = await CardHome.demo();
    page = await home.mount({ layout: "full" });
    for (const id of page.locks)
      for (const family of ["power", "link", "software", "mechanics", "access"]) {
        await page.lock(id).openFamily(family);
        const { facts } = page.lock(id);
        if (Object.keys(facts).length === 0) expect(page.lock(id).text).to.contain(en.evidence.none_long);
        for (const [name, { value }] of Object.entries(facts))
          expect(value, `${id} ${family} ${name}`)
            .to.match(/\S/)
            .and.not.match(/undefined|\[object|NaN|Infinity|null|value\.|\{/);
      }
  });

  it("opens the entity of a reading at a tap", async () => {
    await healthy();
    await page.lock().openFamily("power");
    let opened: unknown;
    document.addEventListener("hass-more-info", (event) => (opened = (event as CustomEvent<unknown>).detail), { once: true });
    await page.lock().tap('[data-fact="battery_level"]');
    expect(opened).to.deep.equal({ entityId: `sensor.${SLUG}_battery_level` });
    expect(page.lock().find('[data-fact="battery_level"]').title).to.contain(`sensor.${SLUG}_battery_level`);
  });

  it("shows a reading that is not there as none", async () => {
    home = await CardHome.of((sim) => sim.plain.addLock({ name: "Guest house", battery: 77 }).loseReadings(true));
    page = await home.mount();
    await page.lock().openFamily("power");
    expect(page.lock().facts["battery_level"]!.value).to.equal("No reading");
    expect(page.lock().families["power"]!.text).to.equal("? Power");
  });

  describe("a guide", () => {
    async function jammed(): Promise<void> {
      await healthy();
      lock.jam(true);
      await home.pass();
      await page.lock().tapRemedy("guide_jam");
    }

    it("opens with its first step in the place of its finding", async () => {
      await jammed();
      expect(page.lock().guide).to.deep.include({ id: "guide_jam", step: "force" });
      expect(page.lock().guide!.text).to.contain(guideTexts.guides.guide_jam.title);
      expect(page.lock().guide!.text).to.contain(guideTexts.guides.guide_jam.steps.force.do);
      expect(page.lock().findings).to.deep.equal([]);
      expect(home.calls).to.deep.equal([]);
    });

    it("closes, and the finding is there again", async () => {
      await jammed();
      await page.lock().act("close");
      expect(page.lock().guide).to.equal(undefined);
      expect(page.lock().findings).to.deep.equal(["bolt_jammed"]);
    });

    it("stays open when its finding goes away, until it is closed", async () => {
      await jammed();
      lock.jam(false);
      await home.pass(10_000);
      expect(page.lock().guide!.id).to.equal("guide_jam");
      await page.lock().act("close");
      expect(page.lock().severity).to.equal("healthy", page.text);
      expect(page.lock().guide).to.equal(undefined);
    });

    it("opens from a line of the list, which unfolds for it", async () => {
      home = await CardHome.demo();
      page = await home.mount();
      const cellar = home.sim.lock("Cellar").entityId;
      await page.lock(cellar).tapRemedy("guide_jam");
      expect(page.lock(cellar).guide!.id).to.equal("guide_jam");
      expect(page.lock(cellar).find("button.head").getAttribute("aria-expanded")).to.equal("true");
      await page.lock(cellar).act("close");
      expect(page.lock(cellar).guide).to.equal(undefined);
    });
  });
});
