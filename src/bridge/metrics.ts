import { SEVERITIES } from "../core/check.ts";
import { readBattery } from "../core/battery.ts";
import { knownValues } from "../core/fact.ts";
import { rateLink } from "../core/link.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import { sound } from "../core/sound.ts";
import type { LockHealth } from "../runtime/home-health.ts";

/** What `/metrics` is served as. */
export const OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** States of `lock_health_verdict`, of which each lock has exactly one. */
export const VERDICT_STATES = ["healthy", ...SEVERITIES, "unknown"] as const;

/** Seconds: from a ping that is answered at once to an update over a slow radio. */
const JOB_BOUNDS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Seconds: 50 ms is what is promised at the median. */
const LATENCY_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Counts values by size, for an OpenMetrics histogram. */
export class Histogram {
  /** Upper bounds of its buckets, ascending, in the unit of the values; what is larger counts too. */
  readonly bounds: readonly number[];
  /** Values in each bucket; one more than there are bounds. */
  readonly counts: number[];
  /** Sum of all values. */
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  /** Adds a value of 0 or more; what is below, or no number, counts as 0, as times measured across a change of the clock are. */
  add(value: number): void {
    const sane = value > 0 && value < Infinity ? value : 0;
    const bucket = this.bounds.findIndex((bound) => sane <= bound);
    const index = bucket < 0 ? this.bounds.length : bucket;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += sane;
  }
}

interface RemedyFigures {
  readonly outcomes: Map<string, number>;
  readonly duration: Histogram;
}

/** What the bridge counts about itself while it runs. */
export class Figures {
  readonly remedies = new Map<RemedyId, RemedyFigures>();
  readonly latency = new Histogram(LATENCY_BOUNDS);

  /** A press of a remedy has ended: as confirmed, unverified, failed or refused, after so many ms. A refusal took no time. */
  remedyEnded(remedy: RemedyId, outcome: string, ms: number): void {
    const figures = this.remedies.get(remedy) ?? { outcomes: new Map<string, number>(), duration: new Histogram(JOB_BOUNDS) };
    this.remedies.set(remedy, figures);
    figures.outcomes.set(outcome, (figures.outcomes.get(outcome) ?? 0) + 1);
    if (outcome !== "refused") figures.duration.add(ms / 1_000);
  }

  /** What a change of state led to was handed to the broker, so many ms after it was heard of. */
  published(ms: number): void {
    this.latency.add(ms / 1_000);
  }
}

export interface MetricsInput {
  /** The home's id in the topic tree. */
  readonly home: string;
  readonly locks: readonly { readonly id: string; readonly health: LockHealth }[];
  readonly figures: Figures;
  readonly mqttConnected: boolean;
  readonly homeConnected: boolean;
  /** Resident memory of the process, bytes. */
  readonly residentBytes: number;
  /** Events that were given up while the broker was away, since the start. */
  readonly eventsDropped: number;
}

type Labels = { readonly [name: string]: string };

/** A metric family: its name ends in its unit, where it has one. */
interface Family {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram" | "stateset";
  readonly help: string;
  readonly unit?: string;
}

const VERDICT: Family = {
  name: "lock_health_verdict",
  type: "stateset",
  help: "The verdict on the lock: one of its states is 1.",
};
const FINDINGS: Family = {
  name: "lock_health_findings",
  type: "gauge",
  help: "1 for each finding that a lock has now; those that another one explains are left out.",
};
const BATTERY: Family = {
  name: "lock_health_battery_percent",
  type: "gauge",
  unit: "percent",
  help: "Battery level, where the reading is to be trusted.",
};
const LINK: Family = {
  name: "lock_health_link_mark",
  type: "gauge",
  help: "The lock's link from 0 (nothing) to 10: its worst part.",
};
const LINK_PART: Family = { name: "lock_health_link_part_mark", type: "gauge", help: "Each part of the link from 0 to 10." };
const REMEDIES: Family = { name: "lock_health_remedies", type: "counter", help: "Presses of remedies by how they ended." };
const JOBS: Family = {
  name: "lock_health_job_duration_seconds",
  type: "histogram",
  unit: "seconds",
  help: "Time from the beginning of a remedy to its outcome.",
};
const LATENCY: Family = {
  name: "lock_health_publish_latency_seconds",
  type: "histogram",
  unit: "seconds",
  help: "Time from a change of state in Home Assistant to what it led to being handed to the broker.",
};
const MQTT: Family = { name: "lock_health_mqtt_connected", type: "gauge", help: "1 while the broker is connected." };
const HOME: Family = { name: "lock_health_home_connected", type: "gauge", help: "1 while Home Assistant is connected." };
const DROPPED: Family = {
  name: "lock_health_events_dropped",
  type: "counter",
  help: "Events that were given up because the broker was away for too long.",
};
const MEMORY: Family = {
  name: "process_resident_memory_bytes",
  type: "gauge",
  unit: "bytes",
  help: "Resident memory of the bridge.",
};

