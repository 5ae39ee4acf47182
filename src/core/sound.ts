import { known, knownValues, unavailable } from "./fact.ts";
import type { Fact, FactName, FactSet, Facts, KnownValues, Origin } from "./fact.ts";

/** Whether a value is of its fact's kind. */
type Guard = (value: unknown, takenAt: number) => boolean;

/** Readings may come from a clock that is a little ahead, not a day. */
const AHEAD = 24 * 3_600_000;

const isBoolean: Guard = (value) => typeof value === "boolean";
/** Not its size: what is absurd is for the checks to say. */
const isNumber: Guard = (value) => typeof value === "number";
const isTime: Guard = (value, takenAt) => typeof value === "number" && value > 0 && value < takenAt + AHEAD;
const listOf =
  (guard: Guard): Guard =>
  (value, takenAt) =>
    Array.isArray(value) && value.every((each) => guard(each, takenAt));
const areTimes = listOf(isTime);
const isText: Guard = (value) => typeof value === "string";
const oneOf =
  (...words: readonly string[]): Guard =>
  (value) =>
    typeof value === "string" && words.includes(value);
const shape = (fields: { readonly [field: string]: Guard }): Guard => {
  const guards = Object.entries(fields);
  return (value, takenAt) => {
    if (typeof value !== "object" || value === null) return false;
    for (const [field, guard] of guards) if (!guard((value as { [field: string]: unknown })[field], takenAt)) return false;
    return true;
  };
};
const optional =
  (guard: Guard): Guard =>
  (value, takenAt) =>
    value === undefined || guard(value, takenAt);

const chemistry = oneOf("alkaline", "lithium", "nimh", "li_ion");
const trend = shape({ now: isNumber, usual: isNumber, countNow: isNumber, countUsual: isNumber });

const GUARDS: { readonly [Name in FactName]: Guard } = {
  lock_state: oneOf("locked", "unlocked", "locking", "unlocking", "open", "opening", "jammed"),
  lock_available: isBoolean,
  assumed_state: isBoolean,
  bolt_command: shape({ wanted: oneOf("locked", "unlocked"), outcome: oneOf("followed", "fell_back", "pending") }),
  bolt_moved: isTime,
  battery_level: isNumber,
  battery_before: isNumber,
  battery_low_flag: isBoolean,
  battery_now_flag: isBoolean,
  battery_type: isText,
  node_status: oneOf("alive", "dead", "asleep", "awake", "unknown"),
  ping_answered: isBoolean,
  last_seen: isTime,
  radio: oneOf("zwave", "zwave_long_range", "zigbee", "thread", "wifi", "bluetooth"),
  signal: isNumber,
  noise: isNumber,
  link_quality: isNumber,
  round_trip: isNumber,
  lost_commands: isNumber,
  repeaters: isNumber,
  rejoins: isNumber,
  free_slots: isNumber,
  hub_state: oneOf("loaded", "starting", "retrying", "failed", "stopped", "disabled"),
  hub_online: isBoolean,
  hub_peers: shape({ gone: isNumber, total: isNumber }),
  cloud: isBoolean,
  sign_in_pending: isBoolean,
  joined_securely: isBoolean,
  firmware: shape({
    installed: optional(isText),
    latest: optional(isText),
    skipped: isBoolean,
    inProgress: isBoolean,
    percent: optional(isNumber),
    installable: isBoolean,
  }),
  firmware_moved: isTime,
  hub_updating: isBoolean,
  interview: shape({ complete: isBoolean, outdated: isBoolean, running: isBoolean }),
  jam_flag: isBoolean,
  fully_locked: isBoolean,
  not_fully_locked_events: areTimes,
  door_open: isBoolean,
  cover_removed: isBoolean,
  turns: isNumber,
  failed_turns: isNumber,
  keypad_disabled: isBoolean,
  keypad_mode: oneOf("normal", "vacation", "privacy"),
  keypad_lockout_events: areTimes,
  wrong_code_events: areTimes,
  keypad_used: isTime,
  battery_chemistry: chemistry,
  battery_allowed: listOf(chemistry),
  battery_swapped: isTime,
  battery_before_swap: isNumber,
  battery_since: isTime,
  battery_loss: shape({
    perWeek: isNumber,
    usualPerWeek: isNumber,
    perTurn: optional(isNumber),
    usualPerTurn: optional(isNumber),
    ratio: isNumber,
    significant: isBoolean,
  }),
  drain_suspects: listOf(oneOf("update", "polling", "retries", "stiff_bolt", "cold", "use")),
  battery_forecast: shape({ early: isNumber, late: isNumber, basis: oneOf("template", "slope", "age") }),
  battery_mistrust: oneOf("glitch_zero", "out_of_range", "glitch_jump", "frozen", "restored"),
  supply_ok: isBoolean,
  accessory_cells: listOf(
    shape({
      kind: oneOf("keypad", "door_sensor", "bridge", "other"),
      percent: optional(isNumber),
      low: optional(isBoolean),
      source: isText,
    }),
  ),
  ignored_commands: areTimes,
  keypad_fault: isBoolean,
  keypad_silence: shape({ uses: isNumber, longest: isNumber }),
  outdated_part: oneOf("server", "driver", "firmware", "app"),
  jam_events: areTimes,
  turn_time: trend,
  turn_effort: trend,
  calibrated: isBoolean,
  codes_unsynced: isNumber,
  codes_suspended: isNumber,
  codes_set: isNumber,
  has_keypad: isBoolean,
  code_ends: isNumber,
  auto_relock: isBoolean,
  auto_relock_was: isTime,
  care_due: listOf(shape({ id: isText, since: isTime })),
};

