import assert from "node:assert/strict";
import { describe } from "node:test";
import { batteryDue } from "../../../src/core/checks/power/battery-due.ts";
import { batterySwapUnconfirmed } from "../../../src/core/checks/power/battery-swap-unconfirmed.ts";
import { unavailable } from "../../../src/core/fact.ts";
import { hasHelped } from "../../../src/core/remedy.ts";
import { markReplaced } from "../../../src/core/remedies/mark-replaced.ts";
import { evaluate } from "../../support/evaluate.ts";
import { DAY, MINUTE, NOW, ago, snapshot } from "../../support/snapshot.ts";
import type { Written } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";

describe("mark_replaced", () => {
  const noted = (before: number) => ago(NOW - before, before);
  const low: Written = { battery_level: 8, battery_before_swap: 8 };
  rows<readonly [name: string, check: typeof batteryDue, before: Written, now: Written, helped: boolean]>(
    [
      [
        "noted now",
        batterySwapUnconfirmed,
        { ...low, battery_swapped: noted(400 * DAY) },
        { ...low, battery_swapped: noted(0) },
        true,
      ],
      ["noted for the first time", batterySwapUnconfirmed, low, { ...low, battery_swapped: noted(0) }, true],
      ["cells that were old", batteryDue, { battery_swapped: noted(400 * DAY) }, { battery_swapped: noted(0) }, true],
      [
        "the same date, read anew",
        batterySwapUnconfirmed,
        { ...low, battery_swapped: ago(NOW - MINUTE, MINUTE) },
        { ...low, battery_swapped: ago(NOW - MINUTE, 0) },
        false,
      ],
      [
        "the date is gone",
        batterySwapUnconfirmed,
        { ...low, battery_swapped: noted(DAY / 2) },
        { ...low, battery_swapped: unavailable("unavailable", { at: NOW }) },
        false,
      ],
      ["no note at all", batterySwapUnconfirmed, low, low, false],
    ],
    ([, check, before, now, helped]) => {
      const after = snapshot(now);
      const outcome = evaluate(check, after);
      assert.equal(hasHelped(markReplaced, [...check.needs, ...check.any], outcome, snapshot(before), after), helped);
    },
  );
});
