import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OWN, Words } from "../../../src/bridge/cli/words.ts";
import { REMEDY_IDS } from "../../../src/core/remedies/index.ts";
import { STOPS } from "../../../src/core/guide/types.ts";
import { GUIDE_IDS } from "../../../src/core/guides/ids.ts";
import { INCIDENT_KINDS } from "../../../src/bridge/ports.ts";
import { CHECK_IDS } from "../../../src/core/checks/index.ts";
import { World } from "./support.ts";

describe("what is wrong with a command line is said in a sentence, never with a stack", () => {
  for (const args of [["nonsense"], ["check", "--nonsense"], ["fix"], ["history"]])
    test(args.join(" "), async () => {
      const { status, out, err } = await new World().run(...args);
      assert.deepEqual([status, out], [64, ""]);
      assert.match(err, /\nMore with: lock-health-bridge( \w+)? --help\n$/);
      assert.doesNotMatch(err, /^ +at /m);
    });

  test("nor is what nobody has thought of", async () => {
    const world = new World();
    world.probes.folderProblem = async () => {
      throw new TypeError("eyJ0.secret of somebody@example.org is 123456");
    };
    const { status, err } = await world.run("doctor");
    assert.equal(status, 2);
    assert.equal(err, "Something went wrong that should not have: … of … is …\n");
  });
});

test("help and version need nothing", async () => {
  const world = new World();
  world.problems = ["all is wrong"];
  assert.match((await world.run("--help")).out, /lock-health-bridge COMMAND/);
  assert.deepEqual(await world.run("--version"), { status: 0, out: "1.2.3\n", err: "" });
  assert.equal((await world.run("fix", "--help")).status, 0);
});

test("run runs the bridge", async () => {
  const world = new World();
  assert.equal((await world.run("run")).status, 0);
  assert.equal(world.ran, 1);
});

describe("words", () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

  test("are the same in both languages, with the same holes to fill", () => {
    assert.deepEqual(Object.keys(OWN.de).sort(), Object.keys(OWN.en).sort());
    for (const [key, text] of Object.entries(OWN.en)) assert.deepEqual(holes(OWN.de[key]!), holes(text), key);
  });

  for (const language of ["en", "de"] as const)
    test(`are there for every remedy, finding, incident and end (${language})`, () => {
      const words = new Words(language, "UTC");
      for (const id of REMEDY_IDS) assert.doesNotMatch(words.remedy(id), /[{}_]|^remedies/, id);
      for (const check of CHECK_IDS) assert.doesNotMatch(words.remembered({ check }), /[{}_]/, check);
      const told = ["finding_appeared", "finding_recovered", "remedy_done", "guide_done"];
      for (const kind of INCIDENT_KINDS.filter((each) => !told.includes(each)))
        assert.notEqual(words.say(`kind.${kind}`), `kind.${kind}`);
      for (const outcome of ["running", "confirmed", "unverified", "failed", "refused"])
        assert.notEqual(words.say(`outcome_${outcome}`), `outcome_${outcome}`);
      for (const variant of GUIDE_IDS) assert.doesNotMatch(words.guide({ variant, outcome: "solved" }), /[{}_]/, variant);
      for (const outcome of ["solved", "left", ...STOPS]) assert.notEqual(words.say(`end_${outcome}`), `end_${outcome}`, outcome);
      for (const reason of ["no_change", "not_observable", "disconnected", "cancelled", "left", "interrupted"])
        assert.notEqual(words.doubt(reason), "", reason);
      const reasons = [
        "not_offered",
        "cool_down",
        "already_running",
        "not_armed",
        "battery",
        "link",
        "hub_free",
        "door",
        "answers",
        "long_range",
        "known_bad",
        "unavailable",
        "queue_full",
      ] as const;
      for (const reason of reasons) assert.doesNotMatch(words.refusal({ reason, value: 5 }), /refused_|[{}]/, reason);
    });
});
