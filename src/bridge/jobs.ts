import { checks } from "../core/checks/index.ts";
import type { CheckId } from "../core/checks/index.ts";
import { defined } from "../core/defined.ts";
import { REMEDY_IDS } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { ActionRemedy } from "../core/remedy.ts";
import type { Clock } from "../runtime/client.ts";
import type { HomeHealth, LockHealth } from "../runtime/home-health.ts";
import type { RunState } from "../runtime/run.ts";
import { ARMED_FOR, actionOf, armingOf, coolsWholeHub, guard, isArmed } from "./guards.ts";
import { closeInterrupted } from "./memory.ts";
import type { Incident, JobState, Memory, Refusal } from "./ports.ts";

const MINUTE = 60_000;

/** Ms that a press waits for its turn at most. */
export const QUEUE_WITHIN = 30 * MINUTE;

/** Ms for which an outcome or a refusal stays published. */
const SHOWN = 10 * MINUTE;

/** Ms after its own deadline at which a run that has not ended is given up, so that its hub is not blocked for good. */
const OVERDUE = 5_000;

/** Rows of memory that are looked through: more are not begun within a cool-down. */
const ROWS = 1_000;

/** A lock as its jobs see it. */
export interface JobLock {
  readonly health: LockHealth;
  /** Actions that its integration can really do now. */
  readonly offered: ReadonlySet<RemedyId>;
  /** What it shares with others: one job at a time. */
  readonly hubId: string;
  /** Model as Home Assistant names it. */
  readonly model?: string | undefined;
}

/** What jobs need of the home: locks by their stable id, and one run a lock by its entity. */
export interface JobHealth {
  /** Whether Home Assistant can be reached. */
  readonly connected: boolean;
  lock(lockId: string): JobLock | undefined;
  run(entityId: string): { readonly remedyId: RemedyId; readonly state: RunState } | undefined;
  start(entityId: string, remedyId: RemedyId, checkId?: CheckId): void;
  confirm(entityId: string): void;
  cancel(entityId: string): void;
}

/** The runtime as jobs see it. `find`: the lock of a stable id as it is now, with its model. */
export function jobHealthOf(
  health: HomeHealth,
  find: (lockId: string) => { readonly health: LockHealth; readonly model?: string | undefined } | undefined,
): JobHealth {
  return {
    get connected() {
      return health.connected;
    },
    lock(lockId) {
      const found = find(lockId);
      if (!found) return undefined;
      const { entityId, snapshot } = found.health;
      const { offers } = health.offers(found.health, { remedies: REMEDY_IDS });
      const offered = new Set(offers.filter(({ remedy }) => remedy.kind === "action").map(({ remedy }) => remedy.id));
      return { ...found, offered, hubId: snapshot.lock.hubId ?? entityId };
    },
    run: (entityId) => health.run(entityId),
    start: (entityId, remedyId, checkId) => health.start(entityId, remedyId, checkId),
    confirm: (entityId) => health.confirm(entityId),
    cancel: (entityId) => health.cancel(entityId),
  };
}

export interface JobsPorts {
  readonly health: JobHealth;
  readonly memory: Memory;
  readonly clock: Clock;
  /** The state of this lock's newest press, or whether it is armed, is another than before. */
  readonly changed: (lockId: string) => void;
  /** A remedy has ended. To be remembered and published by who listens: jobs only write their own rows. */
  readonly ended: (incident: Incident) => void;
  /** Memory could not be written, and a press was refused before its call went out; or a run could not be begun. */
  readonly failed?: (error: unknown) => void;
}

/** One press on its way. */
interface Job {
  readonly lockId: string;
  readonly entityId: string;
  readonly remedy: ActionRemedy;
  readonly check: CheckId | undefined;
  /** Epoch ms of the press, and then of the start. */
  since: number;
  row: number | undefined;
  state: JobState;
  /** The run is being begun: what is heard of it meanwhile is not yet about this job. */
  starting: boolean;
  stop: () => void;
}

interface Hub {
  running: Job | undefined;
  readonly waiting: Job[];
}

/** What works on a hub, and what waits for it, first come first. Times are epoch ms. */
export interface Queue {
  readonly running: { readonly lockId: string; readonly remedy: RemedyId; readonly since: number } | undefined;
  readonly waiting: readonly { readonly lockId: string; readonly remedy: RemedyId; readonly since: number }[];
}

