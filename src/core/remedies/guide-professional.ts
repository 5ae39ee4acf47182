import { defineGuide } from "../remedy.ts";

/** Stop and call: what must not go on, who to call, and what to say about the warranty. */
export const guideProfessional = defineGuide("guide_professional", 5);
