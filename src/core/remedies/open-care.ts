import type { GuideRemedy } from "../remedy.ts";

/** The lock's care in the card: what is due, and how it is done. */
export const openCare: GuideRemedy = { kind: "guide", id: "open_care", consent: "manual" };
