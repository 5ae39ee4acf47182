import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MockHome } from "../support/home.ts";
import { NODE, ZWAVE_ENTRY, addLock, addMatterLock, addZwaveLock } from "../support/locks.ts";
import { deferred, refusal } from "../support/client.ts";
import { settle } from "../support/clock.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { Stage, first, lockOf, verdict } from "../support/stage.ts";

const LOCK = "lock.front_door";
const BACK = "lock.back_door";
const STATUS = "sensor.front_door_node_status";
const UPDATE = "update.front_door_firmware";
const NODE_STATUS = { type: "zwave_js/node_status", device_id: "zwave_2" };

/** Two Z-Wave locks, the first one dead. */
function dead(home: MockHome): void {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Back Door" });
  home.set(STATUS, "dead", { at: NOW - HOUR });
}

function alive(home: MockHome, at: number): void {
  home.set(STATUS, "alive", { at });
}

/** A home with an administrator, and an update for the first lock. */
function offered(home: MockHome): void {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Back Door" });
  home.user = { is_admin: true };
  home.set(UPDATE, "on", { attributes: { installed_version: "10.7", latest_version: "10.8" } });
}

describe("ping, a tap", () => {
  test("a lock that stays silent: unverified at the deadline, not before", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show();
    assert.equal(verdict(viewing, LOCK), "lock_unreachable/dead");
    stage.health.start(LOCK, "ping", "lock_unreachable");
    assert.equal(stage.run(LOCK), "calling");
    await settle();
    assert.deepEqual(stage.client.services, [
      { domain: "button", service: "press", data: {}, target: { entity_id: "button.front_door_ping" } },
    ]);
    assert.equal(stage.run(LOCK), "verifying", "a call that has returned is no fix");
    await stage.clock.advance(27 * SECOND - 1);
    assert.equal(stage.run(LOCK), "verifying");
    await stage.clock.advance(1);
    assert.equal(stage.run(LOCK), "unverified no_change");
    assert.deepEqual(stage.health.run(LOCK)?.state, { phase: "unverified", reason: "no_change", after: 27 * SECOND });
    assert.equal(verdict(viewing, LOCK), "lock_unreachable/dead");
  });

  test("a lock that answers: confirmed by the newer status", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change(alive, 2 * SECOND);
    assert.deepEqual(stage.health.run(LOCK)?.state, { phase: "confirmed", after: 2 * SECOND });
    assert.equal(verdict(viewing, LOCK), "healthy");
    await stage.clock.advance(MINUTE);
    assert.equal(stage.run(LOCK), "confirmed", "the deadline is no longer there");
  });

  test("an old reading in new clothes proves nothing", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change((home) => home.set(STATUS, "alive", { at: NOW - 2 * HOUR }));
    assert.equal(stage.run(LOCK), "verifying");
    await stage.clock.advance(30 * SECOND);
    assert.equal(stage.run(LOCK), "unverified no_change");
  });

  test("what concerns another lock proves nothing", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change((home, at) => home.set("sensor.back_door_node_status", "asleep", { at }));
    assert.equal(stage.run(LOCK), "verifying");
    assert.equal(stage.run(BACK), "none");
  });

  test("where the sensor is disabled the answer is asked for again and again", async () => {
    const stage = new Stage((home) => {
      addZwaveLock(home);
      home.remove(STATUS).answer(NODE_STATUS, { ...NODE, node_id: 2, status: 3 });
    });
    const viewing = await stage.show();
    assert.equal(verdict(viewing, LOCK), "lock_unreachable/dead");
    await stage.clock.advance(10 * SECOND);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.clock.advance(5 * SECOND);
    assert.equal(stage.run(LOCK), "verifying");
    stage.home.answer(NODE_STATUS, { ...NODE, node_id: 2, status: 4 });
    await stage.clock.advance(4 * SECOND);
    assert.equal(stage.run(LOCK), "confirmed");
    const asked = stage.client.asked("zwave_js/node_status").length;
    await stage.clock.advance(20 * SECOND);
    assert.equal(stage.client.asked("zwave_js/node_status").length, asked, "and no more after the end");
  });

  test("a second tap while it runs does nothing", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    stage.health.start(LOCK, "reread_value");
    await settle();
    assert.deepEqual(stage.client.called(), ["button.press"]);
    assert.equal(stage.health.run(LOCK)?.remedyId, "ping");
  });

  test("cools down for half a minute", async () => {
    const stage = new Stage(dead);
    await stage.show();
    assert.equal(stage.health.coolsUntil(LOCK, "ping"), undefined);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.clock.advance(28 * SECOND);
    assert.equal(stage.run(LOCK), "unverified no_change");
    assert.equal(stage.health.coolsUntil(LOCK, "ping"), NOW + 30 * SECOND);
    assert.equal(stage.health.coolsUntil(BACK, "ping"), undefined, "only this lock");
    assert.equal(stage.health.coolsUntil(LOCK, "reread_value"), undefined, "only this remedy");
    stage.health.start(LOCK, "ping", "lock_unreachable");
    assert.deepEqual(stage.client.called(), ["button.press"]);
    assert.equal(stage.run(LOCK), "unverified no_change", "the outcome stays to be read");
    await stage.clock.advance(2 * SECOND);
    assert.equal(stage.health.coolsUntil(LOCK, "ping"), undefined);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    assert.deepEqual(stage.client.called(), ["button.press", "button.press"]);
  });

  test("two locks run side by side", async () => {
    const stage = new Stage((home) => {
      dead(home);
      home.set("sensor.back_door_node_status", "dead");
    });
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    stage.health.start(BACK, "ping", "lock_unreachable");
    await stage.change((home, at) => home.set("sensor.back_door_node_status", "alive", { at }));
    assert.equal(stage.run(BACK), "confirmed");
    assert.equal(stage.run(LOCK), "verifying");
  });

  test("a rejected call is a failure, in Home Assistant's words", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.client.onService(() => {
      throw refusal("home_assistant_error", "did not acknowledge the command (ZW0204)");
    });
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    assert.equal(stage.run(LOCK), "failed home_assistant_error: did not acknowledge the command (ZW0204)");
    await stage.change(alive);
    assert.equal(stage.run(LOCK), "failed home_assistant_error: did not acknowledge the command (ZW0204)");
  });

  test("what the call has not told in time stays unverified, whatever it tells later", async () => {
    const stage = new Stage(dead);
    await stage.show();
    const call = deferred();
    stage.client.onService(() => call.promise);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.clock.advance(27 * SECOND);
    assert.equal(stage.run(LOCK), "unverified no_change");
    call.reject(refusal("x", "y"));
    await settle();
    assert.equal(stage.run(LOCK), "unverified no_change");
  });

  test("proof may come before the call returns", async () => {
    const stage = new Stage(dead);
    await stage.show();
    const call = deferred();
    stage.client.onService(() => call.promise);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change(alive);
    assert.equal(stage.run(LOCK), "confirmed");
    call.resolve();
    await settle();
    assert.equal(stage.run(LOCK), "confirmed");
  });

  test("an unavailable button: nothing is started, for it would be dropped and called a success", async () => {
    const stage = new Stage((home) => {
      dead(home);
      home.set("button.front_door_ping", "unavailable");
    });
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    assert.equal(stage.run(LOCK), "none");
    assert.deepEqual(stage.client.services, []);
  });

  test("guides, links and locks that are not shown are not run", async () => {
    const stage = new Stage(dead);
    await stage.show({ only: [LOCK] });
    stage.health.start(LOCK, "guide_reach");
    stage.health.start(LOCK, "open_device");
    stage.health.start(BACK, "ping");
    await settle();
    assert.equal(stage.run(LOCK), "none");
    assert.equal(stage.run(BACK), "none");
  });
});

