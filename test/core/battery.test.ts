import assert from "node:assert/strict";
import { describe } from "node:test";
import { readBattery } from "../../src/core/battery.ts";
import type { BatteryReading } from "../../src/core/battery.ts";
import { rows } from "../support/table.ts";

interface Told {
  readonly level?: number;
  readonly before?: number;
  readonly low?: boolean;
  readonly now?: boolean;
}

function read({ level, before, low, now }: Told): string {
  const all = { battery_level: level, battery_before: before, battery_low_flag: low, battery_now_flag: now };
  const given = Object.fromEntries(Object.entries(all).filter(([, each]) => each !== undefined)) as Parameters<
    typeof readBattery
  >[0];
  const reading: BatteryReading = readBattery(given);
  return reading.kind === "none" ? "none" : reading.kind === "level" ? `level ${reading.percent}` : `untrusted ${reading.why}`;
}

describe("readBattery", () => {
  rows<readonly [name: string, told: Told, reading: string]>(
    [
      ["nothing", {}, "none"],
      ["flags alone are no level", { low: true, now: true }, "none"],
      ["0", { level: 0 }, "level 0"],
      ["100", { level: 100 }, "level 100"],
      ["100.1", { level: 100.1 }, "untrusted out_of_range"],
      ["-0.1", { level: -0.1 }, "untrusted out_of_range"],
      ["NaN", { level: NaN }, "untrusted out_of_range"],
      ["Infinity", { level: Infinity }, "untrusted out_of_range"],
      ["0 after 20", { level: 0, before: 20 }, "untrusted fell_to_zero"],
      ["0 after 19", { level: 0, before: 19 }, "level 0"],
      ["0 after 80 with the low flag", { level: 0, before: 80, low: true }, "level 0"],
      ["0 after 80 with replace now", { level: 0, before: 80, now: true }, "level 0"],
      ["0 after 80, flag off", { level: 0, before: 80, low: false }, "untrusted fell_to_zero"],
      ["0 after a level that is none", { level: 0, before: NaN }, "level 0"],
      ["59 with the flag", { level: 59, low: true }, "level 59"],
      ["60 with the flag", { level: 60, low: true }, "untrusted contradicts_flag"],
      ["60 with replace now", { level: 60, now: true }, "untrusted contradicts_flag"],
      ["60, flags off", { level: 60, low: false, now: false }, "level 60"],
    ],
    ([, told, expected]) => assert.equal(read(told), expected),
  );
});
