import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Bridge } from "../../src/bridge/bridge.ts";
import type { BridgeOptions } from "../../src/bridge/bridge.ts";
import { fits } from "../../src/bridge/broker.ts";
import type { OwnBroker } from "../../src/bridge/broker.ts";
import { runBridge } from "../../src/bridge/main.ts";
import { openMemory } from "../../src/bridge/memory.ts";
import type { Options } from "../../src/bridge/options.ts";
import type { Home, Memory, SessionState } from "../../src/bridge/ports.ts";
import { beginRecord, encodeCare } from "../../src/core/care/record.ts";
import { encode } from "../../src/core/guide/code.ts";
import { guides } from "../../src/core/guides/index.ts";
import { decodeRemembered } from "../../src/core/remembered.ts";
import { DEFAULT_SETTINGS } from "../../src/core/snapshot.ts";
import type { Clock } from "../../src/runtime/client.ts";
import { settle } from "../support/clock.ts";
import { mockState } from "../support/home.ts";
import type { MockHome } from "../support/home.ts";
import {
  MATTER_ENTRY,
  PLANTED,
  ZWAVE_ENTRY,
  addLock,
  addMatterLock,
  addZigbeeLock,
  addZwaveLock,
  notification,
} from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { Stage } from "../support/stage.ts";

const ROOT = "lock_health/home";
const FRONT = "zwave_2";
const HUB = ZWAVE_ENTRY.toLowerCase();

const OPTIONS: BridgeOptions = {
  topic: "lock_health",
  homeId: "home",
  discoveryPrefix: "homeassistant",
  version: "1.0.0",
  language: "en",
  settings: DEFAULT_SETTINGS,
  exclude: [],
  dailyPing: false,
};

const announcementOf = (id: string) => `homeassistant/device/lock_health_home_${id}/config`;

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A broker that keeps what it is told, and hands on nothing twice, as the real one. It outlives the bridges at it. */
class FakeBroker {
  readonly sent: Message[] = [];
  /** What stands retained, also when the bridge is gone. */
  readonly stands = new Map<string, string>();
  order: string[];

  constructor(order: string[]) {
    this.order = order;
  }

  session(): OwnBroker & { connected: boolean; hear(topic: string, payload: string, retained?: boolean): void } {
    const values = new Map<string, string>();
    const hearers = new Set<{ readonly filter: string; readonly heard: (topic: string, payload: string, r: boolean) => void }>();
    const { sent, stands, order } = this;
    let closed = false;
    const publish: OwnBroker["publish"] = (topic, payload, { retain = true, again = false } = {}) => {
      assert.ok(topic.startsWith(`${ROOT}/`) || topic.startsWith("homeassistant/device/lock_health_"), topic);
      const words = typeof payload === "string" ? payload : JSON.stringify(payload);
      if (closed || (retain && values.get(topic) === words && words !== "" && !again)) return;
      if (retain) {
        values.set(topic, words);
        if (words === "") stands.delete(topic);
        else stands.set(topic, words);
      }
      sent.push({ topic, payload: words, retain });
    };
    return {
      connected: true,
      dropped: 0,
      publish,
      forget: (topic) => publish(topic, ""),
      listen(filter, heard) {
        const hearer = { filter, heard };
        hearers.add(hearer);
        return () => void hearers.delete(hearer);
      },
      onChange: () => () => {},
      close() {
        publish(`${ROOT}/bridge/availability`, "offline");
        closed = true;
        order.push("broker");
        return Promise.reject(new Error("it did not want to"));
      },
      hear(topic, payload, retained = false) {
        for (const { filter, heard } of hearers) if (fits(filter, topic)) heard(topic, payload, retained);
      },
    };
  }
}

/** A clock that somebody sets: what waits does not mind. */
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

/** A home, a broker and a memory, and bridges that come and go. */
class World {
  readonly stage: Stage;
  readonly clock: SetClock;
  readonly order: string[] = [];
  readonly broker = new FakeBroker(this.order);
  readonly logged: string[] = [];
  readonly memory: Memory;
  state: SessionState = "connected";
  mqtt = this.broker.session();
  bridge: Bridge | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(build: (home: MockHome) => void, memory: Partial<Memory> = {}) {
    this.stage = new Stage((home) => {
      home.user = { is_admin: true };
      build(home);
    });
    this.stage.client.onStream("zwave_js/refresh_node_info", () => ({ event: "interview started" }));
    this.stage.client.onService(({ service }) => {
      if (service === "press") this.stage.home.set("button.front_door_ping", new Date(this.clock.now()).toISOString());
    });
    this.clock = new SetClock(this.stage.clock);
    this.memory = { ...openMemory(":memory:"), ...memory };
  }

  get home(): Home {
    const { stage, listeners, order } = this;
    const stateOf = () => this.state;
    let source = stage.home.source();
    return {
      client: stage.client,
      get source() {
        const now = { ...stage.home.source(), connected: stateOf() === "connected" };
        if (Object.entries(now).some(([name, part]) => source[name as keyof typeof source] !== part)) source = now;
        return source;
      },
      get state() {
        return stateOf();
      },
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      close() {
        order.push("home");
        return Promise.resolve();
      },
    };
  }

  /** Begins a bridge, and lets it see everything. `first`: what happens before it has seen anything. */
  async start(options: Partial<BridgeOptions> = {}, first = () => {}): Promise<this> {
    this.mqtt = this.broker.session();
    const say =
      (level: string) =>
      (fields: object, message: string): void =>
        void this.logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
    this.bridge = new Bridge({
      home: this.home,
      broker: this.mqtt,
      memory: this.memoryOfOne(),
      clock: this.clock,
      log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
      options: { ...OPTIONS, ...options },
    });
    this.bridge.start();
    first();
    await this.pass(0);
    return this;
  }

  /** The memory as one bridge has it: what it does with it after it has closed it shows in the order. */
  private memoryOfOne(): Memory {
    const { order } = this;
    let closed = false;
    return new Proxy(this.memory, {
      get(memory, name: keyof Memory) {
        if (name === "close")
          return () => {
            closed = true;
            order.push("memory");
          };
        if (closed) order.push(`memory.${name} after its end`);
        return memory[name];
      },
    });
  }

  /** Killed: it says and writes nothing more, and nothing of it is called again. */
  kill(): void {
    this.listeners.clear();
    this.mqtt.publish = () => {};
    this.mqtt.forget = () => {};
    for (const method of ["homeChanged", "tick", "flush"]) Object.assign(this.bridge!, { [method]: () => {} });
    const { jobs } = this.bridge as unknown as { jobs: { close(): void } };
    jobs.close();
  }

  async pass(ms: number): Promise<void> {
    await this.stage.clock.advance(ms);
    await settle();
  }

  tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** Hands on what has changed in the home, a second later. */
  async change(change: (home: MockHome, at: number) => unknown, ms = SECOND): Promise<void> {
    await this.pass(ms);
    change(this.stage.home, this.clock.now());
    this.tell();
    await this.pass(0);
  }

  async stand(state: SessionState): Promise<void> {
    this.state = state;
    this.tell();
    await this.pass(0);
  }

  async press(id: string, payload: string, retained = false): Promise<void> {
    this.mqtt.hear(`${ROOT}/lock/${id}/press`, payload, retained);
    await this.pass(0);
  }

  value(topic: string): string | undefined {
    return this.broker.stands.get(`${ROOT}/${topic}`);
  }

