import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CAUSES } from "../../src/core/causes/index.ts";
import { checks } from "../../src/core/checks/index.ts";
import { createDiagnose } from "../../src/core/diagnose.ts";
import { known, unavailable } from "../../src/core/fact.ts";
import type { FactSet } from "../../src/core/fact.ts";
import { makers } from "../../src/core/models/index.ts";
import { cellsOf, productOf, reportOf, versionOf } from "../../src/core/report.ts";
import type { LockReport, ReportInput, Said } from "../../src/core/report.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import { readSound } from "../../src/core/sound.ts";
import { createLocalize } from "../../src/translations/localize.ts";
import type { Texts } from "../../src/translations/localize.ts";
import { read } from "../contract/support.ts";
import { DAY, HOUR, MINUTE, NOW, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";

const texts = ["json", "more.json", "help.json", "guides.json"].map(
  (part) => JSON.parse(read(`src/translations/en.${part}`)) as Texts,
);
const localize = createLocalize(...texts);
const diagnose = createDiagnose({ checks, causes: CAUSES, read: readSound });
const called = (number: number | undefined) => ({ lock: number === undefined ? "The lock" : `Lock ${number}`, hub: "The hub" });

/** Something of every kind of value, and findings of every family. */
const ILL: Written = {
  lock_state: "jammed",
  lock_available: true,
  battery_level: 8,
  battery_low_flag: true,
  battery_type: "4× AA",
  battery_chemistry: "alkaline",
  battery_allowed: ["alkaline", "lithium"],
  battery_forecast: { early: NOW + 5 * DAY, late: NOW + 20 * DAY, basis: "slope" },
  battery_loss: { perWeek: 4, usualPerWeek: 1, ratio: 4, significant: true },
  drain_suspects: ["cold"],
  accessory_cells: [{ kind: "keypad", percent: 5, source: "sensor.keypad_battery" }],
  node_status: "alive",
  last_seen: NOW - HOUR,
  radio: "zwave",
  signal: -92,
  noise: -98,
  round_trip: 900,
  lost_commands: 30,
  repeaters: 0,
  hub_state: "loaded",
  hub_peers: { gone: 0, total: 4 },
  interview: { complete: false, outdated: false, running: false },
  firmware: { installed: "10.7", latest: "10.9", skipped: false, inProgress: false, percent: undefined, installable: true },
  jam_flag: true,
  jam_events: [NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR],
  turn_time: { now: 4000, usual: 1500, countNow: 9, countUsual: 60 },
  turns: 4211,
  wrong_code_events: [NOW - 3 * MINUTE, NOW - 2 * MINUTE, NOW - MINUTE],
  keypad_mode: "normal",
  keypad_used: NOW - 2 * DAY,
  codes_set: 3,
  code_ends: NOW + DAY,
  care_due: [{ id: "lubricate", since: NOW - DAY }],
};

const LOCK = {
  entityId: "lock.front_door",
  name: "Front door",
  adapterId: "zwave_js",
  deviceId: "d1",
  hubId: "e1",
  hubName: "Z-Wave",
};

function input(written: Written = ILL, more: Partial<ReportInput> = {}): ReportInput {
  const taken = snapshot(written, { lock: LOCK });
  return {
    snapshot: taken,
    diagnosis: diagnose(taken),
    product: { manufacturer: "Schlage", model: "BE469ZP", firmware: "10.7" },
    version: "2026.11.2",
    past: [
      { at: NOW - 2 * DAY, kind: "jam" },
      { at: NOW - 3 * DAY, kind: "outage", until: NOW - 3 * DAY + HOUR },
    ],
    guide: {
      guide: "guide_jam",
      began: NOW - HOUR,
      log: [
        { step: "force", answer: "no", at: NOW - HOUR },
        { step: "hand_open", answer: "easy", at: NOW - HOUR + MINUTE },
        { step: "test", answer: "failed", at: NOW - HOUR + 5 * MINUTE },
      ],
      end: "exhausted",
    },
    runs: [{ remedy: "lock_again", phase: "unverified" }],
    ...more,
  };
}

/** Puts it into words with the real texts, as a page does. */
function words(said: Said | undefined): string {
  switch (said?.kind) {
    case "text": {
      const key = said.keys.find((each) => localize.has(each));
      return key === undefined ? "" : localize(key, said.params);
    }
    case "word":
      return said.word;
    case "finding":
      return [said.finding.id, said.finding.variant, JSON.stringify(said.finding.measures)].join(" ");
    case "fact":
      return JSON.stringify(said.value);
    case "remedy":
      return localize(`remedies.${said.id}.label`);
    case "date":
      return new Date(said.at).toISOString();
    case "duration":
      return `${said.ms / MINUTE} min`;
    default:
      return "";
  }
}

function lines(report: LockReport): string[] {
  return report.sections.flatMap(({ id, rows }) => [
    `# ${localize(`report.section.${id}`)}`,
    ...rows.map(({ what, value }) => `${words(what)}: ${words(value)}`),
  ]);
}

const only = (given: ReportInput) => reportOf([given], called)[0]!;
const section = (report: LockReport, id: string) => report.sections.find((each) => each.id === id)!.rows;

describe("a report about a lock", () => {
  test("names model, firmware, integration and Home Assistant", () => {
    const told = section(only(input()), "device").map(({ what, value }) => `${words(what)}: ${words(value)}`);
    assert.deepEqual(told, [
      "Maker: Schlage",
      "Model: BE469ZP",
      "Firmware: 10.7",
      "Integration: zwave_js",
      "Home Assistant: 2026.11.2",
      `Taken: ${new Date(NOW).toISOString()}`,
    ]);
  });

  test("says what is wrong, on what it rests, and how old that is", () => {
    const rows = section(only(input()), "wrong");
    const named = rows.flatMap(({ what, value }) =>
      [what, value].flatMap((said) => (said?.kind === "finding" ? said.finding.id : [])),
    );
    // The jam is there, behind the cells that explain it.
    assert.deepEqual([named[0], named.includes("bolt_jammed")], ["battery_critical", true]);
    const level = rows.find(({ value }) => value?.kind === "fact" && value.name === "battery_level");
    assert.equal(level?.at, NOW - MINUTE);
    assert.equal(level.under, true);
  });

  test("says what was tried, and how it ended", () => {
    const told = section(only(input()), "tried").map(({ what, value }) => `${words(what)}: ${words(value)}`);
    assert.equal(told[0], "Lock again: Not sure that it helped");
    assert.match(told[1]!, /^The bolt jams: Nothing is left to try here$/);
    assert.match(told[2]!, /scratches.*: No$/);
    assert.match(told.at(-1)!, /five times.*: It does not work$/);
  });

  const triedRows = (more: Partial<ReportInput>) =>
    section(only(input(ILL, { guide: undefined, runs: [], ...more })), "tried").map(
      ({ what, value, at }) => `${words(what)}: ${words(value)} ${at === undefined ? "" : (NOW - at) / DAY}`,
    );
  const ping = (days: number, end = "confirmed") => ({ kind: "remedy", at: NOW - days * DAY, what: "ping", end }) as const;

  test("says what the bridge remembers of earlier tries, the newest first", () => {
    const jam = { kind: "guide", at: NOW - 90 * DAY, what: "guide_jam", end: "solved" } as const;
    const stopped = { ...jam, at: NOW - 300 * DAY, end: "exhausted" };
    assert.deepEqual(triedRows({ tried: [stopped, ping(100, "unverified"), jam, ping(20)] }), [
      "Ping the lock: It helped 20",
      "The bolt jams: Solved 90",
      "Ping the lock: Not sure that it helped 100",
      "The bolt jams: Nothing is left to try here 300",
    ]);
  });

  test("does not tell twice of what the page itself has seen, nor of what was refused or is still to come", () => {
    const runs = [{ remedy: "ping", phase: "confirmed" }] as const;
    const justNow = ping(5 / 1440);
    assert.deepEqual(triedRows({ runs, tried: [justNow] }).length, 1);
    assert.match(triedRows({ runs, tried: [justNow] })[0]!, / 0\.003/);
    assert.equal(triedRows({ runs, tried: [ping(5 / 1440, "failed")] }).length, 2, "another one");
    assert.equal(triedRows({ runs, tried: [ping(1)] }).length, 2, "an earlier one");
    assert.deepEqual(triedRows({ tried: [ping(1, "refused"), ping(-1)] }), []);
    const { guide } = input();
    const told = { kind: "guide", at: NOW - HOUR / 2, what: "guide_jam", end: "exhausted" } as const;
    const once = triedRows({ guide, tried: [] }).length;
    assert.equal(triedRows({ guide, tried: [told] }).length, once);
    assert.equal(triedRows({ guide, tried: [{ ...told, at: NOW - 2 * HOUR }] }).length, once + 1);
  });

  test("tells of the last 30 days, the newest first", () => {
    const past = [
      { at: NOW - 40 * DAY, kind: "jam" },
      { at: NOW - 3 * DAY, kind: "outage", until: NOW - 3 * DAY + HOUR },
      { at: NOW - 2 * DAY, kind: "jam" },
    ];
    const told = section(only(input(ILL, { past })), "happened").map(({ what, value }) => `${words(what)}: ${words(value)}`);
    assert.deepEqual(told, [`Jam: ${new Date(NOW - 2 * DAY).toISOString()}`, "Out of reach: 60 min"]);
  });

  test("says of a healthy lock that it is, and of one that cannot be read that nobody can tell", () => {
    const healthy = only(input({ lock_state: "locked", lock_available: true, battery_level: 80 }));
    assert.equal(words(section(healthy, "wrong")[0]!.value), "Healthy");
    const taken = snapshot({ battery_level: unavailable("unavailable"), lock_state: unavailable("unavailable") }, { lock: LOCK });
    const silent = only({ snapshot: taken, diagnosis: diagnose(taken) });
    assert.equal(words(section(silent, "wrong")[0]!.value), "Can’t tell");
  });

  test("numbers locks only where there are several", () => {
    const two = reportOf([input(), input()], called);
    assert.deepEqual(
      two.map(({ number, snapshot: { lock } }) => [number, lock.name]),
      [
        [1, "Lock 1"],
        [2, "Lock 2"],
      ],
    );
    assert.deepEqual([only(input()).number, only(input()).snapshot.lock.name], [undefined, "The lock"]);
  });

  test("has an empty section where nothing was tried, and does not fail without what it may lack", () => {
    const taken = snapshot({}, { lock: LOCK });
    const bare = only({ snapshot: taken, diagnosis: diagnose(taken) });
    assert.deepEqual(section(bare, "tried"), []);
    assert.deepEqual(section(bare, "happened"), []);
    assert.equal(words(section(bare, "device")[1]!.value), "Not known");
  });
});

/** What must never stand in a report: names, codes, ids, addresses, and words that somebody has written. */
const SECRETS = [
  "4711",
  "739182",
  "Anna Müller",
  "Annas Haus",
  "lock.front_door",
  "sensor.annas_keypad",
  "a1b2c3d4e5f60718293a4b5c6d7e8f90",
  "SN-2291-88417",
  "AA:BB:CC:11:22:33",
  "0x00158d0001a2b3c4",
  "192.168.178.23",
  "fe80::1ff:fe23:4567:890a",
  "https://anna.duckdns.org:8123",
  "anna@example.org",
  "<script>alert(1)</script>",
  "code 4711",
  "10.7-4711",
  "1.2.3.4",
  "AA code 739182",
];

/** Every place in a value where a text or a number stands. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, each]) => places(each, [...path, name]));
}

function put(value: unknown, [first, ...rest]: readonly (string | number)[], secret: unknown): unknown {
  if (first === undefined) return secret;
  const copy: { [name: string]: unknown } | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as object) };
  (copy as { [name: string]: unknown })[first] = put((value as { [name: string]: unknown })[first], rest, secret);
  return copy;
}

/** Adds a field to every object in a value. */
function stuff(value: unknown, secret: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => stuff(each, secret));
  return { ...Object.fromEntries(Object.entries(value).map(([name, each]) => [name, stuff(each, secret)])), note: secret };
}

