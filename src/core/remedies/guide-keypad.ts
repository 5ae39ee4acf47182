import { defineGuide } from "../remedy.ts";

/** A keypad that nobody can use: its cells, its link, and what was switched off. */
export const guideKeypad = defineGuide("guide_keypad", 4);
