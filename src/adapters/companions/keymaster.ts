import { known } from "../../core/fact.ts";
import type { Fact, FactSet } from "../../core/fact.ts";
import type { Companion } from "../adapter.ts";
import { answersTo, list, number, record, text, time } from "../home.ts";
import type { EntityState, HomeView } from "../home.ts";
import type { LockView, Want } from "../lock-view.ts";
import { factSet } from "../shared/facts.ts";
import { ageOf, codeFacts } from "./codes.ts";
import type { Slot } from "./codes.ts";

const DOMAIN = "keymaster";

/** Open to every user (its websocket.py). Of its answer only which lock it is about is kept. */
const METADATA = "keymaster/get_view_metadata";

const HOUR = 3_600_000;

/** Ms in which a code is still on its way: keymaster waits 60 s for the lock's word and looks once a minute (its const.py). */
const SENDING = 2 * 60_000;

/** Which lock an entry is about. Its first slot: only one that begins at 1 sees all codes of a lock. */
interface Entry {
  readonly entry: string;
  readonly lock: string;
  readonly first: number;
}

/**
 * The lock of an entry. Neither the device nor the entities of keymaster name it; the badges of its dashboard do, one of
 * which is the lock's own entity (its lovelace.py).
 */
export function entryOf(result: unknown): Entry | undefined {
  const { badges, config_entry_id: entry, slot_start: first } = record(result);
  const lock = list(badges)
    .map((badge) => text(record(badge)["entity"]))
    .find((entityId) => entityId?.startsWith("lock."));
  return lock === undefined || typeof entry !== "string" ? undefined : { entry, lock, first: number(first) ?? 0 };
}

function wants({ configEntries = [] }: HomeView): Want[] {
  return configEntries
    .filter(({ domain, disabled_by }) => domain === DOMAIN && !disabled_by)
    .map(({ entry_id }) => ({
      mode: "call",
      request: { type: METADATA, config_entry_id: entry_id },
      every: HOUR,
      keep: (result) => entryOf(result) ?? {},
    }));
}

/** What keymaster calls the entities of a slot. It does not translate them; neither keys nor classes tell them apart. */
const NAME = /Code Slot (\d+): (Sync Status|Active|Use Date Range Limits|Date Range End)$/;

type Slots = Map<string, { [name: string]: EntityState | undefined }>;

/** The entities of an entry's slots, by number and name. Texts, where the codes are, are passed over. */
function slotsOf({ states, entities, devices }: HomeView, entry: string): Slots {
  const isIts = (pair: readonly unknown[]) => pair[0] === DOMAIN && pair[1] === entry;
  const device = Object.values(devices).find((row) => (row?.identifiers ?? []).some(isIts))?.id;
  const slots: Slots = new Map();
  if (device === undefined) return slots;
  for (const entityId in entities) {
    const row = entities[entityId];
    if (row?.platform !== DOMAIN || row.device_id !== device || !/^(binary_sensor|sensor|switch|datetime)\./.test(entityId))
      continue;
    const state = states[entityId];
    const [, slot = "", name = ""] = NAME.exec(text(state?.attributes?.["friendly_name"]) ?? "") ?? [];
    if (slot !== "") slots.set(slot, { ...slots.get(slot), [name]: state });
  }
  return slots;
}

/** `Disconnected` is an empty slot that should be empty; a lock out of reach makes the sensor unavailable. */
function stands(entity: EntityState, now: number): Slot["stands"] {
  if (entity.state === "Synced" || entity.state === "Disconnected") return "synced";
  if (entity.state === "unavailable") return "unavailable";
  if (!/^(Out of Sync|Adding|Deleting)$/.test(entity.state)) return "unknown";
  return ageOf(entity, now) >= SENDING ? "unsynced" : "pending";
}

/** When the first of the codes in use ends: only those with a range of dates that is switched on. */
function firstEnd(slots: Slots, now: number): Fact<number> | undefined {
  const ends = [...slots.values()].flatMap((slot) => {
    const end = slot["Date Range End"];
    const at = time(end?.state);
    const counts = slot["Active"]?.state === "on" && slot["Use Date Range Limits"]?.state === "on";
    return end && counts && at !== undefined && at > now
      ? [known(at, { at: time(end.last_updated), source: end.entity_id })]
      : [];
  });
  return ends.sort((a, b) => a.value - b.value)[0];
}

function read(view: LockView): FactSet {
  const { home, ref, now } = view;
  const found = answersTo(METADATA, home.answers).find(({ result }) => record(result)["lock"] === ref.entityId);
  const { entry, first } = record(found?.result);
  if (typeof entry !== "string") return {};
  const slots = slotsOf(home, entry);
  const told = [...slots.values()].flatMap(({ "Sync Status": entity }): Slot[] =>
    entity ? [{ stands: stands(entity, now), set: entity.state === "Synced", entity }] : [],
  );
  return { ...codeFacts(told, { suspends: false, whole: first === 1 }), ...factSet({ code_ends: firstEnd(slots, now) }) };
}

/** keymaster: whether the codes in the lock are those that they should be, and when one ends. Never which they are. */
export const keymaster: Companion = {
  id: DOMAIN,
  wants,
  read,
  // Its buttons erase slots and settings: nothing here presses them. It sends again by itself what does not match.
  plans: {},
};
