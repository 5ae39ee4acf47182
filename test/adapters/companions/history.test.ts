import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Companion } from "../../../src/adapters/adapter.ts";
import { collect, createReaders } from "../../../src/adapters/collect.ts";
import { history } from "../../../src/adapters/companions/history.ts";
import { readingsOf } from "../../../src/adapters/companions/history/battery.ts";
import { riseOf } from "../../../src/adapters/companions/history/drain.ts";
import { timelineOf } from "../../../src/adapters/companions/history/timeline.ts";
import type { HomeView } from "../../../src/adapters/home.ts";
import { adapters } from "../../../src/adapters/index.ts";
import { LockView } from "../../../src/adapters/lock-view.ts";
import type { LockRef } from "../../../src/adapters/lock-view.ts";
import { describeLock } from "../../../src/adapters/locks.ts";
import { historyWant } from "../../../src/adapters/shared/wants.ts";
import { known } from "../../../src/core/fact.ts";
import type { Reading } from "../../../src/core/forecast/types.ts";
import type { FactSet } from "../../../src/core/fact.ts";
import { encodeRemembered } from "../../../src/core/remembered.ts";
import type { Remembered } from "../../../src/core/remembered.ts";
import { everything } from "../../../src/runtime/everything.ts";
import { HomeHealth } from "../../../src/runtime/home-health.ts";
import { simulate } from "../../bench/forecast/sim.ts";
import { FakeClient } from "../../support/client.ts";
import { FakeClock, settle } from "../../support/clock.ts";
import { MockHome } from "../../support/home.ts";
import { addLock, addZwaveLock, notification } from "../../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND, facts as written } from "../../support/snapshot.ts";
import type { Written } from "../../support/snapshot.ts";
import { rows } from "../../support/table.ts";

const LOCK = "lock.front_door";
const BATTERY = "sensor.front_door_battery_level";
const JAM = "binary_sensor.front_door_lock_jammed";
const STATISTICS = "recorder/statistics_during_period";
const MIDNIGHT = NOW - 12 * HOUR;

/** A home with a Z-Wave deadbolt. */
function deadbolt(change: (home: MockHome) => unknown = () => undefined): MockHome {
  const home = new MockHome();
  addZwaveLock(home);
  change(home);
  return home;
}

/** What other companions know. */
const told = (facts: Written): Companion => ({ id: "told", read: () => written(facts), plans: {} });

function factsOf(home: MockHome, more: Written = {}, view: HomeView = home.view(), lock = LOCK): FactSet {
  const readers = createReaders(adapters, [told(more), history]);
  return collect(view, describeLock(view, lock), { readers }).facts;
}

function fact(home: MockHome, name: keyof FactSet, more: Written = {}): unknown {
  const found = factsOf(home, more)[name];
  return found?.kind === "known" ? found.value : found && `(${found.reason})`;
}

/** A row of a day as Home Assistant answers it for a sensor that measures, when one that counts was asked for with it. */
const measured = (start: number, max: number, min = max) => ({
  start,
  end: start + DAY,
  max,
  mean: (max + min) / 2,
  min,
  sum: null,
});
const counted = (start: number, sum: number) => ({ start, end: start + DAY, max: null, mean: null, min: null, sum });

