import { everything } from "../../src/runtime/everything.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MockHome } from "../support/home.ts";
import {
  MQTT_ENTRY,
  ZWAVE_ENTRY,
  addLock,
  addMatterLock,
  addZigbeeLock,
  addZwaveLock,
  debugInfo,
  notification,
  yaleMessage,
  PLANTED,
  NODE,
} from "../support/locks.ts";
import { refusal } from "../support/client.ts";
import { settle } from "../support/clock.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { Stage, lockOf, verdict } from "../support/stage.ts";

const LOCK = "lock.front_door";

function zwaveHome(home: MockHome): void {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Back Door" });
  for (let n = 0; n < 50; n++) home.set(`light.lamp_${n}`, "off");
}

/** What Home Assistant is asked of the locks, by type, sorted. */
const asked = (stage: Stage) =>
  [...stage.client.requests, ...stage.client.streams.map(({ request }) => request)].map(({ type }) => type).sort();

describe("looking", () => {
  test("finds every lock, judged", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    assert.deepEqual(
      viewing.lease.locks.map(({ entityId, name, adapterId }) => `${entityId} ${name} ${adapterId}`),
      ["lock.front_door Front Door zwave_js", "lock.back_door Back Door zwave_js"],
    );
    assert.equal(verdict(viewing, LOCK), "healthy");
  });

  test("only, exclude and areas", async () => {
    const stage = new Stage((home) => {
      zwaveHome(home);
      home.entities = { ...home.entities, "lock.back_door": { ...home.entities["lock.back_door"], area_id: "garden" } };
      home.devices = { ...home.devices, zwave_2: { ...home.devices["zwave_2"]!, area_id: "hall" } };
    });
    const shown = async (interest: Parameters<Stage["show"]>[0]) =>
      (await stage.show(interest)).lease.locks.map(({ entityId }) => entityId);
    assert.deepEqual(await shown({ only: [LOCK] }), [LOCK]);
    assert.deepEqual(await shown({ only: ["lock.back_door", LOCK] }), ["lock.back_door", LOCK], "in the order of the card");
    assert.deepEqual(await shown({ exclude: [LOCK] }), ["lock.back_door"]);
    assert.deepEqual(await shown({ areas: ["garden"] }), ["lock.back_door"], "by the entity");
    assert.deepEqual(await shown({ areas: ["hall"] }), [LOCK], "by its device");
    assert.deepEqual(await shown({ areas: ["cellar"] }), []);
  });

  test("a lock that is named and is not there", async () => {
    const stage = new Stage(zwaveHome);
    assert.equal(verdict(await stage.show({ only: ["lock.nowhere"] }), "lock.nowhere"), "unknown missing");
    assert.deepEqual(stage.client.requests, []);
  });

  test("thresholds of the viewer", async () => {
    const stage = new Stage(zwaveHome);
    await stage.change((home) => home.set("sensor.front_door_battery_level", "35.0"));
    const own = await stage.show({ settings: { batteryLow: 40, batteryCritical: 10 } });
    const usual = await stage.show();
    assert.equal(verdict(own, LOCK), "battery_low/soon");
    assert.equal(verdict(usual, LOCK), "healthy");
  });

  test("before there is a home at all", async () => {
    const stage = new Stage(zwaveHome);
    const { HomeHealth } = await import("../../src/runtime/home-health.ts");
    const health = new HomeHealth(stage.client, stage.clock, everything);
    const lease = health.open({}, () => {});
    assert.deepEqual(lease.locks, []);
    health.update(stage.home.source());
    assert.equal(lease.locks.length, 2);
  });
});

