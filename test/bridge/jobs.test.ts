import { everything } from "../../src/runtime/everything.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Jobs, QUEUE_WITHIN, jobHealthOf } from "../../src/bridge/jobs.ts";
import { openMemory } from "../../src/bridge/memory.ts";
import type { Incident, JobState, Memory } from "../../src/bridge/ports.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import type { Clock } from "../../src/runtime/client.ts";
import { HomeHealth } from "../../src/runtime/home-health.ts";
import type { Lease } from "../../src/runtime/home-health.ts";
import { deferred, refusal } from "../support/client.ts";
import { settle } from "../support/clock.ts";
import type { MockHome } from "../support/home.ts";
import { MATTER_ENTRY, MQTT_ENTRY, ZWAVE_ENTRY, addMatterLock, addZigbeeLock, addZwaveLock } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { Stage } from "../support/stage.ts";

const YEAR = 365 * DAY;
const FRONT = "front_door";
const BACK = "back_door";
const STUDIO = "studio";

/** A clock that somebody sets under the jobs, not under the runtime: timers do not mind. */
class SetClock implements Clock {
  offset = 0;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  now(): number {
    return this.clock.now() + this.offset;
  }

  after(ms: number, callback: () => void): () => void {
    return this.clock.after(ms, callback);
  }
}

/** A home with jobs over it: real runtime and memory, and what was told. */
class Bench {
  readonly stage: Stage;
  readonly clock: SetClock;
  readonly memory: Memory = openMemory(":memory:");
  readonly ended: Incident[] = [];
  readonly errors: unknown[] = [];
  /** Every state of a lock that was told of, in order. */
  readonly told: string[] = [];
  /** Model of all locks. */
  model: string | undefined;
  health: HomeHealth;
  jobs: Jobs;
  private lease: Lease | undefined;

  constructor(build: (home: MockHome) => void) {
    this.stage = new Stage((home) => {
      home.user = { is_admin: true };
      build(home);
    });
    this.stage.client.onStream("zwave_js/refresh_node_info", () => ({ event: "interview started" }));
    this.clock = new SetClock(this.stage.clock);
    this.health = this.stage.health;
    this.jobs = this.makeJobs(this.memory);
  }

  async open(): Promise<this> {
    this.lease = this.health.open({}, () => this.jobs.healthChanged());
    await this.stage.clock.advance(0);
    await settle();
    return this;
  }

  makeJobs(memory: Memory): Jobs {
    const jobs = new Jobs({
      health: jobHealthOf(this.health, (lockId) => {
        const health = this.lease?.locks.find(({ entityId }) => entityId === `lock.${lockId}`);
        return health && { health, model: this.model };
      }),
      memory,
      clock: this.clock,
      changed: (lockId) => this.told.push(`${lockId} ${said(jobs.stateOf(lockId))}${jobs.armed(lockId) ? " armed" : ""}`),
      ended: (incident) => this.ended.push(incident),
      failed: (error) => this.errors.push(error),
    });
    return jobs;
  }

  /** The bridge is killed and started again: nothing is left but its memory. */
  async restart(): Promise<void> {
    this.jobs.close();
    this.told.length = 0;
    this.health = new HomeHealth(this.stage.client, this.stage.clock, everything);
    this.health.update(this.stage.home.source());
    this.jobs = this.makeJobs(this.memory);
    await this.open();
    this.jobs.resume(this.clock.now());
  }

  async change(change: (home: MockHome, at: number) => unknown, ms = SECOND): Promise<void> {
    await this.stage.clock.advance(ms);
    change(this.stage.home, this.stage.clock.now());
    this.stage.home.takenAt = this.stage.clock.now();
    this.health.update(this.stage.home.source());
    await settle();
  }

  async pass(ms: number): Promise<void> {
    await this.stage.clock.advance(ms);
  }

  /** Presses, and lets the call go out. */
  async press(lockId: string, remedyId: string, check?: string): Promise<string> {
    const state = this.jobs.press(lockId, remedyId, check);
    await settle();
    return said(state);
  }

  said(lockId: string): string {
    return said(this.jobs.stateOf(lockId));
  }

  /** Outcomes of the rows in memory, oldest first. */
  get written(): string[] {
    return this.memory
      .jobs(undefined)
      .map(({ lockId, remedy, outcome, reason }) => [lockId, remedy, outcome, reason].filter(Boolean).join(" "))
      .reverse();
  }

