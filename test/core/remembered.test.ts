import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { guides } from "../../src/core/guides/index.ts";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import { LONGEST_REMEMBERED, MOST_OF_A_KIND, decodeRemembered, encodeRemembered } from "../../src/core/remembered.ts";
import type { Remembered } from "../../src/core/remembered.ts";
import { PLANTED } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const YEAR = 365 * DAY;
const EACH: readonly Remembered[] = [
  { kind: "jam", at: NOW - YEAR },
  { kind: "outage", at: NOW - 90 * DAY, until: NOW - 90 * DAY + HOUR },
  { kind: "guide", at: NOW - 60 * DAY, what: "guide_jam", end: "solved" },
  { kind: "update", at: NOW - 40 * DAY },
  { kind: "remedy", at: NOW - 30 * DAY, what: "reinterview", end: "unverified" },
  { kind: "wrong_code", at: NOW - 20 * DAY },
  { kind: "lockout", at: NOW - 20 * DAY + MINUTE },
  { kind: "outage", at: NOW - HOUR },
];

const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length)[0] ?? "";

describe("what is remembered, as a line", () => {
  test("comes out as it went in, oldest first, in whatever order it came", () => {
    assert.deepEqual(decodeRemembered(encodeRemembered(EACH)), EACH);
    assert.deepEqual(decodeRemembered(encodeRemembered([...EACH].reverse())), EACH);
    assert.equal(encodeRemembered([...EACH].reverse()), encodeRemembered(EACH), "so that it is not sent again");
  });

  test("of nothing is a line, too: it says that there is a bridge and that it remembers nothing", () => {
    assert.equal(encodeRemembered([]), "1");
    assert.deepEqual(decodeRemembered("1"), []);
  });

  test("holds the newest of each kind: a burst of one does not drive out another", () => {
    const burst = Array.from({ length: 500 }, (_, index): Remembered => ({ kind: "wrong_code", at: NOW - index * MINUTE }));
    const found = decodeRemembered(encodeRemembered([...burst, { kind: "jam", at: NOW - YEAR }]));
    assert.equal(found.length, MOST_OF_A_KIND + 1);
    assert.deepEqual(found[0], { kind: "jam", at: NOW - YEAR });
    assert.equal(found[1]?.at, NOW - (MOST_OF_A_KIND - 1) * MINUTE);
  });

  test("is short enough for Home Assistant at its fullest", () => {
    const [remedy, guide] = [longest(REMEDY_IDS), longest(Object.keys(guides))];
    const full = EACH.flatMap((each) =>
      Array.from({ length: 3 * MOST_OF_A_KIND }, (_, index): Remembered => {
        const at = each.at - index * MINUTE;
        if (each.kind === "remedy" || each.kind === "guide")
          return { kind: each.kind, at, what: each.kind === "remedy" ? remedy : guide, end: "unverified" };
        return each.kind === "outage" ? { kind: "outage", at, until: at + MINUTE } : { kind: each.kind, at };
      }),
    );
    const line = encodeRemembered(full);
    assert.ok(line.length <= LONGEST_REMEMBERED, String(line.length));
    assert.equal(decodeRemembered(line).length, 7 * MOST_OF_A_KIND, "nothing of it is cut off");
    const odd = full.map((each) => ("what" in each ? { ...each, what: "a".repeat(40), end: "b".repeat(40) } : each));
    assert.ok(encodeRemembered(odd).length <= LONGEST_REMEMBERED, "also where the words of a newer version are longer");
  });

  rows<readonly [string, Partial<{ what: string; end: string }>]>(
    [
      ["a code for a remedy", { what: PLANTED }],
      ["a sentence for an end", { end: "with the code 4711" }],
      ["nothing for an end", { end: "" }],
      ["a word with a point in it", { what: "a.b" }],
    ],
    ([, more]) => {
      const line = encodeRemembered([{ kind: "remedy", at: NOW, what: "ping", end: "confirmed", ...more }]);
      assert.equal(line, "1");
    },
  );

  const good = encodeRemembered(EACH);
  const newest = good.split(" ")[1]!;
  rows<readonly [string, unknown, number]>(
    [
      ["a line", good, EACH.length],
      ["one of another version", good.replace("1", "2"), 0],
      ["no text", { remembered: good }, 0],
      ["nothing", undefined, 0],
      ["a code", PLANTED, 0],
      ["far too long a line", `1 ${newest} `.padEnd(20_000, "x"), 0],
      ["with a kind of a newer bridge", good.replace(newest, `z${newest.slice(1)}`), EACH.length - 1],
      ["with a broken time", good.replace(newest, "j!!"), EACH.length - 1],
      ["with a remedy without an end", `1 r${newest.slice(1)}.ping`, 0],
      ["with an outage that ends before it begins", `1 ${newest}.100000`, 0],
      ["with a word behind a jam", `1 j${newest.slice(1)}`, 1],
    ],
    ([, line, count]) => assert.equal(decodeRemembered(line).length, count),
  );
});
