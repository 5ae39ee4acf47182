import { defined } from "../../core/defined.ts";
import type { Companion } from "../adapter.ts";
import { answersTo, list, record, text } from "../home.ts";
import type { EntityState, HomeView } from "../home.ts";
import type { LockView, Want } from "../lock-view.ts";
import { ageOf, codeFacts } from "./codes.ts";
import type { Slot } from "./codes.ts";

const DOMAIN = "lock_code_manager";

/** Open to every user (its websocket.py). Of its answer, names of people among it, only `slotsOf` is kept. */
const DATA = "lock_code_manager/get_config_entry_data";

/** Users come and go, and the answer does not change by itself. */
const EVERY = 15 * 60_000;

/** Ms in which a code that does not match is still being sent: three attempts within five minutes (its const.py). */
const TRYING = 5 * 60_000;

/** The entities that tell of one slot in one lock. */
interface Row {
  readonly lock: string;
  readonly synced: string;
  readonly active?: string;
}

/**
 * Which entities tell of which lock. They sit on a user's device, so only their unique ids say it: `entry|slot|active`, and
 * `entry|slot|in_sync|lock` (its domain/config.py).
 */
export function slotsOf(result: unknown): readonly Row[] {
  const ids = new Map(
    list(record(result)["entities"]).flatMap((row) => {
      const { unique_id: uniqueId, entity_id: entityId } = record(row);
      return typeof uniqueId === "string" && typeof entityId === "string" ? [[uniqueId, entityId] as const] : [];
    }),
  );
  return [...ids].flatMap(([uniqueId, synced]) => {
    const [entry = "", slot = "", key, lock] = uniqueId.split("|");
    if (key !== "in_sync" || lock === undefined) return [];
    return [{ lock, synced, ...defined({ active: ids.get(`${entry}|${slot}|active`) }) }];
  });
}

function wants({ configEntries = [] }: HomeView): Want[] {
  return configEntries
    .filter(({ domain, disabled_by }) => domain === DOMAIN && !disabled_by)
    .map(({ entry_id }) => ({
      mode: "call",
      request: { type: DATA, config_entry_id: entry_id },
      every: EVERY,
      keep: slotsOf,
    }));
}

/** The slots of a lock: by the answers, and by what older versions put onto the lock's own device. */
function rowsOf({ home, ref }: LockView): Row[] {
  const told = answersTo(DATA, home.answers)
    .flatMap(({ result }) => list(result))
    .flatMap((row) => {
      const { lock, synced, active } = record(row);
      return lock === ref.entityId && typeof synced === "string"
        ? [{ lock: ref.entityId, synced, ...defined({ active: text(active) }) }]
        : [];
    });
  const known = new Set(told.map(({ synced }) => synced));
  const own = ref.siblings
    .filter(
      ({ platform, translationKey, entityId }) => platform === DOMAIN && translationKey === "in_sync" && !known.has(entityId),
    )
    .filter(({ uniqueId }) => uniqueId === "" || uniqueId.endsWith(`|${ref.entityId}`))
    .map(({ entityId }) => ({ lock: ref.entityId, synced: entityId }));
  return [...told, ...own];
}

/** Only the word of a binary sensor and its `sync_status` are looked at. */
function stands(entity: EntityState, now: number): Slot["stands"] {
  if (entity.state === "on") return "synced";
  if (entity.state !== "off") return entity.state === "unavailable" ? "unavailable" : "unknown";
  if (entity.attributes?.["sync_status"] === "suspended") return "suspended";
  return ageOf(entity, now) >= TRYING ? "unsynced" : "pending";
}

function slots(view: LockView): Slot[] {
  return rowsOf(view).flatMap(({ synced, active }) => {
    const entity = view.state(synced);
    if (!entity) return [];
    const stand = stands(entity, view.now);
    return [{ stands: stand, entity, set: stand === "synced" && active !== undefined && view.state(active)?.state === "on" }];
  });
}

/** Lock Code Manager 5: whether the codes in the lock are those that they should be. Never which they are. */
export const lockCodeManager: Companion = {
  id: DOMAIN,
  wants,
  // It has entities for its own slots alone: a lock may hold other codes.
  read: (view) => codeFacts(slots(view), { suspends: true, whole: false }),
  plans: {
    // Reads all codes from the lock anew; what does not match is sent again. Without rights: a plain service (its __init__.py).
    resync_codes: (view) =>
      slots(view).length > 0 && view.isAvailable(view.ref.entityId)
        ? {
            kind: "service",
            domain: "lock_code_manager",
            service: "hard_refresh_usercodes",
            data: {},
            target: { entity_id: view.ref.entityId },
            admin: false,
          }
        : undefined,
  },
};
