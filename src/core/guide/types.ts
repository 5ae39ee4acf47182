import type { Family, Outcome } from "../check.ts";
import type { CheckId } from "../checks/index.ts";
import type { FactName, Facts } from "../fact.ts";
import type { GuideId } from "../guides/ids.ts";
import type { Traits } from "../models/types.ts";
import type { RemedyId } from "../remedies/index.ts";

/**
 * Guides: repairs that a person makes, a step at a time. A guide is data. What comes next follows from what may be behind the
 * trouble, from what each step costs, and from all answers and readings so far (`order.ts`).
 */

/** What a step takes besides time. `administrator`: an administrator's session in Home Assistant. */
export const NEEDS = [
  "at_door",
  "second_person",
  "administrator",
  "phone",
  "screwdriver",
  "new_cells",
  "dry_lubricant",
  "key",
] as const;
export type Need = (typeof NEEDS)[number];

/**
 * What a step can do to the lock, the door or the home. 0: looking. 1: easily undone. 2: may need a second try, such as new cells.
 * 3: changes something that was set up. 4: loses what was set up, or the warranty.
 */
export type StepHarm = 0 | 1 | 2 | 3 | 4;

/**
 * Why a guide stops and says whom to call. Each is a reason not to go on trying: the next try could wear the lock, lock somebody
 * out or wipe out traces.
 */
export const STOPS = [
  "stiff_door_open",
  "hot_cells",
  "broken_key",
  "motor_no_travel",
  "jams_after_alignment",
  "force",
  "reset_failed",
  "damaged",
  "locked_out",
  "not_secure",
  "exhausted",
] as const;
export type StopReason = (typeof STOPS)[number];

/** Whether this person can use a remedy here: no integration does it, or only an administrator may. */
export type Ability = "yes" | "admin" | "no";

/** What a guide knows of the lock besides the person's answers. */
export interface Situation {
  readonly values: { readonly [Name in FactName]?: Facts[Name] };
  /** When a fact was read, epoch ms by Home Assistant's clock; undefined where nobody knows. */
  readAt(name: FactName): number | undefined;
  outcome(check: CheckId): Outcome | undefined;
  readonly adapter: string;
  /** What is known of its model; empty when nothing is. */
  readonly traits: Partial<Traits>;
  can(remedy: RemedyId): Ability;
  /** When a check was last told something, epoch ms by Home Assistant's clock: its newest reading; 0 where there is none. */
  newest(check: CheckId): number;
  /** How the newest run of a remedy on this lock stands that was begun at or after `since`, epoch ms. */
  run(remedy: RemedyId, since: number): "running" | "worked" | "failed" | undefined;
  /** Epoch ms by the tablet's clock. */
  readonly now: number;
}

/** What shows that a step, or a whole repair, has done what it should. `within`: ms after which the person is asked. */
export type Proof =
  /** The person says. */
  | { readonly kind: "answer" }
  /** These checks pass on a reading that is newer than the step. */
  | { readonly kind: "check"; readonly checks: readonly CheckId[]; readonly within: number }
  /** The bolt reaches "locked" so many times in a row, without a jam in between. */
  | { readonly kind: "turns"; readonly count: number; readonly within: number }
  /** A number rises by so much, or reaches so much. */
  | { readonly kind: "rise"; readonly fact: "battery_level"; readonly by: number; readonly to: number; readonly within: number }
  /** The remedy's own proof. */
  | { readonly kind: "remedy"; readonly remedy: RemedyId };

export interface Answer<Cause extends string = string> {
  /** Text: `guides.<guide>.steps.<step>.answers.<id>`, else `guide.answers.<id>`. */
  readonly id: string;
  /** How likely this answer is where that cause is behind it, 0–1. Of causes that are not named: `otherwise`. */
  readonly likely?: { readonly [C in Cause]?: number };
  /** 0.5 unless said. */
  readonly otherwise?: number;
  /** The step that comes next, whatever else would. */
  readonly to?: string;
  readonly stop?: StopReason;
  /** The guide for what shows here: this one has done its part. */
  readonly opens?: GuideId;
  /** With this the trouble is over. */
  readonly solved?: boolean;
}

