import { defineGuide } from "../remedy.ts";

/** A bolt that jams: inside or outside the lock, then alignment, then a turn that ends locked. */
export const guideJam = defineGuide("guide_jam", 5);
