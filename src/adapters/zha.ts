import { known, unavailable } from "../core/fact.ts";
import type { Fact, FactSet } from "../core/fact.ts";
import { last } from "../core/last.ts";
import type { Adapter } from "./adapter.ts";
import { list, number, record, text, time } from "./home.ts";
import type { LockView } from "./lock-view.ts";
import { boltFacts } from "./shared/bolt.ts";
import { askAnew } from "./shared/cloud.ts";
import { BATTERY_PERCENT, availability, commonFacts, factSet } from "./shared/facts.ts";
import { commonPlans } from "./shared/plans.ts";
import { commonWants, logbookWant } from "./shared/wants.ts";

/** What a lock says about a turn, as ZHA writes it into the logbook: who by, and what. */
interface Operation {
  readonly at: number;
  readonly source: string;
  readonly operation: string;
}

const SOURCE = /'source': '([a-z]\w*)'/i;
const OPERATION = /'operation': '([a-z]\w*)'/i;

function operations(result: unknown): Operation[] {
  const rows = Array.isArray(result) ? result : list(record(result)["events"]);
  return rows
    .flatMap((row): Operation | [] => {
      const { message, when, domain } = record(row);
      const told = text(message) ?? "";
      const at = time(when);
      const operation = OPERATION.exec(told)?.[1];
      if (domain !== "zha" || at === undefined || operation === undefined) return [];
      return { at, source: SOURCE.exec(told)?.[1] ?? "", operation };
    })
    .sort((a, b) => a.at - b.at);
}

/** The same rows with these two words alone: the rest of a message is whatever the lock sends, which could be a code. */
function keepOperations(result: unknown): unknown {
  return {
    events: operations(result).map(({ at, source, operation }) => ({
      when: at / 1000,
      domain: "zha",
      message: `'source': '${source}' 'operation': '${operation}'`,
    })),
  };
}

function events(view: LockView): FactSet {
  const answer = view.answer("logbook/event_stream");
  if (!answer) return {};
  // Nothing was read, which is not the same as nothing having happened.
  if (answer.error) return { wrong_code_events: unavailable("refused") };
  const all = operations(answer.result);
  const wrong = all.filter(({ operation }) => /FailureInvalid/.test(operation)).map(({ at }) => at);
  const used = last(all, ({ source, operation }) => source === "Keypad" && /^(Un)?lock$/i.test(operation))?.at;
  return factSet({
    wrong_code_events: known<readonly number[]>(wrong, { at: last(wrong) }),
    keypad_used: used === undefined ? undefined : known(used, { at: used }),
    has_keypad: all.some(({ source }) => source === "Keypad") ? known(true) : undefined,
  });
}

/** Sizes that can be bought. ZHA also says "Built in", "Other" and "Unknown". */
const CELL = /^(A{1,4}|C|D|CR\w+)$/;

/** Kind and number of the cells, by the lock's own account. */
function cells(view: LockView): Fact<string> | undefined {
  const sensor = view.find(BATTERY_PERCENT);
  const state = sensor && view.state(sensor.entityId);
  const size = text(state?.attributes["battery_size"]);
  if (!sensor || size === undefined || !CELL.test(size)) return undefined;
  const count = number(state?.attributes["battery_quantity"]);
  return known(count === undefined ? size : `${count}× ${size}`, { at: time(state?.last_updated), source: sensor.entityId });
}

function read(view: LockView): FactSet {
  return {
    ...factSet({ battery_type: cells(view) }),
    ...commonFacts(view),
    ...boltFacts(view),
    ...events(view),
    ...factSet({
      // False after 6 hours of silence, for a lock on mains after 2, and two questions without an answer.
      lock_available: availability(view),
      radio: known("zigbee"),
      signal: view.measure({ translationKey: "rssi" }, { deviceClass: "signal_strength" }),
      link_quality: view.measure({ translationKey: "lqi" }),
      auto_relock: view.flag(view.find({ domain: "switch", translationKey: "auto_relock" })),
    }),
  };
}

/**
 * Zigbee locks through ZHA. "Unlocked" is also what it shows of a bolt that is not fully locked, and of a lock that never said
 * anything; a command that the lock accepts is shown as done at once, and one that it refuses is not told of at all.
 */
export const zha: Adapter = {
  id: "zha",
  recognises: ({ platform }) => platform === "zha",
  read,
  wants: (view) => [...commonWants(view), ...logbookWant(view).map((want) => ({ ...want, keep: keepOperations }))],
  plans: { ...commonPlans, refresh_entity: askAnew },
};
