import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../../../support/snapshot.ts";

checkRows("code_expiring", [
  ["no code has an end", {}, "not_applicable"],
  ["in a year", { code_ends: NOW + 365 * DAY }, "pass"],
  ["in a little more than three days", { code_ends: NOW + 3 * DAY + SECOND }, "pass"],
  ["in three days", { code_ends: NOW + 3 * DAY }, "fail soon warning", { measures: { days: 3 } }],
  ["in a little more than a day", { code_ends: NOW + DAY + SECOND }, "fail soon warning", { measures: { days: 2 } }],
  ["in a day", { code_ends: NOW + DAY }, "fail today warning"],
  ["in a minute", { code_ends: NOW + MINUTE }, "fail today warning"],
  ["now", { code_ends: NOW }, "pass"],
  ["an hour ago", { code_ends: NOW - HOUR }, "pass"],
  ["unavailable", { code_ends: unavailable("unavailable") }, "unknown unavailable"],
  ["not a number", { code_ends: NaN }, "unknown untrusted"],
  ["a date in words", wild({ code_ends: "tomorrow" }), "unknown unavailable"],
]);
