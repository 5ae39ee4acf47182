import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { INTERNAL_NAMES } from "../../../scripts/lib/internal-names.mjs";
import { checks } from "../../../src/core/checks/index.ts";
import { CARE_TASKS } from "../../../src/core/care/tasks.ts";
import { CARE_TASK_IDS } from "../../../src/core/care/types.ts";
import german from "../../../src/translations/de.care.json" with { type: "json" };
import moreGerman from "../../../src/translations/de.more.json" with { type: "json" };
import english from "../../../src/translations/en.care.json" with { type: "json" };
import more from "../../../src/translations/en.more.json" with { type: "json" };
import { createLocalize } from "../../../src/translations/localize.ts";
import type { Texts } from "../../../src/translations/localize.ts";

const LANGUAGES: readonly (readonly [language: string, care: Texts, more: Texts])[] = [
  ["en", english, more],
  ["de", german, moreGerman],
];

/** Every text by its dotted key, in order. */
function flat(texts: Texts, prefix = ""): readonly (readonly [key: string, text: string])[] {
  return Object.entries(texts).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    if (typeof value === "string") return [[key, value] as const];
    return Array.isArray(value) ? [[key, value.join(" ")] as const] : flat(value as Texts, `${key}.`);
  });
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

for (const [language, care, other] of LANGUAGES)
  describe(`texts of care in ${language}`, () => {
    const localize = createLocalize(care);

    test("each task has a title and two or three sentences on how", () => {
      assert.deepEqual(Object.keys(care["care"] as Texts).includes("tasks"), true);
      for (const id of CARE_TASK_IDS) {
        assert.ok(localize(`care.tasks.${id}.title`), id);
        const how = localize.list(`care.tasks.${id}.how`);
        assert.ok(how.length >= 2 && how.length <= 3, id);
      }
    });

    test("has what it says for each reason, place, target and obstacle", () => {
      const keys = [
        ...["time", "turns", "forecast", "once"].map((id) => `why.${id}`),
        ...["bridge", "user", "page"].map((id) => `kept_${id}`),
        ...["list", "calendar", "shopping"].flatMap((id) => [
          `put.${id}`,
          ...["none", "missing", "read_only"].map((what) => `obstacle.${id}_${what}`),
        ]),
      ];
      for (const key of keys) assert.ok(localize.has(`care.${key}`), key);
    });

    test("the check names each task that it can name alone", () => {
      const said = createLocalize(other);
      assert.ok(checks.some(({ id }) => id === "care_due"));
      for (const { id } of CARE_TASKS) if (id !== "cells") assert.ok(said.has(`checks.care_due.title_${id}`), id);
    });
  });

test("German has the keys and the placeholders of English", () => {
  const source = new Map(flat(english));
  const texts = new Map(flat(german));
  assert.deepEqual([...texts.keys()], [...source.keys()]);
  for (const [key, text] of texts) assert.deepEqual(placeholders(text), placeholders(source.get(key) ?? ""), key);
});

test("no key and no placeholder is a name that the build shortens", () => {
  const names = new Set<string>(INTERNAL_NAMES);
  const words = flat(english).flatMap(([key, text]) => [
    ...key.split("."),
    ...placeholders(text).map((each) => each.slice(1, -1)),
  ]);
  assert.deepEqual(
    words.filter((word) => names.has(word)),
    [],
  );
});
