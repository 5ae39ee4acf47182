import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checks } from "../../src/core/checks/index.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import type { Outcome } from "../../src/core/check.ts";
import { diagnose } from "../../src/core/everything.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import { snapshot } from "./snapshot.ts";
import type { Written } from "./snapshot.ts";

/** `pass`, `not_applicable`, `unknown <reason>`, or `fail <variant or -> <severity>`. */
export type Expected = string;

export interface Circumstance extends Partial<LockSnapshot> {
  readonly failedBefore?: boolean;
  /** Measures that the finding tells, and since when. */
  readonly measures?: object;
  readonly since?: number;
}

export type CheckRow = readonly [name: string, facts: Written, expected: Expected, circumstance?: Circumstance];

/** An outcome in one line. */
export function told(id: CheckId, outcome: Outcome): Expected {
  if (outcome.status === "unknown") return `unknown ${outcome.reason}`;
  if (outcome.status !== "fail") return outcome.status;
  const own = checks.find((check) => check.id === id)!.severity;
  return `fail ${outcome.variant ?? "-"} ${outcome.severity ?? own}`;
}

/** Facts as a stranger may send them: of no type at all. */
export function wild(facts: { readonly [name: string]: unknown }): Written {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { kind: "known", value }]));
}

/** The rows of one check, judged as they are in a home. */
export function checkRows(id: CheckId, table: readonly CheckRow[]): void {
  describe(id, () => {
    for (const [name, written, expected, { failedBefore, measures, since, ...more } = {}] of table)
      test(name, () => {
        const { outcomes } = diagnose(
          snapshot(written, more),
          failedBefore ? { [id]: { status: "fail", because: [] } } : undefined,
        );
        const outcome = outcomes[id];
        assert.equal(told(id, outcome), expected);
        if (measures) assert.deepEqual(outcome.status === "fail" && outcome.measures, measures);
        if (since !== undefined) assert.equal(outcome.status === "fail" && outcome.since, since);
      });
  });
}
