import { known, unavailable } from "./fact.ts";
import type { Fact, FactName, FactSet, Facts, Origin } from "./fact.ts";

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

/** A fact as it may be judged; undefined where it is none of the facts there are. */
function soundFact(
  guard: Guard | undefined,
  fact: Fact<Facts[FactName]> | undefined,
  takenAt: number,
): Fact<Facts[FactName]> | undefined {
  if (!guard || fact === undefined) return undefined;
  if (typeof fact !== "object" || fact === null) return unavailable("invalid");
  const { at, source } = fact;
  const dated = at === undefined || isTime(at, takenAt);
  const named = source === undefined || typeof source === "string";
  const sound = fact.kind === "known" ? guard(fact.value, takenAt) : fact.reason;
  if (sound && dated && named) return fact;
  const from: Origin = { at: dated ? at : undefined, source: named ? source : undefined };
  if (fact.kind !== "known") return unavailable(fact.reason ?? "unknown", from);
  return sound ? known(fact.value, from) : unavailable("invalid", from);
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
