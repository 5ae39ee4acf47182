import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createBridgeLink } from "../../src/card/bridge-link.ts";
import { everything } from "../../src/runtime/everything.ts";
import { HomeHealth } from "../../src/runtime/home-health.ts";
import en from "../../src/translations/en.json" with { type: "json" };
import more from "../../src/translations/en.more.json" with { type: "json" };
import { createLocalize } from "../../src/translations/localize.ts";
import { settle } from "../support/clock.ts";
import type { FakeClock } from "../support/clock.ts";
import { mockState } from "../support/home.ts";
import type { MockHome } from "../support/home.ts";
import { addZwaveLock } from "../support/locks.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { Stage } from "../support/stage.ts";

const LOCK = "lock.front_door";
const RUN = "sensor.front_door_health_run";
const buttonOf = (remedy: string) => `button.front_door_health_${remedy}`;

const localize = createLocalize(more, en);

/** What a tablet shows of a lock's run, in one line. */
function shown(health: HomeHealth): string {
  const run = health.run(LOCK);
  if (!run) return "none";
  const { remedyId, state } = run;
  switch (state.phase) {
    case "unverified":
      return `${remedyId} unverified ${state.reason}`;
    case "refused":
      return `${remedyId} refused ${state.condition.id} ${state.condition.value ?? ""}`.trim();
    default:
      return `${remedyId} ${state.phase}`;
  }
}

/** A tablet of a plain user, in a home with the bridge. Its clock may be another one. */
class Tablet {
  readonly stage: Stage;
  readonly health: HomeHealth;
  private readonly skew: number;

  constructor(stage: Stage, skew: number) {
    this.stage = stage;
    this.skew = skew;
    const { clock } = stage;
    const own = {
      now: () => clock.now() + this.skew,
      after: (ms: number, callback: () => void) => clock.after(ms, callback),
    };
    this.health = new HomeHealth(stage.client, own, everything);
    this.health.assist(createBridgeLink(localize, own.now));
    this.health.update(stage.home.source());
    this.health.open({}, () => {});
  }

  get now(): number {
    return this.stage.clock.now() + this.skew;
  }

  get shown(): string {
    return shown(this.health);
  }

  get times(): { readonly since: number; readonly until: number } {
    const state = this.health.run(LOCK)?.state;
    assert.ok(state?.phase === "calling" || state?.phase === "verifying", state?.phase);
    return state;
  }

  /** Presses and confirms. */
  async press(remedy: Parameters<HomeHealth["start"]>[1]): Promise<void> {
    this.health.start(LOCK, remedy);
    this.health.confirm(LOCK);
    await settle();
  }
}

const BUTTONS = ["install_update", "reinterview"];

class Scene {
  readonly stage: Stage;
  readonly tablets: readonly Tablet[];
  readonly clock: FakeClock;

  constructor(skews: readonly number[] = [0], build: (home: MockHome) => void = () => {}) {
    this.stage = new Stage((home) => {
      addZwaveLock(home);
      home.set("update.front_door_firmware", "on", { attributes: { latest_version: "10.8" } });
      for (const remedy of BUTTONS)
        home.set(buttonOf(remedy), "unknown", { attributes: { lock_health: "button", lock_entity_id: LOCK, remedy } });
      home.set(RUN, "idle", { attributes: { lock_health: "run", lock_entity_id: LOCK, phase: "idle" } });
      build(home);
    });
    this.clock = this.stage.clock;
    this.tablets = skews.map((skew) => new Tablet(this.stage, skew));
  }

  get tablet(): Tablet {
    return this.tablets[0]!;
  }

  async change(change: (home: MockHome) => unknown): Promise<void> {
    change(this.stage.home);
    for (const { health } of this.tablets) health.update(this.stage.home.source());
    await settle();
  }