/** Days that end with the one before today. */
const lastDays = <T>(count: number, row: (start: number, index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => row(MIDNIGHT - (count - index) * DAY, index));

const statistics = (home: MockHome, result: { readonly [entityId: string]: unknown }) =>
  home.answer(
    { type: STATISTICS, start_time: "2024-11-01T00:00:00.000Z", statistic_ids: Object.keys(result), period: "day" },
    result,
  );

const present = (home: MockHome, percent: number | string, at = NOW - HOUR) => home.set(BATTERY, String(percent), { at });

describe("what is asked", () => {
  const fleet = (count: number) => {
    const home = new MockHome();
    for (let node = 2; node < count + 2; node++) addZwaveLock(home, { node, name: `Door ${node}` });
    return home;
  };
  const wantsOf = (home: MockHome, takenAt = NOW) => {
    const view = { ...home.view(), takenAt };
    const refs = Object.keys(home.states)
      .filter((id) => id.startsWith("lock."))
      .map((id) => describeLock(view, id));
    return { view, refs, wants: history.wants?.(view, refs) ?? [] };
  };
  const sensor = (home: MockHome, id: string, uniqueId: string, attributes: object, device = "zwave_2") =>
    home.entity({
      id,
      device,
      platform: "zwave_js",
      uniqueId,
      state: "1",
      attributes: { state_class: "measurement", ...attributes },
    });
  const asked = (home: MockHome) => wantsOf(home).wants.flatMap(({ request }) => request["statistic_ids"]);

  for (const count of [1, 20, 60])
    test(`${count} locks: one request for the statistics, two with the history`, () => {
      const { view, refs, wants } = wantsOf(fleet(count));
      assert.equal(wants.length, 1);
      assert.equal([historyWant(view, refs), ...wants].length, 2);
      assert.equal((wants[0]?.request["statistic_ids"] as string[]).length, count);
    });

  test("the request is the same all month long, and two years long", () => {
    const at = (time: string) => wantsOf(fleet(1), Date.parse(time)).wants[0]?.request;
    assert.deepEqual(at("2026-11-01T00:00:00Z"), at("2026-11-30T23:59:59Z"));
    assert.equal(at("2026-11-22T12:00:00Z")?.["start_time"], "2024-11-01T00:00:00.000Z");
    assert.equal(at("2026-01-05T12:00:00Z")?.["start_time"], "2024-01-01T00:00:00.000Z");
    assert.deepEqual(at("2026-11-22T12:00:00Z")?.["types"], ["max", "mean", "sum"]);
  });

  rows<readonly [name: string, home: () => MockHome, ids: readonly string[]]>(
    [
      ["the level of the cells", () => deadbolt(), [BATTERY]],
      ["nothing of a lock without sensors", () => deadbolt((home) => home.remove(BATTERY)), []],
      [
        "no sensor without a class: it has no statistics",
        () => deadbolt((home) => home.set(BATTERY, "94.0", { attributes: { state_class: undefined } })),
        [],
      ],
      [
        "what Z-Wave JS counts, but not what it receives",
        () =>
          deadbolt((home) => {
            for (const key of [
              "timeout_response",
              "commands_dropped_tx",
              "commands_dropped_rx",
              "commands_tx",
              "commands_rx",
              "rtt",
            ])
              sensor(home, `sensor.${key}`, `2119630849.2.statistics_${key}`, { state_class: "total" });
          }),
        ["sensor.commands_dropped_tx", "sensor.commands_tx", BATTERY, "sensor.rtt", "sensor.timeout_response"],
      ],
      [
        "the lock's own thermometer",
        () => deadbolt((home) => sensor(home, "sensor.air", "air", { device_class: "temperature" })),
        ["sensor.air", BATTERY],
      ],
      [
        "motor current that somebody has made a sensor of",
        () => deadbolt((home) => sensor(home, "sensor.motor", "nuki_maxTurnCurrent", { device_class: "current" })),
        [BATTERY, "sensor.motor"],
      ],
      [
        "the quality of a Zigbee link, which has no class",
        () =>
          deadbolt((home) => {
            sensor(home, "sensor.front_linkquality", "0x000d6f0014a7b21c_linkquality_zigbee2mqtt", {});
            home.entity({
              id: "sensor.front_lqi",
              device: "zwave_2",
              platform: "zha",
              uniqueId: "00:0d:6f:00:14:a7:b2:1c-1-0-lqi",
              key: "lqi",
              state: "200",
              attributes: { state_class: "measurement" },
            });
          }),
        [BATTERY, "sensor.front_linkquality", "sensor.front_lqi"],
      ],
      [
        "nothing before the registry rows have come: what a counter counts is in its unique id",
        () => deadbolt((home) => (home.registry = {})),
        [],
      ],
    ],
    ([, home, ids]) => {
      assert.deepEqual(asked(home()), ids);
    },
  );

  test("a thermometer of a linked device is not the lock's", () => {
    const home = deadbolt((each) => {
      each.device({ id: "weather", name: "Weather" });
      each.answer({ type: "config/device_registry/list_linked_devices", device_id: "zwave_2" }, { linked_devices: ["weather"] });
      sensor(each, "sensor.outside", "outside", { device_class: "temperature" }, "weather");
    });
    assert.deepEqual(asked(home), [BATTERY]);
  });

  test("only times and numbers are kept, and of what is no battery four months", () => {
    const home = deadbolt((each) => sensor(each, "sensor.rtt", "2119630849.2.statistics_rtt", {}));
    const keep = wantsOf(home).wants[0]?.keep;
    const old = NOW - 121 * DAY;
    const row = { ...measured(old, 80, 79), last_reset: null, secret: "1234" };
    assert.deepEqual(keep?.({ [BATTERY]: [row], "sensor.rtt": [row, measured(NOW - DAY, 30)] }, undefined, NOW), {
      [BATTERY]: [{ start: old, max: 80 }],
      "sensor.rtt": [{ start: NOW - DAY, mean: 30, max: 30 }],
    });
    assert.deepEqual(keep?.("nonsense", undefined, NOW), {});
  });

  test("rows that are as before stay the same object", () => {
    const keep = wantsOf(deadbolt()).wants[0]?.keep;
    const given = (percent: number) => ({ [BATTERY]: lastDays(9, (start) => measured(start, percent)) });
    const before = keep?.(given(80), undefined, NOW) as { [id: string]: unknown };
    const rowsOf = (percent: number) => (keep?.(given(percent), before, NOW) as { [id: string]: unknown })[BATTERY];
    assert.equal(rowsOf(80), before[BATTERY]);
    assert.notEqual(rowsOf(79), before[BATTERY]);
  });

  test("what was kept reads as what came", () => {
    const keep = wantsOf(deadbolt()).wants[0]?.keep;
    const result = { [BATTERY]: lastDays(300, (start, index) => measured(start, index < 200 ? 60 - index / 10 : 100)) };
    const since = (answer: object) =>
      fact(
        deadbolt((home) => statistics(present(home, 100), answer as typeof result)),
        "battery_since",
      );
    assert.ok(since(result));
    assert.equal(since(keep?.(result, undefined, NOW) as object), since(result));
  });

  test("a day with a fleet: asked once, and every six hours", async () => {
    const home = fleet(3);
    const { view } = wantsOf(home);
    const clock = new FakeClock(NOW);
    const client = new FakeClient()
      .on("config/entity_registry/get_entries", () => home.registry)
      .on("repairs/list_issues", () => ({ issues: [] }))
      .on("config/device_registry/list_linked_devices", () => ({ linked_devices: [] }))
      .on("manifest/get", () => ({}))
      .on("zwave_js/node_status", () => ({}))
      .on(STATISTICS, () => ({ [BATTERY]: [] }))
      .onStream("config_entries/subscribe", () => home.configEntries.map((entry) => ({ type: null, entry })));
    const knowledge = { ...everything, readers: createReaders(adapters, [history]) };
    const health = new HomeHealth(client, clock, knowledge);
    health.update({ ...view, connected: true });
    const lease = health.open({}, () => {});
    for (let minute = 0; minute < 24 * 60; minute++) {
      await clock.advance(MINUTE);
      await settle();
    }
    assert.equal(client.streams.filter(({ request }) => request.type === "history/stream").length, 1);
    const times = client.asked(STATISTICS);
    assert.ok(times.length >= 4 && times.length <= 5, `asked ${times.length} times`);
    assert.equal(new Set(times.map((each) => JSON.stringify(each))).size, 1);
    lease.close();
  });
});

describe("levels of the cells", () => {
  test("days until the history begins, then each as it came", () => {
    const day = (ago: number, max: number) => ({ at: MIDNIGHT - ago * DAY, max });
    const words = [
      { state: "81", at: NOW - 2 * DAY },
      { state: "unavailable", at: NOW - DAY },
      { state: "80", at: NOW - HOUR },
    ];
    const { all, exactFrom } = readingsOf([day(4, 83), day(3, 82), day(2, 81), day(1, 80), day(0, 80)], words);
    assert.equal(exactFrom, NOW - 2 * DAY);
    assert.deepEqual(
      all.map(({ at, percent }) => [(NOW - at) / HOUR, percent]),
      [
        [4 * 24 + 12, 83],
        [3 * 24 + 12, 82],
        [2 * 24 + 12, 81],
        [2 * 24, 81],
        [1, 80],
      ],
    );
  });

  /** A level that falls by a point in four days, and is now at `end`. */
  const falling = (count: number, end: number) =>
    lastDays(count, (start, index) => measured(start, Math.min(100, end + Math.floor((count - index) / 4))));

  rows<readonly [name: string, change: (home: MockHome) => unknown, more: Written, since: number | undefined]>(
    [
      ["no history, no statistics: since when is not known", () => undefined, {}, undefined],
      ["statistics without new cells", (home) => statistics(present(home, 60), { [BATTERY]: falling(200, 60) }), {}, undefined],
      [
        "a rise that stays",
        (home) =>
          statistics(present(home, 98), {
            [BATTERY]: lastDays(100, (start, index) => measured(start, index < 60 ? 40 : 99, index === 60 ? 40 : undefined)),
          }),
        {},
        MIDNIGHT - 40 * DAY + 12 * HOUR,
      ],
      [
        "a rise of 14 points is no swap",
        (home) =>
          statistics(present(home, 54), { [BATTERY]: lastDays(100, (start, index) => measured(start, index < 60 ? 40 : 54)) }),
        {},
        undefined,
      ],
      [
        "a rise for one day is no swap",
        (home) =>
          statistics(present(home, 40), { [BATTERY]: lastDays(100, (start, index) => measured(start, index === 60 ? 90 : 40)) }),
        {},
        undefined,
      ],
      [
        "two days with a zero in them are no swap",
        (home) =>
          statistics(present(home, 40), {
            [BATTERY]: lastDays(100, (start, index) => measured(start, 40, index === 60 || index === 61 ? 0 : 40)),
          }),
        {},
        undefined,
      ],
      [
        "a rise in the history, to the second",
        (home) =>
          present(home, 99, NOW - 2 * DAY).past(BATTERY, [
            ["30", NOW - 7 * DAY],
            ["99", NOW - 2 * DAY],
          ]),
        {},
        NOW - 2 * DAY,
      ],
      [
        "a rise in the history, to the second, also where the statistics have those days",
        (home) =>
          statistics(present(home, 99, NOW - 2 * DAY), {
            [BATTERY]: lastDays(30, (start) => measured(start, start < NOW - 2 * DAY ? 30 : 99)),
          }).past(BATTERY, [
            ["30", NOW - 7 * DAY],
            ["99", NOW - 2 * DAY],
          ]),
        {},
        NOW - 2 * DAY,
      ],
      [
        "a rise since yesterday, without a history",
        (home) =>
          statistics(present(home, 99, NOW - 25 * HOUR), { [BATTERY]: lastDays(30, (start) => measured(start, 30)) }).refuse(
            { type: "history/stream" },
            "failed",
          ),
        {},
        NOW - 25 * HOUR,
      ],
      [
        "a rise of an hour ago has not stayed yet",
        (home) => present(home, 99, NOW - HOUR).past(BATTERY, [["30", NOW - 7 * DAY]]),
        {},
        undefined,
      ],
      [
        "a rise of an hour ago that somebody has noted",
        (home) => present(home, 99, NOW - HOUR).past(BATTERY, [["30", NOW - 7 * DAY]]),
        { battery_swapped: NOW - 2 * HOUR },
        NOW - 2 * HOUR,
      ],
      [
        "noted, and the level does not rise",
        (home) => statistics(present(home, 30), { [BATTERY]: falling(100, 30) }),
        { battery_swapped: NOW - 5 * DAY },
        undefined,
      ],
      [
        "a level with its unit is no number",
        (home) =>
          present(home, "99").past(BATTERY, [
            ["30 %", NOW - 7 * DAY],
            ["99 %", NOW - 2 * DAY],
          ]),
        {},
        undefined,
      ],
      [
        "a restart in between changes nothing",
        (home) =>
          present(home, 90, NOW - DAY).past(BATTERY, [
            ["90", NOW - 7 * DAY],
            ["unavailable", NOW - 2 * DAY],
            ["unknown", NOW - 2 * DAY + SECOND],
            ["90", NOW - 2 * DAY + MINUTE],
          ]),
        {},
        undefined,
      ],
    ],
    ([, change, more, since]) => assert.equal(fact(deadbolt(change), "battery_since", more), since),
  );

  rows<readonly [name: string, change: (home: MockHome) => unknown, more: Written, before: number | undefined]>(
    [
      ["nothing noted", (home) => statistics(present(home, 30), { [BATTERY]: falling(100, 30) }), {}, undefined],
      [
        "by the history",
        (home) =>
          present(home, 99, NOW - 2 * DAY).past(BATTERY, [
            ["31", NOW - 7 * DAY],
            ["30", NOW - 3 * DAY],
            ["99", NOW - 2 * DAY],
          ]),
        { battery_swapped: NOW - 2 * DAY - HOUR },
        30,
      ],
      [
        "by statistics, of a day that ended before: that of the swap holds both",
        (home) =>
          statistics(present(home, 99), { [BATTERY]: lastDays(20, (start, index) => measured(start, index < 10 ? 35 : 99)) }),
        { battery_swapped: MIDNIGHT - 10 * DAY + 18 * HOUR },
        35,
      ],
      [
        "noted on the day after",
        (home) =>
          present(home, 99, NOW - 3 * DAY).past(BATTERY, [
            ["30", NOW - 7 * DAY],
            ["99", NOW - 3 * DAY],
          ]),
        { battery_swapped: NOW - 2 * DAY },
        30,
      ],
      [
        "noted on the day after, by statistics",
        (home) =>
          statistics(present(home, 99), { [BATTERY]: lastDays(20, (start, index) => measured(start, index < 10 ? 35 : 99)) }),
        { battery_swapped: MIDNIGHT - 9 * DAY + 18 * HOUR },
        35,
      ],
      [
        "a glitch just before it is not what it was",
        (home) =>
          present(home, 99, NOW - 2 * DAY).past(BATTERY, [
            ["30", NOW - 7 * DAY],
            ["0", NOW - 4 * DAY],
            ["30", NOW - 4 * DAY + MINUTE],
            ["126", NOW - 3 * DAY],
            ["99", NOW - 2 * DAY],
          ]),
        { battery_swapped: NOW - 2 * DAY - HOUR },
        30,
      ],
      [
        "too long ago to be theirs",
        (home) => statistics(present(home, 99), { [BATTERY]: lastDays(40, (start) => measured(start, 35)).slice(0, 5) }),
        { battery_swapped: NOW - HOUR },
        undefined,
      ],
    ],
    ([, change, more, before]) => assert.equal(fact(deadbolt(change), "battery_before_swap", more), before),
  );

  const busy = (home: MockHome) =>
    home.past(
      LOCK,
      Array.from(
        { length: 84 },
        (_, index) => [index % 2 === 0 ? "unlocked" : "locked", NOW - 7 * DAY + index * 2 * HOUR] as const,
      ),
    );
  /** A level that moved every five days, and has stood still at 70 for two months. */
  const still = lastDays(120, (start, index) => measured(start, index < 60 ? 82 - Math.floor(index / 5) : 70));
  const alkaline: Written = { battery_chemistry: "alkaline" };

  rows<readonly [name: string, change: (home: MockHome) => unknown, more: Written, mistrust: string | undefined]>(
    [
      ["as ever", (home) => present(home, 80).past(BATTERY, [["81", NOW - 7 * DAY]]), {}, undefined],
      ["zero after 80", (home) => present(home, 0).past(BATTERY, [["80", NOW - 7 * DAY]]), {}, "glitch_zero"],
      [
        "zero for longer than a day: cells do die",
        (home) => present(home, 0, NOW - 25 * HOUR).past(BATTERY, [["80", NOW - 7 * DAY]]),
        {},
        undefined,
      ],
      ["zero after 5", (home) => present(home, 0).past(BATTERY, [["5", NOW - 7 * DAY]]), {}, undefined],
      [
        "zero, and back",
        (home) =>
          present(home, 80).past(BATTERY, [
            ["80", NOW - 7 * DAY],
            ["0", NOW - 3 * HOUR],
          ]),
        {},
        undefined,
      ],
      ["126", (home) => present(home, 126).past(BATTERY, [["80", NOW - 7 * DAY]]), {}, "out_of_range"],
      [
        "126 of last week, in the statistics",
        (home) =>
          statistics(present(home, 80), {
            [BATTERY]: lastDays(20, (start, index) => measured(start, index === 12 ? 126 : 80, 80)),
          }),
        {},
        undefined,
      ],
      ["a fall by 40 points an hour ago", (home) => present(home, 40).past(BATTERY, [["80", NOW - 7 * DAY]]), {}, "glitch_jump"],
      ["a fall by 14 points", (home) => present(home, 66).past(BATTERY, [["80", NOW - 7 * DAY]]), {}, undefined],
      ["new cells an hour ago", (home) => present(home, 100).past(BATTERY, [["20", NOW - 7 * DAY]]), {}, undefined],
      ["unavailable", (home) => present(home, "unavailable").past(BATTERY, [["80", NOW - 7 * DAY]]), {}, undefined],
      ["frozen while the lock is used", (home) => statistics(busy(present(home, 70)), { [BATTERY]: still }), alkaline, "frozen"],
      ["the same of a lock that nobody uses", (home) => statistics(present(home, 70), { [BATTERY]: still }), alkaline, undefined],
      [
        "the same of cells that are flat by nature",
        (home) => statistics(busy(present(home, 70)), { [BATTERY]: still }),
        { battery_chemistry: "lithium" },
        undefined,
      ],
      [
        "the same of cells of which nobody knows the kind",
        (home) => statistics(busy(present(home, 70)), { [BATTERY]: still }),
        {},
        undefined,
      ],
    ],
    ([, change, more, mistrust]) => assert.equal(fact(deadbolt(change), "battery_mistrust", more), mistrust),
  );

  test("it is frozen since it was first said", () => {
    const home = deadbolt((each) => statistics(busy(present(each, 70)), { [BATTERY]: still }));
    const first = still.find(({ max }) => max === 70);
    assert.equal(factsOf(home, alkaline).battery_mistrust?.at, first?.start);
  });

  const START = NOW - 26 * HOUR;
  const put = (at = START + 5 * SECOND) =>
    deadbolt((home) =>
      present(home, 80, at).past(BATTERY, [
        ["80", NOW - 7 * DAY],
        ["unavailable", START],
      ]),
    );
  rows<readonly [name: string, startedAt: number | undefined, lastSeen: number | undefined, mistrust: string | undefined]>(
    [
      ["put back by a start, and the lock not heard since the day before", START, START - 3 * HOUR, "restored"],
      ["the lock was heard since", START, START + 3 * HOUR, undefined],
      ["nobody knows when the lock was heard", START, undefined, undefined],
      ["nobody saw a start", undefined, START - 3 * HOUR, undefined],
    ],
    ([, startedAt, lastSeen, mistrust]) => {
      const home = put();
      const more: Written = lastSeen === undefined ? {} : { last_seen: lastSeen };
      const found = factsOf(home, more, { ...home.view(), startedAt }).battery_mistrust;
      assert.equal(found?.kind === "known" ? found.value : undefined, mistrust);
    },
  );
  test("on the day of a start levels are not doubted", () => {
    const startedAt = NOW - 23 * HOUR;
    const home = deadbolt((each) =>
      present(each, 80, startedAt + SECOND).past(BATTERY, [
        ["80", NOW - 7 * DAY],
        ["unavailable", startedAt],
      ]),
    );
    assert.equal(factsOf(home, { last_seen: startedAt - HOUR }, { ...home.view(), startedAt }).battery_mistrust, undefined);
  });
});

describe("how long the cells last", () => {
  /** Cells of a year that lose `per` points a day since `days` ago, in whole points. */
  const used = (days: number, per: number, from = 100) =>
    lastDays(days, (start, index) => measured(start, Math.round(from - index * per)));
  const alkaline: Written = { battery_chemistry: "alkaline" };

  test("a month of statistics gives a range", () => {
    const home = deadbolt((each) =>
      statistics(present(each, 79), {
        [BATTERY]: [...lastDays(70, (start) => measured(start, 35)).slice(0, 40), ...used(30, 0.7)],
      }),
    );
    const span = fact(home, "battery_forecast", alkaline) as { early: number; late: number };
    assert.ok(span.early > NOW && span.late > span.early, JSON.stringify(span));
  });

  test("of a level that nobody knows, a noted swap still tells the age", () => {
    const home = deadbolt((each) => each.remove(BATTERY));
    const swapped = NOW - 100 * DAY;
    assert.equal(fact(home, "battery_since", { battery_swapped: swapped }), swapped);
    const span = fact(home, "battery_forecast", { battery_swapped: swapped, battery_chemistry: "lithium" }) as { basis: string };
    assert.equal(span.basis, "age");
    assert.equal(fact(home, "battery_since"), undefined);
  });

  rows<readonly [name: string, change: (home: MockHome) => unknown]>(
    [
      ["no statistics of this sensor", (home) => statistics(home, {})],
      ["the statistics were refused", (home) => home.refuse({ type: STATISTICS }, "unknown_command")],
      ["an answer that is nothing of the kind", (home) => statistics(home, { [BATTERY]: "soon" })],
      [
        "rows without numbers",
        (home) =>
          statistics(home, {
            [BATTERY]: [{ start: null }, null, 7, { start: NOW - DAY, max: null, mean: null, min: null, sum: null }],
          }),
      ],
    ],
    ([, change]) => {
      const facts = factsOf(deadbolt(change), alkaline);
      assert.equal(facts.battery_forecast, undefined);
      assert.equal(facts.battery_loss, undefined);
      assert.equal(facts.battery_since, undefined);
    },
  );

  /** Slow for 120 days, then four times as fast for the last 24. */
  const drained = lastDays(144, (start, index) =>
    measured(start, Math.round(100 - Math.min(index, 120) * 0.2 - Math.max(0, index - 120) * 1.2)),
  );
  const ROSE = MIDNIGHT - 24 * DAY;
  const suspectsOf = (change: (home: MockHome) => unknown) =>
    fact(
      deadbolt((home) => change(statistics(present(home, 47), { [BATTERY]: drained, ...extra(home) }))),
      "drain_suspects",
      alkaline,
    );
  let extra: (home: MockHome) => { readonly [entityId: string]: unknown } = () => ({});
  const suspected = (more: typeof extra, change: (home: MockHome) => unknown = () => undefined) => {
    extra = more;
    return suspectsOf(change);
  };
  const counter = (home: MockHome, key: string, usual: number, since: number) => {
    const id = `sensor.${key}`;
    home.entity({
      id,
      device: "zwave_2",
      platform: "zwave_js",
      uniqueId: `2119630849.2.statistics_${key}`,
      state: "1",
      attributes: { state_class: "total" },
    });
    let sum = 0;
    return { [id]: lastDays(100, (start) => counted(start, (sum += start < ROSE ? usual : since))) };
  };
  const thermometer = (home: MockHome, warm: number, cold: number, unit = "°C") => {
    const id = "sensor.inside";
    home.entity({
      id,
      device: "zwave_2",
      platform: "zwave_js",
      uniqueId: "inside",
      state: "1",
      attributes: { state_class: "measurement", device_class: "temperature", unit_of_measurement: unit },
    });
    return { [id]: lastDays(100, (start) => measured(start, start < ROSE ? warm : cold)) };
  };
  const updated = (at: number) => (home: MockHome) =>
    home.past("update.front_door_firmware", [
      ["on", NOW - 60 * DAY],
      ["off", at],
    ]);

  const rememberedUpdate = (at: number) => (home: MockHome) =>
    home.entity({
      id: "text.front_door_health_care",
      device: "bridge",
      platform: "mqtt",
      uniqueId: "lock_health_home_zwave_2_keep_care",
      state: "-",
      attributes: {
        lock_health: "keep",
        lock_entity_id: LOCK,
        keep: "care",
        remembered: encodeRemembered([{ kind: "update", at }]),
      },
    });

  test("a loss that has grown is one", () => {
    const loss = fact(
      deadbolt((home) => statistics(present(home, 47), { [BATTERY]: drained })),
      "battery_loss",
      alkaline,
    ) as {
      ratio: number;
      significant: boolean;
    };
    assert.ok(loss.significant && loss.ratio > 1.7, JSON.stringify(loss));
  });
  test("with a loss that has grown of late the range reaches to where that leads, should it stay", () => {
    // Twenty points in half a year, then eight in a week: the forecast alone hardly sees those yet.
    const late = (home: MockHome, fast: number) =>
      statistics(present(home, 79 - fast), {
        [BATTERY]: lastDays(200, (start, index) =>
          measured(start, Math.round(99 - Math.min(index, 193) * (20 / 193) - (Math.max(0, index - 193) / 7) * fast)),
        ),
      });
    const known = (fast: number, name: "battery_forecast" | "battery_loss") =>
      fact(
        deadbolt((home) => late(home, fast)),
        name,
        { ...alkaline, battery_swapped: NOW - 205 * DAY },
      );
    const weeks = (at: number) => (at - NOW) / (7 * DAY);
    const { perWeek } = known(8, "battery_loss") as { perWeek: number };
    const range = known(8, "battery_forecast") as { early: number; late: number };
    assert.ok(Math.abs(weeks(range.early) - (71 - 20) / perWeek) < 0.1, `${weeks(range.early)} weeks, ${perWeek} % a week`);
    assert.ok(weeks(range.early) < 20 && weeks(range.late) > 50, JSON.stringify([weeks(range.early), weeks(range.late)]));
    // Of an even loss it is the forecast's own.
    const even = known(0, "battery_forecast") as { early: number; late: number };
    assert.ok(weeks(even.early) > 30, `${weeks(even.early)} weeks`);
  });

  test("of a loss that is even nobody is suspected", () => {
    const home = deadbolt((each) => {
      statistics(present(each, 71), { [BATTERY]: used(144, 0.2), ...counter(each, "timeout_response", 1, 12) });
      updated(ROSE - DAY)(each);
    });
    assert.ok(fact(home, "battery_loss", alkaline));
    assert.equal(fact(home, "drain_suspects", alkaline), undefined);
  });
  test("of a loss that has grown a little nobody is suspected", () => {
    const home = deadbolt((each) => {
      const grown = lastDays(144, (start, index) =>
        measured(start, Math.round(100 - Math.min(index, 120) * 0.2 - Math.max(0, index - 120) * 0.3)),
      );
      statistics(present(each, 69), { [BATTERY]: grown });
      updated(ROSE - DAY)(each);
    });
    const loss = fact(home, "battery_loss", alkaline) as { ratio: number; significant: boolean };
    assert.ok(loss.significant && loss.ratio > 1.2 && loss.ratio < 1.7, JSON.stringify(loss));
    assert.equal(fact(home, "drain_suspects", alkaline), undefined);
  });

  rows<readonly [name: string, more: typeof extra, change: (home: MockHome) => unknown, suspects: readonly string[]]>(
    [
      ["nothing else has changed", () => ({}), () => undefined, []],
      ["an update on the day before", () => ({}), updated(ROSE - DAY), ["update"]],
      ["an update two weeks before", () => ({}), updated(ROSE - 14 * DAY), []],
      ["an update two weeks after", () => ({}), updated(ROSE + 14 * DAY), []],
      ["an update on the day before that only the bridge remembers", () => ({}), rememberedUpdate(ROSE - DAY), ["update"]],
      ["one two weeks before", () => ({}), rememberedUpdate(ROSE - 14 * DAY), []],
      ["many lost messages", (home) => counter(home, "timeout_response", 1, 12), () => undefined, ["retries"]],
      [
        "lost ones of two kinds are added",
        (home) => ({ ...counter(home, "timeout_response", 1, 3), ...counter(home, "commands_dropped_tx", 1, 3) }),
        () => undefined,
        ["retries"],
      ],
      ["two more a day", (home) => counter(home, "timeout_response", 1, 3), () => undefined, []],
      ["as many as ever", (home) => counter(home, "timeout_response", 12, 12), () => undefined, []],
      ["a third more than the many there were", (home) => counter(home, "timeout_response", 30, 40), () => undefined, []],
      ["asked three times as often, and still seldom", (home) => counter(home, "commands_tx", 6, 20), () => undefined, []],
      ["asked far more often", (home) => counter(home, "commands_tx", 30, 300), () => undefined, ["polling"]],
      ["asked a little more often", (home) => counter(home, "commands_tx", 30, 40), () => undefined, []],
      [
        "asked more often for the sake of lost messages",
        (home) => ({ ...counter(home, "commands_tx", 30, 300), ...counter(home, "timeout_response", 1, 90) }),
        () => undefined,
        ["retries"],
      ],
      ["frost", (home) => thermometer(home, 14, -3), () => undefined, ["cold"]],
      ["frost in Fahrenheit", (home) => thermometer(home, 57, 27, "°F"), () => undefined, ["cold"]],
      ["autumn", (home) => thermometer(home, 20, 10), () => undefined, []],
      ["as cold as ever", (home) => thermometer(home, 2, -2), () => undefined, []],
    ],
    ([, more, change, suspects]) => assert.deepEqual(suspected(more, change), suspects),
  );

  test("a counter that begins anew with its driver counts nothing that day", () => {
    const suspects = suspected((home) => {
      const [id = ""] = Object.keys(counter(home, "timeout_response", 0, 0));
      // Ten a day all the time; until the loss rose the driver was started every other day.
      let sum = 0;
      return { [id]: lastDays(100, (start, index) => counted(start, (sum = start < ROSE && index % 2 === 0 ? 0 : sum + 10))) };
    });
    assert.deepEqual(suspects, []);
  });

  test("only where a loss rose something is looked for", () => {
    const passages = (before: number, after: number) =>
      Array.from({ length: 20 }, (_, index) => ({
        at: NOW - (20 - index) * DAY,
        percent: 90 - Math.min(index, 10) * before - Math.max(0, index - 10) * after,
      }));
    assert.deepEqual(riseOf(passages(0.5, 2)), { from: NOW - 10 * DAY, until: NOW - 9 * DAY });
    assert.equal(riseOf(passages(2, 0.5)), undefined);
    assert.equal(riseOf(passages(0.5, 2).slice(0, 4)), undefined);
  });

  const motor = (usual: number, since: number, from: number) => (home: MockHome) => {
    home.entity({
      id: "sensor.motor",
      device: "zwave_2",
      platform: "zwave_js",
      uniqueId: "x_maxTurnCurrent",
      state: "1",
      attributes: { state_class: "measurement" },
    });
    return { "sensor.motor": lastDays(100, (start) => measured(start, start < from ? usual : since)) };
  };
  test("a motor that draws more is a stiff bolt", () => assert.deepEqual(suspected(motor(0.6, 0.9, ROSE)), ["stiff_bolt"]));
  test("a motor that draws a little more is none", () => assert.deepEqual(suspected(motor(0.6, 0.7, ROSE)), []));
  test("what a turn costs, now and as usual", () => {
    const home = deadbolt();
    statistics(home, motor(0.6, 0.9, MIDNIGHT - 6 * DAY)(home));
    assert.deepEqual(fact(home, "turn_effort"), { now: 0.9, usual: 0.6, countNow: 7, countUsual: 93 });
  });
});

describe("the bolt", () => {
  type Past = readonly (readonly [state: string, at: number])[];
  const bolt = (past: Past, change: (home: MockHome) => unknown = () => undefined) =>
    deadbolt((home) => change(home.past(LOCK, past)));
  const T = NOW - 2 * HOUR;
  const locked = ["locked", NOW - 7 * DAY] as const;

  rows<readonly [name: string, home: () => MockHome, jams: readonly number[] | string | undefined]>(
    [
      ["none", () => bolt([locked]), []],
      ["by its state", () => bolt([locked, ["jammed", T], ["locked", T + MINUTE]]), [T]],
      [
        "by its state, over a restart",
        () => bolt([locked, ["jammed", T], ["unavailable", T + MINUTE], ["jammed", T + 2 * MINUTE], ["locked", T + HOUR]]),
        [T],
      ],
      [
        "by its flag",
        () =>
          bolt([locked], (home) =>
            home.past(JAM, [
              ["off", NOW - 7 * DAY],
              ["on", T],
              ["off", T + MINUTE],
            ]),
          ),
        [T],
      ],
      [
        "by a flag that has been on all the time: nobody knows since when",
        () => bolt([locked], (home) => home.set(JAM, "on").past(JAM, [["on", NOW - 7 * DAY]])),
        [],
      ],
      [
        "by an event",
        () =>
          bolt([locked], (home) =>
            home.answer(
              { type: "logbook/event_stream", device_ids: ["zwave_2"] },
              { events: [notification("Lock not fully locked", T)] },
            ),
          ),
        [T],
      ],
      [
        "three signs of one jam are one",
        () =>
          bolt([locked, ["jammed", T], ["locked", T + 50 * SECOND]], (home) =>
            home
              .past(JAM, [
                ["off", NOW - 7 * DAY],
                ["on", T + 50 * SECOND],
                ["off", T + 2 * MINUTE],
              ])
              .answer(
                { type: "logbook/event_stream", device_ids: ["zwave_2"] },
                { events: [notification("Manual not fully locked operation", T + 3 * SECOND)] },
              ),
          ),
        [T],
      ],
      [
        "two within two minutes are two",
        () => bolt([locked, ["jammed", T], ["locked", T + 30 * SECOND], ["jammed", T + 2 * MINUTE], ["locked", T + 3 * MINUTE]]),
        [T, T + 2 * MINUTE],
      ],
      [
        "the history was refused, the events were not",
        () => deadbolt((home) => home.refuse({ type: "history/stream" }, "failed")),
        [],
      ],
      ["nothing has come yet", () => deadbolt((home) => (home.answers = [])), undefined],
      [
        "all was refused",
        () =>
          deadbolt((home) => {
            home.answers = [];
            home.refuse({ type: "history/stream" }, "failed");
          }),
        "(refused)",
      ],
    ],
    ([, home, jams]) => assert.deepEqual(fact(home(), "jam_events"), jams),
  );
  test("of a lock that shows no jams nothing is said", () => {
    const home = new MockHome();
    addLock(home, "tedee");
    home.past("lock.shed", [locked]);
    assert.equal(factsOf(home, {}, home.view(), "lock.shed").jam_events, undefined);
  });

  const turn = (at: number, ms: number): Past => [
    ["unlocked", at - HOUR],
    ["locking", at],
    ["locked", at + ms],
  ];
  const turnsOf = (now: number, usual: number): Past => [
    locked,
    ...[6, 5, 4, 3].flatMap((days) => turn(NOW - days * DAY, usual)),
    ...[1.5, 1].flatMap((days) => turn(NOW - days * DAY, now)),
  ];
  rows<readonly [name: string, past: Past, time: object | undefined]>(
    [
      ["as ever", turnsOf(3000, 3000), { now: 3000, usual: 3000, countNow: 2, countUsual: 4 }],
      ["slower", turnsOf(5000, 3000), { now: 5000, usual: 3000, countNow: 2, countUsual: 4 }],
      ["a lock that never shows its turns", [locked, ["unlocked", T], ["locked", T + HOUR]], undefined],
      [
        "a word that is said twice began with the first",
        turnsOf(3000, 3000).flatMap(([state, at]) =>
          state === "locking" ? [[state, at] as const, [state, at + SECOND] as const] : [[state, at] as const],
        ),
        { now: 3000, usual: 3000, countNow: 2, countUsual: 4 },
      ],
      [
        "lost on its way",
        [
          locked,
          ...turn(NOW - 5 * DAY, 3000),
          ["unlocked", T - HOUR],
          ["locking", T],
          ["unavailable", T + SECOND],
          ["locked", T + 9 * SECOND],
        ],
        undefined,
      ],
      ["a guess that is taken back after 30 s is no turn", turnsOf(30_000, 3000), undefined],
    ],
    ([, past, time]) => assert.deepEqual(fact(bolt(past), "turn_time"), time),
  );

  rows<readonly [name: string, home: () => MockHome, ignored: readonly number[] | undefined]>(
    [
      ["followed", () => bolt(turn(T, 3000)), []],
      ["fell back", () => bolt([locked, ["unlocking", T], ["locked", T + 30 * SECOND]]), [T]],
      [
        "fell back twice",
        () =>
          bolt([
            locked,
            ["unlocking", T - HOUR],
            ["locked", T - HOUR + 9 * SECOND],
            ["unlocking", T],
            ["locked", T + 9 * SECOND],
          ]),
        [T - HOUR, T],
      ],
      [
        "fell back with a jam",
        () =>
          bolt([locked, ["unlocking", T], ["locked", T + 9 * SECOND]], (home) =>
            home.past(JAM, [
              ["off", NOW - 7 * DAY],
              ["on", T + 12 * SECOND],
              ["off", T + MINUTE],
            ]),
          ),
        [],
      ],
      ["came to a jam", () => bolt([locked, ["unlocking", T], ["jammed", T + 9 * SECOND], ["locked", T + HOUR]]), []],
      [
        "arrived late",
        () => bolt([locked, ["unlocking", T], ["locked", T + 9 * SECOND], ["unlocked", T + 20 * SECOND], ["locked", T + HOUR]]),
        [],
      ],
      [
        "was lost",
        () =>
          bolt([locked, ["unlocking", T], ["locked", T + 30 * SECOND], ["unavailable", T + 3 * MINUTE], ["locked", T + HOUR]]),
        [],
      ],
      ["a restart on its way", () => bolt([locked, ["unlocking", T], ["unavailable", T + SECOND], ["locked", T + MINUTE]]), []],
      [
        "another command in between",
        () =>
          bolt([
            ["unlocked", NOW - 7 * DAY],
            ["locking", T],
            ["unlocking", T + SECOND],
            ["unlocked", T + 9 * SECOND],
            ["locked", T + HOUR],
          ]),
        [],
      ],
      [
        "to and fro and to again",
        () =>
          bolt([
            ["unlocked", NOW - 7 * DAY],
            ["locking", T],
            ["unlocking", T + SECOND],
            ["locking", T + 2 * SECOND],
            ["locked", T + 30 * SECOND],
          ]),
        [],
      ],
      ["a lock that never shows its turns", () => bolt([locked, ["unlocked", T], ["locked", T + HOUR]]), undefined],
    ],
    ([, home, ignored]) => assert.deepEqual(fact(home(), "ignored_commands"), ignored),
  );

  const sent = (at: number, change: (home: MockHome) => unknown = () => undefined) =>
    bolt([["unlocked", NOW - 7 * DAY]], (home) => {
      home.set(LOCK, "unlocked", { at: NOW - 7 * DAY });
      home.commands = { [LOCK]: { wanted: "locked", at } };
      change(home);
    });
  test("a lock that does not answer when it is asked ignores nobody", () => {
    const home = sent(NOW - MINUTE);
    assert.deepEqual(fact(home, "ignored_commands", { ping_answered: true }), [NOW - MINUTE]);
    assert.equal(fact(home, "ignored_commands", { ping_answered: false }), undefined);
  });
  rows<readonly [name: string, home: () => MockHome, ignored: readonly number[] | undefined]>(
    [
      ["a command of half a minute ago that is not followed", () => sent(NOW - 30 * SECOND), [NOW - 30 * SECOND]],
      ["one of a moment before that", () => sent(NOW - 29 * SECOND), undefined],
      ["followed since", () => sent(NOW - MINUTE, (home) => home.set(LOCK, "locked", { at: NOW - 50 * SECOND })), undefined],
      [
        "the lock is away",
        () => sent(NOW - MINUTE, (home) => home.set(LOCK, "unavailable", { at: NOW - 2 * MINUTE })),
        undefined,
      ],
      ["the lock is dead", () => sent(NOW - MINUTE, (home) => home.set("sensor.front_door_node_status", "dead")), undefined],
      [
        "a jam came of it",
        () =>
          sent(NOW - MINUTE, (home) =>
            home.past(JAM, [
              ["off", NOW - 7 * DAY],
              ["on", NOW - 50 * SECOND],
              ["off", NOW - 9 * SECOND],
            ]),
          ),
        undefined,
      ],
    ],
    ([, home, ignored]) => assert.deepEqual(fact(home(), "ignored_commands"), ignored),
  );
});

describe("keypad and settings", () => {
  const used =
    (...hours: readonly number[]) =>
    (home: MockHome) =>
      home.answer(
        { type: "logbook/event_stream", device_ids: ["zwave_2"] },
        { events: hours.map((hour) => notification("Keypad unlock operation", NOW - hour * HOUR)) },
      );
  /** Turns by hand, at these hours ago. */
  const turned =
    (...hours: readonly number[]) =>
    (home: MockHome) =>
      home.past(LOCK, [
        ["locked", NOW - 7 * DAY],
        ...hours.map((hour, index) => [index % 2 === 0 ? "unlocked" : "locked", NOW - hour * HOUR] as const),
      ]);

  rows<readonly [name: string, changes: readonly ((home: MockHome) => unknown)[], silence: object | undefined]>(
    [
      [
        "five uses, two turns between two of them, four since",
        [used(23, 21, 19, 17, 15), turned(23, 20.5, 20, 15, 10, 8, 6, 4)],
        { uses: 4, longest: 2 },
      ],
      [
        "a flash of another position is no turn",
        [used(23, 21, 19, 17, 15), turned(23, 20.5, 20, 15, 10, 8, 6, 6 - 0.4 / 3600, 4, 4 - 0.4 / 3600)],
        { uses: 2, longest: 2 },
      ],
      ["four uses are no rhythm", [used(23, 21, 19, 17), turned(23, 20.5, 20, 10, 8, 6, 4, 3)], undefined],
      ["nobody uses the keypad", [turned(23, 20.5, 20, 10)], undefined],
      ["nobody turns the bolt", [used(23, 21, 19, 17, 15)], undefined],
    ],
    ([, changes, silence]) =>
      assert.deepEqual(
        fact(
          deadbolt((home) => changes.forEach((change) => change(home))),
          "keypad_silence",
        ),
        silence,
      ),
  );

  const RELOCK = "switch.front_door_auto_lock";
  const relock = (state: string, past: readonly (readonly [state: string, at: number])[]) => {
    const home = deadbolt((each) => {
      each.entity({ id: RELOCK, device: "zwave_2", platform: "zwave_js", uniqueId: "auto_lock", state }).past(RELOCK, past);
    });
    const auto = known(state === "on", { at: NOW - HOUR, source: RELOCK });
    return fact(home, "auto_relock_was", { auto_relock: auto });
  };
  const OFF = NOW - 3 * HOUR;
  test("it was on until it was switched off", () =>
    assert.equal(
      relock("off", [
        ["on", NOW - 7 * DAY],
        ["off", OFF],
      ]),
      OFF,
    ));
  test("over a restart", () =>
    assert.equal(
      relock("off", [
        ["on", NOW - 7 * DAY],
        ["unavailable", OFF - HOUR],
        ["off", OFF],
        ["unavailable", OFF + 1],
        ["off", OFF + 2],
      ]),
      OFF,
    ));
  test("a delay is on, none is off", () =>
    assert.equal(
      relock("0", [
        ["30", NOW - 7 * DAY],
        ["0", OFF],
      ]),
      OFF,
    ));
  test("it is on", () =>
    assert.equal(
      relock("on", [
        ["off", NOW - 7 * DAY],
        ["on", OFF],
      ]),
      undefined,
    ));
  test("it is on again", () =>
    assert.equal(
      relock("on", [
        ["on", NOW - 7 * DAY],
        ["off", OFF],
        ["on", OFF + HOUR],
      ]),
      undefined,
    ));
  test("it was never on", () => assert.equal(relock("off", [["off", NOW - 7 * DAY]]), undefined));
});

describe("a healthy lock", () => {
  /** Days as the recorder sums up levels that hold until the next one. */
  function summedUp(readings: readonly Reading[], from: number, until: number): object[] {
    const days: object[] = [];
    let held: number | undefined;
    let next = 0;
    for (let start = from; start < until; start += DAY) {
      const levels: number[] = held === undefined ? [] : [held];
      for (; (readings[next]?.at ?? Infinity) < start + DAY; next++) levels.push((held = readings[next]!.percent));
      if (levels.length > 0) days.push(measured(start, Math.max(...levels), Math.min(...levels)));
    }
    return days;
  }

  for (const seed of [1, 2, 3, 4, 5, 6])
    test(`is left in peace as long as its cells last (${seed})`, () => {
      const lock = simulate({
        seed,
        chemistry: "alkaline",
        step: 1,
        season: (seed % 4) as 0 | 1 | 2 | 3,
        glitches: true,
        sets: 2,
      });
      const [first, set] = lock.sets;
      assert.ok(first && set);
      const midnight = Math.floor(first.from / DAY) * DAY;
      const wrong: string[] = [];
      let judged = 0;
      for (let day = 30; set.from + (day + 1) * DAY < set.end; day += 5) {
        // Between two readings: that of noon comes later.
        const now = Math.floor(set.from / DAY) * DAY + day * DAY + 12 * HOUR - MINUTE;
        const since = now - 7 * DAY;
        const past = lock.readings.filter(({ at }) => at <= now);
        const newest = past.at(-1)!;
        const home = deadbolt();
        home.takenAt = now;
        // Home Assistant was away for a day in each month, and came back from a restart three days ago.
        const days = summedUp(past, midnight, now).filter((_, index) => index % 30 !== 17);
        statistics(home, { [BATTERY]: days });
        const restart = now - 3 * DAY;
        const before = past.filter(({ at }) => at < restart).at(-1)!;
        home.past(BATTERY, [
          [String(past.filter(({ at }) => at <= since).at(-1)!.percent), since],
          ...past.filter(({ at }) => at > since).map(({ at, percent }) => [String(percent), at] as const),
          ["unavailable", restart],
          [String(before.percent), restart + SECOND],
        ]);
        home.set(BATTERY, String(newest.percent), { at: newest.at });
        home.past(JAM, [
          ["off", since],
          ["unavailable", restart],
          ["off", restart + SECOND],
        ]);
        home.set(JAM, "off", { at: restart + SECOND });
        const turns = lock.turns
          .filter(({ at }) => at >= since && at + DAY <= now)
          .flatMap(({ at, count }) =>
            Array.from({ length: count }, (_, index) => at + 7 * HOUR + ((index + 1) * 14 * HOUR) / (count + 1)),
          );
        const words = turns.map((at, index) => [index % 2 === 0 ? "unlocked" : "locked", at] as const);
        home.past(LOCK, [["locked", since], ...words]);
        home.set(LOCK, words.at(-1)?.[0] ?? "locked", { at: words.at(-1)?.[1] ?? since });
        const facts = factsOf(home, { battery_chemistry: "alkaline" });
        const value = (name: keyof FactSet) => (facts[name]?.kind === "known" ? facts[name].value : undefined);
        const loss = value("battery_loss") as { ratio: number; significant: boolean } | undefined;
        if (loss && loss.significant && loss.ratio >= 1.7) wrong.push(`day ${day}: loss ${JSON.stringify(loss)}`);
        for (const name of ["battery_mistrust", "drain_suspects", "ignored_commands"] as const)
          if (facts[name]) wrong.push(`day ${day}: ${name} ${JSON.stringify(facts[name])}`);
        assert.deepEqual(value("jam_events"), []);
        if (facts.battery_forecast) judged++;
      }
      assert.deepEqual(wrong, []);
      assert.ok(judged > 10, `${judged} forecasts`);
    });
});

describe("what the bridge remembers", () => {
  const DAYS = [200, 40, 30, 5, 4, 3] as const;
  const remembering = (home: MockHome, all: readonly Remembered[]) =>
    home.entity({
      id: "text.front_door_health_care",
      device: "bridge",
      platform: "mqtt",
      uniqueId: "lock_health_home_zwave_2_keep_care",
      state: "-",
      attributes: { lock_health: "keep", lock_entity_id: LOCK, keep: "care", remembered: encodeRemembered(all) },
    });
  const jams = DAYS.map((days): Remembered => ({ kind: "jam", at: NOW - days * DAY }));
  const recorded = (home: MockHome) => {
    home.past(LOCK, [["locked", NOW - 10 * DAY]]);
    home.past(JAM, [
      ["off", NOW - 10 * DAY],
      ...[5, 4, 3].flatMap((days) => [["on", NOW - days * DAY - 2 * MINUTE] as const, ["off", NOW - days * DAY] as const]),
    ]);
    return home;
  };

  test("jams that the recorder has dropped are counted, those that it has are not counted twice", () => {
    const home = deadbolt((each) => remembering(recorded(each), jams));
    assert.deepEqual(
      (fact(home, "jam_events") as number[]).map((at) => Math.round((NOW - at) / DAY)),
      [...DAYS],
    );
    assert.equal((fact(deadbolt(recorded), "jam_events") as number[]).length, 3);
  });

  test("a rise over the weeks is seen by what the bridge remembers, and not by ten days alone", () => {
    const found = (home: MockHome) => {
      const view = home.view();
      const snapshot = collect(view, describeLock(view, LOCK), { readers: createReaders(adapters, [history]) });
      return everything.diagnose(snapshot).findings.find(({ id }) => id === "jams_recurring")?.variant;
    };
    assert.equal(found(deadbolt(recorded)), undefined);
    assert.equal(found(deadbolt((home) => remembering(recorded(home), jams))), "rising");
    // As many in every week: that is how this lock is.
    const even = Array.from({ length: 30 }, (_, index): Remembered => ({ kind: "jam", at: NOW - (10 + index * 2) * DAY }));
    assert.equal(found(deadbolt((home) => remembering(recorded(home), even))), undefined);
  });

  test("without the recorder it tells of jams all the same", () => {
    const refused = (home: MockHome) =>
      home.refuse({ type: "history/stream" }, "unauthorized").refuse({ type: "logbook/event_stream" }, "unauthorized");
    const home = deadbolt((each) => remembering(refused(each), jams));
    assert.equal((fact(home, "jam_events") as number[]).length, DAYS.length);
    const none = deadbolt((each) => remembering(refused(each), []));
    assert.equal(fact(none, "jam_events"), "(refused)");
  });
});

describe("the timeline", () => {
  const timeline = (change: (home: MockHome) => unknown) => {
    const home = deadbolt(change);
    const view = home.view();
    return timelineOf(new LockView(view, describeLock(view, LOCK)), factsOf(home));
  };
  test("jams, swaps, outages and updates, oldest first", () => {
    const found = timeline((home) => {
      statistics(present(home, 98), { [BATTERY]: lastDays(100, (start, index) => measured(start, index < 60 ? 40 : 99)) });
      home.past(LOCK, [
        ["locked", NOW - 7 * DAY],
        ["jammed", NOW - 5 * DAY],
        ["locked", NOW - 4 * DAY],
        ["unavailable", NOW - 3 * DAY],
        ["locked", NOW - 3 * DAY + HOUR],
      ]);
      home.past("update.front_door_firmware", [
        ["on", NOW - 7 * DAY],
        ["off", NOW - 2 * DAY],
      ]);
    });
    assert.deepEqual(found, [
      { at: MIDNIGHT - 40 * DAY + 12 * HOUR, kind: "swap" },
      { at: NOW - 5 * DAY, kind: "jam" },
      { at: NOW - 3 * DAY, kind: "outage", until: NOW - 3 * DAY + HOUR },
      { at: NOW - 2 * DAY, kind: "update" },
    ]);
  });
  test("an outage goes on over a gap without a word", () => {
    const found = timeline((home) =>
      home.past(LOCK, [
        ["locked", NOW - 7 * DAY],
        ["unavailable", NOW - DAY],
        ["unknown", NOW - DAY + MINUTE],
        ["unavailable", NOW - DAY + 2 * MINUTE],
        ["locked", NOW - DAY + 6 * MINUTE],
      ]),
    );
    assert.deepEqual(found, [{ at: NOW - DAY, kind: "outage", until: NOW - DAY + 6 * MINUTE }]);
  });
  test("a restart is no outage, one that lasts has no end", () => {
    const found = timeline((home) =>
      home.set(LOCK, "unavailable", { at: NOW - HOUR }).past(LOCK, [
        ["locked", NOW - 7 * DAY],
        ["unavailable", NOW - DAY],
        ["locked", NOW - DAY + 4 * MINUTE],
      ]),
    );
    assert.deepEqual(found, [{ at: NOW - HOUR, kind: "outage" }]);
  });
});

describe("what it costs", () => {
  const home = new MockHome();
  const result: { [entityId: string]: unknown } = {};
  for (let node = 2; node < 22; node++) {
    addZwaveLock(home, { node, name: `Door ${node}` });
    result[`sensor.door_${node}_battery_level`] = lastDays(730, (start, index) =>
      measured(start, Math.round(100 - ((index + node) % 360) / 5)),
    );
  }
  statistics(home, result);
  const refs = (view: HomeView) => Array.from({ length: 20 }, (_, index) => describeLock(view, `lock.door_${index + 2}`));
  const readers = createReaders(adapters, [told({ battery_chemistry: "alkaline" })]);
  const spent = (view: HomeView, locks: readonly LockRef[]) => {
    const given = locks.map((ref) => [new LockView(view, ref), collect(view, ref, { readers }).facts] as const);
    const began = performance.now();
    for (const [each, facts] of given) history.read(each, facts);
    return performance.now() - began;
  };
  const least = (times: number, run: () => number) => Math.min(...Array.from({ length: times }, run));

  test("of two years of 20 locks nothing is read twice while nothing of them changes", () => {
    const locks = refs(home.view());
    // A new answer each: so that nothing of it is known.
    const first = least(3, () => spent({ ...home.view(), answers: structuredClone([...home.answers]) }, refs(home.view())));
    const view = home.view();
    spent(view, locks);
    let minute = 0;
    const cached = least(5, () => {
      minute++;
      // Another entity has changed, a minute later, and another answer has come.
      const states = { ...view.states, "sensor.of_the_weather": view.states[LOCK] };
      const answers = [...home.answers, { request: { type: "zwave_js/node_status" }, result: { minute } }];
      return spent({ ...view, takenAt: NOW + minute * MINUTE, states, answers }, locks);
    });
    assert.ok(first >= cached * 20, `first ${first.toFixed(2)} ms, then ${cached.toFixed(2)} ms`);
  });

  /** Reads again and again with the same lock, as a page that stays open does. */
  function watching(home: MockHome): (more?: Written, takenAt?: number) => FactSet {
    const ref = describeLock(home.view(), LOCK);
    return (more = {}, takenAt = NOW) => {
      const view = { ...home.view(), takenAt };
      const known = createReaders(adapters, [told(more)]);
      return history.read(new LockView(view, ref), collect(view, ref, { readers: known }).facts);
    };
  }
  const valueIn = (facts: FactSet, name: keyof FactSet) => (facts[name]?.kind === "known" ? facts[name].value : undefined);
  const alkaline: Written = { battery_chemistry: "alkaline" };

  test("a new level is read at once", () => {
    const home = deadbolt((each) => present(each, 59).past(BATTERY, [["60", NOW - 2 * DAY]]));
    const read = watching(home);
    const doubted = ["59", "0", "59"].map((level) => {
      present(home, level);
      return read().battery_mistrust !== undefined;
    });
    assert.deepEqual(doubted, [false, true, false]);
  });

  test("history that comes later is read at once", () => {
    const home = deadbolt((each) => present(each, 99, NOW - 2 * DAY));
    const read = watching(home);
    assert.equal(read().battery_since, undefined);
    home.past(BATTERY, [["30", NOW - 7 * DAY]]);
    assert.equal(valueIn(read(), "battery_since"), NOW - 2 * DAY);
  });

  test("a history in which there is more is read at once", () => {
    const home = deadbolt();
    const read = watching(home);
    const jams = (past: Parameters<MockHome["past"]>[1]) => {
      home.answers = [];
      home.past(LOCK, past);
      return valueIn(read(), "jam_events");
    };
    const locked = ["locked", NOW - 7 * DAY] as const;
    assert.deepEqual(jams([locked]), []);
    assert.deepEqual(jams([locked, ["jammed", NOW - 2 * HOUR]]), [NOW - 2 * HOUR]);
  });

  test("statistics are read at once, and those of the next six hours too", () => {
    const home = deadbolt((each) => present(each, 99));
    const read = watching(home);
    const since = (day: number) => {
      home.answers = [];
      statistics(home, { [BATTERY]: lastDays(60, (start, index) => measured(start, index < day ? 30 : 99)) });
      return valueIn(read(), "battery_since");
    };
    assert.equal(read().battery_since, undefined);
    assert.equal(since(20), MIDNIGHT - 40 * DAY + 12 * HOUR);
    assert.equal(since(30), MIDNIGHT - 30 * DAY + 12 * HOUR);
  });

  test("what others tell of the cells is taken in at once", () => {
    const home = deadbolt((each) =>
      statistics(present(each, 70), { [BATTERY]: lastDays(60, (start, index) => measured(start, 100 - Math.floor(index / 2))) }),
    );
    const read = watching(home);
    const swapped = MIDNIGHT - 60 * DAY;
    assert.equal(valueIn(read(), "battery_since"), undefined);
    assert.equal(valueIn(read({ battery_swapped: swapped }), "battery_since"), swapped);
    assert.notDeepEqual(
      valueIn(read({ ...alkaline, battery_swapped: swapped }), "battery_forecast"),
      valueIn(read({ battery_swapped: swapped }), "battery_forecast"),
    );
  });

  test("time goes on", () => {
    const home = deadbolt((each) => present(each, 99, NOW - 23 * HOUR).past(BATTERY, [["30", NOW - 7 * DAY]]));
    const read = watching(home);
    assert.equal(read().battery_since, undefined);
    assert.equal(valueIn(read({}, NOW + 2 * HOUR), "battery_since"), NOW - 23 * HOUR);
  });

  test("that the lock is in use is taken in when it becomes known", () => {
    const home = deadbolt((each) =>
      statistics(present(each, 70), {
        [BATTERY]: lastDays(120, (start, index) => measured(start, index < 60 ? 82 - Math.floor(index / 5) : 70)),
      }),
    );
    const read = watching(home);
    const { answers } = home;
    const levels = [{ s: "70", lu: (NOW - 7 * DAY) / 1000 }];
    const words = Array.from({ length: 84 }, (_, index) => ({
      s: index % 2 === 0 ? "unlocked" : "locked",
      lu: (NOW - 7 * DAY + index * 2 * HOUR) / 1000,
    }));
    const came = (more: object) => {
      home.answers = answers;
      home.answer({ type: "history/stream" }, { states: { [BATTERY]: levels, ...more } });
    };
    came({});
    assert.equal(read(alkaline).battery_mistrust, undefined);
    came({ [LOCK]: words });
    assert.equal(valueIn(read(alkaline), "battery_mistrust"), "frozen");
  });
});