  get calls(): string[] {
    return this.stage.client.called();
  }

  interviews(): number {
    return this.stage.client.streams.filter(({ request }) => request.type === "zwave_js/refresh_node_info").length;
  }

  async endInterview(): Promise<void> {
    this.stage.client.open("zwave_js/refresh_node_info").forEach(({ emit }) => emit({ event: "interview completed" }));
    await settle();
  }
}

/** A state in one line. */
function said({ phase, remedy, reason, refusal: refused, stage }: JobState): string {
  const why = refused && [refused.remedy, refused.reason, refused.value].filter((part) => part !== undefined).join(" ");
  return [phase, remedy, reason, stage && `(${stage})`, why && `[${why}]`].filter(Boolean).join(" ");
}

function twoLocks(home: MockHome): void {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Back Door" });
}

function withUpdate(home: MockHome): void {
  twoLocks(home);
  home.set("update.front_door_firmware", "on", { attributes: { installed_version: "10.7", latest_version: "10.8" } });
}

function dead(home: MockHome): void {
  twoLocks(home);
  home.set("sensor.front_door_node_status", "dead", { at: NOW - HOUR });
}

const bench = (build: (home: MockHome) => void = twoLocks) => new Bench(build).open();

describe("a press", () => {
  test("goes, is proved by a newer reading, is written down and told", async () => {
    const at = await bench(dead);
    assert.equal(await at.press(FRONT, "ping", "lock_unreachable"), "calling ping");
    assert.equal(at.said(FRONT), "verifying ping", "a call that has returned is no fix");
    assert.deepEqual(at.written, ["front_door ping running"]);
    await at.change((home, now) => home.set("sensor.front_door_node_status", "alive", { at: now }), 2 * SECOND);
    assert.deepEqual(at.jobs.stateOf(FRONT), {
      phase: "confirmed",
      after: 2 * SECOND,
      remedy: "ping",
      since: NOW,
      check: "lock_unreachable",
    });
    assert.deepEqual(at.written, ["front_door ping confirmed"]);
    assert.deepEqual(at.ended, [
      {
        lockId: FRONT,
        kind: "remedy_done",
        at: NOW + 2 * SECOND,
        outcome: "confirmed",
        evidence: [{ fact: "after", value: 2 * SECOND, unit: "ms" }],
        remedy: "ping",
        check: "lock_unreachable",
      },
    ]);
    assert.deepEqual(at.told, ["front_door calling ping", "front_door verifying ping", "front_door confirmed ping"]);
    assert.deepEqual(at.jobs.queueOf(ZWAVE_ENTRY), { running: undefined, waiting: [] });
  });

  test("is written down before its call goes out", async () => {
    const at = await bench();
    let then: string[] = [];
    at.stage.client.onService(() => (then = at.written));
    await at.press(FRONT, "ping");
    assert.deepEqual(then, ["front_door ping running"]);
  });

  test("that cannot be written down does not go out", async () => {
    const at = await bench();
    const full = new Error("disk is full");
    at.jobs = at.makeJobs({
      ...at.memory,
      beginJob() {
        throw full;
      },
    });
    assert.equal(await at.press(FRONT, "ping"), "refused ping [unavailable]");
    assert.deepEqual(at.calls, []);
    assert.deepEqual(at.errors, [full]);
    assert.equal(at.jobs.queueOf(ZWAVE_ENTRY).running, undefined);
  });

  test("whose end cannot be written down does not block its hub", async () => {
    const at = await bench(dead);
    at.jobs = at.makeJobs({
      ...at.memory,
      endJob() {
        throw new Error("disk is full");
      },
    });
    await at.press(FRONT, "ping");
    await at.pass(27 * SECOND);
    assert.equal(at.said(FRONT), "unverified ping no_change");
    assert.equal(at.errors.length, 1);
    assert.equal(await at.press(BACK, "ping"), "calling ping");
  });

  test("is the consent: a risky one goes at once, with its progress, to the verified version", async () => {
    const at = await bench(withUpdate);
    assert.equal(await at.press(FRONT, "install_update"), "calling install_update");
    assert.deepEqual(at.calls, ["update.install"]);
    await at.change((home, now) =>
      home.set("update.front_door_firmware", "on", { at: now, attributes: { in_progress: true, update_percentage: 40 } }),
    );
    assert.equal(at.jobs.stateOf(FRONT).percent, 40);
    assert.equal(at.jobs.stateOf(FRONT).until, NOW + HOUR);
    await at.change((home, now) =>
      home.set("update.front_door_firmware", "off", {
        at: now,
        attributes: { in_progress: false, update_percentage: null, installed_version: "10.8" },
      }),
    );
    assert.equal(at.said(FRONT), "confirmed install_update");
    assert.equal(at.ended[0]?.check, "update_available", "the check that judged it");
  });

  test("of a check that is none is judged by the remedy's own", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping", "constructor");
    assert.equal(at.jobs.stateOf(FRONT).check, undefined);
    assert.equal(at.memory.jobs(FRONT)[0]?.check, undefined);
  });

  test("that fails says so with a code, and without anything that could be a code", async () => {
    const at = await bench();
    at.stage.client.onService(() => {
      throw refusal("home_assistant_error", "Node 5 refused 864297");
    });
    await at.press(FRONT, "ping");
    assert.equal(at.said(FRONT), "failed ping home_assistant_error");
    assert.equal(at.jobs.stateOf(FRONT).message, "Node 5 refused …");
    assert.deepEqual(at.written, ["front_door ping failed home_assistant_error"]);
    assert.ok(!JSON.stringify(at.ended).includes("864297"));
  });

  test("of a lock that has never been is refused, and nothing is kept of it", async () => {
    const at = await bench();
    assert.equal(await at.press("nobody", "ping"), "refused ping [unavailable]");
    assert.equal(at.said("nobody"), "idle");
    at.jobs.arm("nobody", true);
    assert.equal(at.jobs.armed("nobody"), false);
    assert.deepEqual(at.told, []);
  });

  test("that nothing can prove ends as unverified", async () => {
    const at = await bench(addMatterLock);
    assert.equal(await at.press(STUDIO, "identify"), "calling identify");
    assert.equal(at.said(STUDIO), "unverified identify not_observable");
  });
});

