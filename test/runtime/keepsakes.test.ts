import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KEPT_WITH_USER, USER_KEY } from "../../src/adapters/kept.ts";
import { Keepsakes } from "../../src/runtime/keepsakes.ts";
import type { HomeHealth } from "../../src/runtime/home-health.ts";
import { FakeClient, deferred, refusal } from "../support/client.ts";
import { FakeClock, settle } from "../support/clock.ts";

const LOCK = "lock.front_door";
const TEXT = "text.front_door_guide";
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
    answers: answered ? [{ request: KEPT_WITH_USER, result: {} as unknown }] : [],
  };
  const health = {
    client,
    clock,
    get source() {
      return { states: home.states };
    },
    view: () => ({ answers: home.answers }),
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
