import { defineGuide } from "../remedy.ts";

/** Firmware that Home Assistant cannot install: the maker's app can. */
export const guideMakerApp = defineGuide("guide_maker_app", 2);
