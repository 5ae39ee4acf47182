import { defineGuide } from "../remedy.ts";

/** A keypad that takes no codes for now. */
export const guideLockout = defineGuide("guide_lockout", 3);
