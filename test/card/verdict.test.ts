import { expect } from "chai";
import type { LockHealthCard } from "../../src/card/lock-health-card.ts";
import { CardHome, FRONT, addZwave } from "../support/card-home.ts";
import type { CardPage } from "../support/card-page.ts";
import { words } from "../support/card-page.ts";

const SECOND = 1000;

describe("where there is no verdict", () => {
  let home: CardHome;
  let page: CardPage;
  const errors: unknown[] = [];
  const { error } = console;
  beforeEach(() => (console.error = (...parts) => void errors.push(parts)));
  afterEach(() => {
    console.error = error;
    expect(errors.splice(0)).to.deep.equal([]);
  });

  it("can't tell says why, and what is still known", async () => {
    home = await CardHome.of((sim) => sim.plain.addLock({ name: "Guest house", battery: 77 }).loseReadings(true));
    page = await home.mount();
    expect(page.lock().severity).to.equal("unknown");
    expect(page.lock().text).to.contain("Locked just now · Can’t tell").and.contain("Power: no reading now");
    expect(page.lock().remedies).to.deep.equal([]);
  });

  it("an entity that the home does not have is named, with what to do", async () => {
    ({ home } = await CardHome.single());
    page = await home.mount({ entity: "lock.nope" });
    expect(page.lock("lock.nope").severity).to.equal("unknown");
    expect(page.text)
      .to.contain("Not in this home")
      .and.contain("Home Assistant has no lock.nope")
      .and.contain("Choose it again");
    expect(page.lock("lock.nope").families).to.deep.equal({});
  });

  it("a lock that is taken out of the home leaves words in its own card, and no line in the list", async () => {
    home = await CardHome.demo();
    page = await home.mount({ entity: FRONT });
    const list = await home.mount();
    home.sim.removeLock("Front door");
    await home.pass(SECOND);
    expect(page.lock(FRONT).severity).to.equal("unknown");
    expect(page.text).to.contain("Not in this home");
    expect(list.locks).to.have.length(8).and.not.include(FRONT);
  });

  it("Home Assistant that is starting is no fault of the lock", async () => {
    ({ home } = await CardHome.single());
    page = await home.mount();
    home.sim.restart();
    await home.pass(4 * SECOND);
    expect(page.lock().severity).to.equal("unknown");
    expect(page.text).to.contain("Home Assistant is starting");
    await home.pass(30 * SECOND);
    expect(page.lock().severity).to.equal("healthy", page.text);
  });

  it("without a connection it shows what was last known, and says so", async () => {
    ({ home } = await CardHome.single());
    page = await home.mount();
    home.sim.goOffline(10);
    await home.pass(SECOND);
    expect(words(page.find(".banner"))).to.contain("No connection to Home Assistant");
    expect(page.find(".banner").getAttribute("role")).to.equal("status");
    expect(page.lock().severity).to.equal("healthy");
    await home.pass(10 * SECOND);
    expect(page.all(".banner")).to.deep.equal([]);
  });

  it("read only shows the same, without a way out", async () => {
    home = await CardHome.demo();
    const open = await home.mount({ layout: "full" });
    page = await home.mount({ layout: "full", read_only: true });
    expect(page.text).to.contain("Read only");
    expect(page.all("[data-finding]").map((each) => each.dataset["finding"])).to.deep.equal(
      open.all("[data-finding]").map((each) => each.dataset["finding"]),
    );
    expect(page.all("[data-remedy], [data-run], [data-guide]")).to.deep.equal([]);
    await page.lock(FRONT).openFamily("power");
    expect(Object.keys(page.lock(FRONT).facts)).to.include("battery_level");
  });

  describe("and no lock at all", () => {
    it("an example shows what it will be", async () => {
      home = await CardHome.of();
      page = await home.mount();
      expect(page.text)
        .to.contain("No lock here yet")
        .and.contain("Example 1")
        .and.contain("The bolt has been jammed")
        .and.contain("Healthy");
      expect(page.find(".example").inert).to.equal(true);
      expect(page.all("[data-remedy]")).to.deep.equal([]);
    });

    it("the example goes when a lock comes", async () => {
      home = await CardHome.of();
      page = await home.mount();
      addZwave(home.sim);
      await home.pass(SECOND);
      expect(page.locks).to.deep.equal([FRONT]);
    });

    it("a choice that leaves none is not told as a home without locks", async () => {
      ({ home } = await CardHome.single());
      page = await home.mount({ areas: ["attic"] });
      expect(page.text).to.not.contain("No lock here yet");
      expect(page.text).to.contain("No lock fits").and.contain("areas");
    });

    it("the card's picker shows it with a first hass alone, which never changes", async () => {
      home = await CardHome.demo();
      // As Home Assistant's picker does: the stub configuration, one hass, and nothing after it.
      const card: LockHealthCard = document.createElement("lock-health-card");
      card.hass = home.hass;
      card.setConfig({ type: "custom:lock-health-card" });
      card.preview = true;
      document.body.append(card);
      await home.pass();
      expect(words(card.shadowRoot)).to.contain("Garage").and.contain("Out of reach");
      card.remove();
    });
  });

  it("nothing is drawn, and nothing thrown, before the first hass", async () => {
    ({ home } = await CardHome.single());
    const card = document.createElement("lock-health-card");
    document.body.append(card);
    await home.pass();
    expect(words(card.shadowRoot)).to.equal("");
    card.setConfig({ type: "custom:lock-health-card", entity: FRONT });
    await home.pass();
    expect(words(card.shadowRoot)).to.equal("");
    expect(card.getCardSize()).to.be.a("number");
    card.hass = home.hass;
    await home.pass();
    expect(words(card.shadowRoot)).to.contain("Front door");
    card.remove();
  });

  it("a home of nonsense is drawn all the same", async () => {
    ({ home } = await CardHome.single());
    const nonsense = { "lock.a": { entity_id: "lock.a", state: 7, attributes: null }, "lock.b": null, "sensor.x": {} };
    home.change({ states: nonsense as never, entities: { "lock.a": null, "lock.b": { device_id: 5 } } as never, devices: {} });
    page = await home.mount();
    expect(page.locks).to.include("lock.a");
    expect(page.text).to.not.match(/undefined|\[object/);
  });
});
