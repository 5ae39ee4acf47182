import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";

checkRows("battery_unsuitable", [
  ["nothing known", { battery_level: 50 }, "not_applicable"],
  ["what is in it is not known", { battery_allowed: ["alkaline"] }, "not_applicable"],
  ["what is allowed is not known", { battery_chemistry: "lithium" }, "not_applicable"],
  ["the only one allowed", { battery_chemistry: "alkaline", battery_allowed: ["alkaline"] }, "pass"],
  ["one of several", { battery_chemistry: "lithium", battery_allowed: ["alkaline", "lithium"] }, "pass"],
  ["lithium", { battery_chemistry: "lithium", battery_allowed: ["alkaline"] }, "fail lithium warning"],
  ["rechargeable", { battery_chemistry: "nimh", battery_allowed: ["alkaline", "lithium"] }, "fail nimh warning"],
  ["rechargeable lithium", { battery_chemistry: "li_ion", battery_allowed: ["alkaline", "lithium"] }, "fail li_ion warning"],
  ["alkaline in the place of a pack", { battery_chemistry: "alkaline", battery_allowed: ["li_ion"] }, "fail alkaline warning"],
  ["the maker says nothing", { battery_chemistry: "nimh", battery_allowed: [] }, "not_applicable"],
  ["unavailable", { battery_chemistry: unavailable("unavailable"), battery_allowed: ["alkaline"] }, "unknown unavailable"],
  ["a chemistry that nobody knows", wild({ battery_chemistry: "zinc", battery_allowed: ["alkaline"] }), "unknown unavailable"],
  ["no list", wild({ battery_chemistry: "nimh", battery_allowed: "alkaline" }), "unknown unavailable"],
]);
