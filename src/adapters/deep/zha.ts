import { defined } from "../../core/defined.ts";
import { known, valueOf } from "../../core/fact.ts";
import type { FactSet } from "../../core/fact.ts";
import type { DeepAdapter, Planner, Step } from "../adapter.ts";
import { number, record, text, time } from "../home.ts";
import type { LockRef, LockView } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { answerAbout, whereNewer } from "./shared.ts";

const DEVICE = "zha/device";

const MINUTE = 60_000;

/** Seconds for which a Zigbee network can be open at most. */
const OPEN_FOR = 254;

/** The lock's address in its Zigbee network. */
function address(ref: LockRef): string | undefined {
  return text(ref.device?.identifiers?.find(([domain]) => domain === "zha")?.[1]);
}

interface Row {
  readonly available: boolean;
  readonly lqi?: number;
  readonly rssi?: number;
  /** What ZHA's clock showed, read as if it were UTC, epoch ms. */
  readonly shown?: number;
  /** When this row came, epoch ms. */
  readonly at: number;
  /** Ms by which ZHA's clock is ahead of UTC, once that is known. */
  readonly ahead?: number;
}

/** Ms between two rows within which a new time of day tells by its own how far ahead ZHA's clock is. */
const SOON = 5 * MINUTE;
/** All time zones lie on quarters of an hour. */
const QUARTER = 15 * MINUTE;

/**
 * Keeps what is used of a device's row. ZHA writes when it last heard the device by the clock on its wall, without a zone, so
 * that the time is known only after it has been seen to change: then it lies between two rows.
 */
export function keepRow(result: unknown, before: unknown, at: number): Row {
  const { available, lqi, rssi, last_seen: seen } = record(result);
  const was = record(before);
  const told = text(seen);
  const shown = told !== undefined && /T[\d:.]+$/.test(told) ? time(`${told}Z`) : undefined;
  const previous = number(was["shown"]);
  const changed = shown !== undefined && previous !== undefined && shown !== previous && at - (number(was["at"]) ?? 0) <= SOON;
  const ahead = changed ? Math.round((shown - at) / QUARTER) * QUARTER : number(was["ahead"]);
  return {
    // A device that was never heard has the present time there, again and again.
    available: available === true,
    at,
    ...defined({ lqi: number(lqi), rssi: number(rssi), shown, ahead }),
  };
}

function read(view: LockView, facts: FactSet): FactSet {
  const ieee = address(view.ref);
  const answer = ieee === undefined ? undefined : answerAbout(view, DEVICE, "ieee", ieee);
  const { available, lqi, rssi, shown, ahead } = record(answer?.result) as Partial<Row>;
  if (available === undefined) return {};
  const seen = available && shown !== undefined && ahead !== undefined ? Math.min(shown - ahead, view.now) : undefined;
  const origin = { at: seen };
  const found = whereNewer(
    factSet({
      last_seen: seen === undefined ? undefined : known(seen, origin),
      link_quality: lqi === undefined ? undefined : known(lqi, origin),
      signal: rssi === undefined ? undefined : known(rssi, origin),
    }),
    facts,
  );
  // Since when, its entity knows better.
  return available || valueOf(facts.lock_available) === false ? found : { ...found, lock_available: known(false) };
}

/** ZHA says the same after a failed re-interview, so that only the check can tell what became of it. */
function configured(event: unknown): Step | undefined {
  switch (record(event)["type"]) {
    case "zha_channel_bind":
    case "zha_channel_configure_reporting":
      return { kind: "progress", stage: "configure" };
    case "zha_channel_cfg_done":
      return { kind: "done" };
    default:
      return undefined;
  }
}

const reconfigure: Planner = ({ ref }) => {
  const ieee = address(ref);
  return ieee === undefined
    ? undefined
    : { kind: "stream", request: { type: "zha/devices/reconfigure", ieee }, admin: true, read: configured };
};

const rejoin: Planner = ({ ref }) => {
  const ieee = address(ref);
  if (ieee === undefined) return undefined;
  return {
    kind: "stream",
    // Without an address: with one, only that device would let others in, and the lock is no router.
    request: { type: "zha/devices/permit", duration: OPEN_FOR },
    admin: true,
    read(event) {
      const { type, device_info: device } = record(event);
      if (text(record(device)["ieee"])?.toLowerCase() !== ieee.toLowerCase()) return undefined;
      switch (type) {
        case "device_joined":
          return { kind: "progress", stage: "joined" };
        case "raw_device_initialized":
          return { kind: "progress", stage: "interview" };
        case "device_fully_initialized":
          return { kind: "done" };
        default:
          return undefined;
      }
    },
  };
};

/** ZHA, whose locks any lock's adapter reads: what its radio knows of them, and setting them up again. */
export const zha: DeepAdapter = {
  id: "zha",
  wants({ ref }) {
    const ieee = address(ref);
    return ieee === undefined
      ? []
      : [{ mode: "call", request: { type: DEVICE, ieee }, on: [ref.entityId], every: MINUTE, gap: 5_000, keep: keepRow }];
  },
  read,
  plans: { reconfigure, rejoin },
};
