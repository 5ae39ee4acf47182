import { defined } from "../../../core/defined.ts";
import { valueOf } from "../../../core/fact.ts";
import type { FactSet } from "../../../core/fact.ts";
import { splitCycles } from "../../../core/forecast/cycles.ts";
import type { LockView } from "../../lock-view.ts";
import { daysOf, hasValue, wordsOf } from "./answers.ts";
import type { Word } from "./answers.ts";
import { readingsOf } from "./battery.ts";
import { beginningsOf, jamsOf } from "./bolt.ts";

/** Something that happened to a lock, by the recorder. */
export interface Incident {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: "jam" | "swap" | "outage" | "update";
  /** Epoch ms at which an outage ended; it lasts where there is none. */
  readonly until?: number;
}

/** Ms of an outage: shorter ones are a restart of Home Assistant or of the hub, in which all entities come back anew. */
const SHORT = 5 * 60_000;

/** When the lock was not there. Gaps without a value belong to the outage that they lie in. */
function outagesOf(words: readonly Word[], now: number): readonly Incident[] {
  const outages: Incident[] = [];
  let since: number | undefined;
  const end = (until: number | undefined) => {
    if (since !== undefined && (until ?? now) - since >= SHORT)
      outages.push({ at: since, kind: "outage", ...defined({ until }) });
    since = undefined;
  };
  for (const word of words) {
    if (hasValue(word)) end(word.at);
    else if (word.state === "unavailable") since ??= word.at;
  }
  end(undefined);
  return outages;
}

/** Jams, swaps, outages and updates of a lock, oldest first. Jams, outages and updates of the history's days, swaps of the statistics' months. */
export function timelineOf({ home, ref, now }: LockView, facts: FactSet): readonly Incident[] {
  const words = wordsOf(home, ref.entityId);
  const battery = facts.battery_level?.source;
  const swapped = valueOf(facts.battery_swapped);
  const jams = jamsOf([
    ...beginningsOf("jammed", words),
    ...beginningsOf("on", wordsOf(home, facts.jam_flag?.source)),
    ...(valueOf(facts.not_fully_locked_events) ?? []),
  ]);
  const cycles = splitCycles(
    readingsOf(daysOf(home, battery), wordsOf(home, battery)).all,
    swapped === undefined ? [] : [swapped],
  );
  const incidents: Incident[] = [
    ...jams.map((at): Incident => ({ at, kind: "jam" })),
    ...cycles.filter(({ fresh }) => fresh).map(({ from }): Incident => ({ at: from, kind: "swap" })),
    ...outagesOf(words, now),
    ...beginningsOf("off", wordsOf(home, facts.firmware?.source)).map((at): Incident => ({ at, kind: "update" })),
  ];
  return incidents.sort((a, b) => a.at - b.at);
}
