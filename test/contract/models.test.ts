import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { modelsPage, writtenModels } from "../../scripts/models.mjs";
import { fits, makers, modelOf, wordsOf } from "../../src/core/models/index.ts";
import { CELL_TYPES, EMERGENCIES } from "../../src/core/models/types.ts";
import type { Traits } from "../../src/core/models/types.ts";

const models = makers.flatMap((maker) => maker.models.map((row) => ({ maker, row, id: wordsOf(`${maker.maker} ${row.model}`) })));
const all: readonly (readonly [id: string, traits: Traits])[] = [
  ...makers.flatMap(({ maker, every }): (readonly [string, Traits])[] => (every ? [[`every ${maker}`, every]] : [])),
  ...models.map(({ id, row }) => [id, row] as const),
];

const CHEMISTRIES = ["alkaline", "lithium", "nimh", "li_ion"];
/** Makers of most locks that are in homes, whose support has to be known. */
const MOST_LOCKS = [
  "Schlage",
  "Kwikset",
  "Yale",
  "August",
  "Nuki",
  "SwitchBot",
  "Danalock",
  "Aqara",
  "Tedee",
  "LOQED",
  "Ultraloq",
  "eufy",
];

/** Most cells in a lock that is known, with room for another row of them. */
const MOST_CELLS = 12;

const twice = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

function isUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:" && text === encodeURI(decodeURI(text));
}

describe("what is known by the model", () => {
  test("covers at least 60 models of at least 15 makers, each once", () => {
    assert.ok(models.length >= 60, String(models.length));
    assert.ok(makers.length >= 15, String(makers.length));
    assert.deepEqual(twice(models.map(({ id }) => id)), []);
    assert.deepEqual(twice(makers.map(({ maker }) => maker)), []);
  });

  test("names its sources and manuals, none twice, all of them secure links", () => {
    for (const [id, { sources, manual, support }] of all) {
      assert.ok(sources.length > 0, id);
      assert.deepEqual(twice(sources), [], id);
      const own = [manual, support].filter((link) => link !== undefined);
      for (const link of [...sources, ...own]) assert.ok(isUrl(link), `${id}: ${link}`);
    }
  });

  test("says where the maker's support is reached, by secure links, at least for those of most locks", () => {
    for (const { maker, support } of makers) if (support !== undefined) assert.ok(isUrl(support), maker);
    const without = MOST_LOCKS.filter((name) => makers.find(({ maker }) => maker === name)?.support === undefined);
    assert.deepEqual(without, []);
  });

  const supportOf = (maker: string) => makers.find((each) => each.maker === maker)?.support;

  for (const [name, found, expected] of [
    ["a lock that is listed", modelOf("Schlage", "BE469ZP"), supportOf("Schlage")],
    ["one that is not", modelOf("Schlage", "a new one"), supportOf("Schlage")],
    ["a maker of whom nothing else is known for all", modelOf("Nuki Home Solutions GmbH", "a new one"), supportOf("Nuki")],
    ["August's own, though Yale's locks come under its name too", modelOf("August Home Inc.", "a new one"), supportOf("August")],
    ["Yale's own", modelOf("Yale", "a new one"), supportOf("Yale")],
    ["a row's own before its maker's", modelOf("Nest", "Nest x Yale Lock"), "https://support.google.com/googlenest"],
    ["a brand that only shares models: not known", modelOf("Lockwood", "a new one"), undefined],
    ["nobody that is known", modelOf("Nobody", "BE469"), undefined],
  ] as const)
    test(`support of ${name}`, () => assert.equal(found?.support, expected));

  test("has something to say in every row", () => {
    for (const [id, traits] of all) {
      const said = Object.keys(traits).filter((field) => !["model", "match", "sources"].includes(field));
      assert.ok(said.length > 0, id);
    }
  });

  test("has sane figures and known words only", () => {
    for (const [id, { cells, allowed, emergency, lockout }] of all) {
      if (cells) {
        assert.ok(CELL_TYPES.includes(cells.type), id);
        assert.ok(Number.isInteger(cells.count) && cells.count >= 1 && cells.count <= MOST_CELLS, id);
        if (cells.type === "pack") assert.equal(cells.count, 1, id);
      }
      for (const [list, words] of [
        [allowed, CHEMISTRIES],
        [emergency, EMERGENCIES],
      ] as const) {
        if (!list) continue;
        assert.ok(list.length > 0, id);
        assert.deepEqual(twice(list), [], id);
        for (const word of list) assert.ok((words as readonly string[]).includes(word), `${id}: ${word}`);
      }
      if (lockout) {
        assert.ok(lockout.attempts >= 3 && lockout.attempts <= 20, id);
        assert.ok(lockout.seconds >= 10 && lockout.seconds <= 3600, id);
      }
    }
  });

  test("no maker allows what does not come in the size of the lock's cells", () => {
    for (const [id, { cells, allowed }] of all) {
      if (!cells || !allowed) continue;
      // Cells named CR are lithium by IEC 60086; their rechargeable kin hold lithium ions.
      if (cells.type.startsWith("CR")) assert.ok(!allowed.includes("alkaline") && !allowed.includes("nimh"), id);
    }
  });

  for (const { maker, row, id } of models) {
    test(`${id}: is found by its own name and by no other row of any maker that shares the name`, () => {
      const words = wordsOf(row.model);
      assert.ok(fits(row, words));
      const others = models.filter((each) => each.row !== row && fits(each.row, words));
      assert.deepEqual(
        others.filter((each) => each.maker === maker || each.maker.match.test(wordsOf(maker.maker))).map((each) => each.id),
        [],
      );
      assert.ok(maker.match.test(wordsOf(maker.maker)), "the maker's own name");
      const found = modelOf(maker.maker, row.model);
      for (const field of ["cells", "emergency", "calibration"] as const)
        if (row[field]) assert.deepEqual(found?.[field], row[field]);
      assert.ok(row.sources.every((source) => found?.sources.includes(source)));
    });
  }

  test("other spellings fit a whole name: letters more, before or after, are another lock", () => {
    for (const { row, id } of models) {
      if (!row.match) continue;
      assert.ok(!row.match.test(""), id);
      for (const part of row.match.source.split(/\|(?![^(]*\))/)) assert.ok(part.startsWith("^"), `${id}: ${part}`);
      assert.ok(!fits(row, `x${wordsOf(row.model)}`), id);
      assert.ok(!row.match.test("front door"), id);
    }
  });

  test("names are read as words, whatever stands between them", () => {
    assert.equal(wordsOf("Smart Lock 3.0 (Pro)"), "smart lock 3 0 pro");
    assert.equal(wordsOf("  YRD226 / YRC226 "), "yrd226 yrc226");
    assert.equal(wordsOf("…"), "");
    assert.equal(modelOf("Schlage", "…")?.cells, undefined);
    assert.equal(modelOf("", "BE469"), undefined);
    assert.equal(modelOf(undefined), undefined);
  });

  test("docs/models.md is what the data say", async () => {
    const [page, written] = await Promise.all([modelsPage(), writtenModels()]);
    assert.ok(page === written, "run `npm run models`");
  });
});
