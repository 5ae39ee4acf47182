import { defineGuide } from "../remedy.ts";

/** Calibration with the maker's app: cells first, then the door, and nothing else that talks to the lock meanwhile. */
export const guideCalibrate = defineGuide("guide_calibrate", 5);
