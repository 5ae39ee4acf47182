import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CAUSES } from "../../src/core/causes/index.ts";
import { FAMILIES } from "../../src/core/check.ts";
import type { Check } from "../../src/core/check.ts";
import { CHECK_IDS, checks } from "../../src/core/checks/index.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import { diagnose } from "../../src/core/everything.ts";
import { createDiagnose, severityOf, worstFirst } from "../../src/core/diagnose.ts";
import type { Diagnosis, Finding } from "../../src/core/diagnose.ts";
import { knownValues, unavailable } from "../../src/core/fact.ts";
import type { FactSet } from "../../src/core/fact.ts";
import { snapshots } from "../bench/snapshots.ts";
import { evaluate } from "../support/evaluate.ts";
import { HEALTHY, HOUR, MINUTE, NOW, ago, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

/** The findings in one line: causes, and in brackets what they explain. */
function told({ findings }: Diagnosis): string {
  const one = ({ id, explains }: Finding) =>
    explains.length === 0 ? id : `${id} [${explains.map((each) => each.id).join(" ")}]`;
  return findings.map(one).join(", ");
}

function verdict({ verdict: said }: Diagnosis): string {
  if (said.kind === "healthy") return "healthy";
  if (said.kind === "finding") return said.finding.id;
  return `unknown ${said.reason}${said.check === undefined ? "" : ` ${said.check}`}`;
}

const gone: Written = {
  lock_state: unavailable("unavailable"),
  lock_available: false,
  battery_level: unavailable("unavailable"),
};

describe("verdict", () => {
  rows<readonly [name: string, facts: Written, verdict: string, more?: Parameters<typeof snapshot>[1]]>(
    [
      ["all is well", HEALTHY, "healthy"],
      ["nothing known at all", {}, "unknown unavailable lock_unreachable"],
      ["a state alone: nobody saw the lock answer", { lock_state: "locked" }, "unknown unavailable lock_unreachable"],
      [
        "it answers, but its state is not known",
        { lock_available: true, lock_state: unavailable("unknown") },
        "unknown unavailable bolt_jammed",
      ],
      ["it answers, and has no state", { lock_available: true }, "unknown unavailable state_stale"],
      ["a lock without cells reported", { lock_available: true, lock_state: "locked" }, "healthy"],
      [
        "cells that it has are not reported",
        { ...HEALTHY, battery_level: unavailable("unavailable") },
        "unknown unavailable battery_low",
      ],
      ["cells that are not to be believed are a finding", { ...HEALTHY, battery_level: 130 }, "battery_untrusted"],
      [
        "an update is there",
        {
          ...HEALTHY,
          firmware: { installed: "1", latest: "2", skipped: false, inProgress: false, percent: undefined, installable: true },
        },
        "update_available",
      ],
      ["the worst is said first", { ...HEALTHY, battery_level: 8, door_open: true, link_quality: 20 }, "battery_critical"],
      ["no such lock", HEALTHY, "unknown missing", { home: "missing" }],
      ["Home Assistant starts, all seems well", HEALTHY, "unknown starting", { home: "starting" }],
      ["Home Assistant starts, link not there yet", gone, "unknown starting", { home: "starting" }],
      [
        "Home Assistant starts, and the cells are known to be empty",
        { ...HEALTHY, battery_level: 3 },
        "battery_critical",
        { home: "starting" },
      ],
      [
        "interviewed: no alarm",
        { ...gone, interview: { complete: false, outdated: false, running: true } },
        "unknown interviewing lock_unreachable",
      ],
    ],
    ([, facts, expected, more]) => assert.equal(verdict(diagnose(snapshot(facts, more))), expected),
  );
});

describe("findings", () => {
  test("worst first, equals in the order of the list", () => {
    const { findings } = diagnose(
      snapshot({
        ...HEALTHY,
        link_quality: 20,
        battery_level: 9,
        door_open: true,
        cover_removed: true,
        wrong_code_events: [NOW - 3, NOW - 2, NOW - 1],
      }),
    );
    assert.deepEqual(
      findings.map(({ id, severity }) => `${severity} ${id}`),
      ["critical battery_critical", "error door_open_locked", "error cover_removed", "warning link_weak", "warning wrong_codes"],
    );
  });

  rows<readonly [name: string, facts: Written, told: string]>(
    [
      [
        "a hub that is down is one finding",
        { ...gone, hub_state: "retrying", hub_peers: { gone: 4, total: 4 }, link_quality: 5 },
        "hub_down [lock_unreachable link_weak]",
      ],
      ["dead, and weakly heard before", { ...HEALTHY, node_status: "dead", link_quality: 5 }, "lock_unreachable [link_weak]"],
      ["cells that are critical are not also low", { ...HEALTHY, battery_level: 4 }, "battery_critical [battery_low]"],
      ["jammed, and seen to fall back", { ...HEALTHY, jam_flag: true, fully_locked: false }, "bolt_jammed [bolt_jam_suspected]"],
      [
        "jammed, and the command is still out",
        { ...HEALTHY, jam_flag: true, bolt_command: ago({ wanted: "unlocked", outcome: "pending" }, MINUTE) },
        "bolt_jammed [state_stale]",
      ],
      [
        "keypad closed by wrong codes",
        {
          ...HEALTHY,
          keypad_lockout_events: [NOW - MINUTE],
          wrong_code_events: [NOW - 3 * MINUTE, NOW - 2 * MINUTE, NOW - MINUTE],
        },
        "keypad_locked_out [wrong_codes]",
      ],
      [
        "signed out of a cloud that then is retried",
        { ...gone, cloud: true, hub_state: "retrying", sign_in_pending: true },
        "sign_in_expired [cloud_unreachable lock_unreachable]",
      ],
      ["a cloud away", { ...gone, cloud: true, hub_state: "retrying" }, "cloud_unreachable [lock_unreachable]"],
      [
        "an empty lock is not the hub's fault",
        { ...HEALTHY, battery_level: 4, hub_state: "retrying" },
        "battery_critical [battery_low], hub_down",
      ],
      [
        "two things that have nothing to do with each other",
        { ...HEALTHY, battery_level: 18, door_open: true },
        "door_open_locked, battery_low",
      ],
    ],
    ([, facts, expected]) => assert.equal(told(diagnose(snapshot(facts))), expected),
  );

  test("what is explained keeps its evidence and its remedies", () => {
    const [{ explains }] = diagnose(snapshot({ ...HEALTHY, battery_level: 4 })).findings as [Finding];
    assert.equal(explains[0]?.severity, "error");
    assert.deepEqual(explains[0].remedies, ["replace_cells", "ask_administrator"]);
  });

  test("evidence: known facts only, with unit, age and source", () => {
    const { findings } = diagnose(
      snapshot({
        ...HEALTHY,
        battery_level: { kind: "known", value: 18, at: NOW - HOUR, source: "sensor.battery" },
        battery_low_flag: unavailable("unavailable"),
        battery_type: { kind: "known", value: "4 × AA" },
      }),
    );
    assert.deepEqual(findings[0]?.evidence, [
      { fact: "battery_level", value: 18, unit: "%", at: NOW - HOUR, source: "sensor.battery" },
      { fact: "battery_type", value: "4 × AA" },
    ]);
  });

  test("a variant may have remedies of its own", () => {
    const firmware = { installed: "1", latest: "2", skipped: false, inProgress: false, percent: undefined };
    const remediesOf = (installable: boolean) =>
      diagnose(snapshot({ firmware: { ...firmware, installable } })).findings[0]?.remedies;
    assert.ok(remediesOf(true)?.includes("install_update"));
    assert.ok(!remediesOf(false)?.includes("install_update"));
  });
});

describe("families", () => {
  rows<readonly [name: string, facts: Written, families: string]>(
    [
      ["healthy", HEALTHY, "power ok, link ok, software none, mechanics ok, access none"],
      ["nothing known", {}, "power none, link none, software none, mechanics none, access none"],
      [
        "the worst of a family counts, explained or not",
        { ...HEALTHY, battery_level: 4, jam_flag: true },
        "power critical, link ok, software none, mechanics error, access none",
      ],
      [
        "explained by another family's finding: no",
        { ...gone, hub_state: "retrying" },
        "power unknown, link error, software none, mechanics unknown, access none",
      ],
      [
        "unavailable only",
        { ...HEALTHY, firmware: unavailable("unknown"), keypad_disabled: unavailable("unknown") },
        "power ok, link ok, software unknown, mechanics ok, access unknown",
      ],
      [
        "a vital check that cannot tell outweighs a pass",
        { ...HEALTHY, jam_flag: unavailable("unavailable"), lock_state: unavailable("unknown"), cover_removed: false },
        "power ok, link ok, software none, mechanics unknown, access none",
      ],
    ],
    ([, facts, expected]) => {
      const { families } = diagnose(snapshot(facts));
      assert.equal(FAMILIES.map((family) => `${family} ${families[family]}`).join(", "), expected);
    },
  );
});

describe("evaluate", () => {
  const fake = (evaluateIt: Check["evaluate"], more: Partial<Check> = {}): Check => ({
    id: "cover_removed",
    family: "mechanics",
    severity: "error",
    remedies: [],
    needs: [],
    any: [],
    uses: [],
    evaluate: evaluateIt,
    ...more,
  });
  const crash = () => {
    throw new TypeError("boom");
  };

  test("a crash is unknown", () => {
    assert.deepEqual(evaluate(fake(crash), snapshot(HEALTHY)), { status: "unknown", reason: "crashed", because: [] });
  });

  test("no check looks at a fact that it does not declare", () => {
    const all = snapshots(300);
    for (const check of checks) {
      const declared = new Set<string>([...check.needs, ...check.any, ...check.uses]);
      for (const taken of all) {
        const watched = new Proxy(knownValues(taken.facts), {
          get(values, name) {
            assert.ok(declared.has(String(name)), `${check.id} looks at ${String(name)}`);
            return Reflect.get(values, name) as unknown;
          },
        });
        const outcome = evaluate(check, taken, (facts) => ({ facts, values: watched }));
        assert.ok(outcome.status !== "unknown" || outcome.reason !== "crashed", check.id);
      }
    }
  });

  rows<readonly [name: string, check: Partial<Check>, facts: Written, status: string]>(
    [
      ["a need is not offered", { needs: ["jam_flag", "noise"] }, HEALTHY, "not_applicable"],
      ["none of any is offered", { any: ["noise", "signal"] }, HEALTHY, "not_applicable"],
      ["one of any is known", { any: ["noise", "jam_flag"] }, HEALTHY, "pass"],
      ["a need is unavailable", { needs: ["jam_flag"] }, { jam_flag: unavailable("unavailable") }, "unknown"],
      [
        "one of any is unavailable, the other not offered",
        { any: ["noise", "jam_flag"] },
        { jam_flag: unavailable("unavailable") },
        "unknown",
      ],
      ["a use is unavailable", { uses: ["jam_flag"] }, { jam_flag: unavailable("unavailable") }, "pass"],
    ],
    ([, check, facts, status]) =>
      assert.equal(
        evaluate(
          fake(() => ({ status: "pass" }), check),
          snapshot(facts),
        ).status,
        status,
      ),
  );

  test("a crash hides no other check, and nothing is called healthy beside it", () => {
    const judge = createDiagnose({
      checks: checks.map((check) => (check.id === "cover_removed" ? { ...check, evaluate: crash } : check)),
      causes: CAUSES,
    });
    const sick = judge(snapshot({ ...HEALTHY, cover_removed: true, door_open: true }));
    assert.equal(told(sick), "door_open_locked");
    assert.deepEqual(sick.outcomes.cover_removed, { status: "unknown", reason: "crashed", because: [] });
    assert.equal(verdict(judge(snapshot({ ...HEALTHY, cover_removed: true }))), "unknown crashed cover_removed");
  });
});

describe("facts from outside", () => {
  const outcomesOf = (facts: unknown) => diagnose({ ...snapshot(), facts: facts as FactSet }).outcomes;

  test("no facts at all", () => {
    for (const facts of [undefined, null, 5, "x", []]) assert.equal(outcomesOf(facts).lock_unreachable.status, "not_applicable");
  });

  test("names that nobody knows, and those that every object has", () => {
    assert.equal(
      outcomesOf(JSON.parse('{"__proto__": {"kind":"known","value":1}, "toString": 5, "battery": {}}')).battery_low.status,
      "not_applicable",
    );
  });

  test("facts that are none", () => {
    for (const fact of [null, 5, "locked", [], {}, { kind: "known" }, { kind: "maybe", value: 50 }])
      assert.equal(outcomesOf({ battery_level: fact }).battery_low.status, "unknown", JSON.stringify(fact));
  });

  test("a time that is none is left out, the value stays", () => {
    for (const at of ["yesterday", NaN, -5, NOW + 48 * HOUR, {}]) {
      const { findings } = diagnose({
        ...snapshot(),
        facts: { cover_removed: { kind: "known", value: true, at, source: 5 } } as unknown as FactSet,
      });
      assert.deepEqual(findings[0]?.evidence, [{ fact: "cover_removed", value: true }]);
      assert.equal(findings[0].since, undefined);
    }
  });
});

describe("lists", () => {
  test("ids and checks are the same, in the same order", () =>
    assert.deepEqual(
      checks.map(({ id }) => id),
      [...CHECK_IDS],
    ));

  test("causes have no circle, and none explains itself", () => {
    const walk = (id: CheckId, path: readonly CheckId[]): void => {
      assert.ok(!path.includes(id), [...path, id].join(" → "));
      for (const { cause, explains } of CAUSES) if (cause === id) for (const symptom of explains) walk(symptom, [...path, id]);
    };
    for (const id of CHECK_IDS) walk(id, []);
  });

  test("what is vital is what healthy rests on", () =>
    assert.deepEqual(
      checks.filter(({ vital }) => vital).map(({ id }) => id),
      ["lock_unreachable", "bolt_jammed", "battery_low"],
    ));
});

test("locks are put in order by their verdicts, equals stay", () => {
  const lock = (name: string, facts: Written) => ({ name, diagnosis: diagnose(snapshot(facts)) });
  const locks = [
    lock("healthy", HEALTHY),
    lock("warning", { ...HEALTHY, battery_level: 18 }),
    lock("unknown", {}),
    lock("healthy too", HEALTHY),
    lock("critical", { ...HEALTHY, battery_level: 2 }),
    lock("error", { ...HEALTHY, jam_flag: true }),
  ];
  assert.deepEqual(
    worstFirst(locks).map(({ name }) => name),
    ["critical", "error", "warning", "unknown", "healthy", "healthy too"],
  );
  assert.deepEqual(
    locks.map(({ diagnosis }) => severityOf(diagnosis)),
    ["healthy", "warning", "unknown", "healthy", "critical", "error"],
  );
});
