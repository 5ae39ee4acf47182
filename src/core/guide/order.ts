import type { Answer, Guide, Need, Situation, Step, StepHarm } from "./types.ts";

/**
 * Which step comes next: decision-theoretic troubleshooting after Heckerman, Breese and Rommelse (1995), for one fault at a time.
 * Repairs go by chance ÷ cost. A question goes first where what it can tell spares more than it costs, looking one answer ahead.
 */

/** Probability of each cause; they add up to what is left of the trouble. */
export type Beliefs = { readonly [cause: string]: number };

/** Minutes that a harm is worth: a step that loses something comes after all that might spare it. */
const HARM: { readonly [Harm in StepHarm]: number } = { 0: 0, 1: 2, 2: 6, 3: 30, 4: 120 };

/** Minutes to get what a step needs. Of an administrator only where this person is none: waiting for somebody takes longest. */
const NEED: { readonly [N in Need]: number } = {
  at_door: 1,
  second_person: 5,
  administrator: 1,
  phone: 1,
  screwdriver: 3,
  new_cells: 5,
  dry_lubricant: 10,
  key: 1,
};
const WAIT_FOR_ADMINISTRATOR = 15;

/** Minutes that calling somebody costs, in time and money: the price of having nothing left to try. */
const CALL = 240;

/** Minutes: nothing is free, and a chance is divided by it. */
const LEAST_COST = 0.5;

/** A repair with less chance than this is not worth anybody's time. */
const LEAST_CHANCE = 0.01;

const isForAdministrator = ({ needs = [], proof }: Step, situation: Situation) =>
  needs.includes("administrator") || (proof?.kind === "remedy" && situation.can(proof.remedy) === "admin");

/** What a step costs, in minutes, with what has to be prepared for it. What several of them need is fetched once. */
export function costOf(step: Step, situation: Situation, before: readonly Step[] = []): number {
  const all = [...before, step];
  const needs = new Set(all.flatMap((each) => each.needs ?? []));
  const own = all.reduce((sum, { minutes, harm = 0 }) => sum + minutes + HARM[harm], 0);
  const waits = all.some((each) => isForAdministrator(each, situation)) ? WAIT_FOR_ADMINISTRATOR : 0;
  return own + waits + [...needs].reduce((sum, need) => sum + NEED[need], 0);
}

function normal(beliefs: Beliefs): Beliefs {
  const total = Object.values(beliefs).reduce((sum, each) => sum + each, 0);
  return total > 0 ? Object.fromEntries(Object.entries(beliefs).map(([cause, each]) => [cause, each / total])) : beliefs;
}

/** The guide's causes as probabilities, by what readings tell of them. */
export function beliefsOf({ causes, weigh }: Pick<Guide, "causes" | "weigh">, situation: Situation): Beliefs {
  const factors = weigh?.(situation) ?? {};
  return normal(Object.fromEntries(Object.entries(causes).map(([cause, weight]) => [cause, weight * (factors[cause] ?? 1)])));
}

const likelihood = ({ likely = {}, otherwise = 0.5 }: Answer, cause: string) => likely[cause] ?? otherwise;

/** What is believed after an answer. */
export function afterAnswer(beliefs: Beliefs, answer: Answer): Beliefs {
  return normal(Object.fromEntries(Object.entries(beliefs).map(([cause, each]) => [cause, each * likelihood(answer, cause)])));
}

/** What is believed after a repair that did not help. */
export function afterRepair(beliefs: Beliefs, { cures = {} }: Pick<Step, "cures">): Beliefs {
  return normal(Object.fromEntries(Object.entries(beliefs).map(([cause, each]) => [cause, each * (1 - (cures[cause] ?? 0))])));
}

/** The chance that a repair ends the trouble, 0–1. */
export function chanceOf(beliefs: Beliefs, { cures = {} }: Pick<Step, "cures">): number {
  return Object.entries(cures).reduce((sum, [cause, chance]) => sum + (beliefs[cause] ?? 0) * (chance ?? 0), 0);
}

/** Steps that may come now, what comes before each, and what that costs. */
interface Choice {
  readonly repairs: readonly Step[];
  /** What has to be prepared for a step and is not yet; a sensor tells the rest by itself. */
  before(step: Step): readonly Step[];
  /** Minutes, when these are already prepared. */
  cost(step: Step, prepared: Prepared): number;
}

