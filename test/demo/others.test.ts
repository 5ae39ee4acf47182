import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { demoHome } from "../../src/demo/demo-home.ts";
import type { SimHome } from "../../src/demo/sim-home.ts";
import { FakeClock, call, ending, settle } from "./support.ts";

function begin(): { clock: FakeClock; home: SimHome; state: (entityId: string) => string | undefined } {
  const clock = new FakeClock();
  const home = demoHome(clock);
  return { clock, home, state: (entityId) => home.hass.states[entityId]?.state };
}

describe("a Matter lock", () => {
  test("that fell silent stays available for 155 s, and is back within 15 s", async () => {
    const { clock, home, state } = begin();
    home.lock("Studio").silence(true);
    await clock.advance(154_000);
    assert.equal(state("lock.studio"), "locked");
    await clock.advance(2000);
    assert.equal(state("lock.studio"), "unavailable");
    home.lock("Studio").silence(false);
    await clock.advance(8000);
    assert.equal(state("lock.studio"), "unavailable");
    await clock.advance(7000);
    assert.equal(state("lock.studio"), "locked");
  });

  test("that is silent: a ping knows after 10 s, the diagnostics fail after 13 s, a command after 45 s", async () => {
    const { clock, home, state } = begin();
    const { device, entityId } = home.lock("Studio");
    const ask = (type: string) => home.hass.callWS({ type, device_id: device.id });
    const answered = (await ending(clock, ask("matter/ping_node"), 20)) as { value: object };
    assert.ok(Object.values(answered.value).every((reply) => reply === true));
    home.lock("Studio").silence(true);
    const silent = (await ending(clock, ask("matter/ping_node"), 10_000)) as { value: object };
    assert.ok(Object.values(silent.value).every((reply) => reply === false));
    assert.ok("error" in ((await ending(clock, ask("matter/node_diagnostics"), 13_000)) as object));
    const command = call(home.hass, "lock.unlock", entityId);
    await ending(clock, command, 1000);
    assert.equal(state(entityId), "unlocking");
    await clock.advance(30_000);
    assert.equal(state(entityId), "locked", "what was hoped for is given up");
    await assert.rejects(Promise.all([command, clock.advance(20_000)]), { code: "home_assistant_error" });
    await clock.advance(200_000);
    assert.equal(
      ((await ending(clock, ask("matter/node_diagnostics"), 0)) as { value: { available: boolean } }).value.available,
      false,
    );
    assert.ok(
      "value" in ((await ending(clock, call(home.hass, "lock.unlock", entityId), 0)) as object),
      "dropped without a word",
    );
  });

  test("that jams reads as unlocked, and a command falls back after 30 s of “locking”", async () => {
    const { clock, home, state } = begin();
    home.lock("Studio").jam(true);
    assert.equal(state("lock.studio"), "unlocked");
    const end = (await ending(clock, call(home.hass, "lock.lock", "lock.studio"), 600)) as { error: { message: string } };
    assert.equal(end.error.message, "InteractionModelError: Failure (0x1)");
    assert.equal(state("lock.studio"), "locking");
    await clock.advance(30_000);
    assert.equal(state("lock.studio"), "unlocked");
  });

  test("reports its low flag at once and its percentage later", async () => {
    const { clock, home, state } = begin();
    home.lock("Studio").drain(9);
    assert.deepEqual([state("binary_sensor.studio_battery"), state("sensor.studio_battery")], ["on", "86"]);
    await clock.advance(10_000);
    assert.equal(state("sensor.studio_battery"), "9");
  });

  test("is interviewed by administrators alone", async () => {
    const { clock, home } = begin();
    const interview = () => home.hass.callWS({ type: "matter/interview_node", device_id: home.lock("Studio").device.id });
    await assert.rejects(interview(), { code: "unauthorized" });
    home.setUser("admin");
    assert.ok("value" in ((await ending(clock, interview(), 200)) as object));
  });
});

describe("a Zigbee lock", () => {
  test("that fell silent still is online; an action ends well, and nothing happens", async () => {
    const { clock, home, state } = begin();
    home.lock("Shed").silence(true);
    assert.ok("value" in ((await ending(clock, call(home.hass, "lock.unlock", "lock.shed"), 0)) as object));
    await clock.advance(3_600_000);
    assert.equal(state("lock.shed"), "locked");
    await clock.advance(25 * 3_600_000);
    assert.equal(state("lock.shed"), "unavailable");
    home.lock("Shed").silence(false);
    assert.equal(state("lock.shed"), "locked");
  });

  test("that jams says so in its message alone", async () => {
    const { home, state } = begin();
    home.lock("Patio").jam(true);
    assert.equal(state("lock.patio"), "locked");
    const info = await home.hass.callWS<object>({ type: "mqtt/device/debug_info", device_id: home.lock("Patio").device.id });
    assert.match(JSON.stringify(info), /not_fully_locked/);
    assert.doesNotMatch(JSON.stringify(info), /"pin_code\\*":/, "no code, not even an empty one");
  });

  test("goes with its bridge, whose own state stays", async () => {
    const { clock, home, state } = begin();
    home.stopHub("zigbee2mqtt", true);
    assert.equal(state("binary_sensor.zigbee2mqtt_bridge_connection_state"), "off");
    assert.deepEqual(
      [state("lock.shed"), state("lock.patio"), state("button.zigbee2mqtt_bridge_restart")],
      ["unavailable", "unavailable", "unavailable"],
    );
    assert.equal(home.store.entries.get(home.zigbee.entryId)?.state, "loaded");
    home.stopHub("zigbee2mqtt", false);
    await ending(clock, call(home.hass, "button.press", "button.zigbee2mqtt_bridge_restart"), 100);
    assert.equal(state("lock.shed"), "unavailable");
    await clock.advance(3000);
    assert.equal(state("lock.shed"), "locked");
  });

  test("is updated after the action has long ended", async () => {
    const { clock, home } = begin();
    home.setUser("admin");
    home.lock("Shed").offerUpdate();
    assert.ok("value" in ((await ending(clock, call(home.hass, "update.install", "update.shed"), 0)) as object));
    assert.equal(home.hass.states["update.shed"]?.attributes["in_progress"], true);
    await clock.advance(20_000);
    const {
      installed_version: installed,
      latest_version: latest,
      in_progress: busy,
    } = home.hass.states["update.shed"]?.attributes ?? {};
    assert.deepEqual([installed, busy], [latest, false]);
  });
});

