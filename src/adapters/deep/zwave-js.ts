import { defined } from "../../core/defined.ts";
import { known } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import { last } from "../../core/last.ts";
import type { DeepAdapter, Planner } from "../adapter.ts";
import { list, number, record, text } from "../home.ts";
import type { LockRef, LockView, Want } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { NOT_DBM, isLongRange } from "../zwave-js.ts";
import { whereNewer } from "./shared.ts";

const STATISTICS = "zwave_js/subscribe_node_statistics";
const PARAMETERS = "zwave_js/get_config_parameters";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Least ms between two samples that are kept: a day of them is some hundred. */
const APART = 5 * MINUTE;
/** Ms over which losses are counted at least: a burst of interference is not the link. */
const LEAST_WINDOW = 10 * MINUTE;
/** Commands that are counted at least. With less, one lost by chance would be a tenth, and the lock called weak for it. */
const LEAST_COMMANDS = 20;

/** The driver's counters for one lock, which grow from its start on. */
interface Sample {
  /** Epoch ms. */
  readonly at: number;
  /** Commands that the lock has taken. */
  readonly sent: number;
  readonly received: number;
  /** Commands that could not be delivered. */
  readonly dropped: number;
  /** Commands that were taken, and to which no answer came. */
  readonly unanswered: number;
}

interface Statistics {
  /** Oldest first, of the last day. */
  readonly samples: readonly Sample[];
  /** When a message last went from or to the lock, epoch ms. Not known from the first sample alone: it may be old. */
  readonly heard?: number;
  readonly roundTrip?: number;
  readonly signal?: number;
  readonly repeaters?: number;
}

const COUNTERS = ["sent", "received", "dropped", "unanswered"] as const;

/** What was kept. It may come from a recorded home, so that it is looked at. */
function kept(result: unknown): Statistics {
  const { samples, heard, roundTrip, signal, repeaters } = record(result);
  const sound = list(samples).filter((each) => ["at", ...COUNTERS].every((name) => typeof record(each)[name] === "number"));
  const figures = { heard: number(heard), roundTrip: number(roundTrip), signal: number(signal), repeaters: number(repeaters) };
  return { samples: sound as readonly Sample[], ...defined(figures) };
}

/** Makes one event of the statistics into a sample, and puts it to those of before. Counters that fall have begun anew. */
export function keepStatistics(result: unknown, before: unknown, at: number): Statistics {
  const told = record(result);
  const count = (name: string) => Math.max(0, number(told[name]) ?? 0);
  const sample: Sample = {
    at,
    sent: count("commands_tx"),
    received: count("commands_rx"),
    dropped: count("commands_dropped_tx"),
    unanswered: count("timeout_response"),
  };
  const { samples, heard } = kept(before);
  const newest = last(samples);
  const anew = newest !== undefined && COUNTERS.some((name) => sample[name] < newest[name]);
  const earlier = anew ? [] : samples.filter((each) => at - each.at <= DAY);
  const [one, two] = earlier.slice(-2);
  if (one && two && two.at - one.at < APART) earlier.pop();
  const spoke = newest !== undefined && !anew && (sample.sent > newest.sent || sample.received > newest.received);
  const route = record(told["lwr"]);
  const dbm = [route["rssi"], told["rssi"]].map(number).find((value) => value !== undefined && !NOT_DBM.has(value));
  return {
    samples: [...earlier, sample],
    ...defined({
      heard: spoke ? at : heard,
      roundTrip: number(told["rtt"]),
      signal: dbm,
      repeaters: Array.isArray(route["repeaters"]) ? list(route["repeaters"]).length : undefined,
    }),
  };
}

/** Percent of lost commands over the shortest time until now in which enough were sent. */
function lostCommands({ samples }: Statistics): number | undefined {
  const now = last(samples);
  if (!now) return undefined;
  const tried = (sample: Sample) => sample.sent + sample.dropped;
  const from = last(samples, (each) => now.at - each.at >= LEAST_WINDOW && tried(now) - tried(each) >= LEAST_COMMANDS);
  if (!from) return undefined;
  const lost = now.dropped - from.dropped + now.unanswered - from.unanswered;
  return Math.min(100, Math.round((100 * lost) / (tried(now) - tried(from))));
}

function linkFacts(view: LockView): FactSet {
  const statistics = kept(view.answer(STATISTICS)?.result);
  const { samples, heard: at, roundTrip, signal, repeaters } = statistics;
  const lost = lostCommands(statistics);
  return factSet({
    last_seen: at === undefined ? undefined : known(at, { at }),
    round_trip: roundTrip === undefined ? undefined : known(roundTrip, { at }),
    signal: signal === undefined ? undefined : known(signal, { at }),
    repeaters: repeaters === undefined || isLongRange(view) ? undefined : known(repeaters, { at }),
    lost_commands: lost === undefined ? undefined : known(lost, { at: last(samples)?.at }),
  });
}

