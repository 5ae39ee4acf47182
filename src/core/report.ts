import { defined } from "./defined.ts";
import type { Diagnosis, EvidenceItem, Finding } from "./diagnose.ts";
import { known, unavailable } from "./fact.ts";
import type { Fact, FactName, FactSet, Facts, Trend } from "./fact.ts";
import type { Progress } from "./guide/types.ts";
import { TEST } from "./guide/types.ts";
import { CELL_TYPES } from "./models/types.ts";
import type { RemedyId } from "./remedies/index.ts";
import type { Tried } from "./remembered.ts";
import { DEFAULT_SETTINGS } from "./snapshot.ts";
import type { LockSnapshot } from "./snapshot.ts";
import { sound } from "./sound.ts";

/**
 * A page about a lock to give to somebody else: the maker's support, a locksmith, a forum. What may stand in it is said here, never
 * what may not: a word that nobody has thought of is left out. So nothing of the home's own is in it: names, codes, addresses, ids.
 */

/** What can have happened to a lock, as its past tells it. */
const HAPPENINGS = ["swap", "outage", "update", "jam", "wrong_code", "lockout"] as const;

/** Something that happened to a lock. Epoch ms; `until` where it lasted and is over. */
export interface ReportedEvent {
  readonly at: number;
  readonly kind: string;
  readonly until?: number;
}

/** How a remedy ended that was tried on this lock. Of one that is under way: `calling` or `verifying`. */
export interface ReportedRun {
  readonly remedy: RemedyId;
  readonly phase: string;
}

/** What the home knows of the product, as its device registry has it: in anybody's words. */
export interface Product {
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly firmware?: string | undefined;
}

/** All that a report is made of, for one lock. */
export interface ReportInput {
  readonly snapshot: LockSnapshot;
  readonly diagnosis: Diagnosis;
  readonly product?: Product | undefined;
  /** Home Assistant's version. */
  readonly version?: string | undefined;
  readonly past?: readonly ReportedEvent[] | undefined;
  readonly guide?: Pick<Progress, "guide" | "began" | "log" | "end"> | undefined;
  readonly runs?: readonly ReportedRun[] | undefined;
  readonly tried?: readonly Tried[] | undefined;
}

/** A piece of the report that the page puts into words. */
export type Said =
  /** The first of these texts that there is. */
  | { readonly kind: "text"; readonly keys: readonly string[]; readonly params?: { readonly [name: string]: string | number } }
  /** A word from outside that is known, or looks as a version or a part number does. */
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "fact"; readonly name: FactName; readonly value: Facts[FactName] }
  | { readonly kind: "remedy"; readonly id: RemedyId }
  | { readonly kind: "date"; readonly at: number }
  /** Ms. */
  | { readonly kind: "duration"; readonly ms: number };

export interface ReportRow {
  readonly what: Said;
  readonly value?: Said;
  /** Epoch ms: of the reading, or of what was done. */
  readonly at?: number;
  /** Belongs to the row above it. */
  readonly under?: boolean;
}

export const SECTIONS = ["device", "wrong", "readings", "tried", "happened"] as const;

export interface ReportSection {
  readonly id: (typeof SECTIONS)[number];
  /** Empty where there is nothing to tell: the page says so. */
  readonly rows: readonly ReportRow[];
}

export interface LockReport {
  /** From 1 on; undefined where the report is about one lock. */
  readonly number: number | undefined;
  /** Nothing in it is the home's own: for what makes words of findings. */
  readonly snapshot: LockSnapshot;
  readonly sections: readonly ReportSection[];
}

/** What locks and hubs are called in a report, in the reader's language. */
export interface Called {
  readonly lock: string;
  readonly hub: string;
}

const DAY = 24 * 3_600_000;
/** Days of the past that a reader of the report cares for, and how many events: the rest of the page is to be seen, too. */
const DAYS_TOLD = 30;
const EVENTS_TOLD = 12;
/** Ms for which an outcome stands in the page: what is remembered since then, with its day, is the same one. */
const RUN_SHOWN = 15 * 60_000;

/** Two or three numbers of up to four digits: one alone could be a code, four could be an address. */
const VERSION = /^v?\d{1,4}(\.\d{1,4}){1,2}(-?(beta|rc|b|a|dev)\.?\d{0,3})?$/i;

/** A version of a product; undefined where it does not look like one. */
export function versionOf(given: string | undefined): string | undefined {
  return given !== undefined && VERSION.test(given) ? given : undefined;
}

