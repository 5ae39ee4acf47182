import { defined } from "../../core/defined.ts";
import { known, unavailable } from "../../core/fact.ts";
import type { Chemistry, Fact, FactSet } from "../../core/fact.ts";
import type { Companion } from "../adapter.ts";
import { number, record, text, time } from "../home.ts";
import type { EntityState, HomeView } from "../home.ts";
import { LockView } from "../lock-view.ts";
import type { Sibling } from "../lock-view.ts";
import { BATTERY_PERCENT, NOW_WORD, batteryLevel, factSet } from "../shared/facts.ts";
import { press } from "../shared/plans.ts";

const PLATFORM = "battery_notes";

/**
 * Ms after a device came into Home Assistant in which Battery Notes' date is not believed: where nobody noted a swap it
 * shows when the device, or the sensor of its cells, was made (its coordinator.py), and those come within minutes.
 */
const MADE = 10 * 60_000;

/** The keys of its entities; its unique ids are that of the note, `_`, and one of these or that of the button. */
const KEYS = ["battery_type", "battery_plus", "battery_low", "battery_last_replaced", "battery_replaced"] as const;
type Key = (typeof KEYS)[number];

/** What one note consists of. A device can have several: one for the lock's cells and one for its keypad's. */
type Note = { readonly [Name in Key]?: Sibling };

const isNotes = ({ platform }: Pick<Sibling, "platform">) => platform === PLATFORM;
const keyOf = ({ translationKey }: Sibling) => KEYS.find((key) => key === translationKey);

/** The note's part of a unique id; empty until the registry's row has come. */
const noteOf = ({ uniqueId }: Sibling, key: Key) => uniqueId.slice(0, Math.max(0, uniqueId.lastIndexOf(`_${key}`)));

/** What Battery Notes' battery entities say about themselves. Its free text `note` is not read: it could hold anything. */
function attributesOf({ states }: HomeView, note: Note): EntityState["attributes"] {
  const shown = [note.battery_plus, note.battery_low].flatMap((entity) => (entity && states[entity.entityId]) ?? []);
  return record(shown[0]?.attributes);
}

/** Battery entities of Battery Notes that hang on no device: the device of their note was split in 2026.8. By registry. */
const looseOf = new WeakMap<HomeView["entities"], readonly string[]>();

function loose({ entities }: HomeView): readonly string[] {
  let ids = looseOf.get(entities);
  if (!ids) {
    ids = Object.keys(entities).filter((id) => {
      const row = entities[id];
      return row?.platform === PLATFORM && !text(row.device_id) && /^battery_(plus|low)$/.test(row.translation_key ?? "");
    });
    looseOf.set(entities, ids);
  }
  return ids;
}

/** Attributes of a battery entity without a device that names this lock, one of its entities, or a device it was split from. */
function looseAttributes({ home, ref }: LockView): EntityState["attributes"] | undefined {
  const ids = loose(home);
  if (ids.length === 0) return undefined;
  const own = new Set([ref.entityId, ...ref.siblings.map(({ entityId }) => entityId)]);
  const devices = new Set(ref.devices.flatMap((device) => [device.id, text(record(device)["composite_device_id"]) ?? device.id]));
  return ids
    .map((id) => record(home.states[id]?.attributes))
    .find(({ source_entity_id: source, device_id: device }) => {
      const entityId = text(source);
      return entityId === undefined ? devices.has(text(device) ?? "") : own.has(entityId);
    });
}

/** The notes on a lock's devices, by what their unique ids begin with. */
function notesOf({ ref }: LockView): Note[] {
  const notes = new Map<string, { [Name in Key]?: Sibling }>();
  for (const sibling of ref.siblings.filter(isNotes)) {
    const key = keyOf(sibling);
    if (!key) continue;
    const id = noteOf(sibling, key);
    const note = notes.get(id) ?? {};
    notes.set(id, note);
    note[key] ??= sibling;
  }
  return [...notes.values()];
}

/** Words by which an entity belongs to something at the lock that has cells of its own. */
const ACCESSORY = /key_?pad|door_?(sensor|sense)|bridge/i;
const NOT_THE_FLAG = new RegExp(`${NOW_WORD.source}|${ACCESSORY.source}`, "i");
const NOT_THE_LEVEL = new RegExp(`battery_plus|${ACCESSORY.source}`, "i");

/**
 * The note about the lock's own cells. One without a source is about the device. One with a source is about that entity:
 * the lock's where it is the level that is read, or at least not a keypad's.
 */
function noteOfLock(view: LockView, level: string | undefined): Note | undefined {
  const notes = notesOf(view);
  const sourceOf = (note: Note) => text(attributesOf(view.home, note)["source_entity_id"]);
  const isAccessory = (source: string | undefined) => {
    const sibling = view.ref.siblings.find(({ entityId }) => entityId === source);
    return sibling !== undefined && ACCESSORY.test(`${sibling.uniqueId} ${sibling.translationKey} ${sibling.name}`);
  };
  return (
    notes.find((note) => level !== undefined && sourceOf(note) === level) ??
    notes.find((note) => sourceOf(note) === undefined) ??
    notes.find((note) => !isAccessory(sourceOf(note)))
  );
}