  /** What the bridge says of its newest run; all of it, as an attribute that is left out is gone. */
  job(phase: string, attributes: object = {}): Promise<void> {
    const at = this.clock.now();
    const told = { lock_health: "run", lock_entity_id: LOCK, phase, ...attributes };
    return this.change((home) => {
      home.states = { ...home.states, [RUN]: mockState(RUN, phase, told, { at }) };
    });
  }

  /** The bridge or the broker is gone: its entities have no attributes then. */
  gone(): Promise<void> {
    return this.change((home) => {
      const at = this.clock.now();
      const ids = Object.keys(home.states).filter((id) => id.includes("_health_"));
      home.states = { ...home.states, ...Object.fromEntries(ids.map((id) => [id, mockState(id, "unavailable", {}, { at })])) };
    });
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await settle();
  }
}

const begun = (more: object = {}) => ({ remedy: "install_update", since: NOW, until: NOW + HOUR, ...more });

describe("a press by the bridge's button", () => {
  test("is the bridge's run on every tablet, and ends on all of them with its word", async () => {
    const scene = new Scene([0, 0]);
    const [first, second] = scene.tablets as [Tablet, Tablet];
    await first.press("install_update");
    assert.deepEqual(
      scene.stage.client.services.map(({ target }) => target?.entity_id),
      [buttonOf("install_update")],
    );
    assert.equal(second.shown, "none");
    await scene.job("calling", begun({ percent: 40 }));
    assert.equal(first.shown, "install_update calling");
    assert.equal(second.shown, "install_update calling");
    await scene.job("confirmed", begun({ after: 1_000 }));
    for (const tablet of scene.tablets) assert.equal(tablet.shown, "install_update confirmed");
    second.health.cancel(LOCK);
    assert.equal(second.shown, "none");
    assert.equal(first.shown, "install_update confirmed", "is put away on each tablet by itself");
    first.health.cancel(LOCK);
    assert.equal(first.shown, "none", "at one tap");
    await scene.job("idle");
    await scene.pass(2 * HOUR);
    for (const tablet of scene.tablets) assert.equal(tablet.shown, "none");
  });

  test("that never arrives ends at this page's own deadline", async () => {
    const scene = new Scene();
    await scene.tablet.press("install_update");
    assert.equal(scene.tablet.shown, "install_update verifying");
    await scene.pass(61 * MINUTE);
    assert.equal(scene.tablet.shown, "install_update unverified no_change");
  });

  test("that is refused is put away at one tap, and may be tried again: nothing was done", async () => {
    const scene = new Scene();
    await scene.tablet.press("reinterview");
    await scene.job("refused", { remedy: "reinterview", since: NOW, refusal: { reason: "queue_full", value: 5 } });
    assert.equal(scene.tablet.shown, "reinterview refused queue_full 5");
    scene.tablet.health.cancel(LOCK);
    assert.equal(scene.tablet.shown, "none");
    await scene.job("idle");
    await scene.pass(11 * MINUTE);
    assert.equal(scene.tablet.shown, "none", "and never turns into something else");
    await scene.tablet.press("reinterview");
    assert.equal(scene.stage.client.services.length, 2);
  });

  test("that is refused keeps no other lock of the hub waiting on this page", async () => {
    const scene = new Scene([0], (home) => void addZwaveLock(home, { node: 3, name: "Back Door" }));
    scene.stage.home.set("button.back_door_health_reinterview", "unknown", {
      attributes: { lock_health: "button", lock_entity_id: "lock.back_door", remedy: "reinterview" },
    });
    scene.stage.home.entities = { ...scene.stage.home.entities };
    await scene.change(() => {});
    await scene.tablet.press("reinterview");
    await scene.job("refused", { remedy: "reinterview", since: NOW, refusal: { reason: "battery", value: 12 } });
    scene.tablet.health.start("lock.back_door", "reinterview");
    assert.equal(scene.tablet.health.run("lock.back_door")?.state.phase, "confirming");
  });

  test("that is refused while another one runs says so, and that one goes on", async () => {
    const scene = new Scene();
    await scene.job("calling", begun());
    await scene.tablet.press("reinterview");
    await scene.job("calling", begun({ refusal: { reason: "cool_down", retryAt: NOW + 25 * MINUTE, remedy: "reinterview" } }));
    assert.equal(scene.tablet.shown, "reinterview refused cool_down 25 min");
    scene.tablet.health.cancel(LOCK);
    assert.equal(scene.tablet.shown, "install_update calling");
  });

  test("goes on to be shown when this page has stopped looking by itself", async () => {
    const scene = new Scene();
    await scene.tablet.press("reinterview");
    // It waited for half an hour for its hub.
    await scene.job("queued", { remedy: "reinterview", since: NOW, until: NOW + 30 * MINUTE });
    await scene.pass(25 * MINUTE);
    assert.equal(scene.tablet.shown, "reinterview calling");
    const since = scene.clock.now();
    await scene.job("calling", { remedy: "reinterview", since, until: since + 12 * MINUTE });
    await scene.pass(11 * MINUTE);
    assert.equal(scene.tablet.shown, "reinterview calling", "ten minutes after this page's own deadline");
    await scene.job("confirmed", { remedy: "reinterview", since, after: 11 * MINUTE });
    assert.equal(scene.tablet.shown, "reinterview confirmed");
    await scene.job("idle");
    await scene.pass(SECOND);
    assert.equal(scene.tablet.shown, "none");
  });

  test("stopping to wait hides it here, and tells the other tablet nothing", async () => {
    const scene = new Scene([0, 0]);
    const [first, second] = scene.tablets as [Tablet, Tablet];
    await first.press("install_update");
    await scene.job("calling", begun());
    first.health.cancel(LOCK);
    assert.equal(first.shown, "install_update unverified cancelled");
    second.health.cancel(LOCK);
    assert.equal(second.shown, "none");
    await scene.job("confirmed", begun({ after: 1 }));
    assert.equal(second.shown, "none");
    await scene.job("calling", begun({ since: NOW + MINUTE }));
    assert.equal(second.shown, "install_update calling", "but a new one is shown");
  });

  test("an outcome from before the tap is no answer to it", async () => {
    const scene = new Scene();
    await scene.job("failed", begun({ reason: "zwave_error" }));
    await scene.tablet.press("install_update");
    assert.match(scene.tablet.shown, /calling|verifying/);
    await scene.job("calling", begun({ since: NOW + SECOND }));
    assert.equal(scene.tablet.shown, "install_update calling");
  });
});

