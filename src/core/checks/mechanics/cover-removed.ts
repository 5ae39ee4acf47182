import { defineCheck, fail, pass } from "../../check.ts";

/** The lock reports that its cover is off or that somebody tampers with it. */
export const coverRemoved = defineCheck({
  id: "cover_removed",
  family: "mechanics",
  severity: "error",
  needs: ["cover_removed"],
  remedies: ["guide_cover"],
  evaluate({ cover_removed: removed }, { at }) {
    return removed ? fail(["cover_removed"], { since: at("cover_removed") }) : pass;
  },
});
