import { defined } from "../../../../src/core/defined.ts";
import { unavailable } from "../../../../src/core/fact.ts";
import type { AccessoryCells } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";

function cells(percent?: number, low?: boolean, kind: AccessoryCells["kind"] = "keypad"): AccessoryCells {
  return { kind, source: `sensor.${kind}`, ...defined({ percent, low }) };
}

checkRows("keypad_battery_low", [
  ["nothing beside the lock", { battery_level: 5 }, "not_applicable"],
  ["an empty list", { accessory_cells: [] }, "not_applicable"],
  ["just above the threshold", { accessory_cells: [cells(20.1)] }, "pass"],
  ["at it", { accessory_cells: [cells(20)] }, "fail keypad warning"],
  ["just above the critical level", { accessory_cells: [cells(10.1)] }, "fail keypad warning"],
  ["at it", { accessory_cells: [cells(10)] }, "fail keypad error"],
  ["empty", { accessory_cells: [cells(0)] }, "fail keypad error"],
  ["low before, not yet five points up", { accessory_cells: [cells(24.9)] }, "fail keypad warning", { failedBefore: true }],
  ["low before, five points up", { accessory_cells: [cells(25)] }, "pass", { failedBefore: true }],
  ["flag alone, on", { accessory_cells: [cells(undefined, true)] }, "fail keypad warning"],
  ["flag alone, off", { accessory_cells: [cells(undefined, false)] }, "pass"],
  ["flag alone, off, low before", { accessory_cells: [cells(undefined, false)] }, "pass", { failedBefore: true }],
  ["flag beside a fair level", { accessory_cells: [cells(59, true)] }, "fail keypad warning"],
  ["flag beside a high level: one of them is wrong", { accessory_cells: [cells(60, true)] }, "unknown untrusted"],
  ["flag beside a critical level", { accessory_cells: [cells(8, true)] }, "fail keypad error"],
  ["flag off beside a low level", { accessory_cells: [cells(12, false)] }, "fail keypad warning"],
  ["a door sensor", { accessory_cells: [cells(90), cells(15, undefined, "door_sensor")] }, "fail door_sensor warning"],
  ["a maker's bridge", { accessory_cells: [cells(undefined, true, "bridge")] }, "fail bridge warning"],
  ["something else", { accessory_cells: [cells(3, undefined, "other")] }, "fail other error"],
  ["several: the emptiest is told", { accessory_cells: [cells(18), cells(6, undefined, "bridge")] }, "fail bridge error"],
  ["several, in another order", { accessory_cells: [cells(6, undefined, "bridge"), cells(18)] }, "fail bridge error"],
  [
    "a household's own threshold",
    { accessory_cells: [cells(40)] },
    "fail keypad warning",
    { settings: { batteryLow: 40, batteryCritical: 10 } },
  ],
  ["neither level nor flag", { accessory_cells: [cells()] }, "unknown unavailable"],
  ["one without a reading beside a good one", { accessory_cells: [cells(), cells(90)] }, "unknown unavailable"],
  ["one without a reading beside a low one", { accessory_cells: [cells(), cells(15)] }, "fail keypad warning"],
  ["over 100", { accessory_cells: [cells(200)] }, "unknown untrusted"],
  ["not a number", { accessory_cells: [cells(NaN), cells(90)] }, "unknown untrusted"],
  ["unavailable", { accessory_cells: unavailable("unavailable") }, "unknown unavailable"],
  [
    "a kind that nobody knows",
    wild({ accessory_cells: [{ kind: "doorbell", percent: 3, source: "sensor.x" }] }),
    "unknown unavailable",
  ],
  [
    "a text for a level",
    wild({ accessory_cells: [{ kind: "keypad", percent: "3", source: "sensor.x" }] }),
    "unknown unavailable",
  ],
]);
