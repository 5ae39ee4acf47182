import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

const whole = { complete: true, outdated: false, running: false };

checkRows("interview_incomplete", [
  ["not known", {}, "not_applicable"],
  ["complete", { interview: whole }, "pass"],
  ["description changed", { interview: { ...whole, outdated: true } }, "fail outdated warning"],
  ["running", { interview: { ...whole, complete: false, running: true } }, "unknown interviewing"],
  ["running, outdated before", { interview: { ...whole, outdated: true, running: true } }, "unknown interviewing"],
  [
    "incomplete, gone for nearly 10 min: still asked",
    { interview: { ...whole, complete: false }, lock_available: ago(false, 10 * MINUTE - SECOND) },
    "unknown interviewing",
  ],
  [
    "incomplete, gone for 10 min",
    { interview: { ...whole, complete: false }, lock_available: ago(false, 10 * MINUTE) },
    "fail unfinished warning",
    { since: NOW - 10 * MINUTE },
  ],
  [
    "incomplete, and there",
    { interview: ago({ ...whole, complete: false }, 11 * MINUTE), lock_available: true },
    "fail unfinished warning",
  ],
  ["incomplete, nothing else known", { interview: ago({ ...whole, complete: false }, 11 * MINUTE) }, "fail unfinished warning"],
  [
    "incomplete, told just now: it is being asked",
    { interview: ago({ ...whole, complete: false }, MINUTE) },
    "unknown interviewing",
  ],
  ["unavailable", { interview: unavailable("refused") }, "unknown unavailable"],
  ["half an answer", wild({ interview: { complete: true } }), "unknown unavailable"],
]);
