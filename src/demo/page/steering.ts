import type { SimHome } from "../sim-home.ts";
import type { SimLock, Situation, Steering } from "../sim/lock.ts";
import { action, dropDown, make, toggle } from "./dom.ts";

/** Hours of silence after which Zigbee2MQTT speaks up; nobody wants to wait for them. */
const ZIGBEE_SILENCE = 26;
/** Steering that stays: its words, and where the lock says whether it is so. */
const TOGGLES: readonly (readonly [Steering, string, keyof Situation])[] = [
  ["silence", "Silent", "silent"],
  ["weakLink", "Weak link", "weak"],
  ["insecureJoin", "Joined insecurely", "insecure"],
  ["jam", "Bolt jammed", "jammed"],
  ["openDoor", "Door open", "door"],
  ["tamper", "Cover off", "cover"],
  ["loseReadings", "Readings lost", "mute"],
];

/** When Home Assistant gets to know that a lock has fallen silent. */
const SILENCE_SHOWS: { readonly [hubId: string]: string } = {
  zwave: "Home Assistant notices at the next command: send one with “Lock” or “Unlock”.",
  zigbee2mqtt: "Zigbee2MQTT notices after 25 hours. Here they are skipped.",
  matter: "Home Assistant notices after 155 seconds, or 16 with the clock ten times as fast.",
};

/** The part of the panel that does things to the home: to one lock, to the hubs, to Home Assistant. */
export class SteeringPanel {
  private readonly root: HTMLElement;
  private home: SimHome;
  private entityId = "";

  constructor(root: HTMLElement, home: SimHome) {
    this.root = root;
    this.home = home;
    this.use(home);
  }

  use(home: SimHome): void {
    this.home = home;
    if (!home.locks.some(({ entityId }) => entityId === this.entityId)) this.entityId = home.locks[0]?.entityId ?? "";
    this.render();
  }

  /** Steers the lock that the card shows alone. */
  pick(entityId: string): void {
    if (entityId === this.entityId || !this.home.locks.some((lock) => lock.entityId === entityId)) return;
    this.entityId = entityId;
    this.render();
  }

  private get lock(): SimLock | undefined {
    return this.home.locks.find(({ entityId }) => entityId === this.entityId);
  }

  /** Draws anew what may have changed, and leaves the focus where it was. */
  update(): void {
    const { lock } = this;
    if (!lock) return;
    const { silent, locked, jammed, battery } = lock.situation();
    const truth = [
      locked ? "locked" : "unlocked",
      `${battery} %`,
      ...(jammed ? ["jammed"] : []),
      ...(silent ? ["silent"] : []),
    ].join(", ");
    const { hass } = this.home;
    const state = hass.states[lock.entityId];
    this.set("truth", truth);
    this.set("shown", state ? hass.formatEntityState(state) : "nothing");
    this.set("left", this.leftWord());
    for (const [steering, , field] of TOGGLES)
      this.find(`toggle-${steering}`)?.setAttribute("aria-pressed", String(lock.situation()[field] === true));
    for (const { id, isStopped } of this.home.hubs) this.find(`hub-${id}`)?.setAttribute("aria-pressed", String(isStopped));
    this.find("sign-in")?.setAttribute("aria-pressed", String(this.home.cloud.isSignedOut));
  }

  private find(name: string): HTMLElement | null {
    return this.root.querySelector(`[data-name="${name}"]`);
  }

  private set(name: string, text: string): void {
    const element = this.find(name);
    if (element && element.textContent !== text) element.textContent = text;
  }

  /** What “Ask an administrator” has left in the home. */
  private leftWord(): string {
    const { store } = this.home;
    const notes = [...store.notifications.values()].map(({ title, message }) => title ?? message);
    const items = [...store.todos.values()].flat().map(({ summary }) => summary);
    return [...notes, ...items].join(" · ") || "nothing yet";
  }

  private render(): void {
    const { lock } = this;
    const parts = [this.lockPart(lock), this.hubPart(), this.homePart()];
    this.root.replaceChildren(...parts);
    this.update();
  }

  private act(what: () => void): void {
    what();
    this.update();
  }

  private named<T extends HTMLElement>(name: string, element: T): T {
    element.dataset["name"] = name;
    return element;
  }

  private lockPart(lock: SimLock | undefined): HTMLElement {
    const choose = dropDown(
      "Lock",
      this.home.locks.map(({ entityId, title, platform }) => [entityId, `${title} (${platform})`]),
      this.entityId,
      (id) => {
        this.entityId = id;
        this.render();
        this.root.querySelector("select")?.focus();
      },
    );
    if (!lock) return make("section", {}, make("h2", {}, "Lock"), make("p", {}, "All locks are gone."));
    const facts = make(
      "dl",
      { className: "truth" },
      make("dt", {}, "In truth"),
      this.named("truth", make("dd", {})),
      make("dt", {}, "Shown"),
      this.named("shown", make("dd", {})),
    );
    const hint = SILENCE_SHOWS[lock.hubId];
    return make(
      "section",
      {},
      make("h2", {}, "What happens to the lock"),
      choose,
      facts,
      this.togglesOf(lock),
      ...(lock.can.includes("drain") ? [this.cells(lock)] : []),
      this.actionsOf(lock),
      ...(hint === undefined ? [] : [make("p", { className: "quiet" }, `Silent: ${hint}`)]),
    );
  }

