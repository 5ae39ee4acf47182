import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addMatterLock, addZwaveLock } from "../../support/locks.ts";
import type { MockHome } from "../../support/home.ts";
import { OPTIONS, World } from "./support.ts";
import type { Published } from "./support.ts";

const FRONT = "lock.front_door";

const dead = (home: MockHome) => {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Garage" });
  home.set("sensor.front_door_node_status", "dead");
};

/** A dead lock that answers a ping, or does not. */
function pinged({ answers }: { answers: boolean }): World {
  const world = new World(dead);
  world.stage.client.onService(() => {
    if (answers)
      world.stage.clock.after(2_000, () =>
        world.change((home, at) => home.set("sensor.front_door_node_status", "alive", { at })),
      );
  });
  return world;
}

const jobsOf = (world: World) => world.memory!.jobs(undefined).map(({ remedy, check, outcome }) => [remedy, check, outcome]);

describe("fix without a bridge", () => {
  test("ends with 0 only when a newer reading confirms it, and remembers it", async () => {
    const world = pinged({ answers: true });
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /The call went out\. Waits for a reading.*\nIt helped: a newer reading shows it, after 2 sec\.\n$/s);
    assert.equal(status, 0);
    assert.deepEqual(world.stage.client.called(), ["button.press"]);
    assert.deepEqual(jobsOf(world), [["ping", "lock_unreachable", "confirmed"]]);
    assert.deepEqual(
      world.memory!.incidents(undefined).map(({ kind, outcome }) => [kind, outcome]),
      [["remedy_done", "confirmed"]],
    );
    assert.equal(world.sessionsClosed, 1);
  });

  test("a returned call is no fix", async () => {
    const world = pinged({ answers: false });
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /Not sure that it helped\./);
    assert.equal(status, 1);
    assert.deepEqual(jobsOf(world), [["ping", "lock_unreachable", "unverified"]]);
  });

  test("a failed call is told with what Home Assistant said", async () => {
    const world = new World(dead);
    world.stage.client.onService(() => {
      throw Object.assign(new Error("No such node"), { code: "home_assistant_error" });
    });
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /That did not work\. Home Assistant said: No such node/);
    assert.equal(status, 1);
  });

  test("the cool-down holds over commands, and the time is told", async () => {
    const world = pinged({ answers: true });
    await world.run("fix", FRONT, "ping");
    world.change((home, at) => home.set("sensor.front_door_node_status", "dead", { at }));
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /^Not now\. It was tried a short while ago\. It may be tried again at 2026-11-22 12:0\d\.$/m);
    assert.equal(status, 1);
    assert.equal(world.stage.client.services.length, 1);
  });

  test("what the lock does not have is refused, with what it has", async () => {
    const { status, out } = await new World(dead).run("fix", FRONT, "wake");
    assert.match(out, /^Not now\. This lock has no such remedy now\.\nFor this lock there are now: .*ping/m);
    assert.equal(status, 1);
  });

  test("it waits for what somebody else has begun with the same memory, not for what was broken off long ago", async () => {
    const world = pinged({ answers: true });
    const begun = (ago: number) =>
      world.memory!.beginJob({ lockId: "zwave_3", remedy: "ping", check: undefined, startedAt: world.stage.clock.now() - ago });
    begun(2 * 60 * 60_000);
    assert.equal((await world.run("fix", FRONT, "ping")).status, 0);
    begun(60_000);
    const { status, err } = await world.run("fix", FRONT, "ping");
    assert.match(err, /Ping the lock was begun .* and has not ended/);
    assert.equal(status, 2);
    assert.equal(world.stage.client.services.length, 1);
  });

  test("breaking off ends it as unverified, and a call that is out stays written down", async () => {
    const world = pinged({ answers: false });
    world.stage.clock.after(4_000, () => world.interrupt?.());
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /You stopped waiting/);
    assert.equal(status, 1);
    assert.deepEqual(jobsOf(world), [["ping", "lock_unreachable", "unverified"]]);
  });

  describe("what disturbs the lock needs consent", () => {
    const jammed = () => {
      const world = new World((home) => {
        addMatterLock(home);
        home.set("lock.studio", "unlocked");
      });
      world.stage.client.onService(() => {
        world.stage.clock.after(2_000, () => world.change((home, at) => home.set("lock.studio", "locked", { at })));
      });
      return world;
    };

    test("without a terminal it is refused, and nothing happens", async () => {
      const world = jammed();
      const { status, err } = await world.run("fix", "studio", "lock_again");
      assert.match(err, /say it with --yes/);
      assert.equal(status, 1);
      assert.deepEqual([world.stage.client.called(), jobsOf(world), world.asked], [[], [], []]);
    });

    test("on a terminal it is asked for, with what it does", async () => {
      const world = jammed();
      world.isTTY = true;
      world.consent = false;
      const { status, out } = await world.run("fix", "studio", "lock_again");
      assert.match(world.asked[0]!, /Lock again: Studio\. Make sure that the door is closed.* \[y\/N\] $/);
      assert.match(out, /Left alone\./);
      assert.equal(status, 1);
      assert.deepEqual([world.stage.client.called(), jobsOf(world)], [[], []]);
    });

    test("given, it goes: only ever towards locked", async () => {
      for (const yes of [true, false]) {
        const world = jammed();
        world.isTTY = !yes;
        await world.run("fix", "studio", "lock_again", ...(yes ? ["--yes"] : []));
        assert.deepEqual(world.stage.client.called(), ["lock.lock"]);
        assert.equal(world.asked.length, yes ? 0 : 1);
      }
    });

    test("what is harmless asks nobody", async () => {
      const world = pinged({ answers: true });
      world.isTTY = true;
      await world.run("fix", FRONT, "ping");
      assert.deepEqual(world.asked, []);
    });
  });

  describe("what was meant", () => {
    const table: readonly (readonly [lock: string, remedy: string, said: RegExp])[] = [
      ["Back", "ping", /There is no lock Back\. There are: Front Door, Garage\./],
      ["Garrage", "ping", /There is no lock Garrage\. Do you mean Garage\?/],
      ["o", "ping", /There is no lock o\./],
      [FRONT, "pong", /There is no remedy pong\. Do you mean ping\?/],
      [FRONT, "unlock", /There is no remedy unlock\./],
      [FRONT, "guide_reach", /is done by a person/],
      [FRONT, "ask_administrator", /is done by a person/],
    ];
    for (const [lock, remedy, said] of table)
      test(`${lock} ${remedy}`, async () => {
        const world = new World(dead);
        const { status, err } = await world.run("fix", lock, remedy);
        assert.match(err, said);
        assert.equal(status, 2);
        assert.deepEqual(world.stage.client.services, []);
      });

    for (const lock of ["Front Door", "front door", "front", "FRONT_DOOR", FRONT])
      test(`${lock} is the front door`, async () => {
        assert.equal((await pinged({ answers: true }).run("fix", lock, "ping")).status, 0);
      });

    test("a name that fits two is nobody's", async () => {
      const world = new World((home) => {
        addZwaveLock(home, { name: "Front Door" });
        addZwaveLock(home, { node: 3, name: "Front Gate" });
      });
      const { status, err } = await world.run("fix", "front", "ping");
      assert.match(err, /front could be Front Door \(lock\.front_door\), Front Gate \(lock\.front_gate\)/);
      assert.equal(status, 2);
    });
  });
});

