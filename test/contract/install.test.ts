import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { parse } from "acorn";
import type { AnyNode } from "acorn";
import { files, read, root } from "./support.ts";

/**
 * How HACS and Home Assistant's Marketplace install a card and how Home Assistant serves it: each test holds a trap that was
 * measured there. docs/architecture.md tells the whole story.
 */

const ENTRY = "lock-health-card.js";
const CHUNK = /^lock-health-card-[a-z0-9.-]+-[\w-]{8}\.js$/;
const OLDEST_HOME_ASSISTANT = "2026.8.0";

interface Built {
  readonly name: string;
  readonly code: string;
  /** Imports that are loaded with the file. */
  readonly eager: readonly string[];
  /** Files beside it that it names, to be loaded when needed. */
  readonly named: readonly string[];
  /** Newer syntax than ES2019. */
  readonly modern: readonly string[];
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function* nodes(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node))
    for (const child of [value].flat() as unknown[]) if (isNode(child)) yield* nodes(child);
}

/** What of ES2020 a node is, besides `import()`, which every browser that we run in knows. Later syntax does not even parse. */
function newerSyntax(node: AnyNode): string | undefined {
  if (node.type === "ChainExpression") return "?.";
  if (node.type === "LogicalExpression" && node.operator === "??") return "??";
  if (node.type === "Literal" && "bigint" in node) return "a big integer";
  if (node.type === "MetaProperty" && node.meta.name === "import") return "import.meta";
  if (node.type === "ExportAllDeclaration" && node.exported) return "export * as";
  return undefined;
}

function eagerImport(node: AnyNode): string | undefined {
  if (node.type !== "ImportDeclaration" && node.type !== "ExportAllDeclaration" && node.type !== "ExportNamedDeclaration")
    return undefined;
  return node.source ? String(node.source.value) : undefined;
}

function namedFile(node: AnyNode): string | undefined {
  const text = node.type === "Literal" ? node.value : node.type === "TemplateElement" ? node.value.cooked : undefined;
  // With a query it is the second attempt at the same file.
  return typeof text === "string" ? /^(\.\/[^ ?]*\.js)(\?|$)/.exec(text)?.[1] : undefined;
}

function analyse(name: string): Built {
  const code = readFileSync(join(root, "dist", name), "utf8");
  const all = [...nodes(parse(code, { ecmaVersion: 2020, sourceType: "module" }))];
  return {
    name,
    code,
    eager: all.flatMap((node) => eagerImport(node) ?? []),
    named: all.flatMap((node) => namedFile(node) ?? []),
    modern: all.flatMap((node) => newerSyntax(node) ?? []),
  };
}

