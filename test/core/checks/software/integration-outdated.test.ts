import assert from "node:assert/strict";
import { test } from "node:test";
import { integrationOutdated } from "../../../../src/core/checks/software/integration-outdated.ts";
import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { DAY, NOW, ago, snapshot } from "../../../support/snapshot.ts";

checkRows("integration_outdated", [
  ["nothing is too old", { hub_state: "loaded" }, "not_applicable"],
  ["the server", { outdated_part: ago("server", DAY) }, "fail server warning", { since: NOW - DAY }],
  ["the driver", { outdated_part: "driver" }, "fail driver warning"],
  ["the hub's firmware", { outdated_part: "firmware" }, "fail firmware warning"],
  ["the maker's app", { outdated_part: "app" }, "fail app warning"],
  ["unavailable", { outdated_part: unavailable("unknown") }, "unknown unavailable"],
  ["a part that nobody knows", wild({ outdated_part: "moon" }), "unknown unavailable"],
]);

test("an app on a phone has no page in Home Assistant", () => {
  const outcome = evaluate(integrationOutdated, snapshot({ outdated_part: "app" }));
  assert.deepEqual(outcome.status === "fail" && outcome.remedies, ["guide_outdated", "ask_administrator"]);
});