describe("beside a run of this page's own", () => {
  const ping = async (scene: Scene): Promise<void> => {
    await scene.job("calling", begun());
    scene.tablet.health.start(LOCK, "ping");
    await settle();
  };

  test("its own is shown, and the bridge's when that was put away", async () => {
    const scene = new Scene();
    await ping(scene);
    assert.match(scene.tablet.shown, /^ping (calling|verifying)$/);
    await scene.job("calling", begun({ percent: 10 }));
    assert.match(scene.tablet.shown, /^ping/);
    scene.tablet.health.cancel(LOCK);
    assert.equal(scene.tablet.shown, "ping unverified cancelled");
    scene.tablet.health.cancel(LOCK);
    assert.equal(scene.tablet.shown, "install_update calling");
  });

  test("its own goes by itself after a while, and the bridge's goes on", async () => {
    const scene = new Scene();
    await ping(scene);
    await scene.pass(12 * MINUTE);
    assert.equal(scene.tablet.shown, "install_update calling");
  });

  test("while this page asks for consent, that is shown", async () => {
    const scene = new Scene();
    scene.tablet.health.start(LOCK, "install_update");
    await scene.job("calling", begun());
    assert.equal(scene.tablet.shown, "install_update confirming");
    await scene.pass(21 * SECOND);
    assert.equal(scene.tablet.shown, "install_update calling");
  });
});

