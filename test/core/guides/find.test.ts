import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answersOf, nextGuide } from "../../../src/core/guide/progress.ts";
import type { Guide, Step } from "../../../src/core/guide/types.ts";
import { find } from "../../../src/core/guides/guide-find.ts";
import { guides } from "../../../src/core/guides/index.ts";
import { endsAlways, looseEnds, situation, stepsOf, walk } from "../../support/guide-walk.ts";
import type { Known } from "../../support/guide-walk.ts";
import { rows } from "../../support/table.ts";

const ABLE = ["restart_device"] as const;
const GOOD: Known = {
  adapter: "zwave_js",
  values: { battery_level: 90, radio: "zwave", has_keypad: true, door_open: true },
  checks: { lock_unreachable: "pass", link_weak: "pass" },
  can: ABLE,
};
const LOW: Known = { values: { battery_level: 20 } };
const PACK: Known = { traits: { cells: { type: "pack", count: 1 } as never } };
const NO_KEYPAD: Known = { values: { has_keypad: false } };
const HARD: Known = { checks: { bolt_straining: "fail" } };
const KNOWNS: readonly Known[] = [{}, GOOD, LOW, PACK, NO_KEYPAD, HARD];

/** Somebody for whom every part looks well, and whom nothing helps. */
function nothingStandsOut(step: Step): string {
  if (step.id === "test") return "failed";
  return answersOf(step).find(({ stop, opens }) => stop === undefined && opens === undefined)!.id;
}

/** Somebody who cannot look at anything. */
const passesOver = (step: Step): string => {
  const ids = answersOf(step).map(({ id }) => id);
  return step.id === "way_home" ? "yes" : ids.includes("skip") ? "skip" : "failed";
};

/** The makers' ladder: each part once, in this order, where no answer says otherwise. */
const PART_OF: { readonly [step: string]: string } = {
  warning: "power",
  answers: "link",
  versions: "software",
  app: "software",
  hand_shut: "mechanics",
  motor: "mechanics",
  changed: "mechanics",
  code: "codes and settings",
  app_settings: "codes and settings",
  reset: "reset",
};

const partsOf = (steps: readonly string[]) => [...new Set(steps.flatMap((step) => PART_OF[step] ?? []))];

describe("a guide for who does not know what is wrong", () => {
  test("has no loose ends, and ends whatever is answered", () => {
    assert.deepEqual(looseEnds(find), []);
    endsAlways(find, KNOWNS);
  });

  test("looks at each part in the makers' order where nothing stands out, and ends with somebody to call", () => {
    const walked = walk(find, {}, {}, nothingStandsOut);
    assert.deepEqual(partsOf(stepsOf(walked)), ["power", "link", "software", "mechanics", "codes and settings", "reset"]);
    assert.equal(walked.end, "exhausted");
  });

  test("keeps that order for who can look at nothing", () => {
    const walked = walk(find, {}, {}, passesOver);
    assert.deepEqual(partsOf(stepsOf(walked)), ["power", "link", "software", "mechanics", "codes and settings", "reset"]);
  });

  test("what loses something comes last", () => {
    for (const known of KNOWNS) {
      const steps = stepsOf(walk(find, {}, known, nothingStandsOut));
      assert.equal(steps[steps.length - 1]?.replace(/\W/g, ""), steps.includes("reset") ? "reset" : "join_again");
    }
  });

  test("asks nobody what readings tell", () => {
    const { order } = walk(find, {}, GOOD, nothingStandsOut);
    for (const told of ["(way_home)", "(warning)", "(answers)", "(open_door)"]) assert.ok(order.includes(told), told);
  });

  test("a bolt that readings call hard is turned by hand before the software is looked at", () => {
    const steps = stepsOf(walk(find, {}, HARD, nothingStandsOut));
    assert.ok(steps.indexOf("hand_shut") < steps.indexOf("versions"), steps.join(" "));
  });

  test("low cells are changed before a bolt is looked at", () => {
    const steps = stepsOf(walk(find, {}, LOW, nothingStandsOut));
    assert.ok(steps.indexOf("cells") < steps.indexOf("motor"), steps.join(" "));
  });

  test("offers no cells to a lock with a pack of the maker's own, and no keypad to one without", () => {
    assert.ok(!stepsOf(walk(find, {}, PACK, nothingStandsOut)).includes("cells"));
    assert.ok(!stepsOf(walk(find, {}, NO_KEYPAD, nothingStandsOut)).includes("code"));
  });

  rows<readonly [step: string, answer: string, guide: string]>(
    find.steps.flatMap((step) => (step.answers ?? []).flatMap(({ id, opens }) => (opens ? [[step.id, id, opens] as const] : []))),
    ([step, answer, opened]) => {
      const walked = walk(find, { [step]: answer }, { adapter: "zwave_js" }, nothingStandsOut);
      assert.equal(walked.end, "passed_on", walked.order.join(" "));
      assert.deepEqual(walked.log[walked.log.length - 1]?.answer, answer);
      assert.equal(nextGuide(find, walked), opened);
      assert.ok(opened in guides);
    },
  );

  test("no reading alone opens another guide", () => {
    for (const known of KNOWNS)
      for (const step of find.steps) {
        const told = step.told?.(situation(known));
        assert.equal(answersOf(step).find(({ id }) => id === told)?.opens, undefined, step.id);
      }
  });

  test("leads to every guide about a trouble that people notice", () => {
    const led = new Set(
      Object.values<Guide>(guides).flatMap(({ steps }) =>
        steps.flatMap(({ answers = [] }) => answers.flatMap(({ opens }) => opens ?? [])),
      ),
    );
    const parts = [
      "guide_locked_out",
      "guide_reach",
      "replace_cells",
      "guide_jam",
      "guide_wear",
      "guide_keypad",
      "guide_codes",
      "guide_commands",
      "guide_app",
      "guide_update_stuck",
      "guide_rejoin",
      "guide_calibrate",
      "guide_installation",
      "guide_reset",
    ] as const;
    for (const part of parts) assert.ok(led.has(part), part);
  });
});
