import { RESTORING, collect, countPeers } from "../adapters/collect.ts";
import type { DeepAdapter } from "../adapters/adapter.ts";
import type {
  Answer,
  DeviceRow,
  EntityRow,
  EntityState,
  HomeView,
  ConfigEntryRow,
  RegistryRow,
  Request,
  SentCommand,
} from "../adapters/home.ts";
import { answersTo, list, record, text } from "../adapters/home.ts";
import { LockView } from "../adapters/lock-view.ts";
import type { Past } from "../adapters/past.ts";
import type { LockRef } from "../adapters/lock-view.ts";
import { historyWant } from "../adapters/shared/wants.ts";
import { Registries, describeLock, entryOfLock, lockEntities } from "../adapters/locks.ts";
import type { Overrides } from "../adapters/locks.ts";
import type { CheckId } from "../core/checks/index.ts";
import type { Diagnosis, Finding } from "../core/diagnose.ts";
import { known, valueOf } from "../core/fact.ts";
import type { ActionRemedy } from "../core/remedy.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { LockSnapshot, Settings } from "../core/snapshot.ts";
import type { HubPeers } from "../core/fact.ts";
import type { AskState } from "./ask.ts";
import type { Client, Clock } from "./client.ts";
import { Gatherer, asError } from "./gather.ts";
import type { Knowledge } from "./knowledge.ts";
import { offersFor, planFor } from "./offers.ts";
import type { Offers } from "./offers.ts";
import { ACTIVE, RemedyRun } from "./run.ts";
import type { RunState } from "./run.ts";

/** The part of the frontend's `hass` object that matters here. Unchanged parts stay the same object. */
export interface HomeSource {
  readonly states: { readonly [entityId: string]: EntityState | undefined };
  readonly entities: { readonly [entityId: string]: EntityRow | undefined };
  readonly devices: { readonly [id: string]: DeviceRow | undefined };
  readonly config: { readonly state?: string; readonly version?: string };
  readonly user?: { readonly is_admin?: boolean } | undefined;
  readonly connected?: boolean;
}

/** What a viewer wants to see, and by which measure. */
export interface Interest {
  /** Lock entities; all of the home when left out. */
  readonly only?: readonly string[];
  readonly areas?: readonly string[];
  readonly exclude?: readonly string[];
  readonly overrides?: Overrides;
  readonly settings?: Settings;
}

/** One lock as it is known now. The same object until something about it changes. */
export interface LockHealth {
  readonly entityId: string;
  readonly name: string;
  readonly snapshot: LockSnapshot;
  readonly diagnosis: Diagnosis;
  readonly adapterId: string;
}

/** One run, as every viewer of its lock sees it. */
export interface ShownRun {
  readonly remedyId: RemedyId;
  readonly checkId: CheckId | undefined;
  readonly state: RunState;
}

/** Who helps in a home beside this page: the bridge. It does for everybody what needs an administrator. */
export interface Helper {
  /** What it sees of locks, and its buttons as plans. */
  readonly deep: DeepAdapter;
  /** Entities by which it tells about a lock. */
  ids(entityId: string): readonly string[];
  /** Its newest run for a lock, unless that was put away, or the page's `own` one is to be shown. */
  run(entityId: string, states: HomeSource["states"], own: RemedyRun | undefined): ShownRun | undefined;
  /** Puts away the run of its that is shown beside the page's `own` one. */
  putAway(entityId: string, states: HomeSource["states"], own: RemedyRun | undefined): void;
}

/** A viewer's hold on the home. Closing it lets go of what nobody else wants. */
export interface Lease {
  readonly locks: readonly LockHealth[];
  close(): void;
}

/** Event after which repairs are listed anew; plain users may hear of it. */
const ISSUES_CHANGED = "repairs_issue_registry_updated";

const REGISTRY = "config/entity_registry/get_entries";
const LINKED = "config/device_registry/list_linked_devices";

const MINUTE = 60_000;
/** A bolt that has just changed counts as moved after five seconds at rest: then it is looked at once more. */
const SETTLING = 6_000;
/** Panels are taken out of the page and put back: what is gathered outlives that. Home Assistant's own collections wait as long. */
const GRACE = 5_000;

/** How long an outcome stays on a wall tablet that nobody touches. */
const CONFIRMED_SHOWN = 2 * MINUTE;
const OUTCOME_SHOWN = 10 * MINUTE;

