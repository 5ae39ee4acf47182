import type { Adapter } from "./adapter.ts";
import { august } from "./august.ts";

/** Yale's locks, through its servers: the same integration as August's under another name. */
export const yale: Adapter = { ...august, id: "yale", recognises: ({ platform }) => platform === "yale" };
