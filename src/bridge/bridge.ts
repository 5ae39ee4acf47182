import { deepAdapterFor } from "../adapters/deep/index.ts";
import { list, text } from "../adapters/home.ts";
import type { Settings } from "../core/snapshot.ts";
import { diagnose } from "../core/everything.ts";
import { valueOf } from "../core/fact.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Clock } from "../runtime/client.ts";
import { HomeHealth } from "../runtime/home-health.ts";
import type { Lease, LockHealth } from "../runtime/home-health.ts";
import type { OwnBroker } from "./broker.ts";
import { ACTION_IDS, bridgeDiscovery, hasCells, hubDiscovery, lockDiscovery } from "./discovery.ts";
import type { PublishOptions } from "./discovery.ts";
import { announcedIn } from "./former.ts";
import { LockIncidents, openFindings } from "./incidents.ts";
import { Jobs, jobHealthOf } from "./jobs.ts";
import { Keeps } from "./keeps.ts";
import type { Log } from "./log.ts";
import { Figures, openMetrics } from "./metrics.ts";
import { Recollections, knowledgeWith } from "./remembered.ts";
import { bridgePayloads, eventPayload, hubPayloads, payloadsFor } from "./payloads.ts";
import type { Home, Incident, IncidentKind, JobState, Memory, Refusal } from "./ports.ts";
import { commandFilters, commandOf, hubIdOf, hubRemovalOf, lockIdOf, lockTopics, removalOf } from "./topics.ts";
import type { LockKey } from "./topics.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Minutes for which a lock may be missing in a running home before it counts as removed: integrations are reloaded, and a
 * lock that joins its network again may leave the registry meanwhile. Counted, not measured: clocks are set.
 */
const MISSED = 5;
/** Minutes for which the last error is shown after it last came. */
const ERROR_SHOWN = 10;
/** Ms for which a press waits for what the bridge has yet to learn of a lock that it has just met. */
const LEARNS_WITHIN = 30_000;
/** Refusals that may only say that it has not learnt enough yet. */
const TOO_EARLY: ReadonlySet<Refusal["reason"]> = new Set<Refusal["reason"]>(["unavailable", "not_offered"]);
/** Ms for which the list of a lock's remedies holds: they come and go with its entities. */
const OFFERS_HOLD = 10_000;
/** The same while the bridge still learns what can be done for the lock: a button that is missing is missed by somebody. */
const FIRST_HOLD = 1_000;
/** What is read as lists of times, and of one event the recorder may have another fraction of a second than the stream. */
const LISTED: ReadonlySet<IncidentKind> = new Set<IncidentKind>(["invalid_pin", "keypad_locked_out"]);
const SAME_EVENT = 500;
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
  /** Every action that has been real for it: a button does not come and go with each loss of the link, nor with a start. */
  remedies: readonly RemedyId[];
  offeredAt: number;
  /** Ends the wait for the next look at what is real for it. */
  stopHold: (() => void) | undefined;
  /** Epoch ms at which it was met in this run of the bridge. */
  readonly metAt: number;
  /** Minutes in a running home for which it has not been there; undefined while it is. */
  missing: number | undefined;
  /** Its newest press is one that nobody has asked for: nobody is told how that goes. */
  quiet: boolean;
}

/** A press that came before enough was known of its lock. */
interface EarlyPress {
  readonly lockId: string;
  readonly remedy: string;
  readonly at: number;
}

interface Hub {
  readonly id: string;
  readonly entryId: string;
  name: string;
}

const IDLE: JobState = { phase: "idle" };

/** A lock that is not there: nothing is known of it any more. */
function gone(health: LockHealth): LockHealth {
  const snapshot = { ...health.snapshot, home: "missing", facts: {} } as const;
  return { ...health, snapshot, diagnosis: diagnose(snapshot) };
}