describe("ending without proof", () => {
  test("cancelled", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.clock.advance(5 * SECOND);
    stage.health.cancel(LOCK);
    assert.deepEqual(stage.health.run(LOCK)?.state, { phase: "unverified", reason: "cancelled", after: 5 * SECOND });
    viewing.notified = 0;
    stage.health.cancel(LOCK);
    assert.equal(stage.run(LOCK), "none", "a second time puts the outcome away");
    assert.equal(viewing.notified, 1);
  });

  test("the connection breaks: the frontend says so", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change((home) => (home.connected = false));
    assert.equal(stage.run(LOCK), "unverified disconnected");
    await stage.change((home, at) => {
      home.connected = true;
      alive(home, at);
    });
    assert.equal(stage.run(LOCK), "unverified disconnected", "what comes later is not claimed");
  });

  test("the connection breaks: the library rejects the call before anybody says so", async () => {
    const stage = new Stage(dead);
    await stage.show();
    const call = deferred();
    stage.client.onService(() => call.promise);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    call.reject({ type: "result", success: false, error: { code: 3, message: "Connection lost" } });
    await stage.change((home) => (home.connected = false));
    assert.equal(stage.run(LOCK), "unverified disconnected");
  });

  test("Home Assistant restarts in the middle", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change((home) => (home.connected = false));
    await stage.change((home, at) => {
      home.connected = true;
      home.config = { state: "STARTING" };
      home.lose(/front_door/, at);
    });
    assert.equal(stage.run(LOCK), "unverified disconnected");
    assert.equal(verdict(viewing, LOCK), "unknown starting");
  });

  test("the viewer closes, and nobody else looks", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show({ only: [LOCK] });
    await stage.show({ only: [BACK] });
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    const services = stage.client.services.length;
    viewing.lease.close();
    await stage.clock.advance(5 * SECOND);
    assert.equal(stage.run(LOCK), "none");
    await stage.clock.advance(MINUTE);
    assert.equal(stage.client.services.length, services);
  });

  test("the viewer is moved: it goes on", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show({ only: [LOCK] });
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    viewing.lease.close();
    await stage.clock.advance(SECOND);
    await stage.show({ only: [LOCK] });
    await stage.clock.advance(5 * SECOND);
    assert.equal(stage.run(LOCK), "verifying");
    await stage.change(alive);
    assert.equal(stage.run(LOCK), "confirmed");
  });

  test("all viewers close: its timers end with it", async () => {
    const stage = new Stage(dead);
    const viewing = await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    viewing.lease.close();
    await stage.clock.advance(5 * SECOND);
    assert.equal(stage.run(LOCK), "none");
    assert.deepEqual(
      stage.client.streams.filter(({ open }) => open),
      [],
    );
  });

  test("the lock is removed meanwhile", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.change((home) => home.remove(LOCK));
    await stage.clock.advance(27 * SECOND);
    assert.match(stage.run(LOCK), /^(none|unverified no_change)$/);
  });
});

