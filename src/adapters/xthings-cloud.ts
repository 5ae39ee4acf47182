import type { Adapter } from "./adapter.ts";
import { askAnew, cloudFacts } from "./shared/cloud.ts";
import { availability, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/**
 * U-tec's and Ultraloq's locks, through Xthings' servers. The lock entity is all there is: no cells. Whether the lock is online
 * is asked every half hour only; updating the entity asks at once.
 */
export const xthingsCloud: Adapter = {
  id: "xthings_cloud",
  recognises: ({ platform }) => platform === "xthings_cloud",
  read: (view) => ({ ...cloudFacts(view), ...factSet({ lock_available: availability(view) }) }),
  wants: commonWants,
  plans: { ...commonPlans, refresh_entity: askAnew, reread_notification: askAnew },
};
