import { parseArgs } from "node:util";

export interface OptionSpec {
  readonly type: "boolean" | "string";
  /** How its value is called in the help. */
  readonly value?: string;
  readonly says: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly says: string;
  /** Words that it needs, in order. The first may be several words: a lock's name has spaces. */
  readonly words: readonly string[];
  readonly options: { readonly [name: string]: OptionSpec };
  /** What more there is to know, above all its exit status. */
  readonly more: string;
}

const CONFIG: OptionSpec = {
  type: "string",
  value: "FILE",
  says: "options of the bridge, YAML or JSON; over it stand LOCK_HEALTH_*",
};
const JSON_OUT: OptionSpec = { type: "boolean", says: "the same for machines" };
const LOCK = "LOCK is an entity such as lock.front_door, or a name as far as it is unambiguous.";

export const commands = [
  {
    name: "run",
    says: "runs the bridge until it is stopped",
    words: [],
    options: { config: CONFIG },
    more: "Exit status: 0 stopped, 2 it could not begin.",
  },
  {
    name: "check",
    says: "prints the verdict of every lock, the worst first",
    words: [],
    options: {
      json: JSON_OUT,
      home: { type: "string", value: "URL", says: "address of Home Assistant; the token of any user is taken from HA_TOKEN" },
      config: CONFIG,
      broker: { type: "boolean", says: "the verdicts that bridges have left on the MQTT broker, of all homes" },
    },
    more: `A plain user's token sees less, and the answer says so.
Exit status: 0 all healthy, 1 there are findings, whatever else cannot be told, 2 cannot tell: no finding, but a lock is
unknown, no lock is there, a bridge is away, or nothing could be asked.`,
  },
  {
    name: "fix",
    says: "carries out a remedy, guarded, and says whether it helped",
    words: ["LOCK", "REMEDY"],
    options: { yes: { type: "boolean", says: "does not ask before what disturbs the lock" }, config: CONFIG },
    more: `${LOCK}
REMEDY is as \`check --json\` lists it, such as ping.
Where a bridge is online it carries the remedy out; else this command does it under the same guards.
Exit status: 0 only when a newer reading confirms that it helped, 1 unverified, failed or refused, 2 nothing could be
asked.`,
  },
  {
    name: "history",
    says: "prints what happened to a lock, and what was tried",
    words: ["LOCK"],
    options: {
      json: JSON_OUT,
      days: { type: "string", value: "N", says: "of the last N days, 1–400; else all 400" },
      config: CONFIG,
    },
    more: `${LOCK}\nWith --json all that is remembered of it, incidents and jobs, newest first.\nExit status: 0 printed, 2 nothing is remembered.`,
  },
  {
    name: "report",
    says: "prints one page about a lock to give to others",
    words: ["LOCK"],
    options: { config: CONFIG },
    more: `${LOCK}\nNo code, name, address or id is in it.\nExit status: 0 printed, 2 nothing could be asked.`,
  },
  {
    name: "doctor",
    says: "looks whether the bridge is set up well, and says what to do",
    words: [],
    options: { config: CONFIG },
    more: "Exit status: 0 all is well, 1 something is to be done.",
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof commands)[number]["name"];

export type Parsed =
  | { readonly kind: "help"; readonly command: CommandSpec | undefined }
  | { readonly kind: "version" }
  | {
      readonly kind: "command";
      readonly name: CommandName;
      readonly words: readonly string[];
      readonly flags: ReadonlySet<string>;
      readonly values: { readonly [option: string]: string | undefined };
    };

/** A command line that is wrong, with a sentence for the person who wrote it. */
export class UsageError extends Error {
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}

/** Letters to change, add, drop or swap with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]), swapped));
    }
  }
  return at(a.length, b.length);
}

/** The candidate that was most likely meant: it begins so, or differs in less than half of its letters. Undefined where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const begins = candidates.filter((each) => wanted !== "" && each.toLowerCase().startsWith(wanted));
  if (begins.length === 1) return begins[0];
  const [best] = candidates
    .map((each) => ({ each, far: distance(wanted, each.toLowerCase()) }))
    .filter(({ each, far }) => far < Math.max(2, each.length / 2))
    .sort((a, b) => a.far - b.far);
  return best?.each;
}

/** " Do you mean …?", or nothing. */
export function meant(word: string, candidates: readonly string[], show = (each: string) => each): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : ` Do you mean ${show(near)}?`;
}

