import { defineCheck, fail, pass } from "../../check.ts";
import { moreThanChance } from "../../chance.ts";

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;

/** Jams within a day at which trying again only wears the lock: then somebody who knows locks is called (`users-and-rivals` study, section 5). */
const IN_A_DAY = 3;
/**
 * Milliseconds within which reports belong to one jam: locks try again by themselves, and a slow bolt takes up to 12 s for each of
 * three tries.
 */
const ONE_JAM = 60_000;
/** Fewest jams of a week that are worth a word, however clear the rise. */
const IN_A_WEEK = 3;
/** Weeks that must lie behind the first jam known before this week is compared with them. */
const LEAST_BEFORE = 1;

/** The reports of which each begins a jam of its own. */
function jamsOf(reports: readonly number[]): number[] {
  const jams: number[] = [];
  let newest = -Infinity;
  for (const at of reports) {
    if (at - newest >= ONE_JAM) jams.push(at);
    newest = at;
  }
  return jams;
}

/**
 * The bolt jams again and again. `day`: at least three jams in 24 h (error). `rising`: at least three in a week, and more than in the
 * weeks before by more than chance (warning). How far back the history goes is known by its first jam alone, so that one is left out
 * of the count.
 */
export const jamsRecurring = defineCheck({
  id: "jams_recurring",
  family: "mechanics",
  severity: "error",
  needs: ["jam_events"],
  uses: ["lock_state", "door_open"],
  remedies: ["guide_professional", "ask_administrator"],
  evaluate({ jam_events: reports }, { takenAt }) {
    const jams = jamsOf(reports);
    const within = (ms: number) => jams.filter((at) => takenAt - at < ms);
    const today = within(DAY);
    const because = ["jam_events", "lock_state", "door_open"] as const;
    if (today.length >= IN_A_DAY) return fail(because, { variant: "day", since: today[0], measures: { count: today.length } });
    const week = within(WEEK);
    const [first = takenAt] = jams;
    const weeks = (takenAt - first) / WEEK - 1;
    const before = jams.length - week.length - 1;
    if (week.length >= IN_A_WEEK && weeks >= LEAST_BEFORE && moreThanChance(week.length, before, weeks))
      return fail(because, {
        variant: "rising",
        severity: "warning",
        since: week[0],
        measures: { count: week.length, usual: Math.round((before / weeks) * 10) / 10 },
        remedies: ["guide_wear", "guide_professional", "ask_administrator"],
      });
    return pass;
  },
});