describe("dist/", () => {
  let built: Built[] = [];
  before(() => {
    assert.ok(existsSync(join(root, "dist", ENTRY)), "run `npm run build` and commit dist/");
    built = readdirSync(join(root, "dist"), { withFileTypes: true }).map((file) => {
      assert.ok(file.isFile(), `dist/${file.name}: assets of a release have no folders, so dist/ is flat`);
      assert.match(
        file.name,
        /\.js$/,
        "only what a browser loads; Home Assistant compresses by itself, and a shipped .gz would win over it",
      );
      return analyse(file.name);
    });
  });

  test("has the entry, and chunks with a hash in their names: what is under /local is cached for a month", () => {
    for (const { name } of built) if (name !== ENTRY) assert.match(name, CHUNK);
  });

  test("has no name that starts with dist, here or in the root: from a branch only such files would be installed", () => {
    const inRoot = readdirSync(root, { withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ name }) => name);
    assert.deepEqual(
      [...inRoot, ...built.map(({ name }) => name)].filter((name) => name.startsWith("dist")),
      [],
    );
  });

  test("has an entry that loads nothing with it: from a branch it is installed alone, and does the whole main job", () => {
    assert.deepEqual(built.find(({ name }) => name === ENTRY)?.eager, []);
  });

  test("has the hint to compile the entry where it is read as its first line: anywhere else it is no hint", () => {
    assert.match(built.find(({ name }) => name === ENTRY)?.code ?? "", /^\/\/# allFunctionsCalledOnLoad\n/);
  });

  test("has no chunk that imports the entry: without its ?v= that is another address, and it would run twice", () => {
    for (const { name, named } of built) assert.ok(!named.some((path) => path.includes(ENTRY)), name);
  });

  test("has every chunk that is asked for, beside the one who asks, and no other", () => {
    const wanted = new Set(built.flatMap(({ named }) => named));
    const there = built.map(({ name }) => `./${name}`).filter((path) => path !== `./${ENTRY}`);
    assert.deepEqual([...wanted].sort(), there.sort());
  });

  test("asks for a missing chunk once more under another address: browsers remember a failed import, and 404s are cached too", () => {
    const { code = "", named = [] } = built.find(({ name }) => name === ENTRY) ?? {};
    if (named.length > 0) assert.match(code, /\.catch\(.{0,80}\?again=/);
  });

  test("is written in ES2019: nothing is transpiled for the browsers of Home Assistant's legacy build", () => {
    for (const { name, modern } of built) assert.deepEqual(modern, [], name);
  });

  test("does without what those browsers lack", () => {
    // Chrome 100 and iPadOS 15.8 are the floor that we test on; plain http has no secure context.
    const missing: { readonly [name: string]: RegExp } = {
      "color-mix()": /color-mix\(/,
      structuredClone: /\bstructuredClone\b/,
      // Not "...at(": a name that the build gave to a function of ours.
      "Array.at": /(?<!\.\.)\.at\(/,
      findLast: /\.findLast(Index)?\(/,
      "Object.hasOwn": /Object\.hasOwn\(/,
      "Object.groupBy": /\.groupBy\(/,
      "toSorted and its like": /\.(toSorted|toReversed|toSpliced|with)\(/,
      "AbortSignal.timeout": /AbortSignal\.(timeout|any)\b/,
      "Promise.withResolvers": /Promise\.withResolvers/,
      "Intl.DurationFormat": /DurationFormat/,
      requestIdleCallback: /requestIdleCallback/,
      "crypto without https": /crypto\.(randomUUID|subtle)/,
      subgrid: /\bsubgrid\b/,
      popover: /\bpopover=/,
      "view transitions": /startViewTransition|view-transition/,
      "a dark mode besides Home Assistant's": /prefers-color-scheme/,
      "a blur that slow tablets pay for": /backdrop-filter/,
    };
    for (const { name, code } of built)
      for (const [what, pattern] of Object.entries(missing)) assert.doesNotMatch(code, pattern, `${name} uses ${what}`);
  });

  test("knows nothing of the machine that built it", () => {
    for (const { name, code } of built) {
      assert.ok(!code.includes(root), name);
      assert.doesNotMatch(code, /file:\/\/|node_modules|sourceMappingURL/, name);
    }
  });
});

test("styles have no nesting, which came with Chrome 120", () => {
  for (const path of files("src/card/**/*.ts")) {
    for (const [, style = ""] of read(path).matchAll(/\bcss`([^`]*)`/g)) assert.doesNotMatch(style, /&/, path);
  }
});

describe("hacs.json", () => {
  const manifest = JSON.parse(read("hacs.json")) as { [key: string]: unknown };

  test("names the entry, plainly", () => {
    assert.equal(manifest["filename"], ENTRY);
    assert.equal(typeof manifest["name"], "string");
  });

  test("asks for the oldest Home Assistant that has what the card needs", () => {
    assert.equal(manifest["homeassistant"], OLDEST_HOME_ASSISTANT);
  });

  test("has only keys that HACS knows", () => {
    const known = new Set([
      "name",
      "filename",
      "homeassistant",
      "hacs",
      "country",
      "content_in_root",
      "hide_default_branch",
      "zip_release",
    ]);
    assert.deepEqual(
      Object.keys(manifest).filter((key) => !known.has(key)),
      [],
    );
  });
});
