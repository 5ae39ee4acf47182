import { defineCheck, fail, pass } from "../../check.ts";

/** A command that has not shown itself in the state after this long will not (Home Assistant's Matter lock gives up after 30 s). */
const FOLLOW = 30_000;
/** A bolt on its way for longer has arrived, or never will. */
const ON_THE_WAY = 60_000;

/** What is tried where nothing is wrong with the lock: one that never reports needs neither a new set-up nor a restart. */
const LIGHT = ["refresh_entity", "reread_value", "refresh_values", "lock_again"] as const;

/** The state shown is not where the bolt is: guessed, stuck on its way, or not following a command. */
export const stateStale = defineCheck({
  id: "state_stale",
  family: "link",
  severity: "warning",
  needs: ["lock_state"],
  uses: ["assumed_state", "bolt_command"],
  remedies: [...LIGHT, "reconfigure", "restart_device"],
  evaluate({ lock_state: state, assumed_state: assumed, bolt_command: command }, { takenAt, at }) {
    if (assumed) return fail(["assumed_state", "lock_state"], { variant: "assumed", remedies: LIGHT });
    const pastFor = (since = Infinity) => takenAt - since;
    const moving = state === "locking" || state === "unlocking" || state === "opening";
    const since = at("lock_state");
    if (moving && pastFor(since) > ON_THE_WAY) return fail(["lock_state"], { variant: "on_the_way", since });
    const sent = at("bolt_command");
    if (command?.outcome === "pending" && pastFor(sent) > FOLLOW)
      return fail(["bolt_command", "lock_state"], { variant: "not_followed", since: sent });
    return pass;
  },
});