const GUARD_OF: ReadonlyMap<string, Guard> = new Map(Object.entries(GUARDS));

/** Whether a fact can be judged as it is. */
function isSound(fact: Fact<Facts[FactName]>, guard: Guard, takenAt: number): boolean {
  if (typeof fact !== "object" || fact === null) return false;
  const { at, source } = fact;
  if (at !== undefined && !isTime(at, takenAt)) return false;
  if (source !== undefined && typeof source !== "string") return false;
  return fact.kind === "known" ? guard(fact.value, takenAt) : Boolean(fact.reason);
}

/** A fact as it may be judged; undefined where it is none of the facts there are. */
function soundFact(
  guard: Guard | undefined,
  fact: Fact<Facts[FactName]> | undefined,
  takenAt: number,
): Fact<Facts[FactName]> | undefined {
  if (!guard || fact === undefined) return undefined;
  if (typeof fact !== "object" || fact === null) return unavailable("invalid");
  if (isSound(fact, guard, takenAt)) return fact;
  const { at, source } = fact;
  const dated = at === undefined || isTime(at, takenAt);
  const named = source === undefined || typeof source === "string";
  const from: Origin = { at: dated ? at : undefined, source: named ? source : undefined };
  if (fact.kind !== "known") return unavailable(fact.reason ?? "unknown", from);
  return guard(fact.value, takenAt) ? known(fact.value, from) : unavailable("invalid", from);
}

/** The facts, those of a wrong kind turned into ones that are offered and have no value. The same object where all are sound. */
export function sound(facts: FactSet, takenAt: number): FactSet {
  if (typeof facts !== "object" || facts === null) return {};
  let mended: { [name: string]: unknown } | undefined;
  for (const name in facts) {
    const fact = facts[name as FactName];
    const sound = soundFact(GUARD_OF.get(name), fact, takenAt);
    if (sound !== undefined && sound === fact) continue;
    mended ??= { ...facts };
    if (sound) mended[name] = sound;
    else delete mended[name];
  }
  return mended ?? facts;
}

/** Facts that can be judged, and the values of those that are known. */
export interface Reading {
  readonly facts: FactSet;
  readonly values: KnownValues;
}

function mend(facts: FactSet, takenAt: number): Reading {
  const mended = sound(facts, takenAt);
  return { facts: mended, values: knownValues(mended) };
}

/**
 * The facts as `sound` gives them, and their values. Each is named here: an object that is written down with all its fields is made ten
 * times quicker than one whose fields are set in a loop, and this is done for each lock each time that it is judged.
 */
