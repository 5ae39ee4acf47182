import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import type { Radio } from "../../fact.ts";

const HOUR = 3_600_000;

/**
 * Hours of silence after which a lock is missed. Zigbee: a battery device that Zigbee2MQTT calls offline after 25 h.
 * Z-Wave locks speak only when used; 72 h is the project's own choice, long enough for a weekend away.
 */
const SILENCE: { readonly [R in Radio]?: number } = { zigbee: 25 * HOUR, zwave: 72 * HOUR, zwave_long_range: 72 * HOUR };

/** The lock does not answer: its hub calls it dead, it is unavailable, did not answer when asked, or is silent past its rhythm. */
export const lockUnreachable = defineCheck({
  id: "lock_unreachable",
  family: "link",
  severity: "error",
  vital: true,
  any: ["lock_available", "node_status", "ping_answered", "last_seen"],
  uses: ["radio", "interview", "signal", "battery_level", "rejoins", "free_slots", "hub_state"],
  remedies: [
    "ping",
    "wake",
    "refresh_entity",
    "refresh_values",
    "guide_reach",
    "reconfigure",
    "reinterview",
    "rejoin",
    "ask_administrator",
    "open_device",
  ],
  evaluate(facts, { takenAt, at }) {
    const {
      lock_available: available,
      node_status: status,
      ping_answered: answered,
      last_seen: seen,
      interview,
      radio,
      hub_state: hub,
      free_slots: free,
    } = facts;
    const told = [
      "node_status",
      "lock_available",
      "ping_answered",
      "last_seen",
      "signal",
      "battery_level",
      "rejoins",
      "free_slots",
    ] as const;
    // While the hub asks the lock about itself, its entities are unavailable: that is no alarm.
    if (available === false && interview && (interview.running || (!interview.complete && status === "alive")))
      return cannotTell("interviewing", ["interview"]);
    if (available === false && hub === "starting") return cannotTell("starting", ["hub_state"]);
    if (status === "dead")
      return fail(told, {
        variant: "dead",
        since: at("node_status"),
        // Nothing that takes an answer can be done to a lock of which its hub knows that it gives none.
        remedies: ["ping", "guide_reach", "ask_administrator", "open_device"],
      });
    if (available === false)
      return fail(["lock_available", ...told], {
        // Each Bluetooth adapter and proxy has a few connections: an ESPHome proxy three.
        variant: free === 0 ? "crowded" : "unavailable",
        since: at("lock_available"),
      });
    const asked = at("ping_answered");
    const spokeSince = seen !== undefined && asked !== undefined && seen > asked;
    if (answered === false && !spokeSince) return fail(["ping_answered", ...told], { variant: "silent", since: asked });
    if (answered) return pass;
    // A hub holds a lock for alive until a command fails: that it was heard of says more.
    const limit = radio && SILENCE[radio];
    if (seen !== undefined && limit !== undefined && takenAt - seen > limit)
      return fail(["last_seen", ...told], {
        variant: "quiet",
        severity: "warning",
        since: seen,
        measures: { hours: Math.round((takenAt - seen) / HOUR) },
      });
    return available || seen !== undefined || (status && status !== "unknown")
      ? pass
      : cannotTell("unavailable", ["node_status"]);
  },
});