/** A lock with the entities that say something about it, as they were when they were last looked at. */
interface Watched {
  readonly ref: LockRef;
  readonly ids: readonly string[];
  readonly states: (EntityState | undefined)[];
}

interface Viewer {
  readonly interest: Interest;
  readonly notify: () => void;
  watched: readonly Watched[];
  locks: LockHealth[];
}

const NOTHING: HomeSource = { states: {}, entities: {}, devices: {}, config: {} };

const idsOf = ({ entityId, siblings, hubSiblings, otherUpdates }: LockRef) => [
  entityId,
  ...siblings.map((sibling) => sibling.entityId),
  ...hubSiblings.map((sibling) => sibling.entityId),
  ...otherUpdates,
];

/**
 * The health of the locks of one home, for any number of viewers: knows when something about a lock has changed, keeps
 * gathered what the adapters want, judges anew only the locks concerned, and holds the runs of remedies, one a lock.
 */
export class HomeHealth {
  /** What later parts of a page do and wait with, too. */
  readonly client: Client;
  readonly clock: Clock;
  private readonly deepOf: ((ref: LockRef) => DeepAdapter | undefined) | undefined;
  private readonly deep = (ref: LockRef) => this.deepOf?.(ref) ?? this.helper?.deep;
  knowledge: Knowledge;
  private findHelper: ((source: HomeSource) => Helper) | undefined;
  private helper: Helper | undefined;
  /** What was asked for and came. */
  readonly gatherer: Gatherer;
  readonly viewers: ReadonlySet<{ readonly locks: readonly LockHealth[] }> & Set<Viewer> = new Set<Viewer>();
  private readonly runs = new Map<string, RemedyRun>();
  private readonly asks = new Map<string, AskState>();
  private readonly coolDowns = new Map<string, number>();
  private readonly commands: { [entityId: string]: SentCommand } = {};
  source = NOTHING;
  private registry: { readonly [entityId: string]: RegistryRow } = {};
  private registries = new Registries({ ...NOTHING, takenAt: 0 });
  private everyLock: readonly Pick<LockRef, "entityId" | "entryId">[] = [];
  /** Answers by which the registries were read, the newest last. */
  private structure: readonly (Answer | undefined)[] = [];
  /** The registries are to be read before a lock is looked at. */
  private outdated = true;
  /** Requests, as text, to which there are new answers. */
  private readonly news: string[] = [];
  private stopTick: (() => void) | undefined;
  private stopGathering: (() => void) | undefined;
  private stopSettling = () => {};
  private stopGrace = () => {};
  private stopStarting = () => {};
  private startedAt: number | undefined;

  /**
   * `knowledge`: what it reads and judges by, until `learn` brings more. `deep`: what this session sees and does besides, by
   * lock. Only an administrator's can.
   */
  constructor(client: Client, clock: Clock, knowledge: Knowledge, deep?: (ref: LockRef) => DeepAdapter | undefined) {
    this.knowledge = knowledge;
    this.client = client;
    this.clock = clock;
    this.deepOf = deep;
    this.gatherer = new Gatherer(client, clock, (key) => this.answersChanged(key));
  }

  /** Begins to look at locks. `notify` is called after each change of one of them. */
  open(interest: Interest, notify: () => void): Lease {
    const viewer: Viewer = { interest, notify, watched: [], locks: [] };
    this.viewers.add(viewer);
    this.stopTick ??= this.clock.after(MINUTE, () => this.tick());
    if (this.outdated) this.readRegistries();
    this.describe(viewer);
    this.gatherSoon();
    return {
      get locks() {
        return viewer.locks;
      },
      close: () => this.leave(viewer),
    };
  }

  /** Takes the home as it is now. Does next to nothing when no lock is concerned. */
  update(source: HomeSource): void {
    const before = this.source;
    if (before === source) return;
    this.source = source;
    const lost = source.connected === false;
    const wasLost = before.connected === false;
    if (lost && !wasLost) for (const run of this.runs.values()) run.disconnected();
    const came = before.config.state !== source.config.state;
    // What was asked before a restart, or while Home Assistant started, does not hold, or was refused only for that.
    if ((wasLost && !lost) || (came && source.config.state === "RUNNING" && before !== NOTHING)) {
      this.gatherer.refreshAll();
      this.startedAt = this.clock.now();
      this.stopStarting();
      this.stopStarting = this.clock.after(RESTORING, () => this.judgeAll());
    }
    if (came || lost !== wasLost || before.entities !== source.entities || before.devices !== source.devices) {
      this.restructure();
      // A helper's new entities are known by their attributes, which come after their rows.
      if (this.findHelper) this.settleSoon(() => this.restructure());
    } else if (before.user !== source.user) this.judgeAll();
    else this.compare();
  }

