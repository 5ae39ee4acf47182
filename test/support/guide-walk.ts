import assert from "node:assert/strict";
import type { Outcome } from "../../src/core/check.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import type { FactName } from "../../src/core/fact.ts";
import { advance, answer, answersOf, begin, stepOf } from "../../src/core/guide/progress.ts";
import type { End, Entry, Guide, Progress, Situation, Step } from "../../src/core/guide/types.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";

export const NOW = Date.UTC(2026, 10, 2, 8);
const MINUTE = 60_000;
/** More answers than any person gives: a guide that needs them goes in a circle. */
const MOST = 60;

export interface Known {
  readonly values?: Situation["values"];
  readonly at?: { readonly [Name in FactName]?: number };
  /** Statuses of checks; of others nothing is known. */
  readonly checks?: { readonly [Id in CheckId]?: "pass" | "fail" | "unknown" | "not_applicable" };
  readonly traits?: Situation["traits"];
  readonly adapter?: string;
  /** Remedies that this person can use. */
  readonly can?: readonly RemedyId[];
  readonly now?: number;
}

/** What a guide knows of a lock, with nothing known but what is named. */
export function situation({
  values = {},
  at = {},
  checks = {},
  traits = {},
  adapter = "generic",
  can = [],
  now = NOW,
}: Known = {}): Situation {
  return {
    values,
    readAt: (name) => at[name],
    outcome: (check) => (checks[check] === undefined ? undefined : ({ status: checks[check] } as unknown as Outcome)),
    adapter,
    traits,
    can: (remedy) => (can.includes(remedy) ? "yes" : "no"),
    newest: () => 0,
    run: () => undefined,
    now,
  };
}

/** What a person answers to each step: by its id, or by a function where that says nothing. */
export type Script = { readonly [step: string]: string };

export interface Walked {
  /** Steps in their order, those that readings answered in brackets. */
  readonly order: readonly string[];
  readonly log: readonly Entry[];
  readonly end: End | undefined;
}

/** Somebody who does what is said, and whom nothing helps: no answer that stops or solves, wherever there is another. */
export function patient(step: Step): string {
  if (step.id === "test") return "failed";
  const ids = answersOf(step);
  const harmless = ids.filter((each) => !each.stop && !each.solved);
  return (["done", "failed"].map((id) => harmless.find((each) => each.id === id)).find(Boolean) ?? harmless[0] ?? ids[0])!.id;
}

/** Goes through a guide to its end: by the script, else as `otherwise` says. */
export function walk(guide: Guide, script: Script = {}, known: Known = {}, otherwise: (step: Step) => string = patient): Walked {
  let now = known.now ?? NOW;
  let progress: Progress = advance(guide, begin(guide, now), situation({ ...known, now }));
  for (let given = 0; !progress.end; given++) {
    assert.ok(given < MOST, `${guide.id} has no end: ${progress.log.map((entry) => entry.step).join(" ")}`);
    const step = stepOf(guide, progress.shown!.step)!;
    now += MINUTE;
    const said = script[step.id] ?? otherwise(step);
    assert.ok(
      answersOf(step).some(({ id }) => id === said),
      `${guide.id}.${step.id} has no answer "${said}"`,
    );
    progress = advance(guide, answer(guide, progress, said, now), situation({ ...known, now }));
  }
  const order = progress.log.map(({ step, seen }) => (seen ? `(${step})` : step));
  return { order, log: progress.log, end: progress.end };
}

/** The steps of a walk without the tests between them. */
export const stepsOf = ({ order }: Walked): readonly string[] => order.filter((step) => step !== "test");

/** A small generator with a seed (mulberry32), so that a failure can be seen again. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Whatever is answered, the guide ends, and nothing is asked twice. */
export function endsAlways(guide: Guide, knowns: readonly Known[], times = 500): void {
  const next = random(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  for (let round = 0; round < times; round++) {
    const { log } = walk(guide, {}, pick(knowns), (step) => pick(answersOf(step)).id);
    const once = log.map(({ step }) => step).filter((step) => step !== "test");
    assert.equal(new Set(once).size, once.length, `${guide.id} asked twice: ${once.join(" ")}`);
  }
}

/** What is wrong with a guide's references: steps that are not there, repairs that cure nothing, steps that nothing leads to. */
export function looseEnds(guide: Guide): readonly string[] {
  const ids = guide.steps.map(({ id }) => id);
  const named = guide.steps.flatMap((step) => [
    ...(step.after ?? []),
    ...(step.answers ?? []).flatMap(({ to }) => (to === undefined ? [] : [to])),
  ]);
  const causes = new Set(Object.keys(guide.causes));
  const cured = new Set(guide.steps.flatMap(({ cures = {} }) => Object.keys(cures)));
  return [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} is there twice`),
    ...named.filter((id) => !ids.includes(id)).map((id) => `${id} is not there`),
    ...guide.steps
      .filter(({ id, kind }) => (kind === "prepare" || kind === "follow") && !named.includes(id))
      .map(({ id }) => `nothing leads to ${id}`),
    ...guide.steps
      .filter(({ kind, cures }) => (kind === "repair") !== (cures !== undefined))
      .map(({ id }) => `${id} and its cures`),
    ...[...cured].filter((cause) => !causes.has(cause)).map((cause) => `${cause} is no cause`),
  ];
}