describe("waking", () => {
  test("what does not concern a lock wakes nobody, and asks nothing", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    const before = asked(stage);
    const lock = lockOf(viewing, LOCK);
    for (let n = 0; n < 100; n++) {
      stage.home.set(`light.lamp_${n % 50}`, n % 2 === 0 ? "on" : "off");
      stage.health.update(stage.home.source());
    }
    stage.health.update(stage.home.source());
    await settle();
    assert.equal(viewing.notified, 0);
    assert.deepEqual(asked(stage), before);
    assert.equal(lockOf(viewing, LOCK), lock, "not judged anew");
  });

  test("the same object twice is not looked at", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    const source = stage.home.source();
    stage.health.update(source);
    stage.health.update(source);
    await settle();
    assert.equal(viewing.notified, 0);
  });

  test("what concerns one lock wakes its viewers once, and judges that one", async () => {
    const stage = new Stage(zwaveHome);
    const all = await stage.show();
    const back = await stage.show({ only: ["lock.back_door"] });
    const untouched = lockOf(all, "lock.back_door");
    await stage.change((home, at) => home.set("sensor.front_door_battery_level", "8.0", { at }));
    assert.equal(verdict(all, LOCK), "battery_critical");
    assert.equal(all.notified, 1);
    assert.equal(back.notified, 0);
    assert.equal(lockOf(all, "lock.back_door"), untouched);
  });

  test("its hub's own sensors concern all of its locks", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.change((home, at) => home.set("sensor.controller_status", "unresponsive", { at }));
    assert.equal(verdict(viewing, LOCK), "hub_down/offline");
    assert.equal(verdict(viewing, "lock.back_door"), "hub_down/offline");
  });

  test("a bolt that has come to rest is looked at once more", async () => {
    const stage = new Stage((home) => {
      zwaveHome(home);
      home.set("binary_sensor.front_door_lock_jammed", "on", { at: NOW - HOUR });
    });
    stage.client.onStream("history/stream", () => ({ states: { [LOCK]: [{ s: "locked", lu: (NOW - DAY) / 1000 }] } }));
    const viewing = await stage.show();
    assert.equal(verdict(viewing, LOCK), "bolt_jammed");
    await stage.change((home, at) => home.set(LOCK, "unlocked", { at }));
    assert.equal(verdict(viewing, LOCK), "bolt_jammed", "it may flip back");
    await stage.clock.advance(6 * SECOND);
    assert.equal(verdict(viewing, LOCK), "jam_flag_stuck");
  });

  test("time alone makes a judgement: once a minute", async () => {
    const stage = new Stage((home) => {
      addZwaveLock(home);
      home.set(LOCK, "locked", { at: NOW - HOUR });
    });
    const viewing = await stage.show();
    await stage.change((home, at) => home.set(LOCK, "locking", { at }), 0);
    assert.equal(verdict(viewing, LOCK), "healthy");
    await stage.clock.advance(2 * MINUTE);
    assert.equal(verdict(viewing, LOCK), "state_stale/on_the_way");
  });

  test("no timer is faster than a minute while nothing happens", async () => {
    const stage = new Stage(zwaveHome);
    await stage.show();
    assert.deepEqual(stage.clock.waiting, [MINUTE]);
  });

  test("when one lock after the other of a hub goes, every card says so, without waiting", async () => {
    const stage = new Stage((home) => {
      for (const name of ["Attic", "Barn", "Cellar"]) addLock(home, "zha", { name });
    });
    const cards = await Promise.all(["lock.attic", "lock.barn", "lock.cellar"].map((id) => stage.show({ only: [id] })));
    const verdicts = () => cards.map((card) => verdict(card, card.lease.locks[0]!.entityId));
    await stage.change((home, at) => home.set("lock.attic", "unavailable", { at }));
    assert.deepEqual(verdicts(), ["lock_unreachable/unavailable", "healthy", "healthy"]);
    await stage.change((home, at) => home.set("lock.barn", "unavailable", { at }));
    assert.deepEqual(verdicts(), ["hub_down/peers", "hub_down/peers", "healthy"]);
    await stage.change((home, at) => home.set("lock.attic", "locked", { at }));
    assert.deepEqual(verdicts(), ["healthy", "lock_unreachable/unavailable", "healthy"]);
  });
});