function leaks(given: ReportInput, secret: string): boolean {
  const [report] = reportOf([given], called);
  const { snapshot: masked } = report!;
  return [lines(report!).join("\n"), JSON.stringify(masked)].some((text) => text.includes(secret));
}

describe("nothing of the home's own is in a report", () => {
  const taken = snapshot(ILL, { lock: LOCK });

  test("of what stands in a snapshot, wherever a text is planted", () => {
    let planted = 0;
    for (const place of places(taken)) {
      if (place[0] === "takenAt") continue;
      for (const secret of SECRETS) {
        const spoiled = put(taken, place, secret) as LockSnapshot;
        assert.ok(
          !leaks(input(ILL, { snapshot: spoiled, diagnosis: diagnose(spoiled) }), secret),
          `${place.join(".")}: ${secret}`,
        );
        planted += 1;
      }
    }
    assert.ok(planted > 1000, `${planted}`);
  });

  test("of fields that nobody knows", () => {
    for (const secret of SECRETS) {
      const spoiled = stuff(taken, secret) as LockSnapshot;
      assert.ok(!leaks(input(ILL, { snapshot: spoiled, diagnosis: diagnose(spoiled) }), secret), secret);
    }
  });

  test("of the source of a reading, and of names of hub and lock", () => {
    const facts = Object.fromEntries(
      Object.entries(taken.facts).map(([name, fact]) => [
        name,
        fact.kind === "known" ? known(fact.value, { source: "sensor.annas_keypad", at: NOW }) : fact,
      ]),
    ) as FactSet;
    const spoiled = { ...taken, facts };
    for (const secret of ["sensor.annas_keypad", "Front door", "front_door", "e1", "d1"])
      assert.ok(
        !lines(only(input(ILL, { snapshot: spoiled, diagnosis: diagnose(spoiled) })))
          .join("\n")
          .includes(secret),
        secret,
      );
  });

  test("of product, version, past, guide and remedies", () => {
    for (const secret of SECRETS) {
      const id = secret as never;
      const spoiled: Partial<ReportInput>[] = [
        { product: { manufacturer: secret, model: `BE469ZP ${secret}`, firmware: secret }, version: secret },
        { past: [{ at: NOW - DAY, kind: secret }] },
        { guide: { guide: id, began: NOW, log: [{ step: secret, answer: secret, at: NOW }], end: id } },
        { guide: { guide: "guide_jam", began: NOW, log: [{ step: secret, answer: secret, at: NOW }], end: id } },
        {
          runs: [
            { remedy: id, phase: "confirmed" },
            { remedy: "ping", phase: secret },
          ],
        },
      ];
      for (const more of spoiled) assert.ok(!leaks(input(ILL, more), secret), `${secret} in ${JSON.stringify(more)}`);
    }
  });

  test("of a finding's own words and numbers", () => {
    const diagnosis = diagnose(taken);
    for (const secret of ["4711", "739182"]) {
      const findings = diagnosis.findings.map((finding) => ({
        ...finding,
        measures: { percent: Number(secret), latest: secret },
      }));
      assert.ok(!leaks(input(ILL, { diagnosis: { ...diagnosis, findings } }), secret), secret);
    }
  });

  test("of when somebody was at home", () => {
    const told = lines(only(input())).join("\n");
    assert.ok(!told.includes(localize("fact.keypad_used")));
    assert.ok(!told.includes(`: ${NOW + DAY}`));
  });
});

