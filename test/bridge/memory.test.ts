import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test } from "node:test";
import { KEPT, closeInterrupted, openMemory } from "../../src/bridge/memory.ts";
import type { MemoryOptions, Trouble } from "../../src/bridge/memory.ts";
import type { Incident, Memory } from "../../src/bridge/ports.ts";
import { DAY, HOUR, MINUTE, NOW } from "../support/snapshot.ts";

const folder = mkdtempSync(join(tmpdir(), "lock-health-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const aFile = () => join(folder, String(files++), "memory.db");
const MODULE = new URL("../../src/bridge/memory.ts", import.meta.url).href;

function using<T>(file: string, use: (memory: Memory) => T, options?: MemoryOptions): T {
  const memory = openMemory(file, options);
  try {
    return use(memory);
  } finally {
    memory.close();
  }
}

const incident = (more: Partial<Incident> = {}): Incident => ({ lockId: "front", kind: "lock", at: NOW, ...more });

const FULL: Incident = {
  lockId: "front",
  kind: "finding_appeared",
  at: NOW,
  check: "battery_low",
  severity: "warning",
  variant: "level",
  remedy: "replace_cells",
  outcome: "unverified",
  evidence: [{ fact: "battery_level", value: 12, unit: "%", at: NOW - MINUTE }],
};

describe("incidents", () => {
  test("come back as they were, and absent stays absent", () => {
    using(":memory:", (memory) => {
      memory.remember(FULL);
      memory.remember(incident({ at: NOW - 1 }));
      const [full, bare] = memory.incidents("front").map(({ id: _id, ...rest }) => rest);
      assert.deepEqual(full, FULL);
      assert.deepEqual(bare, incident({ at: NOW - 1 }));
    });
  });

  const twins: readonly (readonly [name: string, a: Partial<Incident>, b: Partial<Incident>, count: number])[] = [
    ["the same", {}, {}, 1],
    ["the same with other evidence", {}, { evidence: [{ fact: "x", value: 1 }] }, 1],
    ["another time", {}, { at: NOW + 1 }, 2],
    ["another kind", {}, { kind: "unlock" }, 2],
    ["another lock", {}, { lockId: "back" }, 2],
    ["another check", { check: "battery_low" }, { check: "link_weak" }, 2],
    ["another remedy", { remedy: "ping" }, { remedy: "wake" }, 2],
  ];
  for (const [name, a, b, count] of twins)
    test(`${name}: ${count}`, () =>
      using(":memory:", (memory) => {
        memory.remember(incident(a));
        memory.remember(incident(b));
        assert.equal(memory.incidents(undefined).length, count);
      }));

  test("newest first, of one lock or all, since a time, up to a limit", () => {
    using(":memory:", (memory) => {
      for (const [lockId, ago] of [
        ["a", 3],
        ["b", 2],
        ["a", 1],
        ["b", 4],
      ] as const)
        memory.remember(incident({ lockId, at: NOW - ago }));
      const told = (...asked: Parameters<Memory["incidents"]>) =>
        memory.incidents(...asked).map(({ lockId, at }) => `${lockId}${NOW - at}`);
      assert.deepEqual(told(undefined), ["a1", "b2", "a3", "b4"]);
      assert.deepEqual(told("a"), ["a1", "a3"]);
      assert.deepEqual(told("b", { since: NOW - 2 }), ["b2"]);
      assert.deepEqual(told(undefined, { limit: 2 }), ["a1", "b2"]);
      assert.deepEqual(told(undefined, { since: NOW - 3.5, limit: 0 }), []);
      assert.deepEqual(told("nobody"), []);
    });
  });

  test("of one lock also without the turns of its bolt", () => {
    using(":memory:", (memory) => {
      const kinds = ["lock", "finding_appeared", "unlock", "lock_jammed", "lock_failure"] as const;
      kinds.forEach((kind, index) => memory.remember(incident({ lockId: "a", kind, at: NOW + index })));
      memory.remember(incident({ lockId: "b", kind: "lock_jammed", at: NOW }));
      const told = (...asked: Parameters<Memory["incidents"]>) => memory.incidents(...asked).map(({ kind }) => kind);
      assert.deepEqual(told("a", { turns: false }), ["lock_failure", "lock_jammed", "finding_appeared"]);
      assert.deepEqual(told("a", { turns: false, limit: 1 }), ["lock_failure"]);
      assert.equal(told("a", { turns: true }).length, 5);
    });
  });
});

describe("jobs", () => {
  const begun = { lockId: "front", remedy: "ping", check: "lock_unreachable", startedAt: NOW } as const;

  test("run until they end, and end once", () => {
    using(":memory:", (memory) => {
      const first = memory.beginJob(begun);
      const second = memory.beginJob({ ...begun, check: undefined, startedAt: NOW + 1 });
      assert.notEqual(first, second);
      memory.endJob(first, { endedAt: NOW + 5, outcome: "unverified", reason: "no_change" });
      memory.endJob(first, { endedAt: NOW + 9, outcome: "confirmed" });
      assert.deepEqual(memory.jobs("front"), [
        { ...begun, id: second, check: undefined, startedAt: NOW + 1, endedAt: undefined, outcome: "running", reason: undefined },
        { ...begun, id: first, endedAt: NOW + 5, outcome: "unverified", reason: "no_change" },
      ]);
      assert.equal(memory.jobs(undefined, { since: NOW + 1 }).length, 1);
      assert.equal(memory.jobs("back").length, 0);
    });
  });

  test("those that were under way when the bridge stopped are ended as unverified, once, and never before they began", () => {
    const file = aFile();
    const ids = using(file, (memory) => {
      const done = memory.beginJob({ ...begun, startedAt: NOW - HOUR });
      memory.endJob(done, { endedAt: NOW, outcome: "confirmed" });
      return [memory.beginJob(begun), memory.beginJob({ ...begun, lockId: "back", startedAt: NOW + HOUR })];
    });
    using(file, (memory) => {
      assert.equal(memory.jobs(undefined).filter(({ outcome }) => outcome === "running").length, 2, "opening touches none");
      const ended = closeInterrupted(memory, NOW + MINUTE);
      assert.deepEqual(
        ended.map(({ id, endedAt, outcome, reason }) => [id, endedAt, outcome, reason]),
        [
          [ids[1], NOW + HOUR, "unverified", "interrupted"],
          [ids[0], NOW + MINUTE, "unverified", "interrupted"],
        ],
      );
      assert.deepEqual(
        memory.jobs(undefined).filter(({ reason }) => reason === "interrupted"),
        ended,
      );
      assert.deepEqual(closeInterrupted(memory, NOW + HOUR), []);
    });
  });
});

test("names and notes: the last one counts", () => {
  using(":memory:", (memory) => {
    memory.nameLock("a", "Front");
    memory.nameLock("a", "Front Door");
    memory.nameLock("b", "Back");
    assert.deepEqual(
      [...memory.lockNames()],
      [
        ["a", "Front Door"],
        ["b", "Back"],
      ],
    );
    assert.equal(memory.get("key"), undefined);
    memory.set("key", "1");
    memory.set("key", "");
    assert.equal(memory.get("key"), "");
    memory.set("key", undefined);
    assert.equal(memory.get("key"), undefined);
  });
});

describe("prune", () => {
  test("drops what is older than it is kept for, of both, and nothing else", () => {
    using(":memory:", (memory) => {
      for (const ago of [KEPT + 1, KEPT, DAY]) {
        memory.remember(incident({ at: NOW - ago }));
        memory.beginJob({ lockId: "front", remedy: "ping", check: undefined, startedAt: NOW - ago });
      }
      memory.prune(NOW);
      assert.equal(memory.incidents(undefined).length, 2);
      assert.equal(memory.jobs(undefined).length, 2);
    });
  });

  test("a clock that is a year ahead for a while costs little", () => {
    const file = aFile();
    using(file, (memory) => {
      for (let count = 0; count < 2_000; count++) memory.remember(incident({ at: NOW - count * MINUTE }));
    });
    using(file, (memory) => {
      memory.prune(NOW + 2 * KEPT);
      assert.equal(memory.incidents(undefined).length, 1_500);
    });
  });

  test("keeps up with much that is written, and the file does not grow", () => {
    const file = aFile();
    const pages = () => {
      const db = new DatabaseSync(file, { readOnly: true });
      const count = Number(db.prepare("PRAGMA page_count").get()?.["page_count"]);
      db.close();
      return count;
    };
    using(file, (memory) => {
      const sizes = [];
      for (let period = 0; period < 6; period++) {
        const now = NOW + period * KEPT;
        for (let count = 0; count < 1_500; count++) memory.remember(incident({ at: now + count }));
        memory.prune(now + 1_500);
        memory.set("period", String(period));
        sizes.push(pages());
      }
      assert.ok(memory.incidents(undefined).length <= 3_000);
      assert.ok(sizes.at(-1)! <= sizes[2]! * 1.1, sizes.join(" "));
    });
  });
});

describe("the file", () => {
  test("holds everything over a restart, is for its owner alone, and its schema has a version", () => {
    const file = aFile();
    using(file, (memory) => {
      memory.remember(FULL);
      memory.nameLock("front", "Front Door");
    });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    using(file, (memory) => {
      assert.equal(memory.incidents("front").length, 1);
      assert.equal(memory.lockNames().get("front"), "Front Door");
    });
    const db = new DatabaseSync(file);
    assert.equal(db.prepare("PRAGMA user_version").get()?.["user_version"], 1);
    assert.equal(db.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
    db.close();
  });

  test("two may have it open: the bridge and the command line", () => {
    const file = aFile();
    using(file, (bridge) => {
      using(file, (command) => {
        bridge.remember(incident());
        command.remember(incident({ at: NOW + 1 }));
        assert.equal(command.incidents(undefined).length, 2);
        assert.equal(bridge.incidents(undefined).length, 2);
      });
    });
  });

  const broken: readonly (readonly [name: string, spoil: (file: string) => void])[] = [
    ["no database at all", (file) => writeFileSync(file, "not a database, but long enough to be taken for one".repeat(50))],
    [
      "damaged pages",
      (file) => {
        const bytes = readFileSync(file);
        bytes.fill(0xa5, 4096);
        writeFileSync(file, bytes);
      },
    ],
    ["cut off", (file) => writeFileSync(file, readFileSync(file).subarray(0, 5_000))],
  ];
  for (const [name, spoil] of broken)
    test(`${name}: moved aside, and a new one begun`, () => {
      const file = aFile();
      using(file, (memory) => {
        for (let count = 0; count < 200; count++) memory.remember({ ...FULL, at: NOW + count });
      });
      spoil(file);
      const troubles: Trouble[] = [];
      const options = { trouble: (what: Trouble) => troubles.push(what), now: () => NOW };
      using(
        file,
        (memory) => {
          assert.deepEqual(memory.incidents(undefined), []);
          memory.remember(FULL);
        },
        options,
      );
      const to = `${file}.broken-${NOW}`;
      assert.deepEqual(
        troubles.map((what) => what.kind === "moved_aside" && what.to),
        [to],
      );
      assert.ok(statSync(to).size > 0);
      assert.deepEqual(
        using(file, (memory) => memory.incidents(undefined).length, options),
        1,
      );
      assert.equal(troubles.length, 1, "the new one is sound");
      assert.deepEqual(readdirSync(join(file, "..")).filter((each) => each.includes("broken")).length, 1);
    });

  test("one of a newer version is left alone", () => {
    const file = aFile();
    using(file, (memory) => memory.remember(FULL));
    const db = new DatabaseSync(file);
    db.exec("PRAGMA user_version = 99");
    db.close();
    assert.throws(() => openMemory(file), /newer version/);
    assert.equal(
      readdirSync(join(file, "..")).some((each) => each.includes("broken")),
      false,
    );
  });

  test("one that cannot be opened is no broken one", () => {
    assert.throws(() => openMemory(folder));
    assert.ok(statSync(folder).isDirectory());
  });

  test("what cannot be written is told and survived; a job that cannot is not begun", () => {
    const file = aFile();
    const troubles: Trouble[] = [];
    using(
      file,
      (memory) => {
        const db = new DatabaseSync(file);
        db.exec("DROP TABLE incidents; DROP TABLE jobs; DROP TABLE notes");
        db.close();
        memory.remember(FULL);
        memory.set("key", "value");
        assert.deepEqual(
          troubles.map(({ kind }) => kind),
          ["not_written", "not_written"],
        );
        assert.throws(() => memory.beginJob({ lockId: "front", remedy: "ping", check: undefined, startedAt: NOW }));
      },
      { trouble: (what) => troubles.push(what) },
    );
  });

  test("killed in mid write, it has all that was acknowledged", async () => {
    const file = aFile();
    const program = `
      import { openMemory } from ${JSON.stringify(MODULE)};
      import { writeSync } from "node:fs";
      const memory = openMemory(${JSON.stringify(file)});
      const job = memory.beginJob({ lockId: "front", remedy: "install_update", check: undefined, startedAt: ${NOW} });
      for (let at = 1; ; at++) {
        memory.remember({ lockId: "front", kind: "lock", at });
        writeSync(1, at + "\\n");
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 300) child.kill("SIGKILL");
    }
    assert.ok(acknowledged >= 300);
    const troubles: Trouble[] = [];
    using(
      file,
      (memory) => {
        const times = memory.incidents("front").map(({ at }) => at);
        // One more may have been written of which nobody heard.
        assert.ok(times[0]! >= acknowledged && times[0]! <= acknowledged + 1, `${times[0]} of ${acknowledged}`);
        assert.equal(times.length, times[0]);
        assert.equal(closeInterrupted(memory, NOW)[0]?.remedy, "install_update");
      },
      { trouble: (what) => troubles.push(what) },
    );
    assert.deepEqual(troubles, []);
  });

  test("opening it says nothing on the error stream, and silences nobody else", () => {
    const program = `
      const { openMemory } = await import(${JSON.stringify(MODULE)});
      openMemory(":memory:").close();
      process.emitWarning("of somebody else", "ExperimentalWarning");`;
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    assert.doesNotMatch(stderr, /SQLite/);
    assert.match(stderr, /of somebody else/);
  });
});