describe("gathering", () => {
  test("each request once for two viewers", async () => {
    const stage = new Stage((home) => {
      addZwaveLock(home);
      addMatterLock(home);
      addZigbeeLock(home);
      home.answer({ type: "mqtt/device/debug_info", device_id: "z2m_patio" }, debugInfo([yaleMessage(NOW - MINUTE)]));
    });
    await stage.show();
    const once = asked(stage);
    await stage.show();
    await stage.show({ only: [LOCK] });
    assert.deepEqual(asked(stage), once);
    assert.deepEqual(
      [...new Set(once)],
      [
        "config/device_registry/list_linked_devices",
        "config/entity_registry/get_entries",
        "config_entries/subscribe",
        "frontend/subscribe_user_data",
        "history/stream",
        "logbook/event_stream",
        "manifest/get",
        "matter/node_diagnostics",
        "matter/ping_node",
        "mqtt/device/debug_info",
        "recorder/statistics_during_period",
        "repairs/list_issues",
        "subscribe_events",
        "zwave_js/node_status",
      ],
    );
    for (const type of [
      "config_entries/subscribe",
      "repairs/list_issues",
      "subscribe_events",
      "zwave_js/node_status",
      "matter/ping_node",
      "logbook/event_stream",
    ])
      assert.equal(once.filter((each) => each === type).length, 1, type);
  });

  test("no code of Zigbee2MQTT stays anywhere", async () => {
    const stage = new Stage((home) => {
      addZigbeeLock(home);
      home.answer(
        { type: "mqtt/device/debug_info", device_id: "z2m_patio" },
        debugInfo([yaleMessage(NOW - MINUTE, { action: "unlock_failure_invalid_pin_or_id" })]),
      );
      home.set("sensor.patio_pin_code", "unknown");
    });
    const viewing = await stage.show();
    assert.equal(stage.client.asked("mqtt/device/debug_info").length, 1);
    const { health, home } = stage;
    const seen = new Set<unknown>([home, stage.client]);
    const text = JSON.stringify(health, (_key, value: unknown) => {
      if (typeof value !== "object" || value === null) return value;
      if (seen.has(value)) return undefined;
      seen.add(value);
      if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
      return value instanceof Set ? [...(value as Set<unknown>)] : value;
    });
    assert.match(text, /unlock_failure_invalid_pin_or_id/);
    assert.ok(!text.includes(PLANTED));
    assert.ok(!JSON.stringify(lockOf(viewing, "lock.patio")).includes(PLANTED));
  });

  test("a code sensor that a person has renamed is found out by its row, and stays out", async () => {
    const stage = new Stage((home) => {
      addZigbeeLock(home);
      home.answer({ type: "mqtt/device/debug_info", device_id: "z2m_patio" }, debugInfo([]));
      home.set("sensor.patio_pin_code", PLANTED, { attributes: { friendly_name: "Zugang" } });
    });
    await stage.show();
    for (let minute = 0; minute < 3; minute++) await stage.clock.advance(MINUTE);
    const calls = stage.client.asked("config/entity_registry/get_entries");
    assert.ok(calls.length <= 2, `${calls.length} calls`);
    assert.ok(!(calls.at(-1)!["entity_ids"] as string[]).includes("sensor.patio_pin_code"));
  });

  test("the registry's options are dropped at once", async () => {
    const stage = new Stage((home) => {
      addZwaveLock(home);
      home.registry = { ...home.registry, [LOCK]: { ...home.registry[LOCK], options: { lock: { default_code: PLANTED } } } };
    });
    await stage.show();
    const seen = new Set<unknown>([stage.home, stage.client]);
    const held = JSON.stringify(stage.health, (_key, value: unknown) =>
      typeof value === "object" && value !== null && (seen.has(value) || !seen.add(value)) ? undefined : value,
    );
    assert.match(held, /2119630849\.2-98-0-currentMode/, "its rows are held");
    assert.ok(!held.includes(PLANTED));
  });

  test("rows of the registry arrive later: then the jam is seen", async () => {
    const stage = new Stage((home) => {
      addZwaveLock(home);
      home.set("binary_sensor.front_door_lock_jammed", "on", { attributes: { friendly_name: "Haustür Schloss klemmt" } });
    });
    let refuse = true;
    const answer = stage.client["answering"].get("config/entity_registry/get_entries")!;
    stage.client.on("config/entity_registry/get_entries", (request) => {
      if (refuse) throw refusal("timeout", "Timeout");
      return answer(request);
    });
    const viewing = await stage.show();
    assert.notEqual(verdict(viewing, LOCK), "bolt_jammed");
    refuse = false;
    await stage.clock.advance(5 * MINUTE);
    assert.equal(verdict(viewing, LOCK), "bolt_jammed");
  });

  test("node status is asked again when its lock or its sensor changes", async () => {
    const stage = new Stage(zwaveHome);
    await stage.show();
    const count = () => stage.client.asked("zwave_js/node_status").filter((request) => request["device_id"] === "zwave_2").length;
    assert.equal(count(), 1);
    await stage.change((home, at) => home.set("sensor.front_door_node_status", "dead", { at }), 10 * SECOND);
    assert.equal(count(), 2);
    await stage.change((home, at) => home.set("sensor.front_door_battery_level", "50", { at }), 10 * SECOND);
    assert.equal(count(), 2, "not for its battery");
    await stage.change((home, at) => home.set("lock.back_door", "unlocked", { at }), 10 * SECOND);
    assert.equal(count(), 2, "nor for another lock");
  });

  test("notifications come by the logbook", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.clock.advance(MINUTE);
    const stream = stage.client.open("logbook/event_stream").find(({ request }) => JSON.stringify(request).includes("zwave_2"))!;
    const at = stage.clock.now();
    stream.emit({
      events: [
        notification("Tampering, invalid code", at, "Home Security"),
        notification("Manually enter user access code exceeds code limit", at),
      ],
    });
    await settle();
    assert.equal(verdict(viewing, LOCK), "keypad_locked_out/wrong_codes");
    assert.equal(verdict(viewing, "lock.back_door"), "healthy");
    await stage.clock.advance(6 * MINUTE);
    assert.equal(verdict(viewing, LOCK), "wrong_codes/lockout");
  });

  test("a config entry that goes, and comes back by itself", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.change((home, at) => home.lose(/front_door|back_door|controller/, at));
    const stream = stage.client.open("config_entries/subscribe")[0]!;
    stream.emit([
      { type: "updated", entry: { entry_id: ZWAVE_ENTRY, domain: "zwave_js", title: "Z-Wave JS", state: "setup_retry" } },
    ]);
    await settle();
    for (const id of [LOCK, "lock.back_door"]) {
      assert.equal(verdict(viewing, id), "hub_down/retrying");
      assert.equal(lockOf(viewing, id).diagnosis.findings.length, 1);
    }
    stream.emit([
      { type: "updated", entry: { entry_id: ZWAVE_ENTRY, domain: "zwave_js", title: "Z-Wave JS", state: "setup_in_progress" } },
    ]);
    await settle();
    assert.equal(verdict(viewing, LOCK), "unknown starting");
    stream.emit([{ type: "updated", entry: { entry_id: ZWAVE_ENTRY, domain: "zwave_js", title: "Z-Wave JS", state: "loaded" } }]);
    await stage.change((home, at) => {
      for (const door of ["front_door", "back_door"]) {
        home
          .set(`lock.${door}`, "locked", { at })
          .set(`sensor.${door}_node_status`, "alive", { at })
          .set(`binary_sensor.${door}_lock_jammed`, "off", { at });
        home.set(`sensor.${door}_battery_level`, "94", { at });
      }
      home.set("sensor.controller_status", "ready", { at });
    });
    assert.equal(verdict(viewing, LOCK), "healthy");
  });

  test("repairs: asked again when Home Assistant says that they changed", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    stage.home.issues = [{ domain: "zwave_js", issue_id: "device_config_file_changed.zwave_2" }];
    await stage.clock.advance(SECOND);
    stage.client.open("subscribe_events")[0]!.emit({ event_type: "repairs_issue_registry_updated", data: {} });
    await settle();
    assert.equal(stage.client.asked("repairs/list_issues").length, 2);
    assert.equal(verdict(viewing, LOCK), "interview_incomplete/outdated");
    assert.equal(verdict(viewing, "lock.back_door"), "healthy");
  });

  test("a home in which nothing may be asked is still judged by its states", async () => {
    const stage = new Stage(zwaveHome);
    for (const type of [
      "zwave_js/node_status",
      "manifest/get",
      "config/entity_registry/get_entries",
      "repairs/list_issues",
      "config/device_registry/list_linked_devices",
    ])
      stage.client.on(type, () => {
        throw refusal("unauthorized", "Unauthorized");
      });
    for (const type of ["config_entries/subscribe", "logbook/event_stream", "history/stream", "subscribe_events"])
      stage.client.onStream(type, () => {
        throw refusal("unauthorized", "Unauthorized");
      });
    const viewing = await stage.show();
    assert.equal(verdict(viewing, LOCK), "healthy");
    await stage.change((home, at) => home.set("sensor.front_door_node_status", "dead", { at }));
    assert.equal(verdict(viewing, LOCK), "lock_unreachable/dead");
    const count = stage.client.requests.length;
    for (let minute = 0; minute < 4; minute++) await stage.clock.advance(MINUTE);
    // What is refused waits for five minutes.
    const more = stage.client.requests.slice(count).map(({ type }) => type);
    assert.ok(more.length <= 2, more.join());
  });
});

