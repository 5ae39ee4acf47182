import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { homesFrom } from "../../../src/bridge/cli/check.ts";
import { addLock, addMatterLock, addZigbeeLock, addZwaveLock, PLANTED, ZWAVE_ENTRY } from "../../support/locks.ts";
import type { MockHome } from "../../support/home.ts";
import { rows } from "../../support/table.ts";
import { OPTIONS, TOKEN, World } from "./support.ts";

const dead = (home: MockHome) => {
  addZwaveLock(home);
  home.set("sensor.front_door_node_status", "dead");
};

const low = (home: MockHome) => {
  addMatterLock(home);
  home.set("sensor.studio_battery", "15");
};

const outdated = (home: MockHome) => {
  addZigbeeLock(home);
  home.set("update.patio", "on", { attributes: { latest_version: "1.0.17" } });
};

const hubDown = (home: MockHome) => {
  addZwaveLock(home);
  addZwaveLock(home, { node: 3, name: "Garage" });
  home.entry({ entry_id: ZWAVE_ENTRY, domain: "zwave_js", title: "Z-Wave JS", state: "setup_retry" });
  for (const entityId of Object.keys(home.states)) home.set(entityId, "unavailable");
};

const all = (...builds: readonly ((home: MockHome) => unknown)[]) => {
  return (home: MockHome) => {
    for (const build of builds) build(home);
  };
};

describe("check ends with", () => {
  const table: readonly (readonly [name: string, build: (home: MockHome) => unknown, status: number, said: RegExp])[] = [
    ["0 when all is healthy", all(addZwaveLock, addMatterLock), 0, /^Healthy +Front Door +Healthy$/m],
    ["1 for a finding", dead, 1, /^Fault +Front Door +Out of reach/m],
    ["1 for a warning", outdated, 1, /^Warning +Patio +Firmware 1\.0\.17 is there/m],
    ["1 for a finding beside a lock of which nothing is known", all(low, starting("lock.shed")), 1, /^Can’t tell +Shed/m],
    ["2 where nothing can be told", starting("lock.shed"), 2, /^Can’t tell +Shed/m],
    ["2 without a lock", () => undefined, 2, /^There is no lock in this home\.$/m],
  ];
  for (const [name, build, status, said] of table)
    test(name, async () => {
      const ended = await new World(build).run("check");
      assert.match(ended.out, said);
      assert.equal(ended.status, status);
    });
});

/** A lock that has no state yet. */
function starting(entityId: string) {
  return (home: MockHome) => {
    addLock(home, "homekit_controller");
    home.set(entityId, "unknown");
  };
}

test("the worst lock comes first, each with evidence and what to do", async () => {
  const { out } = await new World(all(addMatterLock, outdated, dead)).run("check");
  const lines = out.trimEnd().split("\n");
  assert.match(lines[0]!, /^State +Lock +Finding +Since +Evidence +First remedy$/);
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(/ {2,}/).slice(0, 2)),
    [
      ["Fault", "Front Door"],
      ["Warning", "Patio"],
      ["Healthy", "Studio"],
    ],
  );
  assert.match(lines[1]!, /2026-11-22 11:00 {2}Answers: Dead.* {2}Ping the lock \(ping\)$/);
});

test("locks that wait for their hub are one item", async () => {
  const { out, status } = await new World(all(low, hubDown)).run("check");
  assert.equal(out.match(/Z-Wave JS is down/g)?.length, 1);
  assert.match(out, /^ +Waiting for it: Front Door, Garage$/m);
  assert.doesNotMatch(out, /^\S+ +Garage/m);
  assert.equal(status, 1);
});