  /** Whether the person at this screen is an administrator. */
  get isAdmin(): boolean {
    return this.source.user?.is_admin === true;
  }

  get connected(): boolean {
    return this.source.connected !== false;
  }

  /** Reads and judges by this from now on. */
  learn(knowledge: Knowledge): void {
    if (this.knowledge === knowledge) return;
    this.knowledge = knowledge;
    this.restructure();
  }

  get remedies(): Knowledge["remedies"] {
    return this.knowledge.remedies;
  }

  private planning(ref: LockRef) {
    return { ...this.knowledge, deep: this.deep(ref) };
  }

  /** What is known of a lock's past; undefined before the page has loaded what reads it. */
  past({ entityId, snapshot }: LockHealth): Past | undefined {
    const ref = this.refOf(entityId);
    return ref && this.knowledge.past?.(new LockView(this.view(), ref), snapshot.facts);
  }

  /** What this person may do about a finding. */
  offers(lock: LockHealth, finding: Pick<Finding, "remedies">): Offers {
    const ref = this.refOf(lock.entityId);
    return ref && lock.snapshot.home !== "missing"
      ? offersFor(new LockView(this.view(), ref), finding, this.isAdmin, this.planning(ref))
      : { offers: [], adminOnly: [] };
  }

  /** Epoch ms until which a remedy may not be tried again on this lock; undefined when it may. */
  coolsUntil(entityId: string, remedy: RemedyId): number | undefined {
    const until = this.coolDowns.get(entityId + remedy) ?? 0;
    const left = until - this.clock.now();
    const { coolDown = 0 } = this.knowledge.remedies[remedy] as Partial<ActionRemedy>;
    // A clock that was set back does not lock anybody out.
    return left > 0 && left <= coolDown ? until : undefined;
  }

  /** The run of a lock, for every viewer of it: one from this page, or the helper's, which all pages see. */
  run(entityId: string): ShownRun | undefined {
    const run = this.runs.get(entityId);
    return this.theirs(entityId, run) ?? (run && { remedyId: run.remedy.id, checkId: run.checkId, state: run.state });
  }

  private theirs(entityId: string, own: RemedyRun | undefined): ShownRun | undefined {
    return this.helper?.run(entityId, this.source.states, own);
  }

  /** Looks for a helper, now and whenever the registries change. */
  assist(find: (source: HomeSource) => Helper): void {
    if (this.findHelper) return;
    this.findHelper = find;
    this.restructure();
  }

  /** First tap on a remedy. Does nothing while another one runs on this lock, or while this one cools down. */
  start(entityId: string, remedyId: RemedyId, checkId?: CheckId): void {
    const remedy = this.knowledge.remedies[remedyId];
    const ref = this.refOf(entityId);
    if (remedy?.kind !== "action" || !ref || this.runs.get(entityId)?.active || this.coolsUntil(entityId, remedyId)) return;
    const plan = planFor(new LockView(this.view(), ref), remedyId, this.planning(ref));
    if (!plan) return;
    const run = new RemedyRun(entityId, remedy, checkId ?? remedy.proves, plan, {
      client: this.client,
      clock: this.clock,
      check: (id) => this.knowledge.checks.find((each) => each.id === id),
      look: () => this.lookAt(entityId),
      refresh: () => this.refresh(entityId),
      answered: (request: Request, result: unknown) => this.gatherer.put(request, result),
      commanded: (wanted) => {
        this.commands[entityId] = { wanted, at: this.clock.now() };
      },
      changed: () => this.runChanged(entityId, run),
    });
    this.makeRoom(entityId);
    this.runs.set(entityId, run);
    run.start();
  }

  confirm(entityId: string): void {
    this.runs.get(entityId)?.confirm();
  }

  /** Stops waiting, or puts the outcome away. */
  cancel(entityId: string): void {
    const run = this.runs.get(entityId);
    this.helper?.putAway(entityId, this.source.states, run);
    if (run?.active) return run.cancel();
    this.runs.delete(entityId);
    this.notifyFor(entityId);
  }

  /** Puts away what has ended, but not what the helper is still at. */
  private makeRoom(entityId: string): void {
    if (!ACTIVE.has(this.run(entityId)?.state.phase)) this.cancel(entityId);
    this.runs.delete(entityId);
  }

