import type { Action, Plan, Step } from "../adapters/adapter.ts";
import type { Request } from "../adapters/home.ts";
import type { Diagnosis } from "../core/diagnose.ts";
import type { Check } from "../core/check.ts";
import type { CheckId } from "../core/checks/index.ts";
import { defined } from "../core/defined.ts";
import { valueOf } from "../core/fact.ts";
import { hasHelped, refusal } from "../core/remedy.ts";
import type { ActionRemedy, Condition, Harm } from "../core/remedy.ts";
import type { LockSnapshot } from "../core/snapshot.ts";
import type { Client, Clock } from "./client.ts";
import { CONNECTION_LOST, asError } from "./gather.ts";

/** Why a run ends without proof. None of them says that it failed: nobody saw. */
export type Doubtful = "no_change" | "not_observable" | "disconnected" | "cancelled" | "left";

/** A remedy being carried out. `since` and `until` are epoch ms of the tablet's clock, for progress bars. */
export type RunState =
  | { readonly phase: "confirming"; readonly since: number; readonly until: number; readonly conditions: readonly Condition[] }
  | { readonly phase: "refused"; readonly condition: Condition }
  /** Nothing was done, and nothing is to be told. */
  | { readonly phase: "idle" }
  | {
      readonly phase: "calling" | "verifying";
      readonly since: number;
      readonly until: number;
      readonly percent?: number;
      readonly stage?: string;
    }
  | { readonly phase: "confirmed"; readonly after: number }
  | { readonly phase: "unverified"; readonly reason: Doubtful; readonly after: number }
  | { readonly phase: "failed"; readonly code: string; readonly message: string };

export type RunPhase = RunState["phase"];

/** Ms that a person has to read what a risky remedy does, and to tap again. */
export const CONFIRM_WITHIN = 20_000;

/** Ms between two looks at answers that do not come by themselves, while a run waits for them. */
const LOOK_AGAIN = 3_000;

export const ACTIVE: ReadonlySet<RunPhase | undefined> = new Set<RunPhase>(["confirming", "calling", "verifying"]);

const BUSY: ReadonlySet<Harm> = new Set<Harm>(["occupies", "interviews", "reloads", "flashes"]);

/** What a run needs of the home it runs in. */
export interface RunContext {
  readonly client: Client;
  readonly clock: Clock;
  /** A check by its id, where it is known. */
  check(id: CheckId): Check | undefined;
  /** The lock as it is known now; undefined when it is gone. */
  look(): { readonly snapshot: LockSnapshot; readonly diagnosis: Diagnosis } | undefined;
  /** Asks anew what does not come by itself. */
  refresh(): void;
  /** Hands on the answer of a remedy that was itself a request. */
  answered(request: Request, result: unknown): void;
  /** Tells that the bolt has been sent somewhere. */
  commanded(wanted: "locked"): void;
  changed(): void;
}

/**
 * One remedy from the tap to its honest end: confirming → calling → verifying → confirmed | unverified | failed.
 * Deadline, connection loss and a person's cancel end it as unverified, never as a guess.
 */
export class RemedyRun {
  readonly lockEntityId: string;
  readonly remedy: ActionRemedy;
  readonly checkId: CheckId;
  private readonly plan: Plan;
  private readonly context: RunContext;
  private current: RunState;
  private before: LockSnapshot | undefined;
  private startedAt = 0;
  private readonly cleanups: (() => void)[] = [];

  constructor(lockEntityId: string, remedy: ActionRemedy, checkId: CheckId, plan: Plan, context: RunContext) {
    this.lockEntityId = lockEntityId;
    this.remedy = remedy;
    this.checkId = checkId;
    this.plan = plan;
    this.context = context;
    const now = context.clock.now();
    this.current = { phase: "confirming", since: now, until: now + CONFIRM_WITHIN, conditions: [] };
  }

  get state(): RunState {
    return this.current;
  }

  get active(): boolean {
    return ACTIVE.has(this.current.phase);
  }

  /** Whether it keeps its hub at work: one such remedy at a time. */
  get working(): boolean {
    return this.active && this.current.phase !== "confirming" && BUSY.has(this.remedy.harm);
  }

  /** First tap: refuses what must not be, asks where consent is due, else goes. */
  start(): void {
    const look = this.context.look();
    if (!look) return this.to({ phase: "unverified", reason: "no_change", after: 0 });
    const forbidden = refusal(this.remedy, look.snapshot);
    if (forbidden) return this.to({ phase: "refused", condition: forbidden });
    if (this.remedy.consent === "tap") return void this.go();
    const now = this.context.clock.now();
    this.to({ phase: "confirming", since: now, until: now + CONFIRM_WITHIN, conditions: this.remedy.conditions(look.snapshot) });
    this.cleanups.push(
      this.context.clock.after(CONFIRM_WITHIN, () => this.current.phase === "confirming" && this.to({ phase: "idle" })),
    );
  }

  /** Second tap. What must hold is looked at again: minutes may lie between. */
  confirm(): void {
    if (this.current.phase !== "confirming") return;
    const look = this.context.look();
    // A lock that is gone meanwhile has nothing that could be looked at, so nothing is done to it.
    if (!look) return this.to({ phase: "idle" });
    const forbidden = refusal(this.remedy, look.snapshot);
    if (forbidden) return this.to({ phase: "refused", condition: forbidden });
    void this.go();
  }