const IDLE: JobState = { phase: "idle" };

/** An error in somebody else's words: nothing in it that could be a code. */
function withoutNumbers(message: string): string | undefined {
  return message === "" ? undefined : message.replace(/\d{4,}/g, "…").slice(0, 200);
}

/**
 * Carries out presses of remedies: guards each of them whoever presses, lets one work on a hub at a time, and writes it
 * down before the call goes out. The press is the consent: who shows the button has asked before.
 */
export class Jobs {
  private readonly ports: JobsPorts;
  private readonly hubs = new Map<string, Hub>();
  private readonly armings = new Map<string, { readonly until: number; readonly stop: () => void }>();
  /** The newest outcome or refusal of a lock. */
  private readonly shown = new Map<string, { readonly state: JobState; readonly stop: () => void }>();
  private readonly told = new Map<string, string>();
  /** Rows that begin in the time to come, because the clock was set back, and when that was seen. */
  private readonly seenAt = new Map<number, number>();

  constructor(ports: JobsPorts) {
    this.ports = ports;
  }

  /**
   * Presses a remedy of a lock, and returns how the lock's press stands then: it goes, waits for its hub, or is refused.
   * A refusal changes nothing else. `remedyId` and `check` may be anything; a check that is none is left out.
   */
  press(lockId: string, remedyId: string, check?: string): JobState {
    const { health, clock } = this.ports;
    const lock = health.lock(lockId);
    const remedy = actionOf(remedyId);
    const refusal = this.refusalOf(lockId, lock, remedyId);
    if (refusal || !lock || !remedy) return this.refuse(lockId, lock, remedy, refusal ?? { reason: "unavailable" });
    const job: Job = {
      lockId,
      entityId: lock.health.entityId,
      remedy,
      check: checks.find(({ id }) => id === check)?.id,
      since: clock.now(),
      row: undefined,
      state: IDLE,
      starting: false,
      stop: clock.after(QUEUE_WITHIN, () => this.tooLate(job)),
    };
    this.hide(lockId);
    this.hubOf(lock.hubId).waiting.push(job);
    this.go();
    return this.stateOf(lockId);
  }

  /** Why a press of this remedy would be refused now; undefined when it would go or wait for its hub. */
  refusal(lockId: string, remedyId: string): Refusal | undefined {
    return this.refusalOf(lockId, this.ports.health.lock(lockId), remedyId);
  }

  /** Arms a lock for 60 s or until its next use, or ends that. Does nothing for a lock that is not there. */
  arm(lockId: string, on: boolean): void {
    const { health, clock, changed } = this.ports;
    if (on ? !health.lock(lockId) : !this.armings.has(lockId)) return;
    this.armings.get(lockId)?.stop();
    this.armings.delete(lockId);
    if (on)
      this.armings.set(lockId, {
        until: clock.now() + ARMED_FOR,
        // The clock may be set back meanwhile: the timer does not mind.
        stop: clock.after(ARMED_FOR, () => this.arm(lockId, false)),
      });
    changed(lockId);
  }

  armed(lockId: string): boolean {
    return isArmed(this.armings.get(lockId)?.until, this.ports.clock.now());
  }

  /**
   * The newest press of a lock. While one runs or waits, that is the one: the refusal of another meanwhile stands beside
   * it as `refusal`, with its remedy.
   */
  stateOf(lockId: string): JobState {
    const shown = this.shown.get(lockId)?.state;
    const active = this.activeOf(lockId);
    if (!active) return shown ?? IDLE;
    return shown?.refusal ? { ...active, refusal: { ...shown.refusal, ...defined({ remedy: shown.remedy }) } } : active;
  }

  /** What works on a hub, and what waits for it. */
  queueOf(hubId: string): Queue {
    const { running, waiting = [] } = this.hubs.get(hubId) ?? {};
    const told = ({ lockId, remedy, since }: Job) => ({ lockId, remedy: remedy.id, since });
    return { running: running && told(running), waiting: waiting.map(told) };
  }

