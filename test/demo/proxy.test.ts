import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Cleaner, refusal, refuse, withoutCodes } from "../../scripts/proxy.mjs";

/** What the card and the live page send. */
const READING = [
  "ping",
  "supported_features",
  "subscribe_entities",
  "unsubscribe_events",
  "get_states",
  "get_config",
  "get_services",
  "auth/current_user",
  "config/entity_registry/list_for_display",
  "config/entity_registry/get_entries",
  "config/device_registry/list",
  "config/device_registry/list_linked_devices",
  "config/area_registry/list",
  "config_entries/get",
  "config_entries/subscribe",
  "repairs/list_issues",
  "manifest/get",
  "history/stream",
  "history/history_during_period",
  "logbook/event_stream",
  "logbook/get_events",
  "zwave_js/node_status",
  "zwave_js/node_metadata",
  "zwave_js/node_alerts",
  "matter/ping_node",
  "matter/node_diagnostics",
  "mqtt/device/debug_info",
  "persistent_notification/get",
  "todo/item/list",
  "frontend/get_user_data",
];

const CHANGING = [
  "zwave_js/refresh_node_info",
  "zwave_js/rebuild_node_routes",
  "zwave_js/remove_failed_node",
  "zwave_js/set_config_parameter",
  "matter/interview_node",
  "matter/remove_matter_fabric",
  "config/entity_registry/update",
  "config/entity_registry/remove",
  "config/device_registry/update",
  "config_entries/disable",
  "config_entries/get_single",
  "repairs/ignore_issue",
  "frontend/set_user_data",
  "lovelace/config/save",
  "mqtt/subscribe",
  "todo/item/move",
  "brand/new_command",
];

const NEVER = ["fire_event", "execute_script", "render_template", "auth/long_lived_access_token", "zha/lock/set_user_code"];

describe("the proxy between the live page and a home", () => {
  test("lets pass what only reads", () => {
    for (const type of READING) assert.equal(refusal({ id: 3, type }), undefined, type);
  });

  test("refuses what could change anything, unless fixes are allowed", () => {
    for (const type of CHANGING) {
      assert.equal(refusal({ id: 3, type }), "read_only", type);
      assert.equal(refusal({ id: 3, type }, { allowFixes: true }), undefined, type);
    }
    const service = { id: 3, type: "call_service", domain: "button", service: "press", target: { entity_id: "button.ping" } };
    assert.equal(refusal(service), "read_only");
    assert.equal(refusal(service, { allowFixes: true }), undefined);
    assert.equal(refusal({ ...service, domain: "zwave_js", service: "ping" }, { allowFixes: true }), undefined);
  });

  test("never opens a door, hands out a code or runs what it is told", () => {
    const service = (domain: string, name: string, more = {}) => ({
      id: 3,
      type: "call_service",
      domain,
      service: name,
      ...more,
    });
    for (const allowFixes of [false, true]) {
      for (const type of NEVER) assert.equal(refusal({ id: 3, type }, { allowFixes }), "never", type);
      assert.equal(refusal(service("lock", "unlock"), { allowFixes }), "never");
      assert.equal(refusal(service("lock", "open"), { allowFixes }), "never");
      assert.equal(refusal(service("schlage", "get_codes", { return_response: true }), { allowFixes }), "never");
      assert.equal(refusal(service("zwave_js", "set_lock_usercode"), { allowFixes }), "never");
      assert.equal(refusal(service("matter", "set_lock_user"), { allowFixes }), "never");
    }
  });

  test("lets only such events be heard as plain users may hear", () => {
    const hear = (type?: string) =>
      refusal({ id: 3, type: "subscribe_events", ...(type === undefined ? {} : { event_type: type }) }, { allowFixes: true });
    assert.equal(hear("entity_registry_updated"), undefined);
    assert.equal(hear("repairs_issue_registry_updated"), undefined);
    assert.equal(hear("zwave_js_notification"), "never");
    assert.equal(hear(), "never", "all events");
  });

  test("takes nothing that is no command, and no sign-in", () => {
    for (const message of [null, 1, "x", [], [{ id: 1, type: "ping" }], {}, { type: 5 }, { type: "auth", access_token: "x" }])
      assert.equal(refusal(message, { allowFixes: true }), "not_a_command", JSON.stringify(message));
  });

  test("answers a refused message as Home Assistant would, with words", () => {
    const { message, ...error } = refuse({ id: 12, type: "call_service" }, "read_only").error;
    assert.deepEqual(error, { code: "read_only" });
    assert.match(message, /--allow-fixes/);
    assert.equal(refuse({ id: 12, type: "x" }, "never").id, 12);
  });
});

