import { defineGuide } from "../remedy.ts";

/** A hub that is gone: power, stick, server. */
export const guideHub = defineGuide("guide_hub", 3);