  /** To be called when a run, a lock or the connection has changed. Cheap when nothing runs or waits. */
  healthChanged(): void {
    if (this.hubs.size === 0) return;
    for (const { running } of this.hubs.values()) if (running && !running.starting) this.follow(running);
    this.go();
  }

  /**
   * Ends a lock's jobs: what waits is not done, and what runs is no longer waited for. A call that is out cannot be taken
   * back, so it ends as unverified.
   */
  cancel(lockId: string): void {
    for (const { running, waiting } of this.hubs.values()) {
      for (const job of waiting.filter((each) => each.lockId === lockId)) {
        job.stop();
        waiting.splice(waiting.indexOf(job), 1);
      }
      if (running?.lockId === lockId) this.ports.health.cancel(running.entityId);
    }
    this.healthChanged();
  }

  /**
   * After a start of the bridge: what was begun and has not ended is unverified, for nobody saw. It is never run again,
   * and its cool-down counts from its start. `now` is epoch ms. Throws where memory cannot be written.
   */
  resume(now: number): void {
    for (const { lockId, remedy, check, startedAt, reason } of closeInterrupted(this.ports.memory, now)) {
      const after = Math.max(0, now - startedAt);
      this.conclude(lockId, { phase: "unverified", remedy, since: startedAt, after, ...defined({ check, reason }) }, now);
    }
    this.tell();
  }

  /** Lets go of all timers. What runs is found as interrupted at the next start. */
  close(): void {
    for (const { stop } of [...this.armings.values(), ...this.shown.values()]) stop();
    for (const { running, waiting } of this.hubs.values()) for (const job of [running, ...waiting]) job?.stop();
    for (const map of [this.armings, this.shown, this.hubs]) map.clear();
  }

  private hubOf(hubId: string): Hub {
    const hub = this.hubs.get(hubId) ?? { running: undefined, waiting: [] };
    this.hubs.set(hubId, hub);
    return hub;
  }

  private activeOf(lockId: string): JobState | undefined {
    const hubs = [...this.hubs.values()];
    const running = hubs.find((hub) => hub.running?.lockId === lockId)?.running;
    if (running) return running.state;
    for (const hub of hubs) {
      const job = hub.waiting.find((each) => each.lockId === lockId);
      if (!job) continue;
      // Ids, no words: who shows it knows their language.
      const stage = hub.running && `${hub.running.entityId}/${hub.running.remedy.id}`;
      const { remedy, check, since } = job;
      return { phase: "queued", remedy: remedy.id, since, until: since + QUEUE_WITHIN, ...defined({ check, stage }) };
    }
    return undefined;
  }

  private refusalOf(lockId: string, lock: JobLock | undefined, remedyId: string, turn = false): Refusal | undefined {
    const { health, clock } = this.ports;
    const { running, waiting = [] } = (lock && this.hubs.get(lock.hubId)) ?? {};
    const others = [running, ...waiting].filter((job) => job !== undefined);
    const remedy = actionOf(remedyId);
    return guard({
      remedy: remedyId,
      lock: lock?.health,
      model: lock?.model,
      connected: health.connected,
      offered: lock?.offered ?? new Set(),
      armedUntil: this.armings.get(lockId)?.until,
      lastStartedAt: lock && remedy && this.lastStart(lockId, lock, remedy),
      now: clock.now(),
      // At its turn nothing runs, and what waits waits behind it.
      ...(turn
        ? {}
        : {
            pressed: others.some((job) => job.lockId === lockId && job.remedy === remedy),
            lockBusy: running?.lockId === lockId,
            hubBusy: others.length > 0,
            waiting: waiting.length,
          }),
    });
  }

  /** When a remedy was begun last, from memory: so it holds over restarts, and whoever pressed. */
  private lastStart(lockId: string, lock: JobLock, remedy: ActionRemedy): number | undefined {
    const { memory, clock, health } = this.ports;
    const now = clock.now();
    const whole = coolsWholeHub(remedy);
    const starts = memory
      .jobs(whole ? undefined : lockId, { since: now - remedy.coolDown, limit: ROWS })
      // A refused one has done nothing.
      .filter((row) => row.remedy === remedy.id && row.outcome !== "refused")
      .filter((row) => row.lockId === lockId || (whole && health.lock(row.lockId)?.hubId === lock.hubId))
      .map(({ id, startedAt }) => (startedAt > now ? this.firstSeen(id, now) : startedAt));
    return starts.length === 0 ? undefined : Math.max(...starts);
  }

