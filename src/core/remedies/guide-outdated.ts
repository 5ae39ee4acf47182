import { defineGuide } from "../remedy.ts";

/** A server, driver, firmware or app that is too old for the rest. */
export const guideOutdated = defineGuide("guide_outdated", 3);
