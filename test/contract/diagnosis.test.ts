import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { diagnosisPage, writtenPage } from "../../scripts/diagnosis.mjs";
import { CAUSES } from "../../src/core/causes/index.ts";
import { checks } from "../../src/core/checks/index.ts";

describe("docs/diagnosis.md", () => {
  test("is what the data say", async () => {
    const [page, written] = await Promise.all([diagnosisPage(), writtenPage()]);
    assert.ok(page === written, "run `npm run diagnosis`");
  });

  test("names every check, and draws every edge once", async () => {
    const page = await writtenPage();
    for (const { id } of checks) assert.ok(page.includes(`[\`${id}\`](../src/core/checks/`), id);
    for (const { cause, explains, when } of CAUSES) {
      const line = `  ${cause} ${when ? "-.->" : "-->"} ${explains[0]}\n`;
      assert.equal(page.split(line).length, 2, line);
    }
  });
});
