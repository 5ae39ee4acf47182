import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, NOW, ago } from "../../../support/snapshot.ts";

const silent = (uses: number, longest: number) => ({ keypad_silence: { uses, longest } });

checkRows("keypad_unresponsive", [
  ["no keypad", { lock_available: true }, "not_applicable"],
  ["no fault", { keypad_fault: false }, "pass"],
  ["a fault", { keypad_fault: ago(true, HOUR) }, "fail fault error", { since: NOW - HOUR }],
  ["a fault, although switched off", { keypad_fault: true, keypad_disabled: true }, "fail fault error"],
  ["used just now", silent(0, 12), "pass"],
  ["many uses, three times as many as ever, less one", silent(29, 10), "pass"],
  [
    "three times as many",
    { ...silent(30, 10), keypad_used: NOW - 9 * DAY },
    "fail silence warning",
    { measures: { uses: 30 }, since: NOW - 9 * DAY },
  ],
  ["far more than ever, but few", silent(19, 2), "pass"],
  ["far more than ever, and many", silent(20, 2), "fail silence warning"],
  ["many, in a home that rarely uses it", silent(200, 80), "pass"],
  ["always used until now", silent(20, 0), "fail silence warning"],
  ["it says that it is well, and nobody uses it", { ...silent(30, 10), keypad_fault: false }, "fail silence warning"],
  ["switched off", { ...silent(99, 1), keypad_disabled: true }, "not_applicable"],
  ["switched off, without a fault", { ...silent(99, 1), keypad_disabled: true, keypad_fault: false }, "pass"],
  ["vacation mode", { ...silent(99, 1), keypad_mode: "vacation" }, "not_applicable"],
  ["privacy mode", { ...silent(99, 1), keypad_mode: "privacy" }, "not_applicable"],
  ["on, in its normal mode", { ...silent(99, 1), keypad_disabled: false, keypad_mode: "normal" }, "fail silence warning"],
  ["not a number", silent(NaN, 3), "unknown untrusted"],
  ["without an end", silent(99, Infinity), "unknown untrusted"],
  [
    "both unavailable",
    { keypad_fault: unavailable("unavailable"), keypad_silence: unavailable("pending") },
    "unknown unavailable",
  ],
  ["a text for a flag", wild({ keypad_fault: "yes" }), "unknown unavailable"],
  ["another shape", wild({ keypad_silence: 40 }), "unknown unavailable"],
]);