  /** Ids of the devices that stand announced. */
  get announced(): string[] {
    return [...this.broker.stands.keys()]
      .filter((topic) => topic.startsWith("homeassistant/"))
      .map((topic) => topic.split("/")[2]!.replace("lock_health_home_", ""))
      .sort();
  }

  /** Everything of a lock that stands. */
  standing(id: string): string[] {
    return [...this.broker.stands.keys()].filter((topic) => topic.startsWith(`${ROOT}/lock/${id}/`));
  }

  /** What was announced of an id, oldest first; empty is taken away. */
  announcements(id: string): string[] {
    return this.broker.sent.filter(({ topic }) => topic === announcementOf(id)).map(({ payload }) => payload);
  }

  /** Events by kind and id, and whether one was retained. */
  get events(): string[] {
    return this.broker.sent
      .filter(({ topic }) => topic.endsWith("/event"))
      .map(({ topic, payload, retain }) => {
        const { event_type: kind, finding, outcome } = JSON.parse(payload) as { [name: string]: string };
        return [topic.split("/")[3], kind, finding, outcome, retain ? "RETAINED" : undefined].filter(Boolean).join(" ");
      });
  }
}

const twoLocks = (home: MockHome): void => {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Back Door" });
};
const frontDoor = (home: MockHome): void => void addZwaveLock(home);

/** The lock with all its registry rows and states is deleted. */
const deleteFront = (home: MockHome): void => {
  for (const id of Object.keys(home.entities)) if (id.includes("front_door")) home.remove(id);
};

