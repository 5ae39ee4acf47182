import { defineGuide } from "../remedy.ts";

/** A lock without its supply: plug, fuse and cable, or its charger. */
export const guideSupply = defineGuide("guide_supply", 4);
