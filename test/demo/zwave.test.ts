import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { demoHome } from "../../src/demo/demo-home.ts";
import type { SimHome } from "../../src/demo/sim-home.ts";
import { FakeClock, call, ending, settle } from "./support.ts";

const FRONT = "touchscreen_deadbolt_z_wave_plus";
const GARAGE = `${FRONT}_2`;
const CELLAR = "assure_keyed_push_button_deadbolt";

function begin(): { clock: FakeClock; home: SimHome; state: (entityId: string) => string | undefined } {
  const clock = new FakeClock();
  const home = demoHome(clock);
  return { clock, home, state: (entityId) => home.hass.states[entityId]?.state };
}

describe("a Z-Wave lock", () => {
  test("that fell silent looks as before until the next command, which fails after 1.1 s", async () => {
    const { clock, home, state } = begin();
    const front = home.lock("Front door");
    front.silence(true);
    await clock.advance(3_600_000);
    assert.equal(state(`sensor.${FRONT}_node_status`), "alive");
    const end = await ending(clock, call(home.hass, "lock.unlock", front.entityId), 1200);
    assert.equal((end as { error: { code: string } }).error.code, "home_assistant_error");
    assert.match((end as { error: { message: string } }).error.message, /did not acknowledge the command \(ZW0204\)/);
    assert.equal(state(`sensor.${FRONT}_node_status`), "dead");
    assert.equal(state(front.entityId), "locked", "a dead lock keeps its state and stays available");
  });

  test("that is dead takes a ping with success and stays dead; it is alive once it answers", async () => {
    const { clock, home, state } = begin();
    const ping = () => call(home.hass, "button.press", `button.${FRONT}_ping_2`);
    assert.equal(state(`sensor.${FRONT}_node_status_2`), "dead");
    assert.ok("value" in ((await ending(clock, ping(), 0)) as object), "the press returns at once");
    await clock.advance(20_000);
    assert.equal(state(`sensor.${FRONT}_node_status_2`), "dead");
    home.lock("Garage").silence(false);
    await clock.advance(20_000);
    assert.equal(state(`sensor.${FRONT}_node_status_2`), "dead", "nobody has asked it");
    await ping();
    await clock.advance(200);
    assert.equal(state(`sensor.${FRONT}_node_status_2`), "alive");
    assert.equal(Date.parse(state(`sensor.${FRONT}_last_seen_2`) ?? ""), Math.floor(clock.now() / 1000) * 1000);
    assert.ok(home.hass.states[`lock.${GARAGE}`]);
  });

  test("that jams shows the wish for 0.4 s, falls back and raises its flag; the action succeeded", async () => {
    const { clock, home, state } = begin();
    home.lock("Front door").jam(true);
    assert.equal(state(`binary_sensor.${FRONT}_lock_jammed`), "on");
    assert.ok("value" in ((await ending(clock, call(home.hass, "lock.unlock", `lock.${FRONT}`), 200)) as object));
    await clock.advance(600);
    assert.equal(state(`lock.${FRONT}`), "unlocked");
    await clock.advance(500);
    assert.equal(state(`lock.${FRONT}`), "locked");
  });

  test("that leaves its jam flag on moves all the same; reading the notification again clears it", async () => {
    const { clock, home, state } = begin();
    home.lock("Cellar").leaveJamFlag();
    await clock.advance(1000);
    assert.equal(state(`lock.${CELLAR}_2`), "unlocked");
    await clock.advance(9000);
    assert.equal(state(`lock.${CELLAR}_2`), "locked");
    assert.equal(state(`binary_sensor.${CELLAR}_lock_jammed_2`), "on");
    const refresh = call(home.hass, "zwave_js.refresh_notifications", undefined, {
      notification_type: 6,
      entity_id: `lock.${CELLAR}_2`,
    });
    await ending(clock, refresh, 500);
    assert.equal(state(`binary_sensor.${CELLAR}_lock_jammed_2`), "off");
  });

  test("tells of wrong codes in the logbook alone, and never of a code", async () => {
    const { clock, home } = begin();
    const front = home.lock("Front door");
    const events: { message: string; domain: string; when: number }[] = [];
    const start_time = new Date(clock.now() - 86_400_000).toISOString();
    await home.hass.connection.subscribeMessage<{ events: typeof events }>((event) => events.push(...event.events), {
      type: "logbook/event_stream",
      device_ids: [front.device.id],
      start_time,
    });
    await settle();
    const before = home.hass.states;
    front.wrongCodes({ lockout: true });
    await settle();
    assert.deepEqual(
      events.map(({ message }) => message),
      [
        ...Array.from(
          { length: 3 },
          () => "fired Notification CC 'notification' event 'Home Security': 'Tampering, invalid code'",
        ),
        "fired Notification CC 'notification' event 'Access Control': 'Manually enter user access code exceeds code limit'",
      ],
    );
    assert.ok(events.every(({ domain }) => domain === "zwave_js"));
    assert.equal(new Set(events.map(({ when }) => when)).size, 4, "each at its own time");
    assert.equal(
      home.hass.states[`binary_sensor.${FRONT}_keypad_temporary_disabled`],
      before[`binary_sensor.${FRONT}_keypad_temporary_disabled`],
    );
  });

  test("reports nonsense until it is asked again", async () => {
    const { clock, home, state } = begin();
    home.lock("Front door").batteryNonsense(0);
    assert.equal(state(`sensor.${FRONT}_battery_level`), "0.0");
    const refresh = call(home.hass, "zwave_js.refresh_value", undefined, { entity_id: `sensor.${FRONT}_battery_level` });
    assert.ok("value" in ((await ending(clock, refresh, 0)) as object));
    await clock.advance(500);
    assert.equal(state(`sensor.${FRONT}_battery_level`), "94.0");
  });

  test("raises “replace soon” at 15 % and “replace now” at 5 %", () => {
    const { home, state } = begin();
    const front = home.lock("Front door");
    front.drain(15);
    assert.deepEqual(
      [state(`binary_sensor.${FRONT}_replace_battery_soon`), state(`binary_sensor.${FRONT}_replace_battery_now`)],
      ["on", "off"],
    );
    front.drain(4);
    assert.deepEqual(
      [state(`binary_sensor.${FRONT}_replace_battery_soon`), state(`binary_sensor.${FRONT}_replace_battery_now`)],
      ["on", "on"],
    );
  });

  test("is interviewed for an administrator: stages, percent, and no readings meanwhile", async () => {
    const { clock, home, state } = begin();
    const message = { type: "zwave_js/refresh_node_info", device_id: home.lock("Front door").device.id };
    await assert.rejects(
      home.hass.connection.subscribeMessage(() => {}, message),
      { code: "unauthorized" },
    );
    home.setUser("admin");
    const events: { event: string; stage?: string; progress?: number }[] = [];
    await home.hass.connection.subscribeMessage<(typeof events)[number]>((event) => events.push(event), message);
    await clock.advance(1000);
    assert.equal(state(`lock.${FRONT}`), "unavailable");
    assert.equal(state(`sensor.${FRONT}_node_status`), "alive");
    await clock.advance(3500);
    assert.equal(state(`lock.${FRONT}`), "locked");
    assert.equal(events[0]?.event, "interview started");
    assert.equal(events[events.length - 1]?.event, "interview completed");
    assert.deepEqual(
      events.filter(({ event }) => event === "interview stage completed").map(({ stage }) => stage),
      ["ProtocolInfo", "NodeInfo", "CommandClasses", "OverwriteConfig"],
    );
    const percents = events.flatMap(({ progress }) => progress ?? []);
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => a - b),
    );
  });

  test("whose interview meets silence ends as failed", async () => {
    const { clock, home } = begin();
    home.setUser("admin");
    const events: { event: string }[] = [];
    const lock = home.lock("Garage");
    await home.hass.connection.subscribeMessage<{ event: string }>((event) => events.push(event), {
      type: "zwave_js/refresh_node_info",
      device_id: lock.device.id,
    });
    await clock.advance(15_000);
    assert.deepEqual(
      events.map(({ event }) => event),
      ["interview started", "interview failed"],
    );
  });

  test("joined insecurely says so to who asks", async () => {
    const { clock, home } = begin();
    const lock = home.lock("Front door");
    const status = () => home.hass.callWS<object>({ type: "zwave_js/node_status", device_id: lock.device.id });
    assert.deepEqual(await status(), {
      node_id: 2,
      is_routing: true,
      status: 4,
      is_secure: true,
      ready: true,
      zwave_plus_version: 2,
      highest_security_class: 2,
      is_controller_node: false,
      has_firmware_update_cc: true,
    });
    lock.insecureJoin(true);
    await clock.advance(5000);
    const { is_secure: secure, highest_security_class: best } = (await status()) as {
      is_secure: boolean;
      highest_security_class: number;
    };
    assert.deepEqual([secure, best], [false, -1]);
  });
});

