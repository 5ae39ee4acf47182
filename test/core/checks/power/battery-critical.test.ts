import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("battery_critical", [
  ["no battery at all", {}, "not_applicable"],
  ["only a low flag: nothing about now", { battery_low_flag: true }, "not_applicable"],
  ["just above", { battery_level: 11 }, "pass"],
  ["a little above", { battery_level: 10.5 }, "pass"],
  ["at", { battery_level: 10 }, "fail - critical", { measures: { percent: 10 } }],
  ["below", { battery_level: 1 }, "fail - critical"],
  ["a household's own level", { battery_level: 15 }, "fail - critical", { settings: { batteryLow: 30, batteryCritical: 15 } }],
  ["replace now, no level", { battery_now_flag: ago(true, HOUR) }, "fail flag critical", { since: NOW - HOUR }],
  ["replace now beside 30 %", { battery_level: 30, battery_now_flag: true }, "fail flag critical"],
  ["replace now beside 80 %: one of them is wrong", { battery_level: 80, battery_now_flag: true }, "unknown untrusted"],
  ["replace now is off", { battery_now_flag: false }, "pass"],
  [
    "zero after healthy, with replace now: then it is so",
    { battery_level: 0, battery_before: 80, battery_now_flag: true },
    "fail - critical",
  ],
  ["zero after healthy", { battery_level: 0, battery_before: 80 }, "unknown untrusted"],
  ["infinite", { battery_level: Infinity }, "unknown untrusted"],
  ["unavailable", { battery_level: unavailable("unavailable") }, "unknown unavailable"],
  ["a text in its place", wild({ battery_level: "4", battery_now_flag: "on" }), "unknown unavailable"],
]);
