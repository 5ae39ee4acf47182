import assert from "node:assert/strict";
import { dirname, posix } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { layerOf, layers, maySeePackage } from "../../scripts/lib/layers.mjs";
import { files, read } from "./support.ts";

type Layer = (typeof layers)[number];

/** Every import of a file, types and lazy ones included, with its line. */
function importsOf(path: string): { specifier: string; line: number }[] {
  const text = read(path);
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName, pos }) => ({ specifier: fileName, line: text.slice(0, pos).split("\n").length }));
}

/** Why a file of this layer may not import that, or undefined. */
function objection(layer: Layer, path: string, specifier: string): string | undefined {
  if (!specifier.startsWith("."))
    return maySeePackage(layer, specifier) ? undefined : `${layer.name} does not import the package`;
  const target = posix.join(dirname(path), specifier);
  if (!target.startsWith("src/")) return `${layer.name} does not import from outside src/`;
  const other = layerOf(target.slice("src/".length));
  if (!other) return `src/ has no such layer (scripts/lib/layers.mjs)`;
  return other === layer || layer.sees.some((name) => name === other.name)
    ? undefined
    : `${layer.name} does not import ${other.name}`;
}

test("imports point left only: core ← adapters ← runtime ← card | demo | cli | bridge", () => {
  const wrong: string[] = [];
  for (const path of files("src/**/*.ts")) {
    const layer = layerOf(path.slice("src/".length));
    if (!layer) {
      wrong.push(`${path} lies in no layer of scripts/lib/layers.mjs`);
      continue;
    }
    for (const { specifier, line } of importsOf(path)) {
      const why = objection(layer, path, specifier);
      if (why) wrong.push(`${path}:${line} imports "${specifier}": ${why}. ${layer.why}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("an import in the wrong direction is seen", () => {
  const [core, adapters, card] = ["core", "adapters", "card"].map((name) => layers.find((layer) => layer.name === name)!);
  assert.ok(objection(core!, "src/core/checks/link/x.ts", "../../../adapters/home.ts"));
  assert.ok(objection(core!, "src/core/x.ts", "lit"));
  assert.ok(objection(adapters!, "src/adapters/x.ts", "../runtime/client.ts"));
  assert.ok(objection(card!, "src/card/x.ts", "../demo/sim-home.ts"));
  assert.equal(objection(card!, "src/card/x.ts", "../core/check.ts"), undefined);
  assert.equal(objection(card!, "src/card/x.ts", "lit/decorators.js"), undefined);
});