/** Words of which makers make the names of locks, and the names of makers. All others could be a person's own. */
const PRODUCT_WORDS = new Set(
  `access alarm ble bluetooth bolt bridge built code touch connect connected control cylinder dead deadbolt digital door doorlock
  electronic encode entry europe finger fingerprint elite entrance gateway generation gen handle homekit hub integrated keyless keypad lever lite
  lock lockset locks matter max mini module mortise mtr motor multipoint nfc online opener over plus premis premium pro push button retrofit
  rim se sense signature slim smart solo standard support style thread touch touchscreen touchpad traditional trim ultra universal version
  wi fi wifi wireless z wave zigbee zwave 1st 2nd 3rd 4th
  abloy abode abus alfred allegion aqara array assa august aura baldwin be bold bosch climax danalock danfoss doorman eqiva essence eufy frient gerda google
  halo hampton heiman homee igloohome id igloo immax kaadas kevo iseo keywe kwikset legrand level linus lockguard lockin lockly locky loqed lumi master moes nest netatmo
  nimly nuki onesti obsidian philips poly polycontrol popp ring salto samsung schlage security select simplisafe smartcode smartthings
  solity somfy spectrum switchbot tech tedee ttlock tuya u ultraloq utec verisure unity vivint weiser weslock wo wyze xthings yale zemismart`
    .trim()
    .split(/\s+/),
);

/** A piece of a part number: up to three digits, a few letters, or both. Four digits only right behind letters: alone they could be a code. */
const PIECE = /^(\d{1,3}|[A-Z]{1,4}|(?!.*\d{4})[A-Z\d]{2,8}|[a-z]{1,2}\d{1,2}|[A-Z]{1,3}\d{4}[A-Z]?)$/;
/** Longer ones could be serial numbers. */
const LONGEST_PART = 12;
/** What holds an address or an id as a whole has no part that could be trusted. */
const ADDRESS = /[@\\]|:\/|www\.|(\d{1,3}\.){3}\d|([0-9a-f]{2}[:-]){3,}|[0-9a-f]{8,}/i;
/** Where "SmartLock" is two words. */
const HUMP = /([a-z])(?=[A-Z])/g;

function isPart(word: string): boolean {
  return (
    word.length <= LONGEST_PART &&
    /\d/.test(word) &&
    word.split(/[^A-Za-z\d]+/).every((piece) => PIECE.test(piece) && (/\d/.test(piece) || piece === piece.toUpperCase()))
  );
}

function isProductWord(word: string): boolean {
  const parts = word.replace(HUMP, "$1 ").split(/[^\p{L}\d]+/u);
  return PRODUCT_WORDS.has(word.toLowerCase()) || parts.every((part) => PRODUCT_WORDS.has(part.toLowerCase())) || isPart(word);
}

/** Those words of a maker's or a model's name that are known or look as part numbers do; undefined where none does. */
export function productOf(given: string | undefined): string | undefined {
  if (given === undefined || given.length > 80 || ADDRESS.test(given)) return undefined;
  const words = given.split(/[\s/]+/).map((word) => word.replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, ""));
  const kept = words.filter((word) => word !== "" && isProductWord(word));
  return kept.length === 0 ? undefined : kept.join(" ");
}

const CELLS = new RegExp(`(?:^|\\b([1-9])\\s*[x×*]?\\s*)(${CELL_TYPES.filter((type) => type !== "pack").join("|")})\\b`, "i");

/** Number and size of cells; undefined where no size is known. */
export function cellsOf(given: string): string | undefined {
  const [, count, size] = CELLS.exec(given) ?? [];
  const type = CELL_TYPES.find((each) => each.toLowerCase() === size?.toLowerCase());
  return type && (count === undefined ? type : `${count}× ${type}`);
}

/**
 * The greatest size of a fact's number that can be meant. More digits could be anything, a code as well. Units as in `fact.ts`; 255 is
 * what some locks report in the place of a percentage.
 */
const MOST: { readonly [Name in FactName]?: number } = {
  battery_level: 255,
  battery_before: 255,
  battery_before_swap: 255,
  signal: 199,
  noise: 199,
  link_quality: 255,
  round_trip: 60_000,
  lost_commands: 100,
  repeaters: 9,
  rejoins: 999,
  free_slots: 99,
  codes_set: 999,
  codes_unsynced: 999,
  codes_suspended: 999,
};

