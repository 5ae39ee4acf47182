import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

checkRows("keypad_locked_out", [
  ["nothing known of a keypad", {}, "not_applicable"],
  ["enabled", { keypad_disabled: false }, "pass"],
  ["disabled", { keypad_disabled: ago(true, MINUTE) }, "fail disabled error", { since: NOW - MINUTE }],
  ["normal mode", { keypad_mode: "normal" }, "pass"],
  ["vacation mode", { keypad_mode: "vacation" }, "fail vacation warning"],
  ["privacy mode", { keypad_mode: "privacy" }, "fail privacy warning"],
  ["no lockout", { keypad_lockout_events: [] }, "pass"],
  [
    "locked out just now",
    { keypad_lockout_events: [NOW - SECOND] },
    "fail wrong_codes error",
    { measures: { minutes: 5 }, since: NOW - SECOND },
  ],
  ["nearly over", { keypad_lockout_events: [NOW - 5 * MINUTE + SECOND] }, "fail wrong_codes error", { measures: { minutes: 1 } }],
  ["over", { keypad_lockout_events: [NOW - 5 * MINUTE] }, "pass"],
  ["used since", { keypad_lockout_events: [NOW - MINUTE], keypad_used: NOW - SECOND }, "pass"],
  ["used before", { keypad_lockout_events: [NOW - MINUTE], keypad_used: NOW - 2 * MINUTE }, "fail wrong_codes error"],
  ["the newest of many counts", { keypad_lockout_events: [NOW - HOUR, NOW - MINUTE] }, "fail wrong_codes error"],
  [
    "the tablet's clock is an hour behind",
    { keypad_lockout_events: [NOW + HOUR] },
    "fail wrong_codes error",
    { measures: { minutes: 5 } },
  ],
  [
    "all unavailable",
    { keypad_disabled: unavailable("unavailable"), keypad_lockout_events: unavailable("refused") },
    "unknown unavailable",
  ],
  ["an unknown mode", wild({ keypad_mode: "party" }), "unknown unavailable"],
]);
