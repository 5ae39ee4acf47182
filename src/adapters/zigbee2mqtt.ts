import { known } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import type { Adapter } from "./adapter.ts";
import { list, number, record, text, time } from "./home.ts";
import type { LockRef, LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants } from "./shared/wants.ts";
import { last } from "../core/last.ts";

const DEVICE = /^zigbee2mqtt_0x[0-9a-f]+$/i;

/** Name of the lock among MQTT's devices: `zigbee2mqtt_` and its address. */
export function identifier(ref: LockRef): string | undefined {
  return ref.device?.identifiers?.find(([domain, id]) => domain === "mqtt" && DEVICE.test(id ?? ""))?.[1];
}

/**
 * The fields of a lock's message that are looked at. A message may also hold a `pin_code`: the text is never parsed as a
 * whole, and only these fields are taken out of it.
 */
const FIELDS = ["lock_state", "door_state", "action", "action_source_name", "linkquality", "last_seen"] as const;

interface Message {
  /** Epoch ms at which Home Assistant got it. */
  readonly at: number;
  readonly fields: { readonly [Name in (typeof FIELDS)[number]]?: string };
}

function pick(payload: string): Message["fields"] {
  const found: { [name: string]: string } = {};
  for (const field of FIELDS) {
    const [, quoted, plain] = new RegExp(`"${field}"\\s*:\\s*(?:"([^"\\\\]*)"|(-?[0-9.]+))`).exec(payload) ?? [];
    const value = quoted ?? plain;
    if (value !== undefined) found[field] = value;
  }
  return found;
}

/**
 * Home Assistant works out the time of a message anew for each entity and each call, so that it wavers by microseconds
 * (measured), and over days with the clock. Equal messages that close are one.
 */
const SAME = 1_000;

/** The messages, oldest first, each once. */
function each(all: readonly Message[]): Message[] {
  const seen = new Map<string, number>();
  return [...all]
    .sort((a, b) => a.at - b.at)
    .filter(({ at, fields }) => {
      const key = JSON.stringify(fields);
      const before = seen.get(key);
      if (before !== undefined && at - before <= SAME) return false;
      seen.set(key, at);
      return true;
    });
}

/** Messages about the lock itself, oldest first, each once. */
function messages(result: unknown): Message[] {
  const found: Message[] = [];
  for (const entity of list(record(result)["entities"]))
    for (const subscription of list(record(entity)["subscriptions"])) {
      const topic = text(record(subscription)["topic"]) ?? "";
      if (topic.endsWith("/availability") || topic.includes("/bridge/")) continue;
      for (const row of list(record(subscription)["messages"])) {
        const { payload, time: when, retain } = record(row);
        const at = time(when);
        if (at === undefined || retain === true || typeof payload !== "string") continue;
        const fields = pick(payload);
        if (Object.keys(fields).length > 0) found.push({ at, fields });
      }
    }
  return each(found);
}

/** Home Assistant keeps the last ten messages of a topic; here a few more, so that a burst of wrong codes is seen whole. */
const KEPT = 40;

/**
 * Reduces `mqtt/device/debug_info` to the fields above, in the same shape: nothing else of it is ever kept. Older messages
 * that Home Assistant has dropped since stay.
 */
function withoutCodes(result: unknown, before: unknown): unknown {
  return {
    entities: [
      {
        subscriptions: [
          {
            topic: "device",
            messages: each([...messages(before), ...messages(result)])
              .slice(-KEPT)
              .map(({ at, fields }) => ({ time: new Date(at).toISOString(), payload: JSON.stringify(fields) })),
          },
        ],
      },
    ],
  };
}

const WRONG_CODE = /invalid_(pin|code|rfid)|failure_invalid/i;

