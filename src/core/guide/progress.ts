import { readBattery } from "../battery.ts";
import { defined } from "../defined.ts";
import { afterAnswer, afterRepair, beliefsOf, nextStep } from "./order.ts";
import type { Beliefs } from "./order.ts";
import type { GuideId } from "../guides/ids.ts";
import { remedies } from "../remedies/index.ts";
import { TEST } from "./types.ts";
import type { Answer, End, Entry, Guide, Progress, Proof, Shown, Situation, Step } from "./types.ts";

/** Jams within a day after the door was set at which somebody is called (users-and-rivals study, section 5). */
const JAMS_AFTER_ALIGNMENT = 3;
const DAY = 24 * 3_600_000;
/**
 * Ms between two reports of the same jam by different ways, such as a sensor and the logbook: which of them a page has read when a step
 * is shown is chance.
 */
const TOLD_TWICE = 5_000;
/** Points by which a level sways by itself, with warmth and rest: the hysteresis of `battery_low`. */
const SWAY = 5;
/** Ms by which a tablet's clock and Home Assistant's may differ. */
const CLOCKS_APART = 10_000;
/** Ms within which reports belong to one jam: locks try again by themselves. */
const ONE_JAM = 60_000;

const DONE: Answer = { id: "done" };
const WORKED: Answer = { id: "worked" };
const FAILED: Answer = { id: "failed" };
/** Cannot be done, or cannot be told: believed is what was believed before. */
const SKIP: Answer = { id: "skip" };

/** The guide's test as a step. */
export function testOf({ test }: Pick<Guide, "test">): Step {
  return { id: TEST, kind: "repair", minutes: 1, proof: test };
}

export function stepOf(guide: Guide, id: string): Step | undefined {
  return id === TEST ? testOf(guide) : guide.steps.find((step) => step.id === id);
}

export const proofOf = ({ proof }: Pick<Step, "proof">): Proof => proof ?? { kind: "answer" };

/** All answers that a step can get, those of a person first. The last one passes it over, unless one of its own says that a person cannot tell; the guide's test has to have an end. */
export function answersOf(step: Step): readonly Answer[] {
  const own = step.answers ?? [];
  const has = (id: string) => own.some((answer) => answer.id === id);
  const usual = step.id === TEST || proofOf(step).kind !== "answer" ? [WORKED, FAILED] : own.length === 0 ? [DONE] : [];
  const over = step.id === TEST || has("unsure") ? [] : [SKIP];
  return [...own, ...usual, ...over].filter((each) => own.includes(each) || !has(each.id));
}

/** What is believed about the causes after all answers so far. */
export function believe(guide: Guide, log: readonly Entry[], situation: Situation): Beliefs {
  let beliefs = beliefsOf(guide, situation);
  let tried: Step | undefined;
  for (const { step: id, answer: given } of log) {
    const step = stepOf(guide, id);
    if (!step) continue;
    if (id === TEST) {
      if (given === "failed" && tried) beliefs = afterRepair(beliefs, tried);
      tried = undefined;
      continue;
    }
    const answer = answersOf(step).find((each) => each.id === given);
    if (given === "skip" || !answer) continue;
    if (step.kind === "repair") {
      tried = step;
      if (given === "failed") beliefs = afterRepair(beliefs, step);
    }
    if (answer.likely) beliefs = afterAnswer(beliefs, answer);
  }
  return beliefs;
}

const answeredIn = (log: readonly Entry[]) => new Map(log.map(({ step, answer }) => [step, answer]));

/** Whether a step is for this lock and this home at all. */
function isFor(step: Step, situation: Situation): boolean {
  if (step.proof?.kind === "remedy" && situation.can(step.proof.remedy) === "no") return false;
  return step.when?.(situation) ?? true;
}

/** Steps that may come now: not answered yet, for this lock, and nothing that has to be before them was passed over. */
function openSteps(guide: Guide, log: readonly Entry[], situation: Situation): Step[] {
  const answered = answeredIn(log);
  const blocked = (step: Step): boolean =>
    (step.after ?? []).some((id) => {
      const before = stepOf(guide, id);
      if (!before || before.kind === "ask" || before.kind === "first" || !isFor(before, situation)) return false;
      return answered.get(id) === "skip" || blocked(before);
    });
  return guide.steps.filter((step) => !answered.has(step.id) && isFor(step, situation) && !blocked(step));
}

