import { cannotTell, defineCheck, fail, notApplicable, pass } from "../../check.ts";

/** The maker's servers do not answer Home Assistant: its integration keeps trying, or all its locks are gone at once. */
export const cloudUnreachable = defineCheck({
  id: "cloud_unreachable",
  family: "link",
  severity: "error",
  needs: ["cloud"],
  any: ["hub_state", "hub_peers"],
  remedies: ["guide_wait", "reload_entry", "ask_administrator"],
  evaluate({ cloud, hub_state: state, hub_peers: peers }, { at }) {
    if (!cloud) return notApplicable;
    if (state === "starting") return cannotTell("starting", ["hub_state"]);
    if (state === "retrying" || state === "failed" || state === "stopped" || state === "disabled")
      return fail(["hub_state", "hub_peers"], { variant: state, since: at("hub_state") });
    if (peers && peers.gone >= 2 && peers.gone === peers.total)
      return fail(["hub_peers"], { variant: "peers", measures: { ...peers } });
    return pass;
  },
});