/** Names under which cells are sold or standardised: by IEC 60086, LR is alkaline, CR and FR lithium; by IEC 61951, HR is NiMH. */
const NIMH = /\b(ni-?mh|eneloop|hr\d+)\b/i;
const LI_ION = /\b(li-?ion|li-?po|lithium[- ](ion|polymer)|lir\d+|rcr\d+\w*|18650)\b/i;
const LITHIUM = /\b(lithium|cr-?v?\d+[a-z]?|2cr5|123a|f[rl](6|03)|l9[12])\b/i;
const ALKALINE = /\b(alkali|lr\d+)/i;
const RECHARGEABLE = /rechargeable|\b(accu|akku)/i;
const SIZE = /\b(a{2,3}|c|d)\b/i;

/** Most packs of a lock: what is called rechargeable and comes in more is cells that a person charges, of whichever kind. */
const PACKS = 2;

/**
 * Chemistry of cells by the words that a person or Battery Notes' library chose. "AA" says nothing of it. "Rechargeable"
 * alone is how that library calls a pack, and those of locks are of lithium ions.
 */
export function chemistryOf(words: string, quantity: number | undefined): Chemistry | undefined {
  if (NIMH.test(words)) return "nimh";
  if (LI_ION.test(words)) return "li_ion";
  if (!RECHARGEABLE.test(words)) return LITHIUM.test(words) ? "lithium" : ALKALINE.test(words) ? "alkaline" : undefined;
  if (LITHIUM.test(words)) return "li_ion";
  if (SIZE.test(words)) return "nimh";
  return (quantity ?? 1) <= PACKS ? "li_ion" : undefined;
}

/** When the cells were changed, as somebody noted it. Not what Battery Notes fills in by itself, nor a time to come. */
function swapped({ ref, now }: LockView, at: number | undefined, source: string | undefined): Fact<number> | undefined {
  if (at === undefined) return undefined;
  const origin = { at, source };
  if (at > now) return unavailable("invalid", origin);
  const made = ref.devices.map((device) => time(record(device)["created_at"]));
  return made.some((since) => since !== undefined && Math.abs(at - since) < MADE) ? undefined : known(at, origin);
}

/** Type, chemistry and swap of the lock's cells, by its note or by a battery entity that names the lock. */
function cells(view: LockView, facts: FactSet, level: string | undefined): FactSet {
  const note = noteOfLock(view, level);
  const entity = note?.battery_type;
  const shown = entity && view.state(entity.entityId);
  const attributes = note ? attributesOf(view.home, note) : (looseAttributes(view) ?? {});
  const type = view.word(entity, text) ?? factOf(text(attributes["battery_type_and_quantity"]));
  const { battery_type: named = attributes["battery_type"], battery_quantity: count = attributes["battery_quantity"] } = record(
    shown?.attributes,
  );
  const chemistry = chemistryOf(text(named) ?? "", number(count));
  const dated = note?.battery_last_replaced;
  const at = time(dated && view.state(dated.entityId)?.state) ?? time(attributes["battery_last_replaced"]);
  return factSet({
    // What the lock itself says of its cells does not give way to a note without a value.
    battery_type: type?.kind === "known" ? type : (facts.battery_type ?? type),
    battery_chemistry: chemistry && known(chemistry, { source: entity?.entityId }),
    battery_swapped: swapped(view, at, dated?.entityId),
  });
}

const factOf = (value: string | undefined) => (value === undefined ? undefined : known(value));

/**
 * The level and the low flag of the lock's own entities where Battery Notes' had been taken: Battery+ shows the same cells
 * once more, and its low flag is a person's threshold. Where the lock has neither itself, Battery Notes' stay.
 */
function ownReadings(view: LockView, facts: FactSet): FactSet {
  const ids = new Set(view.ref.siblings.filter(isNotes).map(({ entityId }) => entityId));
  if (ids.size === 0) return {};
  const own = new LockView(view.home, { ...view.ref, siblings: view.ref.siblings.filter((each) => !isNotes(each)) });
  const { battery_level: level, battery_low_flag: flag } = facts;
  const sensor = own.find({ ...BATTERY_PERCENT, except: ACCESSORY });
  const again = level && ids.has(level.source ?? "") ? batteryLevel(own, sensor) : {};
  if (!flag || !ids.has(flag.source ?? "")) return again;
  const ownFlag = own.binary({ deviceClass: "battery", except: NOT_THE_FLAG });
  // A flag that the same level makes is no second witness.
  return { ...again, ...defined({ battery_low_flag: ownFlag ?? (sensor ? unavailable("unknown") : undefined) }) };
}

/** Battery Notes 3: which cells are in a lock, since when, and the button that notes a swap. */
export const batteryNotes: Companion = {
  id: PLATFORM,
  read(view, facts) {
    const own = ownReadings(view, facts);
    const level = (own.battery_level ?? facts.battery_level)?.source;
    return { ...own, ...cells(view, facts, level) };
  },
  plans: {
    mark_replaced: (view) => {
      const level = view.find({ ...BATTERY_PERCENT, except: NOT_THE_LEVEL });
      const button = noteOfLock(view, level?.entityId)?.battery_replaced;
      // Until their unique ids have come, two buttons cannot be told apart.
      const others = view.ref.siblings.filter((each) => isNotes(each) && keyOf(each) === "battery_replaced");
      return button?.uniqueId === "" && others.length > 1 ? undefined : press(view, button);
    },
  },
};
