import type { Family } from "../core/check.ts";
import type {
  AccessoryCells,
  BoltCommand,
  FactName,
  Facts,
  Firmware,
  HubPeers,
  Interview,
  Loss,
  Span,
  Trend,
} from "../core/fact.ts";
import type { Localize } from "../translations/localize.ts";
import type { ViewContext } from "./views/context.ts";

/** What is shown of each family, where the lock offers it, besides what a finding rests on. */
export const SHOWN: { readonly [F in Family]: readonly FactName[] } = {
  power: [
    "battery_level",
    "battery_low_flag",
    "battery_now_flag",
    "battery_type",
    "battery_chemistry",
    "battery_since",
    "battery_forecast",
    "battery_loss",
    "battery_mistrust",
    "supply_ok",
    "accessory_cells",
  ],
  link: [
    "node_status",
    "lock_available",
    "ping_answered",
    "last_seen",
    "signal",
    "noise",
    "link_quality",
    "round_trip",
    "lost_commands",
    "repeaters",
    "rejoins",
    "free_slots",
    "radio",
    "hub_state",
  ],
  software: ["firmware", "interview", "outdated_part", "ignored_commands", "keypad_fault"],
  mechanics: [
    "lock_state",
    "jam_flag",
    "fully_locked",
    "bolt_moved",
    "door_open",
    "cover_removed",
    "turn_time",
    "turn_effort",
    "jam_events",
    "turns",
    "failed_turns",
    "calibrated",
  ],
  access: [
    "keypad_disabled",
    "keypad_mode",
    "keypad_lockout_events",
    "wrong_code_events",
    "keypad_used",
    "codes_set",
    "codes_unsynced",
    "codes_suspended",
    "code_ends",
    "auto_relock",
  ],
};

const UNITS: { readonly [Name in FactName]?: string } = {
  battery_level: "%",
  battery_before: "%",
  battery_before_swap: "%",
  signal: "dBm",
  noise: "dBm",
  round_trip: "ms",
  link_quality: "/ 255",
  lost_commands: "%",
};

const TIMES: ReadonlySet<FactName> = new Set<FactName>([
  "last_seen",
  "code_ends",
  "bolt_moved",
  "keypad_used",
  "firmware_moved",
  "auto_relock_was",
]);
/** Of what lies weeks and months back nobody needs the hour. */
const DATES: ReadonlySet<FactName> = new Set<FactName>(["battery_since", "battery_swapped"]);

const WEEK = 7 * 24 * 3_600_000;
const SECOND = 1000;

/** Makes what says the value of a fact in words. */
export function createValues(localize: Localize): (name: FactName, value: unknown, context: ViewContext) => string {
  const word = (key: string, params = {}) => localize(`value.${key}`, params);
  const some = (words: readonly string[]) => (words.length === 0 ? word("none_seen") : words.join(", "));

  function cells({ kind, percent, low }: AccessoryCells, { format }: ViewContext): string {
    const named = { kind: word(`accessory_${kind}`) };
    if (percent !== undefined) return word("cells", { ...named, level: format.quantity(percent, "%") });
    return word(low === undefined ? "cells_unknown" : low ? "cells_low" : "cells_fine", named);
  }

  /** A range in weeks: it is not known better, and a date would be taken for a promise. */
  function weeks({ early, late }: Span, { format, now }: ViewContext): string {
    const from = Math.max(0, Math.floor((early - now) / WEEK));
    const to = Math.max(from + 1, Math.ceil((late - now) / WEEK));
    return word("weeks", { from: format.number(from), to: format.number(to) });
  }

  /** Locks count it in units of their own, which say nothing to anybody. */
  function effort({ now, usual }: Trend, { format }: ViewContext): string {
    if (!(usual > 0)) return format.number(now);
    return word("effort", { percent: format.number(Math.round((now / usual) * 100)) });
  }

  function usually({ now, usual }: Trend, say: (value: number) => string): string {
    return word("usually", { now: say(now), usual: say(usual) });
  }

  return (name, value, context) => {
    const { format, now } = context;
    if (TIMES.has(name)) return format.time(Number(value), now);
    if (DATES.has(name)) return format.ago(Number(value), now);
    switch (name) {
      case "door_open":
        return word(value ? "open" : "closed");
      case "cover_removed":
        return word(value ? "removed" : "in_place");
      case "lock_state":
        return format.localize(`state.${String(value)}`);
      case "bolt_command":
        return word((value as BoltCommand).outcome);
      case "hub_peers":
        return word("of", { part: (value as HubPeers).gone, whole: (value as HubPeers).total });
      case "interview": {
        const { complete, outdated } = value as Interview;
        return word(complete ? (outdated ? "outdated" : "complete") : "incomplete");
      }
      case "firmware": {
        const { installed = "?", latest, skipped } = value as Firmware;
        return latest === undefined || latest === installed || skipped ? installed : word("offered", { installed, latest });
      }
      case "battery_allowed":
      case "drain_suspects":
        return some((value as readonly string[]).map((each) => word(each)));
      case "battery_loss": {
        const { perWeek, usualPerWeek } = value as Loss;
        return word("loss", { now: format.quantity(perWeek, "%"), usual: format.quantity(usualPerWeek, "%") });
      }
      case "battery_forecast":
        return weeks(value as Span, context);
      case "supply_ok":
        return word(value ? "supplied" : "not_supplied");
      case "accessory_cells":
        return some((value as Facts["accessory_cells"]).map((each) => cells(each, context)));
      case "keypad_silence": {
        const { uses, longest } = value as Facts["keypad_silence"];
        return word("row", { uses: format.number(uses), longest: format.number(longest) });
      }
      case "turn_time":
        return usually(value as Trend, (ms) => format.quantity(ms / SECOND, "s"));
      case "turn_effort":
        return effort(value as Trend, context);
      default:
    }
    if (Array.isArray(value)) return value.length === 0 ? word("none_seen") : word("times", { count: value.length });
    if (typeof value === "boolean") return word(value ? "yes" : "no");
    if (typeof value === "number") return format.quantity(value, UNITS[name]);
    return localize.has(`value.${String(value)}`) ? word(String(value)) : String(value);
  };
}