function readMessages(view: LockView): FactSet {
  const answer = view.answer("mqtt/device/debug_info");
  if (!answer || answer.error) return {};
  const all = messages(answer.result);
  const latest = last(all);
  const source = view.ref.entityId;
  const newest = (field: keyof Message["fields"]) => last(all, ({ fields }) => fields[field] !== undefined);
  const times = (pattern: RegExp) => all.filter(({ fields }) => pattern.test(fields.action ?? "")).map(({ at }) => at);
  const position = newest("lock_state")?.fields.lock_state;
  const otherwise = last(all, ({ fields }) => fields.lock_state !== undefined && fields.lock_state !== position);
  const positionAt = all.find(({ at, fields }) => fields.lock_state === position && at >= (otherwise?.at ?? 0))?.at;
  const wrong = times(WRONG_CODE);
  // "lock" and "unlock" are also what a command by radio reports.
  const byKeypad = ({ fields }: Message) =>
    /^keypad_(un)?lock$/.test(fields.action ?? "") ||
    (/^(un)?lock$/.test(fields.action ?? "") && fields.action_source_name === "keypad");
  const used = last(all, byKeypad)?.at;
  const seen = Math.max(latest?.at ?? 0, time(newest("last_seen")?.fields.last_seen) ?? 0);
  const quality = newest("linkquality");
  const level = number(quality?.fields.linkquality);
  return factSet({
    last_seen: seen === 0 ? undefined : known(seen, { at: seen }),
    link_quality: quality && level !== undefined ? known(level, { at: quality.at }) : undefined,
    fully_locked: position === undefined ? undefined : known(position !== "not_fully_locked", { at: positionAt, source }),
    jam_flag: jamFlag(all, source),
    wrong_code_events: known<readonly number[]>(wrong, { at: last(wrong) }),
    keypad_used: used === undefined ? undefined : known(used, { at: used }),
  });
}

const JAM = /jam/i;
const ARRIVED: ReadonlySet<string | undefined> = new Set(["locked", "unlocked"]);

/** Jammed since the first message that says so, until the door is reported well again, or the bolt arrives somewhere. */
function jamFlag(all: readonly Message[], source: string): Fact<boolean> | undefined {
  let flag: Fact<boolean> | undefined;
  let before: Message["fields"] = {};
  for (const { at, fields } of all) {
    const jammed = flag?.kind === "known" && flag.value;
    // Each message repeats what was reported before, so only a change tells of a movement.
    const arrived = ARRIVED.has(fields.lock_state) && fields.lock_state !== before.lock_state;
    const well = fields.door_state !== undefined && fields.door_state !== before.door_state;
    if (JAM.test(fields.action ?? "") || JAM.test(fields.door_state ?? "")) flag = jammed ? flag : known(true, { at, source });
    else if (jammed && (arrived || well)) flag = known(false, { at, source });
    else if (!flag && fields.door_state !== undefined) flag = known(false, { source });
    before = { ...before, ...fields };
  }
  return flag;
}

/** The newest sign of life among the lock's own entities since Home Assistant started: retained values come all at once then. */
function lastReport(view: LockView): Fact<number> | undefined {
  const times = [
    view.ref.entityId,
    ...view.ref.siblings.filter(({ domain }) => domain !== "button").map(({ entityId }) => entityId),
  ].flatMap((entityId) => {
    const state = view.state(entityId);
    return state && state.state !== "unavailable" && state.state !== "unknown" ? (time(state.last_updated) ?? []) : [];
  });
  const newest = Math.max(...times);
  return times.length === 0 ? undefined : known(newest, { at: newest });
}

function read(view: LockView): FactSet {
  const gone = view.lock?.state === "unavailable";
  const bridge = view.flag(view.findAtHub({ domain: "binary_sensor", deviceClass: "connectivity" }));
  const position = view.sensor((word) => word !== "not_fully_locked", { uniqueId: /_lock_state_/ });
  const told = readMessages(view);
  const lastSeen = view.sensor(time, { uniqueId: /_last_seen_/ }) ?? told.last_seen ?? lastReport(view);
  return {
    ...commonFacts(view),
    ...boltFacts(view),
    ...told,
    ...factSet({
      // Zigbee2MQTT's availability is off by default: then "available" only means that its bridge is there.
      lock_available: gone ? availability(view) : undefined,
      radio: known("zigbee"),
      last_seen: lastSeen,
      link_quality: view.measure({ uniqueId: /_linkquality_/ }) ?? told.link_quality,
      hub_online: bridge?.kind === "known" ? bridge : undefined,
      fully_locked: position ?? told.fully_locked,
    }),
  };
}

/** Zigbee locks, through Zigbee2MQTT and Home Assistant's MQTT. */
export const zigbee2mqtt: Adapter = {
  id: "zigbee2mqtt",
  recognises: (ref) => ref.platform === "mqtt" && identifier(ref) !== undefined,
  read,
  wants(view) {
    if (view.deviceId === undefined) return commonWants(view);
    const own = view.ref.siblings
      .filter(({ domain }) => domain === "sensor" || domain === "binary_sensor")
      .map(({ entityId }) => entityId);
    return [
      ...commonWants(view),
      {
        mode: "call",
        request: { type: "mqtt/device/debug_info", device_id: view.deviceId },
        on: [view.ref.entityId, ...own],
        every: 5 * 60_000,
        gap: 2_000,
        keep: withoutCodes,
      },
    ];
  },
  // A plain user can send nothing to Zigbee2MQTT but through entities; a restart button of the lock's device is its own.
  plans: commonPlans,
};
