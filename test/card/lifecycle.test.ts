import { expect } from "chai";
import { CardHome, FRONT } from "../support/card-home.ts";
import type { CardPage } from "../support/card-page.ts";
import { settle } from "../support/page-time.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A card that is taken away keeps what was gathered for a few seconds: dashboards move their cards. */
const GRACE = 6 * SECOND;

describe("a card in its dashboard", () => {
  /** Counts what is drawn: changes of the card's inside. */
  function watch(page: CardPage): { readonly drawn: () => number; readonly asked: () => number } {
    let drawn = 0;
    let asked = 0;
    const observer = new MutationObserver((changes) => (drawn += changes.length));
    observer.observe(page.root, { subtree: true, childList: true, attributes: true, characterData: true });
    const { requestUpdate } = page.element;
    page.element.requestUpdate = () => {
      asked += 1;
      requestUpdate.call(page.element);
    };
    return { drawn: () => drawn + observer.takeRecords().length, asked: () => asked };
  }

  it("does nothing for an update that is not about a lock", async () => {
    const home = await CardHome.demo();
    const page = await home.mount();
    await home.pass(10 * SECOND);
    const { drawn, asked } = watch(page);
    let updates = 0;
    home.sim.onHass(() => (updates += 1));
    const stop = home.sim.others.live();
    await home.pass(30 * SECOND);
    stop();
    expect(updates).to.be.at.least(3);
    expect(asked()).to.equal(0);
    expect(drawn()).to.equal(0);
  });

  it("does nothing for a hass that is new and says the same", async () => {
    const { home } = await CardHome.single();
    const page = await home.mount();
    const { drawn, asked } = watch(page);
    for (let turn = 0; turn < 5; turn++) {
      home.change({});
      await home.pass();
    }
    expect([asked(), drawn()]).to.deep.equal([0, 0]);
  });

  it("draws once what changes at once", async () => {
    const home = await CardHome.demo();
    const page = await home.mount();
    let renders = 0;
    const card = page.element as unknown as { render(): unknown };
    const { render } = card;
    card.render = () => {
      renders += 1;
      return render.call(card);
    };
    home.sim.lock("Front door").drain(40);
    home.sim.lock("Patio").drain(12);
    await settle(1);
    expect(renders).to.equal(1);
  });

  it("of one lock does nothing for another one", async () => {
    const home = await CardHome.demo();
    const page = await home.mount({ entity: FRONT });
    const { drawn } = watch(page);
    home.sim.lock("Patio").drain(50);
    await home.pass();
    expect(drawn()).to.equal(0);
  });

  it("has no timer faster than a minute while nothing runs", async () => {
    const home = await CardHome.demo();
    await home.mount();
    await home.pass(10 * SECOND);
    expect(home.time.pending.filter((every) => every !== undefined)).to.deep.equal([]);
    // What was gathered is asked for anew once a minute, and nothing adds up.
    await home.pass(5 * MINUTE);
    expect(home.time.pending).to.have.length.of.at.most(3);
  });

  it("counts the seconds only while somebody waits for them", async () => {
    const { home, lock } = await CardHome.single();
    lock.silence(true, 2);
    const page = await home.mount();
    const ticking = () => home.time.pending.filter((every) => every === SECOND).length;
    expect(ticking()).to.equal(0);
    await page.lock().tapRemedy("ping");
    expect(ticking()).to.equal(1);
    await home.pass(31 * SECOND);
    expect(page.lock().run!.acts).to.include("again");
    await home.pass(2 * SECOND);
    expect(ticking()).to.equal(0);
  });

  it("lets go of everything when it is taken away", async () => {
    const home = await CardHome.demo();
    const page = await home.mount();
    expect(home.subscriptions).to.be.greaterThan(3);
    page.element.remove();
    await home.pass(GRACE);
    expect(home.subscriptions).to.equal(0);
    expect(home.time.pending).to.deep.equal([]);
  });

  it("lets go of everything when it is taken away in the middle of a remedy", async () => {
    const { home, lock } = await CardHome.single();
    lock.silence(true, 2);
    const page = await home.mount();
    await page.lock().tapRemedy("ping");
    page.element.remove();
    expect(home.time.pending.filter((every) => every !== undefined)).to.deep.equal([]);
    await home.pass(11 * MINUTE);
    expect(home.subscriptions).to.equal(0);
    expect(home.time.pending).to.deep.equal([]);
  });

  it("keeps what was gathered while it is moved to another place", async () => {
    const home = await CardHome.demo();
    const page = await home.mount();
    const { parentElement } = page.element;
    const before = home.subscriptions;
    page.element.remove();
    await home.pass(2 * SECOND);
    parentElement!.append(page.element);
    await home.pass(GRACE);
    expect(home.subscriptions).to.equal(before);
    expect(page.locks).to.have.length(9);
  });

  it("works on when it comes back after a long time", async () => {
    const { home, lock } = await CardHome.single();
    const page = await home.mount();
    const { parentElement } = page.element;
    page.element.remove();
    await home.pass(MINUTE);
    lock.drain(9);
    await home.pass(MINUTE);
    parentElement!.append(page.element);
    await home.pass();
    expect(page.lock().findings).to.include("battery_critical");
    expect(home.subscriptions).to.be.greaterThan(0);
    lock.drain(90);
    await home.pass();
    expect(page.lock().severity).to.equal("healthy");
    lock.silence(true, 1);
    await home.pass();
    await page.lock().tapRemedy("ping");
    expect(page.lock().run!.phase).to.equal("verifying");
  });

  it("draws nothing while it is not in the page", async () => {
    const { home, lock } = await CardHome.single();
    const page = await home.mount();
    page.element.remove();
    const { drawn } = watch(page);
    lock.drain(9);
    home.sim.setLanguage("de");
    await home.pass(MINUTE);
    expect(drawn()).to.equal(0);
  });

  it("is shown by many cards of one home with one question each", async () => {
    const home = await CardHome.demo();
    await home.mount();
    await home.pass(SECOND);
    const one = home.subscriptions;
    await home.mount({ layout: "full" });
    await home.mount({ layout: "compact" });
    await home.mount({ entity: FRONT });
    await home.pass(SECOND);
    expect(home.subscriptions).to.equal(one);
  });

  it("keeps its open family and its guide over updates", async () => {
    const { home, lock } = await CardHome.single();
    const page = await home.mount();
    await page.lock().openFamily("access");
    lock.drain(80);
    await home.pass(2 * MINUTE);
    expect(page.lock().families["access"]!.open).to.equal(true);
  });

  it("comes back by itself after a restart of Home Assistant", async () => {
    const { home, lock } = await CardHome.single();
    const page = await home.mount();
    home.sim.restart();
    await home.pass(30 * SECOND);
    expect(page.lock().severity).to.equal("healthy", page.text);
    lock.drain(9);
    await home.pass();
    expect(page.lock().findings).to.include("battery_critical");
  });

  it("follows a new connection, as after a sign-in", async () => {
    const { home } = await CardHome.single();
    const other = await CardHome.demo();
    const page = await home.mount();
    page.element.hass = other.hass;
    await other.pass();
    expect(page.locks).to.have.length(9);
  });
});
