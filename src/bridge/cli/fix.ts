import { text } from "../../adapters/home.ts";
import { REMEDY_IDS, remedies } from "../../core/remedies/index.ts";
import type { RemedyId } from "../../core/remedies/index.ts";
import type { ActionRemedy } from "../../core/remedy.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import { Jobs, QUEUE_WITHIN, jobHealthOf } from "../jobs.ts";
import type { Broker, JobState, Memory } from "../ports.ts";
import { bridgeTopics, lockTopics } from "../topics.ts";
import { meant } from "./args.ts";
import { EXIT, Told } from "./deps.ts";
import type { Deps, Options } from "./deps.ts";
import { findLock, findNamed, lockIds, openView, parsedJson, placeOf, retainedCame, until } from "./view.ts";
import type { Named, View } from "./view.ts";
import { Words } from "./words.ts";

/** Ms that a broker has to let somebody in, and its retained messages have to come. */
const BROKER_WITHIN = 5_000;
/** Ms that the bridge has to take up a press. */
const TAKEN_UP_WITHIN = 10_000;
/** Ms beyond a run's own deadline after which nothing more is expected of the bridge. */
const OVERDUE = 60_000;
/** Ms after which a job that never ended is one that was broken off. The longest remedy ends before. */
const ABANDONED = 60 * 60_000;

export interface Press {
  readonly lock: string;
  readonly remedy: string;
  /** Consent was given on the command line. */
  readonly yes: boolean;
}

/** The action that a person has named. Throws a `Told` where there is none. */
function actionNamed(wanted: string, words: Words): ActionRemedy {
  const id = REMEDY_IDS.find((each) => each === wanted);
  const actions = REMEDY_IDS.filter((each) => remedies[each].kind === "action");
  if (id === undefined) {
    const near = words.language === "en" ? meant(wanted, actions) : "";
    throw new Told(words.say("no_remedy", { remedy: wanted, meant: near }));
  }
  const remedy = remedies[id];
  if (remedy.kind !== "action") throw new Told(words.say("remedy_by_hand", { label: words.remedy(id) }));
  return remedy;
}

/** What must be armed before: asking and arming are one here, for whoever is asked is at the machine. */
const needsArming = ({ harm }: ActionRemedy) => harm === "moves_bolt" || harm === "reloads";

/** Consent, where the remedy needs it: given before, or asked for now. */
async function agreed(remedy: ActionRemedy, lock: string, yes: boolean, deps: Deps, words: Words): Promise<boolean> {
  if (remedy.consent === "tap" || yes) return true;
  const label = words.remedy(remedy.id);
  if (!deps.isTTY) {
    deps.stderr(`${words.say("needs_yes", { label })}\n`);
    return false;
  }
  if (await deps.ask(words.say("ask", { label, lock, text: words.warning(remedy.id) }))) return true;
  deps.stdout(`${words.say("left_alone")}\n`);
  return false;
}

const ENDED: ReadonlySet<string> = new Set(["confirmed", "unverified", "failed", "refused"]);

/** Says how a press stands, each thing once, and what came of it. */
class Teller {
  private readonly deps: Deps;
  private readonly words: Words;
  private said = "";

  constructor(deps: Deps, words: Words) {
    this.deps = deps;
    this.words = words;
  }

  line(text: string): void {
    this.deps.stdout(`${text}\n`);
  }

  /** A step on the way. Percents by tens: a line each is too many. */
  progress({ phase, percent, stage }: JobState): void {
    const part = percent === undefined ? "" : ` ${Math.floor(percent / 10) * 10} %`;
    const line = `${this.words.say(phase)}${part}${stage === undefined || phase === "queued" ? "" : ` (${stage})`}`;
    if (line !== this.said) this.line(line);
    this.said = line;
  }

  /** The end, and the exit status that it has. */
  end({ phase, after, reason, message, refusal }: JobState): number {
    const { words } = this;
    const why =
      phase === "refused"
        ? refusal && words.refusal(refusal)
        : phase === "failed"
          ? words.failure(reason, message)
          : phase === "unverified"
            ? words.doubt(reason)
            : "";
    const duration = after === undefined ? "" : words.duration(after);
    this.line(`${words.say(phase, { duration })}${why ? ` ${why}` : ""}`);
    return phase === "confirmed" ? EXIT.ok : EXIT.no;
  }
}

