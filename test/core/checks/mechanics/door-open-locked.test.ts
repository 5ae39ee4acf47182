import { unavailable } from "../../../../src/core/fact.ts";
import { checkRows } from "../../../support/check-rows.ts";
import { HOUR, NOW, ago } from "../../../support/snapshot.ts";

checkRows("door_open_locked", [
  ["no door sensor", { lock_state: "locked" }, "not_applicable"],
  ["closed, locked", { door_open: false, lock_state: "locked" }, "pass"],
  ["open, unlocked", { door_open: true, lock_state: "unlocked" }, "pass"],
  ["open, on its way", { door_open: true, lock_state: "locking" }, "pass"],
  ["open, locked", { door_open: ago(true, HOUR), lock_state: "locked" }, "fail - error", { since: NOW - HOUR }],
  ["door unavailable", { door_open: unavailable("unavailable"), lock_state: "locked" }, "unknown unavailable"],
  ["state unavailable", { door_open: true, lock_state: unavailable("unavailable") }, "unknown unavailable"],
]);
