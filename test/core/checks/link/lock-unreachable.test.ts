import { unavailable } from "../../../../src/core/fact.ts";
import type { Facts } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

const interview = (more: Partial<Facts["interview"]>): Facts["interview"] => ({
  complete: true,
  outdated: false,
  running: false,
  ...more,
});
/** Heard some ms ago. */
const seen = (ms: number) => ago(NOW - ms, ms);

checkRows("lock_unreachable", [
  ["nothing says anything", { lock_state: "locked" }, "not_applicable"],
  ["available", { lock_available: true }, "pass"],
  ["unavailable", { lock_available: ago(false, HOUR) }, "fail unavailable error", { since: NOW - HOUR }],
  ["alive", { node_status: "alive" }, "pass"],
  ["asleep is normal", { node_status: "asleep" }, "pass"],
  ["dead", { node_status: ago("dead", MINUTE) }, "fail dead error", { since: NOW - MINUTE }],
  ["dead, although its entity is available", { node_status: "dead", lock_available: true }, "fail dead error"],
  ["unavailable, and no connection is free", { lock_available: false, free_slots: 0 }, "fail crowded error"],
  ["unavailable, and some connections are free", { lock_available: false, free_slots: 2 }, "fail unavailable error"],
  ["there, and no connection is free", { lock_available: true, free_slots: 0 }, "pass"],
  ["alive, but its entity is gone", { node_status: "alive", lock_available: false }, "fail unavailable error"],
  ["status unknown, nothing else", { node_status: "unknown" }, "unknown unavailable"],
  ["status unknown, entity there", { node_status: "unknown", lock_available: true }, "pass"],
  ["answered the ping", { ping_answered: true }, "pass"],
  ["did not answer", { ping_answered: ago(false, MINUTE) }, "fail silent error", { since: NOW - MINUTE }],
  [
    "did not answer, although available: Matter stays so for minutes",
    { ping_answered: false, lock_available: true },
    "fail silent error",
  ],
  [
    "spoke after the ping it missed",
    { ping_answered: ago(false, MINUTE), last_seen: seen(SECOND), lock_available: true },
    "pass",
  ],
  [
    "spoke before it",
    { ping_answered: ago(false, MINUTE), last_seen: seen(2 * MINUTE), lock_available: true },
    "fail silent error",
  ],
  ["Zigbee, heard 25 h ago", { radio: "zigbee", last_seen: seen(25 * HOUR) }, "pass"],
  [
    "Zigbee, a minute more",
    { radio: "zigbee", last_seen: seen(25 * HOUR + MINUTE) },
    "fail quiet warning",
    { measures: { hours: 25 } },
  ],
  ["Z-Wave, heard 71 h ago", { radio: "zwave", last_seen: seen(71 * HOUR) }, "pass"],
  ["Z-Wave, heard 73 h ago", { radio: "zwave", last_seen: seen(73 * HOUR) }, "fail quiet warning", { since: NOW - 73 * HOUR }],
  [
    "Z-Wave, held for alive, but not heard for 73 h",
    { radio: "zwave", node_status: "alive", last_seen: seen(73 * HOUR) },
    "fail quiet warning",
  ],
  ["Long Range, heard 73 h ago", { radio: "zwave_long_range", last_seen: seen(73 * HOUR) }, "fail quiet warning"],
  ["Wi-Fi has no rhythm of its own", { radio: "wifi", last_seen: seen(30 * DAY) }, "pass"],
  ["heard in the future, a little", { radio: "zigbee", last_seen: NOW + MINUTE }, "pass"],
  ["heard in the far future: not to be believed", { radio: "zigbee", last_seen: NOW + 2 * DAY }, "unknown unavailable"],
  ["heard at the beginning of time", { radio: "zigbee", last_seen: 0 }, "unknown unavailable"],
  ["gone while it is interviewed", { lock_available: false, interview: interview({ running: true }) }, "unknown interviewing"],
  [
    "gone, not ready, hub says alive: interviewed by somebody else",
    { lock_available: false, node_status: "alive", interview: interview({ complete: false }) },
    "unknown interviewing",
  ],
  [
    "gone, not ready, hub says dead",
    { lock_available: false, node_status: "dead", interview: interview({ complete: false }) },
    "fail dead error",
  ],
  ["there while it is interviewed", { lock_available: true, interview: interview({ running: true }) }, "pass"],
  ["dead while it is interviewed", { node_status: "dead", interview: interview({ running: true }) }, "fail dead error"],
  ["gone while its hub starts", { lock_available: false, hub_state: "starting" }, "unknown starting"],
  ["gone, hub loaded", { lock_available: false, hub_state: "loaded" }, "fail unavailable error"],
  ["all unavailable", { lock_available: unavailable("pending"), node_status: unavailable("unknown") }, "unknown unavailable"],
  ["a text for a flag", wild({ lock_available: "no" }), "unknown unavailable"],
  ["an unknown status", wild({ node_status: "zombie" }), "unknown unavailable"],
]);
