import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Want } from "../../src/adapters/lock-view.ts";
import { Gatherer, asError, foldStream } from "../../src/runtime/gather.ts";
import { FakeClient, deferred, refusal } from "../support/client.ts";
import { FakeClock, settle } from "../support/clock.ts";
import { MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const CALL: Want = { mode: "call", request: { type: "call", device_id: "d" }, on: ["lock.x"], gap: 2 * SECOND };
const STREAM: Want = { mode: "stream", request: { type: "logbook/event_stream", device_ids: ["d"] }, since: MINUTE };

function gathering() {
  const clock = new FakeClock(NOW);
  const client = new FakeClient();
  let count = 0;
  let changes = 0;
  client.on("call", () => ++count);
  const gatherer = new Gatherer(client, clock, () => changes++);
  const results = () => gatherer.answers.map(({ result, error }) => error?.code ?? result);
  return { clock, client, gatherer, results, changes: () => changes };
}

describe("what is called for", () => {
  test("is asked once, however often it is wanted", async () => {
    const { client, gatherer, results } = gathering();
    gatherer.want([CALL, { ...CALL }, { ...CALL, request: { device_id: "d", type: "call" } }]);
    gatherer.want([CALL]);
    await settle();
    gatherer.want([CALL]);
    await settle();
    assert.equal(client.asked("call").length, 1);
    assert.deepEqual(results(), [1]);
  });

  test("is another thing for another device", async () => {
    const { client, gatherer } = gathering();
    gatherer.want([CALL, { ...CALL, request: { type: "call", device_id: "e" } }]);
    await settle();
    assert.equal(client.asked("call").length, 2);
  });

  test("is asked again when its entity changes, with the least gap between", async () => {
    const { client, clock, gatherer, results } = gathering();
    gatherer.want([CALL]);
    await clock.advance(10 * SECOND);
    for (let n = 0; n < 5; n++) gatherer.changed(new Set(["lock.x"]));
    await settle();
    assert.equal(client.asked("call").length, 2, "at once, and once");
    await clock.advance(1_999);
    assert.equal(client.asked("call").length, 2);
    await clock.advance(1);
    assert.equal(client.asked("call").length, 3, "for what changed meanwhile");
    await clock.advance(MINUTE);
    assert.equal(client.asked("call").length, 3);
    assert.deepEqual(results(), [3]);
  });

  test("is not asked again when something else changes", async () => {
    const { client, clock, gatherer } = gathering();
    gatherer.want([CALL]);
    await clock.advance(MINUTE);
    gatherer.changed(new Set(["lock.y"]));
    await settle();
    assert.equal(client.asked("call").length, 1);
  });

  test("is asked again after the call that is out has come back", async () => {
    const { client, clock, gatherer } = gathering();
    const slow = deferred<number>();
    client.on("call", () => slow.promise);
    gatherer.want([CALL]);
    await clock.advance(MINUTE);
    gatherer.changed(new Set(["lock.x"]));
    await settle();
    assert.equal(client.asked("call").length, 1, "one at a time");
    slow.resolve(1);
    await settle();
    await clock.advance(2 * SECOND);
    assert.equal(client.asked("call").length, 2);
  });

  test("is asked again by its age", async () => {
    const { client, clock, gatherer } = gathering();
    gatherer.want([{ ...CALL, every: 5 * MINUTE }]);
    await clock.advance(4 * MINUTE);
    gatherer.tick();
    await clock.advance(MINUTE);
    assert.equal(client.asked("call").length, 1);
    gatherer.tick();
    await settle();
    assert.equal(client.asked("call").length, 2);
  });

  test("when refused, is tried again only after five minutes", async () => {
    const { client, clock, gatherer, results } = gathering();
    client.on("call", () => {
      throw refusal("unauthorized", "Unauthorized");
    });
    gatherer.want([CALL]);
    await settle();
    assert.deepEqual(results(), ["unauthorized"]);
    for (let minute = 0; minute < 4; minute++) {
      await clock.advance(MINUTE);
      gatherer.tick();
      await settle();
    }
    assert.equal(client.asked("call").length, 1);
    await clock.advance(MINUTE);
    gatherer.tick();
    await settle();
    assert.equal(client.asked("call").length, 2);
  });

  test("a failure does not undo what was known", async () => {
    const { client, clock, gatherer, results } = gathering();
    gatherer.want([CALL]);
    await clock.advance(MINUTE);
    client.on("call", () => {
      throw refusal("timeout", "Timeout");
    });
    gatherer.changed(new Set(["lock.x"]));
    await settle();
    assert.deepEqual(results(), [1]);
  });

  test("what nobody wants any more is gone, and comes back anew", async () => {
    const { client, gatherer, results } = gathering();
    gatherer.want([CALL]);
    await settle();
    gatherer.want([]);
    assert.deepEqual(results(), []);
    gatherer.want([CALL]);
    await settle();
    assert.deepEqual(results(), [2]);
    assert.equal(client.asked("call").length, 2);
  });

  test("an answer that comes too late for anybody is lost", async () => {
    const { client, gatherer, results, changes } = gathering();
    const slow = deferred<number>();
    client.on("call", () => slow.promise);
    gatherer.want([CALL]);
    gatherer.want([]);
    slow.resolve(1);
    await settle();
    assert.deepEqual(results(), []);
    assert.equal(changes(), 0);
  });

  test("a timer of what is gone does not ask", async () => {
    const { client, clock, gatherer } = gathering();
    gatherer.want([CALL]);
    await clock.advance(SECOND);
    gatherer.changed(new Set(["lock.x"]));
    gatherer.close();
    await clock.advance(MINUTE);
    assert.equal(client.asked("call").length, 1);
  });

  test("is kept as its adapter keeps it, together with what there was", async () => {
    const { client, clock, gatherer, results } = gathering();
    client.on("call", () => ({ secret: 1, told: "x" }));
    const keep = (result: unknown, before: unknown) => [
      ...((before as string[] | undefined) ?? []),
      (result as { told: string }).told,
    ];
    gatherer.want([{ ...CALL, keep }]);
    await clock.advance(MINUTE);
    gatherer.changed(new Set(["lock.x"]));
    await settle();
    assert.deepEqual(results(), [["x", "x"]]);
  });

  test("a keeper that fails is a failed call, and nothing more", async () => {
    const { gatherer, results } = gathering();
    gatherer.want([
      {
        ...CALL,
        keep: () => {
          throw new Error("boom");
        },
      },
    ]);
    await settle();
    assert.deepEqual(results(), ["failed"]);
  });

  test("an answer can come by another way", async () => {
    const { clock, gatherer, results } = gathering();
    gatherer.want([CALL]);
    await clock.advance(SECOND);
    gatherer.put({ device_id: "d", type: "call" }, 77);
    gatherer.put({ type: "call", device_id: "unknown" }, 78);
    assert.deepEqual(results(), [77]);
    assert.equal(gatherer.answers[0]?.at, NOW + SECOND);
  });

  test("the list is the same until an answer changes", async () => {
    const { clock, gatherer } = gathering();
    gatherer.want([CALL]);
    await settle();
    const before = gatherer.answers;
    gatherer.changed(new Set(["lock.y"]));
    assert.equal(gatherer.answers, before);
    await clock.advance(MINUTE);
    gatherer.changed(new Set(["lock.x"]));
    await settle();
    assert.notEqual(gatherer.answers, before);
  });

  test("after a reconnect every call is made again, streams come by themselves", async () => {
    const { client, clock, gatherer } = gathering();
    gatherer.want([CALL, STREAM]);
    await clock.advance(MINUTE);
    gatherer.refreshAll();
    await settle();
    assert.equal(client.asked("call").length, 2);
    assert.equal(client.streams.length, 1);
  });
});

describe("a stream", () => {
  const row = (n: number) => ({ when: n, message: `m${n}`, domain: "zwave_js" });

  test("begins as far back as is wanted, and adds what comes", async () => {
    const { client, gatherer, results, changes } = gathering();
    gatherer.want([STREAM]);
    await settle();
    const stream = client.streams[0]!;
    assert.equal(stream.request["start_time"], "2026-11-22T11:59:00.000Z");
    stream.emit({ events: [row(1)], partial: true });
    stream.emit({ events: [row(2), row(3)] });
    assert.deepEqual(results(), [{ events: [row(1), row(2), row(3)] }]);
    assert.equal(changes(), 2);
  });

  test("equal rows are one: after a reconnect it begins anew", async () => {
    const { client, gatherer, results } = gathering();
    gatherer.want([STREAM]);
    await settle();
    const stream = client.streams[0]!;
    stream.emit({ events: [row(1), row(2)] });
    stream.emit({ events: [row(1), row(2), row(3)] });
    assert.deepEqual(results(), [{ events: [row(1), row(2), row(3)] }]);
  });

  test("does not grow for ever", () => {
    let folded: unknown;
    for (let n = 0; n < 600; n++) folded = foldStream("logbook/event_stream", folded, { events: [row(n)] });
    const { events } = folded as { events: { when: number }[] };
    assert.equal(events.length, 500);
    assert.equal(events.at(-1)?.when, 599);
  });

  test("ends when nobody wants it, also when it stands only afterwards", async () => {
    const { client, gatherer } = gathering();
    gatherer.want([STREAM]);
    gatherer.want([]);
    await settle();
    assert.deepEqual(
      client.streams.map(({ open }) => open),
      [false],
    );
    client.streams[0]!.emit({ events: [row(1)] });
    assert.deepEqual(gatherer.answers, []);
  });

  test("when refused, is tried again after five minutes", async () => {
    const { client, clock, gatherer, results } = gathering();
    client.onStream(STREAM.request.type, () => {
      throw refusal("unknown_command", "Unknown command.");
    });
    gatherer.want([STREAM]);
    await settle();
    assert.deepEqual(results(), ["unknown_command"]);
    client.onStream(STREAM.request.type, () => ({ events: [row(1)] }));
    await clock.advance(MINUTE);
    gatherer.tick();
    await settle();
    assert.equal(client.streams.length, 0);
    await clock.advance(4 * MINUTE);
    gatherer.tick();
    await settle();
    assert.deepEqual(results(), [{ events: [row(1)] }]);
  });
});

describe("folding", () => {
  rows<readonly [name: string, type: string, before: unknown, event: unknown, after: unknown]>(
    [
      [
        "history: words and times, never attributes",
        "history/stream",
        undefined,
        { states: { "lock.x": [{ s: "locked", a: { code: "864297" }, lu: 5 }] } },
        { states: { "lock.x": [{ s: "locked", lu: 5 }] } },
      ],
      [
        "history: long names as well",
        "history/stream",
        undefined,
        { states: { "lock.x": [{ state: "locked", last_changed: "1970-01-01T00:00:05Z" }] } },
        { states: { "lock.x": [{ s: "locked", lu: 5 }] } },
      ],
      [
        "history: added by entity",
        "history/stream",
        { states: { "lock.x": [{ s: "locked", lu: 5 }] } },
        { states: { "lock.y": [{ s: "open", lu: 6 }] } },
        { states: { "lock.x": [{ s: "locked", lu: 5 }], "lock.y": [{ s: "open", lu: 6 }] } },
      ],
      [
        "history: told again after a reconnect",
        "history/stream",
        {
          states: {
            "lock.x": [
              { s: "locked", lu: 5 },
              { s: "unlocked", lu: 6.5 },
            ],
          },
        },
        {
          states: {
            "lock.x": [
              { s: "locked", lu: 5 },
              { s: "unlocked", lu: 6.5 },
              { s: "locked", lu: 7 },
            ],
          },
        },
        {
          states: {
            "lock.x": [
              { s: "locked", lu: 5 },
              { s: "unlocked", lu: 6.5 },
              { s: "locked", lu: 7 },
            ],
          },
        },
      ],
      [
        "history: a clock that was set back",
        "history/stream",
        { states: { "lock.x": [{ s: "locked", lu: 500 }] } },
        { states: { "lock.x": [{ s: "unlocked", lu: 7 }] } },
        {
          states: {
            "lock.x": [
              { s: "locked", lu: 500 },
              { s: "unlocked", lu: 7 },
            ],
          },
        },
      ],
      [
        "history: no more than five hundred words",
        "history/stream",
        { states: { "lock.x": Array.from({ length: 500 }, (_, index) => ({ s: "a", lu: index + 1 })) } },
        { states: { "lock.x": [{ s: "b", lu: 501 }] } },
        {
          states: { "lock.x": [...Array.from({ length: 499 }, (_, index) => ({ s: "a", lu: index + 2 })), { s: "b", lu: 501 }] },
        },
      ],
      [
        "history: rows that are none",
        "history/stream",
        undefined,
        { states: { "lock.x": [null, 5], "lock.y": "x" } },
        { states: { "lock.x": [{ s: "", lu: 0 }], "lock.y": [] } },
      ],
      [
        "entries: all of them",
        "config_entries/subscribe",
        undefined,
        [
          { type: null, entry: { entry_id: "a" } },
          { type: null, entry: { entry_id: "b" } },
        ],
        [{ entry_id: "a" }, { entry_id: "b" }],
      ],
      [
        "entries: one updated",
        "config_entries/subscribe",
        [{ entry_id: "a", state: "loaded" }, { entry_id: "b" }],
        [{ type: "updated", entry: { entry_id: "a", state: "setup_retry" } }],
        [{ entry_id: "a", state: "setup_retry" }, { entry_id: "b" }],
      ],
      [
        "entries: one added",
        "config_entries/subscribe",
        [{ entry_id: "a" }],
        [{ type: "added", entry: { entry_id: "b" } }],
        [{ entry_id: "a" }, { entry_id: "b" }],
      ],
      [
        "entries: one removed",
        "config_entries/subscribe",
        [{ entry_id: "a" }, { entry_id: "b" }],
        [{ type: "removed", entry: { entry_id: "a" } }],
        [{ entry_id: "b" }],
      ],
      [
        "entries: rows that are none",
        "config_entries/subscribe",
        [{ entry_id: "a" }],
        [null, 5, {}, { type: "updated" }],
        [{ entry_id: "a" }],
      ],
      ["anything else: the last event", "subscribe_events", { a: 1 }, { b: 2 }, { b: 2 }],
      ["nothing", "logbook/event_stream", undefined, null, { events: [] }],
    ],
    ([, type, before, event, after]) => assert.deepEqual(foldStream(type, before, event), after),
  );
});

describe("a rejection in words", () => {
  rows<readonly [name: string, error: unknown, code: string, message: string]>(
    [
      ["Home Assistant's", { code: "home_assistant_error", message: "ZW0204" }, "home_assistant_error", "ZW0204"],
      ["unauthorized by a command", { code: "unauthorized", message: "Unauthorized" }, "unauthorized", "Unauthorized"],
      ["unauthorized by an action", { code: "home_assistant_error", message: "Unauthorized" }, "unauthorized", "Unauthorized"],
      [
        "the connection broke: a message",
        { type: "result", success: false, error: { code: 3, message: "Connection lost" } },
        "connection_lost",
        "Connection lost",
      ],
      ["the connection broke: a number", 3, "connection_lost", "3"],
      ["an error of the language", new TypeError("boom"), "failed", "boom"],
      ["a text", "boom", "failed", "boom"],
      ["nothing", undefined, "failed", "undefined"],
      ["an object without words", { code: "x" }, "x", ""],
      ["a message that is none", { code: 7, message: 5 }, "7", ""],
    ],
    ([, error, code, message]) => assert.deepEqual(asError(error), { code, message }),
  );
});
