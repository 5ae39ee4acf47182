// All scenarios, in the order in which they run: they share one home, and leave it as they found it.
import unreachable from "./01-unreachable.mjs";
import battery from "./02-battery.mjs";
import jam from "./03-jam.mjs";
import update from "./04-update.mjs";
import keypad from "./05-keypad.mjs";
import hub from "./06-hub.mjs";
import zigbee2mqtt from "./07-zigbee2mqtt.mjs";
import matter from "./08-matter.mjs";
import reinterview from "./09-reinterview.mjs";
import restart from "./10-restart.mjs";
import bridge from "./12-bridge.mjs";
import blueprints from "./14-blueprints.mjs";
import bridgeFaults from "./13-bridge-faults.mjs";
import knows from "./15-knows.mjs";
import guides from "./16-guides.mjs";
import care from "./17-care.mjs";
import guidesTogether from "./18-guides-bridge.mjs";
import words from "./11-words.mjs";

export const scenarios = [
  unreachable,
  battery,
  jam,
  update,
  keypad,
  hub,
  zigbee2mqtt,
  matter,
  reinterview,
  restart,
  bridge,
  bridgeFaults,
  blueprints,
  knows,
  guides,
  care,
  guidesTogether,
  // Takes a lock out of the registry for good.
  words,
];
