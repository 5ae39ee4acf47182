import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { LockView } from "../../src/adapters/lock-view.ts";
import { describeLock } from "../../src/adapters/locks.ts";
import type { Diagnosis, Finding } from "../../src/core/diagnose.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import type { RemedyId } from "../../src/core/remedies/index.ts";
import { deepAdapterFor } from "../../src/adapters/deep/index.ts";
import { everything } from "../../src/runtime/everything.ts";
import { offersFor, planFor } from "../../src/runtime/offers.ts";
import { chance } from "../bench/forecast/sim.ts";
import { MockHome } from "../support/home.ts";
import { NODE, addMatterLock, addZigbeeLock, addZwaveLock, notification } from "../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW, SECOND } from "../support/snapshot.ts";
import { lossyZwave } from "./faults.ts";
import type { Place } from "./faults.ts";
import { judge } from "./homes.ts";
import { ADAPTER_IDS } from "./kinds.ts";
import type { AdapterId } from "./kinds.ts";
import { BUILD } from "./locks.ts";
import { addKeymaster, addNotes, addStatistics, daily, turns } from "./past.ts";

/** The sixteen pains of docs/pains.md, each in Home Assistant's terms, and what is made of it. */

function placed(id: AdapterId, change: (place: Place) => unknown = () => undefined): Place {
  const home = new MockHome();
  const lock = BUILD[id](home, "Entrance", 0);
  const device = home.entities[lock]?.device_id ?? "";
  const entry = home.devices[device]?.config_entry_id ?? "";
  const place = { home, id, lock, slug: "entrance", device, entry, chance: chance(1) };
  change(place);
  return place;
}

function diagnosisOf({ home, lock }: Pick<Place, "home" | "lock">): Diagnosis {
  const found = judge({ home }).get(lock);
  assert.ok(found, lock);
  return found;
}

const nameOf = ({ id, variant }: Finding) => (variant === undefined ? id : `${id}/${variant}`);
const found = (place: Place): readonly string[] => diagnosisOf(place).findings.map(nameOf);
const firstOf = (place: Place): Finding => {
  const [first] = diagnosisOf(place).findings;
  assert.ok(first, "nothing was found");
  return first;
};
const viewOf = ({ home, lock }: Place) => new LockView(home.view(), describeLock(home.view(), lock));

/** What a person is offered about the first finding. */
function offered(place: Place, isAdmin: boolean): { readonly can: readonly RemedyId[]; readonly ask: readonly RemedyId[] } {
  const view = viewOf(place);
  const { offers, adminOnly } = offersFor(view, firstOf(place), isAdmin, { ...everything, deep: deepAdapterFor(view.ref) });
  return { can: offers.map(({ remedy }) => remedy.id), ask: adminOnly.map(({ id }) => id) };
}

const LEVEL = "sensor.entrance_battery_level";