describe("when the bridge goes in the middle of a run", () => {
  test("a tablet that watched says that nobody knows, for ten minutes; not for ever that it is called", async () => {
    const scene = new Scene();
    await scene.job("calling", begun());
    assert.equal(scene.tablet.shown, "install_update calling");
    await scene.gone();
    assert.equal(scene.tablet.shown, "install_update unverified disconnected");
    await scene.pass(5 * MINUTE);
    assert.equal(scene.tablet.shown, "install_update unverified disconnected");
    await scene.pass(6 * MINUTE);
    assert.equal(scene.tablet.shown, "none");
  });

  test("one tap puts that away, also when the bridge comes back and says the same", async () => {
    const scene = new Scene();
    await scene.job("calling", begun());
    assert.equal(scene.tablet.shown, "install_update calling");
    await scene.gone();
    scene.tablet.health.cancel(LOCK);
    assert.equal(scene.tablet.shown, "none");
    await scene.job("unverified", begun({ reason: "interrupted", after: 60_000 }));
    assert.equal(scene.tablet.shown, "none");
  });

  test("the tablet that pressed goes on looking by itself, to its own deadline", async () => {
    const scene = new Scene();
    await scene.tablet.press("install_update");
    await scene.job("calling", begun());
    await scene.gone();
    assert.equal(scene.tablet.shown, "install_update verifying");
    await scene.pass(61 * MINUTE);
    assert.equal(scene.tablet.shown, "install_update unverified no_change");
  });

  test("it comes back within the run: it is followed again at once, and its buttons are there", async () => {
    const scene = new Scene();
    await scene.job("calling", begun());
    assert.equal(scene.tablet.shown, "install_update calling");
    await scene.gone();
    await scene.pass(90 * SECOND);
    await scene.job("unverified", begun({ reason: "interrupted", after: 90_000 }));
    assert.equal(scene.tablet.shown, "install_update unverified disconnected");
    await scene.change((home) =>
      home.set(buttonOf("install_update"), "unknown", {
        attributes: { lock_health: "button", lock_entity_id: LOCK, remedy: "install_update" },
      }),
    );
    scene.tablet.health.cancel(LOCK);
    await scene.tablet.press("install_update");
    assert.equal(scene.stage.client.services.at(-1)?.target?.entity_id, buttonOf("install_update"));
  });

  test("an outcome that was shown is not turned into another one, and nothing comes up later", async () => {
    const scene = new Scene();
    await scene.job("confirmed", begun({ after: 1_000 }));
    assert.equal(scene.tablet.shown, "install_update confirmed");
    await scene.gone();
    assert.equal(scene.tablet.shown, "none");
    const reloaded = new Tablet(scene.stage, 0);
    assert.equal(reloaded.shown, "none");
  });

  test("a run that was over before is not told as lost", async () => {
    const scene = new Scene();
    await scene.job("calling", begun());
    assert.equal(scene.tablet.shown, "install_update calling");
    await scene.job("idle");
    assert.equal(scene.tablet.shown, "none");
    await scene.gone();
    assert.equal(scene.tablet.shown, "none");
  });

  test("it is there and says nothing more: after its own deadline nobody knows", async () => {
    const scene = new Scene();
    await scene.job("verifying", begun({ until: NOW + 5 * MINUTE }));
    assert.equal(scene.tablet.shown, "install_update verifying");
    await scene.pass(6 * MINUTE);
    assert.equal(scene.tablet.shown, "install_update verifying");
    await scene.pass(2 * MINUTE);
    assert.equal(scene.tablet.shown, "install_update unverified disconnected");
  });

  test("an administrator does it without the bridge, a plain user asks one", () => {
    for (const admin of [true, false]) {
      const scene = new Scene([0], (home) => {
        home.user = { is_admin: admin };
        home.lose(/_health_/);
      });
      const { health } = scene.tablet;
      const lock = health.open({}, () => {}).locks[0]!;
      const { offers, adminOnly } = health.offers(lock, { remedies: ["install_update", "ask_administrator"] });
      assert.deepEqual(
        offers.map(({ remedy }) => remedy.id),
        [admin ? "install_update" : "ask_administrator"],
      );
      assert.deepEqual(
        adminOnly.map(({ id }) => id),
        admin ? [] : ["install_update"],
      );
    }
  });
});