describe("two viewers of one lock", () => {
  test("share one run, and both hear of it", async () => {
    const stage = new Stage(dead);
    const one = await stage.show();
    const other = await stage.show({ only: [LOCK] });
    const third = await stage.show({ only: [BACK] });
    stage.health.start(LOCK, "ping", "lock_unreachable");
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await settle();
    assert.deepEqual(stage.client.called(), ["button.press"]);
    assert.ok(one.notified > 0 && other.notified > 0);
    assert.equal(third.notified, 0);
    one.lease.close();
    await stage.clock.advance(6 * SECOND);
    await stage.change(alive);
    assert.equal(stage.run(LOCK), "confirmed", "it goes on for the one that stays");
    assert.equal(verdict(other, LOCK), "healthy");
  });
});

describe("what cannot be seen", () => {
  test("ends as unverified at once", async () => {
    const stage = new Stage((home) => addMatterLock(home));
    await stage.show();
    stage.health.start("lock.studio", "identify");
    await settle();
    assert.deepEqual(stage.client.called(), ["button.press"]);
    assert.equal(stage.run("lock.studio"), "unverified not_observable");
  });
});

describe("install an update: asks first", () => {
  test("pre-flight, second tap, progress, the version verified", async () => {
    const stage = new Stage(offered);
    const viewing = await stage.show();
    assert.equal(verdict(viewing, LOCK), "update_available/installable");
    assert.deepEqual(
      stage.health.offers(lockOf(viewing, LOCK), first(viewing, LOCK)).offers.map(({ remedy }) => remedy.id),
      ["install_update"],
    );
    const call = deferred();
    stage.client.onService(() => call.promise);
    stage.health.start(LOCK, "install_update", "update_available");
    const confirming = stage.health.run(LOCK)?.state;
    assert.deepEqual(confirming, {
      phase: "confirming",
      since: NOW,
      until: NOW + 20 * SECOND,
      conditions: [
        { id: "battery", holds: true, value: 94 },
        { id: "link", holds: "unknown" },
        { id: "hub_free", holds: true },
        { id: "answers", holds: true },
      ],
    });
    await stage.clock.advance(5 * SECOND);
    assert.deepEqual(stage.client.services, [], "nothing is sent before the second tap");
    stage.health.confirm(LOCK);
    await settle();
    assert.deepEqual(stage.client.services, [{ domain: "update", service: "install", data: {}, target: { entity_id: UPDATE } }]);
    await stage.change(
      (home, at) => home.set(UPDATE, "on", { at, attributes: { in_progress: true, update_percentage: 42 } }),
      10 * SECOND,
    );
    const running = stage.health.run(LOCK)?.state;
    assert.ok(running?.phase === "calling" && running.percent === 42);
    assert.equal(verdict(viewing, LOCK), "healthy", "an update under way is no finding");
    await stage.change(
      (home, at) =>
        home.set(UPDATE, "off", { at, attributes: { in_progress: false, update_percentage: null, installed_version: "10.8" } }),
      MINUTE,
    );
    assert.equal(stage.run(LOCK), "confirmed");
    call.resolve();
    await settle();
    assert.equal(stage.run(LOCK), "confirmed");
  });

  test("another version than the one offered is not confirmed", async () => {
    const stage = new Stage(offered);
    await stage.show();
    stage.health.start(LOCK, "install_update", "update_available");
    stage.health.confirm(LOCK);
    await stage.change(
      (home, at) => home.set(UPDATE, "off", { at, attributes: { installed_version: "10.7", latest_version: "10.7" } }),
      MINUTE,
    );
    assert.equal(stage.run(LOCK), "verifying");
    await stage.clock.advance(HOUR);
    assert.equal(stage.run(LOCK), "unverified no_change");
  });

  test("a failing one says why", async () => {
    const stage = new Stage(offered);
    await stage.show();
    stage.client.onService(() => {
      throw refusal("home_assistant_error", "Firmware update failed: Error_TransmissionFailed");
    });
    stage.health.start(LOCK, "install_update", "update_available");
    stage.health.confirm(LOCK);
    await settle();
    assert.equal(stage.run(LOCK), "failed home_assistant_error: Firmware update failed: Error_TransmissionFailed");
  });

  test("refused before asking: 12 %", async () => {
    const stage = new Stage((home) => {
      offered(home);
      home.set("sensor.front_door_battery_level", "12");
    });
    await stage.show();
    stage.health.start(LOCK, "install_update", "update_available");
    assert.deepEqual(stage.health.run(LOCK)?.state, { phase: "refused", condition: { id: "battery", holds: false, value: 12 } });
    stage.health.confirm(LOCK);
    await settle();
    assert.deepEqual(stage.client.services, []);
    assert.equal(stage.health.coolsUntil(LOCK, "install_update"), undefined, "what was not done need not cool down");
  });

  test("looked at again at the second tap", async () => {
    const stage = new Stage(offered);
    await stage.show();
    stage.health.start(LOCK, "install_update", "update_available");
    await stage.change((home, at) => home.set("sensor.front_door_battery_level", "49", { at }));
    stage.health.confirm(LOCK);
    assert.equal(stage.run(LOCK), "refused battery");
    assert.deepEqual(stage.client.services, []);
  });

  test("another lock of the hub is updated meanwhile", async () => {
    const stage = new Stage(offered);
    await stage.show();
    stage.health.start(LOCK, "install_update", "update_available");
    await stage.change((home, at) => home.set("update.back_door_firmware", "on", { at, attributes: { in_progress: true } }));
    stage.health.confirm(LOCK);
    assert.equal(stage.run(LOCK), "refused hub_free");
  });

  test("the window for the second tap lapses", async () => {
    const stage = new Stage(offered);
    const viewing = await stage.show();
    stage.health.start(LOCK, "install_update", "update_available");
    await stage.clock.advance(20 * SECOND - 1);
    assert.equal(stage.run(LOCK), "confirming");
    viewing.notified = 0;
    await stage.clock.advance(1);
    assert.equal(stage.run(LOCK), "none");
    assert.ok(viewing.notified > 0);
    stage.health.confirm(LOCK);
    await settle();
    assert.deepEqual(stage.client.services, []);
  });

  test("called off before the second tap: as if nothing had been", async () => {
    for (const end of ["cancel", "disconnect"] as const) {
      const stage = new Stage(offered);
      await stage.show();
      stage.health.start(LOCK, "install_update", "update_available");
      if (end === "cancel") stage.health.cancel(LOCK);
      else await stage.change((home) => (home.connected = false));
      assert.equal(stage.run(LOCK), "none");
      assert.deepEqual(stage.client.services, []);
    }
  });

  test("a plain user has no such remedy, only somebody to ask", async () => {
    const stage = new Stage((home) => {
      offered(home);
      home.user = { is_admin: false };
    });
    const viewing = await stage.show();
    const { offers, adminOnly } = stage.health.offers(lockOf(viewing, LOCK), first(viewing, LOCK));
    assert.deepEqual(
      offers.map(({ remedy }) => remedy.id),
      ["ask_administrator"],
    );
    assert.deepEqual(
      adminOnly.map(({ id }) => id),
      ["install_update"],
    );
  });

  test("unauthorized at run time: its code stays", async () => {
    for (const error of [refusal("unauthorized", "Unauthorized"), refusal("home_assistant_error", "Unauthorized")]) {
      const stage = new Stage(offered);
      await stage.show();
      stage.client.onService(() => {
        throw error;
      });
      stage.health.start(LOCK, "install_update", "update_available");
      stage.health.confirm(LOCK);
      await settle();
      assert.equal(stage.run(LOCK), "failed unauthorized: Unauthorized");
    }
  });
});