  private togglesOf(lock: SimLock): HTMLElement {
    const turn = (steering: Steering, on: boolean) => {
      if (steering === "silence") lock.silence(on, lock.hubId === "zigbee2mqtt" ? ZIGBEE_SILENCE : 0);
      else if (steering === "weakLink") lock.weakLink(on);
      else if (steering === "insecureJoin") lock.insecureJoin(on);
      else if (steering === "jam") lock.jam(on);
      else if (steering === "openDoor") lock.openDoor(on);
      else if (steering === "tamper") lock.tamper(on);
      else if (steering === "loseReadings") lock.loseReadings(on);
    };
    const buttons = TOGGLES.filter(([steering]) => lock.can.includes(steering)).map(([steering, text]) =>
      this.named(
        `toggle-${steering}`,
        toggle(text, false, (on) => this.act(() => turn(steering, on))),
      ),
    );
    return make("div", { className: "buttons" }, ...buttons);
  }

  private cells(lock: SimLock): HTMLElement {
    const { battery } = lock.situation();
    const shown = make("output", {}, `${battery} %`);
    const slider = make("input", { type: "range", min: "0", max: "100", step: "1", value: String(battery) });
    slider.addEventListener("input", () => void (shown.value = `${slider.value} %`));
    slider.addEventListener("change", () => this.act(() => lock.drain(Number(slider.value))));
    return make("label", { className: "field" }, make("span", {}, "Cells"), slider, shown);
  }

  private actionsOf(lock: SimLock): HTMLElement {
    const call = (service: string) => () => {
      this.home.hass.callService("lock", service, {}, { entity_id: lock.entityId }).catch(() => {});
    };
    const offers: readonly (readonly [Steering | undefined, string, () => void])[] = [
      [undefined, "Lock", call("lock")],
      [undefined, "Unlock", call("unlock")],
      ["turnByHand", "Turn by hand", () => lock.turnByHand(!lock.situation().locked)],
      ["useKeypad", "Open at the keypad", () => lock.useKeypad()],
      ["wrongCodes", "Three wrong codes", () => lock.wrongCodes()],
      ["wrongCodes", "… and a lockout", () => lock.wrongCodes({ lockout: true })],
      ["leaveJamFlag", "Leave the jam flag on", () => lock.leaveJamFlag()],
      ["batteryNonsense", "Report 0 %", () => lock.batteryNonsense(0)],
      ["batteryNonsense", "Report 200 %", () => lock.batteryNonsense(200)],
      ["offerUpdate", "Offer an update", () => lock.offerUpdate()],
      ["offerUpdate", "Offer one that fails", () => lock.offerUpdate({ fails: true })],
      ["stuckUpdate", "An update gets stuck", () => lock.stuckUpdate()],
      [undefined, "Remove from the home", () => this.remove(lock)],
    ];
    // A lockout shows only where the lock has a word for it.
    const lockout = lock.hubId === "zwave" || lock.hubId === "schlage";
    const known = offers.filter(
      ([steering, text]) => (steering === undefined || lock.can.includes(steering)) && (lockout || !text.startsWith("…")),
    );
    return make("div", { className: "buttons" }, ...known.map(([, text, what]) => action(text, () => this.act(what))));
  }

  private remove(lock: SimLock): void {
    this.home.removeLock(lock.entityId);
    this.use(this.home);
  }

  private hubPart(): HTMLElement {
    const { home } = this;
    const stops = home.hubs
      .filter(({ id }) => id !== "others")
      .map(({ id, name }) =>
        this.named(
          `hub-${id}`,
          toggle(name, false, (on) => this.act(() => home.stopHub(id, on))),
        ),
      );
    const signIn = this.named(
      "sign-in",
      toggle("Schlage sign-in expired", false, (on) => this.act(() => home.cloud.expireSignIn(on))),
    );
    return make("section", {}, make("h2", {}, "Hubs that have stopped"), make("div", { className: "buttons" }, ...stops, signIn));
  }

  private homePart(): HTMLElement {
    const { home } = this;
    return make(
      "section",
      {},
      make("h2", {}, "Home Assistant"),
      make(
        "div",
        { className: "buttons" },
        action("Restart", () => this.act(() => home.restart())),
        action("Connection lost for 20 s", () => this.act(() => home.goOffline(20))),
      ),
      make("p", { className: "quiet" }, "Left for the administrator: ", this.named("left", make("span", {}))),
    );
  }
}