describe("clocks that differ", () => {
  for (const skew of [-10 * MINUTE, -MINUTE, 0, MINUTE, 10 * MINUTE])
    test(`a tablet ${skew / MINUTE} min ahead of the bridge shows a run with its time left`, async () => {
      const scene = new Scene([skew]);
      const { tablet } = scene;
      await scene.pass(SECOND);
      await scene.job("calling", { remedy: "install_update", since: NOW + SECOND, until: NOW + 31 * SECOND });
      const { since, until } = tablet.times;
      assert.equal(until - since, 30 * SECOND);
      assert.ok(since <= tablet.now && tablet.now < until, `${since - tablet.now} ${until - tablet.now}`);
      await scene.pass(10 * SECOND);
      await scene.job("verifying", { remedy: "install_update", since: NOW + SECOND, until: NOW + 31 * SECOND, percent: 5 });
      assert.deepEqual({ since: tablet.times.since, until: tablet.times.until }, { since, until }, "it does not jump");
      tablet.health.cancel(LOCK);
      assert.equal(tablet.shown, "none", "put away by the run, not by a time");
      await scene.job("verifying", { remedy: "install_update", since: NOW + SECOND, until: NOW + 31 * SECOND, percent: 50 });
      assert.equal(tablet.shown, "none");
    });

  for (const skew of [-10 * MINUTE, 0, 11 * MINUTE])
    test(`${skew / MINUTE} min ahead, the pause that is left is told by the bridge's clock`, async () => {
      const scene = new Scene([skew]);
      const refusal = { reason: "cool_down", retryAt: NOW + 25 * MINUTE };
      await scene.job("refused", { remedy: "install_update", since: NOW, refusal });
      assert.equal(scene.tablet.shown, "install_update refused cool_down 25 min");
    });
});