/** Objects with the fields that they have, one by one: others are dropped. */
const COPIES: { readonly [Name in FactName]?: (value: Facts[Name]) => Facts[Name] } = {
  hub_peers: ({ gone, total }) => ({ gone, total }),
  interview: ({ complete, outdated, running }) => ({ complete, outdated, running }),
  battery_loss: ({ perWeek, usualPerWeek, perTurn, usualPerTurn, ratio, significant }) => ({
    perWeek,
    usualPerWeek,
    ratio,
    significant,
    ...defined({ perTurn, usualPerTurn }),
  }),
  battery_type: (value) => cellsOf(value) ?? "",
  battery_forecast: ({ early, late, basis }) => ({ early, late, basis }),
  turn_time: copyTrend,
  turn_effort: copyTrend,
  keypad_silence: ({ uses, longest }) => ({ uses, longest }),
  firmware: ({ installed, latest, skipped, inProgress, percent, installable }) => ({
    installed: versionOf(installed),
    latest: versionOf(latest),
    skipped,
    inProgress,
    percent,
    installable,
  }),
  accessory_cells: (cells) => cells.map(({ kind, percent, low }) => ({ kind, source: "", ...defined({ percent, low }) })),
};

function copyTrend({ now, usual, countNow, countUsual }: Trend): Trend {
  return { now, usual, countNow, countUsual };
}

/** When somebody came or may come tells of the household, not of the lock. */
const PRIVATE: ReadonlySet<FactName> = new Set<FactName>(["keypad_used", "code_ends", "bolt_command"]);

/** Words of the project's own: of values, of guides and their steps. */
const ID = /^[a-z][a-z_]{0,40}$/;

/** A value that is sound, with nothing in it that is the home's own; undefined where nothing is left. */
function maskValue(name: FactName, value: Facts[FactName]): Facts[FactName] | undefined {
  if (PRIVATE.has(name)) return undefined;
  const copy = COPIES[name] as ((value: Facts[FactName]) => Facts[FactName]) | undefined;
  if (copy) return copy(value) === "" ? undefined : copy(value);
  if (typeof value === "number") return Number.isFinite(value) && Math.abs(value) <= (MOST[name] ?? Infinity) ? value : undefined;
  if (Array.isArray(value)) return value.every(isPlain) ? value : undefined;
  return isPlain(value) ? value : undefined;
}

/** No object, and no text but a word of the project's own, such as "alkaline". */
function isPlain(value: unknown): boolean {
  return typeof value === "string" ? ID.test(value) : typeof value === "boolean" || typeof value === "number";
}

function maskFact(name: FactName, fact: Fact<Facts[FactName]>): Fact<Facts[FactName]> {
  const { at } = fact;
  if (fact.kind !== "known") return unavailable("unknown", { at });
  const value = maskValue(name, fact.value);
  return value === undefined ? unavailable("invalid", { at }) : known(value, { at });
}

function maskFacts(facts: FactSet, takenAt: number): FactSet {
  return Object.fromEntries(
    Object.entries(sound(facts, takenAt)).map(([name, fact]) => [name, maskFact(name as FactName, fact)]),
  );
}

/** Words that checks put into measures are versions; a number with four digits is none of theirs. */
function maskMeasure(value: unknown): string | number | boolean {
  if (typeof value === "number") return Math.abs(value) < 1000 ? value : "…";
  return typeof value === "boolean" ? value : ((typeof value === "string" ? versionOf(value) : undefined) ?? "…");
}

/** Evidence as the masked facts have it: its own copy could be another one. */
function maskEvidence({ fact: name, unit }: EvidenceItem, facts: FactSet): EvidenceItem[] {
  const fact: Fact<Facts[FactName]> | undefined = facts[name];
  return fact?.kind === "known" ? [{ fact: name, value: fact.value, ...defined({ unit, at: fact.at }) }] : [];
}

function maskFinding(finding: Finding, facts: FactSet): Finding {
  const { id, family, severity, since, remedies } = finding;
  const variant = finding.variant !== undefined && ID.test(finding.variant) ? finding.variant : undefined;
  return {
    id,
    family,
    severity,
    remedies,
    ...defined({ variant, since }),
    evidence: finding.evidence.flatMap((item) => maskEvidence(item, facts)),
    measures: Object.fromEntries(Object.entries(finding.measures).map(([name, value]) => [name, maskMeasure(value)])),
    explains: finding.explains.map((each) => maskFinding(each, facts)),
  };
}

