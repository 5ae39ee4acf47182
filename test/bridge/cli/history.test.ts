import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addZwaveLock, PLANTED } from "../../support/locks.ts";
import { DAY, HOUR, MINUTE, NOW } from "../../support/snapshot.ts";
import { OPTIONS, World } from "./support.ts";

/** A lock with a past. */
function withPast(): World {
  const world = new World(addZwaveLock);
  const memory = world.memory!;
  memory.nameLock("zwave_2", "Front Door");
  memory.nameLock("zwave_3", "Garage");
  const happened = (ago: number, more: object) =>
    memory.remember({ lockId: "zwave_2", at: NOW - ago, ...more } as Parameters<typeof memory.remember>[0]);
  happened(50 * DAY, { kind: "lock_jammed" });
  happened(3 * HOUR, {
    kind: "finding_appeared",
    check: "battery_low",
    severity: "warning",
    evidence: [{ fact: "battery_level", value: 18, unit: "%", at: NOW - 3 * HOUR }],
  });
  happened(2 * HOUR, { kind: "finding_appeared", check: "lock_unreachable", severity: "error", variant: "dead" });
  happened(HOUR, { kind: "finding_recovered", check: "lock_unreachable", severity: "error" });
  happened(59 * MINUTE, { kind: "remedy_done", remedy: "ping", outcome: "confirmed" });
  happened(30 * MINUTE, { kind: "invalid_pin" });
  memory.remember({ lockId: "zwave_3", kind: "lock", at: NOW - HOUR });
  const ping = memory.beginJob({ lockId: "zwave_2", remedy: "ping", check: "lock_unreachable", startedAt: NOW - 65 * MINUTE });
  memory.endJob(ping, { endedAt: NOW - HOUR, outcome: "confirmed" });
  const update = memory.beginJob({ lockId: "zwave_2", remedy: "install_update", check: undefined, startedAt: NOW - 20 * MINUTE });
  memory.endJob(update, { endedAt: NOW - 10 * MINUTE, outcome: "unverified", reason: "interrupted" });
  return world;
}

test("history reads downwards, with what was tried among what happened, and how reliable the lock was", async () => {
  const { status, out } = await withPast().run("history", "Front Door", "--days", "30");
  assert.deepEqual(
    out.split("\n").map((line) => line.replace(/ {2,}/g, "  ")),
    [
      "Front Door",
      "2026-11-22 09:00  Battery 18 % (Warning)",
      "2026-11-22 10:00  Out of reach (Fault)",
      "2026-11-22 10:55  Ping the lock: helped",
      "2026-11-22 11:00  Over: Out of reach",
      "2026-11-22 11:30  A wrong code",
      "2026-11-22 11:40  Install the update: not sure that it helped. It was interrupted. Nobody can say what became of it.",
      "",
      "Over 30 days",
      "Faults  1",
      "Mean time between faults  too few to say",
      "Mean time to recovery  too few to say",
      "Time without a fault  99.8 %",
      "Install the update helped  0 of 1",
      "Ping the lock helped  1 of 1",
      "",
    ],
  );
  assert.equal(status, 0);
});

test("history has the guides that people followed, and how they ended", async () => {
  const world = withPast();
  const done = (ago: number, outcome: string, variant = "guide_jam") =>
    world.memory!.remember({ lockId: "zwave_3", kind: "guide_done", at: NOW - ago, variant, outcome });
  done(40 * MINUTE, "stiff_door_open");
  done(20 * MINUTE, "solved");
  done(10 * MINUTE, "left", "guide_of_old");
  const { out } = await world.run("history", "Garage");
  assert.match(out, /Guide: The bolt jams: stopped, the lock itself is stiff\n/);
  assert.match(out, /Guide: The bolt jams: solved\n/);
  assert.match(out, /guide of old: left before its end\n/);
  assert.match(out, /Guide: The bolt jams helped +1 of 2\n/);
  const json = JSON.parse((await world.run("history", "Garage", "--json")).out) as {
    incidents: { kind: string; variant?: string; outcome?: string }[];
    reliability: { guides: object };
  };
  const [newest] = json.incidents;
  assert.deepEqual([newest!.kind, newest!.variant, newest!.outcome], ["guide_done", "guide_of_old", "left"]);
  assert.deepEqual(json.reliability.guides, { guide_jam: { ended: 2, confirmed: 1 } });
  world.options = { ...OPTIONS, language: "de" };
  assert.match((await world.run("history", "Garage")).out, /Anleitung: Der Riegel klemmt: gelöst\n/);
});

