import { everything } from "../../src/runtime/everything.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Plan, Step } from "../../src/adapters/adapter.ts";
import { deepAdapterFor, deepAdapters } from "../../src/adapters/deep/index.ts";
import { collect } from "../../src/adapters/collect.ts";
import { readers } from "../../src/adapters/index.ts";
import { keepSignals } from "../../src/adapters/deep/matter.ts";
import { baseTopic } from "../../src/adapters/deep/zigbee2mqtt.ts";
import { keepRow } from "../../src/adapters/deep/zha.ts";
import { keepStatistics } from "../../src/adapters/deep/zwave-js.ts";
import type { Want } from "../../src/adapters/lock-view.ts";
import type { FactSet } from "../../src/core/fact.ts";
import { known } from "../../src/core/fact.ts";
import { diagnose } from "../../src/core/everything.ts";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import { HomeHealth } from "../../src/runtime/home-health.ts";
import { settle } from "../support/clock.ts";
import { MockHome } from "../support/home.ts";
import { addLock, addMatterLock, addZigbeeLock, addZwaveLock } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { Stage } from "../support/stage.ts";
import { rows } from "../support/table.ts";

const PATIO = "0x000d6f0011223301";
const SHED = "00:0d:6f:00:11:22:33:05";

/** A lock of ZHA. The lock of any integration that a test makes has its slug for an address. */
function addZhaLock(home: MockHome): string {
  const lockId = addLock(home, "zha");
  const row = home.devices["zha_shed"]!;
  return (home.device({ ...row, identifiers: [["zha", SHED]] }), lockId);
}

const HOMES: readonly (readonly [id: string | undefined, build: (home: MockHome) => string])[] = [
  ["zwave_js", (home) => addZwaveLock(home)],
  ["zigbee2mqtt", (home) => addZigbeeLock(home)],
  ["matter", (home) => addMatterLock(home)],
  ["zha", addZhaLock],
  ["yalexs_ble", (home) => addLock(home, "yalexs_ble")],
  ["switchbot", (home) => addLock(home, "switchbot")],
  ["generic", (home) => addLock(home, "from_elsewhere")],
  [undefined, (home) => addLock(home, "tedee")],
];

const homeWith = (build: (home: MockHome) => string): { home: MockHome; lockId: string } => {
  const home = new MockHome();
  return { home, lockId: build(home) };
};

function planOf(home: MockHome, lockId: string, id: RemedyId): Plan | undefined {
  const view = home.lockView(lockId);
  return deepAdapterFor(view.ref)?.plans[id]?.(view);
}

function streamOf(home: MockHome, lockId: string, id: RemedyId): Plan & { kind: "stream" } {
  const plan = planOf(home, lockId, id);
  assert.ok(plan?.kind === "stream", id);
  return plan;
}

function wantsOf(home: MockHome, lockId: string): readonly Want[] {
  const view = home.lockView(lockId);
  return deepAdapterFor(view.ref)?.wants(view) ?? [];
}

/** The deep facts: values and, where they have one, their age in ms. */
function factsOf(home: MockHome, lockId: string, others: FactSet = {}): { readonly [name: string]: unknown } {
  const view = home.lockView(lockId);
  const facts = deepAdapterFor(view.ref)?.read(view, others) ?? {};
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      fact.kind !== "known" ? fact.reason : fact.at === undefined ? fact.value : [fact.value, NOW - fact.at],
    ]),
  );
}

describe("deepAdapterFor", () => {
  for (const [id, build] of HOMES)
    test(id ?? "none", () => {
      const { home, lockId } = homeWith(build);
      const { ref } = home.lockView(lockId);
      assert.equal(deepAdapterFor(ref)?.id, id);
    });

  test("goes by the adapter, and by the platform where any lock's adapter serves it", () => {
    const { home, lockId } = homeWith(addZhaLock);
    const { ref } = home.lockView(lockId);
    assert.equal(deepAdapterFor(ref, "generic")?.id, "zha");
    assert.equal(deepAdapterFor({ ...ref, platform: "mqtt" }, "zigbee2mqtt")?.id, "zigbee2mqtt");
    assert.equal(deepAdapterFor({ ...ref, platform: "mqtt" }, "generic")?.id, "generic");
    assert.equal(deepAdapterFor({ ...ref, platform: "tedee" }, "tedee"), undefined);
  });
});

/** What an administrator's plans may send, besides what any plan may. */
const COMMANDS = new Set([
  "mqtt/subscribe",
  "zha/devices/permit",
  "zha/devices/reconfigure",
  "zwave_js/rebuild_node_routes",
  "zwave_js/refresh_node_values",
]);
const REQUESTS = /^zigbee2mqtt\/bridge\/request\/(device\/interview|device\/configure|restart|permit_join)$/;

describe("every deep plan", () => {
  for (const [id, build] of HOMES) {
    if (id === undefined) continue;
    test(`${id}: on the list, an administrator's, and never one that unlocks or takes a lock out`, () => {
      const { home, lockId } = homeWith(build);
      for (const remedyId of REMEDY_IDS) {
        const plan = planOf(home, lockId, remedyId);
        if (!plan) continue;
        assert.ok(plan.kind === "command" || plan.kind === "stream", remedyId);
        assert.equal(plan.admin, true, remedyId);
        assert.ok(COMMANDS.has(plan.request.type), plan.request.type);
        assert.doesNotMatch(JSON.stringify(plan), /unlock|unlatch|remove|replace|exclu|factory|reset|leave|force/i, remedyId);
        const { then } = plan;
        if (then?.domain === "mqtt") assert.match(String(then.data["topic"]), REQUESTS);
        else if (then) assert.deepEqual([then.domain, then.data["entity_id"]], ["button", "button.front_door_ping"]);
      }
    });

    test(`${id}: says the same for the same home`, () => {
      const { home, lockId } = homeWith(build);
      for (const remedyId of REMEDY_IDS)
        assert.equal(JSON.stringify(planOf(home, lockId, remedyId)), JSON.stringify(planOf(home, lockId, remedyId)));
    });

    test(`${id}: nonsense for an answer is no fact and no crash`, () => {
      const { home, lockId } = homeWith(build);
      const nonsense = [null, "x", 5, [], {}, [null], { payload: "{" }, { payload: 3, lwr: 5, samples: 1, values: [] }];
      for (const { request, keep } of wantsOf(home, lockId))
        for (const one of nonsense)
          for (const other of nonsense) {
            home.answers = [{ request, result: keep?.(one, keep(other, one, NOW), NOW) }];
            for (const [name, fact] of Object.entries(factsOf(home, lockId))) assert.notEqual(fact, NaN, name);
            home.answers = [{ request, result: one }];
            assert.doesNotThrow(() => factsOf(home, lockId));
          }
    });
  }

  test("plans are for actions that exist, and there are as many as were meant", () => {
    const plans = Object.fromEntries(deepAdapters.map((adapter) => [adapter.id, Object.keys(adapter.plans).sort().join(" ")]));
    assert.deepEqual(plans, {
      zwave_js: "rebuild_routes refresh_values",
      zigbee2mqtt: "reconfigure reinterview rejoin restart_hub",
      matter: "",
      zha: "reconfigure rejoin",
      yalexs_ble: "",
      switchbot: "",
      generic: "",
    });
  });
});

