import type { Fact, FactSet } from "../../core/fact.ts";
import { last } from "../../core/last.ts";
import { answersTo } from "../home.ts";
import type { Answer } from "../home.ts";
import type { LockView } from "../lock-view.ts";

/** The newest answer to a request that names something else than a device: `field` holds `value` in it. */
export function answerAbout(view: LockView, type: string, field: string, value: string): Answer | undefined {
  return last(answersTo(type, view.home.answers), ({ request }) => request[field] === value);
}

/** These facts, without those that are older than what is known without them. */
export function whereNewer(found: FactSet, known: FactSet): FactSet {
  const others: { readonly [name: string]: Fact<unknown> | undefined } = known;
  return Object.fromEntries(
    Object.entries(found).filter(([name, fact]) => {
      const other = others[name];
      return other?.kind !== "known" || (fact.at ?? -Infinity) >= (other.at ?? -Infinity);
    }),
  );
}