/** The step itself, or what has to come before it. */
function withWhatComesBefore(step: Step, open: readonly Step[]): Step {
  for (const id of step.after ?? []) {
    const before = open.find((each) => each.id === id);
    if (before) return withWhatComesBefore(before, open);
  }
  return step;
}

function choose(guide: Guide, { log }: Progress, situation: Situation): Step | undefined {
  const last = log[log.length - 1];
  const open = openSteps(guide, log, situation);
  const lastStep = last && stepOf(guide, last.step);
  if (last && lastStep) {
    const answer = answersOf(lastStep).find(({ id }) => id === last.answer);
    const wanted = open.find(({ id }) => id === answer?.to);
    if (wanted) return withWhatComesBefore(wanted, open);
    // A remedy that has worked has proved its own check; where the guide asks for more, that comes next.
    if (lastStep.kind === "repair" && last.step !== TEST && (last.answer === "done" || last.answer === "worked"))
      return testOf(guide);
  }
  const first = open.find(({ kind }) => kind === "first");
  if (first) return withWhatComesBefore(first, open);
  const next = nextStep(believe(guide, log, situation), open, situation);
  return next && withWhatComesBefore(next, open);
}

/** When the bolt last jammed as far as its own reports go, epoch ms by Home Assistant's clock; 0 where none is known. */
function jammedAt({ values, readAt: at }: Situation): number {
  const { jam_flag: flag, lock_state: state, jam_events: events = [] } = values;
  return Math.max(
    0,
    flag === true ? (at("jam_flag") ?? 0) : 0,
    state === "jammed" ? (at("lock_state") ?? 0) : 0,
    events[events.length - 1] ?? 0,
  );
}

/** The newest reading by which a proof is measured, Home Assistant's clock; 0 where there is none. */
function markOf(proof: Proof, situation: Situation): number {
  switch (proof.kind) {
    case "check":
      return Math.max(0, ...proof.checks.map((check) => situation.newest(check)));
    case "turns":
      // A jam before the first turn is the trouble itself, and no news.
      return Math.max(situation.readAt("lock_state") ?? 0, jammedAt(situation));
    case "rise":
      return situation.readAt(proof.fact) ?? 0;
    default:
      return 0;
  }
}

/** The level that is to rise, where it is to be believed: a glitch neither falls nor rises. */
function levelOf({ values }: Situation): number | undefined {
  const reading = readBattery(values);
  return reading.kind === "level" ? reading.percent : undefined;
}

/** The bolt rests elsewhere than at "locked". One that sets out, or of which nobody knows, may never have left it. */
const isAway = ({ values: { lock_state: state } }: Situation) => state === "unlocked" || state === "open" || state === "jammed";

function show(step: Step, situation: Situation): Shown {
  const proof = proofOf(step);
  const base = proof.kind === "rise" ? levelOf(situation) : undefined;
  return {
    step: step.id,
    since: situation.now,
    mark: markOf(proof, situation),
    count: 0,
    away: isAway(situation),
    ...defined({ base }),
  };
}

