import { expect } from "chai";
import type { ZwaveLock } from "../../src/demo/sim/zwave-lock.ts";
import { CardHome, FRONT } from "../support/card-home.ts";
import type { Config } from "../support/card-home.ts";
import { words } from "../support/card-page.ts";
import type { CardPage } from "../support/card-page.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe("a remedy", () => {
  let home: CardHome;
  let lock: ZwaveLock;
  let page: CardPage;

  const names = () => home.calls.map(({ name }) => name);
  const run = () => page.lock().run;

  /** The card of one lock that has fallen silent. */
  async function silent(): Promise<void> {
    ({ home, lock } = await CardHome.single());
    lock.silence(true, 2.2);
    page = await home.mount();
    expect(page.lock().findings).to.deep.equal(["lock_unreachable"]);
  }

  /** The card of one lock with new firmware, and an administrator in front of it. */
  async function updatable({ battery = 94, fails = false } = {}): Promise<void> {
    ({ home, lock } = await CardHome.single("admin"));
    lock.drain(battery);
    lock.offerUpdate({ fails });
    page = await home.mount();
    expect(page.lock().findings).to.include("update_available");
  }

  describe("that goes at one tap", () => {
    it("is called at once, and counts down while it waits", async () => {
      await silent();
      await page.lock().tapRemedy("ping");
      expect(names()).to.deep.equal(["button.press"]);
      expect(run()).to.include({ remedy: "ping", phase: "verifying" });
      expect(run()!.text).to.contain("A reading from the lock will tell").and.contain("27 sec left");
      expect(run()!.acts).to.deep.equal(["cancel"]);
      await home.pass(9 * SECOND);
      expect(run()!.text).to.contain("18 sec left");
    });

    it("takes the place of its finding while it runs", async () => {
      await silent();
      await page.lock().tapRemedy("ping");
      expect(page.lock().findings).to.deep.equal([]);
      expect(page.lock().severity).to.equal("error");
    });

    it("is confirmed by a newer reading, and the outcome goes away", async () => {
      await silent();
      lock.silence(false);
      await page.lock().tapRemedy("ping");
      await home.pass(3 * SECOND);
      expect(run()).to.include({ remedy: "ping", phase: "confirmed" });
      expect(run()!.text).to.match(/Answered after \d+ sec/);
      expect(page.lock().severity).to.equal("healthy");
      await home.pass(2 * MINUTE);
      expect(run()).to.equal(undefined);
    });

    it("is put away by hand", async () => {
      await silent();
      lock.silence(false);
      await page.lock().tapRemedy("ping");
      await home.pass(3 * SECOND);
      await page.lock().act("close");
      expect(run()).to.equal(undefined);
      expect(page.lock().severity).to.equal("healthy");
    });

    it("is unverified when nothing comes back, and may be tried again once it has cooled", async () => {
      await silent();
      await page.lock().tapRemedy("ping");
      await home.pass(28 * SECOND);
      expect(run()).to.include({ remedy: "ping", phase: "unverified" });
      expect(run()!.text).to.contain("nothing came back").and.contain("Try again in 2 sec");
      expect(run()!.acts).to.deep.equal(["next", "close"]);
      await home.pass(2 * SECOND);
      expect(run()!.acts).to.deep.equal(["again", "next", "close"]);
      expect(page.lock().find('[data-act="again"]').innerText.trim()).to.equal("Try again");
      await page.lock().act("again");
      expect(run()!.phase).to.equal("verifying");
      expect(names()).to.deep.equal(["button.press", "button.press"]);
    });

    it("leads to the next thing to try", async () => {
      await silent();
      const offered = page.lock().remedies;
      expect(offered.slice(0, 2)).to.deep.equal(["ping", "guide_reach"]);
      await page.lock().tapRemedy("ping");
      await home.pass(28 * SECOND);
      await page.lock().act("next");
      expect(run()).to.equal(undefined);
      expect(page.lock().guide!.id).to.equal("guide_reach");
      await page.lock().act("close");
      // The one that did not help is the last now.
      expect(page.lock().remedies[0]).to.equal("guide_reach");
      expect(page.lock().remedies).to.include("ping");
    });

    it("that did not help is the last only for its own finding", async () => {
      await silent();
      await page.lock().tapRemedy("ping");
      await home.pass(28 * SECOND);
      await page.lock().act("next");
      await page.lock().act("close");
      lock.silence(false);
      lock.drain(9);
      void home.hass.callService("button", "press", {}, { entity_id: `button.${FRONT.slice("lock.".length)}_ping` });
      await home.pass(3 * SECOND);
      expect(page.lock().findings).to.deep.equal(["battery_critical"]);
      expect(page.lock().remedies[0]).to.equal("replace_cells");
    });

    it("can be left waiting, and is then unverified", async () => {
      await silent();
      await page.lock().tapRemedy("ping");
      await page.lock().act("cancel");
      expect(run()!.phase).to.equal("unverified");
      expect(run()!.text).to.contain("You stopped waiting");
    });

    it("is unverified when the connection breaks in the middle", async () => {
      await silent();
      await page.lock().tapRemedy("ping");
      home.sim.goOffline(5);
      await home.pass(SECOND);
      expect(run()!.phase).to.equal("unverified");
      expect(run()!.text).to.contain("The connection broke");
      expect(run()!.acts).to.not.include("again");
      await home.pass(30 * SECOND);
      expect(run()!.acts).to.include("again");
    });

    it("cannot be had while there is no connection", async () => {
      await silent();
      home.sim.goOffline(60);
      await home.pass(SECOND);
      expect((page.lock().find('[data-remedy="ping"]') as HTMLButtonElement).disabled).to.equal(true);
      expect((page.lock().find('[data-remedy="guide_reach"]') as HTMLButtonElement).disabled).to.equal(false);
    });

    it("says what Home Assistant said when it fails", async () => {
      await silent();
      home.change({ callService: () => Promise.reject({ code: "home_assistant_error", message: "No driver" }) });
      await page.lock().tapRemedy("ping");
      expect(run()!.phase).to.equal("failed");
      expect(run()!.text).to.contain("That did not work").and.contain("Home Assistant said: No driver");
    });

    it("says that only an administrator may when it is refused", async () => {
      await silent();
      home.change({ callService: () => Promise.reject({ code: "home_assistant_error", message: "Unauthorized" }) });
      await page.lock().tapRemedy("ping");
      expect(run()!.phase).to.equal("failed");
      expect(run()!.text).to.contain("administrators only");
    });

    it("is one run in two cards", async () => {
      await silent();
      const other = await home.mount({ layout: "fleet" });
      await page.lock().tapRemedy("ping");
      expect(other.lock().run).to.include({ remedy: "ping", phase: "verifying" });
      await other.lock().act("cancel");
      expect(run()!.phase).to.equal("unverified");
      await page.lock().act("close");
      expect(other.lock().run).to.equal(undefined);
      expect(names()).to.deep.equal(["button.press"]);
    });

    it("is seen in a card that is read only, and not meddled with there", async () => {
      await silent();
      const other = await home.mount({ layout: "full", read_only: true });
      await page.lock().tapRemedy("ping");
      expect(other.lock().run).to.deep.include({ remedy: "ping", phase: "verifying", acts: [] });
      await home.pass(31 * SECOND);
      expect(other.lock().run).to.deep.include({ remedy: "ping", phase: "unverified", acts: [] });
    });

    it("goes on while one of two cards is taken away", async () => {
      await silent();
      const other = await home.mount({ layout: "fleet" });
      await page.lock().tapRemedy("ping");
      page.element.remove();
      lock.silence(false);
      void home.hass.callService("button", "press", {}, { entity_id: "button.touchscreen_deadbolt_z_wave_plus_ping" });
      await home.pass(10 * SECOND);
      expect(other.lock().run!.phase).to.equal("confirmed");
    });
  });

  describe("that asks first", () => {
    it("shows what must hold, and calls nothing before the second tap", async () => {
      await updatable();
      await page.lock().tapRemedy("install_update");
      expect(run()).to.include({ remedy: "install_update", phase: "confirming" });
      expect(run()!.acts).to.deep.equal(["confirm", "cancel"]);
      const conditions = page
        .lock()
        .all("[data-condition]")
        .map((each) => [each.dataset["condition"], each.dataset["holds"]]);
      expect(conditions).to.deep.equal([
        ["battery", "true"],
        ["link", "true"],
        ["hub_free", "true"],
        ["answers", "true"],
      ]);
      expect(words(page.lock().find('[data-condition="battery"]'))).to.equal("Battery 94 %");
      expect(names()).to.deep.equal([]);
    });

    it("installs at the second tap, shows how far it is, and proves the version", async () => {
      await updatable();
      await page.lock().tapRemedy("install_update");
      await page.lock().act("confirm");
      expect(home.calls.map(({ name, target }) => [name, target])).to.deep.equal([
        ["update.install", { entity_id: "update.touchscreen_deadbolt_z_wave_plus_firmware" }],
      ]);
      await home.pass(5 * SECOND);
      expect(run()!.percent).to.be.within(20, 60);
      expect(run()!.text).to.contain(`${run()!.percent!} % done`);
      await home.pass(30 * SECOND);
      expect(run()!.phase).to.equal("confirmed", page.text);
      expect(page.lock().findings).to.deep.equal([]);
      await page.lock().openFamily("software");
      expect(page.lock().facts["firmware"]!.value).to.equal("10.8");
    });

    it("says why it failed", async () => {
      await updatable({ fails: true });
      await page.lock().tapRemedy("install_update");
      await page.lock().act("confirm");
      await home.pass(20 * SECOND);
      expect(run()!.phase).to.equal("failed");
      expect(run()!.text).to.contain("Error Checksum");
    });

    it("is given up with one tap, or by doing nothing", async () => {
      await updatable();
      await page.lock().tapRemedy("install_update");
      await page.lock().act("cancel");
      expect(run()).to.equal(undefined);
      await page.lock().tapRemedy("install_update");
      await home.pass(21 * SECOND);
      expect(run()).to.equal(undefined);
      expect(names()).to.deep.equal([]);
    });

    it("is refused before it asks when the battery is at 12 %", async () => {
      await updatable({ battery: 12 });
      await page.lock().tapRemedy("install_update");
      expect(run()).to.include({ remedy: "install_update", phase: "refused" });
      expect(run()!.text).to.contain("The battery is too low for this (12 %)");
      expect(run()!.acts).to.deep.equal(["close"]);
      await page.lock().act("close");
      expect(names()).to.deep.equal([]);
    });

    it("is refused at the second tap when something has changed since", async () => {
      await updatable();
      await page.lock().tapRemedy("install_update");
      lock.drain(12);
      await home.pass();
      await page.lock().act("confirm");
      expect(run()!.phase).to.equal("refused");
      expect(names()).to.deep.equal([]);
    });

    it("does not move a bolt into an open door", async () => {
      ({ home, lock } = await CardHome.single());
      lock.jam(true);
      lock.openDoor(true);
      page = await home.mount();
      await page.lock().tapRemedy("lock_again");
      expect(run()!.phase).to.equal("refused");
      expect(run()!.text).to.contain("The door is open");
      expect(names()).to.deep.equal([]);
    });
  });

  describe("that is an administrator's", () => {
    async function tablet(config: Config = {}): Promise<void> {
      ({ home, lock } = await CardHome.single());
      lock.offerUpdate();
      page = await home.mount(config);
    }

    it("is a request to one for everybody else, left once", async () => {
      await tablet();
      expect(page.lock().remedies).to.include("ask_administrator").and.not.include("install_update");
      expect(page.lock().text).to.contain("It needs an administrator: Install the update.");
      await page.lock().tapRemedy("ask_administrator");
      expect(run()).to.include({ remedy: "ask_administrator", phase: "asked" });
      expect(run()!.text).to.contain("A notification");
      expect(home.sim.store.notifications.size).to.equal(1);
      const [note] = home.sim.store.notifications.values();
      expect(note!.title).to.equal("Front door: Firmware 10.8 is there");
      await page.lock().act("close");
      await page.lock().tapRemedy("ask_administrator");
      expect(run()!.text).to.contain("They were asked before");
      expect(home.sim.store.notifications.size).to.equal(1);
      expect(names()).to.deep.equal(["persistent_notification.create"]);
    });

    it("is put on the to-do list where there is one", async () => {
      await tablet({ todo_entity: "todo.shopping_list" });
      await page.lock().tapRemedy("ask_administrator");
      expect(run()!.text).to.contain("on the to-do list");
      expect(home.sim.store.todos.get("todo.shopping_list")!.map(({ summary }) => summary)).to.deep.equal([
        "Front door: Firmware 10.8 is there",
      ]);
    });

    it("says so when nobody could be asked", async () => {
      await tablet({ todo_entity: "todo.nowhere" });
      await page.lock().tapRemedy("ask_administrator");
      expect(run()!.phase).to.equal("failed");
      expect(run()!.text).to.contain("That did not work");
    });

    it("becomes theirs once an administrator has signed in", async () => {
      await tablet();
      home.sim.setUser("admin");
      await home.pass();
      expect(page.lock().remedies).to.include("install_update").and.not.include("ask_administrator");
    });
  });

  it("opens a page of Home Assistant without leaving it", async () => {
    ({ home, lock } = await CardHome.single("admin"));
    lock.weakLink(true);
    page = await home.mount();
    const link = page.find('a[data-remedy="open_device"]') as HTMLAnchorElement;
    expect(link.getAttribute("href")).to.match(/^\/config\/devices\/device\/\w+$/);
    let asked: unknown;
    page.element.addEventListener("hass-action", (event) => (asked = (event as CustomEvent<unknown>).detail), { once: true });
    await page.tap('a[data-remedy="open_device"]');
    expect(asked).to.deep.include({
      action: "tap",
      config: { tap_action: { action: "navigate", navigation_path: link.getAttribute("href") } },
    });
  });

  it("is told to the lock that it is about: the entity in the call is its own", async () => {
    home = await CardHome.demo();
    page = await home.mount({ layout: "fleet" });
    const garage = home.sim.lock("Garage").entityId;
    await page.lock(garage).tapRemedy("ping");
    expect(home.calls).to.have.length(1);
    expect(home.calls[0]!.target).to.deep.equal({
      entity_id: `button.${garage.slice("lock.".length).replace(/_2$/, "")}_ping_2`,
    });
    expect(page.all("[data-run]")).to.have.length(1);
    expect(page.lock(garage).run!.remedy).to.equal("ping");
    expect(page.lock(FRONT).run).to.equal(undefined);
  });
});
