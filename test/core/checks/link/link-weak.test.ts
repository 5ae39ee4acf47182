import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";

checkRows("link_weak", [
  ["no measure", { radio: "zwave" }, "not_applicable"],
  ["Z-Wave, 12 dB over the noise", { radio: "zwave", signal: -88, noise: -100 }, "pass"],
  ["Z-Wave, 11 dB", { radio: "zwave", signal: -89, noise: -100 }, "fail - warning", { measures: { mark: 4 } }],
  ["Z-Wave, noise as usual", { radio: "zwave", signal: -89 }, "fail - warning"],
  ["Z-Wave, a noisy place", { radio: "zwave", signal: -80, noise: -90 }, "fail - warning"],
  ["Z-Wave, slow although strong", { radio: "zwave", signal: -60, round_trip: 1501 }, "fail - warning"],
  ["Z-Wave, 1.5 s is still a beam", { radio: "zwave", signal: -60, round_trip: 1500 }, "pass"],
  ["Zigbee, 50", { radio: "zigbee", link_quality: 50 }, "pass"],
  ["Zigbee, 49", { radio: "zigbee", link_quality: 49 }, "fail - warning", { measures: { mark: 4 } }],
  ["Zigbee, 0", { radio: "zigbee", link_quality: 0 }, "fail - warning"],
  ["Zigbee, 256 is no quality", { radio: "zigbee", link_quality: 256 }, "not_applicable"],
  ["Bluetooth, -85", { radio: "bluetooth", signal: -85 }, "pass"],
  ["Bluetooth, -86", { radio: "bluetooth", signal: -86 }, "fail - warning"],
  ["Wi-Fi, -85", { radio: "wifi", signal: -85 }, "pass"],
  ["Wi-Fi, -86", { radio: "wifi", signal: -86 }, "fail - warning"],
  ["no radio known", { signal: -95 }, "fail - warning"],
  ["0 dBm is no reading", { radio: "zwave", signal: 0 }, "not_applicable"],
  ["127 is a code", { radio: "zwave", signal: 127 }, "not_applicable"],
  ["infinite", { radio: "wifi", signal: -Infinity }, "not_applicable"],
  ["not a number", { radio: "wifi", signal: NaN, round_trip: NaN, link_quality: NaN }, "not_applicable"],
  ["a round trip of nothing", { round_trip: 0 }, "not_applicable"],
  ["unavailable", { signal: unavailable("unavailable") }, "unknown unavailable"],
  ["a text in its place", wild({ signal: "-90" }), "unknown unavailable"],
]);
