import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../../../support/snapshot.ts";

checkRows("wrong_codes", [
  ["nothing known of codes", {}, "not_applicable"],
  ["none", { wrong_code_events: [] }, "pass"],
  ["two in an hour", { wrong_code_events: [NOW - 2 * MINUTE, NOW - MINUTE] }, "pass"],
  [
    "three in an hour",
    { wrong_code_events: [NOW - 3 * MINUTE, NOW - 2 * MINUTE, NOW - MINUTE] },
    "fail burst warning",
    { measures: { count: 3 }, since: NOW - 3 * MINUTE },
  ],
  ["three, one of them an hour old", { wrong_code_events: [NOW - HOUR, NOW - 2 * MINUTE, NOW - MINUTE] }, "pass"],
  [
    "three, one of them nearly an hour old",
    { wrong_code_events: [NOW - HOUR + SECOND, NOW - 2 * MINUTE, NOW - MINUTE] },
    "fail burst warning",
  ],
  ["a lockout yesterday", { keypad_lockout_events: [NOW - DAY + SECOND] }, "fail lockout warning", { since: NOW - DAY + SECOND }],
  ["a lockout before", { keypad_lockout_events: [NOW - DAY] }, "pass"],
  [
    "the logbook is refused",
    { wrong_code_events: unavailable("refused"), keypad_lockout_events: unavailable("refused") },
    "unknown unavailable",
  ],
  ["codes in the place of times", wild({ wrong_code_events: ["1234", "5678", "9999"] }), "unknown unavailable"],
]);
