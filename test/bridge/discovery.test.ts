import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeLock } from "../../src/adapters/locks.ts";
import type { DeviceRow } from "../../src/adapters/home.ts";
import { diagnose } from "../../src/core/everything.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import { ACTION_IDS, bridgeDiscovery, hubDiscovery, lockDiscovery } from "../../src/bridge/discovery.ts";
import type { AnnouncedLock, Announcement, PublishOptions } from "../../src/bridge/discovery.ts";
import { INCIDENT_KINDS } from "../../src/bridge/ports.ts";
import { lockTopics } from "../../src/bridge/topics.ts";
import { LANGUAGES } from "../../src/bridge/texts.ts";
import { MockHome } from "../support/home.ts";
import { PLANTED, addZigbeeLock, addZwaveLock } from "../support/locks.ts";
import { rows } from "../support/table.ts";

const OPTIONS: PublishOptions = {
  topic: "lock_health",
  homeId: "home",
  discoveryPrefix: "homeassistant",
  version: "0.2.0",
  language: "en",
};

interface Component {
  readonly p: string;
  readonly [option: string]: unknown;
}
interface Payload {
  readonly dev: { readonly identifiers: readonly string[]; readonly [option: string]: unknown };
  readonly cmps: { readonly [thing: string]: Component };
  readonly [option: string]: unknown;
}

const payloadOf = ({ payload }: Announcement) => payload as unknown as Payload;

/** What is really announced, without what is announced as gone. */
const partsOf = (announcement: Announcement) =>
  Object.entries(payloadOf(announcement).cmps).filter(([, component]) => Object.keys(component).length > 1);

function announced(build: (home: MockHome) => string, change: Partial<DeviceRow> = {}, more: Partial<AnnouncedLock> = {}) {
  const home = new MockHome();
  const entityId = build(home);
  const ref = describeLock(home.view(), entityId);
  const snapshot = home.snapshot(entityId);
  const health = { entityId, name: ref.name, snapshot, diagnosis: diagnose(snapshot), adapterId: snapshot.lock.adapterId };
  const device = ref.device && { ...ref.device, ...change };
  const lock: AnnouncedLock = { id: device?.id ?? "none", health, ref: { ...ref, device }, remedies: REMEDY_IDS, ...more };
  return lock;
}

const zwave = () => announced(addZwaveLock);
const zigbee = (change: Partial<DeviceRow> = {}, more: Partial<AnnouncedLock> = {}) => announced(addZigbeeLock, change, more);

/** Options of each platform by its schema in Home Assistant 2026.11 (homeassistant/components/mqtt), as far as they are used here. */
const COMMON = [
  "p",
  "unique_id",
  "default_entity_id",
  "name",
  "icon",
  "entity_category",
  "availability",
  "json_attributes_topic",
  "json_attributes_template",
];
const OPTIONS_OF: { readonly [platform: string]: readonly string[] } = {
  sensor: [...COMMON, "state_topic", "device_class", "options", "state_class", "unit_of_measurement"],
  binary_sensor: [...COMMON, "state_topic", "device_class"],
  event: [...COMMON, "state_topic", "event_types"],
  switch: [...COMMON, "state_topic", "command_topic", "optimistic"],
  button: [...COMMON, "command_topic", "payload_press"],
  text: [...COMMON, "state_topic", "command_topic", "mode", "min", "max", "pattern"],
};
const NEEDED: { readonly [platform: string]: readonly string[] } = {
  sensor: ["state_topic"],
  binary_sensor: ["state_topic"],
  event: ["state_topic", "event_types"],
  switch: ["state_topic", "command_topic"],
  button: ["command_topic"],
  text: ["state_topic", "command_topic"],
};
/** `sensor`, `binary_sensor` and `event` cannot be configured. */
const CATEGORIES: { readonly [platform: string]: readonly unknown[] } = {
  sensor: [undefined, "diagnostic"],
  binary_sensor: [undefined, "diagnostic"],
  event: [undefined],
  switch: [undefined, "config"],
  button: [undefined, "config", "diagnostic"],
  text: [undefined, "config"],
};
const DEVICE_OPTIONS = ["identifiers", "name", "manufacturer", "model", "sw_version", "configuration_url", "via_device"];