/** A press as the bridge publishes it. */
function stateFrom(payload: string): JobState | undefined {
  const state = parsedJson(payload);
  return text(state["phase"]) === undefined ? undefined : (state as unknown as JobState);
}

/** Whether a bridge is online for this home. Throws a `Told` where the broker does not answer: then nobody knows. */
async function isOnline(broker: Broker, options: Options, deps: Deps, words: Words): Promise<boolean> {
  let said: string | undefined;
  let look = () => {};
  const end = broker.listen(bridgeTopics(placeOf(options)).availability, (_topic, payload) => {
    said = payload;
    look();
  });
  const { clock } = deps;
  try {
    if (
      !(await until(
        clock,
        BROKER_WITHIN,
        (changed) => broker.onChange(changed),
        () => broker.connected,
      ))
    )
      throw new Told(words.say("broker_refused"));
    await until(
      clock,
      1_500,
      (changed) => ((look = changed), () => {}),
      () => said !== undefined,
    );
    return said === "online";
  } finally {
    end();
  }
}

/** Presses by the bridge that is online, and follows what it says. */
async function throughBridge(
  broker: Broker,
  options: Options,
  remedy: ActionRemedy,
  press: Press,
  deps: Deps,
  words: Words,
): Promise<number> {
  const { clock } = deps;
  const teller = new Teller(deps, words);
  const any = lockTopics(placeOf(options), "+");
  const found = new Map<string, Named & { readonly id: string }>();
  const runs = new Map<string, string>();
  let heardAt = clock.now();
  let pressedFor: string | undefined;
  let heard = (_state: JobState) => {};
  const ends = [
    broker.listen(any.verdictAttributes, (topic, payload) => {
      heardAt = clock.now();
      const id = topic.split("/").at(-3) ?? "";
      const attributes = parsedJson(payload);
      const entityId = text(attributes["lock_entity_id"]);
      if (entityId !== undefined) found.set(id, { id, name: text(attributes["lock_name"]) ?? entityId, ids: [entityId, id] });
    }),
    broker.listen(any.runAttributes, (topic, payload) => {
      heardAt = clock.now();
      const id = topic.split("/").at(-3) ?? "";
      // What was said before the press is about another one.
      if (id !== pressedFor || runs.get(id) === payload) return void runs.set(id, payload);
      const state = stateFrom(payload);
      if (state) heard(state);
    }),
  ];
  try {
    await retainedCame(clock, BROKER_WITHIN, () => heardAt);
    const lock = findNamed([...found.values()], press.lock, words);
    if (!(await agreed(remedy, lock.name, press.yes, deps, words))) return EXIT.no;
    return await new Promise<number>((resolve) => {
      let stopWaiting = () => {};
      const finish = (status: number) => {
        stopWaiting();
        stopBreaking();
        heard = () => {};
        resolve(status);
      };
      const wait = (ms: number) => {
        stopWaiting();
        stopWaiting = clock.after(ms, () => {
          teller.line(words.say("bridge_silent"));
          finish(EXIT.no);
        });
      };
      const stopBreaking = deps.onInterrupt(() => {
        teller.line(words.say("left_by_bridge"));
        finish(EXIT.no);
      });
      heard = (state) => {
        const { refusal } = state;
        if (refusal?.remedy === remedy.id && state.phase !== "refused") return finish(teller.end({ phase: "refused", refusal }));
        if (state.remedy !== remedy.id) return;
        if (ENDED.has(state.phase)) return finish(teller.end(state));
        teller.progress(state);
        const { since, until: end } = state;
        // By length: the clocks of the two machines may differ.
        wait((since !== undefined && end !== undefined ? end - since : QUEUE_WITHIN) + OVERDUE);
      };
      pressedFor = lock.id;
      const topics = lockTopics(placeOf(options), lock.id);
      if (needsArming(remedy)) broker.publish(topics.arm, "ON", { retain: false });
      broker.publish(topics.press, remedy.id, { retain: false });
      teller.line(words.say("by_bridge"));
      wait(TAKEN_UP_WITHIN);
    });
  } finally {
    for (const end of ends) end();
  }
}

