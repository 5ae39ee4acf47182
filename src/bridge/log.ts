import { pino } from "pino";

/** What the parts of the bridge write to. Fields are data, the message a plain sentence without any. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines go: the standard output, or a test. */
export interface LogTarget {
  readonly isTTY?: boolean;
  write(line: string): unknown;
}

export const noLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

const HIDDEN = "[hidden]";
/** Fields whose value is never written, at whatever depth. `code` is among them: the code of an error goes by `reason`. */
const SECRET =
  /token|passw|passcode|secret|credential|authorization|user_?name|changed_by|(^|_)(pin|code)s?($|_)|(pin|user)_?codes?/i;
/** Levels of nesting that are written: a log line is no dump. */
const DEPTH = 6;

function harmless(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) {
    const { code } = value as { code?: string | number };
    return { error: value.name, message: value.message, ...(code === undefined ? {} : { reason: code }) };
  }
  if (depth >= DEPTH) return "…";
  if (Array.isArray(value)) return value.map((each) => harmless(each, depth + 1));
  return Object.fromEntries(
    // `pinCode` is `pin_code`, and `shipping` is neither.
    Object.entries(value).map(([name, field]) => [
      name,
      SECRET.test(name.replace(/([a-z])([A-Z])/g, "$1_$2")) ? HIDDEN : harmless(field, depth + 1),
    ]),
  );
}

const hideSecrets = (fields: object) => harmless(fields, 0) as { [name: string]: unknown };

/** One line of JSON as a line for people: time of day, level, message, fields. */
function plain(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as { time: string; level: string; msg?: string };
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${[time.slice(11, 19), level.padEnd(5), msg ?? "", ...rest].join(" ")}\n`;
}

/**
 * A log of the given level and above: JSON lines, or plain ones on a terminal. Values of fields whose names sound like a
 * token, a password, a code or a user's name are not written.
 */
export function createLog(level: LogLevel, to: LogTarget = process.stdout): Log {
  const target = { write: (line: string) => void to.write(to.isTTY === true ? plain(line) : line) };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), bindings: hideSecrets, log: hideSecrets },
    },
    target,
  );
}
