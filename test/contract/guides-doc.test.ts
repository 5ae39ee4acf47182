import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { guidesPage, pictureOf, writtenGuides } from "../../scripts/guides.mjs";
import { GUIDE_IDS } from "../../src/core/guides/ids.ts";
import { files, read, root } from "./support.ts";

/** Bytes that a page of documentation may load at once, and one picture of it. */
const ALL_PICTURES = 3_000_000;
const ONE_PICTURE = 150_000;

const size = (path: string) => statSync(join(root, path)).size;

describe("docs/guides.md", () => {
  test("is what the guides and their texts say", async () => {
    const [page, written] = await Promise.all([guidesPage(), writtenGuides()]);
    assert.ok(page === written, "run `npm run guides`");
  });

  test("is the same each time", async () => {
    assert.equal(await guidesPage(), await guidesPage());
  });

  test("has no text that is missing", async () => {
    assert.doesNotMatch(await guidesPage(), /undefined|\[object|\{\w+\}/);
  });

  test("shows a picture of each guide, and there is no other", () => {
    for (const id of GUIDE_IDS) {
      assert.ok(existsSync(join(root, pictureOf(id))), `${id}: run \`npm run guides -- --only ${id}\``);
      assert.ok(read("docs/guides.md").includes(`(images/guides/${id}.png)`), id);
    }
    assert.equal(files("docs/images/guides/*").length, GUIDE_IDS.length);
  });

  test("has pictures that are small enough to load", () => {
    const sizes = GUIDE_IDS.map((id) => size(pictureOf(id)));
    assert.ok(Math.max(...sizes) <= ONE_PICTURE, `${Math.max(...sizes)} bytes`);
    assert.ok(sizes.reduce((sum, each) => sum + each, 0) <= ALL_PICTURES);
  });
});