describe("firmware of a Z-Wave lock", () => {
  const UPDATE = `update.${FRONT}_firmware`;

  test("is refused to a plain user, in the words of a failed action", async () => {
    const { home } = begin();
    await assert.rejects(call(home.hass, "update.install", UPDATE), { code: "home_assistant_error", message: "Unauthorized" });
    await assert.rejects(home.hass.callWS({ type: "update/release_notes", entity_id: UPDATE }), { code: "unauthorized" });
  });

  test("is installed with progress, and the action ends with it", async () => {
    const { clock, home, state } = begin();
    home.setUser("admin");
    assert.equal(state(UPDATE), "on");
    const install = call(home.hass, "update.install", UPDATE);
    assert.equal(await ending(clock, install, 5000), "waiting");
    assert.equal(home.hass.states[UPDATE]?.attributes["in_progress"], true);
    assert.ok(Number(home.hass.states[UPDATE]?.attributes["update_percentage"]) > 0);
    await assert.rejects(call(home.hass, "update.install", UPDATE), { code: "home_assistant_error" });
    await clock.advance(30_000);
    await install;
    const { installed_version: installed, in_progress: busy } = home.hass.states[UPDATE]?.attributes ?? {};
    assert.deepEqual([state(UPDATE), installed, busy], ["off", "10.8", false]);
    assert.equal(home.hass.devices[home.lock("Front door").device.id]?.sw_version, "10.8");
  });

  test("breaks off when it is to fail, and is refused on low cells", async () => {
    const { clock, home, state } = begin();
    home.setUser("admin");
    home.lock("Front door").offerUpdate({ fails: true });
    const failing = (await ending(clock, call(home.hass, "update.install", UPDATE), 30_000)) as { error: { message: string } };
    assert.equal(failing.error.message, "Error Checksum");
    assert.deepEqual([state(UPDATE), home.hass.states[UPDATE]?.attributes["in_progress"]], ["on", false]);
    home.lock("Front door").drain(12);
    const low = (await ending(clock, call(home.hass, "update.install", UPDATE), 30_000)) as { error: { message: string } };
    assert.match(low.error.message, /battery level is too low/);
  });

  test("that is stuck began long ago and does not move; a restart of Home Assistant forgets it", async () => {
    const { clock, home } = begin();
    home.lock("Cellar").stuckUpdate();
    const update = () => home.hass.states[`update.${CELLAR}_firmware_2`];
    assert.equal(update()?.attributes["in_progress"], true);
    assert.equal(clock.now() - Date.parse(update()?.last_updated ?? ""), 20 * 60_000);
    home.restart();
    await clock.advance(10_000);
    assert.equal(update()?.attributes["in_progress"], false);
  });
});

