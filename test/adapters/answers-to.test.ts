import assert from "node:assert/strict";
import { test } from "node:test";
import { answersTo } from "../../src/adapters/home.ts";
import type { Answer } from "../../src/adapters/home.ts";

const answer = (type: string, result: unknown): Answer => ({ request: { type }, result });

test("answers are found by the type of their request, in their order, as often as it is asked", () => {
  const answers = [answer("a", 1), answer("b", 2), answer("a", 3), answer("constructor", 4)];
  const found = (type: string, among?: readonly Answer[]) => answersTo(type, among).map(({ result }) => result);
  for (let turn = 0; turn < 2; turn++) {
    assert.deepEqual(found("a", answers), [1, 3]);
    assert.deepEqual(found("b", answers), [2]);
    assert.deepEqual(found("constructor", answers), [4]);
    assert.deepEqual(found("toString", answers), []);
  }
  assert.deepEqual(found("a", [...answers, answer("a", 5)]), [1, 3, 5], "another list is another one");
  assert.deepEqual(found("a"), []);
});
