import type { FactSet } from "../../src/core/fact.ts";
import { known } from "../../src/core/fact.ts";
import { DEFAULT_SETTINGS } from "../../src/core/snapshot.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Numbers from 0 to 1 that look random and are the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Every fact is there, as for a lock of whom everything is known; about one in ten says that something is wrong. */
function facts(random: () => number): FactSet {
  const bad = (share = 0.1) => random() < share;
  const from = (source: string) => ({ at: NOW - Math.floor(random() * HOUR), source });
  return {
    lock_state: known(bad() ? "jammed" : "locked", from("lock.bench")),
    lock_available: known(!bad(0.05), from("lock.bench")),
    assumed_state: known(bad(0.02)),
    bolt_command: known({ wanted: "locked", outcome: bad() ? "fell_back" : "followed" }, from("lock.bench")),
    bolt_moved: known(NOW - Math.floor(random() * 24 * HOUR), from("lock.bench")),
    battery_level: known(Math.floor(random() * 101), from("sensor.bench_battery")),
    battery_before: known(Math.floor(random() * 101)),
    battery_low_flag: known(bad(), from("binary_sensor.bench_low")),
    battery_now_flag: known(bad(0.05), from("binary_sensor.bench_now")),
    battery_type: known("4× AA"),
    node_status: known(bad(0.05) ? "dead" : "alive", from("sensor.bench_node_status")),
    ping_answered: known(!bad()),
    last_seen: known(NOW - Math.floor(random() * HOUR), from("sensor.bench_last_seen")),
    radio: known("zwave"),
    signal: known(-60 - Math.floor(random() * 40), from("sensor.bench_rssi")),
    noise: known(-100),
    link_quality: known(Math.floor(random() * 256)),
    round_trip: known(Math.floor(random() * 3000), from("sensor.bench_rtt")),
    hub_state: known(bad(0.02) ? "retrying" : "loaded"),
    hub_online: known(!bad(0.02)),
    hub_peers: known({ gone: Number(bad()), total: 5 }),
    cloud: known(false),
    sign_in_pending: known(bad(0.02)),
    joined_securely: known(!bad(0.05)),
    firmware: known({
      installed: "1.2.3",
      latest: bad() ? "1.3.0" : "1.2.3",
      skipped: false,
      inProgress: bad(0.02),
      percent: 40,
      installable: true,
    }),
    firmware_moved: known(NOW - Math.floor(random() * HOUR)),
    hub_updating: known(bad(0.02)),
    interview: known({ complete: !bad(0.05), outdated: bad(0.05), running: false }),
    jam_flag: known(bad(), from("binary_sensor.bench_jam")),
    fully_locked: known(!bad()),
    not_fully_locked_events: known(bad() ? [NOW - HOUR] : []),
    door_open: known(bad(), from("binary_sensor.bench_door")),
    cover_removed: known(bad(0.02)),
    keypad_disabled: known(bad(0.05)),
    keypad_mode: known(bad(0.05) ? "vacation" : "normal"),
    keypad_lockout_events: known(bad(0.05) ? [NOW - HOUR] : []),
    wrong_code_events: known(bad() ? [NOW - 3000, NOW - 2000, NOW - 1000] : []),
    keypad_used: known(NOW - Math.floor(random() * 24 * HOUR)),
    battery_chemistry: known("alkaline"),
    battery_allowed: known(bad(0.02) ? ["lithium"] : ["alkaline"]),
    battery_swapped: known(NOW - Math.floor(random() * 400 * DAY)),
    battery_before_swap: known(Math.floor(random() * 60)),
    battery_since: known(NOW - Math.floor(random() * 400 * DAY)),
    battery_loss: known({ perWeek: 1, usualPerWeek: 1, ratio: bad(0.05) ? 2 : 1, significant: bad(0.5) }),
    drain_suspects: known(bad() ? ["update"] : []),
    battery_forecast: known({ early: NOW + random() * 100 * DAY, late: NOW + 200 * DAY, basis: "slope" }),
    supply_ok: known(!bad(0.02)),
    accessory_cells: known([{ kind: "keypad", percent: Math.floor(random() * 101), source: "sensor.bench_keypad" }]),
    ignored_commands: known(bad(0.05) ? [NOW - 2 * HOUR, NOW - HOUR] : []),
    keypad_fault: known(bad(0.02)),
    keypad_silence: known({ uses: Math.floor(random() * 20), longest: 8 }),
    jam_events: known(bad() ? [NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR] : []),
    turn_time: known({ now: 1500 + random() * 1500, usual: 1800, countNow: 8, countUsual: 60 }),
    turn_effort: known({ now: 90 + random() * 40, usual: 100, countNow: 8, countUsual: 60 }),
    calibrated: known(!bad(0.02)),
    codes_unsynced: known(Number(bad(0.05))),
    codes_suspended: known(0),
    codes_set: known(4),
    has_keypad: known(true),
    code_ends: known(NOW + Math.floor(random() * 60 * DAY)),
    auto_relock: known(!bad(0.05)),
    auto_relock_was: known(NOW - HOUR),
  };
}

/** Snapshots of locks that are all different, and the same in every run. */
export function snapshots(count: number): LockSnapshot[] {
  const random = generator(2026);
  return Array.from({ length: count }, (_, index) => ({
    lock: { entityId: `lock.bench_${index}`, name: `Bench ${index}`, adapterId: "zwave_js", hubId: `hub_${index % 20}` },
    takenAt: NOW,
    home: "running",
    settings: DEFAULT_SETTINGS,
    facts: facts(random),
  }));
}
