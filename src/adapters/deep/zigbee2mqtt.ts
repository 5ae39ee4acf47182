import { defined } from "../../core/defined.ts";
import { known } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { DeepAdapter, Plan, Planner, Step } from "../adapter.ts";
import { list, number, record, text } from "../home.ts";
import type { Answer } from "../home.ts";
import type { LockRef, LockView, Want } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { identifier } from "../zigbee2mqtt.ts";
import { answerAbout, whereNewer } from "./shared.ts";

/** The lock's address in its Zigbee network: `0x…`. */
const ieee = (ref: LockRef) => identifier(ref)?.slice("zigbee2mqtt_".length);

const SUBSCRIBE = "mqtt/subscribe";

const DAY = 24 * 3_600_000;

/** Times that are kept of one device: a link that often has broken long before. */
const MOST_REJOINS = 99;

/** Seconds for which a Zigbee network can be open at most. */
const OPEN_FOR = 254;

/**
 * Zigbee2MQTT's base topic, with which the unique ids of all its entities end. It is never guessed: without it nothing is sent.
 * The ids of a lock with several bolts can be cut in two ways, so that all of them have to agree.
 */
export function baseTopic({ home, ref }: LockView): string | undefined {
  const own = text(home.registry?.[ref.entityId]?.unique_id) ?? "";
  const ids = [own, ...[...ref.siblings, ...ref.hubSiblings].map(({ uniqueId }) => uniqueId)].filter((id) => id !== "");
  const named = ids.flatMap((id) => /^(?:bridge_0x[0-9a-f]+_connection_state|0x[0-9a-f]+_lock)_(.+)$/i.exec(id)?.[1] ?? []);
  const ours = ids.filter((id) => /^(bridge_)?0x[0-9a-f]+_/i.test(id));
  const base = named.find((name) => ours.every((id) => id.endsWith(`_${name}`)));
  return base === undefined || /[#+]/.test(base) ? undefined : base;
}

/** What stands in an MQTT message, if it came on one of these topics. */
function contentOf(event: unknown, ...topics: readonly string[]): { readonly [field: string]: unknown } | undefined {
  const { topic, payload } = record(event);
  if (!topics.includes(text(topic) ?? "")) return undefined;
  try {
    return record(JSON.parse(text(payload) ?? ""));
  } catch {
    return undefined;
  }
}

/** Zigbee2MQTT's answer to the request of this transaction. */
function answerStep(transaction: string, answer: { readonly [field: string]: unknown } | undefined): Step | undefined {
  if (answer?.["transaction"] !== transaction) return undefined;
  const message = text(answer["error"]);
  if (answer["status"] === "ok") return { kind: "done" };
  return message === undefined ? { kind: "failed" } : { kind: "failed", message };
}

interface Asking {
  readonly base: string;
  readonly address: string;
  /** By which the answer is told from those to others. */
  readonly transaction: string;
}

/** What a request needs; undefined where it could not reach Zigbee2MQTT. */
function asking(view: LockView): Asking | undefined {
  const base = baseTopic(view);
  const address = ieee(view.ref);
  const bridge = view.findAtHub({ domain: "binary_sensor", deviceClass: "connectivity" });
  if (base === undefined || address === undefined || (bridge && view.state(bridge.entityId)?.state === "off")) return undefined;
  return { base, address, transaction: `lock-health-${address}-${view.now}` };
}

/** A request to Zigbee2MQTT, sent once somebody listens to what comes of it. */
function request(
  { base, transaction }: Asking,
  path: string,
  content: object,
  watched: string,
  read: (event: unknown) => Step | undefined,
): Plan & { readonly kind: "stream" } {
  return {
    kind: "stream",
    request: { type: SUBSCRIBE, topic: `${base}/bridge/${watched}` },
    admin: true,
    read,
    then: {
      domain: "mqtt",
      service: "publish",
      data: { topic: `${base}/bridge/request/${path}`, payload: JSON.stringify({ ...content, transaction }) },
    },
  };
}

/** Requests whose answer is their end. */
const ANSWERED = ["device/interview", "device/configure", "restart"] as const;

function requestAndAnswer(path: (typeof ANSWERED)[number], contentFor: (asked: Asking) => object): Planner {
  return (view) => {
    const asked = asking(view);
    if (!asked) return undefined;
    const topic = `${asked.base}/bridge/response/${path}`;
    return request(asked, path, contentFor(asked), `response/${path}`, (event) =>
      answerStep(asked.transaction, contentOf(event, topic)),
    );
  };
}

/**
 * How far a lock with this address has come in joining. One that Zigbee2MQTT still knows in full is not interviewed again: its
 * announcement is then all there is. A failed interview is not the end: the network stays open, and it may be tried again.
 */
function joining(address: string, event: { readonly [field: string]: unknown } | undefined): Step | undefined {
  const { ieee_address: who, status } = record(event?.["data"]);
  if (text(who)?.toLowerCase() !== address.toLowerCase()) return undefined;
  switch (event?.["type"]) {
    case "device_joined":
      return { kind: "progress", stage: "joined" };
    case "device_announce":
      return { kind: "done" };
    case "device_interview":
      return status === "successful" ? { kind: "done" } : { kind: "progress", stage: "interview" };
    default:
      return undefined;
  }
}

const rejoin: Planner = (view) => {
  const asked = asking(view);
  if (!asked) return undefined;
  const { base, address, transaction } = asked;
  // The answer and what happens in the network come on two topics, and a plan has one subscription. A quick answer may be
  // missed for it, which is no loss: only what goes wrong is told by it, and that takes longer.
  const plan = request(asked, "permit_join", { time: OPEN_FOR }, "#", (event) => {
    const opened = answerStep(transaction, contentOf(event, `${base}/bridge/response/permit_join`));
    if (opened) return opened.kind === "done" ? { kind: "progress" } : opened;
    return joining(address, contentOf(event, `${base}/bridge/event`));
  });
  // A lock that comes back by itself says nothing of joining: it only reports.
  return { ...plan, early: true };
};

/** The locks of Zigbee2MQTT's list of devices by their addresses: how far each is known, and since when it is so. */
interface Known {
  readonly [address: string]: { readonly state: string; readonly at: number };
}

function keepDevices(result: unknown, before: unknown, at: number): Known {
  const { payload } = record(result);
  const found: { [address: string]: Known[string] } = {};
  let rows: unknown;
  try {
    rows = JSON.parse(text(payload) ?? "");
  } catch {
    return record(before) as Known;
  }
  for (const row of list(rows)) {
    const { ieee_address: address, interview_state: told, interviewing, interview_completed: completed } = record(row);
    const id = text(address)?.toLowerCase();
    // The two flags are those of before Zigbee2MQTT 2.
    const state = text(told) ?? (interviewing === true ? "IN_PROGRESS" : completed === true ? "SUCCESSFUL" : undefined);
    if (id === undefined || state === undefined) continue;
    const was = record(record(before)[id]);
    found[id] = { state, at: was["state"] === state && state !== "SUCCESSFUL" ? (number(was["at"]) ?? at) : at };
  }
  return found;
}

/** A device in Zigbee2MQTT's report on its health: its counters, which grow from Zigbee2MQTT's start on, and what follows. */
interface Counted {
  readonly messages: number;
  readonly leaves: number;
  /** How often it had another address in its network than before, which it gets when it joins anew. */
  readonly moves: number;
  /** The device was heard after this, epoch ms. */
  readonly heard?: number;
  /** When it was seen to have left or come back, epoch ms, ascending. */
  readonly rejoined: readonly number[];
}

const NOT_COUNTED: Counted = { messages: 0, leaves: 0, moves: 0, rejoined: [] };

interface Health {
  /** Of the newest report, epoch ms. */
  readonly at: number;
  /** Of the first one, from which on was counted. */
  readonly since: number;
  readonly devices: { readonly [address: string]: Counted };
}

/** What was kept. It may come from a recorded home, so that it is looked at. */
function healthIn(kept: unknown): Health | undefined {
  const { at, since, devices } = record(kept);
  return typeof at === "number" && typeof since === "number"
    ? { at, since, devices: record(devices) as Health["devices"] }
    : undefined;
}

/** How much a counter has grown. One that has fallen was begun anew, and all of it is new. */
const growth = (now: number, before: number) => (now < before ? now : now - before);

/**
 * Takes a report, which Zigbee2MQTT makes every ten minutes (its option `health.interval`) and leaves on the broker. Of a
 * counter only its growth from one report to the next is looked at: how long it was counted before nobody knows.
 */
export function keepHealth(result: unknown, before: unknown, at: number): Health | undefined {
  const was = healthIn(before);
  const { payload } = record(result);
  let told;
  try {
    told = record(JSON.parse(text(payload) ?? ""));
  } catch {
    return was;
  }
  // One that lay on the broker is as old as it says. By a clock that is ahead it would be from the time to come.
  const made = Math.min(at, number(told["response_time"]) ?? at);
  const devices = Object.entries(record(told["devices"])).map(([address, row]): [string, Counted] => {
    const count = (name: string) => Math.max(0, number(record(row)[name]) ?? 0);
    const now = { messages: count("messages"), leaves: count("leave_count"), moves: count("network_address_changes") };
    const id = address.toLowerCase();
    if (!was) return [id, { ...now, rejoined: [] }];
    // Who is in none of the earlier reports had not been heard by then.
    const { messages, leaves, moves, heard, rejoined } = was.devices[id] ?? NOT_COUNTED;
    // Who leaves and comes back has another address then: that is once, not twice.
    const times = Math.max(growth(now.leaves, leaves), growth(now.moves, moves));
    const recent = [...rejoined, ...Array.from({ length: Math.min(times, MOST_REJOINS) }, () => made)].slice(-MOST_REJOINS);
    return [
      id,
      {
        ...now,
        ...defined({ heard: growth(now.messages, messages) > 0 ? was.at : heard }),
        rejoined: recent.filter((each) => made - each < DAY),
      },
    ];
  });
  // Zigbee2MQTT tells of those that it has heard since its start.
  const silent = Object.entries(was?.devices ?? {}).map(([id, { heard, rejoined }]): [string, Counted] => [
    id,
    { ...NOT_COUNTED, ...defined({ heard }), rejoined },
  ]);
  return { at: made, since: was?.since ?? made, devices: Object.fromEntries([...silent, ...devices]) };
}

function healthFacts({ now }: LockView, answer: Answer | undefined, address: string): FactSet {
  const health = healthIn(answer?.result);
  const counted = health?.devices[address];
  if (!health || !counted || health.at === health.since) return {};
  const { heard, rejoined } = counted;
  return factSet({
    last_seen: heard === undefined ? undefined : known(heard, { at: heard }),
    rejoins: known(list(rejoined).filter((each) => now - (number(each) ?? 0) < DAY).length, { at: health.at }),
  });
}

function interviewFacts(answer: Answer | undefined, address: string): FactSet {
  const { state, at } = record(record(answer?.result)[address]);
  if (state === undefined) return {};
  const interview = { complete: state === "SUCCESSFUL", outdated: false, running: state === "IN_PROGRESS" };
  return factSet({ interview: known(interview, { at: number(at) }) });
}

function read(view: LockView, facts: FactSet): FactSet {
  const base = baseTopic(view);
  const address = ieee(view.ref)?.toLowerCase();
  if (base === undefined || address === undefined) return {};
  const about = (topic: string) => answerAbout(view, SUBSCRIBE, "topic", `${base}/bridge/${topic}`);
  return { ...interviewFacts(about("devices"), address), ...whereNewer(healthFacts(view, about("health"), address), facts) };
}

/** Zigbee2MQTT: its own requests, answers, list of devices and health, through Home Assistant's MQTT. */
export const zigbee2mqtt: DeepAdapter = {
  id: "zigbee2mqtt",
  wants(view): readonly Want[] {
    const base = baseTopic(view);
    if (base === undefined) return [];
    return [
      { mode: "stream", request: { type: SUBSCRIBE, topic: `${base}/bridge/devices` }, keep: keepDevices },
      { mode: "stream", request: { type: SUBSCRIBE, topic: `${base}/bridge/health` }, keep: keepHealth },
      // Home Assistant subscribes at the broker some 100 ms after it says so, and some answers take less. To a topic that it
      // hears already, without wildcards, it hands on what comes at once: so these stand for those of the plans.
      ...ANSWERED.map((path): Want => ({
        mode: "stream",
        request: { type: SUBSCRIBE, topic: `${base}/bridge/response/${path}` },
        keep: () => null,
      })),
    ];
  },
  read,
  plans: {
    reinterview: requestAndAnswer("device/interview", ({ address }) => ({ id: address })),
    reconfigure: requestAndAnswer("device/configure", ({ address }) => ({ id: address })),
    restart_hub: requestAndAnswer("restart", () => ({})),
    rejoin,
  },
};
