import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Answer } from "../../src/adapters/home.ts";
import { KEPT_WITH_USER, USER_KEY } from "../../src/adapters/kept.ts";
import { Keepsakes } from "../../src/runtime/keepsakes.ts";
import type { HomeHealth } from "../../src/runtime/home-health.ts";
import { FakeClient, deferred, refusal } from "../support/client.ts";
import { FakeClock, settle } from "../support/clock.ts";

const LOCK = "lock.front_door";
const TEXT = "text.front_door_guide";
/** As the registry lists them, whatever their state. */
const TEXTS = { [TEXT]: {} };
const SECOND = 1000;

/** As much of a home as what is kept needs. */
function house({ bridge = false, answered = true } = {}) {
  const client = new FakeClient();
  const clock = new FakeClock(Date.UTC(2026, 10, 29));
  const notified: string[] = [];
  const texts = (state: string) => ({
    [TEXT]: {
      entity_id: TEXT,
      state,
      attributes: { lock_health: "keep", lock_entity_id: LOCK, keep: "guide" },
      last_changed: "",
      last_updated: "",
    },
  });
  const home = {
    states: bridge ? texts("-") : {},
    answers: (answered ? [{ request: KEPT_WITH_USER, result: {} }] : []) as Answer[],
    connected: true,
  };
  const health = {
    client,
    clock,
    get source() {
      return { states: home.states, entities: TEXTS, connected: home.connected };
    },
    get gatherer() {
      return { answers: home.answers };
    },
    viewers: new Set([{ locks: [{ entityId: LOCK }] }]),
    notifyFor: (id: string) => notified.push(id),
  } as unknown as HomeHealth;
  const keepsakes = new Keepsakes(health);
  client.on("frontend/set_user_data", () => null);
  keepsakes.see();
  return {
    client,
    clock,
    keepsakes,
    notified,
    /** What the bridge says. */
    say(state: string) {
      home.states = texts(state);
      keepsakes.see();
    },
    /** The bridge is away: its entities have no attributes then. */
    lose() {
      home.states = { [TEXT]: { ...texts("unavailable")[TEXT], attributes: {} } };
      keepsakes.see();
    },
    connect(connected: boolean) {
      home.connected = connected;
      keepsakes.see();
    },
    /** Home Assistant refuses to tell of changes. */
    deafen() {
      home.answers = [{ request: KEPT_WITH_USER, error: { code: "unknown_command", message: "" } }];
      keepsakes.see();
    },
    /** What Home Assistant tells of the user's data, here or from another tablet. */
    hear(result: unknown) {
      home.answers = [{ request: KEPT_WITH_USER, result }];
      keepsakes.see();
    },
  };
}

