import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paint, table, tame, widthOf } from "../../../src/bridge/cli/table.ts";
import { rows } from "../../support/table.ts";

describe("a table", () => {
  test("has columns as wide as their widest cell, and no blanks at the ends of lines", () => {
    assert.deepEqual(
      table([
        ["a", "long", ""],
        ["longer", "b"],
        ["", "", "c"],
      ]),
      ["a       long", "longer  b", "              c"],
    );
  });

  test("has nothing where there is nothing", () => assert.deepEqual(table([]), []));

  test("aligns wide letters and colours", () => {
    const lines = table(
      [
        [{ text: "好", colour: "red" }, "x"],
        ["ab", "x"],
      ],
      { colour: true },
    );
    assert.deepEqual(lines, ["\u001B[31m好\u001B[0m  x", "ab  x"]);
  });

  test("is cut where it does not fit, the widest column first", () => {
    const lines = table([["Fault", "x".repeat(50), "y".repeat(30)]], { columns: 60 });
    assert.equal(lines.length, 1);
    assert.equal(widthOf(lines[0]!), 60);
    assert.match(lines[0]!, /^Fault {2}x+… {2}y+/);
  });

  test("is not cut where nobody looks", () => assert.equal(table([["x".repeat(500)]])[0]!.length, 500));
});

describe("what comes from a home cannot steer a terminal", () => {
  rows<[name: string, text: string, tamed: string]>(
    [
      ["an escape sequence", "Door\u001B[2J", "Door [2J"],
      ["a new line", "Door\nok  all well", "Door ok  all well"],
      ["letters that turn the line round", "Door\u202Eroo", "Door roo"],
      ["plain text", "Haustür 2", "Haustür 2"],
    ],
    ([, text, tamed]) => assert.equal(tame(text), tamed),
  );
});

test("colours are left out where they are not wanted", () => {
  assert.equal(paint("Fault", "red", false), "Fault");
  assert.equal(paint("Fault", undefined, true), "Fault");
});
