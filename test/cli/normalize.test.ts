import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { collectHome } from "../../src/adapters/index.ts";
import { text, time } from "../../src/adapters/home.ts";
import type { HomeView } from "../../src/adapters/home.ts";
import { asHome } from "../../src/adapters/normalize.ts";
import { outline } from "../../src/cli/judge.ts";
import { HOMES, compare } from "../replay/expected.ts";
import { recorded } from "./personal.ts";
import type { JsonObject } from "./personal.ts";

const AT = "2026-11-22T12:00:00.000Z";

function home(value: unknown): HomeView {
  const read = asHome(value);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

function problem(value: unknown): string {
  const read = asHome(value);
  return "problem" in read ? read.problem : "";
}

const rows = (map: unknown, idField: string) =>
  Object.entries(map as { [id: string]: JsonObject }).map(([id, row]) => ({ ...row, [idField]: id }));

describe("the same home written otherwise", () => {
  const source = HOMES.find(({ name }) => name === "zwave-lockout")!;
  const written = recorded(source.name);
  const reads = (other: JsonObject) => {
    const { found, wanted } = compare(other, source);
    assert.deepEqual(found, wanted);
  };

  test("lists in the place of maps", () => {
    const lists = { states: rows(written["states"], "entity_id"), entities: rows(written["entities"], "entity_id") };
    reads({ ...written, ...lists, registry: rows(written["registry"], "entity_id"), devices: rows(written["devices"], "id") });
  });

  test("a map in the place of the list of config entries", () => {
    const entries = written["configEntries"] as JsonObject[];
    reads({ ...written, configEntries: Object.fromEntries(entries.map((row) => [text(row["entry_id"])!, row])) });
  });

  test("issues as the websocket answers them", () => {
    reads({ ...written, issues: { issues: written["issues"]! } });
  });

  test("an epoch in the place of an ISO time", () => {
    const at = time(written["takenAt"])!;
    reads({ ...written, takenAt: at });
    reads({ ...written, takenAt: at / 1000 });
  });

  test("the display registry as the websocket answers it", () => {
    const short = (row: JsonObject): JsonObject => {
      const { entity_id: ei, device_id: di, platform: pl, translation_key: tk, entity_category: category, area_id: ai } = row;
      const ec = category === "config" ? 0 : category === "diagnostic" ? 1 : undefined;
      return JSON.parse(JSON.stringify({ ei, di, pl, tk, ai, ec, hb: row["hidden"] })) as JsonObject;
    };
    const entities = Object.values(written["entities"] as { [id: string]: JsonObject }).map(short);
    const display = { entity_categories: { 0: "config", 1: "diagnostic" }, entities };
    reads({ ...written, entities: display });
    assert.deepEqual(home({ ...written, entities: display }).entities, home(written).entities);
  });

  test("the full registry alone", () => {
    reads(Object.fromEntries(Object.entries(written).filter(([part]) => part !== "entities")));
  });

  test("without the fields that are optional", () => {
    const { takenAt, states } = written;
    const bare = home({ takenAt: takenAt!, states: states! });
    assert.equal(collectHome(bare).length, source.locks);
    assert.deepEqual(bare.entities, {});
  });
});

describe("rows", () => {
  test("may miss fields", () => {
    const read = home({ takenAt: AT, states: { "lock.a": { state: "locked" }, "lock.b": {}, "lock.c": null } });
    assert.deepEqual(Object.keys(read.states), ["lock.a", "lock.b"]);
    assert.deepEqual(read.states["lock.b"], {
      entity_id: "lock.b",
      state: "unknown",
      attributes: {},
      last_changed: "",
      last_updated: "",
    });
  });

  test("take one time for the other", () => {
    const { states } = home({ takenAt: AT, states: { "lock.a": { state: "locked", last_updated: 1795348800 } } });
    assert.equal(states["lock.a"]?.last_changed, "2026-11-22T12:00:00.000Z");
  });

  test("of the registry lose their options, which can hold a code", () => {
    const { registry, entities } = home({
      takenAt: AT,
      states: {},
      registry: { "lock.a": { unique_id: "1", options: { lock: { default_code: "4711" } } } },
    });
    assert.ok(!JSON.stringify([registry, entities]).includes("4711"));
  });

  test("that are disabled are no entities", () => {
    const { entities } = home({
      takenAt: AT,
      states: {},
      entities: [
        { entity_id: "lock.a", disabled_by: "user" },
        { entity_id: "lock.b", hidden_by: "user" },
      ],
    });
    assert.deepEqual(entities, { "lock.b": { entity_id: "lock.b", hidden_by: "user", hidden: true } });
  });
});

describe("what is wrong is named", () => {
  const states = {};
  for (const [value, told] of [
    [null, /^the whole is missing/],
    [[], /^the whole is a list/],
    ["home", /^the whole is the text "home"/],
    [{}, /^takenAt is missing/],
    [{ takenAt: "yesterday", states }, /^takenAt is the text "yesterday"/],
    [{ takenAt: 0, states }, /^takenAt is the number 0/],
    [{ takenAt: 1e300, states }, /^takenAt/],
    [{ takenAt: AT }, /^states is missing/],
    [{ takenAt: AT, states: "locked" }, /^states is the text "locked"/],
    [{ takenAt: AT, states: { "lock.a": "locked" } }, /^states\["lock\.a"\] is the text "locked"/],
    [{ takenAt: AT, states: [{ state: "locked" }] }, /^states\[0\]\.entity_id is missing/],
    [{ takenAt: AT, states, config: [] }, /^config is a list/],
    [{ takenAt: AT, states, entities: 7 }, /^entities is the number 7/],
    [{ takenAt: AT, states, devices: [{ name: "Door" }] }, /^devices\[0\]\.id is missing/],
    [{ takenAt: AT, states, issues: 7 }, /^issues is the number 7/],
    [{ takenAt: AT, states, answers: {} }, /^answers is an object/],
    [{ takenAt: AT, states, answers: [{ result: {} }] }, /^answers\[0\]\.request is missing/],
    [{ takenAt: AT, states, answers: [{ request: {} }] }, /^answers\[0\]\.request\.type is missing/],
    [
      { takenAt: AT, states, commands: { "lock.a": { wanted: "open", at: AT } } },
      /^commands\["lock\.a"\]\.wanted is the text "open"/,
    ],
    [{ takenAt: AT, states, commands: { "lock.a": { wanted: "locked" } } }, /^commands\["lock\.a"\]\.at is missing/],
  ] as const)
    test(JSON.stringify(value), () => assert.match(problem(value), told));
});

test("any JSON is a home or has a problem, and every home can be judged", () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom("lock.a", "device", "zwave_js", "mqtt", "matter", AT, 1e300, -1));
  const row = fc.dictionary(
    fc.constantFrom(
      "entity_id",
      "state",
      "attributes",
      "last_changed",
      "device_id",
      "platform",
      "identifiers",
      "config_entries",
      "options",
    ),
    field,
  );
  const table = fc.oneof(
    fc.dictionary(fc.constantFrom("lock.a", "sensor.b", "device", "__proto__"), fc.oneof(row, row, row, field)),
    fc.array(row),
    field,
  );
  const part = fc.record(
    {
      states: table,
      entities: table,
      registry: table,
      devices: table,
      configEntries: table,
      issues: field,
      answers: field,
      config: row,
      user: field,
    },
    { requiredKeys: ["states"] },
  );
  fc.assert(
    fc.property(part, (parts) => {
      const read = asHome(JSON.parse(JSON.stringify({ takenAt: AT, ...parts })));
      if ("problem" in read) assert.notEqual(read.problem, "");
      else outline(read);
    }),
    { numRuns: 2000 },
  );
});
