import { defineGuide } from "../remedy.ts";

/** A cover that is off, or somebody at the lock. */
export const guideCover = defineGuide("guide_cover", 3);