describe("Z-Wave statistics", () => {
  const STATISTICS = { type: "zwave_js/subscribe_node_statistics", device_id: "zwave_2" };
  type Counts = readonly [ago: number, sent: number, dropped: number, unanswered: number, received?: number];

  const told = ([, sent, dropped, unanswered, received = 0]: Counts, more: object = {}) => ({
    event: "statistics updated",
    source: "node",
    commands_tx: sent,
    commands_rx: received,
    commands_dropped_tx: dropped,
    commands_dropped_rx: 0,
    timeout_response: unanswered,
    rtt: 40,
    rssi: -85,
    lwr: { protocol_data_rate: 3, repeaters: ["zwave_9"], rssi: -72, repeater_rssi: [-60], route_failed_between: null },
    nlwr: null,
    ...more,
  });
  const facts = (all: readonly Counts[], more: object = {}, others: FactSet = {}) => {
    const { home, lockId } = homeWith((each) => addZwaveLock(each));
    let kept: unknown;
    for (const counts of all) kept = keepStatistics(told(counts, more), kept, NOW - counts[0]);
    home.answer(STATISTICS, kept);
    return factsOf(home, lockId, others);
  };

  rows<readonly [name: string, all: readonly Counts[], lost: unknown]>(
    [
      ["one sample is no rate, whatever its totals", [[0, 100, 100, 100]], undefined],
      ["nothing lost", [[HOUR, 100, 7, 7], [0, 120, 7, 7]], [0, 0]], // prettier-ignore
      ["dropped ones were tried too", [[HOUR, 100, 0, 0], [0, 115, 5, 0]], [25, 0]], // prettier-ignore
      ["unanswered ones were sent", [[HOUR, 100, 0, 0], [0, 120, 0, 5]], [25, 0]], // prettier-ignore
      ["nineteen are too few", [[HOUR, 100, 0, 0], [0, 118, 1, 0]], undefined], // prettier-ignore
      ["ten minutes are enough", [[10 * MINUTE, 0, 0, 0], [0, 18, 2, 0]], [10, 0]], // prettier-ignore
      ["a second less is not", [[10 * MINUTE - SECOND, 0, 0, 0], [0, 18, 2, 0]], undefined], // prettier-ignore
      ["a day is still counted", [[DAY, 0, 0, 0], [0, 20, 0, 10]], [50, 0]], // prettier-ignore
      ["more than a day is not", [[DAY + MINUTE, 0, 0, 0], [0, 20, 0, 10]], undefined], // prettier-ignore
      ["the shortest time that has enough", [[5 * HOUR, 0, 0, 0], [HOUR, 20, 20, 0], [0, 40, 20, 0]], [0, 0]], // prettier-ignore
      ["else a longer one", [[5 * HOUR, 0, 0, 0], [HOUR, 20, 20, 0], [0, 30, 20, 0]], [40, 0]], // prettier-ignore
      ["counters that fell have begun anew", [[5 * HOUR, 500, 50, 0], [HOUR, 0, 0, 0], [0, 20, 0, 0]], [0, 0]], // prettier-ignore
      ["and alone they are no rate", [[HOUR, 500, 50, 0], [0, 30, 20, 0]], undefined], // prettier-ignore
      ["one that fell is enough", [[HOUR, 10, 50, 0], [0, 60, 0, 0]], undefined], // prettier-ignore
      ["never more than all", [[HOUR, 0, 0, 0], [0, 20, 0, 90]], [100, 0]], // prettier-ignore
    ],
    ([, all, lost]) => assert.deepEqual(facts(all)["lost_commands"], lost),
  );

  test("a burst of events is kept as few samples, without losing its beginning", () => {
    let kept: unknown;
    for (let second = 0; second <= 3600; second++) kept = keepStatistics(told([0, second, 0, 0]), kept, NOW + second * SECOND);
    const { samples } = kept as ReturnType<typeof keepStatistics>;
    assert.ok(samples.length <= 14, `${samples.length}`);
    assert.deepEqual([samples[0]?.sent, samples.at(-1)?.sent], [0, 3600]);
  });

  test("a year of events is not more than a day of samples", () => {
    let kept: unknown;
    for (let minute = 0; minute < 3 * 24 * 60; minute++)
      kept = keepStatistics(told([0, minute, 0, 0]), kept, NOW + minute * MINUTE);
    const { samples } = kept as ReturnType<typeof keepStatistics>;
    assert.ok(samples.length <= 290, `${samples.length}`);
  });

  test("figures are as old as the last message, and a first sample may be of any age", () => {
    const first = facts([[HOUR, 100, 0, 0]]);
    assert.deepEqual(first, { round_trip: 40, signal: -72, repeaters: 1 });
    const heard = facts([[HOUR, 100, 0, 0], [10 * MINUTE, 101, 0, 0], [0, 101, 1, 0]]); // prettier-ignore
    assert.deepEqual(heard, {
      last_seen: [NOW - 10 * MINUTE, 10 * MINUTE],
      round_trip: [40, 10 * MINUTE],
      signal: [-72, 10 * MINUTE],
      repeaters: [1, 10 * MINUTE],
    });
    assert.deepEqual(facts([[HOUR, 100, 0, 0, 5], [MINUTE, 100, 0, 0, 6]])["last_seen"], [NOW - MINUTE, MINUTE]); // prettier-ignore
  });

  test("a driver that starts anew says nothing of when the lock was heard", () => {
    assert.equal(facts([[HOUR, 100, 0, 0, 5], [MINUTE, 3, 0, 0, 1]])["last_seen"], undefined); // prettier-ignore
  });

  rows<readonly [name: string, more: object, expected: object]>(
    [
      ["no route yet: the signal of the last message", { lwr: null }, { round_trip: 40, signal: -85 }],
      ["a direct route", { lwr: { repeaters: [], rssi: -60 } }, { round_trip: 40, signal: -60, repeaters: 0 }],
      ["codes in the place of dBm", { lwr: { repeaters: [], rssi: 127 }, rssi: 125 }, { round_trip: 40, repeaters: 0 }],
      ["nothing measured", { lwr: null, rssi: null, rtt: null }, {}],
    ],
    ([, more, expected]) => assert.deepEqual(facts([[HOUR, 100, 0, 0]], more), expected),
  );

  test("a newer reading of a sensor stays", () => {
    const sensor = { signal: known(-90, { at: NOW - MINUTE }), round_trip: known(900, { at: NOW - DAY }) };
    const found = facts([[2 * HOUR, 100, 0, 0], [HOUR, 101, 0, 0]], {}, sensor); // prettier-ignore
    assert.equal(found["signal"], undefined);
    assert.deepEqual(found["round_trip"], [40, HOUR]);
  });

  test("Long Range has no repeaters, no routes to rebuild", () => {
    const { home, lockId } = homeWith((each) => addZwaveLock(each, { node: 256 }));
    home.answer({ ...STATISTICS, device_id: "zwave_256" }, keepStatistics(told([0, 1, 0, 0]), undefined, NOW));
    assert.equal(factsOf(home, lockId)["repeaters"], undefined);
    assert.equal(planOf(home, lockId, "rebuild_routes"), undefined);
    assert.ok(planOf(home, lockId, "refresh_values"));
  });

  test("routes, and a ping that shows what came of them", () => {
    const { home, lockId } = homeWith((each) => addZwaveLock(each));
    const request = { type: "zwave_js/rebuild_node_routes", device_id: "zwave_2" };
    const then = { domain: "button", service: "press", data: { entity_id: "button.front_door_ping" } };
    assert.deepEqual(planOf(home, lockId, "rebuild_routes"), { kind: "command", request, admin: true, then });
    home.remove("button.front_door_ping");
    assert.deepEqual(planOf(home, lockId, "rebuild_routes"), { kind: "command", request, admin: true });
  });

  test("values of a lock that is not there are not asked for", () => {
    const { home, lockId } = homeWith((each) => addZwaveLock(each));
    home.set(lockId, "unavailable");
    assert.equal(planOf(home, lockId, "refresh_values"), undefined);
  });
});