  /** A clock that was set back must not lock out until it has caught up: the pause counts from when that was seen. */
  private firstSeen(row: number, now: number): number {
    const seen = Math.min(this.seenAt.get(row) ?? now, now);
    this.seenAt.set(row, seen);
    return seen;
  }

  /** Begins what may begin, on every hub, and tells what has become different. */
  private go(): void {
    for (const [hubId, hub] of this.hubs) {
      while (!hub.running) {
        const job = hub.waiting.find((each) => this.ready(each));
        if (!job) break;
        hub.waiting.splice(hub.waiting.indexOf(job), 1);
        job.stop();
        const lock = this.ports.health.lock(job.lockId);
        const refusal = this.refusalOf(job.lockId, lock, job.remedy.id, true);
        if (refusal || !lock) this.refuse(job.lockId, lock, job.remedy, refusal ?? { reason: "unavailable" });
        else this.begin(hub, job, lock);
      }
      // Who was told may have pressed meanwhile, and made another one.
      if (!hub.running && hub.waiting.length === 0 && this.hubs.get(hubId) === hub) this.hubs.delete(hubId);
    }
    this.tell();
  }

  /** While Home Assistant is away or starting, what waits goes on waiting. */
  private ready(job: Job): boolean {
    const { health } = this.ports;
    return health.connected && health.lock(job.lockId)?.health.snapshot.home !== "starting";
  }

  private begin(hub: Hub, job: Job, lock: JobLock): void {
    const { health, memory, clock } = this.ports;
    const { lockId, entityId, remedy, check } = job;
    const now = clock.now();
    try {
      job.row = memory.beginJob({ lockId, remedy: remedy.id, check, startedAt: now });
    } catch (error) {
      // What is not written down could run twice.
      this.ports.failed?.(error);
      this.refuse(lockId, lock, remedy, { reason: "unavailable" });
      return;
    }
    hub.running = job;
    job.since = now;
    job.starting = true;
    job.state = { phase: "calling", remedy: remedy.id, since: now, ...defined({ check }) };
    job.stop = clock.after(this.limit(remedy), () => this.giveUp(job));
    if (armingOf(remedy, lock.health, lock.model)) this.arm(lockId, false);
    const before = health.run(entityId)?.state;
    const mine = () => {
      const state = health.run(entityId)?.state;
      return state === before ? undefined : state;
    };
    try {
      health.start(entityId, remedy.id, check);
      if (mine()?.phase === "confirming") health.confirm(entityId);
    } catch (error) {
      // How far it came shows in the run; the hub must not wait for what is not there.
      this.ports.failed?.(error);
    }
    job.starting = false;
    if (mine()) this.follow(job);
    // The runtime has its own reasons not to begin, and nothing went out.
    else this.finish(job, { phase: "refused", refusal: { reason: "unavailable" } });
  }

  private limit({ verifyWithin }: ActionRemedy): number {
    return Math.max(verifyWithin, MINUTE) + OVERDUE;
  }

  /** Takes over how a job's run stands. */
  private follow(job: Job): void {
    const run = this.ports.health.run(job.entityId);
    if (!run) return this.finish(job, this.undone(job));
    if (run.remedyId !== job.remedy.id) return this.finish(job, { phase: "unverified", reason: "left" });
    const { state } = run;
    switch (state.phase) {
      case "calling":
      case "verifying":
        job.state = { ...state, remedy: job.remedy.id, since: job.since, ...defined({ check: job.check }) };
        return;
      case "confirming":
        return;
      case "idle":
        return this.finish(job, this.undone(job));
      case "refused": {
        const { id: reason, value } = state.condition;
        return this.finish(job, { phase: "refused", refusal: { reason, ...defined({ value }) } });
      }
      case "failed":
        return this.finish(job, { phase: "failed", reason: state.code, ...defined({ message: withoutNumbers(state.message) }) });
      case "confirmed":
      case "unverified":
        return this.finish(job, state);
    }
  }