describe("a line that is kept", () => {
  const jam = guides.guide_jam;
  const BEGAN = NOW - 5 * MINUTE;
  const LINE = encode(jam, { guide: "guide_jam", began: BEGAN, log: [{ step: "force", answer: "no", at: BEGAN + MINUTE }] });
  const SOLVED = encode(jam, { guide: "guide_jam", began: BEGAN, log: [], end: "solved" });
  const CARE = encodeCare(beginRecord(NOW));
  const set = async (world: World, what: "guide" | "care", line: string, retained = false) => {
    world.mqtt.hear(`${ROOT}/lock/${FRONT}/keep/${what}/set`, line, retained);
    await world.pass(SECOND);
  };
  const kept = (world: World) => [world.value(`lock/${FRONT}/keep/guide`), world.value(`lock/${FRONT}/keep/care`)];

  test("is a dash at first, stands retained for everybody, and goes with a dash", async () => {
    const world = await new World(twoLocks).start();
    assert.deepEqual(kept(world), ["-", "-"]);
    await set(world, "guide", LINE);
    await set(world, "care", CARE);
    assert.deepEqual(kept(world), [LINE, CARE]);
    assert.equal(world.value("lock/zwave_3/keep/guide"), "-", "of the other lock nothing was said");
    await set(world, "guide", "-");
    assert.deepEqual(kept(world), ["-", CARE]);
  });

  test("outlives the bridge, and a broker that forgot", async () => {
    const world = await new World(frontDoor).start();
    await set(world, "guide", LINE);
    await set(world, "care", CARE);
    await world.bridge!.close();
    world.broker.stands.clear();
    await world.start();
    assert.deepEqual(kept(world), [LINE, CARE]);
  });

  test("is taken while a bridge that has just started has seen no lock yet", async () => {
    const world = await new World(frontDoor).start();
    await world.bridge!.close();
    await world.start({}, () => world.mqtt.hear(`${ROOT}/lock/${FRONT}/keep/guide/set`, LINE));
    assert.deepEqual(kept(world), [LINE, "-"]);
  });

  test("is none that was retained, or of a lock that nobody knows", async () => {
    const world = await new World(frontDoor).start();
    await set(world, "guide", LINE, true);
    world.mqtt.hear(`${ROOT}/lock/other/keep/guide/set`, LINE);
    await world.pass(SECOND);
    assert.deepEqual(kept(world), ["-", "-"]);
    assert.deepEqual(world.standing("other"), []);
    assert.equal(world.memory.get("keep_guide:other"), undefined);
  });

  test("is no code: it is said, kept and logged nowhere, and what stood is said again", async () => {
    const world = await new World(frontDoor).start();
    await set(world, "guide", LINE);
    world.broker.sent.length = 0;
    for (const typed of [PLANTED, `${LINE} ${PLANTED}`, `1 guide_jam ${PLANTED}`]) await set(world, "guide", typed);
    await set(world, "care", `${CARE} ${PLANTED}`);
    assert.deepEqual(
      world.broker.sent.filter(({ topic }) => topic.includes("/keep/")).map(({ payload }) => payload),
      [LINE, LINE, LINE, "-"],
    );
    await world.bridge!.close();
    await world.start();
    assert.deepEqual(kept(world), [LINE, "-"]);
    const notes = ["keep_guide", "keep_care"].map((note) => world.memory.get(`${note}:${FRONT}`));
    const places = JSON.stringify([notes, world.memory.incidents(undefined), world.logged, world.broker.sent]);
    assert.ok(!places.includes(PLANTED));
  });

  test("tells once how a guide ended, as an incident of its own", async () => {
    const world = await new World(frontDoor).start();
    for (const line of [LINE, SOLVED, "-", SOLVED]) await set(world, "guide", line);
    await world.bridge!.close();
    await world.start();
    await set(world, "guide", "-");
    await set(world, "guide", SOLVED);
    assert.deepEqual(
      world.events.filter((event) => event.includes("guide_done")),
      [`${FRONT} guide_done solved`],
    );
    const remembered = world.memory.incidents(FRONT).filter(({ kind }) => kind === "guide_done");
    assert.deepEqual(
      remembered.map(({ variant, outcome }) => [variant, outcome]),
      [["guide_jam", "solved"]],
    );
  });

  test("goes with its lock, for good where it is removed: also what came in its last second", async () => {
    const world = await new World(twoLocks).start();
    await set(world, "guide", LINE);
    await world.change(deleteFront);
    await world.pass(6 * MINUTE - (world.clock.now() - NOW) - SECOND / 2);
    assert.ok(world.announced.includes(FRONT));
    for (const line of ["-", LINE, "-"]) world.mqtt.hear(`${ROOT}/lock/${FRONT}/keep/guide/set`, line);
    await world.pass(MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_3"]);
    assert.deepEqual(world.standing(FRONT), []);
  });
});

describe("which locks are announced", () => {
  test("all of them, their hub and the bridge", async () => {
    const world = await new World(twoLocks).start();
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_2", "zwave_3"]);
    assert.equal(world.value(`lock/${FRONT}/availability`), "online");
    assert.equal(world.value(`lock/${FRONT}/verdict`), "healthy");
  });

  test("not one that is excluded; what was announced of it before goes", async () => {
    const world = await new World(twoLocks).start();
    await world.bridge!.close();
    await world.start({ exclude: ["lock.front_door"] });
    await world.pass(10 * MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_3"]);
    assert.deepEqual(world.standing(FRONT), []);
  });

  test("one that is deleted is away at once, and taken away after some minutes", async () => {
    const world = await new World(twoLocks).start();
    await world.change(deleteFront);
    assert.equal(world.value(`lock/${FRONT}/availability`), "offline");
    assert.equal(world.value(`lock/${FRONT}/verdict`), "unknown");
    await world.pass(4 * MINUTE);
    assert.ok(world.announced.includes(FRONT));
    await world.pass(2 * MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_3"]);
    assert.deepEqual(world.standing(FRONT), []);
  });

  test("so is one that was hidden: its row and its state are there", async () => {
    const world = await new World(twoLocks).start();
    await world.change((home) => {
      home.entities = { ...home.entities, "lock.front_door": { ...home.entities["lock.front_door"]!, hidden: true } };
    });
    await world.pass(6 * MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_3"]);
  });

  test("nothing is known of one that is away: no old problem, no jumping back while a press is told of", async () => {
    const world = await new World((home) => {
      twoLocks(home);
      home.set("sensor.front_door_battery_level", "3.0");
    }).start();
    assert.equal(world.value(`lock/${FRONT}/family/power`), "ON");
    assert.equal(world.value("bridge/findings"), "1");
    await world.change(deleteFront);
    assert.equal(world.value(`lock/${FRONT}/family/power`), "None");
    assert.equal(world.value("bridge/findings"), "0");
    world.broker.sent.length = 0;
    world.mqtt.hear(`${ROOT}/lock/${FRONT}/arm/set`, "ON");
    await world.press(FRONT, "ping");
    await world.pass(3 * MINUTE);
    assert.equal(world.value(`lock/${FRONT}/run`), "refused");
    assert.deepEqual(
      world.broker.sent.filter(({ topic }) => /(availability|verdict|config)$/.test(topic)),
      [],
    );
  });

  const STAY: readonly (readonly [what: string, meanwhile: string, lose: (world: World) => Promise<void>])[] = [
    [
      "Home Assistant restarts, for an hour",
      "online",
      async (world) => {
        await world.stand("lost");
        world.stage.home.config = { ...world.stage.home.config, state: "NOT_RUNNING" };
        world.stage.home.states = {};
        await world.stand("connected");
        await world.pass(HOUR);
      },
    ],
    [
      "Home Assistant starts, and other states are there already",
      "online",
      async (world) => {
        world.stage.home.config = { ...world.stage.home.config, state: "STARTING" };
        await world.change(deleteFront);
        await world.pass(HOUR);
      },
    ],
    [
      "the connection is lost, and with it all states",
      "online",
      async (world) => {
        world.stage.home.states = {};
        await world.stand("lost");
        await world.pass(HOUR);
      },
    ],
    [
      "the token is refused",
      "online",
      async (world) => {
        await world.stand("refused");
        await world.pass(HOUR);
      },
    ],
    [
      "its integration is reloaded: all unavailable",
      "online",
      (world) => world.change((home, at) => home.lose(/front_door/, at)),
    ],
    [
      "it joins its network anew: four minutes without a row",
      "offline",
      async (world) => {
        await world.change(deleteFront);
        await world.pass(4 * MINUTE);
      },
    ],
    [
      "Home Assistant restarts while it is away, which begins the waiting anew",
      "offline",
      async (world) => {
        await world.change(deleteFront);
        await world.pass(4 * MINUTE);
        await world.stand("lost");
        await world.pass(HOUR);
        await world.stand("connected");
        await world.pass(4 * MINUTE);
      },
    ],
    [
      "the clock is set forward by an hour while it is being reloaded",
      "offline",
      async (world) => {
        await world.change(deleteFront);
        world.clock.offset = HOUR;
        await world.pass(2 * MINUTE);
      },
    ],
    [
      "the broker is away: it could not be told",
      "offline",
      async (world) => {
        await world.change(deleteFront);
        world.mqtt.connected = false;
        await world.pass(HOUR);
      },
    ],
  ];
  for (const [what, meanwhile, lose] of STAY)
    test(`it stays when ${what}`, async () => {
      const world = await new World(twoLocks).start();
      const { states, entities, registry, config } = world.stage.home;
      await lose(world);
      assert.ok(world.announced.includes(FRONT));
      assert.equal(world.value(`lock/${FRONT}/availability`), meanwhile);
      Object.assign(world.stage.home, { states, entities, registry, config });
      await world.stand("connected");
      await world.pass(2 * MINUTE);
      assert.equal(world.value(`lock/${FRONT}/availability`), "online");
      assert.equal(world.value(`lock/${FRONT}/verdict`), "healthy");
      assert.deepEqual(
        world.announcements(FRONT).filter((payload) => payload === ""),
        [],
      );
    });

  test("one of MQTT that goes is announced with its own device to the last", async () => {
    const world = await new World((home) => void addZigbeeLock(home)).start();
    const id = world.announced.find((each) => each !== "bridge" && !each.startsWith("hub_"))!;
    await world.change((home) => {
      for (const each of Object.keys(home.entities)) if (each.includes("patio")) home.remove(each);
    });
    await world.pass(10 * MINUTE);
    const told = world.announcements(id);
    assert.equal(told.at(-1), "");
    for (const payload of told.slice(0, -1)) assert.match(payload, /zigbee2mqtt_0x000d6f0011223301/);
  });

  test("what works on one that is taken away leaves its hub to others", async () => {
    const world = await new World(twoLocks).start();
    world.mqtt.hear(`${ROOT}/lock/${FRONT}/arm/set`, "ON");
    await world.press(FRONT, "reinterview");
    await world.press("zwave_3", "ping");
    assert.equal(world.value(`hub/${HUB}/job`), "reinterview");
    assert.equal(world.value("lock/zwave_3/run"), "queued");
    await world.change(deleteFront);
    await world.pass(6 * MINUTE + SECOND);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_3"]);
    assert.match(world.value("lock/zwave_3/run")!, /calling|verifying/);
    assert.deepEqual(world.standing(FRONT), []);
  });

  test("what was announced before a crash and is gone since is emptied, when all integrations have had time to come", async () => {
    const world = await new World((home) => {
      twoLocks(home);
      addMatterLock(home);
    }).start();
    world.kill();
    deleteFront(world.stage.home);
    for (const id of Object.keys(world.stage.home.entities)) if (id.includes("studio")) world.stage.home.remove(id);
    world.stage.home.config = { ...world.stage.home.config, state: "STARTING" };
    await world.start();
    // A clock without a battery is set after the start.
    world.clock.offset = 300 * DAY;
    await world.pass(20 * MINUTE);
    assert.ok(world.announced.includes(FRONT), "it may still come");
    await world.change((home) => void (home.config = { ...home.config, state: "RUNNING" }));
    await world.pass(4 * MINUTE);
    assert.ok(world.announced.includes(FRONT));
    await world.pass(3 * MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_3"]);
    assert.deepEqual(
      [...world.broker.stands.keys()].filter((topic) => /zwave_2|matter/.test(topic)),
      [],
    );
    await world.bridge!.close();
    world.broker.sent.length = 0;
    await world.start();
    await world.pass(20 * MINUTE);
    assert.deepEqual(world.announcements(FRONT), [], "and forgotten");
  });

  test("a renamed lock entity: the same device, told by its new name, with its attributes made anew", async () => {
    const world = await new World(twoLocks).start();
    const rename = (home: MockHome): void => {
      const { "lock.front_door": state, ...states } = home.states;
      home.states = { ...states, "lock.main": mockState("lock.main", "locked", { ...state!.attributes, friendly_name: "Main" }) };
    };
    const renameRow = (home: MockHome): void => {
      const { "lock.front_door": row, ...entities } = home.entities;
      const { "lock.front_door": known, ...registry } = home.registry;
      home.entities = { ...entities, "lock.main": { ...row!, entity_id: "lock.main" } };
      home.registry = { ...registry, "lock.main": known! };
    };
    // The states are there half a second before the registry, and a minute may be over just then.
    await world.change(rename, 59_900);
    await world.pass(200);
    await world.change(renameRow, 300);
    await world.pass(MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_2", "zwave_3"], "nothing is left of the moment between");
    assert.deepEqual(world.standing("main"), []);
    assert.match(world.announcements(FRONT).at(-1)!, /lock\.main/);
    const told = world.broker.sent.filter(({ topic }) => topic === `${ROOT}/lock/${FRONT}/availability`).slice(-2);
    assert.deepEqual(
      told.map(({ payload }) => payload),
      ["", "online"],
    );
    assert.equal(world.memory.lockNames().get(FRONT), "Main");
    assert.equal(world.memory.get(`entity:${FRONT}`), "lock.main");
    await world.pass(10 * MINUTE);
    assert.equal(world.value(`lock/${FRONT}/availability`), "online");
  });

  test("a name by which it is called from now on is remembered", async () => {
    const world = await new World(twoLocks).start();
    await world.change((home, at) => {
      home.set("lock.front_door", "locked", { attributes: { friendly_name: "Main" }, at });
      home.entities = { ...home.entities };
    });
    await world.pass(MINUTE);
    assert.equal(world.memory.lockNames().get(FRONT), "Main");
  });

  test("a second lock on its device: both by ids of their own, and the old one goes at once", async () => {
    const world = await new World(frontDoor).start();
    assert.ok(world.announced.includes(FRONT));
    await world.change((home) =>
      home.entity({ device: FRONT, platform: "zwave_js", id: "lock.latch", uniqueId: "latch", name: "Latch", state: "locked" }),
    );
    await world.pass(MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_2_front_door", "zwave_2_latch"]);
    assert.deepEqual(world.standing(FRONT), []);
    await world.change((home) => home.remove("lock.latch"));
    await world.pass(10 * MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_2"]);
  });

  test("hubs come and go with their locks, and are announced only by their name", async () => {
    const world = await new World(twoLocks).start();
    await world.change((home) => void addMatterLock(home));
    const entry = world.stage.home.configEntries.find(({ domain }) => domain === "matter");
    for (const { emit } of world.stage.client.open("config_entries/subscribe")) emit([{ type: "added", entry }]);
    await world.pass(2 * MINUTE);
    assert.ok(world.announced.includes(`hub_${MATTER_ENTRY.toLowerCase()}`));
    const names = world.broker.sent
      .filter(({ topic, payload }) => topic.includes("_hub_") && payload !== "")
      .map(({ payload }) => (JSON.parse(payload) as { dev: { name: string } }).dev.name);
    assert.ok(names.length >= 2);
    for (const name of names) assert.ok(/Z-Wave JS|Matter/.test(name), name);
    await world.change((home) => {
      for (const id of Object.keys(home.entities)) if (id.includes("studio")) home.remove(id);
    });
    await world.pass(10 * MINUTE);
    assert.deepEqual(world.announced, ["bridge", `hub_${HUB}`, "zwave_2", "zwave_3"]);
    assert.deepEqual(
      [...world.broker.stands.keys()].filter((topic) => topic.includes(`/hub/${MATTER_ENTRY.toLowerCase()}/`)),
      [],
    );
  });

  test("a button neither goes with a start while its lock is out of reach, nor with an update of the bridge", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(2 * MINUTE);
    const buttons = () => {
      const { cmps } = JSON.parse(world.announcements(FRONT).at(-1)!) as { cmps: { [id: string]: object } };
      return Object.keys(cmps).filter((id) => id.startsWith("remedy_") && "unique_id" in cmps[id]!);
    };
    const before = buttons();
    assert.ok(before.includes("remedy_ping") && before.includes("remedy_reinterview"), before.join());
    world.kill();
    world.broker.sent.length = 0;
    world.stage.home.lose(/front_door/);
    await world.start();
    await world.pass(2 * MINUTE);
    for (const [at, payload] of world.announcements(FRONT).entries()) {
      const { cmps } = JSON.parse(payload) as { cmps: { [id: string]: object } };
      for (const id of before) assert.ok("unique_id" in cmps[id]!, `${id} in announcement ${at}`);
    }
  });
});

describe("coming to rest", () => {
  /** Home Assistant's MQTT integration: makes entities of what is announced, with states of what is published. */
  function echo(world: World, from: number): number {
    const { home } = world.stage;
    const at = world.clock.now();
    for (const { topic, payload, retain } of world.broker.sent.slice(from)) {
      const id = /^homeassistant\/device\/(.*)\/config$/.exec(topic)?.[1];
      if (id === undefined || payload === "" || !retain) continue;
      const { dev, cmps } = JSON.parse(payload) as {
        dev: { identifiers: string[]; name?: string };
        cmps: { [thing: string]: { p: string; unique_id?: string; default_entity_id?: string } };
      };
      const joined = Object.values(home.devices).find((each) =>
        each.identifiers?.some(([domain, name]) => domain === "mqtt" && dev.identifiers.includes(name ?? "")),
      );
      const device = joined?.id ?? id;
      if (!joined) home.device({ id: device, name: dev.name ?? "", identifiers: [["mqtt", dev.identifiers[0]!]] });
      for (const { unique_id: uniqueId, default_entity_id: entityId, ...rest } of Object.values(cmps)) {
        if (uniqueId === undefined || entityId === undefined) continue;
        const attributes = "device_class" in rest ? { device_class: rest.device_class as string } : {};
        home.entity({ id: entityId, device, platform: "mqtt", uniqueId, state: "unknown", attributes, at });
      }
    }
    for (const [topic, payload] of world.broker.stands) {
      if (!topic.startsWith("homeassistant/")) continue;
      const { cmps } = JSON.parse(payload) as { cmps: { [thing: string]: { [option: string]: string } } };
      for (const {
        default_entity_id: id,
        state_topic: stateTopic,
        json_attributes_topic: attributesTopic,
        json_attributes_template: template,
      } of Object.values(cmps)) {
        if (id === undefined) continue;
        const words = template ?? world.broker.stands.get(attributesTopic ?? "") ?? "{}";
        const attributes = JSON.parse(words) as { [name: string]: unknown };
        const state = world.broker.stands.get(stateTopic ?? "") ?? "unknown";
        const was = home.states[id];
        if (was?.state === state.toLowerCase() && JSON.stringify(was.attributes).includes(words.slice(1, -1))) continue;
        home.set(id, state.toLowerCase(), { attributes, at });
      }
    }
    return world.broker.sent.length;
  }

  const HOMES: readonly (readonly [name: string, build: (home: MockHome) => void])[] = [
    ["Z-Wave", twoLocks],
    ["Zigbee2MQTT, whose device the entities join", (home) => void addZigbeeLock(home)],
    ["another lock", (home) => void addLock(home, "nuki")],
    [
      "another lock of MQTT",
      (home) => {
        addZigbeeLock(home);
        home.devices = Object.fromEntries(
          Object.entries(home.devices).map(([id, device]) => [
            id,
            {
              ...device,
              identifiers: (device.identifiers ?? []).map(([domain, name]) => [domain, `my_${name}`] as [string, string]),
            },
          ]),
        );
      },
    ],
  ];
  for (const [name, build] of HOMES)
    test(`what it publishes comes back as states and leads to nothing: ${name}`, async () => {
      const world = await new World((home) => {
        build(home);
        for (const id of Object.keys(home.states))
          if (/battery(_level)?$/.test(id) && home.states[id]!.state !== "off") home.set(id, "3.0");
      }).start();
      await world.pass(2 * MINUTE);
      let seen = 0;
      for (let turn = 0; turn < 6; turn++) {
        seen = echo(world, seen);
        world.tell();
        await world.pass(20 * SECOND);
      }
      const { length } = world.broker.sent;
      for (let turn = 0; turn < 10; turn++) {
        const states = Object.entries(world.stage.home.states);
        // The states of its own entities are other objects, as after each reconnect.
        world.stage.home.states = Object.fromEntries(
          states.map(([id, state]) => [id, state.attributes["lock_health"] === undefined ? state : { ...state }]),
        );
        echo(world, length);
        world.tell();
        await world.pass(30 * SECOND);
      }
      assert.deepEqual(world.broker.sent.slice(length), []);
      assert.deepEqual(
        world.announced.filter((id) => id !== "bridge" && !id.startsWith("hub_")).length,
        name === "Z-Wave" ? 2 : 1,
        "and its own entities are no lock's",
      );
    });

  test("an hour in which nothing happens publishes nothing", async () => {
    const world = await new World(twoLocks).start();
    await world.pass(5 * MINUTE);
    const { length } = world.broker.sent;
    await world.pass(HOUR);
    for (let n = 0; n < 50; n++) await world.change((home) => home.set("light.lamp", n % 2 === 0 ? "on" : "off"), 0);
    assert.deepEqual(world.broker.sent.slice(length), []);
  });
});

describe("events", () => {
  const jam = (home: MockHome, at: number) => home.set("binary_sensor.front_door_lock_jammed", "on", { at });
  const calm = (home: MockHome, at: number) => {
    home.set("binary_sensor.front_door_lock_jammed", "off", { at });
    home.set("lock.front_door", "unlocked", { at });
    home.set("lock.front_door", "locked", { at });
  };
  const JAM = [`${FRONT} lock_jammed bolt_jammed`, `${FRONT} finding_appeared bolt_jammed`];

  test("each once: not again after a reconnect, a restart or a crash, and its end once", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(2 * MINUTE);
    await world.change(jam);
    assert.deepEqual(world.events, JAM);
    await world.stand("lost");
    await world.stand("connected");
    await world.pass(5 * MINUTE);
    world.kill();
    await world.start();
    await world.pass(5 * MINUTE);
    await world.bridge!.close();
    await world.start();
    await world.pass(5 * MINUTE);
    assert.deepEqual(world.events, JAM);
    await world.change(calm);
    await world.pass(MINUTE);
    world.kill();
    await world.start();
    await world.pass(5 * MINUTE);
    assert.deepEqual(world.events, [...JAM, `${FRONT} finding_recovered bolt_jammed`]);
    assert.deepEqual(
      world.memory
        .incidents(FRONT)
        .map(({ kind }) => kind)
        .reverse(),
      ["lock_jammed", "finding_appeared", "finding_recovered"],
    );
  });

  test("a jam that has come and gone before anybody has looked is told and remembered, and its end too", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(2 * MINUTE);
    await world.change((home, at) => {
      jam(home, at);
      world.tell();
      calm(home, at);
    });
    const told = [...JAM, `${FRONT} finding_recovered bolt_jammed`];
    assert.deepEqual(world.events, told);
    assert.deepEqual(
      world.memory
        .incidents(FRONT)
        .map(({ kind }) => kind)
        .reverse(),
      ["lock_jammed", "finding_appeared", "finding_recovered"],
    );
    assert.equal(world.value(`lock/${FRONT}/verdict`), "healthy");
    await world.pass(5 * MINUTE);
    assert.deepEqual(world.events, told);
  });

  test("stand with the lock for cards to read, said again only when there is something new in them", async () => {
    const world = await new World(frontDoor).start();
    const topic = `lock/${FRONT}/keep/care/attributes`;
    const said = () => world.broker.sent.filter((sent) => sent.topic.endsWith(topic)).length;
    const remembered = () =>
      decodeRemembered((JSON.parse(world.value(topic) ?? "{}") as { remembered?: string }).remembered).map(({ kind }) => kind);
    await world.pass(2 * MINUTE);
    assert.deepEqual([remembered(), said()], [[], 1]);
    for (const word of ["unlocked", "locked"]) await world.change((home, at) => home.set("lock.front_door", word, { at }));
    assert.equal(said(), 1, "a turn of the bolt is in the recorder");
    await world.change(jam);
    assert.deepEqual([remembered(), said()], [["jam"], 2]);
    await world.change(calm);
    await world.press(FRONT, "ping");
    await world.pass(MINUTE);
    assert.deepEqual(remembered(), ["jam", "remedy"]);
    const before = said();
    await world.bridge!.close();
    await world.start();
    await world.pass(5 * MINUTE);
    assert.deepEqual([remembered(), said()], [["jam", "remedy"], before + 1], "once more for a broker that may have forgotten");
  });

  test("what only the memory knows counts from the first look on, and does not come and go with a start", async () => {
    const world = new World(frontDoor);
    const jammed = { lockId: FRONT, kind: "lock_jammed", check: "bolt_jammed", severity: "error" } as const;
    for (const days of [200, 40, 30, 5, 4, 3]) world.memory.remember({ ...jammed, at: NOW - days * DAY });
    world.memory.remember({
      lockId: FRONT,
      kind: "finding_appeared",
      check: "jams_recurring",
      severity: "warning",
      at: NOW - DAY,
    });
    world.memory.nameLock(FRONT, "Front Door");
    world.memory.set(`entity:${FRONT}`, "lock.front_door");
    for (const again of [false, true]) {
      await world.start();
      await world.pass(5 * MINUTE);
      assert.ok(world.value(`lock/${FRONT}/verdict/attributes`)?.includes('"jams_recurring"'), String(again));
      await world.bridge!.close();
    }
    assert.deepEqual(
      world.events.filter((event) => event.includes("jams_recurring")),
      [],
    );
    assert.deepEqual(
      world.memory.incidents(FRONT).filter(({ kind }) => kind === "finding_recovered"),
      [],
    );
  });

  test("what comes again on the same reading after a restart has come now, and stays open", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(2 * MINUTE);
    const same = NOW + MINUTE;
    await world.change((home) => jam(home, same));
    await world.change(calm);
    await world.bridge!.close();
    await world.start();
    await world.pass(20 * MINUTE);
    await world.change((home) => jam(home, same));
    const told = world.memory.incidents(FRONT).map(({ kind, at }) => `${kind} ${at < NOW + 10 * MINUTE ? "then" : "now"}`);
    assert.deepEqual(told.slice(0, 3).sort(), ["finding_appeared now", "finding_recovered then", "lock_jammed now"], told.join());
    const { length } = world.events;
    world.kill();
    await world.start();
    await world.pass(5 * MINUTE);
    assert.equal(world.events.length, length, "is not told a third time");
  });

  const wrongCode = (at: number) => notification("Keypad unlock attempt with invalid code", at);
  const withCodes = async (world: World, times: readonly number[]): Promise<void> => {
    for (const { emit } of world.stage.client.open("logbook/event_stream")) emit({ events: times.map(wrongCode) });
    await world.pass(0);
  };
  const codes = ({ events }: World) => events.filter((each) => each.includes("invalid_pin")).length;

  test("wrong codes just before a crash are not told again from the list that is read anew", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(90 * SECOND);
    const at = world.clock.now() - SECOND;
    await withCodes(world, [at]);
    assert.equal(codes(world), 1, world.events.join());
    world.kill();
    await world.pass(5 * SECOND);
    // What happened while nobody watched is told; the recorder has rounded the first one.
    const missed = world.clock.now() - 2 * SECOND;
    await world.start();
    await withCodes(world, [at + 300, missed]);
    assert.equal(codes(world), 2);
    assert.equal(world.memory.incidents(FRONT).filter(({ kind }) => kind === "invalid_pin").length, 2);
  });

  test("of a lock that comes later, what lies back is no news", async () => {
    const world = await new World((home) => void addMatterLock(home)).start();
    await world.pass(2 * DAY);
    await world.change((home) => void addZwaveLock(home));
    await world.pass(MINUTE);
    await withCodes(world, [world.clock.now() - DAY]);
    assert.equal(codes(world), 0);
    await withCodes(world, [world.clock.now()]);
    assert.equal(codes(world), 1);
  });

  test("what happened while the bridge could not see counts from when it last saw, not from when it last ran", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(5 * MINUTE);
    await world.stand("lost");
    await world.pass(HOUR);
    const at = world.clock.now() - 30 * MINUTE;
    await world.bridge!.close();
    await world.start();
    await world.stand("connected");
    await world.pass(MINUTE);
    await withCodes(world, [at]);
    assert.equal(codes(world), 1);
  });

  test("a clock that was set back holds nothing back", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(90 * SECOND);
    world.kill();
    world.clock.offset = -2 * HOUR;
    await world.start();
    await world.pass(MINUTE);
    await withCodes(world, [world.clock.now() - SECOND]);
    assert.equal(codes(world), 1);
  });

  test("where the bolt went while its lock was not there, nobody saw", async () => {
    const world = await new World(twoLocks).start();
    const { states, entities, registry } = world.stage.home;
    await world.change(deleteFront);
    await world.change((home, at) => {
      Object.assign(home, { states, entities, registry });
      home.set("lock.front_door", "unlocked", { at });
    });
    assert.deepEqual(world.events, []);
    await world.change((home, at) => home.set("lock.front_door", "locked", { at }));
    assert.deepEqual(world.events, [`${FRONT} lock`]);
  });

  const CLOCKS: readonly (readonly [what: string, offset: number])[] = [
    ["set back by a year", -365 * DAY],
    ["set forward by a year", 365 * DAY],
  ];
  for (const [what, offset] of CLOCKS)
    test(`a clock that was ${what} between two starts tells nothing that was told`, async () => {
      const world = await new World(frontDoor).start();
      await world.pass(90 * SECOND);
      const at = world.clock.now() - SECOND;
      await withCodes(world, [at]);
      await world.change(jam);
      world.kill();
      world.clock.offset = offset;
      await world.start();
      world.clock.offset = 0;
      await withCodes(world, [at]);
      await world.pass(20 * MINUTE);
      assert.deepEqual(world.events, [`${FRONT} invalid_pin`, ...JAM]);
    });
});

describe("figures", () => {
  const metric = (world: World, name: string) =>
    Number(
      world
        .bridge!.metrics()
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.split(" ")
        .at(-1),
    );
  const latencies = (world: World) => metric(world, "lock_health_publish_latency_seconds_count");

  test("latency counts what led to something, and no clock that was set makes it negative", async () => {
    const world = await new World(frontDoor).start();
    const before = latencies(world);
    await world.change((home) => home.set("light.lamp", "on"));
    await world.pass(5 * MINUTE);
    assert.equal(latencies(world), before);
    await world.change((home, at) => home.set("sensor.front_door_battery_level", "50.0", { at }));
    assert.equal(latencies(world), before + 1);
    world.stage.home.set("sensor.front_door_battery_level", "40.0", { at: world.clock.now() });
    world.tell();
    world.clock.offset = -HOUR;
    await world.pass(0);
    assert.equal(latencies(world), before + 2);
    assert.ok(metric(world, "lock_health_publish_latency_seconds_sum") >= 0);
  });

  test("runs are counted when they have ended, refusals are not", async () => {
    const world = await new World(frontDoor).start();
    assert.equal(world.value("bridge/runs"), "0");
    await world.press(FRONT, "ping");
    assert.equal(world.value("bridge/runs"), "0");
    await world.press(FRONT, "ping");
    await world.pass(2 * MINUTE);
    assert.equal(world.value("bridge/runs"), "1");
    assert.equal(world.events.filter((each) => each.includes("remedy_done")).length, 1);
    await world.press(FRONT, "rejoin");
    assert.equal(world.value(`lock/${FRONT}/run`), "refused");
    assert.equal(world.value("bridge/runs"), "1");
  });

  test("its hub is said to be free as soon as a press has ended", async () => {
    const world = await new World(frontDoor).start();
    await world.press(FRONT, "ping");
    assert.equal(world.value(`hub/${HUB}/job`), "ping");
    await world.pass(28 * SECOND);
    assert.match(world.value(`lock/${FRONT}/run`)!, /confirmed|unverified/);
    assert.equal(world.value(`hub/${HUB}/job`), "idle");
  });

  test("and as soon as one is given up of which nothing is heard any more", async () => {
    const world = await new World(twoLocks).start();
    await world.pass(SECOND);
    await world.press(FRONT, "reload_entry");
    assert.equal(world.value(`hub/${HUB}/job`), "reload_entry");
    await world.change(deleteFront, 0);
    await world.pass(66 * SECOND);
    assert.equal(world.value(`hub/${HUB}/job`), "idle");
  });

  test("the last error is shown, masked, and goes when it has been well for a while", async () => {
    let isFull = false;
    const real = openMemory(":memory:");
    const world = await new World(frontDoor, {
      ...real,
      beginJob(job) {
        if (isFull) throw new Error("no room for 123456");
        return real.beginJob(job);
      },
    }).start();
    assert.equal(world.value("bridge/error"), "None");
    isFull = true;
    await world.press(FRONT, "ping");
    assert.equal(world.value("bridge/error"), "remedy: no room for …");
    assert.equal(world.value(`lock/${FRONT}/run`), "refused", "what is not written down is not done");
    assert.deepEqual(world.stage.client.called(), []);
    isFull = false;
    await world.pass(9 * MINUTE);
    assert.notEqual(world.value("bridge/error"), "None");
    await world.pass(3 * MINUTE);
    assert.equal(world.value("bridge/error"), "None");
  });

  test("an error that comes again and again stays", async () => {
    const world = await new World(frontDoor).start();
    for (let minute = 0; minute < 30; minute++) {
      world.bridge!.trouble("memory", "no room");
      await world.pass(MINUTE);
    }
    assert.equal(world.value("bridge/error"), "memory: no room");
  });

  test("a refused token is said as long as it is refused", async () => {
    const world = await new World(frontDoor).start();
    await world.stand("refused");
    assert.match(world.value("bridge/error")!, /token/);
    assert.equal(world.value("bridge/connection"), "ON");
    await world.stand("connected");
    assert.equal(world.value("bridge/error"), "None");
    assert.equal(world.value("bridge/connection"), "OFF");
  });

  test("what goes wrong with one lock does not hide the others", async () => {
    const real = openMemory(":memory:");
    const world = await new World(twoLocks, {
      ...real,
      incidents(lockId, asked) {
        if (lockId === FRONT) throw new Error("unreadable");
        return real.incidents(lockId, asked);
      },
    }).start();
    assert.equal(world.value("lock/zwave_3/verdict"), "healthy");
    assert.equal(world.value("bridge/error"), "lock: unreadable");
  });
});

describe("commands", () => {
  const IGNORED: readonly (readonly [what: string, topic: string, payload: string, retained?: boolean])[] = [
    ["a retained press", `lock/${FRONT}/press`, "ping", true],
    ["a retained wish to arm", `lock/${FRONT}/arm/set`, "ON", true],
    ["a remedy that there is not", `lock/${FRONT}/press`, "864297"],
    ["a name of the language", `lock/${FRONT}/press`, "__proto__"],
    ["a guide, which nobody can press", `lock/${FRONT}/press`, ""],
    ["a lock that there is not", "lock/pin_864297/press", "ping"],
    ["arming a lock that there is not", "lock/pin_864297/arm/set", "ON"],
    ["a word that arms nothing", `lock/${FRONT}/arm/set`, "864297"],
    ["no lock at all", "lock/86 4297/press", "ping"],
  ];
  for (const [what, topic, payload, retained = false] of IGNORED)
    test(`${what} is left alone, and logged without a word of it`, async () => {
      const world = await new World(frontDoor).start();
      world.logged.length = 0;
      world.broker.sent.length = 0;
      world.mqtt.hear(`${ROOT}/${topic}`, payload, retained);
      await world.pass(0);
      assert.deepEqual(world.stage.client.called(), []);
      assert.deepEqual(world.broker.sent, []);
      assert.deepEqual(world.logged, [`warn A command was left alone. ${JSON.stringify({ retained })}`]);
    });

  test("a press goes to Home Assistant, and its outcome is told", async () => {
    const world = await new World(frontDoor).start();
    await world.press(FRONT, "ping");
    assert.deepEqual(world.stage.client.called(), ["button.press"]);
    assert.match(world.value(`lock/${FRONT}/run`)!, /calling|verifying/);
  });

  const restarted = async (first: (world: World) => void, build = frontDoor) => {
    const world = await new World(build).start();
    await world.bridge!.close();
    world.broker.sent.length = 0;
    await world.start({}, () => first(world));
    return world;
  };

  test("a press that comes before the bridge has met its locks goes when it has, once", async () => {
    const world = await restarted(({ mqtt }) => {
      mqtt.hear(`${ROOT}/lock/${FRONT}/press`, "ping");
      mqtt.hear(`${ROOT}/lock/${FRONT}/press`, "ping");
    });
    await world.pass(SECOND);
    assert.deepEqual(world.stage.client.called(), ["button.press"]);
    assert.match(world.value(`lock/${FRONT}/run`)!, /calling|verifying/);
  });

  test("also to a bridge that remembers nothing", async () => {
    const world = new World(frontDoor);
    await world.start({}, () => world.mqtt.hear(`${ROOT}/lock/${FRONT}/press`, "ping"));
    assert.deepEqual(world.stage.client.called(), ["button.press"]);
  });

  test("also while it has yet to reach Home Assistant", async () => {
    const world = new World(frontDoor);
    world.state = "connecting";
    await world.start({}, () => world.mqtt.hear(`${ROOT}/lock/${FRONT}/press`, "ping"));
    assert.deepEqual(world.stage.client.called(), []);
    await world.stand("connected");
    await world.pass(SECOND);
    assert.deepEqual(world.stage.client.called(), ["button.press"]);
  });

  test("and is refused within half a minute when what it needs does not come", async () => {
    const world = await restarted(({ mqtt }) => mqtt.hear(`${ROOT}/lock/${FRONT}/press`, "rejoin"));
    assert.equal(world.value(`lock/${FRONT}/run`), "idle");
    await world.pass(30 * SECOND);
    assert.equal(world.value(`lock/${FRONT}/run`), "refused");
  });

  test("and is left alone for a lock that never comes", async () => {
    const world = await new World(twoLocks).start();
    await world.bridge!.close();
    deleteFront(world.stage.home);
    await world.start({}, () => world.mqtt.hear(`${ROOT}/lock/${FRONT}/press`, "ping"));
    await world.pass(MINUTE);
    assert.deepEqual(world.stage.client.called(), []);
    assert.equal(world.value(`lock/${FRONT}/run`), "idle");
  });

  test("'check again' asks anew, and judges anew", async () => {
    const world = await new World(frontDoor).start();
    const asked = () => world.stage.client.asked("zwave_js/node_status").length;
    const before = asked();
    await world.pass(30 * SECOND);
    world.mqtt.hear(`${ROOT}/bridge/check`, "PRESS");
    await world.pass(SECOND);
    assert.ok(asked() > before);
    const after = asked();
    world.mqtt.hear(`${ROOT}/bridge/check`, "PRESS", true);
    await world.pass(SECOND);
    assert.equal(asked(), after, "but not a retained one");
  });
});

describe("the daily ping", () => {
  const PING = `button.press`;
  const pings = (world: World) => world.stage.client.called().filter((each) => each === PING).length;
  const pinged = (world: World) => world.stage.client.services.map(({ target }) => target?.entity_id.split(".")[1]);
  const daily = { dailyPing: true };

  test("only by choice", async () => {
    const world = await new World(frontDoor).start();
    await world.pass(3 * DAY);
    assert.equal(pings(world), 0);
  });

  test("once a day, not at the start, one at a time on a hub, each lock at an hour of its own", async () => {
    const world = await new World(twoLocks).start(daily);
    await world.pass(23 * HOUR);
    assert.equal(pings(world), 0);
    const at: number[] = [];
    world.stage.client.onService(() => void at.push(world.clock.now()));
    await world.pass(6 * HOUR);
    assert.deepEqual(pinged(world).sort(), ["back_door_ping", "front_door_ping"]);
    assert.ok(Math.abs(at[0]! - at[1]!) >= 10 * MINUTE, `${at[0]! - at[1]!} ms between`);
    await world.pass(29 * HOUR);
    assert.equal(pings(world), 4);
  });

  test("when both are due, one after the other: none of them waits in the way of a person", async () => {
    const world = await new World(twoLocks).start(daily);
    await world.bridge!.close();
    await world.pass(3 * DAY);
    await world.start(daily);
    await world.pass(MINUTE);
    assert.equal(pings(world), 1);
    assert.equal(world.value(`hub/${HUB}/queue`), "0");
    await world.pass(MINUTE);
    assert.equal(pings(world), 2);
  });

  test("a start or a crash does not ask again, and neither does a clock that jumps", async () => {
    const world = await new World(frontDoor).start(daily);
    await world.pass(29 * HOUR);
    assert.equal(pings(world), 1);
    for (let n = 0; n < 5; n++) {
      world.kill();
      await world.start(daily);
      await world.pass(10 * MINUTE);
    }
    assert.equal(pings(world), 1);
    world.clock.offset = 400 * DAY;
    await world.pass(10 * MINUTE);
    assert.equal(pings(world), 2, "a day is over, as far as anybody knows");
    world.clock.offset = 0;
    await world.pass(30 * HOUR);
    assert.ok(pings(world) <= 4, "and once more");
    await world.pass(2 * DAY);
    assert.ok(pings(world) >= 4, "it does not wait until the clock has caught up");
  });

  const LEFT: readonly (readonly [what: string, build: (home: MockHome) => void])[] = [
    [
      "a lock with mains power",
      (home) => {
        addZwaveLock(home);
        for (const id of Object.keys(home.entities)) if (/battery/.test(id)) home.remove(id);
      },
    ],
    ["a lock that is unavailable", (home) => void home.lose(/front_door/)],
    ["a lock that its hub holds for dead", (home) => void home.set("sensor.front_door_node_status", "dead")],
    ["a lock whose hub is away", (home) => void home.lose(/./)],
  ];
  for (const [what, build] of LEFT)
    test(`never ${what}`, async () => {
      const world = await new World((home) => {
        addZwaveLock(home);
        build(home);
      }).start(daily);
      await world.pass(3 * DAY);
      assert.equal(pings(world), 0);
      assert.equal(world.value(`lock/${FRONT}/run`), "idle");
    });

  test("not while Home Assistant is away, but soon after", async () => {
    const world = await new World(frontDoor).start(daily);
    await world.pass(20 * HOUR);
    await world.stand("lost");
    await world.pass(20 * HOUR);
    assert.equal(pings(world), 0);
    await world.stand("connected");
    await world.pass(2 * MINUTE);
    assert.equal(pings(world), 1);
  });

  test("nobody is shown one that nobody asked for", async () => {
    const world = await new World(frontDoor).start(daily);
    await world.pass(29 * HOUR);
    assert.equal(pings(world), 1);
    const runs = world.broker.sent.filter(({ topic }) => topic === `${ROOT}/lock/${FRONT}/run`).map(({ payload }) => payload);
    assert.deepEqual(runs, ["idle"]);
    assert.equal(world.events.filter((each) => each.includes("remedy_done")).length, 1, "but it is remembered");
    await world.press(FRONT, "ping");
    assert.match(world.value(`lock/${FRONT}/run`)!, /calling|verifying/, "a person's press is shown");
  });

  test("it waits while a person is shown what came of a press", async () => {
    const world = await new World(frontDoor).start(daily);
    // 24 to 28 hours after it was first watched, by its id: the minute is found by looking.
    const probe = await new World(frontDoor).start(daily);
    let minutes = 0;
    for (; pings(probe) === 0; minutes++) await probe.pass(MINUTE);
    await world.pass((minutes - 3) * MINUTE);
    await world.press(FRONT, "identify");
    await world.press(FRONT, "reload_entry");
    await world.pass(MINUTE);
    const shown = world.value(`lock/${FRONT}/run`);
    assert.match(shown!, /confirmed|unverified|failed|refused/);
    await world.pass(4 * MINUTE);
    assert.equal(world.value(`lock/${FRONT}/run`), shown);
    assert.ok(!pinged(world).includes("front_door_ping"));
    await world.pass(20 * MINUTE);
    assert.ok(pinged(world).includes("front_door_ping"));
  });
});

describe("how it stands, and its end", () => {
  const STANDS: readonly (readonly [state: SessionState, mqtt: boolean, ok: boolean, reasons: readonly RegExp[]])[] = [
    ["connected", true, true, []],
    ["connecting", true, true, [/Home Assistant/]],
    ["lost", false, true, [/Home Assistant/, /MQTT/]],
    ["connected", false, true, [/MQTT/]],
    ["refused", true, false, [/token/]],
  ];
  for (const [state, mqtt, ok, reasons] of STANDS)
    test(`home ${state}, broker ${mqtt ? "there" : "away"}: a new start would ${ok ? "change nothing" : "help"}`, async () => {
      const world = await new World(frontDoor).start();
      world.mqtt.connected = mqtt;
      await world.stand(state);
      const said = world.bridge!.state();
      assert.equal(said.ok, ok);
      assert.equal(said.reasons.length, reasons.length);
      reasons.forEach((words, index) => assert.match(said.reasons[index]!, words));
    });

  test("it lets go of everything, says that it is offline, and closes the memory last, once, whatever fails", async () => {
    const world = await new World(frontDoor).start({ dailyPing: true });
    await world.press(FRONT, "ping");
    await world.bridge!.close();
    await world.bridge!.close();
    assert.equal(world.value("bridge/availability"), "offline");
    const { length } = world.broker.sent;
    const calls = world.stage.client.called().length;
    world.tell();
    await world.press(FRONT, "ping");
    await world.pass(DAY);
    assert.equal(world.broker.sent.length, length);
    assert.equal(world.stage.client.called().length, calls);
    assert.deepEqual(world.stage.clock.waiting, [], "nothing keeps the process");
    assert.deepEqual([...world.order].sort(), ["broker", "home", "memory"]);
    assert.equal(world.order.at(-1), "memory");
    assert.deepEqual(
      world.stage.client.streams.filter(({ open }) => open),
      [],
    );
  });

  test("a press that was under way when it was killed is unverified at the next start, and is not begun again", async () => {
    const world = await new World(frontDoor).start();
    await world.press(FRONT, "ping");
    world.kill();
    await world.start();
    assert.equal(world.value(`lock/${FRONT}/run`), "unverified");
    assert.equal(world.stage.client.called().length, 1);
    assert.equal(world.events.filter((each) => each.includes("remedy_done")).length, 1);
    await world.pass(11 * MINUTE);
    assert.equal(world.value(`lock/${FRONT}/run`), "idle");
  });

  test("also while Home Assistant cannot be reached: what stood of it at the broker is not under way any more", async () => {
    const world = await new World(twoLocks).start();
    await world.press(FRONT, "ping");
    await world.press("zwave_3", "rejoin");
    world.kill();
    await world.pass(HOUR);
    world.state = "refused";
    const { states } = world.stage.home;
    world.stage.home.states = {};
    await world.start();
    assert.equal(world.value(`lock/${FRONT}/run`), "unverified");
    assert.equal(world.value("lock/zwave_3/run"), "idle");
    assert.deepEqual(JSON.parse(world.value("lock/zwave_3/run/attributes")!), {
      lock_health: "run",
      lock_entity_id: "lock.back_door",
      phase: "idle",
    });
    await world.pass(11 * MINUTE);
    assert.equal(world.value(`lock/${FRONT}/run`), "idle");
    world.stage.home.states = states;
    await world.stand("connected");
    assert.equal(world.value(`lock/${FRONT}/verdict`), "healthy");
  });

  test("a start that fails lets go of everything: the next one can be made", async () => {
    const data = mkdtempSync(join(tmpdir(), "lock-health-"));
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    try {
      const options = {
        home: { url: "http://127.0.0.1:1", token: "none" },
        home_id: "home",
        mqtt: { url: "mqtt://127.0.0.1:1", discovery_prefix: "homeassistant" },
        topic: "lock_health",
        data,
        http: { port, host: "127.0.0.1" },
        log_level: "silent",
        language: "en",
        exclude: [],
        daily_ping: false,
        battery_low: 20,
        battery_critical: 10,
      } as unknown as Options;
      const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
      const before = timers();
      await assert.rejects(runBridge(options), /another program uses this port/);
      // What is under way to a machine that is not there ends when that has said so.
      for (let turn = 0; turn < 5_000 && timers() > before; turn++) await new Promise((resolve) => void setImmediate(resolve));
      assert.ok(timers() <= before, "nothing is tried again that nobody knows of");
      const bridge = await runBridge({ ...options, http: { ...options.http, port: 0 } });
      await bridge.close();
    } finally {
      taken.close();
      rmSync(data, { recursive: true });
    }
  });
});
