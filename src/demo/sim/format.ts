import type { StateObject } from "./types.ts";

/** Words for states, as Home Assistant's own translations have them. */
const WORDS: { readonly [language: string]: { readonly [key: string]: string } } = {
  en: {
    unavailable: "Unavailable",
    unknown: "Unknown",
    "lock.locked": "Locked",
    "lock.unlocked": "Unlocked",
    "lock.locking": "Locking",
    "lock.unlocking": "Unlocking",
    "lock.jammed": "Jammed",
    "lock.open": "Open",
    "lock.opening": "Opening",
    "update.on": "Update available",
    "update.off": "Up-to-date",
    "binary_sensor.on": "On",
    "binary_sensor.off": "Off",
    "door.on": "Open",
    "door.off": "Closed",
    "problem.on": "Problem",
    "problem.off": "OK",
    "battery.on": "Low",
    "battery.off": "Normal",
    "tamper.on": "Tampering detected",
    "tamper.off": "Clear",
    "connectivity.on": "Connected",
    "connectivity.off": "Disconnected",
    alive: "Alive",
    dead: "Dead",
    asleep: "Asleep",
    awake: "Awake",
  },
  de: {
    unavailable: "Nicht verfügbar",
    unknown: "Unbekannt",
    "lock.locked": "Verriegelt",
    "lock.unlocked": "Entriegelt",
    "lock.locking": "Verriegelt gerade",
    "lock.unlocking": "Entriegelt gerade",
    "lock.jammed": "Klemmt",
    "lock.open": "Offen",
    "lock.opening": "Öffnet",
    "update.on": "Update verfügbar",
    "update.off": "Aktuell",
    "binary_sensor.on": "An",
    "binary_sensor.off": "Aus",
    "door.on": "Offen",
    "door.off": "Geschlossen",
    "problem.on": "Problem",
    "problem.off": "OK",
    "battery.on": "Schwach",
    "battery.off": "Normal",
    "tamper.on": "Manipulation erkannt",
    "tamper.off": "Normal",
    "connectivity.on": "Verbunden",
    "connectivity.off": "Getrennt",
    alive: "Aktiv",
    dead: "Tot",
    asleep: "Schläft",
    awake: "Wach",
  },
};

/** `hass.formatEntityState` of a language. */
export function stateFormatter(language: string): (state: StateObject, value?: string) => string {
  const words = WORDS[language] ?? WORDS["en"] ?? {};
  return (state, value = state.state) => {
    const domain = state.entity_id.slice(0, state.entity_id.indexOf("."));
    const word = words[`${String(state.attributes["device_class"])}.${value}`] ?? words[`${domain}.${value}`] ?? words[value];
    if (word !== undefined) return word;
    const unit = state.attributes["unit_of_measurement"];
    const number = value.trim() === "" ? NaN : Number(value);
    const shown = Number.isFinite(number) ? number.toLocaleString(language) : value;
    return typeof unit === "string" ? `${shown} ${unit}` : shown;
  };
}