describe("a refusal", () => {
  test("stays for 10 minutes, and changes nothing else", async () => {
    const at = await bench();
    assert.equal(await at.press(FRONT, "lock_again"), "refused lock_again [not_armed]");
    assert.deepEqual(at.written, []);
    assert.deepEqual(at.calls, []);
    await at.pass(10 * MINUTE - 1);
    assert.equal(at.said(FRONT), "refused lock_again [not_armed]");
    await at.pass(1);
    assert.equal(at.said(FRONT), "idle");
    assert.deepEqual(at.told, ["front_door refused lock_again [not_armed]", "front_door idle"]);
  });

  test("goes with the next press", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "lock_again");
    await at.press(FRONT, "ping");
    assert.equal(at.said(FRONT), "verifying ping");
  });

  test("says when it may be tried, from the last start", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    await at.pass(28 * SECOND);
    assert.equal(await at.press(FRONT, "ping"), "refused ping [cool_down]");
    assert.deepEqual(at.jobs.stateOf(FRONT).refusal, { reason: "cool_down", retryAt: NOW + 30 * SECOND });
    await at.pass(2 * SECOND);
    assert.equal(await at.press(FRONT, "ping"), "calling ping");
  });

  test("does not hide what runs: it stands beside it, with its remedy", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    assert.equal(await at.press(FRONT, "ping"), "verifying ping [ping already_running]");
    assert.equal(await at.press(FRONT, "sign_in"), "verifying ping [not_offered]");
    assert.equal(await at.press(FRONT, "install_update"), "verifying ping [install_update not_offered]");
    await at.pass(27 * SECOND);
    assert.equal(at.said(FRONT), "unverified ping no_change");
    assert.deepEqual(at.calls, ["button.press"]);
  });

  test("of an update at 12 % names the level", async () => {
    const at = await bench((home) => {
      withUpdate(home);
      home.set("sensor.front_door_battery_level", "12.0");
    });
    assert.equal(await at.press(FRONT, "install_update"), "refused install_update [battery 12]");
  });
});

