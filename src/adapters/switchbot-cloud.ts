import { valueOf } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { text } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { askAnew, cloudFacts } from "./shared/cloud.ts";
import { availability, factSet } from "./shared/facts.ts";
import { negated } from "./shared/more-facts.ts";
import { commonPlans, lockAgain } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";

/** What the servers themselves last said of the bolt. Only Ultra and Ultra Max have it, and it is never a guess. */
function reported(view: LockView): Fact<string> | undefined {
  return view.sensor(text, { translationKey: "lock_state" });
}

/**
 * A message of the webhook holds the bolt and the cells alone, and takes the place of all that was polled: door and calibration
 * then read "off" whatever the truth. So their "off" counts only where the state's spelling shows that it was polled: the sensor
 * above knows no other. A door sensor of somebody else, given by hand, is believed.
 */
function sure({ ref }: LockView, flag: Fact<boolean> | undefined, polled: boolean): Fact<boolean> | undefined {
  const { platform } = ref.siblings.find(({ entityId }) => entityId === flag?.source) ?? {};
  return valueOf(flag) === false && !polled && platform === ref.platform ? undefined : flag;
}

function read(view: LockView): FactSet {
  const { door_open: door, ...facts } = cloudFacts(view);
  const said = reported(view);
  const polled = said?.kind === "known";
  const uncalibrated = view.binary({ translationKey: "calibration" });
  return {
    ...facts,
    ...factSet({
      lock_available: availability(view),
      // After a command the entity shows what was asked for, up to ten minutes, and no jam.
      lock_state: polled && said.value === "jammed" ? { ...said, value: "jammed" } : facts.lock_state,
      door_open: sure(view, door, polled),
      calibrated: negated(sure(view, uncalibrated, polled)),
    }),
  };
}

/** SwitchBot's locks, through its servers. */
export const switchbotCloud: Adapter = {
  id: "switchbot_cloud",
  recognises: ({ platform }) => platform === "switchbot_cloud",
  read,
  wants: commonWants,
  plans: {
    ...commonPlans,
    // One question brings position, jam, door, calibration and cells; by itself it is asked every ten minutes, or never again.
    refresh_entity: askAnew,
    reread_value: askAnew,
    reread_notification: askAnew,
    // Elsewhere the entity shows "locked" at once whatever the bolt does: nothing would be proven.
    lock_again: (view) => (reported(view)?.kind === "known" ? lockAgain(view) : undefined),
  },
};
