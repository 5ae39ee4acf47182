import { expect } from "chai";
import { YALE_ZIGBEE } from "../../src/demo/sim/zigbee2mqtt-messages.ts";
import { lostParts } from "../support/seen.ts";
import { CardHome, FRONT, addZwave } from "../support/card-home.ts";

const SEVERITIES = ["critical", "error", "warning", "unknown", "healthy"];

describe("layouts", () => {
  let home: CardHome;

  it("shows every lock of a home as a list, worst first", async () => {
    home = await CardHome.demo();
    const page = await home.mount();
    expect(page.layout).to.equal("fleet");
    expect(page.locks).to.have.length(9);
    const severities = page.locks.map((id) => page.lock(id).severity!);
    expect(severities).to.include.members(SEVERITIES);
    expect(severities).to.deep.equal([...severities].sort((a, b) => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b)));
  });

  it("shows the only lock of a home in full", async () => {
    ({ home } = await CardHome.single());
    const page = await home.mount();
    expect(page.layout).to.equal("full");
    expect(page.locks).to.deep.equal([FRONT]);
    expect(page.lock().severity).to.equal("healthy", page.text);
    expect(page.text).to.match(/^Front door Locked just now · Healthy/);
  });

  it("shows a lock that is named in full, in a home with many", async () => {
    home = await CardHome.demo();
    const page = await home.mount({ entity: FRONT });
    expect(page.layout).to.equal("full");
    expect(page.locks).to.deep.equal([FRONT]);
    expect(Object.keys(page.lock().families)).to.deep.equal(["power", "link", "software", "mechanics", "access"]);
  });

  it("becomes a list when a second lock comes", async () => {
    ({ home } = await CardHome.single());
    const page = await home.mount();
    home.sim.zigbee.addLock({ name: "Patio", ieee: "0x000d6f0014a7b21c", model: YALE_ZIGBEE, battery: 88, linkQuality: 164 });
    await home.pass(1000);
    expect(page.layout).to.equal("fleet");
    expect(page.locks).to.have.members([FRONT, "lock.patio"]);
  });

  for (const layout of ["full", "compact", "fleet"]) {
    it(`shows all locks in the layout ${layout} when it is asked for`, async () => {
      home = await CardHome.demo();
      const page = await home.mount({ layout });
      expect(page.layout).to.equal(layout);
      expect(page.locks).to.have.length(9);
      const fronts = page.locks.map((id) => page.lock(id));
      if (layout === "full") for (const lock of fronts) expect(Object.keys(lock.families)).to.have.length(5);
      else for (const lock of fronts) expect(lock.families).to.deep.equal({});
    });
  }

  it("puts one way out behind each line of a list that has something wrong", async () => {
    home = await CardHome.demo();
    for (const layout of ["compact", "fleet"]) {
      const page = await home.mount({ layout });
      for (const id of page.locks) {
        const { severity, remedies } = page.lock(id);
        expect(remedies, `${id} ${severity!}`).to.have.length(severity === "healthy" || severity === "unknown" ? 0 : 1);
      }
    }
  });

  it("unfolds a line of the list, and folds it again", async () => {
    home = await CardHome.demo();
    const page = await home.mount();
    const head = () => page.lock(FRONT).find("button.head");
    expect(head().getAttribute("aria-expanded")).to.equal("false");
    await page.lock(FRONT).tap("button.head");
    expect(head().getAttribute("aria-expanded")).to.equal("true");
    expect(page.lock(FRONT).findings).to.deep.equal(["update_available"]);
    expect(Object.keys(page.lock(FRONT).families)).to.have.length(5);
    await page.lock(FRONT).tap("button.head");
    expect(head().getAttribute("aria-expanded")).to.equal("false");
    expect(page.lock(FRONT).families).to.deep.equal({});
  });

  it("has nothing to unfold in one line", async () => {
    home = await CardHome.demo();
    const page = await home.mount({ layout: "compact" });
    expect(page.all("[aria-expanded]")).to.deep.equal([]);
  });

  it("shows what is being done also in the layout of one line", async () => {
    ({ home } = await CardHome.single("admin"));
    home.sim.lock("Front door").offerUpdate();
    const page = await home.mount({ layout: "compact" });
    await page.lock().tapRemedy("install_update");
    expect(page.lock().run).to.deep.include({ phase: "confirming", acts: ["confirm", "cancel"] });
    await page.lock().act("confirm");
    expect(page.lock().run!.phase).to.equal("calling");
    await page.lock().act("cancel");
    await page.lock().act("close");
    expect(page.lock().run).to.equal(undefined);
    expect(page.lock().families).to.deep.equal({});
  });

  it("opens a guide in the layout of one line, and closes it", async () => {
    ({ home } = await CardHome.single());
    home.sim.lock("Front door").jam(true);
    const page = await home.mount({ layout: "compact" });
    await page.lock().tapRemedy("guide_jam");
    expect(page.lock().guide!.id).to.equal("guide_jam");
    await page.lock().act("close");
    expect(page.lock().guide).to.equal(undefined);
    expect(page.lock().families).to.deep.equal({});
  });

  const CHOICES: readonly (readonly [string, object, number])[] = [
    ["areas", { areas: ["ground_floor"] }, 5],
    ["areas without a lock", { areas: ["cellar"] }, 0],
    ["an exclusion", { exclude: [FRONT, "lock.shed"] }, 7],
    ["entities", { entities: ["lock.shed", "lock.patio"] }, 2],
    ["empty lists, which are none", { entities: [], areas: [], exclude: [] }, 9],
  ];
  for (const [what, config, count] of CHOICES) {
    it(`keeps to ${what}`, async () => {
      home = await CardHome.demo();
      const page = await home.mount({ layout: "fleet", ...config });
      expect(page.locks).to.have.length(count);
    });
  }

  it("grows with the size of text that the theme asks for, and loses nothing", async () => {
    const { home: single, lock } = await CardHome.single();
    home = single;
    const page = await home.mount({}, { width: 500 });
    lock.jam(true);
    await home.pass();
    await page.lock().openFamily("power");
    const sizes = () =>
      page.all("ha-card *").map((element) => {
        const { fontSize, lineHeight } = getComputedStyle(element);
        return [element.tagName, parseFloat(fontSize), parseFloat(lineHeight)] as const;
      });
    const before = sizes();
    page.element.style.setProperty("--ha-font-size-m", "28px");
    const after = sizes();
    expect(after.length).to.be.greaterThan(30);
    after.forEach(([tag, size, line], index) => {
      const [, was, lineWas] = before[index]!;
      // Icons and what only holds a tap's height have no text to grow.
      if (tag === "HA-ICON" || tag === "SVG" || was === 0) return;
      expect(size, `${tag} ${index}`).to.be.closeTo(2 * was, 0.1);
      if (lineWas !== 48 && lineWas > 0) expect(line, `${tag} ${index}`).to.be.closeTo(2 * lineWas, 0.1);
    });
    expect(lostParts(page.root)).to.deep.equal([]);
  });

  it("tells a hub that is gone once, with its locks behind it", async () => {
    home = await CardHome.of((sim) => {
      addZwave(sim);
      addZwave(sim, { node: 4, name: "Garage" });
      sim.zigbee.addLock({ name: "Patio", ieee: "0x000d6f0014a7b21c", model: YALE_ZIGBEE, battery: 88, linkQuality: 164 });
    });
    const page = await home.mount();
    expect(page.hubs).to.deep.equal([]);
    home.sim.stopHub("zwave", true);
    await home.pass(2000);
    expect(page.hubs).to.have.length(1);
    const [hub] = page.hubs;
    expect(hub!.innerText).to.contain("Z-Wave").and.contain("Front door").and.contain("Garage").and.contain("Waiting for it");
    expect(hub!.querySelectorAll("[data-finding]")).to.have.length(1);
    expect(hub!.querySelector<HTMLElement>("[data-finding]")!.dataset["finding"]).to.equal("hub_down");
    expect(page.all("[data-finding]")).to.have.length(1);
    expect(page.locks).to.deep.equal(["lock.patio"]);
    home.sim.stopHub("zwave", false);
    await home.pass(90_000);
    expect(page.hubs).to.deep.equal([]);
    expect(page.locks).to.have.length(3);
  });

  it("restarts a hub from its one finding", async () => {
    home = await CardHome.of((sim) => {
      addZwave(sim);
      addZwave(sim, { node: 4, name: "Garage" });
      sim.setUser("admin");
    });
    const page = await home.mount();
    home.sim.stopHub("zwave", true);
    await home.pass(30_000);
    home.sim.stopHub("zwave", false);
    await page.tap('[data-hub] [data-remedy="reload_entry"]');
    expect(page.find("[data-hub] [data-run]").dataset["phase"]).to.equal("confirming");
    expect(home.calls).to.deep.equal([]);
    await page.tap('[data-hub] [data-act="confirm"]');
    expect(home.calls.map(({ name }) => name)).to.deep.equal(["homeassistant.reload_config_entry"]);
    await home.pass(2000);
    expect(page.hubs).to.deep.equal([]);
    expect(page.locks).to.have.length(2);
    expect(page.all("[data-run]").map((run) => run.dataset["phase"])).to.deep.equal(["confirmed"]);
  });
});
