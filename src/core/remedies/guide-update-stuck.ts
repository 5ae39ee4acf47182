import { defineGuide } from "../remedy.ts";

/** An update that does not move. */
export const guideUpdateStuck = defineGuide("guide_update_stuck", 3);
