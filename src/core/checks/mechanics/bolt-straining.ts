import { cannotTell, defineCheck, fail, pass } from "../../check.ts";
import type { Trend } from "../../fact.ts";
import { clearRise, ratioOf } from "../../trend.ts";

/**
 * Part of all turns that failed or met too much resistance: one in twenty. At the eight turns a day of a household that is one every
 * other or third day. The makers publish no limit for their counters (Schlage parameters 12–17, Z-Wave JS device database).
 */
const SHARE = 0.05;
/** Fewest turns, and fewest failed ones, for a share: a new lock is tried out on the bench and with the door open. */
const LEAST_TURNS = 100;
const LEAST_FAILED = 10;
/** Counters go back to the lock's first day. Where a turn now costs less than this part of the usual, it was mended since. */
const MENDED = 2 / 3;
/** Part of the rise at which a straining bolt is called well again. */
const WELL_AGAIN = 2 / 3;

/** What the effort says: more than usual, as usual or less, or nothing. */
function judge(effort: Trend | undefined, failedBefore: boolean): "rising" | "usual" | "mended" | undefined {
  const ratio = effort && ratioOf(effort);
  if (effort === undefined || ratio === undefined) return undefined;
  if (ratio >= 1 + clearRise(effort) * (failedBefore ? WELL_AGAIN : 1)) return "rising";
  return ratio <= MENDED ? "mended" : "usual";
}

/** The bolt still arrives, and pays more for it than it should: the motor fails, retries or draws more than it used to. */
export const boltStraining = defineCheck({
  id: "bolt_straining",
  family: "mechanics",
  severity: "warning",
  any: ["failed_turns", "turn_effort"],
  uses: ["turns"],
  remedies: ["guide_wear", "guide_professional"],
  evaluate({ failed_turns: failed, turns, turn_effort: effort }, { failedBefore }) {
    const word = judge(effort, failedBefore);
    if (word === "rising" && effort !== undefined)
      return fail(["turn_effort", "failed_turns", "turns"], {
        variant: "rising",
        measures: { percent: Math.round((effort.now / effort.usual - 1) * 100) },
      });
    const counted = failed !== undefined && turns !== undefined && failed >= 0 && turns >= Math.max(LEAST_TURNS, failed);
    if (counted && failed >= LEAST_FAILED && failed / turns >= SHARE && word !== "mended")
      return fail(["failed_turns", "turns"], { variant: "share", measures: { percent: Math.round((failed / turns) * 100) } });
    return word !== undefined || counted ? pass : cannotTell("unavailable", ["turn_effort", "failed_turns", "turns"]);
  },
});
