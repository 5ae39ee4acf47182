import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { text } from "../../src/adapters/home.ts";
import type { HomeView } from "../../src/adapters/home.ts";
import { asHome } from "../../src/adapters/normalize.ts";
import { outline } from "../../src/cli/judge.ts";
import { scrub } from "../../src/cli/scrub.ts";
import { HOMES } from "../replay/expected.ts";
import { SECRETS, inhabited, isObject, recorded, withSecretsBeside } from "./personal.ts";
import type { JsonObject } from "./personal.ts";

function home(value: unknown): HomeView {
  const read = asHome(value);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

/** The secrets that stand in a text. */
function secretsIn(text: string): string[] {
  const searched = text.toLowerCase();
  return Object.entries(SECRETS).flatMap(([what, secret]) => (searched.includes(secret.toLowerCase()) ? [what] : []));
}

describe("a scrubbed home", () => {
  for (const { name } of HOMES) {
    test(`has the findings of the home that it was made from: ${name}`, () => {
      const lived = home(inhabited(name));
      assert.equal(outline(scrub(lived)), outline(lived));
    });

    test(`holds nothing that stood beside what is known: ${name}`, () => {
      const text = JSON.stringify(scrub(home(withSecretsBeside(inhabited(name)))));
      assert.deepEqual(secretsIn(text), []);
      for (const word of ["Annabelle", "Quick", "deadbeef", "01M82SMG", "192.168.", "a4c138", "3735928"])
        assert.ok(!text.includes(word), `it holds ${word}`);
    });
  }

  test("stays as it is when it is scrubbed once more", () => {
    const once = scrub(home(inhabited("zwave-lockout")));
    assert.deepEqual(scrub(home(JSON.parse(JSON.stringify(once)))), once);
  });
});

/** What a secret may replace and still be seen: these fields are written by makers, and are what a recording is for. */
const PUBLIC: readonly (readonly [field: RegExp, what: readonly string[]])[] = [
  [/^takenAt$/, ["code"]],
  [/(^|\.)(version|sw_version|installed_version|latest_version|skipped_version)$/, ["code", "long code"]],
  [/^devices\.\*\.(manufacturer|model|model_id)$/, ["name", "word", "street"]],
];

type Path = readonly (string | number)[];

/** One path for each kind of value in a home: the ids in it count as one. */
function kindsOfValues(value: unknown): Map<string, Path> {
  const kinds = new Map<string, Path>();
  const walk = (part: unknown, path: Path, kind: string): void => {
    if (Array.isArray(part)) part.forEach((each, index) => walk(each, [...path, index], `${kind}[]`));
    else if (isObject(part)) {
      const answer = isObject(part["request"]) ? ` ${text(part["request"]["type"])}` : "";
      for (const [field, each] of Object.entries(part)) {
        const isId = path.length === 1 || /^[a-z_]+\./.test(field);
        const shown = isId && kind !== "config" && kind !== "user" ? field.replace(/(?<=^[a-z_]+\.).*$|^[^.]*$/, "*") : field;
        walk(each, [...path, field], kind === "" ? shown : `${kind}${answer}.${shown}`);
      }
    } else if (!kinds.has(kind)) kinds.set(kind, path);
  };
  walk(value, [], "");
  return kinds;
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((each: unknown, index) => (index === first ? replaced(each, rest, by) : each));
  const fields = value as JsonObject;
  return { ...fields, [first]: replaced(fields[first], rest, by) };
}

/** The home with a few of its locks: one of each integration shows all kinds of values. */
function withLocks(lived: JsonObject, locks: readonly number[]): JsonObject {
  const stays = (entityId: string) => locks.includes(Number(/_door_(\d+)/.exec(entityId)?.[1] ?? locks[0]));
  const fewer = ([part, rows]: [string, unknown]) => {
    const byEntity = ["states", "entities", "registry"].includes(part) && isObject(rows);
    return [part, byEntity ? Object.fromEntries(Object.entries(rows).filter(([id]) => stays(id))) : rows] as const;
  };
  return Object.fromEntries(Object.entries(lived).map(fewer)) as JsonObject;
}

describe("a secret in the place of any value of a home is not in the scrubbed one", () => {
  for (const [name, locks] of [
    ["zwave-lockout", [3, 5, 8]],
    ["generic-cloud", [1]],
  ] as const) {
    const lived = withLocks(inhabited(name), locks);
    for (const [kind, path] of kindsOfValues(lived))
      test(`${name}: ${kind}`, () => {
        const seen = Object.entries(SECRETS).flatMap(([what, secret]) => {
          const read = asHome(replaced(lived, path, secret));
          return !("problem" in read) && secretsIn(JSON.stringify(scrub(read))).includes(what) ? [what] : [];
        });
        const allowed = PUBLIC.flatMap(([field, what]) => (field.test(kind) ? what : []));
        assert.deepEqual(
          seen.filter((what) => !allowed.includes(what)),
          [],
        );
      });
  }
});

describe("entities that may hold a code", () => {
  test("are left out whole", () => {
    const lived = inhabited("zigbee2mqtt-jam") as { [part: string]: JsonObject };
    const lock = Object.entries(lived["entities"]!).find(
      ([id, row]) => id.startsWith("lock.") && isObject(row) && row["platform"] === "mqtt",
    );
    const code = "sensor.annabelles_pin_code";
    const row = { ...(lock![1] as JsonObject), entity_id: code };
    lived["entities"]![code] = row;
    lived["registry"]![code] = { ...row, unique_id: "0xa4c138de00000001_pin_code_zigbee2mqtt", original_name: "Pin code" };
    lived["states"]![code] = { entity_id: code, state: SECRETS.code, attributes: { friendly_name: "Annabelle's Door pin code" } };
    const before = Object.keys(recorded("zigbee2mqtt-jam")["states"] as object).length;
    const { states } = scrub(home(lived));
    assert.equal(Object.keys(states).length, before);
    assert.ok(!JSON.stringify(states).includes(SECRETS.code));
  });
});

describe("what does not belong to a lock", () => {
  test("is left out: other entities, devices, config entries, issues and answers", () => {
    const lived = inhabited("healthy") as { [part: string]: JsonObject };
    const row = { entity_id: "light.annabelles_lamp", device_id: "lamp", platform: "hue" };
    lived["states"]!["light.annabelles_lamp"] = { entity_id: "light.annabelles_lamp", state: "on", attributes: {} };
    lived["states"]!["person.annabelle"] = { entity_id: "person.annabelle", state: "home", attributes: {} };
    lived["entities"]!["light.annabelles_lamp"] = row;
    lived["devices"]!["lamp"] = { id: "lamp", name: "Annabelle's lamp", config_entry_id: "hue" };
    (lived["configEntries"] as unknown as object[]).push({
      entry_id: "hue",
      domain: "hue",
      title: "Annabelle's hue",
      state: "loaded",
    });
    (lived["issues"] as unknown as object[]).push({ domain: "hue", issue_id: "annabelle", translation_key: "annabelle" });
    (lived["answers"] as unknown as object[]).push({
      request: { type: "zwave_js/node_status", device_id: "lamp" },
      result: { ready: true },
    });
    assert.deepEqual(scrub(home(lived)), scrub(home(inhabited("healthy"))));
  });
});
