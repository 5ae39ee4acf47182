import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Adapter, DeepAdapter } from "../../src/adapters/adapter.ts";
import { deepAdapters } from "../../src/adapters/deep/index.ts";
import { companions } from "../../src/adapters/companions/index.ts";
import { adapters } from "../../src/adapters/index.ts";
import { CAUSES } from "../../src/core/causes/index.ts";
import type { Check } from "../../src/core/check.ts";
import { FIRST_CAUSES } from "../../src/core/causes/first.ts";
import { firstChecks } from "../../src/core/checks/first.ts";
import { CHECK_IDS, checks } from "../../src/core/checks/index.ts";
import type { Remedy } from "../../src/core/remedy.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import { exported, files, idOf } from "./support.ts";

function twice(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

describe("checks", () => {
  for (const path of files("src/core/checks/*/*.ts")) {
    test(`${path} has one check, named as its file and folder, and in the list`, async () => {
      const found = await exported<Check>(path, "evaluate");
      assert.equal(found.length, 1, "one check a file");
      const [check] = found;
      assert.equal(check!.id, idOf(path));
      assert.equal(check!.family, path.split("/").at(-2), "the folder is the family");
      assert.ok(checks.includes(check!), "add it to src/core/checks/index.ts");
    });
  }

  test("those of the card's entry are among them, in the same order", () => {
    assert.deepEqual(
      firstChecks,
      checks.filter((check) => firstChecks.includes(check)),
    );
    assert.deepEqual(
      FIRST_CAUSES.filter(
        ({ cause, explains }) => ![cause, ...explains].every((id) => firstChecks.some((check) => check.id === id)),
      ),
      [],
    );
  });

  test("CHECK_IDS are those of the list, in its order, each once", () => {
    assert.deepEqual(
      checks.map(({ id }) => id),
      [...CHECK_IDS],
    );
    assert.deepEqual(twice(CHECK_IDS), []);
  });

  test("each offers remedies, and none twice", () => {
    for (const { id, remedies: offered } of checks) {
      assert.ok(offered.length > 0, `${id} leaves people alone with it`);
      assert.deepEqual(twice(offered), [], id);
    }
  });
});

describe("remedies", () => {
  for (const path of files("src/core/remedies/*.ts").filter((path) => !/\/(index|first)\.ts$/.test(path))) {
    test(`${path} has one remedy, named as its file, and in the list`, async () => {
      const found = await exported<Remedy>(path, "consent");
      assert.equal(found.length, 1, "one remedy a file");
      assert.equal(found[0]!.id, idOf(path));
      assert.ok(Object.values(remedies).includes(found[0]!), "add it to src/core/remedies/index.ts");
    });
  }

  test("REMEDY_IDS are those of the list, in its order, each once and under its own name", () => {
    assert.deepEqual(Object.keys(remedies), [...REMEDY_IDS]);
    assert.deepEqual(twice(REMEDY_IDS), []);
    for (const id of REMEDY_IDS) assert.equal(remedies[id].id, id);
  });

  test("each is for a person, or some adapter plans it", () => {
    const planned = new Set([...adapters, ...companions, ...deepAdapters].flatMap(({ plans }) => Object.keys(plans)));
    const idle = REMEDY_IDS.filter((id) => ["action", "link"].includes(remedies[id].kind) && !planned.has(id));
    assert.deepEqual(idle, [], "no adapter has a plan for these");
  });

  test("what moves, restarts, interviews, reloads or flashes asks first", () => {
    const rash = Object.values(remedies).filter(
      (remedy) => remedy.kind === "action" && remedy.harm !== "none" && remedy.consent === "tap",
    );
    assert.deepEqual(
      rash.map(({ id }) => id),
      [],
    );
  });
});

describe("causes", () => {
  const explained = (id: string) => CAUSES.filter(({ cause }) => cause === id).flatMap(({ explains }) => explains);

  test("name known checks, each pair once", () => {
    const known = new Set<string>(CHECK_IDS);
    assert.deepEqual(
      CAUSES.flatMap(({ cause, explains }) => [cause, ...explains]).filter((id) => !known.has(id)),
      [],
    );
    assert.deepEqual(twice(CAUSES.flatMap(({ cause, explains }) => explains.map((id) => `${cause} → ${id}`))), []);
  });

  test("have no circle", () => {
    const walk = (id: string, way: readonly string[]): void => {
      assert.ok(!way.includes(id), `a circle: ${[...way, id].join(" → ")}`);
      for (const next of explained(id)) walk(next, [...way, id]);
    };
    for (const { cause } of CAUSES) walk(cause, []);
  });
});

describe("adapters", () => {
  for (const path of files("src/adapters/{*.ts,*/index.ts}").filter((path) => path !== "src/adapters/index.ts")) {
    test(`an adapter in ${path} is in the list, named as its file`, async () => {
      for (const adapter of await exported<Adapter>(path, "recognises")) {
        assert.ok(adapters.includes(adapter), "add it to src/adapters/index.ts");
        assert.equal(adapter.id, idOf(path.replace("/index.ts", ".ts")));
      }
    });
  }

  test("have each its own id, and the one for any lock is last", () => {
    assert.deepEqual(twice(adapters.map(({ id }) => id)), []);
    assert.equal(adapters.at(-1)?.id, "generic");
  });
});

describe("deep adapters", () => {
  for (const path of files("src/adapters/deep/*.ts").filter((path) => !/\/(index|shared)\.ts$/.test(path))) {
    test(`${path} has one, named as its file, and in the list`, async () => {
      const found = await exported<DeepAdapter>(path, "plans");
      assert.equal(found.length, 1, "one a file");
      assert.equal(found[0]!.id, idOf(path));
      assert.ok(deepAdapters.includes(found[0]!), "add it to src/adapters/deep/index.ts");
    });
  }

  test("have each its own id", () => {
    assert.deepEqual(twice(deepAdapters.map(({ id }) => id)), []);
  });
});
