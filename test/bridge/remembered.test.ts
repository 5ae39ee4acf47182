import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allRemembered, rememberedLine } from "../../src/adapters/companions/history/remembered.ts";
import { LockView } from "../../src/adapters/lock-view.ts";
import { describeLock } from "../../src/adapters/locks.ts";
import { openMemory } from "../../src/bridge/memory.ts";
import { payloadsFor } from "../../src/bridge/payloads.ts";
import type { Incident } from "../../src/bridge/ports.ts";
import { Recollections, rememberedOf } from "../../src/bridge/remembered.ts";
import { lockTopics } from "../../src/bridge/topics.ts";
import { decodeRemembered } from "../../src/core/remembered.ts";
import type { Remembered } from "../../src/core/remembered.ts";
import { diagnose } from "../../src/core/everything.ts";
import { MockHome } from "../support/home.ts";
import { PLANTED, addZwaveLock } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND, snapshot } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

type Told = Omit<Incident, "lockId">;
const told = (...incidents: readonly Told[]) => rememberedOf(incidents.map((each) => ({ lockId: "front", ...each })));
const appeared = (check: Incident["check"], at: number, more: Partial<Told> = {}): Told => ({
  kind: "finding_appeared",
  at,
  ...(check ? { check } : {}),
  ...more,
});
const recovered = (check: Incident["check"], at: number, more: Partial<Told> = {}): Told => ({
  ...appeared(check, at, more),
  kind: "finding_recovered",
});
const firmware = (skipped: boolean) => ({ evidence: [{ fact: "firmware", value: { installed: "1", latest: "2", skipped } }] });

describe("what of the memory is told to cards", () => {
  rows<readonly [string, readonly Told[], readonly Remembered[]]>(
    [
      ["a jam", [{ kind: "lock_jammed", at: NOW, check: "bolt_jammed" }], [{ kind: "jam", at: NOW }]],
      ["its finding is not a second one", [appeared("bolt_jammed", NOW)], []],
      [
        "a jam of which only an event tells",
        [appeared("bolt_jam_suspected", NOW, { variant: "reported" })],
        [{ kind: "jam", at: NOW }],
      ],
      ["a command that fell back is none", [appeared("bolt_jam_suspected", NOW, { variant: "fell_back" })], []],
      ["a suspicion that has gone is none", [recovered("bolt_jam_suspected", NOW, { variant: "reported" })], []],
      ["a refused code", [{ kind: "invalid_pin", at: NOW }], [{ kind: "wrong_code", at: NOW }]],
      ["a keypad that closed", [{ kind: "keypad_locked_out", at: NOW }], [{ kind: "lockout", at: NOW }]],
      [
        "turns of the bolt are not",
        [
          { kind: "lock", at: NOW },
          { kind: "unlock", at: NOW + MINUTE },
        ],
        [],
      ],
      [
        "a lock that was out of reach",
        [recovered("lock_unreachable", NOW), appeared("lock_unreachable", NOW - HOUR)],
        [{ kind: "outage", at: NOW - HOUR, until: NOW }],
      ],
      ["one that still is", [appeared("lock_unreachable", NOW - HOUR)], [{ kind: "outage", at: NOW - HOUR }]],
      ["an end without a beginning tells nothing", [recovered("lock_unreachable", NOW)], []],
      [
        "the lock and its hub together: from the first to the last",
        [
          appeared("lock_unreachable", NOW - 3 * HOUR),
          appeared("hub_down", NOW - 2 * HOUR),
          recovered("lock_unreachable", NOW - HOUR),
          recovered("hub_down", NOW),
        ],
        [{ kind: "outage", at: NOW - 3 * HOUR, until: NOW }],
      ],
      ["a weak link is no outage", [appeared("link_weak", NOW - HOUR), recovered("link_weak", NOW)], []],
      [
        "a fix with how it ended, and an update where it was one",
        [{ kind: "remedy_done", at: NOW, remedy: "install_update", outcome: "confirmed", check: "update_available" }],
        [
          { kind: "remedy", at: NOW, what: "install_update", end: "confirmed" },
          { kind: "update", at: NOW },
        ],
      ],
      [
        "an update that failed is only tried",
        [{ kind: "remedy_done", at: NOW, remedy: "install_update", outcome: "failed" }],
        [{ kind: "remedy", at: NOW, what: "install_update", end: "failed" }],
      ],
      [
        "an update and that it is not offered any more are one",
        [
          { kind: "remedy_done", at: NOW, remedy: "install_update", outcome: "confirmed" },
          recovered("update_available", NOW + MINUTE, firmware(false)),
        ],
        [
          { kind: "remedy", at: NOW, what: "install_update", end: "confirmed" },
          { kind: "update", at: NOW },
        ],
      ],
      ["one that was installed elsewhere", [recovered("update_available", NOW, firmware(false))], [{ kind: "update", at: NOW }]],
      ["one that somebody skipped is none", [recovered("update_available", NOW, firmware(true))], []],
      [
        "a guide with its end",
        [{ kind: "guide_done", at: NOW, variant: "guide_jam", outcome: "solved" }],
        [{ kind: "guide", at: NOW, what: "guide_jam", end: "solved" }],
      ],
      ["nothing else that was found", [appeared("battery_low", NOW), recovered("battery_low", NOW + HOUR)], []],
    ],
    ([, incidents, remembered]) => assert.deepEqual(told(...incidents), remembered),
  );
});

