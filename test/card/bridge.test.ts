import { expect } from "chai";
import "../../src/card/index.ts";
import type { Hass } from "../../src/card/hass.ts";
import type { LockHealthCard } from "../../src/card/lock-health-card.ts";

const LOCK = "lock.front";
const BUTTON = "button.front_health_install_update";
const RUN = "sensor.front_health_run";
const LINK = "sensor.front_health_link";
const BEGUN = Date.now();

interface Change {
  readonly state?: string;
  readonly attributes?: object;
}

/** A home with one Z-Wave lock for which an update is there, and the bridge's entities beside it. */
class BridgedHome {
  readonly pressed: unknown[] = [];
  private states: { [id: string]: object } = {};
  private readonly card: LockHealthCard;

  private readonly admin: boolean;

  constructor({ admin = false, layout = "full" }: { admin?: boolean; layout?: string } = {}) {
    this.admin = admin;
    this.set(LOCK, { state: "locked", attributes: { friendly_name: "Front door" } });
    this.set("sensor.front_status", { state: "alive" });
    this.set("update.front", {
      state: "on",
      attributes: { device_class: "firmware", installed_version: "1", latest_version: "2", supported_features: 1 },
    });
    this.set("sensor.front_battery", { state: "80", attributes: { device_class: "battery" } });
    this.set(BUTTON, {
      state: "unknown",
      attributes: { lock_health: "button", lock_entity_id: LOCK, remedy: "install_update" },
    });
    this.set(RUN, { state: "idle", attributes: { lock_health: "run", lock_entity_id: LOCK, phase: "idle" } });
    this.set(LINK, {
      state: "6",
      attributes: {
        lock_health: "link",
        lock_entity_id: LOCK,
        parts: { lost_commands: { value: 2, unit: "%", at: new Date().toISOString() }, repeaters: { value: 1 } },
      },
    });
    this.card = document.createElement("lock-health-card");
    this.card.setConfig({ type: "custom:lock-health-card", entity: LOCK, layout });
    this.card.hass = this.hass();
    document.body.append(this.card);
  }

  set(id: string, { state = "unknown", attributes = {} }: Change): void {
    const at = new Date().toISOString();
    this.states = { ...this.states, [id]: { entity_id: id, state, attributes, last_changed: at, last_updated: at } };
  }

  async change(id: string, change: Change): Promise<void> {
    this.set(id, change);
    this.card.hass = this.hass();
    await this.drawn();
  }

  async drawn(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await this.card.updateComplete;
  }

  all(selector: string): HTMLElement[] {
    return [...(this.card.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
  }

  one(selector: string): HTMLElement {
    const [found] = this.all(selector);
    if (!found) throw new Error(`no ${selector} in ${this.card.shadowRoot?.textContent ?? "nothing"}`);
    return found;
  }

  end(): void {
    this.card.remove();
  }

  private readonly connection = {
    subscribeMessage: () => Promise.reject(new Error("nobody is there")),
  };
  private readonly entities = Object.fromEntries(
    [LOCK, "sensor.front_status", "update.front", "sensor.front_battery"].map((id) => [
      id,
      {
        entity_id: id,
        device_id: "front",
        platform: "zwave_js",
        ...(id.endsWith("status") ? { translation_key: "node_status" } : {}),
      },
    ]),
  );
  private readonly devices = { front: { id: "front", name: "Front door", identifiers: [["zwave_js", "1-2"]] } };

  private hass(): Hass {
    return {
      states: this.states,
      entities: this.entities,
      devices: this.devices,
      config: { state: "RUNNING", version: "2026.11.0" },
      user: { is_admin: this.admin },
      locale: { language: "en" },
      connected: true,
      connection: this.connection,
      callWS: () => Promise.reject(new Error("nobody is there")),
      callService: (domain: string, service: string, _data: object, target: object) => {
        this.pressed.push([domain, service, target]);
        return Promise.resolve();
      },
    } as unknown as Hass;
  }
}

describe("with the bridge", () => {
  let home: BridgedHome;
  afterEach(() => home.end());

  const offered = () => home.all("[data-remedy]").map((each) => each.dataset["remedy"]);
  /** The way to the bridge comes with a chunk. */
  const untilOffered = async (remedy: string) => {
    for (let turn = 0; turn < 50 && !offered().includes(remedy); turn++) await home.drawn();
    expect(offered()).to.include(remedy);
  };
  const phase = () => home.all("[data-run]").map((each) => each.dataset["phase"]);

  it("offers a plain user what only an administrator may do, asks first, and presses the bridge's button", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    home.one('[data-remedy="install_update"]').click();
    await home.drawn();
    expect(phase()).to.deep.equal(["confirming"]);
    expect(home.pressed).to.deep.equal([]);
    home.one('[data-act="confirm"]').click();
    await home.drawn();
    expect(home.pressed).to.deep.equal([["button", "press", { entity_id: BUTTON }]]);
  });

  it("falls back silently when the bridge is gone", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    await home.change(BUTTON, { state: "unavailable" });
    expect(offered()).to.include("ask_administrator").and.not.include("install_update");
  });

  const job = (more: object) => ({
    state: "calling",
    attributes: { lock_health: "run", lock_entity_id: LOCK, remedy: "install_update", since: BEGUN, ...more },
  });

  it("shows a run that another tablet has begun, its progress and its end, and lets it be put away", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    await home.change(RUN, job({ phase: "calling", percent: 40, until: Date.now() + 60_000 }));
    expect(home.one("[data-run]").dataset["percent"]).to.equal("40");
    await home.change(RUN, job({ phase: "confirmed", after: 9_000 }));
    expect(phase()).to.deep.equal(["confirmed"]);
    home.one('[data-run] [data-act="close"]').click();
    await home.drawn();
    expect(phase()).to.deep.equal([]);
    await home.change(RUN, job({ phase: "calling", since: BEGUN + 1 }));
    expect(phase(), "another run").to.deep.equal(["calling"]);
  });