/** A lock with nothing in it that is the home's own. */
function maskSnapshot({ lock, takenAt, home, facts }: LockSnapshot, { lock: name, hub }: Called): LockSnapshot {
  const adapterId = /^[a-z][a-z0-9_]{1,29}$/.test(lock.adapterId) && !/\d{3}/.test(lock.adapterId) ? lock.adapterId : "generic";
  return {
    lock: { entityId: "", name, adapterId, hubName: hub },
    takenAt,
    home: home === "missing" || home === "starting" ? home : "running",
    settings: DEFAULT_SETTINGS,
    facts: maskFacts(facts, takenAt),
  };
}

const say = (...keys: readonly string[]): Said => ({ kind: "text", keys });
const NOT_TOLD = say("report.not_told");
const word = (given: string | undefined): Said => (given === undefined ? NOT_TOLD : { kind: "word", word: given });

function deviceRows({ product = {}, version }: ReportInput, { lock, takenAt, facts }: LockSnapshot): ReportRow[] {
  const { firmware } = facts;
  const installed = versionOf(product.firmware) ?? (firmware?.kind === "known" ? firmware.value.installed : undefined);
  const row = (key: string, value: Said): ReportRow => ({ what: say(`report.${key}`), value });
  return [
    row("maker", word(productOf(product.manufacturer))),
    row("model", word(productOf(product.model))),
    row("firmware", word(installed)),
    row("integration", word(lock.adapterId)),
    row("home_assistant", word(versionOf(version))),
    row("taken", { kind: "date", at: takenAt }),
  ];
}

function evidenceRows(evidence: readonly EvidenceItem[]): ReportRow[] {
  return evidence.map(({ fact: name, value, at }) => ({
    what: say(`fact.${name}`),
    value: { kind: "fact", name, value },
    under: true,
    ...defined({ at }),
  }));
}

function findingRows(finding: Finding): ReportRow[] {
  const { severity, since, evidence, explains } = finding;
  return [
    { what: { kind: "finding", finding }, value: say(`severity.${severity}`) },
    ...(since === undefined
      ? []
      : [{ what: say("report.since"), value: { kind: "date", at: since } as const, at: since, under: true }]),
    ...evidenceRows(evidence),
    ...explains.map((each) => ({
      what: say("report.also"),
      value: { kind: "finding", finding: each } as const,
      under: true,
    })),
  ];
}

/** Of a lock without findings. */
function verdictRow({ verdict }: Diagnosis): ReportRow {
  const keys = verdict.kind === "unknown" ? [`verdict.unknown_${verdict.reason}`, "verdict.unknown"] : ["verdict.healthy"];
  return { what: say("report.verdict"), value: say(...keys) };
}

/** What a technician looks at, in the order of the families. */
const READINGS: readonly FactName[] = [
  "battery_level",
  "battery_low_flag",
  "battery_now_flag",
  "battery_type",
  "battery_chemistry",
  "battery_since",
  "battery_loss",
  "supply_ok",
  "accessory_cells",
  "node_status",
  "lock_available",
  "last_seen",
  "radio",
  "signal",
  "noise",
  "link_quality",
  "round_trip",
  "lost_commands",
  "repeaters",
  "rejoins",
  "free_slots",
  "hub_state",
  "hub_online",
  "cloud",
  "joined_securely",
  "firmware",
  "interview",
  "outdated_part",
  "ignored_commands",
  "lock_state",
  "jam_flag",
  "fully_locked",
  "door_open",
  "cover_removed",
  "jam_events",
  "turn_time",
  "turn_effort",
  "turns",
  "failed_turns",
  "calibrated",
  "keypad_fault",
  "keypad_disabled",
  "keypad_mode",
  "keypad_lockout_events",
  "wrong_code_events",
  "codes_set",
  "codes_unsynced",
  "codes_suspended",
  "auto_relock",
];

/** Facts that are shown with the findings already are not told twice. */
function readingRows({ facts }: LockSnapshot, findings: readonly Finding[]): ReportRow[] {
  const shown = new Set(findings.flatMap(({ evidence }) => evidence.map(({ fact }) => fact)));
  return READINGS.flatMap((name): ReportRow[] => {
    const fact: Fact<Facts[FactName]> | undefined = facts[name];
    if (!fact || shown.has(name)) return [];
    const value: Said = fact.kind === "known" ? { kind: "fact", name, value: fact.value } : say("value.unknown");
    return [{ what: say(`fact.${name}`), value, ...defined({ at: fact.at }) }];
  });
}

