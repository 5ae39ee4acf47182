import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDocument } from "yaml";
import { lockDiscovery } from "../../src/bridge/discovery.ts";
import { eventPayload, payloadsFor } from "../../src/bridge/payloads.ts";
import { INCIDENT_KINDS } from "../../src/bridge/ports.ts";
import { discoveryTopic, lockTopics } from "../../src/bridge/topics.ts";
import { CHECK_IDS } from "../../src/core/checks/index.ts";
import { SEVERITIES } from "../../src/core/check.ts";
import { diagnose } from "../../src/core/everything.ts";
import { HEALTHY, NOW, snapshot } from "../support/snapshot.ts";
import { files, read } from "./support.ts";

/**
 * Home Assistant's own schema of blueprints is Python (homeassistant/components/blueprint/schemas.py, 2026.11): what of it
 * can go wrong here is a table below. That they also do what they say was seen in a real Home Assistant.
 */

/** `!input name` */
class Input {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
interface Tree {
  readonly [name: string]: unknown;
}
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Input);
const tree = (value: unknown): Tree => (isTree(value) ? value : {});

function load(path: string): Tree {
  const tag = { tag: "!input", resolve: (name: string) => new Input(name) };
  const document = parseDocument(read(path), { customTags: [tag], uniqueKeys: true });
  assert.deepEqual(document.errors, []);
  return tree(document.toJS());
}

/** Every value in it, with the key that holds it. */
function* walk(value: unknown, key = ""): Generator<readonly [key: string, value: unknown]> {
  yield [key, value];
  if (Array.isArray(value)) for (const each of value as unknown[]) yield* walk(each, key);
  else if (isTree(value)) for (const [name, each] of Object.entries(value)) yield* walk(each, name);
}

/** Inputs by name; those of a section are its own. */
function inputsOf(inputs: Tree): Map<string, Tree> {
  return new Map(
    Object.entries(inputs).flatMap(([name, input]) =>
      "input" in tree(input) ? [...inputsOf(tree(tree(input)["input"]))] : [[name, tree(input)] as const],
    ),
  );
}

const paths = files("blueprints/automation/lock_health/*.yaml");

test("there is one for what appears, one for what is over, one for cells", () => {
  const names = paths.map((path) => path.split("/").at(-1));
  assert.deepEqual(names, ["finding_appeared.yaml", "finding_recovered.yaml", "low_batteries.yaml"]);
});

/** What they may do. Nothing here moves a lock or presses a button: the fix stays a tap of a person. */
const ACTIONS = [
  /^persistent_notification\.(create|dismiss)$/,
  /^notify\.mobile_app_\{\{ device_attr\(repeat\.item, 'name'\) \| slugify \}\}$/,
  /^todo\.(get_items|add_item)$/,
];

for (const path of paths) {
  describe(path, () => {
    const { blueprint, ...body } = load(path);
    const { input, ...head } = tree(blueprint);
    const inputs = inputsOf(tree(input));
    const all = [...walk(body)];
    const everything = [...walk({ body, input })];

    test("says what it is, for whom", () => {
      const { name, description, domain, author, homeassistant, ...rest } = head;
      assert.deepEqual(rest, {});
      assert.match(String(name), /^Lock Health: /);
      assert.ok(typeof description === "string" && typeof author === "string");
      assert.equal(domain, "automation");
      assert.deepEqual(homeassistant, { min_version: "2026.11.0" });
    });

    test("uses every input that it asks for, and asks for every one that it uses", () => {
      const used = all.flatMap(([, value]) => (value instanceof Input ? [value.name] : []));
      assert.deepEqual([...new Set(used)].sort(), [...inputs.keys()].sort());
    });

    for (const [name, { selector, ...given }] of inputs) {
      test(`asks for ${name} with words, by one selector, and with a default or a choice that is filtered`, () => {
        assert.deepEqual(
          Object.keys(given).filter((key) => !["name", "description", "default"].includes(key)),
          [],
        );
        assert.equal(typeof given["name"], "string");
        const kinds = Object.keys(tree(selector));
        assert.equal(kinds.length, 1);
        const filter = tree(tree(selector)[kinds[0]!])["filter"];
        if (kinds[0] === "entity" || kinds[0] === "device") assert.ok(Array.isArray(filter), "nobody picks from everything");
        if (!("default" in given)) assert.equal(name, "incidents", "only what cannot be known is asked for");
      });
    }

    test("has the parts of an automation, in the words of 2026.11", () => {
      const parts = ["mode", "max", "max_exceeded", "triggers", "variables", "conditions", "actions"];
      assert.deepEqual(
        Object.keys(body).filter((key) => !parts.includes(key)),
        [],
      );
      for (const [key] of everything) assert.ok(!["service", "platform", "service_template", "data_template"].includes(key), key);
    });

    test("names no entity: people call theirs as they like", () => {
      const known = /\b(?:event\.received|states\.sensor)\b/g;
      for (const [key, value] of everything)
        if (typeof value === "string" && key !== "description" && key !== "action")
          assert.doesNotMatch(
            value.replace(known, ""),
            /(^|[^\w.])(lock|sensor|binary_sensor|event|button|switch|todo)\.[a-z]\w/,
            value,
          );
    });

    test("does nothing but tell", () => {
      for (const [key, value] of everything)
        if (key === "action" && typeof value === "string" && value !== "URI")
          assert.ok(
            ACTIONS.some((action) => action.test(value)),
            value,
          );
    });

    test("closes every brace of its templates", () => {
      for (const [, value] of everything) {
        if (typeof value !== "string") continue;
        const count = (mark: string) => value.split(mark).length;
        assert.equal(count("{{"), count("}}"), value);
        assert.equal(count("{%"), count("%}"), value);
        assert.equal(count("{% if") + count("{% for"), count("{% endif") + count("{% endfor"), value);
      }
    });

    test("listens to kinds of incidents that there are", () => {
      for (const [key, value] of all)
        if (key === "event_type" && typeof value === "string") assert.ok((INCIDENT_KINDS as readonly string[]).includes(value));
    });

    test("has the severities of the checks, in their order", () => {
      const grades = tree(body["variables"])["grades"];
      if (grades !== undefined) assert.deepEqual(grades, SEVERITIES);
      const options = tree(tree(inputs.get("severity")?.["selector"])["select"])["options"];
      if (grades !== undefined)
        assert.deepEqual(
          (options as Tree[]).map(({ value }) => value),
          SEVERITIES,
        );
    });
  });
}

