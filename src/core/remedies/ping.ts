import { defineAction } from "../remedy.ts";

/** Asks the lock to answer. A ping of a lock that stays silent returns success all the same, so only its status counts. */
export const ping = defineAction({ id: "ping", consent: "tap", proves: "lock_unreachable", verifyWithin: 27_000 });
