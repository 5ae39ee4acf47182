import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { collectHome } from "../../src/adapters/index.ts";
import { soundHome } from "../../src/adapters/home.ts";
import type { HomeView } from "../../src/adapters/home.ts";
import { FAMILIES } from "../../src/core/check.ts";
import { diagnose } from "../../src/core/everything.ts";
import { known, unavailable } from "../../src/core/fact.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import type { LockHealth } from "../../src/runtime/home-health.ts";
import { REMEDY_IDS } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import { VERDICT_STATES } from "../../src/bridge/discovery.ts";
import type { PublishOptions } from "../../src/bridge/discovery.ts";
import { bridgePayloads, eventPayload, hubPayloads, masked, payloadsFor } from "../../src/bridge/payloads.ts";
import type { Payloads } from "../../src/bridge/payloads.ts";
import type { Kept } from "../../src/bridge/keeps.ts";
import { INCIDENT_KINDS } from "../../src/bridge/ports.ts";
import type { Incident, JobState } from "../../src/bridge/ports.ts";
import { lockTopics, removalOf } from "../../src/bridge/topics.ts";
import { LANGUAGES, findingWords, remedyName, textsOf, verdictWords } from "../../src/bridge/texts.ts";
import enBridge from "../../src/translations/en.bridge.json" with { type: "json" };
import deBridge from "../../src/translations/de.bridge.json" with { type: "json" };
import enMore from "../../src/translations/en.more.json" with { type: "json" };
import en from "../../src/translations/en.json" with { type: "json" };
import { files, read } from "../contract/support.ts";
import { PLANTED, addZigbeeLock, debugInfo, yaleMessage } from "../support/locks.ts";
import { HEALTHY, HOUR, MINUTE, NOW, ago, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { Stage, lockOf } from "../support/stage.ts";
import { rows } from "../support/table.ts";

const OPTIONS: PublishOptions = {
  topic: "lock_health",
  homeId: "home",
  discoveryPrefix: "homeassistant",
  version: "0.2.0",
  language: "en",
};
const TOPICS = lockTopics(OPTIONS, "a1");
const IDLE: JobState = { phase: "idle" };

function healthOf(snap: LockSnapshot): LockHealth {
  const { entityId, name, adapterId } = snap.lock;
  return { entityId, name, snapshot: snap, diagnosis: diagnose(snap), adapterId };
}

interface With {
  readonly job?: JobState;
  readonly armed?: boolean;
  readonly kept?: Kept;
  readonly options?: PublishOptions;
  readonly real?: readonly RemedyId[];
}
function publish(
  snap: LockSnapshot,
  { job = IDLE, armed = false, options = OPTIONS, real = REMEDY_IDS, kept }: With = {},
): Payloads {
  return payloadsFor({ id: "a1", health: healthOf(snap), remedies: real }, job, armed, options, kept);
}

const fields = (payloads: Payloads, topic: string) => payloads.get(topic) as { readonly [name: string]: unknown };
const textOf = (payloads: Payloads) => JSON.stringify([...payloads]);

const DEAD: Written = { ...HEALTHY, node_status: ago("dead", HOUR), battery_level: 9 };

describe("what is retained of a lock", () => {
  rows<readonly [string, LockSnapshot, string]>(
    [
      ["healthy", snapshot(HEALTHY), "healthy"],
      ["a warning", snapshot({ ...HEALTHY, battery_level: 18 }), "warning"],
      ["an error", snapshot({ ...HEALTHY, node_status: "dead" }), "error"],
      ["a bolt that jams", snapshot({ ...HEALTHY, jam_flag: true }), "error"],
      ["empty cells", snapshot(DEAD), "critical"],
      ["unknown", snapshot({ ...HEALTHY, lock_available: unavailable("unavailable") }), "unknown"],
      ["a lock that is gone", snapshot({}, { home: "missing" }), "unknown"],
    ],
    ([, snap, verdict]) => assert.equal(publish(snap).get(TOPICS.verdict), verdict),
  );

  test("is all that is emptied with it, and nothing else", () => {
    const [, ...emptied] = removalOf(OPTIONS, "a1");
    assert.deepEqual([...publish(snapshot(HEALTHY)).keys()].sort(), [...emptied].sort());
  });

  test("has the lines that are kept, and a dash for none", () => {
    const kept = publish(snapshot(HEALTHY), { kept: { guide: "1 guide_jam", care: "-" } });
    assert.deepEqual([kept.get(TOPICS.guide), kept.get(TOPICS.care)], ["1 guide_jam", "-"]);
    assert.equal(publish(snapshot(HEALTHY)).get(TOPICS.guide), "-");
  });

  test("says of the entity for care whose it is, by which cards find it", () => {
    assert.deepEqual(fields(publish(snapshot(HEALTHY)), TOPICS.careAttributes), {
      lock_health: "keep",
      lock_entity_id: "lock.front_door",
      keep: "care",
      remembered: "1",
    });
  });

  test("tells the verdict in full", () => {
    const attributes = fields(publish(snapshot(DEAD), { real: ["ping"] }), TOPICS.verdictAttributes);
    const { findings, families, ...rest } = attributes;
    assert.deepEqual(rest, {
      lock_health: "verdict",
      lock_entity_id: "lock.front_door",
      lock_name: "Front Door",
      finding: "battery_critical",
      title: "Battery 9 %: change the cells now",
      text: "It may fail at the next turn. Keep the key or another way in at hand.",
      updated: new Date(NOW - MINUTE).toISOString(),
    });
    assert.deepEqual(Object.keys(families as object), [...FAMILIES]);
    assert.deepEqual(
      (findings as { readonly explains?: unknown }[])[0]?.explains,
      ["lock_unreachable", "battery_low"],
      "empty cells are why",
    );
    const fed = fields(publish(snapshot({ ...DEAD, battery_level: 80 }), { real: ["ping"] }), TOPICS.verdictAttributes);
    const dead = (fed["findings"] as { readonly [name: string]: unknown }[]).find(({ id }) => id === "lock_unreachable");
    assert.equal(dead?.["variant"], "dead");
    assert.equal(dead["since"], new Date(NOW - HOUR).toISOString());
    assert.deepEqual(dead["remedies"], ["ping", "guide_reach"], "what is not real for this lock is left out");
    assert.deepEqual((dead["evidence"] as object[])[0], {
      fact: "node_status",
      value: "dead",
      at: new Date(NOW - HOUR).toISOString(),
    });
  });

  test("says why nobody can tell", () => {
    const missing = fields(publish(snapshot({}, { home: "missing" })), TOPICS.verdictAttributes);
    assert.equal(missing["reason"], "missing");
    assert.equal(missing["text"], "Home Assistant has no lock.front_door any more.");
  });

  test("speaks the language", () => {
    const german = publish(snapshot(DEAD), { options: { ...OPTIONS, language: "de" } });
    assert.equal(fields(german, TOPICS.verdictAttributes)["title"], "Batterie 9 %: jetzt wechseln");
  });

  test("has a problem where there is a finding, and none where nothing is known", () => {
    const families = (written: Written) => {
      const payloads = publish(snapshot(written));
      return Object.fromEntries(FAMILIES.map((family) => [family, payloads.get(TOPICS.families[family])]));
    };
    assert.deepEqual(families(HEALTHY), { power: "OFF", link: "OFF", software: "None", mechanics: "OFF", access: "None" });
    const dead = families(DEAD);
    assert.equal(dead["power"], "ON");
    assert.equal(dead["link"], "ON");
    assert.equal(dead["mechanics"], "None", "of a lock that is silent nobody knows");
  });

  test("keeps the buttons of a lock that is out of reach, and takes away those of one that is gone", () => {
    assert.equal(publish(snapshot(DEAD)).get(TOPICS.availability), "online");
    assert.equal(publish(snapshot({}, { home: "missing" })).get(TOPICS.availability), "offline");
  });

  test("when the cells are due, to the day; nothing where nobody can tell", () => {
    const early = Date.UTC(2027, 1, 3, 10, 30);
    const late = Date.UTC(2027, 3, 9, 14, 30);
    const payloads = publish(snapshot({ ...HEALTHY, battery_forecast: { early, late, basis: "slope" } }));
    assert.equal(payloads.get(TOPICS.cellsEarly), "2027-02-03T00:00:00.000Z");
    assert.equal(payloads.get(TOPICS.cellsLate), "2027-04-10T00:00:00.000Z");
    assert.equal(publish(snapshot(HEALTHY)).get(TOPICS.cellsEarly), "None");
  });

  test("has the link with its parts", () => {
    const payloads = publish(snapshot({ ...HEALTHY, radio: "zwave", signal: -88, noise: -100, round_trip: ago(1600, HOUR) }));
    assert.equal(payloads.get(TOPICS.link), "4");
    const at = new Date(NOW - MINUTE).toISOString();
    assert.deepEqual(fields(payloads, TOPICS.linkAttributes), {
      lock_health: "link",
      lock_entity_id: "lock.front_door",
      radio: "zwave",
      margin: { value: 12, unit: "dB" },
      parts: {
        signal: { value: -88, unit: "dBm", mark: 6, at },
        noise: { value: -100, unit: "dBm", at },
        round_trip: { value: 1600, unit: "ms", mark: 4, at: new Date(NOW - HOUR).toISOString() },
      },
    });
    assert.equal(publish(snapshot(HEALTHY)).get(TOPICS.link), "None");
  });

  test("takes up what only the bridge sees of a link", () => {
    const base = snapshot({ ...HEALTHY, signal: -60 });
    const deep = {
      ...base,
      facts: { ...base.facts, repeaters: known(2), lost_commands: known(12), rejoins: known(3) },
    } as LockSnapshot;
    const { parts } = fields(publish(deep), TOPICS.linkAttributes) as { parts: { [fact: string]: { value: number } } };
    assert.equal(parts["repeaters"]?.value, 2);
    assert.equal(parts["lost_commands"]?.value, 12);
    assert.equal(parts["rejoins"]?.value, 3);
  });

  rows<readonly [string, JobState, string]>(
    [
      ["idle", IDLE, "None"],
      ["under way without a percentage", { phase: "calling", remedy: "ping" }, "None"],
      ["under way", { phase: "calling", remedy: "install_update", percent: 41.7 }, "42"],
      ["over", { phase: "confirmed", remedy: "install_update", percent: 100 }, "None"],
    ],
    ([, job, percent]) => {
      const payloads = publish(snapshot(HEALTHY), { job });
      assert.equal(payloads.get(TOPICS.run), job.phase);
      assert.equal(payloads.get(TOPICS.progress), percent);
    },
  );

  test("has all of the job as it is", () => {
    const job: JobState = {
      refusal: { value: 12, reason: "battery", retryAt: NOW + HOUR, remedy: "install_update" },
      phase: "queued",
      check: "update_available",
      remedy: "install_update",
      since: NOW,
      until: NOW + HOUR,
      stage: "lock.door_12345678/ping",
    };
    const {
      lock_health: what,
      lock_entity_id: entityId,
      ...rest
    } = fields(publish(snapshot(HEALTHY), { job }), TOPICS.runAttributes);
    assert.equal(what, "run");
    assert.equal(entityId, "lock.front_door");
    assert.deepEqual(rest, job);
  });

  test("is armed or not", () => {
    assert.equal(publish(snapshot(HEALTHY), { armed: true }).get(TOPICS.armed), "ON");
    assert.equal(publish(snapshot(HEALTHY)).get(TOPICS.armed), "OFF");
  });

  test("is the same text for the same job, in whatever order its fields come", () => {
    const job: JobState = { phase: "failed", remedy: "ping", check: "lock_unreachable", reason: "x", message: "no", after: 3 };
    const turned = Object.fromEntries(Object.entries(job).reverse()) as unknown as JobState;
    assert.equal(textOf(publish(snapshot(DEAD), { job })), textOf(publish(snapshot(DEAD), { job: turned })));
  });
});

/** Fields for which the adapter of Zigbee2MQTT looks in every message of a lock's device: ours may be among them. */
const READ_BY_ADAPTERS = /"(lock_state|door_state|action|action_source_name|linkquality|last_seen)"\s*:/;

describe("every lock of every recorded home", () => {
  const snapshots = files("test/homes/*.json").flatMap((path) =>
    collectHome(soundHome(JSON.parse(read(path)) as HomeView)).map((snap) => [path, snap] as const),
  );

  test("is published with words, and without what could be taken for the lock's own message", () => {
    assert.ok(snapshots.length > 10);
    for (const [path, snap] of snapshots)
      for (const language of LANGUAGES) {
        const payloads = publish(snap, { options: { ...OPTIONS, language } });
        assert.ok(
          VERDICT_STATES.some((state) => state === payloads.get(TOPICS.verdict)),
          path,
        );
        const { title, text } = fields(payloads, TOPICS.verdictAttributes) as { title: string; text: string };
        assert.doesNotMatch(`${title} ${text}`, /[{}]|^(checks|verdict)\.|undefined/, path);
        assert.doesNotMatch(textOf(payloads), READ_BY_ADAPTERS, path);
      }
  });

  test("keeps the evidence of its findings, the first five of each", () => {
    for (const [path, snap] of snapshots) {
      const findings = fields(publish(snap), TOPICS.verdictAttributes)["findings"] as { evidence: { fact: string }[] }[];
      const told = diagnose(snap).findings.map(({ evidence }) => evidence.slice(0, 5).map(({ fact }) => fact));
      assert.deepEqual(
        findings.map(({ evidence }) => evidence.map(({ fact }) => fact)),
        told,
        path,
      );
    }
  });

  test("is published the same as long as the judgement is", () => {
    let compared = 0;
    for (const [path, snap] of snapshots) {
      const later = { ...snap, takenAt: snap.takenAt + 90_000 };
      const found = (each: LockSnapshot) => JSON.stringify(diagnose(each).findings.map(({ id, variant }) => [id, variant]));
      if (found(snap) !== found(later)) continue;
      compared++;
      assert.equal(textOf(publish(later)), textOf(publish(snap)), path);
    }
    assert.ok(compared > 10);
  });
});

describe("words", () => {
  const keys = (texts: object, prefix = ""): string[] =>
    Object.entries(texts).flatMap(([name, value]: [string, unknown]) =>
      typeof value === "object" && value !== null ? keys(value, `${prefix}${name}.`) : `${prefix}${name}`,
    );

  test("of the bridge are there in both languages", () => assert.deepEqual(keys(deBridge), keys(enBridge)));

  test("of the bridge stand in the place of the card's own only where those tell a duration or speak of the card", () => {
    const cards = new Set([...keys(en), ...keys(enMore)]);
    assert.deepEqual(
      keys(enBridge).filter((key) => cards.has(key) !== !key.startsWith("bridge.")),
      [],
    );
  });

  for (const language of LANGUAGES) {
    const localize = textsOf(language);
    test(`of findings tell no time that would be another one a minute later (${language})`, () => {
      const spoken = [...new Set([...keys(en), ...keys(enMore)])].filter(
        (key) => /^checks\.\w+\.(title|text|battery)/.test(key) && !key.endsWith(".title_since"),
      );
      assert.ok(spoken.length > 40);
      for (const key of spoken) assert.doesNotMatch(localize(key), /\{(duration|minutes|hours)\}/, key);
    });

    test(`are there for every remedy's button (${language})`, () => {
      for (const id of REMEDY_IDS) assert.doesNotMatch(remedyName(id, snapshot(), language), /^remedies\.|[{}]/, id);
    });
  }

  test("are the variant's own, name the cells, and blame the battery of a silent lock or not", () => {
    const first = (written: Written) => {
      const snap = snapshot(written);
      return findingWords(diagnose(snap).findings[0]!, snap, "en");
    };
    assert.match(first({ ...HEALTHY, battery_level: 18, battery_type: "4 × AA" }).text, /4 × AA/);
    const dead = first({ ...HEALTHY, node_status: ago("dead", HOUR) });
    assert.equal(dead.title, "Out of reach");
    assert.match(dead.text, /did not answer its hub.*Its battery was fine \(80\u00a0%\)/);
  });

  test("of a healthy lock are short", () => {
    assert.deepEqual(verdictWords(healthOf(snapshot(HEALTHY)), "de"), { title: "In Ordnung", text: "" });
  });
});

describe("an incident", () => {
  const incident: Incident = {
    lockId: "a1",
    kind: "finding_appeared",
    at: NOW,
    check: "lock_unreachable",
    severity: "error",
    variant: "dead",
    evidence: [{ fact: "signal", value: -90, unit: "dBm", at: NOW - MINUTE }],
  };

  test("is published with its kind as the event's type", () => {
    assert.deepEqual(eventPayload(incident), {
      event_type: "finding_appeared",
      at: "2026-11-22T12:00:00.000Z",
      finding: "lock_unreachable",
      severity: "error",
      variant: "dead",
      evidence: [{ fact: "signal", value: -90, unit: "dBm", at: "2026-11-22T11:59:00.000Z" }],
    });
    for (const kind of INCIDENT_KINDS)
      assert.deepEqual(Object.keys(eventPayload({ lockId: "a1", kind, at: NOW })), ["event_type", "at"]);
  });
});

describe("the hub and the bridge", () => {
  test("tell how they stand", () => {
    const busy = hubPayloads(
      { id: "e1", problem: false, locks: 3, job: { lockId: "a1", lockName: "Garage", remedy: "reinterview" }, queued: 1 },
      OPTIONS,
    );
    assert.deepEqual(Object.fromEntries(busy), {
      "lock_health/home/hub/e1/problem": "OFF",
      "lock_health/home/hub/e1/locks": "3",
      "lock_health/home/hub/e1/job": "reinterview",
      "lock_health/home/hub/e1/job/attributes": { lock_health: "hub", lock_id: "a1", lock_name: "Garage" },
      "lock_health/home/hub/e1/queue": "1",
    });
    assert.equal(
      hubPayloads({ id: "e1", problem: undefined, locks: 1, queued: 0 }, OPTIONS).get("lock_health/home/hub/e1/job"),
      "idle",
    );
    assert.deepEqual(Object.fromEntries(bridgePayloads({ connected: false, findings: 2, runs: 7 }, OPTIONS)), {
      "lock_health/home/bridge/version": "0.2.0",
      "lock_health/home/bridge/connection": "ON",
      "lock_health/home/bridge/findings": "2",
      "lock_health/home/bridge/runs": "7",
      "lock_health/home/bridge/error": "None",
    });
  });
});

describe("a code", () => {
  test("that Home Assistant holds in whatever place comes into nothing", async () => {
    let entityId = "";
    const stage = new Stage((home) => {
      entityId = addZigbeeLock(home);
      const device = home.entities[entityId]?.device_id ?? "";
      home.set(entityId, "locked", { attributes: { pin_code: PLANTED, code_format: PLANTED, changed_by: `Ann ${PLANTED}` } });
      for (const [id, name] of [
        ["sensor.patio_pin_code", "PIN code"],
        ["sensor.patio_last_user_code", `User code ${PLANTED}`],
        ["text.patio_code_slot_1", `Code slot ${PLANTED}`],
      ] as const)
        home.entity({
          id,
          device,
          platform: "mqtt",
          uniqueId: `${id}_${PLANTED}`,
          name,
          state: PLANTED,
          options: { lock: { default_code: PLANTED } },
        });
      const jammed = [2, 1].map((minutes) =>
        yaleMessage(NOW - minutes * MINUTE, { action: "invalid_pin", lock_state: "not_fully_locked" }),
      );
      home.answer({ type: "mqtt/device/debug_info", device_id: device }, debugInfo(jammed));
    });
    const viewing = await stage.show();
    const health = lockOf(viewing, entityId);
    assert.ok(health.diagnosis.findings.length > 0, "there is something to tell");
    for (const language of LANGUAGES) {
      const job: JobState = {
        phase: "failed",
        remedy: "ping",
        stage: `slot ${PLANTED}`,
        reason: `x${PLANTED}`,
        message: `set code ${PLANTED} refused: "${PLANTED}"`,
        refusal: { reason: "battery", value: PLANTED },
      };
      const payloads = payloadsFor({ id: "a1", health, remedies: REMEDY_IDS }, job, true, { ...OPTIONS, language });
      assert.ok(!textOf(payloads).includes(PLANTED));
      assert.doesNotMatch(textOf(payloads), /Ann|pin_code/);
    }
  });

  rows<readonly [string, NonNullable<Incident["evidence"]>[number]]>(
    [
      ["as a fact that no check knows", { fact: "pin_code", value: 864297 }],
      ["as a fact's word", { fact: "battery_type", value: PLANTED }],
      ["in a fact's word", { fact: "battery_type", value: `code ${PLANTED}` }],
      [
        "in a field that no fact has",
        { fact: "firmware", value: { installed: "1.0", pin_code: PLANTED, user: { name: PLANTED } } },
      ],
      ["in a list", { fact: "wrong_code_events", value: [PLANTED, PLANTED] }],
      ["as a unit", { fact: "battery_type", value: "AA", unit: PLANTED }],
    ],
    ([, item]) => {
      const sent = JSON.stringify(eventPayload({ lockId: "a1", kind: "invalid_pin", at: NOW, evidence: [item] }));
      assert.ok(!sent.includes(PLANTED), sent);
    },
  );

  rows<readonly [string, string, string]>(
    [
      ["goes out of somebody else's words", `Code ${PLANTED} is taken`, "Code … is taken"],
      ["goes with what stands beside it", `slot2code${PLANTED}!`, "slot2code…!"],
      ["goes as a token does", "Bearer eyJhbGci.eyJpc3Mi.c2ln-bmF0 refused", "Bearer … refused"],
      ["goes as an address does", "ann@home.example has no access", "… has no access"],
      ["is not what short numbers are", "No answer in 30 s (node 12)", "No answer in 30 s (node 12)"],
    ],
    ([, given, kept]) => assert.equal(masked(given), kept),
  );

  test("is no kind of cells", () => {
    const told = (value: string) =>
      JSON.stringify(eventPayload({ lockId: "a1", kind: "lock", at: NOW, evidence: [{ fact: "battery_type", value }] }));
    assert.match(told("2 × CR2450"), /CR2450/);
    assert.match(told("CR123A"), /CR123A/);
  });
});
