import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { diagnose } from "../../../../src/core/everything.ts";
import { unavailable } from "../../../../src/core/fact.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/snapshot.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, NOW, snapshot } from "../../../support/snapshot.ts";

const key = { id: "spare_key", since: NOW - 9 * DAY };
const bolt = { id: "clean_lubricate", since: NOW - 30 * DAY };
const watching = (watchCare: boolean) => ({ settings: { ...DEFAULT_SETTINGS, watchCare } });

checkRows("care_due", [
  ["no plan has begun", {}, "not_applicable"],
  ["nothing is due", { care_due: [] }, "pass"],
  ["one task says which", { care_due: [key] }, "fail spare_key warning", { since: key.since, measures: { count: 1 } }],
  ["several say since the oldest", { care_due: [key, bolt] }, "fail - warning", { since: bolt.since, measures: { count: 2 } }],
  ["the household does not want to hear of it", { care_due: [key] }, "pass", watching(false)],
  ["the household says that it does", { care_due: [key] }, "fail spare_key warning", watching(true)],
  ["the line cannot be read now", { care_due: unavailable("unavailable") }, "unknown unavailable"],
  ["a task without a day", wild({ care_due: [{ id: "spare_key" }] }), "unknown unavailable"],
  ["no list", wild({ care_due: "spare_key" }), "unknown unavailable"],
]);

describe("care that is done", () => {
  test("does not vouch for the mechanics: a bolt that was oiled in time may jam all the same", () => {
    const { mechanics } = diagnose(snapshot({})).families;
    assert.equal(diagnose(snapshot({ care_due: [] })).families.mechanics, mechanics);
    assert.equal(diagnose(snapshot({ care_due: unavailable("unavailable") })).families.mechanics, mechanics);
    assert.equal(diagnose(snapshot({ care_due: [key] })).families.mechanics, "warning");
  });
});
