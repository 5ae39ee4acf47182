import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

/** Two commands without effect, an hour and a minute ago. */
const twice = { ignored_commands: [NOW - HOUR, NOW - MINUTE] };

checkRows("lock_unresponsive", [
  ["not known", { lock_available: true }, "not_applicable"],
  ["none", { ignored_commands: [] }, "pass"],
  ["one", { ignored_commands: [NOW - MINUTE] }, "pass"],
  ["two", twice, "fail - error", { measures: { count: 2 }, since: NOW - HOUR }],
  ["the older nearly a day ago", { ignored_commands: [NOW - DAY + SECOND, NOW - MINUTE] }, "fail - error"],
  ["the older a day ago", { ignored_commands: [NOW - DAY, NOW - MINUTE] }, "pass"],
  [
    "three, one of them old",
    { ignored_commands: [NOW - 3 * DAY, NOW - HOUR, NOW - MINUTE] },
    "fail - error",
    { measures: { count: 2 }, since: NOW - HOUR },
  ],
  ["both long ago", { ignored_commands: [NOW - 3 * DAY, NOW - 2 * DAY] }, "pass"],
  ["the bolt moved since", { ...twice, bolt_moved: NOW - SECOND }, "pass"],
  ["the bolt moved between", { ...twice, bolt_moved: NOW - 30 * MINUTE }, "fail - error"],
  ["the bolt moved when it was told to", { ...twice, bolt_moved: NOW - MINUTE }, "fail - error"],
  ["a command was followed since", { ...twice, bolt_command: ago({ wanted: "locked", outcome: "followed" }, SECOND) }, "pass"],
  [
    "a command was followed before",
    { ...twice, bolt_command: ago({ wanted: "locked", outcome: "followed" }, DAY) },
    "fail - error",
  ],
  ["another is pending", { ...twice, bolt_command: ago({ wanted: "locked", outcome: "pending" }, SECOND) }, "fail - error"],
  ["it answers", { ...twice, lock_available: true, node_status: "alive", ping_answered: true }, "fail - error"],
  ["it is unavailable", { ...twice, lock_available: false }, "unknown unavailable"],
  ["it is dead", { ...twice, node_status: "dead" }, "unknown unavailable"],
  ["it did not answer", { ...twice, ping_answered: false }, "unknown unavailable"],
  ["dead, but nothing was ignored", { ignored_commands: [], node_status: "dead" }, "pass"],
  ["unavailable", { ignored_commands: unavailable("refused") }, "unknown unavailable"],
  ["in the far future", { ignored_commands: [NOW - MINUTE, NOW + 2 * DAY] }, "unknown unavailable"],
  ["a number in the place of a list", wild({ ignored_commands: 2 }), "unknown unavailable"],
]);
