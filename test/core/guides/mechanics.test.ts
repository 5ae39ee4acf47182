import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { advance, answer, begin } from "../../../src/core/guide/progress.ts";
import type { Guide } from "../../../src/core/guide/types.ts";
import { calibrate } from "../../../src/core/guides/guide-calibrate.ts";
import { cover } from "../../../src/core/guides/guide-cover.ts";
import { door } from "../../../src/core/guides/guide-door.ts";
import { installation } from "../../../src/core/guides/guide-installation.ts";
import { professional } from "../../../src/core/guides/guide-professional.ts";
import { wear } from "../../../src/core/guides/guide-wear.ts";
import { NOW, endsAlways, looseEnds, situation, stepsOf, walk } from "../../support/guide-walk.ts";
import type { Known, Script } from "../../support/guide-walk.ts";
import { rows } from "../../support/table.ts";

const FULL: Known = { values: { battery_level: 90, door_open: true } };
const LOW: Known = { values: { battery_level: 12, battery_type: "4× AA", door_open: false } };
const APP: Known = { traits: { calibration: "app" }, values: { battery_level: 80 } };
const SELF: Known = { traits: { calibration: "self" } };
const SENSOR: Known = { values: { accessory_cells: [{ kind: "door_sensor", source: "sensor.door" }] } };
const NO_SENSOR: Known = { values: { accessory_cells: [] } };
const KNOWNS: readonly Known[] = [{}, FULL, LOW, APP, SELF, SENSOR, NO_SENSOR];
const ALL: readonly Guide[] = [wear, professional, calibrate, cover, door, installation];
const MENDING = ALL.filter((guide) => guide !== professional);

