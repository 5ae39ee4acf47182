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
  {
    path: /^src\/adapters\/(shared\/bolt|companions\/history\/bolt|yale-smart-alarm)\.ts$/,
    word: "open",
    why: "one of the states that a lock reports",
  },
  {
    path: /^src\/bridge\/(ports|incidents)\.ts$/,
    word: "unlock",
    why: "the name of what happened at the door, told and never sent",
  },
  { path: /^src\/bridge\/cli\/words\.ts$/, word: "open", why: "a state of the bolt in words" },
  { path: /^src\/card\//, word: "open", why: "a state or a door in words, and the key of their texts" },
  { path: /^src\/bridge\/cli\/words\.ts$/, word: "open", why: "a door in words" },
  {
    path: /^src\/core\/guides\//,
    word: "open_door",
    why: "a step that a person does by hand, before cells or a test of the bolt",
  },
  { path: /^src\/core\/guide\/progress\.ts$/, word: "open", why: "a state of the bolt, by which its turns are counted" },
  { path: /^src\/core\/guides\//, word: "open", why: "how a door stands, as a person or its sensor says" },
  { path: /^src\/bridge\/(ports|incidents)\.ts$/, word: "unlock", why: "the name of what happened, as Home Assistant spells it" },
];

/** All actions that plans may call, and what for. A new one is looked at here by a second person. */
const ACTIONS: { readonly [action: string]: string } = {
  "button.press": "ping, wake, identify, restart: whatever the integration's own button does",
  "homeassistant.reload_config_entry": "starts an integration anew, never Matter's",
  "homeassistant.update_entity": "asks the lock for its state",
  "lock.lock": "towards locked only",
  "lock_code_manager.hard_refresh_usercodes":
    "has Lock Code Manager read all codes from the lock anew, and send those that differ",
  "mqtt.publish": "the requests to Zigbee2MQTT that stand in COMMANDS",
  "switch.turn_on": "Nuki Hub's own restart, which is a switch that goes off by itself; no other switch",
  "update.install": "installs the firmware that is offered",
  "zwave_js.ping": "asks the lock to answer",
  "zwave_js.refresh_notifications": "asks for the lock's last notification",
  "zwave_js.refresh_value": "asks for one value",
};

/** All that adapters ask of Home Assistant's websocket, and of Zigbee2MQTT below `bridge/request/`, and what it does to a lock. */
const COMMANDS: { readonly [command: string]: string } = {
  "bluetooth/subscribe_connection_allocations": "reads",
  "config/device_registry/list_linked_devices": "reads",
  "config_entries/flow/subscribe": "reads",
  "config_entries/subscribe": "reads",
  "frontend/subscribe_user_data": "reads",
  "history/history_during_period": "reads",
  "history/stream": "reads",
  "keymaster/get_view_metadata": "reads",
  "lock_code_manager/get_config_entry_data": "reads",
  "logbook/event_stream": "reads",
  "logbook/get_events": "reads",
  "manifest/get": "reads",
  "matter/interview_node": "has the server ask the lock about itself",
  "matter/network_topology": "reads",
  "matter/node_diagnostics": "reads",
  "matter/ping_node": "asks the lock to answer",
  "mqtt/device/debug_info": "reads",
  "mqtt/subscribe": "reads",
  "recorder/statistics_during_period": "reads",
  "zha/device": "reads",
  "zha/devices/permit": "lets Zigbee devices join for a while; moves nothing",
  "zha/devices/reconfigure": "tells the lock what to report",
  "zwave_js/get_config_parameters": "reads",
  "zwave_js/node_status": "reads",
  "zwave_js/rebuild_node_routes": "has the hub find ways to the lock",
  "zwave_js/refresh_node_info": "has the hub ask the lock about itself",
  "zwave_js/refresh_node_values": "asks the lock for its values",
  "zwave_js/subscribe_node_statistics": "reads",
  "device/configure": "Zigbee2MQTT: tells the lock what to report",
  "device/interview": "Zigbee2MQTT: asks the lock about itself",
};

/** Parts of commands that take a lock out of its network, or make it forget all: there are none of them here at all. */
const FORBIDDEN = /(^|[/_.])(remove|exclude|exclusion|replace|factory|reset|hard_reset|leave|unpair|decommission)([/_.]|$)/i;

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

  test("adapters ask only what is on the list, spelled out", () => {
    const wrong: string[] = [];
    const seen = new Set<string>();
    for (const path of files("src/adapters/**/*.ts")) {
      walk(path, (node, line) => {
        if (!ts.isStringLiteralLike(node) || isType(node) || !/^[a-z_]+(\/[a-z_]+)+$/.test(node.text)) return;
        seen.add(node.text);
        if (!(node.text in COMMANDS)) wrong.push(`${path}:${line} ${node.text}`);
      });
      walk(path, (node, line) => {
        // A command whose name is put together could be any.
        if (!ts.isPropertyAssignment(node) || node.name.getText() !== "type" || !ts.isTemplateExpression(node.initializer))
          return;
        wrong.push(`${path}:${line} ${node.getText()}`);
      });
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      Object.keys(COMMANDS).filter((command) => !seen.has(command)),
      [],
      "no longer asked",
    );
  });

  test("nothing takes a lock out of its network, or makes it forget", () => {
    const found: string[] = [];
    for (const path of SOURCES) {
      walk(path, (node, line) => {
        const text =
          ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) ? node.text : "";
        if (/[/.]/.test(text) && !/\s|\.(ts|json|mjs|pdf)$|^\.\.?\//.test(text) && FORBIDDEN.test(text))
          found.push(`${path}:${line} "${text}"`);
      });
    }
    assert.deepEqual(found, []);
    for (const word of [
      "zwave_js/remove_failed_node",
      "bridge/request/device/remove",
      "zwave_js/hard_reset_controller",
      "zwave_js.replace",
    ])
      assert.match(word, FORBIDDEN);
  });

  test("the words are seen", () => {
    for (const word of ["unlock", "UNLOCK", "lock.unlock", "open", "lock.open", "unlatch"]) assert.match(word, UNLOCKS);
    for (const word of ["unlocked", "unlocking", "lock", "locked"]) assert.doesNotMatch(word, UNLOCKS);
  });
});
