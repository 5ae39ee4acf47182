import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Words } from "../../../src/bridge/cli/words.ts";
import { snapshots } from "../../bench/snapshots.ts";

const NOW = Date.UTC(2026, 10, 29, 12);
const DAY = 86_400_000;

describe("values as the command line says them", () => {
  const words = new Words("en", "UTC");
  const say = (fact: string, value: unknown, unit?: string) =>
    words.value({ fact, value, ...(unit === undefined ? {} : { unit }) }, NOW);

  for (const [fact, value, said] of [
    ["battery_level", 8, "8 %"],
    ["battery_since", NOW - 95 * DAY, "95 days ago"],
    ["battery_forecast", { early: NOW + 15 * DAY, late: NOW + 33 * DAY }, "2–5 weeks"],
    ["battery_loss", { perWeek: 4.9, usualPerWeek: 1 }, "4.9 % a week, usually 1 %"],
    ["accessory_cells", [{ kind: "keypad", percent: 12 }], "Keypad: 12 %"],
    ["drain_suspects", ["update", "cold"], "An update, Cold"],
    ["turn_time", { now: 9_000, usual: 3_000 }, "9 s, usually 3 s"],
    ["keypad_silence", { uses: 14, longest: 5 }, "14, before at most 5"],
    ["last_seen", NOW - 2 * 3_600_000, "10:00 AM"],
    ["firmware", { installed: "1.2", latest: "1.3" }, "1.2 → 1.3"],
    ["jam_flag", true, "Yes"],
    ["wrong_code_events", [], "None"],
  ] as const)
    test(`${fact}: ${said}`, () => assert.equal(say(fact, value), said));

  test("what an old memory holds of a fact that is none any more keeps its unit", () =>
    assert.equal(say("charge_of_old", 8, "mAh"), "8 mAh"));

  test("an unknown kind of value is left out, and not made up", () => assert.equal(say("charge_of_old", { left: 8 }), ""));

  for (const language of ["en", "de"] as const)
    test(`whatever a lock can tell has words, and no raw value is among them: ${language}`, () => {
      const speaker = new Words(language, "UTC");
      for (const { facts, takenAt } of snapshots(50))
        for (const [fact, reading] of Object.entries(facts)) {
          if (reading.kind !== "known") continue;
          const said = speaker.item({ fact, value: reading.value }, takenAt);
          assert.match(said, /^[^:]+: ./, fact);
          assert.doesNotMatch(said, /\d{9}|\[object|undefined|NaN/, fact);
        }
    });
});