/** Joins the parts: watches one home, publishes what it sees, and does what it is asked to. */
export class Bridge {
  private readonly parts: BridgeParts;
  private readonly health: HomeHealth;
  private readonly jobs: Jobs;
  private readonly keeps: Keeps;
  private readonly recollections: Recollections;
  private readonly figures = new Figures();
  private readonly locks = new Map<string, Announced>();
  private readonly hubs = new Map<string, Hub>();
  private readonly cleanups: (() => void)[] = [];
  private early: EarlyPress[] = [];
  private startedAt = 0;
  /** It has looked at a whole home: a lock that it does not know then is none. */
  private hasLooked = false;
  private lease: Lease | undefined;
  private stopFlush: (() => void) | undefined;
  private stopTick = () => {};
  /** Ids that were announced before this start, until it is known which of them are still there. */
  private before: { readonly locks: readonly string[]; readonly hubs: readonly string[] } = { locks: [], hubs: [] };
  /** Minutes for which the home has been whole. */
  private wholeFor = 0;
  private changedAt: number | undefined;
  /** Whether a judgement is new since then. */
  private judged = false;
  private runs = 0;
  private lastError: { readonly words: string; shownFor: number } | undefined;
  private aliveAt = 0;
  private prunedAt = 0;
  private closed = false;

  constructor(parts: BridgeParts) {
    this.parts = parts;
    const { home, broker, memory, clock, log, options } = parts;
    const recollections = new Recollections(memory);
    this.recollections = recollections;
    const knowledge = knowledgeWith((entityId) => recollections.ofEntity(entityId));
    this.health = new HomeHealth(home.client, clock, knowledge, deepAdapterFor);
    this.jobs = new Jobs({
      health: jobHealthOf(this.health, (lockId) => {
        const found = this.locks.get(lockId);
        return found && { health: found.health, model: this.deviceOf(found.health)?.model ?? undefined };
      }),
      memory,
      clock,
      changed: (lockId) => {
        this.publishLock(lockId);
        // Its hub is at work, or free again.
        this.soon();
      },
      ended: (incident) => {
        this.tell(incident);
        this.runs++;
        const after = incident.evidence?.find(({ fact }) => fact === "after")?.value;
        if (incident.remedy)
          this.figures.remedyEnded(incident.remedy, incident.outcome ?? "unverified", typeof after === "number" ? after : 0);
        this.publishBridge();
      },
      failed: (error) => this.trouble("remedy", error),
    });
    this.keeps = new Keeps({
      memory,
      clock,
      log,
      changed: (lockId, keep, line, again) => broker.publish(lockTopics(options, lockId)[keep], line, { again }),
      ended: (incident) => this.tell(incident),
    });
  }

  start(): void {
    const { home, broker, memory, clock, options } = this.parts;
    const now = clock.now();
    this.startedAt = now;
    this.before = announcedIn(memory);
    const alive = Number(memory.get("alive"));
    this.aliveAt = alive > 0 && alive < now ? alive : now;
    broker.publish(bridgeDiscovery(options).topic, bridgeDiscovery(options).payload);
    for (const filter of commandFilters(options))
      this.cleanups.push(broker.listen(filter, (topic, payload, retained) => this.heard(topic, payload, retained)));
    this.cleanups.push(home.onChange(() => this.homeChanged()));
    this.jobs.resume(now);
    for (const id of this.before.locks) this.publishOldRun(id);
    const { exclude, settings } = options;
    this.lease = this.health.open({ exclude, settings }, () => this.soon());
    this.homeChanged();
    this.tick();
  }

  /** Says that it is offline and lets go of everything, once. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const stop of this.cleanups.splice(0)) stop();
    this.stopTick();
    this.stopFlush?.();
    for (const { stopHold } of this.locks.values()) stopHold?.();
    this.lease?.close();
    this.jobs.close();
    this.keeps.close();
    const { home, broker, memory } = this.parts;
    this.markAlive();
    await Promise.allSettled([home.close(), broker.close()]);
    memory.close();
  }

  /** Something went wrong that the bridge survives: said for some minutes. `what`: the part of it. */
  trouble(what: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.lastError = { words: `${what}: ${message}`, shownFor: 0 };
    this.parts.log.error({ part: what, reason: message }, "Something went wrong.");
    this.publishBridge();
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
    if (this.stopFlush) this.lookAtOnce();
    this.changedAt ??= clock.now();
    if (home.source) this.health.update(home.source);
    this.soon();
  }

