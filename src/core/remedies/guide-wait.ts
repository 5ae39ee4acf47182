import { defineGuide } from "../remedy.ts";

/** Servers of the maker that do not answer: wait, and look at the maker's status page. */
export const guideWait = defineGuide("guide_wait", 2);
