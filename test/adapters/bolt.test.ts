import assert from "node:assert/strict";
import { describe } from "node:test";
import { MockHome } from "../support/home.ts";
import { addLock } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const LOCK = "lock.shed";
type Past = readonly (readonly [state: string, at: number])[];

/** A lock that is in this state since then, with these states before. */
function after(past: Past, state: string, at: number, sent?: { wanted: "locked" | "unlocked"; at: number }) {
  const home = new MockHome();
  addLock(home, "tedee");
  home.set(LOCK, state, { at }).past(LOCK, past);
  if (sent) home.commands = { [LOCK]: sent };
  return home.facts(LOCK);
}

describe("when the bolt moved", () => {
  rows<readonly [name: string, past: Past, state: string, at: number, moved: number | undefined]>(
    [
      ["never within the history", [], "locked", NOW - DAY, undefined],
      ["an hour ago", [["unlocked", NOW - DAY]], "locked", NOW - HOUR, NOW - HOUR],
      [
        "twice: the last one counts",
        [
          ["unlocked", NOW - DAY],
          ["locked", NOW - 2 * HOUR],
        ],
        "unlocked",
        NOW - HOUR,
        NOW - HOUR,
      ],
      ["just now: not yet at rest", [["unlocked", NOW - DAY]], "locked", NOW - 4 * SECOND, undefined],
      ["five seconds ago", [["unlocked", NOW - DAY]], "locked", NOW - 5 * SECOND, NOW - 5 * SECOND],
      [
        "a flip of 0.4 s is none",
        [
          ["locked", NOW - DAY],
          ["unlocked", NOW - HOUR],
        ],
        "locked",
        NOW - HOUR + 400,
        undefined,
      ],
      [
        "a slow bolt: on its way for 12 s",
        [
          ["locked", NOW - DAY],
          ["unlocking", NOW - MINUTE],
        ],
        "unlocked",
        NOW - 48 * SECOND,
        NOW - 48 * SECOND,
      ],
      [
        "set out and came back",
        [
          ["locked", NOW - DAY],
          ["unlocking", NOW - MINUTE],
        ],
        "locked",
        NOW - 30 * SECOND,
        undefined,
      ],
      [
        "away and back in the same position",
        [
          ["locked", NOW - DAY],
          ["unavailable", NOW - 2 * HOUR],
        ],
        "locked",
        NOW - HOUR,
        undefined,
      ],
      [
        "away and back in another: seen at its return",
        [
          ["locked", NOW - DAY],
          ["unavailable", NOW - 2 * HOUR],
        ],
        "unlocked",
        NOW - HOUR,
        NOW - HOUR,
      ],
      [
        "the same word again is no movement",
        [
          ["unlocked", NOW - DAY],
          ["locked", NOW - 2 * HOUR],
          ["locked", NOW - HOUR],
        ],
        "locked",
        NOW - MINUTE,
        NOW - 2 * HOUR,
      ],
      [
        "the same word in pieces, each too short",
        [
          ["unlocked", NOW - DAY],
          ["locked", NOW - 9 * SECOND],
          ["locked", NOW - 6 * SECOND],
        ],
        "locked",
        NOW - 3 * SECOND,
        NOW - 9 * SECOND,
      ],
      ["to open", [["unlocked", NOW - DAY]], "open", NOW - HOUR, NOW - HOUR],
    ],
    ([, past, state, at, moved]) => assert.equal(after(past, state, at)["bolt_moved"], moved),
  );
});