describe("lock again", () => {
  const jammed = (home: MockHome) => {
    addMatterLock(home);
    home.set("lock.studio", "unlocked", { at: NOW - MINUTE });
  };
  const history = () => ({
    states: {
      "lock.studio": [
        { s: "unlocked", lu: (NOW - HOUR) / 1000 },
        { s: "locking", lu: (NOW - 90 * SECOND) / 1000 },
        { s: "unlocked", lu: (NOW - MINUTE) / 1000 },
      ],
    },
  });

  test("towards locked, and confirmed once it is there", async () => {
    const stage = new Stage(jammed);
    stage.client.onStream("history/stream", history);
    const viewing = await stage.show();
    assert.equal(verdict(viewing, "lock.studio"), "bolt_jam_suspected/fell_back");
    stage.health.start("lock.studio", "lock_again", "bolt_jam_suspected");
    stage.health.confirm("lock.studio");
    await settle();
    assert.deepEqual(stage.client.services, [
      { domain: "lock", service: "lock", data: {}, target: { entity_id: "lock.studio" } },
    ]);
    await stage.change((home, at) => home.set("lock.studio", "locking", { at }), SECOND);
    assert.equal(stage.run("lock.studio"), "verifying");
    await stage.change((home, at) => home.set("lock.studio", "locked", { at }), 12 * SECOND);
    assert.equal(stage.run("lock.studio"), "confirmed");
    assert.equal(verdict(viewing, "lock.studio"), "healthy");
  });

  test("falls back again: not confirmed", async () => {
    const stage = new Stage(jammed);
    stage.client.onStream("history/stream", history);
    const viewing = await stage.show();
    stage.health.start("lock.studio", "lock_again", "bolt_jam_suspected");
    stage.health.confirm("lock.studio");
    await stage.change((home, at) => home.set("lock.studio", "locking", { at }), SECOND);
    stage.client.open("history/stream")[0]!.emit({ states: { "lock.studio": [{ s: "locking", lu: stage.clock.now() / 1000 }] } });
    await stage.change((home, at) => home.set("lock.studio", "unlocked", { at }), 30 * SECOND);
    assert.equal(stage.run("lock.studio"), "verifying");
    await stage.clock.advance(20 * SECOND);
    assert.equal(stage.run("lock.studio"), "unverified no_change");
    assert.equal(verdict(viewing, "lock.studio"), "bolt_jam_suspected/fell_back");
  });

  test("sent, and nothing follows: said after half a minute", async () => {
    const stage = new Stage((home) => {
      addLock(home, "tedee");
      home.set("lock.shed", "unlocked");
    });
    const viewing = await stage.show();
    stage.health.start("lock.shed", "lock_again", "state_stale");
    stage.health.confirm("lock.shed");
    await stage.clock.advance(MINUTE);
    assert.equal(stage.run("lock.shed"), "unverified no_change");
    assert.equal(verdict(viewing, "lock.shed"), "state_stale/not_followed");
  });

  test("refused while the door is open", async () => {
    const stage = new Stage((home) => {
      addZwaveLock(home);
      home.set("binary_sensor.front_door_current_status_of_the_door", "on").set("binary_sensor.front_door_lock_jammed", "on");
    });
    await stage.show();
    stage.health.start(LOCK, "lock_again", "bolt_jammed");
    assert.equal(stage.run(LOCK), "refused door");
  });
});

