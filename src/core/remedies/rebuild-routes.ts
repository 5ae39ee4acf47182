import { defineAction, takesLongAndAnswers } from "../remedy.ts";

/**
 * Has the hub find the ways to this one lock anew, in half a minute to five. Again only after six hours: it throws away what
 * was learned about routes, and the new ones show their worth in use.
 */
export const rebuildRoutes = defineAction({
  id: "rebuild_routes",
  consent: "confirm",
  harm: "occupies",
  coolDown: 6 * 3_600_000,
  proves: "link_weak",
  verifyWithin: 10 * 60_000,
  conditions: takesLongAndAnswers,
});
