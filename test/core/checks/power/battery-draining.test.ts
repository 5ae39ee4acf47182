import assert from "node:assert/strict";
import { test } from "node:test";
import { batteryDraining } from "../../../../src/core/checks/power/battery-draining.ts";
import { unavailable } from "../../../../src/core/fact.ts";
import type { Facts, Loss } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { snapshot } from "../../../support/snapshot.ts";

const loss = (ratio: number, significant = true): Loss => ({ perWeek: 2 * ratio, usualPerWeek: 2, ratio, significant });

checkRows("battery_draining", [
  ["no past", { battery_level: 50 }, "not_applicable"],
  ["as ever", { battery_loss: loss(1) }, "pass"],
  ["slower", { battery_loss: loss(0) }, "pass"],
  ["just below the limit", { battery_loss: loss(1.69) }, "pass"],
  ["at the limit", { battery_loss: loss(1.7) }, "fail - warning", { measures: { ratio: 1.7 } }],
  ["at the limit, may be chance", { battery_loss: loss(1.7, false) }, "pass"],
  ["ten times, may be chance", { battery_loss: loss(10, false) }, "pass"],
  ["nothing has changed", { battery_loss: loss(2), drain_suspects: [] }, "fail - warning"],
  ["what changed is not known", { battery_loss: loss(2), drain_suspects: unavailable("refused") }, "fail - warning"],
  ["after an update", { battery_loss: loss(2), drain_suspects: ["update"] }, "fail update warning"],
  ["several: the first is told", { battery_loss: loss(2), drain_suspects: ["retries", "cold"] }, "fail retries warning"],
  ["something changed, and it drains as ever", { battery_loss: loss(1.2), drain_suspects: ["polling"] }, "pass"],
  ["no past to hold it against", { battery_loss: loss(Infinity) }, "unknown untrusted"],
  ["not a number", { battery_loss: loss(NaN) }, "unknown untrusted"],
  ["unavailable", { battery_loss: unavailable("pending") }, "unknown unavailable"],
  ["another shape", wild({ battery_loss: { ratio: 3 } }), "unknown unavailable"],
  ["a suspect that nobody knows", wild({ battery_loss: loss(2), drain_suspects: ["ghost"] }), "fail - warning"],
]);

test("each suspect has what helps against it", () => {
  const first: { readonly [Suspect in Facts["drain_suspects"][number]]: string } = {
    update: "guide_drain",
    polling: "guide_drain",
    retries: "rebuild_routes",
    stiff_bolt: "guide_wear",
    cold: "guide_drain",
    use: "guide_drain",
  };
  for (const [suspect, remedy] of Object.entries(first) as [Facts["drain_suspects"][number], string][]) {
    const outcome = evaluate(batteryDraining, snapshot({ battery_loss: loss(2), drain_suspects: [suspect] }));
    assert.equal(outcome.status === "fail" && outcome.remedies?.[0], remedy, suspect);
  }
});
