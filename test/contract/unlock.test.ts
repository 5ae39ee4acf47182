import assert from "node:assert/strict";
import { describe, test } from "node:test";
import ts from "typescript";
import { files, walk } from "./support.ts";

/**
 * Nothing here unlocks or opens a door. `src/demo` is left out: it plays the lock, which must understand the command.
 */
const SOURCES = files("src/{core,adapters,runtime,card,cli,bridge}/**/*.ts");

/** Words by which integrations are told to unlock: actions, and values written to an entity or a topic. */
const UNLOCKS = /^(lock\.)?(unlock|unlatch|open|open_latch|open_door|unbolt)$/i;

/** Where such a word is not a command. */
const READ_ONLY: readonly { readonly path: RegExp; readonly word: string; readonly why: string }[] = [
  { path: /^src\/core\/sound\.ts$/, word: "open", why: "one of the states that a snapshot may hold" },
  { path: /^src\/adapters\/shared\/bolt\.ts$/, word: "open", why: "one of the states that a lock reports" },
  { path: /^src\/card\//, word: "open", why: "a state or a door in words, and the key of their texts" },
];

/** All actions that plans may call, and what for. A new one is looked at here by a second person. */
const ACTIONS: { readonly [action: string]: string } = {
  "button.press": "ping, wake, identify, restart: whatever the integration's own button does",
  "homeassistant.reload_config_entry": "starts an integration anew, never Matter's",
  "homeassistant.update_entity": "asks the lock for its state",
  "lock.lock": "towards locked only",
  "mqtt.publish": "reads a value, or interviews, through Zigbee2MQTT",
  "update.install": "installs the firmware that is offered",
  "zwave_js.ping": "asks the lock to answer",
  "zwave_js.refresh_notifications": "asks for the lock's last notification",
  "zwave_js.refresh_value": "asks for one value",
};

function isType(node: ts.Node): boolean {
  return ts.isLiteralTypeNode(node.parent) || ts.isImportDeclaration(node.parent);
}

describe("nothing unlocks", () => {
  test("no word that unlocks stands where it could be sent", () => {
    const found: string[] = [];
    for (const path of SOURCES) {
      walk(path, (node, line) => {
        if (!ts.isStringLiteralLike(node) || isType(node) || !UNLOCKS.test(node.text)) return;
        if (READ_ONLY.some((entry) => entry.path.test(path) && entry.word === node.text)) return;
        found.push(`${path}:${line} "${node.text}"`);
      });
    }
    assert.deepEqual(found, [], "if it is only read, say so in READ_ONLY");
  });

  test("plans call only the actions of the list, spelled out", () => {
    const wrong: string[] = [];
    for (const path of files("src/adapters/**/*.ts")) {
      walk(path, (node, line) => {
        if (!ts.isObjectLiteralExpression(node)) return;
        const value = (name: string) =>
          node.properties.find(
            (property): property is ts.PropertyAssignment =>
              ts.isPropertyAssignment(property) && property.name.getText() === name,
          )?.initializer;
        const [domain, service] = [value("domain"), value("service")];
        if (!service) return;
        const spelled =
          domain && ts.isStringLiteral(domain) && ts.isStringLiteral(service) ? `${domain.text}.${service.text}` : undefined;
        if (spelled === undefined || !(spelled in ACTIONS)) wrong.push(`${path}:${line} ${spelled ?? service.getText()}`);
      });
    }
    assert.deepEqual(wrong, []);
  });

  test("the words are seen", () => {
    for (const word of ["unlock", "UNLOCK", "lock.unlock", "open", "lock.open", "unlatch"]) assert.match(word, UNLOCKS);
    for (const word of ["unlocked", "unlocking", "lock", "locked"]) assert.doesNotMatch(word, UNLOCKS);
  });
});