test("--json has all of it, for machines", async () => {
  const { out, status } = await new World(all(outdated, dead)).run("check", "--json");
  const { administrator, locks } = JSON.parse(out) as {
    administrator: boolean;
    locks: {
      entity_id: string;
      verdict: string;
      findings: { id: string; since?: string; remedies: string[]; evidence: object[] }[];
    }[];
  };
  assert.equal(administrator, false);
  assert.deepEqual(
    locks.map(({ entity_id: id, verdict, findings }) => [id, verdict, findings.map((finding) => finding.id)]),
    [
      ["lock.front_door", "error", ["lock_unreachable"]],
      ["lock.patio", "warning", ["update_available"]],
    ],
  );
  const [finding] = locks[0]!.findings;
  assert.ok(finding!.remedies.includes("ping"));
  assert.ok(finding!.evidence.length > 0);
  assert.equal(status, 1);
});

test("a plain user's token is enough, and it is said that it sees less", async () => {
  const world = new World(addZwaveLock);
  assert.match((await world.run("check")).err, /plain user/);
  world.stage.home.user = { is_admin: true };
  assert.equal((await world.run("check")).err, "");
});

test("thresholds and exclusions of the options hold", async () => {
  const world = new World(all(low, dead));
  world.options = { ...OPTIONS, battery_low: 14, exclude: ["lock.front_door"] };
  const { out, status } = await world.run("check");
  assert.doesNotMatch(out, /Front Door/);
  assert.equal(status, 0);
});

test("it speaks German where the options say so", async () => {
  const world = new World(dead);
  world.options = { ...OPTIONS, language: "de" };
  const { out, err } = await world.run("check");
  assert.match(out, /^Zustand +Schloss +Befund +Seit +Beleg +Erste Abhilfe$/m);
  assert.match(out, /^Störung +Front Door/m);
  assert.match(err, /einfacher Nutzer/);
});

test("colours only where they are wanted", async () => {
  const world = new World(dead);
  assert.ok(!(await world.run("check")).out.includes("\u001B"));
  world.colour = true;
  assert.ok((await world.run("check")).out.includes("\u001B[31mFault\u001B[0m"));
});

test("a name cannot steer the terminal", async () => {
  const world = new World((home) => addMatterLock(home, { name: "Stu\u001B[2Jdio" }));
  assert.ok(!(await world.run("check")).out.includes("\u001B"));
});

describe("where Home Assistant cannot be asked, it ends with 2", () => {
  for (const [state, said] of [
    ["refused", /refuses the token/],
    ["connecting", /does not answer at http:\/\/ha\.test:8123 within 20 sec/],
    ["lost", /does not answer/],
  ] as const)
    test(state, async () => {
      const world = new World(addZwaveLock);
      world.session = state;
      const { status, out, err } = await world.run("check");
      assert.deepEqual([status, out, world.sessionsClosed], [2, "", 1]);
      assert.match(err, said);
      assert.ok(!err.includes(TOKEN));
    });

  test("options", async () => {
    const world = new World();
    world.problems = ["home.url is missing: write it", "topic is wrong: write another"];
    assert.deepEqual(await world.run("check"), {
      status: 2,
      out: "",
      err: "home.url is missing: write it.\ntopic is wrong: write another.\n",
    });
  });
});

test("no code is printed, wherever the home keeps one", async () => {
  for (const args of [["check"], ["check", "--json"]]) {
    const { out } = await new World(all(addZigbeeLock, low)).run(...args);
    assert.match(out, /Patio/);
    assert.ok(!out.includes(PLANTED));
  }
});

const verdict = (home: string, id: string, state: string, more: object = {}) =>
  [
    [`lock_health/${home}/lock/${id}/verdict`, state],
    [`lock_health/${home}/lock/${id}/verdict/attributes`, { lock_health: "verdict", lock_entity_id: `lock.${id}`, ...more }],
  ] as const;

