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
  UNITS,
} from "../core/fact.ts";
import type { Format } from "./format.ts";
import type { Localize } from "./localize.ts";

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

/** How and when a value is said: `now` in epoch ms. */
export interface Saying {
  readonly format: Format;
  readonly now: number;
}

/**
 * Makes what says the value of a fact in words; empty where there are none. The value is of the fact's own type. `units`: the core's, given
 * because the card's entry has them, and what comes after it shares nothing with it.
 */
export function createValues(
  localize: Localize,
  units: typeof UNITS,
): (name: FactName, value: unknown, saying: Saying) => string {
  const word = (key: string, params = {}) => localize(`value.${key}`, params);
  const some = (words: readonly string[]) => (words.length === 0 ? word("none_seen") : words.join(", "));

  function cells({ kind, percent, low }: AccessoryCells, { format }: Saying): string {
    const named = { kind: word(`accessory_${kind}`) };
    if (percent !== undefined) return word("cells", { ...named, level: format.quantity(percent, "%") });
    return word(low === undefined ? "cells_unknown" : low ? "cells_low" : "cells_fine", named);
  }

  /** A range in weeks: it is not known better, and a date would be taken for a promise. */
  function weeks({ early, late }: Span, { format, now }: Saying): string {
    const from = Math.max(0, Math.floor((early - now) / WEEK));
    const to = Math.max(from + 1, Math.ceil((late - now) / WEEK));
    return word("weeks", { from: format.number(from), to: format.number(to) });
  }

  /** Locks count it in units of their own, which say nothing to anybody. */
  function effort({ now, usual }: Trend, { format }: Saying): string {
    if (!(usual > 0)) return format.number(now);
    return word("effort", { percent: format.number(Math.round((now / usual) * 100)) });
  }

  function usually({ now, usual }: Trend, say: (value: number) => string): string {
    return word("usually", { now: say(now), usual: say(usual) });
  }

  return (name, value, saying) => {
    const { format, now } = saying;
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
        return weeks(value as Span, saying);
      case "supply_ok":
        return word(value ? "supplied" : "not_supplied");
      case "accessory_cells":
        return some((value as Facts["accessory_cells"]).map((each) => cells(each, saying)));
      case "keypad_silence": {
        const { uses, longest } = value as Facts["keypad_silence"];
        return word("row", { uses: format.number(uses), longest: format.number(longest) });
      }
      case "turn_time":
        return usually(value as Trend, (ms) => format.quantity(ms / SECOND, "s"));
      case "turn_effort":
        return effort(value as Trend, saying);
      default:
    }
    if (Array.isArray(value)) return value.length === 0 ? word("none_seen") : word("times", { count: value.length });
    if (typeof value === "boolean") return word(value ? "yes" : "no");
    if (typeof value === "number") return format.quantity(value, units[name]);
    if (typeof value !== "string") return "";
    return localize.has(`value.${value}`) ? word(value) : value;
  };
}
