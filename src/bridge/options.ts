import { existsSync, readFileSync } from "node:fs";
import * as z from "zod/mini";
import { DEFAULT_SETTINGS } from "../core/snapshot.ts";
import { LOG_LEVELS } from "./log.ts";
import { SUPERVISOR, appBroker, appDefaults, appOptions } from "./supervisor.ts";
import type { SupervisorPlace } from "./supervisor.ts";

/** From files come numbers and booleans, from the environment and the command line the same as text. */
const numeric = (value: unknown) => (typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value);
const BOOLEANS: { readonly [word: string]: boolean } = { true: true, yes: true, on: true, false: false, no: false, off: false };
const boolish = (value: unknown) => (typeof value === "string" ? (BOOLEANS[value.trim().toLowerCase()] ?? value) : value);
const listed = (value: unknown) =>
  typeof value === "string"
    ? value
        .split(",")
        .map((each) => each.trim())
        .filter((each) => each !== "")
    : value;

const whole = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
/** What was read as text, made what it stands for before it is checked. */
const read = <T extends z.ZodMiniType>(from: (value: unknown) => unknown, type: T) => z.pipe(z.transform(from), type);

/** What may be missing, where it is not needed: see `needs` of `readOptions`. */
const orNone = (type: z.ZodMiniType<string>) => z.union([type, z.literal("")]);

/** An address of one of these protocols. Signing in goes by options of its own, so that an address may be shown. */
const address = (...protocols: string[]) =>
  z.string().check(
    z.refine((value) => {
      const url = URL.parse(value);
      return (
        url !== null && protocols.includes(url.protocol) && url.hostname !== "" && url.username === "" && url.password === ""
      );
    }),
  );

