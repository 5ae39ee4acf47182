import { defined } from "../defined.ts";
import { august } from "./august.ts";
import { baldwin, kwikset, weiser } from "./kwikset.ts";
import { nuki } from "./nuki.ts";
import { others } from "./others.ts";
import { schlage } from "./schlage.ts";
import { switchbot } from "./switchbot.ts";
import type { Maker, Model, Traits } from "./types.ts";
import { yale } from "./yale.ts";

/** All makers. A lock of Yale's can come under August's name and the other way round; their models never share a name. */
export const makers: readonly Maker[] = [schlage, kwikset, weiser, baldwin, yale, august, nuki, switchbot, ...others];

/** A name's words: lower case letters and digits with single spaces. "Smart Lock 3.0 (Pro)" → "smart lock 3 0 pro". */
export function wordsOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** Whether a row is meant by a model's words. */
export function fits({ model, match }: Model, words: string): boolean {
  return words === wordsOf(model) || match?.test(words) === true;
}

/** A row's traits with those that hold for all of the maker's locks, and where its support is; the row's own win. */
export function traitsOf({ every, support }: Maker, row: Model | undefined): Traits | undefined {
  if (!row && !every && support === undefined) return undefined;
  return { ...defined({ support }), ...every, ...row, sources: [...(row?.sources ?? []), ...(every?.sources ?? [])] };
}

type Name = string | null | undefined;

/**
 * What is known of a lock by the words in its device registry row, whichever integration wrote them. A model fits by all of
 * its words; of a model that is not listed holds what holds for all of the maker's.
 */
export function modelOf(manufacturer: Name, ...names: readonly Name[]): Traits | undefined {
  const maker = wordsOf(manufacturer ?? "");
  const models = names.map((name) => wordsOf(name ?? "")).filter((words) => words !== "");
  const candidates = makers
    .filter(({ match }) => match.test(maker))
    .map((each) => ({ each, row: each.models.find((row) => models.some((words) => fits(row, words))) }));
  const listed = candidates.find(({ row }) => row);
  const own = listed ?? candidates.find(({ each }) => !each.others?.test(maker));
  return own ? traitsOf(own.each, own.row) : candidates[0]?.each.every;
}