/** Configuration parameters in which a model counts what its bolt has gone through. */
interface Wear {
  /** Manufacturer by its Z-Wave number. */
  readonly maker: number;
  readonly model: RegExp;
  readonly turns: readonly number[];
  readonly failed: readonly number[];
}

/**
 * All that count, by the device database of Z-Wave JS 15.29. Schlage: 12 turns by motor, 13 by hand, 14 failed ones, 17 ones
 * against a high load (only the ZP models). ABUS: 251 pulls of the latch, 252 turns to unlocked, 253 to locked.
 */
const WEAR: readonly Wear[] = [
  { maker: 0x003b, model: /^BE469$/i, turns: [12, 13], failed: [14] },
  { maker: 0x003b, model: /^BE46[89]ZP$/i, turns: [12, 13], failed: [14, 17] },
  { maker: 0x0409, model: /^CFA3010/i, turns: [251, 252, 253], failed: [] },
];

function wearOf({ device }: LockRef): Wear | undefined {
  const makers = (device?.identifiers ?? []).map(([, name]) => number(/^\d+-\d+-(\d+):/.exec(text(name) ?? "")?.[1]));
  return WEAR.find(({ maker, model }) => makers.includes(maker) && model.test(text(device?.model) ?? ""));
}

interface Counts {
  readonly values: { readonly [parameter: string]: number };
  /** When one of them was seen to grow, epoch ms: the driver hands out what it knows, however old. */
  readonly at?: number;
}

/** Of all parameters only the counters of `wear` are kept. */
function keepCounts(wear: Wear, result: unknown, before: unknown, now: number): Counts {
  const values: { [parameter: string]: number } = {};
  for (const row of Object.values(record(result))) {
    const { property, property_key: part, value } = record(row);
    const parameter = number(property) ?? -1;
    const count = number(value);
    if (count === undefined || count < 0 || (part !== null && part !== undefined)) continue;
    if (wear.turns.includes(parameter) || wear.failed.includes(parameter)) values[parameter] = count;
  }
  const was = record(before);
  const grown = was["values"] !== undefined && JSON.stringify(was["values"]) !== JSON.stringify(values);
  const at = grown ? now : number(was["at"]);
  return at === undefined ? { values } : { values, at };
}

function wearFacts(view: LockView): FactSet {
  const wear = wearOf(view.ref);
  const { values, at } = view.result(PARAMETERS);
  if (!wear || !values) return {};
  // A sum with a part missing would be a wrong one.
  const sum = (parameters: readonly number[]) => {
    const parts = parameters.flatMap((parameter) => number(record(values)[parameter]) ?? []);
    return parts.length === 0 || parts.length < parameters.length
      ? undefined
      : known(
          parts.reduce((all, part) => all + part, 0),
          { at: number(at) },
        );
  };
  return factSet({ turns: sum(wear.turns), failed_turns: sum(wear.failed) });
}

const rebuildRoutes: Planner = (view) => {
  const { deviceId } = view;
  if (deviceId === undefined || isLongRange(view)) return undefined;
  const ping = view.find({ domain: "button", translationKey: "ping" }, { domain: "button", uniqueId: /\.ping$/ });
  return {
    kind: "command",
    request: { type: "zwave_js/rebuild_node_routes", device_id: deviceId },
    admin: true,
    // The hub hands out the routes, and sends nothing by them: without a message there would be no figures.
    ...(ping && view.isAvailable(ping.entityId)
      ? { then: { domain: "button", service: "press", data: { entity_id: ping.entityId } } }
      : {}),
  };
};

const refreshValues: Planner = (view) =>
  view.deviceId === undefined || !view.isAvailable(view.ref.entityId)
    ? undefined
    : { kind: "command", request: { type: "zwave_js/refresh_node_values", device_id: view.deviceId }, admin: true };

/** Z-Wave JS: the driver's own figures about the radio, counters in the lock, routes. */
export const zwaveJs: DeepAdapter = {
  id: "zwave_js",
  wants({ deviceId, ref }) {
    if (deviceId === undefined) return [];
    const wear = wearOf(ref);
    const statistics: Want = {
      mode: "stream",
      request: { type: STATISTICS, device_id: deviceId },
      keep: keepStatistics,
    };
    const parameters: Want | undefined = wear && {
      mode: "call",
      request: { type: PARAMETERS, device_id: deviceId },
      every: DAY,
      keep: (result, before, at) => keepCounts(wear, result, before, at),
    };
    return parameters ? [statistics, parameters] : [statistics];
  },
  read: (view, facts) => ({ ...whereNewer(linkFacts(view), facts), ...wearFacts(view) }),
  plans: { rebuild_routes: rebuildRoutes, refresh_values: refreshValues },
};
