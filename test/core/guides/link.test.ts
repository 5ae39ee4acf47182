import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Guide } from "../../../src/core/guide/types.ts";
import { app } from "../../../src/core/guides/guide-app.ts";
import { hub } from "../../../src/core/guides/guide-hub.ts";
import { lockedOut } from "../../../src/core/guides/guide-locked-out.ts";
import { outdated } from "../../../src/core/guides/guide-outdated.ts";
import { reach } from "../../../src/core/guides/guide-reach.ts";
import { rejoin } from "../../../src/core/guides/guide-rejoin.ts";
import { signal } from "../../../src/core/guides/guide-signal.ts";
import { wait } from "../../../src/core/guides/guide-wait.ts";
import { wayOf } from "../../../src/core/guides/shared.ts";
import type { Way } from "../../../src/core/guides/shared.ts";
import { endsAlways, looseEnds, situation, stepsOf, walk } from "../../support/guide-walk.ts";
import type { Known, Script } from "../../support/guide-walk.ts";
import { rows } from "../../support/table.ts";

const ZWAVE: Known = { adapter: "zwave_js", values: { radio: "zwave", joined_securely: false } };
const ZIGBEE: Known = { adapter: "zha", values: { radio: "zigbee" }, can: ["rejoin", "reconfigure"] };
const MATTER: Known = { adapter: "matter", values: { radio: "thread" }, can: ["ping", "reinterview"] };
const BLUETOOTH: Known = { adapter: "switchbot", values: { radio: "bluetooth" } };
const CLOUD: Known = { adapter: "august", values: { cloud: true }, can: ["wake", "reload_entry"] };
const LONG_RANGE: Known = { adapter: "zwave_js", values: { radio: "zwave_long_range", battery_level: 80 }, can: ["ping"] };
const WIFI: Known = { values: { radio: "wifi", has_keypad: false, door_open: true } };
const KNOWNS: readonly Known[] = [{}, ZWAVE, ZIGBEE, MATTER, BLUETOOTH, CLOUD, LONG_RANGE, WIFI];
const ALL: readonly Guide[] = [reach, signal, hub, wait, rejoin, app, outdated, lockedOut];

const wordOf = (guide: Guide, id: string, known: Known) =>
  guide.steps.find((step) => step.id === id)?.variant?.(situation(known));

describe("guides about link and software", () => {
  for (const guide of ALL) {
    test(`${guide.id} has no loose ends`, () => {
      assert.deepEqual(looseEnds(guide), []);
    });
    test(`${guide.id} ends, whatever is answered`, () => {
      endsAlways(guide, KNOWNS);
    });
    test(`${guide.id} ends for one whom nothing helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, {}, known).end, guide.last ?? "exhausted");
    });
    test(`${guide.id} ends well where something helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, { test: "worked" }, known).end, "solved");
    });
  }

  rows<readonly [name: string, guide: Guide, script: Script, end: string, known?: Known]>(
    [
      ["locked out: marks of a tool", lockedOut, { force: "yes" }, "force"],
      ["locked out: a key that broke", lockedOut, { key: "broke" }, "broken_key"],
      ["locked out: somebody opens", lockedOut, { someone: "open" }, "solved"],
      ["locked out: another door", lockedOut, { other_door: "open" }, "solved"],
      ["join: a reset that failed, Zigbee", rejoin, { reset_join: "reset_failed" }, "reset_failed", ZIGBEE],
      ["join: a reset that failed, Matter", rejoin, { matter_label: "reset_failed" }, "reset_failed", MATTER],
      ["join: encrypted now", rejoin, { secure: "secure" }, "solved", ZWAVE],
    ],
    ([, guide, script, end, known]) => assert.equal(walk(guide, script, known).end, end),
  );

  rows<readonly [name: string, known: Known, way: Way]>(
    [
      ["Z-Wave by its adapter", ZWAVE, "zwave"],
      ["Zigbee through Zigbee2MQTT", { adapter: "zigbee2mqtt" }, "zigbee"],
      ["Zigbee by its radio", { values: { radio: "zigbee" } }, "zigbee"],
      ["Matter, whatever its radio", { adapter: "matter", values: { radio: "wifi" } }, "matter"],
      ["Bluetooth by its adapter", BLUETOOTH, "bluetooth"],
      ["Nuki Hub is a device of its own", { adapter: "nuki_hub", values: { radio: "bluetooth" } }, "other"],
      ["a cloud", CLOUD, "cloud"],
      ["anything else", {}, "other"],
    ],
    ([, known, way]) => assert.equal(wayOf(situation(known)), way),
  );
});

