import { defineLink } from "../remedy.ts";

/** The page of the integration in Home Assistant's settings. */
export const openIntegration = defineLink("open_integration", { admin: true });