/** What readings say of a shown step: an answer, or that it has come further; undefined when nothing is new. */
function watch(proof: Proof, shown: Shown, situation: Situation): "worked" | "failed" | Shown | undefined {
  switch (proof.kind) {
    case "answer":
      return undefined;
    case "check": {
      const passes = proof.checks.every((check) => situation.outcome(check)?.status === "pass");
      return passes && markOf(proof, situation) > shown.mark ? "worked" : undefined;
    }
    case "rise": {
      const { base } = shown;
      const now = levelOf(situation);
      if (now === undefined || (base !== undefined && markOf(proof, situation) <= shown.mark)) return undefined;
      if (base === undefined) return { ...shown, base: now, mark: markOf(proof, situation) };
      return now >= base + proof.by || (now >= proof.to && now >= base + SWAY) ? "worked" : undefined;
    }
    case "remedy": {
      const run = situation.run(proof.remedy, shown.since);
      return run === "running" ? undefined : run;
    }
    case "turns": {
      // The mark stays where it was: a jam may be told later than the turn after it.
      const jam = jammedAt(situation);
      if (jam > shown.mark + TOLD_TWICE) {
        // A page that has just been loaded hears of the trouble itself only after the step is shown: that is no new jam.
        const isOld = (shown.count === 0 && !shown.away) || jam < shown.since - CLOCKS_APART;
        return isOld ? { ...shown, mark: jam } : "failed";
      }
      if (!shown.away) return isAway(situation) ? { ...shown, away: true } : undefined;
      // Only one that comes from elsewhere: a lock that is put back after a restart is locked anew, and has not turned.
      if (situation.values.lock_state !== "locked" || (situation.readAt("lock_state") ?? 0) <= shown.mark) return undefined;
      const count = shown.count + 1;
      return count >= proof.count ? "worked" : { ...shown, away: false, count };
    }
  }
}

/** Jams, reports of one attempt counted once, at or after a time. */
function jamsSince(reports: readonly number[], since: number): number {
  let newest = -Infinity;
  return reports.filter((at) => {
    const own = at - newest >= ONE_JAM;
    newest = at;
    return own && at >= since;
  }).length;
}

/** Three jams within a day after the door was set: more trying only wears the lock. `step` is the one that set it. */
export function jamsAfter(step: string): (situation: Situation, log: readonly Entry[]) => boolean {
  return ({ values, now }, log) => {
    const done = log.find((entry) => entry.step === step && entry.answer === "done");
    const from = done && Math.max(done.at, now - DAY);
    return from !== undefined && jamsSince(values.jam_events ?? [], from) >= JAMS_AFTER_ALIGNMENT;
  };
}

/** A guide that begins. */
export function begin(guide: Guide, now: number): Progress {
  return { guide: guide.id, began: now, log: [] };
}

function end(progress: Progress, how: End): Progress {
  const rest = { ...progress };
  delete rest.shown;
  return { ...rest, end: how };
}

/** Whether a step that has worked shows by that that the whole trouble is over: a remedy is proven by its own check alone. */
function provesAll({ test }: Guide, { proof }: Step): boolean {
  if (test.kind !== "check" || proof?.kind !== "remedy") return false;
  const remedy = remedies[proof.remedy];
  return remedy.kind === "action" && test.checks.every((check) => check === remedy.proves);
}

/** Whether the newest thing that was done is a remedy that has worked, by its own check on a newer reading. */
function hasHelped(guide: Guide, log: readonly Entry[]): boolean {
  const last = log[log.length - 1];
  return last?.answer === "worked" && stepOf(guide, last.step)?.proof?.kind === "remedy";
}

/** Takes an answer of a person to the step that is shown, or one that was seen. An answer that the step does not have is dropped. */
export function answer(guide: Guide, progress: Progress, given: string, now: number, seen = false): Progress {
  const { shown } = progress;
  const step = shown && stepOf(guide, shown.step);
  const found = step && answersOf(step).find(({ id }) => id === given);
  if (!found || progress.end) return progress;
  const entry: Entry = { step: step.id, answer: given, at: now, ...(seen ? { seen } : {}) };
  const rest = { ...progress };
  delete rest.shown;
  const next: Progress = { ...rest, log: [...progress.log, entry] };
  if (found.stop) return end(next, found.stop);
  if (found.opens) return end(next, "passed_on");
  const proven = given === "worked" && (step.id === TEST || provesAll(guide, step));
  return found.solved || proven ? end(next, "solved") : next;
}

/** The guide that goes on where this one has ended: the one that the last answer opens, or the one for who stands before the door. */
export function nextGuide(
  guide: Guide,
  { end, log }: { readonly end?: End | undefined; readonly log: readonly Entry[] },
): GuideId | undefined {
  if (end === "locked_out") return guide.id === "guide_locked_out" ? undefined : "guide_locked_out";
  const last = log[log.length - 1];
  const step = end === "passed_on" && last && stepOf(guide, last.step);
  return step ? answersOf(step).find(({ id }) => id === last.answer)?.opens : undefined;
}