describe("a lock that does not answer", () => {
  rows<readonly [name: string, values: NonNullable<Known["values"]>, seen: string | undefined]>(
    [
      ["most of its locks are gone: the hub", { hub_peers: { gone: 3, total: 4 } }, "none"],
      ["the others answer: the lock", { hub_peers: { gone: 1, total: 4 } }, "others"],
      ["one of two is not most", { hub_peers: { gone: 1, total: 2 } }, "others"],
      ["the only lock of its hub tells nothing", { hub_peers: { gone: 1, total: 1 } }, undefined],
      ["an integration that is not loaded", { hub_state: "retrying" }, "none"],
      ["a hub that says so itself", { hub_online: false, hub_state: "loaded" }, "none"],
      ["nothing known", {}, undefined],
    ],
    ([, values, seen]) => {
      const [first] = walk(reach, {}, { values }).log;
      assert.deepEqual([first?.step, first?.seen ? first.answer : undefined], ["hub", seen]);
    },
  );

  test("is asked by its hub before anybody gets up", () => {
    assert.equal(stepsOf(walk(reach, {}, MATTER))[1], "ping");
    assert.equal(stepsOf(walk(reach, {}, CLOUD))[1], "wake");
  });

  test("a ping that is answered is the end", () => {
    assert.equal(walk(reach, { ping: "worked" }, MATTER).end, "solved");
  });

  test("dark: its cells come before anything else, with the door open", () => {
    const steps = stepsOf(walk(reach, { hub: "others", turn: "dark" }, ZWAVE));
    const at = steps.indexOf("turn");
    assert.deepEqual(steps.slice(at + 1, at + 3), ["open_door", "cells"]);
  });

  test("joining again comes after all that spares it", () => {
    for (const known of [ZWAVE, ZIGBEE, LONG_RANGE]) {
      const steps = stepsOf(walk(reach, { hub: "others" }, known));
      const spares = ["turn", "in_the_way", "restart", "report_again", "ping"].filter((step) => steps.includes(step));
      assert.ok(
        spares.every((step) => steps.indexOf(step) < steps.indexOf("join_again")),
        steps.join(" "),
      );
    }
  });

  test("a hub that is gone is looked at first", () => {
    const steps = stepsOf(walk(reach, {}, { ...ZWAVE, values: { hub_state: "failed" } }));
    assert.deepEqual(steps.slice(0, 2), ["(hub)", "hub_power"]);
  });

  test("a sign-in that is pending goes before anything is taken apart", () => {
    const steps = stepsOf(walk(reach, { hub: "unsure" }, { values: { cloud: true, sign_in_pending: true } }));
    assert.ok(steps.indexOf("sign_in") < steps.indexOf("open_door"), steps.join(" "));
  });

  test("a repeater only where its radio has some", () => {
    assert.ok(stepsOf(walk(reach, {}, ZWAVE)).includes("repeater"));
    assert.ok(!stepsOf(walk(reach, {}, LONG_RANGE)).includes("repeater"));
    assert.equal(wordOf(signal, "nearer", LONG_RANGE), "long_range");
    assert.equal(wordOf(signal, "nearer", WIFI), "wifi");
    assert.equal(wordOf(signal, "nearer", BLUETOOTH), "bluetooth");
    assert.equal(wordOf(signal, "nearer", {}), undefined);
  });
});

describe("joining again", () => {
  rows<readonly [name: string, known: Known, has: readonly string[], hasNot: readonly string[]]>(
    [
      [
        "Z-Wave leaves before it joins",
        ZWAVE,
        ["exclude", "label", "include_label", "include"],
        ["join", "sign_in", "share_code"],
      ],
      ["Zigbee where the network can be opened here", ZIGBEE, ["near", "pairing_words", "join"], ["join_by_admin", "exclude"]],
      ["Zigbee where it cannot", { adapter: "zha" }, ["join_by_admin", "reset_join"], ["join"]],
      [
        "Matter by a shared code, and only then by its label",
        MATTER,
        ["share_code", "label", "matter_label"],
        ["near", "exclude"],
      ],
      ["Bluetooth", BLUETOOTH, ["phones_off", "near", "pair_again"], ["app_join", "exclude"]],
      ["a cloud", CLOUD, ["sign_in", "app_join", "add_again"], ["near", "exclude"]],
    ],
    ([, known, has, hasNot]) => {
      const steps = stepsOf(walk(rejoin, {}, known));
      assert.deepEqual(
        has.filter((step) => !steps.includes(step)),
        [],
      );
      assert.deepEqual(
        hasNot.filter((step) => steps.includes(step)),
        [],
      );
    },
  );

  test("the gentlest goes first", () => {
    const order = (known: Known, ...ids: readonly string[]) =>
      stepsOf(walk(rejoin, {}, known)).filter((step) => ids.includes(step));
    assert.deepEqual(order(ZIGBEE, "join", "reset_join"), ["join", "reset_join"]);
    assert.deepEqual(order(MATTER, "share_code", "matter_label"), ["share_code", "matter_label"]);
    assert.deepEqual(order(ZWAVE, "exclude", "include_label", "include"), ["exclude", "include_label", "include"]);
  });

  test("says before anything is lost that codes are to be set again, where there are codes", () => {
    assert.ok(stepsOf(walk(rejoin, {}, ZWAVE)).indexOf("codes_ready") < stepsOf(walk(rejoin, {}, ZWAVE)).indexOf("exclude"));
    assert.ok(!stepsOf(walk(rejoin, {}, WIFI)).includes("codes_ready"));
  });

  test("weak cells are changed before, and what the lock tells of them is not asked", () => {
    const weak = walk(rejoin, {}, { ...ZWAVE, values: { radio: "zwave", battery_level: 12 } });
    assert.deepEqual(weak.order.slice(1, 3), ["(cells)", "new_cells"]);
    const good = walk(rejoin, {}, { ...ZWAVE, values: { radio: "zwave", battery_level: 80 } });
    assert.ok(good.order.includes("(cells)") && !good.order.includes("new_cells"));
  });

  test("takes encryption as seen only of a lock that is there", () => {
    const values = { radio: "zwave", joined_securely: true } as const;
    const there = walk(rejoin, {}, { ...ZWAVE, values, checks: { lock_unreachable: "pass" } });
    assert.deepEqual([there.order.at(-1), there.end], ["(secure)", "solved"]);
    assert.ok(walk(rejoin, {}, { ...ZWAVE, values }).order.includes("secure"));
  });

  test("a skipped removal leaves joining out", () => {
    const { order } = walk(rejoin, { exclude: "skip" }, ZWAVE);
    assert.ok(!order.includes("include") && !order.includes("include_label"));
  });
});

