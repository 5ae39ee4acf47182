import { defineGuide } from "../remedy.ts";

/** A lock that does not answer: wake it, look at its cells, bring the hub nearer. */
export const guideReach = defineGuide("guide_reach", 4);
