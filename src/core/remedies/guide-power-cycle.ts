import { defineGuide } from "../remedy.ts";

/** A lock that answers and does nothing: its cells out and in again, never its reset button. */
export const guidePowerCycle = defineGuide("guide_power_cycle", 5);