describe("check --broker", () => {
  const world = (...left: readonly (readonly [string, string | object])[]) => {
    const made = new World();
    made.options = { ...OPTIONS, mqtt: { ...OPTIONS.mqtt, url: "mqtt://broker.test" } };
    for (const [topic, payload] of left) made.broker.leave(topic, payload);
    return made;
  };
  const online = (home: string) => [`lock_health/${home}/bridge/availability`, "online"] as const;

  test("prints all homes, and ends with 1 for a finding", async () => {
    const { out, status } = await world(
      online("b"),
      online("a"),
      ...verdict("b", "x", "healthy", { lock_name: "Cellar", title: "Healthy" }),
      ...verdict("a", "y", "healthy", { lock_name: "Front Door", title: "Healthy" }),
      ...verdict("a", "z", "critical", { lock_name: "Back Door", title: "The bolt is jammed", since: "2026-11-22T09:30:00Z" }),
      // What is not a verdict does not matter.
      ["lock_health/a/lock/y/link", "7"],
      ["lock_health/a/lock/y/run/attributes", { phase: "idle" }],
    ).run("check", "--broker");
    assert.equal(
      out,
      [
        "a",
        "  Urgent   Back Door   The bolt is jammed  2026-11-22 09:30",
        "  Healthy  Front Door  Healthy",
        "",
        "b",
        "  Healthy  Cellar  Healthy",
        "",
        "",
      ].join("\n"),
    );
    assert.equal(status, 1);
  });

  const cases: readonly (readonly [
    name: string,
    left: readonly (readonly [string, string | object])[],
    status: number,
    said: RegExp,
  ])[] = [
    ["0 when all is healthy", [online("a"), ...verdict("a", "y", "healthy")], 0, /lock\.y/],
    ["2 when a bridge is away, whatever it said", verdict("a", "y", "healthy"), 2, /Bridge away/],
    ["1 for a finding of a bridge that is away", verdict("a", "y", "error"), 1, /Bridge away/],
    ["2 for a lock of which nothing is known", [online("a"), ...verdict("a", "y", "unknown")], 2, /Can’t tell/],
    ["2 for a word that is no verdict", [online("a"), ...verdict("a", "y", "\u001B[2Jfine")], 2, /^ {2}Can’t tell/m],
    ["2 where nothing was left", [], 2, /No bridge has left a verdict below lock_health/],
    ["2 where a verdict was emptied", [["lock_health/a/lock/y/verdict", ""]], 2, /No bridge/],
  ];
  for (const [name, left, status, said] of cases)
    test(`ends with ${name}`, async () => {
      const made = world(...left);
      const ended = await made.run("check", "--broker");
      assert.equal(ended.status, status);
      assert.match(ended.out, said);
      assert.deepEqual([made.broker.published, made.broker.closed], [[], 1]);
    });

  test("--json", async () => {
    const { out } = await world(
      online("a"),
      ...verdict("a", "y", "error", { finding: "lock_unreachable", title: "Out of reach" }),
    ).run("check", "--broker", "--json");
    const { homes } = JSON.parse(out) as { homes: { home: string; online: boolean; locks: object[] }[] };
    assert.deepEqual(homes, [
      {
        home: "a",
        online: true,
        locks: [
          { id: "y", name: "lock.y", entity_id: "lock.y", verdict: "error", finding: "lock_unreachable", title: "Out of reach" },
        ],
      },
    ]);
  });

  test("says so where the broker does not answer", async () => {
    const made = world();
    made.broker.connected = false;
    const { status, err } = await made.run("check", "--broker");
    assert.equal(status, 2);
    assert.match(err, /does not answer within 10 sec/);
    assert.equal(made.broker.closed, 1);
  });

  test("and --home are two different things to ask", async () => {
    assert.equal((await world().run("check", "--broker", "--home", "http://ha.test")).status, 64);
  });
});

describe("what lies below a topic of several levels", () => {
  rows<[name: string, topic: string, homes: string[]]>(
    [
      ["of one", "lock_health", ["a"]],
      ["of two", "houses/locks", ["b"]],
    ],
    ([, topic, homes]) => {
      const left = new Map([
        ["lock_health/a/lock/x/verdict", "healthy"],
        ["houses/locks/b/lock/x/verdict", "healthy"],
      ]);
      const own = new Map([...left].filter(([name]) => name.startsWith(`${topic}/`)));
      assert.deepEqual(
        homesFrom(topic, own).map(({ home }) => home),
        homes,
      );
    },
  );
});
