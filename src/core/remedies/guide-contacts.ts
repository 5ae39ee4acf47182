import { defineGuide } from "../remedy.ts";

/** New cells whose level did not rise: contacts, orientation, and used cells among them. */
export const guideContacts = defineGuide("guide_contacts", 4);
