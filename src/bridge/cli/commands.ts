import { OptionsError } from "../options.ts";
import { masked } from "../payloads.ts";
import { UsageError, help, parse } from "./args.ts";
import type { Parsed } from "./args.ts";
import { EXIT, Told } from "./deps.ts";
import type { Deps } from "./deps.ts";
import { table, tame } from "./table.ts";

type Command = Extract<Parsed, { readonly kind: "command" }>;

/** Each command is loaded with its words when it is asked for: for `run` they would stay in memory. */
async function carryOut({ name, words, flags, values }: Command, deps: Deps): Promise<number> {
  const { config, home } = values;
  const [lock = "", remedy = ""] = words;
  const json = flags.has("json");
  switch (name) {
    case "run":
      await deps.runBridge(await deps.readOptions({ config, needs: ["home", "mqtt"] }));
      return EXIT.ok;
    case "check": {
      const broker = flags.has("broker");
      if (broker && home !== undefined)
        throw new UsageError("--broker asks the broker of the options, and --home a home: one of the two.", name);
      const options = await deps.readOptions({ config, home, needs: [broker ? "mqtt" : "home"] });
      const { check, checkBroker } = await import("./check.ts");
      return broker ? checkBroker(options, { json }, deps) : check(options, { json }, deps);
    }
    case "fix": {
      const { fix } = await import("./fix.ts");
      return fix(await deps.readOptions({ config, needs: ["home"] }), { lock, remedy, yes: flags.has("yes") }, deps);
    }
    case "history": {
      const { daysFrom, history } = await import("./history.ts");
      const days = daysFrom(values["days"]);
      return history(await deps.readOptions({ config, needs: [] }), { lock, json, days }, deps);
    }
    case "report": {
      const { report } = await import("./report.ts");
      return report(await deps.readOptions({ config, needs: ["home"] }), lock, deps);
    }
    case "doctor":
      return diagnoseSetUp(config, deps);
  }
}

/** Options that cannot be read are what the doctor is for. */
async function diagnoseSetUp(config: string | undefined, deps: Deps): Promise<number> {
  try {
    const { doctor } = await import("./doctor.ts");
    return await doctor(await deps.readOptions({ config, needs: ["home", "mqtt"] }), deps);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    const { Words } = await import("./words.ts");
    const words = new Words("en");
    const rows = error.problems.map((problem) => [
      { text: words.say("doctor.todo"), colour: "red" as const },
      words.say("doctor.options"),
      problem,
    ]);
    deps.stdout(`${table(rows, { colour: deps.colour }).join("\n")}\n`);
    return EXIT.no;
  }
}

/** What is said of an error, and the exit status. Never a stack: it is for people. */
function explain(error: unknown): { readonly lines: readonly string[]; readonly status: number } {
  if (error instanceof UsageError) {
    const command = error.command === undefined ? "" : ` ${error.command}`;
    return { lines: [error.message, `More with: lock-health-bridge${command} --help`], status: EXIT.usage };
  }
  if (error instanceof OptionsError) return { lines: error.problems.map((problem) => `${problem}.`), status: EXIT.unknown };
  if (error instanceof Told) return { lines: [error.message], status: EXIT.unknown };
  const message = masked(error instanceof Error ? error.message : String(error));
  return { lines: [`Something went wrong that should not have: ${message}`], status: EXIT.unknown };
}

/** Runs a command line to its end. Resolves with the exit status, whatever happens. */
export async function dispatch(args: readonly string[], deps: Deps): Promise<number> {
  try {
    const parsed = parse(args);
    if (parsed.kind === "command") return await carryOut(parsed, deps);
    deps.stdout(parsed.kind === "help" ? help(parsed.command) : `${deps.version}\n`);
    return EXIT.ok;
  } catch (error) {
    const { lines, status } = explain(error);
    for (const line of lines) deps.stderr(`${tame(line)}\n`);
    return status;
  }
}