  /** What was judged and not looked at yet is about to be judged anew: a jam that is over by then has been there. */
  private lookAtOnce(): void {
    const now = new Map(this.lease?.locks.map((health) => [health.entityId, health]));
    for (const { id, health } of this.locks.values()) {
      const judged = now.get(health.entityId);
      if (judged) this.lookSafely(id, judged);
    }
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
    const onDevice = new Map<string | undefined, LockKey[]>();
    const keys = current.map(({ entityId, snapshot }) => {
      const key = { entityId, deviceId: snapshot.lock.deviceId };
      const others = onDevice.get(key.deviceId);
      if (others) others.push(key);
      else onDevice.set(key.deviceId, [key]);
      return key;
    });
    const found = new Map(keys.map((key, index) => [lockIdOf(key, onDevice.get(key.deviceId) ?? []), current[index]] as const));
    const there = new Set(current.map(({ entityId }) => entityId));
    for (const lock of this.locks.values()) {
      if (found.has(lock.id)) continue;
      // The same lock by another id: its device has become known, or has got a second lock.
      if (there.has(lock.health.entityId)) this.remove(lock.id);
      else if (this.isHomeWhole() && lock.missing === undefined) this.missed(lock);
    }
    for (const [id, health] of found) if (health) this.lookSafely(id, health);
    this.hasLooked ||= this.isHomeWhole();
    this.pressEarly();
    this.publishHubs();
    this.publishBridge();
    if (this.changedAt !== undefined && this.judged) this.figures.published(this.parts.clock.now() - this.changedAt);
    this.changedAt = undefined;
    this.judged = false;
  }

  /** Whether a lock that is not there is really gone. */
  private isHomeWhole(): boolean {
    const { source, state } = this.parts.home;
    return state === "connected" && source?.config.state === "RUNNING" && Object.keys(source.states).length > 0;
  }

  private lookSafely(id: string, health: LockHealth): void {
    try {
      this.look(id, health);
    } catch (error) {
      // What is wrong with one lock must not hide the others.
      this.trouble("lock", error);
    }
  }

  private look(id: string, health: LockHealth): void {
    const known = this.locks.get(id);
    if (known?.health === health) return;
    const lock = known ?? this.meet(id, health);
    lock.health = health;
    lock.missing = undefined;
    this.judged = true;
    this.publishLock(id);
    for (const incident of lock.incidents.look(health)) this.tell(incident);
  }

  private meet(id: string, health: LockHealth): Announced {
    const { memory, clock } = this.parts;
    const now = clock.now();
    const [adapterId, ...remedies] = (memory.get(`remedies:${id}`) ?? "").split(" ");
    // Of a lock that was not watched before this start, what lies back is no news.
    const startedAt = this.before.locks.includes(id) ? this.aliveAt : now;
    const lock: Announced = {
      id,
      incidents: new LockIncidents(id, startedAt, openFindings(memory.incidents(id))),
      health,
      key: "",
      remedies: adapterId === health.adapterId ? ACTION_IDS.filter((each) => remedies.includes(each)) : [],
      offeredAt: -Infinity,
      stopHold: undefined,
      metAt: now,
      missing: undefined,
      quiet: false,
    };
    this.locks.set(id, lock);
    if (memory.get(`watched:${id}`) === undefined) memory.set(`watched:${id}`, String(now));
    this.rememberAnnounced();
    return lock;
  }

  /** Remembers what a lock is called, for questions about it when it or the bridge is gone. */
  private name({ id, health }: Announced): void {
    this.parts.memory.nameLock(id, health.name);
    this.parts.memory.set(`entity:${id}`, health.entityId);
    this.recollections.met(id, health.entityId);
  }

