import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";

checkRows("battery_untrusted", [
  ["no level", { battery_low_flag: true }, "not_applicable"],
  ["plain", { battery_level: 50 }, "pass"],
  ["100", { battery_level: 100 }, "pass"],
  ["over 100", { battery_level: 100.5 }, "fail out_of_range warning", { measures: { percent: 100.5 } }],
  ["255, the code of Zigbee for none", { battery_level: 255 }, "fail out_of_range warning"],
  ["negative", { battery_level: -0.1 }, "fail out_of_range warning"],
  ["minus infinity", { battery_level: -Infinity }, "fail out_of_range warning"],
  ["0 after 20", { battery_level: 0, battery_before: 20 }, "fail fell_to_zero warning"],
  ["0 after 19: cells do that", { battery_level: 0, battery_before: 19 }, "pass"],
  ["1 after 80", { battery_level: 1, battery_before: 80 }, "pass"],
  ["0 after 80, and the lock's own flag says so", { battery_level: 0, battery_before: 80, battery_low_flag: true }, "pass"],
  ["0, nothing known of before", { battery_level: 0 }, "pass"],
  ["60 with the low flag", { battery_level: 60, battery_low_flag: true }, "fail contradicts_flag warning"],
  ["59 with the low flag", { battery_level: 59, battery_low_flag: true }, "pass"],
  ["90 with replace now", { battery_level: 90, battery_now_flag: true }, "fail contradicts_flag warning"],
  ["90, flag unavailable", { battery_level: 90, battery_low_flag: unavailable("unavailable") }, "pass"],
  ["unavailable", { battery_level: unavailable("unavailable") }, "unknown unavailable"],
]);