  /** How asking an administrator about this lock went. */
  askState(entityId: string): AskState | undefined {
    return this.asks.get(entityId);
  }

  /** Leaves word for an administrator, once. `asking` is how: it comes with what a page loads later. */
  async ask(entityId: string, asking: (client: Client, explain: typeof asError) => Promise<AskState>): Promise<void> {
    if (this.asks.get(entityId)?.phase === "asking") return;
    this.setAsk(entityId, { phase: "asking" });
    const came = await asking(this.client, asError);
    this.setAsk(entityId, came);
    this.clock.after(OUTCOME_SHOWN, () => this.asks.get(entityId) === came && this.closeAsk(entityId));
  }

  /** Puts away what came of asking. */
  closeAsk(entityId: string): void {
    this.asks.delete(entityId);
    this.notifyFor(entityId);
  }

  /** Reads anew what does not come by itself, and judges the lock again. */
  lookAgain(entityId: string): void {
    this.refresh(entityId);
    this.judgeAll();
  }

  private setAsk(entityId: string, state: AskState): void {
    this.asks.set(entityId, state);
    this.notifyFor(entityId);
  }

  private refresh(entityId: string): void {
    this.gatherer.refreshDevice(this.refOf(entityId)?.device?.id);
  }

  private runChanged(entityId: string, run: RemedyRun): void {
    const { phase } = run.state;
    if (phase === "idle") this.runs.delete(entityId);
    if (phase === "calling") this.coolDowns.set(entityId + run.remedy.id, this.clock.now() + run.remedy.coolDown);
    // Nothing was done that has to rest, here or by the helper.
    if (phase === "refused") this.coolDowns.delete(entityId + run.remedy.id);
    if (!run.active)
      this.clock.after(phase === "confirmed" ? CONFIRMED_SHOWN : OUTCOME_SHOWN, () => {
        if (this.runs.get(entityId) === run) this.makeRoom(entityId);
      });
    // An interview makes a lock's entities unavailable: the judgement has to know of it.
    if (run.remedy.harm === "interviews") for (const viewer of this.viewers) this.judge(viewer);
    this.notifyFor(entityId);
  }

  /** Has everybody who looks at this lock draw it again. */
  notifyFor(entityId: string): void {
    for (const { locks, notify } of this.viewers) if (locks.some((lock) => lock.entityId === entityId)) notify();
  }

  private leave(viewer: Viewer): void {
    this.viewers.delete(viewer);
    this.stopGrace();
    this.stopGrace = this.clock.after(GRACE, () => this.letGo());
  }

  /** Ends the runs that nobody sees, and drops what nobody wants any more. */
  private letGo(): void {
    for (const [entityId, run] of this.runs) {
      if (this.refOf(entityId)) continue;
      run.left();
      this.runs.delete(entityId);
    }
    this.gather();
    if (this.viewers.size > 0) return;
    this.stopTick?.();
    this.stopTick = undefined;
    this.stopSettling();
    this.stopStarting();
  }

  /** Everything anew: registries have changed, or Home Assistant was away. Before anybody looks, nothing. */
  private restructure(): void {
    this.outdated = true;
    if (this.viewers.size === 0) return;
    this.readRegistries();
    for (const viewer of this.viewers) this.describe(viewer);
    this.gather();
    this.lookAtRuns();
  }

  private readRegistries(): void {
    this.outdated = false;
    this.structure = this.structureNow();
    // Rows of before stay: an entity that its row has shown to hold a code must not come back for want of the row.
    this.registry = { ...this.registry, ...(this.structure[0]?.result as object | undefined) };
    this.helper = this.findHelper?.(this.source);
    const home = this.view();
    this.registries = new Registries(home);
    this.everyLock = lockEntities(home).map((entityId) => ({ entityId, entryId: entryOfLock(home, entityId) }));
  }

  private structureNow(): (Answer | undefined)[] {
    const { answers } = this.gatherer;
    return [answersTo(REGISTRY, answers)[0], ...answersTo(LINKED, answers)];
  }

  private view(): HomeView {
    const { answers } = this.gatherer;
    const { config, user, states, entities, devices } = this.source;
    const resultOf = (type: string) => answersTo(type, answers)[0]?.result;
    const issues = resultOf("repairs/list_issues");
    return {
      takenAt: this.clock.now(),
      config,
      user,
      states,
      entities,
      devices,
      registry: this.registry,
      configEntries: resultOf("config_entries/subscribe") as readonly ConfigEntryRow[] | undefined,
      issues: issues === undefined ? undefined : list(record(issues)["issues"]).map(record),
      answers,
      commands: this.commands,
      startedAt: this.startedAt,
    };
  }

