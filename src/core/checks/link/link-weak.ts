import { defineCheck, fail, notApplicable, pass } from "../../check.ts";
import { rateLink } from "../../link.ts";

/** Mark of 0–10 at and below which commands start to get lost (the scale: `rateLink`). */
export const WEAK_LINK = 4;

/** The way between hub and lock is too weak to rely on. */
export const linkWeak = defineCheck({
  id: "link_weak",
  family: "link",
  severity: "warning",
  any: ["signal", "link_quality", "round_trip", "lost_commands"],
  uses: ["radio", "noise", "repeaters", "rejoins"],
  remedies: ["rebuild_routes", "guide_signal", "open_device"],
  evaluate(facts) {
    const link = rateLink(facts);
    if (!link) return notApplicable;
    return link.mark <= WEAK_LINK
      ? fail([...link.parts.map((part) => part.fact), "noise", "repeaters", "rejoins"], { measures: { mark: link.mark } })
      : pass;
  },
});
