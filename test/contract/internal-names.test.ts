import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { INTERNAL_NAMES } from "../../scripts/lib/internal-names.mjs";
import { read } from "./support.ts";

const names: ReadonlySet<string> = new Set(INTERNAL_NAMES);

function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

describe("names that the build shortens", () => {
  test("none is a key or a parameter of a text, which are looked up by their words", () => {
    for (const file of ["en.json", "en.more.json"]) {
      const words = readFileSync(new URL(`../../src/translations/${file}`, import.meta.url), "utf8");
      const parameters = [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
      assert.deepEqual(
        [...keysOf(JSON.parse(words)), ...parameters].filter((key) => names.has(key)),
        [],
        file,
      );
    }
  });

  test("what Home Assistant reads keeps its name", () => {
    assert.match(read("dist/lock-health-card.js"), /"entityId"/);
  });
});
