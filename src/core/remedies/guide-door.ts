import { defineGuide } from "../remedy.ts";

/** A bolt that is out while the door is open. */
export const guideDoor = defineGuide("guide_door", 2);
