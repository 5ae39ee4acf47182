import type { CheckId } from "./checks/index.ts";
import type { Outcome } from "./check.ts";
import { readBattery } from "./battery.ts";
import { WEAK_LINK } from "./checks/link/link-weak.ts";
import { rateLink } from "./link.ts";
import type { FactName } from "./fact.ts";
import type { GuideId } from "./guides/ids.ts";
import { knownValues, valueOf } from "./fact.ts";
import type { RemedyId } from "./remedies/index.ts";
import type { LockSnapshot } from "./snapshot.ts";

/**
 * What a remedy does to the lock or its network, from nothing to much. None of them unlocks. `occupies`: keeps the hub and
 * its network at work for minutes.
 */
export type Harm = "none" | "moves_bolt" | "restarts" | "occupies" | "interviews" | "reloads" | "flashes";

/** One thing that must hold before a risky remedy: shown before, and checked again where it runs. */
export interface Condition {
  readonly id: "battery" | "link" | "hub_free" | "door" | "answers";
  /** `unknown` lets it go on where the lock simply does not say. */
  readonly holds: boolean | "unknown";
  readonly value?: number | string;
}

interface RemedyMeta {
  readonly id: RemedyId;
}

/** A call that Home Assistant carries out. */
export interface ActionRemedy extends RemedyMeta {
  readonly kind: "action";
  readonly consent: "tap" | "confirm";
  readonly harm: Harm;
  /** Milliseconds before it may be tried again. */
  readonly coolDown: number;
  /** Milliseconds in which a newer reading must show that it helped. */
  readonly verifyWithin: number;
  /** The check that judges it when it was not started from a finding. */
  readonly proves: CheckId;
  /** False where no reading can show what it did: it always ends as unverified. */
  readonly observable: boolean;
  conditions(snapshot: LockSnapshot): readonly Condition[];
  /** What must be so besides the check, e.g. that the new version is the one that was offered. */
  settled(before: LockSnapshot, now: LockSnapshot): boolean;
}

/** Steps for a person: see `guide/types.ts`. */
export interface GuideRemedy extends RemedyMeta {
  readonly kind: "guide";
  readonly consent: "manual";
}

/** A page to open. */
export interface LinkRemedy extends RemedyMeta {
  readonly kind: "link";
  readonly consent: "tap";
  /** The page is for administrators. */
  readonly admin: boolean;
}

/** Leaves word for an administrator. */
export interface AskRemedy extends RemedyMeta {
  readonly kind: "ask";
  readonly consent: "tap";
}

export type Remedy = ActionRemedy | GuideRemedy | LinkRemedy | AskRemedy;

/** Declares an action; what is left out is the harmless case. */
export function defineAction(
  action: Pick<ActionRemedy, "id" | "consent" | "proves" | "verifyWithin"> & Partial<ActionRemedy>,
): ActionRemedy {
  return {
    kind: "action",
    harm: "none",
    coolDown: 30_000,
    observable: true,
    conditions: () => [],
    settled: () => true,
    ...action,
  };
}

export function defineGuide(id: GuideId): GuideRemedy {
  return { kind: "guide", id, consent: "manual" };
}

export function defineLink(id: RemedyId, { admin }: { admin: boolean }): LinkRemedy {
  return { kind: "link", id, consent: "tap", admin };
}

/**
 * The cells hold at least `least` percent. Unknown where the lock reports no percentage and no low flag. `doubted` is what holds
 * where the percentage is not to be believed or cannot be had now.
 */
export function batteryAtLeast(snapshot: LockSnapshot, least: number, doubted: false | "unknown" = false): Condition {
  const { battery_level: level, battery_low_flag: low } = snapshot.facts;
  const reading = readBattery(knownValues(snapshot.facts));
  if (reading.kind === "level") return { id: "battery", holds: reading.percent >= least, value: reading.percent };
  const flagged = valueOf(low) === true && reading.kind === "none";
  return { id: "battery", holds: flagged ? false : level ? doubted : "unknown" };
}

/** The least level for what keeps a lock's radio awake for minutes, percent (design, section 5). */
const LEAST_FOR_LONG = 30;

/**
 * What must hold before a remedy that takes minutes of radio. A lock whose level cannot be read is what some of them are for,
 * so that only a level known to be low forbids them.
 */
export function takesLong(snapshot: LockSnapshot): Condition[] {
  return [batteryAtLeast(snapshot, LEAST_FOR_LONG, "unknown"), hubFree(snapshot)];
}

/** The same, of a lock that is to answer. */
export const takesLongAndAnswers = (snapshot: LockSnapshot) => [...takesLong(snapshot), answers(snapshot)];

/** The link is good enough not to break off half-way. */
export function linkGood(snapshot: LockSnapshot): Condition {
  const link = rateLink(knownValues(snapshot.facts));
  return link ? { id: "link", holds: link.mark > WEAK_LINK, value: link.mark } : { id: "link", holds: "unknown" };
}

function isNot(id: Condition["id"], hindrance: boolean | undefined): Condition {
  return { id, holds: hindrance === undefined ? "unknown" : !hindrance };
}

/** Nothing is updated through the same hub, nor the lock itself. */
export function hubFree({ facts }: LockSnapshot): Condition {
  return isNot("hub_free", valueOf(facts.firmware)?.inProgress || valueOf(facts.hub_updating));
}

/** The lock takes commands: an action on an unavailable entity is dropped, and still returns success. */
export function answers(snapshot: LockSnapshot): Condition {
  const { lock_available: available, node_status: status } = snapshot.facts;
  return { id: "answers", holds: valueOf(available) !== false && valueOf(status) !== "dead" };
}

/** The door is not open, as far as there is a sensor. */
export function doorClosed(snapshot: LockSnapshot): Condition {
  return isNot("door", valueOf(snapshot.facts.door_open));
}

/** The first condition that forbids a remedy now. */
export function refusal(remedy: Remedy, snapshot: LockSnapshot): Condition | undefined {
  return remedy.kind === "action" ? remedy.conditions(snapshot).find(({ holds }) => holds === false) : undefined;
}

/**
 * Whether a remedy has helped: the same check passes on a newer reading than there was before. Readings are compared
 * by Home Assistant's own times, never with the tablet's clock.
 */
export function hasHelped(
  remedy: ActionRemedy,
  facts: readonly FactName[],
  outcome: Outcome,
  before: LockSnapshot,
  now: LockSnapshot,
): boolean {
  if (!remedy.observable || outcome.status !== "pass") return false;
  const newer = facts.some((name) => {
    const was = before.facts[name];
    const is = now.facts[name];
    return is?.kind === "known" && is.at !== undefined && is.at > (was?.at ?? -Infinity);
  });
  return newer && remedy.settled(before, now);
}