describe("without a bridge", () => {
  test("nothing is known before Home Assistant has answered", () => {
    assert.equal(house({ answered: false }).keepsakes.ready, false);
    assert.equal(house().keepsakes.ready, true);
  });

  test("a line is kept with the user, beside those of other locks", async () => {
    const { keepsakes, client, hear } = house();
    hear({ "lock.other": { care: "1 abc" } });
    await keepsakes.put(LOCK, "guide", "1 guide_jam");
    assert.equal(keepsakes.get(LOCK, "guide"), "1 guide_jam");
    assert.equal(keepsakes.place(LOCK, "guide"), "user");
    assert.deepEqual(client.requests.at(-1), {
      type: "frontend/set_user_data",
      key: USER_KEY,
      value: { "lock.other": { care: "1 abc" }, [LOCK]: { guide: "1 guide_jam" } },
    });
  });

  test("what another tablet writes is taken; an echo of what was written before is not", async () => {
    const { keepsakes, client, hear } = house();
    hear({ [LOCK]: { guide: "other tablet" } });
    assert.equal(keepsakes.get(LOCK, "guide"), "other tablet");
    const slow = deferred();
    client.on("frontend/set_user_data", () => slow.promise);
    const put = keepsakes.put(LOCK, "guide", "newer");
    hear({ [LOCK]: { guide: "older" } });
    assert.equal(keepsakes.get(LOCK, "guide"), "newer");
    slow.resolve();
    await put;
    hear({ [LOCK]: { guide: "from elsewhere" } });
    assert.equal(keepsakes.get(LOCK, "guide"), "from elsewhere");
  });

  test("what another tablet writes of another lock while this one writes is not lost", async () => {
    const { keepsakes, client, hear } = house();
    const slow = deferred();
    client.on("frontend/set_user_data", () => slow.promise);
    const put = keepsakes.put(LOCK, "guide", "mine");
    hear({ "lock.other": { guide: "theirs" } });
    assert.equal(keepsakes.get("lock.other", "guide"), "theirs");
    assert.equal(keepsakes.get(LOCK, "guide"), "mine");
    slow.resolve();
    await put;
  });

  test("a tablet that did not know of this one's line has overwritten it: it is written again, once", async () => {
    const { keepsakes, client, clock, hear } = house();
    await keepsakes.put(LOCK, "guide", "mine");
    hear({ [LOCK]: { guide: "mine" } });
    hear({ "lock.other": { guide: "theirs" } });
    await settle();
    assert.equal(keepsakes.get(LOCK, "guide"), "mine");
    const both = { "lock.other": { guide: "theirs" }, [LOCK]: { guide: "mine" } };
    assert.deepEqual(
      client.asked("frontend/set_user_data").map(({ value }) => value),
      [{ [LOCK]: { guide: "mine" } }, both],
    );
    hear(both);
    hear({ "lock.other": { guide: "theirs" }, [LOCK]: { guide: "goes on there" } });
    assert.equal(keepsakes.get(LOCK, "guide"), "goes on there");
    await clock.advance(11 * SECOND);
    hear({});
    await settle();
    assert.equal(keepsakes.get(LOCK, "guide"), undefined);
    assert.equal(client.asked("frontend/set_user_data").length, 2);
  });

  test("where changes are not told, it is read before anything is written: the rest stays", async () => {
    const { keepsakes, client, notified, deafen } = house({ answered: false });
    client.on("frontend/get_user_data", () => ({ value: { "lock.other": { care: "1 abc" } } }));
    deafen();
    assert.equal(keepsakes.ready, false);
    await settle();
    assert.equal(keepsakes.ready, true);
    assert.deepEqual(notified, [LOCK]);
    await keepsakes.put(LOCK, "guide", "mine");
    assert.deepEqual(client.requests.at(-1)?.["value"], { "lock.other": { care: "1 abc" }, [LOCK]: { guide: "mine" } });
  });

  test("what cannot be read is not overwritten", async () => {
    const { keepsakes, client, deafen } = house({ answered: false });
    client.on("frontend/get_user_data", () => {
      throw refusal("3", "Connection lost");
    });
    deafen();
    await settle();
    assert.equal(keepsakes.ready, true);
    await keepsakes.put(LOCK, "care", "begun now");
    assert.equal(client.asked("frontend/set_user_data").length, 0);
    assert.equal(keepsakes.place(LOCK, "care"), "page");
    client.on("frontend/get_user_data", () => ({ value: { [LOCK]: { care: "of last year" } } }));
    await keepsakes.put(LOCK, "guide", "mine");
    assert.equal(keepsakes.get(LOCK, "care"), "of last year");
    assert.deepEqual(client.requests.at(-1)?.["value"], { [LOCK]: { care: "of last year", guide: "mine" } });
  });

  test("what was answered while the connection was lost is written when it is back", async () => {
    const { keepsakes, client, hear } = house();
    hear({ [LOCK]: { guide: "before" } });
    client.on("frontend/set_user_data", () => {
      throw refusal("3", "Connection lost");
    });
    await keepsakes.put(LOCK, "guide", "mine");
    client.on("frontend/set_user_data", () => null);
    hear({ [LOCK]: { guide: "before" } });
    await settle();
    assert.equal(keepsakes.get(LOCK, "guide"), "mine");
    assert.equal(keepsakes.place(LOCK, "guide"), "user");
    assert.equal(client.asked("frontend/set_user_data").length, 2);
  });

  test("what cannot be kept stays in the page, and that is said", async () => {
    const { keepsakes, client, notified } = house();
    client.on("frontend/set_user_data", () => {
      throw refusal("unknown_command", "Unknown command.");
    });
    await keepsakes.put(LOCK, "guide", "1 guide_jam");
    assert.equal(keepsakes.place(LOCK, "guide"), "page");
    assert.equal(keepsakes.get(LOCK, "guide"), "1 guide_jam");
    assert.deepEqual(notified, [LOCK]);
  });
});

