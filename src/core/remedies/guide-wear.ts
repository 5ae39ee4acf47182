import { defineGuide } from "../remedy.ts";

/** A bolt that gets slow or heavy: by hand with the door open and closed, clean, dry lubricant, align. */
export const guideWear = defineGuide("guide_wear", 6);
