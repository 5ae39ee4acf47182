import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { diagnose } from "../../../src/core/everything.ts";
import { resyncCodes } from "../../../src/core/remedies/resync-codes.ts";
import { hasHelped, refusal } from "../../../src/core/remedy.ts";
import { HEALTHY, HOUR, MINUTE, NOW, SECOND, ago, snapshot } from "../../support/snapshot.ts";
import type { Written } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";

describe("resync_codes", () => {
  rows<readonly [name: string, facts: Written, refused: string | undefined]>(
    [
      ["a lock in good health", HEALTHY, undefined],
      ["a link at its limit", { ...HEALTHY, link_quality: 40 }, "link"],
      ["a fair link", { ...HEALTHY, link_quality: 60 }, undefined],
      ["cells below 30 %", { ...HEALTHY, battery_level: 29 }, "battery"],
      ["cells at 30 %", { ...HEALTHY, battery_level: 30 }, undefined],
      ["another update on the hub", { ...HEALTHY, hub_updating: true }, "hub_free"],
      ["it does not answer", { ...HEALTHY, node_status: "dead" }, "answers"],
    ],
    ([, facts, refused]) => assert.equal(refusal(resyncCodes, snapshot(facts))?.id, refused),
  );

  const before = snapshot({ codes_unsynced: ago(2, HOUR), codes_suspended: ago(1, HOUR) });
  const helped = (facts: Written) => {
    const now = snapshot(facts, { takenAt: NOW + 5 * MINUTE });
    const outcome = diagnose(now, { codes_unsynced: { status: "fail", because: [] } }).outcomes.codes_unsynced;
    return hasHelped(resyncCodes, ["codes_unsynced", "codes_suspended"], outcome, before, now);
  };

  rows<readonly [name: string, facts: Written, helped: boolean]>(
    [
      ["all in step on newer readings", { codes_unsynced: ago(0, SECOND), codes_suspended: ago(0, SECOND) }, true],
      ["one left", { codes_unsynced: ago(1, SECOND), codes_suspended: ago(0, SECOND) }, false],
      ["one given up on still", { codes_unsynced: ago(0, SECOND), codes_suspended: ago(1, HOUR) }, false],
      ["the same readings as before", { codes_unsynced: ago(0, HOUR), codes_suspended: ago(0, HOUR) }, false],
    ],
    ([, facts, expected]) => assert.equal(helped(facts), expected),
  );

  test("asks first: it writes codes", () => assert.equal(resyncCodes.consent, "confirm"));
});