describe("the Z-Wave hub", () => {
  test("that stops takes all its locks along, and comes back at the next try", async () => {
    const { clock, home, state } = begin();
    const entry = () => home.store.entries.get(home.zwave.entryId);
    home.stopHub("zwave", true);
    await clock.advance(1000);
    assert.equal(entry()?.state, "setup_retry");
    assert.match(entry()?.reason ?? "", /^Failed to connect/);
    for (const name of ["Front door", "Back door", "Garage", "Cellar"])
      assert.equal(state(home.lock(name).entityId), "unavailable");
    assert.equal(state("lock.studio"), "locked");
    await assert.rejects(home.hass.callWS({ type: "zwave_js/node_status", device_id: home.lock("Front door").device.id }));
    await ending(clock, call(home.hass, "lock.unlock", `lock.${FRONT}`), 0).then((end) =>
      assert.ok("value" in (end as object), "dropped, and called a success"),
    );
    home.stopHub("zwave", false);
    await clock.advance(90_000);
    assert.equal(entry()?.state, "loaded");
    assert.equal(state(`lock.${FRONT}`), "locked");
  });

  test("is reloaded by an administrator", async () => {
    const { clock, home } = begin();
    const reload = () => call(home.hass, "homeassistant.reload_config_entry", undefined, { entry_id: home.zwave.entryId });
    await assert.rejects(reload(), { message: "Unauthorized" });
    home.setUser("admin");
    home.stopHub("zwave", true);
    await clock.advance(3000);
    home.stopHub("zwave", false);
    assert.ok("value" in ((await ending(clock, reload(), 1000)) as object));
    assert.equal(home.store.entries.get(home.zwave.entryId)?.state, "loaded");
  });
});