describe("closing", () => {
  test("the last viewer goes: after a grace everything is let go", async () => {
    const stage = new Stage(zwaveHome);
    const { lease } = await stage.show();
    lease.close();
    await stage.clock.advance(4_999);
    assert.equal(stage.client.streams.filter(({ open }) => open).length, stage.client.streams.length);
    await stage.clock.advance(1);
    assert.deepEqual(
      stage.client.streams.filter(({ open }) => open),
      [],
    );
    assert.deepEqual(stage.clock.waiting, []);
  });

  test("a card that is moved keeps what was gathered", async () => {
    const stage = new Stage(zwaveHome);
    const { lease } = await stage.show();
    const before = asked(stage);
    lease.close();
    await stage.clock.advance(SECOND);
    const again = await stage.show();
    await stage.clock.advance(10 * SECOND);
    assert.deepEqual(asked(stage), before);
    assert.equal(verdict(again, LOCK), "healthy");
  });

  test("and so it does while another card stays", async () => {
    const stage = new Stage((home) => {
      zwaveHome(home);
      addMatterLock(home);
    });
    await stage.show({ only: ["lock.studio"] });
    const moved = await stage.show({ only: [LOCK] });
    const before = asked(stage);
    moved.lease.close();
    await settle();
    await stage.show({ only: [LOCK] });
    await stage.clock.advance(10 * SECOND);
    assert.deepEqual(asked(stage), before);
  });

  test("what only the one that went had wanted is let go", async () => {
    const stage = new Stage(zwaveHome);
    await stage.show({ only: ["lock.back_door"] });
    const front = await stage.show({ only: [LOCK] });
    assert.equal(stage.client.open("logbook/event_stream").length, 2);
    front.lease.close();
    await stage.clock.advance(5 * SECOND);
    assert.equal(stage.client.open("logbook/event_stream").length, 1);
  });

  test("opened again later: everything is asked anew", async () => {
    const stage = new Stage(zwaveHome);
    (await stage.show()).lease.close();
    await stage.clock.advance(MINUTE);
    const again = await stage.show();
    assert.equal(stage.client.asked("zwave_js/node_status").length, 4);
    assert.equal(verdict(again, LOCK), "healthy");
    assert.deepEqual(stage.clock.waiting, [MINUTE]);
  });

  test("closed twice is closed", async () => {
    const stage = new Stage(zwaveHome);
    const one = await stage.show();
    const other = await stage.show();
    one.lease.close();
    one.lease.close();
    await stage.clock.advance(10 * SECOND);
    await stage.change((home, at) => home.set("sensor.front_door_node_status", "dead", { at }));
    assert.equal(verdict(other, LOCK), "lock_unreachable/dead");
  });
});

