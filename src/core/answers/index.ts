import type { Family } from "../check.ts";
import type { CheckId } from "../checks/index.ts";
import type { Diagnosis, Finding } from "../diagnose.ts";
import { valueOf } from "../fact.ts";
import type { Radio } from "../fact.ts";
import type { Traits } from "../models/types.ts";
import type { LockSnapshot } from "../snapshot.ts";

/** What is known of the lock about which somebody asks. */
export interface Asked {
  readonly snapshot: LockSnapshot;
  readonly diagnosis: Diagnosis;
  /** What is known of its model. */
  readonly traits?: Partial<Traits> | undefined;
}

/** Something that people ask. Its words are `help.<id>.question` and `help.<id>.text`. */
export interface Question {
  readonly id: string;
  /** Of interest when this family is not well. */
  readonly families?: readonly Family[];
  /** Of most interest when one of these has failed. */
  readonly checks?: readonly CheckId[];
  /** Of interest for this lock whatever its health. Undefined where that cannot be told. */
  suits?(asked: Asked): boolean | undefined;
}

const radioIn =
  (...radios: readonly Radio[]) =>
  ({ snapshot: { facts } }: Asked): boolean | undefined => {
    const radio = valueOf(facts.radio);
    return radio && radios.includes(radio);
  };
const byCloud = ({ snapshot: { facts } }: Asked) => valueOf(facts.cloud);
const hasKeypad = ({ snapshot: { facts } }: Asked) =>
  valueOf(facts.has_keypad) ?? (facts.codes_set !== undefined || facts.keypad_disabled !== undefined ? true : undefined);
const hasCells = ({ snapshot: { facts } }: Asked) => facts.battery_level !== undefined || facts.battery_low_flag !== undefined;
const isUnknown = ({ diagnosis }: Asked) => diagnosis.verdict.kind === "unknown" || undefined;

/** All questions, in the order in which they stand where a lock says nothing about what matters now. */
export const QUESTIONS = [
  { id: "no_app_reply", families: ["link"], checks: ["lock_unreachable", "lock_unresponsive", "state_stale", "hub_down"] },
  { id: "how_often_cells", families: ["power"], checks: ["battery_low", "battery_due"], suits: hasCells },
  {
    id: "mend_jam",
    families: ["mechanics"],
    checks: ["bolt_jammed", "bolt_jam_suspected", "jams_recurring", "bolt_slow", "bolt_straining"],
  },
  {
    id: "battery_dies",
    families: ["power"],
    checks: ["battery_critical", "battery_low", "supply_lost"],
    suits: ({ traits }) => traits?.emergency !== undefined || undefined,
  },
  { id: "drain_fast", families: ["power"], checks: ["battery_draining", "link_weak"] },
  {
    id: "rechargeable",
    families: ["power"],
    checks: ["battery_unsuitable"],
    suits: ({ traits, snapshot: { facts } }) =>
      traits?.allowed !== undefined || facts.battery_chemistry !== undefined || undefined,
  },
  { id: "cold", checks: ["battery_draining", "battery_untrusted"], suits: hasCells },
  { id: "what_jammed", families: ["mechanics"], checks: ["bolt_jammed", "jam_flag_stuck"] },
  { id: "door_matters", families: ["mechanics"], checks: ["bolt_jammed", "bolt_slow", "bolt_straining", "door_open_locked"] },
  { id: "cloud_down", checks: ["cloud_unreachable"], suits: byCloud },
  { id: "home_offline", families: ["link"], checks: ["hub_down"] },
  { id: "repeater", checks: ["link_weak"], suits: radioIn("zwave", "zigbee", "thread") },
  { id: "radios", families: ["link"], suits: radioIn("zwave", "zwave_long_range", "zigbee", "thread") },
  { id: "encryption", checks: ["join_insecure"], suits: radioIn("zwave", "zwave_long_range") },
  { id: "why_update", families: ["software"], checks: ["update_available", "integration_outdated"] },
  { id: "update_lockout", checks: ["update_available", "update_stuck"] },
  { id: "code_seen", families: ["access"], checks: ["wrong_codes", "codes_missing", "codes_unsynced"], suits: hasKeypad },
  { id: "break_in", checks: ["cover_removed", "wrong_codes", "keypad_locked_out"] },
  { id: "locksmith", families: ["mechanics"], checks: ["jams_recurring", "bolt_jammed"] },
  { id: "warranty", families: ["mechanics"] },
  { id: "cant_tell", checks: ["battery_untrusted"], suits: isUnknown },
  { id: "what_unverified" },
  { id: "why_administrator", checks: ["sign_in_expired", "hub_down", "interview_incomplete", "update_available"] },
  { id: "what_bridge" },
  { id: "unlock_door" },
  { id: "recorded" },
] as const satisfies readonly Question[];

export type QuestionId = (typeof QUESTIONS)[number]["id"];

/** How much a failed check, a family that is not well and a fitting lock weigh: a fault comes before a property. */
const FAILED = 4;
const UNWELL = 2;
const SUITS = 1;

function failedOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.flatMap((finding) => [finding, ...failedOf(finding.explains)]);
}

/** How much a question matters for this lock now; 0 where nothing speaks for it, undefined where it is about something else. */
function weightOf({ families = [], checks = [], suits }: Question, asked: Asked): number | undefined {
  const failed = failedOf(asked.diagnosis.findings);
  const hits = failed.filter(({ id }) => checks.includes(id)).length;
  const unwell = failed.some(({ family }) => families.includes(family));
  const fits = suits?.(asked);
  if (fits === false && hits === 0 && !unwell) return undefined;
  return Math.min(2, hits) * FAILED + (unwell ? UNWELL : 0) + (fits === true ? SUITS : 0);
}

/** Questions by how much they matter for a lock. All are there: whoever looks for one that does not fit finds it below. */
export interface Sorted {
  /** Most telling first. */
  readonly relevant: readonly QuestionId[];
  readonly others: readonly QuestionId[];
}

/** Sorts the questions for one lock. Equals keep the order of the list. */
export function questionsFor(asked: Asked): Sorted {
  const weighed = QUESTIONS.map((question) => ({ id: question.id, weight: weightOf(question, asked) }));
  const relevant = weighed.filter(({ weight = 0 }) => weight > 0).sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  const others = weighed
    .filter(({ weight = 0 }) => weight === 0)
    .sort((a, b) => Number(a.weight === undefined) - Number(b.weight === undefined));
  return { relevant: relevant.map(({ id }) => id), others: others.map(({ id }) => id) };
}
