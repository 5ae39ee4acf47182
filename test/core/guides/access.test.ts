import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { advance, begin } from "../../../src/core/guide/progress.ts";
import type { Guide } from "../../../src/core/guide/types.ts";
import { codeManager } from "../../../src/core/guides/guide-code-manager.ts";
import { codes } from "../../../src/core/guides/guide-codes.ts";
import { lockout } from "../../../src/core/guides/guide-lockout.ts";
import { move } from "../../../src/core/guides/guide-move.ts";
import { relock } from "../../../src/core/guides/guide-relock.ts";
import { NOW, endsAlways, looseEnds, situation, stepsOf, walk } from "../../support/guide-walk.ts";
import type { Known, Script } from "../../support/guide-walk.ts";
import { rows } from "../../support/table.ts";

const RESYNC = ["resync_codes"] as const;
const UNSYNCED: Known = { checks: { codes_unsynced: "fail", link_weak: "pass" }, can: RESYNC };
const WEAK: Known = { checks: { codes_unsynced: "fail", link_weak: "fail" }, can: RESYNC };
const BURST: Known = { checks: { wrong_codes: "fail" } };
const CLOSED: Known = { values: { keypad_disabled: true } };
const VACATION: Known = { values: { keypad_mode: "vacation" } };
const EXPIRING: Known = { checks: { code_expiring: "fail" } };
const MISSING: Known = { checks: { codes_missing: "fail" } };
const SUSPENDED: Known = { values: { codes_suspended: 2 }, checks: { codes_unsynced: "fail" }, can: RESYNC };
const RELOCK: Known = { values: { auto_relock: false, door_open: false } };
const OPEN: Known = { values: { door_open: true }, checks: { join_insecure: "pass" } };
const KNOWNS: readonly Known[] = [{}, UNSYNCED, WEAK, BURST, CLOSED, VACATION, EXPIRING, MISSING, SUSPENDED, RELOCK, OPEN];
const FAULTS: readonly Guide[] = [codes, codeManager, lockout, relock];
const ALL: readonly Guide[] = [...FAULTS, move];

const after = (steps: readonly string[], step: string) => steps[steps.indexOf(step) + 1];

