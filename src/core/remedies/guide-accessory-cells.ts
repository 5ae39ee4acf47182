import { defineGuide } from "../remedy.ts";

/** New cells for a keypad, a door sensor or a bridge, and a test. */
export const guideAccessoryCells = defineGuide("guide_accessory_cells", 4);