// MQTT's wildcards, and slashes at the ends, which make levels without a name.
const topicName = z.string().check(z.regex(/^[^/+#\s\0]+(\/[^/+#\s\0]+)*$/));

const schema = z.object({
  home: z.object({
    url: orNone(address("http:", "https:", "ws:", "wss:")),
    token: orNone(z.string().check(z.regex(/^\S+$/))),
  }),
  mqtt: z.object({
    url: orNone(address("mqtt:", "mqtts:", "ws:", "wss:")),
    username: z.optional(z.string()),
    password: z.optional(z.string()),
    ca: z.optional(z.string().check(z.refine((path) => existsSync(path)))),
    discovery_prefix: topicName,
  }),
  topic: topicName,
  home_id: z.string().check(z.regex(/^[a-z0-9_-]+$/)),
  language: z.enum(["en", "de"]),
  data: z.string(),
  log_level: z.enum(LOG_LEVELS),
  http: z.object({
    port: read(numeric, whole(0, 65_535)),
    host: z.string().check(z.regex(/^\S+$/)),
  }),
  battery_low: read(numeric, whole(5, 60)),
  battery_critical: read(numeric, whole(1, 30)),
  daily_ping: read(boolish, z.boolean()),
  exclude: read(listed, z.array(z.string().check(z.regex(/^lock\.[a-z0-9_]+$/)))),
});

/**
 * The options of the bridge, named as they are written. `home.url`, `home.token` and `mqtt.url` are empty only where
 * they were not asked for and not given.
 */
export type Options = z.output<typeof schema>;

/** What to write, for each option. */
const WRITE = {
  "home.url": "the address of Home Assistant, such as http://homeassistant.local:8123, without name or password in it",
  "home.token":
    "a long-lived access token of an administrator (in Home Assistant: your profile, Security), best by the environment as HA_TOKEN",
  "mqtt.url":
    "the address of the MQTT broker, such as mqtt://192.168.1.10:1883 (or mqtts, ws, wss), with name and password in mqtt.username and mqtt.password instead",
  "mqtt.username": "the user name for the broker, in quotes if it is a number",
  "mqtt.password": "the password for the broker, in quotes if it is a number",
  "mqtt.ca": "the path of a file that can be read, with the certificate (PEM) by which the broker's is checked",
  "mqtt.discovery_prefix": "the discovery prefix of Home Assistant's MQTT integration, usually homeassistant",
  topic: "the MQTT topic below which the bridge writes, such as lock_health: no wildcard, blank, or slash at an end",
  home_id: "a short name for this home in topics: lower case letters, digits, - and _",
  language: "en or de",
  data: "the folder in which the bridge keeps its database",
  log_level: LOG_LEVELS.join(", "),
  "http.port": "a port from 1 to 65535, or 0 for none",
  "http.host": "the address to listen on, such as 127.0.0.1 or 0.0.0.0",
  battery_low: "a whole percentage from 5 to 60",
  battery_critical: "a whole percentage from 1 to 30, below battery_low",
  daily_ping: "true or false",
  exclude: "entity ids of locks, such as [lock.shed]",
} as const;

type Path = keyof typeof WRITE;
const PATHS = Object.keys(WRITE) as Path[];
const isPath = (path: string): path is Path => Object.hasOwn(WRITE, path);

const SECRET: ReadonlySet<string> = new Set<Path>(["home.token", "mqtt.password"]);

const DEFAULTS: { readonly [path in Path]?: unknown } = {
  "home.url": "",
  "home.token": "",
  "mqtt.url": "",
  "mqtt.discovery_prefix": "homeassistant",
  topic: "lock_health",
  home_id: "home",
  language: "en",
  data: "./lock-health-data",
  log_level: "info",
  "http.port": 9190,
  "http.host": "127.0.0.1",
  battery_low: DEFAULT_SETTINGS.batteryLow,
  battery_critical: DEFAULT_SETTINGS.batteryCritical,
  daily_ping: false,
  exclude: [],
};

const ENV_PREFIX = "LOCK_HEALTH_";
const envName = (path: string) => ENV_PREFIX + path.replace(".", "_").toUpperCase();
const PATH_OF_ENV = new Map(PATHS.map((path) => [envName(path), path]));
/** Set by the project's own scripts for themselves. */
const NOT_OPTIONS: ReadonlySet<string> = new Set(["LOCK_HEALTH_NODE", "LOCK_HEALTH_DIST"]);

/** All that is wrong with the options at once, each as a sentence that names the option. Never with a token or password. */
export class OptionsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "OptionsError";
    this.problems = problems;
  }
}

/** How many letters have to be changed, added or left out to get from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let at = 0; at < to.length; at++) {
      const [left = 0, above = 0, diagonal = 0] = [next[at], row[at + 1], row[at]];
      next.push(Math.min(left + 1, above + 1, diagonal + (from[index] === to[at] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The known option that is most like this one, also when only the group in front is missing. */
function nearest(unknown: string): Path {
  const word = unknown.toLowerCase().replace(/-/g, "_");
  const isBeginOf = (path: string) => path.startsWith(word) || path.includes(`.${word}`);
  const farOff = (path: string) =>
    isBeginOf(path) ? 0.75 : Math.min(distance(word, path), distance(word, path.replace(/^.*\./, "")) + 0.5);
  return PATHS.reduce((best, path) => (farOff(path) < farOff(best) ? path : best));
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== "";

interface Given {
  readonly value: unknown;
  readonly from: string;
}

/** A value as it was given, short, and without what somebody may have put in front of the host to sign in. */
function shown(path: string, value: unknown): string {
  if (SECRET.has(path)) return "not what it should be (not shown here)";
  const words = JSON.stringify(value).replace(/\/\/[^/@"]*@/g, "//…@");
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

/** Options from several places, the later over the earlier. */
class Collected {
  readonly problems: string[] = [];
  private readonly given = new Map<Path, Given>();

  /** Takes options by their names, or in groups. */
  take(value: unknown, from: string, prefix = ""): void {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      if (isGiven(value)) this.problems.push(`${prefix.slice(0, -1) || "The whole"} (${from}) has to be a group of options`);
      return;
    }
    for (const [name, each] of Object.entries(value)) {
      const path = prefix + name;
      if (isPath(path)) this.set(path, each, from);
      else if (PATHS.some((known) => known.startsWith(`${path}.`))) this.take(each, from, `${path}.`);
      else this.problems.push(`${path} (${from}) is not an option: did you mean ${nearest(path)}?`);
    }
  }

  takeEnvironment(env: { readonly [name: string]: string | undefined }): void {
    this.set("home.token", env["HA_TOKEN"], "HA_TOKEN");
    for (const [name, value] of Object.entries(env)) {
      if (!name.startsWith(ENV_PREFIX) || NOT_OPTIONS.has(name)) continue;
      const path = PATH_OF_ENV.get(name);
      if (path) this.set(path, value, name);
      else
        this.problems.push(
          `${name} (environment) is not an option: did you mean ${envName(nearest(name.slice(ENV_PREFIX.length)))}?`,
        );
    }
  }

  has(path: string): boolean {
    return isPath(path) && this.given.has(path);
  }

  /** The checked options; throws an `OptionsError` with all problems. */
  options(needed: ReadonlySet<Path>): Options {
    const raw: { [group: string]: unknown } = { home: {}, mqtt: {}, http: {} };
    for (const path of PATHS) {
      const value = this.given.get(path)?.value ?? DEFAULTS[path];
      const [group = "", name] = path.split(".");
      if (value === undefined) continue;
      if (name === undefined) raw[group] = value;
      else (raw[group] as { [name: string]: unknown })[name] = value;
    }
    const { data, error } = schema.safeParse(raw);
    for (const path of needed)
      if (!this.has(path)) this.problems.push(`${path} is missing: write ${WRITE[path]}, or set ${envName(path)}`);
    for (const path of new Set(error?.issues.map((issue) => PATHS.find((each) => issue.path.join(".").startsWith(each))))) {
      const given = path && this.given.get(path);
      if (given) this.problems.push(`${path} (${given.from}) is ${shown(path, given.value)}: write ${WRITE[path]}`);
    }
    const low = numeric(raw["battery_low"]);
    const critical = numeric(raw["battery_critical"]);
    if (typeof low === "number" && typeof critical === "number" && critical >= low)
      this.problems.push(`battery_critical is ${critical}, and battery_low is ${low}: write ${WRITE.battery_critical}`);
    if (this.problems.length > 0 || !data) throw new OptionsError(this.problems);
    return data;
  }

  private set(path: Path, value: unknown, from: string): void {
    if (isGiven(value)) this.given.set(path, { value: typeof value === "string" ? value.trim() : value, from });
  }
}

/** A file of options: YAML, of which JSON is a part. Its own text is never quoted: it may hold the token. */
async function readFile(collected: Collected, file: string): Promise<void> {
  let source;
  try {
    source = readFileSync(file, "utf8");
  } catch (error) {
    collected.problems.push(`The options file ${file} cannot be read (${String((error as NodeJS.ErrnoException).code)})`);
    return;
  }
  // It stays in memory: whoever sets the bridge up by its environment does without.
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    collected.problems.push(`The options file ${file} is neither YAML nor JSON: look at line ${line} (${error.code})`);
    return;
  }
  let options: unknown;
  try {
    options = document.toJS();
  } catch {
    // What begins with a star refers to something else in the file, which is not there.
    collected.problems.push(`The options file ${file} holds a value that begins with *: write it in quotes`);
    return;
  }
  collected.take(options, file);
}

/** What an App knows by itself. */
function readApp(collected: Collected, place: SupervisorPlace, token: string): void {
  collected.take(appDefaults(place, token), "Supervisor");
  try {
    collected.take(appOptions(place), "options of the App");
  } catch {
    collected.problems.push("The options of the App are not JSON: save them again in Home Assistant");
  }
}

/**
 * Reads the options: defaults, under what an App knows by itself, under a file, under the environment (`LOCK_HEALTH_…`,
 * `HA_TOKEN`), under `overrides` (by name, such as `home.url`). `needs` are the ends that must be reachable; both when
 * left out. Rejects with an `OptionsError` that holds all problems.
 */
export async function readOptions({
  file,
  env,
  overrides = {},
  needs = ["home", "mqtt"],
  supervisor = SUPERVISOR,
}: {
  readonly file?: string | undefined;
  readonly env: { readonly [name: string]: string | undefined };
  readonly overrides?: { readonly [name: string]: unknown };
  readonly needs?: readonly ("home" | "mqtt")[];
  readonly supervisor?: SupervisorPlace;
}): Promise<Options> {
  const collected = new Collected();
  const token = env["SUPERVISOR_TOKEN"];
  if (token) readApp(collected, supervisor, token);
  if (file !== undefined) await readFile(collected, file);
  collected.takeEnvironment(env);
  collected.take(overrides, "command line");
  const needed = new Set<Path>([
    ...(needs.includes("home") ? (["home.url", "home.token"] as const) : []),
    ...(needs.includes("mqtt") ? (["mqtt.url"] as const) : []),
  ]);
  if (token && !collected.has("mqtt.url")) {
    try {
      const found = Object.entries(await appBroker(supervisor, token));
      collected.take(Object.fromEntries(found.filter(([path]) => !collected.has(path))), "Supervisor");
    } catch (error) {
      if (needed.has("mqtt.url")) {
        collected.problems.push(`mqtt.url is missing: ${(error as Error).message}`);
        needed.delete("mqtt.url");
      }
    }
  }
  return collected.options(needed);
}
