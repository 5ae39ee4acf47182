import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { diagnose } from "../../src/core/everything.ts";
import { MockHome } from "../support/home.ts";
import { MATTER_ENTRY, addMatterLock } from "../support/locks.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.studio";
const PING = { type: "matter/ping_node", device_id: "matter_studio" };
const NODE = { type: "matter/node_diagnostics", device_id: "matter_studio" };

function matter(change: (home: MockHome) => void = () => {}): MockHome {
  const home = new MockHome();
  addMatterLock(home);
  change(home);
  return home;
}

const failing = (home: MockHome) =>
  diagnose(home.snapshot(LOCK)).findings.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));

/** A command to lock that ended with the bolt where it was, as a jam shows itself here: 30 s of guessing. */
const fellBack = (home: MockHome) =>
  home.set(LOCK, "unlocked", { at: NOW - MINUTE }).past(LOCK, [
    ["unlocked", NOW - HOUR],
    ["locking", NOW - MINUTE - 30 * SECOND],
    ["unlocked", NOW - MINUTE],
  ]);

describe("a Matter lock", () => {
  rows<readonly [name: string, change: (home: MockHome) => void, fact: string, value: unknown]>(
    [
      ["available", () => {}, "lock_available", true],
      ["battery", () => {}, "battery_level", 86],
      ["which cells", () => {}, "battery_type", "4 x AA"],
      ["low flag", (home) => home.set("binary_sensor.studio_battery", "on"), "battery_low_flag", true],
      ["no jam is ever told of", () => {}, "jam_flag", undefined],
      ["answered", () => {}, "ping_answered", true],
      [
        "one of its addresses answered",
        (home) => home.answer(PING, { "10.0.0.1": false, "fd00::1": true }),
        "ping_answered",
        true,
      ],
      ["none answered", (home) => home.answer(PING, { "10.0.0.1": false, "fd00::1": false }), "ping_answered", false],
      ["it has no address", (home) => home.answer(PING, {}), "ping_answered", undefined],
      ["the server is busy: no answer either way", (home) => home.refuse(PING, "timeout"), "ping_answered", undefined],
      ["Thread", () => {}, "radio", "thread"],
      ["Wi-Fi", (home) => home.answer(NODE, { network_type: "wifi" }), "radio", "wifi"],
      ["cable", (home) => home.answer(NODE, { network_type: "ethernet" }), "radio", undefined],
      ["a word that every object has", (home) => home.answer(NODE, { network_type: "constructor" }), "radio", undefined],
      ["mode normal", () => {}, "keypad_mode", "normal"],
      ["mode vacation", (home) => home.set("select.studio_operating_mode", "vacation"), "keypad_mode", "vacation"],
      ["mode privacy", (home) => home.set("select.studio_operating_mode", "privacy"), "keypad_mode", "privacy"],
      [
        "no remote use: the keypad is open",
        (home) => home.set("select.studio_operating_mode", "no_remote_lock_unlock"),
        "keypad_mode",
        "normal",
      ],
      ["a mode that every object has", (home) => home.set("select.studio_operating_mode", "toString"), "keypad_mode", "normal"],
      ["fell back", (home) => fellBack(home), "bolt_command", { wanted: "locked", outcome: "fell_back" }],
      [
        "signal",
        (home) =>
          home.entity({
            id: "sensor.studio_rssi",
            device: "matter_studio",
            platform: "matter",
            uniqueId: "x-WiFiDiagnosticsRssi",
            state: "-71",
            attributes: { device_class: "signal_strength" },
          }),
        "signal",
        -71,
      ],
    ],
    ([, change, fact, value]) => assert.deepEqual(matter(change).facts(LOCK)[fact], value),
  );

  rows<readonly [name: string, change: (home: MockHome) => void, findings: readonly string[]]>(
    [
      ["in order", () => {}, []],
      ["jammed: a command that fell back is the only sign", (home) => fellBack(home), ["bolt_jam_suspected/fell_back"]],
      ["locked by hand since", (home) => fellBack(home).set(LOCK, "locked", { at: NOW - SECOND }), []],
      [
        "silent, while it still looks available",
        (home) => home.answer(PING, { "fd00::1": false }, NOW),
        ["lock_unreachable/silent"],
      ],
      [
        "silent, and fell back for that",
        (home) => fellBack(home).answer(PING, { "fd00::1": false }, NOW),
        ["lock_unreachable/silent"],
      ],
      ["gone", (home) => home.set(LOCK, "unavailable"), ["lock_unreachable/unavailable"]],
      [
        "silent, fell back, then gone, then back: nobody knows of a jam",
        (home) =>
          home.set(LOCK, "unlocked", { at: NOW - MINUTE }).past(LOCK, [
            ["unlocked", NOW - HOUR],
            ["locking", NOW - 10 * MINUTE],
            ["unlocked", NOW - 9 * MINUTE - 30 * SECOND],
            ["unavailable", NOW - 7 * MINUTE],
          ]),
        [],
      ],
      [
        "gone on its way, and back",
        (home) =>
          home.set(LOCK, "unlocked", { at: NOW - MINUTE }).past(LOCK, [
            ["locking", NOW - 10 * MINUTE],
            ["unavailable", NOW - 9 * MINUTE],
          ]),
        [],
      ],
      [
        "the server is away",
        (home) => home.lose(/studio/).entry({ entry_id: MATTER_ENTRY, domain: "matter", state: "setup_retry" }),
        ["hub_down/retrying"],
      ],
      [
        "the server starts",
        (home) => home.lose(/studio/).entry({ entry_id: MATTER_ENTRY, domain: "matter", state: "setup_in_progress" }),
        [],
      ],
    ],
    ([, change, findings]) => assert.deepEqual(failing(matter(change)), findings),
  );

  test("where Home Assistant lets nothing be seen, it cannot be told", () => {
    const unlocked = diagnose(matter((home) => home.set(LOCK, "unlocked")).snapshot(LOCK));
    assert.equal(unlocked.outcomes.bolt_jammed.status, "not_applicable");
    assert.equal(
      diagnose(
        matter((home) =>
          home.lose(/studio/).entry({ entry_id: MATTER_ENTRY, domain: "matter", state: "setup_in_progress" }),
        ).snapshot(LOCK),
      ).verdict.kind,
      "unknown",
    );
  });
});