describe("how the last command ended", () => {
  const outcome = (facts: { readonly [name: string]: unknown }) => {
    const command = facts["bolt_command"] as { wanted: string; outcome: string } | undefined;
    return command && `${command.wanted} ${command.outcome}`;
  };
  const resting: Past = [["unlocked", NOW - DAY]];

  rows<readonly [name: string, past: Past, state: string, at: number, ended: string | undefined]>(
    [
      ["none was seen", resting, "locked", NOW - HOUR, undefined],
      ["followed", [...resting, ["locking", NOW - MINUTE]], "locked", NOW - 50 * SECOND, "locked followed"],
      ["fell back", [...resting, ["locking", NOW - MINUTE]], "unlocked", NOW - 30 * SECOND, "locked fell_back"],
      ["jammed", [...resting, ["locking", NOW - MINUTE]], "jammed", NOW - 30 * SECOND, "locked fell_back"],
      ["still on its way", [...resting, ["locking", NOW - MINUTE]], "locking", NOW - MINUTE, undefined],
      [
        "unlocked to open",
        [
          ["locked", NOW - DAY],
          ["unlocking", NOW - MINUTE],
        ],
        "open",
        NOW - 30 * SECOND,
        "unlocked followed",
      ],
      [
        "unlocking to locked",
        [
          ["locked", NOW - DAY],
          ["unlocking", NOW - MINUTE],
        ],
        "locked",
        NOW - 30 * SECOND,
        "unlocked fell_back",
      ],
      [
        "changed its mind on the way",
        [...resting, ["locking", NOW - MINUTE], ["unlocking", NOW - 55 * SECOND]],
        "unlocked",
        NOW - 50 * SECOND,
        "unlocked followed",
      ],
      [
        "fell back, then turned by hand",
        [...resting, ["locking", NOW - HOUR], ["unlocked", NOW - HOUR + 30 * SECOND]],
        "locked",
        NOW - MINUTE,
        "locked followed",
      ],
      [
        "fell back, then tried again and followed",
        [...resting, ["locking", NOW - HOUR], ["unlocked", NOW - HOUR + MINUTE], ["locking", NOW - MINUTE]],
        "locked",
        NOW - 50 * SECOND,
        "locked followed",
      ],
      [
        "lost on the way",
        [...resting, ["locking", NOW - HOUR], ["unavailable", NOW - HOUR + MINUTE]],
        "unlocked",
        NOW - MINUTE,
        undefined,
      ],
      [
        "fell back, and was lost within minutes",
        [...resting, ["locking", NOW - HOUR], ["unlocked", NOW - HOUR + 30 * SECOND]],
        "unavailable",
        NOW - HOUR + 3 * MINUTE,
        undefined,
      ],
      [
        "fell back, and was lost much later",
        [...resting, ["locking", NOW - HOUR], ["unlocked", NOW - HOUR + 30 * SECOND]],
        "unavailable",
        NOW - 30 * MINUTE,
        "locked fell_back",
      ],
    ],
    ([, past, state, at, ended]) => assert.equal(outcome(after(past, state, at)), ended),
  );

  rows<readonly [name: string, past: Past, state: string, at: number, sent: number, ended: string]>(
    [
      ["sent, nothing yet", resting, "unlocked", NOW - DAY, NOW - SECOND, "locked pending"],
      ["sent, arrived", resting, "locked", NOW - SECOND, NOW - 10 * SECOND, "locked followed"],
      ["sent, was there already", resting, "locked", NOW - HOUR, NOW - SECOND, "locked followed"],
      ["sent, on its way", resting, "locking", NOW - SECOND, NOW - 2 * SECOND, "locked pending"],
      [
        "sent, fell back",
        [...resting, ["locking", NOW - 40 * SECOND]],
        "unlocked",
        NOW - 10 * SECOND,
        NOW - 41 * SECOND,
        "locked fell_back",
      ],
      [
        "sent after an earlier one fell back",
        [...resting, ["locking", NOW - HOUR]],
        "unlocked",
        NOW - HOUR + 30 * SECOND,
        NOW - SECOND,
        "locked pending",
      ],
    ],
    ([, past, state, at, sent, ended]) => assert.equal(outcome(after(past, state, at, { wanted: "locked", at: sent })), ended),
  );
});
