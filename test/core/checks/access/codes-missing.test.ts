import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("codes_missing", [
  ["nothing known", {}, "not_applicable"],
  ["nobody counts its codes", { has_keypad: true }, "not_applicable"],
  ["nobody knows of a keypad", { codes_set: 0 }, "not_applicable"],
  ["no keypad, no codes", { has_keypad: false, codes_set: 0 }, "not_applicable"],
  ["one code", { has_keypad: true, codes_set: 1 }, "pass"],
  ["none", { has_keypad: true, codes_set: ago(0, HOUR) }, "fail - warning", { since: NOW - HOUR }],
  ["the count is unavailable", { has_keypad: true, codes_set: unavailable("pending") }, "unknown unavailable"],
  ["a list of codes in its place", wild({ has_keypad: true, codes_set: ["1234"] }), "unknown unavailable"],
]);
