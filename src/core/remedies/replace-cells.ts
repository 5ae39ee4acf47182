import { defineGuide } from "../remedy.ts";

/** New cells, inserted right, and the level seen to rise. */
export const replaceCells = defineGuide("replace_cells", 4);