describe("re-interview, a stream", () => {
  const STREAM = "zwave_js/refresh_node_info";
  const outdated = (home: MockHome) => {
    offered(home);
    home.set(UPDATE, "off", { attributes: { latest_version: "10.7" } });
    home.issues = [{ domain: "zwave_js", issue_id: "device_config_file_changed.zwave_2" }];
  };
  const begun = async () => {
    const stage = new Stage(outdated);
    const viewing = await stage.show();
    assert.equal(verdict(viewing, LOCK), "interview_incomplete/outdated");
    await stage.clock.advance(5 * SECOND);
    stage.health.start(LOCK, "reinterview", "interview_incomplete");
    stage.health.confirm(LOCK);
    await settle();
    const stream = stage.client.open(STREAM)[0]!;
    assert.deepEqual(stream.request, { type: STREAM, device_id: "zwave_2" });
    return { stage, viewing, stream };
  };

  test("progress to the end, then verified; entities unavailable meanwhile raise no alarm", async () => {
    const { stage, viewing, stream } = await begun();
    stream.emit({ event: "interview started" });
    await stage.change((home, at) => {
      home.lose(/front_door_(?!node_status|ping)|lock\.front_door/, at);
      home.answer(NODE_STATUS, { ...NODE, node_id: 2, ready: false });
    });
    assert.equal(verdict(viewing, LOCK), "unknown interviewing");
    assert.deepEqual(lockOf(viewing, LOCK).diagnosis.findings, []);
    stream.emit({ event: "interview progress", stage: "CommandClasses", progress: 41.5 });
    stream.emit({ event: "interview stage completed", stage: "CommandClasses" });
    const state = stage.health.run(LOCK)?.state;
    assert.ok(state?.phase === "calling" && state.percent === 41.5 && state.stage === "CommandClasses");
    stage.home.issues = [];
    stage.client.open("subscribe_events")[0]!.emit({});
    stage.home.answer(NODE_STATUS, { ...NODE, node_id: 2 });
    stream.emit({ event: "interview completed" });
    await stage.change((home, at) => {
      for (const id of Object.keys(home.states))
        if (home.states[id]!.state === "unavailable")
          home.set(id, id.startsWith("lock.") ? "locked" : id.includes("battery_level") ? "94" : "off", { at });
    }, 3 * SECOND);
    await stage.clock.advance(6 * SECOND);
    assert.equal(stage.run(LOCK), "confirmed");
    assert.equal(verdict(viewing, LOCK), "healthy");
    assert.equal(stream.open, false);
  });

  test("failed", async () => {
    const { stage, stream } = await begun();
    stream.emit({ event: "interview started" });
    stream.emit({ event: "interview failed" });
    await settle();
    assert.equal(stage.run(LOCK), "failed stream_failed: ");
    assert.equal(stream.open, false);
  });

  test("done, but its description is still another: not confirmed", async () => {
    const { stage, stream } = await begun();
    stream.emit({ event: "interview completed" });
    await stage.clock.advance(12 * MINUTE);
    assert.equal(stage.run(LOCK), "unverified no_change");
  });

  test("never an end: unverified at the deadline, and no longer listened to", async () => {
    const { stage, stream } = await begun();
    stream.emit({ event: "interview progress", progress: 50 });
    await stage.clock.advance(12 * MINUTE);
    assert.equal(stage.run(LOCK), "unverified no_change");
    assert.equal(stream.open, false);
  });

  test("unauthorized", async () => {
    const stage = new Stage(outdated);
    await stage.show();
    stage.client.onStream(STREAM, () => {
      throw refusal("unauthorized", "Unauthorized");
    });
    stage.health.start(LOCK, "reinterview", "interview_incomplete");
    stage.health.confirm(LOCK);
    await settle();
    assert.equal(stage.run(LOCK), "failed unauthorized: Unauthorized");
  });

  test("cancelled: no longer listened to", async () => {
    const { stage, stream } = await begun();
    stage.health.cancel(LOCK);
    await settle();
    assert.equal(stage.run(LOCK), "unverified cancelled");
    assert.equal(stream.open, false);
  });

  test("one at a time a hub: another lock of it has to wait", async () => {
    const { stage } = await begun();
    stage.health.start(BACK, "reinterview", "interview_incomplete");
    assert.equal(stage.run(BACK), "refused hub_free");
    stage.health.cancel(LOCK);
    stage.health.start(BACK, "reinterview", "interview_incomplete");
    assert.equal(stage.run(BACK), "confirming");
  });

  test("but a ping of another lock need not wait", async () => {
    const { stage } = await begun();
    stage.health.start(BACK, "ping");
    await settle();
    assert.equal(stage.run(BACK), "verifying");
  });
});