describe("what the bridge may say", () => {
  const HALF: readonly (readonly [what: string, phase: string, attributes: object, expected: string])[] = [
    ["a remedy of a newer bridge", "calling", { remedy: "polish", since: NOW }, "none"],
    ["a name of the language", "confirmed", { remedy: "__proto__", since: NOW }, "none"],
    ["a guide", "unverified", { remedy: "guide_jam", since: NOW }, "none"],
    ["no remedy", "calling", { since: NOW }, "none"],
    ["a remedy that is no word", "calling", { remedy: 7, since: NOW }, "none"],
    ["a phase of a newer bridge", "pondering", begun(), "none"],
    ["no times", "calling", { remedy: "install_update" }, "install_update calling"],
    ["times that are none", "verifying", begun({ since: "x", until: {} }), "install_update verifying"],
    ["an end before the beginning", "calling", begun({ until: NOW - HOUR }), "install_update calling"],
    [
      "a reason that the card has no words for",
      "unverified",
      begun({ reason: "interrupted" }),
      "install_update unverified disconnected",
    ],
    ["what nobody can see", "unverified", begun({ reason: "not_observable" }), "install_update unverified not_observable"],
    ["no reason", "unverified", begun(), "install_update unverified no_change"],
    [
      "a refusal of a newer bridge",
      "refused",
      begun({ refusal: { reason: "mood", value: 3 } }),
      "install_update refused unavailable 3",
    ],
    ["a refusal without anything", "refused", begun(), "install_update refused unavailable"],
    ["a refusal that is no object", "refused", begun({ refusal: "no" }), "install_update refused unavailable"],
  ];
  for (const [what, phase, attributes, expected] of HALF)
    test(what, async () => {
      const scene = new Scene();
      await scene.job(phase, attributes);
      assert.equal(scene.tablet.shown, expected);
      const run = scene.tablet.health.run(LOCK);
      // A card asks this of every run.
      if (run) assert.equal(scene.tablet.health.coolsUntil(LOCK, run.remedyId), undefined);
    });

  test("huge texts are cut, and figures stay within what can be drawn", async () => {
    const scene = new Scene();
    const huge = "x".repeat(1_000_000);
    await scene.job("calling", begun({ until: 1e300, percent: -5, stage: huge }));
    const state = scene.tablet.health.run(LOCK)?.state;
    assert.ok(state?.phase === "calling");
    assert.equal(state.percent, 0);
    assert.ok(state.stage!.length <= 200 && state.until - state.since <= 2 * HOUR);
    await scene.job("calling", begun({ percent: 1e9 }));
    const now = scene.tablet.health.run(LOCK)?.state;
    assert.equal(now?.phase === "calling" && now.percent, 100);
    await scene.job("failed", begun({ reason: huge, message: huge }));
    const failed = scene.tablet.health.run(LOCK)?.state;
    assert.ok(failed?.phase === "failed" && failed.code.length <= 200 && failed.message.length <= 200);
    await scene.job("refused", begun({ refusal: { reason: "battery", value: huge } }));
    const refused = scene.tablet.health.run(LOCK)?.state;
    assert.ok(refused?.phase === "refused" && String(refused.condition.value).length <= 200);
  });

  test("a run without times has the same ones at each look", async () => {
    const scene = new Scene();
    await scene.job("calling", { remedy: "install_update" });
    const { until } = scene.tablet.times;
    await scene.pass(MINUTE);
    assert.equal(scene.tablet.times.until, until);
  });

  test("a check that the card does not know is none, so that trying again can prove something", async () => {
    const scene = new Scene();
    await scene.job("unverified", begun({ check: "door_polished" }));
    assert.equal(scene.tablet.health.run(LOCK)?.checkId, undefined);
    await scene.job("unverified", begun({ check: "update_available" }));
    assert.equal(scene.tablet.health.run(LOCK)?.checkId, "update_available");
  });

  test("only buttons are pressed, and only its sensor tells", async () => {
    const scene = new Scene([0], (home) => {
      home.remove(RUN);
      for (const remedy of BUTTONS) home.remove(buttonOf(remedy));
      const about = { lock_health: "button", lock_entity_id: LOCK, remedy: "reinterview" };
      home.set("script.unlock_everything", "off", { attributes: about });
      home.set("input_text.note", "calling", {
        attributes: { ...begun(), lock_health: "run", lock_entity_id: LOCK, phase: "calling" },
      });
    });
    assert.equal(scene.tablet.shown, "none");
    await scene.tablet.press("reinterview");
    assert.deepEqual(scene.stage.client.services, []);
  });
});

describe("coming late", () => {
  test("a page that is opened in the middle of a run follows it", async () => {
    const scene = new Scene();
    await scene.job("calling", begun({ percent: 30 }));
    await scene.pass(30 * MINUTE);
    const reloaded = new Tablet(scene.stage, 0);
    assert.equal(reloaded.shown, "install_update calling");
    assert.equal(reloaded.times.until, NOW + HOUR);
  });

  test("a bridge that is set up later is found within a minute", async () => {
    const scene = new Scene([0], (home) => {
      for (const id of Object.keys(home.states)) if (id.includes("_health_")) home.remove(id);
    });
    const states = scene.stage.home.states;
    await scene.change((home) => {
      home.states = { ...states };
      home.set(RUN, "calling", { attributes: { ...begun(), lock_health: "run", lock_entity_id: LOCK, phase: "calling" } });
    });
    await scene.pass(61 * SECOND);
    assert.equal(scene.tablet.shown, "install_update calling");
  });
});
