import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pastOf } from "../../../src/adapters/companions/history/past.ts";
import { LockView } from "../../../src/adapters/lock-view.ts";
import { describeLock } from "../../../src/adapters/locks.ts";
import type { Past } from "../../../src/adapters/past.ts";
import { known, unavailable } from "../../../src/core/fact.ts";
import { encodeRemembered } from "../../../src/core/remembered.ts";
import { everything } from "../../../src/runtime/everything.ts";
import { MockHome } from "../../support/home.ts";
import { addZwaveLock } from "../../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND, facts } from "../../support/snapshot.ts";
import type { Written } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";

const LOCK = "lock.front_door";
const BATTERY = "sensor.front_door_battery_level";
const SIGNAL = "sensor.front_door_signal";
const STATISTICS = "recorder/statistics_during_period";
const MIDNIGHT = NOW - 12 * HOUR;

const LEVEL: Written = { battery_level: known(60, { at: NOW - HOUR, source: BATTERY }) };

function deadbolt(change: (home: MockHome) => unknown = () => undefined): MockHome {
  const home = new MockHome();
  addZwaveLock(home);
  home.set(BATTERY, "60");
  change(home);
  return home;
}

function past(home: MockHome, written: Written = LEVEL): Past {
  const view = home.view();
  return pastOf(new LockView(view, describeLock(view, LOCK)), facts(written));
}

/** Days that end with the one before today. */
const days = (entityId: string, count: number, row: (index: number) => object) => ({
  [entityId]: Array.from({ length: count }, (_, index) => ({ start: MIDNIGHT - (count - index) * DAY, ...row(index) })),
});

const statistics = (home: MockHome, result: object) => home.answer({ type: STATISTICS }, result);

/** Cells that fell from 62 to 22 %, were changed 100 days ago, and fall since. */
const twoSets = (home: MockHome) =>
  statistics(
    home,
    days(BATTERY, 200, (index) => ({ max: index < 100 ? 62 - index * 0.4 : 100 - (index - 100) * 0.4 })),
  );

/** The bridge beside it, which remembers. */
const bridge = (home: MockHome, line: string, more: object = {}) =>
  home.entity({
    id: "text.front_door_health_care",
    device: "bridge",
    platform: "mqtt",
    uniqueId: "lock_health_home_zwave_2_keep_care",
    state: "-",
    attributes: { lock_health: "keep", lock_entity_id: LOCK, keep: "care", remembered: line, ...more },
  });

describe("what the bridge remembers", () => {
  const line = encodeRemembered([
    { kind: "jam", at: NOW - 200 * DAY },
    { kind: "remedy", at: NOW - 190 * DAY, what: "lock_again", end: "confirmed" },
    { kind: "wrong_code", at: NOW - 30 * DAY },
    { kind: "outage", at: NOW - 11 * DAY, until: NOW - 9 * DAY },
    { kind: "jam", at: NOW - 5 * DAY + 3 * MINUTE },
  ]);
  const recorded = (home: MockHome) =>
    home.past(LOCK, [
      ["unavailable", NOW - 10 * DAY],
      ["locked", NOW - 9 * DAY],
      ["jammed", NOW - 5 * DAY],
      ["locked", NOW - 4 * DAY],
    ]);
  const told = ({ happenings }: Past) =>
    happenings.map(({ kind, at, until }) => [kind, (NOW - at) / DAY, until === undefined ? until : (NOW - until) / DAY]);

  test("stands before what the recorder has, whose own word counts for its own days", () => {
    const found = past(deadbolt((home) => bridge(recorded(home), line)));
    assert.deepEqual(told(found), [
      ["jam", 200, undefined],
      ["wrong_code", 30, undefined],
      ["outage", 11, 9],
      ["jam", 5, undefined],
    ]);
    assert.equal(found.rememberedSince, NOW - 200 * DAY);
    assert.deepEqual(found.tried, [{ kind: "remedy", at: NOW - 190 * DAY, what: "lock_again", end: "confirmed" }]);
  });

  test("is not told again where the logbook tells it already", () => {
    const codes = { ...LEVEL, wrong_code_events: [NOW - 30 * DAY + 400, NOW - HOUR] };
    const { happenings } = past(
      deadbolt((home) => bridge(recorded(home), line)),
      codes,
    );
    assert.deepEqual(
      happenings.flatMap(({ kind, at }) => (kind === "wrong_code" ? [at] : [])),
      [NOW - 30 * DAY + 400, NOW - HOUR],
    );
  });

  test("is all there is where the recorder gives nothing", () => {
    const found = past(deadbolt((home) => bridge(home.refuse({ type: "history/stream" }, "unknown_command"), line)));
    assert.equal(found.happenings.length, 4);
  });

  rows<readonly [string, (home: MockHome) => unknown]>(
    [
      ["no bridge", () => undefined],
      [
        "a bridge that is away",
        (home) => bridge(home, line, { lock_health: undefined, lock_entity_id: undefined, remembered: undefined }),
      ],
      ["that of another lock", (home) => bridge(home, line, { lock_entity_id: "lock.back_door" })],
      ["a line of a newer version", (home) => bridge(home, line.replace("1", "2"))],
      ["somebody else's attribute", (home) => bridge(home, line, { lock_health: undefined })],
    ],
    ([, change]) => {
      const found = past(deadbolt((home) => change(recorded(home))));
      assert.deepEqual(told(found), [
        ["outage", 10, 9],
        ["jam", 5, undefined],
      ]);
      assert.deepEqual([found.rememberedSince, found.tried], [undefined, []]);
    },
  );

  test("is read anew when the bridge remembers more", () => {
    const home = deadbolt((each) => bridge(each, line));
    const ref = describeLock(home.view(), LOCK);
    const read = () => pastOf(new LockView(home.view(), ref), facts(LEVEL));
    const before = read();
    assert.equal(read(), before);
    bridge(home, encodeRemembered([{ kind: "jam", at: NOW - 20 * DAY }]));
    assert.equal(read().happenings.length, 1);
  });
});

