import { defineAction } from "../remedy.ts";

/** Wakes a lock that sleeps behind its maker's servers. */
export const wake = defineAction({ id: "wake", consent: "tap", proves: "lock_unreachable", verifyWithin: 30_000 });