type Prepared = ReadonlySet<Step>;

function preparationsOf(step: Step, open: readonly Step[], situation: Situation): readonly Step[] {
  const found = new Set<Step>();
  const look = ({ after = [] }: Step): void => {
    for (const each of open) {
      if (each.kind !== "prepare" || found.has(each) || !after.includes(each.id)) continue;
      if (each.told?.(situation) !== undefined) continue;
      found.add(each);
      look(each);
    }
  };
  look(step);
  return [...found];
}

function choiceOf(open: readonly Step[], situation: Situation): Choice {
  const preparations = new Map(open.map((step) => [step, preparationsOf(step, open, situation)]));
  const before = (step: Step) => preparations.get(step) ?? [];
  return {
    repairs: open.filter(({ kind }) => kind === "repair"),
    before,
    cost(step, prepared) {
      const left = before(step).filter((each) => !prepared.has(each));
      return Math.max(LEAST_COST, costOf(step, situation, left));
    },
  };
}

const NOTHING_PREPARED: Prepared = new Set();

/** The best repair now: the one with most chance for its cost. Of equals the first of the list. */
function bestRepair(beliefs: Beliefs, left: readonly Step[], choice: Choice, prepared: Prepared): Step | undefined {
  let best: Step | undefined;
  let most = 0;
  for (const each of left) {
    const chance = chanceOf(beliefs, each);
    const cost = choice.cost(each, prepared);
    if (chance < LEAST_CHANCE || chance / cost <= most) continue;
    best = each;
    most = chance / cost;
  }
  return best;
}

/** Minutes until the trouble is over, or somebody has been called, when repairs are made in their best order. */
function expectedCost(beliefs: Beliefs, choice: Choice, prepared: Prepared): number {
  const done = new Set(prepared);
  let believed = beliefs;
  let left = choice.repairs;
  let unsolved = 1;
  let total = 0;
  for (let next = bestRepair(believed, left, choice, done); next; next = bestRepair(believed, left, choice, done)) {
    const step = next;
    total += unsolved * choice.cost(step, done);
    unsolved *= 1 - chanceOf(believed, step);
    believed = afterRepair(believed, step);
    left = left.filter((each) => each !== step);
    // A door that is open stays open for the next repair.
    for (const each of choice.before(step)) done.add(each);
  }
  return total + unsolved * CALL;
}

/** Minutes that a question is likely to spare, less what it costs. */
function gainOf(question: Step, beliefs: Beliefs, choice: Choice, now: number): number {
  const answers = question.answers ?? [];
  const cost = choice.cost(question, NOTHING_PREPARED);
  const prepared = new Set(choice.before(question));
  const chances = answers.map((answer) =>
    Object.entries(beliefs).reduce((sum, [cause, each]) => sum + each * likelihood(answer, cause), 0),
  );
  const total = chances.reduce((sum, each) => sum + each, 0);
  if (total <= 0) return -cost;
  const after = answers.reduce(
    (sum, answer, at) => sum + ((chances[at] ?? 0) / total) * expectedCost(afterAnswer(beliefs, answer), choice, prepared),
    0,
  );
  return now - after - cost;
}

/** The best of the questions and repairs that are left; undefined when no repair has a chance any more. */
export function nextStep(beliefs: Beliefs, open: readonly Step[], situation: Situation): Step | undefined {
  const choice = choiceOf(open, situation);
  const best = bestRepair(beliefs, choice.repairs, choice, NOTHING_PREPARED);
  if (!best) return undefined;
  const now = expectedCost(beliefs, choice, NOTHING_PREPARED);
  let question: Step | undefined;
  let most = 0;
  for (const each of open) {
    if (each.kind !== "ask") continue;
    const gain = gainOf(each, beliefs, choice, now) / choice.cost(each, NOTHING_PREPARED);
    if (gain > most) [question, most] = [each, gain];
  }
  return question ?? best;
}

/** The most likely cause, where one stands out. */
export function likeliest(beliefs: Beliefs): { readonly cause: string; readonly chance: number } | undefined {
  const [first] = Object.entries(beliefs).sort(([, a], [, b]) => b - a);
  return first && { cause: first[0], chance: first[1] };
}
