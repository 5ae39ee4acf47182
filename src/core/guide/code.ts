import type { GuideId } from "../guides/ids.ts";
import { answersOf, stepOf } from "./progress.ts";
import { STOPS, TEST } from "./types.ts";
import type { End, Entry, Guide, Progress, Shown } from "./types.ts";

/**
 * A guide's progress as one short line, for where little can be kept: the state of a text entity of Home Assistant holds 255
 * characters. Nothing in it is a text of a person, a name or a code.
 */

/** Characters that a state of Home Assistant can have (`homeassistant/const.py`, MAX_LENGTH_STATE_STATE). */
export const LONGEST = 255;
const VERSION = "1";
const MINUTE = 60_000;
const NONE = "-";
const PARTS = 7;
const TEST_CODE = "t";
const ENDS: readonly End[] = ["solved", "left", "passed_on", ...STOPS];

const base36 = (value: number) => Math.max(0, Math.round(value)).toString(36);
const fromBase36 = (value: string | undefined) =>
  value !== undefined && /^[0-9a-z]+$/.test(value) ? Number.parseInt(value, 36) : Number.NaN;

/** A few letters that change with a guide's steps and answers: progress by another list of steps cannot be gone on with. */
function revision(guide: Guide): string {
  const words = guide.steps.map((step) => [step.id, ...answersOf(step).map(({ id }) => id)].join(" ")).join("\n");
  let hash = 7;
  for (let at = 0; at < words.length; at++) hash = (hash * 31 + words.charCodeAt(at)) % 1_679_616;
  return base36(hash);
}

const indexOf = (guide: Guide, id: string) => guide.steps.findIndex((step) => step.id === id);
const stepCode = (guide: Guide, id: string) => (id === TEST ? TEST_CODE : base36(indexOf(guide, id)));

function entryCode(guide: Guide, { step: id, answer, at, seen }: Entry, began: number, withTime: boolean): string {
  const step = stepOf(guide, id);
  const given = step ? answersOf(step).findIndex((each) => each.id === answer) : -1;
  return `${stepCode(guide, id)}${seen ? "!" : "."}${base36(given)}${withTime ? base36((at - began) / MINUTE) : ""}`;
}

function shownCode(guide: Guide, { step, since, mark, count, away, base }: Shown, began: number): string {
  const numbers = [base36((since - began) / 1000), base36(mark), base36(count), away ? "1" : "0"];
  return [stepCode(guide, step), ...numbers, ...(base === undefined ? [] : [base36(base)])].join(".");
}

/** Progress as a line of at most 255 characters. Times of answers are left out where there are too many of them. */
export function encode(guide: Guide, { began, log, failing, shown, end }: Progress): string {
  const line = (withTime: boolean) =>
    [
      VERSION,
      guide.id,
      revision(guide),
      base36(began) + (failing ? "!" : ""),
      log.map((entry) => entryCode(guide, entry, began, withTime)).join(",") || NONE,
      shown ? shownCode(guide, shown, began) : NONE,
      end ?? NONE,
    ].join(" ");
  const full = line(true);
  return full.length <= LONGEST ? full : line(false);
}

function decodeStep(guide: Guide, code: string): string | undefined {
  return code === TEST_CODE ? TEST : guide.steps[fromBase36(code)]?.id;
}

function decodeEntry(guide: Guide, code: string, began: number): Entry | undefined {
  const [, stepAt = "", how, answerAt, minutes] = /^([0-9a-z]+)([.!])([0-9a-z])([0-9a-z]*)$/.exec(code) ?? [];
  const id = decodeStep(guide, stepAt);
  const step = id === undefined ? undefined : stepOf(guide, id);
  const answer = step && answersOf(step)[fromBase36(answerAt)];
  if (!step || !answer) return undefined;
  return {
    step: step.id,
    answer: answer.id,
    at: began + (fromBase36(minutes) || 0) * MINUTE,
    ...(how === "!" ? { seen: true } : {}),
  };
}

function decodeShown(guide: Guide, code: string, began: number): Shown | undefined {
  const parts = /^([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]+)\.([01])(?:\.([0-9a-z]+))?$/.exec(code) ?? [];
  const [, stepAt = "", since, mark, count, away, base] = parts;
  const step = decodeStep(guide, stepAt);
  if (step === undefined) return undefined;
  const [after = 0, marked = 0, counted = 0] = [since, mark, count].map(fromBase36);
  return {
    step,
    since: began + after * 1000,
    mark: marked,
    count: counted,
    away: away === "1",
    ...(base === undefined ? {} : { base: fromBase36(base) || 0 }),
  };
}

/** The guide that a line is about, without looking at the rest. */
export function guideIn(line: unknown): GuideId | undefined {
  return typeof line === "string" && line.startsWith(`${VERSION} `) ? (line.split(" ")[1] as GuideId) : undefined;
}

/** Progress from a line; undefined for one that is broken, or that another version with other steps wrote. */
export function decode(guide: Guide, line: string): Progress | undefined {
  const parts = line.split(" ");
  const [version, id, written, start = "", entries = "", shown = "", end = ""] = parts;
  const began = fromBase36(start.replace("!", ""));
  if (parts.length !== PARTS || version !== VERSION || id !== guide.id || written !== revision(guide) || Number.isNaN(began))
    return undefined;
  const log = entries === NONE ? [] : entries.split(",").map((code) => decodeEntry(guide, code, began));
  const seen = shown === NONE ? undefined : decodeShown(guide, shown, began);
  const ended = ENDS.find((each) => each === end);
  if (log.some((entry) => !entry) || (shown !== NONE && !seen) || (end !== NONE && !ended)) return undefined;
  return {
    guide: guide.id,
    began,
    log: log as readonly Entry[],
    ...(start.endsWith("!") ? { failing: true } : {}),
    ...(seen ? { shown: seen } : {}),
    ...(ended ? { end: ended } : {}),
  };
}