const ESCAPES: { readonly [char: string]: string } = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };

const labelled = (labels: Labels) =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (char) => ESCAPES[char] ?? char)}"`)
    .join(",")}}`;

const numeral = (value: number) => (value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : String(value));

/** The verdict as one of `VERDICT_STATES`. */
function stateOf({ diagnosis: { verdict } }: LockHealth): (typeof VERDICT_STATES)[number] {
  return verdict.kind === "finding" ? verdict.finding.severity : verdict.kind;
}

/**
 * All figures as OpenMetrics 1.0 text. Each is labelled with the home; those of a lock with its `lock` (name) and `lock_id`,
 * and nothing else of the household. Counters begin at 0 with the process.
 */
export function openMetrics(input: MetricsInput): string {
  const { figures, locks } = input;
  const lines: string[] = [];
  const home = { home: input.home };
  const begin = ({ name, type, unit, help }: Family) => {
    lines.push(`# TYPE ${name} ${type}`);
    if (unit) lines.push(`# UNIT ${name} ${unit}`);
    lines.push(`# HELP ${name} ${help}`);
  };
  const sample = (name: string, labels: Labels, value: number) => lines.push(`${name}${labelled(labels)} ${numeral(value)}`);
  const each = (family: Family, rows: readonly (readonly [Labels, number])[]) => {
    if (rows.length === 0) return;
    begin(family);
    const name = family.type === "counter" ? `${family.name}_total` : family.name;
    for (const [labels, value] of rows) sample(name, { ...home, ...labels }, value);
  };
  const histogram = ({ name }: Family, labels: Labels, { bounds, counts, sum }: Histogram) => {
    let count = 0;
    counts.forEach((more, index) => {
      count += more;
      const bound = bounds[index] ?? Infinity;
      // The standard wants a bound to look like a number with a point, so that it is the same text everywhere.
      const le = Number.isInteger(bound) ? `${bound}.0` : numeral(bound);
      sample(`${name}_bucket`, { ...labels, le }, count);
    });
    sample(`${name}_count`, labels, count);
    sample(`${name}_sum`, labels, sum);
  };
  const ofLocks = (of: (health: LockHealth) => readonly (readonly [Labels, number])[]) =>
    locks.flatMap(({ id, health }) =>
      of(health).map(([labels, value]) => [{ lock: health.name, lock_id: id, ...labels }, value] as const),
    );
  const factsOf = ({ snapshot }: LockHealth) => knownValues(sound(snapshot.facts, snapshot.takenAt));

  each(
    VERDICT,
    ofLocks((health) => VERDICT_STATES.map((state) => [{ [VERDICT.name]: state }, Number(stateOf(health) === state)])),
  );
  each(
    FINDINGS,
    ofLocks(({ diagnosis }) => diagnosis.findings.map(({ id, family, severity }) => [{ family, severity, check: id }, 1])),
  );
  each(
    BATTERY,
    ofLocks((health) => {
      const reading = readBattery(factsOf(health));
      return reading.kind === "level" ? [[{}, reading.percent]] : [];
    }),
  );
  const links = new Map(locks.map(({ health }) => [health, rateLink(factsOf(health))]));
  each(
    LINK,
    ofLocks((health) => {
      const link = links.get(health);
      return link ? [[{}, link.mark]] : [];
    }),
  );
  each(
    LINK_PART,
    ofLocks((health) => (links.get(health)?.parts ?? []).map(({ fact, mark }) => [{ part: fact }, mark])),
  );
  each(
    REMEDIES,
    [...figures.remedies].flatMap(([remedy, { outcomes }]) =>
      [...outcomes].map(([outcome, count]) => [{ remedy, outcome }, count] as const),
    ),
  );
  if (figures.remedies.size > 0) {
    begin(JOBS);
    for (const [remedy, { duration }] of figures.remedies) histogram(JOBS, { ...home, remedy }, duration);
  }
  begin(LATENCY);
  histogram(LATENCY, home, figures.latency);
  each(MQTT, [[{}, Number(input.mqttConnected)]]);
  each(HOME, [[{}, Number(input.homeConnected)]]);
  each(DROPPED, [[{}, input.eventsDropped]]);
  each(MEMORY, [[{}, input.residentBytes]]);
  lines.push("# EOF");
  return `${lines.join("\n")}\n`;
}
