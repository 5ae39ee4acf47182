import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Firmware } from "../../../src/core/fact.ts";
import type { Guide } from "../../../src/core/guide/types.ts";
import { commands } from "../../../src/core/guides/guide-commands.ts";
import { keypad } from "../../../src/core/guides/guide-keypad.ts";
import { makerApp } from "../../../src/core/guides/guide-maker-app.ts";
import { powerCycle } from "../../../src/core/guides/guide-power-cycle.ts";
import { reset } from "../../../src/core/guides/guide-reset.ts";
import { updateStuck } from "../../../src/core/guides/guide-update-stuck.ts";
import { endsAlways, looseEnds, situation, stepsOf, walk } from "../../support/guide-walk.ts";
import type { Known, Script } from "../../support/guide-walk.ts";
import { rows } from "../../support/table.ts";

const firmware = (inProgress: boolean): Firmware => ({
  installed: "1.0",
  latest: "1.1",
  skipped: false,
  inProgress,
  percent: undefined,
  installable: true,
});
const ABLE = ["ping", "restart_device", "reinterview", "install_update"] as const;
const RUNNING: Known = { values: { firmware: firmware(true), hub_updating: false, battery_level: 90 }, can: ABLE };
const FAILED: Known = { values: { firmware: firmware(false), battery_level: 30 }, checks: { link_weak: "fail" }, can: ABLE };
const APART: Known = { values: { accessory_cells: [{ kind: "keypad", source: "sensor.keypad" }] } };
const BUILT_IN: Known = { values: { accessory_cells: [], battery_level: 90 }, can: ABLE };
const WIRED: Known = { values: { supply_ok: true } };
const CLOSED: Known = { values: { keypad_disabled: true } };
const PRIVATE: Known = { values: { keypad_mode: "privacy" } };
const SILENT: Known = { checks: { lock_unreachable: "fail", sign_in_expired: "fail" }, can: ABLE };
const ZWAVE: Known = { adapter: "zwave_js", values: { radio: "zwave", battery_level: 80 } };
const CLOUD: Known = { adapter: "august", values: { cloud: true } };
/** What a proven installation leaves behind. */
const INSTALLED = { update_stuck: "pass", update_available: "pass" } as const;

const KNOWNS: readonly Known[] = [{}, RUNNING, FAILED, APART, BUILT_IN, WIRED, CLOSED, PRIVATE, SILENT, ZWAVE, CLOUD];
const ALL: readonly Guide[] = [keypad, commands, powerCycle, updateStuck, makerApp, reset];

const comesBefore = (steps: readonly string[], first: string, then: string) =>
  steps.includes(first) && steps.includes(then) && steps.indexOf(first) < steps.indexOf(then);

