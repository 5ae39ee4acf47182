import { defineLink } from "../remedy.ts";

/** The page of the integration, where somebody signs in again. */
export const signIn = defineLink("sign_in", { admin: true });
