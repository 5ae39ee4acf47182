import { knownValues } from "../core/fact.ts";
import { advance, answer, back, begin, leave } from "../core/guide/progress.ts";
import { decode, encode, guideIn } from "../core/guide/code.ts";
import type { Ability, Guide, Progress, Situation } from "../core/guide/types.ts";
import type { GuideId } from "../core/guides/ids.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { HomeHealth, LockHealth, ShownRun } from "./home-health.ts";
import type { Keepsakes } from "./keepsakes.ts";
import { ACTIVE } from "./run.ts";

/** All guides by their ids. */
export type Guides = { readonly [Id in GuideId]?: Guide };

/** A lock's run of a remedy as a guide's step sees it. */
function stateOfRun(run: ShownRun | undefined): ReturnType<Situation["run"]> {
  switch (run?.state.phase) {
    case "confirming":
    case "calling":
    case "verifying":
      return "running";
    case "confirmed":
      return "worked";
    case "failed":
      return "failed";
    case "unverified":
      // Who stopped waiting, or lost the connection, has not seen that it does not help.
      return run.state.reason === "no_change" || run.state.reason === "not_observable" ? "failed" : undefined;
    default:
      return undefined;
  }
}

/**
 * The guides under way in one home, one a lock, for all cards of a page. Where each has come to is kept outside of the page, so that
 * it goes on after a reload and on another tablet: what comes from there counts.
 */
export class GuideDesk {
  private readonly health: HomeHealth;
  private readonly keepsakes: Keepsakes;
  private readonly guides: Guides;
  private readonly known = new Map<string, { readonly line: string | undefined; readonly progress: Progress | undefined }>();
  /** By lock, the remedy that was begun in its guide's step, and when. */
  private readonly begun = new Map<string, { readonly remedy: RemedyId; readonly at: number }>();

  private readonly openings = new WeakSet();

  constructor(health: HomeHealth, keepsakes: Keepsakes, guides: Guides) {
    this.health = health;
    this.keepsakes = keepsakes;
    this.guides = guides;
  }

  guide(id: GuideId): Guide | undefined {
    return this.guides[id];
  }

  /** How far a lock's newest guide has come, ended ones too; undefined where there is none, or an unreadable one. */
  progress(entityId: string): Progress | undefined {
    const line = this.keepsakes.get(entityId, "guide");
    const before = this.known.get(entityId);
    if (before && before.line === line) return before.progress;
    const id = guideIn(line);
    const guide = id && this.guides[id];
    const progress = guide && line !== undefined ? decode(guide, line) : undefined;
    this.known.set(entityId, { line, progress });
    return progress;
  }

  /** What a guide knows of a lock now. */
  situation(lock: LockHealth): Situation {
    const { health } = this;
    const { entityId, snapshot, diagnosis } = lock;
    const { facts } = snapshot;
    const ref = health.refOf(entityId);
    const abilities = new Map<RemedyId, Ability>();
    const ability = (remedy: RemedyId): Ability => {
      const { offers, adminOnly } = health.offers(lock, { remedies: [remedy] });
      return offers.length > 0 ? "yes" : adminOnly.length > 0 ? "admin" : "no";
    };
    return {
      values: knownValues(facts),
      readAt: (name) => facts[name]?.at,
      outcome: (check) => diagnosis.outcomes[check],
      newest: (id) => {
        const check = health.knowledge.checks.find((each) => each.id === id);
        return Math.max(0, ...[...(check?.needs ?? []), ...(check?.any ?? [])].map((name) => facts[name]?.at ?? 0));
      },
      adapter: lock.adapterId,
      traits: (ref && health.knowledge.traits?.(ref)) ?? {},
      can: (remedy) => {
        const known = abilities.get(remedy) ?? ability(remedy);
        abilities.set(remedy, known);
        return known;
      },
      run: (remedy, since) => this.runOf(entityId, remedy, since),
      now: health.clock.now(),
    };
  }

  private runOf(entityId: string, remedy: RemedyId, since: number): ReturnType<Situation["run"]> {
    const run = this.health.run(entityId);
    if (run?.remedyId !== remedy) return undefined;
    const { state } = run;
    // A run that was begun elsewhere, or before this page was loaded, is known by its own beginning.
    if ((state.phase === "calling" || state.phase === "verifying") && state.since >= since)
      this.begun.set(entityId, { remedy, at: state.since });
    const begun = this.begun.get(entityId);
    return begun?.remedy === remedy && begun.at >= since ? stateOfRun(run) : undefined;
  }

  private keep(entityId: string, guide: Guide, progress: Progress): Progress {
    const line = encode(guide, progress);
    if (this.known.get(entityId)?.line !== line) {
      this.known.set(entityId, { line, progress });
      void this.keepsakes.put(entityId, "guide", line);
    }
    return progress;
  }

  /**
   * Opens a guide for a lock: goes on with one that is under way, else begins it. `opening` is another object each time that a person
   * opens one: a guide that has ended begins anew then. One that is open while another one has been begun for its lock, here or on
   * another tablet, is left: two that began anew in turns would never end. Undefined for an unknown guide.
   */
  see(lock: LockHealth, id: GuideId, opening: object): Progress | undefined {
    const guide = this.guides[id];
    if (!guide) return undefined;
    const kept = this.progress(lock.entityId);
    const isNew = !this.openings.has(opening);
    this.openings.add(opening);
    if (!isNew && kept?.guide !== id && this.keepsakes.get(lock.entityId, "guide") !== undefined)
      return leave(begin(guide, this.health.clock.now()));
    const situation = this.situation(lock);
    const before = kept?.guide === id && !(isNew && kept.end) ? kept : begin(guide, situation.now);
    const now = advance(guide, before, situation);
    return now === kept ? now : this.keep(lock.entityId, guide, now);
  }

  private change(lock: LockHealth, to: (guide: Guide, progress: Progress) => Progress): void {
    const progress = this.progress(lock.entityId);
    const guide = progress && this.guides[progress.guide];
    if (!guide) return;
    this.keep(lock.entityId, guide, advance(guide, to(guide, progress), this.situation(lock)));
    this.health.notifyFor(lock.entityId);
  }

  /** Takes a person's answer to the step that is shown. */
  answer(lock: LockHealth, given: string): void {
    this.change(lock, (guide, progress) => answer(guide, progress, given, this.health.clock.now()));
  }

  back(lock: LockHealth): void {
    this.change(lock, (_guide, progress) => back(progress));
  }

  /** From the beginning. */
  restart(lock: LockHealth, id: GuideId): void {
    const guide = this.guides[id];
    if (!guide) return;
    const situation = this.situation(lock);
    this.keep(lock.entityId, guide, advance(guide, begin(guide, situation.now), situation));
    this.health.notifyFor(lock.entityId);
  }

  /** Ends it: it is not offered to go on with any more. */
  leave(lock: LockHealth): void {
    this.change(lock, (_guide, progress) => leave(progress));
  }

  /** Carries out the remedy of the step that is shown. */
  start(lock: LockHealth, remedy: RemedyId): void {
    const at = this.health.clock.now();
    this.health.start(lock.entityId, remedy);
    const run = this.health.run(lock.entityId);
    // Where it could not begin, the run that is shown is an old one.
    if (run?.remedyId === remedy && ACTIVE.has(run.state.phase)) this.begun.set(lock.entityId, { remedy, at });
    this.health.notifyFor(lock.entityId);
  }
}
