import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { demoHome } from "../../src/demo/demo-home.ts";
import type { Hass } from "../../src/demo/sim/types.ts";
import { FakeClock, call, settle } from "./support.ts";

const LIGHT = "light.kitchen_ceiling";

describe("the hass object of the simulated home", () => {
  test("is the same until something changes, then a new one", async () => {
    const home = demoHome(new FakeClock());
    const before = home.hass;
    assert.equal(home.hass, before);
    home.lock("Front door").drain(50);
    assert.notEqual(home.hass, before);
  });

  test("keeps what did not change", async () => {
    const clock = new FakeClock();
    const home = demoHome(clock);
    await clock.advance(1000);
    const before = home.hass;
    const stop = home.others.live();
    await clock.advance(10_500);
    stop();
    const after = home.hass;
    assert.notEqual(after.states, before.states);
    assert.notEqual(after.states[LIGHT], before.states[LIGHT]);
    assert.equal(after.states[LIGHT]?.attributes, before.states[LIGHT]?.attributes);
    const locks = Object.keys(before.states).filter((id) => id.startsWith("lock."));
    assert.equal(locks.length, 9);
    for (const id of locks) assert.equal(after.states[id], before.states[id]);
    const stable = [
      "entities",
      "devices",
      "areas",
      "config",
      "user",
      "locale",
      "themes",
      "callService",
      "callWS",
      "connection",
      "localize",
    ] as const;
    for (const field of stable) assert.equal(after[field], before[field], field);
  });

  test("gives every row of the registries anew half a second after one changed", async () => {
    const clock = new FakeClock();
    const home = demoHome(clock);
    const before = home.hass;
    home.removeLock("Shed");
    assert.equal(home.hass.states["lock.shed"], undefined);
    assert.ok(home.hass.entities["lock.shed"], "the frontend has not asked yet");
    await clock.advance(600);
    assert.equal(home.hass.entities["lock.shed"], undefined);
    assert.notEqual(home.hass.entities["lock.patio"], before.entities["lock.patio"]);
    assert.deepEqual(home.hass.entities["lock.patio"], before.entities["lock.patio"]);
  });

  test("comes once for changes that happen together", async () => {
    const home = demoHome(new FakeClock());
    const seen: Hass[] = [];
    await settle();
    home.onHass((hass) => seen.push(hass));
    home.lock("Front door").drain(12);
    home.lock("Patio").drain(12);
    await settle();
    assert.equal(seen.length, 1);
    assert.equal(seen[0], home.hass);
  });

  test("follows user, language and theme", () => {
    const home = demoHome(new FakeClock());
    assert.equal(home.hass.user.is_admin, false);
    home.setUser("admin");
    home.setLanguage("de");
    home.setDark(true);
    const { user, locale, themes, states, formatEntityState } = home.hass;
    assert.equal(user.is_admin, true);
    assert.equal(locale.language, "de");
    assert.equal(themes.darkMode, true);
    const lock = states["lock.studio"];
    assert.ok(lock);
    assert.equal(formatEntityState(lock), "Verriegelt");
  });

  test("hands out answers that are nobody else's", async () => {
    const home = demoHome(new FakeClock());
    const [first, second] = await Promise.all([
      home.hass.callWS<object[]>({ type: "config_entries/get" }),
      home.hass.callWS<object[]>({ type: "config_entries/get" }),
    ]);
    assert.notEqual(first[0], second[0]);
    assert.deepEqual(first, second);
  });
});

describe("a connection that breaks", () => {
  test("fails what is under way, begins streams anew and shows everything as new", async () => {
    const clock = new FakeClock();
    const home = demoHome(clock);
    const { connection } = home.hass;
    const heard: string[] = [];
    connection.addEventListener("disconnected", () => heard.push("disconnected"));
    connection.addEventListener("ready", () => heard.push("ready"));
    const events: unknown[] = [];
    await connection.subscribeMessage((event) => events.push(event), { type: "config_entries/subscribe" });
    await settle();
    assert.equal(events.length, 1);

    home.lock("Studio").silence(true);
    const error = home.hass.callWS({ type: "matter/ping_node", device_id: home.lock("Studio").device.id }).then(
      () => "answered",
      (reason: unknown) => reason,
    );
    const before = home.hass;
    home.goOffline(20);
    assert.deepEqual(await error, { type: "result", success: false, error: { code: 3, message: "Connection lost" } });
    assert.equal(home.hass.connected, false);
    await assert.rejects(call(home.hass, "lock.lock", "lock.studio"), (reason) => reason === 3);

    home.lock("Front door").drain(30);
    assert.equal(home.hass.states, before.states, "nothing new is seen without a connection");
    await clock.advance(20_000);
    assert.deepEqual(heard, ["disconnected", "ready"]);
    assert.equal(home.hass.connected, true);
    assert.equal(home.hass.states["sensor.touchscreen_deadbolt_z_wave_plus_battery_level"]?.state, "30.0");
    assert.notEqual(home.hass.states[LIGHT], before.states[LIGHT]);
    assert.equal(events.length, 2);
  });

  test("by a restart: gone, then remembered, then loaded, then running", async () => {
    const clock = new FakeClock();
    const home = demoHome(clock);
    home.restart();
    assert.equal(home.hass.connected, false);
    await clock.advance(3100);
    assert.equal(home.hass.connected, true);
    assert.equal(home.hass.config.state, "STARTING");
    const remembered = home.hass.states["lock.studio"];
    assert.equal(remembered?.state, "unavailable");
    assert.equal(remembered?.attributes["restored"], true);
    await clock.advance(2000);
    assert.equal(home.hass.states["lock.studio"]?.state, "locked");
    assert.equal(home.hass.states["lock.studio"]?.attributes["restored"], undefined);
    assert.equal(home.hass.config.state, "STARTING");
    await clock.advance(3000);
    assert.equal(home.hass.config.state, "RUNNING");
    assert.equal(
      home.hass.states["sensor.touchscreen_deadbolt_z_wave_plus_node_status_2"]?.state,
      "dead",
      "the driver goes on through it",
    );
    assert.equal(home.hass.states["lock.office"]?.state, "unavailable", "nobody has signed in");
  });
});
