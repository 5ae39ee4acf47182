import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { HOMES, compare } from "./expected.ts";

const FOLDER = new URL("../homes/", import.meta.url);

for (const home of HOMES)
  test(`recorded home ${home.name}, in Node`, () => {
    const recorded: unknown = JSON.parse(readFileSync(new URL(`${home.name}.json`, FOLDER), "utf8"));
    const { found, wanted } = compare(recorded, home);
    assert.deepEqual(found, wanted);
  });

test("every recorded home has its expectation, and the other way round", () => {
  const files = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".json") ? [file.replace(".json", "")] : []));
  assert.deepEqual(files.sort(), HOMES.map(({ name }) => name).sort());
});
