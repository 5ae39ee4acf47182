import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { HOMES } from "../replay/expected.ts";
import { diagnose, jsonLines } from "./command.ts";

const HOMES_FOLDER = fileURLToPath(new URL("../homes/", import.meta.url));
const homeFile = (name: string) => join(HOMES_FOLDER, `${name}.json`);

const folder = mkdtempSync(join(tmpdir(), "lock-health-"));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

interface Line {
  readonly file: string;
  readonly error?: string;
  readonly locks?: readonly {
    readonly entity_id: string;
    readonly severity: string;
    readonly findings: readonly {
      readonly id: string;
      readonly evidence: readonly { readonly [field: string]: unknown }[];
      readonly remedies: readonly string[];
    }[];
  }[];
}

const noLocks = { takenAt: "2026-11-22T12:00:00Z", config: { state: "RUNNING" }, states: {}, entities: {}, devices: {} };

describe("--json", () => {
  test("prints one line a file, in their order, worst lock first", async () => {
    const names = HOMES.map(({ name }) => name);
    const { status, out, err } = await diagnose(["--json", ...names.map(homeFile)]);
    assert.equal(status, 0);
    assert.equal(err, "");
    const lines = jsonLines(out) as Line[];
    assert.deepEqual(
      lines.map(({ file }) => file),
      names.map(homeFile),
    );
    const grades = ["healthy", "unknown", "warning", "error", "critical"];
    for (const { locks } of lines) {
      const found = locks!.map(({ severity }) => grades.indexOf(severity));
      assert.deepEqual(
        found,
        [...found].sort((a, b) => b - a),
      );
      assert.ok(!found.includes(-1));
    }
    const worst = Object.fromEntries(lines.map(({ file, locks }) => [file, locks![0]!.findings[0]?.id]));
    for (const { name, expected } of HOMES)
      if (Object.keys(expected).length > 0)
        assert.ok(
          Object.values(expected).some(([, first]) => first!.split(" ")[0] === worst[homeFile(name)]),
          name,
        );
  });

  test("says of each finding its evidence with unit, time and source, and the remedies that are offered", async () => {
    const [{ locks }] = jsonLines((await diagnose(["--json", homeFile("zwave-low-battery")])).out) as [Line];
    const { entity_id: entityId, severity, findings } = locks![0]!;
    assert.equal(severity, "critical");
    const [battery, link] = findings;
    assert.deepEqual(Object.keys(battery!), ["id", "family", "severity", "evidence", "remedies", "explains"]);
    const [level] = battery!.evidence;
    assert.equal(level!["fact"], "battery_level");
    assert.equal(level!["value"], 8);
    assert.equal(level!["unit"], "%");
    assert.match(String(level!["at"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal(level!["source"], entityId.replace("lock.", "sensor.").concat("_battery_level"));
    assert.deepEqual(battery!.remedies, ["replace_cells", "ask_administrator"]);
    assert.equal(link!.id, "link_weak");
  });

  test("writes times as times", async () => {
    const [{ locks }] = jsonLines((await diagnose(["--json", homeFile("zwave-lockout")])).out) as [Line];
    const events = locks![0]!.findings[0]!.evidence.find(({ fact }) => fact === "keypad_lockout_events");
    assert.ok(Array.isArray(events!["value"]) && events!["value"].every((at) => /^\d{4}-.*Z$/.test(String(at))));
  });

  test("offers an administrator what an administrator may do", async () => {
    const home = JSON.parse(readFileSync(homeFile("update-available"), "utf8")) as object;
    const file = write("administrator.json", { ...home, user: { is_admin: true } });
    const [{ locks }] = jsonLines((await diagnose(["--json", file])).out) as [Line];
    assert.equal(locks![0]!.findings[0]!.remedies[0], "install_update");
  });

  test("names a broken file with what is wrong in it, does the others, and ends with 2", async () => {
    const files = [
      join(folder, "missing.json"),
      write("text.json", "not JSON,\nat all"),
      write("list.json", []),
      write("states.json", { ...noLocks, states: 7 }),
      homeFile("healthy"),
    ];
    const { status, out, err } = await diagnose(["--json", ...files]);
    assert.equal(status, 2);
    const lines = jsonLines(out) as Line[];
    assert.deepEqual(
      lines.map(({ file }) => file),
      files,
    );
    const [missing, text, list, states, healthy] = lines;
    assert.match(missing!.error!, /no such file/);
    assert.match(text!.error!, /not JSON/);
    assert.match(list!.error!, /the whole is a list/);
    assert.match(states!.error!, /states is the number 7/);
    assert.equal(healthy!.locks!.length, 8);
    for (const { file, error } of lines) if (error !== undefined) assert.ok(err.includes(`${file}: ${error}`));
  });

  test("is an empty list, and a sentence, for a home without locks", async () => {
    const file = write("no-locks.json", noLocks);
    const { status, out, err } = await diagnose(["--json", file]);
    assert.equal(status, 0);
    assert.deepEqual(jsonLines(out), [{ file, locks: [] }]);
    assert.match(err, /There is no lock in this home/);
  });
});

describe("recorded homes from anywhere", () => {
  test("a folder stands for its JSON files", async () => {
    const { status, out } = await diagnose(["--json", HOMES_FOLDER]);
    assert.equal(status, 0);
    assert.equal(jsonLines(out).length, HOMES.length);
  });

  test("a folder without any is named", async () => {
    const empty = mkdtempSync(join(folder, "empty-"));
    const { status, err } = await diagnose([empty]);
    assert.equal(status, 2);
    assert.match(err, /no JSON file in this folder/);
  });

  test("a byte order mark is no mistake", async () => {
    const { status } = await diagnose([write("mark.json", `\uFEFF${JSON.stringify(noLocks)}`)]);
    assert.equal(status, 0);
  });

  test("neither a long past nor a future is", async () => {
    for (const takenAt of ["1999-12-31T23:59:59Z", "2099-01-01T00:00:00Z"]) {
      const states = { "lock.a": { state: "locked", attributes: {}, last_changed: "2026-01-01T00:00:00Z" } };
      const { status, out } = await diagnose([write("when.json", { ...noLocks, takenAt, states })]);
      assert.equal(status, 0);
      assert.match(out, /lock\.a/);
    }
  });
});

describe("for people", () => {
  test("prints verdict, finding, evidence with unit, age and source, and what to do", async () => {
    const { status, out } = await diagnose([homeFile("zwave-low-battery")]);
    assert.equal(status, 0);
    assert.match(out, /8 locks, recorded \d{4}-\d\d-\d\d \d\d:\d\d UTC by a plain user/);
    assert.match(out, /Lock \d: critical {2}\[lock\.lock_\d, zwave_js\]\n {2}battery_critical: critical, power\n/);
    assert.match(out, /battery_level +8 % +\d+ s +sensor\.lock_\d_battery_level\n/);
    assert.match(out, /explains +battery_low\n +to do +replace_cells, ask_administrator\n/);
    assert.ok(out.indexOf("critical  [") < out.indexOf("healthy  ["));
  });

  test("says why it cannot tell", async () => {
    const states = { "lock.a": { state: "unknown", attributes: { friendly_name: "Door" } } };
    const { out } = await diagnose([write("unknown.json", { ...noLocks, states })]);
    assert.match(out, /Door: can't tell: /);
  });

  test("has a sentence for a home without locks", async () => {
    const { status, out } = await diagnose([write("no-locks.json", noLocks)]);
    assert.equal(status, 0);
    assert.match(out, /0 locks.*\n\nThere is no lock in this home\./);
  });
});

describe("the command line", () => {
  test("explains itself", async () => {
    const { status, out } = await diagnose(["--help"]);
    assert.equal(status, 0);
    for (const word of ["--json", "--record", "--out", "HA_TOKEN", "Exit status", "64"]) assert.ok(out.includes(word), word);
  });

  for (const [args, told] of [
    [[], /Which recorded home/],
    [["--jsno", "a.json"], /--jsno/],
    [["a.json", "--out", "b.json"], /--out says where --record writes/],
    [["--record", "homeassistant.local"], /needs the address/],
    [["--record", "http://127.0.0.1:8123"], /HA_TOKEN/],
    [["--record", "http://127.0.0.1:8123", "a.json"], /takes no files/],
    [["--record", "http://127.0.0.1:8123", "--token", "x"], /--token/],
  ] as const)
    test(`refuses ${args.join(" ") || "nothing at all"} with 64`, async () => {
      const { status, out, err } = await diagnose(args);
      assert.equal(status, 64);
      assert.equal(out, "");
      assert.match(err, told);
      assert.match(err, /--help/);
    });
});
