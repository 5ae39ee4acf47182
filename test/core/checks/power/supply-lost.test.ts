import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("supply_lost", [
  ["no supply of its own", { battery_level: 5 }, "not_applicable"],
  ["supplied", { supply_ok: true }, "pass"],
  ["supplied, and low: it is being charged", { supply_ok: true, battery_level: 5 }, "pass"],
  ["lost", { supply_ok: ago(false, HOUR) }, "fail - warning", { since: NOW - HOUR }],
  ["lost, enough left", { supply_ok: false, battery_level: 21 }, "fail - warning"],
  ["lost, little left", { supply_ok: false, battery_level: 20 }, "fail low error", { measures: { percent: 20 } }],
  [
    "a household's own threshold",
    { supply_ok: false, battery_level: 40 },
    "fail low error",
    { settings: { batteryLow: 40, batteryCritical: 10 } },
  ],
  ["lost, a level that is none", { supply_ok: false, battery_level: -1 }, "fail - warning"],
  ["lost, level unavailable", { supply_ok: false, battery_level: unavailable("unavailable") }, "fail - warning"],
  ["unavailable", { supply_ok: unavailable("unavailable") }, "unknown unavailable"],
  ["a word for a flag", wild({ supply_ok: "off" }), "unknown unavailable"],
]);
