import { unavailable } from "../../../../src/core/fact.ts";
import type { LockState } from "../../../../src/core/fact.ts";
import { checkRows, wild } from "../../../support/check-rows.ts";
import { MINUTE, NOW, SECOND, ago } from "../../../support/snapshot.ts";

const command = (outcome: "followed" | "fell_back" | "pending", ms: number) => ago({ wanted: "locked" as const, outcome }, ms);
const state = (word: LockState, ms: number) => ago(word, ms);

checkRows("state_stale", [
  ["no state", {}, "not_applicable"],
  ["locked for years", { lock_state: state("locked", 1e11) }, "pass"],
  ["on its way for a minute", { lock_state: state("locking", MINUTE) }, "pass"],
  [
    "on its way for longer",
    { lock_state: state("locking", MINUTE + SECOND) },
    "fail on_the_way warning",
    { since: NOW - MINUTE - SECOND },
  ],
  ["unlocking for longer", { lock_state: state("unlocking", 2 * MINUTE) }, "fail on_the_way warning"],
  ["opening for longer", { lock_state: state("opening", 2 * MINUTE) }, "fail on_the_way warning"],
  ["open for longer is open", { lock_state: state("open", 2 * MINUTE) }, "pass"],
  ["assumed", { lock_state: "locked", assumed_state: true }, "fail assumed warning"],
  ["not assumed", { lock_state: "locked", assumed_state: false }, "pass"],
  ["sent, 30 s", { lock_state: "unlocked", bolt_command: command("pending", 30 * SECOND) }, "pass"],
  ["sent, 31 s", { lock_state: "unlocked", bolt_command: command("pending", 31 * SECOND) }, "fail not_followed warning"],
  ["sent and followed", { lock_state: "locked", bolt_command: command("followed", MINUTE) }, "pass"],
  ["fell back is another check's", { lock_state: "unlocked", bolt_command: command("fell_back", MINUTE) }, "pass"],
  ["unavailable", { lock_state: unavailable("unavailable") }, "unknown unavailable"],
  ["an unknown word", wild({ lock_state: "ajar" }), "unknown unavailable"],
  ["on its way since the far future", { lock_state: ago<LockState>("locking", -1e12) }, "pass"],
]);