describe("one job a hub", () => {
  test("two locks of one hub: the second waits, says for what, and goes when the first has ended", async () => {
    const at = await bench();
    await at.press(FRONT, "reinterview");
    assert.equal(await at.press(BACK, "reinterview"), "queued reinterview (lock.front_door/reinterview)");
    assert.deepEqual(at.jobs.queueOf(ZWAVE_ENTRY), {
      running: { lockId: FRONT, remedy: "reinterview", since: NOW },
      waiting: [{ lockId: BACK, remedy: "reinterview", since: NOW }],
    });
    assert.equal(at.interviews(), 1);
    assert.deepEqual(at.written, ["front_door reinterview running"], "what waits has not begun");
    await at.pass(MINUTE);
    await at.endInterview();
    assert.equal(at.said(FRONT), "confirmed reinterview", "its status was asked anew");
    assert.equal(at.said(BACK), "calling reinterview");
    assert.equal(at.interviews(), 2);
  });

  test("another remedy of the same lock waits too", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    assert.equal(await at.press(FRONT, "reload_entry"), "verifying ping", "what runs is what is shown");
    assert.equal(at.jobs.queueOf(ZWAVE_ENTRY).waiting.length, 1);
    await at.pass(27 * SECOND);
    assert.deepEqual(at.calls, ["button.press", "homeassistant.reload_config_entry"]);
  });

  test("two hubs work side by side", async () => {
    const at = await bench((home) => {
      dead(home);
      addZigbeeLock(home);
      addMatterLock(home);
    });
    const others = at.stage.home;
    const zigbee = Object.keys(others.states).find((id) => id.startsWith("lock.") && others.entities[id]?.platform === "mqtt")!;
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    at.stage.client.on("matter/ping_node", () => deferred().promise);
    await at.press(STUDIO, "ping");
    await at.press(zigbee.slice("lock.".length), "reload_entry");
    assert.equal(at.jobs.queueOf(ZWAVE_ENTRY).running?.lockId, FRONT);
    assert.equal(at.jobs.queueOf(MATTER_ENTRY).running?.lockId, STUDIO);
    assert.equal(at.jobs.queueOf(MQTT_ENTRY).running?.remedy, "reload_entry");
    assert.equal(at.jobs.queueOf(ZWAVE_ENTRY).waiting[0]?.lockId, BACK);
  });

  test("five wait, the sixth is refused", async () => {
    const names = ["A", "B", "C", "D", "E", "F", "G"];
    const at = await bench((home) => names.forEach((name, index) => addZwaveLock(home, { node: index + 2, name })));
    const states = [];
    for (const name of names) states.push(await at.press(name.toLowerCase(), "ping"));
    assert.deepEqual(states, [
      "calling ping",
      ...Array<string>(5).fill("queued ping (lock.a/ping)"),
      "refused ping [queue_full 5]",
    ]);
    for (const name of names.slice(0, 6)) {
      assert.equal(at.jobs.queueOf(ZWAVE_ENTRY).running?.lockId, name.toLowerCase(), "first come, first served");
      await at.pass(27 * SECOND);
    }
    assert.equal(at.calls.length, 6);
  });

  test("what waits is looked at again at its turn", async () => {
    const at = await bench(withUpdate);
    await at.press(BACK, "ping");
    assert.equal(await at.press(FRONT, "install_update"), "queued install_update (lock.back_door/ping)");
    await at.change((home, now) => home.set("sensor.front_door_battery_level", "45.0", { at: now }));
    await at.pass(27 * SECOND);
    assert.equal(at.said(FRONT), "refused install_update [battery 45]");
    assert.deepEqual(at.calls, ["button.press"]);
  });

  test("what waits for 30 minutes is not done any more", async () => {
    const at = await bench((home) => {
      withUpdate(home);
    });
    await at.press(FRONT, "install_update");
    await at.press(BACK, "ping");
    await at.pass(QUEUE_WITHIN - 1);
    assert.equal(at.said(BACK), "queued ping (lock.front_door/install_update)");
    await at.pass(1);
    assert.equal(at.said(BACK), "refused ping [unavailable]");
    await at.pass(HOUR);
    assert.deepEqual(at.calls, ["update.install"]);
  });

  test("an entry that is reloaded for one lock cools for all of its locks", async () => {
    const at = await bench((home) => {
      twoLocks(home);
      addZigbeeLock(home);
    });
    await at.press(FRONT, "reload_entry");
    await at.pass(2 * MINUTE);
    assert.equal(await at.press(BACK, "reload_entry"), "refused reload_entry [cool_down]");
    assert.deepEqual(at.calls, ["homeassistant.reload_config_entry"]);
    await at.pass(3 * MINUTE);
    assert.equal(await at.press(BACK, "reload_entry"), "calling reload_entry");
  });
});