/** The finding that a remedy is pressed for: the worst one that names it. */
function checkFor({ diagnosis }: LockHealth, id: RemedyId) {
  const all = diagnosis.findings.flatMap((finding) => [finding, ...finding.explains]);
  return all.find((finding) => finding.remedies.includes(id))?.id;
}

/** What another one has begun in the same memory and not ended: two at a time is what the guards are against. */
function refuseWhileOpen(memory: Memory, deps: Deps, words: Words): void {
  const now = deps.clock.now();
  const open = memory.jobs(undefined, { since: now - ABANDONED }).find(({ outcome }) => outcome === "running");
  if (open) throw new Told(words.say("job_open", { label: words.remedy(open.remedy), ago: words.ago(open.startedAt, now) }));
}

/** Carries it out in a session of its own, under the guards of the bridge. */
async function alone(options: Options, remedy: ActionRemedy, press: Press, deps: Deps, words: Words): Promise<number> {
  let changed = () => {};
  const view = await openView(options, deps, words, () => changed());
  try {
    const lock = findLock(view.locks, press.lock, words);
    const { entityId } = lock;
    const lockId = [...lockIds(view)].find(([, each]) => each.entityId === entityId)?.[0] ?? "";
    const memory = await deps.openMemory(options, "begin");
    if (!memory) throw new Told(words.say("no_memory", { folder: options.data }));
    const teller = new Teller(deps, words);
    let look = () => {};
    const jobs = new Jobs({
      health: jobHealthOf(view.health, (id) => {
        const found = lockIds(view).get(id);
        const device = view.home.source?.devices[found?.snapshot.lock.deviceId ?? ""];
        return found && { health: found, model: text(device?.model) };
      }),
      memory,
      clock: deps.clock,
      changed: () => look(),
      ended: (incident) => memory.remember(incident),
    });
    changed = () => jobs.healthChanged();
    try {
      refuseWhileOpen(memory, deps, words);
      if (!(await agreed(remedy, lock.name, press.yes, deps, words))) return EXIT.no;
      memory.nameLock(lockId, lock.name);
      return await new Promise<number>((resolve) => {
        const stopBreaking = deps.onInterrupt(() => jobs.cancel(lockId));
        look = () => {
          const state = jobs.stateOf(lockId);
          if (state.phase === "idle") return;
          if (!ENDED.has(state.phase)) return teller.progress(state);
          look = () => {};
          stopBreaking();
          const status = teller.end(state);
          if (state.refusal?.reason === "not_offered") offered(view, lock, teller, words);
          resolve(status);
        };
        if (needsArming(remedy)) jobs.arm(lockId, true);
        jobs.press(lockId, remedy.id, checkFor(lock, remedy.id));
        look();
      });
    } finally {
      changed = () => {};
      jobs.close();
      memory.close();
    }
  } finally {
    await view.close();
  }
}

/** Which remedies there are instead. */
function offered(view: View, lock: LockHealth, teller: Teller, words: Words): void {
  const { offers } = view.health.offers(lock, { remedies: REMEDY_IDS });
  const ids = offers.flatMap(({ remedy }) => (remedy.kind === "action" ? remedy.id : []));
  if (ids.length > 0) teller.line(words.say("not_offered_now", { remedies: ids.join(", ") }));
}

/**
 * Carries out a remedy: by the bridge where one is online, else in a session of its own under the same guards and with the
 * same memory. Exit status: 0 only when confirmed, 1 for any other end.
 */
export async function fix(options: Options, press: Press, deps: Deps): Promise<number> {
  const words = new Words(options.language, deps.timeZone);
  const remedy = actionNamed(press.remedy, words);
  if (options.mqtt.url !== "") {
    const broker = await deps.openBroker(options);
    try {
      if (await isOnline(broker, options, deps, words)) return await throughBridge(broker, options, remedy, press, deps, words);
    } finally {
      await broker.close();
    }
  }
  return alone(options, remedy, press, deps, words);
}