describe("a cloud lock", () => {
  test("is unavailable until somebody signs in again", async () => {
    const { home, state } = begin();
    const { issues } = await home.hass.callWS<{ issues: { issue_id: string; domain: string }[] }>({
      type: "repairs/list_issues",
    });
    assert.deepEqual(
      issues.map(({ issue_id: id, domain }) => [id, domain]),
      [[`config_entry_reauth_schlage_${home.cloud.entryId}`, "homeassistant"]],
    );
    assert.equal(state("lock.office"), "unavailable");
    const events: unknown[] = [];
    await home.hass.connection.subscribeEvents((event) => events.push(event), "repairs_issue_registry_updated");
    home.cloud.expireSignIn(false);
    await settle();
    assert.equal(state("lock.office"), "locked");
    assert.equal(events.length, 1);
  });

  test("is retried while its servers are away", async () => {
    const { clock, home } = begin();
    home.cloud.expireSignIn(false);
    home.stopHub("schlage", true);
    await clock.advance(1000);
    assert.equal(home.store.entries.get(home.cloud.entryId)?.state, "setup_retry");
  });
});

describe("commands and actions", () => {
  test("that nobody knows are refused as such", async () => {
    const { home } = begin();
    await assert.rejects(home.hass.callWS({ type: "zwave_js/make_coffee" }), { code: "unknown_command" });
    await assert.rejects(
      home.hass.connection.subscribeMessage(() => {}, { type: "make/coffee" }),
      { code: "unknown_command" },
    );
    await assert.rejects(call(home.hass, "coffee.make"), { code: "not_found" });
    await assert.rejects(
      home.hass.connection.subscribeEvents(() => {}, "zwave_js_notification"),
      { code: "unauthorized" },
    );
  });

  test("leave word for an administrator", async () => {
    const { home, state } = begin();
    await call(home.hass, "persistent_notification.create", undefined, {
      notification_id: "a",
      title: "Garage",
      message: "It does not answer.",
    });
    await call(home.hass, "persistent_notification.create", undefined, {
      notification_id: "a",
      title: "Garage",
      message: "It does not answer.",
    });
    const notes = await home.hass.callWS<{ notification_id: string }[]>({ type: "persistent_notification/get" });
    assert.deepEqual(
      notes.map(({ notification_id: id }) => id),
      ["a"],
    );
    await call(home.hass, "todo.add_item", "todo.shopping_list", { item: "4 × AA" });
    const { items } = await home.hass.callWS<{ items: { summary: string; status: string }[] }>({
      type: "todo/item/list",
      entity_id: "todo.shopping_list",
    });
    assert.deepEqual(
      items.map(({ summary, status }) => [summary, status]),
      [["4 × AA", "needs_action"]],
    );
    assert.equal(state("todo.shopping_list"), "1");
  });

  test("give history as the recorder does: the state at the beginning, then each change, then what comes", async () => {
    const { clock, home } = begin();
    const { entityId } = home.lock("Front door");
    const request = {
      entity_ids: [entityId],
      start_time: new Date(clock.now() - 12 * 3_600_000).toISOString(),
      minimal_response: true,
    };
    const past = await home.hass.callWS<{ [id: string]: { s: string; lu: number; a?: object }[] }>({
      type: "history/history_during_period",
      ...request,
    });
    assert.equal(past[entityId]?.[0]?.s, "locked");
    assert.equal(past[entityId]?.[0]?.lu, (clock.now() - 12 * 3_600_000) / 1000);
    assert.equal(past[entityId]?.[0]?.a, undefined);
    const events: { states: { [id: string]: { s: string }[] } }[] = [];
    await home.hass.connection.subscribeMessage<(typeof events)[number]>((event) => events.push(event), {
      type: "history/stream",
      ...request,
    });
    await settle();
    home.lock("Front door").turnByHand(false);
    await settle();
    assert.equal(events.length, 2);
    assert.deepEqual(
      events[1]?.states[entityId]?.map(({ s }) => s),
      ["unlocked"],
    );
  });

  test("toast what fails, where the card does not ask them not to", async () => {
    const { home } = begin();
    const toasts: string[] = [];
    home.onToast((message) => toasts.push(message));
    await assert.rejects(call(home.hass, "update.install", "update.shed"));
    assert.deepEqual(toasts, []);
    await assert.rejects(home.hass.callService("update", "install", {}, { entity_id: "update.shed" }));
    assert.equal(toasts.length, 1);
  });

  test("never hold a code, and registry rows have their options", async () => {
    const { home } = begin();
    const rows = await home.hass.callWS<{ [id: string]: { unique_id: string; options: object } }>({
      type: "config/entity_registry/get_entries",
      entity_ids: ["lock.patio", "sensor.patio_pin_code"],
    });
    assert.equal(rows["lock.patio"]?.unique_id, "0x000d6f0014a7b21c_lock_zigbee2mqtt");
    assert.ok(rows["lock.patio"]?.options);
    assert.equal(home.hass.states["sensor.patio_pin_code"]?.state, "unknown");
  });
});
