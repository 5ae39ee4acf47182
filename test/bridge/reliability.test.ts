import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { WINDOWS, reliabilityOf } from "../../src/bridge/reliability.ts";
import type { Reliability } from "../../src/bridge/reliability.ts";
import type { Incident, JobRow } from "../../src/bridge/ports.ts";
import { DAY, HOUR, NOW } from "../support/snapshot.ts";
import { rows } from "../support/table.ts";

type Check = NonNullable<Incident["check"]>;

const incident = (kind: Incident["kind"], check: Check, at: number, severity: string): Incident => ({
  lockId: "front",
  kind,
  at,
  check,
  severity,
});
/** A finding from one day of the window of 30 to another, 0 being its beginning. */
const from = (check: Check, day: number, severity = "error") =>
  incident("finding_appeared", check, NOW - (30 - day) * DAY, severity);
const until = (check: Check, day: number, severity = "error") =>
  incident("finding_recovered", check, NOW - (30 - day) * DAY, severity);
const during = (check: Check, begin: number, end: number, severity = "error") => [
  from(check, begin, severity),
  until(check, end, severity),
];

const span = { days: 30, now: NOW, watchedSince: 0 };
const told = ({ faults, betweenFaults, uptime, recoveries, toRecover }: Reliability) => ({
  faults,
  between: betweenFaults === undefined ? "too few" : betweenFaults / DAY,
  uptime: uptime === undefined ? "unwatched" : Math.round(uptime * 1_000) / 1_000,
  recoveries,
  toRecover: toRecover === undefined ? "too few" : toRecover / DAY,
});

describe("faults", () => {
  const QUIET = { faults: 0, between: "too few", uptime: 1, recoveries: 0, toRecover: "too few" };
  rows<readonly [string, readonly Incident[], Partial<ReturnType<typeof told>>]>(
    [
      ["nothing happened", [], QUIET],
      ["a warning is no fault", during("battery_low", 3, 9, "warning"), QUIET],
      ["what is no finding does not count", [{ lockId: "front", kind: "lock_jammed", at: NOW - DAY, severity: "error" }], QUIET],
      ["one", during("bolt_jammed", 3, 6), { faults: 1, between: "too few", uptime: 0.9, recoveries: 1, toRecover: "too few" }],
      [
        "three",
        [...during("bolt_jammed", 3, 4), ...during("hub_down", 10, 12), ...during("battery_critical", 20, 23, "critical")],
        { faults: 3, between: 8, uptime: 0.8, recoveries: 3, toRecover: 2 },
      ],
      ["two that overlap are one", [...during("hub_down", 3, 6), ...during("bolt_jammed", 5, 9)], { faults: 1, uptime: 0.8 }],
      ["one within another", [...during("hub_down", 3, 9), ...during("bolt_jammed", 5, 6)], { faults: 1, uptime: 0.8 }],
      ["one that goes on", [from("bolt_jammed", 27)], { faults: 1, uptime: 0.9, recoveries: 0 }],
      ["one that reaches into the window", during("bolt_jammed", -10, 3), { faults: 0, uptime: 0.9, recoveries: 1 }],
      ["one from before anything is remembered", [until("bolt_jammed", 3)], { faults: 0, uptime: 0.9, recoveries: 0 }],
      [
        "another one is remembered by then",
        [...during("hub_down", 0, 3), until("bolt_jammed", 6)],
        { faults: 0, uptime: 0.8, recoveries: 0 },
      ],
      ["one from before the window", during("bolt_jammed", -10, -3), QUIET],
      [
        "told twice, as after a restart",
        [from("hub_down", 3), from("hub_down", 4), until("hub_down", 6)],
        { faults: 1, uptime: 0.9 },
      ],
      [
        "grown worse",
        [from("battery_low", 3, "warning"), from("battery_low", 6), until("battery_low", 9)],
        { faults: 1, uptime: 0.9 },
      ],
      ["recovered twice", [...during("hub_down", 3, 6), until("hub_down", 9)], { faults: 1, uptime: 0.9 }],
    ],
    ([, incidents, expected]) => {
      const result = told(reliabilityOf(incidents, [], span));
      assert.deepEqual({ ...result, ...expected }, result);
      assert.deepEqual(told(reliabilityOf([...incidents].reverse(), [], span)), result, "in any order");
    },
  );

  test("only the watched time counts", () => {
    const watchedSince = NOW - 10 * DAY;
    const result = reliabilityOf(during("hub_down", 25, 26), [], { ...span, watchedSince });
    assert.equal(result.watched, 10 * DAY);
    assert.equal(result.uptime, 0.9);
    for (const later of [NOW, NOW + DAY]) assert.equal(reliabilityOf([], [], { ...span, watchedSince: later }).uptime, undefined);
  });

  test("each window looks back as far as it says", () => {
    const incidents = [5, 60, 300].flatMap((ago) => during("hub_down", 30 - ago, 31 - ago));
    assert.deepEqual(
      WINDOWS.map((days) => reliabilityOf(incidents, [], { ...span, days }).faults),
      [1, 2, 3],
    );
  });
});

describe("remedies", () => {
  const job = (outcome: string, ago = HOUR, remedy: JobRow["remedy"] = "ping"): JobRow => ({
    id: 1,
    lockId: "front",
    remedy,
    check: undefined,
    startedAt: NOW - ago,
    endedAt: undefined,
    outcome,
    reason: undefined,
  });
  rows<
    readonly [
      string,
      readonly JobRow[],
      ReturnType<typeof reliabilityOf>["remedies"] extends ReadonlyMap<string, infer R> ? R | undefined : never,
    ]
  >(
    [
      ["none", [], undefined],
      ["two are too few", [job("confirmed"), job("confirmed")], { ended: 2, confirmed: 2, rate: undefined }],
      [
        "what is not confirmed is no success",
        [job("confirmed"), job("unverified"), job("failed"), job("unverified")],
        { ended: 4, confirmed: 1, rate: 0.25 },
      ],
      ["what runs has not ended", [job("running")], undefined],
      ["what was refused was not done", [job("refused")], undefined],
      ["what lies before the window", [job("confirmed", 31 * DAY)], undefined],
      ["another remedy", [job("confirmed", HOUR, "wake")], undefined],
    ],
    ([, jobs, expected]) => assert.deepEqual(reliabilityOf([], jobs, span).remedies.get("ping"), expected),
  );
});

test("guides count as remedies do, but for those that were left", () => {
  const guide = (variant: string, outcome: string, ago = HOUR): Incident => ({
    lockId: "front",
    kind: "guide_done",
    at: NOW - ago,
    variant,
    outcome,
  });
  const incidents = [
    guide("guide_jam", "solved"),
    guide("guide_jam", "stiff_door_open", 2 * HOUR),
    guide("guide_jam", "solved", 3 * HOUR),
    guide("guide_jam", "left"),
    guide("guide_jam", "solved", 31 * DAY),
    guide("guide_wear", "left"),
  ];
  assert.deepEqual([...reliabilityOf(incidents, [], span).guides], [["guide_jam", { ended: 3, confirmed: 2, rate: 2 / 3 }]]);
});