export function readSound(facts: FactSet, takenAt: number): Reading {
  if (typeof facts !== "object" || facts === null) return mend(facts, takenAt);
  let good = 0;
  const read = <T extends Facts[FactName]>(fact: Fact<T> | undefined, guard: Guard): T | undefined => {
    if (fact === undefined || !isSound(fact, guard, takenAt)) return undefined;
    good++;
    return fact.kind === "known" ? fact.value : undefined;
  };
  const values: { readonly [Name in FactName]: Facts[Name] | undefined } = {
    lock_state: read(facts.lock_state, GUARDS.lock_state),
    lock_available: read(facts.lock_available, GUARDS.lock_available),
    assumed_state: read(facts.assumed_state, GUARDS.assumed_state),
    bolt_command: read(facts.bolt_command, GUARDS.bolt_command),
    bolt_moved: read(facts.bolt_moved, GUARDS.bolt_moved),
    battery_level: read(facts.battery_level, GUARDS.battery_level),
    battery_before: read(facts.battery_before, GUARDS.battery_before),
    battery_low_flag: read(facts.battery_low_flag, GUARDS.battery_low_flag),
    battery_now_flag: read(facts.battery_now_flag, GUARDS.battery_now_flag),
    battery_type: read(facts.battery_type, GUARDS.battery_type),
    node_status: read(facts.node_status, GUARDS.node_status),
    ping_answered: read(facts.ping_answered, GUARDS.ping_answered),
    last_seen: read(facts.last_seen, GUARDS.last_seen),
    radio: read(facts.radio, GUARDS.radio),
    signal: read(facts.signal, GUARDS.signal),
    noise: read(facts.noise, GUARDS.noise),
    link_quality: read(facts.link_quality, GUARDS.link_quality),
    round_trip: read(facts.round_trip, GUARDS.round_trip),
    lost_commands: read(facts.lost_commands, GUARDS.lost_commands),
    repeaters: read(facts.repeaters, GUARDS.repeaters),
    rejoins: read(facts.rejoins, GUARDS.rejoins),
    free_slots: read(facts.free_slots, GUARDS.free_slots),
    hub_state: read(facts.hub_state, GUARDS.hub_state),
    hub_online: read(facts.hub_online, GUARDS.hub_online),
    hub_peers: read(facts.hub_peers, GUARDS.hub_peers),
    cloud: read(facts.cloud, GUARDS.cloud),
    sign_in_pending: read(facts.sign_in_pending, GUARDS.sign_in_pending),
    joined_securely: read(facts.joined_securely, GUARDS.joined_securely),
    firmware: read(facts.firmware, GUARDS.firmware),
    firmware_moved: read(facts.firmware_moved, GUARDS.firmware_moved),
    hub_updating: read(facts.hub_updating, GUARDS.hub_updating),
    interview: read(facts.interview, GUARDS.interview),
    jam_flag: read(facts.jam_flag, GUARDS.jam_flag),
    fully_locked: read(facts.fully_locked, GUARDS.fully_locked),
    not_fully_locked_events: read(facts.not_fully_locked_events, GUARDS.not_fully_locked_events),
    door_open: read(facts.door_open, GUARDS.door_open),
    cover_removed: read(facts.cover_removed, GUARDS.cover_removed),
    turns: read(facts.turns, GUARDS.turns),
    failed_turns: read(facts.failed_turns, GUARDS.failed_turns),
    keypad_disabled: read(facts.keypad_disabled, GUARDS.keypad_disabled),
    keypad_mode: read(facts.keypad_mode, GUARDS.keypad_mode),
    keypad_lockout_events: read(facts.keypad_lockout_events, GUARDS.keypad_lockout_events),
    wrong_code_events: read(facts.wrong_code_events, GUARDS.wrong_code_events),
    keypad_used: read(facts.keypad_used, GUARDS.keypad_used),
    battery_chemistry: read(facts.battery_chemistry, GUARDS.battery_chemistry),
    battery_allowed: read(facts.battery_allowed, GUARDS.battery_allowed),
    battery_swapped: read(facts.battery_swapped, GUARDS.battery_swapped),
    battery_before_swap: read(facts.battery_before_swap, GUARDS.battery_before_swap),
    battery_since: read(facts.battery_since, GUARDS.battery_since),
    battery_loss: read(facts.battery_loss, GUARDS.battery_loss),
    drain_suspects: read(facts.drain_suspects, GUARDS.drain_suspects),
    battery_forecast: read(facts.battery_forecast, GUARDS.battery_forecast),
    battery_mistrust: read(facts.battery_mistrust, GUARDS.battery_mistrust),
    supply_ok: read(facts.supply_ok, GUARDS.supply_ok),
    accessory_cells: read(facts.accessory_cells, GUARDS.accessory_cells),
    ignored_commands: read(facts.ignored_commands, GUARDS.ignored_commands),
    keypad_fault: read(facts.keypad_fault, GUARDS.keypad_fault),
    keypad_silence: read(facts.keypad_silence, GUARDS.keypad_silence),
    outdated_part: read(facts.outdated_part, GUARDS.outdated_part),
    jam_events: read(facts.jam_events, GUARDS.jam_events),
    turn_time: read(facts.turn_time, GUARDS.turn_time),
    turn_effort: read(facts.turn_effort, GUARDS.turn_effort),
    calibrated: read(facts.calibrated, GUARDS.calibrated),
    codes_unsynced: read(facts.codes_unsynced, GUARDS.codes_unsynced),
    codes_suspended: read(facts.codes_suspended, GUARDS.codes_suspended),
    codes_set: read(facts.codes_set, GUARDS.codes_set),
    has_keypad: read(facts.has_keypad, GUARDS.has_keypad),
    code_ends: read(facts.code_ends, GUARDS.code_ends),
    auto_relock: read(facts.auto_relock, GUARDS.auto_relock),
    auto_relock_was: read(facts.auto_relock_was, GUARDS.auto_relock_was),
    care_due: read(facts.care_due, GUARDS.care_due),
  };
  // One that is not sound, or none of the facts there are.
  return good === Object.keys(facts).length ? { facts, values: values as KnownValues } : mend(facts, takenAt);
}