describe("the arm switch", () => {
  test("lets the bolt move once, towards locked", async () => {
    const at = await bench((home) => {
      twoLocks(home);
      home.set("lock.front_door", "unlocked");
    });
    at.jobs.arm(FRONT, true);
    assert.equal(at.jobs.armed(FRONT), true);
    assert.equal(at.jobs.armed(BACK), false);
    assert.equal(await at.press(BACK, "lock_again"), "refused lock_again [not_armed]");
    await at.press(FRONT, "lock_again");
    assert.deepEqual(at.calls, ["lock.lock"]);
    assert.equal(at.jobs.armed(FRONT), false, "it ends with its use");
    await at.pass(MINUTE);
    assert.equal(await at.press(FRONT, "lock_again"), "refused lock_again [not_armed]");
  });

  test("ends after 60 s", async () => {
    const at = await bench();
    at.jobs.arm(FRONT, true);
    await at.pass(MINUTE - 1);
    assert.equal(at.jobs.armed(FRONT), true);
    await at.pass(1);
    assert.equal(at.jobs.armed(FRONT), false);
    assert.deepEqual(at.told, ["front_door idle armed", "front_door idle"]);
    assert.deepEqual(
      at.stage.clock.waiting.filter((ms) => ms <= MINUTE - 1),
      [],
      "and leaves no timer",
    );
  });

  test("can be switched off, and on anew", async () => {
    const at = await bench();
    at.jobs.arm(FRONT, true);
    await at.pass(50 * SECOND);
    at.jobs.arm(FRONT, true);
    await at.pass(50 * SECOND);
    assert.equal(at.jobs.armed(FRONT), true);
    at.jobs.arm(FRONT, false);
    assert.equal(await at.press(FRONT, "lock_again"), "refused lock_again [not_armed]");
  });

  test("is not used up by what does not need it", async () => {
    const at = await bench();
    at.jobs.arm(FRONT, true);
    await at.press(FRONT, "ping");
    assert.equal(at.jobs.armed(FRONT), true);
  });

  test("does not hold for a turn that comes too late", async () => {
    const at = await bench();
    await at.press(BACK, "reload_entry");
    at.jobs.arm(FRONT, true);
    await at.pass(SECOND);
    assert.equal(await at.press(FRONT, "lock_again"), "queued lock_again (lock.back_door/reload_entry)");
    await at.pass(MINUTE);
    assert.equal(at.said(FRONT), "refused lock_again [not_armed]");
    assert.deepEqual(at.calls, ["homeassistant.reload_config_entry"]);
  });

  test("a model that loses its keys is asked about itself only when armed", async () => {
    const at = await bench();
    at.model = "BE469ZP";
    assert.equal(await at.press(FRONT, "reinterview"), "refused reinterview [known_bad BE469ZP]");
    assert.equal(at.interviews(), 0);
    at.jobs.arm(FRONT, true);
    assert.equal(await at.press(FRONT, "reinterview"), "calling reinterview");
    assert.equal(at.jobs.armed(FRONT), false);
  });
});

