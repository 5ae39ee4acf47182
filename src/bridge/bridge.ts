import { deepAdapterFor } from "../adapters/deep/index.ts";
import { list, record, text } from "../adapters/home.ts";
import type { Settings } from "../core/snapshot.ts";
import { valueOf } from "../core/fact.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Clock } from "../runtime/client.ts";
import { HomeHealth } from "../runtime/home-health.ts";
import type { Lease, LockHealth } from "../runtime/home-health.ts";
import type { OwnBroker } from "./broker.ts";
import { ACTION_IDS, bridgeDiscovery, hubDiscovery, lockDiscovery } from "./discovery.ts";
import type { PublishOptions } from "./discovery.ts";
import { LockIncidents, openFindings } from "./incidents.ts";
import { Jobs, jobHealthOf } from "./jobs.ts";
import type { Log } from "./log.ts";
import { Figures, openMetrics } from "./metrics.ts";
import { bridgePayloads, eventPayload, hubPayloads, payloadsFor } from "./payloads.ts";
import type { Home, Incident, Memory } from "./ports.ts";
import { commandFilters, commandOf, hubIdOf, hubRemovalOf, lockIdOf, lockTopics, removalOf } from "./topics.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ms for which a lock may be missing in a running home before it counts as removed: integrations are reloaded. */
const MISSED = 5 * MINUTE;
/** Ms for which the list of a lock's remedies holds: they come and go with its entities. */
const OFFERS_HOLD = 10_000;
/** Findings of the hub, not of the lock. */
const HUB_FINDINGS: ReadonlySet<string> = new Set(["hub_down", "cloud_unreachable", "sign_in_expired"]);

export interface BridgeOptions extends PublishOptions {
  readonly settings: Settings;
  /** Lock entities that are left alone. */
  readonly exclude: readonly string[];
  readonly dailyPing: boolean;
}

export interface BridgeParts {
  readonly home: Home;
  readonly broker: OwnBroker;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: BridgeOptions;
}

/** A lock as the bridge has announced it. */
interface Announced {
  readonly id: string;
  readonly incidents: LockIncidents;
  health: LockHealth;
  /** What it was announced with, in one line. */
  key: string;
  /** Every action that has been real for it since the start: a button does not come and go with each loss of the link. */
  remedies: readonly RemedyId[];
  offeredAt: number;
  missingSince: number | undefined;
}

interface Hub {
  readonly id: string;
  readonly entryId: string;
  name: string;
}

/** Joins the parts: watches one home, publishes what it sees, and does what it is asked to. */
export class Bridge {
  private readonly parts: BridgeParts;
  private readonly health: HomeHealth;
  private readonly jobs: Jobs;
  private readonly figures = new Figures();
  private readonly locks = new Map<string, Announced>();
  private readonly hubs = new Map<string, Hub>();
  private readonly cleanups: (() => void)[] = [];
  private lease: Lease | undefined;
  private stopFlush: (() => void) | undefined;
  private stopTick = () => {};
  /** Ids that were announced before this start, until it is known which of them are still there. */
  private before: { readonly locks: readonly string[]; readonly hubs: readonly string[] } = { locks: [], hubs: [] };
  private startedAt = 0;
  private changedAt: number | undefined;
  private runs = 0;
  private lastError: string | undefined;
  private aliveAt = 0;
  private prunedAt = 0;

  constructor(parts: BridgeParts) {
    this.parts = parts;
    const { home, memory, clock } = parts;
    this.health = new HomeHealth(home.client, clock, deepAdapterFor);
    this.jobs = new Jobs({
      health: jobHealthOf(this.health, (lockId) => {
        const found = this.locks.get(lockId);
        return found && { health: found.health, model: this.deviceOf(found.health)?.model ?? undefined };
      }),
      memory,
      clock,
      changed: (lockId) => this.publishLock(lockId),
      ended: (incident) => {
        this.tell(incident);
        this.runs++;
        const after = incident.evidence?.find(({ fact }) => fact === "after")?.value;
        if (incident.remedy)
          this.figures.remedyEnded(incident.remedy, incident.outcome ?? "unverified", typeof after === "number" ? after : 0);
        this.publishBridge();
      },
      failed: (error) => this.trouble("memory", error),
    });
  }

