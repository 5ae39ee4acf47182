import { defineLink } from "../remedy.ts";

/** The lock's own page in Home Assistant's settings. */
export const openDevice = defineLink("open_device", { admin: true });