  /** Remembers and publishes what has happened, once: after a start some of it is read again. */
  private tell(told: Incident): void {
    const { broker, clock, memory, options } = this.parts;
    const { lockId, kind, check, remedy } = told;
    const at = Math.round(told.at);
    const within = LISTED.has(kind) ? SAME_EVENT : 1;
    const isKnown = memory
      .incidents(lockId, { since: at - within })
      .some((each) => each.kind === kind && each.check === check && each.remedy === remedy && Math.abs(each.at - at) < within);
    if (isKnown && !check) return;
    // What was told, has recovered and comes again on the same reading has come now.
    const incident = isKnown ? { ...told, at: clock.now() } : told;
    memory.remember(incident);
    broker.publish(lockTopics(options, incident.lockId).event, eventPayload(incident), { retain: false });
    if (this.recollections.heard(incident)) this.publishLock(lockId);
  }

  private publishLock(id: string): void {
    const { broker, options } = this.parts;
    const lock = this.locks.get(id);
    if (!lock) return this.publishOldRun(id);
    if (lock.missing === undefined) this.announce(lock);
    const job = this.jobs.stateOf(id);
    const remembered = this.recollections.of(id);
    const now = lock.quiet ? IDLE : job;
    for (const [topic, payload] of payloadsFor(lock, now, this.jobs.armed(id), options, this.keeps.of(id), remembered))
      broker.publish(topic, payload);
  }

  /** A lock that is still to come: a press that stands at the broker from before this start is not under way any more. */
  private publishOldRun(id: string): void {
    const { broker, memory, options } = this.parts;
    const entityId = memory.get(`entity:${id}`);
    if (entityId === undefined || !this.before.locks.includes(id)) return;
    const { run, runAttributes, progress } = lockTopics(options, id);
    const job = this.jobs.stateOf(id);
    broker.publish(runAttributes, { lock_health: "run", lock_entity_id: entityId, ...job });
    broker.publish(run, job.phase);
    broker.publish(progress, "None");
  }

  private announce(lock: Announced): void {
    const { broker, clock, memory, options } = this.parts;
    const { health, id } = lock;
    const now = clock.now();
    const hold = Math.abs(now - lock.metAt) < LEARNS_WITHIN ? FIRST_HOLD : OFFERS_HOLD;
    if (Math.abs(now - lock.offeredAt) < hold) {
      // What has become possible within the hold is to be offered when it is over, also if nothing changes any more.
      lock.stopHold ??= clock.after(hold, () => {
        lock.stopHold = undefined;
        if (this.locks.get(id) === lock) this.publishLock(id);
      });
    } else {
      lock.offeredAt = now;
      const real = this.health.offers(health, { remedies: ACTION_IDS }).offers.map(({ remedy }) => remedy.id);
      lock.remedies = ACTION_IDS.filter((remedyId) => lock.remedies.includes(remedyId) || real.includes(remedyId));
      memory.set(`remedies:${id}`, [health.adapterId, ...lock.remedies].join(" "));
    }
    const platform = text(this.parts.home.source?.entities[health.entityId]?.platform) ?? "";
    const device = this.deviceOf(health);
    const { hubName } = health.snapshot.lock;
    const key = JSON.stringify([health.entityId, health.name, lock.remedies, platform, device?.id, hubName, hasCells(health)]);
    if (key === lock.key) return;
    const renamed = lock.key !== "" && list(JSON.parse(lock.key))[0] !== health.entityId;
    lock.key = key;
    this.name(lock);
    // Attributes by template are made anew only with the next message.
    if (renamed) broker.forget(lockTopics(options, id).availability);
    const { topic, payload } = lockDiscovery({ id, health, ref: { platform, device }, remedies: lock.remedies }, options);
    broker.publish(topic, payload);
  }

  private deviceOf({ snapshot }: LockHealth) {
    const { deviceId } = snapshot.lock;
    return deviceId === undefined ? undefined : this.parts.home.source?.devices[deviceId];
  }

  /** A lock that is not there any more: said at once, and taken away when it stays so. */
  private missed(lock: Announced): void {
    lock.missing = 0;
    lock.health = gone(lock.health);
    // Where its bolt was does not count any more.
    lock.incidents.look(lock.health);
    this.publishLock(lock.id);
  }