describe("the line of a lock", () => {
  function world() {
    const memory = openMemory(":memory:");
    const asked: string[] = [];
    const counted = {
      ...memory,
      incidents: (...given: Parameters<typeof memory.incidents>) => {
        asked.push(String(given[0]));
        return memory.incidents(...given);
      },
    };
    const recollections = new Recollections(counted);
    const happen = (incident: Told, lockId = "front") => {
      memory.remember({ lockId, ...incident });
      return recollections.heard({ lockId, ...incident });
    };
    return { recollections, happen, asked };
  }

  test("is read once, and again when there is something new to tell: turns are nothing new", () => {
    const { recollections, happen, asked } = world();
    happen({ kind: "lock_jammed", at: NOW - DAY });
    assert.deepEqual(decodeRemembered(recollections.of("front")), [{ kind: "jam", at: NOW - DAY }]);
    for (let turn = 0; turn < 10; turn++) assert.equal(happen({ kind: "lock", at: NOW + turn * MINUTE }), false);
    assert.equal(happen({ kind: "lock_jammed", at: NOW }, "back"), false, "nobody has asked for that one yet");
    recollections.of("front");
    assert.deepEqual(asked, ["front"]);
    assert.equal(happen({ kind: "lock_jammed", at: NOW }), true);
    assert.equal(decodeRemembered(recollections.of("front")).length, 2);
    assert.deepEqual(asked, ["front", "front"]);
  });

  test("finds the jam of last year behind thousands of turns", () => {
    const { recollections, happen } = world();
    happen({ kind: "lock_jammed", at: NOW - 300 * DAY });
    for (let turn = 0; turn < 5_000; turn++) happen({ kind: turn % 2 ? "lock" : "unlock", at: NOW - turn * MINUTE });
    assert.deepEqual(decodeRemembered(recollections.of("front")), [{ kind: "jam", at: NOW - 300 * DAY }]);
  });

  test("is what a card of this version reads out of the bridge's entity, and nothing planted comes through", () => {
    const { recollections, happen } = world();
    const evidence = [{ fact: "keypad_used", value: PLANTED }];
    happen({ kind: "remedy_done", at: NOW - 50 * DAY, remedy: "ping", outcome: "confirmed", evidence });
    happen({ kind: "guide_done", at: NOW - 40 * DAY, variant: "guide_jam", outcome: PLANTED });
    happen({ kind: "invalid_pin", at: NOW - 30 * DAY + 499, evidence });
    const options = { topic: "t", homeId: "h", discoveryPrefix: "d", version: "1", language: "en" } as const;
    const snap = snapshot({}, { lock: { entityId: "lock.front_door", name: "Front Door", adapterId: "zwave_js" } });
    const { entityId, name, adapterId } = snap.lock;
    const health = { entityId, name, adapterId, snapshot: snap, diagnosis: diagnose(snap) };
    const payloads = payloadsFor(
      { id: "front", health, remedies: [] },
      { phase: "idle" },
      false,
      options,
      undefined,
      recollections.of("front"),
    );
    const attributes = payloads.get(lockTopics(options, "front").careAttributes) as { readonly [name: string]: unknown };
    assert.ok(!JSON.stringify([...payloads]).includes(PLANTED));
    const home = new MockHome();
    addZwaveLock(home);
    home.entity({ id: "text.mine", platform: "mqtt", uniqueId: "care", state: "-", attributes });
    const view = home.view();
    const seconds = (at: number) => Math.round(at / SECOND) * SECOND;
    const lock = new LockView(view, describeLock(view, "lock.front_door"));
    assert.deepEqual(allRemembered(lock, rememberedLine(lock)), [
      { kind: "remedy", at: seconds(NOW - 50 * DAY), what: "ping", end: "confirmed" },
      { kind: "wrong_code", at: seconds(NOW - 30 * DAY) },
    ]);
  });
});
