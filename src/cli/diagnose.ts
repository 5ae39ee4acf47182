import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { judge } from "./judge.ts";
import { readRecordings } from "./read.ts";
import type { Recording } from "./read.ts";
import { record } from "./record.ts";
import { NO_LOCK, asLine, asText } from "./report.ts";

const HELP = `Prints the health of the locks in recorded homes, the worst lock and the most important finding first.

  npm run diagnose -- FILE…                     recorded homes, or folders with them
  npm run diagnose -- --json FILE…              the same, one line of JSON a file
  HA_TOKEN=… npm run diagnose -- --record URL   records the locks of a running home

  --json         { "file", "locks": [{ "entity_id", "severity", "findings": [{ "id", "family", "severity", "evidence", "remedies" }] }] };
                 for a broken file { "file", "error" }
  --record URL   address of Home Assistant, such as http://homeassistant.local:8123. The long-lived access token of any user is
                 taken from HA_TOKEN. It only reads. Names, codes, addresses and ids are replaced before anything is written
  --out FILE     where --record writes; else it prints
  --help         this text

Exit status: 0 all went well, 2 a file was broken (it is named, the others are done) or nothing could be recorded,
64 the command was wrong.
`;

const BROKEN = 2;
const USAGE = 64;

interface Options {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly record: string | undefined;
  readonly out: string | undefined;
  readonly help: boolean;
}

/** Reads the command line. Throws with a sentence where it is wrong. */
function optionsFrom(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      record: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { json, record: url, out, help } = values;
  if (!help) {
    if (url === undefined && positionals.length === 0)
      throw new Error("Which recorded home? Name a file, or record one with --record URL.");
    if (url === undefined && out !== undefined) throw new Error("--out says where --record writes, and there is no --record.");
    if (url !== undefined && (json || positionals.length > 0)) throw new Error("--record takes no files, and no --json.");
    if (url !== undefined && !/^https?:\/\/[^/]/.test(url))
      throw new Error("--record needs the address of Home Assistant, such as http://homeassistant.local:8123.");
    if (url !== undefined && !process.env["HA_TOKEN"])
      throw new Error("--record needs a long-lived access token in the environment variable HA_TOKEN.");
  }
  return { files: positionals, json, record: url, out, help };
}

/** Prints one recording. False where it is broken. */
function print(recording: Recording, json: boolean): boolean {
  const { file } = recording;
  if ("problem" in recording) {
    console.error(`${file}: ${recording.problem}.`);
    if (json) console.log(JSON.stringify({ file, error: recording.problem }));
    return false;
  }
  const locks = judge(recording.home);
  if (json && locks.length === 0) console.error(`${file}: ${NO_LOCK}`);
  console.log(json ? asLine(file, locks) : asText(file, recording.home, locks));
  return true;
}

async function diagnoseFiles({ files, json }: Options): Promise<number> {
  let allRead = true;
  for (const path of files) for await (const recording of readRecordings(path)) allRead = print(recording, json) && allRead;
  return allRead ? 0 : BROKEN;
}

async function recordHome(url: string, out: string | undefined): Promise<number> {
  try {
    const { text, locks } = await record(url, process.env["HA_TOKEN"] ?? "");
    if (out === undefined) console.log(text);
    else await writeFile(out, text);
    console.error(
      `Recorded ${locks === 1 ? "1 lock" : `${locks} locks`}${out === undefined ? "" : ` to ${out}`}. Look through it before you give it to others.`,
    );
    return 0;
  } catch (error) {
    console.error(`Nothing was recorded: ${error instanceof Error ? error.message : String(error)}.`);
    return BROKEN;
  }
}

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = optionsFrom(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nMore with --help.`);
    return USAGE;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  return options.record === undefined ? diagnoseFiles(options) : recordHome(options.record, options.out);
}

process.exitCode = await main(process.argv.slice(2));
