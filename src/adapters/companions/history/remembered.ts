import { decodeRemembered } from "../../../core/remembered.ts";
import type { Remembered } from "../../../core/remembered.ts";
import { textsOf } from "../../kept.ts";
import type { LockRef, LockView } from "../../lock-view.ts";
import { wordsBasis, wordsOf } from "./answers.ts";
import { memory } from "./memory.ts";

/** What the bridge remembers of a lock, where there is a bridge: it keeps for a year what the recorder drops after some days. */

/** The bridge's entity of a lock, as it was last found. */
const found = new WeakMap<LockRef, string>();

/** The line in an entity's attributes, where it is the bridge's about this lock; undefined else, and while the bridge is away. */
function lineIn({ home, ref }: LockView, entityId: string): string | undefined {
  const { lock_health: kind, lock_entity_id: lock, ...more } = home.states[entityId]?.attributes ?? {};
  const line = more["remembered"];
  return kind === "keep" && lock === ref.entityId && typeof line === "string" ? line : undefined;
}

/** The bridge's line about a lock; undefined without a bridge. */
export function rememberedLine(view: LockView): string | undefined {
  const { home, ref } = view;
  const known = found.get(ref);
  const line = known === undefined ? undefined : lineIn(view, known);
  if (line !== undefined) return line;
  for (const entityId of textsOf(home)) {
    const other = lineIn(view, entityId);
    if (other === undefined) continue;
    found.set(ref, entityId);
    return other;
  }
  return undefined;
}

const NONE: readonly Remembered[] = [];
const decoded = memory<readonly Remembered[]>();
const before = memory<readonly Remembered[]>();

/** All that a line remembers of a lock, oldest first. */
export function allRemembered({ ref }: LockView, line: string | undefined): readonly Remembered[] {
  return line === undefined ? NONE : decoded(ref, [line], () => decodeRemembered(line));
}

/**
 * What is remembered and the recorder does not tell any more. Of the days that it still has, its own word counts: the bridge may have
 * heard of the same thing some minutes later.
 */
export function rememberedBefore(view: LockView, line: string | undefined): readonly Remembered[] {
  const { home, ref } = view;
  const all = allRemembered(view, line);
  if (all.length === 0) return all;
  return before(ref, [all, ...wordsBasis(home, [ref.entityId])], () => {
    const since = wordsOf(home, ref.entityId)[0]?.at ?? Infinity;
    return all.filter(({ at }) => at < since);
  });
}

/** The times of one kind among them, epoch ms. */
export const timesOf = (all: readonly Remembered[], wanted: Remembered["kind"]): readonly number[] =>
  all.flatMap(({ kind, at }) => (kind === wanted ? [at] : []));
