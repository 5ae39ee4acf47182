import { defineGuide } from "../remedy.ts";

/** A lock that joined without encryption: join it again. */
export const guideRejoin = defineGuide("guide_rejoin", 3);