describe("a Matter ping, a request that is itself the answer", () => {
  const STUDIO = "lock.studio";
  const PING = { type: "matter/ping_node", device_id: "matter_studio" };
  const silent = (home: MockHome) => {
    addMatterLock(home);
    home.answer(PING, { "fd00::1": false });
  };

  test("no again: ended early, for waiting brings nothing", async () => {
    const stage = new Stage(silent);
    const viewing = await stage.show();
    assert.equal(verdict(viewing, STUDIO), "lock_unreachable/silent");
    await stage.clock.advance(SECOND);
    const call = deferred<object>();
    stage.client.on(PING.type, () => call.promise);
    stage.health.start(STUDIO, "ping", "lock_unreachable");
    await stage.clock.advance(10 * SECOND);
    assert.equal(stage.run(STUDIO), "calling");
    call.resolve({ "fd00::1": false });
    await settle();
    assert.deepEqual(stage.health.run(STUDIO)?.state, { phase: "unverified", reason: "no_change", after: 10 * SECOND });
  });

  test("yes: confirmed", async () => {
    const stage = new Stage(silent);
    const viewing = await stage.show();
    await stage.clock.advance(SECOND);
    stage.home.answer(PING, { "fd00::1": true });
    stage.health.start(STUDIO, "ping", "lock_unreachable");
    await settle();
    assert.equal(stage.run(STUDIO), "confirmed");
    assert.equal(verdict(viewing, STUDIO), "healthy");
    assert.equal(stage.client.asked(PING.type).length, 2, "once by looking, once by the tap");
  });

  test("yes, but its entity is still gone: that comes back within seconds, so it waits", async () => {
    const stage = new Stage((home) => {
      silent(home);
      home.set(STUDIO, "unavailable");
    });
    const viewing = await stage.show();
    await stage.clock.advance(SECOND);
    stage.home.answer(PING, { "fd00::1": true });
    stage.health.start(STUDIO, "ping", "lock_unreachable");
    await settle();
    assert.equal(stage.run(STUDIO), "verifying");
    await stage.change((home, at) => home.set(STUDIO, "locked", { at }), 12 * SECOND);
    assert.equal(stage.run(STUDIO), "confirmed");
    assert.equal(verdict(viewing, STUDIO), "healthy");
  });

  test("an error: failed", async () => {
    const stage = new Stage(silent);
    await stage.show();
    stage.client.on(PING.type, () => {
      throw refusal("timeout", "Timeout");
    });
    stage.health.start(STUDIO, "ping", "lock_unreachable");
    await settle();
    assert.equal(stage.run(STUDIO), "failed timeout: Timeout");
  });

  test("its interview is no proof, and an old no does not end it early", async () => {
    const stage = new Stage((home) => {
      silent(home);
      home.user = { is_admin: true };
    });
    await stage.show();
    stage.client.on("matter/interview_node", () => null);
    stage.health.start(STUDIO, "reinterview", "lock_unreachable");
    stage.health.confirm(STUDIO);
    await settle();
    assert.equal(stage.run(STUDIO), "verifying");
  });
});