describe("faults", () => {
  test("killed in mid job: unverified, told once, never run again, and cooling from its start", async () => {
    const at = await bench(withUpdate);
    await at.press(FRONT, "install_update");
    await at.pass(MINUTE);
    await at.restart();
    assert.deepEqual(at.jobs.stateOf(FRONT), {
      phase: "unverified",
      remedy: "install_update",
      since: NOW,
      after: MINUTE,
      reason: "interrupted",
    });
    assert.deepEqual(at.told, ["front_door unverified install_update interrupted"]);
    assert.deepEqual(at.written, ["front_door install_update unverified interrupted"]);
    assert.deepEqual(
      at.ended.map(({ outcome, remedy, check }) => [outcome, remedy, check]),
      [["unverified", "install_update", "update_available"]],
    );
    assert.equal(await at.press(FRONT, "install_update"), "refused install_update [cool_down]");
    assert.equal(at.jobs.stateOf(FRONT).refusal?.retryAt, NOW + 5 * MINUTE);
    await at.pass(2 * HOUR);
    assert.deepEqual(at.calls, ["update.install"]);
    await at.restart();
    assert.deepEqual(at.told, []);
    assert.equal(at.ended.length, 1);
    assert.equal(await at.press(FRONT, "install_update"), "calling install_update");
  });

  test("a cool-down holds over a restart", async () => {
    const at = await bench();
    await at.press(FRONT, "reload_entry");
    await at.pass(2 * MINUTE);
    await at.restart();
    assert.equal(await at.press(FRONT, "reload_entry"), "refused reload_entry [cool_down]");
    assert.equal(await at.press(BACK, "reload_entry"), "refused reload_entry [cool_down]");
    await at.pass(3 * MINUTE);
    assert.equal(await at.press(FRONT, "reload_entry"), "calling reload_entry");
  });

  test("connection lost: what runs is unverified, what waits goes on waiting, what is pressed is refused", async () => {
    const at = await bench();
    await at.press(FRONT, "reinterview");
    await at.press(BACK, "ping");
    await at.change((home) => (home.connected = false));
    assert.equal(at.said(FRONT), "unverified reinterview disconnected");
    assert.equal(at.said(BACK), "queued ping");
    assert.equal(await at.press(FRONT, "ping"), "refused ping [unavailable]");
    await at.pass(MINUTE);
    assert.deepEqual(at.calls, []);
    await at.change((home) => (home.connected = true));
    assert.equal(at.said(BACK), "verifying ping");
    assert.deepEqual(at.calls, ["button.press"]);
    assert.equal(at.interviews(), 1);
    assert.equal(await at.press(FRONT, "reinterview"), "refused reinterview [cool_down]");
  });

  test("Home Assistant starts: what waits waits for it", async () => {
    const at = await bench();
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    await at.change((home) => (home.config = { ...home.config, state: "STARTING" }));
    await at.pass(30 * SECOND);
    assert.equal(at.said(BACK), "queued ping");
    await at.change((home) => (home.config = { ...home.config, state: "RUNNING" }));
    assert.equal(at.said(BACK), "verifying ping");
  });

  test("a lock that goes in mid job does not block its hub", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    await at.change((home) => home.remove("lock.front_door"));
    await at.pass(2 * MINUTE);
    assert.equal(at.jobs.queueOf(ZWAVE_ENTRY).running, undefined);
    assert.match(at.written[0]!, /^front_door ping unverified/);
    assert.equal(at.calls.length, 2);
  });

  test("a lock that goes while it waits is refused", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    await at.change((home) => home.remove("lock.back_door"));
    await at.pass(27 * SECOND);
    assert.deepEqual(at.jobs.queueOf(ZWAVE_ENTRY), { running: undefined, waiting: [] });
    assert.equal(at.calls.length, 1);
  });

  test("a call that never returns is given up, and its hub is free", async () => {
    const at = await bench(dead);
    at.stage.client.onService(() => deferred().promise);
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    await at.pass(2 * MINUTE);
    assert.deepEqual(at.written, ["front_door ping unverified no_change", "back_door ping unverified no_change"]);
  });

  test("not even where nothing could prove it, and so nothing has a deadline", async () => {
    const at = await bench(addMatterLock);
    at.stage.client.onService(() => deferred().promise);
    await at.press(STUDIO, "identify");
    await at.press(STUDIO, "reinterview");
    await at.pass(MINUTE);
    assert.equal(at.said(STUDIO), "calling identify");
    await at.pass(5 * SECOND);
    assert.equal(at.written[0], "studio identify unverified not_observable");
    assert.equal(at.memory.jobs(STUDIO)[0]?.remedy, "reinterview");
  });

  test("a run that cannot be begun is refused, and cools nothing", async () => {
    const at = await bench(dead);
    // Something else in this process runs a remedy of the lock.
    at.health.start("lock.front_door", "reload_entry");
    assert.equal(await at.press(FRONT, "ping"), "refused ping [unavailable]");
    assert.equal(at.health.run("lock.front_door")?.state.phase, "confirming", "and nobody confirms that for it");
    assert.deepEqual(at.calls, []);
    assert.deepEqual(at.written, ["front_door ping refused unavailable"]);
    at.health.cancel("lock.front_door");
    assert.equal(await at.press(FRONT, "ping"), "calling ping");
    assert.deepEqual(at.ended, []);
  });
});

