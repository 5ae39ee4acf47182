import { defineLink } from "../remedy.ts";

/** What the maker says is new. */
export const releaseNotes = defineLink("release_notes", { admin: false });
