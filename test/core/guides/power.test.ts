import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Guide } from "../../../src/core/guide/types.ts";
import { accessoryCells } from "../../../src/core/guides/guide-accessory-cells.ts";
import { cellsKind } from "../../../src/core/guides/guide-cells-kind.ts";
import { contacts } from "../../../src/core/guides/guide-contacts.ts";
import { drain } from "../../../src/core/guides/guide-drain.ts";
import { supply } from "../../../src/core/guides/guide-supply.ts";
import { replaceCells } from "../../../src/core/guides/replace-cells.ts";
import { NOW, endsAlways, looseEnds, situation, stepsOf, walk } from "../../support/guide-walk.ts";
import type { Known, Script } from "../../support/guide-walk.ts";
import { rows } from "../../support/table.ts";

const HOUR = 3_600_000;
const LEVEL: Known = { values: { battery_level: 12 } };
const PACK: Known = { values: { battery_level: 12 }, traits: { cells: { type: "pack", count: 1 } } };
const OLD_READING = { battery_level: 12, battery_swapped: NOW - HOUR };
const isRepair = (id: string) => drain.steps.some((step) => step.id === id && step.kind === "repair");
const ALL: readonly Guide[] = [replaceCells, contacts, cellsKind, accessoryCells, supply, drain];
const KNOWNS: readonly Known[] = [
  {},
  LEVEL,
  PACK,
  {
    values: { door_open: true, battery_level: 40, battery_type: "4× AA" },
    can: ["mark_replaced", "reread_value", "refresh_values"],
  },
  { values: { drain_suspects: ["cold"] }, checks: { link_weak: "fail", battery_unsuitable: "fail" } },
];