describe("Z-Wave wear", () => {
  const value = (property: number, count: unknown, more: object = {}) => ({
    [`2-112-0-${property}`]: { property, property_key: null, endpoint: 0, value: count, metadata: { label: "…" }, ...more },
  });
  const SCHLAGE = { ...value(12, 1200), ...value(13, 300), ...value(14, 7), ...value(17, 3), ...value(16, 4) };

  const wear = (model: string, identifier: string, ...results: readonly object[]) => {
    const { home, lockId } = homeWith((each) => addZwaveLock(each));
    const row = home.devices["zwave_2"]!;
    home.device({ ...row, model, identifiers: [["zwave_js", "2119630849-2"], ["zwave_js", `2119630849-2-${identifier}`]] }); // prettier-ignore
    const want = wantsOf(home, lockId).find(({ request }) => request.type === "zwave_js/get_config_parameters");
    if (!want) return "not asked";
    assert.equal(want.every, DAY);
    let kept: unknown;
    results.forEach((result, index) => (kept = want.keep?.(result, kept, NOW - (results.length - 1 - index) * DAY)));
    home.answer(want.request, kept);
    return factsOf(home, lockId);
  };

  rows<readonly [name: string, found: unknown, expected: unknown]>(
    [
      ["Schlage BE469ZP", wear("BE469ZP", "59:1:1129", SCHLAGE), { turns: 1500, failed_turns: 10 }],
      ["Schlage BE468ZP", wear("BE468ZP", "59:1:1128", SCHLAGE), { turns: 1500, failed_turns: 10 }],
      ["Schlage BE469 has no counter of loads", wear("BE469", "59:25409:20548", SCHLAGE), { turns: 1500, failed_turns: 7 }],
      ["ABUS", wear("CFA3010", "1033:3:1", { ...value(251, 5), ...value(252, 40), ...value(253, 41) }), { turns: 86 }],
      ["Schlage BE468 counts nothing", wear("BE468", "59:1:1", SCHLAGE), "not asked"],
      ["a model of that name by somebody else", wear("BE469ZP", "144:1:1129", SCHLAGE), "not asked"],
      ["a counter is missing: no sum", wear("BE469ZP", "59:1:1129", { ...value(12, 1200), ...value(14, 7) }), {}],
      [
        "counters that are none",
        wear("BE469ZP", "59:1:1129", { ...value(12, -1), ...value(13, "x"), ...value(14, null), ...value(17, 1) }),
        {},
      ],
      [
        "a part of a parameter is not the parameter",
        wear("BE469ZP", "59:1:1129", { ...value(12, 1, { property_key: 1 }), ...value(13, 2) }),
        {},
      ],
      ["seen again, the same: of unknown age", wear("BE469ZP", "59:1:1129", SCHLAGE, SCHLAGE), { turns: 1500, failed_turns: 10 }],
      [
        "seen to grow a day ago",
        wear("BE469ZP", "59:1:1129", SCHLAGE, { ...SCHLAGE, ...value(12, 1201) }, { ...SCHLAGE, ...value(12, 1201) }),
        { turns: [1501, DAY], failed_turns: [10, DAY] },
      ],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("only the counters are kept", () => {
    const { home, lockId } = homeWith((each) => addZwaveLock(each));
    const want = wantsOf(home, lockId).find(({ request }) => request.type === "zwave_js/get_config_parameters");
    const secret = { ...SCHLAGE, ...value(99, 864297), ...value(6, 1) };
    assert.deepEqual(want?.keep?.(secret, undefined, NOW), { values: { 12: 1200, 13: 300, 14: 7, 17: 3 } });
  });
});

describe("Zigbee2MQTT's base topic", () => {
  const base = (change: (home: MockHome, lockId: string) => unknown) => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    change(home, lockId);
    return baseTopic(home.lockView(lockId));
  };
  /** All entities as they would be with another base topic, and the lock's with another object. */
  const renamed = (topic: string, object = "lock") => {
    return (home: MockHome, lockId: string) => {
      home.registry = Object.fromEntries(
        Object.entries(home.registry).map(([id, row]) => {
          const unique = (row.unique_id ?? "").replace(/zigbee2mqtt$/, topic);
          return [id, { ...row, unique_id: id === lockId ? unique.replace(/_lock_/, `_${object}_`) : unique }];
        }),
      );
    };
  };
  const withoutBridge = (home: MockHome) => {
    for (const id of Object.keys(home.states)) if (id.includes("zigbee2mqtt_bridge")) home.remove(id);
  };
  rows<readonly [name: string, found: string | undefined, expected: string | undefined]>(
    [
      ["the usual one", base(() => undefined), "zigbee2mqtt"],
      ["another", base(renamed("z2m_upstairs")), "z2m_upstairs"],
      ["one with levels", base(renamed("home/zigbee/2")), "home/zigbee/2"],
      ["one that begins as an object does", base(renamed("lock_z")), "lock_z"],
      ["a lock with two bolts: the bridge knows", base(renamed("z", "lock_left")), "z"],
      ["without a bridge's entities: the lock's own", base(withoutBridge), "zigbee2mqtt"],
      [
        "a lock with two bolts, and no bridge: nobody knows",
        base((home, lockId) => (withoutBridge(home), renamed("z", "lock_left")(home, lockId))),
        undefined,
      ],
      ["a filter is no topic", base(renamed("#")), undefined],
      ["before the registry has come", base((home) => (home.registry = {})), undefined],
    ],
    ([, found, expected]) => assert.equal(found, expected),
  );

  test("without it nothing is wanted and nothing is sent", () => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    home.registry = {};
    assert.deepEqual(wantsOf(home, lockId), []);
    for (const id of REMEDY_IDS) assert.equal(planOf(home, lockId, id), undefined, id);
  });

  test("nor where the bridge is known to be away: nobody would hear it", () => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    home.set("binary_sensor.zigbee2mqtt_bridge_connection_state", "off");
    for (const id of REMEDY_IDS) assert.equal(planOf(home, lockId, id), undefined, id);
  });
});

