import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { QUESTIONS } from "../../src/core/answers/index.ts";
import { CARE_TASKS } from "../../src/core/care/tasks.ts";
import { CHECK_IDS } from "../../src/core/checks/index.ts";
import { STOPS } from "../../src/core/guide/types.ts";
import { guides } from "../../src/core/guides/index.ts";
import { read, root } from "./support.ts";

/** Statements of the problem that the product was asked to cover. */
const STATEMENTS = 45;

interface Row {
  readonly number: number;
  readonly checks: readonly string[];
  readonly guides: readonly string[];
  readonly care: readonly string[];
  readonly answers: readonly string[];
  readonly tests: readonly string[];
}

const codesIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, id = ""]) => id);

function rowOf(line: string): Row | undefined {
  const [, number = "", , checks, guided, care, answers, tests = ""] = line.split("|").map((cell) => cell.trim());
  if (!/^\d+$/.test(number)) return undefined;
  const linked = [...tests.matchAll(/\]\(([^)]+)\)/g)].map(([, path = ""]) => path);
  return {
    number: Number(number),
    checks: codesIn(checks),
    guides: codesIn(guided),
    care: codesIn(care),
    answers: codesIn(answers),
    tests: linked,
  };
}

const rows = read("docs/problem.md")
  .split("\n")
  .flatMap((line) => rowOf(line) ?? []);

/** Guides, their steps as `guide.step`, and where guides stop. */
const guided = new Set<string>([
  ...Object.values(guides).flatMap(({ id, steps }) => [id, ...steps.map((step) => `${id}.${step.id}`)]),
  ...STOPS.map((stop) => `stops.${stop}`),
]);
const known: { readonly [column: string]: ReadonlySet<string> } = {
  checks: new Set<string>(CHECK_IDS),
  guides: guided,
  care: new Set<string>(CARE_TASKS.map(({ id }) => id)),
  answers: new Set<string>(QUESTIONS.map(({ id }) => id)),
};

describe("docs/problem.md", () => {
  test("has every statement once, in order", () => {
    assert.deepEqual(
      rows.map(({ number }) => number),
      Array.from({ length: STATEMENTS }, (_each, index) => index + 1),
    );
  });

  for (const row of rows) {
    const named = [...row.checks, ...row.guides, ...row.care, ...row.answers];
    test(`statement ${row.number} is covered by what exists`, () => {
      assert.ok(named.length > 0, "by nothing");
      for (const column of ["checks", "guides", "care", "answers"] as const)
        for (const id of row[column]) assert.ok(known[column]?.has(id), `${column}: ${id}`);
    });

    test(`statement ${row.number} has tests, and they are about what is named`, () => {
      assert.ok(row.tests.length > 0, "none");
      const texts = row.tests.map((path) => {
        const file = join(root, "docs", path);
        assert.ok(existsSync(file), path);
        return `${path.replaceAll("-", "_")}\n${read(path.replace("../", "")).replaceAll("-", "_")}`;
      });
      const ids = named.map((id) => id.split(".")[0] ?? id);
      assert.ok(
        ids.some((id) => texts.some((text) => text.includes(id))),
        "no test speaks of any of it",
      );
    });
  }
});