test("all that is known brings it along", () => {
  assert.equal(everything.past, pastOf);
});

describe("the cells", () => {
  test("are told by the days' levels and the present one, with the swap between two sets", () => {
    const { battery, swaps } = past(deadbolt(twoSets));
    assert.equal(battery.length, 201);
    assert.deepEqual(battery[0], { at: MIDNIGHT - 200 * DAY + 0, value: 62 });
    assert.equal(battery[battery.length - 1]?.value, 60);
    assert.deepEqual(swaps, [MIDNIGHT - 100 * DAY + 12 * HOUR]);
    assert.ok(battery.every(({ at }, index) => index === 0 || at >= (battery[index - 1]?.at ?? 0)));
  });

  test("leave out levels that are not believed", () => {
    const home = deadbolt((each) =>
      statistics(
        each,
        days(BATTERY, 60, (index) => ({ max: index === 30 ? 0 : 60 })),
      ),
    );
    assert.deepEqual([...new Set(past(home).battery.map(({ value }) => value))], [60]);
  });

  test("are nothing without a level", () => {
    const { battery, swaps, forecast } = past(deadbolt(twoSets), {});
    assert.deepEqual({ battery, swaps, forecast }, { battery: [], swaps: [], forecast: undefined });
  });

  test("have the forecast of the facts", () => {
    const span = { early: NOW + 30 * DAY, late: NOW + 60 * DAY, basis: "slope" } as const;
    assert.deepEqual(past(deadbolt(), { ...LEVEL, battery_forecast: span }).forecast, span);
  });

  rows<readonly [cells: string, known: Written, floor: number | undefined]>(
    [
      ["alkaline cells have a floor", { battery_chemistry: "alkaline" }, 20],
      ["cells of which nothing is known have that one too", {}, 20],
      ["a pack has its own", { battery_chemistry: "li_ion" }, 15],
      ["the level of lithium cells tells no end", { battery_chemistry: "lithium" }, undefined],
      ["nor that of rechargeable ones", { battery_chemistry: "nimh" }, undefined],
    ],
    ([, known, floor]) => assert.equal(past(deadbolt(), { ...LEVEL, ...known }).floor, floor),
  );
});

describe("the link", () => {
  const week = (home: MockHome) =>
    statistics(
      home,
      days(SIGNAL, 20, (index) => ({ mean: -60 - index })),
    );
  const signal = { signal: known(-79, { at: NOW, source: SIGNAL }) };
  const quality = { link_quality: known(100, { at: NOW, source: SIGNAL }) };

  test("is a mean a day, of a week", () => {
    const { link, linkUnit } = past(deadbolt(week), signal);
    assert.deepEqual(
      link.map(({ value }) => value),
      [-73, -74, -75, -76, -77, -78, -79],
    );
    assert.equal(link[0]?.at, MIDNIGHT - 7 * DAY);
    assert.equal(linkUnit, "dBm");
  });

  test("is its quality where there is no signal", () => {
    assert.equal(past(deadbolt(week), quality).linkUnit, "lqi");
    assert.equal(past(deadbolt(week), { ...quality, ...signal }).linkUnit, "dBm");
  });

  test("is nothing where neither is told", () => {
    const { link, linkUnit } = past(deadbolt(week));
    assert.deepEqual({ link, linkUnit }, { link: [], linkUnit: undefined });
  });
});