describe("what is let through from outside", () => {
  for (const [given, expected] of [
    ["10.7", "10.7"],
    ["v1.2.3", "v1.2.3"],
    ["2026.11.0b3", "2026.11.0b3"],
    ["113.25", "113.25"],
    ["4711", undefined],
    ["739182", undefined],
    ["1.2.3.4", undefined],
    ["10.7 4711", undefined],
    ["", undefined],
  ] as const)
    test(`the version ${JSON.stringify(given)}: ${expected ?? "not"}`, () => assert.equal(versionOf(given), expected));

  for (const [given, expected] of [
    ["4× AA", "4× AA"],
    ["4x AA (alkaline)", "4× AA"],
    ["cr123a", "CR123A"],
    ["2 CR2", "2× CR2"],
    ["AAA", "AAA"],
    ["4711 AA", undefined],
    ["Annas cells", undefined],
  ] as const)
    test(`the cells ${JSON.stringify(given)}: ${expected ?? "not"}`, () => assert.equal(cellsOf(given), expected));

  for (const [given, expected] of [
    ["Touchscreen Deadbolt Z-Wave Plus", "Touchscreen Deadbolt Z-Wave Plus"],
    ["Smart Lock 3.0 (Pro)", "Smart Lock 3.0 Pro"],
    ["YDM4109+", "YDM4109"],
    ["Yale of Anna", "Yale"],
    ["Haus am See", undefined],
    ["4711", undefined],
  ] as const)
    test(`the product ${JSON.stringify(given)}: ${expected ?? "not"}`, () => assert.equal(productOf(given), expected));

  test("every maker that is known, and nearly every model", () => {
    const unnamed = makers.filter(({ maker }) => productOf(maker) === undefined);
    assert.deepEqual(unnamed, []);
    const models = makers.flatMap((maker) => maker.models.map(({ model }) => model));
    const lost = models.filter((model) => productOf(model) === undefined);
    assert.ok(lost.length < models.length / 10, lost.join(", "));
  });
});
