import { known } from "../../core/fact.ts";
import type { Fact, FactName, FactSet } from "../../core/fact.ts";
import { number, time } from "../home.ts";
import { steadySince } from "../lock-view.ts";
import type { LockView } from "../lock-view.ts";
import { JAM_WORD, factSet } from "./facts.ts";

/** These facts but one, which means something else with this integration. */
export function without(facts: FactSet, name: FactName): FactSet {
  return Object.fromEntries(Object.entries(facts).filter(([each]) => each !== name));
}

/** The opposite of a reading, as old and from the same source. */
export function negated(fact: Fact<boolean> | undefined): Fact<boolean> | undefined {
  return fact?.kind === "known" ? { ...fact, value: !fact.value } : fact;
}

const JAM = { deviceClass: "problem" } as const;

/** A jam that the lock reports beside its state: a problem sensor that is named so, by its key, its id or its name. */
export function jamFlag(view: LockView): Fact<boolean> | undefined {
  return view.lasting(
    { ...JAM, translationKey: ["jam", "jammed", "lock_jammed"] },
    { ...JAM, uniqueId: JAM_WORD },
    { ...JAM, name: JAM_WORD },
  );
}

const FULL = 100;

/**
 * The supply of a lock with a built-in battery: there while it charges, and not missed while it is full. A lock that runs on
 * its battery as it is meant to says nothing about a supply.
 */
export function supply(charging: Fact<boolean> | undefined, level: Fact<number> | undefined): Fact<boolean> | undefined {
  if (charging?.kind !== "known" || charging.value) return charging;
  return level?.kind === "known" && level.value >= FULL ? { ...charging, value: true } : undefined;
}

/**
 * The newest report among the lock's own entities since Home Assistant started, epoch ms. Buttons have no reports, and what
 * is unknown or unavailable has none either.
 */
export function lastReport(view: LockView): Fact<number> | undefined {
  const { entityId, platform, siblings } = view.ref;
  const own = siblings.filter((sibling) => sibling.platform === platform && sibling.domain !== "button");
  const times = [entityId, ...own.map((sibling) => sibling.entityId)].flatMap((id) => {
    const state = view.state(id);
    return state && state.state !== "unavailable" && state.state !== "unknown" ? (time(state.last_updated) ?? []) : [];
  });
  if (times.length === 0) return undefined;
  const newest = Math.max(...times);
  return known(newest, { at: newest });
}

/** Percent of the cells as an attribute of the lock's entity, where its integration makes no sensor of it. */
export function levelAttribute(view: LockView, name: string): FactSet {
  const level = number(view.lock?.attributes?.[name]);
  if (level === undefined || !view.isAvailable(view.ref.entityId)) return {};
  return factSet({ battery_level: known(level, { at: time(view.lock?.last_updated), source: view.ref.entityId }) });
}

/**
 * Whether the maker's bridge answers, by the lock's other entities (but `except`): they are there as long as it does. All gone
 * together with the lock means that it does not. Undefined where there is no other entity to go by.
 */
export function bridgeAnswers(view: LockView, except?: string): Fact<boolean> | undefined {
  const { entityId: source, platform, siblings } = view.ref;
  const others = siblings.filter(
    (sibling) => sibling.platform === platform && sibling.entityId !== except && view.state(sibling.entityId) !== undefined,
  );
  if (others.some(({ entityId }) => view.isAvailable(entityId))) return known(true);
  if (others.length === 0 || view.lock?.state !== "unavailable") return undefined;
  return known(false, { at: steadySince(view.home, source), source });
}
