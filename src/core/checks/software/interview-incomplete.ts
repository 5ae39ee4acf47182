import { cannotTell, defineCheck, fail, pass } from "../../check.ts";

/** An interview of a lock that listens once a second takes 1–10 minutes; after that it has not succeeded. */
const INTERVIEW = 10 * 60_000;

/** The hub does not know all about the lock: it was never asked to the end, or its description has changed since. */
export const interviewIncomplete = defineCheck({
  id: "interview_incomplete",
  family: "software",
  severity: "warning",
  needs: ["interview"],
  uses: ["lock_available"],
  remedies: ["reinterview", "reconfigure", "ask_administrator", "open_device"],
  evaluate({ interview: { complete, outdated, running }, lock_available: available }, { takenAt, at }) {
    // After an update the hub asks the lock anew, and for some seconds its entities are there already.
    const since = at(available === false ? "lock_available" : "interview");
    if (running || (!complete && since !== undefined && takenAt - since < INTERVIEW))
      return cannotTell("interviewing", ["interview"]);
    if (!complete) return fail(["interview"], { variant: "unfinished", since });
    return outdated ? fail(["interview"], { variant: "outdated" }) : pass;
  },
});