describe("Zigbee2MQTT's requests", () => {
  const TRANSACTION = `lock-health-${PATIO}-${NOW}`;
  const message = (topic: string, content: unknown) => ({
    topic: `zigbee2mqtt/bridge/${topic}`,
    payload: typeof content === "string" ? content : JSON.stringify(content),
    qos: 0,
    retain: false,
  });
  const patio = () => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    return (id: RemedyId) => streamOf(home, lockId, id);
  };

  rows<readonly [id: RemedyId, watched: string, path: string, content: object]>(
    [
      ["reinterview", "response/device/interview", "device/interview", { id: PATIO }],
      ["reconfigure", "response/device/configure", "device/configure", { id: PATIO }],
      ["restart_hub", "response/restart", "restart", {}],
      ["rejoin", "#", "permit_join", { time: 254 }],
    ],
    ([id, watched, path, content]) => {
      const { request, then } = patio()(id);
      assert.deepEqual(request, { type: "mqtt/subscribe", topic: `zigbee2mqtt/bridge/${watched}` });
      const payload = JSON.stringify({ ...content, transaction: TRANSACTION });
      assert.deepEqual(then, {
        domain: "mqtt",
        service: "publish",
        data: { topic: `zigbee2mqtt/bridge/request/${path}`, payload },
      });
    },
  );

  const answer = (content: object) => message("response/device/interview", { transaction: TRANSACTION, ...content });
  rows<readonly [name: string, event: unknown, step: Step | undefined]>(
    [
      ["it went well", answer({ data: { id: PATIO }, status: "ok" }), { kind: "done" }],
      [
        "it did not",
        answer({ data: {}, status: "error", error: "interview failed" }),
        { kind: "failed", message: "interview failed" },
      ],
      ["it did not, and nobody says why", answer({ data: {}, status: "error" }), { kind: "failed" }],
      ["somebody else's", answer({ data: {}, status: "ok", transaction: "7" }), undefined],
      ["nobody's", message("response/device/interview", { data: {}, status: "ok" }), undefined],
      ["another answer", message("response/device/configure", { status: "ok", transaction: TRANSACTION }), undefined],
      ["no JSON", message("response/device/interview", "ok"), undefined],
      ["no text", { topic: "zigbee2mqtt/bridge/response/device/interview", payload: 5 }, undefined],
      ["nothing", null, undefined],
    ],
    ([, event, step]) => assert.deepEqual(patio()("reinterview").read(event), step),
  );

  const about = (type: string, more: object = {}) =>
    message("event", { type, data: { friendly_name: "Patio", ieee_address: PATIO, ...more } });
  rows<readonly [name: string, event: unknown, step: Step | undefined]>(
    [
      ["the network is open", message("response/permit_join", { status: "ok", transaction: TRANSACTION }), { kind: "progress" }],
      [
        "it cannot be opened",
        message("response/permit_join", { status: "error", error: "no", transaction: TRANSACTION }),
        { kind: "failed", message: "no" },
      ],
      ["opened by somebody else", message("response/permit_join", { status: "ok" }), undefined],
      ["it joins", about("device_joined"), { kind: "progress", stage: "joined" }],
      ["it is interviewed", about("device_interview", { status: "started" }), { kind: "progress", stage: "interview" }],
      ["it is known", about("device_interview", { status: "successful" }), { kind: "done" }],
      ["it failed, and may try again", about("device_interview", { status: "failed" }), { kind: "progress", stage: "interview" }],
      ["one that is still known says that it is there", about("device_announce"), { kind: "done" }],
      ["it leaves", about("device_leave"), undefined],
      ["another device", about("device_interview", { status: "successful", ieee_address: "0x00" }), undefined],
      ["in other letters", about("device_announce", { ieee_address: PATIO.toUpperCase().replace("0X", "0x") }), { kind: "done" }],
      ["all devices", message("devices", [{ ieee_address: PATIO }]), undefined],
      ["a line of its log", message("logging", { level: "info", message: "device_interview" }), undefined],
    ],
    ([, event, step]) => assert.deepEqual(patio()("rejoin").read(event), step),
  );
});

test("the topic of each answer is listened to all the time, so that a quick one is not missed", () => {
  const { home, lockId } = homeWith((each) => addZigbeeLock(each));
  const standing = wantsOf(home, lockId).map(({ request }) => request["topic"]);
  for (const id of ["reinterview", "reconfigure", "restart_hub"] as const)
    assert.ok(standing.includes(streamOf(home, lockId, id).request["topic"]), id);
});