function guideRows({ guide }: ReportInput): ReportRow[] {
  if (!guide || !ID.test(guide.guide)) return [];
  const texts = `guides.${guide.guide}`;
  const steps = guide.log
    .filter(({ step, answer }) => ID.test(step) && ID.test(answer))
    .map(({ step, answer, at }): ReportRow => {
      const path = step === TEST ? `${texts}.test` : `${texts}.steps.${step}`;
      return {
        what: say(`${path}.do`, "report.step"),
        value: say(`${path}.answers.${answer}`, `guide.answers.${answer}`, "report.done"),
        at,
        under: true,
      };
    });
  const end = guide.end === undefined ? [] : endOf(guide.end);
  return [{ what: say(`${texts}.title`), value: say(...end, "report.not_ended"), at: guide.began }, ...steps];
}

const endOf = (end: string) => [`guide.end_${end}`, `stops.${end}.title`];

const ENDED: ReadonlySet<string> = new Set(["confirmed", "unverified", "failed"]);
const RUNNING: ReadonlySet<string> = new Set(["calling", "verifying"]);

/** What Home Assistant said of a call is not shown: it may name anything. */
function runRows({ runs = [], tried = [] }: ReportInput, takenAt: number): ReportRow[] {
  const isRemembered = (remedy: RemedyId, phase: string) =>
    tried.some(({ what, end, at }) => what === remedy && end === phase && takenAt - at < RUN_SHOWN);
  return runs.flatMap(({ remedy, phase }): ReportRow[] => {
    const how = ENDED.has(phase) ? phase : RUNNING.has(phase) ? "running" : undefined;
    if (how === undefined || isRemembered(remedy, phase)) return [];
    return [{ what: { kind: "remedy", id: remedy }, value: say(`run.${how}`) }];
  });
}

/** What was tried before, the newest first. What was refused was not tried, and the guide that is told with its steps is told once. */
function triedRows({ tried = [], guide }: ReportInput, takenAt: number): ReportRow[] {
  return tried
    .filter(({ kind, at, what, end }) => {
      if (at > takenAt || !ID.test(what) || !ID.test(end)) return false;
      return kind === "remedy" ? ENDED.has(end) : guide === undefined || what !== guide.guide || at < guide.began;
    })
    .sort((a, b) => b.at - a.at)
    .slice(0, EVENTS_TOLD)
    .map(({ kind, at, what, end }) =>
      kind === "remedy"
        ? { what: { kind: "remedy", id: what as RemedyId }, value: say(`run.${end}`), at }
        : { what: say(`guides.${what}.title`), value: say(...endOf(end), "report.not_ended"), at },
    );
}

function eventRows({ past = [] }: ReportInput, takenAt: number): ReportRow[] {
  const kinds: readonly string[] = HAPPENINGS;
  return past
    .filter(({ kind, at }) => kinds.includes(kind) && at > takenAt - DAYS_TOLD * DAY && at <= takenAt)
    .sort((a, b) => b.at - a.at)
    .slice(0, EVENTS_TOLD)
    .map(({ kind, at, until }) => ({
      what: say(`plot.kind.${kind}`),
      value: until === undefined ? { kind: "date", at } : { kind: "duration", ms: Math.max(0, until - at) },
      at,
    }));
}

function lockReport(input: ReportInput, number: number | undefined, called: Called): LockReport {
  const snapshot = maskSnapshot(input.snapshot, called);
  const findings = input.diagnosis.findings.map((finding) => maskFinding(finding, snapshot.facts));
  const rows: { readonly [Id in ReportSection["id"]]: readonly ReportRow[] } = {
    device: deviceRows(input, snapshot),
    wrong: findings.length === 0 ? [verdictRow(input.diagnosis)] : findings.flatMap(findingRows),
    readings: readingRows(snapshot, findings),
    tried: [...runRows(input, snapshot.takenAt), ...guideRows(input), ...triedRows(input, snapshot.takenAt)],
    happened: eventRows(input, snapshot.takenAt),
  };
  return { number, snapshot, sections: SECTIONS.map((id) => ({ id, rows: rows[id] })) };
}

/**
 * The report about one lock or some, as data: what is wrong and since when, on what it rests, what was tried. `called`: what a lock is
 * called in it, by its number; undefined where there is only one.
 */
export function reportOf(locks: readonly ReportInput[], called: (number: number | undefined) => Called): readonly LockReport[] {
  return locks.map((input, index) => {
    const number = locks.length === 1 ? undefined : index + 1;
    return lockReport(input, number, called(number));
  });
}
