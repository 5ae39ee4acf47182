import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import { clearRise, ratioOf } from "../../trend.ts";

/**
 * Milliseconds by which a turn must take longer, besides the clear rise of `clearRise`: radio alone adds up to half a second each
 * way on a link that is still fair (Z-Wave JS rates a lock 5 of 10 at 250 ms, 4 at 500 ms, docs/api/node.md).
 */
const LEAST_MS = 1_000;
/** Part of the rise at which a slow bolt is called well again, so that it does not come and go. */
const WELL_AGAIN = 2 / 3;

/** The bolt takes clearly longer to come to rest than this lock usually needs: dirt, a dry bolt, a door that has sunk, or weak cells. */
export const boltSlow = defineCheck({
  id: "bolt_slow",
  family: "mechanics",
  severity: "warning",
  needs: ["turn_time"],
  remedies: ["guide_wear", "guide_professional"],
  evaluate({ turn_time: time }, { failedBefore }) {
    const ratio = ratioOf(time);
    if (ratio === undefined) return cannotTell("unavailable", ["turn_time"]);
    const hold = failedBefore ? WELL_AGAIN : 1;
    if (ratio < 1 + clearRise(time) * hold || time.now - time.usual < LEAST_MS * hold) return pass;
    const seconds = (ms: number) => Math.round(ms / 100) / 10;
    return fail(["turn_time"], { measures: { seconds: seconds(time.now), usual: seconds(time.usual) } });
  },
});