  /** The person does not want to wait, or not at all. A call that is out cannot be taken back, so it stays unverified. */
  cancel(): void {
    if (this.current.phase === "confirming") this.to({ phase: "idle" });
    else if (this.active) this.end("cancelled");
  }

  /** The connection broke or Home Assistant restarted: nobody can say what became of it. */
  disconnected(): void {
    if (this.current.phase === "confirming") this.to({ phase: "idle" });
    else if (this.active) this.end("disconnected");
  }

  /** Nobody looks any more. */
  left(): void {
    if (this.current.phase === "confirming") this.to({ phase: "idle" });
    else if (this.active) this.end("left");
  }

  /** It only pressed somebody's button, who tells how that has ended. */
  told(state: RunState): void {
    if (this.active) this.to(state);
  }

  /** Looks whether it has helped. Called when anything about the lock is newer. */
  look(): void {
    if (this.current.phase !== "calling" && this.current.phase !== "verifying") return;
    const look = this.context.look();
    if (!look || !this.before) return;
    const { snapshot, diagnosis } = look;
    const firmware = snapshot.facts.firmware;
    if (
      this.remedy.harm === "flashes" &&
      firmware?.kind === "known" &&
      firmware.value.inProgress &&
      firmware.value.percent !== undefined
    )
      this.progress({ percent: firmware.value.percent });
    if (this.current.phase === "calling" && this.plan.kind === "stream" && !this.plan.early) return;
    const check = this.context.check(this.checkId);
    const outcome = diagnosis.outcomes[this.checkId];
    if (!check || !outcome) return;
    if (hasHelped(this.remedy, [...check.needs, ...check.any], outcome, this.before, snapshot))
      this.to({ phase: "confirmed", after: this.elapsed });
    // Waiting brings nothing.
    else if (this.current.phase === "verifying" && this.answeredNo(snapshot)) this.end("no_change");
  }

  /** The request itself brought the answer, and it is no. */
  private answeredNo(snapshot: LockSnapshot): boolean {
    return this.remedy.id === "ping" && this.plan.kind === "command" && valueOf(snapshot.facts.ping_answered) === false;
  }

  private get elapsed(): number {
    return this.context.clock.now() - this.startedAt;
  }

  private async go(): Promise<void> {
    const { clock } = this.context;
    this.before = this.context.look()?.snapshot;
    this.startedAt = clock.now();
    const until = this.startedAt + this.remedy.verifyWithin;
    this.to({ phase: "calling", since: this.startedAt, until });
    if (this.remedy.observable)
      this.cleanups.push(clock.after(this.remedy.verifyWithin, () => this.active && this.end("no_change")));
    try {
      await this.call();
    } catch (error) {
      if (!this.active) return;
      const { code, message } = asError(error);
      // The library rejects what is out before it tells that the connection broke.
      if (code === CONNECTION_LOST) this.end("disconnected");
      else this.to({ phase: "failed", code, message });
      return;
    }
    if (!this.active) return;
    if (!this.remedy.observable) return this.end("not_observable");
    this.to({ ...this.current, phase: "verifying", since: this.startedAt, until });
    this.lookAgain();
    this.look();
  }

  private async call(): Promise<void> {
    const { plan, context } = this;
    switch (plan.kind) {
      case "service":
        if (plan.wanted) context.commanded(plan.wanted);
        return context.client.callService(plan.domain, plan.service, plan.data, plan.target);
      case "command": {
        const result = await context.client.callWS(plan.request);
        context.answered(plan.request, result);
        // Commands that tell how they ended say so in one word; the others say nothing.
        if (result === false) throw new Error("false");
        return this.goOn(plan);
      }
      case "stream":
        return this.follow(plan);
      case "link":
        return;
    }
  }

  private goOn({ then }: { readonly then?: Action }): Promise<void> | undefined {
    return then && this.context.client.callService(then.domain, then.service, then.data);
  }

  /** Resolves at the end of a stream of progress. */
  private follow(plan: Plan & { kind: "stream" }): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = (step: Step | undefined) => {
        if (step?.kind === "progress") this.progress(step);
        else if (step?.kind === "done") resolve();
        else if (step?.kind === "failed") reject(Object.assign(new Error(step.message ?? ""), { code: "stream_failed" }));
      };
      this.cleanups.push(resolve);
      this.context.client
        .subscribe(plan.request, (event) => take(plan.read(event)))
        .then((stop) => {
          if (!this.active) return stop();
          this.cleanups.push(stop);
          return this.goOn(plan);
        })
        .catch(reject);
    });
  }

  private progress({ percent, stage }: { readonly percent?: number; readonly stage?: string }): void {
    const { current } = this;
    if (current.phase !== "calling" && current.phase !== "verifying") return;
    if (percent === current.percent && stage === current.stage) return;
    this.to({ ...current, ...defined({ percent, stage }) });
  }

  private lookAgain(): void {
    if (this.current.phase !== "verifying") return;
    this.context.refresh();
    this.cleanups.push(this.context.clock.after(LOOK_AGAIN, () => this.lookAgain()));
  }

  private end(reason: Doubtful): void {
    this.to({ phase: "unverified", reason, after: this.elapsed });
  }

  private to(state: RunState): void {
    this.current = state;
    if (!ACTIVE.has(state.phase)) for (const cleanup of this.cleanups.splice(0)) cleanup();
    this.context.changed();
  }
}