describe("Zigbee2MQTT's list of devices", () => {
  const TOPIC = "zigbee2mqtt/bridge/devices";
  const list = (state: object) => ({
    topic: TOPIC,
    payload: JSON.stringify([
      { ieee_address: "0x00124b0000000001", type: "Coordinator", interview_state: "SUCCESSFUL" },
      { ieee_address: PATIO, friendly_name: "Patio", definition: { exposes: [] }, ...state },
    ]),
  });
  const facts = (...lists: readonly (readonly [ago: number, event: object])[]) => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    const want = wantsOf(home, lockId).find(({ request }) => request["topic"] === TOPIC)!;
    let kept: unknown;
    for (const [past, event] of lists) kept = want.keep?.(event, kept, NOW - past);
    home.answer(want.request, kept);
    return factsOf(home, lockId);
  };
  const interview = (complete: boolean, running: boolean, past: number) => ({
    interview: [{ complete, outdated: false, running }, past],
  });
  rows<readonly [name: string, found: object, expected: object]>(
    [
      ["known", facts([MINUTE, list({ interview_state: "SUCCESSFUL" })]), interview(true, false, MINUTE)],
      ["being asked", facts([MINUTE, list({ interview_state: "IN_PROGRESS" })]), interview(false, true, MINUTE)],
      ["not asked yet", facts([MINUTE, list({ interview_state: "PENDING" })]), interview(false, false, MINUTE)],
      [
        "failed: since it failed, not since it was told last",
        facts([HOUR, list({ interview_state: "FAILED" })], [MINUTE, list({ interview_state: "FAILED" })]),
        interview(false, false, HOUR),
      ],
      [
        "known again: as new as the list",
        facts([HOUR, list({ interview_state: "SUCCESSFUL" })], [MINUTE, list({ interview_state: "SUCCESSFUL" })]),
        interview(true, false, MINUTE),
      ],
      [
        "before version 2: known",
        facts([0, list({ interviewing: false, interview_completed: true })]),
        interview(true, false, 0),
      ],
      [
        "before version 2: asked",
        facts([0, list({ interviewing: true, interview_completed: false })]),
        interview(false, true, 0),
      ],
      ["not in the list", facts([0, { topic: TOPIC, payload: "[]" }]), {}],
      [
        "no JSON: what was known stays",
        facts([HOUR, list({ interview_state: "SUCCESSFUL" })], [0, { topic: TOPIC, payload: "[" }]),
        interview(true, false, HOUR),
      ],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("nothing but the state is kept, and nothing at all of answers", () => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    const [devices, , ...answers] = wantsOf(home, lockId);
    assert.deepEqual(devices?.keep?.(list({ interview_state: "FAILED", pin_code: "864297" }), undefined, NOW), {
      "0x00124b0000000001": { state: "SUCCESSFUL", at: NOW },
      [PATIO]: { state: "FAILED", at: NOW },
    });
    for (const { keep } of answers) assert.equal(keep?.({ payload: "864297" }, undefined, NOW), null);
  });
});

