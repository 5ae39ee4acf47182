import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";
import { HOUR, NOW, SECOND, ago } from "../../../support/snapshot.ts";

checkRows("jam_flag_stuck", [
  ["no flag", { bolt_moved: NOW - SECOND }, "not_applicable"],
  ["off", { jam_flag: false, bolt_moved: NOW - SECOND }, "pass"],
  ["on, not moved", { jam_flag: true }, "pass"],
  ["on, moved in the same attempt", { jam_flag: ago(true, HOUR), bolt_moved: NOW - HOUR + 15 * SECOND }, "pass"],
  [
    "on, moved later",
    { jam_flag: ago(true, HOUR), bolt_moved: NOW - HOUR + 15 * SECOND + 1 },
    "fail - warning",
    { since: NOW - HOUR },
  ],
  ["on, moved before", { jam_flag: ago(true, HOUR), bolt_moved: NOW - 2 * HOUR }, "pass"],
  ["unavailable", { jam_flag: unavailable("unavailable") }, "unknown unavailable"],
]);
