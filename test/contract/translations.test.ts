import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FAMILIES, SEVERITIES } from "../../src/core/check.ts";
import { checks } from "../../src/core/checks/index.ts";
import { remedies } from "../../src/core/remedies/index.ts";
import { languages } from "../../src/translations/languages.ts";
import type { Texts } from "../../src/translations/localize.ts";
import { files, read } from "./support.ts";

type Leaf = Texts[string];

function isList(value: Leaf): value is readonly string[] {
  return Array.isArray(value);
}

/** Every text by its dotted key; a list is one text. */
function flat(texts: Texts, prefix = ""): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, value] of Object.entries(texts)) {
    const key = `${prefix}${name}`;
    if (typeof value === "string" || isList(value)) leaves.set(key, value);
    else for (const [inner, leaf] of flat(value, `${key}.`)) leaves.set(inner, leaf);
  }
  return leaves;
}

/** A language is several files: what the card needs at once, what it loads after its first drawing, and what somebody opens. */
const PARTS = ["json", "more.json", "guides.json", "care.json", "help.json"] as const;

function parse(language: string, part: (typeof PARTS)[number]): Map<string, Leaf> {
  return flat(JSON.parse(read(`src/translations/${language}.${part}`)) as Texts);
}

function sentences(leaf: Leaf): string[] {
  if (typeof leaf === "string") return [leaf];
  return isList(leaf) ? [...leaf] : Object.values(leaf).flatMap(sentences);
}

/** What stands in braces, in order; a translation may say it in another one. */
function placeholders(leaf: Leaf): string[] {
  const found = sentences(leaf).flatMap((sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name));
  return [...new Set(found)].sort();
}

function kind(leaf: Leaf): string {
  if (typeof leaf === "string") return "a text";
  return isList(leaf) ? `a list of ${leaf.length}` : "a text by number";
}

const english = new Map([...parse("en", "json"), ...parse("en", "more.json")]);
const others = files("src/translations/*.json")
  .map((path) => path.replace(/^.*\//, "").replace(/\..*$/, ""))
  .filter((language, index, all) => language !== "en" && all.indexOf(language) === index);

/** Keys that a language does not need, with the reason. */
const MAY_LACK: { readonly [language: string]: { readonly [key: string]: string } } = {};

describe("English has the texts of", () => {
  const has = (key: string) => assert.ok(english.has(key), `src/translations/en.json lacks "${key}"`);

  for (const { id } of checks) {
    test(`the check ${id}`, () => {
      has(`checks.${id}.title`);
      has(`checks.${id}.text`);
    });
  }

  for (const remedy of Object.values(remedies)) {
    test(`the remedy ${remedy.id}`, () => {
      if (remedy.kind !== "guide") return has(`remedies.${remedy.id}.label`);
      assert.ok(
        english.has(`remedies.${remedy.id}.label`) || english.has("remedies.guide.label"),
        "a button of its own, or that of all guides",
      );
    });
  }

  test("all families and severities", () => {
    for (const family of FAMILIES) has(`family.${family}`);
    for (const severity of SEVERITIES) has(`severity.${severity}`);
  });

  test("nothing that is no check or remedy any more", () => {
    const known = new Set<string>([
      "remedies.guide",
      ...checks.map(({ id }) => `checks.${id}`),
      ...Object.keys(remedies).map((id) => `remedies.${id}`),
    ]);
    const orphans = [...english.keys()]
      .filter((key) => /^(checks|remedies)\./.test(key))
      .filter((key) => !known.has(key.split(".").slice(0, 2).join(".")));
    assert.deepEqual(orphans, []);
  });
});

test("each language is in the list, and the list has no other", () => {
  assert.deepEqual(Object.keys(languages).sort(), ["en", ...others].sort());
});

for (const language of others) {
  for (const part of PARTS) {
    describe(`src/translations/${language}.${part}`, () => {
      const source = parse("en", part);
      const texts = parse(language, part);

      test("has the keys of English", () => {
        const spared = MAY_LACK[language] ?? {};
        const missing = [...source.keys()].filter((key) => !texts.has(key) && !(key in spared));
        assert.deepEqual(missing, [], "missing");
        const unknown = [...texts.keys()].filter((key) => !source.has(key));
        assert.deepEqual(unknown, [], "English has no such key");
      });

      test("says the same with the same placeholders", () => {
        for (const [key, leaf] of texts) {
          const original = source.get(key);
          if (original === undefined) continue;
          assert.equal(kind(leaf), kind(original), key);
          assert.deepEqual(placeholders(leaf), placeholders(original), key);
          assert.ok(!sentences(leaf).some((sentence) => sentence.trim() === ""), `${key} is empty`);
        }
      });
    });
  }
}
