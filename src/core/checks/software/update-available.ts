import { cannotTell, defineCheck, fail, notApplicable, pass } from "../../check.ts";

/** Newer firmware is there, and nobody has said that it is not wanted. */
export const updateAvailable = defineCheck({
  id: "update_available",
  family: "software",
  severity: "warning",
  needs: ["firmware"],
  remedies: ["install_update", "release_notes", "ask_administrator"],
  evaluate({ firmware }) {
    const { installed, latest, skipped, inProgress, installable } = firmware;
    if (inProgress) return notApplicable;
    if (installed === undefined || latest === undefined) return cannotTell("unavailable", ["firmware"]);
    if (installed === latest || skipped) return pass;
    const measures = { installed, latest };
    return installable
      ? fail(["firmware"], { variant: "installable", measures })
      : fail(["firmware"], { variant: "elsewhere", measures, remedies: ["guide_maker_app", "release_notes"] });
  },
});