  private remove(id: string): void {
    const { broker, options } = this.parts;
    this.jobs.cancel(id);
    this.keeps.drop(id);
    this.recollections.drop(id);
    this.locks.delete(id);
    for (const topic of removalOf(options, id)) broker.forget(topic);
    this.rememberAnnounced();
  }

  private publishHubs(): void {
    const { broker, options } = this.parts;
    const members = new Map<string, LockHealth[]>();
    for (const { health } of this.locks.values()) {
      const { hubId } = health.snapshot.lock;
      if (hubId === undefined) continue;
      const others = members.get(hubId);
      if (others) others.push(health);
      else members.set(hubId, [health]);
    }
    for (const [entryId, locks] of members) {
      const id = hubIdOf(entryId);
      const known = this.hubs.get(id);
      const name = locks.find(({ snapshot }) => snapshot.lock.hubName)?.snapshot.lock.hubName ?? known?.name;
      // Home Assistant keeps the entity ids of the first announcement: they should not come from a name that is yet to come.
      if (name === undefined) continue;
      if (known?.name !== name) {
        this.hubs.set(id, { id, entryId, name });
        this.rememberAnnounced();
        const { topic, payload } = hubDiscovery({ id, name }, options);
        broker.publish(topic, payload);
      }
      const { running, waiting } = this.jobs.queueOf(entryId);
      const lockName = running && (this.locks.get(running.lockId)?.health.name ?? running.lockId);
      const values = hubPayloads(
        {
          id,
          problem: locks.some(({ diagnosis }) => diagnosis.findings.some((finding) => HUB_FINDINGS.has(finding.id))),
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
        lastError: refused ?? this.lastError?.words,
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
    for (const id of locks) {
      if (this.locks.has(id)) continue;
      this.keeps.drop(id);
      for (const topic of removalOf(options, id)) broker.forget(topic);
    }
    for (const id of hubs) if (!this.hubs.has(id)) for (const topic of hubRemovalOf(options, id)) broker.forget(topic);
    this.before = { locks: [], hubs: [] };
    this.rememberAnnounced();
  }

  private heard(topic: string, payload: string, retained: boolean): void {
    const { log, options } = this.parts;
    const command = commandOf(options, topic, payload, retained);
    const lock = command && "lockId" in command ? this.locks.get(command.lockId) : undefined;
    if (command?.kind === "press" && this.isEarly(command.lockId, command.remedy)) {
      const isHeld = ({ lockId, remedy }: EarlyPress) => lockId === command.lockId && remedy === command.remedy;
      if (this.early.some(isHeld)) return;
      const { clock } = this.parts;
      this.early.push({ ...command, at: clock.now() });
      // When nothing changes any more, the press is still to be answered.
      this.cleanups.push(clock.after(LEARNS_WITHIN, () => this.soon()));
      return;
    }
    // What a person has done while the bridge was starting is not to be lost.
    const isComing = command?.kind === "keep" && this.before.locks.includes(command.lockId);
    // Whatever it was: it may hold anything.
    if (!command || (command.kind !== "check" && !lock && !isComing)) return log.warn({ retained }, "A command was left alone.");
    switch (command.kind) {
      case "press":
        this.press(command.lockId, command.remedy);
        return this.soon();
      case "arm":
        return this.jobs.arm(command.lockId, command.on);
      case "keep":
        return this.keeps.take(command.lockId, command.keep, command.line);
      case "check":
        for (const { health } of this.locks.values()) this.health.lookAgain(health.entityId);
    }
  }

  private press(lockId: string, remedy: string): void {
    const lock = this.locks.get(lockId);
    if (lock) lock.quiet = false;
    const { phase, refusal } = this.jobs.press(lockId, remedy);
    this.parts.log.info({ lock: lockId, remedy, phase, refusal: refusal?.reason }, "A remedy was pressed.");
  }

  /**
   * Whether a press comes before enough is known of its lock. After a start the buttons of before are there at once, but
   * what a lock's integration can do shows only with the answers of Home Assistant.
   */
  private isEarly(lockId: string, remedy: string): boolean {
    const { clock, home } = this.parts;
    const lock = this.locks.get(lockId);
    const since = clock.now() - (lock?.metAt ?? this.startedAt);
    if (since < 0 || since >= LEARNS_WITHIN) return false;
    if (!lock) return !this.hasLooked || this.before.locks.includes(lockId);
    const refusal = this.jobs.refusal(lockId, remedy);
    const isComing = home.state === "connected" || home.state === "connecting";
    return isComing && refusal !== undefined && TOO_EARLY.has(refusal.reason);
  }

  /** Presses that came too early go as soon as enough is known, and are answered in any case. */
  private pressEarly(): void {
    const now = this.parts.clock.now();
    const held = this.early;
    if (held.length === 0) return;
    const mustWait = ({ lockId, remedy, at }: EarlyPress) => Math.abs(now - at) < LEARNS_WITHIN && this.isEarly(lockId, remedy);
    this.early = held.filter(mustWait);
    for (const each of held) if (!this.early.includes(each)) this.press(each.lockId, each.remedy);
  }

  /** Once a minute: what time alone changes. */
  private tick(): void {
    const { broker, clock, memory } = this.parts;
    const now = clock.now();
    this.stopTick = clock.after(MINUTE, () => this.tick());
    const isWhole = this.isHomeWhole();
    this.wholeFor = isWhole ? this.wholeFor + 1 : 0;
    for (const lock of this.locks.values()) if (lock.missing !== undefined) lock.missing = isWhole ? lock.missing + 1 : 0;
    // What is to be emptied at a broker that is away would be forgotten if the bridge ended before it is back.
    if (broker.connected) {
      for (const { id, missing = 0 } of this.locks.values()) if (missing > MISSED) this.remove(id);
      // Some minutes after a start all integrations are there.
      if (this.wholeFor > MISSED && this.before.locks.length + this.before.hubs.length > 0) this.removeOld();
    }
    if (this.lastError && ++this.lastError.shownFor > ERROR_SHOWN) this.lastError = undefined;
    this.markAlive();
    if (Math.abs(now - this.prunedAt) >= DAY) {
      this.prunedAt = now;
      memory.prune(now);
    }
    if (this.parts.options.dailyPing && isWhole) this.pingSilent(now);
    this.soon();
  }

  /** Until when locks were watched: what comes later is news at the next start. */
  private markAlive(): void {
    if (this.isHomeWhole()) this.parts.memory.set("alive", String(this.parts.clock.now()));
  }

  /** Asks one silent battery lock a hub whether it is there, once a day each, at an hour of its own. */
  private pingSilent(now: number): void {
    const { memory } = this.parts;
    for (const lock of this.locks.values()) {
      const { id, health } = lock;
      const { facts, lock: about } = health.snapshot;
      const hub = about.hubId ?? health.entityId;
      const onBattery = facts.battery_level !== undefined || facts.battery_low_flag !== undefined;
      // Whose silence is known needs no asking.
      const isAway = valueOf(facts.lock_available) === false || valueOf(facts.node_status) === "dead";
      if (!onBattery || isAway) continue;
      // A time to come is none: the clock was set back.
      const times = ["pinged", "watched"].map((key) => Number(memory.get(`${key}:${id}`)));
      const seen = Math.max(0, ...[valueOf(facts.last_seen) ?? 0, ...times].filter((at) => at <= now));
      if (now - seen < DAY + hash(`${id} ping`) * 4 * HOUR) continue;
      // Neither what works on the hub nor what a person was told of a press is disturbed by it.
      const { running, waiting } = this.jobs.queueOf(hub);
      if (running || waiting.length > 0 || this.jobs.stateOf(id).phase !== "idle") continue;
      if (!this.health.offers(health, { remedies: ["ping"] }).offers.some(({ plan }) => plan)) continue;
      memory.set(`pinged:${id}`, String(now));
      lock.quiet = true;
      this.jobs.press(id, "ping");
    }
  }
}

/** A number from 0 to 1 that is always the same for a text: so that not all locks are asked at the same hour. */
function hash(words: string): number {
  let value = 0;
  for (const letter of words) value = (value * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return value / 9973;
}