const usageOf = ({ name, words }: CommandSpec) => ["lock-health-bridge", name, ...words].join(" ");

/** Reads a command line. Throws a `UsageError` where it is wrong. */
export function parse(args: readonly string[]): Parsed {
  const [first, ...rest] = args;
  if (first === undefined || first === "--help" || first === "-h") return { kind: "help", command: undefined };
  if (first === "--version" || first === "-V") return { kind: "version" };
  const names = commands.map(({ name }) => name);
  if (first === "help") {
    const wanted = rest[0];
    const command = commands.find(({ name }) => name === wanted);
    if (wanted !== undefined && !command) throw new UsageError(`There is no command ${wanted}.${meant(wanted, names)}`);
    return { kind: "help", command };
  }
  const command: ((typeof commands)[number] & CommandSpec) | undefined = commands.find(({ name }) => name === first);
  if (!command)
    throw new UsageError(
      first.startsWith("-")
        ? `First the command, then its options: ${names.join(", ")}.`
        : `There is no command ${first}.${meant(first, names)}`,
    );
  const { name } = command;
  const specs: { readonly [option: string]: OptionSpec } = command.options;
  const { tokens } = parseArgs({
    args: rest,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.entries(specs).map(([option, { type }]) => [option, { type }])),
      help: { type: "boolean", short: "h" },
    },
  });
  const words: string[] = [];
  const flags = new Set<string>();
  const values: { [option: string]: string } = {};
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help") return { kind: "help", command };
    const spec = specs[token.name];
    if (!spec) {
      const near = meant(token.name, [...Object.keys(specs), "help"], (each) => `--${each}`);
      throw new UsageError(`${name} has no option ${token.rawName}.${near}`, name);
    }
    if (spec.type === "boolean") {
      if (token.value !== undefined) throw new UsageError(`--${token.name} takes no value.`, name);
      flags.add(token.name);
    } else {
      // A value that looks like an option is one whose value was forgotten.
      if (token.value === undefined || token.value === "" || (!token.inlineValue && token.value.startsWith("-")))
        throw new UsageError(`--${token.name} wants ${spec.value ?? "a value"} behind it.`, name);
      values[token.name] = token.value;
    }
  }
  return { kind: "command", name, words: wordsOf(command, words), flags, values };
}

/** The words that a command needs. A lock's name may have been written without quotes. */
function wordsOf(command: CommandSpec, given: readonly string[]): readonly string[] {
  const wanted = command.words.length;
  if (wanted === 0 && given.length > 0) throw new UsageError(`${command.name} takes no ${given.join(" ")}.`, command.name);
  if (given.length < wanted)
    throw new UsageError(`${command.words.slice(given.length).join(" and ")} missing: ${usageOf(command)}`, command.name);
  const more = given.length - wanted;
  return wanted === 0 ? [] : [given.slice(0, more + 1).join(" "), ...given.slice(more + 1)];
}

const padded = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
};

/** The help of all, or of one command. */
export function help(command?: CommandSpec): string {
  if (!command)
    return `Keeps an eye on the locks of a home, and lends a guarded hand with what cures them.

  lock-health-bridge COMMAND [options]

${padded(commands.map((each: CommandSpec) => [[each.name, ...each.words].join(" "), each.says]))}

  lock-health-bridge COMMAND --help   more about one
  lock-health-bridge --version        its version
`;
  const options = Object.entries(command.options).map(
    ([option, { value, says }]) => [`--${option}${value === undefined ? "" : ` ${value}`}`, says] as const,
  );
  const says = command.says.replace(/^./, (letter) => letter.toUpperCase());
  return `${says}.

  ${usageOf(command)} [options]

${padded([...options, ["--help", "this text"]])}

${command.more}
`;
}