describe("reload an entry", () => {
  test("confirmed once it is loaded, by the word about the entries", async () => {
    const stage = new Stage((home) => {
      home.user = { is_admin: true };
      addLock(home, "tedee");
      home.entry({ entry_id: "01TEDEE", domain: "tedee", state: "setup_error" }).lose(/shed/);
    });
    const viewing = await stage.show();
    assert.equal(verdict(viewing, "lock.shed"), "hub_down/failed");
    stage.health.start("lock.shed", "reload_entry", "hub_down");
    stage.health.confirm("lock.shed");
    await stage.clock.advance(SECOND);
    assert.deepEqual(
      stage.client.services.map(({ domain, service, data }) => `${domain}.${service} ${JSON.stringify(data)}`),
      ['homeassistant.reload_config_entry {"entry_id":"01TEDEE"}'],
    );
    assert.equal(stage.run("lock.shed"), "verifying");
    const stream = stage.client.open("config_entries/subscribe")[0]!;
    stream.emit([{ type: "updated", entry: { entry_id: "01TEDEE", domain: "tedee", state: "setup_in_progress" } }]);
    await settle();
    assert.equal(stage.run("lock.shed"), "verifying");
    stream.emit([{ type: "updated", entry: { entry_id: "01TEDEE", domain: "tedee", state: "loaded" } }]);
    await stage.change((home, at) => home.set("lock.shed", "locked", { at }).set("sensor.shed_battery", "81", { at }));
    assert.equal(stage.run("lock.shed"), "confirmed");
    assert.equal(verdict(viewing, "lock.shed"), "healthy");
  });

  test("still retried: unverified", async () => {
    const stage = new Stage((home) => {
      home.user = { is_admin: true };
      addZwaveLock(home);
      home.entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", state: "setup_retry" }).lose(/front_door|controller/);
    });
    await stage.show();
    stage.health.start(LOCK, "reload_entry", "hub_down");
    stage.health.confirm(LOCK);
    await stage.clock.advance(MINUTE);
    assert.equal(stage.run(LOCK), "unverified no_change");
  });
});

describe("the outcome", () => {
  test("goes from a tablet that nobody touches, sooner when all is well", async () => {
    const confirmed = new Stage(dead);
    await confirmed.show();
    confirmed.health.start(LOCK, "ping", "lock_unreachable");
    await confirmed.change(alive);
    await confirmed.clock.advance(2 * MINUTE);
    assert.equal(confirmed.run(LOCK), "none");

    const unverified = new Stage(dead);
    await unverified.show();
    unverified.health.start(LOCK, "ping", "lock_unreachable");
    await unverified.clock.advance(27 * SECOND + 2 * MINUTE);
    assert.equal(unverified.run(LOCK), "unverified no_change");
    await unverified.clock.advance(8 * MINUTE);
    assert.equal(unverified.run(LOCK), "none");
  });

  test("does not take a later run with it", async () => {
    const stage = new Stage(dead);
    await stage.show();
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.clock.advance(10 * MINUTE + 20 * SECOND);
    stage.health.start(LOCK, "ping", "lock_unreachable");
    await stage.clock.advance(10 * SECOND);
    assert.equal(stage.run(LOCK), "verifying");
  });
});