describe("guides about codes and people", () => {
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

  for (const guide of FAULTS) {
    test(`${guide.id} ends well where something helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, { test: "worked" }, known).end, "solved");
    });
  }

  rows<readonly [name: string, guide: Guide, script: Script, end: string, known?: Known]>(
    [
      ["codes: outside, and no way in", codes, { place: "outside_shut" }, "locked_out"],
      ["codes: a stranger, and marks of a tool", codes, { who: "stranger", stranger_marks: "yes" }, "force", BURST],
      [
        "codes: a stranger, and all changed and told",
        codes,
        { who: "stranger", stranger_marks: "no", stranger_tell: "done" },
        "solved",
        BURST,
      ],
      ["keypad closed: a stranger, and marks of a tool", lockout, { who: "stranger", stranger_marks: "yes" }, "force"],
      ["relock: switched off on purpose", relock, { on_purpose: "yes" }, "solved"],
      ["moving out, to the end", move, { which: "leaving", home_out: "done" }, "solved"],
      ["moving in, to the end", move, { which: "arriving", try_all: "done" }, "solved"],
      ["moving out: a reset that failed", move, { which: "leaving", reset_out: "failed" }, "reset_failed"],
      ["moving in: a reset that failed", move, { which: "arriving", reset_in: "failed" }, "reset_failed"],
    ],
    ([, guide, script, end, known]) => assert.equal(walk(guide, script, known).end, end),
  );
});

describe("a code that does not work", () => {
  test("an open door is seen", () => {
    assert.equal(walk(codes, {}, OPEN).order[0], "(place)");
  });

  test("who tried is asked only where codes were refused", () => {
    assert.ok(!stepsOf(walk(codes)).includes("who"));
    assert.ok(stepsOf(walk(codes, {}, BURST)).includes("who"));
  });

  test("the link comes before the codes, and over a weak one nothing is sent again", () => {
    const { order } = walk(codes, {}, WEAK);
    assert.deepEqual(order.slice(0, 3), ["place", "(link)", "better_link"]);
    assert.ok(!order.includes("resync"));
  });

  test("a good link is not talked about", () => {
    const { order } = walk(codes, {}, UNSYNCED);
    assert.deepEqual(order.slice(0, 4), ["place", "(link)", "what", "resync"]);
    assert.ok(!order.includes("better_link"));
  });

  rows<readonly [name: string, known: Known, what: string, next: string]>(
    [
      ["a keypad that is closed is waited for", CLOSED, "nothing", "wait"],
      ["vacation mode is ended", VACATION, "nothing", "end_mode"],
      ["a finger is dried", {}, "finger", "finger_dry"],
      ["a card is held nearer", {}, "card", "card_near"],
      ["a code is typed again", {}, "one_code", "type_again"],
      ["no code set: it is set", MISSING, "one_code", "open_door"],
    ],
    ([, known, what, next]) => assert.equal(after(stepsOf(walk(codes, { what }, known)), "what"), next),
  );

  test("a keypad that is open is not waited for, and one without a mode has none to end", () => {
    const steps = stepsOf(walk(codes, {}, { values: { keypad_disabled: false, keypad_mode: "normal" } }));
    assert.ok(!steps.includes("wait") && !steps.includes("end_mode"));
  });

  test("a code is looked at before it is set again", () => {
    const steps = stepsOf(walk(codes));
    for (const step of ["times", "enabled"]) assert.ok(steps.indexOf(step) < steps.indexOf("set_again"), step);
  });
});

describe("codes by their manager", () => {
  test("the link first, then what sets them again", () => {
    assert.deepEqual(walk(codeManager, {}, UNSYNCED).order.slice(0, 2), ["(link)", "resync"]);
    assert.deepEqual(walk(codeManager, {}, WEAK).order.slice(0, 2), ["(link)", "better_link"]);
    assert.ok(!walk(codeManager, {}, WEAK).order.includes("resync"));
  });

  test("what is found is looked at first", () => {
    assert.equal(after(stepsOf(walk(codeManager, {}, EXPIRING)), "open_manager"), "times");
    assert.equal(after(stepsOf(walk(codeManager, {}, MISSING)), "open_manager"), "set_one");
  });

  test("nobody who may: nothing of it is asked for", () => {
    const steps = stepsOf(walk(codeManager, { open_manager: "skip" }));
    assert.deepEqual(
      steps.filter((step) => ["times", "enabled", "twice", "set_one", "start_again"].includes(step)),
      [],
    );
  });

  test("one that has given up on none is not started again", () => {
    assert.ok(!stepsOf(walk(codeManager, {}, { values: { codes_suspended: 0 } })).includes("start_again"));
  });
});

describe("a keypad that is closed", () => {
  rows<readonly [name: string, seconds: number | undefined, word: string | undefined]>(
    [
      ["half a minute", 30, "minute"],
      ["a minute", 60, "minute"],
      ["three minutes", 180, "minutes"],
      ["ten minutes", 600, "long"],
      ["nobody knows", undefined, undefined],
    ],
    ([, seconds, word]) => {
      const traits = seconds === undefined ? {} : { lockout: { attempts: 3, seconds } };
      assert.equal(lockout.steps.find(({ id }) => id === "wait")?.variant?.(situation({ traits })), word);
    },
  );

  test("by a mode: nobody is suspected, and the mode is ended", () => {
    assert.equal(walk(lockout, {}, VACATION).order[0], "end_mode");
  });

  test("a stranger: codes are changed, then it is waited for", () => {
    assert.deepEqual(stepsOf(walk(lockout, { who: "stranger" })).slice(0, 4), [
      "who",
      "stranger_marks",
      "stranger_codes",
      "wait",
    ]);
  });

  test("ends by itself when it takes codes again", () => {
    const begun = advance(lockout, begin(lockout, NOW), situation({ checks: { keypad_locked_out: "fail" } }));
    assert.equal(advance(lockout, begun, situation({ checks: { keypad_locked_out: "pass" } })).end, "solved");
  });
});

describe("locking by itself", () => {
  test("is switched on here where it can be", () => {
    assert.equal(walk(relock, {}, RELOCK).order[1], "switch_here");
    assert.equal(walk(relock).order[1], "switch_app");
  });
});

describe("moving", () => {
  test("out: people first, the reset with a key at hand, Home Assistant last", () => {
    assert.deepEqual(walk(move, { which: "leaving", home_out: "done" }).order, [
      "which",
      "people_out",
      "keys_over",
      "door_out",
      "reset_out",
      "app_out",
      "home_out",
    ]);
  });

  test("in: the old owner first, joined securely, then new codes", () => {
    assert.deepEqual(walk(move, { which: "arriving", owner: "no", secure: "no", try_all: "done" }).order, [
      "which",
      "owner",
      "ask_owner",
      "door_in",
      "reset_in",
      "app_in",
      "join_in",
      "secure",
      "join_again",
      "codes_in",
      "cylinder",
      "try_all",
    ]);
  });

  test("in: a lock that says how it joined is not asked", () => {
    const { order } = walk(move, { which: "arriving", owner: "yes", try_all: "done" }, OPEN);
    assert.deepEqual([order.includes("(door_in)"), order[order.indexOf("(secure)") + 1]], [true, "codes_in"]);
    const insecure = walk(move, { which: "arriving", try_all: "done" }, { checks: { join_insecure: "fail" } }).order;
    assert.equal(insecure[insecure.indexOf("(secure)") + 1], "join_again");
  });

  test("what cannot be done now is passed over, and nothing is reset with the door shut", () => {
    const steps = stepsOf(walk(move, { which: "leaving", door_out: "skip", home_out: "done" }));
    assert.equal(after(steps, "door_out"), "app_out");
    assert.equal(after(stepsOf(walk(move, { which: "arriving", door_in: "skip" })), "door_in"), "codes_in");
  });
});
