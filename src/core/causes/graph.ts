import type { CheckId } from "../checks/index.ts";
import { WEAK_LINK } from "../checks/link/link-weak.ts";
import { rateLink } from "../link.ts";
import type { Cause } from "./first.ts";

/**
 * How likely a cause is behind a symptom when both are found: 3 nearly always, 2 often, 1 now and then. Judged from the sources in
 * `evidence.ts`; nobody has counted them.
 */
export type Likelihood = 1 | 2 | 3;

/** Only where `when` holds does the cause explain it. */
export interface Edge {
  readonly likelihood: Likelihood;
  readonly when: NonNullable<Cause["when"]>;
}

export interface Node {
  /** What it costs a person to find out whether it really is the cause: minutes, 1–30. */
  readonly minutes: number;
  readonly explains: { readonly [Symptom in CheckId]?: Likelihood | Edge };
}

type Suspect = "retries" | "stiff_bolt";

/** What the drain alarm itself suspects first. */
const suspected = (likelihood: Likelihood, suspect: Suspect): Edge => ({
  likelihood,
  when: ({ drain_suspects: [first] = [] }) => first === suspect,
});

/** Where the finding is one of these. */
const variant = (likelihood: Likelihood, ...variants: readonly string[]): Edge => ({
  likelihood,
  when: (_facts, cause) => cause.variant !== undefined && variants.includes(cause.variant),
});

/** Cells that are just at the household's threshold still turn a bolt; a flag, or a level well below it, does not. */
const wellBelow = (likelihood: Likelihood) => variant(likelihood, "now", "flag");

/** Commands get lost while the radio itself is heard well: weak cells brown out when it sends, they do not dim it. */
const lossAlone = (likelihood: Likelihood): Edge => ({
  likelihood,
  when: (facts) =>
    rateLink(facts)?.parts.every(({ fact, mark }) => fact === "lost_commands" || fact === "round_trip" || mark > WEAK_LINK) ??
    false,
});

/** Nothing comes from the lock, and nothing gets to it. */
const OUT_OF_REACH = {
  lock_unreachable: 3,
  link_weak: 3,
  state_stale: 3,
  interview_incomplete: 2,
  update_stuck: 3,
  codes_unsynced: 3,
  battery_swap_unconfirmed: 2,
} as const;

/**
 * What explains what. Why, and who says so, stands in `evidence.ts`, which nothing loads at run time. Has no circle. Of equals the
 * cause that stands first here takes the symptom: power, link, software, mechanics, codes, as a technician looks.
 */
export const GRAPH: { readonly [Id in CheckId]?: Node } = {
  sign_in_expired: { minutes: 1, explains: { cloud_unreachable: 3, hub_down: 3, ...OUT_OF_REACH } },
  cloud_unreachable: { minutes: 1, explains: { hub_down: 3, ...OUT_OF_REACH } },
  hub_down: { minutes: 1, explains: OUT_OF_REACH },
  lock_unreachable: {
    minutes: 1,
    explains: {
      state_stale: 3,
      link_weak: 3,
      interview_incomplete: 2,
      update_stuck: 3,
      codes_unsynced: 3,
      battery_swap_unconfirmed: 2,
    },
  },
  supply_lost: { minutes: 2, explains: { battery_critical: 3, battery_low: 3, battery_draining: 3, battery_due: 2 } },
  battery_critical: {
    minutes: 2,
    explains: {
      battery_low: 3,
      battery_due: 3,
      lock_unreachable: 2,
      lock_unresponsive: 2,
      keypad_unresponsive: 2,
      update_stuck: 2,
      bolt_slow: 3,
      bolt_straining: 2,
      bolt_jammed: 2,
      bolt_jam_suspected: 2,
      jams_recurring: 2,
      link_weak: lossAlone(1),
    },
  },
  battery_low: {
    minutes: 3,
    explains: {
      battery_due: 3,
      update_stuck: 2,
      bolt_slow: 2,
      bolt_straining: 1,
      bolt_jammed: wellBelow(1),
      bolt_jam_suspected: wellBelow(1),
      jams_recurring: wellBelow(1),
      lock_unresponsive: wellBelow(1),
      keypad_unresponsive: wellBelow(1),
      link_weak: lossAlone(1),
    },
  },
  battery_silent: { minutes: 2, explains: { battery_swap_unconfirmed: 3 } },
  battery_unsuitable: { minutes: 3, explains: { battery_swap_unconfirmed: 2 } },
  keypad_battery_low: { minutes: 2, explains: { keypad_unresponsive: variant(3, "keypad", "bridge") } },
  link_weak: {
    minutes: 5,
    explains: {
      codes_unsynced: 3,
      update_stuck: 3,
      interview_incomplete: 2,
      lock_unresponsive: 2,
      state_stale: 2,
      bolt_slow: 2,
      battery_draining: suspected(3, "retries"),
      battery_silent: 1,
      jam_flag_stuck: 1,
    },
  },
  join_insecure: { minutes: 30, explains: { lock_unresponsive: 3, codes_unsynced: 3, state_stale: 2 } },
  integration_outdated: {
    minutes: 5,
    explains: { hub_down: variant(3, "server"), interview_incomplete: variant(1, "server", "driver") },
  },
  update_stuck: { minutes: 10, explains: { lock_unresponsive: 3, state_stale: 2 } },
  interview_incomplete: { minutes: 10, explains: { codes_unsynced: 2, codes_missing: 2, battery_silent: 1 } },
  calibration_missing: {
    minutes: 5,
    explains: {
      lock_unreachable: { likelihood: 3, when: ({ lock_available: available }) => available === false },
      bolt_jam_suspected: 3,
      bolt_jammed: 2,
      jams_recurring: 2,
      lock_unresponsive: 2,
      state_stale: 1,
    },
  },
  jams_recurring: {
    minutes: 10,
    explains: {
      bolt_jammed: 3,
      bolt_jam_suspected: 3,
      bolt_straining: 2,
      bolt_slow: 1,
      battery_draining: suspected(2, "stiff_bolt"),
    },
  },
  bolt_jammed: {
    minutes: 5,
    explains: { bolt_jam_suspected: 3, state_stale: 3, lock_unresponsive: 3, bolt_straining: 2, bolt_slow: 1 },
  },
  bolt_jam_suspected: { minutes: 8, explains: { state_stale: 3, lock_unresponsive: 2, bolt_straining: 2, bolt_slow: 1 } },
  bolt_straining: { minutes: 15, explains: { bolt_slow: 3, battery_draining: suspected(3, "stiff_bolt") } },
  bolt_slow: { minutes: 15, explains: { battery_draining: suspected(2, "stiff_bolt") } },
  lock_unresponsive: { minutes: 10, explains: { state_stale: 3, codes_unsynced: 2 } },
  codes_unsynced: { minutes: 5, explains: { codes_missing: 3, wrong_codes: 2 } },
  codes_missing: { minutes: 3, explains: { wrong_codes: 3 } },
  keypad_locked_out: { minutes: 1, explains: { wrong_codes: 3 } },
};