describe("guides about software", () => {
  for (const guide of ALL) {
    test(`${guide.id} has no loose ends`, () => {
      assert.deepEqual(looseEnds(guide), []);
    });
    test(`${guide.id} ends, whatever is answered`, () => {
      endsAlways(guide, KNOWNS);
    });
    test(`${guide.id} ends for one whom nothing helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, {}, known).end, guide === reset ? "reset_failed" : "exhausted");
    });
    test(`${guide.id} ends well where something helps`, () => {
      for (const known of KNOWNS) assert.equal(walk(guide, { test: "worked" }, known).end, "solved");
    });
  }

  rows<readonly [name: string, guide: Guide, script: Script, end: string, known?: Known]>(
    [
      ["keypad: outside, and no way in", keypad, { place: "outside_shut" }, "locked_out"],
      ["keypad: pried at", keypad, { damage: "force" }, "force"],
      ["keypad: cracked", keypad, { damage: "cracked" }, "damaged"],
      ["keypad: it only slept", keypad, { wake: "works" }, "solved"],
      ["keypad: hot cells of its own", keypad, { keypad_cells: "hot" }, "hot_cells", APART],
      ["keypad: hot cells of the lock", keypad, { cells: "hot" }, "hot_cells"],
      ["keypad: hot cells, taken out", keypad, { power_cycle: "hot" }, "hot_cells"],
      ["keypad: a damaged cable", keypad, { cable: "damaged" }, "damaged", BUILT_IN],
      ["commands: hot cells", commands, { where: "both", cells: "hot" }, "hot_cells"],
      ["commands: hot cells, taken out", commands, { where: "both", power_cycle: "hot" }, "hot_cells"],
      ["restart: hot cells, taken out", powerCycle, { power_off: "hot" }, "hot_cells"],
      ["restart: new cells that get hot", powerCycle, { cells: "hot" }, "hot_cells"],
      ["restart: a broken contact", powerCycle, { contacts: "damaged" }, "damaged"],
      ["update: hot cells", updateStuck, { cells: "hot" }, "hot_cells", FAILED],
      [
        "update: installed by Home Assistant after all",
        updateStuck,
        { retry: "worked" },
        "solved",
        { ...RUNNING, checks: INSTALLED },
      ],
      ["update in the app: hot cells", makerApp, { cells: "hot" }, "hot_cells"],
      ["reset: rather not", reset, { loses: "rather_not" }, "exhausted"],
      ["reset: what it loses was not read", reset, { loses: "skip" }, "exhausted"],
      ["reset: no sign that it was", reset, { reset: "failed" }, "reset_failed"],
      ["reset: hot cells, taken out", reset, { power_cycle: "hot" }, "hot_cells"],
      ["reset: new cells that get hot", reset, { cells: "hot" }, "hot_cells"],
    ],
    ([, guide, script, end, known]) => assert.equal(walk(guide, script, known).end, end),
  );
});

describe("a keypad that does not react", () => {
  test("begins with a door that is open", () => {
    assert.deepEqual(walk(keypad).order.slice(0, 3), ["place", "open_door", "damage"]);
    assert.deepEqual(walk(keypad, {}, { values: { door_open: true } }).order.slice(0, 2), ["(place)", "(open_door)"]);
  });

  test("closed after wrong codes: the first is to wait", () => {
    const { order } = walk(keypad, {}, CLOSED);
    assert.equal(order[order.indexOf("(closed)") + 1], "wait");
  });

  rows<readonly [name: string, mode: "vacation" | "privacy" | "normal", next: string]>(
    [
      ["vacation mode is ended", "vacation", "end_mode"],
      ["privacy mode is ended", "privacy", "end_mode"],
      ["no mode: on to the keys", "normal", "wake"],
    ],
    ([, keypad_mode, next]) => {
      const { order } = walk(keypad, {}, { values: { keypad_mode } });
      assert.equal(order[order.indexOf("(mode)") + 1], next);
      assert.equal(order.includes("end_mode"), keypad_mode !== "normal");
    },
  );

  test("one that is built in is neither moved nearer nor given cells of its own", () => {
    const steps = stepsOf(walk(keypad, {}, BUILT_IN));
    assert.ok(!steps.includes("nearer") && !steps.includes("keypad_cells"));
    assert.ok(comesBefore(steps, "warranty", "cable"));
  });

  test("one that hangs apart has no cable behind the plate", () => {
    const steps = stepsOf(walk(keypad, { wake: "lights" }, APART));
    assert.ok(steps.includes("nearer") && !steps.includes("cable"));
  });

  test("its own low cells come first", () => {
    const steps = stepsOf(walk(keypad, {}, { ...APART, checks: { keypad_battery_low: "fail" } }));
    assert.equal(steps[steps.indexOf("wake") + 1], "keypad_cells");
  });

  test("one that lights is tried with another code first", () => {
    const steps = stepsOf(walk(keypad, { wake: "lights" }));
    assert.equal(steps[steps.indexOf("wake") + 1], "other_code");
  });

  test("without another way in no power is taken off", () => {
    assert.ok(!stepsOf(walk(keypad, { way_in: "skip" })).includes("power_cycle"));
  });
});

describe("commands that do nothing", () => {
  test("a lock that cannot be reached is touched first", () => {
    assert.deepEqual(walk(commands, {}, SILENT).order.slice(0, 2), ["(reach)", "touch"]);
  });

  test("privacy mode is told by the lock", () => {
    const { order } = walk(commands, { where: "both" }, PRIVATE);
    assert.equal(order[order.indexOf("(locked_inside)") + 1], "end_privacy");
  });

  test("only the app: the app first", () => {
    assert.deepEqual(stepsOf(walk(commands, { where: "only_app" }, BUILT_IN)).slice(1, 3), ["app_restart", "app_update"]);
  });

  test("both: a ping, then a restart by the lock's own button, and the cells come out after that", () => {
    const steps = stepsOf(walk(commands, { where: "both" }, BUILT_IN));
    assert.deepEqual(steps.slice(1, 3), ["ping", "restart"]);
    assert.ok(comesBefore(steps, "restart", "power_cycle"));
    assert.ok(comesBefore(steps, "open_door", "power_cycle") && comesBefore(steps, "way_in", "power_cycle"));
  });

  test("an ended sign-in is asked for where Home Assistant says so", () => {
    assert.ok(stepsOf(walk(commands, {}, SILENT)).includes("sign_in_here"));
    assert.ok(!stepsOf(walk(commands)).includes("sign_in_here"));
  });

  test("a command that moved the bolt is what counts, and not a returned call", () => {
    assert.deepEqual(walk(commands, { where: "both", restart: "worked", test: "worked" }, BUILT_IN).order.slice(-2), [
      "restart",
      "test",
    ]);
  });
});

describe("a lock that hangs", () => {
  test("restarts by its button, then by its power, with a way in and the door open", () => {
    const steps = stepsOf(walk(powerCycle, {}, BUILT_IN));
    assert.deepEqual(steps, ["restart", "way_in", "open_door", "power_off", "wait", "power_on", "contacts"]);
  });

  test("a wired one has no cells", () => {
    const steps = stepsOf(walk(powerCycle, {}, WIRED));
    assert.ok(!steps.includes("cells") && !steps.includes("contacts"));
    const off = powerCycle.steps.find(({ id }) => id === "power_off");
    assert.deepEqual([off?.variant?.(situation(WIRED)), off?.variant?.(situation())], ["wired", undefined]);
  });

  test("without a way in nothing is taken out", () => {
    assert.deepEqual(stepsOf(walk(powerCycle, { way_in: "skip" })), ["way_in"]);
  });
});

describe("an update that stands still", () => {
  test("the cells stay in, and time comes first", () => {
    const { order } = walk(updateStuck, {}, RUNNING);
    assert.deepEqual(order.slice(0, 4), ["leave_cells", "wait", "test", "(hub_busy)"]);
    assert.ok(!order.includes("cells"));
  });

  test("another update on the hub is waited for", () => {
    const { order } = walk(updateStuck, {}, { ...RUNNING, values: { ...RUNNING.values, hub_updating: true } });
    assert.equal(order[order.indexOf("(hub_busy)") + 1], "wait_hub");
  });

  test("it is stopped before it is tried again, and the hub is restarted last: all of the home waits for it", () => {
    const steps = stepsOf(walk(updateStuck, {}, RUNNING));
    assert.deepEqual(steps.slice(-5), ["stop_update", "retry", "maker_app", "hub_restart", "retry_again"]);
  });

  test("failed: cells and link are put right before it is tried again, and without them it is not", () => {
    const steps = stepsOf(walk(updateStuck, {}, FAILED));
    assert.deepEqual(steps.slice(0, 3), ["cells", "better_link", "retry"]);
    const without = stepsOf(walk(updateStuck, { cells: "skip" }, FAILED));
    assert.ok(!["retry", "retry_again", "maker_app"].some((step) => without.includes(step)));
  });

  test("where nobody here may install it, the maker's app may", () => {
    const steps = stepsOf(walk(updateStuck));
    assert.ok(!steps.includes("retry") && steps.includes("maker_app"));
  });

  test("in the maker's app: full cells are not asked for, and the app is updated first", () => {
    assert.deepEqual(walk(makerApp, {}, ZWAVE).order.slice(0, 3), ["(cells)", "app_update", "install"]);
  });
});

describe("a factory reset", () => {
  test("says what is lost first, and tries a restart before it", () => {
    assert.deepEqual(stepsOf(walk(reset)).slice(0, 4), ["loses", "way_in", "open_door", "power_cycle"]);
  });

  test("goes through all that has to be before and after, in its order, once", () => {
    assert.deepEqual(stepsOf(walk(reset, {}, ZWAVE)).slice(4), [
      "note_people",
      "read_manual",
      "unlink",
      "reset",
      "set_up",
      "join",
      "codes_again",
    ]);
  });

  test("no key, no reset", () => {
    assert.ok(!stepsOf(walk(reset, { way_in: "skip" })).includes("reset"));
    assert.equal(walk(reset, { way_in: "skip" }).end, "exhausted");
  });

  test("a lock of a cloud has no hub to be removed from", () => {
    assert.ok(!stepsOf(walk(reset, {}, CLOUD)).includes("unlink"));
  });

  test("in vain: nobody is asked to do it twice", () => {
    const { order, end } = walk(reset, {}, ZWAVE);
    assert.deepEqual([order.filter((step) => step === "reset").length, end], [1, "reset_failed"]);
  });
});
