import { unavailable, valueOf } from "../../core/fact.ts";
import type { Companion } from "../adapter.ts";
import { defined } from "../../core/defined.ts";

/** Integrations whose locks are made of other entities. */
const MADE_OF_OTHERS = new Set(["template", "switch_as_x", "group"]);

/**
 * Locks that are made of other entities. Home Assistant tells what they are made of only by a device that they share; what
 * then says nothing about the real lock is said to be unknown, so that it cannot pass for good news.
 */
export const virtual: Companion = {
  id: "virtual",
  read({ ref }, facts) {
    if (!MADE_OF_OTHERS.has(ref.platform)) return {};
    const unknown = unavailable("unknown", { source: ref.entityId });
    // A template is there as long as nobody writes when it is not. The other two follow what they are made of.
    const alwaysThere = ref.platform === "template" && valueOf(facts.lock_available) === true;
    // A helper's entry works also when the lock's hub does not.
    const alone = ref.device === undefined;
    return defined({
      lock_available: alwaysThere ? unknown : undefined,
      battery_level: alone ? (facts.battery_level ?? unknown) : undefined,
      hub_state: alone && facts.hub_state ? unknown : undefined,
    });
  },
  plans: {},
};
