import { defineGuide } from "../remedy.ts";

/** Auto-relock that went off: meant so, or to be switched on again. */
export const guideRelock = defineGuide("guide_relock", 3);