describe("history", () => {
  test("--json has every incident and job, and nothing of other locks", async () => {
    const { out } = await withPast().run("history", "zwave_2", "--json");
    const { lock, incidents, jobs, reliability } = JSON.parse(out) as {
      lock: object;
      incidents: { kind: string; at: string; evidence?: object[] }[];
      jobs: { remedy: string; outcome: string; started_at: string; ended_at?: string }[];
      reliability: { faults: number; remedies: object };
    };
    assert.deepEqual(lock, { id: "zwave_2", name: "Front Door" });
    assert.deepEqual(
      incidents.map(({ kind }) => kind),
      ["invalid_pin", "remedy_done", "finding_recovered", "finding_appeared", "finding_appeared", "lock_jammed"],
    );
    assert.deepEqual(incidents[4]!.evidence, [{ fact: "battery_level", value: 18, unit: "%", at: "2026-11-22T09:00:00.000Z" }]);
    assert.deepEqual(
      jobs.map(({ remedy, outcome, ended_at: end }) => [remedy, outcome, end]),
      [
        ["install_update", "unverified", "2026-11-22T11:50:00.000Z"],
        ["ping", "confirmed", "2026-11-22T11:00:00.000Z"],
      ],
    );
    assert.equal(reliability.faults, 1);
  });

  test("of some days leaves out what was before", async () => {
    const old = /The bolt jammed/;
    assert.match((await withPast().run("history", "front")).out, old);
    assert.doesNotMatch((await withPast().run("history", "front", "--days", "30")).out, old);
  });

  test("of a lock to which nothing happened says so", async () => {
    const world = withPast();
    world.memory!.nameLock("new", "Shed");
    assert.match((await world.run("history", "Shed")).out, /Nothing is remembered of this time/);
  });

  test("needs no Home Assistant", async () => {
    const world = withPast();
    world.session = "refused";
    assert.equal((await world.run("history", "Garage")).status, 0);
    assert.equal(world.sessionsClosed, 0);
  });

  test("without a memory ends with 2", async () => {
    const world = new World();
    world.memory = undefined;
    const { status, err } = await world.run("history", "x");
    assert.deepEqual([status, err], [2, "Nothing is remembered yet in /data.\n"]);
  });

  for (const days of ["0", "401", "1.5", "x", "1e2"])
    test(`does not take ${days} for days`, async () => {
      const { status, err } = await withPast().run("history", "Garage", "--days", days);
      assert.match(err, /--days wants a whole number from 1 to 400/);
      assert.equal(status, 64);
    });

  test("speaks German", async () => {
    const world = withPast();
    world.options = { ...OPTIONS, language: "de" };
    const { out } = await world.run("history", "Front Door");
    assert.match(out, /Vorbei: /);
    assert.match(out, /zu wenige für ein Urteil/);
  });

  test("does not stumble over what an old memory holds", async () => {
    const world = withPast();
    const odd = { lockId: "zwave_2", kind: "finding_appeared", check: "no_such_check", at: NOW } as unknown;
    world.memory!.remember(odd as Parameters<NonNullable<World["memory"]>["remember"]>[0]);
    const job = world.memory!.beginJob({
      lockId: "zwave_2",
      remedy: "no_such_remedy" as "ping",
      check: undefined,
      startedAt: NOW,
    });
    world.memory!.endJob(job, { endedAt: NOW, outcome: "odd" });
    const { status, out } = await world.run("history", "Front Door");
    assert.equal(status, 0);
    assert.match(out, /no such check \(Warning\)/);
    assert.match(out, /no such remedy: odd/);
  });
});

describe("report", () => {
  const personal = () => {
    const world = withPast();
    const { home } = world.stage;
    home.entry({ entry_id: "01ZWAVE", domain: "zwave_js", title: "Annabelle's stick" });
    home.set("sensor.front_door_node_status", "dead");
    home.user = { is_admin: true };
    const { zwave_2: device } = home.devices;
    home.devices = { ...home.devices, zwave_2: { ...device!, name_by_user: "Annabelle's door", sw_version: "10.7.0" } };
    home.set("lock.front_door", "locked", {
      attributes: { friendly_name: "Annabelle's door", code: PLANTED, changed_by: "Annabelle" },
    });
    return world;
  };

  test("has model, firmware, findings, readings and what was tried", async () => {
    const { status, out } = await personal().run("report", "lock.front_door");
    for (const part of [
      /^Model +Allegion BE469ZP$/m,
      /^Firmware +10\.7\.0$/m,
      /^Integration +zwave_js$/m,
      /^Home Assistant +2026\.11\.0$/m,
      /^Verdict +Out of reach$/m,
      /^- Out of reach \(Fault, Link, since 2026-11-22 11:00\)$/m,
      /^ {4}Answers +Dead/m,
      /^ {4}May help: Ping the lock/m,
      /^Battery +94 %/m,
      /^2026-11-22 10:55 {2}Ping the lock: helped$/m,
    ])
      assert.match(out, part);
    assert.equal(status, 0);
  });

  for (const language of ["en", "de"] as const)
    test(`has no name, id, address or code in it (${language})`, async () => {
      const world = personal();
      world.options = { ...OPTIONS, language };
      const { out } = await world.run("report", "lock.front_door");
      for (const secret of [
        /annabelle/i,
        /front.door/i,
        /zwave_2/,
        /2119630849/,
        /lock\./,
        /sensor\./,
        /ha\.test/,
        new RegExp(PLANTED),
      ])
        assert.doesNotMatch(out, secret);
    });

  test("works without a memory", async () => {
    const world = personal();
    world.memory = undefined;
    const { status, out } = await world.run("report", "lock.front_door");
    assert.equal(status, 0);
    assert.match(out, /## What was tried\n\nNone\./);
  });
});
