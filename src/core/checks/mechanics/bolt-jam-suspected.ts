import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import { last } from "../../last.ts";

/** Hours for which a "not fully locked" event counts, unless the bolt has moved since. */
const RECENT = 24 * 3_600_000;

/** The bolt seems to meet something: it stopped between its ends, or set out and came back. Some makers report no jam at all. */
export const boltJamSuspected = defineCheck({
  id: "bolt_jam_suspected",
  family: "mechanics",
  severity: "error",
  any: ["fully_locked", "bolt_command", "not_fully_locked_events"],
  uses: ["lock_state", "bolt_moved", "door_open", "lock_available", "node_status", "ping_answered"],
  remedies: ["guide_jam", "lock_again", "ask_administrator"],
  evaluate(facts, { takenAt, at }) {
    const {
      fully_locked: full,
      bolt_command: command,
      not_fully_locked_events: events = [],
      bolt_moved: moved = -Infinity,
    } = facts;
    if (full === false)
      return fail(["fully_locked", "lock_state", "door_open"], { variant: "between", since: at("fully_locked") });
    if (command?.outcome === "fell_back") {
      // A lock that does not answer never got the command: its bolt is not to blame.
      const silent = facts.ping_answered === false || facts.lock_available === false || facts.node_status === "dead";
      return silent
        ? cannotTell("unavailable", ["bolt_command"])
        : fail(["bolt_command", "lock_state", "door_open"], { variant: "fell_back", since: at("bolt_command") });
    }
    const since = last(events);
    if (since !== undefined && takenAt - since < RECENT && moved <= since)
      return fail(["not_fully_locked_events", "lock_state", "door_open"], { variant: "reported", since });
    return pass;
  },
});
