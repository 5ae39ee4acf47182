import { defineGuide } from "../remedy.ts";

/** Cells that drain fast: a stiff bolt, a weak link, something that keeps asking the lock, an update, the cold. */
export const guideDrain = defineGuide("guide_drain", 5);