/** One answer back; with none, the beginning. What a remedy has done stays done. */
export function back(progress: Progress): Progress {
  const rest = { ...progress };
  delete rest.shown;
  delete rest.end;
  const log = [...progress.log];
  // What was seen by itself is not asked again, and would be seen again at once.
  while (log[log.length - 1]?.seen) log.pop();
  log.pop();
  return { ...rest, log };
}

/** A person stops. Nothing is left half done: what was tried stays in the log. */
export function leave(progress: Progress): Progress {
  return progress.end ? progress : end(progress, "left");
}

/**
 * Takes a guide as far as readings alone bring it: answers what sensors know, counts turns, sees a check pass, stops where it is to
 * be stopped, and chooses the step that is shown. The same progress when nothing is new.
 */
export function advance(guide: Guide, given: Progress, situation: Situation): Progress {
  let progress = given;
  // Each turn either answers a step or ends: more turns than steps there cannot be.
  for (let turn = 0; turn <= guide.steps.length * 2 + 2; turn++) {
    if (progress.end) return progress;
    const current = progress;
    const stop = guide.stops?.find(({ when }) => when(situation, current.log));
    if (stop) return end(progress, stop.reason);
    const { test } = guide;
    if (test.kind === "check") {
      const statuses = test.checks.map((check) => situation.outcome(check)?.status);
      if (statuses.includes("fail")) progress = progress.failing ? progress : { ...progress, failing: true };
      else if ((progress.failing || hasHelped(guide, progress.log)) && statuses.every((status) => status === "pass")) {
        const entry: Entry = { step: TEST, answer: "worked", at: situation.now, seen: true };
        return end({ ...progress, log: [...progress.log, entry] }, "solved");
      }
    }
    const { shown } = progress;
    const step = shown && stepOf(guide, shown.step);
    if (!shown || !step) {
      const next = choose(guide, progress, situation);
      if (!next) return end(progress, guide.last ?? "exhausted");
      progress = { ...progress, shown: show(next, situation) };
      const told = next.told?.(situation);
      if (told === undefined) return progress;
      progress = answer(guide, progress, told, situation.now, true);
      continue;
    }
    const news = watch(proofOf(step), shown, situation);
    if (news === undefined) return progress;
    if (typeof news === "object") return { ...progress, shown: news };
    progress = answer(guide, progress, news, situation.now, true);
  }
  return progress;
}

/**
 * The answers that a person can give to the step that is shown. Nobody vouches for what can still be seen, nor for what readings deny:
 * a remedy proves itself, and a check that fails is not outvoted.
 */
export function possibleAnswers(guide: Guide, progress: Progress, situation: Situation): readonly Answer[] {
  const step = progress.shown && stepOf(guide, progress.shown.step);
  if (!step) return [];
  const proof = proofOf(step);
  const all = answersOf(step);
  if (proof.kind === "answer") return all;
  if (proof.kind === "remedy") return all.filter(({ id }) => id !== "worked" && id !== "failed");
  const isDenied = proof.kind === "check" && proof.checks.some((check) => situation.outcome(check)?.status === "fail");
  const isLate = waitingOf(guide, progress, situation.now).left === 0;
  return isLate && !isDenied ? all : all.filter(({ id }) => id !== "worked");
}

/** How the step that is shown stands. */
export interface Waiting {
  /** Ms left until the person is asked; 0 when that is now. Undefined where nothing is waited for. */
  readonly left: number | undefined;
  readonly count: number;
}

export function waitingOf(guide: Guide, progress: Progress, now: number): Waiting {
  const { shown } = progress;
  const step = shown && stepOf(guide, shown.step);
  const proof = step && proofOf(step);
  if (!shown || !proof || proof.kind === "answer" || proof.kind === "remedy") return { left: undefined, count: 0 };
  return { left: Math.max(0, shown.since + proof.within - now), count: shown.count };
}