  start(): void {
    const { home, broker, memory, clock, options } = this.parts;
    const now = clock.now();
    this.startedAt = now;
    const { locks, hubs } = record(JSON.parse(memory.get("announced") ?? "{}"));
    this.before = { locks: list(locks).map(String), hubs: list(hubs).map(String) };
    const alive = Number(memory.get("alive"));
    this.aliveAt = alive > 0 && alive < now ? alive : now;
    broker.publish(bridgeDiscovery(options).topic, bridgeDiscovery(options).payload);
    for (const filter of commandFilters(options))
      this.cleanups.push(broker.listen(filter, (topic, payload, retained) => this.heard(topic, payload, retained)));
    this.cleanups.push(home.onChange(() => this.homeChanged()));
    this.jobs.resume(now);
    const { exclude, settings } = options;
    this.lease = this.health.open({ exclude, settings }, () => this.soon());
    this.homeChanged();
    this.tick();
  }

  async close(): Promise<void> {
    for (const stop of this.cleanups.splice(0)) stop();
    this.stopTick();
    this.stopFlush?.();
    this.lease?.close();
    this.jobs.close();
    this.parts.memory.set("alive", String(this.parts.clock.now()));
    await Promise.all([this.parts.home.close(), this.parts.broker.close()]);
    this.parts.memory.close();
  }

  /**
   * How the bridge stands. For a watchdog it is well as long as a new start would change nothing: Home Assistant or the
   * broker may be away, but the token of an App that is refused is another one after a start.
   */
  state(): { readonly ok: boolean; readonly reasons: readonly string[] } {
    const { home, broker } = this.parts;
    const reasons = [
      ...(home.state === "refused" ? ["Home Assistant refuses the token"] : []),
      ...(home.state === "lost" || home.state === "connecting" ? ["no connection to Home Assistant"] : []),
      ...(broker.connected ? [] : ["no connection to the MQTT broker"]),
    ];
    return { ok: home.state !== "refused", reasons };
  }

  metrics(): string {
    const { home, broker, options } = this.parts;
    return openMetrics({
      home: options.homeId,
      locks: [...this.locks.values()],
      figures: this.figures,
      mqttConnected: broker.connected,
      homeConnected: home.state === "connected",
      residentBytes: process.memoryUsage().rss,
      eventsDropped: broker.dropped,
    });
  }

  private homeChanged(): void {
    const { home, clock } = this.parts;
    this.changedAt ??= clock.now();
    if (home.source) this.health.update(home.source);
    this.soon();
  }

  /** Changes come in bursts: they are published together. */
  private soon(): void {
    this.stopFlush ??= this.parts.clock.after(0, () => {
      this.stopFlush = undefined;
      this.flush();
    });
  }

  private flush(): void {
    this.jobs.healthChanged();
    const current = this.lease?.locks ?? [];
    const keys = current.map(({ entityId, snapshot }) => ({ entityId, deviceId: snapshot.lock.deviceId }));
    const present = new Set<string>();
    current.forEach((health, index) => {
      const id = lockIdOf(keys[index] ?? health, keys);
      present.add(id);
      this.look(id, health);
    });
    if (this.isHomeWhole()) for (const lock of this.locks.values()) if (!present.has(lock.id)) this.missed(lock);
    this.publishHubs();
    this.publishBridge();
    if (this.changedAt !== undefined) this.figures.published(Math.max(0, this.parts.clock.now() - this.changedAt));
    this.changedAt = undefined;
  }

  /** Whether a lock that is not there is really gone. */
  private isHomeWhole(): boolean {
    const { source, state } = this.parts.home;
    return state === "connected" && source?.config.state === "RUNNING" && Object.keys(source.states).length > 0;
  }

  private look(id: string, health: LockHealth): void {
    const { memory } = this.parts;
    const known = this.locks.get(id);
    if (known?.health === health && known.missingSince === undefined) return;
    const lock: Announced = known ?? {
      id,
      incidents: new LockIncidents(id, this.aliveAt, openFindings(memory.incidents(id))),
      health,
      key: "",
      remedies: [],
      offeredAt: -Infinity,
      missingSince: undefined,
    };
    lock.health = health;
    lock.missingSince = undefined;
    if (!known) {
      this.locks.set(id, lock);
      this.name(lock);
      if (memory.get(`watched:${id}`) === undefined) memory.set(`watched:${id}`, String(this.parts.clock.now()));
      this.rememberAnnounced();
    }
    this.publishLock(id);
    for (const incident of lock.incidents.look(health)) this.tell(incident);
  }

