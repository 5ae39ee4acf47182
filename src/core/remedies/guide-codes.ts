import { defineGuide } from "../remedy.ts";

/** Codes that are refused: who tried, and which codes to change. */
export const guideCodes = defineGuide("guide_codes", 3);
