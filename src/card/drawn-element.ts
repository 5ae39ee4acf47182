import { render } from "lit/html.js";

/**
 * A custom element that draws itself with Lit's templates. Of LitElement it is only what one element without reactive
 * properties needs: the card's budget is 35 kB, and the rest of LitElement would be 3 kB of it.
 */
export abstract class DrawnElement extends HTMLElement {
  private readonly root = this.attachShadow({ mode: "open" });
  private drawing: Promise<void> | undefined;

  protected abstract render(): unknown;

  /** Called after each drawing. */
  protected abstract updated(): void;

  /** Draws soon, once for however many calls. A detached element is not drawn: it asks again when it comes back. */
  requestUpdate(): void {
    this.drawing ??= Promise.resolve().then(() => {
      this.drawing = undefined;
      if (!this.isConnected) return;
      const focused = this.root.activeElement;
      const place = focused?.closest("[data-lock],[data-hub]");
      render(this.render(), this.root, { host: this });
      // A button that was pressed goes with its panel: by keyboard one goes on at what took its place.
      const next = (selector: string) => place?.querySelector<HTMLElement>(selector);
      if (focused?.isConnected === false) (next("[data-run] :enabled,[data-guide] button") ?? next(":enabled"))?.focus();
      this.updated();
    });
  }

  /** Resolves when the drawing that has been asked for is done. */
  get updateComplete(): Promise<void> {
    return this.drawing ?? Promise.resolve();
  }
}
