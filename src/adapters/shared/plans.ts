import type { Plan, Planner } from "../adapter.ts";
import { number, text } from "../home.ts";
import type { LockView, Sibling } from "../lock-view.ts";
import { INSTALL_FEATURE } from "./facts.ts";

/** Presses a button entity, unless it is unavailable: then Home Assistant would drop the press and call it a success. */
export function press(view: LockView, button: Sibling | undefined): Plan | undefined {
  if (!button || !view.isAvailable(button.entityId)) return undefined;
  return { kind: "service", domain: "button", service: "press", data: {}, target: { entity_id: button.entityId }, admin: false };
}

/** Towards locked: the only direction there is here. Locks that ask for a code to lock are left to their own controls. */
export const lockAgain: Planner = (view) => {
  if (!view.isAvailable(view.ref.entityId) || view.lock?.attributes?.["code_format"]) return undefined;
  return {
    kind: "service",
    domain: "lock",
    service: "lock",
    data: {},
    target: { entity_id: view.ref.entityId },
    admin: false,
    wanted: "locked",
  };
};

export const installUpdate: Planner = (view) => {
  const update = view.find({ domain: "update", deviceClass: "firmware" }, { domain: "update" });
  const state = update && view.state(update.entityId);
  if (!update || !state || state.state !== "on") return undefined;
  if (((number(state.attributes["supported_features"]) ?? 0) & INSTALL_FEATURE) === 0) return undefined;
  return { kind: "service", domain: "update", service: "install", data: {}, target: { entity_id: update.entityId }, admin: true };
};

export const releaseNotes: Planner = (view) => {
  const update = view.find({ domain: "update", deviceClass: "firmware" }, { domain: "update" });
  const url = update && text(view.state(update.entityId)?.attributes["release_url"]);
  return url !== undefined && /^https?:\/\//.test(url) ? { kind: "link", href: url, external: true } : undefined;
};

/** Starts the integration anew. Its target form ends in 2027.4, so the entry is named. */
export const reloadEntry: Planner = (view) =>
  view.entry && !view.entry.disabled_by
    ? {
        kind: "service",
        domain: "homeassistant",
        service: "reload_config_entry",
        data: { entry_id: view.entry.entry_id },
        admin: true,
      }
    : undefined;

export const openDevice: Planner = (view) =>
  view.deviceId === undefined
    ? undefined
    : { kind: "link", href: `/config/devices/device/${encodeURIComponent(view.deviceId)}`, external: false };

export const openIntegration: Planner = (view) => {
  const domain = view.entry?.domain ?? (view.ref.platform || undefined);
  if (domain === undefined) return undefined;
  return { kind: "link", href: `/config/integrations/integration/${encodeURIComponent(domain)}`, external: false };
};

export const identify: Planner = (view) => press(view, view.find({ domain: "button", deviceClass: "identify" }));

/** Icon that ESPHome gives the button for its factory settings and the one for its safe mode, and not to that for a restart. */
const ALERT = "mdi:restart-alert";
const MORE_THAN_A_RESTART = /factory|reset|default|erase|format|safe|werk/i;

/**
 * Presses the restart button of a device that somebody has put together: the button for its factory settings has the same
 * device class there (esphome: `components/factory_reset/button`). Where it is not clear which is which, none.
 */
export const restartDevice: Planner = (view) => {
  const [button, ...others] = view.ref.siblings.filter(({ domain, entityId, uniqueId, name }) => {
    const attributes = view.state(entityId)?.attributes;
    if (domain !== "button" || attributes?.["device_class"] !== "restart") return false;
    return attributes["icon"] !== ALERT && !MORE_THAN_A_RESTART.test(`${uniqueId} ${name}`);
  });
  return others.length === 0 ? press(view, button) : undefined;
};

/** What every lock has, whatever its integration. */
export const commonPlans = {
  lock_again: lockAgain,
  install_update: installUpdate,
  release_notes: releaseNotes,
  reload_entry: reloadEntry,
  open_device: openDevice,
  open_integration: openIntegration,
  sign_in: openIntegration,
  identify,
  restart_device: restartDevice,
} satisfies { readonly [id: string]: Planner };
