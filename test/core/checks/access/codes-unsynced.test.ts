import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { HOUR, MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

checkRows("codes_unsynced", [
  ["nobody manages codes", {}, "not_applicable"],
  ["all in step", { codes_unsynced: 0, codes_suspended: 0 }, "pass"],
  ["all in step, nothing known of suspended ones", { codes_unsynced: 0 }, "pass"],
  ["one for an hour", { codes_unsynced: ago(1, HOUR) }, "fail unsynced warning", { measures: { count: 1 }, since: NOW - HOUR }],
  ["one for five minutes", { codes_unsynced: ago(1, 5 * MINUTE) }, "fail unsynced warning"],
  ["one for nearly five: it is being set", { codes_unsynced: ago(1, 5 * MINUTE - SECOND) }, "unknown unavailable"],
  ["one less than before is no cure", { codes_unsynced: ago(1, SECOND) }, "fail unsynced warning", { failedBefore: true }],
  ["nobody knows since when", { codes_unsynced: { kind: "known", value: 2 } }, "fail unsynced warning"],
  [
    "given up on a moment ago",
    { codes_unsynced: ago(1, HOUR), codes_suspended: ago(2, SECOND) },
    "fail suspended error",
    { measures: { count: 2 }, since: NOW - SECOND },
  ],
  ["given up on, and the rest in step", { codes_unsynced: 0, codes_suspended: 1 }, "fail suspended error"],
  ["one of two counts unavailable, the other well", { codes_unsynced: unavailable("unavailable"), codes_suspended: 0 }, "pass"],
  ["unavailable", { codes_unsynced: unavailable("unavailable") }, "unknown unavailable"],
  ["not a number", { codes_unsynced: NaN }, "unknown untrusted"],
  ["less than none", { codes_unsynced: -1 }, "unknown untrusted"],
  ["a code in its place", wild({ codes_unsynced: "1234" }), "unknown unavailable"],
]);
