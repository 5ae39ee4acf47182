import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { HomeView } from "../adapters/home.ts";
import { asHome } from "../adapters/normalize.ts";

/** A recorded home from a file, or what is wrong with it. */
export type Recording = { readonly file: string; readonly home: HomeView } | { readonly file: string; readonly problem: string };

const WORDS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EPERM: "it may not be read",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ""] ?? message.replace(/\s+/g, " ");
}

/** What a text holds. */
export function parseHome(content: string): HomeView | { readonly problem: string } {
  let value: unknown;
  try {
    // Some editors put a byte order mark in front.
    value = JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { problem: `it is not JSON: ${reasonOf(error)}` };
  }
  const home = asHome(value);
  return "problem" in home ? { problem: `it is not a recorded home: ${home.problem}` } : home;
}

async function readRecording(file: string): Promise<Recording> {
  try {
    const home = parseHome(await readFile(file, "utf8"));
    return "problem" in home ? { file, problem: home.problem } : { file, home };
  } catch (error) {
    return { file, problem: reasonOf(error) };
  }
}

/** The JSON files in a folder; undefined where the path is none, or cannot be looked into. */
async function filesIn(path: string): Promise<string[] | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return undefined;
    return (await readdir(path)).filter((name) => name.endsWith(".json")).sort();
  } catch {
    return undefined;
  }
}

/** All recordings that a path means: itself, or the JSON files in it, in the order of their names. */
export async function* readRecordings(path: string): AsyncGenerator<Recording> {
  const names = await filesIn(path);
  if (!names) yield await readRecording(path);
  else if (names.length === 0) yield { file: path, problem: "there is no JSON file in this folder" };
  else for (const name of names) yield await readRecording(join(path, name));
}
