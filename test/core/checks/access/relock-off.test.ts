import { unavailable } from "../../../../src/core/fact.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/snapshot.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { DAY, HOUR, NOW, SECOND } from "../../../support/snapshot.ts";

const watched = (watchRelock: boolean) => ({ settings: { ...DEFAULT_SETTINGS, watchRelock } });

checkRows("relock_off", [
  ["a lock without it", { auto_relock_was: NOW - HOUR }, "not_applicable"],
  ["on", { auto_relock: true }, "pass"],
  ["off, and never seen on", { auto_relock: false }, "not_applicable"],
  ["off, and the past cannot be had", { auto_relock: false, auto_relock_was: unavailable("pending") }, "not_applicable"],
  ["off since an hour", { auto_relock: false, auto_relock_was: NOW - HOUR }, "fail - warning", { since: NOW - HOUR }],
  ["off since nearly ten days", { auto_relock: false, auto_relock_was: NOW - 10 * DAY + SECOND }, "fail - warning"],
  ["off since ten days: no news", { auto_relock: false, auto_relock_was: NOW - 10 * DAY }, "pass"],
  ["on again", { auto_relock: true, auto_relock_was: NOW - HOUR }, "pass"],
  ["nobody wants to hear it", { auto_relock: false, auto_relock_was: NOW - HOUR }, "pass", watched(false)],
  ["somebody does", { auto_relock: false, auto_relock_was: NOW - HOUR }, "fail - warning", watched(true)],
  ["unavailable", { auto_relock: unavailable("unavailable"), auto_relock_was: NOW - HOUR }, "unknown unavailable"],
  ["a word in its place", wild({ auto_relock: "off", auto_relock_was: NOW - HOUR }), "unknown unavailable"],
]);