describe("the bolt", () => {
  test("has each turn that the lock has shown as one", () => {
    const at = NOW - 5 * HOUR;
    const home = deadbolt((each) =>
      each.past(LOCK, [
        ["unlocked", at - HOUR],
        ["locking", at],
        ["locked", at + 1400],
        ["unlocking", at + HOUR],
        ["unlocked", at + HOUR + 900],
        ["locking", at + 2 * HOUR],
        ["locked", at + 2 * HOUR + 31 * SECOND],
      ]),
    );
    assert.deepEqual(past(home).turns, [{ at: at + 1400, value: 1400 }]);
  });

  test("has none where the lock shows no turn", () => {
    const words = [
      ["unlocked", NOW - 2 * HOUR],
      ["locked", NOW - HOUR],
    ] as const;
    const { turns, since } = past(deadbolt((home) => home.past(LOCK, words)));
    assert.deepEqual(turns, []);
    assert.equal(since, NOW - 2 * HOUR);
  });
});

describe("what happened", () => {
  test("is one line over all families, oldest first", () => {
    const update = "update.front_door_firmware";
    const home = deadbolt((each) =>
      twoSets(each)
        .past(LOCK, [
          ["locked", NOW - 9 * DAY],
          ["unavailable", NOW - 5 * DAY],
          ["locked", NOW - 5 * DAY + HOUR],
          ["jammed", NOW - 2 * DAY],
          ["locked", NOW - 2 * DAY + MINUTE],
        ])
        .set(update, "off", { at: NOW - 3 * DAY })
        .past(update, [["on", NOW - 9 * DAY]]),
    );
    const { happenings, swaps, since } = past(home, {
      ...LEVEL,
      firmware: unavailable("unknown", { at: NOW - 3 * DAY, source: update }),
      wrong_code_events: [NOW - 4 * HOUR, NOW - 3 * HOUR],
      keypad_lockout_events: [NOW - 2 * HOUR],
    });
    assert.deepEqual(happenings, [
      { at: swaps[0], kind: "swap" },
      { at: NOW - 5 * DAY, kind: "outage", until: NOW - 5 * DAY + HOUR },
      { at: NOW - 3 * DAY, kind: "update" },
      { at: NOW - 2 * DAY, kind: "jam" },
      { at: NOW - 4 * HOUR, kind: "wrong_code" },
      { at: NOW - 3 * HOUR, kind: "wrong_code" },
      { at: NOW - 2 * HOUR, kind: "lockout" },
    ]);
    assert.equal(since, NOW - 9 * DAY);
  });

  test("is nothing where nothing is told, and nobody knows since when", () => {
    const { happenings, since } = past(deadbolt());
    assert.deepEqual({ happenings, since }, { happenings: [], since: undefined });
  });
});

describe("whether more is to come", () => {
  rows<readonly [name: string, home: () => MockHome, settled: boolean]>(
    [
      ["nothing has been answered", () => deadbolt(), false],
      ["the history alone", () => deadbolt((home) => home.past(LOCK, [])), false],
      ["the statistics alone", () => deadbolt(twoSets), false],
      ["both", () => deadbolt((home) => twoSets(home).past(LOCK, [])), true],
      [
        "both refused",
        () =>
          deadbolt((home) =>
            home.refuse({ type: "history/stream" }, "unknown_command").refuse({ type: STATISTICS }, "unknown_command"),
          ),
        true,
      ],
      ["no statistics to ask for", () => deadbolt((home) => home.remove(BATTERY).past(LOCK, [])), true],
    ],
    ([, home, settled]) => assert.equal(past(home()).settled, settled),
  );
});

describe("is read once", () => {
  const home = deadbolt(twoSets);
  const ref = describeLock(home.view(), LOCK);
  const read = (view = home.view(), written: Written = LEVEL) => pastOf(new LockView(view, ref), facts(written));

  test("as long as all is as before", () => {
    assert.equal(read(), read());
    assert.equal(read({ ...home.view(), takenAt: NOW + MINUTE }), read());
  });

  test("and anew with an answer, a forecast, a wrong code, and each hour", () => {
    const before = read();
    assert.notEqual(read({ ...home.view(), takenAt: NOW + HOUR }), before);
    const again = read();
    assert.notEqual(read(home.view(), { ...LEVEL, wrong_code_events: [NOW - HOUR] }), again);
    const third = read();
    const forecast = { early: NOW + DAY, late: NOW + 2 * DAY, basis: "age" } as const;
    assert.notEqual(read(home.view(), { ...LEVEL, battery_forecast: forecast }), third);
    const fourth = read();
    home.past(LOCK, [["unlocked", NOW - DAY]]);
    assert.notEqual(read(), fourth);
  });

  test("and a code that was refused is not a keypad that closed at the same time", () => {
    const wrong = read(home.view(), { ...LEVEL, wrong_code_events: [NOW - HOUR] });
    const closed = read(home.view(), { ...LEVEL, keypad_lockout_events: [NOW - HOUR] });
    assert.notDeepEqual(closed.happenings, wrong.happenings);
  });
});