describe("fix with a bridge", () => {
  const BASE = "lock_health/home";
  const RUN = `${BASE}/lock/abc/run/attributes`;

  /** A bridge that is online, and what it says after a press. */
  function bridged(says: (remedy: string, say: (state: object, ms?: number) => void) => void): World {
    const world = new World(dead);
    world.options = { ...OPTIONS, mqtt: { ...OPTIONS.mqtt, url: "mqtt://broker.test" } };
    const { broker, stage } = world;
    broker
      .leave(`${BASE}/bridge/availability`, "online")
      .leave(`${BASE}/lock/abc/verdict/attributes`, { lock_entity_id: FRONT, lock_name: "Front Door" })
      .leave(`${BASE}/lock/def/verdict/attributes`, { lock_entity_id: "lock.garage", lock_name: "Garage" })
      .leave(RUN, { phase: "confirmed", remedy: "ping", after: 1_000 });
    broker.answer = ({ topic, payload }: Published) => {
      if (topic.endsWith("/press")) says(payload, (state, ms = 10) => void stage.clock.after(ms, () => broker.say(RUN, state)));
    };
    return world;
  }

  test("presses its button, follows what it says, and does nothing itself", async () => {
    const world = bridged((remedy, say) => {
      say({ phase: "calling", remedy, since: 0, until: 60_000 });
      say({ phase: "verifying", remedy, since: 0, until: 60_000, percent: 42 }, 5_000);
      say({ phase: "confirmed", remedy, after: 9_000 }, 9_000);
    });
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.deepEqual(out.trimEnd().split("\n"), [
      "The bridge carries it out.",
      "Under way…",
      "The call went out. Waits for a reading that shows whether it helped. 40 %",
      "It helped: a newer reading shows it, after 9 sec.",
    ]);
    assert.equal(status, 0);
    assert.deepEqual(world.broker.published, [{ topic: `${BASE}/lock/abc/press`, payload: "ping", retain: false }]);
    assert.deepEqual([world.stage.client.services, world.broker.closed, jobsOf(world)], [[], 1, []]);
  });

  test("arms before what moves a bolt, once it was agreed to", async () => {
    const world = bridged((remedy, say) => say({ phase: "unverified", remedy, reason: "no_change", after: 30_000 }));
    assert.equal((await world.run("fix", FRONT, "lock_again")).status, 1);
    assert.equal(world.broker.published.length, 0);
    await world.run("fix", FRONT, "lock_again", "--yes");
    assert.deepEqual(
      world.broker.published.map(({ topic, payload, retain }) => [topic.replace(`${BASE}/lock/abc/`, ""), payload, retain]),
      [
        ["arm/set", "ON", false],
        ["press", "lock_again", false],
      ],
    );
  });

  const ends: readonly (readonly [
    name: string,
    says: (remedy: string, say: (state: object, ms?: number) => void) => void,
    said: RegExp,
  ])[] = [
    [
      "a refusal, with the time",
      (remedy, say) =>
        say({ phase: "refused", remedy, refusal: { reason: "cool_down", retryAt: Date.parse("2026-11-22T12:05:00Z") } }),
      /Not now\. It was tried a short while ago\. It may be tried again at 2026-11-22 12:05\./,
    ],
    [
      "a refusal for want of battery",
      (remedy, say) => say({ phase: "refused", remedy, refusal: { reason: "battery", value: 12 } }),
      /The battery is too low for this \(12 %\)/,
    ],
    [
      "a refusal while another remedy runs",
      (remedy, say) => say({ phase: "verifying", remedy: "reinterview", refusal: { reason: "queue_full", remedy } }),
      /Too much waits for the same hub/,
    ],
    ["a failure", (remedy, say) => say({ phase: "failed", remedy, reason: "unauthorized" }), /administrators only/],
    ["an interruption", (remedy, say) => say({ phase: "unverified", remedy, reason: "interrupted" }), /It was interrupted/],
    ["silence", () => {}, /The bridge does not say what became of it/],
    [
      "silence after a while",
      (remedy, say) => say({ phase: "calling", remedy, since: 0, until: 60_000 }),
      /Under way…\nThe bridge does not say/,
    ],
    [
      "another remedy's end",
      (_remedy, say) => say({ phase: "confirmed", remedy: "reinterview", after: 1 }),
      /The bridge does not say/,
    ],
    ["what is no state", (_remedy, say) => say(["nonsense"]), /The bridge does not say/],
  ];
  for (const [name, says, said] of ends)
    test(`ends with 1 after ${name}`, async () => {
      const { status, out } = await bridged(says).run("fix", FRONT, "ping");
      assert.match(out, said);
      assert.equal(status, 1);
    });

  test("what was said before the press is not taken for its end", async () => {
    const world = bridged((remedy, say) => say({ phase: "confirmed", remedy, after: 1_000 }));
    assert.match((await world.run("fix", FRONT, "ping")).out, /does not say/);
  });

  test("queues", async () => {
    const world = bridged((remedy, say) => {
      say({ phase: "queued", remedy, since: 0, until: 1_800_000, stage: "lock.garage/reinterview" });
      say({ phase: "confirmed", remedy, after: 3_000 }, 20 * 60_000);
    });
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /Waits for other work on the same hub\.\nIt helped/);
    assert.equal(status, 0);
  });

  test("goes on when the person stops watching", async () => {
    const world = bridged((remedy, say) => say({ phase: "calling", remedy, since: 0, until: 600_000 }));
    world.stage.clock.after(10_000, () => world.interrupt?.());
    const { status, out } = await world.run("fix", FRONT, "ping");
    assert.match(out, /You stopped watching\. The bridge goes on\./);
    assert.equal(status, 1);
  });

  test("a lock that it does not know is named, with those that it knows", async () => {
    const { status, err } = await bridged(() => {}).run("fix", "Shed", "ping");
    assert.match(err, /There is no lock Shed\. There are: Front Door, Garage\./);
    assert.equal(status, 2);
  });

  for (const said of ["offline", undefined])
    test(`when it is ${said ?? "not there"}, the command does it itself`, async () => {
      const world = pinged({ answers: true });
      world.options = { ...OPTIONS, mqtt: { ...OPTIONS.mqtt, url: "mqtt://broker.test" } };
      if (said !== undefined) world.broker.leave(`${BASE}/bridge/availability`, said);
      assert.equal((await world.run("fix", FRONT, "ping")).status, 0);
      assert.deepEqual([world.broker.published, world.stage.client.called()], [[], ["button.press"]]);
    });

  test("when nobody can tell whether there is one, nothing is done", async () => {
    const world = pinged({ answers: true });
    world.options = { ...OPTIONS, mqtt: { ...OPTIONS.mqtt, url: "mqtt://broker.test" } };
    world.broker.connected = false;
    const { status, err } = await world.run("fix", FRONT, "ping");
    assert.match(err, /Cannot see whether a bridge is at work/);
    assert.equal(status, 2);
    assert.deepEqual(world.stage.client.services, []);
  });
});
