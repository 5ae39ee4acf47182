import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import {
  bridgeTopics,
  commandFilters,
  commandOf,
  discoveryTopic,
  hubRemovalOf,
  hubTopics,
  lockIdOf,
  lockTopics,
  removalOf,
} from "../../src/bridge/topics.ts";
import type { LockKey } from "../../src/bridge/topics.ts";
import { rows } from "../support/table.ts";

const OPTIONS = { topic: "lock_health", homeId: "hill-side_2", discoveryPrefix: "homeassistant" };
const FRONT: LockKey = { entityId: "lock.front_door", deviceId: "3F9AB0" };

describe("a lock's id", () => {
  rows<readonly [string, LockKey, readonly LockKey[], string]>(
    [
      ["is that of its device", FRONT, [], "3f9ab0"],
      ["does not mind the lock itself among the others", FRONT, [FRONT, { entityId: "lock.back", deviceId: "77" }], "3f9ab0"],
      [
        "has the entity in it where a device has two",
        FRONT,
        [{ entityId: "lock.side", deviceId: "3F9AB0" }],
        "3f9ab0_front_door",
      ],
      ["is the entity's where there is no device", { entityId: "lock.shed" }, [{ entityId: "lock.other" }], "shed"],
      ["is not that of the bridge's own device", { entityId: "lock.bridge" }, [], "lock_bridge"],
      ["fits into a topic", { entityId: "lock.x", deviceId: "A/b+#é" }, [], "a_b_"],
    ],
    ([, lock, others, id]) => {
      assert.equal(lockIdOf(lock, others), id);
      assert.match(id, /^[a-z0-9_]+$/);
    },
  );
});

describe("topics", () => {
  const { families, ...ofLock } = lockTopics(OPTIONS, "a1");
  const others = { hub: hubTopics(OPTIONS, "e1"), bridge: bridgeTopics(OPTIONS) };
  const all = [ofLock, families, others.hub, others.bridge].flatMap((each) => Object.values<string>({ ...each }));

  test("all lie below the home's", () => {
    for (const topic of all) assert.match(topic, /^lock_health\/hill-side_2\/(lock\/a1|hub\/e1|bridge)\/[a-z/]+$/);
  });

  test("no two are the same", () => assert.equal(new Set(all).size, all.length));

  test("an announcement's is one that Home Assistant reads", () => {
    // Its pattern of what follows the prefix, for devices (homeassistant/components/mqtt/discovery.py).
    assert.match(discoveryTopic(OPTIONS, "a1"), /^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/);
  });

  test("a removed lock takes along what was retained for it, its announcement first, and nothing that was not", () => {
    const topics = lockTopics(OPTIONS, "a1");
    const removed = removalOf(OPTIONS, "a1");
    assert.equal(removed[0], discoveryTopic(OPTIONS, "a1"));
    const kept = all.filter((topic) => topic.includes("/lock/") && !removed.includes(topic));
    assert.deepEqual(kept, [topics.event, topics.press, topics.arm, topics.setGuide, topics.setCare]);
    assert.equal(removed.filter((topic) => topic.startsWith("lock_health/")).length, 19);
  });

  test("a removed hub does too", () => {
    assert.deepEqual(hubRemovalOf(OPTIONS, "e1"), [
      "homeassistant/device/lock_health_hill-side_2_hub_e1/config",
      ...Object.values({ ...hubTopics(OPTIONS, "e1") }),
    ]);
  });
});

describe("a command", () => {
  const base = "lock_health/hill-side_2";
  rows<readonly [string, string, string, object | undefined]>(
    [
      ["is a press", `${base}/lock/a1/press`, "ping", { kind: "press", lockId: "a1", remedy: "ping" }],
      ["is arming", `${base}/lock/a1/arm/set`, "ON", { kind: "arm", lockId: "a1", on: true }],
      ["is disarming", `${base}/lock/a1/arm/set`, "OFF", { kind: "arm", lockId: "a1", on: false }],
      [
        "is a line to keep, as it came",
        `${base}/lock/a1/keep/guide/set`,
        "anything",
        { kind: "keep", lockId: "a1", keep: "guide", line: "anything" },
      ],
      ["is a line of care", `${base}/lock/a1/keep/care/set`, "-", { kind: "keep", lockId: "a1", keep: "care", line: "-" }],
      ["is no line of something else", `${base}/lock/a1/keep/code/set`, "-", undefined],
      ["is not the line that the bridge publishes itself", `${base}/lock/a1/keep/guide`, "-", undefined],
      ["is looking again", `${base}/bridge/check`, "PRESS", { kind: "check" }],
      ["is no press of what is no remedy", `${base}/lock/a1/press`, "unlock", undefined],
      ["is no press of what every object has", `${base}/lock/a1/press`, "constructor", undefined],
      ["is no arming with other words", `${base}/lock/a1/arm/set`, "on", undefined],
      ["is not for another home", "lock_health/other/lock/a1/press", "ping", undefined],
      ["is not for a lock without an id", `${base}/lock//press`, "ping", undefined],
      ["is not for an odd lock", `${base}/lock/A-1/press`, "ping", undefined],
      ["is not what goes deeper", `${base}/lock/a1/press/now`, "ping", undefined],
      ["is not what the bridge publishes itself", `${base}/lock/a1/armed`, "ON", undefined],
    ],
    ([, topic, payload, command]) => assert.deepEqual(commandOf(OPTIONS, topic, payload, false), command),
  );

  test("is never one that was retained", () => {
    assert.equal(commandOf(OPTIONS, `${base}/lock/a1/press`, "ping", true), undefined);
    assert.equal(commandOf(OPTIONS, `${base}/lock/a1/arm/set`, "ON", true), undefined);
    assert.equal(commandOf(OPTIONS, `${base}/lock/a1/keep/guide/set`, "-", true), undefined);
    assert.equal(commandOf(OPTIONS, `${base}/lock/a1/keep/care/set`, "-", true), undefined);
    assert.equal(commandOf(OPTIONS, `${base}/bridge/check`, "PRESS", true), undefined);
  });

  test("comes by one of the filters, for every remedy", () => {
    assert.deepEqual(commandFilters(OPTIONS), [
      `${base}/lock/+/press`,
      `${base}/lock/+/arm/set`,
      `${base}/lock/+/keep/guide/set`,
      `${base}/lock/+/keep/care/set`,
      `${base}/bridge/check`,
    ]);
    for (const remedy of REMEDY_IDS)
      assert.deepEqual(commandOf(OPTIONS, lockTopics(OPTIONS, "a1").press, remedy, false), {
        kind: "press",
        lockId: "a1",
        remedy,
      });
  });
});
