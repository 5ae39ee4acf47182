import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asError } from "../../src/runtime/gather.ts";
import { TodoList, featuresOf, todoList } from "../../src/runtime/todo.ts";
import { FakeClient, refusal } from "../support/client.ts";
import { mockState } from "../support/home.ts";
import { rows } from "../support/table.ts";

const LIST = "todo.chores";
/** What local_todo, shopping_list and a list of an unknown kind have (their todo.py). */
const LOCAL = 127;
const SHOPPING = 15;

const states = (bits: unknown, state = "0") => ({ [LIST]: mockState(LIST, state, { supported_features: bits }) });
const listOf = (client: FakeClient, bits: number) => todoList(client, states(bits), LIST)!;

describe("what a list can do", () => {
  const none = { create: false, remove: false, change: false, dueDate: false, description: false };
  rows<readonly [name: string, home: Parameters<typeof featuresOf>[0], found: unknown]>(
    [
      ["local list", states(LOCAL), { create: true, remove: true, change: true, dueDate: true, description: true }],
      ["shopping list", states(SHOPPING), { create: true, remove: true, change: true, dueDate: false, description: false }],
      ["takes nothing", states(0), none],
      ["does not say", states(undefined), none],
      ["is away", states(LOCAL, "unavailable"), undefined],
      ["is not there", {}, undefined],
    ],
    ([, home, found]) => assert.deepEqual(featuresOf(home, LIST), found),
  );

  test("an entity of another kind is no list", () => {
    const home = { "sensor.x": mockState("sensor.x", "0", { supported_features: LOCAL }) };
    assert.equal(todoList(new FakeClient(), home, "sensor.x"), undefined);
    assert.equal(todoList(new FakeClient(), home, undefined), undefined);
  });
});

describe("items", () => {
  test("as Home Assistant gives them, what is no item left out", async () => {
    const client = new FakeClient().on("todo/item/list", ({ entity_id: id }) => {
      assert.equal(id, LIST);
      return {
        items: [
          { uid: "1", summary: "Key", status: "needs_action", due: "2026-12-01", description: "Two\nlines" },
          { uid: "2", summary: "Bolt", status: "completed", due: "2026-12-01T10:00:00+01:00" },
          { summary: "No uid", status: "needs_action" },
          { uid: "4" },
          null,
          "text",
        ],
      };
    });
    assert.deepEqual(await listOf(client, LOCAL).items(), [
      { key: "1", summary: "Key", done: false, due: "2026-12-01", description: "Two\nlines" },
      { key: "2", summary: "Bolt", done: true, due: "2026-12-01" },
      { key: "No uid", summary: "No uid", done: false },
    ]);
    for (const answer of [null, {}, { items: 5 }])
      assert.deepEqual(
        await listOf(
          new FakeClient().on("todo/item/list", () => answer),
          LOCAL,
        ).items(),
        [],
      );
  });
});

describe("adding", () => {
  const item = { summary: "Key", due: "2026-12-01", description: "How" };
  rows<readonly [name: string, bits: number, data: object]>(
    [
      ["all of it", LOCAL, { item: "Key", due_date: "2026-12-01", description: "How" }],
      ["no description", 1 | 16, { item: "Key", due_date: "2026-12-01" }],
      ["no due date", 1 | 64, { item: "Key", description: "How" }],
      ["only a due time: no date", 1 | 32, { item: "Key" }],
      ["title alone", SHOPPING, { item: "Key" }],
    ],
    ([, bits, data]) => {
      const client = new FakeClient();
      void listOf(client, bits).add(item);
      assert.deepEqual(client.services, [{ domain: "todo", service: "add_item", data, target: { entity_id: LIST } }]);
    },
  );

  test("a list that refuses what it says it takes still gets the title", async () => {
    const client = new FakeClient().onService(({ data }) => {
      if ("due_date" in data) throw refusal("service_validation_error", "Entity does not support setting field: due_date");
    });
    await listOf(client, LOCAL).add(item);
    assert.deepEqual(client.services.at(-1)!.data, { item: "Key" });
    assert.equal(client.services.length, 2);
  });

  test("what is refused for another reason is told, and not tried again", async () => {
    const client = new FakeClient().onService(() => {
      throw refusal("home_assistant_error", "Disk full");
    });
    const error: unknown = await listOf(client, LOCAL)
      .add(item)
      .catch((reason: unknown) => reason);
    assert.deepEqual(asError(error), { code: "home_assistant_error", message: "Disk full" });
    assert.equal(client.services.length, 1);
  });
});

test("ticking off, taking that back and removing name the item by its uid", async () => {
  const client = new FakeClient();
  const todo = new TodoList(client, LIST, featuresOf(states(LOCAL), LIST)!);
  const item = { key: "1", summary: "Key", done: false };
  await todo.complete(item);
  await todo.reopen(item);
  await todo.remove(item);
  assert.deepEqual(
    client.services.map(({ service, data }) => [service, data]),
    [
      ["update_item", { item: "1", status: "completed" }],
      ["update_item", { item: "1", status: "needs_action" }],
      ["remove_item", { item: "1" }],
    ],
  );
});
