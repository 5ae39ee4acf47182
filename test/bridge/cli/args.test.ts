import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UsageError, commands, help, nearest, parse } from "../../../src/bridge/cli/args.ts";
import { rows } from "../../support/table.ts";

/** What was understood, in one line. */
function understood(args: readonly string[]): string {
  const parsed = parse(args);
  if (parsed.kind === "help") return `help ${parsed.command?.name ?? "all"}`;
  if (parsed.kind === "version") return "version";
  const { name, words, flags, values } = parsed;
  const given = Object.entries(values).map(([option, value]) => `${option}=${value}`);
  return [name, ...words.map((word) => `<${word}>`), ...[...flags].map((flag) => `--${flag}`), ...given].join(" ");
}

describe("a command line that is right", () => {
  rows<[name: string, args: string[], understood: string]>(
    [
      ["nothing", [], "help all"],
      ["--help", ["--help"], "help all"],
      ["help of one", ["help", "fix"], "help fix"],
      ["help of one by option", ["fix", "--help"], "help fix"],
      ["help in spite of missing words", ["history", "-h"], "help history"],
      ["--version", ["--version"], "version"],
      ["check", ["check"], "check"],
      ["check with options", ["check", "--json", "--home", "http://ha.test"], "check --json home=http://ha.test"],
      ["an option with =", ["check", "--config=a.yaml"], "check config=a.yaml"],
      ["a lock by its entity", ["fix", "lock.front_door", "ping"], "fix <lock.front_door> <ping>"],
      ["a lock by its name, without quotes", ["fix", "Front", "Door", "ping", "--yes"], "fix <Front Door> <ping> --yes"],
      ["a name of one word", ["history", "Garage", "--days", "7"], "history <Garage> days=7"],
      ["a name of three words", ["report", "Old", "Back", "Door"], "report <Old Back Door>"],
      ["what begins with a dash after --", ["report", "--", "-2 Floor"], "report <-2 Floor>"],
    ],
    ([, args, said]) => assert.equal(understood(args), said),
  );
});

describe("a command line that is wrong", () => {
  rows<[name: string, args: string[], said: RegExp]>(
    [
      ["an unknown command", ["chekc"], /There is no command chekc\. Do you mean check\?/],
      ["a command cut short", ["hist"], /Do you mean history\?/],
      ["nothing like it", ["unlock"], /^There is no command unlock\.$/],
      ["help of an unknown command", ["help", "docter"], /Do you mean doctor\?/],
      ["an option first", ["--json", "check"], /First the command/],
      ["an unknown option", ["check", "--jsom"], /check has no option --jsom\. Do you mean --json\?/],
      ["an unknown short option", ["check", "-j"], /check has no option -j/],
      ["another command's option", ["doctor", "--days", "3"], /doctor has no option --days/],
      ["a value that is missing", ["check", "--home"], /--home wants URL/],
      ["a value that is an option", ["check", "--home", "--json"], /--home wants URL/],
      ["an empty value", ["check", "--home="], /--home wants URL/],
      ["a value for a flag", ["check", "--json=yes"], /--json takes no value/],
      ["a word too many", ["check", "front"], /check takes no front/],
      ["no lock", ["history"], /LOCK missing/],
      ["no remedy", ["fix", "lock.front_door"], /^REMEDY missing/],
      ["neither", ["fix"], /LOCK and REMEDY missing/],
    ],
    ([, args, said]) =>
      assert.throws(
        () => parse(args),
        (error: Error) => error instanceof UsageError && said.test(error.message),
      ),
  );
});

describe("the nearest word", () => {
  rows<[name: string, word: string, found: string | undefined]>(
    [
      ["a letter too few", "chck", "check"],
      ["two letters swapped", "hsitory", "history"],
      ["another case", "FIX", "fix"],
      ["its beginning", "doc", "doctor"],
      ["nothing", "", undefined],
      ["something else", "exclude", undefined],
    ],
    ([, word, found]) =>
      assert.equal(
        nearest(
          word,
          commands.map(({ name }) => name),
        ),
        found,
      ),
  );
});

test("the help names every command and every option, and fits on a screen", () => {
  for (const command of commands) {
    assert.match(help(), new RegExp(`^ {2}${[command.name, ...command.words].join(" ")} `, "m"));
    for (const option of Object.keys(command.options)) assert.match(help(command), new RegExp(`^ {2}--${option} `, "m"));
    assert.match(help(command), /Exit status: /);
    for (const line of help(command).split("\n")) assert.ok(line.length <= 120, line);
  }
});
