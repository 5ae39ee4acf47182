import { readBattery } from "../core/battery.ts";
import type { Diagnosis, Finding } from "../core/diagnose.ts";
import { knownValues, valueOf } from "../core/fact.ts";
import type { Remedy } from "../core/remedy.ts";
import type { LockSnapshot } from "../core/snapshot.ts";
import type { LockHealth } from "../runtime/home-health.ts";
import type { Params } from "../translations/localize.ts";
import type { Format } from "../translations/format.ts";

/** Everything that a finding's words may name. */
export function paramsOf(finding: Finding | undefined, snapshot: LockSnapshot, format: Format): Params {
  const { facts, lock, takenAt } = snapshot;
  const level = valueOf(facts.battery_level);
  const firmware = valueOf(facts.firmware);
  const since = finding?.since;
  const measures = Object.fromEntries(
    Object.entries(finding?.measures ?? {}).map(([name, value]) => [
      name,
      typeof value === "number" ? format.number(value) : String(value),
    ]),
  );
  return {
    lock: lock.name,
    hub: lock.hubName ?? lock.adapterId,
    entity: lock.entityId,
    level: level === undefined ? undefined : format.quantity(level, "%"),
    cells: valueOf(facts.battery_type),
    installed: firmware?.installed,
    latest: firmware?.latest,
    duration: since === undefined ? undefined : format.duration(takenAt - since),
    ...measures,
  };
}

/** The finding in one line. Special words for its variant, or for how long it lasts, go before the common ones. */
export function findingTitle(finding: Finding, snapshot: LockSnapshot, format: Format): string {
  const { localize } = format;
  const key = `checks.${finding.id}.title`;
  const params = paramsOf(finding, snapshot, format);
  if (finding.variant !== undefined && localize.has(`${key}_${finding.variant}`))
    return localize(`${key}_${finding.variant}`, params);
  return finding.since !== undefined && localize.has(`${key}_since`) ? localize(`${key}_since`, params) : localize(key, params);
}

/** What the finding means, with what else is known of it. */
export function findingText(finding: Finding, snapshot: LockSnapshot, format: Format): string {
  const { localize } = format;
  const key = `checks.${finding.id}.text`;
  const params = paramsOf(finding, snapshot, format);
  const special =
    finding.variant !== undefined && localize.has(`${key}_${finding.variant}`)
      ? `${key}_${finding.variant}`
      : params["cells"] !== undefined && localize.has(`${key}_cells`)
        ? `${key}_cells`
        : key;
  const sentences = [localize(special, params)];
  if (finding.id === "lock_unreachable") sentences.push(batteryWord(snapshot, format, params));
  return sentences.filter(Boolean).join(" ");
}

/** Whether the cells are to blame when a lock falls silent. */
function batteryWord(snapshot: LockSnapshot, { localize }: Format, params: Params): string {
  const reading = readBattery(knownValues(snapshot.facts));
  if (reading.kind !== "level") return "";
  const key = `checks.lock_unreachable.battery_${reading.percent > snapshot.settings.batteryLow ? "fine" : "low"}`;
  return localize.has(key) ? localize(key, params) : "";
}

/** The verdict in one line. */
export function verdictTitle({ diagnosis, snapshot }: Pick<LockHealth, "diagnosis" | "snapshot">, format: Format): string {
  const { verdict } = diagnosis;
  if (verdict.kind === "finding") return findingTitle(verdict.finding, snapshot, format);
  const key = `verdict.${verdict.kind}`;
  const special = verdict.kind === "unknown" ? `${key}_${verdict.reason}` : key;
  return format.localize(format.localize.has(special) ? special : key);
}

/** Why nothing can be said, for a lock whose verdict is unknown. */
export function doubtText(diagnosis: Diagnosis, { localize }: Format): string {
  const { verdict, lock } = diagnosis;
  if (verdict.kind !== "unknown") return "";
  const key = `verdict.text_${verdict.reason}`;
  return localize(localize.has(key) ? key : "verdict.unknown", {
    entity: lock.entityId,
    what: localize(`family.${verdict.family ?? "link"}`),
  });
}

/** The line under the lock's name: its state, and since when. */
export function stateLine(lock: LockHealth, format: Format, now: number): string {
  const { localize } = format;
  const { facts } = lock.snapshot;
  const state = facts.lock_state;
  if (state?.kind !== "known") return localize("state.unavailable");
  const word = localize(`state.${state.value}`);
  const unreachable = lock.diagnosis.outcomes.lock_unreachable?.status === "fail";
  const seen = valueOf(facts.last_seen);
  if (unreachable) {
    const heard = seen === undefined ? "" : `, ${localize("state.last_heard", { time: format.time(seen, now) })}`;
    return `${localize("state.last_known", { state: word })}${heard}`;
  }
  return state.at === undefined ? word : localize("state.since", { state: word, ago: format.ago(state.at, now) });
}

/** The words of a button. Guides share theirs, if they have none of their own; long ones come later than short ones. */
export function remedyWord({ id, kind }: Remedy, size: "label" | "short", { localize }: Format, params: Params): string {
  const sizes = size === "label" ? [size, "short"] : [size];
  const keys = [id, kind].flatMap((name) => sizes.map((each) => `remedies.${name}.${each}`));
  return localize(keys.find((key) => localize.has(key)) ?? "", params);
}
