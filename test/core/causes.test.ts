import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { EVIDENCE } from "../../src/core/causes/evidence.ts";
import { FIRST_CAUSES } from "../../src/core/causes/first.ts";
import type { Cause } from "../../src/core/causes/first.ts";
import { GRAPH } from "../../src/core/causes/graph.ts";
import type { Node } from "../../src/core/causes/graph.ts";
import { CAUSES } from "../../src/core/causes/index.ts";
import { SEVERITIES, defineCheck, fail, notApplicable } from "../../src/core/check.ts";
import type { Severity } from "../../src/core/check.ts";
import { CHECK_IDS, checks } from "../../src/core/checks/index.ts";
import type { CheckId } from "../../src/core/checks/index.ts";
import { createDiagnose } from "../../src/core/diagnose.ts";
import type { Diagnosis, Finding } from "../../src/core/diagnose.ts";
import { diagnose } from "../../src/core/everything.ts";
import type { Facts } from "../../src/core/fact.ts";
import { HEALTHY, HOUR, MINUTE, NOW, ago, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

const NODES = Object.entries(GRAPH) as [CheckId, Node][];
const symptomsOf = ({ explains }: Node) => Object.keys(explains) as CheckId[];
const rank = (severity: Severity) => SEVERITIES.indexOf(severity);
const pair = (cause: CheckId, symptom: CheckId) => `${cause} → ${symptom}`;
const pairs = (causes: readonly Cause[]) =>
  causes.flatMap(({ cause, explains }) => explains.map((symptom) => pair(cause, symptom)));

/** The findings in one line: causes, and in brackets what they explain, in the order of their names. */
function told({ findings }: Diagnosis): string {
  const one = ({ id, explains }: Finding) =>
    explains.length === 0
      ? id
      : `${id} [${explains
          .map((each) => each.id)
          .sort()
          .join(" ")}]`;
  return findings.map(one).join(", ");
}

describe("the graph of causes", () => {
  test("has no circle, and nothing explains itself", () => {
    const walk = (id: CheckId, way: readonly CheckId[]): void => {
      assert.ok(!way.includes(id), [...way, id].join(" → "));
      const node = GRAPH[id];
      if (node) for (const symptom of symptomsOf(node)) walk(symptom, [...way, id]);
    };
    for (const id of CHECK_IDS) walk(id, []);
  });

  test("names known checks, in the order of a technician: each edge once, with likelihood and minutes in range", () => {
    const known = new Set<string>(CHECK_IDS);
    for (const [cause, node] of NODES) {
      assert.ok(known.has(cause), cause);
      assert.ok(node.minutes >= 1 && node.minutes <= 30, `${cause}: ${node.minutes} min`);
      for (const [symptom, edge] of Object.entries(node.explains)) {
        assert.ok(known.has(symptom), symptom);
        assert.ok([1, 2, 3].includes(typeof edge === "number" ? edge : edge.likelihood), pair(cause, symptom as CheckId));
      }
    }
    assert.deepEqual(
      pairs(CAUSES).sort(),
      NODES.flatMap(([cause, node]) => symptomsOf(node).map((symptom) => pair(cause, symptom))).sort(),
    );
  });

  test("each edge has its evidence, once, and a condition in words where it has one", () => {
    const conditional = new Map(CAUSES.map(({ cause, explains: [symptom], when }) => [pair(cause, symptom), when !== undefined]));
    const evident = Object.entries(EVIDENCE).flatMap(([cause, reasons]) =>
      reasons.flatMap(({ explains, why, source, onlyIf }) => {
        assert.match(why, /^[A-Z].*\.$/, why);
        assert.notEqual(source, "");
        return explains.map((symptom) => [pair(cause as CheckId, symptom), onlyIf !== undefined] as const);
      }),
    );
    assert.deepEqual([...evident].sort(), [...conditional].sort());
  });

  test("what is likely and soon found out comes first", () => {
    for (const [index, { worth }] of CAUSES.entries()) assert.ok(worth <= (CAUSES[index - 1]?.worth ?? Infinity));
  });

  test("the card's first picture is of the same mind: its causes are here, and take a symptom in the same order", () => {
    const all = new Set(pairs(CAUSES));
    assert.deepEqual(
      pairs(FIRST_CAUSES).filter((each) => !all.has(each)),
      [],
    );
    for (const symptom of CHECK_IDS) {
      const first = FIRST_CAUSES.filter(({ explains }) => explains.includes(symptom)).map(({ cause }) => cause);
      const here = CAUSES.filter(({ explains }) => explains.includes(symptom)).map(({ cause }) => cause);
      assert.deepEqual(
        here.filter((cause) => first.includes(cause)),
        first,
        symptom,
      );
    }
  });
});

describe("folding, whatever is found together", () => {
  /** Findings of any grade and variant, and the facts that conditions look at. */
  const finding = fc.record({
    severity: fc.constantFrom(...SEVERITIES),
    variant: fc.constantFrom("now", "soon", "flag", "keypad", "door_sensor", "server", "app", undefined),
  });
  const found = fc.uniqueArray(fc.tuple(fc.constantFrom(...CHECK_IDS), finding), { selector: ([id]) => id, maxLength: 8 });
  const facts = fc.record(
    {
      drain_suspects: fc.constantFrom<Facts["drain_suspects"]>([], ["retries"], ["stiff_bolt", "retries"], ["cold"]),
      lock_available: fc.boolean(),
      lost_commands: fc.constantFrom(0, 30),
      link_quality: fc.constantFrom(10, 200),
    },
    { requiredKeys: [] },
  );

  /** A diagnosis in which just these checks fail. */
  function judge(
    failing: readonly (readonly [CheckId, { severity: Severity; variant: string | undefined }])[],
    written: Written,
  ) {
    const wanted = new Map(failing);
    const fakes = checks.map(({ id, family, severity, remedies }) =>
      defineCheck({
        id,
        family,
        severity,
        remedies,
        evaluate() {
          const how = wanted.get(id);
          if (!how) return notApplicable;
          return fail(
            [],
            how.variant === undefined ? { severity: how.severity } : { severity: how.severity, variant: how.variant },
          );
        },
      }),
    );
    return createDiagnose({ checks: fakes, causes: CAUSES })(snapshot(written));
  }

  const everyFold = (
    look: (
      diagnosis: Diagnosis,
      failing: ReadonlyMap<CheckId, { severity: Severity; variant: string | undefined }>,
      written: Partial<Facts>,
    ) => void,
  ) =>
    fc.assert(
      fc.property(found, facts, (failing, written) => look(judge(failing, written), new Map(failing), written)),
      { numRuns: 2_000 },
    );
  /** Whether an edge explains something here. */
  const holds = (
    { cause, when }: Cause,
    failing: ReadonlyMap<CheckId, { variant: string | undefined }>,
    written: Partial<Facts>,
  ): boolean => {
    const at = failing.get(cause);
    return at !== undefined && (!when || when(written, at.variant === undefined ? {} : { variant: at.variant }));
  };

  test("every finding is told exactly once", () =>
    everyFold(({ findings }, failing) => {
      const ids = findings.flatMap(({ id, explains }) => [id, ...explains.map((each) => each.id)]);
      assert.deepEqual(ids.sort(), [...failing.keys()].sort());
      for (const { explains } of findings) for (const each of explains) assert.deepEqual(each.explains, []);
    }));

  test("a symptom stands behind its cause and never before it: what stands in front has no cause that is present", () =>
    everyFold(({ findings }, failing, written) => {
      for (const { id } of findings)
        for (const edge of CAUSES) assert.ok(edge.explains[0] !== id || !holds(edge, failing, written), pair(edge.cause, id));
    }));

  test("what stands behind a finding follows from it, step by step over findings that are present", () =>
    everyFold(({ findings }, failing, written) => {
      for (const { id, explains } of findings) {
        const reached = new Set<CheckId>([id]);
        for (let size = 0; size !== reached.size;) {
          size = reached.size;
          for (const edge of CAUSES) if (reached.has(edge.cause) && holds(edge, failing, written)) reached.add(edge.explains[0]);
        }
        for (const each of explains) assert.ok(reached.has(each.id), `${id} does not lead to ${each.id}`);
      }
    }));

  test("the verdict is as grave as the gravest finding, explained or not", () =>
    everyFold(({ findings, verdict }, failing) => {
      const gravest = Math.max(-1, ...[...failing.values()].map(({ severity }) => rank(severity)));
      assert.equal(verdict.kind === "finding" ? rank(verdict.finding.severity) : -1, gravest);
      for (const { severity, explains } of findings)
        for (const each of explains) assert.ok(rank(each.severity) <= rank(severity), "worse than its cause");
    }));
});

describe("causes", () => {
  const old = [NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR];
  const drain = { perWeek: 4, usualPerWeek: 1, ratio: 4, significant: true };
  const slow = { now: 9_000, usual: 3_000, countNow: 40, countUsual: 200 };

  rows<readonly [name: string, facts: Written, told: string]>(
    [
      [
        "codes fail because of a lossy link",
        { ...HEALTHY, lost_commands: 30, codes_unsynced: ago(2, HOUR) },
        "link_weak [codes_unsynced]",
      ],
      ["codes fail over a good link", { ...HEALTHY, lost_commands: 0, codes_unsynced: ago(2, HOUR) }, "codes_unsynced"],
      [
        "codes given up on, over a lossy link: the link, as grave as its symptom",
        { ...HEALTHY, lost_commands: 30, codes_suspended: 1 },
        "link_weak [codes_unsynced]",
      ],
      [
        "a jam, and cells well below their threshold",
        { ...HEALTHY, battery_level: 14, jam_flag: true },
        "battery_low [bolt_jammed]",
      ],
      ["a jam, and cells just at it: two things", { ...HEALTHY, battery_level: 19, jam_flag: true }, "bolt_jammed, battery_low"],
      [
        "a jam, and a low flag",
        { ...HEALTHY, battery_level: 40, battery_low_flag: true, jam_flag: true },
        "battery_low [bolt_jammed]",
      ],
      [
        "a jam, and cells that are nearly empty",
        { ...HEALTHY, battery_level: 8, jam_flag: true },
        "battery_critical [battery_low bolt_jammed]",
      ],
      ["a jam, and healthy cells", { ...HEALTHY, jam_flag: true }, "bolt_jammed"],
      ["a slow bolt, and low cells", { ...HEALTHY, battery_level: 19, turn_time: slow }, "battery_low [bolt_slow]"],
      ["a slow bolt, and healthy cells", { ...HEALTHY, turn_time: slow }, "bolt_slow"],
      [
        "empty, and silent",
        { ...HEALTHY, battery_level: 4, node_status: "dead" },
        "battery_critical [battery_low lock_unreachable]",
      ],
      [
        "low cells do not silence a lock",
        { ...HEALTHY, battery_level: 14, node_status: "dead" },
        "lock_unreachable, battery_low",
      ],
      [
        "low cells, and commands that get lost at a good signal",
        { ...HEALTHY, battery_level: 14, lost_commands: 30, link_quality: 220 },
        "battery_low [link_weak]",
      ],
      [
        "low cells, and a poor signal: two things",
        { ...HEALTHY, battery_level: 14, lost_commands: 30, link_quality: 10 },
        "battery_low, link_weak",
      ],
      [
        "drain by retries over a weak link",
        { ...HEALTHY, link_quality: 10, battery_loss: drain, drain_suspects: ["retries"] },
        "link_weak [battery_draining]",
      ],
      [
        "drain after an update, beside a weak link",
        { ...HEALTHY, link_quality: 10, battery_loss: drain, drain_suspects: ["update", "retries"] },
        "link_weak, battery_draining",
      ],
      [
        "drain by a stiff bolt",
        { ...HEALTHY, turn_effort: slow, turn_time: slow, battery_loss: drain, drain_suspects: ["stiff_bolt"] },
        "bolt_straining [battery_draining bolt_slow]",
      ],
      [
        "jammed again and again",
        { ...HEALTHY, jam_flag: true, jam_events: old, fully_locked: false },
        "jams_recurring [bolt_jam_suspected bolt_jammed]",
      ],
      [
        "jams of a lock that is not calibrated",
        { ...HEALTHY, calibrated: false, jam_flag: true, jam_events: old },
        "calibration_missing [bolt_jammed jams_recurring]",
      ],
      [
        "not calibrated, and therefore lost",
        { ...HEALTHY, lock_available: false, calibrated: false },
        "calibration_missing [lock_unreachable]",
      ],
      [
        "not calibrated, and dead for another reason",
        { ...HEALTHY, node_status: "dead", calibrated: false },
        "lock_unreachable, calibration_missing",
      ],
      [
        "no code in it, and wrong codes",
        { ...HEALTHY, has_keypad: true, codes_set: 0, wrong_code_events: [NOW - 3, NOW - 2, NOW - 1] },
        "codes_missing [wrong_codes]",
      ],
      [
        "the keypad's cells, and a keypad that is silent",
        { ...HEALTHY, keypad_fault: true, accessory_cells: [{ kind: "keypad", percent: 5, source: "sensor.keypad" }] },
        "keypad_battery_low [keypad_unresponsive]",
      ],
      [
        "the door sensor's cells, and a keypad that is silent: two things",
        { ...HEALTHY, keypad_fault: true, accessory_cells: [{ kind: "door_sensor", percent: 15, source: "sensor.door" }] },
        "keypad_unresponsive, keypad_battery_low",
      ],
      [
        "a server too old for Home Assistant",
        { ...HEALTHY, outdated_part: "server", hub_state: "retrying" },
        "integration_outdated [hub_down]",
      ],
      [
        "an app that is too old, and a hub away",
        { ...HEALTHY, outdated_part: "app", hub_state: "retrying" },
        "hub_down, integration_outdated",
      ],
      [
        "joined without security, and nothing works",
        { ...HEALTHY, joined_securely: false, ignored_commands: [NOW - 2 * MINUTE, NOW - MINUTE] },
        "join_insecure [lock_unresponsive]",
      ],
    ],
    ([, written, expected]) => assert.equal(told(diagnose(snapshot(written))), expected),
  );

  test("a warning that explains a fault is a fault, in its family and in the verdict", () => {
    const { verdict, families } = diagnose(snapshot({ ...HEALTHY, lost_commands: 30, codes_suspended: 1 }));
    assert.equal(verdict.kind === "finding" && verdict.finding.severity, "error");
    assert.deepEqual([families.link, families.access], ["error", "error"]);
  });
});
