import { ALL } from "./choices.ts";
import type { Choices } from "./choices.ts";
import { make } from "./dom.ts";

/** The card's element, by what a dashboard does with it. */
interface CardElement extends HTMLElement {
  setConfig(config: object): void;
  hass: unknown;
}

const TAG = "lock-health-card";
/** The page that opens may be ahead of the first build. */
const NOT_BUILT = "The card could not be loaded. Build it with “npm run build”, then reload this page.";

/** The place where the real card stands, in the width of a phone or a dashboard's column. */
export class Stage {
  private readonly frame: HTMLElement;
  private card: CardElement | undefined;
  private config = "";

  constructor(frame: HTMLElement) {
    this.frame = frame;
  }

  /** Loads the built card. False when there is none. */
  async load(): Promise<boolean> {
    try {
      // The browser finds it on the local server: it is not part of this page.
      const entry = "/dist/lock-health-card.js";
      await import(entry);
    } catch (error) {
      console.error(error);
    }
    if (customElements.get(TAG)) return true;
    this.frame.replaceChildren(make("p", { className: "notice", attributes: { role: "alert" } }, NOT_BUILT));
    return false;
  }

  /** Another home: its card begins anew. */
  clear(): void {
    this.card = undefined;
    this.config = "";
    this.frame.replaceChildren();
  }

  show(choices: Choices, hass: unknown): void {
    this.frame.dataset["width"] = choices.width;
    if (!customElements.get(TAG)) return;
    const config = { type: `custom:${TAG}`, layout: choices.layout, ...(choices.show === ALL ? {} : { entity: choices.show }) };
    const wanted = JSON.stringify(config);
    if (!this.card || wanted !== this.config) {
      this.config = wanted;
      this.card = document.createElement(TAG) as CardElement;
      this.card.setConfig(config);
      this.card.hass = hass;
      this.frame.replaceChildren(this.card);
    } else this.card.hass = hass;
  }
}
