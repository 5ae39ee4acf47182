import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import { last } from "../../last.ts";

/** Commands without effect that are more than one that was lost (design table: 2). */
const OFTEN = 2;
/** They belong together within a day, as jams do (design table: jams in 24 h). */
const WINDOW = 24 * 3_600_000;

/** The lock answers, and its bolt does nothing when it is told to: what runs in it hangs. */
export const lockUnresponsive = defineCheck({
  id: "lock_unresponsive",
  family: "software",
  severity: "error",
  needs: ["ignored_commands"],
  uses: ["bolt_moved", "bolt_command", "lock_available", "node_status", "ping_answered", "lock_state"],
  remedies: ["restart_device", "ping", "guide_power_cycle", "ask_administrator"],
  evaluate(facts, { takenAt, at }) {
    const { ignored_commands: ignored, bolt_moved: moved = -Infinity, bolt_command: command } = facts;
    const recent = ignored.filter((each) => takenAt - each < WINDOW);
    const latest = last(recent);
    if (latest === undefined || recent.length < OFTEN) return pass;
    const followed = command?.outcome === "followed" ? (at("bolt_command") ?? -Infinity) : -Infinity;
    if (Math.max(moved, followed) > latest) return pass;
    // A lock that does not answer never got the command: nothing hangs in it.
    const silent = facts.lock_available === false || facts.node_status === "dead" || facts.ping_answered === false;
    if (silent) return cannotTell("unavailable", ["ignored_commands"]);
    return fail(["ignored_commands", "bolt_moved", "lock_state", "ping_answered", "node_status"], {
      since: recent[0],
      measures: { count: recent.length },
    });
  },
});
