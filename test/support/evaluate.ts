import type { Check, Outcome } from "../../src/core/check.ts";
import { createDiagnose } from "../../src/core/diagnose.ts";
import type { Measures } from "../../src/core/diagnose.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";

/** What comes of one check alone. `read`: in the place of the values that the facts have. */
export function evaluate(check: Check, snapshot: LockSnapshot, read?: Measures["read"]): Outcome {
  const { outcomes } = createDiagnose({ checks: [check], causes: [], ...(read && { read }) })(snapshot);
  return outcomes[check.id]!;
}
