/**
 * What the bridge remembers of a lock, as one line that it publishes and the card reads: so that a plain user's card tells what the
 * recorder has dropped. A line holds kinds, times and ids of ours, and nothing that a person has written.
 */

/** What was tried: a remedy by its id with the phase in which its run ended, or a guide with its end. */
export interface Tried {
  readonly kind: "remedy" | "guide";
  /** Epoch ms at which it ended. */
  readonly at: number;
  readonly what: string;
  readonly end: string;
}

/** Something that is remembered. `at` and `until` are epoch ms, to the second. */
export type Remembered =
  | { readonly kind: "jam" | "wrong_code" | "lockout" | "update"; readonly at: number }
  /** It lasts where nothing tells of its end. */
  | { readonly kind: "outage"; readonly at: number; readonly until?: number }
  | Tried;

export type RememberedKind = Remembered["kind"];

const VERSION = "1";

/**
 * One letter a kind. One that is not here is of a newer bridge, and passed over. As pairs: the build would shorten names of fields, also
 * those that are words of the data.
 */
const LETTERS: readonly (readonly [kind: RememberedKind, letter: string])[] = [
  ["jam", "j"],
  ["wrong_code", "w"],
  ["lockout", "k"],
  ["update", "u"],
  ["outage", "o"],
  ["remedy", "r"],
  ["guide", "g"],
];
const LETTER_OF = new Map(LETTERS);
const KINDS = new Map(LETTERS.map(([kind, letter]) => [letter, kind]));

/** The newest of a kind that are told. A burst of wrong codes must not drive out the jams of last year. */
export const MOST_OF_A_KIND = 30;

/** Characters of a line at most: Home Assistant's recorder takes 16 KiB of attributes a state, and stores them anew when one changes. */
export const LONGEST_REMEMBERED = 4_000;

const ID = /^[a-z][a-z_]{0,39}$/;
const SECOND = 1_000;

const timeCode = (at: number) => Math.round(at / SECOND).toString(36);
const timeIn = (code: string) => Number.parseInt(code, 36) * SECOND;

function entryOf(each: Remembered): string {
  const begun = `${LETTER_OF.get(each.kind) ?? ""}${timeCode(each.at)}`;
  if (each.kind === "outage") return each.until === undefined ? begun : `${begun}.${timeCode(each.until)}`;
  return each.kind === "remedy" || each.kind === "guide" ? `${begun}.${each.what}.${each.end}` : begun;
}

/** A line of what is remembered, the newest first. What does not go into it is left out, the oldest of the most frequent kind first. */
export function encodeRemembered(all: readonly Remembered[]): string {
  const told = new Map<RememberedKind, number>();
  const newest = [...all]
    .sort((a, b) => b.at - a.at)
    .filter((each) => {
      const count = (told.get(each.kind) ?? 0) + 1;
      told.set(each.kind, count);
      const isTried = each.kind === "remedy" || each.kind === "guide";
      return count <= MOST_OF_A_KIND && (!isTried || (ID.test(each.what) && ID.test(each.end)));
    });
  let line = VERSION;
  for (const each of newest) {
    const longer = `${line} ${entryOf(each)}`;
    if (longer.length > LONGEST_REMEMBERED) break;
    line = longer;
  }
  return line;
}

function entryIn(code: string): Remembered | undefined {
  const [, letter = "", began = "", second, end] = /^([a-z])([0-9a-z]{6,7})(?:\.([a-z0-9_]+))?(?:\.([a-z_]+))?$/.exec(code) ?? [];
  const kind = KINDS.get(letter);
  const at = timeIn(began);
  if (kind === undefined) return undefined;
  if (kind === "remedy" || kind === "guide") {
    const isWhole = second !== undefined && end !== undefined && ID.test(second) && ID.test(end);
    return isWhole ? { kind, at, what: second, end } : undefined;
  }
  if (kind !== "outage" || second === undefined) return { kind, at };
  const until = timeIn(second);
  return until >= at ? { kind, at, until } : undefined;
}

/** What a line tells, oldest first; nothing for what is no such line. What of it is broken, or of a newer bridge, is passed over. */
export function decodeRemembered(line: unknown): readonly Remembered[] {
  if (typeof line !== "string" || line.length > 2 * LONGEST_REMEMBERED) return [];
  const [version, ...entries] = line.split(" ");
  if (version !== VERSION) return [];
  return entries.flatMap((code) => entryIn(code) ?? []).sort((a, b) => a.at - b.at);
}
