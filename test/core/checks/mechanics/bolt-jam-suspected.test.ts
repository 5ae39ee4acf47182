import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

const fellBack = { bolt_command: ago({ wanted: "locked", outcome: "fell_back" } as const, MINUTE) };

checkRows("bolt_jam_suspected", [
  ["nothing known", { lock_state: "unlocked" }, "not_applicable"],
  ["fully locked", { fully_locked: true }, "pass"],
  ["between its ends", { fully_locked: ago(false, HOUR) }, "fail between error", { since: NOW - HOUR }],
  ["followed", { bolt_command: { wanted: "locked", outcome: "followed" } }, "pass"],
  ["pending", { bolt_command: { wanted: "locked", outcome: "pending" } }, "pass"],
  ["fell back", fellBack, "fail fell_back error", { since: NOW - MINUTE }],
  ["fell back, and answers", { ...fellBack, ping_answered: true, lock_available: true }, "fail fell_back error"],
  ["fell back, and is silent: it never got the command", { ...fellBack, ping_answered: false }, "unknown unavailable"],
  ["fell back, and is gone", { ...fellBack, lock_available: false }, "unknown unavailable"],
  ["fell back, and is dead", { ...fellBack, node_status: "dead" }, "unknown unavailable"],
  ["between its ends, and silent", { fully_locked: false, ping_answered: false }, "fail between error"],
  ["no events", { not_fully_locked_events: [] }, "pass"],
  ["reported just now", { not_fully_locked_events: [NOW - SECOND] }, "fail reported error", { since: NOW - SECOND }],
  ["reported a day ago", { not_fully_locked_events: [NOW - DAY] }, "pass"],
  ["reported nearly a day ago", { not_fully_locked_events: [NOW - DAY + SECOND] }, "fail reported error"],
  ["reported, then moved", { not_fully_locked_events: [NOW - HOUR], bolt_moved: NOW - MINUTE }, "pass"],
  ["moved, then reported", { not_fully_locked_events: [NOW - MINUTE], bolt_moved: NOW - HOUR }, "fail reported error"],
  ["all unavailable", { fully_locked: unavailable("unknown") }, "unknown unavailable"],
  ["times that are none", wild({ not_fully_locked_events: [NOW, "yesterday"] }), "unknown unavailable"],
  ["a time in the far future", { not_fully_locked_events: [NOW + 2 * DAY] }, "unknown unavailable"],
]);
