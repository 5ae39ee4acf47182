import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DEFAULTS, readChoices, writeChoices } from "../../src/demo/page/choices.ts";

describe("the choices in the demo's address", () => {
  test("are read as they stand there", () => {
    const choices = readChoices("#layout=fleet&dark=1&lang=de&width=320&user=admin&speed=10&entity=lock.studio");
    assert.deepEqual(choices, {
      layout: "fleet",
      dark: true,
      lang: "de",
      width: "320",
      user: "admin",
      speed: 10,
      show: "lock.studio",
    });
  });

  test("are as by default where they are missing or unknown", () => {
    assert.deepEqual(readChoices(""), DEFAULTS);
    assert.deepEqual(readChoices("#layout=huge&dark=0&lang=xx&width=1&user=root&speed=99&entity=sensor.x<script>"), DEFAULTS);
  });

  test("come back as they were written", () => {
    assert.equal(writeChoices(DEFAULTS), "");
    const choices = { ...DEFAULTS, layout: "compact", dark: true, width: "390", show: "lock.shed" } as const;
    assert.deepEqual(readChoices(writeChoices(choices)), choices);
  });
});