  /** Remembers what a lock is called, for questions about it when it or the bridge is gone. */
  private name({ id, health }: Announced): void {
    this.parts.memory.nameLock(id, health.name);
    this.parts.memory.set(`entity:${id}`, health.entityId);
  }

  private tell(incident: Incident): void {
    const { broker, memory, options } = this.parts;
    memory.remember(incident);
    broker.publish(lockTopics(options, incident.lockId).event, eventPayload(incident), { retain: false });
  }

  private publishLock(id: string): void {
    const { broker, options } = this.parts;
    const lock = this.locks.get(id);
    if (!lock) return;
    this.announce(lock);
    for (const [topic, payload] of payloadsFor(lock, this.jobs.stateOf(id), this.jobs.armed(id), options))
      broker.publish(topic, payload);
  }

  private announce(lock: Announced): void {
    const { broker, clock, options } = this.parts;
    const { health, id } = lock;
    const now = clock.now();
    if (Math.abs(now - lock.offeredAt) >= OFFERS_HOLD) {
      lock.offeredAt = now;
      const real = this.health.offers(health, { remedies: ACTION_IDS }).offers.map(({ remedy }) => remedy.id);
      lock.remedies = ACTION_IDS.filter((remedyId) => lock.remedies.includes(remedyId) || real.includes(remedyId));
    }
    const platform = text(this.parts.home.source?.entities[health.entityId]?.platform) ?? "";
    const device = this.deviceOf(health);
    const key = JSON.stringify([health.entityId, health.name, lock.remedies, platform, device?.id, health.snapshot.lock.hubName]);
    if (key === lock.key) return;
    const renamed = lock.key !== "" && list(JSON.parse(lock.key))[0] !== health.entityId;
    lock.key = key;
    if (renamed) {
      this.name(lock);
      // Attributes by template are made anew only with the next message.
      broker.forget(lockTopics(options, id).availability);
    }
    const { topic, payload } = lockDiscovery({ id, health, ref: { platform, device }, remedies: lock.remedies }, options);
    broker.publish(topic, payload);
  }

  private deviceOf({ snapshot }: LockHealth) {
    const { deviceId } = snapshot.lock;
    return deviceId === undefined ? undefined : this.parts.home.source?.devices[deviceId];
  }

  /** A lock that is not there any more: said at once, and taken away when it stays so, or when its registry row is gone too. */
  private missed(lock: Announced): void {
    const { broker, clock, home, options } = this.parts;
    const now = clock.now();
    lock.missingSince ??= now;
    const { entityId } = lock.health;
    broker.publish(lockTopics(options, lock.id).availability, "offline");
    broker.publish(lockTopics(options, lock.id).verdict, "unknown");
    const isRegistered = home.source?.entities[entityId] !== undefined;
    if (isRegistered || Math.abs(now - lock.missingSince) < MISSED) return;
    this.jobs.cancel(lock.id);
    this.locks.delete(lock.id);
    for (const topic of removalOf(options, lock.id)) broker.forget(topic);
    this.rememberAnnounced();
  }

  private publishHubs(): void {
    const { broker, options } = this.parts;
    const members = new Map<string, LockHealth[]>();
    for (const { health } of this.locks.values()) {
      const { hubId } = health.snapshot.lock;
      if (hubId !== undefined) members.set(hubId, [...(members.get(hubId) ?? []), health]);
    }
    for (const [entryId, locks] of members) {
      const id = hubIdOf(entryId);
      const name = locks[0]?.snapshot.lock.hubName ?? entryId;
      const known = this.hubs.get(id);
      if (known?.name !== name) {
        this.hubs.set(id, { id, entryId, name });
        const { topic, payload } = hubDiscovery({ id, name }, options);
        broker.publish(topic, payload);
        this.rememberAnnounced();
      }
      const findings = locks.flatMap(({ diagnosis }) => diagnosis.findings.map((finding) => finding.id));
      const { running, waiting } = this.jobs.queueOf(entryId);
      const lockName = running && (this.locks.get(running.lockId)?.health.name ?? running.lockId);
      const values = hubPayloads(
        {
          id,
          problem: findings.some((each) => HUB_FINDINGS.has(each)),
          locks: locks.length,
          ...(running && lockName !== undefined ? { job: { lockId: running.lockId, lockName, remedy: running.remedy } } : {}),
          queued: waiting.length,
        },
        options,
      );
      for (const [topic, payload] of values) broker.publish(topic, payload);
    }
    for (const { id, entryId } of this.hubs.values()) {
      if (members.has(entryId)) continue;
      this.hubs.delete(id);
      for (const topic of hubRemovalOf(options, id)) broker.forget(topic);
      this.rememberAnnounced();
    }
  }

