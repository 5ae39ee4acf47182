import type { AskRemedy } from "../remedy.ts";

/** Leaves the finding as a to-do item or a notification for somebody who may do more. */
export const askAdministrator: AskRemedy = { kind: "ask", id: "ask_administrator", consent: "tap" };
