/**
 * What passes between the demo's live page and somebody's own home. The page gets no token: this side signs in. Unless
 * fixes are allowed, only commands that read pass; codes never do.
 */

/** Commands that change nothing. */
const READING = [
  /^(ping|supported_features|unsubscribe_events|subscribe_entities|get_(states|config|services|panels))$/,
  /^auth\/current_user$/,
  /^config\/[a-z]+_registry\/(list(_[a-z_]+)?|get|get_entries)$/,
  /^config_entries\/(get|subscribe)$/,
  /^repairs\/list_issues$/,
  /^manifest\/(get|list)$/,
  /^history\/(stream|history_during_period)$/,
  /^logbook\/(event_stream|get_events)$/,
  /^recorder\/(statistics_during_period|get_statistics_metadata|list_statistic_ids|info)$/,
  /^zwave_js\/(node_status|node_metadata|node_alerts|subscribe_node_status)$/,
  /^matter\/(node_diagnostics|ping_node)$/,
  /^mqtt\/device\/debug_info$/,
  /^persistent_notification\/(get|subscribe)$/,
  /^todo\/item\/(list|subscribe)$/,
  /^update\/release_notes$/,
  /^frontend\/get_[a-z_]+$/,
];

/** Events that Home Assistant gives to plain users too. Others can carry who opened a door, and with which code. */
const EVENTS = new Set([
  "area_registry_updated",
  "component_loaded",
  "core_config_updated",
  "device_registry_updated",
  "entity_registry_updated",
  "floor_registry_updated",
  "label_registry_updated",
  "repairs_issue_registry_updated",
  "service_registered",
  "service_removed",
  "state_changed",
  "themes_updated",
]);

/** Nothing here opens a door, whatever is allowed. */
const OPENS = new Set(["lock.unlock", "lock.open", "button.unlock"]);

/** Services about codes and who has them. */
const CODE_SERVICE = /code|credential|password|(^|_)(pin|users?)(_|$)/;

const WORDS = {
  read_only: "This page only looks at your home. Start it with --allow-fixes to let it act.",
  never: "This page never opens a lock, and never asks for a code.",
  not_a_command: "This is not a command of Home Assistant's websocket.",
};

/**
 * Why a message may not pass to the home, or undefined when it may.
 * @returns {undefined | "read_only" | "never" | "not_a_command"}
 */
export function refusal(message, { allowFixes = false } = {}) {
  if (typeof message !== "object" || message === null || Array.isArray(message) || typeof message.type !== "string")
    return "not_a_command";
  const { type } = message;
  if (type === "auth") return "not_a_command";
  if (type === "subscribe_events") return EVENTS.has(message.event_type) ? undefined : "never";
  if (type === "call_service") {
    const name = `${message.domain}.${message.service}`;
    // Answers of services can hold codes: no fix needs one.
    if (OPENS.has(name) || CODE_SERVICE.test(message.service) || message.return_response === true) return "never";
    return allowFixes ? undefined : "read_only";
  }
  if (/code|credential|password|token|execute_script|fire_event|test_condition|render_template/.test(type)) return "never";
  return allowFixes || READING.some((pattern) => pattern.test(type)) ? undefined : "read_only";
}

/**
 * The answer to a message that may not pass.
 * @param {{ id?: number, type?: unknown } | undefined} message
 * @param {"read_only" | "never" | "not_a_command"} reason
 */
export function refuse(message, reason) {
  return { id: message?.id ?? 0, type: "result", success: false, error: { code: reason, message: WORDS[reason] } };
}

/** Entities that hold a code, e.g. those that Zigbee2MQTT or a code manager makes for its locks. */
const CODE_ENTITY = /^[a-z_]+\.(.*_)?(pin|(pin|user|access|door|lock|master)_?code)(_\d+)?$/;
/** A code within the text of an MQTT message. */
const CODE_IN_TEXT = /("(?:pin|user|access)_?code"\s*:\s*)("(?:[^"\\]|\\.)*"|-?[\d.]+|\{[^}]*\}|\[[^\]]*\])/g;
/** Fields by which codes come along, wherever they stand. */
const CODE_FIELD = /^(default_code|pin|pin_?code|user_?code|access_?code)$/;
const DIGITS = /^\d{3,}$/;

function holdsCode(key, field) {
  if (CODE_ENTITY.test(key)) return true;
  if (typeof field === "object") return false;
  // An error has a code of its own, which is a word.
  return CODE_FIELD.test(key) || (key === "code" && DIGITS.test(String(field)));
}

/** A value of an answer without what is, or can be, a code. `registry`: its rows' `options` are dropped whole. */
export function withoutCodes(value, registry = false) {
  if (typeof value === "string") return value.includes("code") ? value.replace(CODE_IN_TEXT, "$1null") : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value
      .filter((item) => registry || !CODE_ENTITY.test(item?.entity_id ?? ""))
      .map((item) => withoutCodes(item, registry));
  const kept = Object.entries(value).filter(([key, field]) => !(registry ? key === "options" : holdsCode(key, field)));
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutCodes(field, registry)]));
}

/** Remembers which answers come from a registry, and cleans every message on its way to the page. */
export class Cleaner {
  /** Requests whose answer is still to come. */
  #registry = new Set();

  /** A message on its way to the home. */
  sent({ id, type }) {
    if (type.startsWith("config/entity_registry/")) this.#registry.add(id);
  }

  /** The text of one or several messages on its way to the page. */
  clean(text) {
    const parsed = JSON.parse(text);
    const messages = [parsed].flat().map((message) => {
      const registry = this.#registry.delete(message.id);
      const { result, event } = message;
      return {
        ...message,
        ...(result === undefined ? {} : { result: withoutCodes(result, registry) }),
        ...(event === undefined ? {} : { event: withoutCodes(event) }),
      };
    });
    return JSON.stringify(Array.isArray(parsed) ? messages : messages[0]);
  }
}