describe("locked out", () => {
  test("people and doors before tools", () => {
    assert.deepEqual(stepsOf(walk(lockedOut)).slice(0, 3), ["force", "someone", "other_door"]);
  });

  rows<readonly [name: string, known: Known, has: readonly string[], hasNot: readonly string[]]>(
    [
      ["nothing known of it: every way in", {}, ["key", "power", "app_near"], []],
      ["a key is all it has", { traits: { emergency: ["key"] } }, ["key"], ["power"]],
      ["no key hole", { traits: { emergency: ["9v"] } }, ["power"], ["key"]],
      ["no keypad", { values: { has_keypad: false } }, ["key"], ["code_again", "wait_keypad", "code_holder"]],
      ["a closed keypad takes no code", { values: { keypad_disabled: true } }, ["wait_keypad"], ["code_again"]],
    ],
    ([, known, has, hasNot]) => {
      const steps = stepsOf(walk(lockedOut, {}, known));
      assert.ok(
        has.every((step) => steps.includes(step)),
        steps.join(" "),
      );
      assert.ok(!hasNot.some((step) => steps.includes(step)), steps.join(" "));
    },
  );

  test("names the maker's way to feed it from outside", () => {
    assert.equal(wordOf(lockedOut, "power", { traits: { emergency: ["9v"] } }), "9v");
    assert.equal(wordOf(lockedOut, "power", { traits: { emergency: ["key", "usb_c"] } }), "usb_c");
    assert.equal(wordOf(lockedOut, "power", { traits: { emergency: ["backup_pack"] } }), "backup_pack");
    assert.equal(wordOf(lockedOut, "power", {}), undefined);
  });
});

describe("hub, cloud, app and versions", () => {
  test("a look and a wait cost nothing, so they are first", () => {
    assert.deepEqual(stepsOf(walk(hub)).slice(0, 2), ["power", "wait"]);
    assert.ok(stepsOf(walk(hub, {}, ZWAVE)).includes("stick"));
    assert.ok(!stepsOf(walk(hub, {}, CLOUD)).includes("stick"));
  });

  test("a dark hub leads to its plug", () => {
    const { order } = walk(hub, { power: "dark" }, ZWAVE);
    assert.equal(order[order.indexOf("power") + 1], "plug");
  });

  test("without internet the router comes first", () => {
    assert.deepEqual(stepsOf(walk(wait, { internet: "no" })).slice(0, 3), ["other_way", "internet", "router"]);
  });

  test("a second phone parts the phone from the lock", () => {
    const phone = stepsOf(walk(app, { other_phone: "yes" }));
    const lock = stepsOf(walk(app, { other_phone: "no" }, { checks: { battery_low: "fail" } }));
    assert.equal(phone.includes("lock_itself") && phone.indexOf("lock_itself") < phone.indexOf("radios"), false);
    assert.ok(lock.indexOf("lock_itself") < lock.indexOf("permissions"), lock.join(" "));
  });

  test("what loses something comes after what does not", () => {
    const steps = stepsOf(walk(app));
    assert.ok(
      steps.indexOf("radios") < steps.indexOf("install_again") && steps.indexOf("update_app") < steps.indexOf("install_again"),
    );
  });

  test("a backup before anything on the hub, none before an app", () => {
    assert.deepEqual(stepsOf(walk(outdated, { test: "worked" }, { values: { outdated_part: "server" } })), ["backup", "install"]);
    assert.deepEqual(stepsOf(walk(outdated, { test: "worked" }, { values: { outdated_part: "app" } })), ["app"]);
    assert.equal(wordOf(outdated, "install", { values: { outdated_part: "driver" } }), "driver");
  });
});
