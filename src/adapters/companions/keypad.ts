import type { Companion } from "../adapter.ts";
import { factSet } from "../shared/facts.ts";

/**
 * A problem that somebody has named after the keypad. Of Home Assistant's own integrations none tells of a fault of one; locks that a
 * person has built with ESPHome, MQTT or a template may.
 */
const FAULT = { deviceClass: "problem", name: /key_?\s?pad/i, except: /disabled|lock(ed)?[ _]?out|blocked|battery|codes?\b/i };

/** A keypad that says that something is wrong with it. That it takes no codes is another matter, and has facts of its own. */
export const keypad: Companion = {
  id: "keypad",
  read: (view, facts) => (facts.keypad_fault ? {} : factSet({ keypad_fault: view.lasting(FAULT) })),
  plans: {},
};
