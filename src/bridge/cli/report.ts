import { text } from "../../adapters/home.ts";
import { UNITS } from "../../core/fact.ts";
import type { FactName } from "../../core/fact.ts";
import type { Finding } from "../../core/diagnose.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { EXIT } from "./deps.ts";
import type { Deps, Options } from "./deps.ts";
import { pastOf, reliabilityRows, timeline } from "./history.ts";
import type { Past } from "./history.ts";
import { table, tame } from "./table.ts";
import { findLock, lockIds, openView } from "./view.ts";
import type { View } from "./view.ts";
import { Words } from "./words.ts";

/** Days of the past that a reader of the report cares for. */
const DAYS = 30;

/** Up to three numbers: four could be an address. */
const VERSION = /^[-v]*\d{1,8}(\.\d{1,4}){0,2}([-+.]?(beta|rc|b|a|dev)\.?\d{0,12})?$/i;
/** A maker's or a model's name: letters, and digits that are too few for a code or an id. */
const PRODUCT = /^(?!.*\d{5})(?!.*[@:\\/])[\p{L}\p{N} .,+&()'-]{1,60}$/u;

/**
 * What may stand in the report: only what looks as a version or a product does. A product that holds a word of the home's
 * own, such as the name of its lock, does not.
 */
const version = (given: string | undefined) => (given !== undefined && VERSION.test(given) ? given : undefined);

function product(given: string | undefined, personal: readonly string[]): string | undefined {
  if (given === undefined || !PRODUCT.test(given)) return undefined;
  const word = given.toLowerCase();
  return personal.some((own) => own !== "" && word.includes(own.toLowerCase())) ? undefined : given;
}

/** Facts whose value is a text that somebody has written. */
const FREE: ReadonlySet<string> = new Set<FactName>(["battery_type"]);

function safeValue(fact: string, value: unknown): unknown {
  if (fact === "firmware" && typeof value === "object" && value !== null) {
    const { installed, latest, ...rest } = value as { installed?: string; latest?: string };
    return { ...rest, installed: version(installed) ?? "?", latest: version(latest) };
  }
  if (FREE.has(fact)) return typeof value === "string" ? product(value, []) : undefined;
  return typeof value === "string" && !/^[a-z_]{1,30}$/.test(value) ? undefined : value;
}

function readings({ snapshot }: LockHealth, words: Words): string[][] {
  return Object.entries(snapshot.facts).flatMap(([fact, reading]) => {
    if (reading.kind !== "known") return [];
    const value = safeValue(fact, reading.value);
    const unit = UNITS[fact as FactName];
    const said =
      value === undefined ? "" : words.value({ fact, value, ...(unit === undefined ? {} : { unit }) }, snapshot.takenAt);
    return said === "" ? [] : [[words.fact(fact), said, reading.at === undefined ? "" : words.ago(reading.at, snapshot.takenAt)]];
  });
}

/** The words of a finding may name a hub as its owner has called it: here it is "the hub". */
function anonymous(lock: LockHealth): LockHealth {
  const { facts } = lock.snapshot;
  const safe = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      fact.kind === "known" ? { ...fact, value: safeValue(name, fact.value) ?? "?", source: undefined } : fact,
    ]),
  ) as unknown as typeof facts;
  return { ...lock, snapshot: { ...lock.snapshot, facts: safe, lock: { ...lock.snapshot.lock, hubName: "Hub", name: "" } } };
}

function findingLines(finding: Finding, lock: LockHealth, view: View, words: Words): string[] {
  const { takenAt } = lock.snapshot;
  const { offers } = view.health.offers(lock, finding);
  const since = finding.since === undefined ? "" : `, ${words.say("since").toLowerCase()} ${words.date(finding.since)}`;
  const evidence = finding.evidence.map(({ fact, value, at, unit }) => {
    const safe = safeValue(fact, value);
    const said = safe === undefined ? "" : words.value({ fact, value: safe, ...(unit === undefined ? {} : { unit }) }, takenAt);
    return [words.fact(fact), said, at === undefined ? "" : words.ago(at, takenAt)];
  });
  const help = offers.map(({ remedy }) => words.remedy(remedy.id)).join(", ");
  return [
    `- ${words.title(finding, anonymous(lock))} (${words.state(finding.severity)}, ${words.family(finding.family)}${since})`,
    ...table(evidence).map((line) => `    ${line}`),
    ...(finding.explains.length === 0
      ? []
      : [`    ${words.say("explains")}: ${finding.explains.map((each) => words.title(each, anonymous(lock))).join(", ")}`]),
    ...(help === "" ? [] : [`    ${words.say("may_help")}: ${help}`]),
  ];
}

/** The page about a lock, as Markdown that reads well as it is. Nothing in it names the home. */
export function page(view: View, lock: LockHealth, past: Past | undefined, words: Words): string {
  const source = view.home.source;
  const { deviceId, hubName = "", name } = lock.snapshot.lock;
  const device = source?.devices[deviceId ?? ""];
  const areas = lock.entityId.replace(/^lock\./, "").replaceAll("_", " ");
  const personal = [name, hubName, areas];
  const made = [device?.manufacturer, device?.model].flatMap((each) => product(text(each), personal) ?? []).join(" ");
  const firmware = version(text(device?.sw_version));
  const none = words.say("not_told");
  const { findings } = lock.diagnosis;
  const tried = past ? timeline({ ...past, incidents: past.incidents }, words) : [];
  const heading = (key: string) => ["", `## ${words.say(key)}`, ""];
  return [
    `# ${words.say("report_title")}`,
    "",
    ...table([
      [words.say("model"), made === "" ? none : made],
      [words.say("firmware"), firmware ?? none],
      [words.say("integration"), lock.adapterId],
      [words.say("home_assistant"), version(source?.config.version) ?? none],
      [words.say("taken"), words.date(lock.snapshot.takenAt)],
      [words.say("verdict"), words.verdict(anonymous(lock))],
    ]),
    ...heading("findings"),
    ...(findings.length === 0 ? [words.say("nothing")] : findings.flatMap((each) => findingLines(each, lock, view, words))),
    ...heading("readings"),
    ...table(readings(lock, words)),
    ...heading("tried_title"),
    ...(tried.length === 0 ? [words.say("nothing")] : table(tried)),
    ...(past ? ["", words.say("reliability", { days: DAYS }), "", ...table(reliabilityRows(past.reliability, words))] : []),
    "",
    words.say("clean"),
    "",
  ].join("\n");
}

/** Prints one page about a lock to give to others. Exit status: 0 printed. */
export async function report(options: Options, wanted: string, deps: Deps): Promise<number> {
  const words = new Words(options.language, deps.timeZone);
  const view = await openView(options, deps, words);
  try {
    const lock = findLock(view.locks, tame(wanted), words);
    const lockId = [...lockIds(view)].find(([, { entityId }]) => entityId === lock.entityId)?.[0] ?? "";
    const memory = await deps.openMemory(options, "existing");
    try {
      deps.stdout(page(view, lock, memory && pastOf(memory, lockId, DAYS, deps.clock.now()), words));
    } finally {
      memory?.close();
    }
    return EXIT.ok;
  } finally {
    await view.close();
  }
}
