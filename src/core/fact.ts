import { defined } from "./defined.ts";

/** Facts: the typed quantities of which a lock's snapshot is made. An absent fact is one that this lock does not offer. */

export type LockState = "locked" | "unlocked" | "locking" | "unlocking" | "open" | "opening" | "jammed";
export type NodeStatus = "alive" | "dead" | "asleep" | "awake" | "unknown";
export type Radio = "zwave" | "zwave_long_range" | "zigbee" | "thread" | "wifi" | "bluetooth";
export type HubState = "loaded" | "starting" | "retrying" | "failed" | "stopped" | "disabled";

/** What the update entity of a lock says about its firmware. */
export interface Firmware {
  readonly installed: string | undefined;
  readonly latest: string | undefined;
  /** The person has said that this version is not wanted. */
  readonly skipped: boolean;
  readonly inProgress: boolean;
  /** 0–100 while an update runs, where the integration says so. */
  readonly percent: number | undefined;
  /** Home Assistant can install it; without this it installs elsewhere, e.g. in the maker's app. */
  readonly installable: boolean;
}

/** How a command to the bolt ended, as far as its states tell. */
export interface BoltCommand {
  readonly wanted: "locked" | "unlocked";
  /** `followed`: the bolt arrived. `fell_back`: it set out and came back. `pending`: nothing yet. */
  readonly outcome: "followed" | "fell_back" | "pending";
}

/** Locks of one hub that are unavailable, of all that it has. */
export interface HubPeers {
  readonly gone: number;
  readonly total: number;
}

export interface Interview {
  /** The hub knows everything about the lock that it needs. */
  readonly complete: boolean;
  /** The hub's description of this model has changed since it asked the lock. */
  readonly outdated: boolean;
  /** It is being asked right now. */
  readonly running: boolean;
}

/** How fast cells lose charge. Percent a week, or percent a turn of the bolt; `usual` is the lock's own past. */
export interface Loss {
  readonly perWeek: number;
  readonly usualPerWeek: number;
  readonly perTurn?: number;
  readonly usualPerTurn?: number;
  /** Now ÷ usual, by turns where they are counted, else by time. */
  readonly ratio: number;
  /** More than chance by a rank test. */
  readonly significant: boolean;
}

/** When cells will be at their end of service: a range, never a day. Epoch ms. */
export interface Span {
  readonly early: number;
  readonly late: number;
  /** What it rests on: the lock's own past cycles, the slope of this one, or the age of such cells. */
  readonly basis: "template" | "slope" | "age";
}

/** Cells of something that belongs to the lock and is not the lock. */
export interface AccessoryCells {
  readonly kind: "keypad" | "door_sensor" | "bridge" | "other";
  readonly percent?: number;
  readonly low?: boolean;
  /** Entity id it was read from. */
  readonly source: string;
}

/** A task of care whose day has come: an id of `CARE_TASKS`. */
export interface CareDue {
  readonly id: string;
  /** Epoch ms. */
  readonly since: number;
}

/** A quantity now and as it usually is for this lock: medians, with how many readings each rests on. */
export interface Trend {
  readonly now: number;
  readonly usual: number;
  readonly countNow: number;
  readonly countUsual: number;
}

export type Chemistry = "alkaline" | "lithium" | "nimh" | "li_ion";

export interface Facts {
  lock_state: LockState;
  /** The lock's entity is available. Only there when that says something about the lock itself. */
  lock_available: boolean;
  /** Home Assistant guesses the state: the lock does not report it. */
  assumed_state: boolean;
  bolt_command: BoltCommand;
  /** When the bolt last came to rest in another position than before, epoch ms. */
  bolt_moved: number;

  /** Percent as reported. May be absurd: `readBattery` says whether it is to be believed. */
  battery_level: number;
  /** The newest earlier percentage that was not zero. */
  battery_before: number;
  battery_low_flag: boolean;
  battery_now_flag: boolean;
  battery_type: string;
  /** Chemistry of the cells that are in it, as a person or the maker says. `lithium`: 1.5 V iron disulfide or 3 V coin cells. */
  battery_chemistry: Chemistry;
  /** Chemistries that the maker of this lock allows. */
  battery_allowed: readonly Chemistry[];
  /** When the cells were changed last, as a person noted it, epoch ms. */
  battery_swapped: number;
  /** The newest level before that, percent. */
  battery_before_swap: number;
  /** When these cells came in, noted or seen by their level, epoch ms. */
  battery_since: number;
  battery_loss: Loss;
  /** What changed in the home shortly before the cells began to drain faster. */
  drain_suspects: readonly ("update" | "polling" | "retries" | "stiff_bolt" | "cold" | "use")[];
  battery_forecast: Span;
  /** Why the newest level in the history is not believed. */
  battery_mistrust: "glitch_zero" | "out_of_range" | "glitch_jump" | "frozen" | "restored";
  /** A wired lock has its supply, or a rechargeable one is charging or full. */
  supply_ok: boolean;
  accessory_cells: readonly AccessoryCells[];