describe("what the blueprints read is what the bridge publishes", () => {
  const OPTIONS = { topic: "t", homeId: "h", discoveryPrefix: "d", version: "1", language: "en" } as const;
  const snap = snapshot({ ...HEALTHY, battery_level: 8, battery_type: "AA" });
  const { entityId, name, adapterId } = snap.lock;
  const health = { entityId, name, adapterId, snapshot: snap, diagnosis: diagnose(snap) };
  const lock = { id: "a1", health, remedies: [] };
  const attributes = tree(payloadsFor(lock, { phase: "idle" }, false, OPTIONS).get(lockTopics(OPTIONS, "a1").verdictAttributes));
  const texts = paths.map(read).join("\n");

  test("attributes of the verdict", () => {
    const asked = [...texts.matchAll(/state_attr\(verdict, '(\w+)'\)|verdict\.attributes\.(\w+)/g)].map(
      ([, a, b]) => a ?? b ?? "",
    );
    assert.ok(asked.length > 10);
    // A lock without a device has none; a healthy one has no finding.
    for (const attribute of asked) if (attribute !== "lock_device_id") assert.ok(attribute in attributes, attribute);
    assert.equal(attributes["lock_health"], "verdict");
  });

  test("fields of its findings", () => {
    const [finding] = attributes["findings"] as [Tree];
    for (const field of ["id", "severity", "evidence"]) assert.ok(field in finding, field);
    assert.equal(finding["id"], "battery_critical");
    const evidence = finding["evidence"] as Tree[];
    assert.equal(evidence.find(({ fact }) => fact === "battery_level")?.["value"], 8);
    assert.equal(evidence.find(({ fact }) => fact === "battery_type")?.["value"], "AA");
  });

  test("findings by name", () => {
    const named = [...texts.matchAll(/selectattr\('id', 'in', \[([^\]]*)\]\)/g)].flatMap(
      ([, list = ""]) => list.match(/\w+/g) ?? [],
    );
    assert.deepEqual(named, ["battery_critical", "battery_low"]);
    for (const id of named) assert.ok((CHECK_IDS as readonly string[]).includes(id));
  });

  test("attributes of an incident", () => {
    const incident = { lockId: "a1", kind: "finding_appeared", at: NOW, check: "bolt_jammed", severity: "error" } as const;
    const payload = eventPayload(incident);
    const asked = [...texts.matchAll(/trigger\.to_state\.attributes\.(\w+)/g)].map(([, attribute]) => attribute ?? "");
    assert.deepEqual([...new Set(asked)].sort(), ["finding", "severity"]);
    for (const attribute of asked) assert.ok(attribute in payload, attribute);
  });

  test("verdict and incidents are of one device", () => {
    const { topic, payload } = lockDiscovery({ ...lock, ref: { platform: "zwave_js", device: undefined } }, OPTIONS);
    assert.equal(topic, discoveryTopic(OPTIONS, "a1"));
    assert.deepEqual(
      ["verdict", "incidents"].filter((thing) => !(thing in tree(tree(payload)["cmps"]))),
      [],
    );
  });
});