describe("the sixteen pains", () => {
  test("1: a level that is wrong, stuck or a glitch is doubted, with the reason, and alarms nobody about cells", () => {
    const levels = [
      ["126", "battery_untrusted/out_of_range"],
      ["0", "battery_untrusted/fell_to_zero"],
    ] as const;
    for (const [level, said] of levels) {
      const place = placed("zwave_js", ({ home }) => home.past(LEVEL, [["80", NOW - 6 * DAY]]).set(LEVEL, level));
      assert.deepEqual(found(place), [said]);
      assert.equal(diagnosisOf(place).families.power, "warning");
    }
    const noRise = placed("zwave_js", (place) => {
      addNotes(place, { days: 3, words: "AA alkaline" });
      place.home.past(LEVEL, [["38", NOW - 7 * DAY]]).set(LEVEL, "38", { at: NOW - 7 * DAY });
    });
    assert.deepEqual(found(noRise), ["battery_swap_unconfirmed"]);
    assert.equal(offered(noRise, true).can[0], "reread_value", "the reading is asked for again before anybody opens the lock");
    const frozen = placed("zwave_js", (place) => {
      place.home.set(LEVEL, "60", { at: NOW - 320 * DAY });
      turns(place, { perDay: 4 });
    });
    assert.deepEqual(found(frozen), ["battery_silent"]);
  });

  test("2: lock, hub, servers and sign-in are told apart when a lock does not answer", () => {
    const lost = (place: Place) => place.home.lose(/entrance/);
    const entryIs = (place: Place, state: string) =>
      place.home.entry({ entry_id: place.entry, domain: place.home.entities[place.lock]?.platform ?? "", state });
    assert.deepEqual(found(placed("schlage", lost)), ["lock_unreachable/unavailable"]);
    assert.deepEqual(found(placed("schlage", (place) => (lost(place), entryIs(place, "setup_retry")))), [
      "cloud_unreachable/retrying",
    ]);
    assert.deepEqual(found(placed("zha", (place) => (lost(place), entryIs(place, "setup_retry")))), ["hub_down/retrying"]);
    const signedOut = placed("schlage", (place) => {
      lost(place);
      entryIs(place, "setup_error");
      place.home.issues = [{ domain: "homeassistant", issue_id: `config_entry_reauth_schlage_${place.entry}` }];
    });
    assert.deepEqual(found(signedOut), ["sign_in_expired"]);
    // The maker's app may still work: when it was last heard of stands beside it.
    assert.equal(firstOf(placed("schlage", lost)).since, NOW - HOUR);
  });

  test("3: weeks before the end there is a warning, also where the level looks well", () => {
    const foreseen = placed("zwave_js", (place) => {
      addNotes(place, { days: 301, words: "AA alkaline" });
      addStatistics(
        place,
        LEVEL,
        daily(300, (index) => 100 - (index / 299) * 76),
      );
      place.home.set(LEVEL, "24");
    });
    assert.deepEqual(found(foreseen), ["battery_due/forecast"]);
    assert.deepEqual(found(placed("zwave_js", ({ home }) => home.set(LEVEL, "19"))), ["battery_low/soon"]);
    assert.equal(firstOf(placed("zwave_js", ({ home }) => home.set(LEVEL, "9"))).severity, "critical");
    const flagged = placed("zwave_js", ({ home }) =>
      home.set(LEVEL, "40").set("binary_sensor.entrance_replace_battery_now", "on"),
    );
    assert.deepEqual(found(flagged), ["battery_critical/flag"]);
  });

  test("4: codes that do not get through a lossy link: the link is to blame, and nothing pushes or erases codes", () => {
    const place = placed("zwave_js", (each) => {
      addKeymaster(each, [{}, { sync: "Adding" }]);
      lossyZwave.plant(each);
    });
    const first = firstOf(place);
    assert.equal(first.id, "link_weak");
    assert.deepEqual(first.explains.map(nameOf), ["codes_unsynced/unsynced"]);
    const view = viewOf(place);
    const plans = JSON.stringify(REMEDY_IDS.map((id) => planFor(view, id, { ...everything, deep: deepAdapterFor(view.ref) })));
    assert.doesNotMatch(plans, /keymaster|code_slot|usercode|set_lock|clear/i);
  });

  test("5: a jam is found that is shown as locked, that is never reported, and none where the report was never cleared", () => {
    const jam = "binary_sensor.entrance_lock_jammed";
    assert.deepEqual(found(placed("zwave_js", ({ home }) => home.set(jam, "on"))), ["bolt_jammed"]);
    const unreported = placed("matter", ({ home, lock }) =>
      home.set(lock, "unlocked", { at: NOW - MINUTE }).past(lock, [
        ["unlocked", NOW - HOUR],
        ["locking", NOW - 90 * SECOND],
      ]),
    );
    assert.deepEqual(found(unreported), ["bolt_jam_suspected/fell_back"]);
    const old = placed("zwave_js", ({ home, lock }) =>
      home
        .set(jam, "on", { at: NOW - DAY })
        .past(lock, [["unlocked", NOW - 2 * HOUR]])
        .set(lock, "locked", { at: NOW - HOUR }),
    );
    assert.deepEqual(found(old), ["jam_flag_stuck"]);
    assert.equal(firstOf(old).severity, "warning");
  });

  test("6: a fast drain is noticed, and the update just before it is named", () => {
    const rose = NOW - 12 * HOUR - 23 * DAY;
    const place = placed("zwave_js", (each) => {
      addNotes(each, { days: 150, words: "AA alkaline" });
      addStatistics(
        each,
        LEVEL,
        daily(144, (index) => 100 - Math.min(index, 120) * 0.2 - Math.max(0, index - 120) * 1.2),
      );
      each.home.set(LEVEL, "47");
      each.home.past("update.entrance_firmware", [
        ["on", NOW - 60 * DAY],
        ["off", rose - DAY],
      ]);
    });
    assert.equal(nameOf(firstOf(place)), "battery_draining/update");
  });

  test("7: remedies go from gentle to risky; what is risky asks first, waits long and is refused where it would harm", () => {
    const place = placed("zwave_js", ({ home, device }) =>
      home
        .lose(/entrance/, NOW - HOUR)
        .set("sensor.entrance_node_status", "alive")
        .answer({ type: "zwave_js/node_status", device_id: device }, { ...NODE, node_id: 2, ready: false }),
    );
    assert.deepEqual(found(place), ["interview_incomplete/unfinished"]);
    const { reinterview, ping } = remedies;
    assert.ok(reinterview.kind === "action" && ping.kind === "action");
    assert.equal(reinterview.consent, "confirm");
    assert.ok(reinterview.coolDown >= 30 * MINUTE && reinterview.coolDown > ping.coolDown);
    const dead = placed("zwave_js", ({ home }) => home.set("sensor.entrance_node_status", "dead"));
    assert.equal(offered(dead, true).can[0], "ping");
    assert.ok(!offered(dead, true).can.includes("reinterview"));
  });

  for (const id of ADAPTER_IDS)
    test(`8: nothing that is offered unlocks or opens a lock: ${id}`, () => {
      const place = placed(id);
      const view = viewOf(place);
      const planning = { ...everything, deep: deepAdapterFor(view.ref) };
      const plans = REMEDY_IDS.map((remedy) => planFor(view, remedy, planning)).filter((plan) => plan !== undefined);
      assert.ok(plans.length > 0);
      assert.doesNotMatch(JSON.stringify(plans), /unlock|unlatch|lock\.open|"service":"open"|half_lock|panic/i);
    });

  test("9: a range for the end of the cells, and which ones to buy", () => {
    const place = placed("zwave_js", (each) => {
      addNotes(each, { days: 200, words: "AA alkaline" });
      addStatistics(
        each,
        LEVEL,
        daily(200, (index) => 100 - (index / 199) * 45),
      );
      each.home.set(LEVEL, "55");
    });
    const { battery_forecast: range, battery_type: cells } = place.home.facts(place.lock);
    const { early, late } = range as { early: number; late: number };
    assert.ok(early > NOW && late > early + 7 * DAY, "a range, and no single day");
    assert.equal(cells, "4× AA alkaline");
    assert.deepEqual(found(place), []);
  });

  test("10: a plain user gets the same verdict, and a request to an administrator instead of what needs one", () => {
    const build = (isAdmin: boolean) =>
      placed("zwave_js", ({ home }) => {
        home.user = { is_admin: isAdmin };
        home.set("sensor.entrance_node_status", "dead");
        if (isAdmin) return;
        home.answers = [];
        for (const type of ["zwave_js/node_status", "zwave_js/subscribe_node_statistics"])
          home.refuse({ type, device_id: "zwave_2" }, "unauthorized");
      });
    assert.deepEqual(found(build(false)), found(build(true)));
    assert.ok(offered(build(false), false).can.includes("ask_administrator"));
    assert.ok(!offered(build(true), true).can.includes("ask_administrator"));
  });

  test("11: an update is refused on weak cells, stuck is told apart from slow, and done is the version itself", () => {
    const update = (attributes: object, at: number, level = "90") =>
      placed("zwave_js", ({ home }) =>
        home
          .set(LEVEL, level)
          .set("update.entrance_firmware", "on", { attributes: { latest_version: "10.8", ...attributes }, at }),
      );
    const install = remedies.install_update;
    assert.ok(install.kind === "action");
    const hindered = (place: Place) => install.conditions(place.home.snapshot(place.lock)).filter(({ holds }) => holds === false);
    assert.deepEqual(hindered(update({}, NOW - HOUR)), []);
    assert.deepEqual(
      hindered(update({}, NOW - HOUR, "45")).map(({ id }) => id),
      ["battery"],
    );
    assert.deepEqual(found(update({ in_progress: true, update_percentage: 40 }, NOW - 14 * MINUTE)), []);
    assert.deepEqual(found(update({ in_progress: true, update_percentage: 40 }, NOW - 20 * MINUTE)), ["update_stuck"]);
    const before = update({}, NOW - HOUR).home.snapshot("lock.entrance");
    const claimed = update({ installed_version: "10.7" }, NOW).home.snapshot("lock.entrance");
    const done = update({ installed_version: "10.8" }, NOW).home.snapshot("lock.entrance");
    assert.deepEqual([install.settled(before, claimed), install.settled(before, done)], [false, true]);
  });

  test("12: a level that has not changed for two months is no alarm, whoever is at home", () => {
    const idle = placed("zwave_js", ({ home, lock }) =>
      home.set(LEVEL, "78", { at: NOW - 60 * DAY }).set(lock, "locked", { at: NOW - 60 * DAY }),
    );
    assert.deepEqual(found(idle), []);
    const used = placed("zwave_js", (place) => {
      place.home.set(LEVEL, "78", { at: NOW - 60 * DAY });
      turns(place, { perDay: 6 });
    });
    assert.deepEqual(found(used), []);
    // One entity of the lock that was heard of lately is life enough.
    const home = new MockHome();
    const lock = addZigbeeLock(home);
    for (const id of Object.keys(home.states))
      if (/patio/.test(id)) home.set(id, home.states[id]?.state ?? "", { at: NOW - 30 * HOUR });
    assert.equal(diagnosisOf({ home, lock }).findings[0]?.id, "lock_unreachable");
    home.set("sensor.patio_battery", "70", { at: NOW - 30 * HOUR, updated: NOW - HOUR });
    assert.deepEqual(diagnosisOf({ home, lock }).findings, []);
  });

  test("13: choosing the lock is enough: its entities are found by its device, each reading names its own", () => {
    const place = placed("zwave_js", ({ home }) => {
      home.entity({
        id: "sensor.entrance_doorbell_battery",
        platform: "hue",
        uniqueId: "bell",
        state: "3",
        attributes: { device_class: "battery", unit_of_measurement: "%" },
      });
    });
    assert.deepEqual(found(place), []);
    const { facts } = place.home.snapshot(place.lock);
    assert.equal(facts.battery_level?.source, LEVEL);
    assert.equal(facts.jam_flag?.source, "binary_sensor.entrance_lock_jammed");
    assert.equal(facts.door_open?.source, "binary_sensor.entrance_current_status_of_the_door");
    for (const source of Object.values(facts).flatMap((fact) => fact.source ?? []))
      assert.match(JSON.stringify(place.home.entities[source]?.device_id), /zwave_/, source);
  });

  test("14: wrong codes, a closed keypad and a lock without any code are three different findings", () => {
    const events = (...rows: readonly object[]) =>
      placed("zwave_js", ({ home, device }) =>
        home.answer({ type: "logbook/event_stream", device_ids: [device] }, { events: rows }),
      );
    const wrong = [9, 6, 3].map((minutes) => notification("Tampering, invalid code", NOW - minutes * MINUTE, "Home Security"));
    assert.deepEqual(found(events(...wrong)), ["wrong_codes/burst"]);
    assert.deepEqual(found(events(...wrong.slice(1))), [], "two are a mistake");
    const closed = events(...wrong, notification("Manually enter user access code exceeds code limit", NOW - MINUTE));
    assert.deepEqual(found(closed), ["keypad_locked_out/wrong_codes"]);
    const none = placed("zwave_js", (place) => addKeymaster(place, [{ sync: "Disconnected" }]));
    assert.deepEqual(found(none), ["codes_missing"]);
  });

  test("15: the cells of a keypad and of a panel count as the lock's concern, apart from its own", () => {
    const pad = placed("simplisafe", ({ home, lock }) =>
      home.set("binary_sensor.entrance_battery", "on").set(lock, "locked", { attributes: { pin_pad_low_battery: true } }),
    );
    assert.deepEqual(found(pad), ["keypad_battery_low/keypad"]);
    const linked = placed("august", ({ home, lock }) =>
      home.set(lock, "locked", { attributes: { keypad_battery_level: "Low" } }),
    );
    assert.deepEqual(found(linked), ["keypad_battery_low/keypad"]);
    const panel = placed("yale_smart_alarm", ({ home }) => home.set("binary_sensor.alarm_battery", "on"));
    assert.deepEqual(found(panel), ["keypad_battery_low/bridge"]);
    const hub = placed("nuki_hub", ({ home }) => home.set("binary_sensor.entrance_keypad_battery_low", "on"));
    assert.deepEqual(found(hub), ["keypad_battery_low/keypad"]);
  });

  test("16: a lock that has lost its calibration is named so, explained by steps, and calibrated by nobody but a person", () => {
    const places = [
      placed("switchbot", ({ home }) => home.set("binary_sensor.entrance_calibration", "off").set("lock.entrance", "jammed")),
      placed("switchbot_cloud", ({ home }) => home.set("binary_sensor.entrance_calibration", "on")),
      placed("tedee", ({ home, lock }) => home.set(lock, "unavailable")),
    ];
    for (const place of places) {
      assert.deepEqual(found(place), ["calibration_missing"], place.id);
      assert.ok(offered(place, true).can.includes("guide_calibrate"));
      const view = viewOf(place);
      assert.doesNotMatch(JSON.stringify(REMEDY_IDS.map((id) => planFor(view, id, everything))), /calibrat/i);
    }
  });

  test("a home with several of them: each lock has its own first finding", () => {
    const home = new MockHome();
    const [zwave, matter] = [addZwaveLock(home), addMatterLock(home)];
    home.set("sensor.front_door_battery_level", "8").set("binary_sensor.front_door_lock_jammed", "on");
    home.set(matter, "unavailable");
    const first = (lock: string) => diagnosisOf({ home, lock }).findings[0]?.id;
    assert.deepEqual([first(zwave), first(matter)], ["battery_critical", "lock_unreachable"]);
  });
});

describe("docs/pains.md", () => {
  const page = readFileSync(new URL("../../docs/pains.md", import.meta.url), "utf8");
  const lines = page.split("\n").filter((line) => /^\| \d+ \|/.test(line));

  test("has all sixteen, each with a test of its own here", () => {
    assert.equal(lines.length, 16);
    lines.forEach((line, index) => assert.ok(line.includes(`[${index + 1}: `), line));
  });

  test("names tests and pictures that exist", () => {
    const links = [...page.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];
    assert.ok(links.length > 40);
    for (const [, name = "", path = ""] of links) {
      const file = new URL(path, new URL("../../docs/", import.meta.url));
      assert.ok(existsSync(file), path);
      if (path.startsWith("../test/")) assert.ok(readFileSync(file, "utf8").includes(name), `${path} has no test “${name}”`);
    }
  });
});