const ALL: readonly (readonly [string, () => Announcement])[] = [
  ["a Z-Wave lock", () => lockDiscovery(zwave(), OPTIONS)],
  ["a Zigbee lock of Zigbee2MQTT", () => lockDiscovery(zigbee(), OPTIONS)],
  ["a hub", () => hubDiscovery({ id: "01zwave", name: "Z-Wave JS" }, OPTIONS)],
  ["the bridge", () => bridgeDiscovery(OPTIONS)],
];

for (const [name, announce] of ALL)
  describe(`the announcement of ${name}`, () => {
    const announcement = announce();
    const payload = payloadOf(announcement);
    const parts = partsOf(announcement);

    test("has nothing in it that Home Assistant refuses", () => {
      assert.deepEqual(Object.keys(payload), ["dev", "o", "availability", "availability_mode", "cmps"]);
      assert.deepEqual(payload["o"], { name: "Lock Health", sw: "0.2.0" });
      for (const option of Object.keys(payload.dev)) assert.ok(DEVICE_OPTIONS.includes(option), option);
      assert.ok(payload.dev.identifiers.length > 0);
      for (const [thing, component] of parts) {
        const unknown = Object.keys(component).filter((option) => !OPTIONS_OF[component.p]?.includes(option));
        assert.deepEqual(unknown, [], thing);
        const missing = [...(NEEDED[component.p] ?? ["a platform"]), "unique_id"].filter((option) => !(option in component));
        assert.deepEqual(missing, [], thing);
        assert.ok(CATEGORIES[component.p]?.includes(component["entity_category"]), thing);
        assert.match(String(component["icon"]), /^mdi:[a-z-]+$/, thing);
        assert.match(String(component["default_entity_id"]), new RegExp(`^${component.p}\\.[a-z0-9_]+$`), thing);
      }
    });

    test("keeps to the rules of sensors with a list of states", () => {
      for (const [thing, component] of parts) {
        assert.equal("options" in component, component["device_class"] === "enum", thing);
        if ("options" in component) assert.ok(!("state_class" in component) && !("unit_of_measurement" in component), thing);
      }
    });

    test("names each entity once", () => {
      const ids = parts.map(([, component]) => component["unique_id"]);
      assert.equal(new Set(ids).size, ids.length);
      for (const id of ids) assert.match(String(id), /^lock_health_home_[a-z0-9_]+$/);
      assert.equal(new Set(parts.map(([, component]) => component["default_entity_id"])).size, ids.length);
      const names = parts.map(([, component]) => component["name"]);
      assert.equal(new Set(names).size, names.length);
    });

    test("is available with the bridge", () => {
      const bridge = { topic: "lock_health/home/bridge/availability" };
      assert.deepEqual(payload["availability"], [bridge]);
      assert.equal(payload["availability_mode"], "all");
      for (const [thing, component] of parts)
        if ("availability" in component) assert.deepEqual((component["availability"] as unknown[])[0], bridge, thing);
    });

    test("is text that no template language would take apart, and the same each time", () => {
      assert.doesNotMatch(JSON.stringify(payload), /\{\{|\{%|\{#/);
      assert.equal(JSON.stringify(announce()), JSON.stringify(announcement));
    });
  });

describe("a lock's entities", () => {
  const lock = zwave();
  const parts = new Map(partsOf(lockDiscovery(lock, OPTIONS)));

  test("are what the design asks for", () => {
    const count: { [platform: string]: number } = {};
    for (const { p } of parts.values()) count[p] = (count[p] ?? 0) + 1;
    assert.deepEqual(count, { sensor: 6, binary_sensor: 5, event: 1, switch: 1, text: 2, button: ACTION_IDS.length });
    assert.deepEqual(parts.get("incidents")?.["event_types"], INCIDENT_KINDS);
  });

  test("show as problems where Home Assistant looks for those, and read well behind the device's name", () => {
    const problems = [...parts.values()].filter((component) => component["device_class"] === "problem");
    assert.deepEqual(
      problems.map((component) => component["name"]),
      ["Power problem", "Link problem", "Software problem", "Mechanics problem", "Code problem"],
    );
  });

  test("can be found by their attributes, those of a button with the remedy", () => {
    const topics = lockTopics(OPTIONS, lock.id);
    const own = [topics.verdictAttributes, topics.linkAttributes, topics.runAttributes, topics.careAttributes];
    for (const [thing, component] of parts) {
      const template = component["json_attributes_template"];
      if (template === undefined) {
        assert.ok(own.includes(String(component["json_attributes_topic"])), thing);
        continue;
      }
      assert.equal(component["json_attributes_topic"], topics.availability);
      const attributes = JSON.parse(template as string) as { readonly [name: string]: unknown };
      assert.equal(attributes["lock_entity_id"], "lock.front_door", thing);
      assert.equal(typeof attributes["lock_health"], "string", thing);
      if (component.p === "button") assert.equal(`remedy_${String(attributes["remedy"])}`, thing);
    }
  });

  test("do what they say when they are used", () => {
    const topics = lockTopics(OPTIONS, lock.id);
    for (const id of ACTION_IDS) {
      const button = parts.get(`remedy_${id}`);
      assert.equal(button?.["command_topic"], topics.press);
      assert.equal(button["payload_press"], id);
      assert.deepEqual(
        (button["availability"] as { topic: string }[]).map(({ topic }) => topic),
        ["lock_health/home/bridge/availability", topics.availability],
      );
      const remedy = remedies[id];
      assert.equal(button["entity_category"], remedy.kind === "action" && remedy.harm === "none" ? undefined : "config", id);
    }
    assert.equal(parts.get("armed")?.["command_topic"], topics.arm);
    assert.equal(parts.get("armed")?.["optimistic"], false);
  });

  test("keep a line each for guides and care, which every user may write", () => {
    const topics = lockTopics(OPTIONS, lock.id);
    for (const keep of ["guide", "care"] as const) {
      const text = parts.get(`keep_${keep}`);
      const { mode, min, max, pattern, state_topic: says, command_topic: hears } = (text ?? {}) as { [option: string]: unknown };
      assert.deepEqual([text?.p, mode, min, max], ["text", "text", 0, 255]);
      assert.deepEqual([says, hears], [topics[keep], `${topics[keep]}/set`]);
      assert.equal(text?.["name"], keep === "guide" ? "Guide" : "Care");
      // That of care comes with what is remembered of the lock.
      if (keep === "care") assert.equal(text?.["json_attributes_topic"], topics.careAttributes);
      else
        assert.deepEqual(JSON.parse(String(text?.["json_attributes_template"])), {
          lock_health: "keep",
          lock_entity_id: "lock.front_door",
          keep,
        });
      // What a person may type by mistake does not even leave Home Assistant. What stands always fits, else it would show nothing.
      const lets = new RegExp(String(pattern));
      for (const [line, fits] of [
        ["-", true],
        ["1 guide_jam x", true],
        [PLANTED, false],
        ["4711", false],
        ["", false],
      ] as const)
        assert.equal(lets.test(line), fits, line);
    }
  });

  test("are named in the language", () => {
    const german = new Map(partsOf(lockDiscovery(lock, { ...OPTIONS, language: "de" })));
    assert.equal(german.get("problem_power")?.["name"], "Batterieproblem");
    for (const [thing, component] of german) {
      assert.equal(component["default_entity_id"], parts.get(thing)?.["default_entity_id"], "ids do not change with it");
      assert.doesNotMatch(String(component["name"]), /[{}]|^(bridge|remedies)\./, thing);
    }
  });

  test("that are buttons are only those of real actions; the others are announced as gone", () => {
    const few = payloadOf(lockDiscovery({ ...lock, remedies: ["ping", "guide_reach", "open_device"] }, OPTIONS)).cmps;
    const buttons = Object.entries(few).filter(([, { p }]) => p === "button");
    assert.equal(buttons.length, ACTION_IDS.length);
    for (const [thing, component] of buttons)
      if (thing === "remedy_ping") assert.equal(component["payload_press"], "ping");
      else assert.deepEqual(component, { p: "button" }, thing);
  });
});

describe("the device", () => {
  const ownId = ["lock_health_home_zwave_2"];
  const of = (lock: AnnouncedLock, options = OPTIONS) => payloadOf(lockDiscovery(lock, options));

  test("of most locks is the bridge's own, behind the bridge", () => {
    assert.deepEqual(of(zwave()).dev, {
      identifiers: ownId,
      name: "Front Door health",
      manufacturer: "Lock Health",
      model: "Lock",
      sw_version: "0.2.0",
      via_device: "lock_health_home_bridge",
    });
    assert.deepEqual(payloadOf(bridgeDiscovery(OPTIONS)).dev.identifiers, ["lock_health_home_bridge"]);
  });

  test("has the verdict as its main entity", () => assert.equal(of(zwave()).cmps["verdict"]?.["name"], null));

  test("of a lock of MQTT is the lock's own, and nothing in the announcement could change it", () => {
    const payload = of(zigbee());
    assert.deepEqual(Object.keys(payload.dev), ["identifiers"]);
    assert.match(String(payload.dev.identifiers), /^zigbee2mqtt_0x[0-9a-f]+$/);
    assert.equal(payload.cmps["verdict"]?.["name"], "Health", "it must not take the lock's own name");
  });

  rows<readonly [string, AnnouncedLock]>(
    [
      [
        "it is one of MQTT's subentries: those are offered for moving",
        zigbee({ identifiers: [["mqtt", "01K9Z6W3T8R2V5X7Y9A1B3C5D7"]] }),
      ],
      ["it has several locks", zigbee({}, { id: "z2m_patio_patio" })],
      ["it is a child of another device", zigbee({ parent_device_id: "other" })],
      ["it has no identifier of MQTT", zigbee({ identifiers: [["tasmota", "x"]] })],
      ["the lock is of another integration", zigbee({}, { ref: { platform: "zwave_js", device: zigbee().ref.device } })],
      ["there is none", zigbee({}, { id: "patio", ref: { platform: "mqtt", device: undefined } })],
    ],
    ([, lock]) => assert.deepEqual(of(lock).dev.identifiers, [`lock_health_home_${lock.id}`]),
  );

  test("links to a page only where it is one", () => {
    const url = (given: string) => of(zwave(), { ...OPTIONS, url: given }).dev["configuration_url"];
    assert.equal(url("https://bridge.example/"), "https://bridge.example/");
    assert.equal(url("javascript:alert(1)"), undefined);
  });
});

test("an announcement knows no code", () => {
  const lock = announced((home) => {
    const entityId = addZigbeeLock(home);
    home.set(entityId, "locked", { attributes: { code_format: PLANTED, pin_code: PLANTED } });
    const device = home.entities[entityId]?.device_id ?? "";
    home.entity({
      id: "sensor.patio_pin_code",
      device,
      platform: "mqtt",
      uniqueId: `patio_pin_code_${PLANTED}`,
      name: `PIN code ${PLANTED}`,
      state: PLANTED,
      options: { lock: { default_code: PLANTED } },
    });
    return entityId;
  });
  for (const language of LANGUAGES) assert.ok(!JSON.stringify(lockDiscovery(lock, { ...OPTIONS, language })).includes(PLANTED));
});