describe("the clock is set", () => {
  for (const [name, by] of [
    ["a year forward", YEAR],
    ["a year back", -YEAR],
    ["by an hour", HOUR],
    ["back by an hour", -HOUR],
  ] as const) {
    test(`${name}: nobody is locked out for longer than a cool-down`, async () => {
      const at = await bench(dead);
      await at.press(FRONT, "ping");
      await at.pass(27 * SECOND);
      at.clock.offset = by;
      if (by < 0) {
        assert.equal(await at.press(FRONT, "ping"), "refused ping [cool_down]");
        assert.equal(at.jobs.stateOf(FRONT).refusal?.retryAt, at.clock.now() + 30 * SECOND);
      }
      await at.pass(31 * SECOND);
      assert.equal(await at.press(FRONT, "ping"), "calling ping");
      assert.equal(at.calls.length, 2);
    });

    test(`${name}: not even over a restart, and nothing is run again`, async () => {
      const at = await bench(dead);
      await at.press(FRONT, "ping");
      at.clock.offset = by;
      await at.restart();
      assert.equal(at.said(FRONT), "unverified ping interrupted");
      assert.ok((at.jobs.stateOf(FRONT).after ?? -1) >= 0);
      // Sees the row that begins in the time to come.
      await at.press(FRONT, "ping");
      await at.pass(31 * SECOND);
      if (at.calls.length === 1) assert.equal(await at.press(FRONT, "ping"), "calling ping");
      assert.equal(at.calls.length, 2);
    });

    test(`${name}: what runs ends, what waits has its turn, and nothing stays armed`, async () => {
      const at = await bench((home) => {
        dead(home);
        addMatterLock(home);
      });
      await at.press(FRONT, "ping");
      await at.press(BACK, "ping");
      at.jobs.arm(STUDIO, true);
      at.clock.offset = by;
      await at.pass(27 * SECOND);
      assert.equal(at.said(FRONT), "unverified ping no_change");
      const { after = -1 } = at.jobs.stateOf(FRONT);
      assert.ok(after >= 0 && after <= 2 * MINUTE, String(after));
      assert.equal(at.said(BACK), "verifying ping");
      assert.equal(await at.press(STUDIO, "lock_again"), "refused lock_again [not_armed]");
      await at.pass(MINUTE);
      assert.equal(at.jobs.armed(STUDIO), false);
    });
  }

  test("back and forward again: a pause that was seen in between does not come back", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    await at.pass(27 * SECOND);
    at.clock.offset = -HOUR;
    await at.press(FRONT, "ping");
    at.clock.offset = -YEAR;
    await at.press(FRONT, "ping");
    await at.pass(31 * SECOND);
    assert.equal(await at.press(FRONT, "ping"), "calling ping");
  });
});

describe("cancel", () => {
  test("what runs is unverified: its call cannot be taken back; what waits behind it goes on", async () => {
    const at = await bench();
    await at.press(FRONT, "reinterview");
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    at.jobs.cancel(FRONT);
    await settle();
    assert.equal(at.said(FRONT), "unverified reinterview cancelled");
    assert.equal(at.said(BACK), "verifying ping");
    assert.deepEqual(at.jobs.queueOf(ZWAVE_ENTRY).waiting, [], "nor is the other one of this lock done");
    assert.equal(at.calls.length, 1);
    assert.equal(await at.press(FRONT, "reinterview"), "refused reinterview [cool_down]");
  });

  test("what waits is not done", async () => {
    const at = await bench(dead);
    await at.press(FRONT, "ping");
    await at.press(BACK, "ping");
    at.jobs.cancel(BACK);
    assert.equal(at.said(BACK), "idle");
    await at.pass(MINUTE);
    assert.deepEqual(at.written, ["front_door ping unverified no_change"]);
  });

  test("of nothing does nothing", async () => {
    const at = await bench();
    at.jobs.cancel(FRONT);
    at.jobs.healthChanged();
    assert.deepEqual(at.told, []);
  });
});

test("close leaves no timer of its own", async () => {
  const at = await bench(dead);
  const before = at.stage.clock.waiting.length;
  await at.press(BACK, "lock_again");
  at.jobs.arm(BACK, true);
  await at.press(FRONT, "ping");
  await at.press(BACK, "ping");
  at.jobs.cancel(BACK);
  await at.pass(27 * SECOND);
  at.jobs.close();
  // The runtime's own: the outcome of the ping, which it puts away.
  assert.ok(at.stage.clock.waiting.length <= before + 1, String(at.stage.clock.waiting));
});