  /** The run has gone: before its call nothing was done; after it nobody saw. */
  private undone(job: Job): JobState {
    return job.state.until === undefined
      ? { phase: "refused", refusal: { reason: "unavailable" } }
      : { phase: "unverified", reason: "left" };
  }

  /** A run that does not end: nobody tells of a lock that is gone, and a call may never return. */
  private giveUp(job: Job): void {
    this.follow(job);
    if (this.isRunning(job)) {
      this.finish(job, { phase: "unverified", reason: job.remedy.observable ? "no_change" : "not_observable" });
      this.ports.health.cancel(job.entityId);
    }
    this.go();
  }

  private isRunning(job: Job): boolean {
    return [...this.hubs.values()].some(({ running }) => running === job);
  }

  private finish(job: Job, outcome: JobState): void {
    for (const hub of this.hubs.values()) if (hub.running === job) hub.running = undefined;
    job.stop();
    const now = this.ports.clock.now();
    const { lockId, remedy, check, since, row } = job;
    // The clock may have been set meanwhile.
    const after = Math.min(Math.max(0, outcome.after ?? now - since), this.limit(remedy));
    const refused = outcome.phase === "refused";
    const state: JobState = { ...outcome, remedy: remedy.id, since, ...(refused ? {} : { after }), ...defined({ check }) };
    const reason = state.reason ?? state.refusal?.reason;
    try {
      if (row !== undefined)
        this.ports.memory.endJob(row, { endedAt: Math.max(now, since), outcome: state.phase, ...defined({ reason }) });
    } catch (error) {
      // The row stays open and ends as interrupted at the next start; the hub must not wait for that.
      this.ports.failed?.(error);
    }
    this.conclude(lockId, state, now);
  }

  /** Shows how a job has ended, and tells who listens, unless nothing was done. */
  private conclude(lockId: string, state: JobState, now: number): void {
    this.show(lockId, state);
    const { phase, remedy, check, after, reason } = state;
    if (phase === "refused") return;
    const evidence = [
      ...(reason === undefined ? [] : [{ fact: "reason", value: reason }]),
      ...(after === undefined ? [] : [{ fact: "after", value: after, unit: "ms" }]),
    ];
    this.ports.ended({
      lockId,
      kind: "remedy_done",
      at: now,
      outcome: phase,
      evidence,
      ...defined({ remedy, check: check ?? (remedy && actionOf(remedy)?.proves) }),
    });
  }

  private refuse(lockId: string, lock: JobLock | undefined, remedy: ActionRemedy | undefined, refusal: Refusal): JobState {
    const state: JobState = { phase: "refused", since: this.ports.clock.now(), refusal, ...defined({ remedy: remedy?.id }) };
    // Anybody can press for locks that have never been: nothing is kept or published of them.
    if (!lock) return state;
    this.show(lockId, state);
    this.tell();
    return this.stateOf(lockId);
  }

  private tooLate(job: Job): void {
    for (const { waiting } of this.hubs.values()) if (waiting.includes(job)) waiting.splice(waiting.indexOf(job), 1);
    this.refuse(job.lockId, this.ports.health.lock(job.lockId), job.remedy, { reason: "unavailable" });
    this.go();
  }

  private show(lockId: string, state: JobState): void {
    this.hide(lockId);
    const stop = this.ports.clock.after(SHOWN, () => {
      this.hide(lockId);
      this.tell();
    });
    this.shown.set(lockId, { state, stop });
  }

  private hide(lockId: string): void {
    this.shown.get(lockId)?.stop();
    this.shown.delete(lockId);
  }

  private tell(): void {
    const active = [...this.hubs.values()].flatMap(({ running, waiting }) => [running, ...waiting]);
    const lockIds = new Set([...this.told.keys(), ...this.shown.keys(), ...active.flatMap((job) => job?.lockId ?? [])]);
    // Told once it is known how it has begun.
    for (const job of active) if (job?.starting) lockIds.delete(job.lockId);
    for (const lockId of lockIds) {
      const state = this.stateOf(lockId);
      const now = JSON.stringify(state);
      if (now === (this.told.get(lockId) ?? JSON.stringify(IDLE))) continue;
      if (state.phase === "idle") this.told.delete(lockId);
      else this.told.set(lockId, now);
      this.ports.changed(lockId);
    }
  }
}