describe("guides about mechanics", () => {
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
  }

  for (const guide of MENDING) {
    test(`${guide.id} ends well where something helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, { test: "worked" }, known).end, "solved");
    });
  }

  rows<readonly [name: string, guide: Guide, script: Script, end: string]>(
    [
      ["wear: a key that broke", wear, { hand_open: "broken" }, "broken_key"],
      ["wear: a part that is bent", wear, { hand_open: "damaged" }, "damaged"],
      [
        "wear: stiff with the door open, also with eased screws",
        wear,
        { hand_open: "stiff", ease_screws: "stiff" },
        "stiff_door_open",
      ],
      ["wear: eased screws help", wear, { hand_open: "stiff", test: "worked" }, "solved"],
      ["wear: hot cells", wear, { cells: "hot" }, "hot_cells"],
      ["call: marks of a tool", professional, { force: "yes" }, "force"],
      ["call: a door that cannot be locked", professional, { locked: "no", by_hand: "not_locked" }, "not_secure"],
      ["call: a key that broke while locking", professional, { locked: "no", by_hand: "broken" }, "broken_key"],
      ["call: a key that broke with the door open", professional, { hand_open: "broken" }, "broken_key"],
      ["call: stiff with the door open", professional, { hand_open: "stiff" }, "stiff_door_open"],
      ["call: a part that is bent", professional, { hand_open: "damaged" }, "damaged"],
      ["calibrate: hot cells", calibrate, { cells: "hot" }, "hot_cells"],
      ["calibrate: a key that broke", calibrate, { by_hand: "broken" }, "broken_key"],
      ["cover: somebody else opened it", cover, { force: "yes" }, "force"],
      ["cover: a broken clip", cover, { whole: "cracked" }, "damaged"],
      ["door: forced open", door, { look: "force" }, "force"],
      ["door: a bolt that does not go back", door, { look: "stands_open", close_lock: "bolt_stuck" }, "not_secure"],
      ["door: hot cells in the sensor", door, { sensor_cells: "hot" }, "hot_cells"],
      ["installation: a damaged part", installation, { parts: "damaged" }, "damaged"],
      ["installation: a key that broke", installation, { hand_open: "broken" }, "broken_key"],
      ["installation: a twisted bar", installation, { hand_open: "stiff", tailpiece: "damaged" }, "damaged"],
      ["installation: a damaged bolt", installation, { backset: "damaged" }, "damaged"],
    ],
    ([, guide, script, end]) => assert.equal(walk(guide, script).end, end),
  );
});

describe("a bolt that turns hard", () => {
  test("begins with the door open, and a sensor that says so is believed", () => {
    assert.deepEqual(walk(wear).order.slice(0, 2), ["open_door", "hand_open"]);
    assert.deepEqual(walk(wear, {}, FULL).order.slice(0, 2), ["(open_door)", "hand_open"]);
  });

  test("stiff with the door open: only the screws that hold it are looked at before somebody is called", () => {
    const { order, end } = walk(wear, { hand_open: "stiff", ease_screws: "stiff" });
    assert.deepEqual([order, end], [["open_door", "hand_open", "ease_screws"], "stiff_door_open"]);
  });

  test("easier with a push: hinges and plate come first", () => {
    assert.deepEqual(stepsOf(walk(wear, { hand_closed: "easier_pushed" }, FULL)).slice(3, 5), ["tighten", "strike"]);
  });

  test("cells that are half full are left in", () => {
    assert.ok(!stepsOf(walk(wear, {}, FULL)).includes("cells"));
    assert.ok(stepsOf(walk(wear, {}, LOW)).includes("cells"));
  });

  test("is dry-lubricated only when it is clean", () => {
    assert.ok(!stepsOf(walk(wear, { clean: "skip" })).includes("lubricate"));
  });

  test("three jams within a day after the plate was moved end it", () => {
    const jams = { values: { jam_events: [NOW + 7_200_000, NOW + 7_500_000, NOW + 7_800_000] } };
    const log = [{ step: "strike", answer: "done", at: NOW }];
    const progress = advance(wear, { guide: wear.id, began: NOW, log }, situation({ ...jams, now: NOW + 8_000_000 }));
    assert.equal(progress.end, "jams_after_alignment");
  });
});

describe("stop and call", () => {
  test("goes through what makes the home safe, in its order, and always ends with somebody to call", () => {
    const { order, end } = walk(professional);
    assert.deepEqual(
      [order, end],
      [["leave_motor", "force", "locked", "open_door", "hand_open", "note", "warranty"], "exhausted"],
    );
  });

  rows<readonly [name: string, known: Known, seen: boolean]>(
    [
      ["locked, and the door shut", { values: { lock_state: "locked", door_open: false } }, true],
      ["nobody knows of the door", { values: { lock_state: "locked" } }, false],
      ["locked with the door open", { values: { lock_state: "locked", door_open: true } }, false],
      ["a lock that jams is not believed", { values: { lock_state: "locked", door_open: false, jam_flag: true } }, false],
      ["nor one that guesses", { values: { lock_state: "locked", door_open: false, assumed_state: true } }, false],
      [
        "nor one that seems to meet something",
        { values: { lock_state: "locked", door_open: false }, checks: { bolt_jam_suspected: "fail" } },
        false,
      ],
      ["unlocked", { values: { lock_state: "unlocked", door_open: false } }, false],
    ],
    ([, known, seen]) => assert.equal(walk(professional, {}, known).order.includes("(locked)"), seen),
  );

  test("a door that is not locked is locked by hand before anything else", () => {
    const { order, end } = walk(professional, { locked: "no" });
    assert.equal(order[order.indexOf("locked") + 1], "by_hand");
    assert.equal(end, "exhausted");
  });
});

describe("a lock to be calibrated", () => {
  test("half full cells are not asked for", () => {
    assert.deepEqual(walk(calibrate, {}, APP).order.slice(0, 3), ["(cells)", "by_hand", "calibrate"]);
    assert.equal(walk(calibrate, {}, LOW).order[0], "cells");
  });

  test("one that learns by itself needs nobody to switch off its integration", () => {
    assert.ok(!stepsOf(walk(calibrate, {}, SELF)).includes("calibrate_alone"));
    assert.ok(stepsOf(walk(calibrate, {}, APP)).includes("calibrate_alone"));
  });

  test("a bolt that is stiff: door and mount are set before it is calibrated again", () => {
    const steps = stepsOf(walk(calibrate, { by_hand: "stiff" }));
    assert.deepEqual(steps.slice(2, 5), ["mount", "strike", "calibrate_again"]);
  });

  test("words go by how this model learns", () => {
    const step = calibrate.steps.find(({ id }) => id === "calibrate");
    assert.deepEqual(
      [{}, APP, SELF].map((known) => step?.variant?.(situation(known))),
      [undefined, "app", "self"],
    );
  });

  test("ends by itself when the lock says that it is calibrated", () => {
    const failing = advance(calibrate, begin(calibrate, NOW), situation({ checks: { calibration_missing: "fail" } }));
    const after = answer(calibrate, failing, "enough", NOW);
    const done = advance(calibrate, after, situation({ checks: { calibration_missing: "pass" } }));
    assert.deepEqual([done.end, done.log.at(-1)?.seen], ["solved", true]);
  });
});

describe("the cover and the door", () => {
  test("nothing at the cover is touched before somebody has looked", () => {
    assert.deepEqual(walk(cover).order.slice(0, 3), ["force", "whole", "seat"]);
  });

  test("a door that stands open is closed; one that is shut has a sensor that is off", () => {
    assert.deepEqual(walk(door, { look: "stands_open" }).order.slice(0, 2), ["look", "close_lock"]);
    assert.deepEqual(walk(door, { look: "shut" }).order.slice(0, 2), ["look", "magnet"]);
  });

  test("a sensor without cells of its own gets no new ones", () => {
    assert.ok(!stepsOf(walk(door, { look: "shut" }, NO_SENSOR)).includes("sensor_cells"));
    assert.ok(stepsOf(walk(door, { look: "shut" }, SENSOR)).includes("sensor_cells"));
  });
});

describe("a lock that was put in wrongly", () => {
  test("the warranty is spoken of before anything", () => {
    assert.deepEqual(walk(installation, {}, FULL).order.slice(0, 3), ["warranty", "(open_door)", "parts"]);
  });

  test("stiff with the door open: its screws first", () => {
    const steps = stepsOf(walk(installation, { hand_open: "stiff" }));
    assert.deepEqual(
      steps.filter((step) => ["ease_screws", "take_off", "tailpiece"].includes(step)),
      ["ease_screws", "take_off", "tailpiece"],
    );
  });

  test("stiff only with it closed: hole and space at the edge first", () => {
    assert.deepEqual(stepsOf(walk(installation, { hand_closed: "stiff" })).slice(5, 7), ["hole_deep", "door_space"]);
  });

  test("whoever does not take it off is asked for nothing behind it", () => {
    const steps = stepsOf(walk(installation, { take_off: "skip" }));
    assert.ok(!steps.includes("tailpiece") && !steps.includes("backset"));
  });
});
