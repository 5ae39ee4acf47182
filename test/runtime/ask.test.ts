import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askAdministrator as ask } from "../../src/runtime/ask.ts";
import type { Message } from "../../src/runtime/ask.ts";
import { asError } from "../../src/runtime/gather.ts";
import type { Client } from "../../src/runtime/client.ts";
import { addZwaveLock } from "../support/locks.ts";
import { FakeClient, deferred, refusal } from "../support/client.ts";
import { settle } from "../support/clock.ts";
import { Stage } from "../support/stage.ts";

const MESSAGE = {
  id: "lock_health_lock.front_door_update_available",
  title: "Front Door: update",
  text: "Version 10.8 is there.",
};
const LIST = "todo.chores";

const askAdministrator = (client: Client, message: Message, list?: string) => ask(client, message, asError, list);

/** Home Assistant's notifications and one to-do list, as far as asking goes. */
function house({ descriptions = true } = {}) {
  const notifications: { notification_id: string; title: string; message: string }[] = [];
  const items: { summary: string; description?: string; status: string }[] = [];
  const client = new FakeClient();
  client.on("persistent_notification/get", () => notifications);
  client.on("todo/item/list", ({ entity_id: id }) => {
    assert.equal(id, LIST);
    return { items };
  });
  client.onService(({ domain, service, data, target }) => {
    if (`${domain}.${service}` === "persistent_notification.create") notifications.push(data as (typeof notifications)[number]);
    else {
      assert.equal(`${domain}.${service}`, "todo.add_item");
      assert.deepEqual(target, { entity_id: LIST });
      const { item, description } = data as { item: string; description?: string };
      if (description !== undefined && !descriptions)
        throw refusal("service_validation_error", "Validation error: Entity does not support setting field: description");
      items.push({ summary: item, ...(description === undefined ? {} : { description }), status: "needs_action" });
    }
  });
  return { client, notifications, items };
}

describe("asking an administrator", () => {
  test("leaves a notification, and looks whether it is there", async () => {
    const { client, notifications } = house();
    assert.deepEqual(await askAdministrator(client, MESSAGE), { phase: "asked", where: "notification", already: false });
    assert.deepEqual(notifications, [{ notification_id: MESSAGE.id, title: MESSAGE.title, message: MESSAGE.text }]);
  });

  test("leaves a to-do item where there is a list", async () => {
    const { client, items } = house();
    assert.deepEqual(await askAdministrator(client, MESSAGE, LIST), { phase: "asked", where: "todo", already: false });
    assert.deepEqual(items, [{ summary: MESSAGE.title, description: MESSAGE.text, status: "needs_action" }]);
  });

  test("leaves the title alone where a list takes no description, as Home Assistant's shopping list", async () => {
    const { client, items } = house({ descriptions: false });
    assert.deepEqual(await askAdministrator(client, MESSAGE, LIST), { phase: "asked", where: "todo", already: false });
    assert.deepEqual(items, [{ summary: MESSAGE.title, status: "needs_action" }]);
  });

  test("once", async () => {
    for (const list of [undefined, LIST]) {
      const { client } = house();
      await askAdministrator(client, MESSAGE, list);
      assert.deepEqual(await askAdministrator(client, MESSAGE, list), {
        phase: "asked",
        where: list === undefined ? "notification" : "todo",
        already: true,
      });
      assert.equal(client.services.length, 1);
    }
  });

  test("again once it was done, or put away", async () => {
    const { client, items, notifications } = house();
    await askAdministrator(client, MESSAGE, LIST);
    items[0]!.status = "completed";
    assert.deepEqual(await askAdministrator(client, MESSAGE, LIST), { phase: "asked", where: "todo", already: false });
    await askAdministrator(client, MESSAGE);
    notifications.length = 0;
    assert.deepEqual(await askAdministrator(client, MESSAGE), { phase: "asked", where: "notification", already: false });
  });

  test("another finding is another matter", async () => {
    const { client, notifications } = house();
    await askAdministrator(client, MESSAGE);
    await askAdministrator(client, { ...MESSAGE, id: "other" });
    assert.equal(notifications.length, 2);
  });

  test("not there afterwards: unverified", async () => {
    for (const list of [undefined, LIST]) {
      const { client } = house();
      client.onService(() => undefined);
      assert.deepEqual(await askAdministrator(client, MESSAGE, list), { phase: "unverified" });
    }
  });

  test("refused: failed, in Home Assistant's words", async () => {
    const { client } = house();
    client.onService(() => {
      throw refusal("unauthorized", "Unauthorized");
    });
    assert.deepEqual(await askAdministrator(client, MESSAGE), { phase: "failed", code: "unauthorized", message: "Unauthorized" });
    const broken = house().client;
    broken.on("todo/item/list", () => {
      throw refusal("invalid_entity_id", "Entity not found");
    });
    assert.deepEqual(await askAdministrator(broken, MESSAGE, LIST), {
      phase: "failed",
      code: "invalid_entity_id",
      message: "Entity not found",
    });
  });

  test("an answer that is none counts as nothing there", async () => {
    const { client } = house();
    client.on("persistent_notification/get", () => null);
    assert.deepEqual(await askAdministrator(client, MESSAGE), { phase: "unverified" });
  });
});

describe("asking from a card", () => {
  test("once while it is out, and told to whoever sees the lock", async () => {
    const stage = new Stage((home) => addZwaveLock(home));
    const viewing = await stage.show();
    const call = deferred();
    const standing: object[] = [];
    stage.client.on("persistent_notification/get", () => standing);
    stage.client.onService(() => call.promise);
    const asking = stage.health.ask("lock.front_door", (client) => askAdministrator(client, MESSAGE));
    void stage.health.ask("lock.front_door", (client) => askAdministrator(client, MESSAGE));
    await settle();
    assert.deepEqual(stage.health.askState("lock.front_door"), { phase: "asking" });
    assert.equal(stage.client.services.length, 1);
    standing.push({ notification_id: MESSAGE.id });
    call.resolve();
    await asking;
    assert.deepEqual(stage.health.askState("lock.front_door"), { phase: "asked", where: "notification", already: false });
    assert.ok(viewing.notified >= 2);
    stage.health.closeAsk("lock.front_door");
    assert.equal(stage.health.askState("lock.front_door"), undefined);
  });
});
