import { known } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { DeepAdapter, Plan, Planner, Step } from "../adapter.ts";
import { list, number, record, text } from "../home.ts";
import type { LockRef, LockView, Want } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { identifier } from "../zigbee2mqtt.ts";
import { answerAbout } from "./shared.ts";

/** The lock's address in its Zigbee network: `0x…`. */
const ieee = (ref: LockRef) => identifier(ref)?.slice("zigbee2mqtt_".length);

const SUBSCRIBE = "mqtt/subscribe";

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

function read(view: LockView): FactSet {
  const base = baseTopic(view);
  const address = ieee(view.ref)?.toLowerCase();
  if (base === undefined || address === undefined) return {};
  const { state, at } = record(record(answerAbout(view, SUBSCRIBE, "topic", `${base}/bridge/devices`)?.result)[address]);
  if (state === undefined) return {};
  const interview = { complete: state === "SUCCESSFUL", outdated: false, running: state === "IN_PROGRESS" };
  return factSet({ interview: known(interview, { at: number(at) }) });
}

/** Zigbee2MQTT: its own requests, answers and list of devices, through Home Assistant's MQTT. */
export const zigbee2mqtt: DeepAdapter = {
  id: "zigbee2mqtt",
  wants(view): readonly Want[] {
    const base = baseTopic(view);
    if (base === undefined) return [];
    return [
      { mode: "stream", request: { type: SUBSCRIBE, topic: `${base}/bridge/devices` }, keep: keepDevices },
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