describe("a plain user presses every button every second for 5 minutes", () => {
  for (const arms of [false, true]) {
    test(arms ? "and the arm switch" : "without arming", async () => {
      const at = await bench((home) => {
        withUpdate(home);
        addMatterLock(home);
        addZigbeeLock(home);
        home.set("lock.front_door", "unlocked");
      });
      const { client, home } = at.stage;
      client.on("matter/interview_node", () => null);
      const lockIds = Object.keys(home.states).flatMap((id) => (id.startsWith("lock.") ? id.slice("lock.".length) : []));
      assert.equal(lockIds.length, 4);
      const hubs = [ZWAVE_ENTRY, MATTER_ENTRY, MQTT_ENTRY];
      let longest = 0;
      for (let second = 0; second < 300; second++) {
        for (const lockId of lockIds) {
          if (arms) at.jobs.arm(lockId, true);
          for (const id of REMEDY_IDS) at.jobs.press(lockId, id);
        }
        // What takes long comes to an end: an interview after some seconds, the update after a minute.
        if (second % 20 === 19) await at.endInterview();
        if (at.calls.includes("update.install") && second % 60 === 59)
          await at.change(
            (h, now) => h.set("update.front_door_firmware", "off", { at: now, attributes: { installed_version: "10.8" } }),
            0,
          );
        for (const hub of hubs) longest = Math.max(longest, at.jobs.queueOf(hub).waiting.length);
        await at.pass(SECOND);
      }
      assert.ok(longest > 0 && longest <= 5, String(longest));

      const jobs = at.memory.jobs(undefined);
      assert.ok(jobs.length >= 12, `something was done at all: ${at.written.join(", ")}`);
      const began = new Map<string, number[]>();
      for (const { lockId, remedy, startedAt } of jobs)
        began.set(`${lockId} ${remedy}`, [startedAt, ...(began.get(`${lockId} ${remedy}`) ?? [])]);
      for (const [what, starts] of began) {
        const remedy = remedies[what.split(" ")[1] as (typeof REMEDY_IDS)[number]];
        assert.ok(remedy.kind === "action");
        starts.forEach((start, index) => {
          const next = starts[index + 1];
          assert.ok(next === undefined || next - start >= remedy.coolDown, `${what}: ${next} after ${start}`);
        });
      }
      // One at a time on each hub: each job has ended when the next one begins.
      const hubOf = (lockId: string) => (
        at.jobs,
        home.devices[home.entities[`lock.${lockId}`]?.device_id ?? ""]?.config_entry_id
      );
      for (const hub of hubs) {
        const own = jobs.filter(({ lockId }) => hubOf(lockId) === hub).reverse();
        own.forEach(({ startedAt }, index) => {
          const before = own[index - 1];
          assert.ok(!before || (before.endedAt ?? Infinity) <= startedAt, `${hub}: ${JSON.stringify(before)}`);
        });
      }
      const commands = client.requests.filter(({ type }) => /interview/.test(type)).length + at.interviews();
      assert.ok(client.services.length + commands <= jobs.length, "no call without its row");
      const reloads = client.services
        .filter(({ service }) => service === "reload_config_entry")
        .map(({ data }) => JSON.stringify(data));
      assert.equal(new Set(reloads).size, reloads.length, "5 minutes: each entry once at most");
      assert.ok(!reloads.some((data) => data.includes(MATTER_ENTRY)), "never Matter's");
      const bolts = client.services.filter(({ domain }) => domain === "lock");
      if (!arms) assert.deepEqual(bolts, []);
      assert.deepEqual(
        bolts.filter(({ service }) => service !== "lock"),
        [],
        "and never the other way",
      );

      const refusals = at.told.length;
      await at.pass(QUEUE_WITHIN + 2 * HOUR);
      for (const hub of hubs) assert.deepEqual(at.jobs.queueOf(hub), { running: undefined, waiting: [] });
      for (const lockId of lockIds) assert.equal(at.said(lockId), "idle");
      assert.ok(at.told.length < refusals + 100);
      assert.deepEqual(at.errors, []);
      assert.ok(at.stage.clock.waiting.length < 20, "timers do not pile up");
    });
  }
});