describe("with a bridge", () => {
  test("a line goes into its text entity, and is shown at once", async () => {
    const { keepsakes, client, say } = house({ bridge: true });
    await keepsakes.put(LOCK, "guide", "line one");
    assert.deepEqual(client.services, [
      { domain: "text", service: "set_value", data: { value: "line one" }, target: { entity_id: TEXT } },
    ]);
    assert.equal(keepsakes.get(LOCK, "guide"), "line one");
    assert.equal(keepsakes.place(LOCK, "guide"), "bridge");
    say("line one");
    say("line two");
    assert.equal(keepsakes.get(LOCK, "guide"), "line two", "another tablet goes on");
  });

  test("a line that it does not take is kept with the user, after a while", async () => {
    const { keepsakes, client, clock } = house({ bridge: true });
    await keepsakes.put(LOCK, "guide", "unknown guide");
    await clock.advance(11 * SECOND);
    assert.equal(keepsakes.get(LOCK, "guide"), "unknown guide");
    await settle();
    assert.equal(keepsakes.place(LOCK, "guide"), "user");
    assert.equal(client.asked("frontend/set_user_data").length, 1);
    await keepsakes.put(LOCK, "guide", "the next step");
    assert.equal(client.services.length, 1, "it is not asked again");
  });

  test("another tablet that was faster counts, and the bridge is not taken for one that refuses", async () => {
    const { keepsakes, client, clock, say } = house({ bridge: true });
    await keepsakes.put(LOCK, "guide", "mine");
    say("theirs");
    assert.equal(keepsakes.get(LOCK, "guide"), "theirs");
    await clock.advance(11 * SECOND);
    assert.equal(keepsakes.get(LOCK, "guide"), "theirs");
    assert.equal(keepsakes.place(LOCK, "guide"), "bridge");
    assert.equal(client.asked("frontend/set_user_data").length, 0);
  });

  test("an echo of this page's line before the last is no other tablet", async () => {
    const { keepsakes, say } = house({ bridge: true });
    await keepsakes.put(LOCK, "guide", "one");
    await keepsakes.put(LOCK, "guide", "two");
    say("one");
    assert.equal(keepsakes.get(LOCK, "guide"), "two");
  });

  test("while it is away its line stands, and a new one is sent when it is back", async () => {
    const { keepsakes, client, clock, say, lose } = house({ bridge: true });
    say("step seven");
    lose();
    assert.equal(keepsakes.get(LOCK, "guide"), "step seven");
    await keepsakes.put(LOCK, "guide", "step eight");
    assert.equal(client.services.length, 0, "a call to what is unavailable is dropped");
    assert.equal(keepsakes.place(LOCK, "guide"), "user");
    await clock.advance(60 * SECOND);
    assert.equal(keepsakes.get(LOCK, "guide"), "step eight");
    say("step seven");
    assert.equal(client.services.length, 1);
    assert.equal(keepsakes.get(LOCK, "guide"), "step eight");
    assert.equal(keepsakes.place(LOCK, "guide"), "bridge");
    say("step eight");
    say("step nine, elsewhere");
    assert.equal(keepsakes.get(LOCK, "guide"), "step nine, elsewhere");
  });

  test("a connection that is lost is no refusal", async () => {
    const { keepsakes, client, clock, connect } = house({ bridge: true });
    connect(false);
    await keepsakes.put(LOCK, "guide", "mine");
    await clock.advance(60 * SECOND);
    assert.equal(keepsakes.get(LOCK, "guide"), "mine");
    const { length } = client.services;
    connect(true);
    await settle();
    assert.equal(client.services.length, length + 1);
    assert.equal(keepsakes.place(LOCK, "guide"), "bridge");
  });

  test("what it has refused once does not keep out what another tablet has it keep later", async () => {
    const { keepsakes, clock, say } = house({ bridge: true });
    await keepsakes.put(LOCK, "guide", "unknown guide");
    await clock.advance(11 * SECOND);
    keepsakes.get(LOCK, "guide");
    say("another guide, from elsewhere");
    assert.equal(keepsakes.get(LOCK, "guide"), "another guide, from elsewhere");
  });

  test("what was begun before there was one goes on", () => {
    const { keepsakes, hear } = house({ bridge: true });
    hear({ [LOCK]: { guide: "begun without it" } });
    assert.equal(keepsakes.get(LOCK, "guide"), "begun without it");
  });

  test("what is kept of other things goes to the user", async () => {
    const { keepsakes, client } = house({ bridge: true });
    await keepsakes.put(LOCK, "care", "1 abc");
    assert.equal(keepsakes.place(LOCK, "care"), "user");
    assert.equal(client.services.length, 0);
  });
});