describe("Zigbee2MQTT's report on its health", () => {
  const TOPIC = "zigbee2mqtt/bridge/health";
  /** As Zigbee2MQTT 2.14 makes it, retained: counters of each device that it has heard since its start. */
  const report = (made: number, device?: { readonly messages?: number; readonly left?: number; readonly moved?: number }) => ({
    topic: TOPIC,
    retain: true,
    payload: JSON.stringify({
      response_time: made,
      os: { load_average: [0.1, 0.1, 0.1], memory_used_mb: 900.5, memory_percent: 45.1 },
      process: { uptime_sec: 600, memory_used_mb: 95.2, memory_percent: 4.9 },
      mqtt: { connected: true, queued: 0, published: 120, received: 14 },
      devices: {
        "0x00124b0000000099": { messages: 900, messages_per_sec: 0.5, leave_count: 7, network_address_changes: 7 },
        ...(device && {
          [PATIO]: {
            messages: device.messages ?? 0,
            messages_per_sec: 0.01,
            leave_count: device.left ?? 0,
            network_address_changes: device.moved ?? 0,
          },
        }),
      },
    }),
  });
  const wanted = () => {
    const { home, lockId } = homeWith((each) => addZigbeeLock(each));
    return { home, lockId, want: wantsOf(home, lockId).find(({ request }) => request["topic"] === TOPIC)! };
  };
  type Told = readonly [ago: number, device?: Parameters<typeof report>[1], made?: number];
  const facts = (told: readonly Told[], others: FactSet = {}) => {
    const { home, lockId, want } = wanted();
    let kept: unknown;
    for (const [past, device, made = past] of told) kept = want.keep?.(report(NOW - made, device), kept, NOW - past);
    home.answer(want.request, kept);
    return factsOf(home, lockId, others);
  };
  const heard = (past: number) => ({ last_seen: [NOW - past, past] });
  const rejoins = (times: number, past = 0) => ({ rejoins: [times, past] });
  const T = 10 * MINUTE;

  rows<readonly [name: string, found: object, expected: object]>(
    [
      ["one alone tells nothing: how long was counted nobody knows", facts([[0, { messages: 9, left: 3, moved: 3 }]]), {}],
      [
        "heard between two",
        facts([
          [T, { messages: 9 }],
          [0, { messages: 10 }],
        ]),
        { ...heard(T), ...rejoins(0) },
      ],
      [
        "not heard between two",
        facts([
          [T, { messages: 9 }],
          [0, { messages: 9 }],
        ]),
        rejoins(0),
      ],
      [
        "heard some time ago",
        facts([
          [3 * T, { messages: 8 }],
          [2 * T, { messages: 9 }],
          [T, { messages: 9 }],
          [0, { messages: 9 }],
        ]),
        { ...heard(3 * T), ...rejoins(0) },
      ],
      ["heard for the first time", facts([[T], [0, { messages: 1 }]]), { ...heard(T), ...rejoins(0) }],
      ["never heard", facts([[T], [0]]), {}],
      [
        "counted anew after a start of Zigbee2MQTT",
        facts([
          [T, { messages: 90, left: 5, moved: 5 }],
          [0, { messages: 2, left: 1, moved: 1 }],
        ]),
        { ...heard(T), ...rejoins(1) },
      ],
      [
        "not heard since a start of Zigbee2MQTT: what was known stays",
        facts([[2 * T, { messages: 8, left: 1 }], [T, { messages: 9, left: 2 }], [0]]),
        { ...heard(2 * T), ...rejoins(1) },
      ],
      [
        "left and came back: once",
        facts([
          [T, { left: 4, moved: 4 }],
          [0, { left: 5, moved: 5 }],
        ]),
        rejoins(1),
      ],
      [
        "got another address three times",
        facts([
          [T, { moved: 1 }],
          [0, { moved: 4 }],
        ]),
        rejoins(3),
      ],
      [
        "left a day ago and more",
        facts([
          [25 * HOUR, {}],
          [24 * HOUR, { left: 2 }],
          [0, { left: 3 }],
        ]),
        rejoins(1),
      ],
      [
        "one that lay on the broker is as old as it says",
        facts([
          [T, { messages: 9 }, 40 * T],
          [0, { messages: 10 }],
        ]),
        { ...heard(40 * T), ...rejoins(0) },
      ],
      [
        "by a clock that is ahead: as old as it came",
        facts([
          [T, { messages: 9 }, T - HOUR],
          [0, { messages: 10 }, -HOUR],
        ]),
        { ...heard(T), ...rejoins(0) },
      ],
      [
        "what the lock itself has told since counts",
        facts(
          [
            [T, { messages: 9 }],
            [0, { messages: 10 }],
          ],
          { last_seen: known(NOW - MINUTE, { at: NOW - MINUTE }) },
        ),
        rejoins(0),
      ],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("of what is no report nothing is kept, and nothing but counts and times of one that is", () => {
    const { want } = wanted();
    const first = want.keep?.(report(NOW - T, { messages: 1 }), undefined, NOW - T);
    assert.deepEqual(want.keep?.({ topic: TOPIC, payload: "{" }, first, NOW), first);
    const odd = {
      response_time: NOW,
      pin_code: "864297",
      devices: { [PATIO]: { messages: 2, leave_count: "864297x", pin: "864297" } },
    };
    const kept = want.keep?.({ topic: TOPIC, payload: JSON.stringify(odd) }, first, NOW);
    assert.ok(!JSON.stringify(kept).includes("864297"), JSON.stringify(kept));
  });
});

describe("Bluetooth connections", () => {
  const MAC = "AA:BB:CC:00:11:22";
  const ADAPTER = "00:1A:7D:DA:71:13";
  const PROXY = "E8:31:CD:01:02:03";
  /** As Home Assistant's websocket tells them: `HaBluetoothSlotAllocations` of habluetooth, as rows. */
  const row = (source: string, slots: number, allocated: readonly string[] = []) => ({
    source,
    slots,
    free: slots - allocated.length,
    allocated,
  });
  const others = (count: number) => Array.from({ length: count }, (_, index) => `AA:BB:CC:99:99:0${index}`);
  const facts = (platform: string, ...events: readonly unknown[]) => {
    const { home, lockId } = homeWith((each) => addLock(each, platform));
    const device = home.devices[home.entities[lockId]!.device_id as string]!;
    home.device({ ...device, connections: [["bluetooth", MAC]] });
    const [want] = wantsOf(home, lockId);
    assert.deepEqual(want?.request, { type: "bluetooth/subscribe_connection_allocations" });
    let kept: unknown;
    for (const event of events) kept = want.keep?.(event, kept, NOW);
    home.answer(want.request, kept, NOW);
    return factsOf(home, lockId);
  };
  const free = (count: number) => ({ free_slots: [count, 0] });

  for (const platform of ["yalexs_ble", "switchbot"])
    describe(platform, () =>
      rows<readonly [name: string, events: readonly unknown[], expected: object]>(
        [
          ["nobody counts", [[]], {}],
          ["an adapter that does not count", [[row(ADAPTER, 0)]], {}],
          ["some are free", [[row(ADAPTER, 5, others(2))]], free(3)],
          ["all are taken", [[row(PROXY, 3, others(3))]], free(0)],
          ["all of one, and one of another is free", [[row(ADAPTER, 5, others(4)), row(PROXY, 3, others(3))]], free(1)],
          ["one is taken later", [[row(ADAPTER, 2), row(PROXY, 1)], [row(PROXY, 1, others(1))]], free(2)],
          ["a proxy goes", [[row(ADAPTER, 2, others(2)), row(PROXY, 3)], [row(PROXY, 0)]], free(0)],
          ["the lock has one itself", [[row(PROXY, 3, [MAC.toLowerCase(), ...others(2)])]], {}],
          ["what is no row", [[row(PROXY, 3, others(3)), { slots: 9 }, null, "x"]], free(0)],
        ],
        ([, events, expected]) => assert.deepEqual(facts(platform, ...events), expected),
      ),
    );
});

describe("a sign-in that waits", () => {
  /** As Home Assistant's websocket tells it: a flow with its context. */
  const added = (id: string, entry: string, source = "reauth", type: string | null = "added") => ({
    type,
    flow_id: id,
    flow: {
      flow_id: id,
      handler: "from_elsewhere",
      step_id: "reauth_confirm",
      context: { source, entry_id: entry, unique_id: "somebody@example.org", title_placeholders: { name: "Somebody" } },
    },
  });
  const there = (id: string, entry: string, source?: string) => added(id, entry, source, null);
  const removed = (id: string) => ({ type: "removed", flow_id: id });
  const BROKEN: FactSet = { hub_state: known("failed"), lock_available: known(false) };
  const facts = (events: readonly (readonly [ago: number, event: unknown])[], others: FactSet = BROKEN) => {
    const { home, lockId } = homeWith((each) => addLock(each, "from_elsewhere"));
    const [want] = wantsOf(home, lockId);
    let kept: unknown;
    for (const [past, event] of events) kept = want!.keep?.(event, kept, NOW - past);
    home.answer(want!.request, kept, NOW);
    return factsOf(home, lockId, others);
  };
  const own = homeWith((each) => addLock(each, "from_elsewhere"));
  const ENTRY = own.home.lockView(own.lockId).ref.entryId!;
  const pending = (past: number) => ({ sign_in_pending: [true, past] });

  rows<readonly [name: string, found: object, expected: object]>(
    [
      ["none", facts([[HOUR, []]]), {}],
      ["from the start", facts([[HOUR, [there("a", ENTRY)]]]), pending(HOUR)],
      [
        "later",
        facts([
          [HOUR, []],
          [MINUTE, [added("a", ENTRY)]],
        ]),
        pending(MINUTE),
      ],
      [
        "done",
        facts([
          [HOUR, [there("a", ENTRY)]],
          [MINUTE, [removed("a")]],
        ]),
        {},
      ],
      [
        "since it was first seen, over a new connection",
        facts([
          [HOUR, [added("a", ENTRY)]],
          [0, [there("a", ENTRY)]],
        ]),
        pending(HOUR),
      ],
      [
        "gone over a new connection",
        facts([
          [HOUR, [added("a", ENTRY)]],
          [0, []],
        ]),
        {},
      ],
      ["of another entry", facts([[HOUR, [there("a", "another")]]]), {}],
      ["another flow of this one", facts([[HOUR, [there("a", ENTRY, "zeroconf")]]]), {}],
      ["while all works", facts([[HOUR, [there("a", ENTRY)]]], { hub_state: known("loaded"), lock_available: known(true) }), {}],
      [
        "of which a repair tells: that has its own time",
        facts([[HOUR, [there("a", ENTRY)]]], { ...BROKEN, sign_in_pending: known(true) }),
        {},
      ],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("is a finding, and nothing of whose it is is kept", () => {
    const { home, lockId } = homeWith((each) => addLock(each, "from_elsewhere"));
    const [want] = wantsOf(home, lockId);
    const kept = want!.keep?.([there("a", ENTRY)], undefined, NOW - HOUR);
    assert.deepEqual(kept, { a: { entry: ENTRY, at: NOW - HOUR } });
    home.answer(want!.request, kept, NOW);
    home.lose(/./);
    home.entry({ ...home.lockView(lockId).entry!, state: "setup_error" });
    const { findings } = diagnose(
      collect(home.view(), home.lockView(lockId).ref, { readers, deep: deepAdapterFor(home.lockView(lockId).ref) }),
    );
    assert.equal(findings[0]?.id, "sign_in_expired");
    assert.equal(findings[0]?.since, NOW - HOUR);
  });
});

describe("ZHA's row of a device", () => {
  /** ZHA's clock shows local time: here that of a place four and a half hours west of Greenwich. */
  const AHEAD = -4.5 * HOUR;
  const wall = (at: number) => new Date(at + AHEAD).toISOString().slice(0, 19);
  const row = (seen: number, more: object = {}) => ({
    ieee: SHED,
    lqi: 87,
    rssi: -61,
    available: true,
    last_seen: wall(seen),
    ...more,
  });
  type Told = readonly [ago: number, row: object];
  const facts = (told: readonly Told[], others: FactSet = {}) => {
    const { home, lockId } = homeWith(addZhaLock);
    const [want] = wantsOf(home, lockId);
    let kept: unknown;
    for (const [past, each] of told) kept = want?.keep?.(each, kept, NOW - past);
    home.answer(want!.request, kept, NOW);
    return factsOf(home, lockId, others);
  };
  const HEARD = NOW - 50 * SECOND;
  const BEFORE = NOW - 2 * HOUR;

  rows<readonly [name: string, found: object, expected: object]>(
    [
      ["once: when it was heard nobody knows", facts([[0, row(BEFORE)]]), { link_quality: 87, signal: -61 }],
      [
        "heard between two rows",
        facts([[MINUTE, row(BEFORE)], [0, row(HEARD)]]), // prettier-ignore
        { last_seen: [HEARD, 50 * SECOND], link_quality: [87, 50 * SECOND], signal: [-61, 50 * SECOND] },
      ],
      [
        "known from then on, also when it is silent for long",
        facts([[6 * HOUR, row(BEFORE - 9 * HOUR)], [6 * HOUR - MINUTE, row(NOW - 6 * HOUR + 30 * SECOND)], [0, row(NOW - 6 * HOUR + 30 * SECOND)]]), // prettier-ignore
        {
          last_seen: [NOW - 6 * HOUR + 30 * SECOND, 6 * HOUR - 30 * SECOND],
          link_quality: [87, 6 * HOUR - 30 * SECOND],
          signal: [-61, 6 * HOUR - 30 * SECOND],
        },
      ],
      [
        "rows that lie far apart tell nothing of the clock",
        facts([[HOUR, row(BEFORE)], [0, row(HEARD)]]), // prettier-ignore
        { link_quality: 87, signal: -61 },
      ],
      [
        "not there any more",
        facts([[0, row(BEFORE, { available: false })]]),
        { link_quality: 87, signal: -61, lock_available: false },
      ],
      [
        "since when, its entity knows",
        facts([[0, row(BEFORE, { available: false })]], { lock_available: known(false, { at: BEFORE }) }),
        { link_quality: 87, signal: -61 },
      ],
      ["nothing measured", facts([[0, row(BEFORE, { lqi: null, rssi: null })]]), {}],
      [
        "a sensor that tells its time stays",
        facts([[0, row(BEFORE)]], { link_quality: known(90, { at: NOW - HOUR }) }),
        { signal: -61 },
      ],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("only what is used is kept", () => {
    const kept = keepRow({ ...row(BEFORE), name: "Shed", signature: {}, neighbors: [], entities: [] }, undefined, NOW);
    assert.deepEqual(Object.keys(kept).sort(), ["at", "available", "lqi", "rssi", "shown"]);
  });

  test("another lock's row is another lock's", () => {
    const { home, lockId } = homeWith(addZhaLock);
    home.answer({ type: "zha/device", ieee: "00:00" }, keepRow(row(BEFORE), undefined, NOW));
    assert.deepEqual(factsOf(home, lockId), {});
  });

  test("set up again: done is only an end", () => {
    const { home, lockId } = homeWith(addZhaLock);
    const { request, read, then } = streamOf(home, lockId, "reconfigure");
    assert.deepEqual([request, then], [{ type: "zha/devices/reconfigure", ieee: SHED }, undefined]);
    assert.deepEqual(read({ type: "zha_channel_bind", zha_channel_msg_data: { success: false } }), {
      kind: "progress",
      stage: "configure",
    });
    assert.deepEqual(read({ type: "zha_channel_cfg_done" }), { kind: "done" });
    assert.equal(read({ type: "else" }), undefined);
  });

  test("joining: the network is open to all, and this lock is watched for", () => {
    const { home, lockId } = homeWith(addZhaLock);
    const { request, read } = streamOf(home, lockId, "rejoin");
    assert.deepEqual(request, { type: "zha/devices/permit", duration: 254 });
    const event = (type: string, ieee = SHED) => read({ type, device_info: { ieee, pairing_status: "…" } });
    assert.deepEqual(event("device_joined"), { kind: "progress", stage: "joined" });
    assert.deepEqual(event("raw_device_initialized"), { kind: "progress", stage: "interview" });
    assert.deepEqual(event("device_fully_initialized"), { kind: "done" });
    assert.equal(event("device_fully_initialized", "00:00:00:00:00:00:00:01"), undefined);
    assert.equal(event("device_removed"), undefined);
    assert.equal(read({ type: "log_output", log_entry: {} }), undefined);
  });
});

describe("Matter's network", () => {
  const node = (id: string, device: string | null) => ({ id, kind: "matter", network_type: "thread", ha_device_id: device });
  const link = (source: string, target: string, there: number | null, back: number | null, more: object = {}) => ({
    source,
    target,
    network: "thread",
    strength: "strong",
    source_to_target: there === null ? null : { strength: "strong", rssi: there },
    target_to_source: back === null ? null : { strength: "strong", rssi: back },
    ...more,
  });
  const signal = (connections: readonly object[], others: FactSet = {}) => {
    const { home, lockId } = homeWith((each) => addMatterLock(each));
    const nodes = [node("1", "matter_studio"), node("2", "plug"), node("3", null)];
    const [want] = wantsOf(home, lockId);
    home.answer(want!.request, want?.keep?.({ collected_at: NOW - MINUTE, nodes, connections }, undefined, NOW));
    return factsOf(home, lockId, others)["signal"];
  };
  rows<readonly [name: string, found: unknown, expected: unknown]>(
    [
      ["its one neighbour", signal([link("2", "1", -71, null)]), [-71, MINUTE]],
      ["the better way and the better neighbour", signal([link("1", "2", -80, -75), link("3", "1", -90, -60)]), [-60, MINUTE]],
      ["others' links", signal([link("2", "3", -50, -50)]), undefined],
      ["only in a table of routes", signal([link("2", "1", -71, null, { via_route_table: true })]), undefined],
      ["not measured", signal([link("2", "1", null, null)]), undefined],
      ["0 is none", signal([link("2", "1", 0, 0)]), undefined],
      ["a newer sensor stays", signal([link("2", "1", -71, null)], { signal: known(-66, { at: NOW }) }), undefined],
    ],
    ([, found, expected]) => assert.deepEqual(found, expected),
  );

  test("only figures are kept", () => {
    const nodes = [{ ...node("1", "matter_studio"), ext_address: "secret", ssid: "secret" }];
    assert.deepEqual(keepSignals({ collected_at: NOW, nodes, connections: [link("1", "x", -50, null)] }), {
      at: NOW,
      dbm: { matter_studio: -50 },
    });
  });
});

/** A stage for an administrator's session that sees deep. */
function deepStage(build: (home: MockHome) => void): Stage {
  const stage = new Stage((home) => {
    home.user = { is_admin: true };
    build(home);
  });
  Object.assign(stage, { health: new HomeHealth(stage.client, stage.clock, everything, (ref) => deepAdapterFor(ref)) });
  stage.health.update(stage.home.source());
  return stage;
}

describe("in a home", () => {
  const ROUTES = "zwave_js/rebuild_node_routes";
  const LOCK = "lock.front_door";
  const statistics = (sent: number, rtt: number) => ({
    commands_tx: sent,
    commands_rx: 0,
    commands_dropped_tx: 0,
    timeout_response: 0,
    rtt,
    rssi: -60,
    lwr: { repeaters: [], rssi: -60 },
  });

  async function weak() {
    const stage = deepStage((home) => void addZwaveLock(home));
    stage.client.onStream("zwave_js/subscribe_node_statistics", () => statistics(100, 1800));
    const viewing = await stage.show();
    const stream = stage.client.open("zwave_js/subscribe_node_statistics")[0]!;
    await stage.clock.advance(MINUTE);
    stream.emit(statistics(101, 1800));
    await settle();
    assert.equal(viewing.lease.locks[0]?.diagnosis.findings[0]?.id, "link_weak");
    return { stage, viewing, stream };
  }
  const start = (stage: Stage, lockId: string, id: RemedyId) => {
    stage.health.start(lockId, id);
    stage.health.confirm(lockId);
  };

  test("routes are offered first, rebuilt, pinged, and confirmed by newer figures", async () => {
    const { stage, viewing, stream } = await weak();
    const [lock] = viewing.lease.locks;
    const { offers } = stage.health.offers(lock!, lock!.diagnosis.findings[0]!);
    assert.deepEqual(
      offers.map(({ remedy }) => remedy.id),
      ["rebuild_routes", "guide_signal", "open_device"],
    );
    stage.client.on(ROUTES, () => true);
    start(stage, LOCK, "rebuild_routes");
    await settle();
    assert.equal(stage.run(LOCK), "verifying");
    assert.deepEqual(stage.client.called(), ["button.press"]);
    await stage.clock.advance(SECOND);
    stream.emit(statistics(102, 40));
    await settle();
    assert.equal(stage.run(LOCK), "confirmed");
    assert.ok(stage.health.coolsUntil(LOCK, "rebuild_routes"), "not again for hours");
  });

  test("routes that the hub could not rebuild have failed, whatever figures come", async () => {
    const { stage, stream } = await weak();
    stage.client.on(ROUTES, () => false);
    start(stage, LOCK, "rebuild_routes");
    await settle();
    stream.emit(statistics(102, 40));
    await settle();
    assert.equal(stage.run(LOCK), "failed failed: false");
    assert.deepEqual(stage.client.called(), []);
  });

  test("figures that stay are no proof", async () => {
    const { stage, stream } = await weak();
    stage.client.on(ROUTES, () => true);
    start(stage, LOCK, "rebuild_routes");
    await settle();
    stream.emit(statistics(102, 1800));
    await settle();
    assert.equal(stage.run(LOCK), "verifying");
    await stage.clock.advance(10 * MINUTE);
    assert.equal(stage.run(LOCK), "unverified no_change");
  });

  test("two at one hub: the second is refused while the first works", async () => {
    const { stage } = await weak();
    await stage.change((home) => void addZwaveLock(home, { node: 3, name: "Back Door" }));
    stage.client.on(ROUTES, () => new Promise(() => {}));
    start(stage, LOCK, "rebuild_routes");
    await settle();
    start(stage, "lock.back_door", "refresh_values");
    assert.equal(stage.run("lock.back_door"), "refused hub_free");
  });

  test("a Zigbee lock that has left joins again: opened, watched for, seen", async () => {
    const LEFT = "lock.patio";
    const stage = deepStage((home) => {
      addZigbeeLock(home);
      home.lose(/patio/);
    });
    await stage.show();
    await settle();
    assert.deepEqual(
      stage.client.open("mqtt/subscribe").map(({ request }) => request["topic"]),
      ["devices", "health", "response/device/interview", "response/device/configure", "response/restart"].map(
        (topic) => `zigbee2mqtt/bridge/${topic}`,
      ),
    );
    start(stage, LEFT, "rejoin");
    await settle();
    const stream = stage.client.open("mqtt/subscribe").find(({ request }) => request["topic"] === "zigbee2mqtt/bridge/#")!;
    assert.deepEqual(stage.client.called(), ["mqtt.publish"]);
    const event = (type: string, more: object = {}) =>
      stream.emit({
        topic: "zigbee2mqtt/bridge/event",
        payload: JSON.stringify({ type, data: { ieee_address: PATIO, ...more } }),
      });
    event("device_joined");
    await settle();
    assert.equal(stage.run(LEFT), "calling");
    event("device_interview", { status: "successful" });
    await settle();
    assert.equal(stage.run(LEFT), "verifying", "joined is not yet answering");
    assert.equal(stream.open, true);
    await stage.change((home, at) => {
      for (const id of Object.keys(home.states)) if (id.includes("patio")) home.set(id, id === LEFT ? "locked" : "1", { at });
    });
    assert.equal(stage.run(LEFT), "confirmed");
    assert.equal(stream.open, false);
  });

  test("one that Zigbee2MQTT still knows only reports again: that is the proof, and nobody waits for the rest of the time", async () => {
    const stage = deepStage((home) => {
      addZigbeeLock(home);
      home.lose(/patio/);
    });
    await stage.show();
    await settle();
    start(stage, "lock.patio", "rejoin");
    await settle();
    assert.equal(stage.run("lock.patio"), "calling");
    await stage.change((home, at) => {
      for (const id of Object.keys(home.states))
        if (id.includes("patio")) home.set(id, id === "lock.patio" ? "locked" : "1", { at });
    });
    assert.equal(stage.run("lock.patio"), "confirmed");
  });

  test("nobody came: not sure, after the network was open and some more", async () => {
    const stage = deepStage((home) => {
      addZigbeeLock(home);
      home.lose(/patio/);
    });
    await stage.show();
    await settle();
    start(stage, "lock.patio", "rejoin");
    await stage.clock.advance(7 * MINUTE);
    assert.equal(stage.run("lock.patio"), "unverified no_change");
  });
});
