import { cannotTell, defineCheck, fail, notApplicable, pass } from "../../check.ts";

/** Locks of one hub that must be gone at once before the hub is blamed. */
const LEAST_GONE = 2;

/** The hub is not there: its entry is not loaded, it says so itself, or most of its locks are gone at once. */
export const hubDown = defineCheck({
  id: "hub_down",
  family: "link",
  severity: "error",
  any: ["hub_state", "hub_online", "hub_peers"],
  uses: ["cloud", "lock_available"],
  remedies: ["reload_entry", "restart_hub", "ask_administrator", "open_integration", "guide_hub"],
  evaluate({ hub_state: state, hub_online: online, hub_peers: peers, cloud, lock_available: available }, { at }) {
    if (cloud) return notApplicable;
    if (state === "starting") return cannotTell("starting", ["hub_state"]);
    if (state && state !== "loaded")
      return fail(["hub_state", "hub_online", "hub_peers"], { variant: state, since: at("hub_state") });
    if (online === false) return fail(["hub_online", "hub_state", "hub_peers"], { variant: "offline", since: at("hub_online") });
    // A lock that is there proves its hub, and a hub that says that it works is believed.
    const suspect = online !== true && available === false;
    if (suspect && peers && peers.gone >= LEAST_GONE && peers.gone > peers.total / 2)
      return fail(["hub_peers", "hub_state"], { variant: "peers", since: at("hub_peers"), measures: { ...peers } });
    return pass;
  },
});