/**
 * `first`: asked or done at the start, in the order of the list: safety and place. `ask`: when what it tells is worth what it
 * costs. `prepare`: only where another step wants it before (`after`). `follow`: only where an answer leads to it (`to`). `repair`: may
 * end the trouble; after it the guide's test.
 */
export type StepKind = "first" | "ask" | "prepare" | "follow" | "repair";

/** Where a step's words can lead: the maker's manual, the lock's page in Home Assistant, the maker's own words on its buttons. */
export type Source = "manual" | "device_page" | "words_include" | "words_exclude" | "words_reset" | "release_notes";

export interface Step<Cause extends string = string> {
  /** Texts: `guides.<guide>.steps.<id>` with `do`, `why` and, where an answer is not a common one, `answers`. */
  readonly id: string;
  readonly kind: StepKind;
  readonly minutes: number;
  /** 0 unless said. */
  readonly harm?: StepHarm;
  readonly needs?: readonly Need[];
  /** Not for this lock, or not now, where it says no. */
  when?(situation: Situation): boolean;
  /** Steps that come before it, as far as they are for this lock. */
  readonly after?: readonly string[];
  /** Of a repair: the chance that it ends the trouble where that cause is behind it, 0–1. */
  readonly cures?: { readonly [C in Cause]?: number };
  /** `answer` unless said. */
  readonly proof?: Proof;
  /** Those that a person can give. Of a repair: `done` and `skip` unless said. Of a proof that is seen: `worked` and `failed`. */
  readonly answers?: readonly Answer<Cause>[];
  /** The answer that readings give already: what sensors know nobody is asked. */
  told?(situation: Situation): string | undefined;
  readonly sources?: readonly Source[];
  /** The maker's name of a way in, and such, to put other words in: `do_<variant>`, `why_<variant>`. */
  variant?(situation: Situation): string | undefined;
}

/** A reason to stop that nobody has to answer: it shows in what happened. */
export interface StopRule {
  readonly reason: StopReason;
  when(situation: Situation, log: readonly Entry[]): boolean;
}

export interface Guide<Cause extends string = string> {
  readonly id: GuideId;
  readonly family: Family;
  /**
   * How often each is behind it, as weights. Orders of magnitude from makers' support pages and users' threads: what is likely goes
   * before what is not, and each answer corrects it.
   */
  readonly causes: { readonly [C in Cause]: number };
  /** Factors that readings put on these weights, e.g. for cells that are known to be full. */
  weigh?(situation: Situation): { readonly [C in Cause]?: number };
  /** What shows that the trouble is over. Asked for after each repair; a check ends the guide whenever it passes. */
  readonly test: Exclude<Proof, { kind: "remedy" }>;
  readonly steps: readonly Step<Cause>[];
  readonly stops?: readonly StopRule[];
  /** Where it ends when nothing is left to try: `exhausted` unless said. */
  readonly last?: StopReason;
}

/** Typed by its causes, and then as any other guide. */
export function defineSteps<Cause extends string>(guide: Guide<Cause>): Guide {
  return guide;
}

/** One answer of a person, or one that was seen. */
export interface Entry {
  readonly step: string;
  readonly answer: string;
  /** Epoch ms, to the minute. */
  readonly at: number;
  /** Nobody said so: a reading did. */
  readonly seen?: boolean;
}

/** The step that is shown, and what has been seen since. */
export interface Shown {
  readonly step: string;
  /** Epoch ms, tablet's clock. */
  readonly since: number;
  /** The newest reading before, epoch ms by Home Assistant's clock; 0 where there was none. */
  readonly mark: number;
  /** Turns seen so far. */
  readonly count: number;
  /** The bolt has been away from "locked" since the last turn. */
  readonly away: boolean;
  /** The number that is to rise, as it was. */
  readonly base?: number;
}

/** `passed_on`: another guide goes on, the one that the last answer opens. */
export type End = "solved" | "left" | "passed_on" | StopReason;

/** How far a guide has come with one lock. All that is kept of it. */
export interface Progress {
  readonly guide: GuideId;
  /** Epoch ms. */
  readonly began: number;
  readonly log: readonly Entry[];
  /** A check that is the guide's test has been seen to fail since it began: when it passes, that is the end of the trouble. */
  readonly failing?: boolean;
  readonly shown?: Shown;
  readonly end?: End;
}

/** The guide's own test, as a step. */
export const TEST = "test";
