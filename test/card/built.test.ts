import { expect } from "chai";

/** What is shipped: names shortened and all, as no other test of the card loads it. */
describe("the built card", () => {
  it("is an element that takes a configuration and a home, and draws a lock", async () => {
    const entry = "/dist/lock-health-card.js";
    await import(entry);
    const card = document.createElement("lock-health-card") as HTMLElement & {
      setConfig(config: object): void;
      hass: unknown;
      updateComplete: Promise<void>;
    };
    card.setConfig({ type: "custom:lock-health-card", entity: "lock.door" });
    const at = new Date().toISOString();
    const state = {
      entity_id: "lock.door",
      state: "jammed",
      attributes: { friendly_name: "Front door" },
      last_changed: at,
      last_updated: at,
    };
    card.hass = {
      states: { "lock.door": state },
      entities: { "lock.door": { entity_id: "lock.door", platform: "demo" } },
      devices: {},
      config: { state: "RUNNING", version: "2026.11.0" },
      user: { is_admin: false },
      locale: { language: "en" },
      connected: true,
      callWS: () => Promise.reject(new Error("nobody is there")),
      callService: () => Promise.reject(new Error("nobody is there")),
    };
    document.body.append(card);
    await card.updateComplete;
    const shown = card.shadowRoot?.querySelector("[data-lock]");
    expect(shown?.textContent).to.contain("Front door").and.contain("jammed");
    expect(shown?.querySelector('[data-finding="bolt_jammed"]')).to.not.equal(null);
    // Its chunks are there under the names that the build gave them.
    for (let turn = 0; turn < 100 && !card.shadowRoot?.querySelector("[data-family]"); turn++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(card.shadowRoot?.querySelectorAll("[data-family]").length).to.equal(5);
    card.remove();
  });
});