  private publishBridge(): void {
    const { broker, home, options } = this.parts;
    const refused = home.state === "refused" ? "Home Assistant refuses the token" : undefined;
    const values = bridgePayloads(
      {
        connected: home.state === "connected",
        findings: [...this.locks.values()].filter(({ health }) => health.diagnosis.verdict.kind === "finding").length,
        runs: this.runs,
        lastError: refused ?? this.lastError,
      },
      options,
    );
    for (const [topic, payload] of values) broker.publish(topic, payload);
  }

  /** What was announced, so that a lock which goes while the bridge is away is taken away at a later start. */
  private rememberAnnounced(): void {
    const locks = [...new Set([...this.before.locks, ...this.locks.keys()])];
    const hubs = [...new Set([...this.before.hubs, ...this.hubs.keys()])];
    this.parts.memory.set("announced", JSON.stringify({ locks, hubs }));
  }

  /** Takes away what was announced before this start and is no longer there. */
  private removeOld(): void {
    const { broker, options } = this.parts;
    const { locks, hubs } = this.before;
    for (const id of locks) if (!this.locks.has(id)) for (const topic of removalOf(options, id)) broker.forget(topic);
    for (const id of hubs) if (!this.hubs.has(id)) for (const topic of hubRemovalOf(options, id)) broker.forget(topic);
    this.before = { locks: [], hubs: [] };
    this.rememberAnnounced();
  }

  private heard(topic: string, payload: string, retained: boolean): void {
    const command = commandOf(this.parts.options, topic, payload, retained);
    switch (command?.kind) {
      case "press": {
        const { phase, refusal } = this.jobs.press(command.lockId, command.remedy);
        this.parts.log.info(
          { lock: command.lockId, remedy: command.remedy, phase, refusal: refusal?.reason },
          "A remedy was pressed.",
        );
        return this.soon();
      }
      case "arm":
        this.jobs.arm(command.lockId, command.on);
        return;
      case "check":
        for (const { health } of this.locks.values()) this.health.lookAgain(health.entityId);
        return;
      case undefined:
    }
  }

  /** Once a minute: what time alone changes. */
  private tick(): void {
    const { clock, memory } = this.parts;
    const now = clock.now();
    this.stopTick = clock.after(MINUTE, () => this.tick());
    // Some minutes after the start all integrations are there.
    const isLong = Math.abs(now - this.startedAt) >= MISSED;
    if (isLong && this.before.locks.length + this.before.hubs.length > 0 && this.isHomeWhole()) this.removeOld();
    memory.set("alive", String(now));
    if (Math.abs(now - this.prunedAt) >= DAY) {
      this.prunedAt = now;
      memory.prune(now);
    }
    if (this.parts.options.dailyPing) this.pingSilent(now);
    this.soon();
  }

  /** Asks one silent battery lock a hub whether it is there, once a day each, at an hour of its own. */
  private pingSilent(now: number): void {
    const { memory } = this.parts;
    const asked = new Set<string>();
    for (const { id, health, remedies } of this.locks.values()) {
      const { facts, lock } = health.snapshot;
      const hub = lock.hubId ?? id;
      const onBattery = facts.battery_level !== undefined || facts.battery_low_flag !== undefined;
      const seen = Math.max(valueOf(facts.last_seen) ?? 0, Number(memory.get(`pinged:${id}`) ?? 0));
      const { running, waiting } = this.jobs.queueOf(hub);
      if (!onBattery || !remedies.includes("ping") || asked.has(hub) || running || waiting.length > 0) continue;
      if (now - seen < DAY + hash(id) * 4 * HOUR) continue;
      asked.add(hub);
      memory.set(`pinged:${id}`, String(now));
      this.jobs.press(id, "ping");
    }
  }

  private trouble(what: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.lastError = `${what}: ${message}`;
    this.parts.log.error({ part: what, reason: message }, "Something went wrong.");
    this.publishBridge();
  }
}

/** A number from 0 to 1 that is always the same for a text: so that not all locks are asked at the same hour. */
function hash(words: string): number {
  let value = 0;
  for (const letter of words) value = (value * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return value / 9973;
}
