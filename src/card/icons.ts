import { html } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";

/** Of Home Assistant's own icons, which it loads and keeps itself: paths of our own would be a kilobyte of the entry. */
export const ICONS = {
  lock: "lock",
  lock_open: "lock-open-variant",
  lock_alert: "lock-alert",
  alert: "alert",
  check: "check-circle",
  help: "help-circle-outline",
  power: "battery-20",
  link: "wifi",
  software: "chip",
  mechanics: "cog",
  access: "dialpad",
} as const;
export type IconName = keyof typeof ICONS;

/** An icon as decoration: what it means is always said in words beside it, also where `ha-icon` is not there. */
export function icon(name: IconName): TemplateResult {
  return html`<ha-icon class="glyph" aria-hidden="true" icon="mdi:${ICONS[name]}"></ha-icon>`;
}
