import assert from "node:assert/strict";
import { describe, test } from "node:test";
import ts from "typescript";
import { ARMED_FOR, QUEUE_LENGTH, actionOf, armingOf, coolsWholeHub, guard } from "../../src/bridge/guards.ts";
import type { Press } from "../../src/bridge/guards.ts";
import type { Refusal } from "../../src/bridge/ports.ts";
import { diagnose } from "../../src/core/everything.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import type { ActionRemedy } from "../../src/core/remedy.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import type { LockHealth } from "../../src/runtime/home-health.ts";
import { files, walk } from "../contract/support.ts";
import { DAY, HEALTHY, MINUTE, NOW, SECOND, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const YEAR = 365 * DAY;

/** A lock that has nothing against any remedy. */
const WELL: Written = { ...HEALTHY, link_quality: 120, hub_updating: false };

function lockWith(written: Written, adapterId = "generic", more: Partial<LockSnapshot> = {}): LockHealth {
  const taken = snapshot(written, { lock: { entityId: "lock.front_door", name: "Front Door", adapterId }, ...more });
  return { entityId: "lock.front_door", name: "Front Door", snapshot: taken, diagnosis: diagnose(taken), adapterId };
}

const ALL: ReadonlySet<RemedyId> = new Set(REMEDY_IDS);
const ARMED = NOW + ARMED_FOR;

function press(remedy: string, more: Partial<Press> = {}): Press {
  return { remedy, lock: lockWith(WELL), connected: true, offered: ALL, now: NOW, armedUntil: ARMED, ...more };
}

type Reason = Refusal["reason"];

/**
 * What is so when a remedy is pressed, and what comes of it: the reason for which every action is refused, or the actions
 * that are refused with theirs, while the others go. Not made from the code: this is the table of what is wanted.
 */
interface Column {
  readonly press: Partial<Press>;
  readonly cells: Reason | { readonly [Id in RemedyId]?: Reason };
}

const HUB = { hubBusy: true, waiting: 1 };
const BOLT = { lock_again: "not_armed" } as const;

const COLUMNS: { readonly [name: string]: Column } = {
  "nothing to object": { press: {}, cells: {} },
  "not offered": { press: { offered: new Set() }, cells: "not_offered" },
  "no such lock": { press: { lock: undefined }, cells: "unavailable" },
  "lock missing": { press: { lock: lockWith(WELL, "generic", { home: "missing" }) }, cells: "unavailable" },
  "home starting": { press: { lock: lockWith(WELL, "generic", { home: "starting" }) }, cells: "unavailable" },
  "connection lost": { press: { connected: false }, cells: "unavailable" },
  "begun a moment ago": { press: { lastStartedAt: NOW - 1 }, cells: "cool_down" },
  "begun a year from now": { press: { lastStartedAt: NOW + YEAR }, cells: "cool_down" },
  "begun a year ago": { press: { lastStartedAt: NOW - YEAR }, cells: {} },
  "pressed already": { press: { pressed: true }, cells: "already_running" },
  "cells at 49 %": { press: { lock: lockWith({ ...WELL, battery_level: 49 }) }, cells: { install_update: "battery" } },
  "cells at 29 %": {
    press: { lock: lockWith({ ...WELL, battery_level: 29 }) },
    cells: {
      install_update: "battery",
      refresh_values: "battery",
      rebuild_routes: "battery",
      reconfigure: "battery",
      reinterview: "battery",
      rejoin: "battery",
      resync_codes: "battery",
    },
  },
  "weak link": {
    press: { lock: lockWith({ ...WELL, link_quality: 20 }) },
    cells: { install_update: "link", resync_codes: "link" },
  },
  "an update on the hub": {
    press: { lock: lockWith({ ...WELL, hub_updating: true }) },
    cells: {
      install_update: "hub_free",
      refresh_values: "hub_free",
      rebuild_routes: "hub_free",
      reconfigure: "hub_free",
      reinterview: "hub_free",
      rejoin: "hub_free",
      restart_hub: "hub_free",
      resync_codes: "hub_free",
    },
  },
  "an update on the hub, by a job that is waited for": {
    press: { lock: lockWith({ ...WELL, hub_updating: true }), ...HUB },
    cells: {},
  },
  "door open": { press: { lock: lockWith({ ...WELL, door_open: true }) }, cells: { lock_again: "door" } },
  dead: {
    press: { lock: lockWith({ ...WELL, node_status: "dead" }) },
    cells: {
      identify: "answers",
      refresh_entity: "answers",
      reread_value: "answers",
      reread_notification: "answers",
      lock_again: "answers",
      restart_device: "answers",
      install_update: "answers",
      refresh_values: "answers",
      rebuild_routes: "answers",
      reinterview: "answers",
      resync_codes: "answers",
    },
  },
  "dead, while another job works on this lock": {
    press: { lock: lockWith({ ...WELL, node_status: "dead" }), ...HUB, lockBusy: true },
    cells: {},
  },
  "Long Range": { press: { lock: lockWith({ ...WELL, radio: "zwave_long_range" }) }, cells: { rebuild_routes: "long_range" } },
  "not armed": { press: { armedUntil: undefined }, cells: BOLT },
  "armed 60 s ago": { press: { armedUntil: NOW }, cells: BOLT },
  "armed, and the clock set back": { press: { armedUntil: NOW + YEAR }, cells: BOLT },
  "Matter, not armed": {
    press: { lock: lockWith(WELL, "matter"), armedUntil: undefined },
    cells: { ...BOLT, reload_entry: "not_armed", restart_hub: "not_armed" },
  },
  "Matter, armed": { press: { lock: lockWith(WELL, "matter") }, cells: {} },
  "loses its keys, not armed": {
    press: { lock: lockWith(WELL, "zwave_js"), model: "be469zp ", armedUntil: undefined },
    cells: { ...BOLT, reinterview: "known_bad" },
  },
  "loses its keys, armed": { press: { lock: lockWith(WELL, "zwave_js"), model: "BE469ZP" }, cells: {} },
  "another model, not armed": {
    press: { lock: lockWith(WELL, "zwave_js"), model: "YRD216", armedUntil: undefined },
    cells: BOLT,
  },
  "hub busy": { press: HUB, cells: {} },
  "hub busy, five waiting": { press: { ...HUB, waiting: QUEUE_LENGTH }, cells: "queue_full" },
};

describe("every remedy against every guard", () => {
  for (const id of REMEDY_IDS) {
    test(id, () => {
      const action = actionOf(id);
      assert.equal(action !== undefined, remedies[id].kind === "action");
      for (const [name, column] of Object.entries(COLUMNS))
        assert.equal(
          guard(press(id, column.press))?.reason,
          action ? (typeof column.cells === "string" ? column.cells : column.cells[id]) : "not_offered",
          `${id} × ${name}`,
        );
    });
  }

  test("each guard refuses something, and each action is refused by something", () => {
    const reasons = new Set(
      Object.values(COLUMNS).flatMap(({ press: given }) => REMEDY_IDS.map((id) => guard(press(id, given))?.reason)),
    );
    const all: Reason[] = [
      "not_offered",
      "unavailable",
      "cool_down",
      "already_running",
      "battery",
      "link",
      "hub_free",
      "door",
      "answers",
      "long_range",
      "not_armed",
      "known_bad",
      "queue_full",
    ];
    for (const reason of all) assert.ok(reasons.has(reason), reason);
  });

  test("whatever moves a bolt is never done unarmed, whoever adds it", () => {
    for (const id of REMEDY_IDS) {
      const action = actionOf(id);
      if (action?.harm !== "moves_bolt") continue;
      for (const { press: given } of Object.values(COLUMNS))
        assert.notEqual(guard(press(id, { ...given, armedUntil: undefined })), undefined, id);
    }
  });

  test("what does no harm needs no arming", () => {
    for (const id of REMEDY_IDS) {
      const action = actionOf(id);
      if (action?.harm === "none") assert.equal(armingOf(action, lockWith(WELL, "matter"), "BE469ZP"), undefined, id);
    }
  });
});

/** A remedy of a kind that may come. */
function made(more: Partial<ActionRemedy>): ActionRemedy {
  const ping = actionOf("ping");
  assert.ok(ping);
  return { ...ping, ...more };
}

describe("remedies to come", () => {
  const zwave = lockWith(WELL, "zwave_js");
  rows<readonly [name: string, remedy: ActionRemedy, lock: LockHealth, model: string | undefined, reason: string | undefined]>(
    [
      ["one that moves the bolt", made({ harm: "moves_bolt" }), zwave, undefined, "not_armed"],
      ["one that reloads Matter", made({ harm: "reloads" }), lockWith(WELL, "matter"), undefined, "not_armed"],
      ["one that reloads something else", made({ harm: "reloads" }), zwave, undefined, undefined],
      ["one that restarts", made({ harm: "restarts" }), zwave, undefined, undefined],
      ["an interview of a model that loses its keys", made({ id: "reinterview" }), zwave, "BE469ZP", "known_bad"],
      ["of the same model through another integration", made({ id: "reinterview" }), lockWith(WELL), "BE469ZP", undefined],
      ["of a model that is not named", made({ id: "reinterview" }), zwave, undefined, undefined],
    ],
    ([, remedy, lock, model, reason]) => assert.equal(armingOf(remedy, lock, model)?.reason, reason),
  );

  test("what restarts a hub or opens its network cools the whole hub", () => {
    const whole = REMEDY_IDS.filter((id) => {
      const action = actionOf(id);
      return action && coolsWholeHub(action);
    });
    assert.deepEqual(whole, ["reload_entry", "rejoin", "restart_hub"]);
  });
});

describe("a refusal says what a person can use", () => {
  rows<readonly [name: string, press: Press, refusal: Refusal | undefined]>(
    [
      [
        "when a ping may be tried again",
        press("ping", { lastStartedAt: NOW - SECOND }),
        { reason: "cool_down", retryAt: NOW + 29 * SECOND },
      ],
      ["to the ms: not yet", press("ping", { lastStartedAt: NOW - 29_999 }), { reason: "cool_down", retryAt: NOW + 1 }],
      ["to the ms: now", press("ping", { lastStartedAt: NOW - 30_000 }), undefined],
      [
        "a last start to come counts as now",
        press("reinterview", { lastStartedAt: NOW + YEAR }),
        { reason: "cool_down", retryAt: NOW + 30 * MINUTE },
      ],
      [
        "the level of the cells",
        press("install_update", { lock: lockWith({ ...WELL, battery_level: 12 }) }),
        { reason: "battery", value: 12 },
      ],
      [
        "nothing where the level is not known",
        press("install_update", { lock: lockWith({ ...WELL, battery_level: 140 }) }),
        { reason: "battery" },
      ],
      [
        "how good the link is",
        press("install_update", { lock: lockWith({ ...WELL, link_quality: 20 }) }),
        { reason: "link", value: 2 },
      ],
      ["how many may wait", press("ping", { hubBusy: true, waiting: 9 }), { reason: "queue_full", value: 5 }],
      [
        "what is in the way comes before arming",
        press("lock_again", { lock: lockWith({ ...WELL, door_open: true }), armedUntil: undefined }),
        { reason: "door" },
      ],
    ],
    ([, given, refusal]) => assert.deepEqual(guard(given), refusal),
  );
});

describe("what is no remedy", () => {
  rows<readonly [id: string]>(
    [["constructor"], ["__proto__"], ["toString"], [""], ["PING"], ["lock.unlock"], ["ping "], ["unlock"], ["exclude"]],
    ([id]) => assert.deepEqual(guard(press(id)), { reason: "not_offered" }),
  );
});

/** Calls after which a lock is no longer in its network, or no longer what it was. */
const DESTROYS = /(^|[./_])(exclu\w*|remove\w*|replace|delete|erase|leave|wipe|hard_reset\w*|factory\w*)([./_]|$)/i;

/** Something that is called or written to: `zwave_js/remove_node`, `zha.remove`, `/bridge/request/device/remove`. */
const CALLED = /^[\w-]*([./][\w-]+)+$/;

describe("no exclude, remove, replace or factory reset", () => {
  const isImport = ({ parent }: ts.Node) =>
    ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent);

  test("no such call stands in the adapters or in the bridge", () => {
    const found: string[] = [];
    for (const path of files("src/{adapters,bridge}/**/*.ts"))
      walk(path, (node, line) => {
        const text =
          ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
            ? node.text
            : "";
        const isService =
          ts.isPropertyAssignment(node.parent ?? node) && (node.parent as ts.PropertyAssignment).name.getText() === "service";
        if (text === "" || isImport(node) || (!CALLED.test(text) && !isService)) return;
        if (DESTROYS.test(text)) found.push(`${path}:${line} "${text}"`);
      });
    assert.deepEqual(found, []);
  });

  test("the calls are seen", () => {
    for (const call of [
      "zwave_js/remove_node",
      "zwave_js/remove_failed_node",
      "zwave_js/replace_failed_node",
      "zwave_js/hard_reset_controller",
      "zha.remove",
      "matter/remove_matter_fabric",
      "config_entries/delete",
      "/bridge/request/device/remove",
      "/request/touchlink/factory_reset",
    ]) {
      assert.match(call, CALLED, call);
      assert.match(call, DESTROYS, call);
    }
    for (const call of ["zwave_js/refresh_node_info", "button.press", "zigbee2mqtt/bridge/request/device/interview", "lock.lock"])
      assert.doesNotMatch(call, DESTROYS, call);
  });
});