  node_status: NodeStatus;
  /** Whether the lock answered when it was last asked directly. */
  ping_answered: boolean;
  /** Newest sign of life from the lock itself, epoch ms. */
  last_seen: number;
  radio: Radio;
  /** dBm, negative. */
  signal: number;
  /** Background noise at the hub, dBm. */
  noise: number;
  /** Zigbee link quality, 0–255. */
  link_quality: number;
  /** Milliseconds. */
  round_trip: number;
  /** Percent of the commands to the lock that were lost, 0–100, over the last 10 min to 24 h: as long as it takes to count enough. */
  lost_commands: number;
  /** Devices that pass messages on, on the last route that worked. */
  repeaters: number;
  /** Bluetooth connections that are free for it, over all adapters and proxies that count theirs. */
  free_slots: number;
  /** How often it left its network or came back into it, over the last 24 h. */
  rejoins: number;

  hub_state: HubState;
  /** The hub's own word on whether it works: controller, bridge or server. */
  hub_online: boolean;
  hub_peers: HubPeers;
  /** The integration talks to the maker's servers. */
  cloud: boolean;
  sign_in_pending: boolean;
  joined_securely: boolean;

  firmware: Firmware;
  /** When the update last showed progress, epoch ms. */
  firmware_moved: number;
  /** Another update runs on the same hub. */
  hub_updating: boolean;
  interview: Interview;
  /** Times of commands to which the bolt did nothing although the lock answered, epoch ms, ascending. */
  ignored_commands: readonly number[];
  /** The keypad, or the bridge to it, says that something is wrong with it. */
  keypad_fault: boolean;
  /** Uses of the lock without its keypad since somebody last used that, and the longest such row before. */
  keypad_silence: { readonly uses: number; readonly longest: number };
  /** What is too old for the rest: the hub's server, its driver, its firmware, or the maker's app. */
  outdated_part: "server" | "driver" | "firmware" | "app";

  jam_flag: boolean;
  /** The lock itself says that the bolt is somewhere between its ends. */
  fully_locked: boolean;
  /** Times of "not fully locked" events, epoch ms, ascending. */
  not_fully_locked_events: readonly number[];
  door_open: boolean;
  cover_removed: boolean;
  /** Turns of the bolt over the lock's life, as the lock itself counts them. */
  turns: number;
  /** Turns that failed or met too much resistance, by the same count. */
  failed_turns: number;
  /** Times of jams, epoch ms, ascending. */
  jam_events: readonly number[];
  /** Milliseconds from the command to the bolt's rest. */
  turn_time: Trend;
  /** What a turn costs: motor current, charge or failed turns, in the lock's own unit. */
  turn_effort: Trend;
  calibrated: boolean;

  keypad_disabled: boolean;
  keypad_mode: "normal" | "vacation" | "privacy";
  /** Times at which too many wrong codes closed the keypad, epoch ms, ascending. */
  keypad_lockout_events: readonly number[];
  /** Times of refused codes, epoch ms, ascending. Never a code. */
  wrong_code_events: readonly number[];
  /** When the keypad last accepted somebody, epoch ms. */
  keypad_used: number;
  /** Slots whose code in the lock is not the one it should be. A count, never a code. */
  codes_unsynced: number;
  /** Slots that the code manager has given up on. */
  codes_suspended: number;
  /** Slots that hold a code. */
  codes_set: number;
  has_keypad: boolean;
  /** When the first code in use ends, epoch ms. */
  code_ends: number;
  auto_relock: boolean;
  /** When auto-relock was last on, epoch ms. */
  auto_relock_was: number;

  /** Care that is past its day by the plan that a person keeps; empty while nothing is. `since`: its day, epoch ms. */
  care_due: readonly CareDue[];
}

export type FactName = keyof Facts;

/** Why a fact that the lock offers has no value now. */
export type Absence = "unavailable" | "unknown" | "invalid" | "refused" | "pending";

export interface Known<T> {
  readonly kind: "known";
  readonly value: T;
  /** When the reading was made, epoch ms by Home Assistant's clock. */
  readonly at?: number;
  /** Entity id it was read from, where there is one. */
  readonly source?: string;
}

export interface Unavailable {
  readonly kind: "unavailable";
  readonly reason: Absence;
  readonly at?: number;
  readonly source?: string;
}

export type Fact<T> = Known<T> | Unavailable;
export type FactSet = { readonly [Name in FactName]?: Fact<Facts[Name]> };

export interface Origin {
  readonly at?: number | undefined;
  readonly source?: string | undefined;
}

/** A fact with a value. */
export function known<T>(value: T, from: Origin = {}): Known<T> {
  return { kind: "known", value, ...defined({ at: from.at, source: from.source }) };
}

/** A fact that the lock offers and that cannot be had now. */
export function unavailable(reason: Absence, from: Origin = {}): Unavailable {
  return { kind: "unavailable", reason, ...defined({ at: from.at, source: from.source }) };
}

/** The value of a known fact, else undefined. */
export function valueOf<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.kind === "known" ? fact.value : undefined;
}

export type KnownValues = { readonly [Name in FactName]?: Facts[Name] };

/** The values of the facts that have one. */
export function knownValues(facts: FactSet): KnownValues {
  // A copy that is written over stays an object of one shape, whose fields all checks find several times quicker than one that grows.
  const values: { [name: string]: unknown } = { ...facts };
  for (const name in values) {
    const fact = facts[name as FactName];
    values[name] = fact?.kind === "known" ? fact.value : undefined;
  }
  return values;
}

/** Unit of a fact's number as it is shown; facts without one have no unit. */
export const UNITS: { readonly [Name in FactName]?: string } = {
  battery_level: "%",
  battery_before: "%",
  battery_before_swap: "%",
  signal: "dBm",
  noise: "dBm",
  link_quality: "/ 255",
  round_trip: "ms",
  lost_commands: "%",
};