  /** Finds the viewer's locks and what belongs to them, and judges them. */
  private describe(viewer: Viewer): void {
    const home = this.view();
    const { only, areas, exclude = [], overrides = {} } = viewer.interest;
    const areaOf = ({ entityId, device }: LockRef) => text(home.entities[entityId]?.area_id) ?? text(device?.area_id) ?? "";
    viewer.watched = (only ?? this.everyLock.map(({ entityId }) => entityId))
      .filter((entityId) => !exclude.includes(entityId))
      .map((entityId) => describeLock(home, entityId, this.registries, overrides))
      .filter((ref) => !areas || areas.includes(areaOf(ref)))
      .map((ref) => {
        const ids = [...idsOf(ref), ...(this.helper?.ids(ref.entityId) ?? [])];
        return { ref, ids, states: ids.map((entityId) => home.states[entityId]) };
      });
    this.judge(viewer);
  }

  /** The hot path: looks whether an entity of a lock is another object than before, and judges the locks concerned. */
  private compare(): void {
    const now = this.source.states;
    const changed = new Set<string>();
    const concerned = new Set<LockRef>();
    let moved = false;
    let came = false;
    for (const { watched } of this.viewers)
      for (const { ref, ids, states } of watched)
        for (let at = 0; at < ids.length; at++) {
          const entityId = ids[at] as string;
          const was = states[at];
          const is = now[entityId];
          if (is === was) continue;
          states[at] = is;
          concerned.add(ref);
          changed.add(entityId);
          if (entityId !== ref.entityId) continue;
          moved = true;
          if (is?.state === "unavailable" || was?.state === "unavailable" || !was || !is) came = true;
        }
    if (concerned.size === 0) return;
    this.gatherer.changed(changed);
    if (moved) this.settleSoon(() => this.judgeAll());
    // A lock that comes or goes changes the share of its hub's locks that are gone: that concerns them all.
    this.judgeAll(came ? undefined : (ref) => concerned.has(ref));
  }

  private settleSoon(then: () => void): void {
    this.stopSettling();
    this.stopSettling = this.clock.after(SETTLING, then);
  }

  /** Judges anew the locks that are concerned; all of them when it is not said which. */
  private judgeAll(concerns?: (ref: LockRef) => boolean): void {
    for (const viewer of this.viewers) this.judge(viewer, concerns);
    this.lookAtRuns();
  }

  private lookAtRuns(): void {
    for (const [entityId, run] of this.runs) {
      const theirs = this.theirs(entityId, run)?.state;
      if (theirs && !ACTIVE.has(theirs.phase)) run.told(theirs);
      else run.look();
    }
  }

  private judge(viewer: Viewer, concerns?: (ref: LockRef) => boolean): void {
    const { watched, locks } = viewer;
    locks.length = Math.min(locks.length, watched.length);
    if (concerns && !watched.some(({ ref }) => concerns(ref))) return;
    const home = this.view();
    // Over all locks of the home: a card for one lock has to know whether its hub's others are gone.
    const peers = countPeers(home, this.everyLock);
    watched.forEach(({ ref }, index) => (!concerns || concerns(ref)) && this.judgeOne(viewer, index, home, peers));
    viewer.notify();
  }

  private judgeOne(viewer: Viewer, index: number, home: HomeView, peers: ReadonlyMap<string, HubPeers>): void {
    const { ref } = viewer.watched[index] as Watched;
    const { entityId, name, entryId = "" } = ref;
    const { settings } = viewer.interest;
    const { readers, diagnose } = this.knowledge;
    const snapshot = this.duringInterview(
      collect(home, ref, { readers, peers: peers.get(entryId), settings, deep: this.deep(ref) }),
    );
    const before = viewer.locks[index];
    viewer.locks[index] = {
      entityId,
      name,
      snapshot,
      diagnosis: diagnose(snapshot, before?.entityId === entityId ? before.diagnosis.outcomes : undefined),
      adapterId: snapshot.lock.adapterId,
    };
  }

  private duringInterview(snapshot: LockSnapshot): LockSnapshot {
    const run = this.runs.get(snapshot.lock.entityId);
    if (run?.remedy.harm !== "interviews" || run.state.phase !== "calling") return snapshot;
    const outdated = valueOf(snapshot.facts.interview)?.outdated ?? false;
    return { ...snapshot, facts: { ...snapshot.facts, interview: known({ complete: false, outdated, running: true }) } };
  }