describe("a home that goes and comes back", () => {
  test("starting: cannot be told, no alarm", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.change((home) => (home.connected = false));
    await stage.change((home, at) => {
      home.connected = true;
      home.config = { state: "NOT_RUNNING" };
      home.lose(/front_door|back_door|controller/, at);
    });
    assert.equal(verdict(viewing, LOCK), "unknown starting");
    assert.deepEqual(lockOf(viewing, LOCK).diagnosis.findings, []);
    await stage.change((home, at) => {
      home.config = { state: "RUNNING" };
      for (const [id, state] of [
        [LOCK, "locked"],
        ["sensor.front_door_node_status", "alive"],
        ["sensor.front_door_battery_level", "94"],
        ["binary_sensor.front_door_lock_jammed", "off"],
        ["sensor.controller_status", "ready"],
      ] as const)
        home.set(id, state, { at });
    });
    assert.equal(verdict(viewing, LOCK), "healthy");
  });

  test("after a reconnect everything is asked anew", async () => {
    const stage = new Stage(zwaveHome);
    await stage.show();
    await stage.change((home) => (home.connected = false), MINUTE);
    assert.equal(stage.client.asked("zwave_js/node_status").length, 2);
    await stage.change((home) => (home.connected = true), MINUTE);
    assert.equal(stage.client.asked("zwave_js/node_status").length, 4);
    assert.equal(stage.client.asked("config/entity_registry/get_entries").length, 2);
  });

  test("what was refused while Home Assistant started is asked again once it runs", async () => {
    const stage = new Stage((home) => {
      zwaveHome(home);
      home.config = { state: "STARTING" };
    });
    const answer = stage.client["answering"].get("zwave_js/node_status")!;
    stage.client.on("zwave_js/node_status", () => {
      throw refusal("unknown_command", "Unknown command.");
    });
    const viewing = await stage.show({ only: [LOCK] });
    stage.client.on("zwave_js/node_status", answer);
    await stage.change((home) => (home.config = { state: "RUNNING" }));
    assert.equal(lockOf(viewing, LOCK).snapshot.facts.joined_securely?.kind, "known");
  });

  test("a lock is removed", async () => {
    const stage = new Stage(zwaveHome);
    const all = await stage.show();
    const front = await stage.show({ only: [LOCK] });
    await stage.change((home) => home.remove(LOCK));
    assert.deepEqual(
      all.lease.locks.map(({ entityId }) => entityId),
      ["lock.back_door"],
    );
    assert.equal(verdict(front, LOCK), "unknown missing");
    assert.deepEqual(stage.health.offers(lockOf(front, LOCK), { remedies: ["ping", "open_device"] }), {
      offers: [],
      adminOnly: [],
    });
    assert.equal(stage.client.open("logbook/event_stream").length, 1);
  });

  test("a lock is added", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.change((home) => addZwaveLock(home, { node: 4, name: "Garage" }));
    assert.equal(verdict(viewing, "lock.garage"), "healthy");
  });

  test("a lock without a registry row comes and goes: seen within a minute", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.change((home) => home.set("lock.yaml", "locked", { attributes: { friendly_name: "YAML" } }));
    await stage.clock.advance(MINUTE);
    assert.ok(viewing.lease.locks.some(({ entityId }) => entityId === "lock.yaml"));
  });

  test("the person changes", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    const ids = () =>
      stage.health
        .offers(lockOf(viewing, LOCK), { remedies: ["reinterview", "ask_administrator"] })
        .offers.map(({ remedy }) => remedy.id);
    assert.deepEqual(ids(), ["ask_administrator"]);
    await stage.change((home) => (home.user = { is_admin: true }));
    assert.ok(viewing.notified > 0);
    assert.deepEqual(ids(), ["reinterview"]);
  });

  test("the whole of Zigbee2MQTT stops, and starts", async () => {
    const stage = new Stage((home) => {
      addZigbeeLock(home);
      addZigbeeLock(home, { name: "Shed", ieee: "0x000d6f0011223303" });
      for (const device of ["z2m_patio", "z2m_shed"])
        home.answer({ type: "mqtt/device/debug_info", device_id: device }, debugInfo([yaleMessage(NOW - MINUTE)]));
    });
    const viewing = await stage.show();
    assert.equal(verdict(viewing, "lock.patio"), "healthy");
    await stage.change((home, at) =>
      home.lose(/patio|shed/, at).set("binary_sensor.zigbee2mqtt_bridge_connection_state", "off", { at }),
    );
    for (const id of ["lock.patio", "lock.shed"]) {
      assert.equal(verdict(viewing, id), "hub_down/offline");
      assert.equal(lockOf(viewing, id).snapshot.lock.hubId, MQTT_ENTRY);
    }
    await stage.change((home, at) => {
      for (const name of ["patio", "shed"])
        home.set(`lock.${name}`, "locked", { at }).set(`sensor.${name}_battery`, "70", { at });
      home.set("binary_sensor.zigbee2mqtt_bridge_connection_state", "on", { at });
    });
    assert.equal(verdict(viewing, "lock.patio"), "healthy");
  });

  test("MQTT's entities come after the start, and hear of their devices later still: no alarm, but for those that stay away", async () => {
    const stage = new Stage((home) => {
      addZigbeeLock(home);
      addZigbeeLock(home, { name: "Shed", ieee: "0x000d6f0011223303" });
      home.entry({ entry_id: MQTT_ENTRY, domain: "mqtt", state: "loaded" });
    });
    const viewing = await stage.show();
    const both = () => ["lock.patio", "lock.shed"].map((id) => verdict(viewing, id));
    const lose = (attributes: { restored?: boolean }) => (home: MockHome, at: number) => {
      for (const id of ["lock.patio", "lock.shed"]) home.set(id, "unavailable", { at, attributes });
    };
    await stage.change((home) => (home.connected = false));
    await stage.change((home, at) => {
      home.connected = true;
      home.config = { state: "RUNNING" };
      lose({ restored: true })(home, at);
    });
    assert.deepEqual(both(), ["unknown starting", "unknown starting"], "put back from the registry");
    await stage.change(lose({}));
    assert.deepEqual(both(), ["unknown starting", "unknown starting"], "made, and nothing heard yet");
    await stage.change((home, at) => home.set("lock.patio", "locked", { at }));
    assert.deepEqual(both(), ["healthy", "unknown starting"]);
    await stage.clock.advance(2 * MINUTE);
    assert.deepEqual(both(), ["healthy", "lock_unreachable/unavailable"]);
  });

  test("a node that is interviewed by somebody else raises no alarm once its status has come", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    await stage.change(
      (home, at) =>
        home
          .lose(/(lock|sensor)\.front_door(?!_node_status)/, at)
          .answer({ type: "zwave_js/node_status", device_id: "zwave_2" }, { ...NODE, node_id: 2, ready: false }),
      10 * SECOND,
    );
    assert.equal(verdict(viewing, LOCK), "unknown interviewing");
  });
});

describe("hysteresis", () => {
  test("low cells are forgotten only five points higher", async () => {
    const stage = new Stage(zwaveHome);
    const viewing = await stage.show();
    const at = async (percent: string) => {
      await stage.change((home, now) => home.set("sensor.front_door_battery_level", percent, { at: now }));
      return verdict(viewing, LOCK);
    };
    assert.equal(await at("22"), "healthy");
    assert.equal(await at("20"), "battery_low/soon");
    assert.equal(await at("24"), "battery_low/soon");
    assert.equal(await at("25"), "healthy");
    assert.equal(await at("24"), "healthy");
  });
});