describe("answers on their way to the page", () => {
  test("lose the options of registry rows, where a lock's code stands", () => {
    const cleaner = new Cleaner();
    cleaner.sent({ id: 4, type: "config/entity_registry/get_entries" });
    const result = { "lock.front": { unique_id: "1", options: { lock: { default_code: "4711" } }, original_name: "Code" } };
    const clean = JSON.parse(cleaner.clean(JSON.stringify({ id: 4, type: "result", success: true, result })));
    assert.deepEqual(clean, {
      id: 4,
      type: "result",
      success: true,
      result: { "lock.front": { unique_id: "1", original_name: "Code" } },
    });
  });

  test("keep a select's options elsewhere", () => {
    const cleaner = new Cleaner();
    const event = { a: { "select.front_mode": { s: "normal", a: { options: ["normal", "vacation"] } } } };
    assert.deepEqual(JSON.parse(cleaner.clean(JSON.stringify({ id: 5, type: "event", event }))).event, event);
  });

  test("lose code sensors, in whatever form states come", () => {
    const states = [
      { entity_id: "sensor.patio_pin_code", state: "4711" },
      { entity_id: "lock.patio", state: "locked" },
    ];
    assert.deepEqual(withoutCodes(states), [states[1]]);
    const event = {
      a: { "sensor.patio_last_pin_code_2": { s: "4711" }, "lock.patio": { s: "locked" } },
      c: { "text.front_door_code_slot_1_pin": { "+": { s: "4711" } } },
    };
    assert.deepEqual(withoutCodes(event), { a: { "lock.patio": { s: "locked" } }, c: {} });
    const kept = {
      "number.studio_wrong_code_limit": { s: "5" },
      "sensor.hall_pinboard": { s: "1" },
      "sensor.area_code_name": { s: "x" },
    };
    assert.deepEqual(withoutCodes(kept), kept);
  });

  test("lose codes within messages of MQTT and within attributes", () => {
    const payload = '{"state":"LOCK","pin_code":{"user":1,"pin_code":"4711"},"battery":88,"user_code": "4711", "action_user":2}';
    const clean = withoutCodes({ messages: [{ payload }] }) as { messages: { payload: string }[] };
    assert.deepEqual(JSON.parse(clean.messages[0]?.payload ?? ""), {
      state: "LOCK",
      pin_code: null,
      battery: 88,
      user_code: null,
      action_user: 2,
    });
    assert.deepEqual(withoutCodes({ attributes: { code: "4711", usercode: 4711, code_format: "^\\d+$" } }), {
      attributes: { code_format: "^\\d+$" },
    });
    assert.deepEqual(withoutCodes({ code: "unauthorized", message: "no" }), { code: "unauthorized", message: "no" });
  });

  test("may come several at once", () => {
    const cleaner = new Cleaner();
    const messages = [
      { id: 1, type: "result", success: true, result: null },
      { id: 2, type: "result", success: false, error: { code: "unauthorized", message: "Unauthorized" } },
    ];
    assert.deepEqual(JSON.parse(cleaner.clean(JSON.stringify(messages))), messages);
  });
});