  const REFUSALS: readonly (readonly [refusal: object, words: RegExp])[] = [
    [{ reason: "battery", value: 12 }, /12.%/],
    [{ reason: "cool_down", retryAt: Date.now() + 25 * 60_000 }, /again in 2\d min/],
    [{ reason: "known_bad" }, /keys/],
    [{ reason: "queue_full" }, /waiting/],
  ];
  for (const [refusal, words] of REFUSALS)
    it(`says why the bridge refused: ${JSON.stringify(refusal).slice(0, 30)}`, async () => {
      home = new BridgedHome();
      await home.drawn();
      await home.change(RUN, job({ phase: "refused", refusal }));
      expect(home.one("[data-run]").textContent).to.match(words);
    });

  it("a run that waits for its hub says so", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    await home.change(RUN, job({ phase: "queued" }));
    expect(home.one("[data-run]").textContent).to.match(/same hub/);
  });

  it("shows what the bridge knows of the link", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    if (home.one('[data-family="link"]').getAttribute("aria-expanded") !== "true") home.one('[data-family="link"]').click();
    await home.drawn();
    const row = home.one('[data-fact="lost_commands"]');
    expect(row.textContent).to.match(/2.%/);
    expect(row.dataset["source"]).to.equal(LINK);
  });

  it("draws on when a newer bridge runs a remedy that the card does not know", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    await home.change(RUN, job({ phase: "unverified", remedy: "polish" }));
    expect(phase()).to.deep.equal([]);
    expect(offered()).to.include("install_update");
  });

  it("says that nobody knows when the bridge goes in the middle of a run, and forgets it at one tap", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    await home.change(RUN, job({ phase: "calling", percent: 40 }));
    await home.change(RUN, { state: "unavailable" });
    expect(phase()).to.deep.equal(["unverified"]);
    expect(home.one("[data-run]").textContent).to.match(/Nobody can say/);
    home.one('[data-run] [data-act="close"]').click();
    await home.drawn();
    expect(phase()).to.deep.equal([]);
  });

  it("a refusal of its own press goes at one tap, and the press may be tried again", async () => {
    home = new BridgedHome();
    await untilOffered("install_update");
    home.one('[data-remedy="install_update"]').click();
    await home.drawn();
    home.one('[data-act="confirm"]').click();
    await home.drawn();
    await home.change(RUN, job({ phase: "refused", refusal: { reason: "queue_full", value: 5 } }));
    expect(phase()).to.deep.equal(["refused"]);
    home.one('[data-run] [data-act="close"]').click();
    await home.drawn();
    expect(phase()).to.deep.equal([]);
    expect(home.one('[data-remedy="install_update"]').hasAttribute("disabled")).to.equal(false);
  });

  it("leaves an administrator their own way when the bridge is gone", async () => {
    home = new BridgedHome({ admin: true });
    await home.change(BUTTON, { state: "unavailable" });
    await untilOffered("install_update");
  });

  for (const [address, open] of [
    [`?lock=${LOCK}`, "true"],
    ["?lock=lock.other", "false"],
    ["", "false"],
  ] as const)
    it(`a notice's address unfolds its lock in the list: ${address || "none"}`, async () => {
      const { href } = location;
      const own = new URL(href);
      own.search = address;
      history.replaceState(null, "", own);
      try {
        home = new BridgedHome({ layout: "fleet" });
        await home.drawn();
        expect(home.one(`[data-lock="${LOCK}"] .head`).getAttribute("aria-expanded")).to.equal(open);
      } finally {
        history.replaceState(null, "", href);
      }
    });
});