  /** A lock that somebody looks at, and what belongs to it. */
  refOf(entityId: string): LockRef | undefined {
    for (const { watched } of this.viewers) for (const { ref } of watched) if (ref.entityId === entityId) return ref;
    return undefined;
  }

  /** A lock as its run sees it: a hub that is at work for another lock is not free. */
  private lookAt(entityId: string): LockHealth | undefined {
    const lock = this.lockOf(entityId);
    const hubOf = (id: string) => this.refOf(id)?.entryId;
    const busy = [...this.runs].some(([id, run]) => id !== entityId && run.working && hubOf(id) === hubOf(entityId));
    if (!lock || !busy) return lock;
    const { snapshot } = lock;
    return { ...lock, snapshot: { ...snapshot, facts: { ...snapshot.facts, hub_updating: known(true) } } };
  }

  private lockOf(entityId: string): LockHealth | undefined {
    for (const { locks } of this.viewers) for (const lock of locks) if (lock.entityId === entityId) return lock;
    return undefined;
  }

  /** Once a minute: what is old is asked again, and locks without a registry row may have come or gone. */
  private tick(): void {
    this.stopTick = this.clock.after(MINUTE, () => this.tick());
    this.gatherer.tick();
    const ids = lockEntities(this.view());
    // A helper's entities get their attributes some time after their registry rows.
    if (this.findHelper || ids.length !== this.everyLock.length || ids.some((id, at) => id !== this.everyLock[at]?.entityId))
      this.restructure();
    else this.judgeAll();
  }

  /** What is on the screen comes first: it is drawn before anything is asked. */
  private gatherSoon(): void {
    this.stopGathering ??= this.clock.after(0, () => this.gather());
  }

  /** Asks for what the locks of all viewers need. */
  private gather(): void {
    this.stopGathering?.();
    this.stopGathering = undefined;
    const home = this.view();
    const refs = new Map([...this.viewers].flatMap(({ watched }) => watched.map(({ ref }) => [ref.entityId, ref] as const)));
    const present = [...refs.values()].filter((ref) => home.states[ref.entityId]);
    if (present.length === 0) return this.gatherer.want([]);
    const { readers } = this.knowledge;
    this.gatherer.want([
      // Unique ids are not in `hass.entities`.
      {
        mode: "call",
        request: { type: REGISTRY, entity_ids: [...new Set(present.flatMap(idsOf))] },
        keep: withoutOptions,
        every: 60 * MINUTE,
      },
      { mode: "stream", request: { type: "config_entries/subscribe" } },
      { mode: "call", request: { type: "repairs/list_issues" }, every: 5 * MINUTE, on: [ISSUES_CHANGED] },
      { mode: "stream", request: { type: "subscribe_events", event_type: ISSUES_CHANGED } },
      historyWant(home, present),
      ...present.flatMap((ref) => {
        const view = new LockView(home, ref);
        return [...readers.adapterFor(ref).wants(view), ...(this.deep(ref)?.wants(view) ?? [])];
      }),
      ...readers.companions.flatMap(({ wants }) => wants?.(home, present) ?? []),
    ]);
  }

  /** Answers come in bursts: they are taken together. */
  private answersChanged(key: string): void {
    if (this.news.push(key) > 1) return;
    void Promise.resolve().then(() => {
      const news = this.news.splice(0);
      const now = this.structureNow();
      const same = now.length === this.structure.length && now.every((answer, at) => answer === this.structure[at]);
      if (!same) return this.restructure();
      if (news.every((each) => /device_id/.test(each)))
        return this.judgeAll(({ device }) => news.some((each) => !!device && each.includes(device.id)));
      this.judgeAll();
      // What is wanted can hang on what has come, e.g. on the entry through which a lock is reached.
      this.gather();
    });
  }
}

/** Rows of the entity registry by what is used of them. `options` stays out: it can hold a code. */
function withoutOptions(result: unknown): { readonly [entityId: string]: RegistryRow } {
  return Object.fromEntries(
    Object.entries(record(result)).flatMap(([entityId, row]) => {
      const { unique_id, device_id, platform, translation_key, entity_category, original_name, config_entry_id } = record(row);
      const kept = { unique_id, device_id, platform, translation_key, entity_category, original_name, config_entry_id };
      return row ? [[entityId, kept as RegistryRow]] : [];
    }),
  );
}
