import { defineGuide } from "../remedy.ts";

/** A weak link: what stands in the way, and a repeater. */
export const guideSignal = defineGuide("guide_signal", 3);