describe("guides about power", () => {
  for (const guide of ALL) {
    test(`${guide.id} has no loose ends`, () => {
      assert.deepEqual(looseEnds(guide), []);
    });
    test(`${guide.id} ends, whatever is answered`, () => {
      endsAlways(guide, KNOWNS);
    });
    test(`${guide.id} ends for one whom nothing helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, {}, known).end, "exhausted");
    });
    test(`${guide.id} ends well where the first repair helps`, () => {
      const { end, order } = walk(guide, { test: "worked" }, LEVEL);
      assert.deepEqual([end, order.filter((step) => step === "test").length], ["solved", 1]);
    });
  }

  rows<readonly [name: string, guide: Guide, script: Script, end: string, known?: Known]>(
    [
      ["cells: outside and shut", replaceCells, { open_door: "shut_out" }, "locked_out"],
      ["cells: hot", replaceCells, { look: "yes" }, "hot_cells"],
      ["cells: a broken spring", replaceCells, { contacts: "broken" }, "damaged"],
      ["cells: the level is up", replaceCells, { level: "up" }, "solved", LEVEL],
      ["cells: no level, no light", replaceCells, { no_light: "yes" }, "solved"],
      ["cells: no level, and only another pack helps", replaceCells, { no_light: "no", all_again: "worked" }, "solved"],
      ["contacts: hot", contacts, { look: "yes" }, "hot_cells"],
      ["contacts: broken", contacts, { lie: "broken" }, "damaged"],
      ["kind: hot", cellsKind, { look: "hot" }, "hot_cells"],
      ["beside: hot", accessoryCells, { look: "yes" }, "hot_cells"],
      ["beside: broken", accessoryCells, { look: "broken" }, "damaged"],
      ["supply: hot", supply, { burnt: "hot" }, "hot_cells"],
      ["supply: scorched", supply, { burnt: "burnt" }, "damaged"],
      ["supply: a bare cable", supply, { cable: "bare" }, "damaged"],
      ["drain: stiff with the door open", drain, { before: "stiff_bolt", hand_open: "stiff" }, "stiff_door_open"],
    ],
    ([, guide, script, end, known]) => assert.equal(walk(guide, script, known).end, end),
  );
});

describe("changing cells", () => {
  test("goes from what to have at hand to a level that is up", () => {
    assert.deepEqual(stepsOf(walk(replaceCells, { level: "up" }, LEVEL)), [
      "ready",
      "fresh",
      "open_door",
      "look",
      "take_out",
      "contacts",
      "insert",
      "turn_once",
      "level",
    ]);
  });

  test("charges a pack instead", () => {
    const steps = stepsOf(walk(replaceCells, { level: "up" }, PACK));
    assert.deepEqual(steps, ["open_door", "look", "charge", "contacts", "insert", "turn_once", "level"]);
  });

  test("notes the swap and reads the level where that can be done, and asks nobody for what the door sensor knows", () => {
    const known: Known = {
      values: { battery_level: 95, battery_swapped: NOW, door_open: true },
      at: { battery_level: NOW + 1 },
      can: ["mark_replaced", "reread_value"],
    };
    const { order, end } = walk(replaceCells, { note: "worked", read: "worked" }, known);
    assert.deepEqual(order.slice(-4), ["turn_once", "note", "read", "(level)"]);
    assert.ok(order.includes("(open_door)"));
    assert.equal(end, "solved");
  });

  test("does not take a level from before the swap for that of new cells", () => {
    const known: Known = { values: { ...OLD_READING, battery_level: 95 }, at: { battery_level: NOW - 2 * HOUR } };
    assert.ok(walk(replaceCells, {}, known).order.includes("level"));
  });

  test("knows a level that stayed down by the check of swaps", () => {
    const known: Known = {
      values: OLD_READING,
      at: { battery_level: NOW },
      checks: { battery_swap_unconfirmed: "fail" },
    };
    assert.ok(walk(replaceCells, {}, known).order.includes("(level)"));
  });

  test("wipes dirty contacts, and puts the cells in anew where nothing happens", () => {
    const steps = stepsOf(walk(replaceCells, { contacts: "dirty", turn_once: "nothing", reseat: "turns", level: "up" }, LEVEL));
    assert.deepEqual(steps.slice(5), ["contacts", "wipe", "insert", "turn_once", "reseat", "level"]);
  });

  test("names the cells, and the only kind that is allowed", () => {
    const word = (id: string, known: Known) => replaceCells.steps.find((step) => step.id === id)?.variant?.(situation(known));
    assert.equal(word("ready", { values: { battery_type: "4× AA" } }), "cells");
    assert.equal(word("ready", {}), undefined);
    assert.equal(word("fresh", { traits: { allowed: ["alkaline"] } }), "alkaline");
    assert.equal(word("fresh", { values: { battery_allowed: ["lithium"] } }), "lithium");
    assert.equal(word("fresh", { values: { battery_allowed: ["alkaline", "nimh"] } }), undefined);
    assert.equal(word("insert", PACK), "pack");
  });
});

describe("the other guides about power", () => {
  test("reads the level before cells are taken out", () => {
    const steps = stepsOf(walk(contacts, {}, { ...LEVEL, can: ["reread_value"] }));
    assert.equal(steps[0], "read");
    assert.ok(steps.indexOf("open_door") < steps.indexOf("look") && steps.indexOf("look") < steps.indexOf("lie"));
  });

  test("a level that rose when it was read again is the end", () => {
    const known: Known = {
      values: { battery_level: 96, battery_swapped: NOW },
      at: { battery_level: NOW + 1 },
      can: ["reread_value"],
    };
    const { order, end } = walk(contacts, { read: "worked" }, known);
    assert.deepEqual([order, end], [["read", "(level)"], "solved"]);
  });

  test("a cell that lay the wrong way is turned round first", () => {
    const { order } = walk(contacts, { lie: "turned" }, LEVEL);
    assert.equal(order[order.indexOf("lie") + 1], "turn_round");
  });

  test("cells that are right only want their note", () => {
    const { order, end } = walk(cellsKind, { look: "right", test: "worked" });
    assert.deepEqual([order, end], [["wanted_kind", "open_door", "look", "note", "test"], "solved"]);
  });

  test("cells of another kind are changed before that is noted", () => {
    const { order } = walk(cellsKind, { look: "other", test: "worked" });
    assert.deepEqual(order.slice(-4), ["change", "turn", "note_new", "test"]);
  });

  rows<readonly [name: string, known: Known, word: string | undefined]>(
    [
      ["the keypad is named", { values: { accessory_cells: [{ kind: "keypad", percent: 5, source: "a" }] } }, "keypad"],
      [
        "the emptiest part is named",
        {
          values: {
            accessory_cells: [
              { kind: "keypad", percent: 60, source: "a" },
              { kind: "door_sensor", low: true, source: "b" },
            ],
          },
        },
        "door_sensor",
      ],
      ["a part without a name is not", { values: { accessory_cells: [{ kind: "other", low: true, source: "a" }] } }, undefined],
      ["nor one that is not there", {}, undefined],
    ],
    ([, known, word]) => assert.equal(accessoryCells.steps[0]?.variant?.(situation(known)), word),
  );

  test("a dead socket leads to the fuse", () => {
    const { order } = walk(supply, { socket: "dead" });
    assert.equal(order[order.indexOf("socket") + 1], "fuse");
    assert.ok(!order.includes("other_pack"));
    assert.ok(walk(supply, {}, PACK).order.includes("other_pack"));
  });

  rows<
    readonly [name: string, suspect: "polling" | "update" | "retries" | "stiff_bolt" | "cold" | "use", within: readonly string[]]
  >(
    [
      ["polling leads to what asks", "polling", ["ask_less", "phones"]],
      ["an update leads to a new start and a newer version", "update", ["newer", "start_anew"]],
      ["retries lead to the link", "retries", ["link"]],
      ["cold leads to warmth", "cold", ["warm"]],
      ["more use leads to fewer turns", "use", ["fewer_turns"]],
      ["a stiff bolt leads to the guide for it", "stiff_bolt", ["bolt"]],
    ],
    ([, suspect, within]) => {
      const { order } = walk(
        drain,
        { hand_closed: suspect === "stiff_bolt" ? "stiff" : "easy" },
        { values: { drain_suspects: [suspect] } },
      );
      assert.equal(order[0], "(before)");
      assert.ok(within.includes(order.find(isRepair) ?? ""), order.join(" "));
    },
  );
});
