import { time } from "../adapters/home.ts";
import type { HomeView } from "../adapters/home.ts";
import { severityOf } from "../core/diagnose.ts";
import type { EvidenceItem, Finding } from "../core/diagnose.ts";
import type { FactName, Facts } from "../core/fact.ts";
import type { Judged } from "./judge.ts";

/** Said of a home without locks. */
export const NO_LOCK = "There is no lock in this home.";

/** Facts whose value is a time, or some: epoch ms says nothing to anybody. */
const TIMES: ReadonlySet<FactName> = new Set<FactName>([
  "bolt_moved",
  "last_seen",
  "firmware_moved",
  "keypad_used",
  "keypad_lockout_events",
  "wrong_code_events",
  "not_fully_locked_events",
]);

function isoTime(at: unknown): string | undefined {
  const date = new Date(typeof at === "number" ? at : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function valueOf({ fact, value }: EvidenceItem): unknown {
  if (!TIMES.has(fact)) return value;
  return Array.isArray(value) ? (value as readonly unknown[]).map((each) => isoTime(each) ?? each) : (isoTime(value) ?? value);
}

function evidenceRow(item: EvidenceItem) {
  const { fact, unit, source } = item;
  const at = isoTime(item.at);
  return {
    fact,
    value: valueOf(item),
    ...(unit === undefined ? {} : { unit }),
    ...(at === undefined ? {} : { at }),
    ...(source === undefined ? {} : { source }),
  };
}

function findingRow(finding: Finding, { offered }: Judged) {
  const { id, family, severity, variant, explains } = finding;
  return {
    id,
    family,
    severity,
    ...(variant === undefined ? {} : { variant }),
    evidence: finding.evidence.map(evidenceRow),
    remedies: offered.get(finding) ?? [],
    ...(explains.length === 0 ? {} : { explains: explains.map((each) => each.id) }),
  };
}

/** One file as one line for machines. */
export function asLine(file: string, locks: readonly Judged[]): string {
  return JSON.stringify({
    file,
    locks: locks.map((lock) => ({
      entity_id: lock.diagnosis.lock.entityId,
      severity: severityOf(lock.diagnosis),
      findings: lock.diagnosis.findings.map((finding) => findingRow(finding, lock)),
    })),
  });
}

const STEPS: readonly (readonly [unit: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/** How long before the recording, in the largest unit of which there are two. */
function ageOf(at: number | undefined, takenAt: number): string {
  if (at === undefined || !Number.isFinite(at)) return "";
  const ms = takenAt - at;
  if (ms < 0) return "ahead";
  const [unit, length] = STEPS.find(([, each]) => ms >= 2 * each) ?? ["s", 1000];
  return `${Math.round(ms / length)} ${unit}`;
}

/** A value in words; times as the age that they had. */
function told(item: EvidenceItem, takenAt: number): string {
  const { fact, value, unit } = item;
  if (TIMES.has(fact)) {
    const times = [value].flat().map(Number);
    const ago = times.length === 0 ? "never" : `${ageOf(Math.max(...times), takenAt)} before`;
    return times.length > 1 ? `${times.length} times, the last ${ago}` : ago;
  }
  if (typeof value === "object" && value !== null) return fields(value);
  return unit === undefined ? String(value) : `${String(value)} ${unit}`;
}

function fields(value: Extract<Facts[FactName], object>): string {
  return Object.entries(value)
    .filter(([, each]) => each !== undefined && each !== false)
    .map(([name, each]) => (each === true ? name : `${name} ${String(each)}`))
    .join(", ");
}

/** Columns as wide as their widest cell. */
function aligned(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => (indent + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).trimEnd());
}

function findingLines(finding: Finding, { diagnosis: { takenAt }, offered }: Judged): string[] {
  const { id, variant, severity, family, since, explains } = finding;
  const remedies = offered.get(finding) ?? [];
  const head = `  ${variant === undefined ? id : `${id} (${variant})`}: ${severity}, ${family}${since === undefined ? "" : `, for ${ageOf(since, takenAt)}`}`;
  const evidence = finding.evidence.map((item) => [item.fact, told(item, takenAt), ageOf(item.at, takenAt), item.source ?? ""]);
  return [
    head,
    ...aligned(evidence, "    "),
    ...(explains.length === 0 ? [] : [`    explains  ${explains.map((each) => each.id).join(", ")}`]),
    `    to do     ${remedies.length === 0 ? "nothing from here" : remedies.join(", ")}`,
  ];
}

function verdictOf({ diagnosis: { verdict } }: Judged): string {
  if (verdict.kind === "finding") return verdict.finding.severity;
  if (verdict.kind === "healthy") return "healthy";
  return `can't tell: ${verdict.reason}${verdict.check === undefined ? "" : ` (${verdict.check})`}`;
}

/** One file for people: each lock with its findings, what they rest on (value, age, source), and what can be done. */
export function asText(file: string, home: HomeView, locks: readonly Judged[]): string {
  const who = home.user?.is_admin === true ? "an administrator" : "a plain user";
  const at = isoTime(time(home.takenAt))
    ?.replace(/:\d\d\.\d+Z/, " UTC")
    .replace("T", " ");
  const lines = [`${file}: ${locks.length === 1 ? "1 lock" : `${locks.length} locks`}, recorded ${at} by ${who}`];
  if (locks.length === 0) lines.push("", NO_LOCK);
  for (const lock of locks) {
    const { name, entityId, adapterId } = lock.diagnosis.lock;
    lines.push("", `${name}: ${verdictOf(lock)}  [${entityId}, ${adapterId}]`);
    for (const finding of lock.diagnosis.findings) lines.push(...findingLines(finding, lock));
  }
  return `${lines.join("\n")}\n`;
}
