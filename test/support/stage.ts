import { everything } from "../../src/runtime/everything.ts";
import { HomeHealth } from "../../src/runtime/home-health.ts";
import type { Interest, Lease, LockHealth } from "../../src/runtime/home-health.ts";
import type { Finding } from "../../src/core/diagnose.ts";
import type { Request } from "../../src/adapters/home.ts";
import { FakeClient, refusal } from "./client.ts";
import { FakeClock, settle } from "./clock.ts";
import { MockHome } from "./home.ts";
import { NOW } from "./snapshot.ts";

/** A viewer, and how often it was told to look. */
export interface Viewing {
  readonly lease: Lease;
  notified: number;
}

/** A home, what watches over it, and the clock of both. */
export class Stage {
  readonly home = new MockHome();
  readonly client = new FakeClient();
  readonly clock = new FakeClock(NOW);
  readonly health = new HomeHealth(this.client, this.clock, everything);

  constructor(build: (home: MockHome) => void) {
    build(this.home);
    const { client, home } = this;
    const latest = (request: Request): unknown => {
      const found = home.answers.findLast(
        (answer) =>
          answer.request.type === request.type &&
          answer.request["device_id"] === request["device_id"] &&
          answer.request["integration"] === request["integration"],
      );
      if (!found) throw refusal("not_found", "Not found.");
      return found.result;
    };
    for (const type of [
      "zwave_js/node_status",
      "matter/node_diagnostics",
      "matter/ping_node",
      "mqtt/device/debug_info",
      "manifest/get",
    ])
      client.on(type, latest);
    client.on("config/device_registry/list_linked_devices", () => ({ linked_devices: [] }));
    client.on("config/entity_registry/get_entries", ({ entity_ids: ids }) =>
      Object.fromEntries((ids as string[]).map((id) => [id, home.registry[id] ?? null])),
    );
    client.on("repairs/list_issues", () => ({ issues: home.issues }));
    client.onStream("config_entries/subscribe", () => home.configEntries.map((entry) => ({ type: null, entry })));
    client.onStream("logbook/event_stream", () => ({ events: [], start_time: 0, end_time: 1, partial: true }));
    client.onStream("history/stream", () => ({ states: {}, start_time: 0, end_time: 1 }));
    this.health.update(home.source());
  }

  /** A card that opens, and what it waits for first. */
  async show(interest: Interest = {}): Promise<Viewing> {
    const viewing: { lease: Lease; notified: number } = { lease: undefined as unknown as Lease, notified: 0 };
    viewing.lease = this.health.open(interest, () => viewing.notified++);
    // What is wanted is asked for after the first drawing.
    await this.clock.advance(0);
    await settle();
    viewing.notified = 0;
    return viewing;
  }

  /** Hands on what has changed in the home, some ms later. */
  async change(change: (home: MockHome, at: number) => unknown, ms = 1_000): Promise<void> {
    await this.clock.advance(ms);
    change(this.home, this.clock.now());
    this.home.takenAt = this.clock.now();
    this.health.update(this.home.source());
    await settle();
  }

  /** How the run of a lock stands, in one line. */
  run(entityId: string): string {
    const state = this.health.run(entityId)?.state;
    if (!state) return "none";
    switch (state.phase) {
      case "unverified":
        return `unverified ${state.reason}`;
      case "refused":
        return `refused ${state.condition.id}`;
      case "failed":
        return `failed ${state.code}: ${state.message}`;
      default:
        return state.phase;
    }
  }
}

export function lockOf({ lease }: Viewing, entityId: string): LockHealth {
  const lock = lease.locks.find((each) => each.entityId === entityId);
  if (!lock) throw new Error(`${entityId} is not shown`);
  return lock;
}

/** The verdict in one word: `healthy`, a check with its variant, or why nobody can tell. */
export function verdict(viewing: Viewing, entityId: string): string {
  const said = lockOf(viewing, entityId).diagnosis.verdict;
  if (said.kind === "healthy") return "healthy";
  if (said.kind === "unknown") return `unknown ${said.reason}`;
  return said.finding.variant === undefined ? said.finding.id : `${said.finding.id}/${said.finding.variant}`;
}

export const first = (viewing: Viewing, entityId: string): Finding => lockOf(viewing, entityId).diagnosis.findings[0]!;
