import { decodeCare } from "../../core/care/record.ts";
import { planOf } from "../../core/care/plan.ts";
import { known } from "../../core/fact.ts";
import type { CareDue, FactSet } from "../../core/fact.ts";
import type { Companion } from "../adapter.ts";
import { answersTo, record } from "../home.ts";
import { KEPT_WITH_USER, keptLines, lineIn, textsOf } from "../kept.ts";
import type { LockView } from "../lock-view.ts";
import { traitsOfLock } from "./models.ts";

interface Line {
  readonly line: unknown;
  /** The bridge's entity that holds it. */
  readonly source?: string;
}

/** The line about this lock: the bridge's where there is one, which is everybody's, else this user's. */
function lineOf({ home, ref }: LockView): Line {
  for (const source of textsOf(home)) {
    const state = home.states[source];
    if (!state || state.state === "unavailable") continue;
    const { lock_health: kind, lock_entity_id: lock, ...more } = state.attributes;
    if (kind !== "keep" || more["keep"] !== "care" || lock !== ref.entityId) continue;
    // What was kept before there was a bridge goes on until that keeps something.
    if (lineIn(state.state) !== undefined) return { line: state.state, source };
  }
  const [answer] = answersTo(KEPT_WITH_USER.type, home.answers);
  return { line: record(record(answer?.result)[ref.entityId])["care"] };
}

function read(view: LockView, facts: FactSet): FactSet {
  const { line, source } = lineOf(view);
  const kept = lineIn(line);
  const plan = kept === undefined ? undefined : decodeCare(kept);
  if (!plan) return {};
  // Not the cells: when a household changes those is one of its settings, and `battery_due` tells of it.
  const due = planOf(facts, traitsOfLock(view.ref), plan, view.now)
    .filter(({ id, state }) => state === "due" && id !== "cells")
    .map(({ id, due: since }): CareDue => ({ id, since }));
  return { care_due: known(due, { source }) };
}

/** The care of a lock, as the person's own line about it tells: what is past its day. Last: a plan hangs on the other facts. */
export const care: Companion = {
  id: "care",
  wants: () => [{ mode: "stream", request: KEPT_WITH_USER, keep: keptLines }],
  read,
  plans: {},
};
