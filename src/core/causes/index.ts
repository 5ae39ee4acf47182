import type { CheckId } from "../checks/index.ts";
import { GRAPH } from "./graph.ts";
import type { Node } from "./graph.ts";
import type { Cause } from "./first.ts";

interface Ranked extends Cause {
  readonly explains: readonly [CheckId];
  /** Likelihood ÷ minutes. */
  readonly worth: number;
}

/** The graph's edges one by one, those first that are worth the most: what is likely and soon found out (chance ÷ cost). */
function ranked(): Ranked[] {
  const edges = (Object.entries(GRAPH) as [CheckId, Node][]).flatMap(([cause, { minutes, explains }]) =>
    (Object.entries(explains) as [CheckId, Node["explains"][CheckId] & {}][]).map(([symptom, edge]): Ranked => {
      const { likelihood, ...only } = typeof edge === "number" ? { likelihood: edge } : edge;
      return { cause, explains: [symptom], worth: likelihood / minutes, ...only };
    }),
  );
  const place = new Map(edges.map((edge, index) => [edge, index]));
  // Sorting keeps the order of equals only in younger browsers.
  return edges.sort((a, b) => b.worth - a.worth || (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

/**
 * What explains what, one symptom each. Has no circle (a test walks it); the first cause that is present takes the symptom. In the
 * order of chance ÷ cost, as decision-theoretic troubleshooting has it (Heckerman, Breese & Rommelse 1995).
 */
export const CAUSES: readonly Ranked[] = ranked();
