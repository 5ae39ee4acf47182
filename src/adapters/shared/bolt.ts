import { known, unavailable } from "../../core/fact.ts";
import type { BoltCommand, Fact, FactSet, LockState } from "../../core/fact.ts";
import { time } from "../home.ts";
import type { LockView } from "../lock-view.ts";
import { factSet } from "./facts.ts";
import { last } from "../../core/last.ts";

const STATES: ReadonlySet<string> = new Set<LockState>([
  "locked",
  "unlocked",
  "locking",
  "unlocking",
  "open",
  "opening",
  "jammed",
]);
const RESTING: ReadonlySet<string> = new Set<LockState>(["locked", "unlocked", "open"]);
const MOVING: ReadonlySet<string | undefined> = new Set<LockState>(["locking", "unlocking", "opening"]);

/** Ms for which a position must hold to count: a failed turn shows as "unlocked" for 0.4 s on Z-Wave locks. */
const SETTLED = 5_000;

/** Ms within which a lock that has fallen silent becomes unavailable: Matter's takes 155–280 s. */
const LOST = 5 * 60_000;

type Row = { readonly state: string; readonly at: number };

/** Home Assistant's state of the lock, with when it came about. */
export function lockState(view: LockView): Fact<LockState> | undefined {
  const { lock } = view;
  if (!lock) return undefined;
  const origin = { at: time(lock.last_changed), source: view.ref.entityId };
  if (lock.state === "unavailable") return unavailable("unavailable", origin);
  return STATES.has(lock.state) ? known(lock.state as LockState, origin) : unavailable("unknown", origin);
}

/** When the bolt last came to rest in another position. Undefined when it has not within the history. */
function movedAt(rows: readonly Row[], now: number): number | undefined {
  let position: string | undefined;
  let moved: number | undefined;
  rows.forEach((row, index) => {
    if (!RESTING.has(row.state)) return;
    const until = rows[index + 1]?.at ?? now;
    if (until - row.at < SETTLED) return;
    if (position !== undefined && position !== row.state) moved = row.at;
    position = row.state;
  });
  return moved;
}

/** What the bolt was said to do, without repetitions: a row also comes for each attribute that changes. */
function changes(rows: readonly Row[]): Row[] {
  return rows.filter(({ state }, index) => state !== rows[index - 1]?.state);
}

/** The last command to the bolt, and how it ended: seen in its states, or sent from here and not followed. */
function lastCommand(rows: readonly Row[], view: LockView): Fact<BoltCommand> | undefined {
  const source = view.ref.entityId;
  let found: Fact<BoltCommand> | undefined;
  rows.forEach((row, index) => {
    if (row.state !== "locking" && row.state !== "unlocking") return;
    const wanted = row.state === "locking" ? "locked" : "unlocked";
    let end = index + 1;
    while (MOVING.has(rows[end]?.state)) end++;
    const next = rows[end];
    if (!next) return;
    const arrived = next.state === wanted || (wanted === "unlocked" && next.state === "open");
    const gone = rows[end + 1];
    // Home Assistant only guesses that the bolt is on its way: of a lock that it loses nobody knows where it went.
    const lost =
      !STATES.has(next.state) || (!arrived && gone !== undefined && !STATES.has(gone.state) && gone.at - next.at < LOST);
    found = lost ? undefined : known({ wanted, outcome: arrived ? "followed" : "fell_back" }, { at: next.at, source });
  });
  const sent = view.home.commands?.[source];
  if (!sent || (found?.at ?? 0) > sent.at) return settledSince(found, rows);
  const followed = rows.some(({ state, at }) => state === sent.wanted && at >= sent.at) || view.lock?.state === sent.wanted;
  return known({ wanted: sent.wanted, outcome: followed ? "followed" : "pending" }, { at: sent.at, source });
}

/** A failed command is over once the bolt has moved for another reason. */
function settledSince(command: Fact<BoltCommand> | undefined, rows: readonly Row[]): Fact<BoltCommand> | undefined {
  if (command?.kind !== "known" || command.value.outcome !== "fell_back") return command;
  const { wanted } = command.value;
  const later = last(rows, ({ state, at }) => state === wanted && at > (command.at ?? 0));
  return later
    ? known({ wanted, outcome: "followed" }, { at: later.at, ...(command.source ? { source: command.source } : {}) })
    : command;
}

/** What the lock's own states tell about its bolt, for every integration. */
export function boltFacts(view: LockView): FactSet {
  const rows = changes(view.history(view.ref.entityId));
  const state = lockState(view);
  const moved = movedAt(rows, view.now);
  const command = lastCommand(rows, view);
  const assumed = view.lock?.attributes?.["assumed_state"] === true;
  const { entityId: source } = view.ref;
  return factSet({
    lock_state: state,
    bolt_moved: moved === undefined ? undefined : known(moved, { at: moved, source }),
    bolt_command: command,
    assumed_state: state?.kind === "known" ? known(assumed, { source }) : undefined,
  });
}
