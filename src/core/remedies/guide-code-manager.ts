import { defineGuide } from "../remedy.ts";

/** Codes that are missing, end or do not arrive: the link first, then the manager of the codes. */
export const guideCodeManager = defineGuide("guide_code_manager", 4);
