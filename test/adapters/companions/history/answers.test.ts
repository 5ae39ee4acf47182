import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wordsBasis, wordsOf } from "../../../../src/adapters/companions/history/answers.ts";
import type { HomeView } from "../../../../src/adapters/home.ts";
import { rows } from "../../../support/table.ts";

const LOCK = "lock.front";
const START = Date.UTC(2026, 10, 22, 12);
const SECOND = 1_000;

/** A word and when it was said: seconds after the start. */
type Said = readonly [state: string, second: number];

/** A home whose recorder has answered with these words, and whose lock says this now. */
function home(histories: readonly (readonly Said[])[], present?: Said): HomeView {
  return {
    takenAt: START,
    config: {},
    entities: {},
    devices: {},
    states: present
      ? {
          [LOCK]: {
            entity_id: LOCK,
            state: present[0],
            attributes: {},
            last_changed: new Date(START + present[1] * SECOND).toISOString(),
            last_updated: "",
          },
        }
      : {},
    answers: histories.map((said, index) => ({
      request: { type: "history/stream", index },
      result: { states: { [LOCK]: said.map(([s, second]) => ({ s, lu: START / SECOND + second })) } },
    })),
  };
}

const told = (view: HomeView) => wordsOf(view, LOCK).map(({ state, at }) => `${state} ${(at - START) / SECOND}`);

describe("the words of an entity", () => {
  rows<readonly [name: string, histories: readonly (readonly Said[])[], present: Said | undefined, words: readonly string[]]>(
    [
      ["no history: nothing, whatever is now", [], ["locked", 5], []],
      ["an empty history and the present", [[]], ["locked", 5], ["locked 5"]],
      [
        "a repetition is none",
        [
          [
            ["locked", 1],
            ["locked", 2],
            ["unlocked", 3],
          ],
        ],
        undefined,
        ["locked 1", "unlocked 3"],
      ],
      ["the present is new", [[["locked", 1]]], ["unlocked", 4], ["locked 1", "unlocked 4"]],
      [
        "the present is told already",
        [
          [
            ["locked", 1],
            ["unlocked", 4],
          ],
        ],
        ["unlocked", 4],
        ["locked 1", "unlocked 4"],
      ],
      [
        "told to a fraction of a ms",
        [
          [
            ["locked", 1],
            ["unlocked", 4.000567891],
          ],
        ],
        ["unlocked", 4],
        ["locked 1", "unlocked 4"],
      ],
      [
        "the present is older than the recorder's last word",
        [
          [
            ["locked", 1],
            ["locked", 5],
          ],
        ],
        ["unlocked", 3],
        ["locked 1", "unlocked 3", "locked 5"],
      ],
      [
        "two answers",
        [
          [
            ["locked", 1],
            ["unlocked", 4],
          ],
          [["unlocked", 2]],
        ],
        ["locked", 9],
        ["locked 1", "unlocked 2", "locked 9"],
      ],
    ],
    ([, histories, present, words]) => assert.deepEqual(told(home(histories, present)), words),
  );

  const basis = (histories: readonly (readonly Said[])[], present: Said) => wordsBasis(home(histories, present), [LOCK]);

  test("rest on the same when the recorder tells what a state has told", () =>
    assert.deepEqual(
      basis([[["locked", 1]]], ["unlocked", 4.1]),
      basis(
        [
          [
            ["locked", 1],
            ["unlocked", 4.1004],
          ],
        ],
        ["unlocked", 4.1],
      ),
    ));

  rows<readonly [name: string, histories: readonly (readonly Said[])[], present: Said]>(
    [
      ["a new state", [[["locked", 1]]], ["open", 4]],
      ["another time of it", [[["locked", 1]]], ["unlocked", 5]],
      [
        "a word between that no state has told",
        [
          [
            ["locked", 1],
            ["unlocking", 3],
          ],
        ],
        ["unlocked", 4],
      ],
      ["the oldest is gone", [[["locked", 2]]], ["unlocked", 4]],
    ],
    ([, histories, present]) => assert.notDeepEqual(basis(histories, present), basis([[["locked", 1]]], ["unlocked", 4])),
  );
});
