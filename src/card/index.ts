import en from "../translations/en.json" with { type: "json" };
import type { Hass } from "./hass.ts";
import { LockHealthCard, suggestionFor } from "./lock-health-card.ts";

interface CustomCard {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly preview: boolean;
  readonly getEntitySuggestion: (hass: Hass, entityId: string) => object | null;
}

const TAG = "lock-health-card";

// The same file may come twice, under two addresses.
if (!customElements.get(TAG)) {
  customElements.define(TAG, LockHealthCard);
  // Home Assistant keeps the first array it sees, so that it is filled and never replaced.
  const registry = window as unknown as { customCards?: CustomCard[] };
  (registry.customCards ??= []).push({
    type: TAG,
    name: en.card.name,
    description: en.card.description,
    preview: true,
    getEntitySuggestion: (hass, entityId) => suggestionFor(hass, entityId),
  });
}

declare global {
  interface HTMLElementTagNameMap {
    "lock-health-card": LockHealthCard;
  }
}
