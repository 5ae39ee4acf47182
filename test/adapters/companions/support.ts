import type { Companion, Plan } from "../../../src/adapters/adapter.ts";
import { collect, createReaders } from "../../../src/adapters/collect.ts";
import type { Want } from "../../../src/adapters/lock-view.ts";
import { describeLock, lockEntities } from "../../../src/adapters/locks.ts";
import type { RemedyId } from "../../../src/core/remedies/index.ts";
import type { LockSnapshot } from "../../../src/core/snapshot.ts";
import type { MockHome } from "../../support/home.ts";

/** A lock as it is read with these companions beside any lock's adapter. */
export function snapshotWith(home: MockHome, lock: string, companions: readonly Companion[]): LockSnapshot {
  const view = home.view();
  return collect(view, describeLock(view, lock), { readers: createReaders([], companions) });
}

/** Fact by fact: its value, or why it has none. */
export function factsWith(home: MockHome, lock: string, companions: readonly Companion[]): { readonly [name: string]: unknown } {
  const { facts } = snapshotWith(home, lock, companions);
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, fact.kind === "known" ? fact.value : `(${fact.reason})`]),
  );
}

/** What a companion wants for all locks of a home. */
export function wantsOf(home: MockHome, companion: Companion): readonly Want[] {
  const view = home.view();
  return (
    companion.wants?.(
      view,
      lockEntities(view).map((id) => describeLock(view, id)),
    ) ?? []
  );
}

/** Answers a want as the gatherer does: only what it keeps is there afterwards. */
export function answer(home: MockHome, want: Want, result: unknown): unknown {
  const kept = want.keep ? want.keep(result, undefined, home.takenAt) : result;
  home.answer(want.request, kept);
  return kept;
}

export function planOf(home: MockHome, lock: string, companion: Companion, remedy: RemedyId): Plan | undefined {
  return companion.plans[remedy]?.(home.lockView(lock));
}
