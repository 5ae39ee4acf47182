import type { StateObject } from "../sim/types.ts";
import { make, nameOf } from "./dom.ts";

/** What of `hass` the surroundings show. */
interface Shown {
  readonly states: { readonly [entityId: string]: StateObject };
  readonly formatEntityState: (state: StateObject) => string;
}

/** Home Assistant's card, reduced to what other cards count on. */
class HaCard extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).innerHTML = `<style>
      :host { display: block; position: relative; box-sizing: border-box; transition: all .3s ease-out;
        background: var(--ha-card-background, var(--card-background-color, white)); color: var(--primary-text-color);
        border: var(--ha-card-border-width, 1px) solid var(--ha-card-border-color, var(--divider-color, #e0e0e0));
        border-radius: var(--ha-card-border-radius, 12px); box-shadow: var(--ha-card-box-shadow, none); }
    </style><slot></slot>`;
  }
}

/** Home Assistant's icon by name. Like the real one it takes a moment, and stays empty for a name that there is not. */
class HaIcon extends HTMLElement {
  static readonly observedAttributes = ["icon"];
  private static readonly paths = new Map<string, Promise<string>>();

  get icon(): string {
    return this.getAttribute("icon") ?? "";
  }

  set icon(name: string) {
    this.setAttribute("icon", name);
  }

  private static pathOf(name: string): Promise<string> {
    const path =
      HaIcon.paths.get(name) ??
      fetch(`/icons/${name}`).then(
        (response) => (response.ok ? response.text() : ""),
        () => "",
      );
    HaIcon.paths.set(name, path);
    return path;
  }

  attributeChangedCallback(): void {
    const { icon } = this;
    void HaIcon.pathOf(icon.replace(/^mdi:/, "")).then((path) => {
      if (icon === this.icon) this.draw(path);
    });
  }

  private draw(path: string): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.innerHTML = `<style>
      :host { display: inline-flex; align-items: center; justify-content: center; vertical-align: middle; fill: currentcolor;
        width: var(--mdc-icon-size, 24px); height: var(--mdc-icon-size, 24px); }
      svg { width: 100%; height: 100%; display: block; }
    </style><svg viewBox="0 0 24 24" focusable="false" aria-hidden="true"><path></path></svg>`;
    root.querySelector("path")?.setAttribute("d", path);
  }
}

/** The elements of Home Assistant that are always there on a dashboard, where the card counts on them. */
export function defineElements(): void {
  if (!customElements.get("ha-card")) customElements.define("ha-card", HaCard);
  if (!customElements.get("ha-icon")) customElements.define("ha-icon", HaIcon);
}

/** Shows a sentence for a while, as Home Assistant does. */
export function toast(message: string, duration = 6000): void {
  const shelf = document.getElementById("toasts");
  const note = make("p", { className: "toast" }, message);
  shelf?.append(note);
  setTimeout(() => note.remove(), Math.max(duration, 4000));
}

function age(iso: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
}

/** The panel with one entity's state: a small stand-in for Home Assistant's more-info dialog. */
export class MoreInfo {
  private readonly dialog: HTMLDialogElement;
  private entityId = "";

  constructor(dialog: HTMLDialogElement) {
    this.dialog = dialog;
  }

  open(entityId: string, hass: Shown): void {
    this.entityId = entityId;
    this.update(hass);
    if (!this.dialog.open) this.dialog.showModal();
  }

  update({ states, formatEntityState }: Shown): void {
    if (this.entityId === "") return;
    const state = states[this.entityId];
    const close = make("button", { type: "button", attributes: { "aria-label": "Close", autofocus: "" } }, "✕");
    close.addEventListener("click", () => this.dialog.close());
    const title = make("h2", {}, state ? nameOf(state) : this.entityId);
    const rows = state
      ? Object.entries(state.attributes)
          .filter(([name]) => name !== "friendly_name" && name !== "entity_picture")
          .flatMap(([name, value]) => [
            make("dt", {}, name.replace(/_/g, " ")),
            make("dd", {}, typeof value === "string" ? value : JSON.stringify(value)),
          ])
      : [];
    this.dialog.replaceChildren(
      make("header", {}, title, close),
      make("p", { className: "state" }, state ? formatEntityState(state) : "There is no such entity."),
      make("p", { className: "quiet" }, state ? `Changed ${age(state.last_changed)}, updated ${age(state.last_updated)}` : ""),
      make("p", { className: "quiet" }, make("code", {}, this.entityId)),
      make("dl", {}, ...rows),
    );
  }
}

/** Where a card would lead to in Home Assistant, the demo only says so. */
function wouldOpen(path: string): void {
  toast(`In Home Assistant this opens ${path}`);
}

/** Takes the place of Home Assistant's frontend for what cards ask of it by events. `address`: the hash to go back to. */
export function listen(moreInfo: MoreInfo, hass: () => Shown | undefined, address: () => string): void {
  const home = location.pathname;
  const detailOf = (event: Event) => ((event as CustomEvent<unknown>).detail ?? {}) as { readonly [name: string]: unknown };
  window.addEventListener("hass-more-info", (event) => {
    const { entityId } = detailOf(event);
    const now = hass();
    if (typeof entityId === "string" && now) moreInfo.open(entityId, now);
  });
  window.addEventListener("hass-notification", (event) => {
    const { message, duration } = detailOf(event);
    if (typeof message === "string") toast(message, typeof duration === "number" ? duration : undefined);
  });
  window.addEventListener("hass-action", (event) => {
    const { config, action } = detailOf(event);
    const wanted = (config as { [name: string]: { navigation_path?: string; url_path?: string } | undefined })[
      `${String(action)}_action`
    ];
    const path = wanted?.navigation_path ?? wanted?.url_path;
    if (path) wouldOpen(path);
  });
  window.addEventListener("location-changed", () => {
    const { pathname, search, hash } = location;
    if (pathname === home) return;
    history.replaceState(null, "", home + address());
    wouldOpen(pathname + search + hash);
  });
  window.addEventListener("click", (event) => {
    const link = event
      .composedPath()
      .find((each): each is HTMLAnchorElement => each instanceof HTMLAnchorElement && each.hasAttribute("href"));
    if (!link || link.origin !== location.origin || link.pathname === location.pathname) return;
    event.preventDefault();
    wouldOpen(link.pathname);
  });
}
